"""Pages that set a season up: rules and deadlines, lead departments, a member that leaves."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from thidua.accounts.queries import signed_in
from thidua.scoring import actions_setup, marking, permissions, queries
from thidua.scoring.forms import ReasonForm
from thidua.scoring.forms_marks import LeadsForm, RulesForm
from thidua.scoring.models import Season
from thidua.scoring.views import crumbs, season_of
from thidua.shared import clock
from thidua.shared.denied import Denied, reason_against
from thidua.shared.forms import posted
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import active_units, said_without_receiver


def rules(request: HttpRequest, pk: int) -> HttpResponse:
    season = season_of(request, pk)
    permissions.check_can_set_up(signed_in(request), season, clock.today())
    form = RulesForm(posted(request), season=season, items=queries.items_of(season))
    if form.is_bound and form.is_valid():
        try:
            actions_setup.set_rules(
                season=season,
                mark_rule=form.cleaned_data["mark_rule"],
                correction_route=form.cleaned_data["correction_route"],
                evidence_codes=form.cleaned_data["evidence_codes"],
                deadlines=form.deadlines(),
                by=signed_in(request),
                at=clock.now(),
            )
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, "Đã lưu quy định và hạn của mùa chấm điểm.")
            return redirect("scoring:detail", pk=season.pk)
    return _page(
        request,
        season,
        form,
        "Quy định và thời hạn",
        "Hạn đã qua thì vẫn nhận, và ghi rõ chậm mấy ngày. Mọi lần đổi quy định đều ghi lại.",
        "Lưu quy định",
    )


def leads(request: HttpRequest, pk: int) -> HttpResponse:
    """Who marks which criteria now, and a form to change it."""
    season, on = season_of(request, pk), clock.today()
    items = queries.items_of(season)
    duties = {duty.criterion_code: duty.unit for duty in season.lead_duties.select_related("unit")}
    refused = reason_against(permissions.check_can_set_up, signed_in(request), season, on, "giao đơn vị chủ trì chấm")
    if refused:
        sight = queries.sight_of(signed_in(request), season, on)
        if request.method == "POST" or not (sight.organises or sight.heads):
            raise Denied(refused)
        return _leads_to_read(request, season, items, duties)
    named = [
        (
            code,
            item.title
            + (f" (bảng tiêu chí ghi nơi chấm: {item.assessor})" if item.assessor else "")
            + (f" (đang giao {duties[code].name})" if code in duties else ""),
        )
        for code, item in items.items()
        if item.part != "tie"
    ]
    members = set(season.scorecards.exclude(state="closed").values_list("unit_id", flat=True))
    form = LeadsForm(posted(request), units=_departments(season), members=members, items=named)
    if form.is_bound and form.is_valid():
        unit = form.units.get(form.cleaned_data["unit"])
        try:
            count = actions_setup.assign_leads(
                season=season,
                leads=dict.fromkeys(form.cleaned_data["codes"], unit),
                by=signed_in(request),
                at=clock.now(),
            )
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, _told_leads(count, unit))
            if count and unit and (unread := said_without_receiver([unit], (RoleGrant.Role.OFFICER,), on)):
                messages.warning(request, f"{unread} Hãy mở tài khoản cho đơn vị này, nếu không sẽ không ai chấm.")
            return redirect("scoring:leads", pk=season.pk)
    return _page(
        request,
        season,
        form,
        "Đơn vị chủ trì chấm",
        "Mỗi đơn vị chủ trì chấm mục của ngành mình trên mọi bảng điểm, trừ bảng điểm của chính mình.",
        "Giao chấm",
    )


def _leads_to_read(
    request: HttpRequest, season: Season, items: Mapping[str, marking.Item], duties: Mapping[str, Unit]
) -> HttpResponse:
    """Who marks which criteria, for the organiser's people and once nothing changes any more."""
    by_unit: dict[str, list[str]] = {}
    for code, item in items.items():
        if code in duties:
            by_unit.setdefault(duties[code].name, []).append(item.title)
    context = {
        "heading": "Đơn vị chủ trì chấm",
        "kicker": season.kicker,
        "duties": sorted(by_unit.items()),
        "crumbs": crumbs(season, "Đơn vị chủ trì chấm"),
    }
    return render(request, "scoring/leads_read.html", context)


def _told_leads(count: int, unit: Unit | None) -> str:
    if not count:
        return "Không có gì thay đổi."
    return f"Đã giao {unit.name} chủ trì chấm {count} mục." if unit else f"Đã thôi giao {count} mục."


def _departments(season: Season) -> list[Unit]:
    """The organiser, the agencies below it and the members, by name. Two queries."""
    organiser = season.cluster.organiser
    below = active_units(clock.today()).filter(parent=organiser).exclude(kind=Unit.Kind.SECTION)
    found = {unit.pk: unit for unit in below}
    found |= {card.unit_id: card.unit for card in season.scorecards.select_related("unit")}
    others = sorted((unit for pk, unit in found.items() if pk != organiser.pk), key=lambda unit: unit.name_fold)
    return [organiser, *others]


def close_card(request: HttpRequest, pk: int, card_pk: int) -> HttpResponse:
    season = season_of(request, pk)
    permissions.check_can_let_leave(signed_in(request), season, clock.today())
    cards = season.scorecards.exclude(state="closed").select_related("unit", "season__cluster__organiser")
    card = get_object_or_404(cards, pk=card_pk)
    form = ReasonForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            actions_setup.close_card(
                card=card, reason=form.cleaned_data["reason"], by=signed_in(request), at=clock.now()
            )
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(
                request,
                f"{card.unit.name} thôi tham gia; bảng điểm được giữ lại và không xếp hạng. Danh sách thành viên năm "
                f"{season.year} chưa đổi: ghi ở Cụm, khối › Thành viên, “Ra, thay thế”.",
            )
            return redirect("scoring:detail", pk=season.pk)
    return _page(
        request,
        season,
        form,
        f"{card.unit.name} thôi tham gia",
        "Bảng điểm được giữ lại kèm lý do và không xếp hạng; các đơn vị khác được tính lại. "
        "Trong lý do, hãy ghi số và ngày của văn bản quyết định.",
        "Thôi tham gia",
    )


def _page(request: HttpRequest, season: Season, form, title: str, lead: str, submit: str) -> HttpResponse:
    context = {
        "form": form,
        "heading": title,
        "lead": lead,
        "submit": submit,
        "kicker": season.kicker,
        "back": reverse("scoring:detail", args=[season.pk]),
        "crumbs": crumbs(season, title),
    }
    return render(request, "scoring/setup.html", context, status=422 if form.is_bound else 200)
