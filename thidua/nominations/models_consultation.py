"""Public consultation on a list of nominees (requirement N5)."""

from django.db import models

from thidua.nominations.models import Nomination, NominationLine
from thidua.shared.models import Staged, paired, person_field


class Consultation(Staged):
    """The list of a dossier on the portal for as many days as the law sets; the next step waits for its end.

    ``citation`` and ``days`` as the law of the opening day had them; where it has none, what a person chose with ``basis``.
    The public page shows name, unit and award of the nominees and what the dossier asks it for, nothing more.
    """

    LIFECYCLE = "consultation"

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="consultations")
    opened_at = models.DateTimeField()
    opened_by = person_field(null=False)
    days = models.PositiveSmallIntegerField()
    closes_on = models.DateField()
    citation = models.CharField(max_length=300, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    # How to reach the agency instead, for whoever does not want to write here.
    contact = models.CharField(max_length=300)
    summary = models.TextField(blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = person_field()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = person_field()
    cancelled_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=paired("published_at", "published_by"), name="consultation_published_paired"
            ),
            models.CheckConstraint(
                condition=paired("cancelled_at", "cancelled_by"), name="consultation_cancelled_paired"
            ),
            models.CheckConstraint(
                condition=~models.Q(citation="") | ~models.Q(basis=""), name="consultation_days_have_a_ground"
            ),
            models.UniqueConstraint(
                fields=["nomination"], condition=models.Q(state="open"), name="one_open_consultation"
            ),
        ]


class ConsultationComment(models.Model):
    """What a citizen wrote. Read by the appraisers only, never shown on the portal; the summary speaks of it.

    Personal data: name and a way to reach the writer, both only if given; ``source`` is a keyed hash of the address it came
    from that changes every day, kept to limit floods, and is emptied when the comment is triaged.
    """

    class Triage(models.TextChoices):
        NEW = "new", "Chưa xem"
        TO_CHECK = "to_check", "Cần xác minh"
        SUPPORTS = "supports", "Ủng hộ"
        OBJECTS = "objects", "Không đồng ý, đã xác minh"
        UNFOUNDED = "unfounded", "Không có cơ sở"
        NO_MATTER = "no_matter", "Không liên quan, quảng cáo, xúc phạm"

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="comments")
    line = models.ForeignKey(NominationLine, on_delete=models.PROTECT, null=True, blank=True, related_name="comments")
    name = models.CharField(max_length=120, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    text = models.TextField(max_length=3000)
    sent_at = models.DateTimeField()
    source = models.CharField(max_length=64, blank=True)
    triage = models.CharField(max_length=10, choices=Triage, default=Triage.NEW)
    note = models.CharField(max_length=500, blank=True)
    triaged_at = models.DateTimeField(null=True, blank=True)
    triaged_by = person_field()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=paired("triaged_at", "triaged_by"), name="comment_triaged_paired"),
        ]
        indexes = [models.Index(fields=["consultation", "source", "sent_at"], name="comment_flood")]
