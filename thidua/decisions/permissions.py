"""Who may draft, sign, number, issue, send, publish and withdraw a decision."""

from datetime import date

from thidua.councils.models import CouncilSession
from thidua.decisions.models import Decision, DecisionCopy
from thidua.decisions.queries import late_copies
from thidua.people.queries import selves_of
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.shared.wording import vi_date
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role, check_not_own
from thidua.units.queries import powers

Role = RoleGrant.Role
DRAFTERS = [Role.COUNCIL_SECRETARY, Role.OFFICER]


def check_can_draft(user, session: CouncilSession, on: date) -> None:
    """The council's secretary or the unit's officer, once the session is closed."""
    if session.state != "closed":
        raise Denied("Phiên họp chưa kết thúc nên chưa dự thảo quyết định được.")
    check_has_role(user, [Role.COUNCIL_SECRETARY, Role.OFFICER], session.council.unit, on, "dự thảo quyết định")


def check_can_draft_alone(user, unit: Unit, on: date) -> None:
    """The unit's officer, or who writes for its council."""
    check_has_role(user, DRAFTERS, unit, on, "dự thảo quyết định")


def check_can_edit(user, decision: Decision, on: date) -> None:
    """The text of a draft, until it is signed."""
    if decision.state != "draft":
        raise Denied("Chỉ sửa được dự thảo chưa ký. Muốn sửa bản đã ký, mời rút dự thảo rồi lập lại.")
    check_has_role(user, DRAFTERS, decision.unit, on, "sửa dự thảo quyết định")


def check_can_change_lines(user, decision: Decision, on: date) -> None:
    """The list of a draft that no council concluded."""
    check_can_edit(user, decision, on)
    if not decision.alone_basis:
        raise Denied("Danh sách này lấy từ kết quả của Hội đồng nên không thêm bớt ở đây.")


def check_can_write_later(user, decision: Decision, on: date) -> None:
    """A paper about an issued award decision: amendment, correction, recall, annulment."""
    if decision.kind != Decision.Kind.AWARD:
        raise Denied("Đính chính, sửa đổi, thu hồi, hủy bỏ lập từ quyết định khen thưởng gốc.")
    if decision.state != "issued":
        raise Denied("Quyết định chưa ban hành; dự thảo thì sửa hoặc rút.")
    check_has_role(user, DRAFTERS, decision.unit, on, "lập văn bản về quyết định này")


def check_holds_power(user, unit: Unit, on: date) -> None:
    """The power to decide for the unit; one that has ended is named, with its last day."""
    if not powers(user, [Role.DECIDER], unit, on):
        ended = (
            RoleGrant.objects.filter(user=user, role=Role.DECIDER, unit=unit, ends_on__lt=on)
            .select_related("delegated_from__user")
            .order_by("-ends_on")
            .first()
        )
        if ended is not None and ended.delegated_from is not None:
            raise Denied(
                f"Ủy quyền ký của {ended.delegated_from.user.display_name} cho {user.display_name} đã hết hạn ngày "
                f"{vi_date(ended.ends_on)} ({ended.document}). Cần văn bản ủy quyền mới hoặc người khác ký."
            )
        if ended is not None:
            raise Denied(
                f"Vai trò “{Role.DECIDER.label}” của {user.display_name} ở {unit.name} đã kết thúc ngày "
                f"{vi_date(ended.ends_on)}; cần người khác ký."
            )
    check_has_role(user, [Role.DECIDER], unit, on, "ký quyết định")


def check_can_sign(user, decision: Decision, on: date) -> None:
    """Who holds the power to decide for the unit, and never about themselves."""
    check_gate(decision, "sign")
    check_holds_power(user, decision.unit, on)
    if decision.kind != Decision.Kind.AWARD:
        about = decision.changes.exclude(line__person=None).values_list("line__person", flat=True)
        refusal = "Văn bản này nói về khen thưởng của chính người ký: không ai tự quyết định về mình."
        check_not_own(user, [Role.DECIDER], decision.unit, on, selves_of(set(about)).ids, refusal)
        return
    if not decision.lines.exists():
        raise Denied("Danh sách còn trống: chưa có ai được khen thưởng trong dự thảo này.")
    named = set(decision.lines.exclude(person=None).values_list("person", flat=True))
    refusal = "Người ký có tên trong danh sách khen thưởng: không ai tự ký quyết định khen thưởng cho mình."
    check_not_own(user, [Role.DECIDER], decision.unit, on, selves_of(named).ids, refusal)


