"""People, their dated posts, what is kept under lock about them, and how records of one person were joined."""

from django.db import models

from thidua.shared.models import paired, person_field
from thidua.shared.text import fold, name_key, nfc
from thidua.units.models import Unit


class Person(models.Model):
    """A person who can be registered, rated and commended.

    A record entered twice is not rewritten: ``merged_into`` points to the record that is kept, and reading treats both
    as one (:func:`thidua.people.queries.selves_of`).

    Personal data: name, day of birth, gender, day of recruitment. Shown by right only; the public pages show the name
    and the unit that the published decision itself contains.
    """

    class Gender(models.TextChoices):
        FEMALE = "female", "Nữ"
        MALE = "male", "Nam"

    class Subject(models.TextChoices):
        CADRE = "cadre", "Cán bộ"
        CIVIL_SERVANT = "civil_servant", "Công chức"
        PUBLIC_EMPLOYEE = "public_employee", "Viên chức"
        WORKER = "worker", "Người lao động"

    code = models.CharField(max_length=20, unique=True)
    full_name = models.CharField(max_length=120)
    name_fold = models.CharField(max_length=120, editable=False)
    name_key = models.CharField(max_length=400, editable=False)
    born_on = models.DateField(null=True, blank=True)
    gender = models.CharField(max_length=10, choices=Gender)
    subject = models.CharField(max_length=20, choices=Subject)
    recruited_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_records"
    )
    merged_at = models.DateTimeField(null=True, blank=True)
    merged_by = person_field()
    merged_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name_key", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    merged_into__isnull=True, merged_at__isnull=True, merged_by__isnull=True, merged_reason=""
                )
                | (
                    models.Q(merged_into__isnull=False, merged_at__isnull=False, merged_by__isnull=False)
                    & ~models.Q(merged_reason="")
                    & ~models.Q(merged_into=models.F("id"))
                ),
                name="person_merged_paired",
            ),
        ]
        indexes = [
            models.Index(fields=["name_key", "code"], name="person_by_name"),
            models.Index(fields=["name_fold"], name="person_name_fold"),
            models.Index(fields=["born_on"], name="person_born_on"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def fill_keys(self) -> "Person":
        """Fill the derived name fields; bulk writers call this because they pass by ``save``."""
        self.full_name = nfc(self.full_name)
        self.name_fold, self.name_key = fold(self.full_name), name_key(self.full_name)
        return self

    def save(self, *args, **kwargs):
        self.fill_keys()
        super().save(*args, **kwargs)


class Post(models.Model):
    """A dated post of a person in a unit: one main post at a time, others held beside it (kiêm nhiệm).

    Personal data: who works where, as what; what a decision on personnel itself says.
    """

    class Ending(models.TextChoices):
        CHANGED = "changed", "Đổi chức vụ, vị trí"
        MOVED = "moved", "Chuyển đơn vị"
        UNIT = "unit", "Đơn vị sắp xếp lại"
        ENDED = "ended", "Thôi giữ chức vụ"
        LEFT = "left", "Thôi công tác"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=160)
    is_leader = models.BooleanField(default=False)
    is_main = models.BooleanField(default=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    ended_as = models.CharField(max_length=10, choices=Ending, blank=True)
    basis = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="post_dates",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_as="") | models.Q(ends_on__isnull=False), name="post_ended_on_a_day"
            ),
        ]
        indexes = [models.Index(fields=["unit", "ends_on", "person"], name="post_in_unit")]

    @property
    def role_label(self) -> str:
        """Leader, or working directly: what the field calls the two."""
        return "Lãnh đạo, quản lý" if self.is_leader else "Trực tiếp công tác"


class Departure(models.Model):
    """Somebody retired, left the service, moved out of the system or died. Personal data: the day and the reason."""

    class Kind(models.TextChoices):
        RETIRED = "retired", "Nghỉ hưu"
        RESIGNED = "resigned", "Thôi việc"
        DISMISSED = "dismissed", "Buộc thôi việc"
        MOVED_OUT = "moved_out", "Chuyển công tác ra ngoài"
        DIED = "died", "Từ trần"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="departures")
    kind = models.CharField(max_length=12, choices=Kind)
    on = models.DateField()
    basis = models.CharField(max_length=160, blank=True)
    entered_at = models.DateTimeField()
    entered_by = person_field(null=False)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = person_field()
    undone_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=paired("undone_at", "undone_by"), name="departure_undone_paired"),
            models.UniqueConstraint(
                fields=["person", "on"], condition=models.Q(undone_at__isnull=True), name="one_departure_a_day"
            ),
        ]


