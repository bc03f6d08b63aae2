"""Who may look after which account, grant which role, delegate what, and look through whose eyes."""

from datetime import date

from thidua.accounts.models import User
from thidua.shared.denied import Denied
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import powers
from thidua.units.queries_accounts import administered_ids, current_places, last_officer_of, successors

Role = RoleGrant.Role
# Whoever holds these may let somebody else act for a time. The others are personal: a seat in a council votes itself,
# an auditor and a technician are trusted by name, the head of a cluster is a unit.
DELEGABLE = (Role.OFFICER, Role.HEAD, Role.APPRAISER, Role.DECIDER, Role.CLERK, Role.EDITOR)
# Reaching over the whole installation, hence granted at its root only.
AT_ROOT = (Role.OPERATOR,)
LONGEST_DELEGATION = 366  # days


def check_administers(user: User, unit: Unit, on: date, to_do: str) -> None:
    """The officer of the unit or of one above, in person: a delegation does not reach accounts and roles."""
    if not any(grant.delegated_from_id is None for grant in powers(user, [Role.OFFICER], unit, on)):
        raise Denied(
            f"Để {to_do} cần vai trò “{Role.OFFICER.label}” của {unit.name} hoặc của cấp trên, được giao trực tiếp."
        )


def check_administers_any(user: User, on: date) -> None:
    """Somebody with accounts to look after."""
    if not administered_ids(user, on):
        raise Denied(f"Để quản trị tài khoản cần vai trò “{Role.OFFICER.label}” của đơn vị, được giao trực tiếp.")


def check_can_administer(user: User, account: User, on: date, to_do: str) -> None:
    """Not one's own account, and nobody who holds, or was opened for, anything outside the officer's reach."""
    check_administers_any(user, on)
    if user.pk == account.pk:
        raise Denied(f"Không ai tự {to_do} cho tài khoản của chính mình; hãy nhờ cán bộ quản trị khác.")
    reach = administered_ids(user, on)
    places = current_places(account, on)
    outside = next((name for pk, name in places.items() if pk not in reach), None)
    if outside:
        raise Denied(f"Tài khoản này thuộc {outside}, ngoài phạm vi quản trị của bạn; cấp trên mới {to_do} được.")
    if not places:
        raise Denied(f"Tài khoản này không thuộc đơn vị nào bạn quản trị, nên bạn không {to_do} được.")


def check_can_close(user: User, account: User, on: date) -> None:
    check_can_administer(user, account, on, "đóng tài khoản")
    if not account.is_active:
        raise Denied("Tài khoản này đã đóng.")
    for unit in last_officer_of(account, on):
        raise Denied(_NO_SUCCESSOR.format(unit=unit.name))


_NO_SUCCESSOR = (
    "Đây là chuyên viên cuối cùng của {unit}. Hãy giao vai trò này cho người kế nhiệm trước, "
    "để đơn vị không bị bỏ trống."
)


def check_can_grant(user: User, account: User, unit: Unit, role: str, on: date) -> None:
    """Within reach, to an open account, never to oneself."""
    check_administers(user, unit, on, "giao vai trò")
    if user.pk == account.pk:
        raise Denied("Không ai tự giao vai trò cho chính mình.")
    if not account.is_active:
        raise Denied("Tài khoản đã đóng; hãy mở lại trước khi giao vai trò.")
    if role in AT_ROOT and unit.parent_id is not None:
        raise Denied(f"Vai trò “{Role(role).label}” chỉ giao ở đơn vị gốc của hệ thống.")


def check_can_end(user: User, grant: RoleGrant, on: date) -> None:
    """Within reach; not one's own; not the last officer of a unit; not what has ended."""
    organiser = grant.unit if grant.unit is not None else grant.cluster.organiser  # type: ignore[union-attr]
    check_administers(user, organiser, on, "kết thúc vai trò")
    if user.pk == grant.user_id:
        raise Denied("Không ai tự kết thúc vai trò của chính mình; hãy nhờ cán bộ quản trị khác.")
    if grant.ended_at is not None or (grant.ends_on is not None and grant.ends_on < on):
        raise Denied("Vai trò này đã kết thúc.")
    if grant.delegated_from_id is None and grant.role == Role.OFFICER and grant.unit is not None:
        if grant.starts_on <= on and not successors(grant, on).exists():
            raise Denied(_NO_SUCCESSOR.format(unit=grant.unit.name))


def check_can_delegate(user: User, grant: RoleGrant, on: date) -> None:
    """One's own role, held in person, of a kind that can be delegated (Nghị định 30/2020/NĐ-CP, Điều 13)."""
    if grant.user_id != user.pk:
        raise Denied("Chỉ người giữ vai trò mới ủy quyền được vai trò đó.")
    if grant.delegated_from_id is not None:
        raise Denied("Người được ủy quyền không được ủy quyền lại cho người khác.")
    if grant.unit_id is None or grant.role not in DELEGABLE:
        raise Denied(
            f"Vai trò “{Role(grant.role).label}” phải do chính người được giao thực hiện, không ủy quyền được."
        )
    if grant.starts_on > on or (grant.ends_on is not None and grant.ends_on < on):
        raise Denied("Vai trò này hôm nay không có hiệu lực nên không ủy quyền được.")


def check_can_revoke(user: User, delegation: RoleGrant, on: date) -> None:
    """Whoever delegated, or the officer who looks after the unit."""
    if delegation.delegated_from is None or delegation.unit is None:
        raise Denied("Vai trò này không phải do ủy quyền mà có.")
    if delegation.ended_at is not None or (delegation.ends_on is not None and delegation.ends_on < on):
        raise Denied("Ủy quyền này đã hết hiệu lực.")
    if delegation.delegated_from.user_id != user.pk:
        check_administers(user, delegation.unit, on, "thu hồi ủy quyền")


def check_is_operator(user: User, on: date) -> None:
    """A technician, by a role granted at the root of the installation."""
    held = RoleGrant.objects.filter(user=user, role=Role.OPERATOR, unit__parent__isnull=True, starts_on__lte=on)
    if not user.is_active or not any(grant.ends_on is None or grant.ends_on >= on for grant in held):
        raise Denied(f"Để mở phiên kỹ thuật cần vai trò “{Role.OPERATOR.label}” ở đơn vị gốc.")


def check_can_watch(user: User, account: User, on: date) -> None:
    """A technician looks at somebody else's screens, one person at a time, and at no other technician's."""
    check_is_operator(user, on)
    if user.pk == account.pk:
        raise Denied("Đây là tài khoản của chính bạn.")
    if not account.is_active:
        raise Denied("Tài khoản này đã đóng.")
    if RoleGrant.objects.filter(user=account, role=Role.OPERATOR).exists():
        raise Denied("Không mở phiên kỹ thuật vào tài khoản của một kỹ thuật viên khác.")
