"""Who may do what with a pledge and with a registration sheet."""

from datetime import date

from thidua.movements.models import Movement
from thidua.movements.queries import has_reached
from thidua.pledges.models import Pledge, PledgeSignature, RegistrationSheet
from thidua.pledges.queries import heads_in
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role, note_power
from thidua.units.queries import powers

Role = RoleGrant.Role
Side = PledgeSignature.Side


# ── Pledges ──


def check_can_draft(user, movement: Movement, unit: Unit, on: date) -> None:
    check_has_role(user, [Role.OFFICER], unit, on, "soạn giao ước thi đua")
    if movement.state != "launched":
        raise Denied("Chỉ lập giao ước trong phong trào đang thực hiện.")
    if not has_reached(movement, unit):
        raise Denied(f"Phong trào “{movement.title}” không phát động đến {unit.name}.")
    if Pledge.objects.filter(movement=movement, unit=unit).exists():
        raise Denied(f"{unit.name} đã có giao ước trong phong trào này.")


def check_can_edit(user, pledge: Pledge, on: date) -> None:
    check_has_role(user, [Role.OFFICER], pledge.unit, on, "sửa giao ước thi đua")
    if pledge.state != "draft":
        raise Denied("Chỉ sửa được giao ước khi đang soạn; giao ước chờ ký phải lấy lại trước khi sửa.")


def check_can_propose(user, pledge: Pledge, on: date) -> None:
    check_has_role(user, [Role.OFFICER], pledge.unit, on, "trình ký giao ước thi đua")
    check_gate(pledge, "propose")
    if not pledge.targets.exists():
        raise Denied("Giao ước chưa có chỉ tiêu nào.")


def check_can_take_back(user, pledge: Pledge, on: date) -> None:
    check_has_role(user, [Role.OFFICER], pledge.unit, on, "lấy lại giao ước thi đua")
    check_gate(pledge, "take_back")


def side_of(user, pledge: Pledge, on: date) -> str:
    """The side the account signs for: it must be the head of exactly that side's unit, and of one side only."""
    headed = heads_in(user, [pledge.unit, pledge.superior], on)
    if {pledge.unit_id, pledge.superior_id} <= headed:
        raise Denied("Một người không ký giao ước cho cả hai bên.")
    if pledge.superior_id in headed:
        note_power(powers(user, [Role.HEAD], pledge.superior, on)[0])
        return Side.SUPERIOR
    if pledge.unit_id in headed:
        note_power(powers(user, [Role.HEAD], pledge.unit, on)[0])
        return Side.MEMBER
    raise Denied(
        f"Để ký giao ước thi đua cần vai trò “{Role.HEAD.label}” của {pledge.unit.name} hoặc của "
        f"{pledge.superior.name}."
    )


def check_can_sign(user, pledge: Pledge, on: date) -> str:
    """The side the account may sign for now."""
    side = side_of(user, pledge, on)
    check_gate(pledge, "sign")
    for signature in pledge.signatures.all():
        if signature.side == side:
            raise Denied("Bên này đã ký giao ước.")
        if signature.signer_id == user.pk:
            raise Denied("Một người không ký giao ước cho cả hai bên.")
    return side


def check_can_sign_together(user, superior: Unit, on: date) -> None:
    check_has_role(user, [Role.HEAD], superior, on, "ký các giao ước của cấp dưới")


def check_can_enter_progress(user, pledge: Pledge, on: date) -> None:
    check_has_role(user, [Role.OFFICER], pledge.unit, on, "nhập kết quả thực hiện")
    if pledge.state != "signed":
        raise Denied("Chỉ nhập kết quả cho giao ước đã ký và chưa tổng kết.")


def check_can_settle(user, pledge: Pledge, on: date) -> None:
    check_has_role(user, [Role.OFFICER], pledge.unit, on, "tổng kết giao ước thi đua")
    check_gate(pledge, "settle")
    empty = [str(target.ordinal) for target in pledge.targets.prefetch_related("progress") if not target.progress.all()]
    if empty:
        raise Denied(f"Chưa tổng kết được: chỉ tiêu {', '.join(empty)} chưa có kết quả quý nào.")


def check_can_withdraw(user, pledge: Pledge, on: date) -> None:
    check_has_role(user, [Role.HEAD], pledge.unit, on, "rút giao ước thi đua")
    check_gate(pledge, "withdraw")


# ── Registration of titles ──


def check_can_draft_registration(user, unit: Unit, year: int, on: date) -> None:
    check_has_role(user, [Role.OFFICER], unit, on, "lập bản đăng ký thi đua")
    if RegistrationSheet.objects.filter(unit=unit, year=year).exists():
        raise Denied(f"{unit.name} đã có bản đăng ký thi đua năm {year}.")


def check_can_register(user, sheet: RegistrationSheet, on: date) -> None:
    check_has_role(user, [Role.OFFICER], sheet.unit, on, "đăng ký danh hiệu thi đua")
    if sheet.state not in ("draft", "returned"):
        raise Denied("Chỉ sửa được bản đăng ký khi đang lập hoặc bị trả lại.")


def check_can_send_registration(user, sheet: RegistrationSheet, on: date) -> None:
    check_has_role(user, [Role.OFFICER], sheet.unit, on, "gửi bản đăng ký thi đua")
    check_gate(sheet, "send")
    if not sheet.lines.exists():
        raise Denied("Bản đăng ký chưa có dòng nào.")


def _check_is_above(user, sheet: RegistrationSheet, on: date, to_do: str) -> None:
    """The level above takes in a sheet; the root has none above, there the head does."""
    if sheet.unit.parent is None:
        check_has_role(user, [Role.HEAD], sheet.unit, on, to_do)
    else:
        check_has_role(user, [Role.OFFICER], sheet.unit.parent, on, to_do)


def check_can_return_registration(user, sheet: RegistrationSheet, on: date) -> None:
    _check_is_above(user, sheet, on, "trả lại bản đăng ký thi đua")
    check_gate(sheet, "return")


def check_can_accept_registration(user, sheet: RegistrationSheet, on: date) -> None:
    _check_is_above(user, sheet, on, "tiếp nhận bản đăng ký thi đua")
    check_gate(sheet, "accept")
