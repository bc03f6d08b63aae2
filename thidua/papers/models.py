"""Number series and issued papers."""

from django.db import models

from thidua.shared.models import paired, person_field
from thidua.units.models import Unit


class NumberSeries(models.Model):
    """The running number of one symbol (QĐ, TTr, BB …) of one agency in one year: without gap, without double (D1)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="number_series")
    symbol = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)
    # Where the series goes on from a book kept on paper: the first number given here, and why.
    first = models.PositiveIntegerField(default=1)
    taken_over_note = models.CharField(max_length=300, blank=True)
    taken_over_at = models.DateTimeField(null=True, blank=True)
    taken_over_by = person_field()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "symbol", "year"], name="one_series"),
            models.CheckConstraint(condition=paired("taken_over_at", "taken_over_by"), name="series_taken_over_paired"),
        ]

    def __str__(self) -> str:
        return f"{self.symbol}-{self.unit.symbol} năm {self.year}"


class NumberNote(models.Model):
    """A number of a series that no paper kept here carries: used on paper, set aside for a paper to come, or void.

    One note a number; never changed nor removed. A number set aside is used when somebody types it for a paper.
    """

    class Kind(models.TextChoices):
        PAPER = "paper", "Đã dùng trên giấy"
        RESERVED = "reserved", "Để dành"
        VOID = "void", "Không dùng"

    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="notes")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=300, blank=True)
    dated_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    noted_at = models.DateTimeField()
    noted_by = person_field(null=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["series", "number"], name="one_note_a_number")]

    def __str__(self) -> str:
        return f"{self.number}: {self.get_kind_display()}"


class Paper(models.Model):
    """One paper as it was issued. The file never changes; its SHA-256 proves that."""

    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="papers")
    number = models.PositiveIntegerField(null=True, blank=True)
    number_text = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField()
    issued_on = models.DateField()
    file = models.FileField(upload_to="papers/%Y/", max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    is_public = models.BooleanField(default=False)
    kept_at = models.DateTimeField()
    kept_by = person_field()

    class Meta:
        ordering = ["-issued_on", "-id"]
        constraints = [
            # With the symbol, which is in the text: two councils of a unit each begin their series at 01.
            models.UniqueConstraint(
                fields=["unit", "kind", "year", "number_text"],
                condition=models.Q(number__isnull=False),
                name="one_number_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number_text} {self.title}".strip()


class PaperWording(models.Model):
    """One version of an agency's own text for one slot of ``paperwork.wordings``. Rows are only added, never changed: what a
    paper said on a day stays readable. ``text`` "" goes back to the text all agencies share. No personal data beyond
    ``kept_by``.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="paper_wordings")
    kind = models.CharField(max_length=40)
    block = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    text = models.TextField(max_length=1000, blank=True)
    valid_from = models.DateField()
    kept_at = models.DateTimeField()
    kept_by = person_field(null=False, blank=False)

    class Meta:
        ordering = ["unit", "kind", "block", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "block", "version"], name="one_wording_version"),
            models.CheckConstraint(condition=paired("kept_at", "kept_by"), name="wording_paired"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}.{self.block} v{self.version}"
