"""Báo cáo thẩm định hồ sơ khen thưởng: what the appraising office found, before the council meets.

Layout: Decree 30/2020/NĐ-CP, Appendix III, model 1.4. No form of its own was read; the parts follow what such reports hold:
who fits, who does not and why, the articles compared with, the recommendation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from paperwork.blocks import Column, Distribution, Issuer, PaperError, Reference, Section, Signer, Table, short_date
from paperwork.papers.named import NamedPaper, named_docx, render_named


@dataclass(frozen=True)
class Appraised:
    """One case: `verdict` is the outcome of the comparison with the law, `note` the appraiser's reason ("" for none)."""

    name: str
    post: str
    verdict: str
    note: str = ""


@dataclass(frozen=True)
class OpinionLine:
    """What another body said, on the whole dossier or on one case."""

    body: str
    about: str
    said: str
    number: str
    dated: date


@dataclass(frozen=True)
class AppraisalReport:
    """`dossier` are sentences on what was handed in; `rules` the articles compared with; `consultation` what the public
    consultation came to. Empty parts are left out and the numbering closes up."""

    issuer: Issuer
    reference: Reference
    summary: str
    addressees: tuple[str, ...]
    dossier: tuple[str, ...]
    rules: tuple[str, ...]
    included: tuple[Appraised, ...]
    excluded: tuple[Appraised, ...]
    recommendation: tuple[str, ...]
    signer: Signer
    distribution: Distribution
    opinions: tuple[OpinionLine, ...] = ()
    consultation: tuple[str, ...] = ()


def appraisal_report_named(paper: AppraisalReport) -> NamedPaper:
    """The report as a named paper. Raises `PaperError` without a case, an article or a recommendation, and for a case left
    out without a reason."""
    if not paper.included and not paper.excluded:
        raise PaperError("Báo cáo thẩm định phải nêu ít nhất một trường hợp.")
    if not paper.rules:
        raise PaperError("Báo cáo thẩm định phải nêu điều, khoản đã đối chiếu.")
    if not paper.recommendation:
        raise PaperError("Báo cáo thẩm định phải có đề xuất.")
    if nameless := [case for case in paper.excluded if not case.note]:
        raise PaperError(f"{nameless[0].name}: không đưa vào danh sách thì phải ghi lý do.")
    parts = [
        Section("Hồ sơ đề nghị", paper.dossier),
        Section("Điều, khoản đã đối chiếu", paper.rules),
        Section("Ý kiến của cơ quan liên quan", (_opinions(paper.opinions),) if paper.opinions else ()),
        Section("Lấy ý kiến công khai", paper.consultation),
        Section("Trường hợp đưa vào danh sách trình Hội đồng", (_cases(paper.included),) if paper.included else ()),
        Section("Trường hợp không đưa vào danh sách", (_cases(paper.excluded),) if paper.excluded else ()),
        Section("Đề xuất", paper.recommendation),
    ]
    return NamedPaper(
        kind="Báo cáo",
        issuer=paper.issuer,
        reference=paper.reference,
        summary=paper.summary,
        addressees=paper.addressees,
        sections=tuple(part for part in parts if part.body),
        signer=paper.signer,
        distribution=paper.distribution,
    )


def _cases(cases: tuple[Appraised, ...]) -> Table:
    columns = (
        Column("STT", 0, "center"),
        Column("Cá nhân, tập thể", 3),
        Column("Chức vụ, đơn vị", 3.4),
        Column("Đối chiếu pháp luật", 2.2, "center"),
        Column("Ý kiến thẩm định", 3.4),
    )
    return Table(columns, tuple((n, c.name, c.post, c.verdict, c.note) for n, c in enumerate(cases, start=1)))


def _opinions(opinions: tuple[OpinionLine, ...]) -> Table:
    columns = (
        Column("STT", 0, "center"),
        Column("Cơ quan", 3),
        Column("Về", 3),
        Column("Ý kiến", 3),
        Column("Số, ngày văn bản", 2.6),
    )
    rows = tuple(
        (n, each.body, each.about, each.said, f"{each.number}, {short_date(each.dated)}")
        for n, each in enumerate(opinions, start=1)
    )
    return Table(columns, rows)


def render_appraisal_report(paper: AppraisalReport, *, created_at: datetime | None = None) -> bytes:
    """The report as PDF/A-2a. Raises `PaperError`."""
    return render_named(appraisal_report_named(paper), created_at=created_at)


def appraisal_report_docx(paper: AppraisalReport, *, created_at: datetime | None = None) -> bytes:
    """The same report as a DOCX file. Raises `PaperError`."""
    return named_docx(appraisal_report_named(paper), created_at=created_at)
