"""The list, one table with its tree, history, freezing, withdrawing, cloning, comparing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.rubrics import actions, compare, families, params, permissions, problems, queries, rules, tree
from thidua.rubrics.forms import CloneForm, WithdrawForm
from thidua.rubrics.models import RubricRecord
from thidua.rubrics.tables import RubricTable, filters_of, served
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Event, Tile, guarded
from thidua.shared.wording import vi_date, vi_datetime, vi_number

SHOWN_EVENTS = 8


def record_of(request: HttpRequest, pk: int) -> RubricRecord:
    rows = queries.visible_to(signed_in(request), clock.today())
    return get_object_or_404(rows.select_related("unit", "cloned_from").prefetch_related("clusters"), pk=pk)


def crumbs(record: RubricRecord | None = None, *more: str) -> list[Crumb]:
    first = [Crumb("Chấm điểm", reverse("scoring:list")), Crumb("Bảng tiêu chí", reverse("rubrics:list"))]
    if record is None:
        return [*first, *(Crumb(each) for each in more)]
    if not more:
        return [*first, Crumb(record.name)]
    return [*first, Crumb(record.name, reverse("rubrics:detail", args=[record.pk])), *(Crumb(each) for each in more)]


def rubric_list(request: HttpRequest) -> HttpResponseBase:
    me, on = signed_in(request), clock.today()
    seen = queries.visible_to(me, on)
    rows = seen.select_related("unit").prefetch_related("clusters").defer("tree")

    def check_drafts() -> None:
        if not queries.units_to_draft_for(me, on):
            raise Denied("Để lập bảng tiêu chí cần vai trò chuyên viên của đơn vị hoặc trưởng cụm, khối.")

    context = {
        "acts": [
            guarded("Lập bảng tiêu chí", reverse("rubrics:new"), check_drafts, kind="primary", icon="plus"),
            Action("Tải mẫu bảng tính", reverse("rubrics:template"), icon="download"),
        ],
        "crumbs": [*crumbs()[:1], Crumb("Bảng tiêu chí")],
    }
    return table_page(request, RubricTable(rows, request, filters=filters_of(seen)), "rubrics/list.html", context)


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole tree, what is wrong, what must be chosen, the history."""
    record, me, on = record_of(request, pk), signed_in(request), clock.today()
    edits = not reason_against(permissions.check_can_edit, me, record, on)
    keeps = not reason_against(permissions.check_can_keep, me, record, on)
    wrong = problems.errors_of(record.tree)
    asked = [] if wrong else queries.questions_of(record.tree)
    open_ = [each for each in asked if each.blocks]
    context = {
        "record": record,
        "kicker": f"{record.unit.name} · Bảng tiêu chí năm {record.year}, bản {record.edition}",
        "rows": tree_rows(record, edits, wrong, asked),
        "errors": wrong,
        "questions": open_,
        "later": [each for each in asked if not each.blocks],
        "edits": edits,
        "facts": facts_of(record),
        "tiles": _tiles(record.tree, wrong, open_),
        "acts": _acts(record, me, on, keeps, edits),
        "add_urls": _add_urls(record) if edits else [],
        "undo": queries.step_to_take_back(record) if edits else None,
        "events": events_of(record, SHOWN_EVENTS),
        "more_events": record.changes.count() > SHOWN_EVENTS,
        "crumbs": crumbs(record),
    }
    return render(request, "rubrics/detail.html", context)


def _tiles(content: Mapping[str, Any], wrong: list, open_: list) -> list[Tile]:
    rows = tree.rows_of(content)
    items = sum(row.is_item for row in rows if row.section == tree.CRITERIA)
    top = tree.sum_of([row.node for row in rows if row.section == tree.CRITERIA and not row.depth])
    return [
        Tile("Mục chấm", str(items)),
        Tile("Điểm các tiêu chí", vi_number(top) if top is not None else "—"),
        Tile("Lỗi phải sửa", str(len(wrong)), tone="error" if wrong else "met", url="#loi" if wrong else ""),
        Tile("Điều cần chọn", "…" if wrong else str(len(open_)), tone="caution" if open_ else "quiet" if wrong else "met",
             url="#can-chon" if open_ else ""),
    ]  # fmt: skip


def _acts(record: RubricRecord, me, on, keeps: bool, edits: bool) -> list[Action]:
    pk = [record.pk]
    version = [("version", str(record.version))]
    acts = []
    if edits:
        acts.append(
            guarded("Khóa bảng", reverse("rubrics:freeze", args=pk), permissions.check_can_freeze, me, record, on,
                    method="post", kind="primary", icon="lock", hidden=version,
                    confirm="Khóa rồi thì không sửa được nữa; muốn thay đổi phải nhân bản thành bản mới.")
        )  # fmt: skip
    acts.append(Action("Thử với số liệu giả định", reverse("rubrics:trial", args=pk), icon="chart"))
    acts.append(Action("In PDF", reverse("rubrics:export", args=[record.pk, "pdf"]), icon="print", new_tab=True))
    if keeps:
        acts.append(Action("Nhân bản", reverse("rubrics:clone", args=pk), icon="plus"))
    acts.append(Action("So sánh", reverse("rubrics:compare", args=pk), icon="scale"))
    if keeps and record.state != "withdrawn":
        acts.append(Action("Rút lại", reverse("rubrics:withdraw", args=pk), kind="grave"))
    return acts


