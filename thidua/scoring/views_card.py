"""Pages of one scorecard: entering, verifying, correcting, reading."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from rulebook.scoring import Line, UnitScore
from thidua.scoring import actions, cells, marking, permissions, queries, queries_marks, queries_pledges
from thidua.scoring.forms import CardForm, CorrectionForm, ReasonForm
from thidua.scoring.models import Scorecard, ScoreEntry
from thidua.scoring.views import crumbs
from thidua.shared import clock
from thidua.shared.denied import Denied, reason_against
from thidua.shared.gate import check_fresh
from thidua.shared.ui import Action, Crumb, Event
from thidua.shared.wording import vi_date, vi_datetime, vi_number


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
    data = request.POST if request.method == "POST" else None
    form = CardForm(data, lines=lines, entries=entries, thing_version=card.version, thing_name="bảng điểm")
    if data is not None and form.is_valid():
        if form.rows:
            actions.enter_scores(card=card, rows=form.rows, by=request.user, at=clock.now())
        _tell_saved(request, card, len(form.rows))
        return redirect("scoring:card", pk=card.pk)
    score = _score(card, entries.values(), verified=False)
    proofs, pledged = queries.proofs_of(card), queries_pledges.pledged(card)
    needed = set(card.season.evidence_codes)
    clashes = queries.clashes_of(card.season, entries.values())
    disputed = queries.disputed_items(card.season, entries.values()) if clashes else set()
    rows = [
        {
            **_row(line, score, None, entries),
            "edit": _bound(form, line),
            "proofs": proofs.get(line.code, []),
            "needs_proof": line.code in needed,
            "pledge": _pledge(line, entries.get(line.code), pledged.figures.get(line.code)),
            "gap": _gap(line, entries.get(line.code), pledged),
            "clashes": _clashes_at(clashes, line.code),
            "disputed": line.code in disputed,
        }
        for line in lines
    ]
    version = [("version", str(card.version))]
    missing = queries.missing_items(card, entries.values())
    unproved = [code for code in needed if code not in proofs]
    unconfirmed = [code for code, entry in entries.items() if entry.source_id and entry.entered_by_id is None]
    waits = f"Còn {len(missing)} mục chưa nhập." if missing else ""
    waits = waits or (f"Còn {len(clashes)} số liệu ghi khác nhau giữa các mục." if clashes else "")
    waits = waits or (f"Còn {len(unproved)} mục thiếu minh chứng bắt buộc." if unproved else "")
    waits = waits or ("Còn số liệu lấy từ giao ước chưa xác nhận: hãy lưu bảng điểm." if unconfirmed else "")
    obstacles = _obstacles(rows, missing, {s.item.code for said in clashes for s in said}, unproved, unconfirmed)
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
        "crumbs": crumbs(card.season, card.unit.name),
    }
    return render(request, "scoring/card_edit.html", context, status=422 if form.is_bound else 200)


def _obstacles(
    rows: list[dict[str, Any]],
    missing: list[marking.Item],
    clashing: set[str],
    unproved: list[str],
    unconfirmed: list[str],
) -> list[tuple[str, list[marking.Item]]]:
    """What keeps the card from being sent, with the criteria in printed order; last what has no points yet, which may be
    sent all the same (formulas that compare units wait for the others)."""
    why = [
        ("Chưa nhập", {item.code for item in missing}),
        ("Số liệu ghi khác nhau giữa các mục", clashing),
        ("Thiếu tệp hoặc liên kết minh chứng bắt buộc", set(unproved)),
        ("Lấy từ giao ước, chưa xác nhận", set(unconfirmed)),
        ("Đã nhập nhưng chưa tính được điểm (vẫn gửi được)", {r["line"].code for r in rows if _is_undefined(r)}),
    ]
    found = [(words, [row["line"] for row in rows if row["line"].code in codes]) for words, codes in why]
    return [(words, items) for words, items in found if items]


def _is_undefined(row: dict[str, Any]) -> bool:
    own = row["own"]
    return bool(row["entered"] and not row["disputed"] and own and own.assigned and own.points is None)


def _tell_saved(request: HttpRequest, card: Scorecard, count: int) -> None:
    """What was saved; a figure that now has two values is said at once, not only at sending."""
    told = f"Đã lưu {count} mục." if count else "Không có gì thay đổi."
    clashes = queries.clashes_of(card.season, card.entries.all())
    if not clashes:
        messages.success(request, told)
        return
    pairs = "; ".join(queries.clash_words(said) for said in clashes)
    messages.warning(request, f"{told} Cùng một số liệu nhưng ghi khác nhau: {pairs}. Hãy ghi lại cho giống nhau.")


def _clashes_at(clashes: list[tuple[queries.Said, ...]], code: str) -> list[dict[str, Any]]:
    """The figures a criterion states otherwise than others do: its own value, and who says what else."""
    found = []
    for said in clashes:
        own = next((each for each in said if each.item.code == code), None)
        others = [each for each in said if own is not None and each.text != own.text]
        if own is not None and others:
            found.append({"own": own, "others": others})
    return found


def _score(card: Scorecard, entries, verified: bool) -> UnitScore | None:
    try:
        return queries.score_of(card, list(entries), verified)
    except marking.BadFigure:
        return None


def _pledge(
    line: marking.Item | marking.Heading, entry: ScoreEntry | None, now: queries_pledges.PledgeFigure | None
) -> dict[str, Any] | None:
    """What the unit's pledge says for a criterion: where the figures came from, whether the unit has confirmed them, and
    what the pledge says now where that is different."""
    if not isinstance(line, marking.Item) or now is None:
        return None
    same = entry is not None and entry.self_input == now.data
    return {
        "url": reverse("pledges:detail", args=[now.target.pledge_id]),
        "note": now.note,
        "taken": same and entry is not None and entry.source_id is not None,
        "waits": same and entry is not None and entry.source_id is not None and entry.entered_by_id is None,
        "differs": None if same else figures_of(line, now.data),
    }


def _gap(line: marking.Item | marking.Heading, entry: ScoreEntry | None, pledged: queries_pledges.Pledged) -> str:
    """Why the pledge says nothing for a criterion that others have pledged; "" where the task was not given."""
    if entry is not None and entry.self_input and entry.self_input.get("assigned") is False:
        return ""
    return pledged.gaps.get(line.code, "") if isinstance(line, marking.Item) else ""


def _bound(form: CardForm, line: marking.Item | marking.Heading) -> dict[str, Any] | None:
    if not isinstance(line, marking.Item):
        return None
    return {"fields": form.bound(line), "evidence": form[f"{line.code}:evidence"]}


def _row(line, score: UnitScore | None, verified: UnitScore | None, entries) -> dict[str, Any]:
    """One line of the sheet: what was claimed, what stands, how it was computed."""
    own, stands = _points(score, line), _points(verified, line)
    entry = entries.get(line.code)
    is_item = isinstance(line, marking.Item)
    figures = entry.self_input if entry else None
    standing = entry.verified_input if entry and verified else None
    return {
        "line": line,
        "is_item": is_item,
        "part": line.part if is_item else "",
        "unscored": is_item and line.part in ("gate", "event", "tie"),
        "entered": bool(entry and entry.self_input),
        "own": own,
        "stands": stands,
        "changed": bool(own and stands and own.points != stands.points),
        "entry": entry,
        "figures": figures_of(line, figures) if is_item else [],
        "verified_figures": figures_of(line, standing or figures) if is_item else [],
        "doubt": cells.doubt_of(line, standing or figures) if is_item else "",
    }


def _points(score: UnitScore | None, line: marking.Item | marking.Heading) -> Line | None:
    if score is None:
        return None
    return marking.line_of(score, line) if isinstance(line, marking.Item) else score.lines.get(line.code)


def figures_of(item: marking.Item, given: dict[str, Any] | None) -> list[tuple[str, str]]:
    """The stored figures as (label, text)."""
    shown: list[tuple[str, str]] = []
    if not given:
        return shown
    for field in item.fields:
        value = given.get(field.key)  # a task that was not given has no figures
        if value is None:
            continue
        if isinstance(value, bool):
            text = "Có" if value else "Không"
        elif isinstance(value, list):
            text = ", ".join(value) or "không có"
        elif field.kind == "day":
            text = "chưa có văn bản" if value == "missing" else vi_date(date.fromisoformat(value))
        else:
            text = vi_number(value) if field.kind in ("number", "whole") else str(value)
        shown.append((field.label, text))
    return shown


def _read(request: HttpRequest, card: Scorecard) -> HttpResponse:
    if request.method == "POST":
        raise Denied(f"Bảng điểm đang ở bước “{card.state_label}”, không sửa được nữa.")
    on, season = clock.today(), card.season
    entries = {entry.criterion_code: entry for entry in card.entries.all()}
    own = _score(card, entries.values(), verified=False)
    # Corrections would show what others found before the own marks are given.
    blind = queries_marks.is_blind(request.user, card, on)
    stands = _score(card, entries.values(), verified=True) if card.sent_at and not blind else None
    verifies = not reason_against(permissions.check_can_verify, request.user, card, on)
    rows = [_row(line, own, stands, entries) for line in queries.lines_of(season)]
    # While a card is only sent, what nobody has looked at stands as claimed: that is no verified point yet.
    looked_at = queries_marks.looked_at(card) if card.state == "sent" and not blind else None
    for row in rows:
        row["untouched"] = looked_at is not None and (
            row["line"].code not in looked_at if row["is_item"] else not looked_at
        )
        if verifies and card.state == "sent" and row["is_item"]:
            row["correct_url"] = reverse("scoring:correct", args=[card.pk, row["line"].code])
    items = queries.items_of(season)
    proofs = queries.proofs_of(card)
    objects = not reason_against(permissions.check_can_object, request.user, card, on)
    pledged = queries_pledges.pledged(card) if verifies and card.state == "sent" else None
    for row in rows:
        line, entry = row["line"], row["entry"]
        row["proofs"] = proofs.get(line.code, [])
        if pledged is not None:
            row["pledge"] = _pledge(line, entry, pledged.figures.get(line.code))
            row["gap"] = _gap(line, entry, pledged)
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
        "acts": _acts(request, card, on),
        "crumbs": crumbs(season, card.unit.name),
    }
    return render(request, "scoring/card_read.html", context)


def _acts(request: HttpRequest, card: Scorecard, on) -> list[Action]:
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
                refused=refused,
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
        "figures": figures_of(item, entry.self_input) if entry else [],
        "form": form,
        "back": url,
        "crumbs": crumbs(card.season, Crumb(card.unit.name, url), f"Sửa mục {item.mention}"),
    }
    return render(request, "scoring/correct.html", context, status=422 if form.is_bound else 200)
