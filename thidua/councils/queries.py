"""Reading councils, seats, sessions, agendas; who is in force, who stands aside, what waits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from thidua.accounts.models import User
from thidua.ballots.models import Ballot
from thidua.councils.models import (
    AgendaItem,
    Attendance,
    Council,
    CouncilMember,
    CouncilSession,
    Substitution,
)
from thidua.councils.models_sessions import Recusal, SessionPaper
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.queries import dossier_unit_ids
from thidua.people.queries import selves_of
from thidua.records.models import Initiative, InitiativeAuthor
from thidua.scoring.models import Standing
from thidua.shared.wording import vi_number
from thidua.units.models import Unit
from thidua.units.queries import in_force

Kind = AgendaItem.Kind
Stage = AgendaItem.Stage

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


# ── who sees what ──


def councils_visible_to(user, on: date) -> QuerySet[Council]:
    """Councils of the units the account works for, and those it sits in, for itself or for a member."""
    sits = CouncilMember.objects.filter(in_force(on), user=user).values("council")
    stands_in = substitutions_on(on).filter(user=user).values("member__council")
    return Council.objects.filter(Q(unit__in=dossier_unit_ids(user, on)) | Q(pk__in=sits) | Q(pk__in=stands_in))


def visible_to(user, on: date) -> QuerySet[CouncilSession]:
    """Sessions of those councils, and those in which the account sat."""
    sat = Attendance.objects.filter(Q(user=user) | Q(user=None, member__user=user)).values("session")
    return CouncilSession.objects.filter(Q(council__in=councils_visible_to(user, on).values("pk")) | Q(pk__in=sat))


def with_counts(sessions: QuerySet[CouncilSession]) -> QuerySet[CouncilSession]:
    """Adds ``items`` and ``passed``."""
    return sessions.select_related("council", "council__unit").annotate(
        items=Count("agenda"), passed=Count("agenda", filter=Q(agenda__has_passed=True))
    )


# ── seats ──


@dataclass(frozen=True)
class Seat:
    """A member of a council on a day and who sits in the seat: the member or a substitute."""

    member: CouncilMember
    user: User
    substitution: Substitution | None = None

    @property
    def name(self) -> str:
        return self.user.display_name

    @property
    def title(self) -> str:
        return self.substitution.title if self.substitution else self.member.title

    @property
    def words(self) -> str:
        """ "Trần Văn A (thay Nguyễn Thị B), Ủy viên"."""
        instead = f" (thay {self.member.user.display_name})" if self.substitution else ""
        return f"{self.name}{instead}, {self.member.get_role_display()}"


def substitutions_on(on: date) -> QuerySet[Substitution]:
    return Substitution.objects.filter(starts_on__lte=on, ends_on__gte=on, ended_at=None)


def members_on(council: Council, on: date) -> list[CouncilMember]:
    """Members whose term holds on the day, in the order of their appointment."""
    return list(seats_on(council, on))


def seats_on(council: Council, on: date) -> QuerySet[CouncilMember]:
    """As :func:`members_on`, as a query, with the substitutes of the day in ``standing_in``."""
    there = Prefetch("substitutions", substitutions_on(on).select_related("user"), to_attr="standing_in")
    return council.members.filter(in_force(on)).select_related("user").prefetch_related(there).order_by("pk")


def seat_of(member: CouncilMember) -> Seat:
    """The seat of a member read by :func:`seats_on`."""
    instead = next(iter(getattr(member, "standing_in", [])), None)
    return Seat(member, instead.user if instead else member.user, instead)


def seats(council: Council, on: date) -> list[Seat]:
    return [seat_of(member) for member in seats_on(council, on)]


def seats_of(session: CouncilSession) -> list[Seat]:
    """The seats of a session: as frozen at its opening; before that, as they stand on its day."""
    rows = list(session.attendance.select_related("member__user", "user").order_by("member__pk"))
    if not rows:
        return seats(session.council, session.held_on)
    held = {
        each.member_id: each
        for each in Substitution.objects.filter(
            member__in=[row.member_id for row in rows], starts_on__lte=session.held_on, ends_on__gte=session.held_on
        ).order_by("pk")
    }
    found = []
    for row in rows:
        user = row.user or row.member.user
        instead = held.get(row.member_id) if user.pk != row.member.user_id else None
        found.append(Seat(row.member, user, instead))
    return found


def sits_in(user, council: Council, on: date) -> CouncilMember | None:
    """The member's own seat."""
    return council.members.filter(in_force(on), user=user).first()


def seat_held_by(user, session: CouncilSession) -> Seat | None:
    """The seat from which the account takes part in a session."""
    return next((seat for seat in seats_of(session) if seat.user.pk == user.pk), None)


