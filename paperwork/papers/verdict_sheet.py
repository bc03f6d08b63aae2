"""Phiếu giải thích điều kiện: why somebody may or may not be proposed for an award, condition by condition.

Our own form (none is prescribed): each condition, how it came out, on which fact, under which article.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from paperwork.blocks import (
    Column,
    Issuer,
    PaperError,
    Signer,
    Table,
    body_of,
    heading,
    paragraph,
    written_date,
)
from paperwork.render import moment_of, render

Outcome = Literal["met", "not_met", "unknown", "not_needed"]
OUTCOMES: dict[str, str] = {
    "met": "Đạt",
    "not_met": "Không đạt",
    "unknown": "Cần người xem xét",
    "not_needed": "Không cần xét",
}
CONCLUSIONS: dict[str, str] = {
    "met": "ĐỦ ĐIỀU KIỆN đề nghị",
    "not_met": "CHƯA ĐỦ ĐIỀU KIỆN đề nghị",
    "unknown": "CẦN NGƯỜI CÓ THẨM QUYỀN XEM XÉT trước khi đề nghị",
}


@dataclass(frozen=True)
class ConditionLine:
    """One condition: its text, how it came out, the fact looked at, the article; `level` indents inner clauses."""

    text: str
    outcome: Outcome
    fact: str
    article: str
    level: int = 0


@dataclass(frozen=True)
class VerdictSheet:
    """`rule_date` is the day whose law was applied, `data_version` the edition of the law data; `notes` below."""

    issuer: Issuer
    subject: str
    post: str
    award: str
    rule_date: date
    regime: str
    outcome: Outcome
    conditions: tuple[ConditionLine, ...]
    dated: date | None
    data_version: str = ""
    notes: tuple[str, ...] = ()
    signers: tuple[Signer, ...] = ()


def verdict_sheet_data(paper: VerdictSheet) -> dict[str, Any]:
    """The values of `layouts/list_form.typ`. Raises `PaperError` for an outcome outside `OUTCOMES` or a sheet without conditions."""
    if paper.outcome not in CONCLUSIONS:
        raise PaperError(f"Không có kết luận “{paper.outcome}” trên phiếu giải thích điều kiện.")
    if not paper.conditions:
        raise PaperError("Phiếu giải thích phải nêu ít nhất một điều kiện.")
    rows: list[tuple[str | int, ...]] = []
    number = 0
    for line in paper.conditions:
        if line.outcome not in OUTCOMES:
            raise PaperError(f"Không có kết quả “{line.outcome}” cho điều kiện “{line.text}”.")
        number += line.level == 0
        label: str | int = "" if line.level else number
        rows.append(
            (
                label,
                "– " * line.level + line.text,
                OUTCOMES[line.outcome],
                line.fact,
                line.article,
            )
        )
    body = [
        paragraph(paper.subject, lead="Đối tượng:"),
        paragraph(paper.post, lead="Chức vụ, đơn vị:"),
        paragraph(paper.award, lead="Danh hiệu, hình thức đề nghị:"),
        paragraph(
            f"{paper.regime}; xét theo quy định có hiệu lực {written_date(paper.rule_date)}.",
            lead="Căn cứ:",
        ),
        paragraph(CONCLUSIONS[paper.outcome] + ".", lead="Kết luận:"),
        heading("TỪNG ĐIỀU KIỆN"),
        Table(
            (
                Column("STT", 0, "center"),
                Column("Điều kiện", 4),
                Column("Kết quả", 1.7, "center"),
                Column("Dữ kiện", 3.2),
                Column("Điều khoản", 2.6),
            ),
            tuple(rows),
        ).data(),
        *body_of(paper.notes),
    ]
    if paper.data_version:
        body.append(paragraph(paper.data_version, lead="Phiên bản dữ liệu pháp luật:"))
    return {
        "title": "Phiếu giải thích điều kiện",
        "landscape": False,
        "kind": "PHIẾU GIẢI THÍCH ĐIỀU KIỆN",
        "summary": "Đề nghị danh hiệu thi đua, hình thức khen thưởng",
        "issuer": paper.issuer.data(),
        "body": body,
        "dated": f"{paper.issuer.place}, {written_date(paper.dated)}",
        "signers": [signer.data() for signer in paper.signers],
    }


def render_verdict_sheet(paper: VerdictSheet, *, created_at: datetime | None = None) -> bytes:
    """The sheet as PDF/A-2a. Raises `PaperError` as :func:`verdict_sheet_data`."""
    return render("list_form", verdict_sheet_data(paper), created_at=created_at or moment_of(paper.dated))