def _add_urls(record: RubricRecord) -> list[tuple[str, str]]:
    base = reverse("rubrics:add", args=[record.pk])
    return [
        ("Thêm đề mục", f"{base}?{urlencode({'kind': 'heading', 'section': tree.CRITERIA})}"),
        ("Thêm mục chấm", f"{base}?{urlencode({'section': tree.CRITERIA})}"),
        ("Thêm điểm thưởng ngoài bảng", f"{base}?{urlencode({'section': tree.BONUSES})}"),
        ("Thêm điểm trừ", f"{base}?{urlencode({'section': tree.DEDUCTIONS})}"),
    ]


def facts_of(record: RubricRecord) -> list[tuple[str, str]]:
    """The head of the table as label and text."""
    content = record.tree
    source = content.get("source") or {}
    caps = [
        (label, content.get(key))
        for key, label in (
            ("total_max", "tổng điểm"), ("bonus_max", "điểm thưởng"), ("deductions_max", "điểm trừ"),
            ("quantitative_bonus_cap", "thưởng vượt chỉ tiêu"),
        )
    ]  # fmt: skip
    said = [f"{label} {vi_number(value)}" for label, value in caps if value is not None]
    said += [rules.cap_text(cap) for cap in content.get("caps") or ()]
    rows = [
        ("Cơ quan ban hành", content.get("issuer_vi", "")),
        ("Đối tượng được chấm", content.get("applies_to_vi", "")),
        ("Dùng cho", served(record)),
        ("Văn bản", " ngày ".join(part for part in (source.get("doc_no"), _day(source.get("doc_date"))) if part)),
        ("Làm tròn", compare.rounding_text(content.get("rounding") or {})),
        ("Căn cứ xếp hạng", _capital(compare.basis_text(content.get("ranking") or {}))),
        ("Khi bằng điểm", compare.ties_text(content.get("tie_break") or [])),
        ("Mức trần", "; ".join(said)),
        ("Xếp loại", "; ".join(rules.grade_text(each) for each in content.get("classification") or ())),
        ("Sự kiện không xét", "; ".join(_events(content))),
        ("Văn bản chưa nêu", "; ".join(content.get("unknown_vi") or ())),
        ("Lập từ", record.origin),
    ]
    if record.withdrawn_reason:
        rows.append(("Lý do rút", record.withdrawn_reason))
    return [(label, text) for label, text in rows if text]


def _day(text: Any) -> str:
    """A day of the source the Vietnamese way; a year alone stays as it is."""
    try:
        return vi_date(date.fromisoformat(str(text)))
    except ValueError:
        return str(text or "")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _events(content: Mapping[str, Any]) -> list[str]:
    grades = content.get("classification") or ()
    capped = [rules.grade_cap_text(event, grades) for event in content.get("grade_caps") or ()]
    return [*(rules.bar_text(event) for event in content.get("disqualification") or ()), *capped]


def tree_rows(record: RubricRecord, edits: bool, wrong: list, asked: list) -> list[dict[str, Any]]:
    """The tree ready for its template: words of each formula, an example, what is wrong, where to edit."""
    content = record.tree
    names = content.get("figures_vi") or {}
    by_code: dict[str, list[str]] = {}
    for each in (*wrong, *asked):
        if each.code:
            by_code.setdefault(each.code, []).append(each.text)
    groups = content.get("groups_agreed_later") or ()
    shown, last_section = [], ""
    for row in tree.rows_of(content):
        node, scoring = row.node, row.node.get("scoring")
        top = node.get("max") if node.get("max") is not None else row.total
        family = families.family_of(scoring) if scoring else None
        own = tree.own_maximum(node)
        shown.append(
            {
                "row": row,
                "node": node,
                "code": row.code,
                "level": min(row.depth + 3, 6),
                "depth": row.depth,
                "max": None if top is None else vi_number(top),
                "section": "" if row.section == last_section else tree.SECTIONS[row.section],
                "family": family.name if family else "",
                "params": _params(scoring, row.code, names) if scoring else [],
                "example": families.example(scoring, own) if scoring and own else "",
                "own": vi_number(node["own_max"]) if node.get("own_max") is not None else "",
                "waits": row.code in groups,
                "troubles": by_code.get(row.code, []),
                "urls": _node_urls(record, row) if edits else None,
            }
        )
        last_section = row.section
    return shown


