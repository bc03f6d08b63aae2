"""Asking for a job, asking it to stop."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, OperationalError, transaction

from thidua.shared import audit
from thidua.shared.denied import Denied
from thidua.shared.jobs.actions_worker import close_job
from thidua.shared.jobs.models import Job
from thidua.shared.jobs.permissions import check_can_stop
from thidua.shared.jobs.tasks import do_job


@transaction.atomic
def request_job(
    *, kind: str, title: str, key: str, back_url: str, by, at: datetime, arguments: dict[str, Any] | None = None
) -> Job:
    """Queue a job, with the transaction of the act that needs it: it rolls back with it.

    While a job with the same ``key`` is not over, that one is given back instead. ``by`` is None for what the system
    asks for by itself.
    """
    try:
        with transaction.atomic():
            job = Job.objects.create(
                kind=kind,
                title=title[:200],
                key=key,
                back_url=back_url,
                arguments=arguments or {},
                requested_at=at,
                requested_by=by,
            )
    except IntegrityError:
        return Job.objects.get(key=key, state__in=Job.LIVE)
    do_job.enqueue(job.pk)
    audit.record("job_requested", job, by=by, at=at, detail={"kind": kind})
    return job


def stop_job(*, job: Job, by, at: datetime) -> None:
    """Ask a job to stop: at once when it still waits, else at its next step; then nothing of it remains."""
    check_can_stop(by, job)
    try:
        with transaction.atomic():
            asked = Job.objects.filter(pk=job.pk, state__in=Job.LIVE, cancel_asked_at=None)
            if not asked.update(cancel_asked_at=at, cancel_asked_by=by):
                raise Denied("Việc này đã kết thúc hoặc đã được yêu cầu dừng.")
            audit.record("job_stop_asked", job, by=by, at=at)
            job.refresh_from_db()
            if job.state == Job.State.WAITING:
                close_job(job=job, state=Job.State.CANCELLED, sentence="Đã dừng trước khi bắt đầu.", at=at)
    except OperationalError as error:  # SQLite: the job itself is in the middle of its one long write
        raise Denied("Việc này đang ghi những dòng cuối, không dừng được nữa. Mời xem kết quả sau ít phút.") from error
