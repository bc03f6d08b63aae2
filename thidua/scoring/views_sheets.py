"""The desk of what a unit has to mark for others, one sheet, and settling what differs."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from thidua.accounts.queries import signed_in
from thidua.scoring import actions_marks, cells, doubts, marking, permissions, queries, queries_marks
from thidua.scoring.card_rows import figures_of
from thidua.scoring.forms import ReasonForm
from thidua.scoring.forms_marks import SettleForm, SheetForm
from thidua.scoring.models_marks import MarkSheet
from thidua.scoring.tables import SheetTable
from thidua.scoring.views import crumbs
from thidua.scoring.views_card import card_of
from thidua.shared import clock
from thidua.shared.columns import Filter
from thidua.shared.denied import Denied, reason_against
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb
from thidua.shared.wording import points


def desk(request: HttpRequest) -> HttpResponseBase:
    """Every sheet the account's units give, in whatever season."""
    rows = queries_marks.with_progress(queries_marks.sheets_of_desk(signed_in(request), clock.today()))
    filters = [
        Filter("state", "Tình trạng", [("open", "Đang chấm"), ("given", "Đã chấm")]),
        Filter("role", "Việc", list(MarkSheet.Role.choices)),
    ]
    context = {"crumbs": [Crumb("Chấm điểm", reverse("scoring:list")), Crumb("Phiếu chấm của đơn vị")]}
    return table_page(request, SheetTable(rows, request, filters=filters), "scoring/desk.html", context)


def _sheet(request: HttpRequest, pk: int) -> MarkSheet:
    seen = queries.visible_to(signed_in(request), clock.today())
    rows = MarkSheet.objects.exclude(state="set_aside").filter(card__season__in=seen)
    found = rows.select_related("card__season__cluster__organiser", "card__unit", "unit", "given_by")
    sheet = get_object_or_404(found, pk=pk)
    permissions.check_can_see_sheet(signed_in(request), sheet, clock.today())
    return sheet


