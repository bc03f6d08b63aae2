"""Running a session: what the room looks at, what is put off, who comes and goes, pause, another day, not at all."""

from datetime import date, datetime, time

from django.db import transaction

from thidua.ballots import actions as ballots
from thidua.ballots.actions_items import put_off_item, take_up_item
from thidua.councils import emails, permissions, queries
from thidua.councils.actions_members import set_aside_opinions
from thidua.councils.models import AgendaItem, Attendance, CouncilMember, CouncilSession
from thidua.councils.models_sessions import SessionEvent
from thidua.councils.papers_drafts import keep_invitation
from thidua.councils.rules import quorum_needed, rulebook_of
from thidua.nominations import actions_council as dossier_acts
from thidua.papers.models import Paper
from thidua.shared import audit, outbox
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import nfc, nfc_lines
from thidua.shared.wording import vi_date

Stage = AgendaItem.Stage
Mode = Attendance.Mode
Event = SessionEvent.Kind
LONGEST_DISCUSSION = 4000


def _reason(text: str, what: str, most: int = 300) -> str:
    text = nfc(text)
    if not text:
        raise Denied(f"Hãy ghi lý do {what}.")
    if len(text) > most:
        raise Denied(f"Lý do dài quá {most} ký tự.")
    return text


def _note(session: CouncilSession, kind: str, reason: str, *, by, at: datetime) -> None:
    SessionEvent.objects.create(session=session, kind=kind, reason=reason[:500], **stamp("noted", by=by, at=at))


def _of(session: CouncilSession, item: AgendaItem) -> None:
    if item.session_id != session.pk:
        raise Denied("Mục này không thuộc chương trình của phiên họp.")


# ── the items ──


@transaction.atomic
def show_item(*, session: CouncilSession, item: AgendaItem, by, at: datetime) -> None:
    """Everybody's screen shows this item; the discussion of it begins."""
    permissions.check_runs_room(by, session, at.date())
    _of(session, item)
    if AgendaItem.objects.filter(pk=item.pk, stage=Stage.DEFERRED).exists():
        raise Denied("Mục này đã để lại phiên sau; hãy đưa trở lại trước.")
    touch(session, current=item)
    AgendaItem.objects.filter(pk=item.pk, stage=Stage.WAITING).update(stage=Stage.OPEN)
    audit.record("item_shown", session, by=by, at=at, detail={"item": item.pk})


@transaction.atomic
def finish_discussion(*, session: CouncilSession, item: AgendaItem, by, at: datetime, discussion: str = "") -> None:
    """The discussion of an item is over; what was said goes into the minutes. The vote and its outcome still wait."""
    permissions.check_runs_room(by, session, at.date())
    _of(session, item)
    discussion = nfc_lines(discussion)
    if len(discussion) > LONGEST_DISCUSSION:
        raise Denied(f"Nội dung thảo luận dài quá {LONGEST_DISCUSSION} ký tự.")
    touch(session)
    changed = AgendaItem.objects.filter(pk=item.pk, stage__in=[Stage.WAITING, Stage.OPEN, Stage.DISCUSSED]).update(
        stage=Stage.DISCUSSED, discussion=discussion or item.discussion
    )
    if changed != 1:
        raise Stale("Mục này vừa được để lại phiên sau. Mời tải lại trang.")
    audit.record("item_discussed", session, by=by, at=at, detail={"item": item.pk})


@transaction.atomic
def defer_item(*, session: CouncilSession, item: AgendaItem, reason: str, by, at: datetime) -> None:
    """Leave an item for a later session: it gets no outcome in this one. On a secret ballot it is closed on every paper that
    is not in yet, and what lies in the box is not opened; after the count the board says that it does not count."""
    permissions.check_runs_room(by, session, at.date())
    _of(session, item)
    reason = _reason(reason, "để lại phiên sau")
    fields = {"current": None} if session.current_id == item.pk else {}
    touch(session, **fields)
    changed = (
        AgendaItem.objects.filter(pk=item.pk)
        .exclude(stage=Stage.DEFERRED)
        .update(
            stage=Stage.DEFERRED,
            deferred_reason=reason,
            yes=None,
            no=None,
            blank=None,
            **stamp("deferred", by=by, at=at),
        )
    )
    if changed != 1:
        raise Stale("Mục này đã để lại phiên sau.")
    if item.way == AgendaItem.Way.BALLOT and session.ballot is not None:
        put_off_item(session.ballot, item.key, reason)
    audit.record("item_deferred", session, by=by, at=at, detail={"item": item.pk})