def check_can_issue(user, decision: Decision, on: date) -> None:
    """Number, print and issue at once: the paper is signed and sealed in ink."""
    if decision.state == "numbered":
        raise Denied("Quyết định này đã cấp số và đang chờ ký số; ban hành khi đủ chữ ký của người ký và cơ quan.")
    check_gate(decision, "issue")
    check_has_role(user, [Role.CLERK], decision.unit, on, "cấp số, ban hành quyết định")


def check_can_number(user, decision: Decision, on: date) -> None:
    """Number the paper so that the signer and then the agency sign it by certificate."""
    check_gate(decision, "number")
    check_has_role(user, [Role.CLERK], decision.unit, on, "cấp số quyết định")


def check_can_sign_file(user, decision: Decision, on: date) -> None:
    """Whose name is printed on the numbered paper, while the power to decide still holds."""
    check_gate(decision, "finish")
    if user.pk != decision.signed_by_id:
        raise Denied(f"Văn bản này ghi tên người ký là {decision.signer_name}; chỉ người đó ký số được.")
    check_holds_power(user, decision.unit, on)


def check_can_seal(user, decision: Decision, on: date) -> None:
    """The clerk holds the certificate of the agency (Nghị định 30/2020/NĐ-CP, Điều 17, 32)."""
    check_gate(decision, "finish")
    check_has_role(user, [Role.CLERK], decision.unit, on, "ký số của cơ quan")


def check_can_attach_scan(user, decision: Decision, on: date) -> None:
    """The scan of what was signed in ink, once."""
    if decision.state != "issued":
        raise Denied("Quyết định chưa ban hành.")
    if decision.signing_id is not None:
        raise Denied("Quyết định này được ký số; bản ký nằm ngay trong tệp.")
    if decision.scan_id is not None:
        raise Denied("Bản quét đã được lưu; bản đã lưu không thay được.")
    check_has_role(user, [Role.CLERK], decision.unit, on, "lưu bản quét quyết định")


def check_can_send(user, decision: Decision, on: date) -> None:
    """The distribution list: while the paper is a draft by those who write it, then by the clerk."""
    if decision.state == "withdrawn":
        raise Denied("Dự thảo đã rút.")
    roles = [*DRAFTERS, Role.CLERK] if decision.state == "draft" else [Role.CLERK]
    check_has_role(user, roles, decision.unit, on, "lập và gửi theo Nơi nhận")


def check_can_acknowledge(user, copy: DecisionCopy, on: date) -> None:
    """Somebody of the unit that got the copy; of a copy by hand the clerk who sent it."""
    check_gate(copy, "acknowledge")
    if copy.way == DecisionCopy.Way.SYSTEM and copy.unit is not None:
        check_has_role(user, [Role.OFFICER, Role.CLERK, Role.HEAD], copy.unit, on, "xác nhận đã nhận văn bản")
        return
    check_has_role(user, [Role.CLERK], copy.decision.unit, on, "ghi nhận nơi nhận đã nhận văn bản")


def check_can_remind(user, decision: Decision, on: date) -> None:
    """A numbered letter to those who have not said that they got the paper."""
    if decision.state != "issued":
        raise Denied("Văn bản chưa ban hành nên chưa có nơi nào phải xác nhận.")
    check_has_role(user, [Role.OFFICER, Role.CLERK], decision.unit, on, "lập công văn đôn đốc")
    if not late_copies(decision, on):
        raise Denied("Không có nơi nào quá hạn xác nhận đã nhận, không cần công văn đôn đốc.")


def check_can_publish(user, decision: Decision, on: date) -> None:
    """Put an issued paper on the public page, or take it off with a reason."""
    if decision.state != "issued":
        raise Denied("Chỉ công khai được văn bản đã ban hành.")
    check_has_role(user, [Role.CLERK, Role.OFFICER], decision.unit, on, "công khai quyết định")


def check_can_withdraw(user, decision: Decision, on: date) -> None:
    """A draft or a signed text can be taken back; an issued decision only has its honours corrected or revoked."""
    check_gate(decision, "withdraw")
    check_has_role(user, [Role.DECIDER], decision.unit, on, "rút dự thảo quyết định")
