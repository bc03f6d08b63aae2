"""Pages of steering documents, of the letter to those who are late, and of anniversaries."""

from functools import cache

from django.contrib import messages
from django.db.models import Exists
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from thidua.movements import actions_letters, actions_records, permissions
from thidua.movements.days import days_of, known_days, own_days_visible_to
from thidua.movements.forms import ReasonForm
from thidua.movements.forms_records import DayForm, DocumentForm, ReminderForm
from thidua.movements.lateness import late_in
from thidua.movements.models import SteeringDocument, TraditionalDay
from thidua.movements.queries import letter_behind, letters_of_rows, visible_to
from thidua.movements.review_acts import reminder_act
from thidua.movements.tables_records import DayTable, DocumentTable, document_filters
from thidua.movements.views import crumbs_of, form_page, movement_of
from thidua.papers.views import file_response
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Crumb, guarded
from thidua.units.models import RoleGrant
from thidua.units.queries import unit_ids_visible_to, units_with_own_role


def documents(request: HttpRequest, pk: int) -> HttpResponseBase:
    movement, on = movement_of(request, pk), clock.today()
    back = reverse("movements:detail", args=[pk])
    add = guarded(
        "Ghi văn bản",
        reverse("movements:document-new", args=[pk]),
        permissions.check_can_enter_document,
        request.user,
        movement,
        on,
        kind="primary",
        icon="plus",
    )
    rows = SteeringDocument.objects.filter(movement=movement).annotate(has_file=Exists(letters_of_rows()))
    refused = reason_against(permissions.check_can_enter_document, request.user, movement, on)
    table = DocumentTable(rows, request, filters=document_filters(), refused=refused)
    context = {
        "movement": movement,
        "actions": [add, *reminder_act(request.user, movement, on)],
        "crumbs": crumbs_of(Crumb(movement.title, back), Crumb("Văn bản chỉ đạo")),
    }
    return table_page(request, table, "movements/documents.html", context)


def document_new(request: HttpRequest, pk: int) -> HttpResponse:
    movement, on = movement_of(request, pk), clock.today()
    permissions.check_can_enter_document(request.user, movement, on)
    back = reverse("movements:documents", args=[pk])
    form = DocumentForm(posted(request), initial={"issuer": movement.unit.agency_name, "dated": on})
    if request.method == "POST" and form.is_valid():
        act = actions_records.enter_document
        if attempt(form, act, movement=movement, **form.cleaned_data, by=request.user, at=clock.now()):
            messages.success(request, f"Đã ghi văn bản {form.cleaned_data['number_text']}.")
            return redirect(back)
    page = reverse("movements:detail", args=[pk])
    steps = crumbs_of(Crumb(movement.title, page), Crumb("Văn bản chỉ đạo", back), Crumb("Ghi văn bản"))
    return form_page(request, form, "Ghi văn bản chỉ đạo", "Ghi văn bản", back, lead=movement.title, crumbs=steps)


def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """The numbered letter to the units that have not answered or reported in time."""
    movement, on = movement_of(request, pk), clock.today()
    permissions.check_can_remind(request.user, movement, on)
    late = late_in(movement, on)
    back = reverse("movements:documents", args=[pk])
    if not late:
        raise Denied("Không có đơn vị nào quá hạn, không cần công văn đôn đốc.")
    matters = [(matter, f"{what[0].upper()}{what[1:]}") for matter, (what, *_) in late.items()]
    form = ReminderForm(posted(request), matters=matters)
    if request.method == "POST" and form.is_valid():
        act = actions_letters.issue_reminder
        document = attempt(form, act, movement=movement, **form.cleaned_data, by=request.user, at=clock.now())
        if document:
            messages.success(request, f"Đã lập công văn đôn đốc số {document.number_text}.")
            return redirect(back)
    facts = [
        (f"Chưa {what.partition(' phong trào')[0]}", f"{len(lines)} đơn vị: {'; '.join(line.name for line in lines)}")
        for what, lines, _ in late.values()
    ]
    page = reverse("movements:detail", args=[pk])
    lead = f"{movement.title}. Công văn nêu tên các đơn vị quá hạn, được cấp số, ghi vào sổ; cấp số rồi thì không sửa được."
    steps = crumbs_of(Crumb(movement.title, page), Crumb("Văn bản chỉ đạo", back), Crumb("Công văn đôn đốc"))
    return form_page(
        request, form, "Công văn đôn đốc", "Cấp số, lập công văn", back, lead=lead, crumbs=steps, facts=facts
    )


