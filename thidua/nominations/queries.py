"""Reading dossiers: who may see which, who decides an award, what stands in whose way."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT

from thidua.honours.models import Honour
from thidua.honours.queries import taken_away
from thidua.law.queries import the_book
from thidua.nominations.models import Nomination, NominationLine, Outsider
from thidua.nominations.models_consultation import Consultation
from thidua.nominations.models_desk import DossierHold
from thidua.people.models import Person, Post
from thidua.people.queries import selves_of, with_posts
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import in_force, unit_ids_with_roles

Role = RoleGrant.Role
# Dossiers hold ratings, discipline, absences: only those who build, appraise, weigh, decide or control them see them.
DOSSIER_ROLES = {
    Role.OFFICER,
    Role.HEAD,
    Role.APPRAISER,
    Role.COUNCIL_MEMBER,
    Role.COUNCIL_SECRETARY,
    Role.COUNCIL_CHAIR,
    Role.DECIDER,
    Role.AUDITOR,
}
# Levels of awards that a unit decides itself (Luật TĐKT 2022, Điều 80; Nghị định 129/2025, Điều 59).
_OWN_LEVELS = {"grassroots", "commune"}
AT_THE_DESK = ("sent", "received", "asked")
Outcome = NominationLine.Outcome
Appraisal = NominationLine.Appraisal

if TYPE_CHECKING:  # what the type checker shall know of annotated rows
    from django_stubs_ext import WithAnnotations

    class Counts(TypedDict):
        total: int
        may: int
        may_not: int
        human: int
        waiting: int
        is_held: bool

    CountedNomination = WithAnnotations[Nomination, Counts]


def deciding_unit(award_code: str, unit: Unit) -> Unit:
    """The unit whose council and decider deal with the award: ``unit`` itself (for a section, the agency it belongs
    to) for awards of the grassroots and the commune, the root of the tree for the others. ``KeyError``: no award."""
    level = the_book().award(award_code).level
    if level not in _OWN_LEVELS:
        return unit.root
    while unit.kind == Unit.Kind.SECTION and unit.parent is not None:
        unit = unit.parent
    return unit


def dossier_unit_ids(user, on: date) -> set[int]:
    """Units whose dossiers the account may read. As ``units.queries.unit_ids_visible_to``, for the roles above only."""
    return unit_ids_with_roles(user, on, DOSSIER_ROLES)


def visible_to(user, on: date) -> QuerySet[Nomination]:
    """Dossiers of the units the account works for, and those sent to them."""
    mine = dossier_unit_ids(user, on)
    sent = Q(to_unit__in=mine) & ~Q(state="draft")
    return Nomination.objects.filter(Q(unit__in=mine) | sent)


def building_unit_ids(user, on: date) -> set[int]:
    """Units for which the account may start a dossier."""
    return unit_ids_with_roles(user, on, {Role.OFFICER, Role.HEAD})


def to_appraise(user, on: date) -> QuerySet[Nomination]:
    """The queue of an appraiser: dossiers sent to, or being appraised in, the units the account appraises for."""
    mine = unit_ids_with_roles(user, on, {Role.APPRAISER})
    return Nomination.objects.filter(to_unit__in=mine, state__in=AT_THE_DESK)


def with_counts(nominations: QuerySet[Nomination]) -> "QuerySet[CountedNomination]":
    """Adds ``total``, ``may``, ``may_not``, ``human``, ``waiting`` (lines still to appraise) and ``is_held`` (the dossier
    or somebody in it is on hold) to each row."""
    return nominations.select_related("unit", "to_unit").annotate(
        total=Count("lines"),
        may=Count("lines", filter=Q(lines__outcome=Outcome.MAY_BE_PROPOSED)),
        may_not=Count("lines", filter=Q(lines__outcome=Outcome.MAY_NOT)),
        human=Count("lines", filter=Q(lines__outcome=Outcome.HUMAN_MUST_LOOK)),
        waiting=Count("lines", filter=Q(lines__appraisal=Appraisal.PENDING)),
        is_held=Exists(DossierHold.objects.filter(nomination=OuterRef("pk"), lifted_at=None)),
    )


def lines_of(nomination: Nomination) -> QuerySet[NominationLine]:
    """Lines for lists: with the subject and the verdict's one-sentence ``summary``, without the verdict itself."""
    return (
        nomination.lines.select_related("person", "unit", "outsider", "appraised_by")
        .defer("verdict")
        .annotate(summary=KT("verdict__summary_vi"))
    )


