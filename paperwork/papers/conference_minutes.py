"""Biên bản hội nghị: launch, mid-year and year-end conferences of a cluster or a province.

Layout: Decree 30/2020/NĐ-CP, Appendix III, model 1.9.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from paperwork.blocks import (
    Column,
    Distribution,
    Issuer,
    PaperError,
    Reference,
    Section,
    Signer,
    Table,
    bare_name,
    body_of_sections,
    heading,
    paragraph,
    roman,
    with_full_stop,
    written_share,
    written_time,
)
from paperwork.docx import render_docx
from paperwork.papers.minutes import FILED, minutes_data
from paperwork.render import moment_of, render


@dataclass(frozen=True)
class Resolution:
    """A question put to the vote: its text and the hands counted."""

    text: str
    agree: int
    disagree: int
    abstain: int = 0


@dataclass(frozen=True)
class ConferenceMinutes:
    """`summary` names the conference; `attendance` lists who came, one line each; `agenda` is what happened, in
    order; `voters` is the number of delegates entitled to vote.
    """

    issuer: Issuer
    reference: Reference
    summary: str
    started_at: datetime
    ended_at: datetime
    venue: str
    chair: str
    secretary: str
    attendance: tuple[str, ...]
    agenda: tuple[Section, ...]
    voters: int = 0
    resolutions: tuple[Resolution, ...] = ()
    distribution: Distribution = FILED


def conference_minutes_data(paper: ConferenceMinutes) -> dict[str, Any]:
    """The values of both forms. Raises `PaperError` when more hands were counted than delegates may vote."""
    body = [
        paragraph(written_time(paper.started_at) + ".", lead="Thời gian bắt đầu:"),
        paragraph(with_full_stop(paper.venue), lead="Địa điểm:"),
        paragraph("", lead="Thành phần tham dự:"),
        *(paragraph(f"- {line.rstrip(' ;.')}" + ";") for line in paper.attendance[:-1]),
        *(paragraph(f"- {line.rstrip(' ;.')}.") for line in paper.attendance[-1:]),
        paragraph(with_full_stop(paper.chair), lead="Chủ trì (Chủ tọa):"),
        paragraph(with_full_stop(paper.secretary), lead="Thư ký (người ghi biên bản):"),
        *body_of_sections(paper.agenda),
    ]
    if paper.resolutions:
        for resolution in paper.resolutions:
            if resolution.agree + resolution.disagree + resolution.abstain > paper.voters:
                raise PaperError(f"Số biểu quyết về “{resolution.text}” nhiều hơn {paper.voters} đại biểu có quyền.")
        body.append(heading(f"{roman(len(paper.agenda) + 1)}. BIỂU QUYẾT"))
        body.append(paragraph(f"Số đại biểu có quyền biểu quyết: {paper.voters:02d}."))
        body.append(
            Table(
                (
                    Column("STT", 0, "center"),
                    Column("Nội dung", 5),
                    Column("Đồng ý", 0, "center"),
                    Column("Không\nđồng ý", 0, "center"),
                    Column("Ý kiến\nkhác", 0, "center"),
                    Column("Tỷ lệ\nđồng ý", 0, "center"),
                ),
                tuple(
                    (
                        n,
                        r.text,
                        r.agree,
                        r.disagree,
                        r.abstain,
                        written_share(r.agree, paper.voters),
                    )
                    for n, r in enumerate(paper.resolutions, start=1)
                ),
            ).data()
        )
    body.append(paragraph(f"Hội nghị kết thúc vào {written_time(paper.ended_at)}./."))
    return minutes_data(
        issuer=paper.issuer,
        reference=paper.reference,
        summary=paper.summary,
        body=body,
        signers=(
            Signer("", "Thư ký", bare_name(paper.secretary)),
            Signer("", "Chủ tọa", bare_name(paper.chair)),
        ),
        distribution=paper.distribution,
    )


def render_conference_minutes(paper: ConferenceMinutes, *, created_at: datetime | None = None) -> bytes:
    """The minutes as PDF/A-2a. Raises `PaperError`."""
    data = conference_minutes_data(paper)
    return render("minutes", data, created_at=created_at or moment_of(paper.ended_at.date()))


def conference_minutes_docx(paper: ConferenceMinutes, *, created_at: datetime | None = None) -> bytes:
    """The same minutes as a DOCX file to work on. Raises `PaperError`."""
    data = conference_minutes_data(paper)
    return render_docx("minutes", data, created_at=created_at or moment_of(paper.ended_at.date()))
