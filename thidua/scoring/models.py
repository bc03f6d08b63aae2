"""Seasons, scorecards, entries with the history of every point, rankings."""

from django.db import models

from thidua.papers.models import Paper
from thidua.rubrics.models import RubricRecord
from thidua.shared.models import Staged, paired, person_field
from thidua.units.models import Cluster, Unit


class Season(Staged):
    """One cluster's scoring of one year, under a rubric frozen when it opens (requirement S2, S3)."""

    LIFECYCLE = "season"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="seasons")
    year = models.PositiveSmallIntegerField()
    rubric_code = models.CharField(max_length=60)
    # The frozen table of the studio it opened from; the copy below is what counts.
    rubric_record = models.ForeignKey(
        RubricRecord, on_delete=models.PROTECT, null=True, blank=True, related_name="seasons"
    )
    # The rubric as it stood at opening, with the marks the cluster agreed on; the ranking is recomputed from this.
    rubric = models.JSONField()
    rubric_hash = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    opened_by = person_field(null=False)
    verifying_at = models.DateTimeField(null=True, blank=True)
    verifying_by = person_field()
    meeting_at = models.DateTimeField(null=True, blank=True)
    meeting_by = person_field()
    ranked_at = models.DateTimeField(null=True, blank=True)
    ranked_by = person_field()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = person_field()
    reopened_reason = models.CharField(max_length=300, blank=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-year", "cluster__code"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "year"], name="one_season_per_cluster_year"),
            models.CheckConstraint(condition=paired("verifying_at", "verifying_by"), name="season_verifying_paired"),
            models.CheckConstraint(condition=paired("meeting_at", "meeting_by"), name="season_meeting_paired"),
            models.CheckConstraint(condition=paired("ranked_at", "ranked_by"), name="season_ranked_paired"),
            models.CheckConstraint(condition=paired("confirmed_at", "confirmed_by"), name="season_confirmed_paired"),
        ]

    @property
    def kicker(self) -> str:
        """The small line above the titles of its pages."""
        return f"{self.cluster.name} · Chấm điểm năm {self.year}"


class Scorecard(Staged):
    """One unit's sheet of points in a season."""

    LIFECYCLE = "scorecard"

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="scorecards")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="scorecards")
    self_total = models.DecimalField(max_digits=10, decimal_places=4, null=True, blank=True)
    verified_total = models.DecimalField(max_digits=10, decimal_places=4, null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = person_field()
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = person_field()
    returned_reason = models.CharField(max_length=500, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = person_field()

    class Meta:
        ordering = ["unit__code"]
        constraints = [
            models.UniqueConstraint(fields=["season", "unit"], name="one_card_per_unit"),
            models.CheckConstraint(condition=paired("sent_at", "sent_by"), name="card_sent_paired"),
            models.CheckConstraint(condition=paired("returned_at", "returned_by"), name="card_returned_paired"),
            models.CheckConstraint(condition=paired("verified_at", "verified_by"), name="card_verified_paired"),
        ]


class ScoreEntry(models.Model):
    """What a unit entered for one criterion, and what stood after verification."""

    card = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="entries")
    criterion_code = models.CharField(max_length=40)
    # Raw input of the formula, e.g. {"actual": "95", "plan": "100"}; numbers are decimal strings.
    self_input = models.JSONField(null=True)
    self_points = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    evidence = models.CharField(max_length=300, blank=True)
    verified_input = models.JSONField(null=True)
    verified_points = models.DecimalField(max_digits=10, decimal_places=4, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["card", "criterion_code"], name="one_entry_per_criterion")]


class ScoreChange(models.Model):
    """Why a point changed: a sentence of the history (requirement S5). Never removed."""

    entry = models.ForeignKey(ScoreEntry, on_delete=models.PROTECT, related_name="changes")
    old_points = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    new_points = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    reason = models.CharField(max_length=300)
    changed_at = models.DateTimeField()
    changed_by = person_field(null=False)

    class Meta:
        ordering = ["changed_at", "id"]


class Standing(models.Model):
    """A unit's place in the ranking of a season, and what the cluster proposes for it."""

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="standings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="standings")
    total = models.DecimalField(max_digits=10, decimal_places=4)
    rank = models.PositiveSmallIntegerField()
    tie_note = models.CharField(max_length=300, blank=True)
    proposed_award = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["rank", "unit__code"]
        constraints = [models.UniqueConstraint(fields=["season", "unit"], name="one_standing_per_unit")]
