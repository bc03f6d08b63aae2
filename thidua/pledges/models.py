"""Registration sheets, deadlines, pledges, targets, changes, signatures, progress, the library of targets."""

from django.conf import settings
from django.db import models

from thidua.movements.models import Movement
from thidua.papers.models import Paper
from thidua.people.models import Person
from thidua.shared.models import Staged, exactly_one, paired, person_field
from thidua.signing.models import SignedFile, Signing
from thidua.units.models import Cluster, Unit


class Deadline(models.Model):
    """Until when the units below one unit hand in their registration, their pledge, their result of a quarter.

    Personal data: the account that set it.
    """

    class What(models.TextChoices):
        REGISTRATION = "registration", "Bản đăng ký thi đua"
        PLEDGE = "pledge", "Giao ước trình ký"
        Q1 = "q1", "Kết quả quý 1"
        Q2 = "q2", "Kết quả quý 2"
        Q3 = "q3", "Kết quả quý 3"
        Q4 = "q4", "Kết quả quý 4"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="deadlines_set")
    year = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=12, choices=What)
    due_on = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = person_field(null=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "year", "what"], name="one_deadline_of_a_kind")]


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
    """One title one person or collective strives for, with what the level above and the unit said about it.

    Personal data: the person, the title striven for, why it was missed.
    """

    sheet = models.ForeignKey(RegistrationSheet, on_delete=models.PROTECT, related_name="lines")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="registrations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="registrations")
    award_code = models.CharField(max_length=60)
    # What the law says today of the chance to reach it this year: "possible", "not_possible", "unknown" and why.
    outlook = models.CharField(max_length=20, blank=True)
    outlook_note = models.CharField(max_length=300, blank=True)
    # The level above asks about this line; the unit answers, changes or removes it before it sends again.
    remark = models.CharField(max_length=300, blank=True)
    remarked_at = models.DateTimeField(null=True, blank=True)
    remarked_by = person_field()
    reply = models.CharField(max_length=300, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = person_field()
    # At the end of the year, where the title was not reached.
    missed_reason = models.CharField(max_length=300, blank=True)
    missed_at = models.DateTimeField(null=True, blank=True)
    missed_by = person_field()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=paired("remarked_at", "remarked_by"), name="line_remarked_paired"),
            models.CheckConstraint(condition=paired("replied_at", "replied_by"), name="line_replied_paired"),
            models.CheckConstraint(condition=paired("missed_at", "missed_by"), name="line_missed_paired"),
            models.CheckConstraint(condition=exactly_one("person", "unit"), name="registration_of_one"),
            models.UniqueConstraint(fields=["sheet", "person", "award_code"], name="one_registration_person"),
            models.UniqueConstraint(fields=["sheet", "unit", "award_code"], name="one_registration_unit"),
        ]


class JointPledge(models.Model):
    """All members of a cluster pledge together (requirement P2, seed C4): one text, one row of targets a member.

    Each member's part is a :class:`Pledge` of its own with ``joint`` set; the parts are put forward and frozen together.
    """

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="joint_pledges")
    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="joint_pledges")
    year = models.PositiveSmallIntegerField()
    drafted_at = models.DateTimeField()
    drafted_by = person_field(null=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cluster", "movement"], name="one_joint_pledge_per_movement")]


class Pledge(Staged):
    """A pledge (giao ước thi đua) between a superior and one unit; frozen at signing (requirement P2, P3).

    Part of a joint pledge of a cluster: ``joint`` is set, ``superior`` is the organiser, who takes part in the talks and
    does not sign; the members sign, each for itself.
    """

    LIFECYCLE = "pledge"

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="pledges")
    superior = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="pledges_received")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="pledges")
    joint = models.ForeignKey(JointPledge, on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    year = models.PositiveSmallIntegerField()
    commitments = models.TextField(blank=True)
    frozen_hash = models.CharField(max_length=64, blank=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The frozen paper that collects signatures; none while both sides sign on the screen.
    signing = models.OneToOneField(Signing, on_delete=models.PROTECT, null=True, blank=True, related_name="pledge")
    drafted_at = models.DateTimeField()
    drafted_by = person_field(null=False)
    offered_at = models.DateTimeField(null=True, blank=True)
    offered_by = person_field()
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
            models.UniqueConstraint(
                fields=["movement", "unit"], condition=models.Q(joint=None), name="one_pledge_per_movement_unit"
            ),
            models.UniqueConstraint(fields=["joint", "unit"], name="one_part_per_member"),
            models.CheckConstraint(condition=paired("offered_at", "offered_by"), name="pledge_offered_paired"),
            models.CheckConstraint(condition=paired("proposed_at", "proposed_by"), name="pledge_proposed_paired"),
            models.CheckConstraint(condition=paired("signed_at", "signed_by"), name="pledge_signed_paired"),
            models.CheckConstraint(condition=paired("settled_at", "settled_by"), name="pledge_settled_paired"),
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="pledge_withdrawn_paired"),
        ]


class Direction(models.TextChoices):
    """What reaching a goal means; the arithmetic stands in ``achievement``."""

    MORE = "more", "Càng nhiều càng tốt"
    LESS = "less", "Càng ít càng tốt"
    EXACT = "exact", "Đạt đúng mức"
    LEAST = "least", "Đạt ít nhất"
    DONE = "done", "Hoàn thành hay không"


