"""What the register has due: what follows from taking an honour away."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from thidua.honours.models import FollowUp
from thidua.notices.reminders import FURTHEST, LATEST, Due, holders, provide
from thidua.units.models import RoleGrant

Role = RoleGrant.Role


@provide("honours.follow_ups")
def follow_ups(on: date) -> Iterator[Due]:
    """Open follow-ups of a unit, one matter for each honour and day. Two queries."""
    waiting = FollowUp.objects.filter(
        state="open", due_on__gte=on - timedelta(days=LATEST), due_on__lte=on + timedelta(days=FURTHEST)
    )
    rows = waiting.values_list("unit_id", "entry__refers_to_id", "entry__recipient_name", "due_on")
    counted = Counter(rows.order_by("due_on", "entry__refers_to_id", "pk"))
    officers = holders([Role.OFFICER], {unit for unit, *_ in counted}, on)
    for (unit, honour, name, due_on), count in counted.items():
        for user in officers.get(unit, ()):
            what = f"{count} việc sau khi hủy bỏ khen thưởng của {name}"
            yield Due(user, unit, what, due_on, reverse("honours:detail", args=[honour]))
