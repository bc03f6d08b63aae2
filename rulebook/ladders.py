"""Ladders: bands of a percentage, of days late or of calendar days. A gap or an overlap is never guessed."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from pydantic import Field

from .dated import Strict
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
    refused,
    shown,
)
from .workdays import is_working_day, working_day_on_or_after


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
    """Bands of a percentage; read from ``value`` or computed from two counts.

    ``share``: the percentage is a part of a whole, above 100 is refused; otherwise a value above 100 is read by the bands.
    ``complete``: false when the source shows only some bands; what lies outside them is undefined either way.
    """

    type: Literal["ladder_percent"]
    value: str
    numerator: str | None = None
    denominator: str | None = None
    bands: tuple[Band, ...]
    share: bool = False
    complete: bool = True

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
        if self.share and value > 100:
            raise refused(self.value, value, f"{shown(value)}% is more than 100%", "lớn hơn 100%")
        band = in_band(self.bands, value)
        if isinstance(band, Undefined):
            return band
        warnings = (FRACTION_TYPED,) if ZERO < value < 1 else ()
        return Points(Fraction(band.points), f"Tỷ lệ {shown(value)}%", warnings_vi=warnings)

    def column(self, base: Fraction, whole: Rounder) -> Column:
        slow = super().column(base, whole)
        if self.numerator is not None:
            return slow
        value = self.value
        marks: dict[tuple[int, int], int | Undefined] = {}  # few percentages occur in a cluster: each is looked up once
        unknown = missing(value)

        def run(rows: Sequence[Row]) -> tuple[list[int | Undefined], list[int] | None]:
            found: list[int | Undefined] = []
            for row in rows:
                percent = pair(value, row.get(value))
                if percent is None:
                    found.append(unknown)
                    continue
                mark = marks.get(percent)
                if mark is None:
                    mark = slow([row])[0][0]
                    if len(marks) < 1000:
                        marks[percent] = mark
                found.append(mark)
            return found, None

        return run


FRACTION_TYPED = "Tỷ lệ nhỏ hơn 1%: có thể đã nhập phân số thay cho phần trăm, hãy kiểm tra lại"


class LadderDaysLate(Formula):
    """Points by days late, one figure or one per document (then added).

    ``counts``: whether days late are "working" or "calendar" days. Null: the source is silent, so only what is on time
    (0 days) has marks until a person chooses.
    """

    type: Literal["ladder_days_late"]
    value: str
    bands: tuple[Band, ...]
    counts: Literal["working", "calendar"] | None = None

    def keys(self) -> tuple[str, ...]:
        return (self.value,)

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        days = figures.wholes(self.value)
        if days is None:
            return missing(self.value)
        total = ZERO
        for late in days:
            if late and self.counts is None:
                return Undefined("Chưa chọn tính chậm theo ngày làm việc hay ngày lịch")
            band = in_band(self.bands, late)
            if isinstance(band, Undefined):
                return band
            total += Fraction(band.points)
        kind = {"working": " làm việc", "calendar": " lịch", None: ""}[self.counts]
        how = "Chậm " + ", ".join(f"{late} ngày{kind}" for late in days)
        return Points(total, how if any(days) else "Không có văn bản chậm")


class LadderDate(Formula):
    """Points by the day a document was issued; ``missing_points`` when ``value`` is the word "missing".

    ``day_off``: a last day of a band that is a day off stands "as_printed", or runs to the "next_working_day" (Civil
    Code, Article 148). Null: not stated, then a document issued in between is undefined.
    """

    type: Literal["ladder_date"]
    value: str
    bands: tuple[DateBand, ...]
    missing_points: Number | None = None
    day_off: Literal["as_printed", "next_working_day"] | None = None

    def keys(self) -> tuple[str, ...]:
        return (self.value,)

    def ends_on_a_day_off(self) -> tuple[date, ...]:
        """Last days of bands on which offices do not work."""
        return tuple(band.to for band in self.bands if band.to is not None and not is_working_day(band.to))

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        if figures.values.get(self.value) == "missing" and self.missing_points is not None:
            return Points(Fraction(self.missing_points), "Không ban hành văn bản")
        day = figures.day(self.value)
        if day is None:
            return missing(self.value)
        how = f"Ban hành ngày {day:%d/%m/%Y}"
        for end in self.ends_on_a_day_off() if self.day_off != "as_printed" else ():
            if end < day <= working_day_on_or_after(end):
                if self.day_off is None:
                    return Undefined(
                        f"Hạn {end:%d/%m/%Y} là ngày nghỉ, chưa chọn có tính sang ngày làm việc tiếp theo không"
                    )
                how, day = f"{how}, hạn {end:%d/%m/%Y} là ngày nghỉ nên tính sang ngày làm việc tiếp theo", end
                break
        band = in_band(self.bands, day)
        return band if isinstance(band, Undefined) else Points(Fraction(band.points), how)
