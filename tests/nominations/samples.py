"""Papers to hand in, and a dossier that has them all."""

from django.core.files.uploadedfile import SimpleUploadedFile

from rulebook.dossiers import part_headings
from thidua.nominations import actions_files, actions_reports, dossier
from thidua.nominations.models_files import AchievementReport

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
FORMS = {"individual": "merit_individual", "collective": "merit_collective"}


def pdf(name: str = "bien-ban.pdf", more: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + more)


def write_the_rest(nomination, by, at) -> None:
    """Every part of a report that its form needs and the records could not fill, in the author's words."""
    reports = AchievementReport.objects.filter(line__nomination=nomination).exclude(unwritten="")
    for report in reports.select_related("line").order_by("line__ordinal"):
        report.line.nomination = nomination
        texts = {code: f"Nội dung do người báo cáo viết: {part_headings()[code]}." for code in report.unwritten.split()}
        actions_reports.edit_report(report=report, texts=texts, seen_version=report.version, by=by, at=at)


def complete(nomination, by, at) -> None:
    """Everything the law asks of this dossier, by the acts of the screens."""
    wanted = {lack.paper.code: lack.paper for lack in dossier.missing(nomination, at.date())}
    if any(paper.made == "report" for paper in wanted.values()):
        if nomination.lines.filter(report=None).exists():
            actions_reports.draft_reports(nomination=nomination, form=FORMS, by=by, at=at)
        write_the_rest(nomination, by, at)
    for code, paper in wanted.items():
        if paper.of == "dossier":
            actions_files.attach_paper(nomination=nomination, paper_code=code, upload=pdf(), by=by, at=at)
