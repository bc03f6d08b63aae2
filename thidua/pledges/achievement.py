"""How far a target has come: arithmetic on one target and its quarterly values, no query when they are prefetched."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from thidua.pledges.models import PledgeTarget, Progress

_HUNDRED = Decimal(100)


def quarter_of(day: date) -> int:
    """1 to 4."""
    return (day.month + 2) // 3


def rate(value: Decimal, goal: Decimal, direction: str) -> Decimal:
    """Percent of the goal reached, cut to two decimals so that 99,999 % never reads as reached.

    ``more``: value over goal. ``less``: 100 at the goal, 200 at zero, 0 from twice the goal on (the amount by which the
    value undercuts the goal counts as surplus). ``goal`` must be above zero.
    """
    share = value / goal if direction == PledgeTarget.Direction.MORE else 2 - value / goal
    return (max(share, Decimal(0)) * _HUNDRED).quantize(Decimal("0.01"), rounding=ROUND_DOWN)


def entries(target: PledgeTarget) -> list[Progress]:
    """The values of the target in the order of the quarters."""
    return sorted(target.progress.all(), key=lambda entry: entry.quarter)


def last_value(target: PledgeTarget) -> Decimal | None:
    """Where the target stands by the newest quarter entered; None before the first."""
    known = entries(target)
    return known[-1].value if known else None


def achievement(target: PledgeTarget) -> Decimal | None:
    """Percent of the goal reached by the newest quarter; None before the first value."""
    value = last_value(target)
    return None if value is None else rate(value, target.goal, target.direction)


def is_met(target: PledgeTarget) -> bool:
    """Whether the newest value reaches the goal; compared exactly, not through the rounded percent."""
    value = last_value(target)
    if value is None:
        return False
    return value >= target.goal if target.direction == PledgeTarget.Direction.MORE else value <= target.goal


@dataclass(frozen=True)
class Forecast:
    """Where the pace of the last two quarters leads by the due quarter: an estimate, never a result."""

    value: Decimal
    percent: Decimal
    reaches_goal: bool


def forecast(target: PledgeTarget) -> Forecast | None:
    """A straight line through the last two values, continued to the quarter of the due day; never below zero.

    None with fewer than two values, or when the due quarter already has its value.
    """
    known = entries(target)
    due = quarter_of(target.due_on)
    if len(known) < 2 or known[-1].quarter >= due:
        return None
    before, last = known[-2], known[-1]
    pace = (last.value - before.value) / (last.quarter - before.quarter)
    value = max(last.value + pace * (due - last.quarter), Decimal(0)).quantize(Decimal("0.0001"))
    percent = rate(value, target.goal, target.direction)
    reaches = value >= target.goal if target.direction == PledgeTarget.Direction.MORE else value <= target.goal
    return Forecast(value, percent, reaches)
