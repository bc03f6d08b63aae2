"""Formulas that set what was achieved against a target."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pydantic import Field

from .figures import (
    ZERO,
    Column,
    Figures,
    Formula,
    Number,
    Points,
    Result,
    Rounder,
    Row,
    Undefined,
    missing,
    pair,
    shown,
)

MIXED = "Kết quả và chỉ tiêu có vẻ khác đơn vị tính (phần trăm và phân số): hãy kiểm tra lại"
MIXED_CLUSTER = (
    "Trong cụm có đơn vị nhập phần trăm hoặc số đếm, có đơn vị nhập phân số: tỷ lệ vẫn so được, số thô thì không"
)
FRACTION, PERCENT = Fraction(1), Fraction(10)


def _fraction_beside_percent(one: Fraction, other: Fraction) -> bool:
    """A number typed as a part of 1 (0,9) beside one of ten or more (100)."""
    low, high = sorted((one, other))
    return ZERO < low < FRACTION and high >= PERCENT


class Proportional(Formula):
    """base × achieved / target; ``inverse``: base × target / achieved (less is better).

    ``clamp_low``, ``clamp_high`` bound the marks; ``clamp_high`` "base" is the maximum of the item, null is no bound.
    """

    type: Literal["proportional_to_target"]
    achieved: str
    target: str
    inverse: bool = False
    clamp_low: Number = Field(default=Decimal(0), ge=0)
    clamp_high: Literal["base"] | Number | None = "base"

    def keys(self) -> tuple[str, ...]:
        return (self.achieved, self.target)

    def ratio(self, figures: Figures) -> Fraction | Undefined:
        achieved, target = figures.number(self.achieved), figures.number(self.target)
        if achieved is None or target is None:
            return missing(self.achieved if achieved is None else self.target)
        over, under = (target, achieved) if self.inverse else (achieved, target)
        if under == 0:
            return self._no_divisor()
        return over / under

    def _no_divisor(self) -> Undefined:
        what = "Kết quả bằng 0 ở chỉ tiêu càng thấp càng tốt" if self.inverse else "Chỉ tiêu bằng 0"
        return Undefined(f"{what}, văn bản không nêu cách tính")

    def warnings(self, figures: Figures) -> tuple[str, ...]:
        """What looks like a percentage beside a fraction; the marks stand until a person corrects the figure."""
        achieved, target = figures.number(self.achieved), figures.number(self.target)
        mixed = achieved is not None and target is not None and _fraction_beside_percent(achieved, target)
        return (MIXED,) if mixed else ()

    def bounds(self, base: Fraction) -> tuple[Fraction, Fraction | None]:
        """(lowest, highest) marks; highest ``None`` when nothing bounds them."""
        high = base if self.clamp_high == "base" else self.clamp_high
        return Fraction(self.clamp_low), None if high is None else Fraction(high)

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        ratio = self.ratio(figures)
        if isinstance(ratio, Undefined):
            return ratio
        low, high = self.bounds(base)
        marks, how = base * ratio, f"{shown(base)} × {shown(ratio * 100)}%"
        if high is not None and marks > high:
            how += ", không vượt điểm tối đa" if high == base else f", không vượt {shown(high)}"
            marks = high
        if marks < low:
            marks, how = low, f"{how}, không thấp hơn {shown(low)}"
        return Points(marks, how, warnings_vi=self.warnings(figures))

    def column(self, base: Fraction, whole: Rounder) -> Column:
        achieved, target, inverse = self.achieved, self.target, self.inverse
        low, high = self.bounds(base)
        base_n, base_d = base.numerator, base.denominator
        low_n, low_d = low.numerator, low.denominator
        high_n, high_d = (high.numerator, high.denominator) if high is not None else (0, 0)

        def run(rows: Sequence[Row]) -> tuple[list[int | Undefined], list[int] | None]:
            found: list[int | Undefined] = []
            for row in rows:
                got, goal = pair(achieved, row.get(achieved)), pair(target, row.get(target))
                if got is None or goal is None:
                    found.append(missing(achieved if got is None else target))
                    continue
                over, under = got[0] * goal[1], got[1] * goal[0]
                if inverse:
                    over, under = under, over
                if under == 0:
                    found.append(self._no_divisor())
                    continue
                top, bottom = base_n * over, base_d * under
                if high_d and top * high_d > high_n * bottom:
                    top, bottom = high_n, high_d
                if low_n and top * low_d < low_n * bottom:
                    top, bottom = low_n, low_d
                found.append(whole(top, bottom))
            return found, None

        return run


class OverAchievement(Proportional):
    """base × completion level, above the base too: the Ministry of Justice's rule of 2012, no cap stated.

    ``cap``: a bound of the marks where a table states one.
    """

    type: Literal["over_achievement_proportional"]  # type: ignore[assignment]
    cap: Number | None = None

    def bounds(self, base: Fraction) -> tuple[Fraction, Fraction | None]:
        return Fraction(self.clamp_low), None if self.cap is None else Fraction(self.cap)


class ProportionalWithBonus(Proportional):
    """What lies above the base moves to the bonus column, at most ``item_cap_percent`` of the base.

    The cap of the item holds before the cap of the group (``Rubric.quantitative_bonus_cap``).
    """

    type: Literal["proportional_with_bonus_split"]  # type: ignore[assignment]
    item_cap_percent: Number

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        ratio = self.ratio(figures)
        if isinstance(ratio, Undefined):
            return ratio
        over = max(ratio - 1, ZERO) * base
        cap = base * Fraction(self.item_cap_percent) / 100
        how = f"{shown(base)} × {shown(ratio * 100)}%"
        if over:
            how += f", phần vượt {shown(over)} chuyển sang điểm thưởng"
        if over > cap:
            how += f", giới hạn {shown(cap)}"
        return Points(base * min(ratio, Fraction(1)), how, min(over, cap), self.warnings(figures))

    def column(self, base: Fraction, whole: Rounder) -> Column:
        achieved, target, inverse = self.achieved, self.target, self.inverse
        base_n, base_d = base.numerator, base.denominator
        cap = base * Fraction(self.item_cap_percent) / 100
        full, full_bonus = whole(base_n, base_d), whole(cap.numerator, cap.denominator)
        nothing = whole(0, 1)

        def run(rows: Sequence[Row]) -> tuple[list[int | Undefined], list[int] | None]:
            found: list[int | Undefined] = []
            bonuses: list[int] = []
            for row in rows:
                bonus: int | Undefined = nothing
                got, goal = pair(achieved, row.get(achieved)), pair(target, row.get(target))
                mark: int | Undefined
                if got is None or goal is None:
                    mark = missing(achieved if got is None else target)
                else:
                    over, under = got[0] * goal[1], got[1] * goal[0]
                    if inverse:
                        over, under = under, over
                    if under == 0:
                        mark = self._no_divisor()
                    elif over <= under:
                        mark = whole(base_n * over, base_d * under)
                    else:
                        mark = full
                        top, bottom = base_n * (over - under), base_d * under
                        above = top * cap.denominator > cap.numerator * bottom
                        bonus = full_bonus if above else whole(top, bottom)
                        if isinstance(bonus, Undefined):
                            mark, bonus = bonus, 0
                found.append(mark)
                bonuses.append(bonus if isinstance(bonus, int) else 0)
            return found, bonuses

        return run


class LeaderRelative(Proportional):
    """Only the best of the cluster gets the maximum; meeting the target gives half.

    Below target: half × achieved/target. Above: the second half in proportion to the leader's surplus. A unit whose
    target is 0 stands in a group of its own: achieved / largest achieved of that group. Several leaders each get the
    maximum; nobody above target leaves everybody at half or less. Source: scoring table of the Quảng Trị provincial
    police, 2025. Needs the figures of every unit of the cluster: one change recomputes all.
    """

    type: Literal["leader_relative"]  # type: ignore[assignment]
    half_percent: Number = Decimal(50)
    no_target: Literal["own_group", "undefined"] = "own_group"

    @property
    def compares_units(self) -> bool:
        return True

    def _outside(self, figures: Figures) -> bool:
        """The target is 0, so the unit is not compared with those that have one."""
        return self.no_target == "own_group" and not self.inverse and figures.number(self.target) == 0

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        warnings = self.warnings(figures) + self._cluster_warnings([figures, *peers])
        if self._outside(figures):
            return self._without_target(figures, base, peers, warnings)
        mine = self.ratio(figures)
        if isinstance(mine, Undefined):
            return mine
        half = base * Fraction(self.half_percent) / 100
        if mine <= 1:
            return Points(half * mine, f"{shown(half)} × {shown(mine * 100)}%", warnings_vi=warnings)
        others = [self.ratio(each) for each in peers if not self._outside(each)]
        if not peers or any(isinstance(each, Undefined) for each in others):
            return Undefined(NOT_ALL)
        lead = max([mine, *(each for each in others if isinstance(each, Fraction))])
        share = (mine - 1) / (lead - 1)
        how = f"{shown(half)} + {shown(base - half)} × {shown(share * 100)}%"
        return Points(half + (base - half) * share, how, warnings_vi=warnings)

    def _without_target(
        self, figures: Figures, base: Fraction, peers: Sequence[Figures], warnings: tuple[str, ...]
    ) -> Result:
        mine = figures.number(self.achieved)
        if mine is None:
            return missing(self.achieved)
        if mine == 0:
            return Points(ZERO, "Không được giao chỉ tiêu, kết quả bằng 0", warnings_vi=warnings)
        for each in peers:
            target = each.number(self.target)
            if target is None or (target == 0 and each.number(self.achieved) is None):
                return Undefined(NOT_ALL)
        if not peers:
            return Undefined(NOT_ALL)
        most = max([mine, *(each.number(self.achieved) or ZERO for each in peers if self._outside(each))])
        how = f"Nhóm không giao chỉ tiêu: {shown(mine)}/{shown(most)} × {shown(base)}"
        return Points(base * mine / most, how, warnings_vi=warnings)

    def _cluster_warnings(self, everybody: Sequence[Figures]) -> tuple[str, ...]:
        targets = [target for each in everybody if (target := each.number(self.target))]
        fraction = any(ZERO < target < FRACTION for target in targets)
        return (MIXED_CLUSTER,) if fraction and any(target >= FRACTION for target in targets) else ()

    def column(self, base: Fraction, whole: Rounder) -> Column:
        achieved, target, inverse = self.achieved, self.target, self.inverse
        grouped = self.no_target == "own_group" and not inverse
        half = base * Fraction(self.half_percent) / 100
        rest = base - half
        half_n, half_d, rest_n, rest_d = half.numerator, half.denominator, rest.numerator, rest.denominator
        base_n, base_d = base.numerator, base.denominator
        unknown = Undefined(NOT_ALL)

        def run(rows: Sequence[Row]) -> tuple[list[int | Undefined], list[int] | None]:
            found: list[int | Undefined] = [0] * len(rows)
            ahead: list[tuple[int, int, int]] = []
            apart: list[tuple[int, int, int]] = []
            lead_n, lead_d, most_n, most_d = 0, 1, 0, 1
            compared = grouped_known = True
            for place, row in enumerate(rows):
                got, goal = pair(achieved, row.get(achieved)), pair(target, row.get(target))
                if grouped and goal is not None and goal[0] == 0:
                    if got is None:
                        found[place], grouped_known = missing(achieved), False
                        continue
                    apart.append((place, got[0], got[1]))
                    if got[0] * most_d > most_n * got[1]:
                        most_n, most_d = got
                    continue
                if got is None or goal is None:
                    found[place], compared = missing(achieved if got is None else target), False
                    grouped_known = grouped_known and goal is not None
                    continue
                over, under = got[0] * goal[1], got[1] * goal[0]
                if inverse:
                    over, under = under, over
                if under == 0:
                    found[place], compared = self._no_divisor(), False
                elif over <= under:
                    found[place] = whole(half_n * over, half_d * under)
                else:
                    ahead.append((place, over - under, under))
                    if (over - under) * lead_d > lead_n * under:
                        lead_n, lead_d = over - under, under
            for place, over, under in ahead:
                if not compared:
                    found[place] = unknown
                    continue
                share_n, share_d = over * lead_d, under * lead_n
                top = half_n * rest_d * share_d + rest_n * half_d * share_n
                found[place] = whole(top, half_d * rest_d * share_d)
            for place, over, under in apart:
                if over == 0:
                    found[place] = whole(0, 1)
                elif not grouped_known:
                    found[place] = unknown
                else:
                    found[place] = whole(base_n * over * most_d, base_d * under * most_n)
            return found, None

        return run


NOT_ALL = "Chưa đủ số liệu của mọi đơn vị trong cụm để so với đơn vị dẫn đầu"
