"""One practice year for all journeys of a run: before each stage that some journey begins at, a copy is put aside.

``Provinces.at`` is what journeys ask. The year runs in a process of its own, this module as a command, and goes on while
journeys of earlier stages are already under way; the test processes share its folder. A copy gets its clock and its cards
in a fork of the process, so that the year itself goes on as if nobody had looked; on a server it is made there (TEMPLATE).
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.journeys.practice import PEOPLE, Seed, copy_database, drop, env_of, name_of, new_database

PATIENCE = 600  # seconds until the year must have come to a stage, on a busy machine
Wanted = tuple[str, bool]  # the stage a province stands before ("": the whole year), with everyone's card


class Provinces:
    """The provinces of one run of tests, in a folder that all its processes share."""

    def __init__(self, folder: Path, wanted: Iterable[Wanted]) -> None:
        self._folder, self._wanted = folder, sorted(set(wanted))
        self._year: subprocess.Popen | None = None

    def at(self, stage: str, everyone: bool = False) -> Seed:
        """The province before ``stage``; the first who asks starts the year, everybody waits until it has come there."""
        if not self._year and self._is_first():
            self._start()
        made = self._folder / _name(stage, everyone) / "province.json"
        end = time.monotonic() + PATIENCE
        while not made.exists():
            is_killed = self._year is not None and self._year.poll() not in (None, 0)
            if is_killed or time.monotonic() > end or (self._folder / "failed").exists():
                raise AssertionError(f"no province before {stage!r}:\n{(self._folder / 'year.log').read_text()}")
            time.sleep(0.2)
        said = json.loads(made.read_text())
        return Seed(stage, said["database"], made.parent / "media", said["phrases"])

    def close(self) -> None:
        """Wait for the year that this process started, which may still be busy with stages nobody came to ask for."""
        if self._year:
            self._year.wait(timeout=PATIENCE)

    def _is_first(self) -> bool:
        try:
            self._folder.mkdir(parents=True)
        except FileExistsError:
            return False
        return True

    def _start(self) -> None:
        place = self._folder / "year"
        place.mkdir()
        database = new_database(place, f"journeys_{os.getpid()}")
        (self._folder / "databases").write_text(f"{database}\n")
        with (self._folder / "year.log").open("wb") as log:
            self._year = subprocess.Popen(
                [sys.executable, "-m", "tests.journeys.provinces", str(self._folder), json.dumps(self._wanted)],
                cwd=settings.BASE_DIR,
                env=env_of(database, place / "media"), stdout=log, stderr=log,
            )  # fmt: skip


def drop_all(folder: Path) -> None:
    """Remove the databases of the provinces of ``folder`` from the server; SQLite files go with their folder."""
    if (folder / "databases").exists():
        for database in (folder / "databases").read_text().split():
            drop(database)


def _name(stage: str, everyone: bool) -> str:
    return (stage or "whole") + ("-everyone" if everyone else "")


def main(folder: Path, wanted: list[Wanted]) -> None:
    """Run the year in the database of the environment as far as somebody wants it, putting the copies into ``folder``."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from thidua.management.year.plan import STAGES
    from thidua.management.year.population import generate
    from thidua.management.year.practice import SEED, empty_database
    from thidua.management.year.runner import Stage, Year, run_year

    year = Year(generate(PEOPLE, SEED), SEED, None)
    keys = [stage.key for stage in STAGES]
    last = max((keys.index(stage) if stage else len(keys)) for stage, _ in wanted)

    def stopping(stage: Stage) -> Stage:
        """The same stage, begun when the copies before it are made."""

        def run(year: Year) -> str:
            put_aside(stage.key)
            return stage.run(year)

        return replace(stage, run=run)

    def put_aside(key: str) -> None:
        for stage, everyone in wanted:
            if stage == key:
                _in_a_fork(lambda everyone=everyone: _put_aside(year, key, everyone, folder))

    empty_database()
    run_year(year, [stopping(stage) for stage in STAGES], keys[last] if last < len(keys) else None, print)
    put_aside(keys[last] if last < len(keys) else "")


def _in_a_fork(act: Callable[[], Any]) -> None:
    from django.db import connection

    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            act()
            code = 0
        except BaseException:
            import traceback

            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    if os.waitpid(child, 0)[1]:
        raise SystemExit("a province could not be put aside")


def _put_aside(year: Any, stage: str, everyone: bool, folder: Path) -> None:
    """In a process of its own: the year as it stands becomes a province at rest."""
    from django.db import connection

    from thidua.management.year.practice import make_ready, open_boxes
    from thidua.management.year.runner import count_rows

    place = folder / _name(stage, everyone)
    place.mkdir()
    database = copy_database(os.environ["DATABASE_URL"], place, _name(stage, everyone))
    with (folder / "databases").open("a") as listed:
        listed.write(f"{database}\n")
    if settings.MEDIA_ROOT.exists():
        shutil.copytree(settings.MEDIA_ROOT, place / "media")
    (place / "media").mkdir(exist_ok=True)
    connection.settings_dict["NAME"] = name_of(database)
    count_rows()
    make_ready(year, stage or None, everyone=everyone)
    said = {"database": database, "phrases": dict(open_boxes(year))}
    connection.close()
    (place / "writing").write_text(json.dumps(said))
    (place / "writing").rename(place / "province.json")


if __name__ == "__main__":
    shared = Path(sys.argv[1])
    try:
        main(shared, [(stage, everyone) for stage, everyone in json.loads(sys.argv[2])])
    except BaseException:
        (shared / "failed").touch()
        raise
