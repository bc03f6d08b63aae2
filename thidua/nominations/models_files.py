"""What a dossier holds beside its list: papers handed in, achievement reports, the papers a province has chosen."""

from django.db import models

from thidua.nominations.models import Nomination, NominationLine
from thidua.shared.models import paired, person_field
from thidua.units.models import Unit


def dossier_path(file: "DossierFile", name: str) -> str:
    """Stored under its checksum: what an uploaded name holds never reaches the disk."""
    return f"dossiers/{file.nomination_id}/{file.sha256[:32]}{name[name.rfind('.') :].lower()}"


class DossierFile(models.Model):
    """A paper of a dossier (``line`` empty) or of one nominee, as it was handed in. Taken away with a stamp, never deleted.

    ``paper_code``: which of the papers asked for (``rulebook.dossiers``) it is. Personal data: whatever the file shows; open
    to whoever may see the dossier, always as a download.
    """

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="files")
    line = models.ForeignKey(NominationLine, on_delete=models.PROTECT, null=True, blank=True, related_name="files")
    paper_code = models.CharField(max_length=30)
    file = models.FileField(upload_to=dossier_path, max_length=200)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    kept_at = models.DateTimeField()
    kept_by = person_field(null=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = person_field()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=paired("removed_at", "removed_by"), name="dossier_file_removed_paired"),
            models.UniqueConstraint(
                fields=["nomination", "paper_code", "sha256"],
                condition=models.Q(line=None, removed_at=None),
                name="one_dossier_file_once",
            ),
            models.UniqueConstraint(
                fields=["line", "paper_code", "sha256"],
                condition=models.Q(line__isnull=False, removed_at=None),
                name="one_line_file_once",
            ),
        ]
        indexes = [models.Index(fields=["nomination", "paper_code"], name="dossier_file_code")]


class AchievementReport(models.Model):
    """The achievement report of one nominee (requirement N3): parts in the order of its form.

    ``parts``: [{"code", "rows": [[cell…]], "pieces": [{"text", "origin", "drafted", "records"}]}]. A piece is a paragraph;
    its origin is "drafted" (as the system wrote it), "edited" (``drafted`` keeps what stood there) or "written". ``records``
    [[kind, primary key, label]…] are what a drafted sentence rests on. ``version`` grows with every change. ``unwritten``:
    codes of the parts its form needs and nobody has filled, with spaces between, so that a list of thousands is asked in
    one query without reading a report; kept by whatever writes ``parts``.

    Personal data: career, ratings, discipline, awards of the nominee.
    """

    line = models.OneToOneField(NominationLine, on_delete=models.PROTECT, related_name="report")
    form = models.CharField(max_length=30)
    parts = models.JSONField(default=list)
    words = models.PositiveIntegerField(default=0)
    unwritten = models.CharField(max_length=200, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    drafted_at = models.DateTimeField()
    drafted_by = person_field(null=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = person_field()
    # Of the text as it was last sent.
    sent_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=paired("edited_at", "edited_by"), name="report_edited_paired"),
        ]


class PaperRule(models.Model):
    """The papers a province asks for where the law leaves the dossier to it. The newest row of an award counts. No personal
    data beyond who chose."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="paper_rules")
    award_code = models.CharField(max_length=60)
    codes = models.JSONField(default=list)
    basis = models.CharField(max_length=300)
    chosen_at = models.DateTimeField()
    chosen_by = person_field(null=False)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["unit", "award_code", "-id"], name="paper_rule_newest")]
