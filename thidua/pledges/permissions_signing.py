"""Who may put a pledge on paper to be signed, and hand in the scan of a signed one."""

from datetime import date

from thidua.pledges.models import Pledge
from thidua.shared.denied import Denied, reason_against
from thidua.shared.gate import check_gate
from thidua.signing.models import Signing
from thidua.signing.permissions import check_can_scan as check_can_scan_file
from thidua.units.models import RoleGrant
from thidua.units.permissions import check_has_role

Role = RoleGrant.Role


def check_can_prepare(user, pledge: Pledge, on: date) -> None:
    """An officer, clerk or head of one of the two sides."""
    roles = [Role.OFFICER, Role.CLERK, Role.HEAD]
    to_do = "phát hành bản chờ ký"
    if reason_against(check_has_role, user, roles, pledge.unit, on, to_do):
        check_has_role(user, roles, pledge.superior, on, to_do)
    check_gate(pledge, "sign")
    if pledge.signing_id is not None:
        raise Denied("Bản chờ ký đã được phát hành.")


def signing_of(pledge: Pledge) -> Signing:
    """The paper that collects signatures; refuses where there is none yet."""
    if pledge.signing is None:
        raise Denied("Giao ước chưa có bản chờ ký; mời phát hành bản chờ ký trước.")
    return pledge.signing


def check_can_scan(user, pledge: Pledge, on: date) -> None:
    signing = signing_of(pledge)
    check_gate(pledge, "sign")
    check_can_scan_file(user, signing, on)
