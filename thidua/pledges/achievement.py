"""How far a target has come: arithmetic on one target and its quarterly values, no query when they are prefetched.

This is the only place that compares a value with a goal. Screens, scoring, nominations and the reports ask here.
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from thidua.pledges.models import Direction, PledgeTarget, Progress
from thidua.shared.wording import vi_number

_HUNDRED, _ONE = Decimal(100), Decimal(1)
# Where a goal of zero says something: no fire, no arrears. Elsewhere everything would reach it.
MAY_BE_ZERO = (Direction.LESS, Direction.EXACT)

UNKNOWN, MISSED, JUST, MOST, BEYOND = "unknown", "missed", "just", "most", "beyond"


def quarter_of(day: date) -> int:
    """1 to 4."""
    return (day.month + 2) // 3


def reaches(value: Decimal, goal: Decimal, direction: str) -> bool:
    """Whether a value is what was promised; compared exactly, never through a rounded percent."""
    if direction == Direction.LESS:
        return value <= goal
    if direction == Direction.EXACT:
        return value == goal
    return value >= goal


def outcome(value: Decimal | None, goal: Decimal, direction: str) -> str:
    """ "unknown", "missed", "just" (exactly the goal), "beyond" it, or "most": reached, and no more could be promised.

    Nothing lies beyond no accident at all, an exact figure, a minimum or a thing done.
    """
    if value is None:
        return UNKNOWN
    if not reaches(value, goal, direction):
        return MISSED
    if direction in (Direction.EXACT, Direction.LEAST, Direction.DONE) or (direction == Direction.LESS and goal == 0):
        return MOST
    return JUST if value == goal else BEYOND


def rate(value: Decimal, goal: Decimal, direction: str) -> Decimal:
    """Percent of the goal reached, cut to two decimals so that 99,999 % never reads as reached.

    ``more``: value over goal. ``least``: the same, at most 100: more than the minimum is no merit. ``less``: 100 at the
    goal, 200 at zero, 0 from twice the goal on (the amount by which the value undercuts the goal counts as surplus).
    ``exact``: 100 at the goal, less by the share it is off on either side. ``done``: 100 or 0. A goal of zero (``less``
    and ``exact`` only): 100 at zero, else 0. ``goal`` must otherwise be above zero, ``value`` not below it.
    """
    if goal == 0 or direction == Direction.DONE:
        share = _ONE if reaches(value, goal, direction) else Decimal(0)
    elif direction == Direction.LESS:
        share = 2 - value / goal
    elif direction == Direction.EXACT:
        share = 1 - abs(value - goal) / goal
    else:
        share = value / goal
        if direction == Direction.LEAST:
            share = min(share, _ONE)
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
    """Whether the newest value reaches the goal."""
    value = last_value(target)
    return value is not None and reaches(value, target.goal, target.direction)


def plan_and_actual(target: PledgeTarget) -> tuple[Decimal, Decimal, bool]:
    """(actual, plan, whether these are percent of achievement) for a sheet that divides the one by the other.

    A plain "more" target gives its own figures. Divided so, fewer would be worse and nothing could be divided by zero:
    every other direction hands over what it achieved, of 100. Needs a first value.
    """
    value = last_value(target)
    if value is None:
        raise ValueError("a target without a value has nothing to hand over")
    if target.direction == Direction.MORE:
        return value, target.goal, False
    return rate(value, target.goal, target.direction), _HUNDRED, True


def measured(value: Decimal | None, target: PledgeTarget) -> str:
    """A value of the target in words: "95,5 %", "Hoàn thành"; "" for none."""
    if value is None:
        return ""
    if target.direction == Direction.DONE:
        return "Hoàn thành" if value == 1 else "Chưa hoàn thành"
    return f"{vi_number(value)} {target.unit_of_measure}".strip()


def against_last_year(target: PledgeTarget, value: Decimal) -> str:
    """One sentence comparing a goal or a value with last year's; "" where there is none to compare with."""
    before = target.baseline
    if before is None or target.direction == Direction.DONE:
        return ""
    if value == before:
        return "bằng năm trước."
    word = "tăng" if value > before else "giảm"
    gap = abs(value - before)
    amount = f"{word} {vi_number(gap)} {'điểm phần trăm' if target.unit_of_measure == '%' else target.unit_of_measure}"
    if target.unit_of_measure == "%":
        return f"{amount}."
    if before == 0:
        return f"{amount}; năm trước bằng 0 nên không tính được tỷ lệ."
    return f"{amount} ({vi_number((gap / before * _HUNDRED).quantize(Decimal('0.1')))} %)."


@dataclass(frozen=True)
class Forecast:
    """Where the pace of the last two quarters leads by the due quarter: an estimate, never a result."""

    value: Decimal
    percent: Decimal
    reaches_goal: bool


def forecast(target: PledgeTarget) -> Forecast | None:
    """A straight line through the last two values, continued to the quarter of the due day; never below zero, a
    percentage never above 100 unless the goal itself is.

    None with fewer than two values, when the due quarter already has its value, and for what is done or not.
    """
    known = entries(target)
    due = quarter_of(target.due_on)
    if target.direction == Direction.DONE or len(known) < 2 or known[-1].quarter >= due:
        return None
    before, last = known[-2], known[-1]
    pace = (last.value - before.value) / (last.quarter - before.quarter)
    value = max(last.value + pace * (due - last.quarter), Decimal(0)).quantize(Decimal("0.0001"))
    if target.unit_of_measure == "%" and target.goal <= _HUNDRED:
        value = min(value, max(_HUNDRED, last.value))
    return Forecast(value, rate(value, target.goal, target.direction), reaches(value, target.goal, target.direction))


def forecast_words(target: PledgeTarget) -> str:
    """The forecast with its reckoning in one sentence, or why there is none."""
    found, known, due = forecast(target), entries(target), quarter_of(target.due_on)
    if target.direction == Direction.DONE:
        return "Chưa dự báo: chỉ tiêu hoàn thành hay không thì không tính theo đà được."
    if found is None:
        if known and known[-1].quarter >= due:
            return "Đã có kết quả của quý đến hạn, không cần dự báo."
        return "Chưa dự báo được: cần kết quả của ít nhất hai quý."
    before, last = known[-2], known[-1]
    end = "đạt mục tiêu" if found.reaches_goal else "chưa đạt mục tiêu"
    return (
        f"Từ quý {before.quarter} đến quý {last.quarter}, kết quả đi từ {vi_number(before.value)} đến "
        f"{vi_number(last.value)}; nếu giữ đà ấy, hết quý {due} khoảng {measured(found.value, target)} "
        f"({vi_number(found.percent)} % mục tiêu): {end}. Đây là ước tính, không phải kết quả."
    )
