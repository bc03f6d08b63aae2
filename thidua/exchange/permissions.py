"""Who may send, take in and archive packages."""

from datetime import date

from thidua.decisions.models import Decision
from thidua.exchange.models import ExchangePackage
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role

Role = RoleGrant.Role


def check_can_make(user, decision: Decision, on: date) -> None:
    if decision.state != "issued":
        raise Denied("Chỉ lập gói tin cho văn bản đã ban hành.")
    check_has_role(user, [Role.CLERK], decision.unit, on, "lập gói tin liên thông")


def check_can_receive(user, unit: Unit, on: date) -> None:
    """The clerk registers what arrives (Nghị định 30/2020/NĐ-CP, Điều 21, 22)."""
    check_has_role(user, [Role.CLERK], unit, on, "tiếp nhận gói tin")


def check_can_settle(user, package: ExchangePackage, act: str, on: date) -> None:
    """Hand over, take or refuse a package of the own unit."""
    check_gate(package, act)
    check_has_role(user, [Role.CLERK], package.unit, on, "ghi nhận gói tin")


def check_can_archive(user, decision: Decision, on: date) -> None:
    if decision.state != "issued":
        raise Denied("Chỉ lập gói lưu trữ cho văn bản đã ban hành.")
    check_has_role(user, [Role.CLERK, Role.OFFICER], decision.unit, on, "lập gói lưu trữ")
