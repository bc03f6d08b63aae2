"""Conditions on earlier years: runs of titles and ratings, awards held, and what happened since an award.

Unknown years are read twice, once as "no" and once as "yes": what holds in both readings is met, what holds in neither
is not, the rest needs evidence. Years before the window of the facts are unknown.
"""

from collections.abc import Iterable
from datetime import date
from typing import Literal, NamedTuple

import numpy as np
from pydantic import Field

from .conditions import Condition
from .facts import Facts, PersonFacts
from .facts_base import RATINGS, RATINGS_VI, UNKNOWN
from .outcomes import Outcomes, bounded
from .planes import ALL, NONE, Plane, Tally, intersection
from .vocabulary_common import Rating, yes_no

Scope = Literal["unit", "ministry_province", "national"]
SCOPES_VI = {"unit": "cơ sở", "ministry_province": "bộ, tỉnh", "national": "toàn quốc"}
FAR_BACK = 30  # years an award received earlier may lie back


class _Streak(Condition):
    count: int = Field(ge=1, le=FAR_BACK)

    def years_back(self) -> int:
        return self.count + 1

    def _in(self, facts: Facts, year: int) -> tuple[Plane, Plane]:
        """(surely, possibly) of one year."""
        raise NotImplementedError

    def _year_vi(self, facts: Facts, row: int, column: int) -> str:
        raise NotImplementedError

    def _run(self, facts: Facts, end: int) -> Plane:
        """Rows with the run whose last year is ``end``, for sure."""
        return intersection(self._in(facts, year)[0] for year in range(end - self.count + 1, end + 1))

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        # The two runs have all years but one each in common.
        now, before = (self._in(facts, year) for year in (facts.award_year, facts.award_year - self.count))
        between = [self._in(facts, year) for year in range(facts.award_year - self.count + 1, facts.award_year)]
        surely = intersection([now[0] | before[0], *(each[0] for each in between)])
        if all(yes is maybe for yes, maybe in (now, before, *between)):
            return bounded(surely, surely, facts.n)
        return bounded(surely, intersection([now[1] | before[1], *(each[1] for each in between)]), facts.n)

    def used_years(self, facts: Facts, row: int) -> range:
        """The run relied upon: ending with the award year when that one holds, else ending a year earlier."""
        this, last = (self._run(facts, end)[row] for end in (facts.award_year, facts.award_year - 1))
        end = facts.award_year - (1 if last and not this else 0)
        return range(end - self.count + 1, end + 1)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        used = self.used_years(facts, row)
        first = facts.years()[0]
        seen = "; ".join(
            f"{year}: {self._year_vi(facts, row, year - first) if year >= first else 'chưa rõ'}" for year in used
        )
        return f"Xét các năm {used[0]}–{used[-1]} ({seen})" if self.count > 1 else f"Xét năm {used[0]} ({seen})"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        run = 0
        while self._in(facts, facts.award_year - run)[0][row]:
            run += 1
        return facts.award_year + max(1, self.count - run)


class TitleStreak(_Streak):
    """``count`` consecutive years with a title, ending with the award year or the year before."""

    type: Literal["title_streak"]
    title: str
    title_vi: str

    def awards_asked(self) -> tuple[str, ...]:
        return (self.title,)

    def _in(self, facts: Facts, year: int) -> tuple[Plane, Plane]:
        held = facts.held(self.title, year)
        return held.yes, held.maybe

    def _year_vi(self, facts: Facts, row: int, column: int) -> str:
        record = facts.record(row, f"titles.{self.title}.{facts.years()[column]}")
        held = yes_no(facts.title(self.title)[row, column], "có", "không", "chưa rõ")
        return f"{held}, {record}" if record else held

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        return f"Cần {self.count} năm liên tục được tặng danh hiệu {self.title_vi}"


