"""What members and the secretary do around a session: papers and their receipts, answers, questions, recusals, opinions."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.db.models import Max

from thidua.ballots.actions_items import say_who_stands_aside
from thidua.ballots.actions_paper import hand_in_opinion, take_back_opinion
from thidua.councils import agenda, emails, permissions, queries
from thidua.councils.models import AgendaItem, Attendance, CouncilMember, CouncilSession
from thidua.councils.models_sessions import (
    MemberOpinion,
    PaperReading,
    Question,
    Recusal,
    SessionPaper,
    SessionReply,
)
from thidua.councils.papers import described
from thidua.shared import audit, outbox
from thidua.shared.actions_rows import strike
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import stamp, touch
from thidua.shared.text import nfc
from thidua.shared.uploads import take_document
from thidua.units.models import RoleGrant
from thidua.units.queries import users_with_role

MOST_PAPERS, LONGEST_QUESTION, LONGEST_ANSWER = 100, 1000, 2000
Way = AgendaItem.Way
Stage = AgendaItem.Stage


# ── papers ──


@transaction.atomic
def add_session_paper(*, session: CouncilSession, title: str, upload: File, by, at: datetime) -> SessionPaper:
    """Hand out a paper to the members. The file is kept as it came, never opened here."""
    permissions.check_can_serve(by, session, at.date())
    title = nfc(title)
    if not title:
        raise Denied("Hãy ghi tên tài liệu.")
    if len(title) > 300:
        raise Denied("Tên tài liệu dài quá 300 ký tự.")
    session = CouncilSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if session.handouts.count() >= MOST_PAPERS:
        raise Denied(f"Một phiên họp có nhiều nhất {MOST_PAPERS} tài liệu.")
    taken = take_document(upload)
    if session.handouts.filter(sha256=taken.sha256, withdrawn_at=None).exists():
        raise Denied("Tệp này đã có trong tài liệu phiên họp.")
    last = session.handouts.aggregate(last=Max("ordinal"))["last"] or 0
    paper = SessionPaper(
        session=session,
        ordinal=last + 1,
        title=title,
        name=taken.name,
        size=len(taken.content),
        sha256=taken.sha256,
        **stamp("added", by=by, at=at),
    )
    paper.file.save(
        f"{session.pk}-{last + 1}-{taken.sha256[:16]}{taken.suffix}", ContentFile(taken.content), save=False
    )
    paper.save()
    audit.record("session_paper_added", session, by=by, at=at, detail={"paper": paper.pk, "sha256": taken.sha256})
    return paper


@transaction.atomic
def withdraw_session_paper(*, paper: SessionPaper, reason: str, by, at: datetime) -> None:
    """A paper handed out by mistake: shown no longer, kept with the reason."""
    permissions.check_can_serve(by, paper.session, at.date())
    strike(paper, "withdrawn", reason=reason, by=by, at=at)
    audit.record("session_paper_withdrawn", paper.session, by=by, at=at, detail={"paper": paper.pk})


@transaction.atomic
def note_reading(*, paper: SessionPaper, by, at: datetime) -> bool:
    """The receipt of a member who opens a paper; the first time only. Who has no seat leaves none. True when new."""
    if queries.seat_held_by(by, paper.session) is None:
        return False
    _, is_new = PaperReading.objects.get_or_create(paper=paper, user=by, defaults={"read_at": at})
    return is_new


# ── answers and questions ──


@transaction.atomic
def reply_invitation(*, session: CouncilSession, answer: str, by, at: datetime, reason: str = "") -> SessionReply:
    """Say whether one comes; who does not says why. Said anew, the last word stands."""
    seat = permissions.check_can_reply(by, session)
    reason = nfc(reason)
    if answer not in SessionReply.Answer.values:
        raise Denied("Mời chọn một câu trả lời.")
    if answer == SessionReply.Answer.ABSENT and not reason:
        raise Denied("Mời ghi lý do vắng mặt.")
    if len(reason) > 300:
        raise Denied("Lý do dài quá 300 ký tự.")
    reply, _ = SessionReply.objects.update_or_create(
        session=session, member=seat.member,
        defaults={"answer": answer, "reason": reason, **stamp("replied", by=by, at=at)},
    )  # fmt: skip
    audit.record("session_replied", session, by=by, at=at, detail={"answer": answer})
    return reply


@transaction.atomic
def ask_question(*, session: CouncilSession, text: str, by, at: datetime, item: AgendaItem | None = None) -> Question:
    """A question about the session or one item; members and secretary read it, the secretary answers."""
    permissions.check_can_ask(by, session)
    text = nfc(text)
    if not text:
        raise Denied("Mời ghi câu hỏi.")
    if len(text) > LONGEST_QUESTION:
        raise Denied(f"Câu hỏi dài quá {LONGEST_QUESTION} ký tự.")
    if item is not None and item.session_id != session.pk:
        raise Denied("Mục này không thuộc chương trình của phiên họp.")
    question = Question.objects.create(session=session, item=item, text=text, **stamp("asked", by=by, at=at))
    audit.record("question_asked", session, by=by, at=at, detail={"question": question.pk})
    to = users_with_role([RoleGrant.Role.COUNCIL_SECRETARY], session.council.unit, at.date())
    outbox.queue(to, *emails.question_asked(question), by=by, at=at)
    return question


@transaction.atomic
def answer_question(*, question: Question, answer: str, by, at: datetime) -> None:
    """The secretary's answer, once."""
    permissions.check_can_serve(by, question.session, at.date())
    answer = nfc(answer)
    if not answer:
        raise Denied("Mời ghi câu trả lời.")
    if len(answer) > LONGEST_ANSWER:
        raise Denied(f"Câu trả lời dài quá {LONGEST_ANSWER} ký tự.")
    changed = Question.objects.filter(pk=question.pk, answered_at=None).update(
        answer=answer, **stamp("answered", by=by, at=at)
    )
    if changed != 1:
        raise Stale("Câu hỏi này vừa được trả lời. Mời tải lại trang.")
    question.answer = answer
    audit.record("question_answered", question.session, by=by, at=at, detail={"question": question.pk})
    outbox.queue([question.asked_by], *emails.question_answered(question), by=by, at=at)


