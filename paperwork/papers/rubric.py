"""Bảng tiêu chí và thang điểm of a cluster or block, as it is read out and signed.

No national form: each agency's regulation on clusters sets its own; head and signatures as in Decree 30/2020/NĐ-CP.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from paperwork.blocks import Column, Issuer, PaperError, Signer, Table, body_of, heading, paragraph, written_date
from paperwork.render import moment_of, render


@dataclass(frozen=True)
class RubricLine:
    """One row: `how` says in words how it is marked. A heading has no `how`."""

    code: str
    name: str
    maximum: str
    how: str = ""
    assessor: str = ""
    is_heading: bool = False


@dataclass(frozen=True)
class RubricPart:
    """One part of the table (criteria, bonuses, deductions) with its rows in printed order."""

    title: str
    lines: tuple[RubricLine, ...]


@dataclass(frozen=True)
class RubricPaper:
    """`notes`: rounding, ranking, equal totals, caps, one sentence each. `is_draft` stands over the title."""

    issuer: Issuer
    title: str
    year: int
    applies_to: str
    parts: tuple[RubricPart, ...]
    notes: tuple[str, ...]
    signers: tuple[Signer, ...]
    dated: date | None
    is_draft: bool = False


def rubric_data(paper: RubricPaper) -> dict[str, Any]:
    """The values of `layouts/list_form.typ`. Raises `PaperError` when it has no row."""
    parts = [part for part in paper.parts if part.lines]
    if not parts:
        raise PaperError("Bảng tiêu chí chưa có mục nào để in.")
    body = []
    for part in parts:
        rows = tuple((line.code, _name(line), line.maximum, line.how, line.assessor) for line in part.lines)
        columns = (
            Column("Mã", 0, "center"),
            Column("Nội dung", 5),
            Column("Điểm\ntối đa", 0, "center"),
            Column("Cách tính điểm", 5),
            Column("Đơn vị chấm", 2),
        )
        body += [heading(part.title), Table(columns, rows).data()]
    if paper.notes:
        body += [heading("Quy định chung"), *body_of(tuple(f"- {note}" for note in paper.notes))]
    if paper.is_draft:
        body.insert(0, paragraph("Dự thảo, chưa có giá trị thi hành."))
    return {
        "title": f"{paper.title} {paper.year}",
        "landscape": True,
        "kind": "BẢNG TIÊU CHÍ VÀ THANG ĐIỂM THI ĐUA",
        "summary": f"{paper.title}\nNăm {paper.year}" + (f" – {paper.applies_to}" if paper.applies_to else ""),
        "issuer": paper.issuer.data(),
        "body": body,
        "dated": f"{paper.issuer.place}, {written_date(paper.dated)}",
        "signers": [signer.data() for signer in paper.signers],
    }


def render_rubric(paper: RubricPaper, *, created_at: datetime | None = None) -> bytes:
    """The table as PDF/A-2a, A4 landscape. Raises `PaperError` as :func:`rubric_data`."""
    return render("list_form", rubric_data(paper), created_at=created_at or moment_of(paper.dated))


def _name(line: RubricLine) -> str:
    return line.name.upper() if line.is_heading and "." not in line.code else line.name