class RatingStreak(_Streak):
    """``count`` consecutive years rated at least ``min``, or with one of ``or_titles``."""

    type: Literal["rating_streak"]
    min: Rating
    or_titles: tuple[str, ...] = ()
    or_titles_vi: str = ""

    def awards_asked(self) -> tuple[str, ...]:
        return self.or_titles

    def _in(self, facts: Facts, year: int) -> tuple[Plane, Plane]:
        surely, possibly = (Readings(facts, hopeful).rated(self.min, year, self.or_titles) for hopeful in (False, True))
        return surely, possibly

    def _year_vi(self, facts: Facts, row: int, column: int) -> str:
        if any(facts.title(code)[row, column] == 1 for code in self.or_titles):
            return f"đạt danh hiệu {self.or_titles_vi}"
        rating = int(facts.ratings[row, column])
        return "chưa rõ" if rating == UNKNOWN else RATINGS_VI[rating]

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        titles = f" hoặc đạt danh hiệu {self.or_titles_vi}" if self.or_titles else ""
        return f"Cần {self.count} năm liên tục được xếp loại {RATINGS_VI[RATINGS[self.min]]}{titles}"


class Readings(NamedTuple):
    """What is known of a year, read without hope (unknown is no) or with it."""

    facts: Facts
    hopeful: bool

    @property
    def hidden(self) -> int:
        """Years before the window an award may lie in, as far as hope goes."""
        return max(0, FAR_BACK - self.facts.window) if self.hopeful else 0

    def held(self, codes: Iterable[str], year: int) -> Plane:
        found = NONE
        for code in codes:
            held = self.facts.held(code, year)
            found |= held.maybe if self.hopeful else held.yes
        return found

    def rated(self, minimum: Rating, year: int, or_titles: Iterable[str] = ()) -> Plane:
        """Rows rated at least ``minimum``, or with one of the titles that stand for the rating."""
        rating, level = self.facts.rated(year), RATINGS[minimum]
        return (rating.perhaps(level) if self.hopeful else rating.at_least(level)) | self.held(or_titles, year)


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

    def _met(self, readings: Readings) -> Plane:
        facts = readings.facts
        together = Tally(self.count)
        tallies = {code: Tally(self.count) if self.all else together for code in self.awards}
        met = ALL
        for code, tally in tallies.items():
            if not self.same_year:
                tally.add(ALL, readings.hidden)
            for year in facts.years()[-1:] if self.same_year else facts.years():
                if not tally.is_full:
                    tally.add(readings.held((code,), year))
        for tally in tallies.values():
            met &= tally.at_least(self.count)
        return met

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        surely, possibly = (self._met(Readings(facts, hopeful)) for hopeful in (False, True))
        return bounded(surely, possibly, facts.n)

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

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        years = range(facts.award_year - self.years + 1, facts.award_year + 1)
        held = [facts.held(self.title, year) for year in years]
        return _counted([each.yes for each in held], [each.maybe for each in held], self.count, facts.n)

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

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        years = range(facts.award_year - self.years + 1, facts.award_year + 1)
        surely, possibly = ([Readings(facts, h).rated(self.min, year) for year in years] for h in (False, True))
        return _counted(surely, possibly, self.count, facts.n)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        years = facts.years()[-self.years :]
        seen = "; ".join(f"{year}: {rated_vi(facts, row, year)}" for year in years)
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


def _counted(surely: list[Plane], possibly: list[Plane], count: int, n: int) -> Outcomes:
    """``count`` times, of the times it surely and possibly was."""
    times = Tally(count)
    for rows in surely:
        times.add(rows)
    hoped = times
    if surely != possibly:
        hoped = Tally(count)
        for rows in possibly:
            hoped.add(rows)
    return bounded(times.at_least(count), hoped.at_least(count), n)


def rated_vi(facts: Facts, row: int, year: int) -> str:
    first = facts.years()[0]
    rating = int(facts.ratings[row, year - first]) if year >= first else UNKNOWN
    return "chưa rõ" if rating == UNKNOWN else RATINGS_VI[rating]
