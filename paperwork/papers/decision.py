"""Quyết định khen thưởng, công nhận danh hiệu: decision that rules directly, with the list of those honoured.

Layout: Decree 30/2020/NĐ-CP, Appendix III, model 1.2; the list is an appendix in the sense of model 2.1.
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
    Signer,
    Table,
    body_of,
    closed,
    legal_basis,
    roman,
    written_date,
)
from paperwork.docx import render_docx
from paperwork.papers.to_sign import printed_to_sign
from paperwork.render import moment_of, render, render_pictures


@dataclass(frozen=True)
class AttachedList:
    """A list issued with a decision, on pages of its own. `title` without "DANH SÁCH" is printed as given."""

    title: str
    table: Table
    note: str = ""


@dataclass(frozen=True)
class Decision:
    """`summary` starts with "Về việc"; `authority` is the deciding person or body ("Chủ tịch Ủy ban nhân dân tỉnh
    Quảng Ninh"); `articles` are the texts of Điều 1, 2, 3 without their label, paragraphs separated by line breaks;
    `proposal` starts with "Theo đề nghị".
    """

    issuer: Issuer
    reference: Reference
    summary: str
    authority: str
    legal_bases: tuple[str, ...]
    proposal: str
    articles: tuple[str, ...]
    signer: Signer
    distribution: Distribution
    lists: tuple[AttachedList, ...] = ()
    is_draft: bool = False  # printed with "DỰ THẢO" at the head


def decision_data(paper: Decision) -> dict[str, Any]:
    """The values of `layouts/decision.typ`."""
    if not paper.articles:
        raise PaperError("Quyết định phải có ít nhất một điều.")
    bases = [legal_basis(text, last=False) for text in paper.legal_bases]
    bases.append(legal_basis(paper.proposal, last=True))
    articles = [
        {"t": "article", "lead": f"Điều {number}.", "text": text} for number, text in enumerate(paper.articles, start=1)
    ]
    reference = f"{paper.reference.written()} {written_date(paper.reference.dated)}"
    attached = f"(Kèm theo Quyết định số {reference} của {paper.authority})"
    appendices = []
    for number, item in enumerate(paper.lists, start=1):
        label = "Phụ lục" if len(paper.lists) == 1 else f"Phụ lục {roman(number)}"
        appendices.append(
            {
                "label": label,
                "title": item.title.upper(),
                "attached": attached,
                "body": [
                    item.table.data(),
                    *(body_of((item.note,)) if item.note else []),
                ],
            }
        )
    return {
        "title": f"Quyết định {paper.reference.written()}",
        "issuer": paper.issuer.data(),
        "reference": paper.reference.data(),
        "summary": paper.summary,
        "authority": paper.authority.upper(),
        "bases": bases,
        "articles": closed(articles),
        "signer": paper.signer.data(),
        "distribution": paper.distribution.data(),
        "appendices": appendices,
        "is_draft": paper.is_draft,
    }


def render_decision(paper: Decision, *, created_at: datetime | None = None) -> bytes:
    """The decision with its lists as one PDF/A-2a file. `created_at` defaults to midnight of its date."""
    return render(
        "decision",
        decision_data(paper),
        created_at=created_at or moment_of(paper.reference.dated),
    )


def decision_pictures(paper: Decision) -> list[bytes]:
    """Its pages as PNG."""
    return render_pictures("decision", decision_data(paper))


def render_decision_to_sign(paper: Decision, *, spoken: tuple[str, str]) -> bytes:
    """The numbered decision with two empty signature fields, of the signer and of the agency. `spoken`: what a screen
    reader says of each. Raises `PaperError`."""
    return printed_to_sign("decision", decision_data(paper), moment_of(paper.reference.dated), spoken)


def decision_docx(paper: Decision, *, created_at: datetime | None = None) -> bytes:
    """The decision with its lists as a DOCX file to work on. Raises `PaperError`."""
    return render_docx("decision", decision_data(paper), created_at=created_at or moment_of(paper.reference.dated))
