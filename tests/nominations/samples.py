"""Papers to hand in, and a dossier that has them all."""

from django.core.files.uploadedfile import SimpleUploadedFile

from thidua.nominations import actions_files, actions_reports, dossier

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
FORMS = {"individual": "merit_individual", "collective": "merit_collective"}


def pdf(name: str = "bien-ban.pdf", more: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + more)


def complete(nomination, by, at) -> None:
    """Everything the law asks of this dossier, by the acts of the screens."""
    lines = nomination.lines.select_related("person", "unit", "outsider").order_by("ordinal")
    wanted = {paper.code: paper for _, paper in dossier.missing(nomination, at.date(), lines)}
    if any(paper.made == "report" for paper in wanted.values()):
        actions_reports.draft_reports(nomination=nomination, form=FORMS, by=by, at=at)
    for code, paper in wanted.items():
        if paper.of == "dossier":
            actions_files.attach_paper(nomination=nomination, paper_code=code, upload=pdf(), by=by, at=at)
