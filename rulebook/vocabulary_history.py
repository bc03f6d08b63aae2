"""Conditions on earlier years: runs of titles and ratings, awards held, and what happened since an award.

Unknown years are read twice, once as "no" and once as "yes": what holds in both readings is met, what holds in neither
is not, the rest needs evidence. Years before the window of the facts are unknown.
"""

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

import numpy as np
from pydantic import Field, model_validator

from .conditions import Condition, Outcome, bounded
from .dated import Strict
from .facts import Facts, PersonFacts
from .facts_base import RATINGS, RATINGS_VI, UNKNOWN
from .vocabulary_common import Rating, yes_no

Scope = Literal["unit", "ministry_province", "national"]
SCOPES_VI = {"unit": "cơ sở", "ministry_province": "bộ, tỉnh", "national": "toàn quốc"}
FAR_BACK = 30  # years an award received earlier may lie back


class _Streak(Condition):
    count: int = Field(ge=1, le=FAR_BACK)

    def years_back(self) -> int:
        return self.count + 1

    def _column(self, facts: Facts, column: int) -> tuple[np.ndarray, np.ndarray]:
        """(surely, possibly) of one year; ``column`` counts from the front of the window."""
        raise NotImplementedError

    def _year_vi(self, facts: Facts, row: int, column: int) -> str:
        raise NotImplementedError

    def _run(self, facts: Facts, end: int) -> np.ndarray:
        """Outcomes for the run whose last year is column ``end``."""
        surely, possibly = np.ones(facts.n, bool), np.ones(facts.n, bool)
        for column in range(end - self.count + 1, end + 1):
            if column < 0:
                surely = np.zeros(facts.n, bool)
                continue
            sure, maybe = self._column(facts, column)
            surely &= sure
            possibly &= maybe
        return bounded(surely, possibly)

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        last = facts.window - 1
        return np.minimum(self._run(facts, last), self._run(facts, last - 1))

    def used_years(self, facts: Facts, row: int) -> range:
        """The run relied upon: ending with the award year when that one holds, else ending a year earlier."""
        one, last = facts.take([row]), facts.window - 1
        earlier = self._run(one, last - 1)[0] == Outcome.MET and self._run(one, last)[0] != Outcome.MET
        end = facts.award_year - (1 if earlier else 0)
        return range(end - self.count + 1, end + 1)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        used = self.used_years(facts, row)
        first = facts.years()[0]
        seen = "; ".join(
            f"{year}: {self._year_vi(facts, row, year - first) if year >= first else 'chưa rõ'}" for year in used
        )
        return f"Xét các năm {used[0]}–{used[-1]} ({seen})" if self.count > 1 else f"Xét năm {used[0]} ({seen})"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        one, run = facts.take([row]), 0
        for column in reversed(range(facts.window)):
            if not self._column(one, column)[0][0]:
                break
            run += 1
        return facts.award_year + max(1, self.count - run)


class TitleStreak(_Streak):
    """``count`` consecutive years with a title, ending with the award year or the year before."""

    type: Literal["title_streak"]
    title: str
    title_vi: str

    def awards_asked(self) -> tuple[str, ...]:
        return (self.title,)

    def _column(self, facts: Facts, column: int) -> tuple[np.ndarray, np.ndarray]:
        held = facts.title(self.title)[:, column]
        return held == 1, held != 0

    def _year_vi(self, facts: Facts, row: int, column: int) -> str:
        record = facts.record(row, f"titles.{self.title}.{facts.years()[column]}")
        held = yes_no(facts.title(self.title)[row, column], "có", "không", "chưa rõ")
        return f"{held}, {record}" if record else held

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        return f"Cần {self.count} năm liên tục được tặng danh hiệu {self.title_vi}"


class RatingStreak(_Streak):
    """``count`` consecutive years rated at least ``min``."""

    type: Literal["rating_streak"]
    min: Rating

    def _column(self, facts: Facts, column: int) -> tuple[np.ndarray, np.ndarray]:
        rating = facts.ratings[:, column]
        met = rating >= RATINGS[self.min]
        return met, met | (rating == UNKNOWN)

    def _year_vi(self, facts: Facts, row: int, column: int) -> str:
        rating = int(facts.ratings[row, column])
        return "chưa rõ" if rating == UNKNOWN else RATINGS_VI[rating]

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        return f"Cần {self.count} năm liên tục được xếp loại {RATINGS_VI[RATINGS[self.min]]}"


class Since(Strict):
    """The years after an award: at least ``years`` of them, each rated at least ``min`` when that is asked.

    The window opens after the earliest such award from which the years run without a break: a later award of the same
    kind must not shorten what was already there.
    """

    awards: tuple[str, ...] = Field(min_length=1)
    awards_vi: str
    years: int = Field(ge=1, le=FAR_BACK)
    min: Rating | None = None


