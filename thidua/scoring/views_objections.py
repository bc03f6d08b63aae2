"""Objections: what was asked, what was answered; asking, withdrawing, answering."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.scoring import actions_objections, permissions, queries
from thidua.scoring.card_rows import figures_of
from thidua.scoring.forms_marks import AnswerForm, ObjectionForm
from thidua.scoring.models import Objection
from thidua.scoring.tables import ObjectionTable
from thidua.scoring.views import crumbs, season_of
from thidua.scoring.views_card import card_of
from thidua.shared import clock
from thidua.shared.denied import Denied, reason_against
from thidua.shared.forms import posted
from thidua.shared.gate import check_fresh
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb
from thidua.shared.wording import points, vi_datetime


def objections(request: HttpRequest, pk: int) -> HttpResponseBase:
    season = season_of(request, pk)
    rows = queries.objections_of(season)
    context = {"season": season, "crumbs": crumbs(season, "Kiến nghị")}
    return table_page(request, ObjectionTable(rows, request), "scoring/objections.html", context)


def _objection(request: HttpRequest, pk: int) -> Objection:
    seen = queries.visible_to(signed_in(request), clock.today())
    rows = Objection.objects.filter(card__season__in=seen)
    found = rows.select_related("card__season__cluster__organiser", "card__unit", "unit", "raised_by", "answered_by")
    return get_object_or_404(found, pk=pk)


def raise_one(request: HttpRequest, pk: int) -> HttpResponse:
    """A new objection to a card."""
    card = card_of(request, pk)
    permissions.check_can_object(signed_in(request), card, clock.today())
    items = [(code, item.title) for code, item in queries.items_of(card.season).items()]
    first = request.GET.get("muc", "")
    form = ObjectionForm(posted(request), items=items, initial={"criterion": first})
    if form.is_bound and form.is_valid():
        try:
            found = actions_objections.raise_objection(
                card=card,
                criterion_code=form.cleaned_data["criterion"],
                reason=form.cleaned_data["reason"],
                by=signed_in(request),
                at=clock.now(),
            )
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, "Đã gửi kiến nghị.")
            return redirect("scoring:objection", pk=found.pk)
    url = reverse("scoring:card", args=[card.pk])
    context = {
        "form": form,
        "heading": "Kiến nghị về điểm",
        "lead": "Trưởng cụm, khối hoặc cán bộ thẩm định trả lời bằng văn bản; kiến nghị và trả lời mọi thành viên đều đọc được.",
        "submit": "Gửi kiến nghị",
        "kicker": card.unit.name,
        "back": url,
        "crumbs": crumbs(card.season, Crumb(card.unit.name, url), "Kiến nghị"),
    }
    return render(request, "scoring/setup.html", context, status=422 if form.is_bound else 200)


def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """One objection; for who may answer, with the form."""
    found, user, on = _objection(request, pk), signed_in(request), clock.today()
    card = found.card
    item = queries.items_of(card.season)[found.criterion_code]
    entry = card.entries.filter(criterion_code=found.criterion_code).first()
    refused = reason_against(permissions.check_can_answer, user, found, on) if found.state == "open" else ""
    leads = not reason_against(permissions.check_can_lead, user, card.season, on, "trả lời kiến nghị")
    form = None
    if found.state == "open" and not refused:
        form = AnswerForm(posted(request), item=item, entry=entry)
        if form.is_bound and form.is_valid():
            try:
                actions_objections.answer_objection(
                    objection=found,
                    answer=form.cleaned_data["answer"],
                    data=form.data_entered,
                    by=user,
                    at=clock.now(),
                )
            except Denied as denied:
                form.add_error(None, denied.reason)
            else:
                messages.success(request, "Đã trả lời kiến nghị và báo cho các bên.")
                return redirect("scoring:objection", pk=found.pk)
    elif request.method == "POST":
        raise Denied(refused or f"Kiến nghị {found.state_label.lower()}.")
    rows = [
        ("Đơn vị kiến nghị", found.unit.name),
        ("Bảng điểm", card.unit.name, reverse("scoring:card", args=[card.pk])),
        ("Mục", item.title),
        ("Gửi lúc", vi_datetime(found.raised_at) + (f" (chậm {found.late_days} ngày)" if found.late_days else "")),
        ("Lý do", found.reason),
        ("Điểm khi kiến nghị", points(found.old_points)),
    ]
    if found.answered_at:
        rows += [
            ("Trả lời", found.answer),
            ("Người trả lời", found.answered_by.display_name if found.answered_by else ""),
            ("Điểm sau trả lời", points(found.new_points)),
        ]
    context = {
        "objection": found,
        "rows": rows,
        "form": form,
        "refused": refused if leads else "",
        "figures": figures_of(item, entry.verified_input) if entry else [],
        "acts": _acts(request, found),
        "crumbs": crumbs(
            card.season,
            Crumb("Kiến nghị", reverse("scoring:objections", args=[card.season_id])),
            f"{found.unit.name}, mục {item.mention}",
        ),
    }
    return render(request, "scoring/objection.html", context, status=422 if form is not None and form.is_bound else 200)


def _acts(request: HttpRequest, found: Objection) -> list[Action]:
    own = found.unit_id in queries.own_units(signed_in(request), clock.today())
    if found.state != "open" or not own:
        return []
    url = reverse("scoring:objection-withdraw", args=[found.pk])
    version = [("version", str(found.version))]
    return [Action("Rút kiến nghị", url, method="post", kind="grave", hidden=version, confirm="Rút kiến nghị này?")]


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    found = _objection(request, pk)
    check_fresh(found, request.POST.get("version"))
    actions_objections.withdraw_objection(objection=found, by=signed_in(request), at=clock.now())
    messages.success(request, "Đã rút kiến nghị.")
    return redirect("scoring:objections", pk=found.card.season_id)
