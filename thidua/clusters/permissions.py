"""Who forms a cluster, who keeps its workspace, who reads it."""

from datetime import date

from thidua.clusters import guards
from thidua.clusters.models import Gathering, PlanItem
from thidua.clusters.queries import years_seen
from thidua.shared import behalf
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.shared.wording import vi_date
from thidua.units.models import Cluster, ClusterMembership, RoleGrant, Unit
from thidua.units.permissions import check_has_role, note_power
from thidua.units.queries import has_cluster_role, powers

Role = RoleGrant.Role
Place = ClusterMembership.Role


def check_can_create(user, organiser: Unit, on: date) -> None:
    check_has_role(user, [Role.OFFICER], organiser, on, "lập cụm, khối thi đua")
    if organiser.valid_to is not None and organiser.valid_to < on:
        raise Denied(f"{organiser.name} đã kết thúc ngày {vi_date(organiser.valid_to)}; không lập cụm, khối mới được.")


def check_not_ended(cluster: Cluster) -> None:
    if cluster.ended_at is not None:
        raise Denied(f"{cluster.name} đã giải thể ngày {vi_date(cluster.ended_on)}.")


def check_organises(user, cluster: Cluster, on: date) -> None:
    """The officer of the organiser: members, head, names."""
    check_has_role(user, [Role.OFFICER], cluster.organiser, on, f"quyết định việc của {cluster.name}")
    check_not_ended(cluster)


def check_can_form(user, cluster: Cluster, year: int, on: date) -> None:
    check_organises(user, cluster, on)
    check_not_frozen(cluster, year)


def check_not_frozen(cluster: Cluster, year: int) -> None:
    if reason := guards.frozen(cluster, year):
        raise Denied(reason)


def check_can_write(user, cluster: Cluster, year: int, on: date) -> None:
    """The head's hand, officers and heads of the units that head or stand in for the head in the year, the organiser."""
    if not _leads(user, cluster, year, on):
        held = powers(user, [Role.OFFICER], cluster.organiser, on)
        if not held:
            raise Denied(
                f"Chỉ đơn vị trưởng, phó của {cluster.name} năm {year} và chuyên viên của {cluster.organiser.name} ghi được "
                "việc của cụm, khối."
            )
        note_power(held[0])
    check_not_ended(cluster)


def _leads(user, cluster: Cluster, year: int, on: date) -> bool:
    if has_cluster_role(user, cluster, on):
        behalf.note(None)  # this role is not delegated
        return True
    rows = cluster.memberships.filter(year=year, role__in=[Place.HEAD, Place.DEPUTY]).select_related("unit")
    for row in rows:
        held = powers(user, [Role.OFFICER, Role.HEAD], row.unit, on)
        if held:
            note_power(held[0])
            return True
    return False


def check_can_plan(user, cluster: Cluster, year: int, on: date) -> None:
    """New work enters the plan of a year that is not closed."""
    check_can_write(user, cluster, year, on)
    check_not_frozen(cluster, year)


def check_can_rule(user, cluster: Cluster, on: date) -> None:
    """Rules hold over the years: whoever keeps the workspace of the day's year enters them."""
    check_can_write(user, cluster, on.year, on)


def check_can_change_item(user, item: PlanItem, on: date) -> None:
    check_can_plan(user, item.cluster, item.year, on)
    if item.state != "planned":
        raise Denied(f"Việc này đã ở tình trạng “{item.state_label}”; không sửa được nữa.")


def check_can_do_item(user, item: PlanItem, on: date) -> None:
    """Its owner says that it is done, as does whoever keeps the workspace."""
    held = powers(user, [Role.OFFICER, Role.HEAD], item.owner, on) if item.owner is not None else []
    if held:
        note_power(held[0])
        check_not_ended(item.cluster)
    else:
        check_can_write(user, item.cluster, item.year, on)
    check_gate(item, "do")


def check_can_change_gathering(user, gathering: Gathering, on: date) -> None:
    check_can_write(user, gathering.cluster, gathering.year, on)
    check_gate(gathering, "cancel")


def check_can_record(user, gathering: Gathering, on: date) -> None:
    check_can_write(user, gathering.cluster, gathering.year, on)
    check_gate(gathering, "hold")
    if on < gathering.held_on:
        raise Denied(f"Chỉ ghi nhận được từ ngày tổ chức ({vi_date(gathering.held_on)}).")


def check_sees_year(user, cluster: Cluster, year: int, on: date) -> None:
    if year not in years_seen(user, cluster, on):
        raise Denied(f"Bạn không có quyền xem việc của {cluster.name} năm {year}.")
