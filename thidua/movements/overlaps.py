"""Movements whose time and audience meet: told when drafting and on the calendar, never forbidden (requirement M3)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from thidua.movements.models import Movement
from thidua.movements.queries import own_line, visible_to
from thidua.shared.certain import certain
from thidua.shared.text import fold
from thidua.units.queries import unit_ids_above

MOST_OVERLAPS = 20
_PARTS = re.compile(r"[;,.\n]| và ")


@dataclass(frozen=True)
class Overlap:
    """Another movement that runs on some of the same days for the same units. ``subjects``: those both name."""

    movement: Movement
    starts_on: date
    ends_on: date
    subjects: tuple[str, ...]


def subjects_of(text: str) -> dict[str, str]:
    """{folded: as written} of the groups a movement addresses."""
    parts = (part.strip(" -+•\t") for part in _PARTS.split(text))
    return {fold(part): part for part in parts if fold(part)}


def shared_subjects(one: str, other: str) -> tuple[str, ...]:
    """The groups both texts name, as the first writes them."""
    mine, theirs = subjects_of(one), subjects_of(other)
    return tuple(written for key, written in mine.items() if key in theirs)


def days_meet(one: Movement, other: Movement) -> bool:
    """Whether both are dated and share a day."""
    if not (one.starts_on and one.ends_on and other.starts_on and other.ends_on):
        return False
    return one.starts_on <= other.ends_on and other.starts_on <= one.ends_on


def overlaps_of(movement: Movement, user, on: date) -> list[Overlap]:
    """Movements the person may see that run at the same time in the same unit or come from above to it; the one it answers
    and those that answer it are left out. Same subjects first. Three queries beside those of the person's rights."""
    if movement.starts_on is None or movement.ends_on is None:
        return []
    units = own_line(movement.unit) | unit_ids_above(movement.unit_id)
    others = (
        visible_to(user, on)
        .filter(unit__in=units, starts_on__lte=movement.ends_on, ends_on__gte=movement.starts_on)
        .exclude(state="withdrawn")
        .exclude(pk=movement.pk)
        .exclude(parent=movement.pk)
        .order_by("starts_on", "pk")
    )
    if movement.parent_id:
        others = others.exclude(pk=movement.parent_id)
    return _sorted(_meeting(movement, others[:MOST_OVERLAPS]))


def _meeting(movement: Movement, others: Iterable[Movement]) -> Iterable[Overlap]:
    for other in others:
        if days_meet(movement, other):
            starts = (certain(movement.starts_on), certain(other.starts_on))
            ends = (certain(movement.ends_on), certain(other.ends_on))
            yield Overlap(
                other,
                max(starts),
                min(ends),
                shared_subjects(movement.subjects, other.subjects),
            )


def _sorted(found: Iterable[Overlap]) -> list[Overlap]:
    return sorted(found, key=lambda each: (not each.subjects, each.starts_on, each.movement.pk))


def overlaps_among(movements: Iterable[Movement]) -> dict[int, list[Movement]]:
    """{movement: the others of the list on some of the same days that name one of the same subjects, or come from the
    same unit}. No query."""
    rows = list(movements)
    return {
        one.pk: [
            other
            for other in rows
            if other.pk != one.pk
            and days_meet(one, other)
            and (one.unit_id == other.unit_id or shared_subjects(one.subjects, other.subjects))
            and one.parent_id != other.pk
            and other.parent_id != one.pk
        ]
        for one in rows
    }
