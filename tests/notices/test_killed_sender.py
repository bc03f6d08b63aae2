"""A real worker killed while it sends through a real mail server: nobody gets a letter twice, nobody is forgotten."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as installed

from tests import databases
from tests.notices.server import Post, running

OFFICERS = 60


@pytest.fixture
def address(tmp_path):
    if databases.is_server():
        with databases.own(f"sender_{os.getpid()}") as made:
            yield made
    else:
        yield f"sqlite:///{tmp_path / 'thidua.sqlite3'}"


def _ask(address: str, sql: str) -> list[tuple]:
    if databases.is_server():
        with psycopg.connect(address, autocommit=True) as connection:
            found = connection.execute(sql)
            return found.fetchall() if found.description else []
    connection = sqlite3.connect(address.removeprefix("sqlite:///"), timeout=20, isolation_level=None)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def _wait(until: Callable[[], bool], seconds: float, log: Path) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if until():
            return
        time.sleep(0.05)
    raise AssertionError(f"waited in vain: {log.read_text()[-3000:]}")


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_worker_killed_while_sending_sends_nothing_twice_and_reminds_once(address, tmp_path, settings):
    post = Post(slow=0.02)
    log = tmp_path / "worker.log"
    with running(post, settings) as server:
        env = os.environ | {
            "DATABASE_URL": address, "DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(installed.BASE_DIR), "MEDIA_ROOT": str(tmp_path / "media"), "JOB_LEASE": "3",
            "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(server.port), "EMAIL_USE_TLS": "0",
            # whatever the hour at which the test runs
            "OFFICE_OPENS": "0", "OFFICE_CLOSES": "24",
        }  # fmt: skip
        ready = subprocess.run([sys.executable, "tests/notices/prepare_site.py", str(OFFICERS)],
                               cwd=installed.BASE_DIR, env=env, capture_output=True, text=True)  # fmt: skip
        assert ready.returncode == 0, ready.stderr
        with log.open("ab") as out:
            worker = subprocess.Popen(
                [sys.executable, "manage.py", "worker"], cwd=installed.BASE_DIR, env=env, stdout=out, stderr=out
            )
        try:
            _wait(lambda: len(post.taken) >= 10, 60, log)
            os.kill(_children(worker.pid)[0], signal.SIGKILL)
            # the one letter in the dead process's hands; the next process needs seconds to start
            in_hands = "SELECT key FROM thidua_letter WHERE state = 'sending'"
            left = _ask(address, in_hands)
            on_its_way = "SELECT count(*) FROM thidua_letter WHERE state = 'waiting'"
            rounds = "SELECT count(*) FROM thidua_round JOIN thidua_job ON job_id = thidua_job.id WHERE state = 'done'"

            def is_over() -> bool:
                all_sent = _ask(address, on_its_way) == [(0,)] and _ask(address, in_hands) == left
                return all_sent and _ask(address, rounds)[0][0] >= 2

            _wait(is_over, 90, log)
            # its lease ends, and nobody guesses whether it left
            _ask(address, "UPDATE thidua_letter SET lease_until = '2000-01-01 00:00:00+00' WHERE state = 'sending'")
            _wait(lambda: not _ask(address, "SELECT 1 FROM thidua_letter WHERE state = 'sending'"), 60, log)
        finally:
            worker.terminate()
            worker.wait(timeout=90)
    states = dict(_ask(address, "SELECT state, count(*) FROM thidua_letter GROUP BY state"))
    arrived = Counter(str(mail["Message-ID"]) for mail in post.taken)
    assert (max(arrived.values()), len(left) <= 1, states.get("failed", 0)) == (1, True, len(left))
    assert states["sent"] + len(left) == sum(states.values())
    assert len(arrived) - states["sent"] in (0, len(left))
    digests = _ask(address, "SELECT to_id FROM thidua_letter WHERE subject LIKE 'Nhắc việc%'")
    assert len(digests) == len(set(digests)) == OFFICERS + 3  # and the first officer of each of the three units
