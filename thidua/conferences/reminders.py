"""What conferences have due: coming to one, recording one that was held."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from thidua.conferences.models import Conference, Participation
from thidua.notices.reminders import FURTHEST, LATEST, Due, holders, provide
from thidua.units.models import RoleGrant

Role = RoleGrant.Role


@provide("conferences.held")
def conferences(on: date) -> Iterator[Due]:
    """Planned conferences within two weeks: the officers of who is invited; the day gone by, the organiser's. Three
    queries."""
    rows = Conference.objects.filter(state="planned", held_on__lte=on + timedelta(days=FURTHEST))
    found = list(rows.filter(held_on__gte=on - timedelta(days=LATEST)))
    invited = Participation.objects.filter(
        conference__in=found, conference__invited_at__isnull=False, unit__isnull=False
    )
    guests = list(invited.exclude(answer="absent").values_list("conference_id", "unit_id"))
    units = {unit for _, unit in guests} | {each.unit_id for each in found}
    officers = holders([Role.OFFICER], units, on)
    for each in found:
        place = reverse("conferences:detail", args=[each.pk])
        if each.held_on < on:
            told, what = [each.unit_id], f"Ghi nhận kết quả “{each.title}”, lập biên bản"
        else:
            told, what = (
                [unit for conference, unit in guests if conference == each.pk],
                f"Dự “{each.title}” tại {each.place}",
            )
        for unit in told:
            for user in officers.get(unit, ()):
                yield Due(user, unit, what, each.held_on, place)
