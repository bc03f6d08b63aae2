"""The clusters' own year: rules, a plan, an exchange in the autumn, a briefing before the scores."""

from datetime import date, datetime, time
from io import BytesIO

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from thidua.clusters import actions as clusters
from thidua.clusters import actions_gatherings as gatherings
from thidua.clusters import actions_members as members
from thidua.clusters import actions_work as work
from thidua.clusters.models import Gathering, PlanItem
from thidua.management.year.inputs import ClusterRow
from thidua.management.year.runner import Office, Year, moment
from thidua.shared.wording import vi_date
from thidua.units.models import Cluster

EXCHANGED, BRIEFED = (10, 15), (11, 20)  # month and day of the exchange and of the briefing
# The same body is called Khối here and Cụm there (seed document 4).
ALIASES = {"K-NOICHINH": "Cụm thi đua các cơ quan Nội chính"}


def form_clusters(year: Year, at: datetime) -> None:
    """Every cluster with its decision and its members of the year."""
    for place, row in enumerate(year.given.clusters, start=1):
        cluster = clusters.create_cluster(
            code=row.code,
            name=row.name,
            kind=row.kind,
            organiser=year.root,
            scope="Các phường, xã, đặc khu lân cận"
            if row.kind == Cluster.Kind.CLUSTER
            else "Các cơ quan, đơn vị cùng lĩnh vực",
            basis_number=f"{1200 + place}/QĐ-UBND",
            basis_dated=at.date(),
            basis_issuer="Ủy ban nhân dân tỉnh Quảng Ninh",
            by=year.officer,
            at=at,
        )
        if row.code in ALIASES:
            clusters.add_alias(cluster=cluster, name=ALIASES[row.code], by=year.officer, at=at)
        roles = {row.head_code: "head", row.deputy_code: "deputy"}
        members.form_year(
            cluster=cluster,
            year=year.year,
            members=[(year.units[code], roles.get(code, "member")) for code in row.member_codes],
            by=year.officer,
            at=at,
        )
        year.clusters[row.code] = cluster
    year.figures["clusters"] = len(year.clusters)


def plan_cluster_years(year: Year, day: date) -> None:
    """The head of each cluster enters the rules, the plan, its two gatherings; the members are invited."""
    for row in year.given.clusters:
        head, at = year.offices[row.head_code], moment(day, 16)
        cluster = year.clusters[row.code]
        who = {"by": head.officer, "at": at}
        work.add_regulation(
            cluster=cluster, title=f"Quy chế hoạt động {cluster.name}", in_force_from=day, number=f"01/QC-{row.code}"[:60],
            dated=day, issuer=head.unit.name, note="Thông qua tại hội nghị phát động, ký giao ước thi đua của tỉnh", **who,
        )  # fmt: skip
        items = _plan(year, row, cluster, who)
        text = f"Kế hoạch hoạt động {cluster.name} năm {year.year}"
        work.add_document(
            cluster=cluster, year=year.year, kind="plan", title=text, number=f"02/KH-{row.code}"[:60], dated=day,
            issuer=head.unit.name, upload=_plan_file(items), **who,
        )  # fmt: skip
        host = year.offices[row.deputy_code or row.member_codes[-1]]
        year.kept.setdefault("gatherings", {})[row.code] = [
            _gathering(year, cluster, items[1], "exchange", EXCHANGED, host, who),
            _gathering(year, cluster, items[2], "briefing", BRIEFED, head, who),
        ]


def _plan(year: Year, row: ClusterRow, cluster: Cluster, who: dict) -> list[PlanItem]:
    deputy = year.units[row.deputy_code] if row.deputy_code else None
    given = [
        ("launch", "Các thành viên phổ biến phong trào, đăng ký danh hiệu", None, date(year.year, 7, 31), None),
        ("exchange", "Giao lưu, trao đổi kinh nghiệm giữa các thành viên", None, date(year.year, *EXCHANGED), deputy),
        ("briefing", "Giao ban: tiến độ chỉ tiêu, chuẩn bị chấm điểm", None, date(year.year, *BRIEFED), None),
        ("scoring", "Tự chấm điểm, thẩm định điểm", date(year.year, 12, 11), date(year.year, 12, 16), None),
        ("conference", "Họp bình xét, xếp hạng, đề nghị khen thưởng", None, date(year.year, 12, 17), None),
        ("report", "Báo cáo tổng kết, bàn giao trưởng cụm, khối", None, date(year.year + 1, 1, 28), None),
    ]
    return [
        work.add_item(
            cluster=cluster, year=year.year, kind=kind, text=text, starts_on=starts, due_on=due, owner=owner, **who
        )
        for kind, text, starts, due, owner in given
    ]


