"""Units through time: what a unit was on an earlier day, what became of it, its whole family (requirement U1).

Each question is one recursive query over :class:`UnitSuccession`, the same on SQLite and PostgreSQL. Chains end, since
every succession leads from a unit that ended the day before to one that exists on the day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from thidua.units.models import Reorganisation, Unit, UnitSuccession

# Deeper than any history; only a database changed by hand could go beyond.
DEEPEST = 60


@dataclass(frozen=True)
class Kin:
    """A unit of another day. ``share``: percent of the older unit that is meant, None where not known; ``is_part``: only
    a part of the older unit passed along this line."""

    unit: Unit
    is_part: bool
    share: Decimal | None


def _kin(unit: int, day: date, here: str, there: str) -> list[Kin]:
    """Follow the successions from column ``here`` to column ``there``; every unit on the way that existed on ``day``.

    Shares multiply along a line and add up over lines that meet again; as soon as one is unknown, so is the sum. 100.0 is
    no slip: SQLite would divide whole numbers without the rest.
    """
    rows = Unit.objects.raw(
        f"""
        WITH RECURSIVE line(id, share, part, depth) AS (
            SELECT CAST(%s AS bigint), 100.0, 0, 0
            UNION ALL
            SELECT s.{there}_id,
                   CASE WHEN s.is_part THEN line.share * s.share / 100.0 ELSE line.share END,
                   CASE WHEN s.is_part OR line.part = 1 THEN 1 ELSE 0 END,
                   line.depth + 1
            FROM {UnitSuccession._meta.db_table} s JOIN line ON s.{here}_id = line.id
            WHERE s.holds AND s.{there}_id IS NOT NULL AND line.depth < {DEEPEST}
        ), kin AS (
            SELECT id, SUM(share) AS share, COUNT(*) AS lines, COUNT(share) AS known, MIN(part) AS part
            FROM line GROUP BY id
        )
        SELECT u.*, kin.part AS kin_part,
               CASE WHEN kin.known = kin.lines THEN kin.share END AS kin_share
        FROM kin JOIN {Unit._meta.db_table} u ON u.id = kin.id
        WHERE u.valid_from <= %s AND (u.valid_to IS NULL OR u.valid_to >= %s)
        ORDER BY u.code, u.valid_from
        """,  # noqa: S608 - only names of our own tables and columns are put in
        [unit, day, day],
    )
    found = []
    for row in rows:
        # SQLite reckons in binary fractions: a hair beside a half must not round one way here and the other way there
        share = None if row.kin_share is None else Decimal(str(round(row.kin_share, 8))).quantize(Decimal("0.01"))
        whole = not row.kin_part or share == 100
        found.append(Kin(row, not whole, Decimal(100) if whole else share))
    return found


def units_before(unit: Unit, day: date) -> list[Kin]:
    """Which units were this one on ``day``: itself where it existed, else those it came from. By code. One query."""
    return _kin(unit.pk, day, "new", "old")


def units_after(unit: Unit, day: date) -> list[Kin]:
    """Which units are this one on ``day``: itself where it exists, else those its work passed to. By code. One query."""
    return _kin(unit.pk, day, "old", "new")


def former_selves(units: Iterable[int]) -> dict[int, list[int]]:
    """{unit: its older rows}: the same body before its name, kind or code changed, nearest first. One query.

    A unit that came out of a merge or a split is another body and has no former self. Units that never changed are
    left out.
    """
    wanted = sorted(set(units))
    if not wanted:
        return {}
    marks = ", ".join(["%s"] * len(wanted))
    found: dict[int, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE line(first, id, depth) AS (
                SELECT id, id, 0 FROM {Unit._meta.db_table} WHERE id IN ({marks})
                UNION ALL
                SELECT line.first, s.old_id, line.depth + 1
                FROM {UnitSuccession._meta.db_table} s
                JOIN {Reorganisation._meta.db_table} r ON r.id = s.reorganisation_id
                JOIN line ON s.new_id = line.id
                WHERE s.holds AND s.old_id IS NOT NULL AND r.kind = %s AND line.depth < {DEEPEST}
            )
            SELECT first, id FROM line WHERE depth > 0 ORDER BY first, depth
            """,  # noqa: S608
            [*wanted, Reorganisation.Kind.RENAME],
        )
        for first, older in cursor.fetchall():
            found.setdefault(first, []).append(older)
    return found