@transaction.atomic
def take_up_again(*, session: CouncilSession, item: AgendaItem, by, at: datetime) -> None:
    """A deferred item comes back while the session is open. Denied when another session has it meanwhile, or when its votes
    would not be complete any more."""
    permissions.check_runs_room(by, session, at.date())
    _of(session, item)
    if (other := queries.elsewhere(item)) is not None:
        raise Denied(
            f"Mục {item.ordinal}, {item.subject}, đã ở chương trình phiên họp ngày {vi_date(other.held_on)} của "
            f"{other.council.name}; một trường hợp chỉ xét ở một phiên. Hãy để phiên đó xét, hoặc để lại mục này ở phiên đó rồi "
            "kết thúc phiên đó trước."
        )
    touch(session)
    changed = AgendaItem.objects.filter(pk=item.pk, stage=Stage.DEFERRED).update(
        stage=Stage.WAITING, deferred_reason="", deferred_at=None, deferred_by=None
    )
    if changed != 1:
        raise Stale("Mục này không còn ở phần để lại. Mời tải lại trang.")
    if item.way == AgendaItem.Way.BALLOT and session.ballot is not None:
        take_up_item(session.ballot, item.key)
    audit.record("item_taken_up", session, by=by, at=at, detail={"item": item.pk})


# ── who is there ──


@transaction.atomic
def note_attendance(
    *, session: CouncilSession, member: CouncilMember, mode: str, by, at: datetime, reason: str = ""
) -> None:
    """A member comes, goes, or goes on from afar while the session is open. The base of thresholds does not change."""
    permissions.check_can_note_attendance(by, session, at.date())
    if mode not in (Mode.PRESENT, Mode.ONLINE, Mode.ABSENT):
        raise Denied("Cách dự họp không có trong danh mục.")
    row = Attendance.objects.filter(session=session, member=member).select_related("user", "member__user").first()
    if row is None:
        raise Denied("Người này không có ghế trong phiên họp.")
    if row.removed_by_id:
        raise Denied(f"{row.member.user.display_name} không còn là thành viên Hội đồng.")
    if row.mode == mode:
        raise Stale("Việc điểm danh này đã được ghi. Mời tải lại trang.")
    comes = mode != Mode.ABSENT
    was = row.is_present
    reason = "" if comes else _reason(reason, "vắng mặt")
    touch(session)
    Attendance.objects.filter(pk=row.pk).update(mode=mode, is_present=comes, reason=reason)
    if comes:
        set_aside_opinions(session, [row], by=by, at=at)
    name = (row.user or row.member.user).display_name
    if comes != was:
        _note(session, Event.CAME if comes else Event.LEFT, f"{name}{f', {reason}' if reason else ''}", by=by, at=at)
    audit.record("attendance_noted", session, by=by, at=at, detail={"member": member.pk, "mode": mode})


# ── the session as a whole ──


@transaction.atomic
def pause_session(*, session: CouncilSession, reason: str, continues_on: date, by, at: datetime) -> None:
    """Put off the rest to another day. Attendance, discussion, hands and the box stay as they are."""
    permissions.check_can_pause(by, session, at.date())
    reason = _reason(reason, "tạm hoãn")
    if continues_on < at.date():
        raise Denied("Ngày họp tiếp không được trước hôm nay.")
    pass_gate(session, "pause", continues_on=continues_on)
    _note(session, Event.PAUSED, f"{reason.rstrip('.')}; họp tiếp ngày {vi_date(continues_on)}", by=by, at=at)
    audit.record("session_paused", session, by=by, at=at, detail={"until": str(continues_on)})
    seated = [seat.user for seat in queries.seats_of(session)]
    outbox.queue(seated, *emails.session_paused(session, continues_on, reason), by=by, at=at)


@transaction.atomic
def resume_session(*, session: CouncilSession, by, at: datetime) -> None:
    """Go on where it stopped, with as many members as the session needs."""
    permissions.check_can_resume(by, session, at.date())
    pass_gate(session, "resume", continues_on=None)
    if not session.is_written:
        _check_quorum(session)
    _note(session, Event.RESUMED, "các nội dung đã ghi giữ nguyên", by=by, at=at)
    audit.record("session_resumed", session, by=by, at=at)


