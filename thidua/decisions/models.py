"""Award decisions and their lines."""

from django.db import models

from thidua.nominations.models import NominationLine
from thidua.papers.models import Paper
from thidua.people.models import Person
from thidua.shared.models import Staged, paired, person_field
from thidua.units.models import Unit


class Decision(Staged):
    """A decision to award (quyết định khen thưởng), requirement D1."""

    LIFECYCLE = "decision"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="decisions")
    year = models.PositiveSmallIntegerField()
    award_code = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    bases = models.JSONField(default=list)
    proposal = models.CharField(max_length=300, blank=True)
    signer_name = models.CharField(max_length=120, blank=True)
    signer_title = models.CharField(max_length=160, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    number_text = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    drafted_at = models.DateTimeField()
    drafted_by = person_field(null=False)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = person_field()
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = person_field()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "decided_on", "number"],
                condition=models.Q(number__isnull=False),
                name="one_decision_number",
            ),
            models.CheckConstraint(condition=paired("signed_at", "signed_by"), name="decision_signed_paired"),
            models.CheckConstraint(condition=paired("issued_at", "issued_by"), name="decision_issued_paired"),
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="decision_withdrawn_paired"),
        ]

    def __str__(self) -> str:
        return self.title


class DecisionLine(models.Model):
    """One recipient in a decision, as printed."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="lines")
    ordinal = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    of_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    recipient_name = models.CharField(max_length=200)
    recipient_detail = models.CharField(max_length=300, blank=True)
    ground = models.CharField(max_length=300, blank=True)
    nomination_line = models.ForeignKey(
        NominationLine, on_delete=models.PROTECT, null=True, related_name="decision_lines"
    )

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            # Neither: a household, a foreigner, who stand in no register of ours.
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) | models.Q(unit__isnull=True), name="decision_line_of_one"
            ),
            models.UniqueConstraint(fields=["decision", "ordinal"], name="decision_line_ordinal"),
            # One nominee is decided once.
            models.UniqueConstraint(fields=["nomination_line"], name="line_decided_once"),
        ]