def presider_of(session: CouncilSession) -> CouncilMember | None:
    """Who presides: chosen at the opening; before that, the chair of the council."""
    if session.presider_id:
        return session.presider
    chair = CouncilMember.Role.CHAIR
    return session.council.members.filter(in_force(session.held_on), role=chair).select_related("user").first()


# ── agenda ──


def agenda_of(session: CouncilSession) -> QuerySet[AgendaItem]:
    """The agenda for lists and papers, without the verdicts."""
    return in_full(session.agenda.all())


def in_full(items: QuerySet[AgendaItem]) -> QuerySet[AgendaItem]:
    return items.select_related(
        "nomination", "nomination__unit", "line", "line__person", "line__unit", "line__outsider", "standing__unit", "standing__season",
        "person", "unit", "initiative",
    ).defer("line__verdict")  # fmt: skip


def unrecorded(session: CouncilSession) -> QuerySet[AgendaItem]:
    """Items settled by a show of hands whose hands nobody has written down yet."""
    left = agenda_of(session).filter(way=AgendaItem.Way.MINUTES, yes__isnull=True)
    return left.exclude(stage=Stage.DEFERRED).order_by("ordinal")


def secret_items(session: CouncilSession) -> QuerySet[AgendaItem]:
    """Items that this session votes on in secret: what was put off is voted on in another one."""
    return session.agenda.filter(way=AgendaItem.Way.BALLOT).exclude(stage=Stage.DEFERRED)


def elsewhere(item: AgendaItem) -> CouncilSession | None:
    """The other session that deals, or has dealt, with what an item is about; a session that left it does not count."""
    same = Q(line=item.line_id) if item.line_id else Q(pk=None)
    if item.standing_id:
        same = Q(standing=item.standing_id, session__council=item.session.council_id)
    if item.initiative_id:
        same = Q(initiative=item.initiative_id)
    rows = AgendaItem.objects.filter(same).exclude(session=item.session_id).exclude(session__state="cancelled")
    found = rows.exclude(session__state="closed", stage=Stage.DEFERRED).select_related("session__council").first()
    return found.session if found is not None else None


def award_codes(session: CouncilSession) -> set[str]:
    """The awards on an agenda. One query."""
    rows = session.agenda.values_list("nomination__award_code", "standing__proposed_award").distinct()
    return {code for pair in rows for code in pair if code}


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


def waiting_lines(council: Council) -> QuerySet[NominationLine]:
    """Lines a closed session of the council left for a later one, and that stand on no agenda still to be dealt with."""
    live = AgendaItem.objects.filter(line=OuterRef("pk")).exclude(session__state__in=["closed", "cancelled"])
    deferred = AgendaItem.objects.filter(
        line=OuterRef("pk"), session__council=council, session__state="closed", stage=Stage.DEFERRED
    )
    return (
        NominationLine.objects.filter(
            Exists(deferred), ~Exists(live), nomination__state="in_council", result=NominationLine.Result.PENDING
        )
        .select_related("nomination", "nomination__unit", "nomination__to_unit", "person", "unit", "outsider")
        .defer("verdict")
        .order_by("nomination_id", "ordinal")
    )


def waiting_flags(council: Council) -> QuerySet[Standing]:
    """What clusters of the council's unit propose, no session of the council has dealt with and no dossier that was sent to
    the unit asks for: one award is not put to the vote twice."""
    asked = NominationLine.objects.filter(
        unit=OuterRef("unit"),
        nomination__award_code=OuterRef("proposed_award"),
        nomination__year=OuterRef("season__year"),
        nomination__to_unit=council.unit,
    ).exclude(nomination__state__in=["draft", "returned", "withdrawn"])
    settled = AgendaItem.objects.filter(standing=OuterRef("pk"), session__council=council).exclude(
        session__state="cancelled"
    )
    settled = settled.exclude(session__state="closed", stage=Stage.DEFERRED)
    return (
        Standing.objects.filter(~Exists(settled), ~Exists(asked), season__cluster__organiser=council.unit)
        .exclude(proposed_award="")
        .select_related("season__cluster", "unit")
        .order_by("-season__year", "season__cluster__name", "rank")
    )


def waiting_initiatives(council: Council) -> QuerySet[Initiative]:
    """Applications handed in at the council's unit or its rooms that no session of its councils has heard."""
    section = Unit.Kind.SECTION
    here = (
        Q(unit=council.unit)
        | Q(unit__parent=council.unit, unit__kind=section)
        | Q(unit__parent__parent=council.unit, unit__kind=section, unit__parent__kind=section)
    )
    heard = AgendaItem.objects.filter(initiative=OuterRef("pk")).exclude(session__state="cancelled")
    heard = heard.exclude(session__state="closed", stage=Stage.DEFERRED)
    rows = Initiative.objects.filter(here, ~Exists(heard), state="submitted")
    return rows.select_related("person", "unit").order_by("submitted_at", "pk")


