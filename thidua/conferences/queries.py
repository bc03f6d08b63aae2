"""Reading conferences: what a person may see, and what one brought about, as facts for minutes and news."""

from datetime import date, time
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Q, QuerySet

from thidua.conferences.models import (
    AgendaPoint,
    Conference,
    Participation,
    Remark,
    begins_of,
)
from thidua.movements.models import Movement
from thidua.shared import clock
from thidua.shared.text import fold
from thidua.units.models import Cluster, ClusterMembership, RoleGrant, Unit
from thidua.units.queries import (
    grants_of,
    in_force,
    unit_ids_visible_to,
    units_with_own_role,
    users_with_role,
    users_with_roles_in,
)

if TYPE_CHECKING:  # what the type checker shall know of annotated rows
    from django_stubs_ext import WithAnnotations

    class _Numbers(TypedDict):
        invited: int
        came: int

    NumberedConference = WithAnnotations[Conference, _Numbers]


def visible_to(user, on: date) -> QuerySet[Conference]:
    """Conferences of the units a person may see, those these units are invited to, those of the clusters it heads."""
    units = unit_ids_visible_to(user, on)
    clusters = {g.cluster_id for g in grants_of(user, on) if g.cluster_id}
    invited = Conference.objects.filter(participation__unit__in=units).values("pk")
    return Conference.objects.filter(Q(unit__in=units) | Q(cluster__in=clusters) | Q(pk__in=invited)).select_related(
        "unit", "cluster", "minutes"
    )


def with_numbers(conferences: QuerySet[Conference]) -> "QuerySet[NumberedConference]":
    """Adds ``invited`` and ``came``: numbers of units; guests by role are not counted."""
    is_unit = Q(participation__unit__isnull=False)
    return conferences.annotate(
        invited=Count("participation", filter=is_unit, distinct=True),
        came=Count("participation", filter=is_unit & Q(participation__came=True), distinct=True),
    )


def units_to_invite(unit: Unit, on: date) -> QuerySet[Unit]:
    """The active units below, sections aside, by code."""
    below = Unit.objects.descendants(unit).filter(in_force(on, "valid_from", "valid_to"))
    return below.exclude(kind=Unit.Kind.SECTION).order_by("code")


RECEIVERS = (RoleGrant.Role.OFFICER, RoleGrant.Role.HEAD)  # who gets an invitation and may answer it


def receivers_of(units: list[Unit], on: date) -> list:
    """Officers and heads of exactly these units, each once: who gets the letter of an invitation."""
    return users_with_roles_in(RECEIVERS, units, on)


# ── agenda, guests, quorum ──


def agenda_of(conference: Conference) -> list[tuple[time, AgendaPoint]]:
    """The points with the time each begins. One query."""
    points = list(conference.agenda.all())
    return list(zip(begins_of(points, conference.begins), points, strict=True))


