"""An achievement report as a paper: what stands in the dossier, in the order of its form."""

from datetime import date, datetime

from paperwork.blocks import Column, Issuer, Reference, Section, Signer, Table
from paperwork.papers.achievement_report import (
    AchievementPaper,
    achievement_report_docx,
    render_achievement_report,
)
from rulebook.award import PERSONS
from rulebook.dossiers import report_form
from thidua.honours.wording import wording
from thidua.nominations.drafting import COLUMNS_VI
from thidua.nominations.models_files import AchievementReport
from thidua.nominations.papers import describe_subjects
from thidua.papers.letterhead import issuer_of, symbol_of
from thidua.people.queries import posts_on

_WIDTHS = {
    "posts": (0, 0, 3, 4),
    "ratings": (0, 1),
    "targets": (4, 2, 2, 1),
    "initiatives": (0, 4, 1, 3),
    "honours": (0, 3, 4),
}
SYMBOL = "BC"


def paper_of(report: AchievementReport, on: date) -> AchievementPaper:
    """``line`` with nomination, units and subject must be selected."""
    line = report.line
    nomination = line.nomination
    form, name_post = report_form(report.form), describe_subjects([line], on)[line.pk]
    is_person = line.recipient in PERSONS
    own = line.unit or nomination.unit
    if line.person_id is not None:
        post = posts_on([line.person_id], on).get(line.person_id)
        own = post.unit if post else nomination.unit
    issuer = issuer_of(own)
    if own.parent_id is not None and own.kind == own.Kind.SECTION and own.parent is not None:
        issuer = Issuer(own.parent.agency_name, own.agency_name, own.place or own.parent.place)
    parts = {part.code: part for part in form.parts}
    sections = []
    for stored in report.parts:
        part = parts[stored["code"]]
        body: list[str | Table] = [piece["text"] for piece in stored["pieces"]]
        if stored["rows"]:
            body.insert(0, _table(stored["code"], stored["rows"]))
        if body or part.code in form.needed:
            sections.append(Section(part.heading_vi, tuple(body)))
    words = wording(nomination.award_code, nomination.to_unit)
    head = nomination.unit.head_title or "Thủ trưởng đơn vị"
    reporter = "Người báo cáo thành tích" if is_person else "Thủ trưởng tập thể báo cáo"
    return AchievementPaper(
        issuer=issuer,
        reference=Reference(None, "" if is_person else symbol_of(SYMBOL, own), None),
        award=f"{words.phrase} năm {nomination.year}" if nomination.kind in ("title", "merit") else words.phrase,
        subject="\n".join(part for part in name_post if part),
        sections=tuple(sections),
        signers=(
            Signer("", f"Xác nhận của\n{head}", ""),
            Signer("", reporter, name_post[0] if is_person else ""),
            Signer("", "Xác nhận của cấp trình khen thưởng", ""),
        ),
    )


def _table(code: str, rows: list[dict]) -> Table:
    columns = tuple(
        Column(title, width, "center" if not width else "left")
        for title, width in zip(COLUMNS_VI[code], _WIDTHS[code], strict=True)
    )
    cells: list[tuple | str] = []
    group = ""
    for row in rows:
        if row["group"] and row["group"] != group:
            group = row["group"]
            cells.append(group)
        cells.append(tuple(row["cells"]))
    return Table(columns, tuple(cells))


def as_pdf(report: AchievementReport, at: datetime) -> bytes:
    """Raises PaperError naming a text that cannot be printed."""
    return render_achievement_report(paper_of(report, at.date()), created_at=at)


def as_docx(report: AchievementReport, at: datetime) -> bytes:
    return achievement_report_docx(paper_of(report, at.date()), created_at=at)
