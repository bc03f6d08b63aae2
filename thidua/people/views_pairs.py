"""Records that may be one person: the list, the search for them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.people import actions_merge, queries
from thidua.people.models import DuplicatePair
from thidua.people.tables import PAIR_FILTERS, PairsTable
from thidua.people.views import check_keeps_any, crumbs
from thidua.shared import clock
from thidua.shared.denied import Denied
from thidua.shared.tables import table_page
from thidua.shared.ui import Crumb, guarded
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import units_with_own_role


def duplicates(request: HttpRequest) -> HttpResponseBase:
    """Pairs among the people of the units the reader keeps, the most alike first."""
    me, on = signed_in(request), clock.today()
    people = queries.in_units(queries.kept_by(me, on), on).order_by().values("pk")
    pairs = DuplicatePair.objects.filter(first__in=people, second__in=people, apart_at__isnull=True)
    table = PairsTable(pairs.select_related("first", "second"), request, filters=PAIR_FILTERS)
    search = guarded(
        "Tìm hồ sơ trùng",
        reverse("people:find-duplicates"),
        check_keeps_any,
        me,
        method="post",
        kind="primary",
        icon="search",
    )
    context = {"actions": [search], "crumbs": crumbs(Crumb("Hồ sơ trùng"))}
    return table_page(request, table, "people/duplicates.html", context)


@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Look through everybody of the reader's own units."""
    me, on = signed_in(request), clock.today()
    units: list[Unit] = units_with_own_role(me, [RoleGrant.Role.OFFICER], on)
    if not units:
        raise Denied(f"Để tìm hồ sơ trùng cần vai trò “{RoleGrant.Role.OFFICER.label}” của một đơn vị.")
    found = sum(actions_merge.find_duplicates(under=unit, by=me, at=clock.now()) for unit in units)
    messages.success(
        request, f"Đã xem xét xong: {found} cặp hồ sơ có thể trùng." if found else "Không thấy hồ sơ trùng."
    )
    return redirect("people:duplicates")
