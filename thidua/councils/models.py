"""Councils, their members, sessions and agenda."""

from django.conf import settings
from django.db import models

from thidua.ballots.models import Ballot
from thidua.nominations.models import Nomination, NominationLine
from thidua.papers.models import Paper
from thidua.shared.models import Staged, paired, person_field
from thidua.units.models import Unit


class Council(models.Model):
    """An emulation and commendation council (Hội đồng TĐKT), requirement C1."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="councils")
    name = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=300)
    established_on = models.DateField()

    class Meta:
        ordering = ["unit__code"]

    def __str__(self) -> str:
        return self.name


class CouncilMember(models.Model):
    """A member's term."""

    class Role(models.TextChoices):
        CHAIR = "chair", "Chủ tịch Hội đồng"
        VICE_CHAIR = "vice_chair", "Phó Chủ tịch Hội đồng"
        SECRETARY = "secretary", "Thư ký"
        MEMBER = "member", "Ủy viên"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="council_memberships")
    role = models.CharField(max_length=12, choices=Role, default=Role.MEMBER)
    title = models.CharField(max_length=160, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "user"], condition=models.Q(ends_on__isnull=True), name="one_open_term_per_member"
            )
        ]


class CouncilSession(Staged):
    """One meeting of a council."""

    LIFECYCLE = "council_session"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="sessions")
    year = models.PositiveSmallIntegerField()
    held_on = models.DateField()
    place = models.CharField(max_length=160)
    # Total membership on the day of the session: the base of every threshold (Nghị định 98/2023, Điều 30 khoản 7).
    total_members = models.PositiveSmallIntegerField(default=0)
    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, null=True, blank=True, related_name="session")
    prepared_at = models.DateTimeField()
    prepared_by = person_field(null=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = person_field()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = person_field()
    minutes = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    count_sheet = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=paired("opened_at", "opened_by"), name="session_opened_paired"),
            models.CheckConstraint(condition=paired("closed_at", "closed_by"), name="session_closed_paired"),
        ]


class Attendance(models.Model):
    """Who came to a session."""

    session = models.ForeignKey(CouncilSession, on_delete=models.PROTECT, related_name="attendance")
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="+")
    is_present = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "member"], name="one_attendance_each")]


class AgendaItem(models.Model):
    """One nominee before the council, and how it went."""

    class Way(models.TextChoices):
        BALLOT = "ballot", "Bỏ phiếu kín"
        MINUTES = "minutes", "Thống nhất, ghi biên bản"

    session = models.ForeignKey(CouncilSession, on_delete=models.PROTECT, related_name="agenda")
    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="agenda_items")
    line = models.ForeignKey(NominationLine, on_delete=models.PROTECT, related_name="agenda_items")
    ordinal = models.PositiveIntegerField()
    way = models.CharField(max_length=10, choices=Way)
    yes = models.PositiveSmallIntegerField(null=True, blank=True)
    no = models.PositiveSmallIntegerField(null=True, blank=True)
    blank = models.PositiveSmallIntegerField(null=True, blank=True)
    threshold_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    has_passed = models.BooleanField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["session", "line"], name="one_item_per_line"),
            models.UniqueConstraint(fields=["session", "ordinal"], name="one_item_per_place"),
        ]
