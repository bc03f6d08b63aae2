"""Rules of operation, papers and the yearly plan of a cluster."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import Max

from thidua.clusters.actions import fits, keep_file, needed, reasoned
from thidua.clusters.models import ClusterDocument, PlanItem, Regulation
from thidua.clusters.permissions import (
    check_can_change_item,
    check_can_do_item,
    check_can_plan,
    check_can_rule,
    check_can_write,
)
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import nfc, nfc_lines
from thidua.shared.wording import vi_date
from thidua.units.models import Cluster, Unit

MOST_DOCUMENTS, MOST_ITEMS, LONGEST_NOTE = 500, 200, 4000


# ── rules ──


@transaction.atomic
def add_regulation(
    *,
    cluster: Cluster,
    title: str,
    in_force_from: date,
    by,
    at: datetime,
    upload: File | None = None,
    number: str = "",
    dated: date | None = None,
    issuer: str = "",
    note: str = "",
) -> Regulation:
    """A further version of the rules, in force from a day after the last one began; the one before ends the day before.

    A file, or the number, day and issuer of the paper: without either nobody could find the text.
    """
    check_can_rule(by, cluster, at.date())
    title, note = needed("Tên quy chế", title, 300), nfc_lines(note)
    number, issuer = fits("Số, ký hiệu văn bản", number, 60), fits("Cơ quan ban hành", issuer, 200)
    if len(note) > LONGEST_NOTE:
        raise Denied(f"Nội dung chính dài quá {LONGEST_NOTE} ký tự.")
    if upload is None and not (number and dated and issuer):
        raise Denied("Mời tải tệp quy chế, hoặc ghi đủ số, ngày và cơ quan ban hành.")
    if dated is not None and dated > at.date():
        raise Denied(f"Ngày văn bản {vi_date(dated)} ở tương lai.")
    if abs(in_force_from.year - at.year) > 10:
        raise Denied(f"Ngày hiệu lực {vi_date(in_force_from)} cách quá xa; hãy xem lại.")
    Cluster.objects.select_for_update().get(pk=cluster.pk)
    last = cluster.regulations.filter(withdrawn_at=None).order_by("-in_force_from").first()
    if last is not None and in_force_from <= last.in_force_from:
        raise Denied(
            f"Bản mới phải có hiệu lực sau ngày {vi_date(last.in_force_from)}, ngày bản hiện có bắt đầu hiệu lực."
        )
    number_of = (cluster.regulations.aggregate(last=Max("number"))["last"] or 0) + 1
    row = Regulation(
        cluster=cluster, number=number_of, title=title, in_force_from=in_force_from, number_text=number, dated=dated,
        issuer=issuer, note=note, added_at=at, added_by=by,
    )  # fmt: skip
    keep_file(row, upload, f"quy-che-{cluster.pk}-{number_of}")
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Denied("Một bản quy chế vừa được người khác thêm; mời tải lại trang.") from error
    detail = {"number": number_of, "from": in_force_from.isoformat(), "sha256": row.file_sha256}
    audit.record("regulation_added", row, by=by, at=at, detail=detail)
    return row


@transaction.atomic
def withdraw_regulation(*, regulation: Regulation, reason: str, by, at: datetime) -> None:
    """A version entered by mistake: never in force, kept with the reason; the one before goes on."""
    check_can_rule(by, regulation.cluster, at.date())
    _withdraw(Regulation, regulation, reason, by, at)
    audit.record("regulation_withdrawn", regulation, by=by, at=at)


def _withdraw(model, row, reason: str, by, at: datetime) -> None:
    reason = reasoned(reason)
    done = model.objects.filter(pk=row.pk, withdrawn_at=None).update(
        withdrawn_at=at, withdrawn_by=by, withdrawn_reason=reason
    )
    if not done:
        raise Stale("Văn bản này vừa được người khác gỡ.")
    row.refresh_from_db()


# ── papers ──


@transaction.atomic
def add_document(
    *,
    cluster: Cluster,
    year: int,
    kind: str,
    title: str,
    dated: date,
    issuer: str,
    by,
    at: datetime,
    number: str = "",
    upload: File | None = None,
) -> ClusterDocument:
    """Keep a paper of the cluster's year: what it is, its day and issuer; its number and file where there are."""
    check_can_write(by, cluster, year, at.date())
    if kind not in ClusterDocument.Kind.values:
        raise Denied("Loại văn bản không hợp lệ.")
    title, issuer = needed("Tên, trích yếu văn bản", title, 300), needed("Cơ quan ban hành", issuer, 200)
    number = fits("Số, ký hiệu văn bản", number, 60)
    if kind == ClusterDocument.Kind.DECISION and not number:
        raise Denied("Quyết định cần có số, ký hiệu.")
    if dated > at.date():
        raise Denied(f"Ngày văn bản {vi_date(dated)} ở tương lai.")
    if not cluster.memberships.filter(year=year).exists():
        raise Denied(f"{cluster.name} chưa có danh sách năm {year}.")
    if cluster.documents.filter(year=year).count() >= MOST_DOCUMENTS:
        raise Denied(f"Một năm có nhiều nhất {MOST_DOCUMENTS} văn bản.")
    row = ClusterDocument(
        cluster=cluster, year=year, kind=kind, title=title, number_text=number, dated=dated, issuer=issuer,
        added_at=at, added_by=by,
    )  # fmt: skip
    keep_file(row, upload, f"van-ban-{cluster.pk}-{year}")
    same = cluster.documents.filter(year=year, withdrawn_at=None)
    if row.file_sha256 and same.filter(file_sha256=row.file_sha256).exists():
        raise Denied("Tệp này đã có trong văn bản của năm.")
    if number and same.filter(number_text=number, issuer=issuer, dated=dated).exists():
        raise Denied(f"Văn bản số {number} ngày {vi_date(dated)} đã có.")
    row.save()
    audit.record("cluster_document_added", row, by=by, at=at, detail={"kind": kind, "sha256": row.file_sha256})
    return row