class LibraryTarget(models.Model):
    """A target worth using again, kept by an agency for all who pledge to it; grows with every signed pledge.

    ``plan_reference``: the target of the socio-economic plan it serves (document and item). Personal data: accounts only.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="target_library")
    name = models.CharField(max_length=300)
    name_fold = models.CharField(max_length=300, editable=False)
    unit_of_measure = models.CharField(max_length=40, blank=True)
    direction = models.CharField(max_length=5, choices=Direction, default=Direction.MORE)
    criterion_code = models.CharField(max_length=40, blank=True)
    plan_reference = models.CharField(max_length=300, blank=True)
    uses = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    entered_at = models.DateTimeField()
    entered_by = person_field(null=False)
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = person_field()

    class Meta:
        ordering = ["name_fold", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name", "unit_of_measure"], name="one_library_target"),
            models.CheckConstraint(condition=paired("retired_at", "retired_by"), name="library_retired_paired"),
        ]

    def __str__(self) -> str:
        return self.name


class PledgeTarget(models.Model):
    """One promise: from the baseline to the goal by a day. ``done`` has no measure; its goal and values are 1 or 0."""

    Direction = Direction

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="targets")
    ordinal = models.PositiveSmallIntegerField()
    criterion_code = models.CharField(max_length=40, blank=True)
    plan_reference = models.CharField(max_length=300, blank=True)
    name = models.CharField(max_length=300)
    unit_of_measure = models.CharField(max_length=40, blank=True)
    baseline = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    goal = models.DecimalField(max_digits=16, decimal_places=4)
    direction = models.CharField(max_length=5, choices=Direction, default=Direction.MORE)
    weight = models.DecimalField(max_digits=7, decimal_places=2)
    due_on = models.DateField()

    class Meta:
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["pledge", "ordinal"], name="target_ordinal")]


class PledgeChange(models.Model):
    """A change one side asks for, with the words before and after, and the other side's answer. Never edited.

    ``before``/``after``: the row of a target as plain values (``changes.row_of``), or {"commitments": …}; empty when a
    target is added or dropped. ``supplement``: its number, once both heads agreed to change a signed pledge.
    Personal data: who proposed and who answered.
    """

    class Side(models.TextChoices):
        SUPERIOR = "superior", "Cấp trên"
        MEMBER = "member", "Đơn vị"

    class Kind(models.TextChoices):
        ADD = "add", "Thêm chỉ tiêu"
        ALTER = "alter", "Sửa chỉ tiêu"
        DROP = "drop", "Bỏ chỉ tiêu"
        COMMITMENTS = "commitments", "Sửa cam kết"

    class Answer(models.TextChoices):
        OPEN = "open", "Chờ trả lời"
        ACCEPTED = "accepted", "Đồng ý"
        REFUSED = "refused", "Không đồng ý"
        TAKEN_BACK = "taken_back", "Bên đề nghị rút"

    pledge = models.ForeignKey(Pledge, on_delete=models.PROTECT, related_name="changes")
    ordinal = models.PositiveSmallIntegerField()
    is_supplement = models.BooleanField(default=False)
    supplement = models.PositiveSmallIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    side = models.CharField(max_length=10, choices=Side)
    target_ordinal = models.PositiveSmallIntegerField(null=True, blank=True)
    before = models.JSONField(default=dict, blank=True)
    after = models.JSONField(default=dict, blank=True)
    reason = models.CharField(max_length=300)
    answer = models.CharField(max_length=10, choices=Answer, default=Answer.OPEN)
    answer_reason = models.CharField(max_length=300, blank=True)
    proposed_at = models.DateTimeField()
    proposed_by = person_field(null=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = person_field()

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["pledge", "ordinal"], name="change_ordinal"),
            models.UniqueConstraint(fields=["pledge", "supplement"], name="supplement_number"),
            models.CheckConstraint(condition=paired("answered_at", "answered_by"), name="change_answered_paired"),
        ]


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


def evidence_path(evidence: "Evidence", name: str) -> str:
    """Stored under its checksum: what an uploaded name holds never reaches the disk."""
    return f"evidence/{evidence.target.pledge_id}/{evidence.sha256[:32]}{name[name.rfind('.') :].lower()}"


class Evidence(models.Model):
    """A file that proves the value of a target at the end of a quarter. Taken away with a stamp, never deleted.

    Personal data: whatever the file shows; open to both sides of the pledge only.
    """

    target = models.ForeignKey(PledgeTarget, on_delete=models.PROTECT, related_name="files")
    quarter = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to=evidence_path, max_length=200)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    kept_at = models.DateTimeField()
    kept_by = person_field(null=False)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = person_field()

    class Meta:
        ordering = ["quarter", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["target", "quarter", "sha256"], condition=models.Q(removed_at=None), name="one_file_once"
            ),
            models.CheckConstraint(condition=models.Q(quarter__gte=1, quarter__lte=4), name="evidence_quarter"),
            models.CheckConstraint(condition=paired("removed_at", "removed_by"), name="evidence_removed_paired"),
        ]
