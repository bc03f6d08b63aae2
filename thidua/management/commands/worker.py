"""Do the background jobs. One process that works and a small one that starts it again when it dies.

``manage.py serve`` starts it beside the web server; with a service manager run it as a service of its own, as many as
wanted on as many machines as wanted (PostgreSQL), one on SQLite.
"""

import logging
import os
import signal
import threading
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from thidua.notices.actions_sending import send_waiting
from thidua.portal.actions_publishing import publish_due
from thidua.shared import clock
from thidua.shared.jobs import running
from thidua.shared.jobs.actions_daily import start_round
from thidua.shared.jobs.actions_worker import take_up_orphans

_log = logging.getLogger("thidua.jobs")
INTERVAL = 0.5  # seconds between two looks into the queue
ROUND_PAUSE = 20  # seconds between two looks whether work of the daily round, or an article, is due
POST_PAUSE = 10  # seconds between two looks into the outbox
POST_SECONDS = 20  # after which jobs have their turn again
PATIENCE = 60  # seconds a job has to end when the worker is told to


class Command(BaseCommand):
    help = "Làm các việc chạy nền (đọc, kiểm tra, ghi bảng tính lớn…)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what waits, then end")
        parser.add_argument("--parent", type=int, default=0, help="end with this process, which must be the parent")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            self.stdout.write(f"Đã làm {_drain(own_name=f'once-{get_random_string(8)}')} việc.")
            return
        _supervise(options["parent"])


class _Worker(Worker):
    """Takes no further task once the process was told to end: a job given back would come to it again and again."""

    def run_task(self, db_task_result: DBTaskResult) -> None:
        super().run_task(db_task_result)
        if running.closing.is_set():
            self.running = False


def _drain(own_name: str) -> int:
    """Do all jobs that wait; how many tasks of the queue that were."""
    running.worker_name.set(own_name)
    take_up_orphans(at=clock.now())
    worker = _Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=own_name,
        excluded_queue_names=[],
    )
    worker.run()
    return worker._run_tasks


def _supervise(parent: int) -> None:
    """Keep one working process alive until told to end, or until ``parent`` is gone."""
    over: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda received, frame: over.append(received))
    dead = ""
    while not over:
        name = f"{os.uname().nodename[:30]}-{get_random_string(12)}"
        connections.close_all()
        child = os.fork()
        if child == 0:
            _work(name, dead, os.getppid())
            os._exit(0)
        status = _wait(child, over, parent)
        if status is not None:
            _log.warning("worker %s ended with status %s; another one takes over its job", name, status)
            dead = name
            time.sleep(1)


def _wait(child: int, over: list[int], parent: int) -> int | None:
    """Wait for the child: its status when it died by itself, None when everything shall end."""
    told_at = 0.0
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if parent and os.getppid() != parent:
            over.append(0)
        if done:
            return None if over else status
        if over and not told_at:
            told_at = time.monotonic()
            os.kill(child, signal.SIGTERM)
        if told_at and time.monotonic() - told_at > PATIENCE:
            os.kill(child, signal.SIGKILL)
        time.sleep(0.2)


def _work(name: str, dead: str, supervisor: int) -> None:
    """The working process: never returns before it is told to end or its supervisor is gone."""

    def close(received: int, frame: object) -> None:
        running.closing.set()

    signal.signal(signal.SIGTERM, close)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the supervisor, which tells us
    threading.Thread(target=_watch, args=(supervisor,), daemon=True).start()
    complained, by_itself = 0.0, _ByItself()
    while not running.closing.is_set():
        try:
            if dead:
                take_up_orphans(at=clock.now(), dead=dead)
                dead = ""
            _drain(name)
            by_itself.do()
        except DatabaseError:
            # Not migrated yet, being emptied, or out of reach: say so now and then, and go on.
            if time.monotonic() - complained > 60 or not complained:
                _log.exception("the queue cannot be read")
                complained = time.monotonic()
            connections.close_all()
            running.closing.wait(3)
        close_old_connections()
        running.closing.wait(INTERVAL)
    connections.close_all()


class _ByItself:
    """What nobody asks for: the round of the day, articles whose moment has come, and the letters that wait."""

    def __init__(self) -> None:
        self._round_at = self._post_at = 0.0

    def do(self) -> None:
        now = time.monotonic()
        if now >= self._round_at:
            start_round(at=clock.now())
            publish_due(at=clock.now())
            self._round_at = now + ROUND_PAUSE
        if now >= self._post_at and not running.closing.is_set():
            send_waiting(limit=500, at=clock.now(), seconds=POST_SECONDS)
            self._post_at = time.monotonic() + POST_PAUSE


def _watch(supervisor: int) -> None:
    while os.getppid() == supervisor:
        time.sleep(0.5)
    running.closing.set()
