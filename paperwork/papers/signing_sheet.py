"""Danh sách giao nhận: who took certificate and gift, with a column to sign.

No national form; head and signatures as in Decree 30/2020/NĐ-CP.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from paperwork.blocks import Column, Issuer, Signer, Table, written_date
from paperwork.render import moment_of, render


@dataclass(frozen=True)
class Handed:
    """One handing over: recipient as named aloud, award with the number of its decision, `how` it is handed over."""

    ordinal: int
    name: str
    title: str
    award: str
    how: str


@dataclass(frozen=True)
class SigningSheet:
    """`title` names the ceremony; `head_title` is the post of who signs for the agency."""

    issuer: Issuer
    title: str
    rows: tuple[Handed, ...]
    held_on: date
    head_title: str


def signing_sheet_data(paper: SigningSheet) -> dict[str, Any]:
    """The values of `layouts/list_form.typ`, on its side."""
    table = Table(
        (
            Column("STT", 0, "center"),
            Column("Họ và tên, tên tập thể", 4),
            Column("Chức vụ, đơn vị", 4),
            Column("Khen thưởng, quyết định", 4),
            Column("Hình thức nhận", 2.4),
            Column("Ký nhận", 2.2),
        ),
        tuple((row.ordinal, row.name, row.title, row.award, row.how, "") for row in paper.rows),
    )
    return {
        "title": f"Danh sách giao nhận {paper.title}",
        "landscape": True,
        "issuer": paper.issuer.data(),
        "kind": "DANH SÁCH GIAO NHẬN BẰNG, GIẤY KHEN, HIỆN VẬT",
        "summary": paper.title,
        "body": [table.data()],
        "dated": f"{paper.issuer.place}, {written_date(paper.held_on)}",
        "signers": [Signer("", "Người giao", "").data(), Signer("", paper.head_title, "").data()],
    }


def render_signing_sheet(paper: SigningSheet) -> bytes:
    """The sheet as PDF/A-2a. Raises `PaperError`."""
    return render("list_form", signing_sheet_data(paper), created_at=moment_of(paper.held_on))
