"""Reading conferences: what a person may see, and what one brought about, as facts for minutes and news."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from thidua.conferences.models import (
    AgendaPoint,
    CeremonyLine,
    Conference,
    ConferencePaper,
    Figure,
    FigureLine,
    Participation,
    Remark,
    begins_of,
)
from thidua.conferences.plausibility import Numbers, Question, completion, questions
from thidua.conferences.vocabulary import converted
from thidua.honours.models import Honour
from thidua.movements.models import Movement
from thidua.pledges.models import Pledge, RegistrationLine
from thidua.pledges.outlook import award_name, award_rank
from thidua.pledges.queries import FLAG
from thidua.shared.text import fold
from thidua.units.models import Cluster, ClusterMembership, RoleGrant, Unit
from thidua.units.queries import grants_of, in_force, unit_ids_visible_to, units_with_own_role, users_with_role

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


def pledges_to_sign(conference: Conference) -> QuerySet[Pledge]:
    """What the signing session is about: pledges of the year launched within unit and cluster that wait for a signature
    or have both, by unit. Withdrawn ones and drafts are left out."""
    year = conference.year_launched or conference.held_on.year
    found = Pledge.objects.filter(year=year, state__in=["proposed", "signed", "settled"])
    circle = _circle(conference)
    found = found.filter(superior=conference.unit) if circle is None else found.filter(unit__in=circle)
    return found.select_related("unit", "movement").order_by("unit__code", "pk")


def registered_for_flag(conference: Conference) -> tuple[int, int]:
    """(units of the circle that registered for the provincial flag of the year launched, units of the circle). Two
    queries; (0, 0) where no year is launched."""
    if conference.year_launched is None:
        return 0, 0
    circle = _circle(conference)
    if circle is None:
        below = Unit.objects.filter(parent=conference.unit).exclude(kind=Unit.Kind.SECTION)
        circle = below.filter(in_force(conference.held_on, "valid_from", "valid_to")).order_by().values("pk")
    lines = RegistrationLine.objects.filter(
        award_code=FLAG, unit__in=circle, sheet__year=conference.year_launched, sheet__state__in=["sent", "accepted"]
    )
    return lines.order_by().values("unit").distinct().count(), circle.count()


def _guests(conference: Conference) -> dict[str, Any]:
    rows = list(conference.participation.select_related("unit"))
    units = [row for row in rows if row.unit is not None]
    guests = [row for row in rows if row.unit is None]
    here = [row for row in units if row.came]
    return {
        "units_invited": len(units),
        "units_came": len(here),
        "came": [(row.name, row.representative) for row in here],
        "absent": [
            (row.name, row.answer_note if row.answer == Participation.Answer.ABSENT else "")
            for row in units
            if not row.came
        ],
        "guests_came": [row.title for row in guests if row.came],
        "directing": [row.name for row in rows if row.directs and row.came],
    }


def facts_of(conference: Conference, *, with_guests: bool = True, whole: bool = True) -> dict[str, Any]:
    """What happened, as plain values for the news and the minutes; nothing here is guessed, unknown is "" or empty.

    Keys: title, kind, kind_label, purposes, state, unit, cluster, host, theme, lunar, held_on, begins, place,
    year_summarised, year_launched, agenda [(kind, label, text)], movements [(pk, title)], movements_launched [title],
    pledges [(pk, unit)], pledges_signed, pledge_units [unit], honours [(award code, award name, number)], honours_people,
    honours_collectives, next_cluster_head (of the conference's cluster), next_cluster_heads [(cluster, unit)],
    assessment, conclusion. The highest award comes first.

    ``with_guests`` adds units_invited, units_came, came [(unit, representative)], absent [(unit, reason)], guests_came
    and directing [role]. ``whole`` adds remarks {kind: [remark]}, papers [paper], adopted [title of a final plan or
    rules], figures [:class:`FigureFacts`], flag (registered, of), handovers [record]. Five queries; six with guests;
    thirteen in all.
    """
    signed = list(pledges_signed_at(conference).values_list("pk", "unit__name"))
    honours = list(honours_of(conference).values_list("award_code", "person_id"))
    numbers = Counter(code for code, _ in honours)
    launched: list[tuple[int, str]] = []
    if conference.year_launched is not None:
        movements = Movement.objects.filter(unit=conference.unit, year=conference.year_launched, state="launched")
        launched = list(movements.order_by("id").values_list("pk", "title"))
    heads = next_cluster_heads(conference)
    return {
        "title": conference.title,
        "kind": conference.kind,
        "kind_label": conference.get_kind_display(),
        "purposes": list(conference.purposes),
        "state": conference.state,
        "unit": conference.unit.name,
        "cluster": conference.cluster.name if conference.cluster else "",
        "host": conference.host.name if conference.host else "",
        "theme": conference.theme,
        "lunar": conference.lunar_label,
        "held_on": conference.held_on,
        "begins": conference.begins,
        "place": conference.place,
        "year_summarised": conference.year_summarised,
        "year_launched": conference.year_launched,
        "agenda": [(point.kind, point.get_kind_display(), point.text) for point in conference.agenda.all()],
        **(_guests(conference) if with_guests else {}),
        "movements": launched,
        "movements_launched": [title for _, title in launched],
        "pledges": signed,
        "pledges_signed": len(signed),
        "pledge_units": [unit for _, unit in signed],
        "honours": [(code, award_name(code), numbers[code]) for code in sorted(numbers, key=award_rank)],
        "honours_people": sum(1 for _, person in honours if person is not None),
        "honours_collectives": sum(1 for _, person in honours if person is None),
        "next_cluster_head": heads[0][1].name if conference.cluster and heads else "",
        "next_cluster_heads": [(cluster.name, unit.name) for cluster, unit in heads],
        "assessment": conference.assessment,
        "conclusion": conference.conclusion,
        **(_more(conference) if whole else {}),
    }


def _more(conference: Conference) -> dict[str, Any]:
    remarks: dict[str, list[Remark]] = {kind: [] for kind in Remark.Kind.values}
    for remark in conference.remarks.select_related("unit", "paper"):
        remarks[remark.kind].append(remark)
    papers = list(conference.papers.filter(withdrawn_at=None).prefetch_related("versions"))
    adopted = {ConferencePaper.Kind.PLAN, ConferencePaper.Kind.RULES}
    return {
        "remarks": remarks,
        "papers": papers,
        "adopted": [p.title for p in papers if p.kind in adopted and any(v.is_final for v in p.versions.all())],
        "figures": figures_of(conference),
        "flag": registered_for_flag(conference),
        "handovers": list(conference.handovers.select_related("cluster", "giver", "taker", "paper")),
    }


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


class FigureFacts(TypedDict):
    """A confirmed figure: its row, the rate of completion (None without a plan) and the rows of the members."""

    figure: Figure
    rate: Any
    lines: list[FigureLine]


def figures_of(conference: Conference) -> list[FigureFacts]:
    """The confirmed figures. Two queries."""
    confirmed = conference.figures.exclude(confirmed_at=None).prefetch_related("lines__unit")
    return [
        {"figure": figure, "rate": completion(figure.plan, figure.result), "lines": list(figure.lines.all())}
        for figure in confirmed
    ]


def members_to_report(conference: Conference) -> list[Unit]:
    """Whose numbers make up a figure: the members of the cluster in the year summed up (else of the day's year), without
    a cluster the invited units."""
    if conference.cluster is not None:
        for year in dict.fromkeys((conference.year_summarised, conference.held_on.year)):
            if year is not None and (members := members_in(conference.cluster, year)):
                return members
    rows = conference.participation.exclude(unit=None).select_related("unit").order_by("unit__code")
    return [row.unit for row in rows if row.unit is not None]


def _numbers(name: str, row: Figure | FigureLine) -> Numbers:
    return Numbers(name, row.plan, row.result, row.last_year)


def figure_questions(figure: Figure) -> list[Question]:
    """What is the matter with a figure: see :mod:`plausibility`. Three queries."""
    lines = list(figure.lines.select_related("unit"))
    members = members_to_report(figure.conference)
    expected = [unit.name for unit in members]
    return questions(
        _numbers("Tổng số", figure),
        [_numbers(line.unit.name, line) for line in lines],
        figure.measure,
        expected=expected,
    )


def last_years_numbers(conference: Conference, name: str, measure: str) -> tuple[Any, dict[int, Any]] | None:
    """(total, {unit id: result}) of the confirmed figure of this name a year before, in ``measure``; None where there is
    none or it counts something else. Two queries."""
    if conference.year_summarised is None:
        return None
    before = Figure.objects.filter(
        name=name,
        conference__unit=conference.unit_id,
        conference__cluster=conference.cluster_id,
        conference__year_summarised=conference.year_summarised - 1,
    ).exclude(confirmed_at=None)
    figure = before.order_by("-conference__held_on").prefetch_related("lines").first()
    total = converted(figure.result, figure.measure, measure) if figure else None
    if figure is None or total is None:
        return None
    return total, {line.unit_id: converted(line.result, figure.measure, measure) for line in figure.lines.all()}


# ── the stage ──


def called(conference: Conference) -> QuerySet[CeremonyLine]:
    """The awards in the order in which they are called."""
    return conference.ceremony.select_related("honour", "honour__of_unit", "conference")


def award_groups(lines: Iterable[tuple[int, str, bool]]) -> list[dict[str, Any]]:
    """(place, award code, handed over) in order → one row an award: name, first and last place, number, handed."""
    groups: list[dict[str, Any]] = []
    for place, code, is_handed in lines:
        if not groups or groups[-1]["code"] != code:
            groups.append({"code": code, "name": award_name(code), "first": place, "count": 0, "handed": 0})
        groups[-1]["last"] = place
        groups[-1]["count"] += 1
        groups[-1]["handed"] += is_handed
    return groups


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
    """Units that may be invited: those below the given units and the members of the clusters this year or the year
    before (a year is summed up in the next January, before its clusters are formed), by code."""
    found = {guest.pk: guest for unit in units for guest in units_to_invite(unit, on)}
    years = (on.year, on.year - 1)
    members = ClusterMembership.objects.filter(cluster__in=clusters, year__in=years).select_related("unit")
    found |= {row.unit_id: row.unit for row in members}
    return sorted(found.values(), key=lambda unit: unit.code)
