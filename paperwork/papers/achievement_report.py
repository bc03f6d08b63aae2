"""Báo cáo thành tích đề nghị …: the achievement report of one nominee, as PDF and as DOCX.

That eleven such forms stand in the appendix of Decree 152/2025/NĐ-CP was read; the layout of their head follows Decree
30/2020/NĐ-CP, the blocks of signatures usual practice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from paperwork.blocks import (
    Issuer,
    PaperError,
    Reference,
    Section,
    Signer,
    body_of_sections,
)
from paperwork.docx import render_docx
from paperwork.render import moment_of, render

EMPTY = "…" * 30  # one line of the body


@dataclass(frozen=True)
class AchievementPaper:
    """`award` completes "đề nghị …"; `subject` is name, post and unit; `sections` in the order of the form. A section with
    nothing in it keeps its heading and room to write. `signers`: who confirms, who reports, the body that submits.
    `reference` with the symbol "" prints no number (a person's report has none).
    """

    issuer: Issuer
    reference: Reference
    award: str
    subject: str
    sections: tuple[Section, ...]
    signers: tuple[Signer, ...]


def achievement_data(paper: AchievementPaper) -> dict[str, Any]:
    """The values of both forms. Raises `PaperError` without sections or signers."""
    if not paper.sections or not paper.signers:
        raise PaperError("Báo cáo thành tích phải có nội dung và người ký.")
    sections = tuple(Section(each.title, each.body or (EMPTY,)) for each in paper.sections)
    reference = paper.reference.data()
    if not paper.reference.symbol:
        reference["code"] = ""
    return {
        "title": f"Báo cáo thành tích {paper.subject}".split("\n")[0],
        "kind": "BÁO CÁO THÀNH TÍCH",
        "issuer": paper.issuer.data(),
        "reference": reference,
        "summary": f"Đề nghị {paper.award}",
        "subject": paper.subject,
        "body": body_of_sections(sections),
        "signers": [signer.data() for signer in paper.signers],
    }


def render_achievement_report(paper: AchievementPaper, *, created_at: datetime | None = None) -> bytes:
    """The report as PDF/A-2a. Raises `PaperError`."""
    data = achievement_data(paper)
    return render("achievement_report", data, created_at=created_at or moment_of(paper.reference.dated))


def achievement_report_docx(paper: AchievementPaper, *, created_at: datetime | None = None) -> bytes:
    """The same report as a DOCX file to go on writing in. Raises `PaperError`."""
    data = achievement_data(paper)
    return render_docx("achievement_report", data, created_at=created_at or moment_of(paper.reference.dated))
