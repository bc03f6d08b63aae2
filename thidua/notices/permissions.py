"""Who may read, hold up, change or take back what a unit tells; who looks after the daily round."""

from datetime import date

from thidua.accounts.models import User
from thidua.shared.denied import Denied
from thidua.shared.letters import LetterKind, kind_of
from thidua.shared.models import Dispatch, Letter
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role
from thidua.units.queries import grants_of, province, unit_ids_with_roles

Role = RoleGrant.Role
PRIVATE = "Thư loại “{label}” là chuyện riêng giữa hệ thống và người nhận: không ai đọc, giữ hay hủy được thư này."
MUST_GO = "Thư loại “{label}” phải đến tay người nhận: không ai giữ, sửa hay hủy được thư này."


def check_has_desk(user: User, on: date) -> None:
    """Somebody with the desk of at least one unit."""
    if not unit_ids_with_roles(user, on, (Role.OFFICER, Role.AUDITOR)):
        raise Denied(f"Hộp thư đi là bàn việc của “{Role.OFFICER.label}” và “{Role.AUDITOR.label}”.")


def check_may_read(kind: LetterKind) -> None:
    if kind.is_private:
        raise Denied(PRIVATE.format(label=kind.label))


def check_can_manage(user: User, dispatch: Dispatch, on: date, to_do: str) -> None:
    """The officer of the unit whose act it was, or of one above; of the root for what the system tells by itself."""
    check_has_role(user, [Role.OFFICER], _unit_of(dispatch), on, to_do)


def check_can_stop(user: User, dispatch: Dispatch, on: date, to_do: str) -> None:
    """As :func:`check_can_manage`, for what holds a letter up, changes it or takes it back."""
    check_can_manage(user, dispatch, on, to_do)
    kind = kind_of(dispatch.kind)
    check_may_read(kind)
    if kind.must_go:
        raise Denied(MUST_GO.format(label=kind.label))


def check_can_introduce(user: User, dispatch: Dispatch, on: date) -> None:
    """A covering sentence is written while every letter is held up, so that all readers read the same."""
    check_can_stop(user, dispatch, on, "sửa lời dẫn")
    if not kind_of(dispatch.kind).may_be_introduced:
        raise Denied("Loại thư này không có lời dẫn.")
    states = set(dispatch.letters.values_list("state", flat=True).distinct()) - {"cancelled"}
    if not states:
        raise Denied("Thông báo này đã hủy.")
    if "waiting" in states and states <= {"waiting", "look", "held"}:
        raise Denied("Thông báo đang chờ gửi. Hãy tạm giữ trước, sửa lời dẫn, rồi cho gửi.")
    if not states <= {"look", "held"}:
        raise Denied("Đã có người đọc được thông báo này; lời dẫn không sửa được nữa.")


def check_can_open_address(user: User, letter: Letter, on: date) -> None:
    check_can_manage(user, letter.dispatch, on, "xem địa chỉ người nhận")


def check_can_set_rules(user: User, on: date) -> None:
    check_has_role(user, [Role.OFFICER], province(), on, "đặt loại thư chờ xem trước khi gửi")


def check_is_technician(user: User, on: date) -> None:
    if not any(grant.role == Role.OPERATOR for grant in grants_of(user, on)):
        raise Denied(f"Trang này dành cho “{Role.OPERATOR.label}”.")


def _unit_of(dispatch: Dispatch) -> Unit:
    return dispatch.unit or province()