def main_successor(unit: Unit, day: date) -> Unit | None:
    """The one unit that stands in for ``unit`` on ``day``: itself, or the last main heir that exists. One query.

    None when it ended without an heir, or did not exist yet.
    """
    rows = Unit.objects.raw(
        f"""
        WITH RECURSIVE line(id, depth) AS (
            SELECT CAST(%s AS bigint), 0
            UNION ALL
            SELECT s.new_id, line.depth + 1
            FROM {UnitSuccession._meta.db_table} s JOIN line ON s.old_id = line.id
            WHERE s.holds AND s.is_main AND line.depth < {DEEPEST}
        )
        SELECT u.* FROM line JOIN {Unit._meta.db_table} u ON u.id = line.id
        WHERE u.valid_from <= %s AND (u.valid_to IS NULL OR u.valid_to >= %s)
        ORDER BY line.depth LIMIT 1
        """,  # noqa: S608
        [unit.pk, day, day],
    )
    return next(iter(rows), None)


def main_successors(units: Iterable[int], day: date) -> dict[int, Unit]:
    """{unit: the one that stands in for it on ``day``}, for many units at once; those without an heir are left out.

    Two queries whatever the number.
    """
    wanted = sorted(set(units))
    if not wanted:
        return {}
    marks = ", ".join(["%s"] * len(wanted))
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH RECURSIVE line(first, id, depth) AS (
                SELECT id, id, 0 FROM {Unit._meta.db_table} WHERE id IN ({marks})
                UNION ALL
                SELECT line.first, s.new_id, line.depth + 1
                FROM {UnitSuccession._meta.db_table} s JOIN line ON s.old_id = line.id
                WHERE s.holds AND s.is_main AND line.depth < {DEEPEST}
            )
            SELECT line.first, line.id FROM line JOIN {Unit._meta.db_table} u ON u.id = line.id
            WHERE u.valid_from <= %s AND (u.valid_to IS NULL OR u.valid_to >= %s)
            ORDER BY line.depth DESC
            """,  # noqa: S608
            [*wanted, day, day],
        )
        heirs = dict(cursor.fetchall())
    found = Unit.objects.select_related("parent").in_bulk(set(heirs.values()))
    return {first: found[heir] for first, heir in heirs.items()}


def family(unit: Unit, most: int = 200) -> list[UnitSuccession]:
    """Every succession that leads to ``unit`` or from it, over all generations, oldest first; at most ``most``.

    Those whose older unit is text only stand among them. One query.
    """
    table = UnitSuccession._meta.db_table
    rows = UnitSuccession.objects.raw(
        f"""
        WITH RECURSIVE up(id, unit_id) AS (
            SELECT s.id, s.old_id FROM {table} s WHERE s.holds AND s.new_id = %s
            UNION
            SELECT s.id, s.old_id FROM {table} s JOIN up ON s.new_id = up.unit_id WHERE s.holds
        ), down(id, unit_id) AS (
            SELECT s.id, s.new_id FROM {table} s WHERE s.holds AND s.old_id = %s
            UNION
            SELECT s.id, s.new_id FROM {table} s JOIN down ON s.old_id = down.unit_id WHERE s.holds
        )
        SELECT * FROM {table} WHERE id IN (SELECT id FROM up UNION SELECT id FROM down)
        ORDER BY "on", old_name, id LIMIT %s
        """,  # noqa: S608
        [unit.pk, unit.pk, most],
    ).prefetch_related("old", "new")
    return list(rows)
