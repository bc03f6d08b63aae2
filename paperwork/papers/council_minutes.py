"""Biên bản họp Hội đồng Thi đua - Khen thưởng.

Layout: Decree 30/2020/NĐ-CP, Appendix III, model 1.9; content: the common part of ministries' own forms (Ministry of
Justice form 3); no national form is prescribed. Shares are of the whole council, present or not.
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
    written_share,
    written_time,
)
from paperwork.docx import render_docx
from paperwork.papers.minutes import FILED, minutes_data
from paperwork.render import moment_of, render


@dataclass(frozen=True)
class Attendee:
    """A member who came: name, post, role in the council ("Chủ tịch Hội đồng", "Ủy viên")."""

    name: str
    post: str
    role: str


@dataclass(frozen=True)
class Absentee:
    """A member who did not come; `wrote` tells whether a written opinion was sent."""

    name: str
    post: str
    reason: str
    wrote: bool = False


@dataclass(frozen=True)
class CouncilResult:
    """The vote on one nominee. `agree`, `disagree` and `blank` (no opinion) count votes, those of written opinions included;
    how many of them were written (`written`: agree, disagree, blank) stands apart. `passed` is the caller's verdict."""

    name: str
    post: str
    award: str
    agree: int
    disagree: int
    passed: bool
    blank: int = 0
    written: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True)
class CouncilMinutes:
    """`summary` names the meeting ("Họp Hội đồng … xét, đề nghị khen thưởng năm 2025"); times carry the wall clock;
    `voting_method` is a phrase ("bỏ phiếu kín"); `proceedings` and `conclusions` are paragraphs. `is_written`: the members
    were asked in writing and `present` are those who answered. `base_note`: a sentence on what the shares count from.
    An end before the beginning is nobody's hour: its day is printed, its hour left to be written.
    """

    issuer: Issuer
    reference: Reference
    summary: str
    started_at: datetime
    ended_at: datetime
    venue: str
    chair: str
    secretary: str
    members_total: int
    present: tuple[Attendee, ...]
    absent: tuple[Absentee, ...]
    proceedings: tuple[str, ...]
    voting_method: str
    results: tuple[CouncilResult, ...]
    conclusions: tuple[str, ...]
    chair_position: str = "Chủ tọa"
    secretary_position: str = "Thư ký"
    distribution: Distribution = FILED
    is_written: bool = False
    base_note: str = ""


def council_minutes_data(paper: CouncilMinutes) -> dict[str, Any]:
    """The values of the layout. Raises `PaperError` when the counts of members or votes contradict each other."""
    if len(paper.present) + len(paper.absent) != paper.members_total:
        raise PaperError(
            f"Hội đồng có {paper.members_total} thành viên nhưng biên bản ghi {len(paper.present)} người dự, "
            f"{len(paper.absent)} người vắng."
        )
    for result in paper.results:
        if result.agree + result.disagree + result.blank > paper.members_total:
            raise PaperError(f"Số phiếu của {result.name} nhiều hơn số thành viên Hội đồng.")
    body = [
        paragraph(written_time(paper.started_at) + ".", lead="Thời gian bắt đầu:"),
        paragraph(with_full_stop(paper.venue), lead="Nơi nhận ý kiến:" if paper.is_written else "Địa điểm:"),
        paragraph(with_full_stop(paper.chair), lead="Chủ trì (Chủ tọa):"),
        paragraph(with_full_stop(paper.secretary), lead="Thư ký (người ghi biên bản):"),
        paragraph(
            f"{len(paper.present):02d}/{paper.members_total:02d} thành viên Hội đồng, gồm:",
            lead="Thành viên gửi ý kiến bằng văn bản:" if paper.is_written else "Thành phần tham dự:",
        ),
        Table(
            (
                Column("STT", 0, "center"),
                Column("Họ và tên", 3),
                Column("Chức vụ", 5),
                Column("Vai trò", 2.4),
            ),
            tuple((n, m.name, m.post, m.role) for n, m in enumerate(paper.present, start=1)),
        ).data(),
    ]
    if paper.absent:
        lead = "Không gửi ý kiến:" if paper.is_written else "Vắng mặt:"
        body.append(paragraph(f"{len(paper.absent):02d} thành viên, gồm:", lead=lead))
        body.extend(
            paragraph(
                f"- {_named(a)}."
                if paper.is_written
                else f"- {_named(a)}; lý do: {a.reason}; "
                + ("có gửi ý kiến bằng văn bản." if a.wrote else "không gửi ý kiến bằng văn bản.")
            )
            for a in paper.absent
        )
    body.append(heading("I. NỘI DUNG XIN Ý KIẾN" if paper.is_written else "I. NỘI DUNG CUỘC HỌP"))
    body.extend(paragraph(text) for text in paper.proceedings)
    if paper.results:
        body.append(heading("II. KẾT QUẢ BIỂU QUYẾT"))
        body.append(
            paragraph(
                f"Hội đồng quyết định bằng hình thức {paper.voting_method}; tỷ lệ tính trên tổng số "
                f"{paper.members_total:02d} thành viên Hội đồng. "
                + (f"{with_full_stop(paper.base_note)} " if paper.base_note else "")
                + "Kết quả như sau:"
            )
        )
        body.append(results_table(paper.results, paper.members_total).data())
        if any(sum(result.written) for result in paper.results):
            body.append(paragraph(WRITTEN_APART))
    body.append(heading(("III" if paper.results else "II") + ". KẾT LUẬN"))
    body.extend(paragraph(text) for text in paper.conclusions)
    ended = (
        written_time(paper.ended_at)
        if paper.ended_at >= paper.started_at
        else unwritten_time(max(paper.ended_at.date(), paper.started_at.date()))
    )
    body.append(
        paragraph(
            f"Việc lấy ý kiến kết thúc vào {ended}; phiếu ý kiến được lưu kèm biên bản này./."
            if paper.is_written
            else f"Cuộc họp kết thúc vào {ended}; biên bản đã được các thành viên thông qua./."
        )
    )
    return minutes_data(
        issuer=paper.issuer,
        reference=paper.reference,
        summary=paper.summary,
        body=body,
        signers=(
            Signer("", paper.secretary_position, bare_name(paper.secretary)),
            Signer("", paper.chair_position, bare_name(paper.chair)),
        ),
        distribution=paper.distribution,
    )


