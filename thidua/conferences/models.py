"""Conferences, their agenda, who came."""

from django.db import models

from thidua.papers.models import Paper
from thidua.shared.models import Staged, paired, person_field
from thidua.units.models import Cluster, Unit


class Conference(Staged):
    """One conference; it may sum up one year and launch the next (seed documents 0, 1, 4)."""

    LIFECYCLE = "conference"

    class Kind(models.TextChoices):
        LAUNCH = "launch", "Phát động, ký giao ước"
        BRIEFING = "briefing", "Giao ban"
        MID_YEAR = "mid_year", "Sơ kết"
        YEAR_END = "year_end", "Tổng kết"
        YEAR_END_LAUNCH = "year_end_launch", "Tổng kết, phát động năm sau"

    kind = models.CharField(max_length=20, choices=Kind)
    title = models.CharField(max_length=300)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="conferences")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, null=True, blank=True, related_name="conferences")
    year_summarised = models.PositiveSmallIntegerField(null=True, blank=True)
    year_launched = models.PositiveSmallIntegerField(null=True, blank=True)
    held_on = models.DateField()
    place = models.CharField(max_length=160)
    conclusion = models.TextField(blank=True)
    minutes = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    planned_at = models.DateTimeField()
    planned_by = person_field(null=False)
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = person_field()

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [models.CheckConstraint(condition=paired("held_at", "held_by"), name="conference_held_paired")]

    def __str__(self) -> str:
        return self.title


class AgendaPoint(models.Model):
    """One point of the run of show."""

    class Kind(models.TextChoices):
        REPORT = "report", "Báo cáo"
        LAUNCH = "launch", "Phát động"
        SIGNING = "signing", "Ký giao ước"
        AWARDS = "awards", "Trao thưởng"
        HANDOVER = "handover", "Bàn giao trưởng cụm, khối"
        SPEECH = "speech", "Phát biểu"
        OTHER = "other", "Nội dung khác"

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="agenda")
    ordinal = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["conference", "ordinal"], name="one_point_per_place")]


class Participation(models.Model):
    """A unit invited to a conference, and whether it came."""

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="participation")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    representative = models.CharField(max_length=200, blank=True)
    came = models.BooleanField(default=False)

    class Meta:
        ordering = ["unit__code"]
        constraints = [models.UniqueConstraint(fields=["conference", "unit"], name="one_participation_each")]
