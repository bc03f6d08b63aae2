"""Bản giao ước thi đua: what a unit promises for the year, signed by both sides.

No national form; parts follow the sector form 1a of Circular 35/2011/TT-BLĐTBXH (movements, targets, titles).
Head and signatures as in Decree 30/2020/NĐ-CP, Appendix I, without number.
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
    heading,
    paragraph,
    short_date,
    written_date,
)
from paperwork.render import moment_of, render, render_with_places


@dataclass(frozen=True)
class Party:
    """One side of the pledge: name of the body, who represents it, and the block that signs for it. ``screen``: lines
    that stand in the place of the signature when it was given on the screen; () leaves the room for a hand."""

    name: str
    representative: str
    signer: Signer
    screen: tuple[str, ...] = ()


@dataclass(frozen=True)
class PledgeTarget:
    """One promise: what, unit of measure, last year's value, this year's goal, weight in points, due date."""

    name: str
    unit: str
    baseline: Cell
    goal: Cell
    weight: Cell
    due: date | None


@dataclass(frozen=True)
class RegisteredTitle:
    """A title or commendation registered for the year and for whom or how many."""

    title: str
    subject: str


@dataclass(frozen=True)
class Pledge:
    """`parties` are two or more; the first receives the pledge, the others give it. `commitments` are paragraphs."""

    issuer: Issuer
    year: int
    movement: str
    parties: tuple[Party, ...]
    targets: tuple[PledgeTarget, ...]
    titles: tuple[RegisteredTitle, ...]
    commitments: tuple[str, ...]
    signed_on: date | None


def render_pledge(paper: Pledge, *, created_at: datetime | None = None) -> bytes:
    """The pledge as PDF/A-2a. Raises `PaperError` without targets or with fewer than two parties."""
    return render("list_form", pledge_data(paper), created_at=created_at or moment_of(paper.signed_on))


def render_pledge_to_sign(paper: Pledge, fields: tuple[str, ...], *, created_at: datetime) -> bytes:
    """The same paper with an empty signature field for each party, named by `fields` in the order of the parties.

    `created_at` is written into the file. Raises `PaperError` as :func:`render_pledge` does.
    """
    from paperwork.signature_fields import with_fields  # loads pyHanko, which only papers to be signed need

    data = pledge_data(paper)
    for signer, field in zip(data["signers"], reversed(fields), strict=True):
        signer["place"] = field
    pdf, places = render_with_places("list_form", data, created_at=created_at)
    spoken = {field: f"Chữ ký của {party.name}" for field, party in zip(fields, paper.parties, strict=True)}
    return with_fields(pdf, places, spoken)


def pledge_data(paper: Pledge) -> dict[str, Any]:
    """The values of `layouts/list_form.typ`. Raises `PaperError` as :func:`render_pledge`."""
    if len(paper.parties) < 2:
        raise PaperError("Giao ước thi đua cần ít nhất hai bên ký.")
    if not paper.targets:
        raise PaperError("Giao ước thi đua cần ít nhất một chỉ tiêu.")
    body = [
        paragraph(f"Thực hiện phong trào thi đua “{paper.movement}”, hôm nay chúng tôi gồm:"),
        *(
            paragraph(
                f"{party.name}; đại diện: {party.representative}.",
                lead=f"Bên {letter}:",
            )
            for letter, party in zip("ABCDEGHIKLMNOPQRSTUVXY", paper.parties, strict=False)
        ),
        paragraph(f"thống nhất ký kết giao ước thi đua năm {paper.year} với các nội dung sau:"),
        heading("I. CHỈ TIÊU THI ĐUA"),
        Table(
            (
                Column("STT", 0, "center"),
                Column("Chỉ tiêu", 5),
                Column("Đơn vị\ntính", 1.5, "center"),
                Column(f"Thực hiện\nnăm {paper.year - 1}", 0, "center"),
                Column(f"Chỉ tiêu\nnăm {paper.year}", 0, "center"),
                Column("Trọng số", 0, "center"),
                Column("Thời hạn", 0, "center"),
            ),
            tuple(
                (n, t.name, t.unit, t.baseline, t.goal, t.weight, short_date(t.due))
                for n, t in enumerate(paper.targets, start=1)
            ),
        ).data(),
    ]
    if paper.titles:
        body.append(heading("II. DANH HIỆU, HÌNH THỨC KHEN THƯỞNG ĐĂNG KÝ"))
        body.append(
            Table(
                (
                    Column("STT", 0, "center"),
                    Column("Danh hiệu, hình thức khen thưởng", 4),
                    Column("Đối tượng", 4),
                ),
                tuple((n, t.title, t.subject) for n, t in enumerate(paper.titles, start=1)),
            ).data()
        )
    if paper.commitments:
        body.append(heading(("III" if paper.titles else "II") + ". CAM KẾT"))
        body.extend(paragraph(text) for text in paper.commitments)
    body.append(
        paragraph(f"Giao ước được lập thành {len(paper.parties):02d} bản có giá trị như nhau, mỗi bên giữ 01 bản./.")
    )
    return {
        "title": f"Giao ước thi đua năm {paper.year}",
        "landscape": False,
        "kind": "BẢN GIAO ƯỚC THI ĐUA",
        "summary": f"Năm {paper.year}",
        "issuer": paper.issuer.data(),
        "body": body,
        "dated": f"{paper.issuer.place}, {written_date(paper.signed_on)}",
        "signers": [
            {**party.signer.data(), "note": f"(Đại diện Bên {letter})"}
            | ({"screen": list(party.screen)} if party.screen else {})
            for letter, party in reversed(list(zip("ABCDEGHIKLMNOPQRSTUVXY", paper.parties, strict=False)))
        ],
    }
