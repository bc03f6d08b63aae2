"""Packages of the document exchange, out and in."""

from django.db import models

from thidua.decisions.models import Decision
from thidua.papers.models import Paper
from thidua.shared.models import Staged, paired, person_field
from thidua.units.models import Unit


class ExchangePackage(Staged):
    """One edXML package: written here for an issued decision, or received and examined.

    ``said`` is what the header of the package says, plain texts. A received package whose checksum lies is not kept;
    the audit has its SHA-256 and the reason. Personal data: name and post of the signer, as the paper prints them.
    """

    class Direction(models.TextChoices):
        OUT = "out", "Gói tin đi"
        IN = "in", "Gói tin đến"

    LIFECYCLE = "exchange_package"

    direction = models.CharField(max_length=3, choices=Direction)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")  # whose clerk made or received it
    other_name = models.CharField(max_length=200)  # the organisation at the other end
    document_id = models.CharField(max_length=120)
    subject = models.CharField(max_length=500)
    number_text = models.CharField(max_length=60)
    said = models.JSONField(default=dict)
    business = models.PositiveSmallIntegerField(default=0)  # 0 new, 1 recall, 2 update, 3 replacement
    file = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="packages")
    made_at = models.DateTimeField()
    made_by = person_field(null=False)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = person_field()
    settled_note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=paired("settled_at", "settled_by"), name="package_settled_paired"),
            # The same package does not arrive twice.
            models.UniqueConstraint(fields=["unit", "file"], name="one_package_a_file"),
        ]

    def __str__(self) -> str:
        return f"{self.number_text} {self.subject}".strip()
