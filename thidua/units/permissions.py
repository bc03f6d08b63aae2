"""The check every stage uses: does this person hold the role the act needs, here, today?"""

from collections.abc import Collection, Iterable
from datetime import date

from thidua.shared import behalf
from thidua.shared.denied import Denied
from thidua.units.models import Cluster, RoleGrant, Unit
from thidua.units.queries import has_cluster_role, not_for, powers, unit_ids_visible_to

Role = RoleGrant.Role


def check_has_role(user, roles: Iterable[str], unit: Unit, on: date, to_do: str) -> None:
    """Refuse unless the account holds one of ``roles`` for ``unit``; ``to_do`` completes "Để …".

    A power that is held by delegation only is noted, so that the audit says for whom the act was done.
    """
    roles = list(roles)
    held = powers(user, roles, unit, on)
    if not held:
        names = " hoặc ".join(f"“{Role(role).label}”" for role in roles)
        raise Denied(f"Để {to_do} cần vai trò {names} của {unit.name}.")
    note_power(held[0])


def note_power(grant: RoleGrant) -> None:
    """The right just checked rests on this grant."""
    source = grant.delegated_from
    behalf.note(None if source is None else behalf.Behalf(grant.user_id, source.user_id, grant.pk))


def check_not_own(user, roles: Iterable[str], unit: Unit, on: date, people: Collection[int], refusal: str) -> None:
    """Nobody decides about themselves, directly or through who acts for them (requirement U7).

    ``people``: primary keys of the persons the act is about. Refuses with ``refusal`` when the account's own person is
    among them, and when the account has the power only from somebody who is.
    """
    about = not_for(user, roles, unit, on) & set(people)
    if not about:
        return
    if user.person_id in about:
        raise Denied(refusal)
    principals = [grant.delegated_from.user for grant in powers(user, roles, unit, on) if grant.delegated_from]
    name = next(each.display_name for each in principals if each.person_id in about)
    raise Denied(
        f"Bạn làm việc này theo ủy quyền của {name}, mà {name} có tên trong nội dung đang xét: "
        "không ai tự quyết định về mình, kể cả qua người được ủy quyền."
    )


def check_heads_cluster(user, cluster: Cluster, on: date, to_do: str) -> None:
    if not has_cluster_role(user, cluster, on):
        raise Denied(f"Để {to_do} cần vai trò “{Role.CLUSTER_HEAD.label}” của {cluster.name}.")
    behalf.note(None)  # this role is not delegated


def check_can_see_unit(user, unit: Unit, on: date) -> None:
    if unit.pk not in unit_ids_visible_to(user, on):
        raise Denied(f"Bạn không có quyền xem công việc của {unit.name}.")
