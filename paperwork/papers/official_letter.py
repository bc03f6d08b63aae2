"""Công văn: an official letter. Layout: Decree 30/2020/NĐ-CP, Appendix III, model 1.5."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from paperwork.blocks import Distribution, Issuer, Reference, Signer, Table, body_of, closed, paragraph
from paperwork.docx import render_docx
from paperwork.papers.decision import DRAFT
from paperwork.papers.to_sign import printed_to_sign
from paperwork.render import moment_of, render, render_pictures


@dataclass(frozen=True)
class OfficialLetter:
    """`summary` as it stands behind "V/v"; `addressees` behind "Kính gửi"; `body` paragraphs and tables."""

    issuer: Issuer
    reference: Reference
    summary: str
    addressees: tuple[str, ...]
    body: tuple[str | Table, ...]
    signer: Signer
    distribution: Distribution
    is_draft: bool = False


def letter_data(paper: OfficialLetter) -> dict[str, Any]:
    """The values of `layouts/official_letter.typ`."""
    names = tuple(name.rstrip(" ;.") for name in paper.addressees)
    if len(names) > 1:
        names = (*(f"{name};" for name in names[:-1]), f"{names[-1]}.")
    return {
        "title": f"Công văn {paper.reference.written()}",
        "issuer": paper.issuer.data(),
        "reference": paper.reference.data(),
        "summary": paper.summary,
        "addressees": names,
        "body": closed(body_of(paper.body)),
        "signer": paper.signer.data(),
        "distribution": paper.distribution.data(),
        "is_draft": paper.is_draft,
    }


def render_letter(paper: OfficialLetter, *, created_at: datetime | None = None) -> bytes:
    """The letter as one PDF/A-2a file. Raises `PaperError`."""
    return render("official_letter", letter_data(paper), created_at=created_at or moment_of(paper.reference.dated))


def letter_pictures(paper: OfficialLetter) -> list[bytes]:
    """Its pages as PNG."""
    return render_pictures("official_letter", letter_data(paper))


def render_letter_to_sign(paper: OfficialLetter, *, spoken: tuple[str, str]) -> bytes:
    """As `render_decision_to_sign`."""
    return printed_to_sign("official_letter", letter_data(paper), moment_of(paper.reference.dated), spoken)


def letter_docx(paper: OfficialLetter, *, created_at: datetime | None = None) -> bytes:
    """The letter as a DOCX file to work on. Raises `PaperError`."""
    data = letter_data(paper)
    mark = [{"t": "h", "text": DRAFT}] if paper.is_draft else []
    to = [paragraph(name, lead="Kính gửi:" if not place else "") for place, name in enumerate(data["addressees"])]
    values = {
        "title": data["title"],
        "issuer": data["issuer"],
        "reference": data["reference"],
        "summary": f"V/v {data['summary']}",
        "body": [*mark, *to, *data["body"]],
        "signers": [data["signer"]],
        "distribution": data["distribution"],
        "appendix": [],
    }
    return render_docx("", values, dated=True, created_at=created_at or moment_of(paper.reference.dated))