class Transfer(models.Model):
    """A person on the way from one unit to another: sent by the old one, taken in (or not) by the new one.

    Personal data: who moves where, when, by which decision.
    """

    class Closing(models.TextChoices):
        DECLINED = "declined", "Không tiếp nhận"
        WITHDRAWN = "withdrawn", "Đã rút lại"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="transfers")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="transfers")
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="transfers_in")
    on = models.DateField()
    basis = models.CharField(max_length=160, blank=True)
    new_post = models.OneToOneField(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="came_by")
    sent_at = models.DateTimeField()
    sent_by = person_field(null=False)
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = person_field()
    closed_as = models.CharField(max_length=10, choices=Closing, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = person_field()
    closed_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-sent_at", "-id"]
        constraints = [
            # taken in, or closed, or still waiting: never two of these
            models.CheckConstraint(
                condition=paired("accepted_at", "accepted_by")
                & paired("closed_at", "closed_by")
                & (models.Q(accepted_at__isnull=True) | models.Q(closed_at__isnull=True)),
                name="transfer_paired",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(accepted_at__isnull=True, closed_at__isnull=True),
                name="one_open_transfer",
            ),
        ]
        indexes = [models.Index(fields=["to_unit", "accepted_at"], name="transfer_to_unit")]


class DetailChange(models.Model):
    """What a correction changed in a person's details or posts, with the reason; shown to those who keep the record.

    Personal data: the value before and after. The audit chain names the fields only, for it can never forget.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="changes")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="changes")
    field = models.CharField(max_length=30)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300)
    changed_at = models.DateTimeField()
    changed_by = person_field(null=False)

    class Meta:
        ordering = ["-changed_at", "-id"]


class PrivateValue(models.Model):
    """One sensitive value of a person, under lock (requirement U4; Law 91/2025/QH15 on personal data).

    Sensitive personal data: encrypted for this person and field; ``blind`` finds an equal identity number without
    opening any. ``is_disputed`` marks a number that another record claims too: kept until the two are compared.
    """

    class Field(models.TextChoices):
        IDENTITY = "identity", "Số định danh cá nhân (CCCD)"
        ETHNICITY = "ethnicity", "Dân tộc"
        PARTY = "party", "Đảng viên"
        PHONE = "phone", "Điện thoại"
        EMAIL = "email", "Thư điện tử"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="private_values")
    field = models.CharField(max_length=12, choices=Field)
    token = models.TextField()
    blind = models.CharField(max_length=64, blank=True)
    key_id = models.CharField(max_length=8)
    is_disputed = models.BooleanField(default=False)
    entered_at = models.DateTimeField()
    entered_by = person_field(null=False)

    class Meta:
        ordering = ["person", "field"]
        constraints = [
            models.UniqueConstraint(fields=["person", "field"], name="one_private_value"),
            models.UniqueConstraint(
                fields=["blind"],
                condition=~models.Q(blind="") & models.Q(is_disputed=False),
                name="one_identity_number",
            ),
        ]
        indexes = [
            models.Index(fields=["blind"], name="private_blind"),
            models.Index(fields=["key_id"], name="private_key"),
        ]


class Merge(models.Model):
    """That two records are one person: which is kept, what was chosen where they differed, and the undoing.

    ``choices``: {"rating:2024": "kept" | "merged", …}; ``before``: details of the kept record that the choice changed,
    for the undoing. Personal data: that two records are one person.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges_here")
    reason = models.CharField(max_length=300)
    choices = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    merged_at = models.DateTimeField()
    merged_by = person_field(null=False)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = person_field()
    undone_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["merged_at", "id"]
        constraints = [
            models.CheckConstraint(condition=paired("undone_at", "undone_by"), name="merge_undone_paired"),
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(undone_at__isnull=True), name="merged_once_at_a_time"
            ),
        ]


class DuplicatePair(models.Model):
    """Two records that may be one person, found by the search for duplicates; or marked as two people for good.

    Personal data: that two records resemble each other.
    """

    first = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    grounds = models.JSONField(default=list)
    score = models.PositiveSmallIntegerField()
    found_at = models.DateTimeField()
    apart_at = models.DateTimeField(null=True, blank=True)
    apart_by = person_field()
    apart_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_pair"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="pair_in_order"),
            models.CheckConstraint(condition=paired("apart_at", "apart_by"), name="pair_apart_paired"),
        ]
