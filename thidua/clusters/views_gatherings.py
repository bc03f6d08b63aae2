"""Briefings and exchanges of a cluster."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from thidua.accounts.queries import signed_in
from thidua.clusters import actions_gatherings as actions
from thidua.clusters import permissions, queries
from thidua.clusters.forms import GatheringForm, ReasonForm, RecordForm
from thidua.clusters.models import Gathering
from thidua.clusters.screens import files_of, one_form, room, year_of
from thidua.clusters.tables import GATHERING_FILTERS, GatheringTable
from thidua.clusters.views_work import download
from thidua.shared import clock
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import guarded
from thidua.shared.wording import vi_date, vi_long_date


def gatherings(request: HttpRequest, pk: int, year: int) -> HttpResponseBase:
    me, on = signed_in(request), clock.today()
    cluster = year_of(request, pk, year)
    rows = queries.with_presence(cluster.gatherings.filter(year=year)).select_related("host")
    address = reverse("clusters:gathering-add", args=[pk, year])
    add = guarded(
        "Lên lịch giao ban, giao lưu", address, permissions.check_can_write, me, cluster, year, on, kind="primary",
        icon="plus",
    )  # fmt: skip
    context = room(request, cluster, year, "gatherings") | {"actions": [add]}
    return table_page(
        request, GatheringTable(rows, request, filters=GATHERING_FILTERS), "clusters/gatherings.html", context
    )


def _gathering(request: HttpRequest, pk: int, year: int, gathering_pk: int) -> Gathering:
    cluster = year_of(request, pk, year)
    rows = Gathering.objects.select_related("cluster__organiser", "host", "item")
    return get_object_or_404(rows, pk=gathering_pk, cluster=cluster, year=year)


def gathering(request: HttpRequest, pk: int, year: int, gathering_pk: int) -> HttpResponse:
    me, on = signed_in(request), clock.today()
    shown = _gathering(request, pk, year, gathering_pk)
    rows = list(shown.attendance.select_related("unit"))
    came = [row for row in rows if row.came]
    facts = [
        ("Loại", shown.get_kind_display()),
        ("Ngày", vi_long_date(shown.held_on)),
        ("Giờ", f"{shown.begins:%H:%M}"),
        ("Địa điểm", shown.place),
        ("Đăng cai", shown.host.name if shown.host else ""),
        ("Việc trong kế hoạch", shown.item.text if shown.item else ""),
        ("Có mặt", f"{len(came)}/{len(rows)} đơn vị" if shown.state == "held" else ""),
        ("Lý do hủy", shown.cancelled_reason),
    ]

    def act(label: str, name: str, check, **options: Any):
        address = reverse(f"clusters:{name}", args=[pk, year, gathering_pk])
        return guarded(label, address, check, me, shown, on, **options)

    acts = []
    if shown.state == "planned":
        acts = [
            act("Ghi nhận đã tổ chức", "gathering-record", permissions.check_can_record, kind="primary", icon="check"),
            act("Sửa, dời lịch", "gathering-edit", permissions.check_can_change_gathering, icon="edit"),
            act("Hủy", "gathering-cancel", permissions.check_can_change_gathering, kind="quiet"),
        ]
    context = room(request, shown.cluster, year, "", shown.title) | {
        "gathering": shown, "rows": rows, "facts": [row for row in facts if row[1]], "actions": acts,
    }  # fmt: skip
    return render(request, "clusters/gathering.html", context)


def _form(request: HttpRequest, cluster, year: int, shown: Gathering | None) -> GatheringForm:
    members = [row.unit for row in queries.members_in(cluster, year)]
    open_items = [item for item in queries.plan_of(cluster, year) if item.state == "planned"]
    start: dict[str, Any] = {"kind": Gathering.Kind.BRIEFING, "begins": "08:00"}
    if shown is not None:
        start = {name: getattr(shown, name) for name in ("title", "held_on", "place", "agenda")}
        start |= {"begins": f"{shown.begins:%H:%M}", "host": str(shown.host_id or ""), "item": str(shown.item_id or "")}
        if shown.item is not None and shown.item not in open_items:
            open_items.append(shown.item)
        if shown.host is not None and shown.host not in members:
            members.append(shown.host)
    return GatheringForm(
        posted(request), members=members, items=open_items, is_new=shown is None, initial=start,
        thing_version=0 if shown is None else shown.version, thing_name="lịch này",
    )  # fmt: skip


def _turns(cluster) -> list[tuple[str, str]]:
    return [(f"Đăng cai ngày {vi_date(day)}", name) for day, name in queries.hosts_of(cluster)]


def gathering_add(request: HttpRequest, pk: int, year: int) -> HttpResponse:
    me, on = signed_in(request), clock.today()
    cluster = year_of(request, pk, year)
    permissions.check_can_write(me, cluster, year, on)
    return one_form(
        request, cluster, _form(request, cluster, year, None), actions.plan_gathering,
        lambda data: {"cluster": cluster, "year": year, **data}, title="Lên lịch giao ban, giao lưu",
        back=reverse("clusters:gatherings", args=[pk, year]), submit="Lên lịch, báo các thành viên",
        done="Đã lên lịch và báo các thành viên.", facts=_turns(cluster),
    )  # fmt: skip


def gathering_edit(request: HttpRequest, pk: int, year: int, gathering_pk: int) -> HttpResponse:
    shown = _gathering(request, pk, year, gathering_pk)
    permissions.check_can_change_gathering(signed_in(request), shown, clock.today())
    return one_form(
        request, shown.cluster, _form(request, shown.cluster, year, shown), actions.edit_gathering,
        lambda data: {"gathering": shown, **data}, title=f"Sửa lịch: {shown.title}",
        back=reverse("clusters:gathering", args=[pk, year, gathering_pk]), done="Đã lưu.", facts=_turns(shown.cluster),
    )  # fmt: skip


def gathering_cancel(request: HttpRequest, pk: int, year: int, gathering_pk: int) -> HttpResponse:
    shown = _gathering(request, pk, year, gathering_pk)
    permissions.check_can_change_gathering(signed_in(request), shown, clock.today())
    return one_form(
        request, shown.cluster, ReasonForm(posted(request)), actions.cancel_gathering,
        lambda data: {"gathering": shown, **data}, title=f"Hủy: {shown.title}",
        back=reverse("clusters:gathering", args=[pk, year, gathering_pk]), submit="Hủy buổi này",
        done="Đã hủy và báo các thành viên.",
    )  # fmt: skip


def gathering_record(request: HttpRequest, pk: int, year: int, gathering_pk: int) -> HttpResponse:
    shown = _gathering(request, pk, year, gathering_pk)
    permissions.check_can_record(signed_in(request), shown, clock.today())
    rows = list(shown.attendance.select_related("unit"))
    form = RecordForm(
        posted(request), files_of(request), attendance=rows, thing_version=shown.version, thing_name="buổi này"
    )
    return one_form(
        request, shown.cluster, form, actions.record_gathering, lambda data: {"gathering": shown, **form.given()},
        title=f"Ghi nhận: {shown.title}", back=reverse("clusters:gathering", args=[pk, year, gathering_pk]),
        submit="Ghi nhận đã tổ chức", done="Đã ghi nhận và báo các thành viên.", template="clusters/record.html",
    )  # fmt: skip


def gathering_file(request: HttpRequest, pk: int, year: int, gathering_pk: int) -> FileResponse:
    return download(_gathering(request, pk, year, gathering_pk))
