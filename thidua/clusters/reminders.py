"""What clusters have due: work of the plan, gatherings to come to and to record."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse

from thidua.clusters.models import Gathering, GatheringUnit, PlanItem
from thidua.notices.reminders import FURTHEST, LATEST, Due, holders, provide
from thidua.units.models import ClusterMembership, RoleGrant
from thidua.units.queries import in_force

Role = RoleGrant.Role


def _hands(clusters: set[int], on: date) -> dict[int, list[int]]:
    """{cluster: accounts of its head's hands on a day}. One query."""
    rows = RoleGrant.objects.filter(
        in_force(on), role=Role.CLUSTER_HEAD, cluster__in=clusters, user__is_active=True
    ).order_by("pk")
    found: dict[int, dict[int, None]] = {}
    for cluster, user in rows.values_list("cluster_id", "user_id"):
        found.setdefault(cluster or 0, {})[user] = None
    return {cluster: list(users) for cluster, users in found.items()}


def _head_units(pairs: set[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """{(cluster, year): the unit that heads it}. One query."""
    rows = ClusterMembership.objects.filter(
        cluster__in={cluster for cluster, _ in pairs}, role=ClusterMembership.Role.HEAD
    )
    return {(cluster, year): unit for cluster, year, unit in rows.values_list("cluster_id", "year", "unit_id")}


@provide("clusters.plan")
def plan_items(on: date) -> Iterator[Due]:
    """Work of the plans within two weeks, or late: officers of its owner, the head's hands where none is named. Four
    queries."""
    rows = PlanItem.objects.filter(
        state="planned", due_on__lte=on + timedelta(days=FURTHEST), due_on__gte=on - timedelta(days=LATEST)
    ).exclude(cluster__ended_at__isnull=False)
    found = list(rows.select_related("cluster"))
    if not found:
        return
    officers = holders([Role.OFFICER], {each.owner_id for each in found if each.owner_id}, on)
    hands = _hands({each.cluster_id for each in found}, on)
    heads = _head_units({(each.cluster_id, each.year) for each in found})
    for each in found:
        unit = each.owner_id or heads.get((each.cluster_id, each.year))
        told = officers.get(each.owner_id, []) if each.owner_id else hands.get(each.cluster_id, [])
        if unit is None:
            continue
        url = reverse("clusters:plan", args=[each.cluster_id, each.year])
        for user in told:
            yield Due(user, unit, f"{each.text} ({each.cluster.name})", each.due_on, url)


@provide("clusters.gatherings")
def gatherings(on: date) -> Iterator[Due]:
    """Gatherings within two weeks: officers of the members; the day gone by, the head's hands record it. Four queries."""
    rows = Gathering.objects.filter(
        state="planned", held_on__lte=on + timedelta(days=FURTHEST), held_on__gte=on - timedelta(days=LATEST)
    )
    found = list(rows)
    if not found:
        return
    invited: dict[int, list[int]] = {}
    for gathering, unit in GatheringUnit.objects.filter(gathering__in=found).values_list("gathering_id", "unit_id"):
        invited.setdefault(gathering, []).append(unit)
    officers = holders([Role.OFFICER], {unit for units in invited.values() for unit in units}, on)
    hands = _hands({each.cluster_id for each in found}, on)
    heads = _head_units({(each.cluster_id, each.year) for each in found})
    for each in found:
        url = reverse("clusters:gathering", args=[each.cluster_id, each.year, each.pk])
        if each.held_on < on:
            head = heads.get((each.cluster_id, each.year))
            if head is not None:
                for user in hands.get(each.cluster_id, []):
                    yield Due(user, head, f"Ghi nhận kết quả “{each.title}”", each.held_on, url)
            continue
        for member in invited.get(each.pk, []):
            for user in officers.get(member, ()):
                yield Due(user, member, f"Dự “{each.title}” tại {each.place}", each.held_on, url)
