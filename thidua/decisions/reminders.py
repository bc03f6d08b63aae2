"""What decisions have due: copies that a unit got and has not acknowledged."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from thidua.decisions.models import DecisionCopy
from thidua.decisions.queries import receipt_due
from thidua.notices.reminders import LATEST, Due, holders, provide
from thidua.shared.certain import certain
from thidua.units.models import RoleGrant


@provide("decisions.copies")
def copies(on: date) -> Iterator[Due]:
    """Copies delivered in the system and not acknowledged: the officers of the unit. Two queries."""
    found = list(
        DecisionCopy.objects.filter(
            state="delivered", way=DecisionCopy.Way.SYSTEM, delivered_at__date__gte=on - timedelta(days=LATEST + 30)
        )
        .select_related("decision")
        .order_by("pk")
    )
    officers = holders([RoleGrant.Role.OFFICER], {certain(copy.unit_id) for copy in found}, on)
    for copy in found:
        unit, decision = certain(copy.unit_id), copy.decision
        due = certain(receipt_due(copy))
        for user in officers.get(unit, []):
            what = f"Xác nhận đã nhận văn bản số {decision.number_text}"
            yield Due(user, unit, what, due, reverse("decisions:detail", args=[decision.pk]))
