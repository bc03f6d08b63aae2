"""The calendar of movements drawn: one bar a movement over the twelve months, plain geometry for the template."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse

from thidua.movements.days import DayOfYear
from thidua.movements.models import Movement
from thidua.shared.certain import certain
from thidua.shared.wording import vi_date

YEAR, ROW, HEAD = 1160, 50, 36  # widths and heights in units of the drawing
EDGE = 8
LONGEST_LABEL = 60


@dataclass(frozen=True)
class Bar:
    """One movement: ``x``, ``width`` within the year; ``overlaps``: how many others of the page it meets."""

    url: str
    label: str
    title: str
    y: int
    text_x: int
    text_y: int
    anchor: str
    x: int
    width: int
    css: str
    overlaps: int


@dataclass(frozen=True)
class Mark:
    """A line: the beginning of a month with its name, or an anniversary."""

    x: int
    text_x: int
    text: str


@dataclass
class Picture:
    width: int = YEAR + 2 * EDGE
    height: int = HEAD
    bars: list[Bar] = field(default_factory=list)
    months: list[Mark] = field(default_factory=list)
    days: list[Mark] = field(default_factory=list)
    today_x: int | None = None


def _x(day: date, year: int) -> int:
    whole = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    return EDGE + round((day - date(year, 1, 1)).days / whole * YEAR)


def _short(title: str) -> str:
    return title if len(title) <= LONGEST_LABEL else title[: LONGEST_LABEL - 1].rstrip() + "…"


def draw(
    movements: Sequence[Movement], meeting: dict[int, list[Movement]], days: Iterable[DayOfYear], year: int, today: date
) -> Picture:
    """``movements`` are dated and touch the year; ``meeting`` as :func:`overlaps.overlaps_among` gives it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    picture = Picture(height=HEAD + ROW * max(1, len(movements)) + 8)
    for month in range(1, 13):
        x = _x(date(year, month, 1), year)
        picture.months.append(Mark(x, x + 6, f"T{month}"))
    picture.days = [Mark(x := _x(day.on, year), x, f"{vi_date(day.on)}: {day.name}") for day in days]
    picture.today_x = _x(today, year) if today.year == year else None
    for place, movement in enumerate(movements):
        start, end = max(certain(movement.starts_on), first), min(certain(movement.ends_on), last)
        x, y = _x(start, year), HEAD + ROW * place
        width, begins_early = max(4, _x(end, year) - x), x < YEAR / 2
        others = len(meeting.get(movement.pk, ()))
        said = f"{movement.title}, {movement.unit.name}: {vi_date(movement.starts_on)} đến {vi_date(movement.ends_on)}"
        said += f", {movement.state_label.lower()}" + (f", trùng thời gian với {others} phong trào" if others else "")
        picture.bars.append(
            Bar(
                reverse("movements:detail", args=[movement.pk]),
                _short(movement.title),
                said,
                y + 24,
                x if begins_early else x + width,
                y + 17,
                "start" if begins_early else "end",
                x,
                width,
                f"is-{movement.state}" + (" is-overlapping" if others else ""),
                others,
            )
        )
    return picture
