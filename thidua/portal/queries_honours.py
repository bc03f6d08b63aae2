"""Honours as the public sees them: those of a unit through its mergers, year by year, and of every commune."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from thidua.decisions.queries import withheld_honours
from thidua.honours import queries as honours
from thidua.units.lineage import family
from thidua.units.models import Unit, UnitSuccession
from thidua.units.queries import in_force, unit_ids_below
from thidua.units.reach import reach_of

if TYPE_CHECKING:
    from thidua.honours.queries import StandingHonour

COMMUNES = (Unit.Kind.WARD, Unit.Kind.COMMUNE, Unit.Kind.SPECIAL_ZONE)


def public_honours() -> "QuerySet[StandingHonour]":
    """Entries that hold today, of decisions that are public; ``root_id`` is the key of the award line."""
    return honours.standing().exclude(withheld_honours())


def of_unit(unit: Unit) -> "QuerySet[StandingHonour]":
    """Those of the unit, of everything below it and of the units it is the main heir of. One query for the reach."""
    units = unit_ids_below([unit.pk])
    return public_honours().filter(Q(of_unit__in=units) | Q(of_unit__isnull=True, unit__in=units))


@dataclass(frozen=True)
class Tally:
    """Honours counted: of persons, of collectives and households."""

    individuals: int = 0
    others: int = 0

    @property
    def total(self) -> int:
        return self.individuals + self.others


def by_year(rows: "QuerySet[StandingHonour]") -> list[tuple[int, Tally]]:
    """(year, tally) from the first year with an honour to the last, years without one among them. One query."""
    counted = rows.order_by().values("year").annotate(all=Count("pk"), individuals=Count("person"))
    found = {row["year"]: Tally(row["individuals"], row["all"] - row["individuals"]) for row in counted}
    if not found:
        return []
    return [(year, found.get(year, Tally())) for year in range(min(found), max(found) + 1)]


def forebears(unit: Unit) -> list[UnitSuccession]:
    """The successions that lead to the unit, over all generations, oldest first. Three queries."""
    rows = family(unit)
    leading = {unit.pk}
    for _ in rows:
        leading |= {row.old_id for row in rows if row.new_id in leading and row.old_id is not None}
    return [row for row in rows if row.new_id in leading]


@dataclass(frozen=True)
class Commune:
    """A commune of today with what it and those it came from were awarded; ``shade``: class of its colour, 0 is none."""

    unit: Unit
    tally: Tally
    shade: int


def communes(on: date, year: int | None = None) -> list[Commune]:
    """The communes that exist on a day, by code. Three queries."""
    there = Unit.objects.without_tree_fields().filter(in_force(on, "valid_from", "valid_to"), kind__in=COMMUNES)
    units = list(there.order_by("code"))
    rows = public_honours().order_by()
    if year is not None:
        rows = rows.filter(year=year)
    counted = rows.annotate(place=Coalesce("of_unit_id", "unit_id")).values("place")
    where = {below: pk for pk, reach in reach_of([unit.pk for unit in units]).items() for below in reach.below}
    people, others = Counter[int](), Counter[int]()
    for row in counted.annotate(all=Count("pk"), individuals=Count("person")):
        if (here := where.get(row["place"])) is not None:
            people[here] += row["individuals"]
            others[here] += row["all"] - row["individuals"]
    tallies = {unit.pk: Tally(people[unit.pk], others[unit.pk]) for unit in units}
    bounds = shade_bounds(tally.total for tally in tallies.values())
    return [Commune(unit, tallies[unit.pk], shade_of(tallies[unit.pk].total, bounds)) for unit in units]


SHADES = 4  # colours beside "none", at most
_ROUND = (1, 2, 5)


def shade_bounds(totals: Iterable[int]) -> list[int]:
    """The highest number of each class: equal steps of a round number (1, 2, 5, 10, 20, 50…) from nothing to the most, so
    that communes with about as many look alike; none when nobody has any."""
    most = max(totals, default=0)
    step = next(step for n in count() for step in (k * 10**n for k in _ROUND) if step * SHADES >= most)
    return list(range(step, most + step, step)) if most else []


def shade_of(total: int, bounds: Sequence[int]) -> int:
    """0 for none, else the number of the class that ``total`` falls into."""
    return bisect_left(bounds, total) + 1 if total else 0