@transaction.atomic
def withdraw_document(*, document: ClusterDocument, reason: str, by, at: datetime) -> None:
    """A paper that does not belong there: its file opens no longer, its line stays with the reason."""
    check_can_write(by, document.cluster, document.year, at.date())
    _withdraw(ClusterDocument, document, reason, by, at)
    audit.record("cluster_document_withdrawn", document, by=by, at=at)


# ── the plan ──


def _item_texts(
    cluster: Cluster, year: int, kind: str, text: str, starts_on: date | None, due_on: date, owner: Unit | None
) -> dict:
    if kind not in PlanItem.Kind.values:
        raise Denied("Loại việc không hợp lệ.")
    text = needed("Nội dung công việc", text, 300)
    if starts_on is not None and starts_on > due_on:
        raise Denied(f"Ngày bắt đầu {vi_date(starts_on)} sau ngày hoàn thành {vi_date(due_on)}.")
    # a year is summed up, and its chair handed over, in the first months of the next one
    if not date(year, 1, 1) <= due_on <= date(year + 1, 3, 31):
        raise Denied(f"Ngày hoàn thành phải từ 01/01/{year} đến 31/03/{year + 1}.")
    if starts_on is not None and starts_on < date(year - 1, 10, 1):
        raise Denied(f"Ngày bắt đầu {vi_date(starts_on)} quá sớm so với kế hoạch năm {year}.")
    if owner is not None and not cluster.memberships.filter(year=year, unit=owner).exists():
        raise Denied(f"{owner.name} không phải thành viên của {cluster.name} năm {year}.")
    return {"kind": kind, "text": text, "starts_on": starts_on, "due_on": due_on, "owner": owner}


@transaction.atomic
def add_item(
    *,
    cluster: Cluster,
    year: int,
    kind: str,
    text: str,
    due_on: date,
    by,
    at: datetime,
    starts_on: date | None = None,
    owner: Unit | None = None,
) -> PlanItem:
    """One piece of work of the yearly plan; ``owner`` None: the head's."""
    check_can_plan(by, cluster, year, at.date())
    if not cluster.memberships.filter(year=year).exists():
        raise Denied(f"{cluster.name} chưa có danh sách năm {year}.")
    texts = _item_texts(cluster, year, kind, text, starts_on, due_on, owner)
    if cluster.plan_items.filter(year=year).count() >= MOST_ITEMS:
        raise Denied(f"Kế hoạch một năm có nhiều nhất {MOST_ITEMS} việc.")
    same = cluster.plan_items.filter(year=year, text=texts["text"], due_on=due_on).exclude(state="withdrawn")
    if same.exists():
        raise Denied("Việc này đã có trong kế hoạch với cùng ngày.")
    item = PlanItem.objects.create(cluster=cluster, year=year, **texts, **stamp("added", by=by, at=at))
    audit.record("plan_item_added", item, by=by, at=at, detail={"year": year, "due": due_on.isoformat()})
    return item