# ── recusal ──


@transaction.atomic
def note_recusal(
    *,
    item: AgendaItem,
    member: CouncilMember,
    ground: str,
    by,
    at: datetime,
    reason: str = "",
    forget_hands: bool = False,
) -> Recusal:
    """A member does not vote on an item: declared by the member, or noted by the secretary with a reason.

    Hands already recorded on the item are taken back: they must be counted again without the member. Refused while there
    are some and ``forget_hands`` does not say that the person knows; the audit keeps what was recorded.
    """
    session = item.session
    permissions.check_can_recuse(by, session, member, at.date())
    reason = nfc(reason)
    if ground not in Recusal.Ground.values:
        raise Denied("Mời chọn lý do không biểu quyết.")
    if ground in (Recusal.Ground.OTHER, Recusal.Ground.RELATIVE) and not reason:
        raise Denied("Mời ghi rõ lý do, ví dụ quan hệ với người được đề nghị.")
    if len(reason) > 300:
        raise Denied("Lý do dài quá 300 ký tự.")
    if member.pk not in {seat.member.pk for seat in queries.seats_of(session)}:
        raise Denied("Người này không có ghế trong phiên họp.")
    if (erased := agenda.hands_erased(item)) and not forget_hands:
        raise Denied(erased)
    touch(session)
    try:
        with transaction.atomic():
            recusal = Recusal.objects.create(
                item=item, member=member, ground=ground, reason=reason, **stamp("noted", by=by, at=at)
            )
    except IntegrityError as error:
        raise Stale("Việc không biểu quyết của người này ở mục này đã được ghi.") from error
    _say_who_stands_aside(item)
    audit.record(
        "recusal_noted", session, by=by, at=at,
        detail={"item": item.pk, "member": member.pk, "ground": ground} | _hands(item),
    )  # fmt: skip
    return recusal


