"""Handing awards over, and exchanging or issuing anew what was lost or damaged (requirement R2)."""

from django.db import models

from thidua.honours.models import Honour
from thidua.shared.models import Staged, paired, person_field
from thidua.units.models import Unit


class HandingList(models.Model):
    """The awards of chosen decisions in the order in which they are read out at a ceremony. No personal data beyond its
    lines."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="handing_lists")
    title = models.CharField(max_length=200)
    place = models.CharField(max_length=200, blank=True)
    held_on = models.DateField()
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = person_field(null=False)

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return self.title


class HandingLine(models.Model):
    """One recipient of a ceremony: how the name is read, who hands over, whether they are there, what became of it.

    Personal data: the name as published; who came or took the award for them.
    """

    class Presence(models.TextChoices):
        UNKNOWN = "unknown", "Chưa rõ"
        COMES = "comes", "Có mặt"
        REPRESENTED = "represented", "Người khác nhận thay"
        ABSENT = "absent", "Vắng"

    class Handed(models.TextChoices):
        WAITING = "waiting", "Chưa trao"
        HANDED = "handed", "Đã trao"
        ON_BEHALF = "on_behalf", "Nhận thay"
        LATER = "later", "Trao sau"

    handing_list = models.ForeignKey(HandingList, on_delete=models.PROTECT, related_name="lines")
    ordinal = models.PositiveIntegerField()
    honour = models.ForeignKey(Honour, on_delete=models.PROTECT, related_name="handing_lines")
    spoken = models.CharField(max_length=250)
    spoken_title = models.CharField(max_length=300, blank=True)
    giver = models.CharField(max_length=200, blank=True)
    presence = models.CharField(max_length=12, choices=Presence, default=Presence.UNKNOWN)
    is_printed = models.BooleanField(default=False)
    is_framed = models.BooleanField(default=False)
    handed = models.CharField(max_length=10, choices=Handed, default=Handed.WAITING)
    receiver = models.CharField(max_length=200, blank=True)
    handed_on = models.DateField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    handed_by = person_field()

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["handing_list", "ordinal"], name="one_reading_per_place"),
            models.UniqueConstraint(fields=["handing_list", "honour"], name="one_reading_per_honour"),
            models.CheckConstraint(condition=paired("handed_at", "handed_by"), name="reading_handed_paired"),
        ]


class ReissueRequest(Staged):
    """Somebody asks to exchange what is damaged or to get anew what is lost (cấp đổi, cấp lại). The honour itself stands
    as it is: only the sheet or the badge is made again.

    Personal data: who asks and as what, how to reach them; no identity number.
    """

    LIFECYCLE = "reissue"

    class Kind(models.TextChoices):
        EXCHANGE = "exchange", "Cấp đổi (hư hỏng, rách, mờ)"
        MISPRINT = "misprint", "Cấp đổi do in sai"
        LOST = "lost", "Cấp lại (mất)"

    honour = models.ForeignKey(Honour, on_delete=models.PROTECT, related_name="reissues")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reissues")
    kind = models.CharField(max_length=10, choices=Kind)
    asker = models.CharField(max_length=200)
    asker_role = models.CharField(max_length=100)
    reason = models.CharField(max_length=500)
    papers = models.CharField(max_length=500)
    confirmed_by = models.CharField(max_length=200, blank=True)
    received_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    due_basis = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField()
    received_by = person_field(null=False)
    answer_document = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = person_field()
    refused_reason = models.CharField(max_length=300, blank=True)
    new_serial = models.CharField(max_length=60, blank=True)
    old_returned = models.BooleanField(default=False)
    handed_to = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = person_field()

    class Meta:
        ordering = ["-received_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=paired("answered_at", "answered_by"), name="reissue_answered_paired"),
            models.CheckConstraint(condition=paired("done_at", "done_by"), name="reissue_done_paired"),
            # One open request an honour.
            models.UniqueConstraint(
                fields=["honour"], condition=models.Q(state__in=["received", "granted"]), name="one_open_reissue"
            ),
        ]
