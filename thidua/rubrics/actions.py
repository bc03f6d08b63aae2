"""Drafting, editing step by step, cloning, freezing and withdrawing scoring tables (requirement S2)."""

import copy
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from pydantic import ValidationError

from rulebook.rubrics import Rubric
from thidua.papers.actions import keep_paper
from thidua.papers.models import Paper
from thidua.rubrics import actions_steps, papers, permissions, queries, questions, tree
from thidua.rubrics.models import RubricRecord
from thidua.rubrics.problems import reason_vi
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import check_fresh, check_gate, pass_gate, stamp, touch
from thidua.shared.text import fold, nfc
from thidua.units.models import Cluster, Unit

__all__ = [
    "add_node",
    "answer",
    "change_node",
    "change_settings",
    "change_ties",
    "clone_rubric",
    "draft_rubric",
    "freeze_rubric",
    "move_node",
    "put_tree",
    "remove_node",
    "shift_node",
    "take_back",
    "withdraw_rubric",
]
LONGEST_TITLE = 300


def empty_tree(title: str, issuer: str, year: int, applies_to: str) -> tree.Tree:
    """A table with nothing in it; how to round is for a person to say."""
    return {
        "code": "bang",
        "title_vi": title,
        "issuer_vi": issuer,
        "year": year,
        "applies_to_vi": applies_to,
        "status": "local_default",
        "source": {"url": "", "form": "local", "completeness_vi": "Do đơn vị tự soạn"},
        "rounding": {"places": None, "stated": False, "note_vi": ""},
        "ranking": {"basis": None, "stated": False},
        tree.CRITERIA: [],
    }


def code_of(text: str) -> str:
    """A code for the whole table from its title."""
    bare = "".join(sign if sign.isalnum() and sign.isascii() else "_" for sign in fold(text))
    return "_".join(part for part in bare.split("_") if part)[:60].strip("_") or "bang"


@transaction.atomic
def draft_rubric(
    *,
    unit: Unit,
    content: Rubric | Mapping[str, Any],
    year: int,
    clusters: Iterable[Cluster] = (),
    code: str = "",
    origin: str = "",
    cloned_from: RubricRecord | None = None,
    by,
    at: datetime,
) -> RubricRecord:
    """Begin a table of ``unit`` from a content: an empty one, one of the rulebook, or one that was read from a file.

    A second table of one code and year becomes the next edition. Refused when a node of the content cannot be.
    """
    permissions.check_can_draft(by, unit, at.date())
    chosen = list(clusters)
    if strange := [cluster.name for cluster in chosen if cluster.organiser_id != unit.pk]:
        raise Denied(f"{', '.join(strange)} không do {unit.name} tổ chức.")
    plain = tree.tree_of(content) if isinstance(content, Rubric) else dict(content)
    code = code or (
        plain["code"] if plain.get("code") not in (None, "", "bang") else code_of(plain.get("title_vi", ""))
    )
    plain = actions_steps.settled({**plain, "year": year, "code": code})
    _check_title(plain.get("title_vi", ""))
    last = RubricRecord.objects.filter(unit=unit, code=code, year=year).aggregate(last=Max("edition"))["last"] or 0
    try:
        with transaction.atomic():
            record = RubricRecord.objects.create(
                unit=unit, code=code, year=year, edition=last + 1, title=plain["title_vi"],
                title_fold=fold(plain["title_vi"])[:300], tree=plain, origin=nfc(origin)[:300],
                cloned_from=cloned_from, **stamp("drafted", by=by, at=at),
            )  # fmt: skip
    except IntegrityError as error:
        raise Stale() from error
    record.clusters.set(chosen)
    actions_steps.say(record, f"Lập bảng tiêu chí{f': {record.origin}' if record.origin else ''}", by, at)
    audit.record("rubric_drafted", record, by=by, at=at, detail={"code": code, "year": year, "edition": last + 1})
    return record


def _check_title(title: str) -> None:
    if not nfc(title):
        raise Denied("Hãy ghi tên bảng tiêu chí.")
    if len(title) > LONGEST_TITLE:
        raise Denied(f"Tên bảng dài quá {LONGEST_TITLE} ký tự.")


# ── one step of editing; each gives back the sentence that stands in the history ──


@transaction.atomic
def add_node(
    *, record: RubricRecord, section: str, parent: str, node: Mapping[str, Any],
    names: Mapping[str, str] | None = None, groups: Iterable[str] | None = None,
    seen_version: Any = None, by, at: datetime,
) -> str:  # fmt: skip
    """Put a heading, an item, a bonus or a deduction at the end of a heading. ``names``: figures called in words."""
    content = actions_steps.begin(record, seen_version, by, at)
    content = _with_names(content, names)
    content = _with_groups(_guarded(tree.added, content, section, parent, node), groups)
    return actions_steps.keep(record, content, by, at, "rubric_node_added")