def presence(conference: Conference) -> dict[str, int]:
    """``invited`` and ``came`` units, ``guests`` and ``guests_came``, answers ``comes``, ``deputy``, ``absent``,
    ``silent``, and ``needed`` units by the rule (0: no rule). One query."""
    unit, guest = Q(unit__isnull=False), Q(unit__isnull=True)
    found = conference.participation.order_by().aggregate(
        invited=Count("pk", filter=unit),
        units_came=Count("pk", filter=unit & Q(came=True)),
        guests=Count("pk", filter=guest),
        guests_came=Count("pk", filter=guest & Q(came=True)),
        comes=Count("pk", filter=Q(answer="comes")),
        deputy=Count("pk", filter=Q(answer="deputy")),
        absent=Count("pk", filter=Q(answer="absent")),
        silent=Count("pk", filter=Q(answer="")),
    )
    found["came"] = found.pop("units_came")  # an aggregate of the field's own name would stand in its way
    # Rounded up: two thirds of 10 units are 7.
    found["needed"] = -(-found["invited"] * conference.quorum // 100) if conference.quorum else 0
    return found


def on_list(conference: Conference, asked: str = "") -> QuerySet[Participation]:
    """The guest list as far as it is asked for: units without diacritics, offices of guests as typed."""
    rows = conference.participation.select_related("unit")
    if not asked:
        return rows
    by_unit = Q(unit__name_fold__contains=fold(asked)) if fold(asked) else Q(pk__in=[])
    return rows.filter(by_unit | Q(title__icontains=asked))


def own_invitation(conference: Conference, user, on: date) -> Participation | None:
    """The invitation of a unit the person is officer or head of. One query."""
    own = units_with_own_role(user, [RoleGrant.Role.OFFICER, RoleGrant.Role.HEAD], on)
    rows = conference.participation.filter(unit__in=own).select_related("unit", "conference__unit")
    return rows.first() if own else None


def quorum_reason(conference: Conference, counts: dict[str, int] | None = None) -> str:
    """Why the meeting may not be held for want of units, or "". ``counts``: of :func:`presence` where known."""
    if conference.quorum is None:
        return ""
    counts = counts or presence(conference)
    if counts["came"] >= counts["needed"]:
        return ""
    return (
        f"Chưa đủ số đơn vị dự họp: có mặt {counts['came']}/{counts['invited']}, cần ít nhất {counts['needed']} "
        f"({conference.quorum} % theo {conference.quorum_basis}). Hãy điểm danh đủ hoặc dời hội nghị."
    )


def organisers_of(conference: Conference, on: date) -> list:
    """The accounts that run a conference: officers of its unit and the hands of the cluster's head."""
    place = Q(unit=conference.unit, role=RoleGrant.Role.OFFICER)
    if conference.cluster_id is not None:
        place |= Q(cluster=conference.cluster_id, role=RoleGrant.Role.CLUSTER_HEAD)
    grants = RoleGrant.objects.filter(in_force(on)).filter(place)
    return list({g.user_id: g.user for g in grants.select_related("user").order_by("id")}.values())


def head_of(unit: Unit, on: date) -> str:
    """Name and office of the unit's head, "" where there is no account of one."""
    heads = users_with_role([RoleGrant.Role.HEAD], unit, on)
    if not heads:
        return ""
    return f"{heads[0].display_name}, {unit.head_title}" if unit.head_title else heads[0].display_name


def hosts_before(cluster: Cluster, before: date) -> list[tuple[date, str]]:
    """(day, host) of the cluster's conferences before a day, the latest first: whose turn it was. One query."""
    held = Conference.objects.filter(cluster=cluster, held_on__lt=before).exclude(host=None).exclude(state="cancelled")
    return list(held.order_by("-held_on").values_list("held_on", "host__name")[:12])


def earlier_remarks(conference: Conference) -> QuerySet[Remark]:
    """Lessons and open tasks of earlier conferences of the same unit and cluster, not yet carried over, newest first."""
    there = conference.remarks.exclude(origin=None).values("origin")
    earlier = Remark.objects.filter(
        conference__unit=conference.unit_id,
        conference__cluster=conference.cluster_id,
        conference__held_on__lt=conference.held_on,
        kind__in=[Remark.Kind.LESSON, Remark.Kind.TASK],
    )
    open_or_lesson = Q(kind=Remark.Kind.LESSON) | Q(outcome=Remark.Outcome.OPEN)
    found = earlier.filter(open_or_lesson).exclude(pk__in=there).select_related("conference", "unit")
    return found.order_by("-conference__held_on", "id")


def open_comments(conference: Conference) -> dict[int, int]:
    """{paper: number of comments without an answer}. One query."""
    waiting = conference.remarks.filter(kind=Remark.Kind.COMMENT, outcome=Remark.Outcome.OPEN)
    return {pk: n for pk, n in waiting.order_by().values_list("paper").annotate(n=Count("pk")) if pk is not None}


def members_in(cluster: Cluster, year: int) -> list[Unit]:
    """The members of a cluster in a year, by code."""
    return [row.unit for row in cluster.memberships.filter(year=year).select_related("unit")]


def latest_members(cluster: Cluster, on: date) -> list[Unit]:
    """The members of a cluster this year or, early in a year not yet formed, of the year before, by code."""
    return members_in(cluster, on.year) or members_in(cluster, on.year - 1)


def head_in(cluster: Cluster, year: int) -> Unit | None:
    """Who heads a cluster in a year."""
    row = cluster.memberships.filter(year=year, role=ClusterMembership.Role.HEAD).select_related("unit").first()
    return row.unit if row else None


# ── figures ──


# ── the stage ──


def places_to_plan(user, on: date) -> tuple[list[Unit], list[Cluster]]:
    """(units, clusters) for which the person may plan: the officer's own units with the clusters they organise, and the
    clusters whose head's hand the person is, with the organising unit.
    """
    units = {unit.pk: unit for unit in units_with_own_role(user, [RoleGrant.Role.OFFICER], on)}
    clusters = {cluster.pk: cluster for cluster in Cluster.objects.filter(organiser__in=units)}
    for grant in grants_of(user, on):
        if grant.cluster is not None and grant.role == RoleGrant.Role.CLUSTER_HEAD:
            clusters[grant.cluster.pk] = grant.cluster
            units.setdefault(grant.cluster.organiser_id, grant.cluster.organiser)
    return (
        sorted(units.values(), key=lambda unit: unit.code),
        sorted(clusters.values(), key=lambda cluster: cluster.code),
    )


def is_launched_already(unit: Unit | None, year: int | None, on: date) -> bool:
    """Whether the unit's movement of a year was launched before a day. One query; none without unit or year."""
    if unit is None or year is None:
        return False
    started = Movement.objects.filter(unit=unit, year=year, launched_at__lt=clock.at_hour(on, 0))
    return started.exclude(state="withdrawn").exists()


def may_plan(user, on: date) -> bool:
    """Whether :func:`places_to_plan` names any. No query beyond the grants."""
    return any(
        g.role == RoleGrant.Role.OFFICER if g.unit_id else g.role == RoleGrant.Role.CLUSTER_HEAD
        for g in grants_of(user, on)
    )


def guests_for(units: list[Unit], clusters: list[Cluster], on: date) -> list[Unit]:
    """Units that may be invited: those below the given units and the members of the clusters this year or the year
    before (a year is summed up in the next January, before its clusters are formed), by code."""
    found = {guest.pk: guest for unit in units for guest in units_to_invite(unit, on)}
    years = (on.year, on.year - 1)
    members = ClusterMembership.objects.filter(cluster__in=clusters, year__in=years).select_related("unit")
    found |= {row.unit_id: row.unit for row in members}
    return sorted(found.values(), key=lambda unit: unit.code)
