"""How far a role reaches through the tree and through time, by recursive queries over only the rows that matter.

Below a unit lie its parts and, since its work passed on, what its predecessors left: whoever acts for the successor acts
for them. The whole tree is never read for that.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import connection

from thidua.units.models import Unit, UnitSuccession

_UNIT, _SUCCESSION = Unit._meta.db_table, UnitSuccession._meta.db_table


@dataclass
class Reach:
    """What one unit stands for: ``own``, itself and the units it is the main heir of; ``rooms``, their sections;
    ``below``, everything under all of them as well."""

    own: set[int] = field(default_factory=set)
    rooms: set[int] = field(default_factory=set)
    below: set[int] = field(default_factory=set)


def reach_of(units: Collection[int]) -> dict[int, Reach]:
    """{unit: what it stands for}. One query, reading only what lies below the units."""
    found = {unit: Reach() for unit in units}
    if not found:
        return found
    marks = ", ".join(["%s"] * len(found))
    with connection.cursor() as cursor:
        # own 1: reached through successions alone; UNION leaves out what was reached before
        cursor.execute(
            f"""
            WITH RECURSIVE reach(seed, id, own) AS (
                SELECT id, id, 1 FROM {_UNIT} WHERE id IN ({marks})
                UNION
                SELECT reach.seed, next.id, CASE WHEN next.way = 1 THEN reach.own ELSE 0 END
                FROM reach JOIN (
                    SELECT parent_id AS above, id, 0 AS way FROM {_UNIT} WHERE parent_id IS NOT NULL
                    UNION ALL
                    SELECT new_id, old_id, 1 FROM {_SUCCESSION}
                    WHERE holds AND is_main AND old_id IS NOT NULL
                ) next ON next.above = reach.id
            )
            SELECT reach.seed, reach.id, reach.own, u.parent_id, u.kind
            FROM reach JOIN {_UNIT} u ON u.id = reach.id
            """,  # noqa: S608 - names of our own tables and place marks only
            list(found),
        )
        rows = cursor.fetchall()
    for seed, unit, own, _, _ in rows:
        found[seed].below.add(unit)
        if own:
            found[seed].own.add(unit)
    for seed, unit, _, parent, kind in rows:
        if kind == Unit.Kind.SECTION and parent in found[seed].own:
            found[seed].rooms.add(unit)
    return found


def narrow_reach_of(units: Collection[int]) -> set[int]:
    """The units themselves, those they are main heirs of, and the sections of all these. One query."""
    if not units:
        return set()
    marks = ", ".join(["%s"] * len(units))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE own(id) AS (
                SELECT id FROM {_UNIT} WHERE id IN ({marks})
                UNION
                SELECT s.old_id FROM {_SUCCESSION} s JOIN own ON s.new_id = own.id
                WHERE s.holds AND s.is_main AND s.old_id IS NOT NULL
            )
            SELECT id FROM own
            UNION
            SELECT u.id FROM {_UNIT} u JOIN own ON u.parent_id = own.id WHERE u.kind = %s
            """,  # noqa: S608
            [*units, Unit.Kind.SECTION.value],
        )
        return {unit for (unit,) in cursor.fetchall()}


def ids_below(units: Collection[int]) -> set[int]:
    """The units, everything below them, and what they and those are the main heirs of. One query."""
    return set().union(*(reach.below for reach in reach_of(units).values())) if units else set()


def ids_above(unit: int) -> set[int]:
    """Everything a unit lies below, itself left out: its superiors, and its main heirs with theirs. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE above(id) AS (
                SELECT CAST(%s AS bigint)
                UNION
                SELECT next.above FROM above JOIN (
                    SELECT id, parent_id AS above FROM {_UNIT} WHERE parent_id IS NOT NULL
                    UNION ALL
                    SELECT old_id, new_id FROM {_SUCCESSION} WHERE holds AND is_main AND old_id IS NOT NULL
                ) next ON next.id = above.id
            )
            SELECT id FROM above
            """,  # noqa: S608
            [unit],
        )
        return {found for (found,) in cursor.fetchall()} - {unit}