def _plan_file(items: list[PlanItem]) -> SimpleUploadedFile:
    """The plan as the sheet it was written in; the same bytes on every run."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2025, 7, 1)})
        sheet = book.add_worksheet("Kế hoạch")
        sheet.write_row(0, 0, ["Công việc", "Hoàn thành trước ngày", "Chủ trì"])
        for row, item in enumerate(items, start=1):
            owner = item.owner.name if item.owner else "Đơn vị trưởng"
            sheet.write_row(row, 0, [item.text, vi_date(item.due_on), owner])
    return SimpleUploadedFile("ke-hoach.xlsx", stream.getvalue())


def _gathering(
    year: Year, cluster: Cluster, item: PlanItem, kind: str, day: tuple[int, int], host: Office, who: dict
) -> Gathering:
    is_exchange = kind == "exchange"
    title = (
        "Giao lưu kinh nghiệm giải quyết thủ tục hành chính trước hạn" if is_exchange else "Giao ban chuẩn bị chấm điểm"
    )
    agenda = (
        "Tham quan bộ phận một cửa\nTrao đổi cách làm"
        if is_exchange
        else "Tiến độ chỉ tiêu quý III\nLịch tự chấm điểm, thẩm định"
    )
    return gatherings.plan_gathering(
        cluster=cluster, year=year.year, kind=kind, title=f"{title} năm {year.year}", held_on=date(year.year, *day),
        begins=time(8, 30), place=f"Trụ sở {host.unit.name}", host=host.unit, agenda=agenda, item=item, **who,
    )  # fmt: skip


def hold_cluster_gatherings(year: Year) -> None:
    """The exchange and the briefing are recorded on their days; the last member was kept away from the briefing."""
    for row in year.given.clusters:
        head = year.offices[row.head_code]
        first = PlanItem.objects.select_related("cluster__organiser", "owner").get(
            cluster=year.clusters[row.code], year=year.year, kind="launch"
        )
        told = {"result": "Mọi thành viên đã phổ biến, đăng ký danh hiệu"}
        work.do_item(
            item=first, done_on=date(year.year, 7, 31), by=head.officer, at=moment(date(year.year, 8, 1)), **told
        )
        offices = [year.offices[code] for code in row.member_codes]
        came = {o.unit.pk: f"{o.unit.head_title} {o.head.display_name}" for o in offices}
        for gathering in year.kept["gatherings"][row.code]:
            is_exchange = gathering.kind == Gathering.Kind.EXCHANGE
            last = offices[-1].unit.pk
            gatherings.record_gathering(
                gathering=gathering,
                came=came if is_exchange else {pk: who for pk, who in came.items() if pk != last},
                absent={} if is_exchange else {last: "Bận họp Hội đồng nhân dân"},
                conclusion="Các thành viên thống nhất áp dụng cách làm của đơn vị đăng cai."
                if is_exchange
                else "Các thành viên tự chấm điểm xong trước khi thẩm định, kèm đủ minh chứng.",
                lessons="Nhắc hạn từng hồ sơ trước ba ngày; lãnh đạo xem bảng hồ sơ chậm mỗi sáng thứ Hai"
                if is_exchange
                else "",
                by=head.officer,
                at=moment(gathering.held_on, 16),
            )


def finish_plan_items(year: Year, results: dict[str, str], day: date) -> None:
    """The head's people say that work of these kinds is done on a day, with its result."""
    for row in year.given.clusters:
        items = PlanItem.objects.select_related("cluster__organiser", "owner").filter(
            cluster=year.clusters[row.code], year=year.year, kind__in=list(results)
        )
        for item in items:
            head = year.offices[row.head_code]
            work.do_item(item=item, done_on=day, result=results[item.kind], by=head.officer, at=moment(day, 17))
