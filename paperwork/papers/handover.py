"""Biên bản bàn giao nhiệm vụ trưởng cụm, khối thi đua: who gives, who takes, files, seal, unfinished tasks.

Layout: Decree 30/2020/NĐ-CP, Appendix III, model 1.9, signed by both sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from paperwork.blocks import Issuer, Reference, Section, Signer, bare_name, body_of_sections, paragraph, with_full_stop
from paperwork.papers.minutes import minutes_data
from paperwork.render import moment_of, render


@dataclass(frozen=True)
class HandoverRecord:
    """`giver` and `taker` are units, the names beside them who acts for them ("Nguyễn Văn A, Chủ tịch")."""

    issuer: Issuer
    reference: Reference
    summary: str
    held_on: date
    place: str
    giver: str
    given_by: str
    taker: str
    taken_by: str
    files: tuple[str, ...]
    seal: str
    unfinished: tuple[str, ...]


def handover_data(paper: HandoverRecord) -> dict[str, Any]:
    """The values of `layouts/minutes.typ`."""
    day = f"Ngày {paper.held_on:%d/%m/%Y}, tại {paper.place}, hai bên tiến hành bàn giao."
    body = [
        paragraph(day),
        paragraph(f"{paper.giver}. Đại diện: {with_full_stop(paper.given_by)}", lead="Bên giao:"),
        paragraph(f"{paper.taker}. Đại diện: {with_full_stop(paper.taken_by)}", lead="Bên nhận:"),
        *body_of_sections(
            (
                Section("Hồ sơ, tài liệu bàn giao", tuple(f"- {with_full_stop(line)}" for line in paper.files)),
                Section("Việc sử dụng con dấu", (with_full_stop(paper.seal),)),
                Section(
                    "Công việc chưa hoàn thành",
                    tuple(f"- {with_full_stop(line)}" for line in paper.unfinished) or ("Không có.",),
                ),
            )
        ),
        paragraph("Biên bản đã được hai bên thống nhất, mỗi bên giữ một bản./."),
    ]
    return minutes_data(
        issuer=paper.issuer,
        reference=paper.reference,
        summary=paper.summary,
        body=body,
        signers=(
            Signer("", "Đại diện bên giao", bare_name(paper.given_by)),
            Signer("", "Đại diện bên nhận", bare_name(paper.taken_by)),
        ),
    )


def render_handover(paper: HandoverRecord) -> bytes:
    """The record as PDF/A-2a. Raises `PaperError` for text that cannot be printed."""
    return render("minutes", handover_data(paper), created_at=moment_of(paper.held_on))
