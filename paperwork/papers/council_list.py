"""Danh sách a council proposes after its session: who, for what, with how many votes.

No national form; head and signatures as in Decree 30/2020/NĐ-CP. Shares are of the whole council.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from paperwork.blocks import Column, Issuer, PaperError, Signer, Table, body_of, written_date, written_share
from paperwork.papers.council_minutes import CouncilResult
from paperwork.render import moment_of, render


@dataclass(frozen=True)
class CouncilList:
    """`summary` names session and year; `results` only those that passed, grouped by award; `note` below the table."""

    issuer: Issuer
    summary: str
    results: tuple[CouncilResult, ...]
    members_total: int
    chair: str
    secretary: str
    dated: date
    note: str = ""


def council_list_data(paper: CouncilList) -> dict[str, Any]:
    """The values of `layouts/list_form.typ`. Raises `PaperError` without anybody, or for somebody who did not pass."""
    if not paper.results or not all(result.passed for result in paper.results):
        raise PaperError("Danh sách đề nghị chỉ ghi những trường hợp được Hội đồng thông qua, ít nhất một trường hợp.")
    rows: list[tuple[str | int, ...] | str] = []
    number, award = 0, None
    for result in paper.results:
        if result.award != award:
            number, award = 0, result.award
            rows.append(result.award)
        number += 1
        share = written_share(result.agree, paper.members_total)
        rows.append((number, result.name, result.post, f"{result.agree:02d}/{paper.members_total:02d}", share))
    table = Table(
        (
            Column("STT", 0, "center"),
            Column("Cá nhân, tập thể", 3),
            Column("Chức vụ, đơn vị", 5),
            Column("Số phiếu", 0, "center"),
            Column("Tỷ lệ", 0, "center"),
        ),
        tuple(rows),
    )
    return {
        "title": f"Danh sách {paper.summary}",
        "landscape": False,
        "issuer": paper.issuer.data(),
        "kind": "DANH SÁCH",
        "summary": paper.summary,
        "body": [table.data(), *(body_of((paper.note,)) if paper.note else [])],
        "dated": f"{paper.issuer.place}, {written_date(paper.dated)}",
        "signers": [Signer("", "Thư ký", paper.secretary).data(), Signer("", "Chủ tọa", paper.chair).data()],
    }


def render_council_list(paper: CouncilList, *, created_at: datetime | None = None) -> bytes:
    """The list as PDF/A-2a. Raises `PaperError` as :func:`council_list_data`."""
    return render("list_form", council_list_data(paper), created_at=created_at or moment_of(paper.dated))