@transaction.atomic
def change_node(
    *, record: RubricRecord, code: str, node: Mapping[str, Any], names: Mapping[str, str] | None = None,
    groups: Iterable[str] | None = None, seen_version: Any = None, by, at: datetime,
) -> str:  # fmt: skip
    """New content for one node; its children stay."""
    content = actions_steps.begin(record, seen_version, by, at)
    content = _with_names(content, names)
    content = _with_groups(_guarded(tree.replaced, content, code, node), groups)
    return actions_steps.keep(record, content, by, at, "rubric_node_changed")


def _with_names(content: tree.Tree, names: Mapping[str, str] | None) -> tree.Tree:
    return {**content, "figures_vi": {**(content.get("figures_vi") or {}), **names}} if names else content


def _with_groups(content: tree.Tree, groups: Iterable[str] | None) -> tree.Tree:
    """``groups``: the headings the clusters fill later, None leaves them."""
    return content if groups is None else actions_steps.settled({**content, "groups_agreed_later": list(groups)})


def _guarded(step, *arguments: Any) -> tree.Tree:
    try:
        return step(*arguments)
    except ValidationError as error:
        raise Denied(f"Mục này chưa dùng được: {reason_vi(error)}.") from error


@transaction.atomic
def remove_node(*, record: RubricRecord, code: str, seen_version: Any = None, by, at: datetime) -> str:
    """Take a node out with what stands under it; the history keeps the sentence."""
    content = actions_steps.begin(record, seen_version, by, at)
    return actions_steps.keep(record, tree.removed(content, code), by, at, "rubric_node_removed")


@transaction.atomic
def shift_node(*, record: RubricRecord, code: str, up: bool, seen_version: Any = None, by, at: datetime) -> str:
    """One place up or down among its siblings."""
    content = actions_steps.begin(record, seen_version, by, at)
    return actions_steps.keep(record, tree.shifted(content, code, -1 if up else 1), by, at, "rubric_node_moved")


@transaction.atomic
def move_node(*, record: RubricRecord, code: str, parent: str, seen_version: Any = None, by, at: datetime) -> str:
    """Under another heading, "" for the top."""
    content = actions_steps.begin(record, seen_version, by, at)
    return actions_steps.keep(record, tree.moved(content, code, parent), by, at, "rubric_node_moved")


@transaction.atomic
def change_settings(
    *, record: RubricRecord, changes: Mapping[str, Any], clusters: Iterable[Cluster] | None = None,
    seen_version: Any = None, by, at: datetime,
) -> str:  # fmt: skip
    """The head of the table: names, subjects, caps, rounding, source. ``clusters`` None leaves them."""
    content = actions_steps.begin(record, seen_version, by, at)
    _check_title(changes.get("title_vi", content["title_vi"]))
    content = actions_steps.settled({**content, **changes, "code": record.code})
    if content["year"] != record.year:
        _check_year(record, content["year"])
    said = [actions_steps.keep(record, content, by, at, "rubric_settings_changed")]
    if clusters is not None:
        said.append(_put_clusters(record, list(clusters), by, at))
    return "; ".join(each for each in said if each)


def _check_year(record: RubricRecord, year: int) -> None:
    taken = RubricRecord.objects.filter(unit=record.unit, code=record.code, year=year, edition=record.edition)
    if taken.exists():
        raise Denied(f"Năm {year} đã có bảng “{record.code}” bản {record.edition}.")


def _put_clusters(record: RubricRecord, chosen: list[Cluster], by, at: datetime) -> str:
    before = {cluster.pk for cluster in record.clusters.all()}
    if before == {cluster.pk for cluster in chosen}:
        return ""
    if strange := [cluster.name for cluster in chosen if cluster.organiser_id != record.unit_id]:
        raise Denied(f"{', '.join(strange)} không do {record.unit.name} tổ chức.")
    record.clusters.set(chosen)
    touch(record)
    text = f"Dùng cho: {', '.join(cluster.name for cluster in chosen) or 'mọi cụm, khối'}"
    actions_steps.say(record, text, by, at)
    audit.record("rubric_clusters_set", record, by=by, at=at, detail={"clusters": [cluster.pk for cluster in chosen]})
    return text


@transaction.atomic
def change_ties(
    *, record: RubricRecord, steps: Iterable[Mapping[str, Any]], seen_version: Any = None, by, at: datetime
) -> str:
    """The order of what is looked at when totals are equal."""
    content = actions_steps.begin(record, seen_version, by, at)
    content = actions_steps.settled({**content, "tie_break": [dict(step) for step in steps]})
    return actions_steps.keep(record, content, by, at, "rubric_ties_changed")


