"""Biên bản kiểm phiếu: what the tellers found in the ballot box.

No form is prescribed; layout of minutes as in Decree 30/2020/NĐ-CP, Appendix III, model 1.9. The share is of all
members of the council, present or not (Decree 98/2023/NĐ-CP, article 30.7).
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
    Signer,
    Table,
    bare_name,
    heading,
    paragraph,
    unwritten_time,
    with_full_stop,
    written_time,
)
from paperwork.docx import render_docx
from paperwork.papers.council_minutes import WRITTEN_APART, CouncilResult, results_table
from paperwork.papers.minutes import FILED, minutes_data
from paperwork.render import moment_of, render


@dataclass(frozen=True)
class Teller:
    """A member of the counting board: name and role ("Trưởng ban", "Ủy viên")."""

    name: str
    role: str


@dataclass(frozen=True)
class CountSheet:
    """All counts are ballots. `written_opinions` are those of absent members, counted besides the box.

    `threshold` is the phrase of the rule applied ("từ 90% tổng số thành viên Hội đồng trở lên"). Without `is_hour_known` the
    hour of `counted_at` is left to be written.
    """

    issuer: Issuer
    reference: Reference
    summary: str
    counted_at: datetime
    venue: str
    tellers: tuple[Teller, ...]
    members_total: int
    members_present: int
    issued: int
    returned: int
    valid: int
    invalid: int
    written_opinions: int
    threshold: str
    results: tuple[CouncilResult, ...]
    chair: str
    secretary: str
    # Of an encrypted ballot: the code its keepers read aloud; and what fixes the published result.
    box_code: str = ""
    check_code: str = ""
    is_hour_known: bool = True
    distribution: Distribution = FILED


def check_counts(paper: CountSheet) -> None:
    """Raises `PaperError` naming the first pair of counts that cannot both be true."""
    if not paper.tellers:
        raise PaperError("Biên bản kiểm phiếu phải có Ban kiểm phiếu.")
    if (
        min(
            paper.issued,
            paper.returned,
            paper.valid,
            paper.invalid,
            paper.written_opinions,
        )
        < 0
    ):
        raise PaperError("Số phiếu không thể âm.")
    if paper.members_present > paper.members_total:
        raise PaperError("Số thành viên có mặt nhiều hơn tổng số thành viên Hội đồng.")
    if paper.returned > paper.issued:
        raise PaperError(f"Thu về {paper.returned} phiếu nhưng chỉ phát ra {paper.issued} phiếu.")
    if paper.valid + paper.invalid != paper.returned:
        raise PaperError(
            f"Phiếu hợp lệ ({paper.valid}) cộng phiếu không hợp lệ ({paper.invalid}) khác số phiếu thu về "
            f"({paper.returned})."
        )
    for result in paper.results:
        if result.agree + result.disagree > paper.valid + paper.written_opinions:
            raise PaperError(f"Số phiếu của {result.name} nhiều hơn số phiếu hợp lệ và ý kiến bằng văn bản.")


def count_sheet_data(paper: CountSheet) -> dict[str, Any]:
    """The values of the layout, signed by head teller, secretary and chair. Raises `PaperError`."""
    check_counts(paper)
    head = paper.tellers[0]
    counts = (
        ("Tổng số thành viên Hội đồng", paper.members_total),
        ("Số thành viên có mặt", paper.members_present),
        ("Số phiếu phát ra", paper.issued),
        ("Số phiếu thu về", paper.returned),
        ("Số phiếu hợp lệ", paper.valid),
        ("Số phiếu không hợp lệ", paper.invalid),
        ("Số ý kiến bằng văn bản của thành viên vắng mặt", paper.written_opinions),
    )
    body = [
        paragraph(
            (written_time(paper.counted_at) if paper.is_hour_known else unwritten_time(paper.counted_at.date())) + ".",
            lead="Thời gian:",
        ),
        paragraph(with_full_stop(paper.venue), lead="Địa điểm:"),
        paragraph(
            "; ".join(f"{t.name} - {t.role}" for t in paper.tellers) + ".",
            lead="Ban kiểm phiếu:",
        ),
        heading("I. SỐ PHIẾU"),
        Table(
            (
                Column("STT", 0, "center"),
                Column("Nội dung", 5),
                Column("Số lượng", 1, "center"),
            ),
            tuple((n, label, f"{count:02d}") for n, (label, count) in enumerate(counts, start=1)),
        ).data(),
        heading("II. KẾT QUẢ"),
        paragraph(
            f"Điều kiện đạt: số phiếu đồng ý {paper.threshold}. Tỷ lệ tính trên tổng số "
            f"{paper.members_total:02d} thành viên Hội đồng."
        ),
        results_table(paper.results, paper.members_total).data(),
    ]
    if any(sum(result.written) for result in paper.results):
        body.append(paragraph(WRITTEN_APART))
    if paper.box_code:
        body.append(paragraph(paper.box_code, lead="Mã hòm (những người giữ hòm đã đọc khi mở hòm):"))
    if paper.check_code:
        body.append(paragraph(paper.check_code, lead="Mã kết quả (cố định các phiếu đã công bố):"))
    body.append(
        paragraph("Ban kiểm phiếu đã kiểm phiếu trước Hội đồng; biên bản được lập, đọc lại và thông qua trong ngày./.")
    )
    return minutes_data(
        issuer=paper.issuer,
        reference=paper.reference,
        summary=paper.summary,
        body=body,
        signers=(
            Signer("", "Thư ký", bare_name(paper.secretary)),
            Signer("TM. Ban kiểm phiếu", head.role, bare_name(head.name)),
            Signer("", "Chủ tọa", bare_name(paper.chair)),
        ),
        distribution=paper.distribution,
    )


def render_count_sheet(paper: CountSheet, *, created_at: datetime | None = None) -> bytes:
    """The count sheet as PDF/A-2a. Raises `PaperError` as :func:`check_counts`."""
    data = count_sheet_data(paper)
    return render("minutes", data, created_at=created_at or moment_of(paper.counted_at.date()))


def count_sheet_docx(paper: CountSheet, *, created_at: datetime | None = None) -> bytes:
    """The same count sheet as a DOCX file. Raises `PaperError`."""
    data = count_sheet_data(paper)
    return render_docx("minutes", data, created_at=created_at or moment_of(paper.counted_at.date()))
