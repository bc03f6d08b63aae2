"""Figures that look wrong, each with the reason and the likely slip (seed 4.26): pointed out, never changed by itself.

A doubt about a result must be confirmed before it is kept; a doubt about a goal stands beside it until it is signed.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from thidua.movements.doubts import TOO_MUCH, of_goal, slip
from thidua.pledges.achievement import measured
from thidua.pledges.models import Direction, PledgeTarget
from thidua.shared.denied import Denied
from thidua.shared.measures import canonical, same_kind
from thidua.shared.wording import vi_number

__all__ = ["Doubtful", "among_members", "of_goal", "of_sum", "of_value"]

_HUNDRED = Decimal(100)
# Downwards more is allowed than TOO_MUCH: a first quarter may hold very little of the year.
_TOO_LITTLE, _SUM_OFF = 500, 5


class Doubtful(Denied):
    """Results that look wrong and were not confirmed. ``doubts``: {target's primary key: sentence}."""

    def __init__(self, doubts: dict[int, str], names: Iterable[str]):
        self.doubts = doubts
        super().__init__(
            f"Có số liệu cần xem lại: {'; '.join(names)}. Nếu số đã đúng, hãy đánh dấu xác nhận rồi ghi lại."
        )


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


def _fallen(value: Decimal, previous: Decimal, target: PledgeTarget) -> str:
    """A level reached by the end of a quarter seldom falls: most likely the quarter's own share was typed."""
    found = f"{measured(value, target)} thấp hơn mức đã ghi đến hết quý trước ({measured(previous, target)})."
    if value == 0:
        return f"{found} Kết quả ghi lũy kế đến hết quý."
    total = measured(previous + value, target)
    return f"{found} Kết quả ghi lũy kế đến hết quý: nếu đây là phần làm riêng trong quý thì ghi {total}."


def of_value(target: PledgeTarget, value: Decimal, previous: Decimal | None = None) -> str:
    """Why a result looks wrong, with what to do; "" when it does not. ``previous``: the value of the quarter before.

    Results are levels at the end of a quarter, counted from the start of the year: one that falls where more is better is
    asked about.
    """
    if target.direction == Direction.DONE:
        return ""
    if previous is not None and value < previous and target.direction in (Direction.MORE, Direction.LEAST):
        return _fallen(value, previous, target)
    if value == 0:
        return ""
    known = [each for each in (target.goal, target.baseline, previous) if each]
    if not known:
        return ""
    if target.unit_of_measure == "%":
        return _of_percent(value, target, max(known))
    high, low = max(known), min(known)
    if value >= TOO_MUCH * high:
        times, word = value / high, "gấp"
        compared = high
    elif value * _TOO_LITTLE <= low:
        times, word = low / value, "chỉ bằng một phần"
        compared = low
    else:
        return ""
    name = "mục tiêu" if compared == target.goal else "năm trước" if compared == target.baseline else "quý trước"
    amount = f"{vi_number(times.quantize(Decimal(1)))}{' lần' if word == 'gấp' else ''}"
    return f"{measured(value, target)} {word} {amount} {name} ({measured(compared, target)}): {slip(times, target.unit_of_measure)}."


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
        f"chênh {vi_number(off.quantize(Decimal(1)))} lần, {slip(off, target.unit_of_measure) or 'mời xem lại'}."
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
                f"Chênh {vi_number(factor.quantize(Decimal(1)))} lần so với đơn vị ở giữa: {slip(factor, first)}."
            )
    return found