def unanswered_initiatives(session: CouncilSession) -> QuerySet[AgendaItem]:
    """What a closed session concluded on applications that nobody has answered yet."""
    rows = session.agenda.filter(initiative__state="submitted", has_passed__isnull=False)
    return rows.select_related("initiative__unit", "initiative__person", "session__council").order_by("ordinal")


# ── recusal ──


def nominees_of(items: Iterable[AgendaItem]) -> dict[int, set[int]]:
    """{item: the people before the council, all authors of an initiative, with all records of the same person}. Three
    queries at most."""
    found: dict[int, set[int]] = {}
    ideas: dict[int, list[int]] = {}
    for item in items:
        person = item.line.person_id if item.line is not None else item.person_id
        if person is not None:
            found[item.pk] = {person}
        if item.initiative_id is not None:
            ideas.setdefault(item.initiative_id, []).append(item.pk)
    for author in InitiativeAuthor.objects.filter(initiative__in=ideas) if ideas else ():
        for pk in ideas[author.initiative_id]:
            found.setdefault(pk, set()).add(author.person_id)
    selves = selves_of({person for people in found.values() for person in people})
    roots: dict[int, set[int]] = {}
    for each in selves.ids:
        roots.setdefault(selves.root(each), set()).add(each)
    return {
        item: {each for person in people for each in roots.get(selves.root(person), {person})}
        for item, people in found.items()
    }


def author_words(items: Iterable[AgendaItem]) -> dict[int, str]:
    """{item: "Nguyễn Thị An (60%), Trần Văn Bình (40%)"}: all authors of an initiative with their shares; where the shares are
    not known or one person is the only author, the names alone. One query."""
    ideas = {item.pk: item.initiative_id for item in items if item.initiative_id is not None}
    found: dict[int, list[InitiativeAuthor]] = {}
    rows = (
        InitiativeAuthor.objects.filter(initiative__in=set(ideas.values()))
        if ideas
        else InitiativeAuthor.objects.none()
    )
    for author in rows.select_related("person").order_by("ordinal", "pk"):
        found.setdefault(author.initiative_id, []).append(author)
    said = {}
    for pk, idea in ideas.items():
        authors = found.get(idea, [])
        said[pk] = ", ".join(
            author.person.full_name
            + ("" if author.share is None or len(authors) == 1 else f" ({vi_number(author.share.normalize())}%)")
            for author in authors
        )
    return said


def recusals_of(session: CouncilSession) -> dict[int, list[Recusal]]:
    """{item: who stands aside}. One query."""
    found: dict[int, list[Recusal]] = {}
    rows = Recusal.objects.filter(item__session=session, taken_back_at=None)
    for each in rows.select_related("member__user"):
        found.setdefault(each.item_id, []).append(each)
    return found


def accounts_aside(session: CouncilSession) -> dict[int, list[int]]:
    """{item: accounts that sit for members who stand aside on it}."""
    user_of = {seat.member.pk: seat.user.pk for seat in seats_of(session)}
    rows = recusals_of(session).items()
    return {item: [user_of[each.member_id] for each in aside if each.member_id in user_of] for item, aside in rows}


# ── what waits ──


def ballots_waiting_for(user) -> list[Ballot]:
    """Open boxes of council sessions that wait for the vote of a member."""
    mine = {"voters__user": user, "voters__has_voted": False, "voters__struck_at": None}
    rows = Ballot.objects.filter(state="open", session__state="open", **mine)
    return list(rows.select_related("session").order_by("pk"))


def standing_papers(session: CouncilSession) -> QuerySet[SessionPaper]:
    return session.handouts.filter(withdrawn_at=None).annotate(readers=Count("readings"))


def invited_to(user, on: date) -> QuerySet[CouncilSession]:
    """Sessions that are not over in which the account has a seat of its own or stands in for somebody."""
    mine = CouncilMember.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("held_on")), council=OuterRef("council"), user=user,
        starts_on__lte=OuterRef("held_on"),
    )  # fmt: skip
    instead = Substitution.objects.filter(
        member__council=OuterRef("council"), user=user, ended_at=None,
        starts_on__lte=OuterRef("held_on"), ends_on__gte=OuterRef("held_on"),
    )  # fmt: skip
    return (
        CouncilSession.objects.filter(Exists(mine) | Exists(instead), state__in=["prepared", "open", "paused"])
        .select_related("council__unit", "ballot")
        .order_by("held_on", "pk")
    )


def members_through(council: Council) -> QuerySet[CouncilMember]:
    """Everybody who ever sat, those of today first."""
    return council.members.select_related("user", "joined_by", "left_by").order_by(
        F("ends_on").desc(nulls_first=True), "pk"
    )


def tally(present: Sequence[Attendance]) -> dict[str, int]:
    """{mode: how many seats}."""
    found = dict.fromkeys(Attendance.Mode.values, 0)
    for row in present:
        found[row.mode] += 1
    return found
