"""Who may do what with a pledge and with a registration sheet."""

from datetime import date

from thidua.movements.models import Movement
from thidua.movements.queries import has_reached
from thidua.pledges.models import (
    JointPledge,
    LibraryTarget,
    Pledge,
    PledgeChange,
    PledgeSignature,
    RegistrationLine,
    RegistrationSheet,
)
from thidua.pledges.queries import heads_in
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.units.models import Cluster, RoleGrant, Unit
from thidua.units.permissions import check_has_role, note_power
from thidua.units.queries import grants_of, has_cluster_role, powers

Role = RoleGrant.Role
Side = PledgeSignature.Side


# ── Pledges ──


def check_can_draft(user, movement: Movement, unit: Unit, on: date) -> None:
    check_has_role(user, [Role.OFFICER], unit, on, "soạn giao ước thi đua")
    if movement.state != "launched":
        raise Denied("Chỉ lập giao ước trong phong trào đang thực hiện.")
    if not has_reached(movement, unit):
        raise Denied(f"Phong trào “{movement.title}” không phát động đến {unit.name}.")
    if Pledge.objects.filter(movement=movement, unit=unit, joint=None).exists():
        raise Denied(f"{unit.name} đã có giao ước trong phong trào này.")


def check_can_edit(user, pledge: Pledge, on: date) -> None:
    check_has_role(user, [Role.OFFICER], pledge.unit, on, "sửa giao ước thi đua")
    if pledge.state == "negotiating":
        raise Denied("Giao ước đang thương thảo: mỗi thay đổi phải được đề nghị và bên kia trả lời.")
    if pledge.state != "draft":
        raise Denied("Chỉ sửa được giao ước khi đang soạn; giao ước chờ ký phải lấy lại trước khi sửa.")


def check_can_propose(user, pledge: Pledge, on: date) -> None:
    check_has_role(user, [Role.OFFICER], pledge.unit, on, "trình ký giao ước thi đua")
    if pledge.joint_id is not None:
        raise Denied("Giao ước chung của cụm, khối được trình ký cùng lúc cho mọi thành viên.")
    check_is_ready(pledge)


def check_is_ready(pledge: Pledge) -> None:
    """The text can be put before the heads: it promises something and no change waits for its answer."""
    check_gate(pledge, "propose")
    if not pledge.targets.exists():
        raise Denied("Giao ước chưa có chỉ tiêu nào.")
    if waiting := pledge.changes.filter(answer=PledgeChange.Answer.OPEN).count():
        raise Denied(f"Còn {waiting} đề nghị sửa đổi chưa được trả lời.")


def check_can_take_back(user, pledge: Pledge, on: date) -> None:
    check_has_role(user, [Role.OFFICER], pledge.unit, on, "lấy lại giao ước thi đua")
    if pledge.joint_id is not None:
        raise Denied("Giao ước chung của cụm, khối được lấy lại cùng lúc cho mọi thành viên.")
    check_gate(pledge, "take_back")


# ── Agreeing on the words ──


def check_can_offer(user, pledge: Pledge, on: date) -> None:
    check_has_role(user, [Role.OFFICER], pledge.unit, on, "gửi giao ước cho bên kia góp ý")
    check_gate(pledge, "offer")
    if not pledge.targets.exists():
        raise Denied("Giao ước chưa có chỉ tiêu nào để góp ý.")


def side_of_talks(user, pledge: Pledge, on: date) -> str:
    """The side the account may ask changes for: officers while it is negotiated, heads once it is signed."""
    if pledge.state not in ("negotiating", "signed"):
        raise Denied("Chỉ đề nghị sửa đổi khi giao ước đang thương thảo; giao ước đã ký thì lập phụ lục.")
    if pledge.state == "signed":
        if pledge.joint_id is not None:
            raise Denied("Giao ước chung đã ký của cụm, khối không có phụ lục riêng cho một thành viên.")
        return side_of(user, pledge, on)
    own = {g.unit_id for g in grants_of(user, on) if g.role == Role.OFFICER and g.unit_id}
    if {pledge.unit_id, pledge.superior_id} <= own:
        raise Denied("Một người không thương thảo giao ước cho cả hai bên.")
    if pledge.unit_id in own:
        note_power(powers(user, [Role.OFFICER], pledge.unit, on)[0])
        return Side.MEMBER
    check_has_role(user, [Role.OFFICER], pledge.superior, on, "đề nghị sửa giao ước")
    return Side.SUPERIOR


def check_can_answer_change(user, change: PledgeChange, on: date) -> None:
    side = side_of_talks(user, change.pledge, on)
    if change.is_supplement != (change.pledge.state == "signed"):
        raise Denied("Đề nghị này thuộc lần thương thảo trước, không còn trả lời được.")
    if side == change.side or change.proposed_by_id == user.pk:
        raise Denied("Đề nghị do bên kia trả lời; bên đề nghị chỉ có thể rút lại.")
    if change.answer != PledgeChange.Answer.OPEN:
        raise Denied("Đề nghị này đã được trả lời hoặc rút.")


