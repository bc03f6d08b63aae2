"""What an exported season carries so that a script without the law can recompute it: days off near deadlines."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from .workdays import is_working_day

NEAR = 31  # days after a deadline within which it may have moved


def days_off_asked(rubric: Mapping[str, Any]) -> list[str]:
    """Days on which offices do not work, from each deadline of the table for ``NEAR`` days, as YYYY-MM-DD in order.

    ``rubric``: the table as plain JSON values. Only deadlines of documents that may move to the next working day ask;
    a table without them gets an empty list.
    """
    days = {end + timedelta(days=after) for end in _deadlines(rubric) for after in range(NEAR + 1)}
    return sorted(day.isoformat() for day in days if not is_working_day(day))


def _deadlines(rubric: Mapping[str, Any]) -> Iterator[date]:
    waiting = [*rubric["criteria"], *rubric["bonuses"], *rubric["deductions"]]
    while waiting:
        each = waiting.pop()
        waiting += each.get("children") or []
        scoring = each.get("scoring") or {}
        if scoring.get("type") == "ladder_date" and scoring.get("day_off", "as_printed") != "as_printed":
            yield from (date.fromisoformat(band["to"]) for band in scoring["bands"] if band.get("to"))
