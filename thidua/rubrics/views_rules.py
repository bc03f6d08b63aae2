"""Screens of the rules over the whole table: grades, shared caps, events that bar; and one step taken back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.rubrics import actions, actions_rules, tree
from thidua.rubrics.forms_rules import CapsForm, EventsForm, GradesForm, RowsForm
from thidua.rubrics.models import RubricRecord
from thidua.rubrics.views import crumbs, record_of
from thidua.rubrics.views_edit import draft_of
from thidua.shared import clock
from thidua.shared.denied import attempt
from thidua.shared.forms import posted


def grades(request: HttpRequest, pk: int) -> HttpResponse:
    record = draft_of(request, pk)
    form = GradesForm(posted(request), tree=record.tree, thing_version=record.version, thing_name="bảng tiêu chí")
    if form.is_bound and form.is_valid() and form.is_settled(form.doubts()):
        said = attempt(
            form,
            actions_rules.change_grades,
            record=record,
            grades=form.grades(),
            by=signed_in(request),
            at=clock.now(),
        )
        if said is not None:
            return _saved(request, record, said)
    lead = "Mức cao nhất ở trên. Để trống tên để bỏ một mức. Sự kiện giới hạn mức xếp loại ghi ở trang “Sự kiện không xét”."
    return _page(request, record, form, "Mức xếp loại", lead, "Lưu các mức")


def caps(request: HttpRequest, pk: int) -> HttpResponse:
    record = draft_of(request, pk)
    form = CapsForm(posted(request), tree=record.tree, thing_version=record.version, thing_name="bảng tiêu chí")
    if form.is_bound and form.is_valid():
        said = attempt(
            form, actions_rules.change_caps, record=record, caps=form.caps(), by=signed_in(request), at=clock.now()
        )
        if said is not None:
            return _saved(request, record, said)
    lead = "Vài mục cộng lại không được quá một số điểm. Trần của cả phần thưởng, phần trừ ghi ở “Thông tin chung”."
    return _page(request, record, form, "Mức trần chung của vài mục", lead, "Lưu mức trần")


def events(request: HttpRequest, pk: int) -> HttpResponse:
    record = draft_of(request, pk)
    form = EventsForm(posted(request), tree=record.tree, thing_version=record.version, thing_name="bảng tiêu chí")
    if form.is_bound and form.is_valid():
        said = attempt(
            form, actions_rules.change_events, record=record, **form.events(), by=signed_in(request), at=clock.now()
        )
        if said is not None:
            return _saved(request, record, said)
    lead = "Người chấm trả lời có hoặc không cho từng sự kiện; “có” thì hệ quả được áp dụng. Để trống một dòng để bỏ."
    return _page(request, record, form, "Sự kiện không xét", lead, "Lưu sự kiện")


def _saved(request: HttpRequest, record: RubricRecord, said: str) -> HttpResponse:
    messages.success(request, f"Đã lưu: {said}." if said else "Không có gì thay đổi.")
    return redirect("rubrics:detail", record.pk)


def _page(
    request: HttpRequest, record: RubricRecord, form: RowsForm, title: str, lead: str, label: str, **more: Any
) -> HttpResponse:
    context = {
        "form": form,
        "record": record,
        "title": title,
        "lead": lead,
        "label": label,
        "last": [form[name] for name in ("asked", "is_sure") if name in form.fields],
        "codes": [(row.code, row.node["name_vi"], row.depth) for row in tree.rows_of(record.tree)],
        "back": reverse("rubrics:detail", args=[record.pk]),
        "crumbs": crumbs(record, title),
        **more,
    }
    return render(request, "rubrics/rules.html", context, status=422 if form.is_bound else 200)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest step of a draft is undone; the history keeps both."""
    record = record_of(request, pk)
    said = actions.take_back(
        record=record, seen_version=request.POST.get("version", ""), by=signed_in(request), at=clock.now()
    )
    messages.success(request, f"{said}.")
    return redirect("rubrics:detail", pk)
