"""Jobs of dossiers: a long list is sent, the reports of many are drafted, or held against each other."""

from thidua.nominations import actions
from thidua.nominations.actions_conflicts import compare_reports, compared
from thidua.nominations.actions_jobs import COMPARE, DRAFT, SEND
from thidua.nominations.actions_reports import draft_reports
from thidua.nominations.models import Nomination
from thidua.shared.denied import Stale
from thidua.shared.jobs.kinds import JobKind, register
from thidua.shared.jobs.running import Run
from thidua.shared.wording import vi_number


def _nomination_of(run: Run) -> Nomination:
    return Nomination.objects.select_related("unit", "to_unit").get(pk=run.arguments["nomination"])


def _send(run: Run) -> str:
    nomination = _nomination_of(run)
    if nomination.version != run.arguments["version"]:
        raise Stale("Hồ sơ đã thay đổi sau khi bấm “Gửi hồ sơ” nên chưa gửi. Mời xem lại rồi gửi lại.")
    count = vi_number(nomination.lines.count())
    run.tell(
        0, 0, f"Đang đối chiếu pháp luật, lập tờ trình và gửi {count} trường hợp, tất cả hoặc không trường hợp nào"
    )
    with run.last_step():
        actions.send_nomination(nomination=nomination, by=run.by, at=run.at)
        where = f"sang thẩm định tại {nomination.unit.name}" if nomination.is_own_appraisal else ""
        sentence = (
            f"Đã chuyển {count} trường hợp {where}."
            if where
            else (f"Đã gửi {count} trường hợp đến {nomination.to_unit.name}.")
        )
        run.finish(sentence)
    return sentence


def _compare(run: Run) -> str:
    nomination = _nomination_of(run)
    found = compared(nomination, run.tell)
    with run.last_step():
        done = compare_reports(nomination=nomination, found=found, by=run.by, at=run.at)
        sentence = f"Đã so với {vi_number(done.reports)} báo cáo từ năm {done.since_year}."
        run.finish(sentence)
    return sentence


def _draft(run: Run) -> str:
    nomination = _nomination_of(run)
    count = vi_number(nomination.lines.filter(report=None).count())
    run.tell(0, 0, f"Đang soạn {count} báo cáo từ dữ liệu đang có")
    with run.last_step():
        made = draft_reports(nomination=nomination, form=run.arguments["form"], by=run.by, at=run.at)
        sentence = f"Đã soạn {vi_number(made)} báo cáo thành tích. Mời người viết đọc lại, bổ sung."
        run.finish(sentence)
    return sentence


register(DRAFT, JobKind(_draft))
register(SEND, JobKind(_send))
register(COMPARE, JobKind(_compare))
