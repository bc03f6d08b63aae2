"""The daily round: each work once a day over any number of workers, and once although a worker dies."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from thidua.accounts.models import Session
from thidua.notices import actions, reminders, work
from thidua.notices.actions_forgetting import forget_sessions, forget_sign_ins
from thidua.notices.reminders import Due
from thidua.shared import clock
from thidua.shared.denied import Denied
from thidua.shared.jobs import actions_daily, kinds, running
from thidua.shared.jobs.actions_daily import start_round
from thidua.shared.jobs.actions_worker import take_up_orphans
from thidua.shared.jobs.kinds import DailyWork, daily_works
from thidua.shared.jobs.models import Job, Round
from thidua.shared.jobs.running import perform
from thidua.shared.models import Letter
from thidua.units import actions as units

TUESDAY = date(2026, 3, 31)
MORNING = clock.at_hour(TUESDAY, 9)


@pytest.fixture
def only(monkeypatch):
    """``only("a", 7, work)``: the one daily work there is."""

    def use(name, hour, done):
        monkeypatch.setattr(kinds, "_DAILY", {})
        kinds.register_daily(DailyWork(name, "Việc thử", hour), done)

    yield use
    kinds._KINDS.pop("tests.daily", None)


@pytest.fixture
def due(province, monkeypatch):
    """Two people have something due on the last day of March."""
    people = [province.ha_long.officer, province.cam_pha.officer]
    dues = [Due(user.pk, province.root.unit.pk, "Gửi báo cáo", TUESDAY, "/viec/") for user in people]
    monkeypatch.setattr(reminders, "_PROVIDERS", {"tests": lambda on: iter(dues)})
    monkeypatch.setattr(running.clock, "now", lambda: MORNING)


def test_the_works_of_the_day_in_their_order():
    assert [(each.name, each.hour) for each in daily_works()] == [
        ("daily.sessions", 2),
        ("daily.sign_ins", 2),
        ("daily.tasks", 2),
        ("daily.uploads", 2),
        ("daily.outbox", 7),
        ("daily.reminders", 7),
    ]


def test_each_work_is_asked_for_once_a_day_from_its_hour_on(province):
    asked = [start_round(at=clock.at_hour(TUESDAY, hour)) for hour in (1, 2, 3, 7, 23)]
    tomorrow = start_round(at=clock.at_hour(TUESDAY + timedelta(days=1), 8))
    assert (asked, tomorrow, Round.objects.count(), Job.objects.filter(requested_by=None).count()) == (
        [0, 4, 0, 2, 0], 6, 12, 12,
    )  # fmt: skip


def test_of_two_workers_at_the_same_moment_one_asks(province, only, monkeypatch):
    only("tests.daily", 7, lambda run: "xong")
    start_round(at=MORNING)  # the other worker, after our look and before our writing
    blind = SimpleNamespace(filter=lambda **given: Round.objects.none(), create=Round.objects.create)
    monkeypatch.setattr(actions_daily, "Round", SimpleNamespace(objects=blind))
    assert (start_round(at=MORNING), Round.objects.count(), Job.objects.count(), DBTaskResult.objects.count()) == (
        0, 1, 1, 1,
    )  # fmt: skip


def test_reminders_killed_between_writing_and_the_end_are_written_once(province, due, monkeypatch):
    start_round(at=MORNING)
    job = Round.objects.get(name="daily.reminders").job
    write = work.write_reminders

    def die_after_writing(**given):
        write(**given)
        raise SystemExit  # the process is gone: nobody writes an end

    monkeypatch.setattr(work, "write_reminders", die_after_writing)
    with pytest.raises(SystemExit):
        perform(job.pk, with_pulse=False)
    dead = (Job.objects.get(pk=job.pk).state, Letter.objects.count())
    monkeypatch.setattr(work, "write_reminders", write)
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert take_up_orphans(at=MORNING) == 1
    ends = [perform(job.pk, with_pulse=False) for _ in range(2)]
    done = Job.objects.get(pk=job.pk)
    assert (dead, ends, done.attempt, done.sentence, Letter.objects.count()) == (
        ("running", 0), ["done", ""], 2, "Đã soạn thư nhắc việc cho 2 người.", 2,
    )  # fmt: skip


def test_a_work_that_fails_three_times_shows_and_is_asked_for_again_by_a_technician(province, only, client):
    def fail(run):
        raise Denied("Đĩa đầy.")

    only("tests.daily", 7, fail)
    start_round(at=MORNING)
    round = Round.objects.get()
    perform(round.job_id, with_pulse=False)
    officer, at = province.root.officer, province.at
    with pytest.raises(Denied, match="Kỹ thuật viên vận hành"):
        actions.repeat_round(round=round, by=officer, at=MORNING)
    units.grant_role(user=province.stranger, role="operator", unit=province.root.unit, by=officer, at=at,
                     starts_on=at.date())  # fmt: skip
    client.force_login(province.stranger)
    page = client.get(reverse("daily:list"))
    assert "Đĩa đầy." in page.content.decode()
    assert client.post(reverse("daily:repeat", args=[round.pk])).status_code == 302
    again = Round.objects.get()
    assert (again.pk, again.job_id != round.job_id, again.job.state) == (round.pk, True, "waiting")
    with pytest.raises(Denied, match=r"^Việc này chưa cần làm lại: đang chờ đến lượt\.$"):
        actions.repeat_round(round=again, by=province.stranger, at=MORNING)


def test_the_page_of_the_round_is_the_technicians(province, client):
    client.force_login(province.root.officer)
    assert client.get(reverse("daily:list")).status_code == 403


def test_sessions_whose_time_is_over_are_forgotten(province):
    now = timezone.now()
    for key, expires in (("cu", now - timedelta(minutes=1)), ("moi", now + timedelta(hours=1))):
        Session.objects.create(
            session_key=key,
            session_data="",
            expire_date=expires,
            user=province.stranger,
            began_at=now,
            last_seen_at=now,
        )
    assert (forget_sessions(), list(Session.objects.values_list("session_key", flat=True))) == (
        "Đã xóa 1 phiên đăng nhập hết hạn.", ["moi"],
    )  # fmt: skip


def test_records_of_sign_in_are_kept_as_long_as_the_settings_say(province, settings):
    settings.FAILED_SIGN_INS_KEPT_DAYS, settings.SIGN_INS_KEPT_DAYS = 30, 60
    for model in (AccessAttempt, AccessFailureLog, AccessLog):
        for days in (29, 31, 61):
            failures = {"failures_since_start": 1} if model is AccessAttempt else {}
            row = model.objects.create(
                username="ai.do", ip_address="10.0.0.1", user_agent=str(days), path_info="/", **failures
            )
            model.objects.filter(pk=row.pk).update(attempt_time=timezone.now() - timedelta(days=days))
    assert (forget_sign_ins(), AccessAttempt.objects.count(), AccessLog.objects.count()) == (
        "Đã xóa 4 lần đăng nhập sai và 1 lần đăng nhập quá thời hạn lưu.", 1, 2,
    )  # fmt: skip
