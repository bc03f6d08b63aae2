"""Scoring tables of a unit through their versions, and the sentence of every change."""

from django.db import models

from thidua.papers.models import Paper
from thidua.shared.models import Staged, paired, person_field
from thidua.units.models import Cluster, Unit


class RubricRecord(Staged):
    """One edition of a scoring table: the tree of :class:`rulebook.rubrics.Rubric` as plain JSON (requirement S2).

    While it is a draft the tree may still break a rule of the whole (a printed maximum that is not the sum of its
    children); each formula in it is always one the rulebook knows. Frozen, it has passed every rule and
    ``frozen_hash`` is the SHA-256 of its canonical text. No clusters: it serves every cluster of the unit.

    ``edition`` counts the editions of one code in one year; ``version`` is the guard against stale pages.
    ``origin``: what it was taken from, in words. ``paper``: the printed annex kept at freezing.
    Personal data: only who drafted, froze and withdrew.
    """

    LIFECYCLE = "rubric"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="rubrics")
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    title_fold = models.CharField(max_length=300, editable=False)
    year = models.PositiveSmallIntegerField()
    edition = models.PositiveSmallIntegerField(default=1)
    clusters = models.ManyToManyField(Cluster, related_name="rubrics", blank=True)
    cloned_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="clones")
    origin = models.CharField(max_length=300, blank=True)
    tree = models.JSONField()
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="rubrics")
    frozen_hash = models.CharField(max_length=64, blank=True)
    drafted_at = models.DateTimeField()
    drafted_by = person_field(null=False)
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = person_field()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-year", "title_fold", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "code", "year", "edition"], name="one_edition_of_a_rubric"),
            models.CheckConstraint(condition=paired("frozen_at", "frozen_by"), name="rubric_frozen_paired"),
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="rubric_withdrawn_paired"),
            models.CheckConstraint(
                condition=models.Q(state="draft", frozen_hash="")
                | models.Q(state="frozen") & ~models.Q(frozen_hash="")
                | models.Q(state="withdrawn"),
                name="rubric_frozen_has_hash",
            ),
        ]
        indexes = [models.Index(fields=["year", "state"], name="rubric_of_year")]

    def __str__(self) -> str:
        return self.title

    @property
    def name(self) -> str:
        """Title, year and edition on one line."""
        again = f", bản {self.edition}" if self.edition > 1 else ""
        return f"{self.title} ({self.year}{again})"


class RubricChange(models.Model):
    """One sentence of the history of a draft. Never removed. Personal data: who changed it.

    ``before``: the tree as it stood, kept for the newest steps of a draft only, so that they can be taken back,
    one after the other. ``takes_back``: the step that this one undid.
    """

    record = models.ForeignKey(RubricRecord, on_delete=models.PROTECT, related_name="changes")
    sentence = models.CharField(max_length=1000)
    before = models.JSONField(null=True, blank=True, editable=False)
    takes_back = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="taken_back_by"
    )
    changed_at = models.DateTimeField()
    changed_by = person_field(null=False)

    class Meta:
        ordering = ["-changed_at", "-id"]
        indexes = [models.Index(fields=["record", "-changed_at", "-id"], name="rubric_change_of")]
