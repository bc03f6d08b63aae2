"""Who may build, send, appraise a dossier."""

from datetime import date

from thidua.nominations.models import Nomination, NominationLine
from thidua.people.queries import selves, selves_of
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role, check_not_own
from thidua.units.queries import unit_ids_with_roles

Role = RoleGrant.Role
_BUILDS = [Role.OFFICER, Role.HEAD]
LAW_REVIEW_ROLES = (Role.APPRAISER, Role.AUDITOR)
_EDITABLE = ("draft", "returned")


def check_can_draft(user, unit: Unit, on: date) -> None:
    check_has_role(user, _BUILDS, unit, on, "lập hồ sơ đề nghị khen thưởng")


def check_can_edit(user, nomination: Nomination, on: date) -> None:
    """Own unit, and not sent: a sent list stays as it was sent."""
    check_can_draft(user, nomination.unit, on)
    if nomination.state not in _EDITABLE:
        raise Denied("Hồ sơ đã gửi nên không sửa được danh sách. Cần sửa, hãy đề nghị cấp thẩm định trả lại.")


def check_can_send(user, nomination: Nomination, on: date) -> None:
    check_has_role(user, _BUILDS, nomination.unit, on, "gửi hồ sơ")
    check_gate(nomination, "send")
    if not nomination.lines.exists():
        raise Denied("Hồ sơ chưa có cá nhân, tập thể nào.")


def check_can_withdraw(user, nomination: Nomination, on: date) -> None:
    check_has_role(user, _BUILDS, nomination.unit, on, "rút hồ sơ")
    check_gate(nomination, "withdraw")


def check_can_receive(user, nomination: Nomination, on: date) -> None:
    check_has_role(user, [Role.APPRAISER], nomination.to_unit, on, "tiếp nhận hồ sơ")
    check_gate(nomination, "receive")


def check_can_return(user, nomination: Nomination, on: date) -> None:
    check_has_role(user, [Role.APPRAISER], nomination.to_unit, on, "trả lại hồ sơ")
    check_gate(nomination, "return")


def check_can_appraise(user, nomination: Nomination, on: date) -> None:
    check_has_role(user, [Role.APPRAISER], nomination.to_unit, on, "thẩm định hồ sơ")
    if nomination.state != "received":
        raise Denied(f"Hồ sơ đang ở bước “{nomination.state_label}”, không thẩm định được.")


def check_can_change_rule_date(user, nomination: Nomination, on: date) -> None:
    """Another day of the law touches every line: nobody chooses it for a dossier that holds their own name."""
    check_has_role(user, [Role.APPRAISER], nomination.to_unit, on, "đổi ngày áp dụng quy định")
    if nomination.state != "received":
        raise Denied(
            f"Hồ sơ đang ở bước “{nomination.state_label}”; chỉ đổi được ngày áp dụng quy định khi đang thẩm định."
        )
    named = set(nomination.lines.exclude(person=None).values_list("person", flat=True))
    refusal = "Bạn có tên trong hồ sơ này nên không tự đổi ngày áp dụng quy định; hãy để người khác làm."
    check_not_own(user, [Role.APPRAISER], nomination.to_unit, on, selves_of(named).ids, refusal)


def check_can_review_law(user, on: date) -> None:
    """The effect of a change of the law, and the register held against the law: appraisers and auditors."""
    if not unit_ids_with_roles(user, on, LAW_REVIEW_ROLES):
        names = " hoặc ".join(f"“{role.label}”" for role in LAW_REVIEW_ROLES)
        raise Denied(f"Để xem kết quả đối chiếu pháp luật của cả đơn vị cần vai trò {names}.")


def check_can_appraise_line(user, line: NominationLine, on: date) -> None:
    """Nobody appraises a line about themselves; the level above does."""
    check_can_appraise(user, line.nomination, on)
    refusal = "Bạn có tên ở dòng này nên không tự thẩm định; hãy để người khác hoặc cấp trên thẩm định."
    check_not_own(user, [Role.APPRAISER], line.nomination.to_unit, on, selves(line.person_id), refusal)


def check_can_finish(user, nomination: Nomination, on: date) -> None:
    check_has_role(user, [Role.APPRAISER], nomination.to_unit, on, "kết thúc thẩm định")
    check_gate(nomination, "appraise")
    waiting = nomination.lines.filter(appraisal=NominationLine.Appraisal.PENDING).count()
    if waiting:
        raise Denied(f"Còn {waiting} trường hợp chưa thẩm định.")
