"""Briefings and exchanges of a cluster: planned, moved, called off, recorded with who came."""

from collections.abc import Mapping
from datetime import date, datetime, time

from django.core.files.base import File
from django.db import transaction

from thidua.clusters import emails
from thidua.clusters.actions import fits, keep_file, needed, reasoned
from thidua.clusters.models import Gathering, GatheringUnit, PlanItem
from thidua.clusters.permissions import check_can_change_gathering, check_can_record, check_can_write
from thidua.clusters.queries import officers_in
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import nfc_lines
from thidua.shared.wording import vi_date
from thidua.units.models import Cluster, Unit

LONGEST_TEXT = 10_000


def _lines(label: str, text: str, *, must: bool) -> str:
    text = nfc_lines(text)
    if must and not text:
        raise Denied(f"Mời ghi {label}.")
    if len(text) > LONGEST_TEXT:
        raise Denied(f"{label[:1].upper()}{label[1:]} dài quá {LONGEST_TEXT} ký tự.")
    return text


def _given(
    cluster: Cluster,
    year: int,
    title: str,
    held_on: date,
    place: str,
    agenda: str,
    host: Unit | None,
    item: PlanItem | None,
) -> dict:
    if not date(year, 1, 1) <= held_on <= date(year + 1, 3, 31):
        raise Denied(f"Ngày tổ chức phải từ 01/01/{year} đến 31/03/{year + 1}.")
    if host is not None and not cluster.memberships.filter(year=year, unit=host).exists():
        raise Denied(f"{host.name} không phải thành viên của {cluster.name} năm {year} nên không đăng cai được.")
    if item is not None and (item.cluster_id != cluster.pk or item.year != year or item.state == "withdrawn"):
        raise Denied("Việc đã chọn không có trong kế hoạch của năm này.")
    return {
        "title": needed("Tên buổi họp, giao lưu", title, 300),
        "held_on": held_on,
        "place": needed("Địa điểm", place, 160),
        "agenda": _lines("nội dung chương trình", agenda, must=True),
        "host": host,
        "item": item,
    }


def _everybody(gathering: Gathering, on: date) -> list:
    return officers_in(gathering.attendance.values_list("unit_id", flat=True), on)


@transaction.atomic
def plan_gathering(
    *,
    cluster: Cluster,
    year: int,
    kind: str,
    title: str,
    held_on: date,
    place: str,
    agenda: str,
    by,
    at: datetime,
    begins: time = time(8),
    host: Unit | None = None,
    item: PlanItem | None = None,
) -> Gathering:
    """Plan a briefing or an exchange; every member of the year is invited, its officers by letter."""
    check_can_write(by, cluster, year, at.date())
    if kind not in Gathering.Kind.values:
        raise Denied("Loại buổi họp, giao lưu không hợp lệ.")
    if kind == Gathering.Kind.EXCHANGE and host is None:
        raise Denied("Buổi giao lưu, trao đổi kinh nghiệm cần có đơn vị đăng cai.")
    if held_on < at.date():
        raise Denied(f"Ngày tổ chức {vi_date(held_on)} đã qua.")
    given = _given(cluster, year, title, held_on, place, agenda, host, item)
    units = list(cluster.memberships.filter(year=year).values_list("unit_id", flat=True))
    if not units:
        raise Denied(f"{cluster.name} chưa có danh sách năm {year}.")
    if cluster.gatherings.filter(held_on=held_on, begins=begins, kind=kind).exclude(state="cancelled").exists():
        raise Denied(f"{cluster.name} đã có lịch {Gathering.Kind(kind).label.lower()} vào đúng giờ này.")
    gathering = Gathering.objects.create(
        cluster=cluster, year=year, kind=kind, begins=begins, **given, **stamp("planned", by=by, at=at)
    )
    GatheringUnit.objects.bulk_create([GatheringUnit(gathering=gathering, unit_id=unit) for unit in units])
    audit.record("gathering_planned", gathering, by=by, at=at, detail={"kind": kind, "invited": len(units)})
    outbox.queue(_everybody(gathering, at.date()), *emails.gathering_planned(gathering), by=by, at=at)
    return gathering