class _Window(NamedTuple):
    start: np.ndarray  # n, column of the award; ``window`` where there is none
    end: int  # column of the last year counted


def windows(since: Since, facts: Facts, hopeful: bool) -> Iterator[_Window]:
    """The window that ends with the award year, and the one that ends a year earlier."""
    for end in (facts.window - 1, facts.window - 2):
        start = np.full(facts.n, facts.window, np.int16)
        unbroken = np.ones(facts.n, bool)
        for column in range(end, -1, -1):
            held = np.zeros(facts.n, bool)
            for code in since.awards:
                codes = facts.title(code)[:, column]
                held |= (codes != 0) if hopeful else (codes == 1)
            if end - column >= since.years:
                start = np.where(unbroken & held, np.int16(column), start)
            if since.min is not None:
                rating = facts.ratings[:, column]
                met = rating >= RATINGS[since.min]
                unbroken &= (met | (rating == UNKNOWN)) if hopeful else met
        if hopeful and facts.window < FAR_BACK:
            # The award may lie before the years the facts speak of.
            start = np.where((start == facts.window) & unbroken, np.int16(-1), start)
        yield _Window(start, end)


class _SinceAward(Condition):
    since: Since

    def years_back(self) -> int:
        return FAR_BACK

    def awards_asked(self) -> tuple[str, ...]:
        return self.since.awards

    def _enough(self, facts: Facts, window: _Window, hopeful: bool) -> np.ndarray:
        """Rows whose window (where there is one) holds what is asked."""
        raise NotImplementedError

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        found = []
        for hopeful in (False, True):
            met = np.zeros(facts.n, bool)
            for window in windows(self.since, facts, hopeful):
                met |= (window.start < facts.window) & self._enough(facts, window, hopeful)
            found.append(met)
        return bounded(*found)

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

    def _enough(self, facts: Facts, window: _Window, hopeful: bool) -> np.ndarray:
        return np.ones(facts.n, bool)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        opened, years = self._opened_vi(facts, row)
        if not years or self.since.min is None:
            return opened + (f"; đã qua {len(years)} năm" if years else "")
        seen = "; ".join(f"{year}: {_rated_vi(facts, row, year)}" for year in years)
        return f"{opened}; sau đó {len(years)} năm ({seen})"

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        rated = "" if self.since.min is None else f" được xếp loại từ {RATINGS_VI[RATINGS[self.since.min]]} trở lên"
        return f"Cần đã được tặng {self.since.awards_vi}, sau đó đủ {self.since.years} năm liên tục{rated}"


class InitiativesSince(_SinceAward):
    """At least ``count`` recognised initiatives of a scope within the years since an award."""

    type: Literal["initiatives_since"]
    scope: Scope
    count: int = Field(ge=1)
    KIND = "person"

    def _enough(self, facts: Facts, window: _Window, hopeful: bool) -> np.ndarray:
        assert isinstance(facts, PersonFacts)
        return _sum_after(initiatives(facts, self.scope), window, hopeful, most=100) >= self.count

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
        return (*self.since.awards, *self.names_vi)

    def _enough(self, facts: Facts, window: _Window, hopeful: bool) -> np.ndarray:
        counts = {code: _sum_after(facts.title(code), window, hopeful, most=1) for code in self.names_vi}
        met = np.zeros(facts.n, bool)
        for wanted in self.any_set:
            this = np.ones(facts.n, bool)
            for code, number in wanted.items():
                this &= counts[code] >= number
            met |= this
        return met

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


class PriorAward(Condition):
    """Already holds awards, in whatever year known (``same_year``: of the award year itself).

    ``all``: every one of ``awards``; otherwise one of them. ``count``: how many times.
    """

    type: Literal["prior_award"]
    awards: tuple[str, ...] = Field(min_length=1)
    awards_vi: str
    count: int = Field(default=1, ge=1)
    all: bool = False
    same_year: bool = False

    def years_back(self) -> int:
        return 1 if self.same_year else FAR_BACK

    def awards_asked(self) -> tuple[str, ...]:
        return self.awards

    def _held(self, facts: Facts, code: str, hopeful: bool) -> np.ndarray:
        titles = facts.title(code)
        columns = [titles[:, -1]] if self.same_year else list(titles.T)
        total = np.zeros(facts.n, np.int16)
        for column in columns:
            total += (column != 0) if hopeful else (column == 1)
        if hopeful and not self.same_year:
            total += max(0, FAR_BACK - facts.window)
        return total

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        found = []
        for hopeful in (False, True):
            counts = [self._held(facts, code, hopeful) for code in self.awards]
            if self.all:
                met = np.minimum.reduce(counts) >= self.count
            else:
                met = np.add.reduce(counts) >= self.count
            found.append(met)
        return bounded(*found)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        years = facts.years()
        got = []
        for code in self.awards:
            for column, year in enumerate(years):
                if facts.title(code)[row, column] == 1 and (not self.same_year or year == years[-1]):
                    record = facts.record(row, f"titles.{code}.{year}")
                    got.append(f"{year}, {record}" if record else str(year))
        if got:
            return f"Đã được tặng {self.awards_vi}: {'; '.join(got)}"
        period = f"năm {years[-1]}" if self.same_year else f"các năm {years[0]}–{years[-1]}"
        return f"Chưa thấy {self.awards_vi} trong sổ {period}"

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        times = f" {self.count} lần" if self.count > 1 else ""
        return f"Cần đã được tặng{times} {self.awards_vi}"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        return facts.award_year + 1 if self.same_year else None


