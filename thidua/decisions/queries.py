"""Reading decisions."""

from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from thidua.councils.models import AgendaItem, CouncilSession
from thidua.decisions.models import Decision, DecisionLine
from thidua.law.queries import awards_of_the_state
from thidua.nominations.models import Nomination, NominationLine
from thidua.units.queries import unit_ids_visible_to

ISSUED = "issued"

if TYPE_CHECKING:  # what the type checker shall know of annotated rows
    from django_stubs_ext import WithAnnotations

    class _Counted(TypedDict):
        line_count: int

    CountedDecision = WithAnnotations[Decision, _Counted]


def visible_to(user, on: date) -> "QuerySet[CountedDecision]":
    """Decisions of the units whose affairs the account may see, and issued ones that honour somebody of them."""
    units = unit_ids_visible_to(user, on)
    honours_ours = DecisionLine.objects.filter(decision=OuterRef("pk"), of_unit__in=units)
    return (
        Decision.objects.filter(Q(unit__in=units) | (Q(state=ISSUED) & Exists(honours_ours)))
        .select_related("unit", "paper")
        .annotate(line_count=Count("lines"))
    )


def issued() -> "QuerySet[CountedDecision]":
    """Issued decisions, newest first; what the public may read."""
    return (
        Decision.objects.filter(state=ISSUED)
        .select_related("unit", "paper")
        .annotate(line_count=Count("lines"))
        .order_by("-decided_on", "-number", "-pk")
    )


def undecided_lines(session: CouncilSession) -> QuerySet[AgendaItem]:
    """Nominees the council passed in a session who stand in no decision yet, in the order of the agenda."""
    return (
        AgendaItem.objects.filter(
            session=session, has_passed=True, line__result=NominationLine.Result.PASSED, line__decision_lines=None
        )
        .exclude(nomination__award_code__in=awards_of_the_state())
        .select_related("line__person", "line__unit__parent", "line__outsider", "nomination__unit", "nomination__paper")
        .order_by("ordinal")
    )


def sessions_to_decide(user, on: date) -> QuerySet[CouncilSession]:
    """Closed sessions of the units the account sees with ``waiting`` > 0 passed nominees who stand in no decision."""
    waiting = Q(
        agenda__has_passed=True,
        agenda__line__result=NominationLine.Result.PASSED,
        agenda__line__decision_lines=None,
    ) & ~Q(agenda__nomination__award_code__in=awards_of_the_state())
    return (
        CouncilSession.objects.filter(state="closed", council__unit__in=unit_ids_visible_to(user, on))
        .select_related("council__unit")
        .annotate(waiting=Count("agenda", filter=waiting))
        .filter(waiting__gt=0)
    )


def finished_nominations(decision: Decision) -> list[Nomination]:
    """Concluded nominations of a decision in which every included and passed line stands in an issued decision.

    Two queries, whatever the number of lines.
    """
    touched = DecisionLine.objects.filter(decision=decision).values("nomination_line__nomination")
    open_line = NominationLine.objects.filter(
        nomination=OuterRef("pk"),
        appraisal=NominationLine.Appraisal.INCLUDED,
        result=NominationLine.Result.PASSED,
    ).exclude(decision_lines__decision__state=ISSUED)
    return list(Nomination.objects.filter(pk__in=touched, state="concluded").exclude(Exists(open_line)).order_by("pk"))
