"""Who may draw up, check, approve and pay bonus lists, and keep the fund."""

from datetime import date

from thidua.decisions.models import Decision
from thidua.people.queries import selves_of
from thidua.rewards.models_money import BonusLine, BonusList, FundEntry
from thidua.rewards.queries_bonus import MAKERS
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role, check_not_own

Role = RoleGrant.Role


def check_can_draft_bonus(user, decision: Decision, on: date) -> None:
    """The accountant or the officer of the deciding unit, once the decision is issued."""
    if decision.state != "issued":
        raise Denied("Chỉ lập danh sách chi tiền thưởng sau khi quyết định đã được ban hành.")
    check_has_role(user, MAKERS, decision.unit, on, "lập danh sách chi tiền thưởng")


def check_can_set_bonus(user, bonus_list: BonusList, on: date) -> None:
    """While the list is drawn up: what the law does not say, a person says with reason and basis."""
    if bonus_list.state != "draft":
        raise Denied("Danh sách không còn ở bước đang lập; muốn sửa thì người duyệt trả lại trước.")
    check_has_role(user, MAKERS, bonus_list.unit, on, "xác định mức thưởng")


def check_can_check_bonus(user, bonus_list: BonusList, on: date) -> None:
    check_gate(bonus_list, "check")
    check_has_role(user, [Role.ACCOUNTANT], bonus_list.unit, on, "kiểm tra danh sách chi tiền thưởng")


def check_can_return_bonus(user, bonus_list: BonusList, on: date) -> None:
    check_gate(bonus_list, "return")
    check_has_role(user, [Role.DECIDER, Role.HEAD], bonus_list.unit, on, "trả lại danh sách chi tiền thưởng")


def check_can_approve_bonus(user, bonus_list: BonusList, on: date) -> None:
    """Who may decide for the unit; never whoever checked it, never about themselves."""
    check_gate(bonus_list, "approve")
    roles = [Role.DECIDER, Role.HEAD]
    check_has_role(user, roles, bonus_list.unit, on, "duyệt chi tiền thưởng")
    if bonus_list.checked_by_id == user.pk:
        raise Denied("Người kiểm tra danh sách không đồng thời là người duyệt chi.")
    people = BonusLine.objects.filter(bonus_list=bonus_list).exclude(honour__person=None)
    named = set(people.values_list("honour__person", flat=True))
    refusal = "Người duyệt có tên trong danh sách: không ai tự duyệt tiền thưởng cho mình."
    check_not_own(user, roles, bonus_list.unit, on, selves_of(named).ids, refusal)


def check_can_withdraw_bonus(user, bonus_list: BonusList, on: date) -> None:
    check_gate(bonus_list, "withdraw")
    check_has_role(user, MAKERS, bonus_list.unit, on, "rút danh sách chi tiền thưởng")


def check_can_pay(user, bonus_list: BonusList, on: date) -> None:
    """The accountant of the paying unit, once the list is approved."""
    if bonus_list.state != "approved":
        raise Denied("Chỉ ghi nhận chi theo danh sách đã duyệt.")
    check_has_role(user, [Role.ACCOUNTANT], bonus_list.unit, on, "ghi nhận chi tiền thưởng")


def check_keeps_fund(user, unit: Unit, on: date) -> None:
    check_has_role(user, [Role.ACCOUNTANT], unit, on, "ghi sổ quỹ thi đua, khen thưởng")


def check_can_correct_entry(user, entry: FundEntry, on: date) -> None:
    """A slip typed by hand; money of bonus lists is put right at the payment, a year carried over not at all."""
    check_keeps_fund(user, entry.unit, on)
    if entry.bonus_list_id is not None:
        raise Denied("Bút toán này đi cùng danh sách chi tiền thưởng: hãy hủy ghi nhận chi ở danh sách đó.")
    if entry.kind in (FundEntry.Kind.CORRECTION, FundEntry.Kind.CARRY_IN, FundEntry.Kind.CARRY_OUT):
        raise Denied(
            "Bút toán điều chỉnh hoặc chuyển năm không điều chỉnh lần nữa; hãy ghi bút toán mới đúng nội dung."
        )
    if FundEntry.objects.filter(corrects=entry).exists():
        raise Denied("Bút toán này đã được điều chỉnh.")
