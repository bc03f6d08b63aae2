"""Pages of one scorecard: entering, verifying, correcting, reading."""

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.scoring import actions, card_rows, clashes, doubts, permissions, queries, queries_marks, queries_pledges
from thidua.scoring.forms import CardForm, CorrectionForm, ReasonForm
from thidua.scoring.models import Scorecard
from thidua.scoring.views import crumbs
from thidua.shared import clock
from thidua.shared.denied import Denied, reason_against
from thidua.shared.gate import check_fresh
from thidua.shared.ui import Action, Crumb, Event
from thidua.shared.wording import vi_datetime


def card_of(request: HttpRequest, pk: int) -> Scorecard:
    """404 for seasons out of sight; a card whose points are still blind is refused with the reason."""
    seasons = queries.visible_to(request.user, clock.today())
    rows = Scorecard.objects.filter(season__in=seasons).select_related("season__cluster__organiser", "unit")
    card = get_object_or_404(rows, pk=pk)
    permissions.check_can_see_card(request.user, card, clock.today())
    return card


def _may_enter(request: HttpRequest, card: Scorecard) -> bool:
    return not reason_against(permissions.check_can_enter, request.user, card, clock.today())


def card(request: HttpRequest, pk: int) -> HttpResponse:
    """The own open card as a form; any other as a table of what was claimed and what stands."""
    card = card_of(request, pk)
    if card.state in ("draft", "returned") and _may_enter(request, card):
        return _edit(request, card)
    return _read(request, card)


def _edit(request: HttpRequest, card: Scorecard) -> HttpResponse:
    lines = queries.lines_of(card.season)
    entries = {entry.criterion_code: entry for entry in card.entries.all()}
    data = doubts.with_meant(request.POST, lines) if request.method == "POST" else None
    form = CardForm(data, lines=lines, entries=entries, thing_version=card.version, thing_name="bảng điểm")
    if data is not None and form.is_valid():
        if form.rows:
            actions.enter_scores(card=card, rows=form.rows, by=request.user, at=clock.now())
        _tell_saved(request, card, len(form.rows))
        return redirect("scoring:card", pk=card.pk)
    score = card_rows.score_or_none(card, entries.values(), verified=False)
    proofs, pledged = queries.proofs_of(card), queries_pledges.pledged(card)
    needed = set(card.season.evidence_codes)
    inputs = queries.inputs_of(entries.values(), False)
    clashing = clashes.clashes_of(card.season, inputs)
    disputed = clashes.disputed_items(card.season, inputs) if clashing else set()
    rates = doubts.rates_doubted(queries.rubric_of(card.season), lines, inputs)
    rows = [
        {
            **card_rows.row_of(line, score, None, entries),
            "edit": card_rows.bound_fields(form, line),
            "proofs": proofs.get(line.code, []),
            "needs_proof": line.code in needed,
            "pledge": card_rows.pledge_beside(line, entries.get(line.code), pledged.figures.get(line.code)),
            "gap": card_rows.gap_beside(line, entries.get(line.code), pledged),
            "clashes": card_rows.clashes_at(clashing, line.code),
            "disputed": line.code in disputed,
            "rate": rates.get(line.code, ""),
            "meant": doubts.meant_of(line, entries[line.code].self_input) if line.code in entries else None,
        }
        for line in lines
    ]
    version = [("version", str(card.version))]
    missing = queries.missing_items(card, entries.values())
    unproved = [code for code in needed if code not in proofs]
    unconfirmed = [code for code, entry in entries.items() if entry.source_id and entry.entered_by_id is None]
    waits = f"Còn {len(missing)} mục chưa nhập." if missing else ""
    waits = waits or (f"Còn {len(clashing)} số liệu ghi khác nhau giữa các mục." if clashing else "")
    waits = waits or (f"Còn {len(unproved)} mục thiếu minh chứng bắt buộc." if unproved else "")
    waits = waits or ("Còn số liệu lấy từ giao ước chưa xác nhận: hãy lưu bảng điểm." if unconfirmed else "")
    obstacles = card_rows.obstacles_of(
        rows, missing, {s.item.code for said in clashing for s in said}, unproved, unconfirmed
    )
    acts = [
        Action(
            "Gửi bảng điểm",
            reverse("scoring:card-send", args=[card.pk]),
            method="post",
            kind="primary",
            icon="send",
            refused=waits,
            confirm="Sau khi gửi, đơn vị không sửa được nữa, trừ khi bảng điểm được trả lại.",
            hidden=version,
        ),
        Action("Lấy số liệu từ giao ước", reverse("scoring:card-fill", args=[card.pk]), method="post", hidden=version),
    ]
    context = {
        "card": card,
        "heading": f"Bảng điểm của {card.unit.name}",
        "form": form,
        "rows": rows,
        "score": score,
        "acts": acts,
        "missing": len(missing),
        "obstacles": obstacles,
        "asks": any(row["meant"] for row in rows),
        "crumbs": crumbs(card.season, card.unit.name),
    }
    return render(request, "scoring/card_edit.html", context, status=422 if form.is_bound else 200)