@transaction.atomic
def edit_item(
    *,
    item: PlanItem,
    kind: str,
    text: str,
    due_on: date,
    by,
    at: datetime,
    starts_on: date | None = None,
    owner: Unit | None = None,
) -> PlanItem:
    """Change a piece of work that is still to be done."""
    check_can_change_item(by, item, at.date())
    texts = _item_texts(item.cluster, item.year, kind, text, starts_on, due_on, owner)
    different = sorted(name for name, value in texts.items() if getattr(item, name) != value)
    if different:
        touch(item, **texts)
        audit.record("plan_item_edited", item, by=by, at=at, detail={"fields": different})
    return item


@transaction.atomic
def copy_plan(*, cluster: Cluster, year: int, items: Iterable[PlanItem], by, at: datetime) -> int:
    """Take work of the year before into the plan of ``year``, a year later each; how many are new.

    An owner that is no longer a member leaves the work to the head.
    """
    check_can_plan(by, cluster, year, at.date())
    members = set(cluster.memberships.filter(year=year).values_list("unit_id", flat=True))
    if not members:
        raise Denied(f"{cluster.name} chưa có danh sách năm {year}.")
    there = set(cluster.plan_items.filter(year=year).exclude(state="withdrawn").values_list("text", flat=True))
    new = []
    for each in items:
        if each.cluster_id != cluster.pk or each.year != year - 1:
            raise Denied(f"Chỉ chép việc trong kế hoạch năm {year - 1} của cùng cụm, khối.")
        if each.text in there:
            continue
        new.append(
            PlanItem(
                cluster=cluster, year=year, kind=each.kind, text=each.text, state="planned",
                starts_on=None if each.starts_on is None else _a_year_later(each.starts_on),
                due_on=_a_year_later(each.due_on), owner=each.owner if each.owner_id in members else None,
                added_at=at, added_by=by,
            )
        )  # fmt: skip
    if cluster.plan_items.filter(year=year).count() + len(new) > MOST_ITEMS:
        raise Denied(f"Kế hoạch một năm có nhiều nhất {MOST_ITEMS} việc.")
    PlanItem.objects.bulk_create(new)
    if new:
        audit.record("plan_copied", cluster, by=by, at=at, detail={"year": year, "items": len(new)})
    return len(new)


def _a_year_later(day: date) -> date:
    return date(day.year + 1, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year + 1)


@transaction.atomic
def do_item(*, item: PlanItem, done_on: date, result: str, by, at: datetime) -> PlanItem:
    """Its owner, or whoever keeps the workspace, says that it is done, when and with what result."""
    check_can_do_item(by, item, at.date())
    result = needed("Kết quả", result, 1000)
    if done_on > at.date():
        raise Denied(f"Ngày thực hiện {vi_date(done_on)} chưa đến.")
    if item.starts_on is not None and done_on < item.starts_on.replace(day=1):
        raise Denied(f"Ngày thực hiện {vi_date(done_on)} trước khi việc bắt đầu.")
    pass_gate(item, "do", done_on=done_on, result=result, **stamp("done", by=by, at=at))
    audit.record("plan_item_done", item, by=by, at=at, detail={"on": done_on.isoformat()})
    return item


@transaction.atomic
def reopen_item(*, item: PlanItem, reason: str, by, at: datetime) -> PlanItem:
    """It was said to be done and was not."""
    check_can_write(by, item.cluster, item.year, at.date())
    reason = reasoned(reason)
    pass_gate(item, "reopen", done_on=None, result="", done_at=None, done_by=None)
    audit.record("plan_item_reopened", item, by=by, at=at, detail={"reason": reason})
    return item


@transaction.atomic
def withdraw_item(*, item: PlanItem, reason: str, by, at: datetime) -> PlanItem:
    """It is not going to be done: stays in the plan, struck out, with the reason."""
    check_can_write(by, item.cluster, item.year, at.date())
    reason = reasoned(nfc(reason))
    if waiting := item.gatherings.filter(state="planned").first():
        raise Denied(f"Việc này đang có lịch “{waiting.title}”; hãy hủy lịch đó trước.")
    pass_gate(item, "withdraw", withdrawn_reason=reason, **stamp("withdrawn", by=by, at=at))
    audit.record("plan_item_withdrawn", item, by=by, at=at)
    return item