@transaction.atomic
def edit_gathering(
    *,
    gathering: Gathering,
    title: str,
    held_on: date,
    begins: time,
    place: str,
    agenda: str,
    by,
    at: datetime,
    host: Unit | None = None,
    item: PlanItem | None = None,
    reason: str = "",
) -> Gathering:
    """Change what is planned; another day, hour or place needs a reason, and everybody is told."""
    check_can_change_gathering(by, gathering, at.date())
    given = _given(gathering.cluster, gathering.year, title, held_on, place, agenda, host, item) | {"begins": begins}
    if gathering.kind == Gathering.Kind.EXCHANGE and host is None:
        raise Denied("Buổi giao lưu, trao đổi kinh nghiệm cần có đơn vị đăng cai.")
    different = sorted(name for name, value in given.items() if getattr(gathering, name) != value)
    if not different:
        return gathering
    moves = bool({"held_on", "begins", "place"} & set(different))
    if moves and held_on < at.date():
        raise Denied("Không dời về một ngày đã qua.")
    reason = reasoned(reason) if moves else fits("Lý do", reason, 300)
    touch(gathering, **given)
    audit.record("gathering_edited", gathering, by=by, at=at, detail={"fields": different, "reason": reason})
    if moves:
        told = _everybody(gathering, at.date())
        outbox.queue(told, *emails.gathering_moved(gathering, reason), by=by, at=at)
    return gathering


@transaction.atomic
def cancel_gathering(*, gathering: Gathering, reason: str, by, at: datetime) -> Gathering:
    """Call it off; everybody is told why."""
    check_can_change_gathering(by, gathering, at.date())
    reason = reasoned(reason)
    pass_gate(gathering, "cancel", cancelled_reason=reason, **stamp("cancelled", by=by, at=at))
    audit.record("gathering_cancelled", gathering, by=by, at=at)
    outbox.queue(_everybody(gathering, at.date()), *emails.gathering_cancelled(gathering), by=by, at=at)
    return gathering


@transaction.atomic
def record_gathering(
    *,
    gathering: Gathering,
    came: Mapping[int, str],
    conclusion: str,
    by,
    at: datetime,
    lessons: str = "",
    absent: Mapping[int, str] | None = None,
    upload: File | None = None,
) -> Gathering:
    """It was held: who came, what was concluded, what others can learn, the minutes; its piece of the plan is done.

    ``came``: {unit: who represented it}; ``absent``: {unit: why}. Everybody else on the list was absent without a reason.
    """
    check_can_record(by, gathering, at.date())
    conclusion = _lines("kết luận", conclusion, must=True)
    is_exchange = gathering.kind == Gathering.Kind.EXCHANGE
    lessons = _lines("kinh nghiệm rút ra", lessons, must=is_exchange)
    rows = list(gathering.attendance.select_related("unit"))
    absent = absent or {}
    if (set(came) | set(absent)) - {row.unit_id for row in rows}:
        raise Denied("Có đơn vị không có trong danh sách mời.")
    if not came:
        raise Denied("Chưa có đơn vị nào có mặt; nếu không tổ chức được thì hãy hủy.")
    for row in rows:
        row.came = row.unit_id in came
        row.representative = fits("Họ tên, chức vụ người dự", came.get(row.unit_id, ""), 200)
        row.note = "" if row.came else fits("Lý do vắng", absent.get(row.unit_id, ""), 200)
    keep_file(gathering, upload, f"bien-ban-{gathering.cluster_id}-{gathering.pk}")
    pass_gate(
        gathering, "hold", conclusion=conclusion, lessons=lessons, file=gathering.file.name,
        file_name=gathering.file_name, file_size=gathering.file_size, file_sha256=gathering.file_sha256,
        **stamp("held", by=by, at=at),
    )  # fmt: skip
    GatheringUnit.objects.bulk_update(rows, ["came", "representative", "note"])
    detail = {"came": len(came), "invited": len(rows), "sha256": gathering.file_sha256}
    audit.record("gathering_held", gathering, by=by, at=at, detail=detail)
    item = gathering.item
    if item is not None and item.state == "planned":
        result = f"{gathering.title}: có mặt {len(came)}/{len(rows)} đơn vị"[:1000]
        pass_gate(item, "do", done_on=gathering.held_on, result=result, **stamp("done", by=by, at=at))
        audit.record("plan_item_done", item, by=by, at=at, detail={"on": gathering.held_on.isoformat()})
    told = _everybody(gathering, at.date())
    outbox.queue(told, *emails.gathering_held(gathering, len(came), len(rows)), by=by, at=at)
    return gathering
