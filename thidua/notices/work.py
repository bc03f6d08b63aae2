"""What the daily round does: reminders, what the outbox still holds, and what has had its time."""

from collections.abc import Callable

from django.conf import settings

from thidua.notices.actions_forgetting import forget_sessions, forget_sign_ins, forget_tasks
from thidua.notices.actions_reminding import write_reminders
from thidua.notices.actions_sending import send_waiting
from thidua.notices.reminders import digests_for
from thidua.shared.jobs.kinds import DailyWork, register_daily
from thidua.shared.jobs.running import Run
from thidua.shared.memo import one_reading

MOST_A_DAY = 20_000


def _remind(run: Run) -> str:
    with one_reading():
        digests = digests_for(run.at.date())
    with run.last_step():
        count = write_reminders(digests=digests, at=run.at)
        sentence = f"Đã soạn thư nhắc việc cho {count} người." if count else "Hôm nay không có gì phải nhắc."
        run.finish(sentence)
    return sentence


def _send(run: Run) -> str:
    """Each letter is claimed by itself, so that a second run goes on where the first one died."""
    done = send_waiting(limit=MOST_A_DAY, at=run.at)
    return (
        f"Đã gửi {done.sent} thư; {done.postponed} thư sẽ thử lại; {done.given_up} thư gửi lỗi; {done.inside} thư chỉ đọc "
        "trên hệ thống." + (f" Máy chủ thư: {done.trouble}" if done.trouble else "")
    )[:500]


def _forgetting(forget: Callable[[], str]) -> Callable[[Run], str]:
    """Work that is one act: it and the end of its job stand or fall together."""

    def work(run: Run) -> str:
        with run.last_step():
            sentence = forget()
            run.finish(sentence)
        return sentence

    return work


register_daily(DailyWork("daily.sessions", "Xóa phiên đăng nhập hết hạn", 2), _forgetting(forget_sessions))
register_daily(DailyWork("daily.sign_ins", "Xóa nhật ký đăng nhập quá hạn lưu", 2), _forgetting(forget_sign_ins))
register_daily(DailyWork("daily.tasks", "Dọn hàng đợi việc chạy nền", 2), _forgetting(forget_tasks))
register_daily(DailyWork("daily.reminders", "Soạn thư nhắc việc trong ngày", settings.OFFICE_HOURS[0]), _remind)
register_daily(DailyWork("daily.outbox", "Gửi thư còn chờ trong hộp thư đi", settings.OFFICE_HOURS[0]), _send)
