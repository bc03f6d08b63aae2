"""Beginning a table (shipped, from a file, empty), reading a file over a draft, and files given out."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify

from thidua.accounts.queries import signed_in
from thidua.rubrics import actions, files, papers, queries, yaml_in
from thidua.rubrics.forms import AgainForm, BlankForm, FileForm, ShippedForm
from thidua.rubrics.models import RubricRecord
from thidua.rubrics.views import crumbs, record_of
from thidua.rubrics.views_edit import draft_of
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt
from thidua.shared.forms import posted
from thidua.shared.text import fold

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def new(request: HttpRequest) -> HttpResponse:
    """Three ways to begin, each its own form; ``start`` says which was sent."""
    me, on = signed_in(request), clock.today()
    units = queries.units_to_draft_for(me, on)
    if not units:
        raise Denied("Để lập bảng tiêu chí cần vai trò chuyên viên của đơn vị hoặc trưởng cụm, khối.")
    clusters = queries.clusters_to_draft_for(me, units, on)
    start = request.POST.get("start", "") if request.method == "POST" else ""
    common: dict[str, Any] = {"units": units, "clusters": clusters, "year": on.year if on.month < 11 else on.year + 1}
    shipped = {rubric.code: rubric for rubric in queries.shipped()}
    offered = [(code, f"{rubric.title_vi} ({rubric.year})") for code, rubric in shipped.items()]
    data = posted(request)
    forms = {
        "shipped": ShippedForm(data if start == "shipped" else None, prefix="s", shipped=offered, **common),
        "file": FileForm(
            data if start == "file" else None, request.FILES if start == "file" else None, prefix="f", **common
        ),
        "blank": BlankForm(data if start == "blank" else None, prefix="b", **common),
    }
    troubles: list[str] = []
    form = forms.get(start)
    if form is not None and form.is_valid():
        cleaned = form.cleaned_data
        unit, title = cleaned["unit"], cleaned.get("title", "")
        empty = actions.empty_tree(title, unit.agency_name, cleaned["year"], cleaned.get("applies_to", "") or "—")
        content: Any
        try:
            if start == "shipped":
                content, origin = shipped[cleaned["shipped"]], "bảng có sẵn của hệ thống"
            elif start == "file":
                content, origin = files.tree_of_upload(cleaned["file"], empty), f"tệp {cleaned['file'].name}"
            else:
                content, origin = empty, "soạn mới"
        except files.FileRefused as refused:
            troubles = refused.troubles  # said once, in the list beside the form
        except Denied as denied:
            form.add_error("file", denied.reason)
        else:
            record = attempt(
                form, actions.draft_rubric, unit=unit, content=content, year=cleaned["year"],
                clusters=cleaned.get("clusters") or (), origin=origin, by=me, at=clock.now(),
            )  # fmt: skip
            if record:
                messages.success(request, f"Đã lập “{record.name}”.")
                return redirect("rubrics:detail", record.pk)
    context = {"forms": forms, "start": start, "troubles": troubles, "crumbs": crumbs(None, "Lập bảng tiêu chí")}
    return render(request, "rubrics/new.html", context, status=422 if start else 200)


def again(request: HttpRequest, pk: int) -> HttpResponse:
    """A file over the draft; what differs becomes the sentence of the history."""
    record = draft_of(request, pk)
    data = posted(request)
    form = AgainForm(
        data, request.FILES if data is not None else None, thing_version=record.version, thing_name="bảng tiêu chí"
    )
    troubles: list[str] = []
    if form.is_bound and form.is_valid():
        try:
            content = files.tree_of_upload(form.cleaned_data["file"], record.tree)
        except files.FileRefused as refused:
            troubles = refused.troubles  # said once, in the list beside the form
        except Denied as denied:
            form.add_error("file", denied.reason)
        else:
            said = attempt(
                form, actions.put_tree, record=record, content=content, by=signed_in(request), at=clock.now()
            )
            if said is not None:
                messages.success(request, f"Đã đọc tệp: {said[:300]}." if said else "Tệp giống hệt bảng đang có.")
                return redirect("rubrics:detail", pk)
    context = {
        "record": record,
        "form": form,
        "troubles": troubles,
        "back": reverse("rubrics:detail", args=[pk]),
        "crumbs": crumbs(record, "Nhập lại từ tệp"),
    }
    return render(request, "rubrics/again.html", context, status=422 if form.is_bound else 200)


def template(request: HttpRequest) -> HttpResponse:
    signed_in(request)
    return _download(files.template(), XLSX, "mau-bang-tieu-chi.xlsx")


def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The table as xlsx, csv, yaml or pdf."""
    record = record_of(request, pk)
    makers: dict[str, tuple[Callable[[RubricRecord], bytes], str]] = {
        "xlsx": (lambda each: files.workbook(each.tree), XLSX),
        "csv": (lambda each: files.csv_file(each.tree), "text/csv; charset=utf-8"),
        "yaml": (lambda each: yaml_in.write(each.tree), "application/yaml; charset=utf-8"),
        "pdf": (_pdf, "application/pdf"),
    }
    if kind not in makers:
        raise Http404
    make, mime = makers[kind]
    name = f"{slugify(fold(record.title))[:80].strip('-') or 'bang-tieu-chi'}-{record.year}-ban-{record.edition}.{kind}"
    return _download(make(record), mime, name, inline=kind == "pdf")


def _pdf(record: RubricRecord) -> bytes:
    """The annex kept at freezing; a draft is printed as it stands."""
    if record.paper is None:
        return papers.render(record)
    with record.paper.file.open("rb") as kept:
        return bytes(kept.read())


def _download(content: bytes, mime: str, name: str, inline: bool = False) -> HttpResponse:
    answer = HttpResponse(content, content_type=mime)
    answer["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
