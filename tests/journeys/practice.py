"""A province for each module of journeys, served by the production server.

A practice province is made once a run (tests.journeys.provinces) and copied for every module and width, so that each starts
on the same day with nothing done yet; journeys of one module stay out of each other's way. On PostgreSQL the copy is made by
the server itself (TEMPLATE).
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.conf import settings

from tests import databases

PEOPLE = 56


@dataclass(frozen=True)
class Seed:
    """A seeded province at rest: its database and papers, and the pass phrases of its trustees, by account."""

    stage: str
    database: str
    media: Path
    phrases: dict[str, str] = field(default_factory=dict)
    env: dict[str, str] = field(default_factory=dict)  # settings of its server beside those of every practice province


def small(folder: Path, founds: str = "small", **env: str) -> Seed:
    """The small province of the tests, whose people all sign in with one password (tests.journeys.small), or what another
    command of this folder founds."""
    place = folder / founds
    place.mkdir()
    database = new_database(place, f"journey_{founds}_{os.getpid()}")
    command = [sys.executable, "-m", f"tests.journeys.{founds}"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=env_of(database, place / "media"), capture_output=True)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    (place / "media").mkdir(exist_ok=True)
    return Seed(founds, database, place / "media", env=env)


@contextmanager
def served(seeded: Seed, folder: Path) -> Iterator[str]:
    """The address of a fresh copy of a seeded province, served until the block ends."""
    media = folder / "media"
    shutil.copytree(seeded.media, media)
    database = copy_database(seeded.database, folder, f"{time.time_ns() % 10**9}")
    port = _free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "1"]
    with (folder / "server.log").open("wb") as log:
        env = env_of(database, media) | seeded.env
        server = subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, stdout=log, stderr=log)
        try:
            (folder / "env.json").write_text(json.dumps({"DATABASE_URL": database, "MEDIA_ROOT": str(media)}))
            _wait_for(f"http://127.0.0.1:{port}/", server, folder / "server.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=60)
            drop(database)


def stand_on(day: date, folder: Path) -> None:
    """Let the province that is served out of ``folder`` stand on another day."""
    said = json.loads((folder / "env.json").read_text())
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.day", day.isoformat()],
        cwd=settings.BASE_DIR, env=env_of(said["DATABASE_URL"], Path(said["MEDIA_ROOT"])), capture_output=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()


def drop(database: str) -> None:
    """Remove a database of a journey; SQLite files go with their folder."""
    if databases.is_server():
        databases.drop(name_of(database))


def env_of(database: str, media: Path) -> dict[str, str]:
    """The environment of a process that works on a practice province."""
    given = {key: value for key, value in os.environ.items() if key not in ("DJANGO_ALLOW_ASYNC_UNSAFE", "BALLOT_KDF")}
    return given | {"DEMO": "1", "DATABASE_URL": database, "MEDIA_ROOT": str(media)}


def new_database(place: Path, name: str) -> str:
    """The address of an empty database: on the server by its name, else a file in ``place``."""
    return databases.create(name) if databases.is_server() else f"sqlite:///{place / 'thidua.sqlite3'}"


def copy_database(database: str, folder: Path, ending: str) -> str:
    """The address of a copy of a database nobody is connected to; on the server ``ending`` is added to its name."""
    if databases.is_server():
        name = name_of(database)
        return databases.create(f"{name}_{ending}".replace("-", "_"), template=name)
    source = Path(name_of(database))
    for part in source.parent.glob(f"{source.name}*"):
        shutil.copy(part, folder / part.name)
    return f"sqlite:///{folder / source.name}"


def name_of(database: str) -> str:
    """What the database of an address is called: on the server its name, else the path of the file."""
    return database.rpartition("/")[2] if databases.is_server() else database.removeprefix("sqlite:///")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(600):
        assert server.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(address, timeout=30).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"the server did not answer:\n{log.read_text()}")
