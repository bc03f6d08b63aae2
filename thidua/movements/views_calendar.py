"""The calendar of movements, and the nationwide movements at the top."""

from datetime import date
from functools import cached_property

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from thidua.movements.days import days_of, own_days
from thidua.movements.models import Movement
from thidua.movements.national import national_movements
from thidua.movements.picture import draw
from thidua.movements.queries import visible_to
from thidua.movements.tables import CalendarTable, calendar_filters
from thidua.movements.views import crumbs_of, national_for
from thidua.shared import clock
from thidua.shared.tables import table_page
from thidua.shared.ui import Crumb
from thidua.units.models import RoleGrant
from thidua.units.queries import unit_ids_above, units_with_own_role

FIRST_YEAR, LAST_YEAR = 2000, 2100


def year_asked(request: HttpRequest) -> int:
    """The year of the address; without one the present year, in January still the last one until a movement is dated."""
    asked, on = request.GET.get("nam", ""), clock.today()
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else 0
    if FIRST_YEAR <= year <= LAST_YEAR:
        return year
    return on.year if on.month > 1 or movements_of_year(request.user, on, on.year).exists() else on.year - 1


def movements_of_year(user, on: date, year: int) -> QuerySet[Movement]:
    """Dated movements a person may see that touch the year, those withdrawn left out."""
    rows = visible_to(user, on).filter(starts_on__lte=date(year, 12, 31), ends_on__gte=date(year, 1, 1))
    return rows.exclude(state="withdrawn")


def _by_month(rows: QuerySet[Movement], year: int) -> list[tuple[str, int]]:
    """("Tháng 1", how many run in it), twelve times. One query."""
    counted = {}
    for month in range(1, 13):
        first = date(year, month, 1)
        after = date(year + month // 12, month % 12 + 1, 1)
        counted[f"m{month}"] = Count("pk", filter=Q(starts_on__lt=after, ends_on__gte=first))
    found = rows.order_by().aggregate(**counted)
    return [(f"Tháng {month}", found[f"m{month}"]) for month in range(1, 13)]


class _Page:
    """What the page around the table reads, worked out only when the table alone is not asked for."""

    def __init__(self, table: CalendarTable, rows: QuerySet[Movement], own: list, year: int):
        self._table, self._rows, self._own, self.year = table, rows, own, year

    @cached_property
    def days(self):
        return days_of(self.year, self._own)

    @cached_property
    def picture(self):
        great = [day for day in self.days if day.kind != "traditional"]
        return draw(self._table.records, self._table.meeting, great, self.year, clock.today())

    @cached_property
    def months(self):
        return _by_month(self._rows, self.year)


def calendar(request: HttpRequest) -> HttpResponseBase:
    on, me, year = clock.today(), request.user, year_asked(request)
    rows = movements_of_year(me, on, year)
    home = units_with_own_role(me, list(RoleGrant.Role), on)
    units = {unit.pk for unit in home}
    for unit in home[:1]:
        units |= unit_ids_above(unit.pk)
    table = CalendarTable(rows, request, filters=calendar_filters(), kept=("nam",))
    context = {
        "page": _Page(table, rows, list(own_days(units)), year),
        "year": year,
        "before": f"{reverse('movements:calendar')}?nam={year - 1}" if year > FIRST_YEAR else "",
        "after": f"{reverse('movements:calendar')}?nam={year + 1}" if year < LAST_YEAR else "",
        "crumbs": crumbs_of(Crumb("Lịch phong trào")),
    }
    return table_page(request, table, "movements/calendar.html", context)


def national(request: HttpRequest) -> HttpResponse:
    """Nationwide movements as the rulebook knows them, and which of the person's movements answer each."""
    on, me = clock.today(), request.user
    answers: dict[str, list[Movement]] = {}
    mine = visible_to(me, on).exclude(national="").exclude(state="withdrawn").order_by("-year", "unit__code")
    for movement in mine[:200]:
        answers.setdefault(movement.national, []).append(movement)
    rows = [
        {"movement": each, "answers": answers.get(each.key, []), "may_answer": each in national_for(on.year)}
        for each in national_movements()
    ]
    may_draft = bool(units_with_own_role(me, [RoleGrant.Role.OFFICER], on))
    context = {"rows": rows, "may_draft": may_draft, "crumbs": crumbs_of(Crumb("Phong trào toàn quốc"))}
    return render(request, "movements/national.html", context)
