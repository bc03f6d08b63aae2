"""The proposed lines of an old decision: what was read, what it was matched with, what stands already; settled here."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from paperwork.award_papers import page_picture
from paperwork.sheet_guard import BookRefused
from thidua.imports import actions_old_lines as actions
from thidua.imports import files, permissions, queries_old
from thidua.imports.forms_old import OldLineForm
from thidua.imports.models_old import OldDecision, OldLine
from thidua.imports.queries import PAGE
from thidua.imports.tables import Pager
from thidua.imports.views_old import head_facts, old_crumbs, old_of, old_steps, progress_context
from thidua.law.queries import award_name
from thidua.shared import clock
from thidua.shared.denied import attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.gate import check_fresh
from thidua.shared.ui import Action, Crumb, guarded
from thidua.shared.wording import vi_date, vi_datetime, vi_number

FILTERS: dict[str, tuple[str, dict[str, Any], str]] = {
    "can-xem": ("Cần xem", {"state": "proposed", "is_doubtful": True}, "doubt"),
    "ro": ("Rõ", {"state": "proposed", "is_doubtful": False}, "clear"),
    "da-xac-nhan": ("Đã xác nhận", {"state": "confirmed"}, "confirmed"),
    "da-bo": ("Đã bỏ", {"state": "dropped"}, "dropped"),
    "tat-ca": ("Tất cả", {}, "every"),
}
LABELS = {
    "name": "Tên", "born": "Năm sinh", "post": "Chức vụ", "unit": "Đơn vị", "award": "Danh hiệu, hình thức", "year": "Năm",
    "number": "Số quyết định", "date": "Ngày quyết định", "issuer": "Cơ quan quyết định", "ground": "Thành tích",
    "person": "Người", "detail": "Chức vụ, đơn vị",
}  # fmt: skip
MOST_ASKED = 5  # notes a question names; all of them stand beside its button
UNDONE = "Đã hoàn tác"
TWINS = {
    "same": "Đã có trong sổ vàng, đúng quyết định này",
    "other": "Sổ vàng có khen thưởng này theo quyết định khác",
    "file": "Trùng trong tệp này",
}


def old_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an old decision stands; while it is confirmed, its lines."""
    decision = old_of(request, pk)
    context = progress_context(request, decision)
    if decision.state == "head" and not context.get("stopped"):
        return redirect("imports:old-head", pk)
    counts = queries_old.counts_of(decision)
    refused = reason_against(permissions.check_can_write_old, request.user, decision, clock.today())
    registered = queries_old.registered_of(decision).count() if decision.state == "lines" else 0
    context |= {
        "decision": decision,
        "counts": counts,
        "facts": [*head_facts(decision), *_file_facts(decision)],
        "actions": _acts(request, decision),
        "registered": registered,
        "write_refused": refused,
        "write_act": None if refused else _write_act(decision, counts["confirmed"]),
        "steps": old_steps({"reading": 1, "unread": 1, "head": 2, "matching": 2, "lines": 3}.get(decision.state, 4)),
        "crumbs": old_crumbs(Crumb(decision.file_name)),
    }
    if decision.head_at is not None and counts["every"]:
        context |= _page(request, decision, counts)
    return render(request, "imports/old_detail.html", context)


def _write_act(decision: OldDecision, count: int) -> Action:
    """The button that has the lines registered; it asks first, with what was noticed while the file was read."""
    asked = (
        f"{vi_number(count)} dòng sẽ đứng trong sổ vàng; sau đó chỉ sửa được bằng dòng đính chính hoặc hoàn tác cả tệp."
    )
    if decision.notes:
        shown = "; ".join(str(note).rstrip(".") for note in decision.notes[:MOST_ASKED])
        left = len(decision.notes) - MOST_ASKED
        asked += f" Lưu ý khi đọc tệp: {shown}{f'; và {left} lưu ý nữa' if left > 0 else ''}."
    return Action(
        f"Ghi {vi_number(count)} dòng vào sổ vàng", reverse("imports:old-write", args=[decision.pk]), "post", "seal",
        "primary", confirm=asked, hidden=(("version", str(decision.version)),),
    )  # fmt: skip


