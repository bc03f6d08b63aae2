"""Background jobs: asked for with the act that needs them, done once, stopped, retried, taken up from a dead worker."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from thidua.accounts.models import User
from thidua.shared.denied import Denied
from thidua.shared.jobs import actions, actions_worker, kinds, running
from thidua.shared.jobs.kinds import JobKind
from thidua.shared.jobs.models import Job
from thidua.shared.jobs.running import Interrupted, LostLease, Run, perform
from thidua.shared.models import AuditEvent


@pytest.fixture
def work(monkeypatch):
    """A kind whose work a test gives: ``work(function)``; what was put back stands in ``work.stopped``."""
    stopped: list[int] = []

    def use(function):
        monkeypatch.setitem(kinds._KINDS, "tests.any", JobKind(function, lambda job: stopped.append(job.pk)))

    use.stopped = stopped
    return use


@pytest.fixture
def ask(province):
    def request(key="việc", by=None):
        return actions.request_job(
            kind="tests.any",
            title="Việc thử",
            key=key,
            back_url="/viec-nen/",
            by=by or province.root.officer,
            at=province.at,
        )

    return request


def _fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def _do(job: Job) -> Job:
    perform(job.pk, with_pulse=False)
    return _fresh(job)


def test_a_job_is_done_once_and_says_how_it_ended(ask, work):
    calls = []
    work(lambda run: calls.append(run.by.username) or "Đã xong ba dòng.")
    job = ask()
    assert (job.state, DBTaskResult.objects.count()) == ("waiting", 1)
    done = _do(job)
    again = perform(job.pk, with_pulse=False)
    assert (done.state, done.sentence, done.attempt, calls, again) == (
        "done", "Đã xong ba dòng.", 1, ["tinh.officer"], "",
    )  # fmt: skip


def test_a_job_rolls_back_with_the_act_that_asked_for_it(ask, work):
    with transaction.atomic():
        ask()
        transaction.set_rollback(True)
    assert (
        Job.objects.count(),
        DBTaskResult.objects.count(),
        AuditEvent.objects.filter(act="job_requested").count(),
    ) == (0, 0, 0)


def test_two_requests_with_one_key_are_one_job_until_it_is_over(ask, work):
    work(lambda run: "xong")
    first, second = ask(), ask()
    _do(first)
    third = ask()
    assert (second.pk, third.pk == first.pk, Job.objects.count()) == (first.pk, False, 2)


def test_work_and_the_end_of_the_job_stand_or_fall_together(ask, work):
    def half_way(run: Run) -> str:
        with run.last_step():
            User.objects.create_user("nua.chung", None, display_name="Nửa chừng")
            Job.objects.filter(pk=run.job.pk).update(worker="người khác")  # the lease was taken meanwhile
            run.finish("xong")
        return "xong"

    work(half_way)
    job = _do(ask())
    assert (User.objects.filter(username="nua.chung").exists(), job.state) == (False, "running")


def test_a_refusal_ends_the_job_with_its_reason_and_puts_the_thing_back(ask, work):
    def refuse(run: Run) -> str:
        raise Denied("Bảng tính không có dòng nào.")

    work(refuse)
    job = _do(ask())
    assert (job.state, job.sentence, job.attempt, work.stopped) == (
        "failed",
        "Bảng tính không có dòng nào.",
        1,
        [job.pk],
    )


def test_an_unexpected_error_is_tried_three_times_with_pauses_then_fails(ask, work):
    def break_down(run: Run) -> str:
        raise ZeroDivisionError

    work(break_down)
    job = ask()
    seen = [(_do(job).state, DBTaskResult.objects.count()) for _ in range(3)]
    assert seen == [("waiting", 2), ("waiting", 3), ("failed", 3)]
    later = DBTaskResult.objects.order_by("enqueued_at").last()
    assert later.run_after > timezone.now() + timedelta(seconds=5)
    assert (_fresh(job).sentence, work.stopped) == (
        f"Có lỗi bất ngờ nên việc này đã dừng. Chưa có gì được ghi. Mời báo người quản trị (việc số {job.pk}).",
        [job.pk],
    )


def test_a_waiting_job_is_stopped_at_once(ask, work, province):
    work(lambda run: "xong")
    job = ask()
    actions.stop_job(job=job, by=province.root.officer, at=province.at)
    assert (_fresh(job).state, _do(job).state, work.stopped) == ("cancelled", "cancelled", [job.pk])
    with pytest.raises(Denied, match=r"^Việc này đã kết thúc: đã dừng\.$"):
        actions.stop_job(job=_fresh(job), by=province.root.officer, at=province.at)


def test_a_running_job_stops_at_its_next_step_and_writes_nothing(ask, work, province):
    def stopped_meanwhile(run: Run) -> str:
        actions.stop_job(job=_fresh(run.job), by=province.root.officer, at=province.at)
        with run.last_step():
            User.objects.create_user("da.dung", None, display_name="Đã dừng")
            run.finish("xong")
        return "xong"

    work(stopped_meanwhile)
    job = _do(ask())
    assert (job.state, job.sentence, User.objects.filter(username="da.dung").exists(), work.stopped) == (
        "cancelled", "Đã dừng theo yêu cầu. Chưa có gì được ghi.", False, [job.pk],
    )  # fmt: skip


def test_only_who_asked_may_stop_a_job(ask, work, province):
    job = ask()
    with pytest.raises(Denied, match=r"^Chỉ người đã yêu cầu mới dừng được việc này\.$"):
        actions.stop_job(job=job, by=province.stranger, at=province.at)
    assert _fresh(job).state == "waiting"


def test_a_job_of_a_dead_worker_is_taken_up_again_and_fails_after_the_third_time(ask, work, province):
    work(lambda run: "xong")
    job, states = ask(), []
    for _ in range(3):
        assert actions_worker.claim_job(pk=job.pk, worker="đã chết", at=province.at)
        assert actions_worker.take_up_orphans(at=province.at) == 0, "its lease still runs"
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
        assert actions_worker.take_up_orphans(at=province.at) == 1
        states.append(_fresh(job).state)
    assert (states, work.stopped, DBTaskResult.objects.count()) == (["waiting", "waiting", "failed"], [job.pk], 3)


def test_a_worker_known_to_be_dead_gives_its_job_back_before_the_lease_ends(ask, work, province):
    job = ask()
    actions_worker.claim_job(pk=job.pk, worker="một", at=province.at)
    taken = [actions_worker.take_up_orphans(at=province.at, dead=name) for name in ("hai", "một")]
    assert (taken, _fresh(job).state) == ([0, 1], "waiting")


def test_a_worker_that_lost_its_lease_writes_neither_progress_nor_end(ask, work, province):
    job = ask()
    lost = actions_worker.claim_job(pk=job.pk, worker="một", at=province.at)
    actions_worker.take_up_orphans(at=province.at, dead="một")
    actions_worker.claim_job(pk=job.pk, worker="hai", at=province.at)
    assert actions_worker.renew_lease(job=lost, done=1, total=2, sentence="một") is None
    assert actions_worker.finish_job(job=lost, sentence="xong", at=province.at) is False
    run = Run(lost)
    run.lost = True
    with pytest.raises(LostLease):
        run.tell(1, 2, "một")
    assert (_fresh(job).worker, _fresh(job).done) == ("hai", 0)


def test_progress_is_kept_by_the_pulse_and_brings_the_wish_to_stop(ask, work, province):
    job = ask()
    mine = actions_worker.claim_job(pk=job.pk, worker="một", at=province.at)
    assert actions_worker.renew_lease(job=mine, done=5, total=10, sentence="Đang đọc") is False
    actions.stop_job(job=_fresh(job), by=province.root.officer, at=province.at)
    assert actions_worker.renew_lease(job=mine, done=6, total=10, sentence="Đang đọc") is True
    assert (_fresh(job).done, _fresh(job).sentence) == (6, "Đang đọc")


def test_a_worker_told_to_end_gives_its_job_back_without_counting(ask, work):
    def interrupted(run: Run) -> str:
        raise Interrupted

    work(interrupted)
    job = _do(ask())
    assert (job.state, job.attempt, job.lease_until) == ("waiting", 0, None)


def test_a_job_of_an_unknown_kind_fails_clearly(province):
    job = actions.request_job(
        kind="gone", title="Việc cũ", key="k", back_url="/", by=province.root.officer, at=province.at
    )
    for _ in range(3):
        _do(job)
    assert _fresh(job).state == "failed"


def test_the_job_page_shows_the_bar_and_leads_back_when_it_is_over(ask, work, province, client):
    work(lambda run: "Đã ghi 5 dòng.")
    job = ask()
    client.force_login(province.root.officer)
    page = client.get(reverse("jobs:detail", args=[job.pk])).content.decode()
    bar = client.get(reverse("jobs:progress", args=[job.pk]), headers={"HX-Request": "true"})
    assert ('hx-trigger="every 1s"' in page, "Đang chờ đến lượt" in bar.content.decode()) == (True, True)
    _do(job)
    over = client.get(reverse("jobs:progress", args=[job.pk]), headers={"HX-Request": "true"})
    assert over.headers["HX-Redirect"] == reverse("jobs:detail", args=[job.pk])
    assert "Đã ghi 5 dòng." in client.get(reverse("jobs:detail", args=[job.pk])).content.decode()
    client.force_login(province.stranger)
    assert client.get(reverse("jobs:detail", args=[job.pk])).status_code == 404


def test_the_names_of_workers_differ_between_processes():
    assert running.own_name() == running.own_name() != ""
