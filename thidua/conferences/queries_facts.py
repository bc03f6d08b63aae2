"""What the system itself knows about a conference: for the papers and the drafted article."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from thidua.conferences.models import Conference, ConferencePaper, Participation, Remark
from thidua.conferences.queries_figures import figures_of
from thidua.honours.models import Honour
from thidua.honours.queries import taken_away
from thidua.movements.models import Movement
from thidua.pledges.models import Pledge, RegistrationLine
from thidua.pledges.outlook import award_name, award_rank
from thidua.pledges.queries_titles import FLAG
from thidua.units.models import Cluster, ClusterMembership, Unit
from thidua.units.queries import in_force


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
    held = Honour.objects.filter(
        entry=Honour.Entry.AWARD, year=conference.year_summarised, decided_on__lte=conference.held_on
    ).exclude(taken_away())
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
        "units_recorded": sum(row.came_how == Participation.How.RECORD for row in here),
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

    ``with_guests`` adds units_invited, units_came, units_recorded (of these, whom only the minutes note), came [(unit,
    representative)], absent [(unit, reason)], guests_came and directing [role]. ``whole`` adds remarks {kind: [remark]},
    papers [paper], adopted [title of a final plan or rules], figures [:class:`FigureFacts`], flag (registered, of),
    handovers [record]. Five queries; six with guests;
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
