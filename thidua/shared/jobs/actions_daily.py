"""The daily round: each daily work asked for once a day, whichever worker comes first."""

from datetime import datetime

from django.db import IntegrityError, transaction

from thidua.shared import audit
from thidua.shared.denied import Denied
from thidua.shared.jobs.actions import request_job
from thidua.shared.jobs.kinds import DailyWork, daily_works
from thidua.shared.jobs.models import Job, Round

BACK = "/viec-hang-ngay/"


def start_round(*, at: datetime) -> int:
    """Ask for every daily work whose hour has come and that nobody asked for today; returns how many. One query when
    there is nothing to ask for.

    Of two workers that come at the same moment one writes the row of the day, the other finds it: the job is asked for in
    the same transaction.
    """
    due = {daily.name: daily for daily in daily_works() if at.hour >= daily.hour}
    known = set(Round.objects.filter(day=at.date(), name__in=due).values_list("name", flat=True))
    count = 0
    for name, daily in due.items():
        if name in known:
            continue
        try:
            with transaction.atomic():
                Round.objects.create(name=name, day=at.date(), job=_ask(daily, None, at))
        except IntegrityError:
            continue
        count += 1
    return count


@transaction.atomic
def repeat_round(*, round: Round, by, at: datetime) -> Job:
    """Ask once more for a work of a day that failed or was stopped. The caller has checked that ``by`` is a technician."""
    daily = next((each for each in daily_works() if each.name == round.name), None)
    if daily is None:
        raise Denied("Phiên bản này không còn việc hằng ngày đó.")
    if round.job.state not in (Job.State.FAILED, Job.State.CANCELLED):
        raise Denied(f"Việc này chưa cần làm lại: {round.job.get_state_display().lower()}.")
    before = round.job_id
    job = _ask(daily, by, at)
    if not Round.objects.filter(pk=round.pk, job=before).update(job=job):
        raise Denied("Người khác vừa yêu cầu làm lại việc này.")
    audit.record("round_repeated", round, by=by, at=at, detail={"job": job.pk})
    return job


def _ask(daily: DailyWork, by, at: datetime) -> Job:
    key = f"daily {daily.name} {at.date().isoformat()}"
    return request_job(kind=daily.name, title=daily.title, key=key, back_url=BACK, by=by, at=at)