def _tell_saved(request: HttpRequest, card: Scorecard, count: int) -> None:
    """What was saved; a figure that now has two values is said at once, not only at sending."""
    told = f"Đã lưu {count} mục." if count else "Không có gì thay đổi."
    clashing = clashes.clashes_of(card.season, queries.inputs_of(card.entries.all(), False))
    if not clashing:
        messages.success(request, told)
        return
    pairs = "; ".join(clashes.clash_words(said) for said in clashing)
    messages.warning(request, f"{told} Cùng một số liệu nhưng ghi khác nhau: {pairs}. Hãy ghi lại cho giống nhau.")


def _read(request: HttpRequest, card: Scorecard) -> HttpResponse:
    if request.method == "POST":
        raise Denied(f"Bảng điểm đang ở bước “{card.state_label}”, không sửa được nữa.")
    on, season = clock.today(), card.season
    entries = {entry.criterion_code: entry for entry in card.entries.all()}
    own = card_rows.score_or_none(card, entries.values(), verified=False)
    # Corrections would show what others found before the own marks are given.
    blind = queries_marks.is_blind(request.user, card, on)
    stands = card_rows.score_or_none(card, entries.values(), verified=True) if card.sent_at and not blind else None
    verifies = not reason_against(permissions.check_can_verify, request.user, card, on)
    lines = queries.lines_of(season)
    shown = {code: (each.verified_input if stands else None) or each.self_input for code, each in entries.items()}
    rates = doubts.rates_doubted(queries.rubric_of(season), lines, shown)
    rows = [card_rows.row_of(line, own, stands, entries) | {"rate": rates.get(line.code, "")} for line in lines]
    # While a card is only sent, what nobody has looked at stands as claimed: that is no verified point yet.
    looked_at = queries_marks.looked_at(card) if card.state == "sent" and not blind else None
    differences = queries_marks.differences_of(card) if verifies and card.state == "sent" and not blind else []
    to_settle = {each.item.code for each in differences if each.is_open}
    for row in rows:
        row["untouched"] = looked_at is not None and (
            row["line"].code not in looked_at if row["is_item"] else not looked_at
        )
        if verifies and card.state == "sent" and row["is_item"]:
            row["correct_url"] = reverse("scoring:correct", args=[card.pk, row["line"].code])
            if row["line"].code in to_settle:
                row["settle_url"] = reverse("scoring:settle", args=[card.pk, row["line"].code])
    items = queries.items_of(season)
    proofs = queries.proofs_of(card)
    objects = not reason_against(permissions.check_can_object, request.user, card, on)
    pledged = queries_pledges.pledged(card) if verifies and card.state == "sent" else None
    for row in rows:
        line, entry = row["line"], row["entry"]
        row["proofs"] = proofs.get(line.code, [])
        if pledged is not None:
            row["pledge"] = card_rows.pledge_beside(line, entry, pledged.figures.get(line.code))
            row["gap"] = card_rows.gap_beside(line, entry, pledged)
    events = [
        Event(
            queries.sentence(change, items),
            when=vi_datetime(change.changed_at),
            by=change.changed_by.display_name,
            note=f"Lý do: {change.reason}",
        )
        for change in (() if blind else queries.history(card))
    ]
    context = {
        "card": card,
        "heading": f"Bảng điểm của {card.unit.name}",
        "rows": rows,
        "own": own,
        "stands": stands,
        "untouched": looked_at is not None and not looked_at,
        "provisional": bool(looked_at),
        "events": events,
        "verifies": verifies,
        "blind": blind,
        "late_text": f"Bảng điểm được gửi chậm {card.late_days} ngày so với hạn tự chấm.",
        "object_url": reverse("scoring:object", args=[card.pk]) if objects else "",
        "acts": _acts(request, card, on, differences),
        "crumbs": crumbs(season, card.unit.name),
    }
    return render(request, "scoring/card_read.html", context)


