"""Legal deadlines: so many working days from an event, so many days, or a fixed day of the year.

The deadlines stand in ``data/deadlines.yaml`` with article and status. The day of the event is not counted, and a
period of calendar days that ends on a day off runs to the next working day (Civil Code 2015, Articles 147 and 148).
"""

import calendar as months
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator

from .book import DATA, load_book
from .citations import Cited, Status
from .dated import Dated, Strict, check_no_overlap, in_force
from .workdays import (
    DAY,
    DeadlineError,
    MarkedDay,
    dmy,
    is_working_day,
    load_calendar,
    working_day_on_or_after,
    working_day_on_or_before,
    working_days_between,
)
from .yamlfile import load_model

__all__ = [
    "Deadline",
    "DeadlineError",
    "DeadlineRule",
    "add_working_days",
    "deadline",
    "deadline_codes",
    "deadline_rule",
    "is_working_day",
    "working_days_between",
]


@dataclass(frozen=True)
class Deadline:
    """``day``: the last day. ``skipped``: days that did not count. ``worked``: days of rest that were worked and
    counted. ``last_working_day``: ``day`` or the working day before it. ``opens``: first day of a window.
    ``warnings_vi``: what is not certain; when it is not empty a person must look.
    """

    day: date
    start: date
    how_vi: str
    skipped: tuple[MarkedDay, ...]
    worked: tuple[MarkedDay, ...]
    warnings_vi: tuple[str, ...]
    citation: str
    url: str
    status: Status
    last_working_day: date
    opens: date | None = None
    code: str = ""
    name_vi: str = ""
    who_vi: str = ""

    def to_dict(self) -> dict[str, Any]:
        """JSON-able; days as text."""
        found = {key: value.isoformat() if isinstance(value, date) else value for key, value in self.__dict__.items()}
        return found | {
            "skipped": [each.to_dict() for each in self.skipped],
            "worked": [each.to_dict() for each in self.worked],
            "warnings_vi": list(self.warnings_vi),
            "status": str(self.status),
        }


class Counting(Dated, Cited):
    """How a period begins and ends."""

    code: Literal["from_next_day", "ends_on_working_day"]
    text_vi: str


