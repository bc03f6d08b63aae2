"""A unit's honours over time and through mergers, and the communes as tiles coloured by their honours."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render

from thidua.honours.queries import years
from thidua.honours.tables import award_filter, year_filter
from thidua.portal import queries_honours
from thidua.portal.caching import kept
from thidua.portal.queries_honours import Tally
from thidua.portal.tables import RollTable
from thidua.portal.views import public
from thidua.shared import clock
from thidua.shared.tables import table_page
from thidua.shared.wording import vi_number
from thidua.units.lineage import units_after
from thidua.units.models import Unit
from thidua.units.picture import life_of, share_text

_BAR, _GAP, _HEIGHT, _FOOT, _HEAD = 44, 12, 160, 26, 24
_MOST_BARS = 20


@dataclass(frozen=True)
class Bar:
    """One year of the chart, in the units of the picture."""

    year: int
    total: int
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + _BAR // 2

    @property
    def label_y(self) -> int:
        return self.y - 6


@dataclass(frozen=True)
class Chart:
    width: int
    height: int
    bar: int
    base: int
    year_y: int
    bars: list[Bar]


def chart(rows: list[tuple[int, Tally]]) -> Chart | None:
    """Bars of the last years; None where there is one year or none: a figure says that better."""
    rows = rows[-_MOST_BARS:]
    if len(rows) < 2:
        return None
    most = max(tally.total for _, tally in rows)
    base = _HEAD + _HEIGHT
    bars = []
    for n, (year, tally) in enumerate(rows):
        height = max(2 if tally.total else 0, round(_HEIGHT * tally.total / most))
        bars.append(Bar(year, tally.total, _GAP + n * (_BAR + _GAP), base - height, height))
    return Chart(_GAP + len(rows) * (_BAR + _GAP), base + _FOOT, _BAR, base, base + _FOOT - 6, bars)


@login_not_required  # public reading
@kept
def unit(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What a unit, those below it and those it took over were awarded."""
    found = get_object_or_404(Unit.objects.without_tree_fields().select_related("parent"), pk=pk)
    if found.valid_to is not None and found.valid_to < found.valid_from:
        found = get_object_or_404(Unit.objects.none(), pk=pk)  # its founding was undone: it existed on no day
    rows = queries_honours.of_unit(found)
    per_year = queries_honours.by_year(rows)
    table = RollTable(
        rows,
        request,
        filters=[award_filter(rows), year_filter([year for year, tally in reversed(per_year) if tally.total])],
    )
    has_ended = found.valid_to is not None and found.valid_to < clock.today()
    context = public(
        request,
        unit=found,
        life=life_of(found) if found.is_start_known or has_ended else "",
        per_year=list(reversed(per_year)),
        chart=chart(per_year),
        forebears=[(row, share_text(row)) for row in queries_honours.forebears(found)],
        heirs=units_after(found, clock.today()) if has_ended else [],
    )
    return table_page(request, table, "portal/unit.html", context)


@login_not_required  # public reading
@kept
def communes(request: HttpRequest) -> HttpResponse:
    """The communes of today, one tile each, coloured by honours; the table beneath says the same."""
    known = years(queries_honours.public_honours())
    asked = request.GET.get("nam", "")
    year = int(asked) if asked in {str(each) for each in known} else None
    rows = queries_honours.communes(clock.today(), year)
    bounds = queries_honours.shade_bounds(row.tally.total for row in rows)
    legend = [(0, "không có")]
    for n, most in enumerate(bounds):
        least = bounds[n - 1] + 1 if n else 1
        legend.append((n + 1, vi_number(most) if least == most else f"{vi_number(least)}–{vi_number(most)}"))
    context = public(
        request,
        tiles=rows,
        ranked=sorted(rows, key=lambda row: (-row.tally.total, row.unit.code)),
        legend=legend,
        years=known,
        year=year,
    )
    return render(request, "portal/communes.html", context)
