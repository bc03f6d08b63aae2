"""Kế hoạch phát động phong trào thi đua.

Layout: Decree 30/2020/NĐ-CP, Appendix III, model 1.4; the four parts follow the plans provinces publish (purpose,
content and criteria, commendation, carrying out); no national form is prescribed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from paperwork.blocks import (
    Column,
    Distribution,
    Issuer,
    Reference,
    Section,
    Signer,
    Table,
    short_date,
)
from paperwork.papers.named import NamedPaper, render_named


@dataclass(frozen=True)
class Criterion:
    """One criterion of the movement: group ("Tập thể", "Cá nhân" …), text, points at most ("" when not scored)."""

    group: str
    text: str
    points: str | int = ""


@dataclass(frozen=True)
class Milestone:
    """One date of the movement's calendar. `due` None prints the words in `note` only."""

    step: str
    due: date | None
    note: str = ""


@dataclass(frozen=True)
class LaunchPlan:
    """`slogan` is printed in quotation marks; `purposes`, `scope`, `commendation`, `tasks` are paragraphs."""

    issuer: Issuer
    reference: Reference
    summary: str
    movement: str
    signer: Signer
    distribution: Distribution
    legal_bases: tuple[str, ...] = ()
    slogan: str = ""
    purposes: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    calendar: tuple[Milestone, ...] = ()
    commendation: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()


def launch_plan_named(paper: LaunchPlan) -> NamedPaper:
    """The plan as a named paper; empty parts are left out and the numbering closes up."""
    opening = f"{paper.issuer.spoken} ban hành Kế hoạch phát động phong trào thi đua “{paper.movement}”"
    opening += f" với chủ đề “{paper.slogan}”, như sau:" if paper.slogan else ", như sau:"
    content: list[str | Table] = list(paper.scope)
    if paper.criteria:
        content.append("Tiêu chí thi đua:")
        content.append(criteria_table(paper.criteria))
    parts = [
        Section("Mục đích, yêu cầu", paper.purposes),
        Section("Đối tượng, nội dung, tiêu chí thi đua", tuple(content)),
        Section(
            "Thời gian thực hiện",
            (calendar_table(paper.calendar),) if paper.calendar else (),
        ),
        Section("Khen thưởng", paper.commendation),
        Section("Tổ chức thực hiện", paper.tasks),
    ]
    return NamedPaper(
        kind="Kế hoạch",
        issuer=paper.issuer,
        reference=paper.reference,
        summary=paper.summary,
        legal_bases=paper.legal_bases,
        opening=(opening,),
        sections=tuple(part for part in parts if part.body),
        signer=paper.signer,
        distribution=paper.distribution,
    )


def render_launch_plan(paper: LaunchPlan, *, created_at: datetime | None = None) -> bytes:
    """The plan as PDF/A-2a. Raises `PaperError` for text that cannot be printed."""
    return render_named(launch_plan_named(paper), created_at=created_at)


def criteria_table(criteria: tuple[Criterion, ...]) -> Table:
    """Criteria under their groups, in the order given, with a column of points when any has them."""
    scored = any(criterion.points != "" for criterion in criteria)
    rows: list[tuple[str | int, ...] | str] = []
    group = None
    for number, criterion in enumerate(criteria, start=1):
        if criterion.group != group:
            group = criterion.group
            rows.append(group)
        rows.append((number, criterion.text, criterion.points) if scored else (number, criterion.text))
    columns = [Column("STT", 0, "center"), Column("Tiêu chí", 6)]
    return Table(
        (*columns, Column("Điểm tối đa", 0, "center")) if scored else tuple(columns),
        tuple(rows),
    )


def calendar_table(calendar: tuple[Milestone, ...]) -> Table:
    return Table(
        (
            Column("STT", 0, "center"),
            Column("Nội dung", 5),
            Column("Thời gian", 1.6, "center"),
            Column("Ghi chú", 3),
        ),
        tuple((n, m.step, short_date(m.due), m.note) for n, m in enumerate(calendar, start=1)),
    )
