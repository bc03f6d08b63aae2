"""Danh sách đọc tại lễ trao: names in speaking order in large type, for the one who reads them aloud.

No national form; head as in Decree 30/2020/NĐ-CP.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from paperwork.blocks import Issuer, PaperError, written_date
from paperwork.docx import render_docx
from paperwork.render import moment_of, render


@dataclass(frozen=True)
class Reading:
    """One name: as read aloud, with the title below it and a note (who hands over, who takes it instead)."""

    place: int
    name: str
    title: str = ""
    note: str = ""


@dataclass(frozen=True)
class SpeakingList:
    """``groups``: (what is read before the names, the names), in order."""

    issuer: Issuer
    summary: str
    held_on: date
    place: str
    groups: tuple[tuple[str, tuple[Reading, ...]], ...]


def speaking_list_data(paper: SpeakingList) -> dict[str, Any]:
    """The values of `layouts/speaking.typ`. Raises `PaperError` without anybody."""
    if not any(lines for _, lines in paper.groups):
        raise PaperError("Danh sách đọc chưa có ai.")
    where = ", ".join(filter(None, [written_date(paper.held_on), paper.place]))
    return {
        "title": f"Danh sách đọc {paper.summary}",
        "issuer": paper.issuer.data(),
        "kind": "DANH SÁCH ĐỌC TẠI LỄ TRAO",
        "summary": f"{paper.summary}\n({where})",
        "groups": [
            {
                "title": title,
                "lines": [
                    {"place": f"{line.place}.", "name": line.name, "title": line.title, "note": line.note}
                    for line in lines
                ],
            }
            for title, lines in paper.groups
        ],
    }


def render_speaking_list(paper: SpeakingList, *, created_at: datetime | None = None) -> bytes:
    """The list as PDF/A-2a. Raises `PaperError` without anybody."""
    return render("speaking", speaking_list_data(paper), created_at=created_at or moment_of(paper.held_on))


def speaking_list_docx(paper: SpeakingList, *, created_at: datetime | None = None) -> bytes:
    """The same list as DOCX, to be changed until the last minute. Raises `PaperError`."""
    return render_docx("speaking", speaking_list_data(paper), created_at=created_at or moment_of(paper.held_on))
