"""Editing the tree: add, change, move, remove; the head of the table; steps for equal totals; open questions."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.rubrics import actions, compare, families, permissions, queries, tree
from thidua.rubrics.forms import AddForm, MoveForm, QuestionsForm, RemoveForm
from thidua.rubrics.forms_head import SettingsForm, TiesForm
from thidua.rubrics.forms_node import HEADING, NodeForm
from thidua.rubrics.models import RubricRecord
from thidua.rubrics.views import crumbs, form_page, record_of
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt
from thidua.shared.forms import posted

_TITLES = {
    tree.CRITERIA: "Thêm vào bảng tiêu chí",
    tree.BONUSES: "Thêm điểm thưởng ngoài bảng",
    tree.DEDUCTIONS: "Thêm điểm trừ",
}


def draft_of(request: HttpRequest, pk: int) -> RubricRecord:
    """The record, which the account may edit now; Denied with the reason else."""
    record = record_of(request, pk)
    permissions.check_can_edit(signed_in(request), record, clock.today())
    return record


def _kinds(section: str) -> list[tuple[str, str]]:
    named = [
        (kind, f"{family.name}: {family.about[:1].lower()}{family.about[1:]}")
        for kind, family in families.FAMILIES.items()
    ]
    return [(HEADING, "Đề mục: gom các mục bên dưới, tự cộng điểm"), *named] if section == tree.CRITERIA else named


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """First what and where (one question), then the form of that kind."""
    record = draft_of(request, pk)
    section = request.GET.get("section", tree.CRITERIA)
    if section not in tree.SECTIONS:
        raise Http404
    parents = tree.headings(record.tree) if section == tree.CRITERIA else []
    kind, parent = request.GET.get("kind", ""), request.GET.get("parent", "")
    title = _TITLES[section]
    if kind not in dict(_kinds(section)):
        start = AddForm(None, initial={"parent": parent}, kinds=_kinds(section), parents=[("", "Ngoài cùng"), *parents])
        if not parents:
            del start.fields["parent"]
        return render(request, "rubrics/add.html", {
            "form": start, "record": record, "section": section, "title": title,
            "back": reverse("rubrics:detail", args=[pk]), "crumbs": crumbs(record, title),
        })  # fmt: skip
    if parent and parent not in dict(parents):
        raise Denied(f"Bảng không còn đề mục {parent[:40]}.")
    form = NodeForm(
        posted(request), kind=kind, section=section, tree=record.tree, thing_version=record.version,
        thing_name="bảng tiêu chí", initial={"code": tree.next_code(record.tree, section, parent)},
    )  # fmt: skip
    if form.is_bound and form.is_valid() and (node := form.node()) and form.is_settled(form.doubts(node)):
        said = attempt(
            form, actions.add_node, record=record, section=section, parent=parent, node=node, names=form.new_names,
            groups=_groups(record, form, ""), by=signed_in(request), at=clock.now(),
        )  # fmt: skip
        if said:
            messages.success(request, f"{said}.")
            return _to_node(record, node["code"])
    where = f"Trong đề mục {parent}" if parent else tree.SECTIONS[section]
    return _node_page(request, record, form, kind, title, where)


def _groups(record: RubricRecord, form: NodeForm, old_code: str) -> list[str] | None:
    """The headings the clusters fill later, with or without this one; None when the form does not ask."""
    if "agreed_later" not in form.fields:
        return None
    code = form.cleaned_data["code"]
    groups = [group for group in record.tree.get("groups_agreed_later") or () if group not in (old_code, code)]
    return [*groups, code] if form.agreed_later else groups


def _to_node(record: RubricRecord, code: str) -> HttpResponse:
    return redirect(f"{reverse('rubrics:detail', args=[record.pk])}#muc-{code}")


def _node_page(
    request: HttpRequest, record: RubricRecord, form: NodeForm, kind: str, title: str, where: str, **more: Any
) -> HttpResponse:
    family = families.FAMILIES.get(kind)
    context = {
        "record": record,
        "form": form,
        "title": title,
        "where": where,
        "family": family,
        "example": _example(form),
        "figures": sorted((record.tree.get("figures_vi") or {}).values()),
        "back": reverse("rubrics:detail", args=[record.pk]),
        "crumbs": crumbs(record, title),
        **more,
    }
    return render(request, "rubrics/node.html", context, status=422 if form.is_bound else 200)


def _example(form: NodeForm) -> str:
    """What the item gives as it stands in the table."""
    old = form.old
    same = old.get("scoring", {}).get("type") == form.kind if old.get("scoring") else False
    return families.example(old["scoring"], tree.own_maximum(old)) if same and old.get("max") else ""


def node(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One node: its words, points and way of scoring. ``?cach=`` shows the form of another way."""
    record = draft_of(request, pk)
    row = tree.row_of(record.tree, code)
    if row is None:
        raise Denied(f"Bảng không còn mục “{code[:40]}”: có thể người khác vừa bỏ hoặc đổi mã.")
    here = row.node["scoring"]["type"] if row.is_item else HEADING
    offered = dict(_kinds(row.section))
    kind = request.GET.get("cach", here)
    holds = bool(row.node.get("children"))
    if holds:
        offered = {
            HEADING: "Không: chỉ cộng điểm các mục con",
            **{
                way: f"Có: {words[:1].lower()}{words[1:]}"
                for way, words in offered.items()
                if way not in (HEADING, "unknown")
            },
        }
    if kind not in offered:
        raise Http404
    form = NodeForm(
        posted(request), kind=kind, section=row.section, tree=record.tree, row=row, thing_version=record.version,
        thing_name="bảng tiêu chí",
    )  # fmt: skip
    if form.is_bound and form.is_valid() and (changed := form.node()) and form.is_settled(form.doubts(changed)):
        said = attempt(
            form, actions.change_node, record=record, code=code, node=changed, names=form.new_names,
            groups=_groups(record, form, code), by=signed_in(request), at=clock.now(),
        )  # fmt: skip
        if said is not None:
            messages.success(request, f"Đã lưu: {said}." if said else "Không có gì thay đổi.")
            return _to_node(record, changed["code"])
    ways = [{"value": value, "label": label, "here": value == kind} for value, label in offered.items()]
    title = f"Sửa {'đề mục' if row.is_heading else 'mục'} {row.code}"
    where = f"Trong đề mục {row.parent}" if row.parent else tree.SECTIONS[row.section]
    return _node_page(request, record, form, kind, title, where, ways=ways, other=kind != here, holds=holds)


