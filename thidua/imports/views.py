"""The way of an import: file, sheet and header, columns, what would happen, done."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from paperwork.tables import column_letter
from thidua.accounts.queries import signed_in
from thidua.imports import actions, permissions, queries
from thidua.imports.files import SUFFIXES
from thidua.imports.forms import ColumnsForm, TableForm, UndoForm, UploadForm, WriteForm
from thidua.imports.matching import Match, heading_key, match_columns
from thidua.imports.models import Import
from thidua.imports.shapes import Kind, kind_named, kinds
from thidua.imports.tables import ImportTable
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt
from thidua.shared.forms import posted
from thidua.shared.gate import check_fresh
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, guarded

HOW = {"learned": "nhớ từ lần trước", "same": "theo tên cột", "like": "đoán theo tên cột, mời xem lại"}
SAMPLES = 3


def crumbs(*more: Crumb) -> list[Crumb]:
    return [Crumb("Nhập dữ liệu", reverse("imports:list")), *more]


def import_of(request: HttpRequest, pk: int) -> Import:
    """An import of a unit whose officer the person is; everybody else finds nothing."""
    return get_object_or_404(queries.visible_to(signed_in(request), clock.today()), pk=pk)


def asked_kind(code: str) -> Kind:
    try:
        return kind_named(code)
    except KeyError:
        raise Http404 from None


def import_list(request: HttpRequest) -> HttpResponseBase:
    me, on = signed_in(request), clock.today()
    start = guarded(
        "Nhập từ bảng tính", reverse("imports:new"), permissions.check_can_import, me, on, kind="primary", icon="upload"
    )
    old = Action("Quyết định cũ (Word, Excel, PDF)", reverse("imports:old-list"), icon="medal")
    table = ImportTable(queries.visible_to(me, on), request)
    return table_page(request, table, "imports/list.html", {"actions": [start, old]})


def new(request: HttpRequest) -> HttpResponse:
    """Choose a kind, then hand in a file."""
    me, on = signed_in(request), clock.today()
    permissions.check_can_import(me, on)
    if "loai" not in request.GET:
        return render(request, "imports/kinds.html", {"kinds": kinds(), "crumbs": crumbs(Crumb("Chọn loại dữ liệu"))})
    kind = asked_kind(request.GET["loai"])
    units = queries.units_to_import_for(me, on)
    seasons = queries.seasons_of(units)
    data, file = posted(request), request.FILES if request.method == "POST" else None
    form = UploadForm(data, file, units=units, seasons=seasons, kind=kind)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        imported = attempt(
            form, actions.upload_file, kind=kind, unit=given["unit"], season=given.get("season"), upload=given["file"],
            by=me, at=clock.now(),
        )  # fmt: skip
        if imported is not None:
            return redirect("imports:table", imported.pk)
    context = {
        "form": form,
        "kind": kind,
        "units": units,
        "seasons": seasons if kind.needs_season else [],
        "no_season": kind.needs_season and not seasons.exists(),
        "suffixes": ", ".join(SUFFIXES),
        "crumbs": crumbs(Crumb("Chọn loại dữ liệu", reverse("imports:new")), Crumb(kind.title)),
    }
    return render(request, "imports/new.html", context, status=422 if form.is_bound else 200)


# ── which table ──


def table(request: HttpRequest, pk: int) -> HttpResponse:
    """Sheet and header row beside a picture of the first rows; asking with other values only shows them."""
    imported = import_of(request, pk)
    permissions.check_can_go_on(request.user, imported, clock.today(), "choose")
    asked = request.GET if request.method == "GET" else request.POST
    place = _whole(asked.get("trang"), imported.sheet_place)
    row = _whole(asked.get("dong"), imported.header_row + 1) - 1
    height = _whole(asked.get("cao"), imported.header_height)
    start = {"trang": place, "dong": row + 1, "cao": height}
    only_look = "xem" in request.POST
    form = TableForm(
        None if only_look else posted(request),
        initial=start,
        sheets=imported.sheets,
        thing_version=imported.version,
        thing_name="lượt nhập",
    )
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            actions.choose_table(
                imported=imported, sheet_place=given["trang"], row=given["dong"] - 1, height=given["cao"],
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            return redirect("imports:columns", pk)
    sheet = next((s for s in imported.sheets if s["place"] == place), imported.sheets[0])
    try:
        header, labels = actions.header_at(imported, sheet["place"], row, height)
        trouble = ""
    except Denied as denied:
        header, labels, trouble = None, [], denied.reason
    context = {
        "imported": imported,
        "kind": kind_named(imported.kind),
        "form": form,
        "sheet": sheet,
        "rows": _picture(sheet, header),
        "letters": _letters(sheet),
        "labels": [label for label in labels if label],
        "trouble": trouble,
        "steps": steps(imported, 2),
        "crumbs": crumbs(Crumb(imported.file_name, reverse("imports:detail", args=[pk])), Crumb("Chọn bảng")),
    }
    return render(request, "imports/table.html", context, status=422 if form.is_bound else 200)


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def _letters(sheet: dict) -> list[str]:
    width = max((len(row) for row in sheet["first"]), default=0)
    return [column_letter(place) for place in range(width)]


def _picture(sheet: dict, header) -> list[dict]:
    """The first rows with the part each plays: above, header, between, data."""
    rows = []
    for number, cells in enumerate(sheet["first"][:16]):
        part = "data"
        if header is not None:
            part = "above" if number < header.row else "header" if number < header.row + header.height else "data"
            part = "between" if header.row + header.height <= number < header.data_row else part
        rows.append({"number": number + 1, "cells": cells, "part": part})
    return rows


def steps(imported: Import, here: int) -> list[dict]:
    names = ("Tải tệp", "Chọn bảng", "Ghép cột", "Xem trước", "Ghi")
    return [
        {"label": name, "state": "done" if n < here else "current" if n == here else "next"}
        for n, name in enumerate(names, 1)
    ]


# ── which columns ──


def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Each column of the file with examples and the field it stands for."""
    imported = import_of(request, pk)
    permissions.check_can_go_on(request.user, imported, clock.today(), "check")
    kind = kind_named(imported.kind)
    found = match_columns(kind, imported.labels, queries.learned(imported.unit, imported.kind))
    if imported.mapping:
        found = {place: Match(key, "learned", 1.0) for key, place in imported.mapping.items()}
    form = ColumnsForm(
        posted(request),
        kind=kind,
        labels=imported.labels,
        found=found,
        thing_version=imported.version,
        thing_name="lượt nhập",
    )
    if request.method == "POST" and form.is_valid():
        mapping = form.cleaned_data["mapping"]
        if attempt(form, actions.check_import, imported=imported, mapping=mapping, by=request.user, at=clock.now()):
            return redirect("imports:detail", pk)
    first: list = next((s["first"] for s in imported.sheets if s["place"] == imported.sheet_place), [])
    examples = first[imported.data_row :]
    rows = [
        {
            "place": place,
            "label": imported.labels[place],
            "field": form[f"cot-{place}"],
            "how": HOW[found[place].how] if place in found else "",
            "guessed": place in found and found[place].how == "like",
            "examples": [row[place] for row in examples if place < len(row) and row[place]][:SAMPLES],
        }
        for place in form.places
    ]
    known = {heading_key(imported.labels[place]) for place in form.places}
    context = {
        "imported": imported,
        "kind": kind,
        "form": form,
        "rows": rows,
        "lacking": kind.missing(match.key for match in found.values()),
        "known": len(known),
        "steps": steps(imported, 3),
        "crumbs": crumbs(Crumb(imported.file_name, reverse("imports:detail", args=[pk])), Crumb("Ghép cột")),
    }
    return render(request, "imports/columns.html", context, status=422 if form.is_bound else 200)