def _named(absentee: Absentee) -> str:
    return ", ".join(part for part in (absentee.name, absentee.post) if part)


def render_council_minutes(paper: CouncilMinutes, *, created_at: datetime | None = None) -> bytes:
    """The minutes as PDF/A-2a. Raises `PaperError` as :func:`council_minutes_data`."""
    data = council_minutes_data(paper)
    return render("minutes", data, created_at=created_at or moment_of(paper.ended_at.date()))


def council_minutes_docx(paper: CouncilMinutes, *, created_at: datetime | None = None) -> bytes:
    """The same minutes as a DOCX file to work on. Raises `PaperError`."""
    data = council_minutes_data(paper)
    return render_docx("minutes", data, created_at=created_at or moment_of(paper.ended_at.date()))


WRITTEN_APART = "Số trong ngoặc: phiếu trong hòm hoặc biểu quyết tại phiên họp + ý kiến bằng văn bản (công khai) của thành viên vắng mặt."


def _votes(count: int, written: int, *, is_split: bool) -> str:
    """ "06", or "06 (05 + 01)": in the box or by hands, and in writing."""
    return f"{count:02d} ({count - written:02d} + {written:02d})" if is_split else f"{count:02d}"


def results_table(results: tuple[CouncilResult, ...], members_total: int) -> Table:
    """Nominees with votes and the share of all members, grouped by award in the order given; votes without an opinion have a
    column where there are any, so that every row adds up to the votes cast."""
    with_blank = any(result.blank for result in results)
    rows: list[tuple[str | int, ...] | str] = []
    award = None
    number = 0
    for result in results:
        if result.award != award:
            award = result.award
            rows.append(award)
            number = 0
        number += 1
        rows.append(
            (
                number,
                result.name,
                result.post,
                _votes(result.agree, result.written[0], is_split=any(result.written)),
                _votes(result.disagree, result.written[1], is_split=any(result.written)),
                *([_votes(result.blank, result.written[2], is_split=any(result.written))] if with_blank else []),
                written_share(result.agree, members_total),
                "Đạt" if result.passed else "Không đạt",
            )
        )
    return Table(
        (
            Column("STT", 0, "center"),
            Column("Cá nhân, tập thể", 3),
            Column("Chức vụ, đơn vị", 4),
            Column("Đồng ý", 0, "center"),
            Column("Không\nđồng ý", 0, "center"),
            *([Column("Không có\ný kiến", 0, "center")] if with_blank else []),
            Column("Tỷ lệ", 0, "center"),
            Column("Kết luận", 0, "center"),
        ),
        tuple(rows),
    )