@transaction.atomic
def let_relative_vote(*, item: AgendaItem, member: CouncilMember, by, at: datetime, reason: str) -> Recusal:
    """The secretary's answer to a proposal (agenda.kin_proposals): the member votes although a kinship is noted, and why. Kept
    as a recusal taken back in the same moment, so that the proposal does not return and the history tells who decided."""
    session = item.session
    permissions.check_can_serve(by, session, at.date())
    reason = nfc(reason)
    if not reason:
        raise Denied("Mời ghi lý do thành viên vẫn biểu quyết, ví dụ quan hệ ghi nhầm.")
    if len(reason) > 300:
        raise Denied("Lý do dài quá 300 ký tự.")
    waiting = {(each.item.pk, each.seat.member.pk) for each in agenda.kin_proposals(session, queries.seats_of(session))}
    if (item.pk, member.pk) not in waiting:
        raise Stale("Đề xuất này vừa được trả lời. Mời tải lại trang.")
    touch(session)
    row = Recusal.objects.create(
        item=item, member=member, ground=Recusal.Ground.RELATIVE, reason=reason,
        **stamp("noted", by=by, at=at), **stamp("taken_back", by=by, at=at),
    )  # fmt: skip
    audit.record("relative_votes", session, by=by, at=at, detail={"item": item.pk, "member": member.pk})
    return row


@transaction.atomic
def take_back_recusal(*, recusal: Recusal, by, at: datetime) -> None:
    """A recusal noted by mistake. What the record itself shows (the nominee) cannot be taken back."""
    session = recusal.item.session
    permissions.check_can_recuse(by, session, recusal.member, at.date())
    if recusal.noted_by_id is None:
        raise Denied("Người được đề nghị và người thuộc đơn vị được đề nghị không biểu quyết; không gỡ được.")
    touch(session)
    taken = Recusal.objects.filter(pk=recusal.pk, taken_back_at=None).update(**stamp("taken_back", by=by, at=at))
    if taken != 1:
        raise Stale()
    _say_who_stands_aside(recusal.item)
    audit.record(
        "recusal_taken_back", session, by=by, at=at,
        detail={"item": recusal.item_id, "member": recusal.member_id} | _hands(recusal.item),
    )  # fmt: skip


def _hands(item: AgendaItem) -> dict[str, list[int | None]]:
    """For the audit: the hands that were recorded and no longer hold."""
    return {"hands": [item.yes, item.no, item.blank]} if agenda.hands_erased(item) else {}


def _say_who_stands_aside(item: AgendaItem) -> None:
    names = {seat.member.pk: seat.name for seat in queries.seats_of(item.session)}
    item.note = agenda.aside_note(list(item.recusals.filter(taken_back_at=None).select_related("member__user")), names)
    AgendaItem.objects.filter(pk=item.pk).update(note=item.note)
    _reword_ballot(item)
    AgendaItem.objects.filter(pk=item.pk, way=Way.MINUTES).update(yes=None, no=None, blank=None)


def _reword_ballot(item: AgendaItem) -> None:
    """What a ballot paper that is not out yet says of the item, and on whose paper it is closed."""
    ballot = item.session.ballot
    if ballot is None or item.way != Way.BALLOT:
        return
    full = queries.in_full(AgendaItem.objects.filter(pk=item.pk)).get()
    name, post = described([full], item.session.held_on)[item.pk]
    aside = {item.key: queries.accounts_aside(item.session).get(item.pk, [])}
    say_who_stands_aside(ballot, {item.key: agenda.ballot_label(full, name, post)}, aside)


# ── written opinions ──