# ── acts ──


@require_POST
def write(request: HttpRequest, pk: int) -> HttpResponse:
    imported = import_of(request, pk)
    check_fresh(imported, request.POST.get("version"))
    form = WriteForm(request.POST, thing_version=imported.version)
    accepts = form.is_valid() and form.cleaned_data["accepts_refused"]
    actions.write_import(imported=imported, accepts_refused=accepts, by=request.user, at=clock.now())
    return redirect("imports:detail", pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    imported = import_of(request, pk)
    check_fresh(imported, request.POST.get("version"))
    actions.discard_import(imported=imported, by=request.user, at=clock.now())
    messages.success(request, f"Đã bỏ lượt nhập {imported.file_name}; tệp đã được xóa.")
    return redirect("imports:list")


def undo(request: HttpRequest, pk: int) -> HttpResponse:
    imported = import_of(request, pk)
    permissions.check_can_undo(request.user, imported, clock.today())
    back = reverse("imports:detail", args=[pk])
    return undo_page(
        request,
        lambda form, **given: attempt(form, actions.undo_import, imported=imported, **given),
        back=back,
        title=f"Hoàn tác lượt nhập {imported.file_name}",
        kicker="Nhập dữ liệu",
        lead="Những gì lượt nhập này thêm sẽ được lấy lại, những gì nó sửa trở về như trước. Nếu đã có việc khác dựa "
        "trên dữ liệu này thì không hoàn tác được, hệ thống sẽ nói rõ là việc gì.",
        submit_label="Hoàn tác cả lượt nhập",
        crumbs=crumbs(Crumb(imported.file_name, back), Crumb("Hoàn tác")),
    )


def undo_page(request: HttpRequest, undo: Callable[..., object], *, back: str, **words: object) -> HttpResponse:
    """Take a whole file back with a reason; ``undo`` gets the form, reason, by, at. ``words``: title, lead and the like."""
    form = UndoForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if undo(form, reason=form.cleaned_data["reason"], by=request.user, at=clock.now()):
            return redirect(back)
    context = {"form": form, "back": back} | words
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)
