"""Units on one place that no rule tells apart: the meeting decides, and its decision becomes part of the reckoning."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rulebook.scoring import RankedUnit


@dataclass(frozen=True)
class Decision:
    """``units``: codes from first to last; ``how_vi``: how the meeting came to it."""

    units: tuple[str, ...]
    how_vi: str


def open_groups(ranked: Iterable[RankedUnit]) -> list[tuple[str, ...]]:
    """The groups of units on one place that need a vote, by code, best place first."""
    groups: dict[int, list[str]] = {}
    for row in ranked:
        if row.needs_vote and row.rank is not None:
            groups.setdefault(row.rank, []).append(row.key)
    return [tuple(sorted(keys)) for _, keys in sorted(groups.items()) if len(keys) > 1]


def decided(ranked: Sequence[RankedUnit], decisions: Sequence[Decision]) -> list[RankedUnit]:
    """The ranking with each open group put in the order of the newest decision about exactly its units.

    A decision about other units changes nothing: once points change and others are level, the meeting decides anew.
    """
    orders = {frozenset(each.units): each for each in decisions}
    rows = list(ranked)
    for group in open_groups(rows):
        decision = orders.get(frozenset(group))
        if decision is None:
            continue
        place = {code: at for at, code in enumerate(decision.units)}
        rows = [
            replace(
                row,
                rank=row.rank + place[row.key] if row.rank is not None else None,
                needs_vote=False,
                how_vi=f"{row.how_vi}; {decision.how_vi}",
            )
            if row.key in place
            else row
            for row in rows
        ]
    known = sorted((row for row in rows if row.rank is not None), key=lambda row: (row.rank, row.key))
    return known + [row for row in rows if row.rank is None]
