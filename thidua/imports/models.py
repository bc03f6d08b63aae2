"""An import with its file, what was found in it row by row, what it did, and the columns an agency has taught us."""

from django.db import models

from thidua.scoring.models import Season
from thidua.shared.models import Staged, paired, person_field
from thidua.units.models import Unit


class HandedIn(Staged):
    """A file handed in: what it is, by whom, when its rows were written, when they were taken back and why."""

    file_name = models.CharField(max_length=200)
    file_size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    # Name in the folder of uploads; "" once the file was removed.
    stored_as = models.CharField(max_length=80, blank=True)
    file_removed_on = models.DateField(null=True, blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = person_field(null=False)
    written_at = models.DateTimeField(null=True, blank=True)
    written_by = person_field()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = person_field()
    undone_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.file_name


class Import(HandedIn):
    """One spreadsheet handed in for one unit (requirement U5).

    Personal data: the file and the rows read from it, of whatever people it names; kept outside the web root, seen only
    by officers of the unit itself, removed after the time of ``UPLOAD_KEPT_DAYS``. Counts and hash remain.
    """

    LIFECYCLE = "import"

    kind = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="imports")
    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="imports", null=True, blank=True)
    # What opening it showed: sheets with their first rows (see files.sheets_of).
    sheets = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    sheet_place = models.PositiveSmallIntegerField(default=0)
    header_row = models.PositiveIntegerField(default=0)
    header_height = models.PositiveSmallIntegerField(default=1)
    data_row = models.PositiveIntegerField(default=1)
    labels = models.JSONField(default=list)
    # {key of a field: place of its column, 0-based}
    mapping = models.JSONField(default=dict)
    # {verdict: how many rows}; [(group, how many)] of the refused rows
    counts = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    plan_hash = models.CharField(max_length=64, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = person_field()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["unit", "-id"], name="import_of_unit")]
        constraints = [
            models.CheckConstraint(condition=paired("checked_at", "checked_by"), name="import_checked_paired"),
            models.CheckConstraint(condition=paired("written_at", "written_by"), name="import_written_paired"),
            models.CheckConstraint(condition=paired("undone_at", "undone_by"), name="import_undone_paired"),
        ]


class ImportChunk(models.Model):
    """Up to fifty rows of one verdict, in order: a page of the preview is one row here, whatever the size of the sheet.

    Personal data: as the file; sensitive cells are masked. Removed with the file.
    """

    imported = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="chunks")
    verdict = models.CharField(max_length=10)
    # Refused rows are kept in their order, and once more ("grouped") by their first problem, to narrow the list to one.
    group = models.PositiveSmallIntegerField(default=0)
    ordinal = models.PositiveIntegerField()
    count = models.PositiveSmallIntegerField()
    lines = models.JSONField()

    class Meta:
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["imported", "verdict", "ordinal"], name="one_chunk_per_place")]


class ImportEffect(models.Model):
    """What an import did to up to a thousand rows of one table: what it made, or what stood there before it.

    Personal data: earlier values of changed rows; removed with the file, after which the import cannot be undone.
    """

    class Act(models.TextChoices):
        MADE = "made", "Thêm"
        CHANGED = "changed", "Sửa"

    imported = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="effects")
    act = models.CharField(max_length=8, choices=Act)
    table = models.CharField(max_length=40)
    # MADE: primary keys; CHANGED: [primary key, {field: before}, {field: after}]
    rows = models.JSONField()

    class Meta:
        ordering = ["id"]


class LearnedColumn(models.Model):
    """Which column an agency's heading stands for, as its officer last said (requirement U5)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="learned_columns")
    kind = models.CharField(max_length=20)
    heading = models.CharField(max_length=200)
    # "" when the officer said that the column is not read.
    field = models.CharField(max_length=40, blank=True)
    taught_at = models.DateTimeField()
    taught_by = person_field(null=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "kind", "heading"], name="one_meaning_per_heading")]