def _acts(request: HttpRequest, decision: OldDecision) -> list[Action]:
    me, on, pk, acts = request.user, clock.today(), decision.pk, []
    if decision.state == "unread":
        acts.append(Action("Đọc lại", reverse("imports:old-read-again", args=[pk]), "post", "history"))
    if decision.state in ("head", "lines"):
        acts.append(Action("Sửa phần đầu", reverse("imports:old-head", args=[pk]), icon="edit"))
    if decision.state in ("unread", "head", "lines"):
        acts.append(
            Action(
                "Bỏ tệp này", reverse("imports:old-discard", args=[pk]), "post", "trash", "quiet",
                confirm="Bỏ tệp này và mọi dòng đã đọc? Sổ vàng không thay đổi.", hidden=(("version", str(decision.version)),),
            )
        )  # fmt: skip
    if decision.state == "written":
        url = reverse("imports:old-undo", args=[pk])
        acts.append(guarded("Hoàn tác cả tệp", url, permissions.check_can_undo_old, me, decision, on, icon="history"))
    return acts


def _file_facts(decision: OldDecision) -> list[tuple]:
    facts: list[tuple] = [
        ("Nhập cho", decision.unit.name),
        ("Tải lên", f"{vi_datetime(decision.uploaded_at)}, {decision.uploaded_by.display_name}"),
    ]
    for label, at, by in (
        ("Ghi vào sổ vàng", decision.written_at, decision.written_by), ("Hoàn tác", decision.undone_at, decision.undone_by),
    ):  # fmt: skip
        if at and by:
            facts.append((label, f"{vi_datetime(at)}, {by.display_name}"))
    if decision.stored_as:
        facts.append(("Tệp gốc", "Tải về", reverse("imports:old-original", args=[decision.pk])))
    elif decision.file_removed_on:
        facts.append(("Tệp gốc", f"đã xóa ngày {vi_date(decision.file_removed_on)}"))
    return [*facts, ("Mã SHA-256 của tệp", decision.sha256[:16] + "…")]