def _params(scoring: Mapping[str, Any], code: str, names: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """Settings as label and lines; a figure only where it has a name people know."""
    found = []
    for param in families.family_of(scoring).params:
        text = params.texts_of(scoring, code, names)[param.key]
        if not text or (param.is_figure and text not in names.values()):
            continue
        found.append(
            (param.label, [line.split(" @ ")[0] if param.kind == "counters" else line for line in text.split("\n")])
        )
    return found


def _node_urls(record: RubricRecord, row: tree.Row) -> dict[str, str]:
    at = [record.pk, row.code]
    urls = {name: reverse(f"rubrics:node-{name}", args=at) for name in ("up", "down", "remove")}
    urls["edit"] = reverse("rubrics:node", args=at)
    if row.section == tree.CRITERIA:
        urls["move"] = reverse("rubrics:node-move", args=at)
        if row.is_heading:
            urls["add"] = (
                f"{reverse('rubrics:add', args=[record.pk])}?{urlencode({'section': row.section, 'parent': row.code})}"
            )
    return urls


def events_of(record: RubricRecord, most: int | None = None) -> list[Event]:
    rows = record.changes.select_related("changed_by")
    return [
        Event(each.sentence, vi_datetime(each.changed_at), each.changed_by.display_name)
        for each in (rows[:most] if most else rows)
    ]


def history(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest 200 sentences; older ones by page."""
    record = record_of(request, pk)
    page = max(1, int(request.GET["trang"])) if request.GET.get("trang", "").isdecimal() else 1
    page = min(page, 10_000)
    size = 50
    rows = list(record.changes.select_related("changed_by")[(page - 1) * size : page * size + 1])
    events = [Event(e.sentence, vi_datetime(e.changed_at), e.changed_by.display_name) for e in rows[:size]]
    context = {
        "record": record,
        "events": events,
        "older": f"?trang={page + 1}" if len(rows) > size else "",
        "newer": f"?trang={page - 1}" if page > 1 else "",
        "crumbs": crumbs(record, "Lịch sử"),
    }
    return render(request, "rubrics/history.html", context)


@require_POST
def freeze(request: HttpRequest, pk: int) -> HttpResponse:
    record = record_of(request, pk)
    actions.freeze_rubric(
        record=record, seen_version=request.POST.get("version", ""), by=signed_in(request), at=clock.now()
    )
    messages.success(request, "Đã khóa bảng tiêu chí; có thể dùng để mở mùa chấm điểm.")
    return redirect("rubrics:detail", pk)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    record, me = record_of(request, pk), signed_in(request)
    permissions.check_can_withdraw(me, record, clock.today())
    form = WithdrawForm(posted(request), thing_version=record.version, thing_name="bảng tiêu chí")
    if form.is_bound and form.is_valid():
        actions.withdraw_rubric(record=record, reason=form.cleaned_data["reason"], by=me, at=clock.now())
        messages.success(request, "Đã rút bảng tiêu chí. Mùa chấm điểm đã mở giữ nguyên bản của mình.")
        return redirect("rubrics:detail", pk)
    return form_page(request, record, form, "Rút bảng tiêu chí", "Rút lại",
                     lead="Bảng không còn được dùng để mở mùa chấm điểm mới; nội dung và lịch sử vẫn giữ.")  # fmt: skip


def form_page(request: HttpRequest, record: RubricRecord, form, title: str, label: str, **more: Any) -> HttpResponse:
    """A page that is one form over a table."""
    context = {
        "title": title,
        "kicker": record.name,
        "form": form,
        "submit_label": label,
        "back": reverse("rubrics:detail", args=[record.pk]),
        "crumbs": crumbs(record, title),
        **more,
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def clone(request: HttpRequest, pk: int) -> HttpResponse:
    record, me = record_of(request, pk), signed_in(request)
    permissions.check_can_keep(me, record, clock.today(), "nhân bản bảng tiêu chí")
    form = CloneForm(posted(request), initial={"year": record.year + 1, "agreed": "keep"})
    if form.is_bound and form.is_valid():
        made = attempt(
            form, actions.clone_rubric, record=record, year=form.cleaned_data["year"],
            keep_agreed=form.cleaned_data["agreed"] == "keep", by=me, at=clock.now(),
        )  # fmt: skip
        if made:
            messages.success(request, f"Đã nhân bản thành “{made.name}”. Bản cũ giữ nguyên.")
            return redirect("rubrics:detail", made.pk)
    return form_page(request, record, form, "Nhân bản bảng tiêu chí", "Nhân bản")


def compare_editions(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed between this table and another one, in sentences."""
    record = record_of(request, pk)
    seen = queries.visible_to(signed_in(request), clock.today())
    others = list(queries.editions_of(record).filter(pk__in=seen.values("pk"))[:50])
    given = request.GET.get("voi", "")
    other = next((each for each in others if str(each.pk) == given), None)
    if other is None and record.cloned_from_id:
        other = next((each for each in others if each.pk == record.cloned_from_id), None)
    other = other or (others[0] if others else None)
    old, new = (other, record)
    if other is not None and (other.year, other.edition) > (record.year, record.edition):
        old, new = record, other
    found = [] if other is None or old is None else compare.differences(old.tree, new.tree)
    kinds = {compare.ADDED: "change_added", compare.REMOVED: "change_removed", compare.CHANGED: "change_changed"}
    context = {
        "record": record,
        "others": others,
        "other": other,
        "old": old,
        "new": new,
        "found": [{"state": kinds[each.kind], "text": each.text} for each in found],
        "crumbs": crumbs(record, "So sánh"),
    }
    return render(request, "rubrics/compare.html", context)
