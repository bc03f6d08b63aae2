"""Runs one emulation year, stage by stage, through the same acts the screens call.

Nothing here writes to the database itself: every line of the year is an act with a person (`by`) and a moment (`at`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from thidua.accounts.models import User
from thidua.management.year.inputs import YearInput
from thidua.people.models import Person
from thidua.shared import clock
from thidua.units.models import Cluster, Unit


class UnknownStage(ValueError):
    """The named stage does not exist; the message lists those that do."""


@dataclass
class Office:
    """The accounts that act for one unit."""

    unit: Unit
    officer: User
    head: User
    clerk: User
    council: list[User] = field(default_factory=list)

    @property
    def secretary(self) -> User:
        return self.clerk


@dataclass
class Year:
    """What the stages hand to one another."""

    given: YearInput
    seed: int
    out: Path | None
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    clusters: dict[str, Cluster] = field(default_factory=dict)
    offices: dict[str, Office] = field(default_factory=dict)
    # The accounts at the top, there from the founding on.
    officer: User = field(init=False, repr=False, compare=False)
    appraiser: User = field(init=False, repr=False, compare=False)
    editor: User = field(init=False, repr=False, compare=False)
    accountant: User = field(init=False, repr=False, compare=False)
    figures: dict[str, Any] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def year(self) -> int:
        return self.given.year

    @property
    def root(self) -> Unit:
        return self.units[self.given.province]

    @property
    def province(self) -> Office:
        return self.offices[self.given.province]

    @property
    def below(self) -> list[Office]:
        """The offices of the units below the province, by code."""
        return [self.offices[code] for code in sorted(self.offices) if code != self.given.province]


@dataclass(frozen=True)
class Stage:
    """One stage: its key for ``stop_at``, its name on the progress display, the day it begins, what it does.

    ``run`` returns one line of what it produced.
    """

    key: str
    title_vi: str
    day: date
    run: Callable[[Year], str]


@dataclass(frozen=True)
class StageDone:
    """A stage that has run."""

    stage: Stage
    produced: str
    seconds: float


def run_year(year: Year, stages: list[Stage], stop_at: str | None, report: Callable[[str], None]) -> list[StageDone]:
    """Run the stages in order, those before ``stop_at`` only, telling ``report`` about each as it happens."""
    keys = [stage.key for stage in stages]
    if stop_at is not None and stop_at not in keys:
        raise UnknownStage(f"Không có giai đoạn “{stop_at}”. Các giai đoạn: {', '.join(keys)}.")
    done: list[StageDone] = []
    for place, stage in enumerate(stages, start=1):
        if stage.key == stop_at:
            break
        started = time.perf_counter()
        produced = stage.run(year)
        seconds = time.perf_counter() - started
        done.append(StageDone(stage, produced, seconds))
        report(f"[{place:2d}/{len(stages)}] {stage.day:%d/%m/%Y}  {stage.title_vi:<34} {produced}  ({seconds:.1f} s)")
    count_rows()
    return done


def count_rows() -> None:
    """After a bulk load the planner of SQLite needs fresh statistics, or list pages walk whole tables."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA optimize")
            cursor.execute("ANALYZE")


def last_day(stages: list[Stage], stop_at: str | None) -> date:
    """The day the practice clock stands on when the year stopped there."""
    return next((stage.day for stage in stages if stage.key == stop_at), stages[-1].day)


def moment(day: date, hour: int = 9) -> Any:
    """A moment of the year's run; the only clock the stages know."""
    return clock.at_hour(day, hour)


def vn(number: int) -> str:
    """A whole number as Vietnamese readers write it: 5.000."""
    return f"{number:,}".replace(",", ".")