def _check_quorum(session: CouncilSession) -> None:
    rules = rulebook_of(session.council, queries.award_codes(session), session.held_on)
    there = session.attendance.filter(is_present=True).count()
    needed = quorum_needed(session.total_members, rules.awards.values(), rules.own)
    if there < needed:
        raise Denied(f"Chưa đủ số thành viên để họp tiếp: có mặt {there}, cần ít nhất {needed}.")


@transaction.atomic
def move_session(
    *,
    session: CouncilSession,
    held_on: date,
    place: str,
    reason: str,
    by,
    at: datetime,
    begins: time | None = None,
    replies_until: date | None = None,
) -> None:
    """Another day, hour or place for a session that has not begun. The rules of the new day must be known, and the members
    of that day must be those on the ballot."""
    permissions.check_can_move(by, session, at.date())
    place, reason = nfc(place)[:160], _reason(reason, "đổi lịch")
    if not place:
        raise Denied("Hãy ghi địa điểm họp.")
    if held_on < at.date():
        raise Denied("Ngày họp không được trước hôm nay.")
    permissions.check_stands(session.council, held_on)
    until = replies_until or session.replies_until
    if session.is_written and (until is None or until < held_on):
        raise Denied("Hạn gửi ý kiến không được trước ngày mở phiếu xin ý kiến.")
    rules = rulebook_of(session.council, queries.award_codes(session), held_on)
    for item in queries.agenda_of(session):
        rules.certain_of(item)
    if session.ballot is not None:
        listed = set(session.ballot.voters.values_list("user", flat=True))
        if listed != {seat.user.pk for seat in queries.seats(session.council, held_on)}:
            raise Denied(
                "Thành viên Hội đồng ngày mới khác danh sách bỏ phiếu đã chuẩn bị; hãy hủy và chuẩn bị lại phiên họp."
            )
    before = session.held_on
    touch(session, held_on=held_on, place=place, begins=begins, replies_until=until)
    _note(session, Event.MOVED, f"từ {vi_date(before)} sang {vi_date(held_on)}; {reason}", by=by, at=at)
    audit.record("session_moved", session, by=by, at=at, detail={"from": str(before), "to": str(held_on)})
    seated = [seat.user for seat in queries.seats_of(session)]
    outbox.queue(seated, *emails.session_moved(session, reason), by=by, at=at)


@transaction.atomic
def cancel_session(*, session: CouncilSession, reason: str, by, at: datetime) -> None:
    """The session will not be held: dossiers wait for another one again, the box stays shut for good."""
    permissions.check_can_cancel(by, session, at.date())
    reason = _reason(reason, "hủy phiên họp")
    pass_gate(session, "cancel")
    _note(session, Event.CANCELLED, reason, by=by, at=at)
    if session.ballot is not None and session.ballot.state in ("prepared", "open", "closed"):
        ballots.cancel_ballot(ballot=session.ballot, reason=f"Hủy phiên họp: {reason}"[:300], by=by, at=at)
    heard = AgendaItem.objects.filter(session__council=session.council, session__state="closed").values("nomination")
    dossiers = {
        certain(item.nomination_id): certain(item.nomination)
        for item in session.agenda.exclude(nomination=None).exclude(nomination__in=heard).select_related("nomination")
    }
    for dossier in dossiers.values():
        dossier_acts.take_off_agenda(dossier)
    audit.record("session_cancelled", session, by=by, at=at, detail={"nominations": list(dossiers)})
    seated = [seat.user for seat in queries.seats_of(session)]
    outbox.queue(seated, *emails.session_cancelled(session, reason), by=by, at=at)


@transaction.atomic
def issue_invitation(*, session: CouncilSession, by, at: datetime) -> Paper:
    """Number and keep the invitation, a page for each seat, with the agenda."""
    permissions.check_can_invite(by, session, at.date())
    seats = queries.seats_of(session)
    paper = keep_invitation(session, seats, list(queries.agenda_of(session)), by=by, at=at)
    touch(session, invitation=paper)
    audit.record("session_invited", session, by=by, at=at, detail={"seats": len(seats)})
    return paper
