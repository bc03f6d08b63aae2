"""How far a role reaches through the tree and through time, by recursive queries over only the rows that matter.

Below a unit lie its parts and, since its work passed on, what its predecessors left: whoever acts for the successor acts
for them. The whole tree is never read for that.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import connection

from thidua.units.models import Unit, UnitSuccession

_UNIT, _SUCCESSION, _ROOM = Unit._meta.db_table, UnitSuccession._meta.db_table, Unit.Kind.SECTION.value


@dataclass
class Reach:
    """What one unit stands for: ``own``, itself and the units it is the main heir of; ``rooms``, their sections;
    ``below``, everything under all of them as well."""

    own: set[int] = field(default_factory=set)
    rooms: set[int] = field(default_factory=set)
    below: set[int] = field(default_factory=set)


# How a recursion goes on from the rows it has found (``here``), always by index, never scanning a table. PostgreSQL takes
# one recursive term and may look sideways; SQLite takes several terms and may not.
# ruff: noqa: S608 - only names of our own tables are put into these texts
_STEPS = {
    "down": {
        "sqlite": f"""
            UNION SELECT here.seed, u.id, CASE WHEN here.own = 1 AND u.kind = '{_ROOM}' THEN 2 ELSE 0 END
                FROM here JOIN {_UNIT} u ON u.parent_id = here.id
            UNION SELECT here.seed, s.old_id, CASE WHEN here.own = 1 THEN 1 ELSE 0 END FROM here JOIN {_SUCCESSION} s ON s.new_id = here.id
                WHERE s.holds AND s.is_main AND s.old_id IS NOT NULL""",
        "postgresql": f"""
            UNION SELECT here.seed, next.id, CASE WHEN here.own = 1 THEN next.way ELSE 0 END FROM here JOIN LATERAL (
                SELECT u.id, CASE WHEN u.kind = '{_ROOM}' THEN 2 ELSE 0 END AS way FROM {_UNIT} u
                WHERE u.parent_id = here.id
                UNION ALL
                SELECT s.old_id, 1 FROM {_SUCCESSION} s
                WHERE s.new_id = here.id AND s.holds AND s.is_main AND s.old_id IS NOT NULL) next ON true""",
    },
    "up": {
        "sqlite": f"""
            UNION SELECT u.parent_id FROM here JOIN {_UNIT} u ON u.id = here.id WHERE u.parent_id IS NOT NULL
            UNION SELECT s.new_id FROM here JOIN {_SUCCESSION} s ON s.old_id = here.id WHERE s.holds AND s.is_main""",
        "postgresql": f"""
            UNION SELECT next.id FROM here JOIN LATERAL (
                SELECT u.parent_id AS id FROM {_UNIT} u WHERE u.id = here.id AND u.parent_id IS NOT NULL
                UNION ALL
                SELECT s.new_id FROM {_SUCCESSION} s WHERE s.old_id = here.id AND s.holds AND s.is_main) next ON true""",
    },
}


def reach_of(units: Collection[int]) -> dict[int, Reach]:
    """{unit: what it stands for}. One query, reading only what lies below the units."""
    found = {unit: Reach() for unit in units}
    if not found:
        return found
    marks = ", ".join(["%s"] * len(found))
    with connection.cursor() as cursor:
        # own 1: reached through successions alone, 2: a section of such a unit; UNION leaves out what was there before
        cursor.execute(
            f"""
            WITH RECURSIVE here(seed, id, own) AS (
                SELECT id, id, 1 FROM {_UNIT} WHERE id IN ({marks})
                {_STEPS["down"][connection.vendor]}
            )
            SELECT seed, id, own FROM here
            """,
            list(found),
        )
        for seed, unit, own in cursor.fetchall():
            found[seed].below.add(unit)
            if own == 1:
                found[seed].own.add(unit)
            elif own == 2:
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
            """,
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
            WITH RECURSIVE here(id) AS (SELECT CAST(%s AS bigint) {_STEPS["up"][connection.vendor]})
            SELECT id FROM here
            """,
            [unit],
        )
        return {found for (found,) in cursor.fetchall()} - {unit}
