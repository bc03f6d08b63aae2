"""Movements and the units they reach."""

from django.db import models

from thidua.papers.models import Paper
from thidua.shared.models import Staged, paired, person_field
from thidua.units.models import Unit


class Movement(Staged):
    """An emulation movement (phong trào thi đua), requirement M1. Luật TĐKT 2022, Điều 16–18."""

    LIFECYCLE = "movement"

    class Kind(models.TextChoices):
        REGULAR = "regular", "Thi đua thường xuyên"
        THEMATIC = "thematic", "Thi đua theo chuyên đề"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="movements")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REGULAR)
    title = models.CharField(max_length=300)
    title_fold = models.CharField(max_length=300, editable=False)
    slogan = models.CharField(max_length=300, blank=True)
    objective = models.TextField(blank=True)
    scope = models.TextField(blank=True)
    subjects = models.TextField(blank=True)
    content = models.TextField(blank=True)
    criteria = models.TextField(blank=True)
    measures = models.TextField(blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    budget_vnd = models.PositiveBigIntegerField(null=True, blank=True)
    plan = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    drafted_at = models.DateTimeField()
    drafted_by = person_field(null=False)
    launched_at = models.DateTimeField(null=True, blank=True)
    launched_by = person_field()
    summed_up_at = models.DateTimeField(null=True, blank=True)
    summed_up_by = person_field()
    summary = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-year", "-id"]
        constraints = [
            models.CheckConstraint(condition=paired("launched_at", "launched_by"), name="movement_launched_paired"),
            models.CheckConstraint(condition=paired("summed_up_at", "summed_up_by"), name="movement_summed_paired"),
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="movement_withdrawn_paired"),
        ]

    def __str__(self) -> str:
        return self.title


class MovementCall(models.Model):
    """A launched movement has reached a unit; the unit acknowledges and answers (requirement M2)."""

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="calls")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="movement_calls")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = person_field()
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["movement", "unit"], name="one_call_per_unit"),
            models.CheckConstraint(condition=paired("answered_at", "answered_by"), name="call_answered_paired"),
        ]
