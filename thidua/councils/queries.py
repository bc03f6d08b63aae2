"""Reading councils, sessions, agendas; quorum and recusal."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from django.db.models import Count, Q, QuerySet

from rulebook.book import VoteRule
from rulebook.voting import vote_rule
from thidua.ballots.models import Ballot
from thidua.councils.models import AgendaItem, Council, CouncilMember, CouncilSession
from thidua.law.queries import the_book
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.queries import dossier_unit_ids
from thidua.people.queries import selves
from thidua.units.models import Unit
from thidua.units.queries import in_force

# From lower titles to higher ones: a council speaks of the step below before the step above.
AWARD_ORDER = (
    "advanced_worker",
    "advanced_labour_collective",
    "certificate_of_merit_commune",
    "certificate_of_merit_unit",
    "grassroots_emulation_fighter",
    "excellent_labour_collective",
    "diploma_of_merit_ministry_province",
    "ministry_province_emulation_fighter",
    "ministry_province_emulation_flag",
)


def award_place(code: str) -> tuple[int, str]:
    """Sort key of an award in an agenda; unknown ones last, by code."""
    return (AWARD_ORDER.index(code) if code in AWARD_ORDER else len(AWARD_ORDER), code)


def councils_visible_to(user, on: date) -> QuerySet[Council]:
    """Councils of the units the account works for, and those it sits in."""
    sits = CouncilMember.objects.filter(in_force(on), user=user).values("council")
    return Council.objects.filter(Q(unit__in=dossier_unit_ids(user, on)) | Q(pk__in=sits))


def visible_to(user, on: date) -> QuerySet[CouncilSession]:
    """Sessions of those councils."""
    return CouncilSession.objects.filter(council__in=councils_visible_to(user, on).values("pk"))


def with_counts(sessions: QuerySet[CouncilSession]) -> QuerySet[CouncilSession]:
    """Adds ``items`` and ``passed``."""
    return sessions.select_related("council", "council__unit").annotate(
        items=Count("agenda"), passed=Count("agenda", filter=Q(agenda__has_passed=True))
    )


def members_on(council: Council, on: date) -> list[CouncilMember]:
    """Members whose term holds on the day, in the order of their appointment."""
    return list(seats_on(council, on))


def seats_on(council: Council, on: date) -> QuerySet[CouncilMember]:
    """As :func:`members_on`, as a query."""
    return council.members.filter(in_force(on)).select_related("user").order_by("pk")


def agenda_of(session: CouncilSession) -> QuerySet[AgendaItem]:
    """The agenda for lists and papers, without the verdicts."""
    return session.agenda.select_related(
        "nomination", "nomination__unit", "line", "line__person", "line__unit", "line__outsider"
    ).defer("line__verdict")


def waiting_nominations(unit: Unit) -> QuerySet[Nomination]:
    """Appraised dossiers that wait for the council of a unit and have somebody to propose."""
    included = Count("lines", filter=Q(lines__appraisal=NominationLine.Appraisal.INCLUDED))
    return (
        Nomination.objects.filter(to_unit=unit, state="appraised")
        .select_related("unit")
        .annotate(included=included)
        .filter(included__gt=0)
        .order_by("award_code", "unit__code", "pk")
    )


def rules_of(award_codes: Iterable[str], on: date) -> dict[str, VoteRule | None]:
    """{award: its voting rule on the day}."""
    return {code: vote_rule(code, on, the_book()) for code in set(award_codes)}


def quorum_needed(total: int, rules: Iterable[VoteRule | None]) -> int:
    """The number of members who must be present: the largest quorum among the rules, in whole people.

    The fraction and its source stand in the law data (``VoteRule.quorum``); where no rule names one, one member is
    enough for the law and the regulation of the council decides.
    """
    fractions = [Fraction(*rule.quorum) for rule in rules if rule is not None and rule.quorum]
    largest = max(fractions, default=Fraction(0))
    return max(1, -(-largest.numerator * total // largest.denominator))


def recused(members: Sequence[CouncilMember], line: NominationLine) -> list[CouncilMember]:
    """Members who are themselves the nominee of a line: they do not vote on it."""
    if line.person_id is None:
        return []
    records = set(selves(line.person_id))
    return [member for member in members if member.user.person_id in records]


def sits_in(user, council: Council, on: date) -> CouncilMember | None:
    return council.members.filter(in_force(on), user=user).first()


def ballots_waiting_for(user) -> list[Ballot]:
    """Open boxes of council sessions that wait for the vote of a member."""
    return list(
        Ballot.objects.filter(state="open", session__state="open", voters__user=user, voters__has_voted=False)
        .select_related("session")
        .order_by("pk")
    )
