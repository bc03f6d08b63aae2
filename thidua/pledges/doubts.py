"""Figures that look wrong, each with the reason and the likely slip (seed 4.26): pointed out, never changed by itself.

A doubt about a result must be confirmed before it is kept; a doubt about a goal stands beside it until it is signed.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from thidua.pledges.achievement import measured
from thidua.pledges.measures import canonical, same_kind, size
from thidua.pledges.models import Direction, PledgeTarget
from thidua.shared.denied import Denied
from thidua.shared.wording import vi_number

_HUNDRED = Decimal(100)
# A figure this many times another is more likely a slip of the unit (nghìn, triệu, tỷ) than work well done. Downwards
# more is allowed: a first quarter may hold very little of the year.
_TOO_MUCH, _TOO_LITTLE, _SUM_OFF = 50, 500, 5


class Doubtful(Denied):
    """Results that look wrong and were not confirmed. ``doubts``: {target's primary key: sentence}."""

    def __init__(self, doubts: dict[int, str], names: Iterable[str]):
        self.doubts = doubts
        super().__init__(
            f"Có số liệu cần xem lại: {'; '.join(names)}. Nếu số đã đúng, hãy đánh dấu xác nhận rồi ghi lại."
        )


def _slip(factor: Decimal, measure: str) -> str:
    """The likely reason for a figure ``factor`` times too large (or too small)."""
    if canonical(measure) == "%":
        return ""
    if size(measure) is not None or factor >= 900:
        return "có thể nhầm đơn vị tính (nghìn, triệu, tỷ)"
    return "mời xem lại con số và đơn vị tính"


def _of_percent(value: Decimal, target: PledgeTarget, around: Decimal) -> str:
    """ "0,95" typed where "95 %" was meant, and the other way round."""
    if 0 < value <= 1 and around >= 20:
        return (
            f"{vi_number(value)} % nghĩa là chưa đến {vi_number(value.to_integral_value('ROUND_CEILING'))} phần trăm. "
            f"Nếu là tỷ số {vi_number(value)} thì ghi {vi_number(value * _HUNDRED)}."
        )
    if value > _HUNDRED and target.goal <= _HUNDRED and value > 2 * _HUNDRED:
        return f"{vi_number(value)} % vượt xa 100 %: có thể thiếu dấu phẩy thập phân."
    return ""


def of_value(target: PledgeTarget, value: Decimal, previous: Decimal | None = None) -> str:
    """Why a result looks wrong, with what to do; "" when it does not. ``previous``: the value of the quarter before."""
    if target.direction == Direction.DONE or value == 0:
        return ""
    known = [each for each in (target.goal, target.baseline, previous) if each]
    if not known:
        return ""
    if target.unit_of_measure == "%":
        return _of_percent(value, target, max(known))
    high, low = max(known), min(known)
    if value >= _TOO_MUCH * high:
        times, word = value / high, "gấp"
        compared = high
    elif value * _TOO_LITTLE <= low:
        times, word = low / value, "chỉ bằng một phần"
        compared = low
    else:
        return ""
    name = "mục tiêu" if compared == target.goal else "năm trước" if compared == target.baseline else "quý trước"
    amount = f"{vi_number(times.quantize(Decimal(1)))}{' lần' if word == 'gấp' else ''}"
    return f"{measured(value, target)} {word} {amount} {name} ({measured(compared, target)}): {_slip(times, target.unit_of_measure)}."


def of_goal(target: PledgeTarget) -> list[str]:
    """What to look at in a goal: below last year's result, out of all proportion to it, a percent written as a fraction."""
    found: list[str] = []
    goal, before, measure = target.goal, target.baseline, target.unit_of_measure
    if target.direction == Direction.DONE:
        return found
    if measure == "%":
        if 0 < goal <= 1 and target.direction != Direction.LESS:
            found.append(
                f"Mục tiêu {vi_number(goal)} %: nếu là tỷ số {vi_number(goal)} thì ghi {vi_number(goal * _HUNDRED)} %."
            )
        if goal > _HUNDRED:
            found.append(f"Mục tiêu {vi_number(goal)} % lớn hơn 100 %: chỉ đúng khi tính trên kế hoạch được giao.")
    if before is None:
        return found
    worse = goal > before if target.direction == Direction.LESS else goal < before
    if worse and target.direction != Direction.EXACT:
        side = "cao hơn" if target.direction == Direction.LESS else "thấp hơn"
        found.append(f"Mục tiêu {side} kết quả năm trước ({measured(before, target)}); nên ghi lý do trong cam kết.")
    if measure != "%" and before > 0 and goal > 0:
        factor = max(goal / before, before / goal)
        if factor >= _TOO_MUCH:
            found.append(
                f"Mục tiêu và năm trước chênh nhau {vi_number(factor.quantize(Decimal(1)))} lần: {_slip(factor, measure)}."
            )
    return found


def of_sum(target: PledgeTarget, goals: Iterable[tuple[Decimal, str]]) -> str:
    """Whether the goal of a whole fits the sum over its members: (goal, unit of measure) of each."""
    if target.direction == Direction.DONE or target.unit_of_measure == "%":
        return ""
    total, number = Decimal(0), 0
    for goal, measure in goals:
        factor = same_kind(measure, target.unit_of_measure)
        if factor is not None:
            total, number = total + goal * factor, number + 1
    if number < 2 or total == 0 or target.goal == 0:
        return ""
    off = max(total / target.goal, target.goal / total)
    if off < _SUM_OFF:
        return ""
    return (
        f"Tổng của {number} đơn vị là {measured(total, target)}, còn mục tiêu chung là {measured(target.goal, target)}: "
        f"chênh {vi_number(off.quantize(Decimal(1)))} lần, {_slip(off, target.unit_of_measure) or 'mời xem lại'}."
    )


def among_members(values: Mapping[Any, tuple[Decimal, str]]) -> dict[Any, str]:
    """{member: sentence} for members whose figure is out of all proportion to the others (their median).

    ``values``: {member: (figure, unit of measure)} in measures of one kind; zero and single figures say nothing.
    """
    first = next((measure for _, measure in values.values()), "")
    scaled = {k: v * f for k, (v, m) in values.items() if v > 0 and (f := same_kind(m, first)) is not None}
    if len(scaled) < 3 or canonical(first) == "%":
        return {}
    ordered = sorted(scaled.values())
    median = ordered[len(ordered) // 2]
    found = {}
    for key, value in scaled.items():
        factor = max(value / median, median / value)
        if factor >= _TOO_LITTLE:
            found[key] = (
                f"Chênh {vi_number(factor.quantize(Decimal(1)))} lần so với đơn vị ở giữa: {_slip(factor, first)}."
            )
    return found
