"""Ladders: bands of a percentage, of days late or of calendar days. A gap or an overlap is never guessed."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from pydantic import Field

from .dated import Strict
from .figures import ZERO, Figures, Formula, Number, Points, Result, Undefined, missing, shown


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
