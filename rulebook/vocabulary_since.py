"""Conditions on what happened since an award: the years that passed, initiatives, further awards.

The window opens with an award and ends with the award year or the year before. Unknown facts are read as in
``vocabulary_history``.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

import numpy as np
from pydantic import Field, model_validator

from .conditions import Condition
from .dated import Strict
from .facts import Facts, PersonFacts
from .facts_base import RATINGS, RATINGS_VI, UNKNOWN
from .outcomes import Outcomes, bounded
from .planes import ALL, NONE, Plane, Tally
from .vocabulary_common import Rating
from .vocabulary_history import FAR_BACK, SCOPES_VI, Readings, Scope, initiatives, rated_vi


class Since(Strict):
    """The years after an award: at least ``years`` of them, each rated at least ``min`` when that is asked.

    The window opens after the earliest such award from which the years run without a break: a later award of the same
    kind must not shorten what was already there. ``latest``: the years run from the last such award instead.
    ``or_titles``: awards that count for a year like the rating, ``or_titles_vi`` their name.
    """

    awards: tuple[str, ...] = Field(min_length=1)
    awards_vi: str
    years: int = Field(ge=1, le=FAR_BACK)
    min: Rating | None = None
    latest: bool = False
    or_titles: tuple[str, ...] = ()
    or_titles_vi: str = ""

    @model_validator(mode="after")
    def _named(self):
        if bool(self.or_titles) != bool(self.or_titles_vi) or (self.or_titles and self.min is None):
            raise ValueError("or_titles need or_titles_vi and a rating they stand for")
        return self


class Window(NamedTuple):
    start: np.ndarray  # n, column of the award; ``window`` where there is none
    end: int  # column of the last year counted


class _Opening(NamedTuple):
    """Rows whose years after the award of ``year`` have run without a break; ``year`` is ``None`` before the window."""

    year: int | None
    rows: Plane


def _lasting(since: Since, readings: Readings) -> Plane:
    """Rows whose years run up to the award year; those of all others end a year earlier."""
    return ALL if since.min is None else readings.rated(since.min, readings.facts.award_year, since.or_titles)


def _openings(since: Since, readings: Readings) -> Iterator[_Opening]:
    """The years whose awards may have opened the window, latest first, all of them."""
    award_year, unbroken = readings.facts.award_year, ALL
    # What is certain must not rest on a later award nobody recorded; what is possible falls with one that is certain.
    other = Readings(readings.facts, not readings.hopeful)
    passed = other.held(since.awards, award_year) if since.latest else NONE
    for year in range(award_year - 1, readings.facts.years()[0] - 1, -1):
        if award_year - year > since.years:
            yield _Opening(year, unbroken & ~passed & readings.held(since.awards, year))
        elif award_year - year == since.years:
            yield _Opening(year, unbroken & ~passed & _lasting(since, readings) & readings.held(since.awards, year))
        else:
            yield _Opening(year, NONE)
        if since.latest:
            passed |= other.held(since.awards, year)
        if since.min is not None:
            unbroken &= readings.rated(since.min, year, since.or_titles)
            if unbroken is NONE:
                return
    if readings.hidden:
        yield _Opening(None, unbroken & ~passed)


def windows(since: Since, facts: Facts, hopeful: bool) -> Iterator[Window]:
    """The window that ends with the award year, and the one that ends a year earlier."""
    readings, first = Readings(facts, hopeful), facts.years()[0]
    lasting = _lasting(since, readings)
    for end, among in ((facts.award_year, lasting), (facts.award_year - 1, ALL)):
        start = np.full(facts.n, facts.window, np.int16)
        for year, rows in _openings(since, readings):
            if year is None:
                start[(rows & among).bools(facts.n) & (start == facts.window)] = -1
            elif end - year >= since.years:
                start[(rows & among).bools(facts.n)] = year - first
        yield Window(start, end - first)


class _Count:
    """What has happened since an award, year after year. This one asks for nothing."""

    def add(self, year: int, rows: Plane = ALL) -> None:
        """The year lies in the window of these rows."""

    def add_hidden(self) -> None:
        """The window reaches back before the years the facts speak of."""

    def enough(self) -> Plane:
        return ALL


class _SinceAward(Condition):
    since: Since

    def years_back(self) -> int:
        return FAR_BACK

    def awards_asked(self) -> tuple[str, ...]:
        return (*self.since.awards, *self.since.or_titles)

    def _count(self, readings: Readings) -> _Count:
        """A new count of what the window has to hold."""
        return _Count()

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        surely, possibly = (self._met(Readings(facts, hopeful)) for hopeful in (False, True))
        return bounded(surely, possibly, facts.n)

    def _met(self, readings: Readings) -> Plane:
        met, count = NONE, self._count(readings)
        count.add(readings.facts.award_year, _lasting(self.since, readings))
        for year, rows in _openings(self.since, readings):
            if year is None:
                count.add_hidden()
            if rows is not NONE:
                met |= rows & count.enough()
            if year is not None:
                count.add(year)
        return met

    def _opened_vi(self, facts: Facts, row: int) -> tuple[str, range]:
        """What opens the window, in words, and its years; the last award when no window is long enough."""
        one, years = facts.take([row]), facts.years()
        for window in windows(self.since, one, hopeful=False):
            start = int(window.start[0])
            if start < one.window:
                return self._award_vi(facts, row, start), years[start + 1 : window.end + 1]
        held = [c for c in range(one.window) if any(one.title(code)[0, c] == 1 for code in self.since.awards)]
        if not held:
            return f"Chưa thấy {self.since.awards_vi} trong các năm {years[0]}–{years[-1]}", range(0)
        return self._award_vi(facts, row, held[-1]), years[held[-1] + 1 :]

    def _award_vi(self, facts: Facts, row: int, column: int) -> str:
        year = facts.years()[column]
        labels = [facts.record(row, f"titles.{code}.{year}") for code in self.since.awards]
        label = next((each for each in labels if each), "")
        return f"Đã được tặng {self.since.awards_vi} năm {year}" + (f" ({label})" if label else "")

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        one = facts.take([row])
        held = [c for c in range(one.window) if any(one.title(code)[0, c] == 1 for code in self.since.awards)]
        if not held:
            return None  # the award itself has to come first
        return max(facts.award_year + 1, facts.years()[held[-1]] + self.since.years)


class AwardThenYears(_SinceAward):
    """Received the award, then the years asked."""

    type: Literal["award_then_years"]

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        opened, years = self._opened_vi(facts, row)
        if not years or self.since.min is None:
            return opened + (f"; đã qua {len(years)} năm" if years else "")
        seen = "; ".join(f"{year}: {self._year_vi(facts, row, year)}" for year in years)
        return f"{opened}; sau đó {len(years)} năm ({seen})"

    def _year_vi(self, facts: Facts, row: int, year: int) -> str:
        column = year - facts.years()[0]
        if any(facts.title(code)[row, column] == 1 for code in self.since.or_titles):
            return f"đạt danh hiệu {self.since.or_titles_vi}"
        return rated_vi(facts, row, year)

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        rated = "" if self.since.min is None else f" được xếp loại từ {RATINGS_VI[RATINGS[self.since.min]]} trở lên"
        rated += f" hoặc đạt danh hiệu {self.since.or_titles_vi}" if self.since.or_titles else ""
        return f"Cần đã được tặng {self.since.awards_vi}, sau đó đủ {self.since.years} năm liên tục{rated}"


class _RatingsCounted(_Count):
    def __init__(self, asked: "RatingsSince", readings: Readings) -> None:
        self.asked, self.readings, self.tally = asked, readings, Tally(asked.count)

    def add(self, year: int, rows: Plane = ALL) -> None:
        self.tally.add(self.readings.rated(self.asked.rated, year) & rows)

    def add_hidden(self) -> None:
        self.tally.fill(ALL)

    def enough(self) -> Plane:
        return self.tally.at_least(self.asked.count)


class RatingsSince(_SinceAward):
    """Rated at least ``rated`` in ``count`` of the years since an award, in a row or not."""

    type: Literal["ratings_since"]
    rated: Rating
    count: int = Field(ge=1)

    def _count(self, readings: Readings) -> _Count:
        return _RatingsCounted(self, readings)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        opened, years = self._opened_vi(facts, row)
        if not years:
            return opened
        word = RATINGS_VI[RATINGS[self.rated]]
        got = [str(year) for year in years if facts.ratings[row, year - facts.years()[0]] >= RATINGS[self.rated]]
        return f"Từ mức {word} trở lên trong các năm {years[0]}–{years[-1]}: {', '.join(got) if got else 'chưa có'}"

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        word = RATINGS_VI[RATINGS[self.rated]]
        return f"Sau {self.since.awards_vi} cần có {self.count} năm được xếp loại từ mức {word} trở lên"


class _InitiativesCounted(_Count):
    def __init__(self, asked: "InitiativesSince", readings: Readings) -> None:
        self.asked, self.readings, self.tally = asked, readings, Tally(asked.count)

    def add(self, year: int, rows: Plane = ALL) -> None:
        facts = self.readings.facts
        assert isinstance(facts, PersonFacts)
        recognised = facts.recognised(self.asked.scope, year)
        self.tally.add_column(recognised, rows)
        if self.readings.hopeful:
            self.tally.fill(~recognised.known & rows)

    def add_hidden(self) -> None:
        self.tally.fill(ALL)

    def enough(self) -> Plane:
        return self.tally.at_least(self.asked.count)


class InitiativesSince(_SinceAward):
    """At least ``count`` recognised initiatives of a scope within the years since an award."""

    type: Literal["initiatives_since"]
    scope: Scope
    count: int = Field(ge=1)
    KIND = "person"

    def _count(self, readings: Readings) -> _Count:
        return _InitiativesCounted(self, readings)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        assert isinstance(facts, PersonFacts)
        opened, years = self._opened_vi(facts, row)
        if not years:
            return opened
        counts = initiatives(facts, self.scope)[row]
        seen = [counts[facts.years().index(year)] for year in years]
        unknown = sum(1 for each in seen if each == UNKNOWN)
        note = f", {unknown} năm chưa rõ" if unknown else ""
        total = int(sum(max(int(each), 0) for each in seen))
        return f"{total} sáng kiến phạm vi {SCOPES_VI[self.scope]} trong các năm {years[0]}–{years[-1]}{note}"

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        return f"Cần ít nhất {self.count} sáng kiến phạm vi {SCOPES_VI[self.scope]} sau {self.since.awards_vi}"


class _AwardsCounted(_Count):
    def __init__(self, asked: "AwardsSince", readings: Readings) -> None:
        self.asked, self.readings = asked, readings
        most = {code: max(each.get(code, 0) for each in asked.any_set) for code in asked.names_vi}
        self.tallies = {code: Tally(number) for code, number in most.items() if number}

    def add(self, year: int, rows: Plane = ALL) -> None:
        for code, tally in self.tallies.items():
            if not tally.is_full:
                tally.add(self.readings.held((code,), year) & rows)

    def add_hidden(self) -> None:
        for tally in self.tallies.values():
            tally.add(ALL, self.readings.hidden)

    def enough(self) -> Plane:
        met = NONE
        for wanted in self.asked.any_set:
            this = ALL
            for code, number in wanted.items():
                this &= self.tallies[code].at_least(number)
            met |= this
        return met


class AwardsSince(_SinceAward):
    """One of several sets of awards received within the years since an award: {award code: at least so many}."""

    type: Literal["awards_since"]
    any_set: tuple[dict[str, int], ...] = Field(min_length=1)
    names_vi: dict[str, str]

    @model_validator(mode="after")
    def _all_named(self):
        missing = {code for each in self.any_set for code in each} - set(self.names_vi)
        if missing:
            raise ValueError(f"names_vi has no name for {sorted(missing)[0]!r}")
        return self

    def awards_asked(self) -> tuple[str, ...]:
        return (*super().awards_asked(), *self.names_vi)

    def _count(self, readings: Readings) -> _Count:
        return _AwardsCounted(self, readings)

    def _wanted_vi(self) -> str:
        sets = (" và ".join(f"{n} {self.names_vi[code]}" for code, n in each.items()) for each in self.any_set)
        return " hoặc ".join(sets)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        opened, years = self._opened_vi(facts, row)
        if not years:
            return opened
        first = facts.years()[0]
        parts = []
        for code, name in self.names_vi.items():
            got = [str(year) for year in years if facts.title(code)[row, year - first] == 1]
            parts.append(f"{name}: {', '.join(got) if got else 'chưa có'}")
        return f"Trong các năm {years[0]}–{years[-1]}: {'; '.join(parts)}"

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        return f"Sau {self.since.awards_vi} cần có {self._wanted_vi()}"
