"""Reading decisions."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from thidua.councils.models import AgendaItem, CouncilSession
from thidua.decisions.models import Decision, DecisionCopy, DecisionLine
from thidua.honours.models import Honour
from thidua.law.queries import awards_of_the_state, proposal_choices
from thidua.nominations.models import Nomination, NominationLine
from thidua.notices.reminders import house_deadline
from thidua.shared.certain import certain
from thidua.units.queries import unit_ids_visible_to

ISSUED = "issued"
Kind = Decision.Kind

if TYPE_CHECKING:  # what the type checker shall know of annotated rows
    from django_stubs_ext import WithAnnotations

    class _Counted(TypedDict):
        line_count: int

    CountedDecision = WithAnnotations[Decision, _Counted]


def visible_to(user, on: date) -> "QuerySet[CountedDecision]":
    """Decisions of the units whose affairs the account may see, and issued ones that honour somebody of them or were sent
    to them."""
    units = unit_ids_visible_to(user, on)
    honours_ours = DecisionLine.objects.filter(decision=OuterRef("pk"), of_unit__in=units)
    sent_to_us = DecisionCopy.objects.filter(decision=OuterRef("pk"), unit__in=units)
    return (
        Decision.objects.filter(Q(unit__in=units) | (Q(state=ISSUED) & (Exists(honours_ours) | Exists(sent_to_us))))
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


def on_the_portal() -> "QuerySet[CountedDecision]":
    """Issued and published, newest first, each with ``is_annulled`` (by a later paper, or a line of it in the register),
    ``is_recalled`` and ``is_corrected``: what the public may read."""
    later = Decision.objects.filter(refers_to=OuterRef("pk"), state=ISSUED)
    gone = Honour.objects.filter(
        entry=Honour.Entry.REVOCATION, issuer=OuterRef("unit"), decision_number=OuterRef("number_text"),
        decided_on=OuterRef("decided_on"),
    )  # fmt: skip
    return (
        issued()
        .filter(published_at__isnull=False)
        .annotate(
            is_annulled=Exists(later.filter(kind=Kind.ANNULMENT)) | Exists(gone),
            is_recalled=Exists(later.filter(kind=Kind.RECALL)),
            is_corrected=Exists(later.filter(kind__in=[Kind.AMENDMENT, Kind.CORRECTION])),
        )
    )


def awards_issued() -> "QuerySet[CountedDecision]":
    """Issued decisions that award something: certificates are printed for these."""
    return issued().filter(kind=Kind.AWARD)


def withheld_honours() -> Exists:
    """For a query of honours: the line stands in a decision that is not public."""
    return Exists(
        Decision.objects.filter(
            state=ISSUED,
            kind=Kind.AWARD,
            published_at__isnull=True,
            number__isnull=False,  # true of all that are issued; said so that the index of numbers serves
            unit=OuterRef("issuer"),
            number_text=OuterRef("decision_number"),
            decided_on=OuterRef("decided_on"),
        )
    )


def later_papers(decision: Decision) -> QuerySet[Decision]:
    """What was issued, or is being drafted, about a decision later; the earliest first."""
    return decision.later_papers.exclude(state="withdrawn").select_related("unit", "paper").order_by("pk")


def later_issued(decision: Decision) -> list[Decision]:
    """Issued and public papers about a decision, the earliest first."""
    return list(later_papers(decision).filter(state=ISSUED, published_at__isnull=False))


def honours_of(decision: Decision) -> dict[int, Honour]:
    """{ordinal in the decision: award line of the register}. One query."""
    lines = Honour.objects.filter(
        issuer=decision.unit, decision_number=decision.number_text, decided_on=certain(decision.decided_on),
        entry=Honour.Entry.AWARD,
    )  # fmt: skip
    return {line.ordinal: line for line in lines.select_related("issuer")}


def decidable_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """(level, [(code, name)]) of the awards a unit of this installation may decide: all that a dossier may ask for but
    those of the State."""
    upward = set(awards_of_the_state())
    levels = ((level, [pair for pair in pairs if pair[0] not in upward]) for level, pairs in proposal_choices())
    return [(level, pairs) for level, pairs in levels if pairs]


def dossier_lines(decision: Decision) -> QuerySet[NominationLine]:
    """Nominees a decision drafted alone may take: of its award and year, put forward to its unit, appraised or concluded
    by a council, and in no decision yet."""
    ready = Q(nomination__state="concluded", result=NominationLine.Result.PASSED) | Q(
        nomination__state="appraised", result=NominationLine.Result.PENDING
    )
    return (
        NominationLine.objects.filter(
            ready,
            appraisal=NominationLine.Appraisal.INCLUDED,
            nomination__to_unit=decision.unit,
            nomination__award_code=decision.award_code,
            nomination__year=decision.year,
            decision_lines=None,
        )
        .select_related("person", "unit__parent", "outsider", "nomination__unit")
        .order_by("nomination_id", "ordinal")
    )


def copies_waiting(units: Iterable[int]) -> QuerySet[DecisionCopy]:
    """Copies delivered in the system to these units and not acknowledged."""
    return (
        DecisionCopy.objects.filter(state="delivered", way=DecisionCopy.Way.SYSTEM, unit__in=units)
        .select_related("decision__unit", "unit")
        .order_by("pk")
    )


def receipt_due(copy: DecisionCopy) -> date | None:
    """The last day to say that a delivered copy was received; None when nothing is waited for."""
    if copy.state != "delivered":
        return None
    return house_deadline("acknowledge", timezone.localdate(certain(copy.delivered_at)))


def late_copies(decision: Decision, on: date) -> list[tuple[DecisionCopy, date]]:
    """Copies whose receipt nobody has said in time, in the order of the list, each with the day it was due. One query."""
    waiting = decision.copies.filter(state="delivered").select_related("unit").order_by("ordinal")
    dated = [(copy, certain(receipt_due(copy))) for copy in waiting]
    return [(copy, due) for copy, due in dated if due < on]


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
    """Nominations of a decision in which every included line that was passed, or that no council was asked about, stands
    in an issued decision. Two queries, whatever the number of lines.
    """
    touched = DecisionLine.objects.filter(decision=decision).values("nomination_line__nomination")
    open_line = NominationLine.objects.filter(
        Q(result=NominationLine.Result.PASSED) | Q(result=NominationLine.Result.PENDING, nomination__state="appraised"),
        nomination=OuterRef("pk"),
        appraisal=NominationLine.Appraisal.INCLUDED,
    ).exclude(decision_lines__decision__state=ISSUED)
    done = Nomination.objects.filter(pk__in=touched, state__in=["concluded", "appraised"])
    return list(done.exclude(Exists(open_line)).order_by("pk"))
