"""Who may establish a council, prepare, open and close its sessions."""

from datetime import date

from thidua.councils.models import AgendaItem, Council, CouncilMember, CouncilSession
from thidua.councils.queries import sits_in
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role, note_power
from thidua.units.queries import powers

Role = RoleGrant.Role
Member = CouncilMember.Role


def check_can_establish(user, unit: Unit, on: date) -> None:
    check_has_role(user, [Role.OFFICER, Role.HEAD], unit, on, "thành lập Hội đồng")


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


def check_can_prepare(user, council: Council, on: date) -> None:
    check_is_secretary(user, council, on, "chuẩn bị phiên họp")


def check_can_open(user, session: CouncilSession, on: date) -> None:
    check_is_secretary(user, session.council, on, "khai mạc phiên họp")
    check_gate(session, "open")
    if on < session.held_on:
        raise Denied(f"Phiên họp được xếp lịch ngày {session.held_on:%d/%m/%Y}, chưa đến ngày khai mạc.")


def check_can_record(user, session: CouncilSession, on: date) -> None:
    check_is_secretary(user, session.council, on, "ghi kết quả biểu quyết")
    if session.state != "open":
        raise Denied(f"Phiên họp đang ở bước “{session.state_label}”, không ghi kết quả biểu quyết được.")


def check_can_close(user, session: CouncilSession, on: date) -> None:
    """The chair; every item settled by agreement is on record and no ballot was cancelled without a new one."""
    check_is_chair(user, session.council, on, "kết thúc phiên họp")
    check_gate(session, "close")
    missing = session.agenda.filter(way=AgendaItem.Way.MINUTES, yes__isnull=True).count()
    if missing:
        raise Denied(f"Còn {missing} trường hợp thống nhất bằng biên bản chưa ghi kết quả biểu quyết.")
    if session.ballot is not None and session.ballot.state == "cancelled":
        raise Denied("Cuộc bỏ phiếu đã hủy; hãy bỏ phiếu lại trước khi kết thúc phiên họp.")


def check_can_repeat_ballot(user, session: CouncilSession, on: date) -> None:
    check_can_record(user, session, on)
    if session.ballot is None or session.ballot.state != "cancelled":
        raise Denied("Chỉ bỏ phiếu lại khi cuộc bỏ phiếu trước đã hủy.")
