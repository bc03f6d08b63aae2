"""The closed list of scoring formulas. Exact fractions inside; what cannot be computed is ``Undefined``, never guessed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from .dated import Strict

ZERO = Fraction(0)
Number = Annotated[Decimal, BeforeValidator(lambda value: str(value) if isinstance(value, int | float) else value)]


class ScoringError(ValueError):
    """A figure that cannot be: text, NaN, negative, out of range, or a key the rubric does not know."""


@dataclass(frozen=True)
class Undefined:
    """The rubric or the figures do not say; the reason may be shown."""

    reason_vi: str


@dataclass(frozen=True)
class Points:
    """Marks of one item; ``bonus`` is what moves to the bonus column."""

    points: Fraction
    how_vi: str
    bonus: Fraction = ZERO


Result = Points | Undefined


def shown(value: Fraction | Decimal) -> str:
    """A number the Vietnamese way: comma, at most four decimals, no trailing zeros."""
    scaled = round(Fraction(value) * 10_000)
    whole, rest = divmod(abs(scaled), 10_000)
    text = f"{whole},{rest:04d}".rstrip("0").rstrip(",")
    return "-" + text if scaled < 0 else text


class Figures:
    """The figures of one unit, checked as they are read. Missing and ``None`` are the same: not known."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def number(self, key: str) -> Fraction | None:
        return self._number(key, self.values.get(key))

    @staticmethod
    def _number(key: str, value: Any) -> Fraction | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str | Fraction):
            raise ScoringError(f"{key}: {value!r} is not a number")
        try:
            number = value if isinstance(value, Fraction) else Decimal(str(value).strip())
        except InvalidOperation:
            raise ScoringError(f"{key}: {value!r} is not a number") from None
        if isinstance(number, Decimal) and (not number.is_finite() or abs(number.adjusted()) > 30):
            raise ScoringError(f"{key}: {value!r} is not a usable number")
        number = Fraction(number)
        if number < 0:
            raise ScoringError(f"{key}: {value!r} is negative")
        return number

    def whole(self, key: str) -> int | None:
        number = self.number(key)
        if number is not None and number.denominator != 1:
            raise ScoringError(f"{key}: {self.values[key]!r} is not a whole number")
        return None if number is None else int(number)

    def wholes(self, key: str) -> list[int] | None:
        """One number or a list of numbers, as a list."""
        value = self.values.get(key)
        if value is None or not isinstance(value, Sequence) or isinstance(value, str):
            one = self.whole(key)
            return None if one is None else [one]
        many = [Figures({key: each}).whole(key) for each in value]
        if None in many:
            raise ScoringError(f"{key}: a value in the list is missing")
        return [each for each in many if each is not None]

    def yes(self, key: str) -> bool | None:
        value = self.values.get(key)
        if value is not None and not isinstance(value, bool):
            raise ScoringError(f"{key}: {value!r} is not yes or no")
        return value

    def word(self, key: str) -> str | None:
        value = self.values.get(key)
        if value is not None and not isinstance(value, str):
            raise ScoringError(f"{key}: {value!r} is not a text")
        return value

    def day(self, key: str) -> date | None:
        value = self.values.get(key)
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                raise ScoringError(f"{key}: {value!r} is not a day written YYYY-MM-DD") from None
        if value is not None and not isinstance(value, date):
            raise ScoringError(f"{key}: {value!r} is not a day")
        return value


def missing(label: str) -> Undefined:
    return Undefined(f"Chưa có số liệu “{label}”")


class Formula(Strict):
    """``compute`` gives marks for an item whose printed maximum is ``base``."""

    def keys(self) -> tuple[str, ...]:
        """Names of the figures read."""
        raise NotImplementedError

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        raise NotImplementedError


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


class Band(Strict):
    """Points of a range: ``from``/``to`` include their end, ``above``/``below`` do not."""

    from_: Number | None = Field(default=None, alias="from")
    above: Number | None = None
    to: Number | None = None
    below: Number | None = None
    points: Number

    def has(self, value: Fraction | int) -> bool:
        ends = {name: None if end is None else Fraction(end) for name, end in self._ends().items()}
        return _between(value, **ends)

    def _ends(self) -> dict[str, Decimal | None]:
        return {"from_": self.from_, "above": self.above, "to": self.to, "below": self.below}


class DateBand(Strict):
    """Points of a range of days, both ends included."""

    from_: date | None = Field(default=None, alias="from")
    to: date | None = None
    points: Number

    def has(self, value: date) -> bool:
        return _between(value, self.from_, None, self.to, None)


def _between(value: Any, from_: Any, above: Any, to: Any, below: Any) -> bool:
    return (
        (from_ is None or value >= from_)
        and (above is None or value > above)
        and (to is None or value <= to)
        and (below is None or value < below)
    )


def in_band(bands: Iterable[Band] | Iterable[DateBand], value: Any) -> Band | DateBand | Undefined:
    """The one band that has ``value``; a gap or two bands at once is ``Undefined``."""
    found = [band for band in bands if band.has(value)]
    if len(found) == 1:
        return found[0]
    return Undefined("Giá trị nằm ngoài các mức văn bản nêu" if not found else "Giá trị thuộc hai mức cùng lúc")


class LadderPercent(Formula):
    """Bands of a percentage; read from ``value`` or computed from two counts."""

    type: Literal["ladder_percent"]
    value: str
    numerator: str | None = None
    denominator: str | None = None
    bands: tuple[Band, ...]

    def keys(self) -> tuple[str, ...]:
        return tuple(key for key in (self.value, self.numerator, self.denominator) if key)

    def percent(self, figures: Figures) -> Fraction | Undefined:
        value = figures.number(self.value)
        if value is not None:
            return value
        if self.numerator is None or self.denominator is None:
            return missing(self.value)
        over, under = figures.number(self.numerator), figures.number(self.denominator)
        if over is None or under is None:
            return missing(self.numerator if over is None else self.denominator)
        return Undefined("Mẫu số bằng 0") if under == 0 else 100 * over / under

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        value = self.percent(figures)
        if isinstance(value, Undefined):
            return value
        band = in_band(self.bands, value)
        return band if isinstance(band, Undefined) else Points(Fraction(band.points), f"Tỷ lệ {shown(value)}%")


class LadderDaysLate(Formula):
    """Points by days late, one figure or one per document (then added)."""

    type: Literal["ladder_days_late"]
    value: str
    bands: tuple[Band, ...]

    def keys(self) -> tuple[str, ...]:
        return (self.value,)

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        days = figures.wholes(self.value)
        if days is None:
            return missing(self.value)
        total = ZERO
        for late in days:
            band = in_band(self.bands, late)
            if isinstance(band, Undefined):
                return band
            total += Fraction(band.points)
        return Points(total, "Chậm " + ", ".join(f"{late} ngày" for late in days) if days else "Không có văn bản chậm")


class LadderDate(Formula):
    """Points by the day a document was issued; ``missing_points`` when ``value`` is the word "missing"."""

    type: Literal["ladder_date"]
    value: str
    bands: tuple[DateBand, ...]
    missing_points: Number | None = None

    def keys(self) -> tuple[str, ...]:
        return (self.value,)

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        if figures.values.get(self.value) == "missing" and self.missing_points is not None:
            return Points(Fraction(self.missing_points), "Không ban hành văn bản")
        day = figures.day(self.value)
        if day is None:
            return missing(self.value)
        band = in_band(self.bands, day)
        return band if isinstance(band, Undefined) else Points(Fraction(band.points), f"Ban hành ngày {day:%d/%m/%Y}")


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
    grades: dict[Literal["B", "C", "D"], Number | None]

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
