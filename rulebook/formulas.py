"""The closed list of scoring formulas. What cannot be computed is ``Undefined``, never guessed."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from .figures import ZERO, Figures, Formula, Number, Points, Result, ScoringError, Undefined, missing, shown
from .ladders import LadderDate, LadderDaysLate, LadderPercent


class Proportional(Formula):
    """base × achieved / target; ``inverse``: base × target / achieved (less is better). Never above base."""

    type: Literal["proportional_to_target"]
    achieved: str
    target: str
    inverse: bool = False

    def keys(self) -> tuple[str, ...]:
        return (self.achieved, self.target)

    def ratio(self, figures: Figures) -> Fraction | Undefined:
        achieved, target = figures.number(self.achieved), figures.number(self.target)
        if achieved is None or target is None:
            return missing(self.achieved if achieved is None else self.target)
        over, under = (target, achieved) if self.inverse else (achieved, target)
        if under == 0:
            what = "Kết quả bằng 0 ở chỉ tiêu càng thấp càng tốt" if self.inverse else "Chỉ tiêu bằng 0"
            return Undefined(f"{what}, văn bản không nêu cách tính")
        return over / under

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        ratio = self.ratio(figures)
        if isinstance(ratio, Undefined):
            return ratio
        how = f"{shown(base)} × {shown(ratio * 100)}%"
        return Points(base * min(ratio, Fraction(1)), how + (", không vượt điểm tối đa" if ratio > 1 else ""))


class ProportionalWithBonus(Proportional):
    """As above; what lies above the base moves to the bonus column, at most ``item_cap_percent`` of the base."""

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
        return Points(base * min(ratio, Fraction(1)), how, min(over, cap))


class LeaderRelative(Proportional):
    """Only the best of the cluster gets the maximum; meeting the target gives half.

    Below target: half × achieved/target. Above: the second half in proportion to the leader's surplus.
    Source: scoring table of the Quảng Trị provincial police, 2025. Needs the figures of every unit of the cluster.
    """

    type: Literal["leader_relative"]  # type: ignore[assignment]
    half_percent: Number = Decimal(50)

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        mine = self.ratio(figures)
        if isinstance(mine, Undefined):
            return mine
        half = base * Fraction(self.half_percent) / 100
        if mine <= 1:
            return Points(half * mine, f"{shown(half)} × {shown(mine * 100)}%")
        others = [self.ratio(each) for each in peers]
        if any(isinstance(each, Undefined) for each in others) or not others:
            return Undefined("Chưa đủ số liệu của mọi đơn vị trong cụm để so với đơn vị dẫn đầu")
        lead = max([mine, *(each for each in others if isinstance(each, Fraction))])
        share = (mine - 1) / (lead - 1)
        return Points(half + (base - half) * share, f"{shown(half)} + {shown(base - half)} × {shown(share * 100)}%")


class PassFail(Formula):
    """Done gives the maximum. ``at_least``: a figure that reaches it is done.

    ``full_of`` (part, whole): less than the whole cannot pass, whatever the figure says.
    """

    type: Literal["pass_fail"]
    value: str
    at_least: Number | None = None
    full_of: tuple[str, str] | None = None

    def keys(self) -> tuple[str, ...]:
        return (self.value, *(self.full_of or ()))

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        if self.full_of:
            part, whole = (figures.number(key) for key in self.full_of)
            if part is not None and whole is not None and part < whole:
                return Points(ZERO, f"Mới đạt {shown(part)}/{shown(whole)}")
        if self.at_least is None:
            done = figures.yes(self.value)
        else:
            number = figures.number(self.value)
            done = None if number is None else number >= Fraction(self.at_least)
        if done is None:
            return missing(self.value)
        return Points(base if done else ZERO, "Đạt" if done else "Không đạt")


class GradedLetter(Formula):
    """A is the maximum; the marks of B, C and D are agreed by the bloc and undefined until then."""

    type: Literal["graded_letter"]
    value: str
    grades: dict[str, Number | None]

    def keys(self) -> tuple[str, ...]:
        return (self.value,)

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        letter = figures.word(self.value)
        if letter is None:
            return missing(self.value)
        if letter == "A":
            return Points(base, "Mức A")
        if letter not in ("B", "C", "D"):
            raise ScoringError(f"{self.value}: {letter!r} is not one of A, B, C, D")
        agreed = self.grades.get(letter)
        if agreed is None:
            return Undefined(f"Cụm, khối chưa thống nhất điểm của mức {letter}")
        if Fraction(agreed) > base:
            return Undefined(f"Điểm thống nhất của mức {letter} vượt điểm tối đa")
        return Points(Fraction(agreed), f"Mức {letter}")


class SampleSurvey(Formula):
    """Each positive answer of a sample of ``sample`` people gives ``mark_yes``."""

    type: Literal["sample_survey"]
    positive: str
    size: str
    sample: int = Field(ge=1)
    mark_yes: Number

    def keys(self) -> tuple[str, ...]:
        return (self.positive, self.size)

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        answers, size = figures.whole(self.positive), figures.whole(self.size)
        if answers is None:
            return missing(self.positive)
        if size is not None and size < self.sample:
            return Undefined(f"Chỉ có {size} người, văn bản không nêu cách tính khi dưới {self.sample} người")
        if answers > self.sample:
            raise ScoringError(f"{self.positive}: {answers} answers of a sample of {self.sample}")
        return Points(answers * Fraction(self.mark_yes), f"{answers} người × {shown(self.mark_yes)} điểm")


class Direct(Formula):
    """A mark given by the assessor, 0 up to the maximum."""

    type: Literal["direct"]
    value: str

    def keys(self) -> tuple[str, ...]:
        return (self.value,)

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        mark = figures.number(self.value)
        if mark is None:
            return missing(self.value)
        if mark > base:
            raise ScoringError(f"{self.value}: {shown(mark)} is more than the maximum {shown(base)}")
        return Points(mark, "Điểm chấm trực tiếp")


class PerOccurrence(Formula):
    """Each case gives ``points``, together at most ``cap``."""

    type: Literal["per_occurrence"]
    value: str
    points: Number
    cap: Number | None = None

    def keys(self) -> tuple[str, ...]:
        return (self.value,)

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        cases = figures.whole(self.value)
        if cases is None:
            return missing(self.value)
        total = cases * Fraction(self.points)
        how = f"{cases} lần × {shown(self.points)} điểm"
        if self.cap is not None and total > Fraction(self.cap):
            return Points(Fraction(self.cap), f"{how}, giới hạn {shown(self.cap)}")
        return Points(total, how)


AnyFormula = Annotated[
    Proportional
    | ProportionalWithBonus
    | LeaderRelative
    | LadderPercent
    | LadderDaysLate
    | LadderDate
    | PassFail
    | GradedLetter
    | SampleSurvey
    | Direct
    | PerOccurrence,
    Field(discriminator="type"),
]
