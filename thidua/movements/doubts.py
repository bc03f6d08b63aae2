"""Goals that look wrong, each with the reason and the likely slip: the same for the targets of a movement and of a pledge
(seed 4.26). Pointed out, never changed by itself."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Protocol

from thidua.shared.denied import Denied
from thidua.shared.measures import canonical, size
from thidua.shared.wording import vi_number

_HUNDRED = Decimal(100)
# A figure this many times another is more likely a slip of the unit (nghìn, triệu, tỷ) than work well done.
TOO_MUCH = 50


class Goal(Protocol):
    """What is looked at; a target of a pledge has a ``baseline`` (last year's result) too."""

    goal: Decimal
    unit_of_measure: str
    direction: str


class DoubtfulGoals(Denied):
    """Goals that look wrong and were not confirmed. ``doubts``: {row, from 0: sentences}."""

    def __init__(self, doubts: Mapping[int, list[str]]):
        self.doubts = doubts
        names = "; ".join(f"dòng {row + 1}" for row in doubts)
        super().__init__(f"Có mục tiêu cần xem lại: {names}. Nếu số đã đúng, hãy đánh dấu xác nhận rồi lưu lại.")


def slip(factor: Decimal, measure: str) -> str:
    """The likely reason for a figure ``factor`` times too large (or too small)."""
    if canonical(measure) == "%":
        return ""
    if size(measure) is not None or factor >= 900:
        return "có thể nhầm đơn vị tính (nghìn, triệu, tỷ)"
    return "mời xem lại con số và đơn vị tính"


def of_goal(target: Goal) -> list[str]:
    """What to look at in a goal: below last year's result, out of all proportion to it, a percent written as a fraction."""
    found: list[str] = []
    goal, measure, direction = target.goal, canonical(target.unit_of_measure), target.direction
    before: Decimal | None = getattr(target, "baseline", None)
    if direction == "done":
        return found
    if measure == "%":
        if 0 < goal <= 1 and direction != "less":
            found.append(
                f"Mục tiêu {vi_number(goal)} %: nếu là tỷ số {vi_number(goal)} thì ghi {vi_number(goal * _HUNDRED)} %."
            )
        if goal > _HUNDRED:
            found.append(f"Mục tiêu {vi_number(goal)} % lớn hơn 100 %: chỉ đúng khi tính trên kế hoạch được giao.")
    if before is None:
        return found
    worse = goal > before if direction == "less" else goal < before
    if worse and direction != "exact":
        side = "cao hơn" if direction == "less" else "thấp hơn"
        words = f"{vi_number(before)} {target.unit_of_measure}".strip()
        found.append(f"Mục tiêu {side} kết quả năm trước ({words}); nên ghi lý do trong cam kết.")
    if measure != "%" and before > 0 and goal > 0:
        factor = max(goal / before, before / goal)
        if factor >= TOO_MUCH:
            found.append(
                f"Mục tiêu và năm trước chênh nhau {vi_number(factor.quantize(Decimal(1)))} lần: {slip(factor, measure)}."
            )
    return found
