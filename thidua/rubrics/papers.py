"""A scoring table as a paper in the layout of offices."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from paperwork.blocks import PaperError
from paperwork.papers.rubric import RubricLine, RubricPaper, RubricPart, render_rubric
from thidua.papers.letterhead import issuer_of, signer_of
from thidua.rubrics import compare, families, params, rules, tree
from thidua.rubrics.models import RubricRecord
from thidua.rubrics.words import number_text
from thidua.shared.denied import Denied


def render(record: RubricRecord) -> bytes:
    """PDF bytes: the same for the same frozen table. Denied for a table that cannot be printed yet."""
    content = record.tree
    when = record.frozen_at or record.drafted_at
    issuer = issuer_of(record.unit)
    paper = RubricPaper(
        issuer=issuer,
        title=record.title,
        year=record.year,
        applies_to=content.get("applies_to_vi", ""),
        parts=tuple(
            RubricPart(title, tuple(_line(row, content) for row in tree.rows_of(content) if row.section == section))
            for section, title in tree.SECTIONS.items()
        ),
        notes=tuple(notes_of(content)),
        signers=(signer_of(record.unit, ""),),
        dated=timezone.localtime(record.frozen_at).date() if record.frozen_at else None,
        is_draft=record.state == "draft",
    )
    try:
        return render_rubric(paper, created_at=when)
    except PaperError as error:
        raise Denied(str(error)) from error


def _line(row: tree.Row, content: Mapping[str, Any]) -> RubricLine:
    node, scoring = row.node, row.node.get("scoring")
    maximum = number_text(node.get("max") if node.get("max") is not None else row.total)
    return RubricLine(
        row.code,
        node["name_vi"],
        f"−{maximum}" if row.section == tree.DEDUCTIONS and maximum else maximum,
        how_text(scoring, row.code, content, node) if scoring else "",
        node.get("assessor_vi", ""),
        row.is_heading,
    )


def how_text(scoring: Mapping[str, Any], code: str, content: Mapping[str, Any], node: Mapping[str, Any]) -> str:
    """How an item is marked, in one cell."""
    names = content.get("figures_vi") or {}
    family = families.family_of(scoring)
    texts = params.texts_of(scoring, code, names)
    parts = [family.name]
    for param in family.params:
        text = texts[param.key].replace("\n", "; ")
        if text and not (param.is_figure and text not in names.values()):
            parts.append(f"{param.label}: {text}")
    if gate := node.get("gate"):
        parts.append(f"Điều kiện: {gate['text_vi']}")
    if node.get("evidence"):
        parts.append("Cần minh chứng")
    if node.get("disqualifies_vi"):
        parts.append(node["disqualifies_vi"])
    return ". ".join(part.rstrip(".") for part in parts) + "."


def notes_of(content: Mapping[str, Any]) -> Iterator[str]:
    """Rules of the whole table, a sentence each."""
    yield f"Làm tròn điểm từng mục: {compare.rounding_text(content.get('rounding') or {})}."
    yield f"Xếp hạng theo {compare.basis_text(content.get('ranking') or {})}."
    if steps := content.get("tie_break"):
        yield f"Khi bằng điểm xét lần lượt: {compare.ties_text(steps)}."
    for key, label in (
        ("total_max", "Tổng điểm"),
        ("bonus_max", "Điểm thưởng"),
        ("deductions_max", "Điểm trừ"),
        ("quantitative_bonus_cap", "Điểm thưởng vượt chỉ tiêu của cả bảng"),
    ):
        if content.get(key) is not None:
            yield f"{label} nhiều nhất {number_text(content[key])} điểm."
    for cap in content.get("caps") or ():
        yield f"{rules.cap_text(cap)}."
    grades = content.get("classification") or ()
    for grade in grades:
        yield f"Xếp loại {rules.grade_text(grade)}."
    for event in content.get("disqualification") or ():
        yield f"{rules.bar_text(event)}."
    for event in content.get("grade_caps") or ():
        yield f"{rules.grade_cap_text(event, grades)}."