def _page(request: HttpRequest, decision: OldDecision, counts: dict[str, int]) -> dict:
    """One page of the lines, narrowed to one sort."""
    first = next((key for key in ("can-xem", "ro") if counts[FILTERS[key][2]]), "tat-ca")
    asked = request.GET.get("loc", "")
    here = asked if asked in FILTERS else first
    total = counts[FILTERS[here][2]]
    pages = max(1, -(-total // PAGE))
    text = request.GET.get("page", "1")
    number = min(max(1, int(text)), pages) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    found = queries_old.lines_of_old(decision).filter(**FILTERS[here][1])
    lines = [dressed(line) for line in found[(number - 1) * PAGE : number * PAGE]]
    address = reverse("imports:old-detail", args=[decision.pk])
    tabs = [
        {
            "label": _label(decision, code, label),
            "count": counts[key],
            "url": f"{address}?loc={code}#cac-dong",
            "here": code == here,
        }
        for code, (label, _, key) in FILTERS.items()
    ]
    said = f"{vi_number(total)} dòng" if pages == 1 else f"trang {number} trong {pages}, {vi_number(total)} dòng"
    pager = Pager(request.path, {"loc": here}, number, pages, said, "các dòng", "cac-dong")
    return {"tabs": tabs, "lines": lines, "pager": pager, "here": here, "page_number": number}


def _label(decision: OldDecision, code: str, label: str) -> str:
    return UNDONE if decision.state == "undone" and code == "da-xac-nhan" else label


def dressed(line: OldLine) -> OldLine:
    """The line with what a page shows of it in words."""
    line.award_words = award_name(line.award_code) if line.award_code else "chưa rõ"  # type: ignore[attr-defined]
    line.shown_findings = [  # type: ignore[attr-defined]
        {"label": LABELS.get(key, key), "code": f"sure_{sure}", "reason": reason} for key, sure, reason in line.findings
    ]
    line.shown_twins = [twin | {"what": TWINS[twin["kind"]]} for twin in line.twins]  # type: ignore[attr-defined]
    line.lacking = permissions.lacking_in(line)  # type: ignore[attr-defined]
    line.sure_code = "sure_doubt" if line.is_doubtful else "sure_clear"  # type: ignore[attr-defined]
    line.state_code = "dropped" if line.state == "dropped" else f"line_{line.state}"  # type: ignore[attr-defined]
    line.state_words = line.state_label  # type: ignore[attr-defined]
    if line.decision.state == "undone" and line.honour_id:  # the register has withdrawn what was confirmed here
        line.state_code, line.state_words = "undone", UNDONE  # type: ignore[attr-defined]
    return line


# ── one line ──


def _line_of(request: HttpRequest, pk: int, ordinal: int) -> OldLine:
    decision = old_of(request, pk)
    line = get_object_or_404(queries_old.lines_of_old(decision), ordinal=ordinal)
    line.decision = decision
    return line


def old_line(request: HttpRequest, pk: int, ordinal: int) -> HttpResponse:
    """A line beside its source: put right here, confirmed or dropped."""
    line = _line_of(request, pk, ordinal)
    form = OldLineForm(posted(request), line=line)
    if request.method == "POST":
        permissions.check_can_settle(request.user, line, clock.today(), "drop")
        if form.is_valid():
            done = attempt(
                form, lambda **given: actions.edit_line(**given) or True, line=line, changes=form.changes(),
                by=request.user, at=clock.now(),
            )  # fmt: skip
            if done:
                messages.success(request, f"Đã sửa dòng {ordinal}; dòng này còn chờ xác nhận.")
                return redirect("imports:old-line", pk, ordinal)
    decision = line.decision
    open_ = decision.state == "lines" and line.state == "proposed"
    context = {
        "decision": decision,
        "line": dressed(line),
        "form": form if open_ else None,
        "has_picture": bool(line.page and decision.stored_as),
        "back": f"{reverse('imports:old-detail', args=[pk])}?loc={'can-xem' if line.is_doubtful else 'ro'}",
        "after": decision.lines.filter(state="proposed", ordinal__gt=ordinal).order_by("ordinal").first(),
        "crumbs": old_crumbs(
            Crumb(decision.file_name, reverse("imports:old-detail", args=[pk])), Crumb(f"Dòng {ordinal}")
        ),
    }
    return render(request, "imports/old_line.html", context, status=422 if form.is_bound else 200)


def _settled(request: HttpRequest, pk: int, ordinal: int, act, words: str) -> HttpResponse:
    line = _line_of(request, pk, ordinal)
    check_fresh(line, request.POST.get("version"))
    act(line=line, by=request.user, at=clock.now())
    messages.success(request, f"Dòng {ordinal}, {line.printed or 'không tên'}: {words}.")
    loc, page = request.POST.get("loc", ""), request.POST.get("page", "1")
    if loc not in FILTERS:
        return redirect("imports:old-line", pk, ordinal)
    page = page if page.isascii() and page.isdigit() else "1"
    return redirect(f"{reverse('imports:old-detail', args=[pk])}?loc={loc}&page={page}#cac-dong")


@require_POST
def old_line_confirm(request: HttpRequest, pk: int, ordinal: int) -> HttpResponse:
    return _settled(request, pk, ordinal, actions.confirm_line, "đã xác nhận")


@require_POST
def old_line_drop(request: HttpRequest, pk: int, ordinal: int) -> HttpResponse:
    return _settled(request, pk, ordinal, actions.drop_line, "đã bỏ")


@require_POST
def old_line_reopen(request: HttpRequest, pk: int, ordinal: int) -> HttpResponse:
    return _settled(request, pk, ordinal, actions.reopen_line, "mở lại để xem")


@require_POST
def old_confirm_clear(request: HttpRequest, pk: int) -> HttpResponse:
    count = actions.confirm_clear_lines(decision=old_of(request, pk), by=request.user, at=clock.now())
    messages.success(request, f"Đã xác nhận {vi_number(count)} dòng rõ.")
    return redirect("imports:old-detail", pk)


@require_POST
def old_drop_registered(request: HttpRequest, pk: int) -> HttpResponse:
    count = actions.drop_registered_lines(decision=old_of(request, pk), by=request.user, at=clock.now())
    messages.success(request, f"Đã bỏ {vi_number(count)} dòng đã có trong sổ vàng.")
    return redirect("imports:old-detail", pk)


def old_picture(request: HttpRequest, pk: int, page: int) -> HttpResponse:
    """One page of a PDF as a picture, drawn by a process of its own."""
    decision = old_of(request, pk)
    if not 1 <= page <= decision.pages:
        raise Http404
    try:
        content = page_picture(files.place_of(decision.stored_as), page)
    except BookRefused as error:
        raise Http404 from error
    answer = HttpResponse(content, content_type="image/png")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
