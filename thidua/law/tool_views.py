"""Reckoners of the reading room: money, deadlines, quotas. They answer by GET, so that an answer can be sent on."""

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from rulebook.bonus import BonusError, base_salaries, bonus
from rulebook.deadlines import DeadlineError, add_working_days, deadline
from rulebook.quotas import bloc_quota, load_quotas
from thidua.law.frame import crumbs, room
from thidua.law.queries import award_name, the_book
from thidua.law.tool_forms import WORKING_DAYS, BonusForm, DeadlineForm, QuotaForm
from thidua.shared import clock
from thidua.shared.ui import Crumb


@login_not_required  # public reading
def tools(request: HttpRequest) -> HttpResponse:
    return render(request, "law/tools.html", room(request, the_book(), crumbs=_crumbs()))


@login_not_required  # public reading
def bonus_tool(request: HttpRequest) -> HttpResponse:
    """``?award=advanced_worker&recipient=individual&day=31/12/2025``."""
    asked = request.GET if "award" in request.GET else None
    form = BonusForm(asked, issuers=_issuers(request), initial={"day": clock.today()})
    found = None
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        try:
            found = bonus(
                wanted["award"], wanted["recipient"], wanted["day"], the_book(), issuer=wanted["issuer"] or None
            )
        except BonusError:
            field, why = _why_not(wanted["award"], wanted["recipient"], wanted["day"])
            form.add_error(field, why)
    return _page(request, "law/bonus.html", "Tính tiền thưởng", form, found)


@login_not_required  # public reading
def deadline_tool(request: HttpRequest) -> HttpResponse:
    """``?deadline=working_days&start=24/12/2025&days=20``."""
    form = DeadlineForm(request.GET if "deadline" in request.GET else None, initial={"start": clock.today()})
    found = None
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        try:
            if wanted["deadline"] == WORKING_DAYS:
                found = add_working_days(wanted["start"], wanted["days"])
            else:
                found = deadline(wanted["deadline"], wanted["start"])
        except DeadlineError:
            form.add_error("start", "Lịch nghỉ lễ hoặc quy định trong dữ liệu không có ngày này.")
    return _page(request, "law/deadline.html", "Tính thời hạn", form, found)


@login_not_required  # public reading
def quota_tool(request: HttpRequest) -> HttpResponse:
    """``?quota=quang_ninh_2017:cluster&units=14``."""
    form = QuotaForm(request.GET if "quota" in request.GET else None)
    found = table = None
    if form.is_bound and form.is_valid():
        code, _, scope = form.cleaned_data["quota"].partition(":")
        table = load_quotas(code)
        found = bloc_quota(table, scope, form.cleaned_data["units"], form.both_taken)
    return _page(request, "law/quota.html", "Thử chỉ tiêu cờ, bằng khen", form, found, table=table)


def _page(request: HttpRequest, template: str, title: str, form, found, **more) -> HttpResponse:
    context = room(request, the_book(), title=title, form=form, found=found, crumbs=_crumbs(title), **more)
    return render(request, template, context, status=422 if form.errors else 200)


def _crumbs(*more: str) -> list[Crumb]:
    tools = Crumb("Công cụ tính", reverse("law:tools") if more else "")
    return crumbs(tools, *(Crumb(text) for text in more))


def _issuers(request: HttpRequest) -> list[tuple[str, str]]:
    """Who may decide the award asked about; signers whose coefficient is their own included."""
    try:
        editions = the_book().editions(request.GET.get("award", ""))
    except KeyError:
        return []
    return list({each.code: each.label_vi for _, award in editions for each in award.authorities}.items())


def _why_not(code: str, recipient: str, day: date) -> tuple[str, str]:
    """The field and the reason of a question the rulebook refuses."""
    if day < (base_salaries()[0].valid_from or date.min):
        return "day", "Dữ liệu về mức lương cơ sở không có ngày này."
    award = the_book().award(code, day)
    if recipient not in award.recipient_kinds:
        return "recipient", f"{award_name(code)} không dành cho người nhận này."
    return "issuer", "Người này không quyết định khen thưởng vào ngày đã chọn."
