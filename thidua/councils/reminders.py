"""What councils have due: sessions to come, for who sits in them; sessions that nobody closed."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from thidua.councils.models import CouncilMember, CouncilSession
from thidua.notices.reminders import FURTHEST, LATEST, Due, holders, provide
from thidua.shared.wording import vi_date
from thidua.units.models import RoleGrant


@provide("councils.session")
def sessions(on: date) -> Iterator[Due]:
    """Sessions within two weeks: their members; the day gone by, the secretary. Three queries."""
    rows = CouncilSession.objects.filter(state__in=["prepared", "open"], held_on__lte=on + timedelta(days=FURTHEST))
    found = list(rows.filter(held_on__gte=on - timedelta(days=LATEST)).select_related("council"))
    seats = CouncilMember.objects.filter(council__in={each.council_id for each in found}, user__is_active=True)
    members = list(seats.filter(Q(ends_on=None) | Q(ends_on__gte=on)).values_list("council_id", "user_id"))
    units = {each.council.unit_id for each in found}
    secretaries = holders([RoleGrant.Role.COUNCIL_SECRETARY], units, on)
    for each in found:
        unit, place = each.council.unit_id, reverse("councils:detail", args=[each.pk])
        if each.held_on < on:
            what = f"Kết thúc phiên họp ngày {vi_date(each.held_on)} của {each.council.name}, lập biên bản"
            told = secretaries.get(unit, [])
        else:
            what = f"Dự phiên họp của {each.council.name} tại {each.place}"
            told = [user for council, user in members if council == each.council_id]
        for user in dict.fromkeys(told):
            yield Due(user, unit, what, each.held_on, place)
