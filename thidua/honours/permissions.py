"""Who may write the register."""

from collections.abc import Sequence
from datetime import date

from rulebook.revocations import cause_of
from thidua.honours.models import Extract, Honour
from thidua.honours.queries import latest_entry
from thidua.people.queries import selves
from thidua.shared.denied import Denied
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role, check_not_own
from thidua.units.queries import unit_ids_with_roles, units_with_own_role

Role = RoleGrant.Role


def check_can_import(user, under: Unit, on: date) -> None:
    check_has_role(user, [Role.OFFICER], under, on, "nhập khen thưởng đã có")


def check_can_enter(user, under: Unit, person: int | None, on: date) -> None:
    """One past honour by hand: as an import, and nobody enters their own."""
    check_can_import(user, under, on)
    refusal = "Không ai tự ghi khen thưởng của chính mình vào sổ vàng; mời đồng nghiệp hoặc cấp trên ghi."
    check_not_own(user, [Role.OFFICER], under, on, selves(person), refusal)


def check_enters_anywhere(user, on: date) -> None:
    if not units_with_own_role(user, [Role.OFFICER], on):
        raise Denied("Để ghi khen thưởng đã có cần vai trò “Chuyên viên thi đua, khen thưởng” của đơn vị.")


def check_can_record(user, issuer: Unit, on: date) -> None:
    """The clerk who issues a decision writes its lines; nobody else adds lines for a decision."""
    check_has_role(user, [Role.CLERK], issuer, on, "ghi sổ vàng")


def _check_later_entry(user, roles: Sequence[str], honour: Honour, on: date) -> None:
    if honour.entry != Honour.Entry.AWARD:
        raise Denied("Chỉ ghi tiếp vào dòng khen thưởng gốc, không ghi vào dòng đính chính hay hủy bỏ.")
    check_not_own(
        user, roles, honour.issuer, on, selves(honour.person_id), "Không ai tự sửa dòng khen thưởng của chính mình."
    )
    if latest_entry(honour).entry == Honour.Entry.REVOCATION:
        raise Denied("Khen thưởng này đã bị hủy bỏ, không ghi tiếp được nữa.")


def check_can_correct(user, honour: Honour, on: date) -> None:
    """A slip in the register: the officer or the decider of the issuing unit."""
    roles = [Role.OFFICER, Role.DECIDER]
    check_has_role(user, roles, honour.issuer, on, "đính chính khen thưởng")
    _check_later_entry(user, roles, honour, on)


def check_can_revoke(user, honour: Honour, on: date) -> None:
    """Who decides an award decides to take it away (Law 06/2022/QH15 art. 93.8). What was decided above the province was
    decided there; the officer who keeps the line then records that decision."""
    roles = [Role.OFFICER] if honour.authority else [Role.DECIDER]
    to_do = "ghi quyết định hủy bỏ của cấp trên" if honour.authority else "hủy bỏ khen thưởng"
    check_has_role(user, roles, honour.issuer, on, to_do)
    _check_later_entry(user, roles, honour, on)


def check_can_restore(user, honour: Honour, on: date) -> None:
    """An honour that was stripped, given back by who stripped it (Law 06/2022/QH15 art. 93.3 to 93.7)."""
    roles = [Role.OFFICER] if honour.authority else [Role.DECIDER]
    check_has_role(user, roles, honour.issuer, on, "ghi việc phục hồi danh hiệu")
    check_not_own(
        user, roles, honour.issuer, on, selves(honour.person_id), "Không ai tự sửa dòng khen thưởng của chính mình."
    )
    last = latest_entry(honour)
    if honour.entry != Honour.Entry.AWARD or last.entry != Honour.Entry.REVOCATION:
        raise Denied("Chỉ phục hồi danh hiệu đã bị tước.")
    if not last.act_on or cause_of(last.cause or "", last.act_on).act != "strip":
        raise Denied(
            "Luật chỉ nêu việc phục hồi danh hiệu vinh dự nhà nước đã bị tước, không nêu việc phục hồi sau hủy bỏ."
        )


def check_can_follow_up(user, unit: Unit, on: date) -> None:
    """The officers of the unit that awarded see to what follows."""
    check_has_role(user, [Role.OFFICER, Role.DECIDER], unit, on, "ghi kết quả việc sau hủy bỏ")


def check_can_take_request(user, unit: Unit, on: date) -> None:
    """A request for an extract is taken by an officer of a unit that may see the lines."""
    check_has_role(user, [Role.OFFICER], unit, on, "nhận yêu cầu trích lục")


def check_can_issue_extract(user, extract: Extract, on: date) -> None:
    """The clerk numbers and seals; nobody issues an extract of their own."""
    check_has_role(user, [Role.CLERK], extract.unit, on, "cấp trích lục")
    refusal = "Không ai tự cấp trích lục cho chính mình; mời đồng nghiệp cấp."
    check_not_own(user, [Role.CLERK], extract.unit, on, selves(extract.person_id), refusal)


def check_can_open_extract(user, unit: Unit, on: date) -> None:
    """Who asked and why is personal: for those who take and issue extracts at the unit."""
    check_has_role(user, [Role.OFFICER, Role.CLERK], unit, on, "xem yêu cầu trích lục")


def check_can_compare(user, on: date) -> None:
    """The comparison of the register with the audit: who keeps the register, and who audits."""
    if not unit_ids_with_roles(user, on, [Role.OFFICER, Role.AUDITOR]):
        raise Denied("Để đối chiếu sổ vàng với nhật ký cần vai trò chuyên viên thi đua, khen thưởng hoặc kiểm tra.")
