"""Reading conferences: what a person may see, and what one brought about, as facts for minutes and news."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from thidua.conferences.models import Conference
from thidua.honours.models import Honour
from thidua.movements.models import Movement
from thidua.pledges.models import Pledge
from thidua.pledges.outlook import award_name, award_rank
from thidua.units.models import Cluster, ClusterMembership, RoleGrant, Unit
from thidua.units.queries import grants_of, in_force, unit_ids_visible_to, units_with_own_role

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
    """Adds ``invited`` and ``came``: numbers of units."""
    return conferences.annotate(
        invited=Count("participation", distinct=True),
        came=Count("participation", filter=Q(participation__came=True), distinct=True),
    )


def units_to_invite(unit: Unit, on: date) -> QuerySet[Unit]:
    """The active units below, sections aside, by code."""
    below = Unit.objects.descendants(unit).filter(in_force(on, "valid_from", "valid_to"))
    return below.exclude(kind=Unit.Kind.SECTION).order_by("code")


def officers_of(units: list[Unit], on: date) -> list:
    """The officers of exactly these units, each once."""
    grants = RoleGrant.objects.filter(in_force(on), role=RoleGrant.Role.OFFICER, unit__in=units)
    return list({g.user_id: g.user for g in grants.select_related("user").order_by("id")}.values())


def _whole_day(day: date) -> tuple[datetime, datetime]:
    start = timezone.make_aware(datetime.combine(day, time()))
    return start, start + timedelta(days=1)


def _circle(conference: Conference) -> QuerySet | None:
    """Primary keys, as a subquery, of the units the conference is about: the members of its cluster; None means every
    unit below its own."""
    if conference.cluster is None:
        return None
    year = conference.year_launched or conference.year_summarised or conference.held_on.year
    return conference.cluster.memberships.filter(year=year).values("unit")


def pledges_signed_at(conference: Conference) -> QuerySet[Pledge]:
    """Pledges that got their second signature on the day of the conference, within its unit and cluster."""
    start, end = _whole_day(conference.held_on)
    signed = Pledge.objects.filter(signed_at__gte=start, signed_at__lt=end)
    circle = _circle(conference)
    signed = signed.filter(superior=conference.unit) if circle is None else signed.filter(unit__in=circle)
    return signed.select_related("unit").order_by("unit__code")


def honours_of(conference: Conference) -> QuerySet[Honour]:
    """Honours of the year summed up, as far as they were decided by the day: those of the conference's unit or cluster.

    Lines that were revoked since are left out. Empty when no year is summed up.
    """
    if conference.year_summarised is None:
        return Honour.objects.none()
    revoked = Honour.objects.filter(entry=Honour.Entry.REVOCATION).values("refers_to_id")
    held = Honour.objects.filter(
        entry=Honour.Entry.AWARD, year=conference.year_summarised, decided_on__lte=conference.held_on
    ).exclude(pk__in=revoked)
    circle = _circle(conference)
    if circle is None:
        return held.filter(issuer=conference.unit)
    return held.filter(Q(unit__in=circle) | Q(of_unit__in=circle))


def next_cluster_heads(conference: Conference) -> list[tuple[Cluster, Unit]]:
    """Who heads the cluster (or, without one, each cluster the unit organises) in the year launched, else in the year
    after the one summed up; only where that is known already. One query.
    """
    year = conference.year_launched or (conference.year_summarised + 1 if conference.year_summarised else None)
    if year is None:
        return []
    heads = ClusterMembership.objects.filter(year=year, role=ClusterMembership.Role.HEAD)
    if conference.cluster is None:
        heads = heads.filter(cluster__organiser=conference.unit)
    else:
        heads = heads.filter(cluster=conference.cluster)
    return [(row.cluster, row.unit) for row in heads.select_related("cluster", "unit").order_by("cluster__code")]


def _guests(conference: Conference) -> dict[str, Any]:
    rows = list(conference.participation.values_list("unit__name", "representative", "came"))
    came = [(unit, representative) for unit, representative, is_here in rows if is_here]
    return {"units_invited": len(rows), "units_came": len(came), "came": came}


def facts_of(conference: Conference, *, with_guests: bool = True) -> dict[str, Any]:
    """What happened, as plain values for the news and the minutes; nothing here is guessed, unknown is "" or empty.

    Keys: title, kind, kind_label, state, unit, cluster, held_on, place, year_summarised, year_launched, agenda
    [(kind, label, text)], units_invited, units_came, came [(unit, representative)], movements_launched [title],
    pledges_signed, pledge_units [unit], honours [(award code, award name, number)], honours_people,
    honours_collectives, next_cluster_head (of the conference's cluster), next_cluster_heads [(cluster, unit)],
    conclusion. The highest award comes first. Six queries; without guests (units_invited, units_came and came are left
    out, for pages that have their numbers) five.
    """
    guests = _guests(conference) if with_guests else {}
    signed = list(pledges_signed_at(conference).values_list("unit__name", flat=True))
    honours = list(honours_of(conference).values_list("award_code", "person_id"))
    numbers = Counter(code for code, _ in honours)
    launched = Movement.objects.none()
    if conference.year_launched is not None:
        launched = Movement.objects.filter(unit=conference.unit, year=conference.year_launched, state="launched")
    heads = next_cluster_heads(conference)
    return {
        "title": conference.title,
        "kind": conference.kind,
        "kind_label": conference.get_kind_display(),
        "state": conference.state,
        "unit": conference.unit.name,
        "cluster": conference.cluster.name if conference.cluster else "",
        "held_on": conference.held_on,
        "place": conference.place,
        "year_summarised": conference.year_summarised,
        "year_launched": conference.year_launched,
        "agenda": [(point.kind, point.get_kind_display(), point.text) for point in conference.agenda.all()],
        **guests,
        "movements_launched": list(launched.order_by("id").values_list("title", flat=True)),
        "pledges_signed": len(signed),
        "pledge_units": signed,
        "honours": [(code, award_name(code), numbers[code]) for code in sorted(numbers, key=award_rank)],
        "honours_people": sum(1 for _, person in honours if person is not None),
        "honours_collectives": sum(1 for _, person in honours if person is None),
        "next_cluster_head": heads[0][1].name if conference.cluster and heads else "",
        "next_cluster_heads": [(cluster.name, unit.name) for cluster, unit in heads],
        "conclusion": conference.conclusion,
    }


def seen_units(user, on: date) -> set[int]:
    """Primary keys of the units the person may see."""
    return unit_ids_visible_to(user, on)


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


def may_plan(user, on: date) -> bool:
    """Whether :func:`places_to_plan` names any. No query beyond the grants."""
    return any(
        g.role == RoleGrant.Role.OFFICER if g.unit_id else g.role == RoleGrant.Role.CLUSTER_HEAD
        for g in grants_of(user, on)
    )


def guests_for(units: list[Unit], clusters: list[Cluster], on: date) -> list[Unit]:
    """Units that may be invited: those below the given units and the members of the clusters this year, by code."""
    found = {guest.pk: guest for unit in units for guest in units_to_invite(unit, on)}
    members = ClusterMembership.objects.filter(cluster__in=clusters, year=on.year).select_related("unit")
    found |= {row.unit_id: row.unit for row in members}
    return sorted(found.values(), key=lambda unit: unit.code)
