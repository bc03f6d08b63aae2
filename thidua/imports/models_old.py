"""Old decisions handed in as Word, Excel or PDF, and the lines they propose for the register of honours."""

from django.db import models

from thidua.honours.models import Honour
from thidua.imports.models import HandedIn
from thidua.people.models import Person
from thidua.shared.models import Staged, paired, person_field
from thidua.units.models import Unit


class OldDecision(HandedIn):
    """One old decision, or a list of them, on its way into the register (requirement D3).

    Personal data: the file and what was read from it; kept outside the web root, seen only by officers of the unit
    itself. The file is removed after ``OLD_DECISIONS_KEPT_DAYS``; the source text of registered lines stays with them.
    """

    LIFECYCLE = "old_decision"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="old_decisions")
    pages = models.PositiveSmallIntegerField(default=0)
    notes = models.JSONField(default=list)
    # [place, text] of what was taken for no line
    skipped = models.JSONField(default=list)
    # What the reader guessed: {field: {value, sure, reasons, source}}
    guess = models.JSONField(default=dict)
    bases = models.TextField(blank=True)
    # What the officer confirmed for the whole file; a line may have its own.
    number = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    agency = models.CharField(max_length=200, blank=True)
    award_code = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    signer = models.CharField(max_length=120, blank=True)
    head_at = models.DateTimeField(null=True, blank=True)
    head_by = person_field()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["unit", "-id"], name="old_decision_of_unit")]
        constraints = [
            models.CheckConstraint(condition=paired("head_at", "head_by"), name="old_decision_head_paired"),
            models.CheckConstraint(condition=paired("written_at", "written_by"), name="old_decision_written_paired"),
            models.CheckConstraint(condition=paired("undone_at", "undone_by"), name="old_decision_undone_paired"),
        ]


class OldLine(Staged):
    """One proposed line: what was read, what it was matched with, what an officer made of it.

    ``read``: {field: {value, sure, reasons}} as the reader said; ``findings``: [field, sure, reason] that count today;
    ``candidates``: [person, words]; ``twins``: lines like it in the register or in the file (see ``old_twins``).

    Personal data: name, birth, post and unit as the decision prints them.
    """

    LIFECYCLE = "old_line"

    class Kind(models.TextChoices):
        PERSON = "person", "Cá nhân"
        UNIT = "unit", "Tập thể"

    decision = models.ForeignKey(OldDecision, on_delete=models.PROTECT, related_name="lines")
    ordinal = models.PositiveIntegerField()
    place = models.CharField(max_length=200)
    page = models.PositiveSmallIntegerField(default=0)
    source = models.TextField()
    read = models.JSONField(default=dict)
    kind = models.CharField(max_length=8, choices=Kind, blank=True)
    # As printed; what goes into the register.
    printed = models.CharField(max_length=200, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    # As it is compared: tone marks in their place, capitals as names have them.
    name = models.CharField(max_length=200, blank=True)
    award_code = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    ground = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    issuer = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    authority = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recipient_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    of_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    findings = models.JSONField(default=list)
    candidates = models.JSONField(default=list)
    twins = models.JSONField(default=list)
    is_doubtful = models.BooleanField(default=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = person_field()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = person_field()
    honour = models.OneToOneField(Honour, on_delete=models.PROTECT, null=True, blank=True, related_name="old_line")

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "ordinal"], name="one_old_line_per_place"),
            models.CheckConstraint(condition=paired("edited_at", "edited_by"), name="old_line_edited_paired"),
            models.CheckConstraint(condition=paired("settled_at", "settled_by"), name="old_line_settled_paired"),
            # Nobody's confirmation, no line of the register.
            models.CheckConstraint(
                condition=models.Q(honour__isnull=True)
                | models.Q(state="confirmed", settled_at__isnull=False, honour__isnull=False),
                name="old_line_registered_when_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return self.printed or self.source[:80]
