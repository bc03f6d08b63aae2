"""Registration sheets, pledges, targets, signatures, progress."""

from django.conf import settings
from django.db import models

from thidua.movements.models import Movement
from thidua.papers.models import Paper
from thidua.people.models import Person
from thidua.shared.models import Staged, exactly_one, paired, person_field
from thidua.signing.models import SignedFile, Signing
from thidua.units.models import Unit


class RegistrationSheet(Staged):
    """One unit's registration of titles for one year (requirement P1)."""

    LIFECYCLE = "registration"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="registration_sheets")
    year = models.PositiveSmallIntegerField()
    drafted_at = models.DateTimeField()
    drafted_by = person_field(null=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = person_field()
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = person_field()
    returned_reason = models.CharField(max_length=500, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = person_field()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="one_sheet_per_unit_year"),
            models.CheckConstraint(condition=paired("sent_at", "sent_by"), name="sheet_sent_paired"),
            models.CheckConstraint(condition=paired("returned_at", "returned_by"), name="sheet_returned_paired"),
            models.CheckConstraint(condition=paired("accepted_at", "accepted_by"), name="sheet_accepted_paired"),
        ]


class RegistrationLine(models.Model):
    """One title one person or collective strives for."""

    sheet = models.ForeignKey(RegistrationSheet, on_delete=models.PROTECT, related_name="lines")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="registrations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="registrations")
    award_code = models.CharField(max_length=60)
    # What the law says today of the chance to reach it this year: "possible", "not_possible", "unknown" and why.
    outlook = models.CharField(max_length=20, blank=True)
    outlook_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=exactly_one("person", "unit"), name="registration_of_one"),
            models.UniqueConstraint(fields=["sheet", "person", "award_code"], name="one_registration_person"),
            models.UniqueConstraint(fields=["sheet", "unit", "award_code"], name="one_registration_unit"),
        ]


class Pledge(Staged):
    """A pledge (giao ước thi đua) between a superior and one unit; frozen at signing (requirement P2, P3)."""

    LIFECYCLE = "pledge"

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="pledges")
    superior = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="pledges_received")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="pledges")
    year = models.PositiveSmallIntegerField()
    commitments = models.TextField(blank=True)
    frozen_hash = models.CharField(max_length=64, blank=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The frozen paper that collects signatures; none while both sides sign on the screen.
    signing = models.OneToOneField(Signing, on_delete=models.PROTECT, null=True, blank=True, related_name="pledge")
    drafted_at = models.DateTimeField()
    drafted_by = person_field(null=False)
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = person_field()
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = person_field()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = person_field()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["unit__code"]
        constraints = [
            models.UniqueConstraint(fields=["movement", "unit"], name="one_pledge_per_movement_unit"),
            models.CheckConstraint(condition=paired("proposed_at", "proposed_by"), name="pledge_proposed_paired"),
            models.CheckConstraint(condition=paired("signed_at", "signed_by"), name="pledge_signed_paired"),
            models.CheckConstraint(condition=paired("settled_at", "settled_by"), name="pledge_settled_paired"),
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="pledge_withdrawn_paired"),
        ]


class PledgeTarget(models.Model):
    """One measurable promise: from the baseline to the goal by a day."""

    class Direction(models.TextChoices):
        MORE = "more", "Càng nhiều càng tốt"
        LESS = "less", "Càng ít càng tốt"

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="targets")
    ordinal = models.PositiveSmallIntegerField()
    criterion_code = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=300)
    unit_of_measure = models.CharField(max_length=40)
    baseline = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    goal = models.DecimalField(max_digits=16, decimal_places=4)
    direction = models.CharField(max_length=5, choices=Direction, default=Direction.MORE)
    weight = models.DecimalField(max_digits=7, decimal_places=2)
    due_on = models.DateField()

    class Meta:
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["pledge", "ordinal"], name="target_ordinal")]


class PledgeSignature(models.Model):
    """One side's signature on the frozen text."""

    class Side(models.TextChoices):
        SUPERIOR = "superior", "Cấp trên"
        MEMBER = "member", "Đơn vị"

    class Way(models.TextChoices):
        SCREEN = "screen", "Ký trên hệ thống"
        DIGITAL = "digital", "Ký số"
        PRACTICE = "practice", "Ký số diễn tập"
        SCAN = "scan", "Bản giấy, tải bản quét"

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=10, choices=Side)
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signer_title = models.CharField(max_length=160)
    text_hash = models.CharField(max_length=64)
    way = models.CharField(max_length=10, choices=Way, default=Way.SCREEN)
    file = models.ForeignKey(SignedFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pledge", "side"], name="one_signature_per_side")]


class Progress(models.Model):
    """Where a target stands at the end of a quarter, with its evidence (requirement P4)."""

    target = models.ForeignKey(PledgeTarget, on_delete=models.PROTECT, related_name="progress")
    quarter = models.PositiveSmallIntegerField()
    value = models.DecimalField(max_digits=16, decimal_places=4)
    evidence = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField()
    entered_by = person_field(null=False)

    class Meta:
        ordering = ["quarter"]
        constraints = [
            models.UniqueConstraint(fields=["target", "quarter"], name="one_progress_per_quarter"),
            models.CheckConstraint(condition=models.Q(quarter__gte=1, quarter__lte=4), name="progress_quarter"),
        ]
