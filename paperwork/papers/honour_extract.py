"""Giấy xác nhận (trích lục) khen thưởng: what the register of honours says of one person or collective.

No form is prescribed (documents.yaml, trich_luc_khen_thuong: none found); set as a named paper, Decree 30/2020/NĐ-CP,
Appendix III, model 1.4. A copy of the decision itself (bản trích sao, art. 25) is another paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from paperwork.blocks import Column, Distribution, Issuer, PaperError, Reference, Signer, Table, short_date
from paperwork.papers.named import NamedPaper, render_named


@dataclass(frozen=True)
class ExtractLine:
    """One honour: award, year, who decided, number and day, place in the gold book, whether it holds on the day of issue."""

    award: str
    year: int
    decided_by: str
    decision: str
    ordinal: int
    standing: str
    detail: str = ""


@dataclass(frozen=True)
class HonourExtract:
    """`asked_by` as the paper names the asker ("ông Nguyễn Văn A, con đẻ"); `code` and `check_address` for checking it."""

    issuer: Issuer
    reference: Reference
    recipient: str
    detail: str
    lines: tuple[ExtractLine, ...]
    asked_by: str
    purpose: str
    code: str
    check_address: str
    signer: Signer


def honour_extract_named(paper: HonourExtract) -> NamedPaper:
    """The extract as a named paper. Raises `PaperError` for an extract of nothing or without code."""
    if not paper.lines:
        raise PaperError("Trích lục phải có ít nhất một khen thưởng.")
    if not paper.code:
        raise PaperError("Trích lục phải có mã kiểm tra.")
    rows = tuple(
        (place, line.award + (f" ({line.detail})" if line.detail else ""), str(line.year),
         f"{line.decision}, {line.decided_by}", str(line.ordinal), line.standing)
        for place, line in enumerate(paper.lines, start=1)
    )  # fmt: skip
    table = Table(
        (
            Column("STT", 0, "center"),
            Column("Danh hiệu, hình thức khen thưởng", 3.2),
            Column("Năm", 0, "center"),
            Column("Quyết định", 3.2),
            Column("Số sổ vàng", 0, "center"),
            Column("Tình trạng", 1.8),
        ),
        rows,
    )
    return NamedPaper(
        kind="Giấy xác nhận",
        issuer=paper.issuer,
        reference=paper.reference,
        summary="Trích lục khen thưởng từ sổ vàng",
        signer=paper.signer,
        distribution=Distribution(recipients=("Người yêu cầu",), filed="VT"),
        opening=(
            f"Theo yêu cầu của {paper.asked_by}; mục đích sử dụng: {paper.purpose.rstrip('. ')}.",
            f"{paper.issuer.name} xác nhận: đến {short_date(paper.reference.dated)}, sổ vàng khen thưởng ghi về "
            f"{paper.recipient}{f', {paper.detail}' if paper.detail else ''} như sau:",
            table,
        ),
        ending=(
            f"Mã kiểm tra của giấy này: {paper.code}. Ai có giấy đều có thể kiểm tra tại {paper.check_address}; trang đó cho "
            "biết các khen thưởng trên còn hiệu lực hay không vào lúc kiểm tra.",
        ),
    )


def render_honour_extract(paper: HonourExtract, *, created_at: datetime | None = None) -> bytes:
    """The paper as PDF/A-2a. Raises `PaperError`."""
    return render_named(honour_extract_named(paper), created_at=created_at)