class TitleCount(Condition):
    """A title at least ``count`` times within the last ``years`` years, in a row or not."""

    type: Literal["title_count"]
    title: str
    title_vi: str
    count: int = Field(ge=1)
    years: int = Field(ge=1, le=FAR_BACK)

    def years_back(self) -> int:
        return self.years

    def awards_asked(self) -> tuple[str, ...]:
        return (self.title,)

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        surely, possibly = np.zeros(facts.n, np.int8), np.zeros(facts.n, np.int8)
        for column in facts.title(self.title)[:, -self.years :].T:
            surely += column == 1
            possibly += column != 0
        possibly += max(0, self.years - facts.window)
        return bounded(surely >= self.count, possibly >= self.count)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        years = facts.years()[-self.years :]
        held = facts.title(self.title)[row, -self.years :]
        got = []
        for year, code in zip(years, held, strict=True):
            if code == 1:
                record = facts.record(row, f"titles.{self.title}.{year}")
                got.append(f"{year}, {record}" if record else str(year))
        return f"{self.title_vi} trong các năm {years[0]}–{years[-1]}: {'; '.join(got) if got else 'chưa có'}"

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        return f"Cần {self.count} lần được tặng {self.title_vi} trong {self.years} năm"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        got = [year for year, code in zip(facts.years(), facts.title(self.title)[row], strict=True) if code == 1]
        for ahead in range(1, self.count + 1):
            year = facts.award_year + ahead
            if sum(1 for each in got if each > year - self.years) + ahead >= self.count:
                return year
        return facts.award_year + self.count


class RatingCount(Condition):
    """Rated at least ``min`` in ``count`` of the last ``years`` years."""

    type: Literal["rating_count"]
    min: Rating
    count: int = Field(ge=1)
    years: int = Field(ge=1, le=FAR_BACK)

    def years_back(self) -> int:
        return self.years

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        surely, possibly = np.zeros(facts.n, np.int8), np.zeros(facts.n, np.int8)
        for column in facts.ratings[:, -self.years :].T:
            met = column >= RATINGS[self.min]
            surely += met
            possibly += met | (column == UNKNOWN)
        possibly += max(0, self.years - facts.window)
        return bounded(surely >= self.count, possibly >= self.count)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        years = facts.years()[-self.years :]
        seen = "; ".join(f"{year}: {_rated_vi(facts, row, year)}" for year in years)
        return f"Xét các năm {years[0]}–{years[-1]} ({seen})"

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        return f"Cần {self.count} trong {self.years} năm được xếp loại {RATINGS_VI[RATINGS[self.min]]}"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        good = [year for year in facts.years() if facts.ratings[row, facts.years().index(year)] >= RATINGS[self.min]]
        for ahead in range(1, self.count + 1):
            year = facts.award_year + ahead
            if sum(1 for each in good if each > year - self.years) + ahead >= self.count:
                return year
        return facts.award_year + self.count


def initiatives(facts: PersonFacts, scope: Scope) -> np.ndarray:
    """n × window counts; an initiative of wider scope counts for the narrower ones too."""
    if scope == "national":
        return facts.initiatives_nation
    wider = np.maximum(facts.initiatives_province, facts.initiatives_nation)
    return wider if scope == "ministry_province" else np.maximum(facts.initiatives_unit, wider)


def _sum_after(columns: np.ndarray, window: _Window, hopeful: bool, most: int) -> np.ndarray:
    """Sum of a count over the years of each row's window; unknown years count ``most`` when hopeful, else 0."""
    total = np.zeros(columns.shape[0], np.int32)
    for column in range(window.end + 1):
        counted = columns[:, column].astype(np.int32)
        counted = np.where(counted == UNKNOWN, most if hopeful else 0, counted)
        total += np.where(window.start < column, counted, 0)
    if hopeful:
        total += np.where(window.start == -1, np.int32(most), 0)
    return total


def _rated_vi(facts: Facts, row: int, year: int) -> str:
    first = facts.years()[0]
    rating = int(facts.ratings[row, year - first]) if year >= first else UNKNOWN
    return "chưa rõ" if rating == UNKNOWN else RATINGS_VI[rating]
