"""Screens of one achievement report: drafted and own words told apart, each drafted sentence with its record; as files."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from paperwork.blocks import PaperError
from rulebook.dossiers import form_named, forms_for, part_headings, report_form
from thidua.nominations import actions_reports, report_papers
from thidua.nominations import permissions as may
from thidua.nominations.drafting import COLUMNS_VI
from thidua.nominations.forms_desk import FormChoiceForm
from thidua.nominations.forms_reports import ReportEditForm
from thidua.nominations.models import NominationLine
from thidua.nominations.models_files import AchievementReport
from thidua.nominations.pieces import ORIGINS_VI
from thidua.nominations.views import crumbs_of
from thidua.nominations.views_line import line_or_404
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.text import fold
from thidua.shared.ui import Crumb
from thidua.shared.uploads import TYPES

_ADDRESSES = {
    "person": "profiles:person",
    "post": "profiles:person",
    "rating": "profiles:person",
    "initiative": "profiles:person",
    "discipline": "profiles:person",
    "honour": "honours:detail",
    "pledge": "pledges:detail",
    "season": "scoring:ranking",
    "movement": "movements:detail",
    "nomination": "nominations:detail",
    "line": "nominations:line",
    "unit": "units:detail",
}


def record_links(line: NominationLine, records: list[list]) -> list[dict[str, str]]:
    """Name and address of each record; "" where it has no page of its own."""
    links = []
    for kind, pk, label in records:
        if kind == "rating" and line.unit_id is not None:
            kind, pk = "unit", line.unit_id
        name = _ADDRESSES.get(kind, "")
        links.append({"label": label, "url": reverse(name, args=[pk]) if name else ""})
    return links


def _report_of(line: NominationLine) -> AchievementReport | None:
    report = AchievementReport.objects.filter(line=line).select_related("drafted_by", "edited_by").first()
    if report is not None:
        report.line = line
    return report


def shown_parts(line: NominationLine, report: AchievementReport) -> list[dict[str, Any]]:
    """The parts as the page shows them: headings, tables, pieces with origin and links."""
    form = report_form(report.form)
    parts = {part.code: part for part in form.parts}
    shown = []
    for number, stored in enumerate(report.parts, start=1):
        part = parts[stored["code"]]
        shown.append(
            {
                "number": number,
                "part": part,
                "columns": COLUMNS_VI.get(part.code, ()),
                "rows": [
                    {"cells": list(zip(row["cells"], COLUMNS_VI[part.code], strict=True)), "group": row["group"],
                     "links": record_links(line, row["records"])}
                    for row in stored["rows"]
                ],
                "pieces": [
                    piece | {"origin_vi": ORIGINS_VI[piece["origin"]], "links": record_links(line, piece["records"])}
                    for piece in stored["pieces"]
                ],
                "is_empty": part.code in report.unwritten.split(),
            }
        )  # fmt: skip
    return shown


def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The report of one nominee, to read and, for its author, to edit."""
    line, on = line_or_404(request, pk), clock.today()
    nomination = line.nomination
    found = _report_of(line)
    why_not = reason_against(may.check_can_write, request.user, nomination, on, {line.pk})
    crumbs = [
        *crumbs_of(nomination),
        Crumb(str(line.subject), reverse("nominations:line", args=[line.pk])),
        Crumb("Báo cáo thành tích"),
    ]
    named = form_named(nomination.award_code, nomination.kind, line.recipient)
    choices = forms_for(line.recipient)
    if found is None:
        return _without(request, line, why_not, named is None, crumbs)
    edit = None if why_not else ReportEditForm(posted(request), report=found)
    if request.method == "POST":
        if edit is None:
            raise Denied(why_not)
        if edit.is_valid():
            done = attempt(
                edit,
                actions_reports.edit_report,
                report=found,
                texts=edit.texts,
                seen_version=edit.seen_version,
                by=request.user,
                at=clock.now(),
            )
            if not edit.errors and done is None:
                messages.success(request, "Đã lưu báo cáo thành tích.")
                return redirect("nominations:report", pk)
    context = {
        "line": line,
        "nomination": nomination,
        "name": str(line.subject),
        "report": found,
        "report_form": report_form(found.form),
        "parts": shown_parts(line, found),
        "unwritten": [part_headings()[code] for code in found.unwritten.split()],
        "edit": edit,
        "why_not": why_not,
        "choices": [each for each in choices if each.code != found.form],
        "crumbs": crumbs,
    }
    return render(request, "nominations/report.html", context, status=422 if edit and edit.is_bound else 200)


def _without(request: HttpRequest, line: NominationLine, why_not: str, asks: bool, crumbs: list[Crumb]) -> HttpResponse:
    nomination = line.nomination
    form = FormChoiceForm(posted(request), choices=forms_for(line.recipient)) if asks else None
    if request.method == "POST":
        if why_not:
            raise Denied(why_not)
        if form is None or form.is_valid():
            actions_reports.draft_reports(
                nomination=nomination,
                lines=[line],
                form=form.cleaned_data["form"] if form else "",
                by=request.user,
                at=clock.now(),
            )
            messages.success(request, "Đã soạn báo cáo từ dữ liệu đang có. Mời đọc lại, bổ sung.")
            return redirect("nominations:report", line.pk)
    context = {
        "line": line,
        "nomination": nomination,
        "name": str(line.subject),
        "form": form,
        "why_not": why_not,
        "crumbs": crumbs,
    }
    return render(request, "nominations/report_none.html", context, status=422 if form and form.is_bound else 200)


@require_POST
def anew(request: HttpRequest, pk: int) -> HttpResponse:
    """Drafted again from the records of today, or in another form; own words stay."""
    line = line_or_404(request, pk)
    found = _report_of(line)
    version = request.POST.get("version", "")
    if found is None or not version.isdigit():
        raise Denied("Trường hợp này chưa có báo cáo thành tích.")
    actions_reports.draft_report_anew(
        report=found,
        form=request.POST.get("form", "")[:30],
        seen_version=int(version),
        by=request.user,
        at=clock.now(),
    )
    messages.success(request, "Đã soạn lại từ dữ liệu hiện có; phần tự viết giữ nguyên.")
    return redirect("nominations:report", pk)


def as_file(request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
    """The report as PDF or DOCX."""
    line = line_or_404(request, pk)
    found = _report_of(line)
    if found is None:
        raise Denied("Trường hợp này chưa có báo cáo thành tích.")
    try:
        content = (
            report_papers.as_pdf(found, clock.now()) if suffix == "pdf" else report_papers.as_docx(found, clock.now())
        )
    except PaperError as error:
        raise Denied(str(error)) from error
    answer = HttpResponse(content, content_type=TYPES[f".{suffix}"])
    name = slugify(fold(str(line.subject)))[:80].strip("-")
    answer["Content-Disposition"] = f'attachment; filename="bao-cao-thanh-tich-{name}.{suffix}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
