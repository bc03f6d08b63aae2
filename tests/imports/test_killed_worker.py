"""A real worker killed in the middle of its one long write: nothing half done, and the job is done in the end."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from tests import databases

COUNT = 6_000
IN_A_WRITE = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND xact_start < clock_timestamp() - interval '400 ms'"
)


class Site:
    """A database with an import that waits to be written, and workers on it."""

    def __init__(self, folder: Path, address: str, pk: int = 0) -> None:
        self.folder, self.address, self.pk = folder, address, pk
        self.env = os.environ | {
            "DATABASE_URL": address,
            "MEDIA_ROOT": str(folder / "media"),
            "UPLOAD_ROOT": str(folder / "uploads"),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(settings.BASE_DIR),
            "JOB_LEASE": "3",
        }
        self.log = (folder / "worker.log").open("ab")

    def prepare(self) -> None:
        done = subprocess.run(
            [sys.executable, "tests/imports/prepare_import.py", str(COUNT)],
            cwd=settings.BASE_DIR, env=self.env, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        self.pk = int(done.stdout.split()[-1])

    def start(self) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "manage.py", "worker"],
            cwd=settings.BASE_DIR,
            env=self.env,
            stdout=self.log,
            stderr=self.log,
        )

    def ask(self, sql: str):
        if databases.is_server():
            with psycopg.connect(self.address, autocommit=True) as connection:
                return connection.execute(sql).fetchone()[0]
        connection = sqlite3.connect(self.address.removeprefix("sqlite:///"), timeout=10)
        try:
            return connection.execute(sql).fetchone()[0]
        finally:
            connection.close()

    def is_writing(self) -> bool:
        """Whether somebody is inside a long write."""
        if databases.is_server():
            return self.ask(IN_A_WRITE) > 0
        for _ in range(4):
            connection = sqlite3.connect(self.address.removeprefix("sqlite:///"), timeout=0, isolation_level=None)
            try:
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("ROLLBACK")
                return False
            except sqlite3.OperationalError:
                time.sleep(0.08)
            finally:
                connection.close()
        return True

    @property
    def people(self) -> int:
        return self.ask("SELECT count(*) FROM thidua_person WHERE code LIKE 'M-%'")

    @property
    def state(self) -> str:
        return self.ask(f"SELECT state FROM thidua_import WHERE id = {self.pk}")

    def job(self, field: str):
        # the worker also does the daily round, which nobody asked for
        return self.ask(f"SELECT {field} FROM thidua_job WHERE kind LIKE 'imports.%' ORDER BY id DESC LIMIT 1")

    def wait(self, until: Callable[[], bool], seconds: float, pause: float = 0.1) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if until():
                return
            time.sleep(pause)
        raise AssertionError(
            f"waited in vain; job {self.job('state')}: {(self.folder / 'worker.log').read_text()[-3000:]}"
        )


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Iterator[Site]:
    """Made once; each test works on a copy."""
    folder = tmp_path_factory.mktemp("prepared")
    if databases.is_server():
        with databases.own(f"killed_{os.getpid()}") as address:
            made = Site(folder, address)
            made.prepare()
            yield made
    else:
        made = Site(folder, f"sqlite:///{folder / 'thidua.sqlite3'}")
        made.prepare()
        yield made


@pytest.fixture
def site(prepared, tmp_path) -> Iterator[Site]:
    shutil.copytree(prepared.folder, tmp_path / "site")
    folder = tmp_path / "site"
    if databases.is_server():
        source = prepared.address.rpartition("/")[2]
        name = f"{source}_{time.time_ns() % 10**9}"
        try:
            yield Site(folder, databases.create(name, template=source), prepared.pk)
        finally:
            databases.drop(name)
    else:
        yield Site(folder, f"sqlite:///{folder / 'thidua.sqlite3'}", prepared.pk)


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _end(process: subprocess.Popen) -> None:
    process.terminate()
    process.wait(timeout=90)


def test_a_worker_killed_in_the_middle_of_a_write_leaves_nothing_and_the_next_one_does_it_all(site):
    worker = site.start()
    try:
        site.wait(
            lambda: bool(_children(worker.pid)) and site.job("state") == "running" and site.is_writing(), 60, 0.02
        )
        os.kill(_children(worker.pid)[0], signal.SIGKILL)
        assert (site.people, site.state) == (0, "running")
        site.wait(lambda: site.job("state") == "done", 90)
        assert (site.people, site.state, site.job("attempt")) == (COUNT, "written", 2)
    finally:
        _end(worker)


def test_after_the_machine_went_down_another_worker_takes_the_job_up_when_its_lease_is_over(site):
    worker = site.start()
    site.wait(lambda: bool(_children(worker.pid)) and site.job("state") == "running" and site.is_writing(), 60, 0.02)
    child = _children(worker.pid)[0]
    os.kill(worker.pid, signal.SIGKILL)
    os.kill(child, signal.SIGKILL)
    worker.wait()
    assert (site.people, site.state, site.job("state")) == (0, "running", "running")
    other = site.start()
    try:
        site.wait(lambda: site.job("state") == "done", 90)
        assert (site.people, site.state, site.job("attempt")) == (COUNT, "written", 2)
    finally:
        _end(other)


def test_a_worker_that_is_told_to_end_gives_the_job_back_or_finishes_it(site):
    worker = site.start()
    site.wait(lambda: site.job("state") == "running", 60, 0.02)
    _end(worker)
    assert (site.job("state"), site.people, site.state) in {
        ("waiting", 0, "running"),
        ("done", COUNT, "written"),
    }
    other = site.start()
    try:
        site.wait(lambda: site.job("state") == "done", 90)
        assert (site.people, site.job("attempt")) == (COUNT, 1)
    finally:
        _end(other)
