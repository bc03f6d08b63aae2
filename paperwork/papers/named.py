"""Văn bản có tên loại: plan, submission, report, notice — any paper whose head names its kind.

Layout: Decree 30/2020/NĐ-CP, Appendix III, model 1.4; appendices as in model 2.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from paperwork.blocks import (
    Distribution,
    Issuer,
    Reference,
    Section,
    Signer,
    Table,
    addressed,
    body_of,
    body_of_sections,
    closed,
    legal_basis,
    paragraph,
    roman,
    written_date,
)
from paperwork.docx import render_docx
from paperwork.render import moment_of, render


@dataclass(frozen=True)
class Appendix:
    """A titled list or text behind the paper, on pages of its own."""

    title: str
    body: tuple[str | Table, ...]


@dataclass(frozen=True)
class NamedPaper:
    """`kind` as in the title ("Kế hoạch", "Tờ trình", "Báo cáo", "Thông báo"); `opening` are the paragraphs before
    the numbered sections.
    """

    kind: str
    issuer: Issuer
    reference: Reference
    summary: str
    signer: Signer
    distribution: Distribution
    addressees: tuple[str, ...] = ()
    legal_bases: tuple[str, ...] = ()
    opening: tuple[str | Table, ...] = ()
    sections: tuple[Section, ...] = ()
    ending: tuple[str, ...] = ()
    appendices: tuple[Appendix, ...] = ()


def named_data(paper: NamedPaper) -> dict[str, Any]:
    """The values of `layouts/named.typ`."""
    body = [legal_basis(text, last=False) for text in paper.legal_bases]
    if body and not paper.opening:
        body[-1] = legal_basis(paper.legal_bases[-1], last=True)
    body += [
        *body_of(paper.opening),
        *body_of_sections(paper.sections),
        *(paragraph(text) for text in paper.ending),
    ]
    attached = (
        f"(Kèm theo {paper.kind} số {paper.reference.written()} {written_date(paper.reference.dated)} "
        f"của {paper.issuer.spoken})"
    )
    return {
        "title": f"{paper.kind} {paper.reference.written()}",
        "kind": paper.kind.upper(),
        "issuer": paper.issuer.data(),
        "reference": paper.reference.data(),
        "summary": paper.summary,
        "addressees": addressed(paper.addressees),
        "body": closed(body),
        "signer": paper.signer.data(),
        "distribution": paper.distribution.data(),
        "appendices": [
            {
                "label": "Phụ lục" if len(paper.appendices) == 1 else f"Phụ lục {roman(number)}",
                "title": item.title.upper(),
                "attached": attached,
                "body": body_of(item.body),
            }
            for number, item in enumerate(paper.appendices, start=1)
        ],
    }


def render_named(paper: NamedPaper, *, created_at: datetime | None = None) -> bytes:
    """The paper with its appendices as one PDF/A-2a file."""
    return render(
        "named",
        named_data(paper),
        created_at=created_at or moment_of(paper.reference.dated),
    )


def named_docx(paper: NamedPaper, *, created_at: datetime | None = None) -> bytes:
    """The paper with its appendices as a DOCX file to work on. Raises `PaperError`."""
    return render_docx("named", named_data(paper), created_at=created_at or moment_of(paper.reference.dated))
