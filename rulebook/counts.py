"""Formulas that count: missed reports, cases, full steps, and two-way tables of workload and rate."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Literal

from pydantic import Field, model_validator

from .dated import Strict
from .figures import (
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
from .ladders import Band, in_band


class Counter(Strict):
    """What is counted: the figure and its words on the screen."""

    value: str
    text_vi: str


class CountIs(Strict):
    """A condition on one counter; both ends included, null is open."""

    counter: str
    from_: int = Field(default=0, alias="from", ge=0)
    to: int | None = Field(default=None, ge=0)

    def holds(self, counts: Mapping[str, int]) -> bool:
        return self.from_ <= counts[self.counter] and (self.to is None or counts[self.counter] <= self.to)


class CountRow(Strict):
    """Points where all of ``all`` and, when any are listed, one of ``any`` hold."""

    all: tuple[CountIs, ...] = ()
    any: tuple[CountIs, ...] = ()
    points: Number

    def holds(self, counts: Mapping[str, int]) -> bool:
        every = all(each.holds(counts) for each in self.all)
        return every and (not self.any or any(each.holds(counts) for each in self.any))


class LadderCountMissing(Formula):
    """Marks by the number of missed reports or meetings, one counter or several together.

    A combination no row has, or two rows have, is undefined: real tables contain gaps.
    """

    type: Literal["ladder_count_missing"]
    counters: tuple[Counter, ...] = Field(min_length=1)
    rows: tuple[CountRow, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _known_counters(self):
        known = {each.value for each in self.counters}
        for row in self.rows:
            for condition in (*row.all, *row.any):
                if condition.counter not in known:
                    raise ValueError(f"the counter {condition.counter!r} is not listed")
        return self

    def keys(self) -> tuple[str, ...]:
        return tuple(each.value for each in self.counters)

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        counts: dict[str, int] = {}
        for counter in self.counters:
            count = figures.whole(counter.value)
            if count is None:
                return missing(counter.value)
            counts[counter.value] = count
        found = [row for row in self.rows if row.holds(counts)]
        how = ", ".join(f"{each.text_vi}: {counts[each.value]}" for each in self.counters)
        if len(found) != 1:
            why = "Văn bản không có mức cho trường hợp này" if not found else "Trường hợp này thuộc hai mức cùng lúc"
            return Undefined(f"{why} ({how})")
        return Points(Fraction(found[0].points), how)

    def uncovered(self, most: int = 5) -> Iterator[dict[str, int]]:
        """Combinations of 0 to ``most`` that no row, or more than one row, covers: what an editor should show."""
        names = [each.value for each in self.counters]
        for counts in itertools.product(range(most + 1), repeat=len(names)):
            named = dict(zip(names, counts, strict=True))
            if sum(row.holds(named) for row in self.rows) != 1:
                yield named


class VolumeTier(Strict):
    """One row of a two-way table: units of this workload are marked by these bands."""

    from_: Number | None = Field(default=None, alias="from")
    above: Number | None = None
    to: Number | None = None
    below: Number | None = None
    bands: tuple[Band, ...] = Field(min_length=1)

    def has(self, volume: Fraction) -> bool:
        ends = {"from": self.from_, "above": self.above, "to": self.to, "below": self.below}
        return Band.model_validate({**ends, "points": 0}).has(volume)


class TierByVolume(Formula):
    """A two-way table: the workload of the unit selects the row, a rate selects the column.

    Points may be negative (late handling deducts). A gap or an overlap in either direction is undefined.
    """

    type: Literal["tier_by_volume"]
    volume: str
    value: str
    tiers: tuple[VolumeTier, ...] = Field(min_length=1)

    def keys(self) -> tuple[str, ...]:
        return (self.volume, self.value)

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        volume, value = figures.number(self.volume), figures.number(self.value)
        if volume is None or value is None:
            return missing(self.volume if volume is None else self.value)
        tiers = [tier for tier in self.tiers if tier.has(volume)]
        if len(tiers) != 1:
            why = "nằm ngoài các nhóm văn bản nêu" if not tiers else "thuộc hai nhóm cùng lúc"
            return Undefined(f"Khối lượng {shown(volume)} {why}")
        band = in_band(tiers[0].bands, value)
        if isinstance(band, Undefined):
            return band
        return Points(Fraction(band.points), f"Khối lượng {shown(volume)}, tỷ lệ {shown(value)}%")


class PerOccurrence(Formula):
    """Each case gives ``points``, together at most ``cap``.

    ``excluded``: cases that do not count (violations the unit found itself). ``overlap``: cases already counted under
    another rule; whether such a case counts "once" or in "each" is null where the source is silent.
    """

    type: Literal["per_occurrence"]
    value: str
    points: Number
    cap: Number | None = None
    excluded: str = ""
    overlap: str = ""
    overlap_counts: Literal["once", "each"] | None = None

    @model_validator(mode="after")
    def _overlap_named(self):
        if self.overlap_counts and not self.overlap:
            raise ValueError("overlap_counts needs the figure overlap")
        return self

    def keys(self) -> tuple[str, ...]:
        return tuple(key for key in (self.value, self.excluded, self.overlap) if key)

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        cases = figures.whole(self.value)
        if cases is None:
            return missing(self.value)
        said = []
        for key, what in ((self.excluded, "tự phát hiện"), (self.overlap, "đã tính ở mục khác")):
            less = figures.whole(key) if key else 0
            if less is None:
                return missing(key)
            if not less:
                continue
            if less > cases:
                return Undefined(f"{less} lần {what} nhiều hơn {cases} lần đã kê")
            if key == self.overlap and self.overlap_counts is None:
                return Undefined("Có trường hợp thuộc hai mục, văn bản không nêu tính một hay hai lần")
            if key == self.overlap and self.overlap_counts == "each":
                continue
            cases -= less
            said.append(f"không tính {less} lần {what}")
        total = cases * Fraction(self.points)
        how = "; ".join([f"{cases} lần × {shown(self.points)} điểm", *said])
        if self.cap is not None and total > Fraction(self.cap):
            return Points(Fraction(self.cap), f"{how}, giới hạn {shown(self.cap)}")
        return Points(total, how)

    def column(self, base: Fraction, whole: Rounder) -> Column:
        slow = super().column(base, whole)
        if self.excluded or self.overlap:
            return slow
        value = self.value
        each_n, each_d = self.points.as_integer_ratio()
        cap_n, cap_d = self.cap.as_integer_ratio() if self.cap is not None else (0, 0)
        unknown = missing(value)

        def run(rows: Sequence[Row]) -> tuple[list[int | Undefined], list[int] | None]:
            found: list[int | Undefined] = []
            for row in rows:
                count = pair(value, row.get(value))
                if count is None:
                    found.append(unknown)
                    continue
                if count[1] != 1:
                    Figures(row).whole(value)  # refuses what is no whole number
                top = each_n * count[0]
                if cap_d and top * cap_d > cap_n * each_d:
                    found.append(whole(cap_n, cap_d))
                else:
                    found.append(whole(top, each_d))
            return found, None

        return run


class IncrementalOver(Formula):
    """A fixed mark for each full step above a threshold, with a cap; a partial step gives nothing."""

    type: Literal["incremental_over"]
    value: str
    threshold: Number
    step: Number = Field(gt=0)
    points: Number
    cap: Number | None = None

    def keys(self) -> tuple[str, ...]:
        return (self.value,)

    def compute(self, figures: Figures, base: Fraction, peers: Sequence[Figures] = ()) -> Result:
        value = figures.number(self.value)
        if value is None:
            return missing(self.value)
        steps = max(0, (value - Fraction(self.threshold)) // Fraction(self.step))
        total = steps * Fraction(self.points)
        how = f"{steps} bậc × {shown(self.points)} điểm (mỗi {shown(self.step)} trên {shown(self.threshold)})"
        top = base if self.cap is None else min(base, Fraction(self.cap))
        if total > top:
            return Points(top, f"{how}, giới hạn {shown(top)}")
        return Points(Fraction(total), how)
