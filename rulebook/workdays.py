"""Working days of Vietnamese offices: which days they are, and counting them.

The days stand in ``data/holidays.yaml``, one block a year with the notice it comes from. A count that touches a year
whose notice we do not have, or a day a change was proposed for, says so.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal

from pydantic import Field, model_validator

from .book import DATA, load_book
from .citations import CitationField, Cited, SourceField, Status
from .dated import Dated, Strict, check_no_overlap, in_force
from .yamlfile import load_model

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAYS_VI = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ Nhật")
DAY = timedelta(days=1)


class DeadlineError(ValueError):
    """The question cannot be answered. The message names the argument."""


class WeeklyRest(Dated, Cited):
    """Days of the week an office rests."""

    days: tuple[Literal[WEEKDAYS], ...]  # type: ignore[valid-type]


class Holiday(Dated, Cited):
    """A holiday of the law, whatever day it falls on."""

    code: str
    name_vi: str


class DayOff(Strict):
    """One day of one year. ``cite``, ``status`` and ``sources`` are those of the year unless said here."""

    day: date
    of: str
    in_lieu_of: date | None = None
    swap: date | None = None
    cite: CitationField | None = None
    status: Status | None = None
    sources: tuple[SourceField, ...] = ()


class DoubtfulDay(Strict):
    """A day we count one way although a change was proposed."""

    day: date
    note_vi: str


class Year(Cited):
    """A status that does not decide: the yearly notice is not known, movable days are expected only."""

    year: int
    days: tuple[DayOff, ...]
    doubtful: tuple[DoubtfulDay, ...] = ()


class HolidayTable(Strict):
    """``data/holidays.yaml``."""

    last_checked: date
    weekly_rest: tuple[WeeklyRest, ...]
    holidays: tuple[Holiday, ...]
    years: tuple[Year, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self):
        check_no_overlap(self.weekly_rest, "weekly rests")
        for code in {each.code for each in self.holidays}:
            check_no_overlap([each for each in self.holidays if each.code == code], code)
        for earlier, later in itertools.pairwise(self.years):
            if later.year != earlier.year + 1:
                raise ValueError(f"the year {later.year} follows {earlier.year}")
        worked = [each.swap for year in self.years for each in year.days if each.swap]
        if len(set(worked)) != len(worked):
            raise ValueError("one day is worked for two days off")
        for year in self.years:
            self._check_year(year)
        return self

    def _check_year(self, year: Year) -> None:
        off = {each.day: each for each in year.days}
        if len(off) != len(year.days):
            raise ValueError(f"{year.year} has a day twice")
        for each in year.days:
            if each.day.year != year.year:
                raise ValueError(f"{each.day} stands under {year.year}")
            if not any(holiday.code == each.of and holiday.holds_on(each.day) for holiday in self.holidays):
                raise ValueError(f"{each.day}: {each.of!r} is no holiday on that day")
            if each.in_lieu_of and (each.in_lieu_of not in off or not self._rests(each.in_lieu_of)):
                raise ValueError(f"{each.day}: {each.in_lieu_of} is not a holiday on a day of weekly rest")
            if each.swap and (not self._rests(each.swap) or self._rests(each.day)):
                raise ValueError(f"{each.day}: swapped with {each.swap}, a working day for a day of rest is needed")
        last = date(year.year, 12, 31)
        missing = {each.code for each in self.holidays if each.holds_on(last)} - {each.of for each in year.days}
        if missing:
            raise ValueError(f"{year.year} has no day for {', '.join(sorted(missing))}")

    def _rests(self, day: date) -> bool:
        rest = in_force(self.weekly_rest, day)
        return rest is not None and WEEKDAYS[day.weekday()] in rest.days


@dataclass(frozen=True)
class MarkedDay:
    """A day that is not worked, or a day of rest that is, with the reason an officer can check."""

    day: date
    reason_vi: str
    citation: str
    status: Status

    def to_dict(self) -> dict[str, Any]:
        return {**self.__dict__, "day": self.day.isoformat(), "status": str(self.status)}


class WorkCalendar:
    """The table, ready to be asked. ``first`` and ``last``: the days it reaches."""

    def __init__(self, table: HolidayTable) -> None:
        self.table = table
        self.first, self.last = date(table.years[0].year, 1, 1), date(table.years[-1].year, 12, 31)
        self._off: dict[date, MarkedDay] = {}
        self._worked: dict[date, MarkedDay] = {}
        self._years = {year.year: year for year in table.years}
        self._doubtful = {each.day: each for year in table.years for each in year.doubtful}
        names = {each.code: each.name_vi for each in table.holidays}
        for year in table.years:
            for each in year.days:
                cite, status = (each.cite or year.cite).label_vi, each.status or year.status
                self._off[each.day] = MarkedDay(each.day, _reason(names[each.of], each), cite, status)
                if each.swap:
                    reason = f"Làm bù cho {dmy(each.day)}"
                    self._worked[each.swap] = MarkedDay(each.swap, reason, cite, status)

    def day_off(self, day: date, name: str = "day") -> MarkedDay | None:
        """Why ``day`` is not worked; ``None`` on a working day. ``DeadlineError``: outside the table."""
        self.check(name, day)
        if day in self._worked:
            return None
        found = self._off.get(day)
        rest = in_force(self.table.weekly_rest, day)
        if found is None and rest is not None and WEEKDAYS[day.weekday()] in rest.days:
            label = WEEKDAYS_VI[day.weekday()]
            found = MarkedDay(day, f"Nghỉ hằng tuần, {label}", rest.cite.label_vi, rest.status)
        return found

    def worked_instead(self, day: date) -> MarkedDay | None:
        """Why a day of weekly rest is worked."""
        return self._worked.get(day)

    def warnings(self, first: date, last: date) -> tuple[str, ...]:
        """What is not certain about the days from ``first`` to ``last``, both included."""
        found = [
            f"Lịch nghỉ năm {year}: {self._years[year].status.label_vi}. {self._years[year].note_vi}"
            for year in range(first.year, last.year + 1)
            if not self._years[year].status.decides
        ]
        return (*found, *dict.fromkeys(each.note_vi for day, each in self._doubtful.items() if first <= day <= last))

    def check(self, name: str, day: Any) -> date:
        """``DeadlineError`` unless ``day`` is a plain date inside the table."""
        if not isinstance(day, date) or isinstance(day, datetime):
            raise DeadlineError(f"{name} is {day!r}, a day is needed")
        if not self.first <= day <= self.last:
            raise DeadlineError(f"{name} is {day}, our holidays reach from {self.first} to {self.last}")
        return day

    def days(self, first: date, last: date) -> Iterator[date]:
        """Every day from ``first`` to ``last``, both included."""
        return (first + timedelta(days=step) for step in range((last - first).days + 1))


def dmy(day: date) -> str:
    """A day in the middle of a sentence: thứ Hai 31/12/2018."""
    return f"{WEEKDAYS_VI[day.weekday()]} {day:%d/%m/%Y}"


def _reason(name_vi: str, each: DayOff) -> str:
    if each.swap:
        return f"Nghỉ hoán đổi dịp {name_vi}, làm bù {dmy(each.swap)}"
    if each.in_lieu_of:
        return f"Nghỉ bù {name_vi} ({dmy(each.in_lieu_of)})"
    return name_vi


@lru_cache(maxsize=1)
def load_calendar() -> WorkCalendar:
    """The calendar shipped with this package. ``BookError``: bad data."""
    book = load_book()
    context = {"instruments": book.instruments, "sources": book.sources}
    return WorkCalendar(load_model(DATA / "holidays.yaml", HolidayTable, context))


def is_working_day(day: date) -> bool:
    """``DeadlineError``: not a day, or outside our table."""
    return load_calendar().day_off(day) is None


def working_days_between(start: date, end: date) -> int:
    """Working days after ``start`` up to and with ``end``: what ``add_working_days`` was given. Raises
    ``DeadlineError``: not a day, outside our table, or ``end`` before ``start``.
    """
    calendar = load_calendar()
    calendar.check("start", start)
    calendar.check("end", end)
    if end < start:
        raise DeadlineError(f"end is {end}, before start {start}")
    return sum(calendar.day_off(day) is None for day in calendar.days(start + DAY, end))


def working_day_on_or_before(day: date) -> date:
    """``DeadlineError``: the table begins before one is found."""
    while not is_working_day(day):
        day -= DAY
    return day


def working_day_on_or_after(day: date) -> date:
    """``DeadlineError``: the table ends before one is found."""
    while not is_working_day(day):
        day += DAY
    return day
