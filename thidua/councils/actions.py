"""Opening a session, hands, closing and reopening it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from thidua.ballots import actions as ballots
from thidua.ballots.models import Ballot
from thidua.ballots.queries import is_ready, needs_phrases
from thidua.councils import actions_counting, agenda, emails, permissions, queries
from thidua.councils.actions_members import set_aside_opinions
from thidua.councils.models import (
    AgendaItem,
    Attendance,
    CouncilMember,
    CouncilSession,
)
from thidua.councils.models_sessions import MemberOpinion, SessionEvent
from thidua.councils.papers import keep_count_sheet, keep_minutes, keep_proposed_list
from thidua.councils.queries import Seat
from thidua.councils.rules import quorum_needed, rulebook_of
from thidua.nominations import actions_council as dossier_acts
from thidua.nominations.models import Nomination, NominationLine
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import nfc, nfc_lines

Role = CouncilMember.Role
Way = AgendaItem.Way
Mode = Attendance.Mode
Stage = AgendaItem.Stage


@sensitive_variables("pass_phrases")
@transaction.atomic
def open_session(
    *,
    session: CouncilSession,
    present: Iterable[int] = (),
    by,
    at: datetime,
    pass_phrases: Mapping[int, str] | None = None,
    online: Iterable[int] = (),
    reasons: Mapping[int, str] | None = None,
    presider: CouncilMember | None = None,
    open_box: bool = True,
) -> None:
    """Take attendance, check the quorum, freeze the total membership, open the ballot box. A consultation in writing opens
    for every seat. An encrypted box whose keys or cards are not ready yet stays shut and opens on its own page later.

    Denied while a member is related to a nominee by the record and nobody has said whether the member stands aside.

    ``present``, ``online``: primary keys of council members; ``reasons``: {member: why absent}; ``presider``: the vice
    chair in the place of an absent chair; ``pass_phrases``: {account id: phrase} of the trustees, when there is a ballot.
    Without ``open_box`` the box stays shut until it is opened on its own page, so that nobody votes before the discussion.
    """
    on = at.date()
    permissions.check_can_open(by, session, on)
    seats = queries.seats(session.council, session.held_on)
    rows = _attendance(session, seats, {int(pk) for pk in present}, {int(pk) for pk in online}, reasons or {})
    came = [row for row in rows if row.is_present]
    _check_kin_answered(session, seats)
    ballot = session.ballot
    if ballot is not None and not _lists(ballot, seats):
        raise Denied("Thành viên Hội đồng đã thay đổi sau khi chuẩn bị phiếu; hãy chuẩn bị lại phiên họp.")
    if session.is_written:
        chair = next((seat.member for seat in seats if seat.member.role == Role.CHAIR), None)
    else:
        rules = rulebook_of(session.council, queries.award_codes(session), session.held_on)
        needed = quorum_needed(len(seats), rules.awards.values(), rules.own)
        if len(came) < needed:
            raise Denied(
                f"Chưa đủ số thành viên để họp: có mặt {len(came)} trên tổng số {len(seats)}, cần ít nhất {needed}."
            )
        chair = _presider(came, presider)
    pass_gate(session, "open", total_members=len(seats), presider=chair, **stamp("opened", by=by, at=at))
    Attendance.objects.bulk_create(rows)
    set_aside_opinions(session, came, by=by, at=at)
    # it may have been opened on its own page
    is_due = ballot is not None and open_box and ballot.state == "prepared"
    if ballot is not None and is_due and (needs_phrases(ballot) or is_ready(ballot)):
        ballots.open_ballot(ballot=ballot, pass_phrases=pass_phrases or {}, by=by, at=at)
    audit.record("session_opened", session, by=by, at=at, detail={"members": len(seats), "present": len(came)})
    if session.is_written:
        letter = emails.opinions_asked(session, session.agenda.count())
        outbox.queue([seat.user for seat in seats], *letter, by=by, at=at)


def _check_kin_answered(session: CouncilSession, seats: Sequence[Seat]) -> None:
    waiting = agenda.kin_proposals(session, seats)
    if waiting:
        who = ", ".join(dict.fromkeys(each.seat.name for each in waiting))
        raise Denied(
            f"Hồ sơ ghi {who} có người thân được đề nghị; hãy ghi người đó có biểu quyết không ở mục “Đề xuất không biểu "
            "quyết” của trang phiên họp trước khi khai mạc."
        )


def _lists(ballot: Ballot, seats: Sequence[Seat]) -> bool:
    """Whether the list of the ballot is still who sits in the council."""
    listed = set(ballot.voters.filter(struck_at=None).values_list("user", flat=True))
    return ballot.total_members == len(seats) and listed == {seat.user.pk for seat in seats}


def _attendance(
    session: CouncilSession, seats: Sequence[Seat], present: set[int], online: set[int], reasons: Mapping[int, str]
) -> list[Attendance]:
    if (present | online) - {seat.member.pk for seat in seats}:
        raise Denied("Danh sách dự họp có người không phải thành viên Hội đồng.")
    if present & online:
        raise Denied("Có thành viên được ghi vừa có mặt vừa dự trực tuyến.")
    said = dict(session.replies.exclude(reason="").values_list("member", "reason"))
    rows = []
    for seat in seats:
        pk = seat.member.pk
        mode = Mode.PRESENT if pk in present else Mode.ONLINE if pk in online else Mode.ABSENT
        reason = "" if mode != Mode.ABSENT else (nfc(reasons.get(pk, "")) or said.get(pk, ""))[:300]
        if session.is_written:
            mode, reason = Mode.WRITING, ""
        rows.append(
            Attendance(
                session=session,
                member=seat.member,
                user=seat.user,
                is_present=mode in (Mode.PRESENT, Mode.ONLINE),
                mode=mode,
                reason=reason,
            )
        )
    return rows


def _presider(came: Sequence[Attendance], chosen: CouncilMember | None) -> CouncilMember:
    chair = next(
        (row.member for row in came if row.member.role == Role.CHAIR and row.user_id == row.member.user_id), None
    )
    if chair is not None:
        return chair
    vices = (Role.STANDING_VICE, Role.VICE_CHAIR)
    found = next((row.member for row in came if chosen is not None and row.member_id == chosen.pk), None)
    if found is None or found.role not in vices:
        raise Denied("Chủ tịch Hội đồng vắng; hãy chọn một Phó Chủ tịch có mặt chủ trì phiên họp.")
    return found


@transaction.atomic
def record_agreement(
    *,
    session: CouncilSession,
    yes: int,
    no: int,
    by,
    at: datetime,
    items: Iterable[AgendaItem] | None = None,
    blank: int = 0,
) -> int:
    """Record a show of hands on items that need no ballot (by default all of them). Returns how many items.

    ``yes`` + ``no`` + ``blank`` are the members present who may vote on each of these items
    (:func:`thidua.councils.agenda.entitled_by_item`); items on which different numbers may vote are recorded apart, and a
    hand too many or too few on any of them is refused: nobody can say whose it was. Those who stand aside count as blank.
    May be recorded again until the session closes.
    """
    permissions.check_can_record(by, session, at.date())
    came = [a.member for a in session.attendance.filter(is_present=True).select_related("member__user")]
    chosen = session.agenda.filter(way=Way.MINUTES).exclude(stage=Stage.DEFERRED)
    if items is not None:
        wanted = {item.pk for item in items}
        chosen = chosen.filter(pk__in=wanted)
        if chosen.count() != len(wanted):
            raise Denied("Có mục không thuộc phần thống nhất bằng biên bản của phiên họp này.")
    rows = list(chosen)
    there, entitled = {member.pk for member in came}, agenda.entitled_by_item(session)
    for item in rows:
        _check_hands(yes, no, blank, len(came), entitled[item.pk], item.ordinal)
        item.yes, item.no, item.blank = yes, no, blank + len(came) - entitled[item.pk]
    touch(session)
    AgendaItem.objects.bulk_update(rows, ["yes", "no", "blank"], batch_size=500)
    # Whose hand is counted has no written opinion beside it.
    mine = MemberOpinion.objects.filter(item__in=rows, member__in=there, set_aside_at=None)
    mine.update(**stamp("set_aside", by=by, at=at))
    audit.record("agreement_recorded", session, by=by, at=at, detail={"items": len(rows), "yes": yes, "no": no})
    return len(rows)


def _check_hands(yes: int, no: int, blank: int, came: int, entitled: int, ordinal: int) -> None:
    if min(yes, no, blank) >= 0 and yes + no + blank == entitled:
        return
    with_blank = f" và số không có ý kiến ({blank})" if blank else ""
    wanted = f"số thành viên có mặt ({came})"
    if entitled < came:
        aside = came - entitled
        wanted = f"số thành viên được biểu quyết mục {ordinal} ({entitled}: {came} có mặt, {aside} không biểu quyết)"
    raise Denied(f"Số đồng ý ({yes}) cộng số không đồng ý ({no}){with_blank} phải bằng {wanted}.")


@sensitive_variables("pass_phrases")
@transaction.atomic
def close_session(
    *, session: CouncilSession, by, at: datetime, pass_phrases: Mapping[int, str] | None = None, note: str = ""
) -> None:
    """Count the box, settle every item against the whole membership, conclude the dossiers, issue minutes, count sheet and
    the list of those proposed. Until here every outcome is pending; what was deferred stays so."""
    permissions.check_can_close(by, session, at.date())
    every = list(queries.agenda_of(session))
    items = [item for item in every if item.stage != Stage.DEFERRED]
    ballot, is_secret = session.ballot, any(item.way == Way.BALLOT for item in items)
    if ballot is not None and is_secret and ballot.state in ("open", "closed"):
        ballots.count_ballot(ballot=ballot, pass_phrases=pass_phrases or {}, by=by, at=at)
    elif ballot is not None and not is_secret and ballot.state in ("prepared", "open", "closed"):
        ballots.cancel_ballot(ballot=ballot, reason="Mọi mục bỏ phiếu kín để lại phiên sau.", by=by, at=at)
    rules = rulebook_of(session.council, [item.award_code for item in items], session.held_on)
    actions_counting.take_counts(session, items)
    _check_replies(session, rules)
    actions_counting.settle(session, items, rules)
    session.note = nfc_lines(note)
    papers = {"minutes": keep_minutes(session, every, by=by, at=at)}
    if ballot is not None and is_secret:
        papers["count_sheet"] = keep_count_sheet(session, items, by=by, at=at)
    if proposed := keep_proposed_list(session, items, by=by, at=at):
        papers["proposed_list"] = proposed
    pass_gate(session, "close", note=session.note, current=None, **papers, **stamp("closed", by=by, at=at))
    passed = sum(bool(item.has_passed) for item in items)
    audit.record(
        "session_closed", session, by=by, at=at,
        detail={"passed": passed, "failed": len(items) - passed, "deferred": len(every) - len(items)},
    )  # fmt: skip
    _conclude(session, every, by=by, at=at)


def _check_replies(session: CouncilSession, rules) -> None:
    """A consultation counts as a session only when as many members answered as a session needs."""
    if not session.is_written:
        return
    answered = (
        MemberOpinion.objects.filter(item__session=session, set_aside_at=None).values("member").distinct().count()
    )
    needed = quorum_needed(session.total_members, rules.awards.values(), rules.own)
    if answered < needed:
        raise Denied(
            f"Mới có {answered} trên tổng số {session.total_members} thành viên gửi ý kiến, cần ít nhất {needed}."
        )


def _conclude(session: CouncilSession, items: Sequence[AgendaItem], *, by, at: datetime) -> None:
    results: dict[int, dict[int, str]] = {}
    dossiers: dict[int, Nomination] = {}
    waits: set[int] = set()
    for item in items:
        if item.nomination is None or item.line_id is None:
            continue
        dossiers[item.nomination.pk] = item.nomination
        found = results.setdefault(item.nomination.pk, {})
        if item.stage == Stage.DEFERRED:
            waits.add(item.nomination.pk)
        else:
            found[item.line_id] = NominationLine.Result.PASSED if item.has_passed else NominationLine.Result.FAILED
    for pk, dossier in dossiers.items():
        hands: list[str] = []
        if pk in waits:
            dossier_acts.note_results(dossier, results[pk])
        else:
            hands = dossier_acts.conclude(dossier, results[pk], by=by, at=at)
        passed = sum(outcome == NominationLine.Result.PASSED for outcome in results[pk].values())
        detail = {"passed": passed, "of": len(results[pk])} | ({"same_hands": len(hands)} if hands else {})
        act = "nomination_heard" if pk in waits else "nomination_concluded"
        audit.record(act, dossier, by=by, at=at, detail=detail)
        if results[pk]:
            letter = emails.council_concluded(session, dossier, passed, len(results[pk]) - passed)
            outbox.queue([dossier.sent_by], *letter, by=by, at=at)


@transaction.atomic
def reopen_session(*, session: CouncilSession, reason: str, by, at: datetime) -> None:
    """The chair takes the conclusion back with a reason, before any decision rests on it. Hands stay as recorded, the box
    stays counted; the papers of the first closing stay among the unit's papers, and the new minutes name them."""
    permissions.check_can_reopen(by, session, at.date())
    reason = _reason(reason, "Hãy ghi lý do mở lại phiên họp.")
    items = list(queries.agenda_of(session))
    old = session.minutes
    pass_gate(
        session, "reopen", closed_at=None, closed_by=None, minutes=None, count_sheet=None, proposed_list=None
    )  # fmt: skip
    SessionEvent.objects.create(
        session=session, kind=SessionEvent.Kind.REOPENED, reason=reason, minutes=old, **stamp("noted", by=by, at=at)
    )
    settled = [item for item in items if item.stage != Stage.DEFERRED]
    lines: dict[int, list[int]] = {}
    dossiers: dict[int, Nomination] = {}
    for item in settled:
        if item.nomination is not None and item.line_id is not None:
            dossiers[item.nomination.pk] = item.nomination
            lines.setdefault(item.nomination.pk, []).append(item.line_id)
    for pk, dossier in dossiers.items():
        dossier_acts.reconsider(dossier, lines[pk])
    actions_counting.forget(settled)
    audit.record("session_reopened", session, by=by, at=at, detail={"items": len(settled)})
    outbox.queue(
        [seat.user for seat in queries.seats_of(session)], *emails.session_reopened(session, reason), by=by, at=at
    )


def _reason(text: str, refusal: str) -> str:
    text = nfc(text)
    if not text:
        raise Denied(refusal)
    if len(text) > 500:
        raise Denied("Lý do dài quá 500 ký tự.")
    return text
