"""What transfers have due: people on the way, who are to be taken in by the day of their transfer."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from thidua.notices.reminders import FURTHEST, LATEST, Due, holders, provide
from thidua.people.models import Transfer
from thidua.units.models import RoleGrant


@provide("people.transfer")
def transfers(on: date) -> Iterator[Due]:
    """Transfers that the receiving unit has neither taken in nor declined. How many, never who. Two queries."""
    rows = Transfer.objects.filter(accepted_at=None, closed_at=None, on__lte=on + timedelta(days=FURTHEST))
    found = list(rows.filter(on__gte=on - timedelta(days=LATEST)).select_related("to_unit"))
    officers = holders([RoleGrant.Role.OFFICER], {each.to_unit_id for each in found}, on)
    counts: dict[tuple[int, date], int] = {}
    names = {each.to_unit_id: each.to_unit.name for each in found}
    for each in found:
        counts[each.to_unit_id, each.on] = counts.get((each.to_unit_id, each.on), 0) + 1
    for (unit, day), count in counts.items():
        for user in officers.get(unit, ()):
            what = f"{names[unit]} tiếp nhận {count} cán bộ chuyển đến"
            yield Due(user, unit, what, day, reverse("people:transfers"))
