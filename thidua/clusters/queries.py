"""Reading clusters: which a person sees, who is in one in a year, who headed it, what needs settling."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from thidua.clusters.models import ClusterAlias, Gathering, MemberChange, PlanItem, Regulation
from thidua.shared.memo import remembered
from thidua.units.models import Cluster, ClusterMembership, RoleGrant, Unit, UnitSuccession
from thidua.units.queries import grants_of, in_force, unit_ids_with_roles

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Numbers(TypedDict):
        members: int
        head: str | None

    NumberedCluster = WithAnnotations[Cluster, _Numbers]

Role = RoleGrant.Role
Place = ClusterMembership.Role
# Running the machine shows nobody's affairs.
_ROLES = tuple(role for role in Role.values if role != Role.OPERATOR)


def reach_of(user, on: date) -> set[int]:
    """Primary keys of the units whose clusters the account sees: those it holds a role in, with everything below for the
    roles that reach down."""
    return unit_ids_with_roles(user, on, _ROLES)


def headed(user, on: date) -> set[int]:
    """Primary keys of the clusters the account is the head's hand in. No query beyond the grants."""
    return {g.cluster_id for g in grants_of(user, on) if g.role == Role.CLUSTER_HEAD and g.cluster_id}


def visible_to(user, on: date) -> QuerySet[Cluster]:
    """Clusters the account's units organise, are or were members of, and those it heads."""
    reach = reach_of(user, on)
    inside = ClusterMembership.objects.filter(cluster=OuterRef("pk"), unit__in=reach)
    was = MemberChange.objects.filter(cluster=OuterRef("pk"), unit__in=reach)
    found = Cluster.objects.filter(Q(organiser__in=reach) | Q(pk__in=headed(user, on)) | Exists(inside) | Exists(was))
    return found.select_related("organiser")


def sees_all_years(user, cluster: Cluster, on: date) -> bool:
    """Who organises or heads a cluster sees every year of it."""
    return cluster.pk in headed(user, on) or cluster.organiser_id in reach_of(user, on)


def years_of(cluster: Cluster) -> list[int]:
    """The years for which it was formed, newest first. One query, once a page."""
    rows = cluster.memberships.order_by("-year").values_list("year", flat=True).distinct()
    return list(remembered(("years of cluster", cluster.pk), lambda: list(rows)))


def years_seen(user, cluster: Cluster, on: date) -> list[int]:
    """The years of it the account sees, newest first: a member those it was in, even if it left. At most three queries."""
    years = years_of(cluster)
    if sees_all_years(user, cluster, on):
        return years
    reach = reach_of(user, on)
    own = set(cluster.memberships.filter(unit__in=reach).values_list("year", flat=True))
    own |= set(cluster.member_changes.filter(unit__in=reach).values_list("year", flat=True))
    return [year for year in years if year in own]


def numbered(clusters: QuerySet[Cluster], year: int) -> "QuerySet[NumberedCluster]":
    """Adds ``members`` (number) and ``head`` (name) of a year, without further queries."""
    rows = ClusterMembership.objects.filter(cluster=OuterRef("pk"), year=year).order_by()
    counted = rows.values("cluster").annotate(n=Count("pk")).values("n")
    return clusters.annotate(
        members=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
        head=Subquery(rows.filter(role=Place.HEAD).values("unit__name")[:1]),
    )


def known_as(words: list[str]) -> QuerySet[ClusterAlias, int]:
    """Primary keys, as a subquery, of the clusters with another name that contains every folded word."""
    rows = ClusterAlias.objects.filter(withdrawn_at=None)
    for word in words:
        rows = rows.filter(name_fold__contains=word)
    return rows.order_by().values_list("cluster", flat=True)


def members_in(cluster: Cluster, year: int) -> list[ClusterMembership]:
    """The members of a year with their units: the head, the deputies, the others by code. One query."""
    rows = cluster.memberships.filter(year=year).select_related("unit")
    order = {Place.HEAD: 0, Place.DEPUTY: 1}
    return sorted(rows, key=lambda row: (order.get(Place(row.role), 2), row.unit.code))


def head_in(cluster: Cluster, year: int) -> Unit | None:
    """The unit that heads a cluster in a year. One query."""
    row = cluster.memberships.filter(year=year, role=Place.HEAD).select_related("unit").first()
    return row.unit if row else None


def heads_by_year(cluster: Cluster) -> list[tuple[int, Unit, list[str]]]:
    """(year, head, names of the deputies), newest first. One query."""
    rows = cluster.memberships.filter(role__in=[Place.HEAD, Place.DEPUTY]).select_related("unit")
    heads: dict[int, Unit] = {}
    deputies: dict[int, list[str]] = {}
    for row in rows.order_by("unit__code"):
        if row.role == Place.HEAD:
            heads[row.year] = row.unit
        else:
            deputies.setdefault(row.year, []).append(row.unit.name)
    return [(year, heads[year], deputies.get(year, [])) for year in sorted(heads, reverse=True)]


def people_of(cluster: Cluster, on: date) -> list[RoleGrant]:
    """The head's hands now and later: grants of the role in the cluster that have not ended, with the account."""
    open_now = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    rows = RoleGrant.objects.filter(open_now, cluster=cluster, role=Role.CLUSTER_HEAD)
    return list(rows.select_related("user").order_by("starts_on", "pk"))