def eligible_people(unit: Unit, on: date) -> QuerySet[Person]:
    """People who may stand in a dossier of the unit: with a post in it or below, in name order."""
    below = Unit.objects.descendants(unit, include_self=True).values("pk")
    return with_posts(Post.objects.filter(in_force(on), unit__in=below))


def eligible_units(unit: Unit, on: date) -> QuerySet[Unit]:
    """The unit and the living units below it, by code."""
    below = Unit.objects.descendants(unit, include_self=True).values("pk")
    return Unit.objects.filter(in_force(on, "valid_from", "valid_to"), pk__in=below).order_by("code")


# What the law calls a place, and the kinds of units that are one.
_PLACES = {
    "commune": (Unit.Kind.COMMUNE, Unit.Kind.WARD, Unit.Kind.SPECIAL_ZONE),
    "province": (Unit.Kind.PROVINCE,),
}


def units_for(award_code: str, units: QuerySet[Unit]) -> QuerySet[Unit]:
    """Those of ``units`` that the award may go to: for an award of communes the communes, for one of provinces the
    province, for one of collectives every unit; none where it goes to no unit."""
    recipients = the_book().award(award_code).recipient_kinds
    if "collective" in recipients:
        return units
    return units.filter(kind__in=[kind for place, kinds in _PLACES.items() if place in recipients for kind in kinds])


def outsider_kinds(award_code: str) -> list[str]:
    """The kinds of nominees outside our registers to whom the award may go."""
    recipients = the_book().award(award_code).recipient_kinds
    return [kind for kind in Outsider.Kind.values if kind in recipients]


def other_dossiers(
    nomination: Nomination, people: Collection[Person], units: Collection[Unit], outsiders: Collection[Outsider] = ()
) -> list[tuple[NominationLine, Nomination]]:
    """Lines of other living dossiers that ask for the same award and year for the same subjects (requirement N6)."""
    lines = (
        NominationLine.objects.filter(
            Q(person__in=selves_of(p.pk for p in people).ids) | Q(unit__in=units) | Q(outsider__in=outsiders),
            nomination__award_code=nomination.award_code,
            nomination__year=nomination.year,
            nomination__kind=nomination.kind,
            nomination__occasion=nomination.occasion,
        )
        .exclude(nomination=nomination)
        .exclude(nomination__state="withdrawn")
        .exclude(appraisal=Appraisal.EXCLUDED)
        .exclude(result=NominationLine.Result.FAILED)
        .select_related("nomination", "nomination__unit", "person", "unit", "outsider")
        .defer("verdict")
        .order_by("id")
    )
    return [(line, line.nomination) for line in lines]


def standing_titles(nomination: Nomination, people: Collection[Person], units: Collection[Unit]) -> list[Honour]:
    """The title of the dossier where the subjects hold it already for its year and it was not revoked; other awards may
    be given more than once a year."""
    if the_book().award(nomination.award_code).kind != "emulation_title":
        return []
    return list(
        Honour.objects.filter(
            Q(person__in=selves_of(p.pk for p in people).ids) | Q(unit__in=units),
            entry=Honour.Entry.AWARD,
            award_code=nomination.award_code,
            year=nomination.year,
        )
        .exclude(taken_away())
        .order_by("id")
    )


def spoken_for(nomination: Nomination, kind: str, subjects: Collection[Person | Unit]) -> set[int]:
    """Keys of those among the people ("person") or units ("unit") whom the dossier would be refused to take, because
    another asks for them or they hold its title. At most two queries."""
    people = [each for each in subjects if isinstance(each, Person)]
    units = [each for each in subjects if isinstance(each, Unit)]
    rows = [line for line, _ in other_dossiers(nomination, people, units)]
    taken = {getattr(row, f"{kind}_id") for row in [*rows, *standing_titles(nomination, people, units)]}
    if kind != "person":
        return taken
    them = selves_of(person.pk for person in people)
    return {person for record in taken if record is not None for person in them.asked(record)}


# The newest that are read for one page; nobody asks the public so often about one dossier.
MOST_CONSULTATIONS = 20


def consultations_of(nomination: Nomination) -> list[Consultation]:
    """The newest consultations of a dossier with who opened, published and cancelled them. One query."""
    rows = nomination.consultations.select_related("opened_by", "published_by", "cancelled_by")
    return list(rows.order_by("-opened_at", "-pk")[:MOST_CONSULTATIONS])