def _acts(
    request: HttpRequest, card: Scorecard, on: date, differences: Sequence[queries_marks.Difference]
) -> list[Action]:
    """Verification, shown to those who lead; the head sees on the own card why it is for somebody else."""
    if card.season.state != "verifying" or reason_against(
        permissions.check_can_lead, request.user, card.season, on, "thẩm định"
    ):
        return []
    refused = reason_against(permissions.check_can_verify, request.user, card, on)
    version = [("version", str(card.version))]
    if card.state == "sent":
        return [
            Action(
                "Thẩm định xong",
                reverse("scoring:card-verify", args=[card.pk]),
                method="post",
                kind="primary",
                icon="check",
                refused=refused or reason_against(permissions.check_marks_settled, card, differences),
                confirm="Điểm đang hiện ở cột thẩm định trở thành điểm của đơn vị; mục chưa sửa giữ điểm tự chấm.",
                hidden=version,
            ),
            Action("Trả lại để sửa", reverse("scoring:card-return", args=[card.pk]), refused=refused),
        ]
    if card.state == "verified":
        return [Action("Thẩm định lại", reverse("scoring:card-reopen", args=[card.pk]), refused=refused)]
    return []


@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    card = card_of(request, pk)
    check_fresh(card, request.POST.get("version"))
    actions.send_scorecard(card=card, by=request.user, at=clock.now())
    messages.success(request, "Đã gửi bảng điểm.")
    return redirect("scoring:card", pk=card.pk)


@require_POST
def fill(request: HttpRequest, pk: int) -> HttpResponse:
    card = card_of(request, pk)
    check_fresh(card, request.POST.get("version"))
    count = actions.fill_from_pledge(card=card, by=request.user, at=clock.now())
    messages.success(request, f"Đã lấy {count} mục từ giao ước. Mời kiểm tra lại.")
    return redirect("scoring:card", pk=card.pk)


@require_POST
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    card = card_of(request, pk)
    check_fresh(card, request.POST.get("version"))
    actions.verify_scorecard(card=card, by=request.user, at=clock.now())
    messages.success(request, f"Đã thẩm định xong bảng điểm của {card.unit.name}.")
    return redirect("scoring:detail", pk=card.season_id)


def return_card(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(
        request,
        pk,
        "Trả lại để sửa",
        "Đơn vị nhận được lý do, sửa rồi gửi lại.",
        actions.return_scorecard,
        "Đã trả lại bảng điểm.",
    )


def reopen_card(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(
        request,
        pk,
        "Thẩm định lại",
        "Bảng điểm trở về bước đã gửi để sửa điểm.",
        actions.reopen_scorecard,
        "Đã mở lại việc thẩm định bảng điểm.",
    )


def _with_reason(request, pk, title, lead, action, done) -> HttpResponse:
    card = card_of(request, pk)
    permissions.check_can_verify(request.user, card, clock.today())
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        action(card=card, reason=form.cleaned_data["reason"], by=request.user, at=clock.now())
        messages.success(request, done)
        return (
            redirect("scoring:card", pk=card.pk) if card.state == "sent" else redirect("scoring:detail", card.season_id)
        )
    url = reverse("scoring:card", args=[card.pk])
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "kicker": card.unit.name,
        "back": url,
        "crumbs": crumbs(card.season, Crumb(card.unit.name, url), title),
    }
    return render(request, "scoring/reason.html", context, status=422 if form.is_bound else 200)


def correct(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One criterion with its new figures and the reason."""
    card = card_of(request, pk)
    permissions.check_can_verify(request.user, card, clock.today(), "sửa điểm")
    item = queries.items_of(card.season).get(code)
    if item is None:
        raise Http404
    entry = card.entries.filter(criterion_code=code).first()
    data = request.POST if request.method == "POST" else None
    form = CorrectionForm(data, item=item, entry=entry, thing_version=card.version, thing_name="bảng điểm")
    if data is not None and form.is_valid():
        try:
            actions.correct_score(
                card=card,
                criterion_code=code,
                data=form.data_entered,
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=clock.now(),
            )
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, f"Đã sửa mục {item.mention}; lý do đã ghi vào lịch sử.")
            return redirect(f"{reverse('scoring:card', args=[card.pk])}#muc-{code}")
    url = reverse("scoring:card", args=[card.pk])
    context = {
        "card": card,
        "heading": f"Bảng điểm của {card.unit.name}",
        "item": item,
        "entry": entry,
        "figures": card_rows.figures_of(item, entry.self_input) if entry else [],
        "form": form,
        "back": url,
        "crumbs": crumbs(card.season, Crumb(card.unit.name, url), f"Sửa mục {item.mention}"),
    }
    return render(request, "scoring/correct.html", context, status=422 if form.is_bound else 200)