@require_POST
def shift(request: HttpRequest, pk: int, code: str, up: bool) -> HttpResponse:
    record = draft_of(request, pk)
    actions.shift_node(
        record=record,
        code=code,
        up=up,
        seen_version=request.POST.get("version", ""),
        by=signed_in(request),
        at=clock.now(),
    )
    return _to_node(record, code)


def move(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    record = draft_of(request, pk)
    row = tree.row_of(record.tree, code)
    if row is None or row.section != tree.CRITERIA:
        raise Denied("Chỉ chuyển được mục của phần tiêu chí.")
    form = MoveForm(
        posted(request), parents=tree.headings(record.tree, without=code), initial={"parent": row.parent},
        thing_version=record.version, thing_name="bảng tiêu chí",
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        said = attempt(
            form,
            actions.move_node,
            record=record,
            code=code,
            parent=form.cleaned_data["parent"],
            by=signed_in(request),
            at=clock.now(),
        )
        if said is not None:
            messages.success(request, f"{said}." if said else "Không có gì thay đổi.")
            return _to_node(record, code)
    return form_page(request, record, form, f"Chuyển mục {row.code}", "Chuyển", lead=row.node["name_vi"])


def remove(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Asks once, naming what goes with it; the history keeps the sentence."""
    record = draft_of(request, pk)
    without = compare.differences(record.tree, tree.removed(record.tree, code))
    form = RemoveForm(posted(request), thing_version=record.version, thing_name="bảng tiêu chí")
    if form.is_bound and form.is_valid():
        said = attempt(form, actions.remove_node, record=record, code=code, by=signed_in(request), at=clock.now())
        if said is not None:
            messages.success(request, f"{said}. Lịch sử còn ghi lại.")
            return redirect("rubrics:detail", pk)
    return form_page(
        request, record, form, f"Bỏ {code} khỏi bảng", "Bỏ khỏi bảng", lead=f"{compare.sentence(without)}."
    )


def _is_field(row: tree.Row) -> bool:
    """A heading near the top: what a table calls a field of work."""
    return row.section == tree.CRITERIA and row.is_heading and row.depth < 2


def settings(request: HttpRequest, pk: int) -> HttpResponse:
    record, me, on = draft_of(request, pk), signed_in(request), clock.today()
    clusters = queries.clusters_to_draft_for(me, [record.unit], on)
    bases = {key: f"{text[:1].upper()}{text[1:]}" for key, text in compare.BASES.items()}
    headings = [(row.code, f"{row.code} {row.node['name_vi']}") for row in tree.rows_of(record.tree) if _is_field(row)]
    if not headings:
        bases.pop("average_per_field")
    form = SettingsForm(
        posted(request), initial=SettingsForm.start(record.tree, record.clusters.all()), bases=bases, headings=headings, clusters=clusters,
        thing_version=record.version, thing_name="bảng tiêu chí",
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        try:
            changes = form.changes(record.tree)
        except ValueError as error:
            form.add_error("counter", f"{error}.")
        else:
            said = attempt(
                form, actions.change_settings, record=record, changes=changes,
                clusters=form.cleaned_data.get("clusters"), by=me, at=clock.now(),
            )  # fmt: skip
            if said is not None:
                messages.success(request, f"Đã lưu: {said}." if said else "Không có gì thay đổi.")
                return redirect("rubrics:detail", pk)
    return form_page(request, record, form, "Thông tin chung", "Lưu thông tin")


def ties(request: HttpRequest, pk: int) -> HttpResponse:
    record = draft_of(request, pk)
    form = TiesForm(posted(request), tree=record.tree, thing_version=record.version, thing_name="bảng tiêu chí")
    if form.is_bound and form.is_valid():
        said = attempt(
            form, actions.change_ties, record=record, steps=form.steps, by=signed_in(request), at=clock.now()
        )
        if said is not None:
            messages.success(request, f"Đã lưu: {said}." if said else "Không có gì thay đổi.")
            return redirect("rubrics:detail", pk)
    context = {
        "form": form,
        "record": record,
        "figures": sorted((record.tree.get("figures_vi") or {}).values()),
        "back": reverse("rubrics:detail", args=[pk]),
        "crumbs": crumbs(record, "Khi bằng điểm"),
    }
    return render(request, "rubrics/ties.html", context, status=422 if form.is_bound else 200)


def questions(request: HttpRequest, pk: int) -> HttpResponse:
    record = draft_of(request, pk)
    asked = queries.questions_of(record.tree)
    form = QuestionsForm(posted(request), questions=asked, thing_version=record.version, thing_name="bảng tiêu chí")
    if form.is_bound and form.is_valid():
        answers = form.answers()
        if not answers:
            form.add_error(None, "Chưa chọn câu nào.")
        else:
            said = attempt(form, actions.answer, record=record, answers=answers, by=signed_in(request), at=clock.now())
            if said is not None:
                messages.success(request, f"Đã lưu: {said}.")
                left = [each for each in queries.questions_of(record.tree) if each.blocks]
                return redirect("rubrics:questions" if left else "rubrics:detail", pk)
    here = {question.key for question in form.by_field.values()}
    asked_here = [
        {
            "field": form[name],
            "link": _elsewhere(record, question) if question.free not in ("", "grades") else None,
            "later": not question.blocks,
        }
        for name, question in form.by_field.items()
    ]
    context = {
        "form": form,
        "record": record,
        "asked": asked_here,
        "elsewhere": [_elsewhere(record, each) for each in asked if each.key not in here],
        "left": sum(each.blocks for each in asked),
        "none": not asked,
        "back": reverse("rubrics:detail", args=[pk]),
        "crumbs": crumbs(record, "Điều cần chọn"),
    }
    return render(request, "rubrics/questions.html", context, status=422 if form.is_bound else 200)


def _elsewhere(record: RubricRecord, question) -> dict[str, str]:
    """Where a question that is answered in the tree itself leads."""
    if question.free == "steps":
        return {
            "text": question.text,
            "url": reverse("rubrics:ties", args=[record.pk]),
            "label": "Ghi thứ tự xét nhiều bước",
        }
    if question.free == "items":
        url = f"{reverse('rubrics:add', args=[record.pk])}?section={tree.CRITERIA}&parent={question.code}"
        return {"text": question.text, "url": url, "label": "Thêm mục vào đây"}
    return {
        "text": question.text,
        "url": reverse("rubrics:node", args=[record.pk, question.code]),
        "label": "Sửa mục này",
    }
