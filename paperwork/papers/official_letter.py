"""Công văn: an official letter, the most frequent paper of an office.

Layout: Decree 30/2020/NĐ-CP, Appendix III, model 1.5. Its symbol is agency and drafting unit without a kind ("UBND-NV"),
its subject stands below the number after "V/v" (Appendix I, II.3 and II.5b).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from paperwork.blocks import (
    Distribution,
    Issuer,
    PaperError,
    Reference,
    Section,
    Signer,
    Table,
    addressed,
    body_of,
    body_of_sections,
    closed,
    paragraph,
)
from paperwork.docx import render_docx
from paperwork.papers.to_sign import printed_to_sign
from paperwork.render import moment_of, render, render_pictures


@dataclass(frozen=True)
class OfficialLetter:
    """`subject` follows "V/v" ("đôn đốc gửi báo cáo năm 2025"); `opening` are the paragraphs and tables before the
    numbered sections, `ending` those after; `is_draft` prints "DỰ THẢO" at the head."""

    issuer: Issuer
    reference: Reference
    subject: str
    addressees: tuple[str, ...]
    opening: tuple[str | Table, ...]
    signer: Signer
    distribution: Distribution
    sections: tuple[Section, ...] = ()
    ending: tuple[str, ...] = ()
    is_draft: bool = False


def letter_data(paper: OfficialLetter) -> dict[str, Any]:
    """The values of `layouts/official_letter.typ`. Raises `PaperError` without an addressee or a text."""
    if not paper.addressees:
        raise PaperError("Công văn phải ghi nơi nhận ở phần “Kính gửi”.")
    body = [*body_of(paper.opening), *body_of_sections(paper.sections), *(paragraph(text) for text in paper.ending)]
    if not body:
        raise PaperError("Công văn chưa có nội dung.")
    return {
        "title": f"Công văn {paper.reference.written()}",
        "issuer": paper.issuer.data(),
        "reference": paper.reference.data(),
        "subject": paper.subject,
        "addressees": addressed(paper.addressees),
        "body": closed(body),
        "signer": paper.signer.data(),
        "distribution": paper.distribution.data(),
        "appendices": [],
        "is_draft": paper.is_draft,
    }


def render_letter(paper: OfficialLetter, *, created_at: datetime | None = None) -> bytes:
    """The letter as PDF/A-2a. Raises `PaperError`."""
    return render("official_letter", letter_data(paper), created_at=created_at or moment_of(paper.reference.dated))


def letter_pictures(paper: OfficialLetter) -> list[bytes]:
    """Its pages as PNG."""
    return render_pictures("official_letter", letter_data(paper))


def render_letter_to_sign(paper: OfficialLetter, *, spoken: tuple[str, str]) -> bytes:
    """As `render_decision_to_sign`."""
    return printed_to_sign("official_letter", letter_data(paper), moment_of(paper.reference.dated), spoken)


def letter_docx(paper: OfficialLetter, *, created_at: datetime | None = None) -> bytes:
    """The same letter as a DOCX file to work on. Raises `PaperError`."""
    return render_docx("official_letter", letter_data(paper), created_at=created_at or moment_of(paper.reference.dated))
