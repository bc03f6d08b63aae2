"""Doing one job: its pulse beside it, its progress told, its end written with its work in one transaction."""

import logging
import os
import socket
import threading
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.db import DatabaseError, connection, connections, transaction

from thidua.shared import clock
from thidua.shared.denied import Denied
from thidua.shared.jobs import actions_worker
from thidua.shared.jobs.kinds import kind_of, what_remains
from thidua.shared.jobs.models import Job

_log = logging.getLogger("thidua.jobs")
PULSE = 1.0  # seconds between two heartbeats
BACK_OFF = (timedelta(seconds=5), timedelta(seconds=30))
_UNEXPECTED = "Có lỗi bất ngờ nên việc này đã dừng. {remains} Mời báo người quản trị (việc số {pk})."

# The name of this worker process, and whether it was told to end. A process is one worker.
worker_name: ContextVar[str] = ContextVar("worker_name", default="")
closing = threading.Event()


class Stopped(Exception):
    """The work ends here and rolls back: a person asked for it."""


class LostLease(Exception):
    """The work ends here and rolls back: the job belongs to another worker now."""


class Interrupted(Exception):
    """The work ends here and rolls back: the worker is being shut down."""


def own_name() -> str:
    """This worker's name: machine and process, unless it was given one."""
    return worker_name.get() or f"{socket.gethostname()[:40]}:{os.getpid()}"


class Run:
    """One attempt at a job, in the hands of its work."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.by = job.requested_by
        self.arguments = job.arguments
        self.done = self.total = 0
        self.sentence = ""
        self.stop_asked = self.lost = self.is_finished = False

    @property
    def at(self) -> datetime:
        return clock.now()

    def tell(self, done: int, total: int, sentence: str) -> None:
        """Say how far the work is; raises where it must end. Cheap: the pulse writes it down, once a second."""
        self.done, self.total, self.sentence = done, total, sentence
        self.check()

    def check(self) -> None:
        if self.lost:
            raise LostLease
        if self.stop_asked:
            raise Stopped
        if closing.is_set():
            raise Interrupted

    @contextmanager
    def last_step(self):
        """The one transaction of the work. What it writes and the end of the job stand or fall together: nobody sees the
        one without the other, and a worker that lost its lease writes nothing. ``finish`` must be called in it."""
        self.check()
        with transaction.atomic():
            yield
            if not self.is_finished:
                raise RuntimeError("a last step ends with finish()")

    def finish(self, sentence: str) -> None:
        """Mark the job as done; inside ``last_step``."""
        if not connection.in_atomic_block:
            raise transaction.TransactionManagementError("the end of a job belongs into the transaction of its work")
        if not actions_worker.finish_job(job=self.job, sentence=sentence, at=self.at):
            fresh = Job.objects.filter(pk=self.job.pk, cancel_asked_at__isnull=False, worker=self.job.worker)
            raise Stopped if fresh.exists() else LostLease
        self.is_finished = True


class Pulse(threading.Thread):
    """Renews the lease beside the work, on a connection of its own.

    On SQLite only one connection writes at a time: while the work is in its one long write, beats are passed over. That
    is harmless, since whoever might take the job away would have to wait for the same lock and then finds it done.
    """

    def __init__(self, run: Run) -> None:
        super().__init__(daemon=True, name=f"pulse of job {run.job.pk}")
        self._of = run
        self._over = threading.Event()

    def run(self) -> None:
        try:
            if connection.vendor == "sqlite":
                with connection.cursor() as cursor:
                    cursor.execute("PRAGMA busy_timeout = 300")
            while not self._over.wait(PULSE):
                self._beat()
        finally:
            connections.close_all()

    def _beat(self) -> None:
        run = self._of
        try:
            stop = actions_worker.renew_lease(job=run.job, done=run.done, total=run.total, sentence=run.sentence)
        except DatabaseError:
            return
        if stop is None:
            run.lost = True
        elif stop:
            run.stop_asked = True

    def end(self) -> None:
        self._over.set()
        self.join(timeout=10)


def perform(pk: int, *, with_pulse: bool = True) -> str:
    """Do the job with this primary key, if it still waits; the state it is in afterwards, "" when it was not ours."""
    job = actions_worker.claim_job(pk=pk, worker=own_name(), at=clock.now())
    if job is None:
        return ""
    if job.cancel_asked_at:
        actions_worker.close_job(job=job, state=Job.State.CANCELLED, sentence="Đã dừng.", at=clock.now())
        return Job.State.CANCELLED
    run = Run(job)
    pulse = Pulse(run) if with_pulse else None
    if pulse:
        pulse.start()
    try:
        sentence = kind_of(job).work(run)
        if not run.is_finished:
            with run.last_step():
                run.finish(sentence)
    except Stopped:
        _close(job, Job.State.CANCELLED, f"Đã dừng theo yêu cầu. {what_remains(job)}")
    except Denied as denied:
        _close(job, Job.State.FAILED, denied.reason)
    except LostLease:
        _log.warning("job %s was taken from worker %s", job.pk, job.worker)
    except Interrupted:
        actions_worker.give_back_job(job=job, counts=False)
    except Exception:
        _log.exception("job %s failed in attempt %s", job.pk, job.attempt)
        _retry_or_fail(job)
    finally:
        if pulse:
            pulse.end()
    return Job.objects.values_list("state", flat=True).get(pk=pk)


def _close(job: Job, state: str, sentence: str) -> None:
    actions_worker.close_job(job=job, state=state, sentence=sentence, at=clock.now())


def _retry_or_fail(job: Job) -> None:
    if job.attempt < Job.MOST_ATTEMPTS:
        actions_worker.give_back_job(job=job, counts=True, wait=BACK_OFF[min(job.attempt, len(BACK_OFF)) - 1])
    else:
        _close(job, Job.State.FAILED, _UNEXPECTED.format(pk=job.pk, remains=what_remains(job)))