def check_can_take_back_change(user, change: PledgeChange, on: date) -> None:
    if side_of_talks(user, change.pledge, on) != change.side:
        raise Denied("Chỉ bên đã đề nghị mới rút được đề nghị.")
    if change.answer != PledgeChange.Answer.OPEN:
        raise Denied("Đề nghị này đã được trả lời hoặc rút.")


# ── Signing ──


def side_of(user, pledge: Pledge, on: date) -> str:
    """The side the account signs for: it must be the head of exactly that side's unit, and of one side only.

    In a joint pledge of a cluster only members sign, each for its own unit.
    """
    if pledge.joint_id is not None:
        if pledge.unit_id not in heads_in(user, [pledge.unit], on):
            raise Denied(f"Để ký giao ước chung cần vai trò “{Role.HEAD.label}” của {pledge.unit.name}.")
        note_power(powers(user, [Role.HEAD], pledge.unit, on)[0])
        return Side.MEMBER
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
    if pledge.joint_id is not None:
        raise Denied("Phần của một thành viên không rút riêng khỏi giao ước chung của cụm, khối.")
    if not pledge.targets.exists() and not pledge.commitments:
        raise Denied("Bản soạn còn trống: không có gì để rút, hãy soạn tiếp.")


# ── Pledges of a whole cluster ──


def _check_leads(user, cluster: Cluster, on: date, to_do: str) -> None:
    """The head of the cluster, or the officer of the unit that organises it."""
    if not has_cluster_role(user, cluster, on):
        check_has_role(user, [Role.OFFICER], cluster.organiser, on, to_do)


def check_can_draft_joint(user, cluster: Cluster, movement: Movement, units: list[Unit], on: date) -> None:
    _check_leads(user, cluster, on, "lập giao ước chung của cụm, khối")
    if movement.state != "launched":
        raise Denied("Chỉ lập giao ước trong phong trào đang thực hiện.")
    if len(units) < 2:
        raise Denied(f"{cluster.name} chưa có đủ hai thành viên trong năm {movement.year}.")
    called = set(movement.calls.filter(unit__in=units).values_list("unit_id", flat=True))
    if left := [unit.name for unit in units if unit.pk not in called]:
        raise Denied(f"Phong trào “{movement.title}” không phát động đến {', '.join(left[:3])}.")
    if JointPledge.objects.filter(cluster=cluster, movement=movement).exists():
        raise Denied(f"{cluster.name} đã có giao ước chung trong phong trào này.")


def check_can_propose_joint(user, joint: JointPledge, parts: list[Pledge], on: date) -> None:
    _check_leads(user, joint.cluster, on, "trình ký giao ước chung")
    for part in parts:
        try:
            check_is_ready(part)
        except Denied as denied:
            raise Denied(f"{part.unit.name}: {denied.reason}") from None


def check_can_take_back_joint(user, joint: JointPledge, parts: list[Pledge], on: date) -> None:
    _check_leads(user, joint.cluster, on, "lấy lại giao ước chung")
    for part in parts:
        check_gate(part, "take_back")


# ── Library, deadlines ──


def check_can_keep_library(user, unit: Unit, on: date) -> None:
    check_has_role(user, [Role.OFFICER], unit, on, "sửa thư viện chỉ tiêu")


def check_can_retire(user, entry: LibraryTarget, on: date) -> None:
    check_can_keep_library(user, entry.unit, on)
    if entry.retired_at is not None:
        raise Denied("Chỉ tiêu này đã thôi dùng.")


def check_can_set_deadlines(user, unit: Unit, on: date) -> None:
    check_has_role(user, [Role.OFFICER], unit, on, "đặt hạn nộp cho cấp dưới")


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
    if waiting := sheet.lines.exclude(remark="").filter(reply="").count():
        raise Denied(f"Còn {waiting} dòng cấp trên hỏi mà chưa trả lời, chưa sửa hoặc chưa bỏ.")


def check_can_remark(user, sheet: RegistrationSheet, on: date) -> None:
    _check_is_above(user, sheet, on, "góp ý từng dòng đăng ký")
    if sheet.state != "sent":
        raise Denied("Chỉ góp ý được bản đăng ký đã gửi và chưa tiếp nhận.")


def check_can_reply(user, sheet: RegistrationSheet, on: date) -> None:
    check_has_role(user, [Role.OFFICER], sheet.unit, on, "trả lời ý kiến của cấp trên")
    if sheet.state != "returned":
        raise Denied("Chỉ trả lời khi bản đăng ký được trả lại.")


def check_can_explain_missed(user, line: RegistrationLine, on: date) -> None:
    check_has_role(user, [Role.OFFICER], line.sheet.unit, on, "ghi lý do không đạt")
    if line.sheet.state != "accepted":
        raise Denied("Chỉ ghi lý do cho bản đăng ký đã được tiếp nhận.")
    if on < date(line.sheet.year, 11, 1):
        raise Denied(f"Lý do không đạt ghi từ tháng 11 năm {line.sheet.year}.")


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
