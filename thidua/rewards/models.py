"""Batches of certificates."""

from django.db import models

from thidua.decisions.models import Decision
from thidua.papers.models import Paper
from thidua.shared.models import person_field


class CertificateBatch(models.Model):
    """All certificates of one decision in one file (requirement R1)."""

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="certificates")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    count = models.PositiveIntegerField()
    printed_at = models.DateTimeField()
    printed_by = person_field(null=False)

    class Meta:
        ordering = ["-printed_at"]
