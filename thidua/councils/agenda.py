"""What goes on an agenda: lines of dossiers and whatever else a council is asked, in the order of the house."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from thidua.councils import queries
from thidua.councils.models import AgendaItem, CouncilSession
from thidua.councils.models_sessions import Recusal
from thidua.councils.queries import Seat
from thidua.councils.rules import Rulebook
from thidua.law.queries import award_name
from thidua.nominations.conflicts import kin_among
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.models_conflicts import Kinship
from thidua.people.models import Person
from thidua.people.queries import posts_on
from thidua.records.models import Initiative
from thidua.scoring.models import Standing
from thidua.shared.denied import Denied
from thidua.shared.text import nfc, nfc_lines
from thidua.units.models import Unit

Kind = AgendaItem.Kind
Way = AgendaItem.Way
Ground = Recusal.Ground
# Drafts first, then initiatives (titles rest on them), then awards and flags from lower to higher.
_ORDER = {Kind.DRAFT: 0, Kind.INITIATIVE: 1, Kind.AWARD: 2, Kind.FLAG: 2}
LONGEST_DETAIL = 20_000


@dataclass(frozen=True)
class Topic:
    """Something a council is asked that is no line of a dossier: an initiative, a flag a cluster proposes, a draft.

    ``person`` and ``unit``: whose it is (the author of an initiative), so that they stand aside. ``initiative``: one that
    was applied for on the system; title, authors and unit are then its own.
    """

    kind: str
    title: str = ""
    detail: str = ""
    person: Person | None = None
    unit: Unit | None = None
    standing: Standing | None = None
    initiative: Initiative | None = None


def included_lines(dossiers: Sequence[Nomination]) -> list[NominationLine]:
    """The lines of the dossiers that appraisal put on the list, in the order of an agenda."""
    lines = NominationLine.objects.filter(
        nomination__in=dossiers,
        appraisal=NominationLine.Appraisal.INCLUDED,
        result=NominationLine.Result.PENDING,
    )
    return list(lines.select_related("nomination", "nomination__unit", "person", "unit", "outsider").defer("verdict"))


def build_items(session: CouncilSession, lines: Iterable[NominationLine], topics: Iterable[Topic]) -> list[AgendaItem]:
    """Unsaved items in order, without their way of deciding."""
    items = [
        AgendaItem(session=session, kind=Kind.AWARD, nomination=line.nomination, line=line, unit=line.nomination.unit)
        for line in lines
    ]
    topics = list(topics)
    ideas = [topic.initiative.pk for topic in topics if topic.initiative is not None]
    if len(set(ideas)) != len(ideas):
        raise Denied("Có sáng kiến được đưa vào chương trình hai lần.")
    waiting = queries.waiting_initiatives(session.council).filter(pk__in=ideas) if ideas else ()
    heard_now = {each.pk for each in waiting}
    items += [_topic_item(session, topic, heard_now) for topic in topics]
    return sorted(items, key=_place)


def _place(item: AgendaItem) -> tuple:
    line = item.line
    unit = item.nomination.unit.code if item.nomination is not None else (item.unit.code if item.unit else "")
    inside = (item.nomination_id or 0, line.ordinal if line is not None else 0)
    award = queries.award_place(item.award_code) if item.award_code else (0, "")
    return _ORDER[Kind(item.kind)], award, unit, inside


def _topic_item(session: CouncilSession, topic: Topic, heard_now: Collection[int]) -> AgendaItem:
    """``heard_now``: initiatives that wait for this council."""
    if topic.kind not in (Kind.FLAG, Kind.INITIATIVE, Kind.DRAFT):
        raise Denied("Loại nội dung này không đưa thẳng vào chương trình họp được.")
    title, detail = nfc(topic.title), nfc_lines(topic.detail)
    person, own = topic.person, topic.unit
    if topic.kind == Kind.INITIATIVE and topic.initiative is not None:
        if topic.initiative.pk not in heard_now:
            raise Denied(f"Sáng kiến “{topic.initiative.title}” không chờ Hội đồng này, hoặc đã ở một phiên họp khác.")
        title, person, own = topic.initiative.title, topic.initiative.person, topic.initiative.unit
    if topic.kind == Kind.FLAG:
        if topic.standing is None or not topic.standing.proposed_award:
            raise Denied("Đơn vị này chưa được cụm, khối đề nghị khen thưởng.")
        if not queries.waiting_flags(session.council).filter(pk=topic.standing.pk).exists():
            raise Denied(
                f"Đề nghị {award_name(topic.standing.proposed_award)} cho {topic.standing.unit.name} đã ở một phiên họp khác "
                "hoặc đã có hồ sơ gửi đến."
            )
    elif not title:
        raise Denied("Hãy ghi tên nội dung xin ý kiến Hội đồng.")
    if len(title) > 300:
        raise Denied("Tên nội dung dài quá 300 ký tự.")
    if len(detail) > LONGEST_DETAIL:
        raise Denied(f"Nội dung dài quá {LONGEST_DETAIL} ký tự; hãy đưa vào tài liệu phiên họp.")
    unit = own or (topic.standing.unit if topic.standing is not None else None)
    return AgendaItem(
        session=session,
        kind=topic.kind,
        title=title,
        detail=detail,
        person=person,
        unit=unit,
        standing=topic.standing if topic.kind == Kind.FLAG else None,
        initiative=topic.initiative if topic.kind == Kind.INITIATIVE else None,
    )


def set_ways(session: CouncilSession, items: Sequence[AgendaItem], rules: Rulebook) -> None:
    """Number the items and say how each is decided. Denied where nobody knows the rule, or writing cannot replace a box."""
    for ordinal, item in enumerate(items, start=1):
        rule = rules.certain_of(item)
        item.ordinal, item.threshold_percent = ordinal, max(rule.percent, rule.own_percent or 0)
        if not session.is_written:
            item.way = Way.BALLOT if rule.needs_ballot else Way.MINUTES
        elif rule.needs_ballot:
            name = award_name(item.award_code) if item.award_code else item.get_kind_display()
            raise Denied(
                f"{name} phải bỏ phiếu kín ({rule.source}); không xin ý kiến bằng văn bản thay phiên họp được."
            )
        else:
            item.way = Way.WRITTEN


def find_recusals(items: Sequence[AgendaItem], seats: Sequence[Seat], rules: Rulebook, at) -> list[Recusal]:
    """Who stands aside by the record: the nominee; members of the unit concerned where the regulation says so. A relative
    does not by itself: no text says so, it is proposed (:func:`kin_proposals`) and a person answers.

    Saved items only. Three queries at most.
    """
    nominees = queries.nominees_of(items)
    own_units: dict[int, int] = {}
    if rules.own is not None and rules.own.recuses_own_unit:
        people = {seat.user.person_id: seat.member.pk for seat in seats if seat.user.person_id}
        own_units = {people[pk]: post.unit_id for pk, post in posts_on(list(people), rules.on).items()}
    found = []
    for item in items:
        concerned = item.line.unit_id if item.line is not None and item.line.unit_id else item.unit_id
        for seat in seats:
            if seat.user.person_id in nominees.get(item.pk, ()):
                found.append(Recusal(item=item, member=seat.member, ground=Ground.NOMINEE, noted_at=at))
            elif concerned is not None and own_units.get(seat.member.pk) == concerned:
                found.append(Recusal(item=item, member=seat.member, ground=Ground.OWN_UNIT, noted_at=at))
    return found


@dataclass(frozen=True)
class KinProposal:
    """A member related to a nominee by the record (requirement N6): somebody must say whether the member stands aside."""

    item: AgendaItem
    seat: Seat
    reason: str  # "Vợ, chồng của Trần Văn Bình": for the secretary and the member


def kin_proposals(session: CouncilSession, seats: Sequence[Seat]) -> list[KinProposal]:
    """The kinships noted between members and nominees that nobody has answered for their item: neither that the member stands
    aside on any ground nor that the member votes. One query where no kinship at all is noted."""
    if not Kinship.objects.filter(withdrawn_at=None).exists():
        return []
    seat_of = {seat.user.person_id: seat for seat in seats if seat.user.person_id}
    items = list(queries.agenda_of(session).exclude(stage=AgendaItem.Stage.DEFERRED))
    nominees = queries.nominees_of(items)
    pairs = kin_among(seat_of, {person for people in nominees.values() for person in people})
    answered = set(
        Recusal.objects.filter(item__session=session)
        .filter(Q(taken_back_at=None) | Q(ground=Ground.RELATIVE))
        .values_list("item", "member")
    )
    names = dict(Person.objects.filter(pk__in=[b for _, b, _ in pairs]).values_list("pk", "full_name"))
    found: dict[tuple[int, int], KinProposal] = {}
    for item in items:
        for who, nominee, relation in pairs:
            seat = seat_of[who]
            if nominee in nominees.get(item.pk, ()) and (item.pk, seat.member.pk) not in answered:
                reason = f"{relation} của {names[nominee]}, theo quan hệ đã ghi"
                found.setdefault((item.pk, seat.member.pk), KinProposal(item, seat, reason))
    return list(found.values())


def aside_note(recusals: Sequence[Recusal], names: dict[int, str]) -> str:
    """ "An không biểu quyết mục này vì là người được đề nghị." for the agenda, the ballot paper and the minutes.

    ``names``: {member: who sits there}. Why, where the member or the secretary said it, stays with the secretary.
    """
    if not recusals:
        return ""
    by_ground: dict[str, list[str]] = {}
    for each in recusals:
        by_ground.setdefault(each.ground, []).append(names.get(each.member_id, each.member.user.display_name))
    texts = [
        f"{', '.join(who)} không biểu quyết mục này vì {Ground(ground).label}." for ground, who in by_ground.items()
    ]
    text = " ".join(texts)
    return text if len(text) <= 300 else f"{sum(map(len, by_ground.values()))} thành viên không biểu quyết mục này."


def entitled_by_item(session: CouncilSession) -> dict[int, int]:
    """{item settled by hands and not put off: how many of those present may vote on it}, in the order of the agenda.

    Three queries."""
    there = set(session.attendance.filter(is_present=True).values_list("member", flat=True))
    recusals = queries.recusals_of(session)
    items = session.agenda.filter(way=Way.MINUTES).exclude(stage=AgendaItem.Stage.DEFERRED).order_by("ordinal")
    return {
        pk: len(there) - sum(each.member_id in there for each in recusals.get(pk, ()))
        for pk in items.values_list("pk", flat=True)
    }


def hands_erased(item: AgendaItem) -> str:
    """What is lost when somebody more, or less, stands aside on an item whose hands are recorded; "" where nothing is."""
    if item.way != Way.MINUTES or item.yes is None:
        return ""
    return (
        f"Mục {item.ordinal}, {item.subject}, đã ghi {item.yes} đồng ý, {item.no} không đồng ý, {item.blank or 0} không có "
        "ý kiến. Kết quả này sẽ bị xóa vì số người biểu quyết thay đổi; phải ghi biểu quyết lại."
    )


def ballot_label(item: AgendaItem, name: str, post: str) -> str:
    """The line of a ballot paper."""
    what = award_name(item.award_code) if item.award_code else item.get_kind_display()
    label = ", ".join(part for part in (name, post) if part) + f" – {what}"
    # The ballot does not know who votes, so the rule stands where the member reads it (docs/councils.md).
    return f"{label} ({item.note.rstrip('.')}; người đó chỉ để “Không có ý kiến”)" if item.note else label