def reminder_file(request: HttpRequest, pk: int) -> FileResponse:
    """The letter behind a line of the register, for whoever sees the movement; ``pk`` of the document."""
    seen = SteeringDocument.objects.filter(movement__in=visible_to(request.user, clock.today()).values("pk"))
    document = get_object_or_404(seen.select_related("movement__unit"), pk=pk)
    paper = get_object_or_404(letter_behind(document))
    return file_response(paper)


def document_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """``pk`` of the document."""
    on = clock.today()
    seen = SteeringDocument.objects.filter(movement__in=visible_to(request.user, on).values("pk"))
    document = get_object_or_404(seen.select_related("movement__unit"), pk=pk)
    permissions.check_can_withdraw_document(request.user, document, on)
    back = reverse("movements:documents", args=[document.movement_id])
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        act = actions_records.withdraw_document
        if attempt(form, act, document=document, **form.cleaned_data, by=request.user, at=clock.now()):
            messages.success(request, "Đã rút dòng văn bản; dòng vẫn còn trong sổ với lý do.")
            return redirect(back)
    steps = crumbs_of(Crumb("Văn bản chỉ đạo", back), Crumb("Rút"))
    lead = f"{document.number_text}: {document.summary}"
    return form_page(request, form, "Rút dòng văn bản", "Rút dòng văn bản", back, lead=lead, crumbs=steps)


def _officer_units(request: HttpRequest) -> list:
    return units_with_own_role(request.user, [RoleGrant.Role.OFFICER], clock.today())


def _check_is_officer(units: list) -> None:
    if not units:
        raise Denied(f"Để ghi ngày kỷ niệm cần vai trò “{RoleGrant.Role.OFFICER.label}” của một đơn vị.")


def days(request: HttpRequest) -> HttpResponseBase:
    on = clock.today()
    year = on.year
    units = _officer_units(request)
    add = guarded("Ghi ngày", reverse("movements:day-new"), _check_is_officer, units, kind="primary", icon="plus")
    context = {
        "year": year,
        "known": known_days(),
        "this_year": days_of(year),
        "actions": [add],
        "crumbs": crumbs_of(Crumb("Ngày kỷ niệm, ngày truyền thống")),
    }

    @cache
    def why_not(day: TraditionalDay) -> str:
        return reason_against(permissions.check_can_end_day, request.user, day, on)

    table = DayTable(own_days_visible_to(request.user, on), request, why_not=why_not)
    return table_page(request, table, "movements/days.html", context)


def day_new(request: HttpRequest) -> HttpResponse:
    units = _officer_units(request)
    _check_is_officer(units)
    back = reverse("movements:days")
    form = DayForm(posted(request), units=units)
    if request.method == "POST" and form.is_valid():
        if attempt(form, actions_records.enter_day, **form.cleaned_data, by=request.user, at=clock.now()):
            messages.success(request, f"Đã ghi “{form.cleaned_data['name']}”.")
            return redirect(back)
    steps = crumbs_of(Crumb("Ngày kỷ niệm, ngày truyền thống", back), Crumb("Ghi ngày"))
    return form_page(request, form, "Ghi ngày kỷ niệm, ngày truyền thống", "Ghi ngày", back, crumbs=steps)


def day_end(request: HttpRequest, pk: int) -> HttpResponse:
    on = clock.today()
    seen: set[int] = unit_ids_visible_to(request.user, on)
    day = get_object_or_404(TraditionalDay.objects.filter(unit__in=seen).select_related("unit"), pk=pk)
    permissions.check_can_end_day(request.user, day, on)
    back = reverse("movements:days")
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        act = actions_records.end_day
        if attempt(form, act, traditional_day=day, **form.cleaned_data, by=request.user, at=clock.now()):
            messages.success(request, f"Đã bỏ “{day.name}” khỏi danh mục.")
            return redirect(back)
    steps = crumbs_of(Crumb("Ngày kỷ niệm, ngày truyền thống", back), Crumb("Bỏ"))
    return form_page(request, form, "Bỏ khỏi danh mục", "Bỏ khỏi danh mục", back, lead=str(day), crumbs=steps)