@transaction.atomic
def give_opinion(
    *, session: CouncilSession, choices: Mapping[int, str], by, at: datetime, reasons: Mapping[int, str] | None = None
) -> int:
    """The signed opinion of who is not in the room: ``choices`` {item: "yes" | "no" | "blank"} on every item of the
    agenda from which the seat does not stand aside. Given again before the end, the last one stands. How many items.

    What it says on items that are voted on in secret goes into the open sum of the box at once, so that board, verifier and
    papers tell one result, and the author gets no other paper. Who has put a paper in the box does not write: one seat, one
    vote. Frozen when the box closes.
    """
    seat = permissions.check_can_write(by, session, at.date())
    wanted = {item.pk for item in session.agenda.exclude(stage=Stage.DEFERRED)}
    wanted -= set(
        Recusal.objects.filter(item__session=session, member=seat.member, taken_back_at=None).values_list(
            "item", flat=True
        )
    )
    if set(choices) - wanted or not set(choices.values()) <= set(MemberOpinion.Choice.values):
        raise Denied("Phiếu có mục hoặc lựa chọn không thuộc phiên họp này; ý kiến chưa được nhận.")
    if missing := len(wanted - set(choices)):
        raise Denied(f"Còn {missing} mục chưa chọn ý kiến; ý kiến chưa được nhận.")
    _into_the_box(session, by, choices, by=by, at=at)
    said = {pk: nfc(text)[:500] for pk, text in (reasons or {}).items()}
    touch(session)
    MemberOpinion.objects.filter(item__session=session, member=seat.member, set_aside_at=None).update(
        **stamp("set_aside", by=by, at=at)
    )
    MemberOpinion.objects.bulk_create(
        [
            MemberOpinion(
                item_id=pk, member=seat.member, choice=choice, reason=said.get(pk, ""), **stamp("given", by=by, at=at)
            )
            for pk, choice in choices.items()
        ]
    )
    Attendance.objects.filter(session=session, member=seat.member, is_present=False, removed_by=None).update(
        mode=Attendance.Mode.WRITING
    )
    # That somebody wrote, never what.
    audit.record("opinion_given", session, by=by, at=at, detail={"items": len(choices)})
    return len(choices)


def _into_the_box(session: CouncilSession, author, choices: Mapping[int, str], *, by, at: datetime) -> None:
    ballot = session.ballot
    if ballot is None or ballot.state == "cancelled":
        return
    secret = {item.pk: item.key for item in session.agenda.filter(way=Way.BALLOT)}
    said = {secret[pk]: choice for pk, choice in choices.items() if pk in secret}
    hand_in_opinion(ballot=ballot, voter=author, choices=said, by=by, at=at)


def into_the_new_box(session: CouncilSession, *, by, at: datetime) -> None:
    """The opinions that stand, into the box that takes the place of a cancelled one; inside the act that prepares it."""
    authors = {seat.member.pk: seat.user for seat in queries.seats_of(session)}
    said: dict[int, dict[int, str]] = {}
    for each in MemberOpinion.objects.filter(item__session=session, item__way=Way.BALLOT, set_aside_at=None):
        said.setdefault(each.member_id, {})[each.item_id] = each.choice
    listed = set(certain(session.ballot).voters.values_list("user", flat=True))
    for member, choices in said.items():
        if member in authors and authors[member].pk in listed:
            _into_the_box(session, authors[member], choices, by=by, at=at)


def set_aside_opinions(session: CouncilSession, came: Sequence[Attendance], *, by, at: datetime) -> None:
    """Who wrote and came after all votes in the room, inside the act that says who came. What is counted already stays: a
    box that is closed, hands recorded without them."""
    standing = MemberOpinion.objects.filter(item__session=session, set_aside_at=None)
    writers = set(standing.filter(member__in=[row.member_id for row in came]).values_list("member", flat=True))
    ballot = session.ballot
    for row in came:
        if row.member_id not in writers:
            continue
        mine = standing.filter(member=row.member_id).exclude(item__way=Way.MINUTES, item__yes__isnull=False)
        if ballot is not None and ballot.state in ("closed", "counted"):
            mine = mine.exclude(item__way=Way.BALLOT)
        elif ballot is not None:
            take_back_opinion(ballot=ballot, voter=row.user or row.member.user, by=by, at=at)
        mine.update(**stamp("set_aside", by=by, at=at))
