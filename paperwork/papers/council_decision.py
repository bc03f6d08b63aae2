"""Quyết định thành lập, kiện toàn, giải thể Hội đồng, with the list of its members.

Layout: Decree 30/2020/NĐ-CP, Appendix III, model 1.2; the list is an appendix. That a council's head decides members and
rules: Law 06/2022/QH15, article 90.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from paperwork.blocks import Column, Distribution, Issuer, PaperError, Reference, Signer, Table
from paperwork.papers.decision import AttachedList, Decision, decision_docx, render_decision


@dataclass(frozen=True)
class Seat:
    """A member as listed: name, post in the agency, role in the council."""

    name: str
    post: str
    role: str


@dataclass(frozen=True)
class CouncilDecision:
    """`verb`: "Thành lập", "Kiện toàn"; `council` its full name; `duties` paragraphs of Điều 2 (duties, standing body,
    working rules)."""

    issuer: Issuer
    reference: Reference
    verb: str
    council: str
    authority: str
    legal_bases: tuple[str, ...]
    proposal: str
    duties: tuple[str, ...]
    seats: tuple[Seat, ...]
    signer: Signer


def decision_of(paper: CouncilDecision) -> Decision:
    """The decision with its list. Raises `PaperError` without members."""
    if not paper.seats:
        raise PaperError("Quyết định về Hội đồng phải có danh sách thành viên.")
    table = Table(
        (Column("STT", 0, "center"), Column("Họ và tên", 3), Column("Chức vụ", 5), Column("Vai trò", 3)),
        tuple((number, seat.name, seat.post, seat.role) for number, seat in enumerate(paper.seats, start=1)),
    )
    return Decision(
        issuer=paper.issuer,
        reference=paper.reference,
        summary=f"Về việc {paper.verb[:1].lower()}{paper.verb[1:]} {paper.council}",
        authority=paper.authority,
        legal_bases=paper.legal_bases,
        proposal=paper.proposal,
        articles=(
            f"{paper.verb} {paper.council} gồm {len(paper.seats):02d} thành viên có tên trong danh sách kèm theo.",
            "\n".join(paper.duties),
            f"Quyết định này có hiệu lực kể từ ngày ký. Các thành viên {paper.council} và các đơn vị liên quan chịu trách "
            "nhiệm thi hành Quyết định này.",
        ),
        signer=paper.signer,
        distribution=Distribution(("Như Điều 3", "Các thành viên Hội đồng"), "VT, TĐKT"),
        lists=(AttachedList(f"Danh sách thành viên {paper.council}", table),),
    )


def render_council_decision(paper: CouncilDecision, *, created_at: datetime | None = None) -> bytes:
    """The decision with its list as PDF/A-2a. Raises `PaperError`."""
    return render_decision(decision_of(paper), created_at=created_at)


def council_decision_docx(paper: CouncilDecision, *, created_at: datetime | None = None) -> bytes:
    """The same as a DOCX file to work on. Raises `PaperError`."""
    return decision_docx(decision_of(paper), created_at=created_at)
