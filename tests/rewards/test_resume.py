"""However often a worker dies, and wherever: each honour ends on exactly one good sheet, in one file, in order."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.decisions.builders import issued
from tests.rewards.hands import pages, work_off
from thidua.honours.models import Honour
from thidua.rewards import work
from thidua.rewards.actions_printing import keep_part, request_print
from thidua.rewards.models import CertificateCopy, PrintPart
from thidua.shared.jobs import actions_worker
from thidua.shared.jobs.models import Job
from thidua.shared.jobs.queries import last_job
from thidua.shared.jobs.running import LostLease


class Killed(BaseException):
    """As a signal would: nothing catches it."""


STEPS = ("before_render", "after_render", "inside_keep", "after_keep", "before_end")


def _dying(monkeypatch, step: str, part: int) -> None:
    """Let the worker die at ``step`` of the ``part``-th file it makes."""
    made = {"rendered": 0, "kept": 0}
    render, keep, end = work.rendered, work.keep_part, work.end_run

    def rendered(*args):
        made["rendered"] += 1
        if step == "before_render" and made["rendered"] == part:
            raise Killed
        content = render(*args)
        if step == "after_render" and made["rendered"] == part:
            raise Killed
        return content

    def kept(**arguments):
        made["kept"] += 1
        if step == "inside_keep" and made["kept"] == part:
            with transaction.atomic():
                keep(**arguments)
                raise Killed
        keep(**arguments)
        if step == "after_keep" and made["kept"] == part:
            raise Killed

    def ended(**arguments):
        if step == "before_end":
            raise Killed
        end(**arguments)

    monkeypatch.setattr(work, "rendered", rendered)
    monkeypatch.setattr(work, "keep_part", kept)
    monkeypatch.setattr(work, "end_run", ended)


@given(
    size=st.integers(1, 4),
    deaths=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(1, 4)), max_size=2),
)
@settings(
    max_examples=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_wherever_the_worker_dies_each_honour_is_printed_exactly_once(province, size, deaths):
    ha_long, at = province.ha_long, province.at
    with transaction.atomic():
        run = request_print(decision=_decision(province), by=ha_long.clerk, at=at, part_size=size)
        for step, part in deaths:
            with pytest.MonkeyPatch.context() as patched:
                _dying(patched, step, part)
                try:
                    work_off(run)
                except Killed:
                    actions_worker.take_up_orphans(at=at, dead=last_job(run.job_key).worker)
        if last_job(run.job_key).state == "waiting":
            assert work_off(run) == "done"
        found = pages(run)
        wanted = list(Honour.objects.order_by("ordinal").values_list("check_code", flat=True))
        run.refresh_from_db()
        assert [sum(code in page for page in found) for code in wanted] == [1] * len(wanted)
        assert [next(code for code in wanted if code in page) for page in found] == wanted
        assert (run.state, CertificateCopy.objects.filter(state="printed").count()) == ("made", len(wanted))
        transaction.set_rollback(True)


def _decision(province):
    """Issued once for all examples of the property: each example is rolled back."""
    from thidua.decisions.models import Decision

    return Decision.objects.first() or issued(province.ha_long, province.at, people=4)


def test_a_worker_that_lost_its_job_writes_nothing_over_the_work_of_the_other(province):
    ha_long, at = province.ha_long, province.at
    run = request_print(decision=issued(ha_long, at), by=ha_long.clerk, at=at)
    late = actions_worker.claim_job(pk=last_job(run.job_key).pk, worker="slow", at=at)
    Job.objects.filter(pk=late.pk).update(lease_until=at - timedelta(days=400))
    actions_worker.take_up_orphans(at=at)
    assert work_off(run) == "done"
    sheets = list(run.copies.values_list("pk", flat=True))
    with pytest.raises(LostLease):
        keep_part(run=run, number=1, content=b"%PDF", printed=sheets, dropped=[], job=late, by=ha_long.clerk, at=at)
    assert (PrintPart.objects.count(), len(pages(run))) == (1, 3)


def test_after_the_third_death_the_run_rests_and_says_what_is_kept(province):
    ha_long, at = province.ha_long, province.at
    run = request_print(decision=issued(ha_long, at), by=ha_long.clerk, at=at, part_size=1)
    for attempt in range(Job.MOST_ATTEMPTS):
        with pytest.MonkeyPatch.context() as patched:
            _dying(patched, "before_render", 1 if attempt else 2)
            with pytest.raises(Killed):
                work_off(run)
        actions_worker.take_up_orphans(at=at, dead=last_job(run.job_key).worker)
    run.refresh_from_db()
    assert (run.state, run.parts.count()) == ("stopped", 1)
    assert "Những tệp đã in xong được giữ lại" in last_job(run.job_key).sentence
