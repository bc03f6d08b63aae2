"""Who may do what with a movement. Each check refuses with the reason that the grey button shows."""

from datetime import date

from thidua.movements.models import Movement, MovementCall
from thidua.movements.queries import missing
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role

Role = RoleGrant.Role


def check_can_draft(user, unit: Unit, on: date) -> None:
    check_has_role(user, [Role.OFFICER], unit, on, "soạn phong trào thi đua")


def check_can_edit(user, movement: Movement, on: date) -> None:
    """What was launched stands as it was launched."""
    check_can_draft(user, movement.unit, on)
    if movement.state != "draft":
        raise Denied("Chỉ sửa được phong trào khi còn là dự thảo.")


def check_can_launch(user, movement: Movement, on: date) -> None:
    """A launch is an act of the head, and needs what the law asks a movement to have (Luật TĐKT 2022, Điều 17)."""
    check_has_role(user, [Role.HEAD], movement.unit, on, "phát động phong trào")
    check_gate(movement, "launch")
    if lacking := missing(movement):
        raise Denied(f"Chưa phát động được, còn thiếu: {', '.join(lacking).lower()}.")


def check_can_answer(user, call: MovementCall, on: date) -> None:
    check_has_role(user, [Role.OFFICER, Role.HEAD], call.unit, on, "trả lời phong trào")
    if call.movement.state != "launched":
        raise Denied("Chỉ trả lời được phong trào đang thực hiện.")
    if call.answered_at is not None:
        raise Denied("Đơn vị đã trả lời phong trào này.")


def check_can_sum_up(user, movement: Movement, on: date) -> None:
    check_has_role(user, [Role.OFFICER], movement.unit, on, "tổng kết phong trào")
    check_gate(movement, "sum_up")


def check_can_withdraw(user, movement: Movement, on: date) -> None:
    """What a head launched only a head takes back."""
    check_has_role(user, [Role.HEAD], movement.unit, on, "rút phong trào")
    check_gate(movement, "withdraw")
