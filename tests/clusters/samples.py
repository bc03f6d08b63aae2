"""Clusters of the small province."""

from datetime import date, datetime

from thidua.clusters import actions, actions_gatherings, actions_work
from thidua.clusters.models import Gathering, PlanItem
from thidua.shared import clock
from thidua.units import actions as units
from thidua.units.models import Cluster, ClusterMembership, Unit

WHY = "Theo đề nghị của các đơn vị thành viên"
LATER = clock.at_hour(date(2025, 9, 10))
BASIS = {"basis_number": "12/QĐ-UBND", "basis_dated": date(2025, 7, 3), "basis_issuer": "Ủy ban nhân dân tỉnh"}
DOCUMENT = {"number": "85/QĐ-UBND", "dated": date(2025, 9, 8), "issuer": "Ủy ban nhân dân tỉnh"}


def row_of(office, year: int = 2025) -> ClusterMembership:
    rows = ClusterMembership.objects.select_related("cluster__organiser", "unit")
    return rows.get(unit=office.unit, year=year)


def roles(cluster: Cluster, year: int) -> dict[str, str]:
    return dict(cluster.memberships.filter(year=year).values_list("unit__name", "role"))


def another_unit(province, code: str = "06676", name: str = "Phường Bãi Cháy", **more) -> Unit:
    unit = Unit(
        code=code, name=name, kind="ward", valid_from=date(2025, 7, 1), agency_name=name, symbol="UBND",
        head_title="Chủ tịch", place="Quảng Ninh", **more,
    )  # fmt: skip
    return units.enter_units(parent=province.root.unit, units=[unit], by=province.root.officer, at=province.at)[0]


def created(province, **changes) -> Cluster:
    arguments = {
        "code": "KHOI-NC", "name": "Khối thi đua Nội chính", "kind": "khoi", "organiser": province.root.unit,
        "by": province.root.officer, "at": province.at,
    }  # fmt: skip
    return actions.create_cluster(**(arguments | BASIS | changes))


def planned_item(province, **changes) -> PlanItem:
    arguments = {
        "cluster": province.cluster, "year": 2025, "kind": "exchange", "text": "Giao lưu tại Vân Đồn",
        "due_on": date(2025, 9, 30), "by": province.cluster_head, "at": province.at,
    }  # fmt: skip
    return actions_work.add_item(**(arguments | changes))


def planned_briefing(province, *, at: datetime | None = None, **changes) -> Gathering:
    arguments = {
        "cluster": province.cluster, "year": 2025, "kind": "briefing", "title": "Giao ban quý III",
        "held_on": date(2025, 9, 10), "place": "Hội trường Phường Hạ Long", "agenda": "Kết quả quý III\nViệc quý IV",
        "by": province.cluster_head, "at": at or province.at,
    }  # fmt: skip
    return actions_gatherings.plan_gathering(**(arguments | changes))