def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The own open sheet as a form; a given one to read."""
    found, user = _sheet(request, pk), signed_in(request)
    card = found.card
    entries = {entry.criterion_code: entry for entry in card.entries.all()}
    marks = {mark.criterion_code: mark for mark in found.marks.all()}
    items = [item for code, item in queries.items_of(card.season).items() if code in found.codes]
    refused = reason_against(permissions.check_can_mark, user, found, clock.today())
    form = None
    if not refused:
        form = SheetForm(
            doubts.with_meant(request.POST, items) if request.method == "POST" else None,
            items=items,
            entries=entries,
            marks=marks,
            thing_version=found.version,
            thing_name="phiếu chấm",
        )
    elif request.method == "POST":
        raise Denied(refused)
    if form is not None and form.is_bound and form.is_valid():
        try:
            changed = actions_marks.enter_marks(sheet=found, rows=form.rows, by=user, at=clock.now())
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            return _saved(request, found, len(changed))
    proofs = queries.proofs_of(card)
    rows = [
        {
            "item": item,
            "claim": figures_of(item, entries[item.code].self_input) if item.code in entries else [],
            "claim_points": entries[item.code].self_points if item.code in entries else None,
            "evidence": entries[item.code].evidence if item.code in entries else "",
            "proofs": proofs.get(item.code, []),
            "mark": marks.get(item.code),
            "doubt": cells.doubt_of(item, marks[item.code].input) if item.code in marks else "",
            "meant": doubts.meant_of(item, marks[item.code].input) if item.code in marks else None,
            "given": figures_of(item, marks[item.code].input) if item.code in marks else [],
            "form": form.parts(item) if form is not None else None,
        }
        for item in items
    ]
    context = {
        "sheet": found,
        "heading": f"Chấm bảng điểm của {card.unit.name}",
        "rows": rows,
        "asks": any(row["meant"] for row in rows),
        "form": form,
        "refused": refused if found.state == "open" else "",
        "marked": len([code for code in found.codes if code in marks]),
        "acts": _acts(request, found),
        "crumbs": [
            Crumb("Chấm điểm", reverse("scoring:list")),
            Crumb("Phiếu chấm của đơn vị", reverse("scoring:desk")),
            Crumb(card.unit.name),
        ],
    }
    return render(request, "scoring/sheet.html", context, status=422 if form is not None and form.is_bound else 200)


def _saved(request: HttpRequest, found: MarkSheet, changed: int) -> HttpResponse:
    """After saving: hand the sheet in where that was asked; what is missing for it stands on the page again."""
    if "give" not in request.POST:
        messages.success(request, f"Đã lưu {changed} mục.")
        return redirect("scoring:sheet", pk=found.pk)
    try:
        actions_marks.give_sheet(sheet=found, by=signed_in(request), at=clock.now())
    except Denied as denied:
        messages.error(request, f"Đã lưu {changed} mục. {denied.reason}")
        return redirect("scoring:sheet", pk=found.pk)
    messages.success(request, "Đã gửi phiếu chấm.")
    return redirect("scoring:desk")


def _acts(request: HttpRequest, found: MarkSheet) -> list[Action]:
    if found.state != "given":
        return []
    refused = reason_against(
        permissions.check_can_verify, signed_in(request), found.card, clock.today(), "đề nghị chấm lại"
    )
    return [] if refused else [Action("Đề nghị chấm lại", reverse("scoring:sheet-again", args=[found.pk]))]


def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    found = _sheet(request, pk)
    permissions.check_can_verify(signed_in(request), found.card, clock.today(), "đề nghị chấm lại")
    form = ReasonForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            actions_marks.ask_again(
                sheet=found, reason=form.cleaned_data["reason"], by=signed_in(request), at=clock.now()
            )
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, f"Đã đề nghị {found.unit.name} chấm lại.")
            return redirect("scoring:differences", pk=found.card.season_id)
    context = {
        "form": form,
        "heading": "Đề nghị chấm lại",
        "lead": f"{found.unit.name} nhận được lý do, sửa phiếu rồi gửi lại.",
        "submit": "Đề nghị chấm lại",
        "kicker": found.card.unit.name,
        "back": reverse("scoring:sheet", args=[found.pk]),
        "crumbs": crumbs(found.card.season, "Đề nghị chấm lại"),
    }
    return render(request, "scoring/setup.html", context, status=422 if form.is_bound else 200)


def settle(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One criterion on which marks differ: every figure side by side, what stands and why."""
    card, user = card_of(request, pk), signed_in(request)
    permissions.check_can_verify(user, card, clock.today(), "thống nhất điểm")
    permissions.check_can_see_marks(user, card, clock.today())
    found = next((each for each in queries_marks.differences_of(card) if each.item.code == code), None)
    if found is None:
        raise Http404
    offers: list[tuple[str, str, Any]] = [
        ("ke-khai", _offer("Đơn vị kê khai", found.item, found.claim, found.claim_points), found.claim),
        *(
            (f"phieu-{each.sheet.pk}", _offer(each.sheet.unit.name, found.item, each.input, each.points), each.input)
            for each in found.given
        ),
    ]
    form = SettleForm(
        posted(request), item=found.item, offers=offers, thing_version=card.version, thing_name="bảng điểm"
    )
    if form.is_bound and form.is_valid():
        try:
            actions_marks.settle(
                card=card,
                criterion_code=code,
                data=form.data_entered,
                reason=form.cleaned_data["reason"],
                by=user,
                at=clock.now(),
            )
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, f"Đã thống nhất mục {found.item.mention}; lý do đã ghi vào lịch sử.")
            return redirect("scoring:differences", pk=card.season_id)
    context = {
        "form": form,
        "card": card,
        "found": found,
        "back": reverse("scoring:differences", args=[card.season_id]),
        "crumbs": crumbs(
            card.season,
            Crumb("Chỗ điểm khác nhau", reverse("scoring:differences", args=[card.season_id])),
            f"Mục {code}",
        ),
    }
    return render(request, "scoring/settle.html", context, status=422 if form.is_bound else 200)


def _offer(who: str, item: marking.Item, given: Any, value: Any) -> str:
    words = "; ".join(f"{label}: {text}" for label, text in figures_of(item, dict(given)))
    return f"{who}: {words} ({points(value)} điểm)" if value is not None else f"{who}: {words}"
