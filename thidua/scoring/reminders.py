"""What scoring has due: scorecards to send, to mend, to verify."""

from collections.abc import Iterator
from datetime import date

from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import localtime

from thidua.notices.reminders import Due, holders, house_deadline, provide
from thidua.scoring.models import Scorecard
from thidua.shared.certain import certain
from thidua.units.models import RoleGrant
from thidua.units.queries import in_force

Role = RoleGrant.Role


@provide("scoring.self_score")
def to_send(on: date) -> Iterator[Due]:
    """Scorecards that are being filled in, or were returned. Two queries."""
    rows = Scorecard.objects.filter(
        Q(state="draft", season__state="self_scoring")
        | Q(state="returned", season__state__in=["self_scoring", "verifying"])
    )
    cards = list(rows.select_related("unit", "season__cluster"))
    officers = holders([Role.OFFICER], {card.unit_id for card in cards}, on)
    for card in cards:
        place = f"bảng điểm năm {card.season.year} ({card.season.cluster.name})"
        if card.state == "returned":
            what, due_on = f"{card.unit.name} sửa và gửi lại {place}", _after("mend", card.returned_at)
        else:
            what, due_on = f"{card.unit.name} tự chấm và gửi {place}", _after("self_score", card.season.opened_at)
        for user in officers.get(card.unit_id, ()):
            yield Due(user, card.unit_id, what, due_on, reverse("scoring:card", args=[card.pk]))


@provide("scoring.verify")
def to_verify(on: date) -> Iterator[Due]:
    """Scorecards at the desk of a cluster's head; the head's own card waits for the organiser. Two queries."""
    cards = list(
        Scorecard.objects.filter(state="sent", season__state="verifying")
        .annotate(organiser=F("season__cluster__organiser"))
        .select_related("season__cluster")
    )
    clusters = {card.season.cluster_id for card in cards}
    grants = RoleGrant.objects.filter(in_force(on), role=Role.CLUSTER_HEAD, cluster__in=clusters, user__is_active=True)
    heads = list(grants.order_by("pk").values_list("cluster_id", "user_id"))
    told = {}
    for card in cards:
        season = card.season
        for cluster, user in heads:
            if cluster == season.cluster_id:
                told[season.pk, user] = (season, card.organiser)
    for (_, user), (season, organiser) in told.items():
        count = sum(card.season_id == season.pk for card in cards)
        what = f"Thẩm định {count} bảng điểm năm {season.year} của {season.cluster.name}"
        due_on = _after("verify", season.verifying_at)
        yield Due(user, organiser, what, due_on, reverse("scoring:detail", args=[season.pk]))


def _after(deadline: str, moment) -> date:
    return house_deadline(deadline, localtime(certain(moment)).date())
