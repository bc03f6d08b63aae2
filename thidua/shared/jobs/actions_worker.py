"""What a worker does to jobs: claim, renew, close, give back, take up what a dead worker left.

No person acts here, so nothing asks for a right; who asked for the job, and who stopped it, is in the audit already.
Every change is one conditional update: it holds only for the worker and the attempt that still own the job.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from thidua.shared.jobs.kinds import kind_of, what_remains
from thidua.shared.jobs.models import Job
from thidua.shared.jobs.tasks import do_job

_log = logging.getLogger("thidua.jobs")
_KILLED = "Máy chủ bị ngắt giữa chừng {n} lần nên việc này đã dừng. {remains} Mời thử lại."


def _lease() -> datetime:
    """Until when a sign of life holds, in real time."""
    return timezone.now() + timedelta(seconds=settings.JOB_LEASE)


def claim_job(*, pk: int, worker: str, at: datetime) -> Job | None:
    """Take a waiting job; None when it is gone, over, or another worker's."""
    taken = Job.objects.filter(pk=pk, state=Job.State.WAITING).update(
        state=Job.State.RUNNING, worker=worker, lease_until=_lease(), started_at=at, done=0, total=0
    )
    if not taken:
        return None
    job = Job.objects.select_related("requested_by").get(pk=pk)
    Job.objects.filter(pk=pk).update(attempt=job.attempt + 1)
    job.attempt += 1
    return job


def renew_lease(*, job: Job, done: int, total: int, sentence: str) -> bool | None:
    """Write where the job stands; whether it shall stop, or None when it is no longer this worker's."""
    mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, worker=job.worker, attempt=job.attempt)
    if not mine.update(lease_until=_lease(), done=done, total=total, sentence=sentence[:500]):
        return None
    return Job.objects.filter(pk=job.pk, cancel_asked_at__isnull=False).exists()


def finish_job(*, job: Job, sentence: str, at: datetime) -> bool:
    """Mark a job as done by this worker, in the transaction of its work; False when it is no longer this worker's, or
    a stop was asked for meanwhile: then the work must roll back."""
    mine = Job.objects.filter(
        pk=job.pk, state=Job.State.RUNNING, worker=job.worker, attempt=job.attempt, cancel_asked_at=None
    )
    return bool(mine.update(state=Job.State.DONE, sentence=sentence[:500], finished_at=at, lease_until=None, worker=""))


@transaction.atomic
def close_job(*, job: Job, state: str, sentence: str, at: datetime) -> bool:
    """End a job that did not get through, and put back what it was for. False when it is no longer this worker's."""
    mine = Job.objects.filter(pk=job.pk, state=job.state, worker=job.worker, attempt=job.attempt)
    if not mine.update(state=state, sentence=sentence[:500], finished_at=at, lease_until=None, worker=""):
        return False
    job.refresh_from_db()
    try:
        kind_of(job).on_stopped(job)
    except KeyError:
        _log.warning("job %s is of the unknown kind %s", job.pk, job.kind)
    return True


@transaction.atomic
def give_back_job(*, job: Job, counts: bool, wait: timedelta = timedelta(0)) -> bool:
    """Let a job wait again, for this or another worker; ``counts``: the attempt that ended is one of those it has."""
    mine = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, worker=job.worker, attempt=job.attempt)
    if not mine.update(
        state=Job.State.WAITING,
        lease_until=None,
        worker="",
        attempt=job.attempt - (0 if counts else 1),
        sentence="Sẽ làm lại sau ít phút." if wait else "",
    ):
        return False
    do_job.using(run_after=timezone.now() + wait if wait else None).enqueue(job.pk)
    return True


def take_up_orphans(*, at: datetime, dead: str = "") -> int:
    """Jobs whose lease has run out, or whose worker ``dead`` is known to be gone: wait again, or fail after the last
    attempt. Their transaction died with the worker, so nothing is half done. Returns how many."""
    running = Job.objects.filter(state=Job.State.RUNNING)
    left = running.filter(worker=dead) if dead else running.filter(lease_until__lt=timezone.now())
    count = 0
    for job in left:
        with transaction.atomic():
            _log.warning("job %s was left by worker %s in attempt %s", job.pk, job.worker, job.attempt)
            if job.cancel_asked_at:
                count += close_job(job=job, state=Job.State.CANCELLED, sentence="Đã dừng.", at=at)
            elif job.attempt >= Job.MOST_ATTEMPTS:
                sentence = _KILLED.format(n=job.attempt, remains=what_remains(job))
                count += close_job(job=job, state=Job.State.FAILED, sentence=sentence, at=at)
            else:
                count += give_back_job(job=job, counts=True)
    # The queue's own rows stay RUNNING for ever when their process dies; the job itself tells the truth.
    gone = timezone.now() - timedelta(days=1)
    DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=gone).update(
        status=TaskResultStatus.FAILED, finished_at=timezone.now()
    )
    return count