@transaction.atomic
def take_back(*, record: RubricRecord, seen_version: Any = None, by, at: datetime) -> str:
    """Undo the newest step of a draft that still stands; the next call undoes the one before it. The history keeps both."""
    actions_steps.begin(record, seen_version, by, at)
    step = queries.step_to_take_back(record)
    if step is None or step.before is None:
        raise Denied("Không còn bước nào hoàn tác được.")
    before: tree.Tree = step.before
    if before["year"] != record.year:
        _check_year(record, before["year"])
    said = f"Hoàn tác: {step.sentence}"
    actions_steps.put(record, before, said, by, at, takes_back=step)
    audit.record("rubric_step_taken_back", record, by=by, at=at, detail={"step": step.pk})
    return said[:300]


@transaction.atomic
def answer(*, record: RubricRecord, answers: Mapping[str, str], seen_version: Any = None, by, at: datetime) -> str:
    """Choose what the source leaves open: question key → value."""
    content = actions_steps.begin(record, seen_version, by, at)
    content = questions.answered(content, answers)
    return actions_steps.keep(record, content, by, at, "rubric_question_answered")


@transaction.atomic
def put_tree(*, record: RubricRecord, content: Mapping[str, Any], seen_version: Any = None, by, at: datetime) -> str:
    """Replace the content of a draft by one read from a file; the sentence lists every difference."""
    actions_steps.begin(record, seen_version, by, at)
    plain = actions_steps.settled({**content, "code": record.code, "year": record.year})
    _check_title(plain.get("title_vi", ""))
    return actions_steps.keep(record, plain, by, at, "rubric_read_again")


# ── editions ──


@transaction.atomic
def clone_rubric(
    *, record: RubricRecord, year: int, keep_agreed: bool, clusters: Iterable[Cluster] | None = None, by, at: datetime
) -> RubricRecord:
    """A new draft for ``year``; ``keep_agreed``: what the clusters agreed on (marks of letters, their items) stays."""
    content: tree.Tree = copy.deepcopy(record.tree)
    if not keep_agreed:
        content = without_agreed(content)
    return draft_rubric(
        unit=record.unit,
        content=content,
        year=year,
        code=record.code,
        clusters=list(record.clusters.all()) if clusters is None else clusters,
        origin=f"nhân bản từ {record.name}{'' if keep_agreed else ', bỏ điểm đã thống nhất'}"[:300],
        cloned_from=record,
        by=by,
        at=at,
    )


def without_agreed(content: tree.Tree) -> tree.Tree:
    """Marks of letters are open again, headings the clusters fill are empty again."""
    groups = set(content.get("groups_agreed_later") or ())
    for row in tree.rows_of(content):
        if row.code in groups:
            row.node.pop("children", None)
        marks = (row.node.get("scoring") or {}).get("grades")
        if marks:
            row.node["scoring"]["grades"] = dict.fromkeys(marks)
    return tree.settled(content)


@transaction.atomic
def freeze_rubric(*, record: RubricRecord, seen_version: Any = None, by, at: datetime) -> RubricRecord:
    """No further change: seasons open from it, and the printed annex is kept. Refused while errors or open questions
    remain, naming them."""
    permissions.check_can_freeze(by, record, at.date())
    check_fresh(record, seen_version)
    _, digest = tree.frozen_form(record.tree)
    pass_gate(record, "freeze", frozen_hash=digest, **stamp("frozen", by=by, at=at))
    if tree.rows_of(record.tree):  # a table that ranks by a counter alone has no line to print
        RubricRecord.objects.filter(pk=record.pk).update(paper=_kept_paper(record, by, at))
        record.refresh_from_db(fields=["paper"])
    actions_steps.say(record, "Khóa bảng tiêu chí", by, at)
    audit.record("rubric_frozen", record, by=by, at=at, detail={"hash": digest})
    return record


def _kept_paper(record: RubricRecord, by, at: datetime) -> Paper:
    """The table as a printed annex, kept as it was frozen."""
    return keep_paper(
        kind="rubric", title=f"Bảng tiêu chí và thang điểm: {record.title}"[:300], unit=record.unit,
        content=papers.render(record), issued_on=at.date(), by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def withdraw_rubric(*, record: RubricRecord, reason: str, seen_version: Any = None, by, at: datetime) -> None:
    """No longer offered; seasons that opened from it keep their own copy."""
    permissions.check_can_withdraw(by, record, at.date())
    check_gate(record, "withdraw")
    check_fresh(record, seen_version)
    reason = nfc(reason)
    if not reason:
        raise Denied("Hãy ghi lý do rút bảng tiêu chí.")
    pass_gate(record, "withdraw", withdrawn_reason=reason[:300], **stamp("withdrawn", by=by, at=at))
    actions_steps.say(record, f"Rút bảng tiêu chí: {reason[:300]}", by, at)
    audit.record("rubric_withdrawn", record, by=by, at=at, detail={"reason": reason[:300]})
