"""Rules, plan and papers of a cluster."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.clusters import actions_work as actions
from thidua.clusters import permissions, queries
from thidua.clusters.forms import DocumentForm, DoneForm, ItemForm, ReasonForm, RegulationForm
from thidua.clusters.models import ClusterDocument, KeptFile, PlanItem, Regulation
from thidua.clusters.screens import files_of, one_form, room, year_of
from thidua.clusters.tables import DOCUMENT_FILTERS, DocumentTable, KeptDocumentTable
from thidua.shared import clock
from thidua.shared.denied import reason_against
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import guarded
from thidua.shared.wording import vi_date


def download(row: KeptFile) -> FileResponse:
    """Always a download: what somebody uploaded is never opened inside our pages."""
    if not row.file_name:
        raise Http404
    return FileResponse(
        row.file.open("rb"), as_attachment=True, filename=row.file_name, content_type="application/octet-stream"
    )


def _standing_file(row: Regulation | ClusterDocument) -> FileResponse:
    if row.withdrawn_at is not None:
        raise Http404
    return download(row)


def _withdraw(
    request: HttpRequest, row: Regulation | ClusterDocument, act: Callable[..., Any], name: str, **page: Any
) -> HttpResponse:
    """The page that asks why a paper is taken away."""
    return one_form(
        request, row.cluster, ReasonForm(posted(request)), act,
        lambda data: {name: row, "reason": data["reason"]}, **page,
    )  # fmt: skip


# ── rules ──


def regulations(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    me, on = signed_in(request), clock.today()
    cluster = year_of(request, pk, year)
    standing = queries.regulations_of(cluster)
    address = reverse("clusters:regulation-add", args=[pk, year])
    add = guarded("Thêm bản quy chế", address, permissions.check_can_rule, me, cluster, on, kind="primary", icon="plus")
    context = room(request, cluster, year, "regulations") | {
        "rows": [{"each": each, "is_now": each.holds_on(on)} for each in standing],
        "withdrawn": list(cluster.regulations.exclude(withdrawn_at=None).select_related("withdrawn_by")),
        "may": not add.refused,
        "actions": [add],
    }
    return render(request, "clusters/regulations.html", context)


def regulation_add(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    me, on = signed_in(request), clock.today()
    cluster = year_of(request, pk, year)
    permissions.check_can_rule(me, cluster, on)
    start = {"title": f"Quy chế hoạt động {cluster.name}"}
    return one_form(
        request, cluster, RegulationForm(posted(request), files_of(request), initial=start), actions.add_regulation,
        lambda data: {"cluster": cluster, **data}, title="Thêm bản quy chế hoạt động",
        back=reverse("clusters:regulations", args=[pk, year]), submit="Thêm", done="Đã thêm bản quy chế.",
        lead="Bản mới có hiệu lực thì bản trước hết hiệu lực từ hôm trước.",
    )  # fmt: skip


def _regulation(request: HttpRequest, pk: int, year: int, row_pk: int) -> Regulation:
    cluster = year_of(request, pk, year)
    return get_object_or_404(Regulation.objects.select_related("cluster__organiser"), pk=row_pk, cluster=cluster)


def regulation_withdraw(request: HttpRequest, pk: int, year: int, row_pk: int) -> HttpResponse:
    row = _regulation(request, pk, year, row_pk)
    permissions.check_can_rule(signed_in(request), row.cluster, clock.today())
    return _withdraw(
        request, row, actions.withdraw_regulation, "regulation", title=f"Gỡ bản {row.number}: {row.title}",
        back=reverse("clusters:regulations", args=[pk, year]), submit="Gỡ bản này", done="Đã gỡ bản quy chế.",
    )  # fmt: skip


def regulation_file(request: HttpRequest, pk: int, year: int, row_pk: int) -> FileResponse:
    return _standing_file(_regulation(request, pk, year, row_pk))


# ── papers ──


def documents(request: HttpRequest, pk: int, year: int) -> HttpResponseBase:
    me, on = signed_in(request), clock.today()
    cluster = year_of(request, pk, year)
    address = reverse("clusters:document-add", args=[pk, year])
    add = guarded(
        "Thêm văn bản", address, permissions.check_can_write, me, cluster, year, on, kind="primary", icon="plus"
    )
    kind = DocumentTable if add.refused else KeptDocumentTable
    table = kind(cluster.documents.filter(year=year), request, filters=DOCUMENT_FILTERS)
    context = room(request, cluster, year, "documents") | {"actions": [add]}
    return table_page(request, table, "clusters/documents.html", context)


def document_add(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    me, on = signed_in(request), clock.today()
    cluster = year_of(request, pk, year)
    permissions.check_can_write(me, cluster, year, on)
    return one_form(
        request, cluster, DocumentForm(posted(request), files_of(request)), actions.add_document,
        lambda data: {"cluster": cluster, "year": year, **data}, title=f"Thêm văn bản năm {year}",
        back=reverse("clusters:documents", args=[pk, year]), submit="Thêm", done="Đã thêm văn bản.",
    )  # fmt: skip


def _document(request: HttpRequest, pk: int, year: int, row_pk: int) -> ClusterDocument:
    cluster = year_of(request, pk, year)
    rows = ClusterDocument.objects.select_related("cluster__organiser")
    return get_object_or_404(rows, pk=row_pk, cluster=cluster, year=year)


def document_withdraw(request: HttpRequest, pk: int, year: int, row_pk: int) -> HttpResponse:
    row = _document(request, pk, year, row_pk)
    permissions.check_can_write(signed_in(request), row.cluster, year, clock.today())
    return _withdraw(
        request, row, actions.withdraw_document, "document", title=f"Gỡ văn bản: {row.title}",
        back=reverse("clusters:documents", args=[pk, year]), submit="Gỡ văn bản", done="Đã gỡ văn bản.",
    )  # fmt: skip


def document_file(request: HttpRequest, pk: int, year: int, row_pk: int) -> FileResponse:
    return _standing_file(_document(request, pk, year, row_pk))


# ── the plan ──


def plan(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    """The plan of a year is read whole: at most some dozens of lines, by their day."""
    me, on = signed_in(request), clock.today()
    cluster = year_of(request, pk, year)
    items = list(queries.plan_of(cluster, year))
    address = reverse("clusters:item-add", args=[pk, year])
    add = guarded("Thêm việc", address, permissions.check_can_plan, me, cluster, year, on, kind="primary", icon="plus")
    writes = not reason_against(permissions.check_can_write, me, cluster, year, on)
    owned = set() if writes else {item.pk for item in items if _owns(me, item, on)}
    rows = [
        {
            "item": item,
            "badge": "late" if item.state == "planned" and item.due_on < on else item.state,
            "word": "Quá hạn" if item.state == "planned" and item.due_on < on else item.state_label,
            "may_do": item.state == "planned" and (writes or item.pk in owned),
            "may_write": writes,
            "may_edit": not add.refused,
        }
        for item in items
    ]
    there = {item.text for item in items if item.state != "withdrawn"}
    earlier = []
    if not add.refused:
        before = queries.plan_of(cluster, year - 1).exclude(state="withdrawn")
        earlier = [item for item in before if item.text not in there]
    context = room(request, cluster, year, "plan") | {
        "rows": rows, "actions": [add], "earlier": earlier, "has_acts": any(row["may_do"] or writes for row in rows)
    }  # fmt: skip
    return render(request, "clusters/plan.html", context)


def _owns(user, item: PlanItem, on) -> bool:
    return item.owner is not None and not reason_against(permissions.check_can_do_item, user, item, on)


def _item_form(request: HttpRequest, cluster, year: int, item: PlanItem | None) -> ItemForm:
    members = [row.unit for row in queries.members_in(cluster, year)]
    start: dict[str, Any] = {}
    if item is not None:
        names = ("kind", "text", "starts_on", "due_on")
        start = {name: getattr(item, name) for name in names} | {"owner": str(item.owner_id or "")}
    version = 0 if item is None else item.version
    return ItemForm(
        posted(request), members=members, initial=start, thing_version=version, thing_name="việc trong kế hoạch"
    )


def item_add(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    me, on = signed_in(request), clock.today()
    cluster = year_of(request, pk, year)
    permissions.check_can_plan(me, cluster, year, on)
    return one_form(
        request, cluster, _item_form(request, cluster, year, None), actions.add_item,
        lambda data: {"cluster": cluster, "year": year, **data}, title=f"Thêm việc vào kế hoạch năm {year}",
        back=reverse("clusters:plan", args=[pk, year]), submit="Thêm", done="Đã thêm việc vào kế hoạch.",
    )  # fmt: skip


def _item(request: HttpRequest, pk: int, year: int, item_pk: int) -> PlanItem:
    cluster = year_of(request, pk, year)
    rows = PlanItem.objects.select_related("cluster__organiser", "owner")
    return get_object_or_404(rows, pk=item_pk, cluster=cluster, year=year)


def item_edit(request: HttpRequest, pk: int, year: int, item_pk: int) -> HttpResponse:
    item = _item(request, pk, year, item_pk)
    permissions.check_can_change_item(signed_in(request), item, clock.today())
    return one_form(
        request, item.cluster, _item_form(request, item.cluster, year, item), actions.edit_item,
        lambda data: {"item": item, **data}, title="Sửa việc trong kế hoạch",
        back=reverse("clusters:plan", args=[pk, year]), done="Đã sửa việc trong kế hoạch.",
    )  # fmt: skip


def item_done(request: HttpRequest, pk: int, year: int, item_pk: int) -> HttpResponse:
    item, on = _item(request, pk, year, item_pk), clock.today()
    permissions.check_can_do_item(signed_in(request), item, on)
    return one_form(
        request, item.cluster, DoneForm(posted(request), initial={"done_on": on}), actions.do_item,
        lambda data: {"item": item, **data}, title="Ghi nhận đã thực hiện",
        back=reverse("clusters:plan", args=[pk, year]), submit="Ghi nhận", done="Đã ghi nhận việc hoàn thành.",
        facts=[("Công việc", item.text), ("Hạn", vi_date(item.due_on))],
    )  # fmt: skip


def item_reopen(request: HttpRequest, pk: int, year: int, item_pk: int) -> HttpResponse:
    item = _item(request, pk, year, item_pk)
    permissions.check_can_write(signed_in(request), item.cluster, year, clock.today())
    return one_form(
        request, item.cluster, ReasonForm(posted(request)), actions.reopen_item,
        lambda data: {"item": item, **data}, title="Việc này chưa xong",
        back=reverse("clusters:plan", args=[pk, year]), submit="Đưa về chưa thực hiện", done="Đã đưa về chưa thực hiện.",
        facts=[("Công việc", item.text), ("Kết quả đã ghi", item.result)],
    )  # fmt: skip


def item_withdraw(request: HttpRequest, pk: int, year: int, item_pk: int) -> HttpResponse:
    item = _item(request, pk, year, item_pk)
    permissions.check_can_write(signed_in(request), item.cluster, year, clock.today())
    return one_form(
        request, item.cluster, ReasonForm(posted(request)), actions.withdraw_item,
        lambda data: {"item": item, **data}, title="Bỏ việc khỏi kế hoạch",
        back=reverse("clusters:plan", args=[pk, year]), submit="Bỏ việc này", done="Đã bỏ việc khỏi kế hoạch.",
        facts=[("Công việc", item.text), ("Hạn", vi_date(item.due_on))],
    )  # fmt: skip


@require_POST
def plan_copy(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    cluster = year_of(request, pk, year)
    chosen = [
        int(each) for each in request.POST.getlist("item") if each.isascii() and each.isdecimal() and len(each) < 18
    ]
    items = queries.plan_of(cluster, year - 1).filter(pk__in=chosen)
    added = actions.copy_plan(cluster=cluster, year=year, items=items, by=signed_in(request), at=clock.now())
    messages.success(request, f"Đã chép {added} việc từ kế hoạch năm {year - 1}; mời xem lại ngày và đơn vị chủ trì.")
    return redirect("clusters:plan", pk, year)
