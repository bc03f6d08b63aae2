"""Bảng tổng hợp điểm và xếp hạng of a cluster or block.

No national form: each province's regulation on clusters sets its own; head and signatures as in Decree 30/2020/NĐ-CP.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from paperwork.blocks import (
    Cell,
    Column,
    Issuer,
    PaperError,
    Signer,
    Table,
    body_of,
    written_date,
)
from paperwork.render import moment_of, render


@dataclass(frozen=True)
class RankedUnit:
    """One unit's points: as claimed, as verified, added, taken off, total. Ties share a `rank`."""

    rank: int
    name: str
    self_score: Cell
    verified_score: Cell
    bonus: Cell
    penalty: Cell
    total: Cell
    note: str = ""


@dataclass(frozen=True)
class Ranking:
    """`cluster` is printed under the title; `rows` in the order of printing; `notes` below the table; `signers` from
    left to right (who drew it up, who answers for it)."""

    issuer: Issuer
    year: int
    cluster: str
    rows: tuple[RankedUnit, ...]
    signers: tuple[Signer, ...]
    dated: date | None
    notes: tuple[str, ...] = ()


def ranking_data(paper: Ranking) -> dict[str, Any]:
    """The values of `layouts/list_form.typ`. Raises `PaperError` when a rank goes down the page."""
    if not paper.rows:
        raise PaperError("Bảng xếp hạng phải có ít nhất một đơn vị.")
    ranks = [row.rank for row in paper.rows]
    if ranks != sorted(ranks):
        raise PaperError("Bảng xếp hạng phải xếp theo thứ hạng từ cao xuống thấp.")
    table = Table(
        (
            Column("Xếp\nhạng", 0, "center"),
            Column("Đơn vị", 5),
            Column("Điểm\ntự chấm", 0, "center"),
            Column("Điểm\nthẩm định", 0, "center"),
            Column("Điểm\nthưởng", 0, "center"),
            Column("Điểm\ntrừ", 0, "center"),
            Column("Tổng điểm", 0, "center"),
            Column("Ghi chú", 3),
        ),
        tuple(
            (
                r.rank,
                r.name,
                r.self_score,
                r.verified_score,
                r.bonus,
                r.penalty,
                r.total,
                r.note,
            )
            for r in paper.rows
        ),
    )
    return {
        "title": f"Xếp hạng thi đua năm {paper.year}",
        "landscape": True,
        "kind": "BẢNG TỔNG HỢP ĐIỂM VÀ XẾP HẠNG THI ĐUA",
        "summary": f"{paper.cluster}\nNăm {paper.year}",
        "issuer": paper.issuer.data(),
        "body": [table.data(), *body_of(paper.notes)],
        "dated": f"{paper.issuer.place}, {written_date(paper.dated)}",
        "signers": [signer.data() for signer in paper.signers],
    }


def render_ranking(paper: Ranking, *, created_at: datetime | None = None) -> bytes:
    """The ranking as PDF/A-2a, A4 landscape. Raises `PaperError` as :func:`ranking_data`."""
    return render("list_form", ranking_data(paper), created_at=created_at or moment_of(paper.dated))
