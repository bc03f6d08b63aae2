"""Báo cáo sơ kết, tổng kết phong trào thi đua.

Layout: Decree 30/2020/NĐ-CP, Appendix III, model 1.4. The parts follow what reports of movements say: steering, results
by target, assessment, shortcomings, lessons, tasks ahead; no national form is prescribed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from paperwork.blocks import (
    Column,
    Distribution,
    Issuer,
    Reference,
    Section,
    Signer,
    Table,
    short_date,
    written_number,
)
from paperwork.papers.named import Appendix, NamedPaper, render_named


@dataclass(frozen=True)
class Steered:
    """One steering document issued for the movement."""

    number: str
    dated: date
    issuer: str
    summary: str


@dataclass(frozen=True)
class TargetLine:
    """One target: `goal` in `measure`; how many units reported, how many met it; `together` as printed."""

    name: str
    measure: str
    goal: Decimal
    reported: int
    met: int
    together: str


@dataclass(frozen=True)
class UnitLine:
    """What one unit reported: (target, value, unit of measure, note) and its own words."""

    unit: str
    figures: tuple[tuple[str, Decimal, str, str], ...] = ()
    text: tuple[str, ...] = ()


@dataclass(frozen=True)
class Commended:
    """Who is proposed: the name, the unit ("" for a collective), the achievement."""

    name: str
    unit: str
    achievement: str


@dataclass(frozen=True)
class MovementReviewPaper:
    """Empty parts are left out and the numbering closes up; `units` become an appendix."""

    issuer: Issuer
    reference: Reference
    summary: str
    signer: Signer
    distribution: Distribution
    opening: str
    steering: tuple[str, ...] = ()
    documents: tuple[Steered, ...] = ()
    targets: tuple[TargetLine, ...] = ()
    assessment: tuple[str, ...] = ()
    shortcomings: tuple[str, ...] = ()
    lessons: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    commended: tuple[Commended, ...] = ()
    units: tuple[UnitLine, ...] = ()


def review_named(paper: MovementReviewPaper) -> NamedPaper:
    """The report as a named paper; parts with nothing in them are left out."""
    steering: list[str | Table] = list(paper.steering)
    if paper.documents:
        steering += ["Văn bản chỉ đạo, hướng dẫn, đôn đốc đã ban hành:", _documents(paper.documents)]
    results: list[str | Table] = [_targets(paper.targets)] if paper.targets else []
    commended: list[str | Table] = []
    if paper.commended:
        number = f"{len(paper.commended):02d}"
        commended = [f"Đề xuất khen thưởng {number} trường hợp trong phong trào:", _commended(paper.commended)]
    parts = [
        Section("Công tác chỉ đạo, tổ chức thực hiện", tuple(steering)),
        Section("Kết quả thực hiện chỉ tiêu", tuple(results)),
        Section("Đánh giá chung", paper.assessment),
        Section("Hạn chế, nguyên nhân", paper.shortcomings),
        Section("Bài học kinh nghiệm", paper.lessons),
        Section("Phương hướng, nhiệm vụ", paper.directions),
        Section("Đề xuất khen thưởng", tuple(commended)),
    ]
    return NamedPaper(
        kind="Báo cáo",
        issuer=paper.issuer,
        reference=paper.reference,
        summary=paper.summary,
        opening=(paper.opening,),
        sections=tuple(part for part in parts if part.body),
        signer=paper.signer,
        distribution=paper.distribution,
        appendices=(Appendix("Kết quả của các đơn vị", _units(paper.units)),) if paper.units else (),
    )


def render_review_paper(paper: MovementReviewPaper, *, created_at: datetime | None = None) -> bytes:
    """The report as PDF/A-2a. Raises `PaperError` for text that cannot be printed."""
    return render_named(review_named(paper), created_at=created_at)


def _documents(documents: tuple[Steered, ...]) -> Table:
    columns = (
        Column("STT", 0, "center"),
        Column("Số, ký hiệu", 2),
        Column("Ngày", 0, "center"),
        Column("Cơ quan ban hành", 2.5),
        Column("Trích yếu", 4),
    )
    rows = tuple((n, d.number, short_date(d.dated), d.issuer, d.summary) for n, d in enumerate(documents, start=1))
    return Table(columns, rows)


def _targets(targets: tuple[TargetLine, ...]) -> Table:
    columns = (
        Column("STT", 0, "center"),
        Column("Chỉ tiêu", 4),
        Column("Mục tiêu", 1.6, "center"),
        Column("Số đơn vị báo cáo", 1.2, "center"),
        Column("Số đơn vị đạt", 1.2, "center"),
        Column("Kết quả chung", 2),
    )
    rows = tuple(
        (n, t.name, f"{written_number(t.goal)} {t.measure}", t.reported, t.met, t.together)
        for n, t in enumerate(targets, start=1)
    )
    return Table(columns, rows)


def _commended(commended: tuple[Commended, ...]) -> Table:
    columns = (Column("STT", 0, "center"), Column("Họ tên, tập thể", 2.5), Column("Đơn vị", 2), Column("Thành tích", 4))
    rows = tuple((n, c.name, c.unit, c.achievement) for n, c in enumerate(commended, start=1))
    return Table(columns, rows)


def _units(units: tuple[UnitLine, ...]) -> tuple[str | Table, ...]:
    columns = (
        Column("Chỉ tiêu", 4),
        Column("Kết quả", 1.4, "right"),
        Column("Đơn vị tính", 1.2),
        Column("Ghi chú", 2.5),
    )
    rows: list[tuple[str | Decimal, ...] | str] = []
    said: list[str] = []
    for unit in units:
        if unit.figures:
            rows.append(unit.unit)
            rows += [(name, value, measure, note) for name, value, measure, note in unit.figures]
        if unit.text:
            said.append(f"{unit.unit}: {' '.join(unit.text)}")
    return ((Table(columns, tuple(rows)),) if rows else ()) + tuple(said)
