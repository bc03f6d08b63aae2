"""The picture of a target: values by quarter, the goal, last year, the forecast. Geometry only; a template draws it."""

from dataclasses import dataclass
from decimal import Decimal

from thidua.pledges.achievement import entries, forecast, measured, quarter_of
from thidua.pledges.models import Direction, PledgeTarget

WIDTH, HEIGHT = 560, 170
_LEFT, _RIGHT, _TOP, _BOTTOM = 10, 390, 24, 140  # the words of the lines stand to the right


@dataclass(frozen=True)
class Dot:
    """A value at its place; ``label`` stands above it. Coordinates are texts with a decimal point, as SVG reads them."""

    x: str
    y: str
    label: str
    label_y: str
    anchor: str = "middle"


@dataclass(frozen=True)
class Level:
    """A horizontal line with its words at the right end."""

    y: str
    label_y: str
    label: str


@dataclass(frozen=True)
class Chart:
    """``summary`` says the same in words: the picture's alternative text."""

    summary: str
    quarters: list[tuple[str, str]]
    dots: list[Dot]
    path: str
    goal: Level
    baseline: Level | None
    forecast: Dot | None
    forecast_path: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = _LEFT
    right: int = _RIGHT
    bottom: int = _BOTTOM


def chart_of(target: PledgeTarget) -> Chart | None:
    """None before the first value, and for what is done or not: there is nothing to draw."""
    known = entries(target)
    if not known or target.direction == Direction.DONE:
        return None
    guess, due = forecast(target), quarter_of(target.due_on)
    figures = [target.goal, *(each.value for each in known)]
    figures += [target.baseline] if target.baseline is not None else []
    figures += [guess.value] if guess else []
    top, bottom = max(figures), min(figures)
    # A percentage between 90 and 95 would be a flat line on a scale from zero.
    floor = bottom - (top - bottom) if bottom > (top - bottom) * 2 and top > bottom else Decimal(0)
    span = (top - floor) or Decimal(1)

    def x_of(quarter: int) -> str:
        return f"{_LEFT + 34 + (_RIGHT - _LEFT - 68) * (quarter - 1) / 3:.1f}"

    def y_at(value: Decimal) -> float:
        return float(_BOTTOM - (_BOTTOM - _TOP) * (value - floor) / span)

    def dot(quarter: int, value: Decimal) -> Dot:
        y = y_at(value)
        return Dot(
            x_of(quarter), f"{y:.1f}", measured(value, target).split(" ")[0], f"{y - 8 if y > 32 else y + 18:.1f}"
        )

    def level(value: Decimal, word: str, shift: float = 0) -> Level:
        y = y_at(value)
        return Level(f"{y:.1f}", f"{y + 4 + shift:.1f}", f"{word} {measured(value, target)}")

    dots = [dot(each.quarter, each.value) for each in known]
    last = dots[-1]
    ahead = dot(due, guess.value) if guess else None
    words = "; ".join(f"quý {each.quarter}: {measured(each.value, target)}" for each in known)
    # two lines close together: their words move apart
    gap = y_at(target.baseline) - y_at(target.goal) if target.baseline is not None else 99
    apart = 0 if abs(gap) >= 16 else (16 - abs(gap)) / 2 * (1 if gap >= 0 else -1)
    return Chart(
        summary=f"{target.name}. Mục tiêu {measured(target.goal, target)}; {words}"
        + (f"; ước đến quý {due}: {measured(guess.value, target)}." if guess else "."),
        quarters=[(x_of(quarter), f"Quý {quarter}") for quarter in (1, 2, 3, 4)],
        dots=dots,
        path=" ".join(f"{each.x},{each.y}" for each in dots) if len(dots) > 1 else "",
        goal=level(target.goal, "Mục tiêu", -apart),
        baseline=None if target.baseline is None else level(target.baseline, "Năm trước", apart),
        forecast=ahead,
        forecast_path=f"{last.x},{last.y} {ahead.x},{ahead.y}" if ahead else "",
    )
