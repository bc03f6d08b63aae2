"""Anniversaries and traditional days: those of the whole country from ``data/days.yaml``, those units enter (C9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.db.models import QuerySet

from rulebook.yamlfile import read_yaml
from thidua.movements.lunar import solar_day
from thidua.movements.models import TraditionalDay
from thidua.units.models import Unit
from thidua.units.queries import unit_ids_above, unit_ids_visible_to

DATA = Path(__file__).parent / "data" / "days.yaml"
KINDS = {"great": "Ngày lễ lớn", "traditional": "Ngày truyền thống", "own": "Do đơn vị ghi"}
ROUND = 5  # years: a round anniversary of decree 111/2018 ends in 0; one in 5 is told as well


@dataclass(frozen=True)
class Known:
    """A day of the whole country; ``lunar``: month and day of the lunar calendar. ``since`` None: not known."""

    name: str
    kind: str
    month: int
    day: int
    lunar: bool
    since: int | None
    basis: str
    source: str

    def in_year(self, year: int) -> date | None:
        """The solar day in a year; None for 29 February of a common year."""
        return solar_day(year, self.month, self.day) if self.lunar else _solar(year, self.month, self.day)

    @property
    def written(self) -> str:
        return f"{self.day:02d}/{self.month:02d}" + (" âm lịch" if self.lunar else "")


@dataclass(frozen=True)
class DayOfYear:
    """One anniversary in one year; ``age`` in years where the first one is known, ``unit`` who entered it, "" the country."""

    on: date
    name: str
    kind: str
    age: int | None
    unit: str
    written: str

    @property
    def kind_vi(self) -> str:
        return KINDS[self.kind]

    @property
    def age_text(self) -> str:
        """ "lần thứ 80" for an anniversary that ends in 0 or 5."""
        return f"lần thứ {self.age}" if self.age and self.age % ROUND == 0 else ""


def _solar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def known_days() -> tuple[Known, ...]:
    """The days of the whole country, in the order of the file."""
    data, _ = read_yaml(DATA)
    return tuple(
        Known(
            row["name"],
            row["kind"],
            row["month"],
            row["day"],
            bool(row.get("lunar")),
            row.get("since"),
            row.get("basis", ""),
            data["sources"][row["source"]],
        )
        for row in data["days"]
    )


def own_days(units: Iterable[int]) -> QuerySet[TraditionalDay]:
    """The days of these units that were not ended."""
    return TraditionalDay.objects.filter(unit__in=units, ended_at=None).select_related("unit")


def own_days_visible_to(user, on: date) -> QuerySet[TraditionalDay]:
    """Days the person's units and those below entered; for pages that list and end them."""
    return own_days(unit_ids_visible_to(user, on))


def days_of(year: int, own: Iterable[TraditionalDay] = ()) -> list[DayOfYear]:
    """Every anniversary of a year, by day."""
    found = []
    for known in known_days():
        on = known.in_year(year)
        if on is not None:
            age = year - known.since if known.since else None
            found.append(DayOfYear(on, known.name, known.kind, age, "", known.written))
    for each in own:
        on = _solar(year, each.month, each.day)
        if on is not None:
            age = year - each.since_year if each.since_year and each.since_year < year else None
            written = f"{each.day:02d}/{each.month:02d}"
            found.append(DayOfYear(on, each.name, "own", age, each.unit.name, written))
    return sorted(found, key=lambda each: (each.on, each.name))


def days_between(unit: Unit, starts_on: date | None, ends_on: date | None, most: int = 40) -> list[DayOfYear]:
    """Anniversaries within the time of a movement of ``unit``: the country's, its own, those of the units above. One or two
    queries; none without both dates."""
    if starts_on is None or ends_on is None:
        return []
    own = list(own_days({unit.pk, *unit_ids_above(unit.pk)}))
    every = [each for year in range(starts_on.year, ends_on.year + 1) for each in days_of(year, own)]
    return [each for each in every if starts_on <= each.on <= ends_on][:most]
