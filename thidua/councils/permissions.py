"""Who may establish a council and change it, prepare, run and close its sessions, speak and write in them."""

from datetime import date

from thidua.councils.closing import gaps
from thidua.councils.models import Attendance, Council, CouncilMember, CouncilSession
from thidua.councils.models_sessions import SessionEvent
from thidua.councils.queries import (
    Seat,
    presider_of,
    seat_held_by,
    sits_in,
    unanswered_initiatives,
)
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.shared.wording import vi_date
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role, note_power
from thidua.units.queries import powers

Role = RoleGrant.Role
Member = CouncilMember.Role
LIVE = ("prepared", "open", "paused")


def check_can_establish(user, unit: Unit, on: date) -> None:
    check_has_role(user, [Role.OFFICER, Role.HEAD], unit, on, "thành lập Hội đồng")


def check_stands(council: Council, on: date) -> None:
    if council.dissolved_on is not None and council.dissolved_on < on:
        raise Denied(f"{council.name} đã giải thể, làm việc đến hết ngày {vi_date(council.dissolved_on)}.")


def check_can_change(user, council: Council, on: date) -> None:
    """Who may establish it enters the decisions about it, as long as it stands."""
    check_has_role(user, [Role.OFFICER, Role.HEAD], council.unit, on, "ghi quyết định về Hội đồng")
    check_stands(council, on)


def check_can_enter_rules(user, council: Council, on: date) -> None:
    """Its secretary, or who may establish it."""
    check_stands(council, on)
    member = sits_in(user, council, on)
    if not member or member.role != Member.SECRETARY:
        roles = [Role.OFFICER, Role.HEAD, Role.COUNCIL_SECRETARY]
        check_has_role(user, roles, council.unit, on, "nhập quy chế của Hội đồng")


def check_is_secretary(user, council: Council, on: date, to_do: str) -> None:
    """The secretary of the council, or who serves the councils of the unit as secretary."""
    member = sits_in(user, council, on)
    if member and member.role == Member.SECRETARY:
        return
    held = powers(user, [Role.COUNCIL_SECRETARY], council.unit, on)
    if not held:
        raise Denied(f"Để {to_do} cần là thư ký của {council.name}.")
    note_power(held[0])


def check_is_chair(user, council: Council, on: date, to_do: str) -> None:
    member = sits_in(user, council, on)
    if not member or member.role != Member.CHAIR:
        raise Denied(f"Để {to_do} cần là Chủ tịch của {council.name}.")


def check_presides(user, session: CouncilSession, on: date, to_do: str) -> None:
    """Who presides over the session: the chair of the council, or the vice chair chosen at the opening."""
    presider = presider_of(session)
    if presider is None or presider.role == Member.CHAIR:
        check_is_chair(user, session.council, on, to_do)
    elif presider.user_id != user.pk:
        raise Denied(f"Để {to_do} cần là người chủ trì phiên họp ({presider.user.display_name}).")


def check_runs_room(user, session: CouncilSession, on: date) -> None:
    """Who presides, or the secretary at the chair's word, while the session is open."""
    if session.state != "open":
        raise Denied(f"Phiên họp đang ở bước “{session.state_label}”, không điều khiển được.")
    presider = presider_of(session)
    if presider is None or presider.user_id != user.pk:
        check_is_secretary(user, session.council, on, "điều khiển phiên họp")


def check_can_prepare(user, council: Council, on: date) -> None:
    check_is_secretary(user, council, on, "chuẩn bị phiên họp")
    check_stands(council, on)


def check_can_serve(user, session: CouncilSession, on: date) -> None:
    """The secretary's desk before and during a session: papers, answers, recusals, attendance."""
    check_is_secretary(user, session.council, on, "chuẩn bị phiên họp")
    if session.state not in LIVE:
        raise Denied(f"Phiên họp đang ở bước “{session.state_label}”, không thay đổi được nữa.")


def check_can_move(user, session: CouncilSession, on: date) -> None:
    check_is_secretary(user, session.council, on, "đổi lịch phiên họp")
    if session.state != "prepared":
        raise Denied(f"Phiên họp đang ở bước “{session.state_label}”, không đổi lịch được.")


def check_can_cancel(user, session: CouncilSession, on: date) -> None:
    check_is_secretary(user, session.council, on, "hủy phiên họp")
    check_gate(session, "cancel")


def check_can_invite(user, session: CouncilSession, on: date) -> None:
    check_can_serve(user, session, on)
    if session.invitation_id:
        raise Denied("Giấy mời của phiên họp này đã phát hành.")


def check_can_open(user, session: CouncilSession, on: date) -> None:
    check_is_secretary(user, session.council, on, "khai mạc phiên họp")
    check_gate(session, "open")
    if on < session.held_on:
        raise Denied(f"Phiên họp được xếp lịch ngày {session.held_on:%d/%m/%Y}, chưa đến ngày khai mạc.")
    if session.replies_until is not None and session.is_written and on > session.replies_until:
        raise Denied(f"Hạn gửi ý kiến {vi_date(session.replies_until)} đã qua; hãy đổi lịch trước khi xin ý kiến.")


def check_can_record(user, session: CouncilSession, on: date) -> None:
    check_is_secretary(user, session.council, on, "ghi kết quả biểu quyết")
    if session.state != "open":
        raise Denied(f"Phiên họp đang ở bước “{session.state_label}”, không ghi kết quả biểu quyết được.")


def check_can_note_attendance(user, session: CouncilSession, on: date) -> None:
    check_can_record(user, session, on)
    if session.is_written:
        raise Denied("Xin ý kiến bằng văn bản thì không điểm danh.")


def check_can_pause(user, session: CouncilSession, on: date) -> None:
    check_presides(user, session, on, "tạm hoãn phiên họp")
    check_gate(session, "pause")


