"""The check every stage uses: does this person hold the role the act needs, here, today?"""

from collections.abc import Iterable
from datetime import date

from thidua.shared.denied import Denied
from thidua.units.models import Cluster, RoleGrant, Unit
from thidua.units.queries import has_cluster_role, has_role, unit_ids_visible_to

Role = RoleGrant.Role


def check_has_role(user, roles: Iterable[str], unit: Unit, on: date, to_do: str) -> None:
    """Refuse unless the account holds one of ``roles`` for ``unit``; ``to_do`` completes "Để …"."""
    roles = list(roles)
    if not has_role(user, roles, unit, on):
        names = " hoặc ".join(f"“{Role(role).label}”" for role in roles)
        raise Denied(f"Để {to_do} cần vai trò {names} của {unit.name}.")


def check_heads_cluster(user, cluster: Cluster, on: date, to_do: str) -> None:
    if not has_cluster_role(user, cluster, on):
        raise Denied(f"Để {to_do} cần vai trò “{Role.CLUSTER_HEAD.label}” của {cluster.name}.")


def check_can_see_unit(user, unit: Unit, on: date) -> None:
    if unit.pk not in unit_ids_visible_to(user, on):
        raise Denied(f"Bạn không có quyền xem công việc của {unit.name}.")
