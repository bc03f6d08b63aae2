"""Who may write the register."""

from collections.abc import Sequence
from datetime import date

from thidua.honours.models import Honour
from thidua.honours.queries import latest_entry
from thidua.people.queries import selves
from thidua.shared.denied import Denied
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role, check_not_own
from thidua.units.queries import units_with_own_role

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
    """Who decides an award decides to revoke it (Luật Thi đua, khen thưởng 2022, Điều 93)."""
    if honour.authority:
        raise Denied(f"Khen thưởng này do {honour.authority} quyết định; việc hủy bỏ cũng do nơi đó quyết định.")
    check_has_role(user, [Role.DECIDER], honour.issuer, on, "hủy bỏ khen thưởng")
    _check_later_entry(user, [Role.DECIDER], honour, on)
