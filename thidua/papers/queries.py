"""Reading number series: whose they are, and the book in which every number is accounted for."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from thidua.papers.models import NumberNote, NumberSeries, Paper
from thidua.units.models import Unit
from thidua.units.queries import unit_ids_visible_to

LETTERS = "CV"  # the series of official letters: their symbol names no kind (Nghị định 30/2020, Phụ lục I)
DRAFTING_UNIT = "TĐKT"
OF_A_COUNCIL = "BB-HĐ"  # minutes of a council: the symbol names the body itself ("BB-HĐTĐKT"), not the agency


@dataclass(frozen=True)
class BookLine:
    """One number of a series: the paper that carries it, the note about it, or neither, which somebody must look into."""

    number: int
    text: str
    paper: Paper | None = None
    note: NumberNote | None = None

    @property
    def state(self) -> str:
        """issued, paper, reserved, void or missing."""
        return "issued" if self.paper else self.note.kind if self.note else "missing"


def series_text(symbol: str, unit: Unit) -> str:
    """What stands behind the number: "QĐ-UBND"; of an official letter "UBND-TĐKT"; of a council "BB-HĐTĐKT"."""
    if symbol.startswith(OF_A_COUNCIL):
        return symbol
    return f"{unit.symbol}-{DRAFTING_UNIT}" if symbol == LETTERS else f"{symbol}-{unit.symbol}"


def in_series(unit: Unit, symbol: str, year: int) -> QuerySet[Paper]:
    """The papers that carry a number of the series."""
    return Paper.objects.filter(
        unit=unit, year=year, number__isnull=False, number_text__endswith=f"/{series_text(symbol, unit)}"
    )


def series_visible_to(user, on: date) -> QuerySet[NumberSeries]:
    """The series of the units whose affairs the account may see, the newest year first."""
    seen = NumberSeries.objects.filter(unit__in=unit_ids_visible_to(user, on))
    return seen.select_related("unit", "taken_over_by").order_by("-year", "unit__code", "symbol")


def book_of(series: NumberSeries) -> list[BookLine]:
    """Every number from the first to the last one given or noted, in order. Two queries.

    A number may be on two papers kept for one act (the numbered one and its signed form): the latest is shown.
    """
    papers = {each.number: each for each in in_series(series.unit, series.symbol, series.year).order_by("pk")}
    notes = {note.number: note for note in series.notes.select_related("noted_by")}
    last = max([series.last, *notes], default=0)
    symbol = series_text(series.symbol, series.unit)
    return [
        BookLine(number, f"{number:02d}/{symbol}", papers.get(number), notes.get(number))
        for number in range(series.first, last + 1)
    ]