def check_can_resume(user, session: CouncilSession, on: date) -> None:
    check_presides(user, session, on, "họp tiếp")
    check_gate(session, "resume")


def check_can_close(user, session: CouncilSession, on: date) -> None:
    """Who presides, when nothing is missing (:mod:`thidua.councils.closing`)."""
    check_presides(user, session, on, "kết thúc phiên họp")
    check_gate(session, "close")
    # Votes and gates of dossiers are looked at again by the acts that count and conclude.
    for gap in gaps(session, on):
        if gap.where not in ("no_votes", "elsewhere"):
            raise Denied(gap.text)


def check_can_reopen(user, session: CouncilSession, on: date) -> None:
    """The chair, as long as nothing was decided on what the session proposed."""
    check_is_chair(user, session.council, on, "mở lại phiên họp")
    check_gate(session, "reopen")
    if session.agenda.filter(line__decision_lines__isnull=False).exists():
        raise Denied(
            "Kết quả của phiên họp đã vào quyết định khen thưởng; hãy rút dự thảo quyết định trước khi mở lại."
        )
    if session.agenda.filter(initiative__session_key=session.key).exists():
        raise Denied("Đã có quyết định về sáng kiến theo kết quả của phiên họp; không mở lại được nữa.")


def check_can_answer_initiatives(user, session: CouncilSession, on: date) -> None:
    """Who recognises initiatives of the unit, once the session is closed; each initiative is asked about again by its act."""
    check_has_role(
        user,
        [Role.HEAD, Role.DECIDER, Role.COUNCIL_SECRETARY],
        session.council.unit,
        on,
        "ghi việc công nhận sáng kiến",
    )
    if session.state != "closed":
        raise Denied(f"Phiên họp đang ở bước “{session.state_label}”; công nhận sáng kiến sau khi phiên họp kết thúc.")
    if not unanswered_initiatives(session).exists():
        raise Denied("Phiên họp không có sáng kiến nào chờ công nhận.")


def check_can_repeat_ballot(user, session: CouncilSession, on: date) -> None:
    check_can_record(user, session, on)
    if session.ballot is None or session.ballot.state != "cancelled":
        raise Denied("Chỉ bỏ phiếu lại khi cuộc bỏ phiếu trước đã hủy.")


# ── who sits there ──


def check_sits(user, session: CouncilSession, to_do: str) -> Seat:
    """The seat from which the account takes part, or Denied."""
    seat = seat_held_by(user, session)
    if seat is None:
        raise Denied(f"Để {to_do} cần là thành viên dự phiên họp này.")
    return seat


def check_can_reply(user, session: CouncilSession) -> Seat:
    seat = check_sits(user, session, "trả lời giấy mời")
    if session.state != "prepared":
        raise Denied(f"Phiên họp đang ở bước “{session.state_label}”, không trả lời giấy mời được nữa.")
    if session.is_written:
        raise Denied("Đây là xin ý kiến bằng văn bản; mời gửi ý kiến, không cần trả lời giấy mời.")
    return seat


def check_can_ask(user, session: CouncilSession) -> Seat:
    seat = check_sits(user, session, "đặt câu hỏi")
    if session.state not in LIVE:
        raise Denied(f"Phiên họp đang ở bước “{session.state_label}”, không đặt câu hỏi được nữa.")
    return seat


def check_can_recuse(user, session: CouncilSession, member: CouncilMember, on: date) -> None:
    """The member, or the secretary for a member."""
    if session.state not in LIVE:
        raise Denied(f"Phiên họp đang ở bước “{session.state_label}”, không ghi việc không biểu quyết được nữa.")
    seat = seat_held_by(user, session)
    if seat is None or seat.member.pk != member.pk:
        check_is_secretary(user, session.council, on, "ghi việc không biểu quyết của thành viên khác")


def opinions_frozen(session: CouncilSession) -> str:
    """Why no written opinion is taken or changed any more; "" while they are."""
    again = "Muốn lấy ý kiến lại ở mục nào thì để mục đó lại phiên sau, ghi lý do; phiên sau biểu quyết lại từ đầu."
    if session.ballot is not None and session.ballot.state in ("closed", "counted"):
        return f"Hòm phiếu đã đóng: ý kiến bằng văn bản đã gửi không thay đổi, không nhận ý kiến mới. {again}"
    if session.events.filter(kind=SessionEvent.Kind.REOPENED).exists():
        return f"Phiên họp đã có kết quả rồi mở lại: ý kiến bằng văn bản đã gửi giữ nguyên. {again}"
    return ""


def check_can_write(user, session: CouncilSession, on: date) -> Seat:
    """A member who is not in the room writes; in a consultation everybody does. Until the last day, until the box closes or,
    without a box, the session; a session that is reopened takes none."""
    seat = check_sits(user, session, "gửi ý kiến bằng văn bản")
    if session.state not in LIVE or (session.is_written and session.state != "open"):
        raise Denied(f"Phiên họp đang ở bước “{session.state_label}”, không nhận ý kiến bằng văn bản.")
    if frozen := opinions_frozen(session):
        raise Denied(frozen)
    if session.replies_until is not None and on > session.replies_until:
        raise Denied(f"Đã hết hạn gửi ý kiến bằng văn bản (ngày {vi_date(session.replies_until)}).")
    row = Attendance.objects.filter(session=session, member=seat.member).first()
    if row is not None and row.is_present:
        raise Denied("Bạn được ghi có mặt ở phiên họp này: mời biểu quyết, bỏ phiếu tại phiên họp.")
    if row is not None and row.removed_by_id:
        raise Denied("Bạn không còn là thành viên Hội đồng.")
    return seat
