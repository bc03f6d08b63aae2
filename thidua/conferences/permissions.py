"""Who may plan and record a conference."""

from datetime import date

from thidua.conferences.models import Conference
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.units.models import Cluster, RoleGrant, Unit
from thidua.units.permissions import check_has_role
from thidua.units.queries import has_cluster_role

Role = RoleGrant.Role


def check_can_plan(user, unit: Unit, cluster: Cluster | None, on: date) -> None:
    """The unit's officer; for a cluster's own conference also the hand of the unit that heads it (Khối trưởng)."""
    if cluster is not None and has_cluster_role(user, cluster, on):
        return
    check_has_role(user, [Role.OFFICER], unit, on, "tổ chức hội nghị")


def check_can_change(user, conference: Conference, on: date) -> None:
    check_can_plan(user, conference.unit, conference.cluster, on)
    if conference.state != "planned":
        raise Denied("Hội nghị đã tổ chức; chương trình không sửa được nữa.")


def check_can_record(user, conference: Conference, on: date) -> None:
    check_can_plan(user, conference.unit, conference.cluster, on)
    check_gate(conference, "hold")
    if on < conference.held_on:
        raise Denied(f"Chỉ ghi nhận được từ ngày tổ chức ({conference.held_on:%d/%m/%Y}).")