def people_in(cluster: Cluster, year: int) -> list[RoleGrant]:
    """Who were, are or will be the head's hands on a day of a year, in the order of their days, with the account."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    # one that was taken back before it began ends the day before its start
    touching = Q(ends_on__isnull=True) | (Q(ends_on__gte=first) & Q(ends_on__gte=F("starts_on")))
    rows = RoleGrant.objects.filter(touching, cluster=cluster, role=Role.CLUSTER_HEAD, starts_on__lte=last)
    return list(rows.select_related("user").order_by("starts_on", "pk"))


def officers_in(units: Collection[int], on: date, roles: Collection[str] = (Role.OFFICER,)) -> list:
    """The accounts, open ones only, that hold one of the roles in exactly one of the units, each once. One query."""
    grants = RoleGrant.objects.filter(in_force(on), role__in=list(roles), unit__in=units, user__is_active=True)
    return list({g.user_id: g.user for g in grants.select_related("user").order_by("pk")}.values())


def may_be_hands(unit: Unit, on: date) -> list:
    """Whom a head may send to work for the cluster: its officers and its head."""
    return officers_in([unit.pk], on, (Role.OFFICER, Role.HEAD))


# ── members that ended ──


@dataclass(frozen=True)
class Unsettled:
    """A member whose unit ended in or before the year and about which nobody has decided; ``heirs``: who took over."""

    membership: ClusterMembership
    heirs: list[Unit]


def unsettled_in(cluster: Cluster, year: int, on: date) -> list[Unsettled]:
    """Members whose unit no longer exists on ``on`` and that nobody kept or replaced. Three queries at most."""
    gone = cluster.memberships.filter(year=year, unit__valid_to__isnull=False, unit__valid_to__lt=on)
    rows = list(gone.select_related("unit").order_by("unit__code"))
    if not rows:
        return []
    kept = set(cluster.member_changes.filter(year=year, kind=MemberChange.Kind.STAYS).values_list("unit_id", flat=True))
    rows = [row for row in rows if row.unit_id not in kept]
    heirs: dict[int, list[Unit]] = {}
    found = UnitSuccession.objects.filter(holds=True, old__in=[row.unit_id for row in rows]).select_related("new")
    for each in found.order_by("-is_main", "new__code"):
        if each.old_id is not None:
            heirs.setdefault(each.old_id, []).append(each.new)
    return [Unsettled(row, heirs.get(row.unit_id, [])) for row in rows]


def unsettled_clusters(organisers: Collection[int], year: int, on: date) -> QuerySet[Cluster]:
    """Clusters of these organisers with such a member in a year, by code."""
    kept = MemberChange.objects.filter(
        cluster=OuterRef("cluster"), year=year, kind=MemberChange.Kind.STAYS, unit=OuterRef("unit")
    )
    gone = ClusterMembership.objects.filter(cluster=OuterRef("pk"), year=year, unit__valid_to__lt=on)
    return Cluster.objects.filter(Exists(gone.filter(~Exists(kept))), organiser__in=organisers).order_by("code")


def lasting(cluster: Cluster, year: int, on: date) -> list[ClusterMembership]:
    """The members of a year that go on into the next: their unit exists on ``on`` and nobody decided that they leave.

    Two queries.
    """
    stays = cluster.member_changes.filter(year=year, kind=MemberChange.Kind.STAYS)
    leaving = set(stays.values_list("unit_id", flat=True))
    return [
        row
        for row in members_in(cluster, year)
        if (row.unit.valid_to is None or row.unit.valid_to >= on) and row.unit_id not in leaving
    ]


def free_units(cluster: Cluster, year: int, on: date) -> QuerySet[Unit]:
    """Units below the organiser that exist and are in no cluster in the year, rooms aside, by code."""
    taken = ClusterMembership.objects.filter(year=year).values("unit")
    below = Unit.objects.descendants(cluster.organiser).filter(in_force(on, "valid_from", "valid_to"))
    return below.exclude(kind=Unit.Kind.SECTION).exclude(pk__in=taken).order_by("code")


# ── rules and plan ──


@dataclass(frozen=True)
class InForce:
    """One version of the rules with the last day on which it is in force; None: until further notice."""

    regulation: Regulation
    until: date | None

    def holds_on(self, day: date) -> bool:
        return self.regulation.in_force_from <= day and (self.until is None or day <= self.until)


def regulations_of(cluster: Cluster) -> list[InForce]:
    """The standing versions, the newest first. One query."""
    rows = list(cluster.regulations.filter(withdrawn_at=None).order_by("-in_force_from"))
    found: list[InForce] = []
    following: date | None = None
    for row in rows:
        until: date | None = None if following is None else date.fromordinal(following.toordinal() - 1)
        found.append(InForce(row, until))
        following = row.in_force_from
    return found


def regulation_on(cluster: Cluster, day: date) -> Regulation | None:
    """The version in force on a day. One query."""
    rows = cluster.regulations.filter(withdrawn_at=None, in_force_from__lte=day)
    return rows.order_by("-in_force_from").first()


def plan_of(cluster: Cluster, year: int) -> QuerySet[PlanItem]:
    """The plan of a year, dropped items too, by their day."""
    return PlanItem.objects.filter(cluster=cluster, year=year).select_related("owner")


def with_presence(gatherings: QuerySet[Gathering]) -> QuerySet[Gathering]:
    """Adds ``invited`` and ``came``: numbers of units."""
    return gatherings.annotate(
        invited=Count("attendance", distinct=True),
        came=Count("attendance", filter=Q(attendance__came=True), distinct=True),
    )


def hosts_of(cluster: Cluster) -> list[tuple[date, str]]:
    """(day, host) of what was held or is planned, the latest first: whose turn it was. One query."""
    rows = cluster.gatherings.exclude(host=None).exclude(state="cancelled").order_by("-held_on")
    return list(rows.values_list("held_on", "host__name")[:12])