class DeadlineValue(Dated, Cited):
    """One deadline during a time.

    ``working_days`` and ``calendar_days`` run ``days`` from the event (``ahead``: must be done so many days before
    it). ``day_of_year`` is ``month_day`` (``before``: the day before it is the last one), either the next one from
    the event on or the one of the year after the event; with ``opens`` it is a window.
    """

    unit: Literal["working_days", "calendar_days", "day_of_year"]
    days: int | None = Field(default=None, ge=1, le=366)
    ahead: bool = False
    month_day: str | None = None
    opens: str | None = None
    before: bool = False
    year: Literal["next", "following"] = "next"

    @field_validator("month_day", "opens")
    @classmethod
    def _is_a_day(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None:
            month, _, day = value.partition("-")
            if not (len(value) == 5 and month.isdigit() and day.isdigit() and 1 <= int(month) <= 12):
                raise ValueError(f"{info.field_name} {value!r} is not written MM-DD")
            if not 1 <= int(day) <= months.monthrange(2023, int(month))[1]:
                raise ValueError(f"{info.field_name} {value!r} is not a day of every year")
        return value

    @model_validator(mode="after")
    def _one_way(self):
        if (self.unit == "day_of_year") != (self.month_day is not None) or (self.days is None) == (
            self.month_day is None
        ):
            raise ValueError("days go with working_days and calendar_days, month_day with day_of_year")
        if self.ahead and self.unit != "calendar_days":
            raise ValueError("only calendar days can run ahead of an event")
        if self.month_day is None and (self.opens or self.before or self.year != "next"):
            raise ValueError("opens, before and year go with month_day")
        return self


class DeadlineRule(Strict):
    """A deadline of the law under its code: from which event, for whom."""

    code: str
    name_vi: str
    event_vi: str
    who_vi: str
    values: tuple[DeadlineValue, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _one_a_day(self):
        check_no_overlap(self.values, "deadline values")
        return self


class _DeadlineFile(Strict):
    last_checked: date
    counting: tuple[Counting, ...]
    deadlines: tuple[DeadlineRule, ...]

    @model_validator(mode="after")
    def _each_code_once(self):
        codes = [rule.code for rule in self.deadlines]
        for code in codes:
            if codes.count(code) > 1:
                raise ValueError(f"two deadlines are called {code}")
        for counting in ("from_next_day", "ends_on_working_day"):
            check_no_overlap([each for each in self.counting if each.code == counting], counting)
        return self


@lru_cache(maxsize=1)
def _file() -> _DeadlineFile:
    book = load_book()
    context = {"instruments": book.instruments, "sources": book.sources}
    return load_model(DATA / "deadlines.yaml", _DeadlineFile, context)


def deadline_codes() -> tuple[str, ...]:
    return tuple(rule.code for rule in _file().deadlines)


def deadline_rule(code: str) -> DeadlineRule:
    """``DeadlineError``: no such deadline."""
    for rule in _file().deadlines:
        if rule.code == code:
            return rule
    raise DeadlineError(f"code is {code!r}, no deadline is called so")


def add_working_days(start: date, n: int, counting_from: Literal["next_day", "same_day"] = "next_day") -> Deadline:
    """The day that is the ``n``-th working day after ``start`` (with ``same_day``: ``start`` itself may be the first).

    Raises ``DeadlineError`` naming the argument: not a day, ``n`` not a whole number of at least 1, another way of
    counting, or a count that leaves our table of holidays.
    """
    calendar = load_calendar()
    calendar.check("start", start)
    if isinstance(n, bool) or not isinstance(n, int) or n < 1:
        raise DeadlineError(f"n is {n!r}, a whole number of at least 1 is needed")
    if counting_from not in ("next_day", "same_day"):
        raise DeadlineError(f"counting_from is {counting_from!r}, next_day or same_day is needed")
    skipped, worked, left = [], [], n
    first = start if counting_from == "same_day" else start + DAY
    day = first - DAY
    while left:
        day += DAY
        off = calendar.day_off(day, "the end")
        if off is not None:
            skipped.append(off)
            continue
        left -= 1
        instead = calendar.worked_instead(day)
        if instead is not None:
            worked.append(instead)
    rule = _counting("from_next_day", start) if counting_from == "next_day" else None
    since = "ngày liền sau" if counting_from == "next_day" else "chính"
    return Deadline(
        day=day,
        start=start,
        how_vi=f"{n} ngày làm việc, tính từ {since} {dmy(start)}, đến hết {dmy(day)}",
        skipped=tuple(skipped),
        worked=tuple(worked),
        warnings_vi=calendar.warnings(first, day),
        citation=rule.cite.label_vi if rule else "",
        url=rule.url if rule else "",
        status=rule.status if rule else Status.VERIFIED,
        last_working_day=day,
    )


def deadline(code: str, event_day: date) -> Deadline:
    """The last day of a deadline of the law whose event happened on ``event_day``, by the law of that day.

    Raises ``DeadlineError`` naming the argument: unknown code, not a day, a day for which our data has no value, or
    an end outside our table of holidays.
    """
    rule = deadline_rule(code)
    load_calendar().check("event_day", event_day)
    value = in_force(rule.values, event_day)
    if value is None:
        raise DeadlineError(f"event_day is {event_day}, our data has no {code} for that day")
    found = _reckon(value, event_day)
    warnings = list(found.warnings_vi)
    if not value.status.decides:
        warnings.append(f"{value.cite.label_vi}: {value.status.label_vi}. {value.note_vi}".strip())
    if value.valid_to is not None and value.unit == "day_of_year" and found.day > value.valid_to:
        warnings.append(_changed_vi(rule, found.day, event_day))
    unknown = load_book().unknown_from(found.day)
    if unknown is not None and (value.valid_from is None or value.valid_from < unknown.day):
        warnings.append(
            f"{unknown.name_vi}, từ ngày {unknown.day:%d/%m/%Y}, nội dung và văn bản hướng dẫn chưa đối chiếu"
        )
    return replace(
        found,
        warnings_vi=tuple(dict.fromkeys(warnings)),
        citation=value.cite.label_vi,
        url=value.url,
        status=value.status,
        code=rule.code,
        name_vi=rule.name_vi,
        who_vi=rule.who_vi,
    )


def _counting(code: str, day: date) -> Counting | None:
    return in_force([each for each in _file().counting if each.code == code], day)


def _changed_vi(rule: DeadlineRule, day: date, event_day: date) -> str:
    """A fixed day that lies after the end of its own rule: what the later rule says."""
    text = "Quy định này hết hiệu lực trước ngày đến hạn"
    later = in_force(rule.values, day)
    if later is None:
        return f"{text}; dữ liệu chưa có quy định sau"
    doubt = "" if later.status.decides else f" ({later.status.label_vi})"
    return f"{text}; theo quy định sau{doubt} là {dmy(_reckon(later, event_day).day)}"


def _reckon(value: DeadlineValue, event_day: date) -> Deadline:
    if value.unit == "working_days" and value.days:
        return add_working_days(event_day, value.days)
    if value.days:
        return _calendar_days(event_day, value.days, value.ahead)
    return _day_of_year(value, event_day)


def _calendar_days(event_day: date, days: int, ahead: bool) -> Deadline:
    calendar = load_calendar()
    due = event_day + timedelta(days=-days if ahead else days)
    calendar.check("the end", due)
    # Ahead of an event the last useful day is the working day before, otherwise too few days would be left.
    day = working_day_on_or_before(due) if ahead else working_day_on_or_after(due)
    moved = calendar.days(day + DAY, due) if ahead else calendar.days(due, day - DAY)
    where = "trước" if ahead else "kể từ ngày liền sau"
    return Deadline(
        day=day,
        start=event_day,
        how_vi=f"{days} ngày {where} {dmy(event_day)}, đến hết {dmy(day)}",
        skipped=tuple(off for each in moved if (off := calendar.day_off(each)) is not None),
        worked=(),
        warnings_vi=calendar.warnings(min(due, day), max(due, day)),
        citation="",
        url="",
        status=Status.VERIFIED,
        last_working_day=day,
    )


def _day_of_year(value: DeadlineValue, event_day: date) -> Deadline:
    calendar = load_calendar()
    year = event_day.year + (1 if value.year == "following" else 0)
    day = _on(year, value.month_day or "") - (DAY if value.before else timedelta())
    if day < event_day:
        day = _on(year + 1, value.month_day or "") - (DAY if value.before else timedelta())
    calendar.check("the end", day)
    opens = _on(day.year, value.opens) if value.opens else None
    last_working_day = working_day_on_or_before(day)
    warnings = calendar.warnings(day, day)
    if last_working_day != day:
        said = dmy(day)
        note = f"{said[0].upper()}{said[1:]} không phải ngày làm việc; nên xong chậm nhất {dmy(last_working_day)}"
        warnings = (note, *warnings)
    span = f"từ {dmy(opens)} đến hết {dmy(day)}" if opens else f"đến hết {dmy(day)}"
    return Deadline(
        day=day,
        start=event_day,
        how_vi=f"Ngày cố định trong năm, {span}",
        skipped=tuple(
            off for each in calendar.days(last_working_day + DAY, day) if (off := calendar.day_off(each)) is not None
        ),
        worked=(),
        warnings_vi=warnings,
        citation="",
        url="",
        status=Status.VERIFIED,
        last_working_day=last_working_day,
        opens=opens,
    )


def _on(year: int, month_day: str) -> date:
    month, day = month_day.split("-")
    return date(year, int(month), int(day))
