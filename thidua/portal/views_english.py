"""Structure and contacts in English (Decree 42/2022/NĐ-CP asks portals for it). Names of units stay as the law gives them."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from thidua.portal.views import public
from thidua.shared import clock
from thidua.units.models import Unit
from thidua.units.queries import in_force

_Kind = Unit.Kind
# In the order of the page; rooms inside a unit and districts of the past stand on no public structure.
KINDS = {
    _Kind.PROVINCE: "Province",
    _Kind.DEPARTMENT: "Provincial departments and agencies",
    _Kind.PARTY_BODY: "Party bodies and mass organisations",
    _Kind.JUSTICE_BODY: "Judicial bodies",
    _Kind.ARMED_FORCE: "Armed forces",
    _Kind.WARD: "Wards (phường)",
    _Kind.COMMUNE: "Communes (xã)",
    _Kind.SPECIAL_ZONE: "Special administrative zones (đặc khu)",
    _Kind.PUBLIC_SERVICE: "Public service units",
    _Kind.SCHOOL: "Schools",
    _Kind.HOSPITAL: "Hospitals",
    _Kind.ENTERPRISE: "Enterprises",
}


@login_not_required  # public reading
def english(request: HttpRequest) -> HttpResponse:
    """The province and the units right below it as they are today, by kind, and how to write to the office."""
    there = Unit.objects.without_tree_fields().filter(in_force(clock.today(), "valid_from", "valid_to"))
    rows = there.filter(Q(parent=None) | Q(parent__parent=None), kind__in=list(KINDS)).order_by("code")
    groups: dict[str, list[Unit]] = {kind: [] for kind in KINDS}
    for unit in rows:
        groups[unit.kind].append(unit)
    told = [(KINDS[_Kind(kind)], units) for kind, units in groups.items() if units]
    return render(request, "portal/english.html", public(request, groups=told))
