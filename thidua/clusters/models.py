"""What a cluster keeps beside its members (those are :mod:`thidua.units.models`): names, changes, rules, plan, meetings."""

from datetime import time

from django.db import models

from thidua.shared.models import Staged, paired, person_field
from thidua.shared.text import fold, nfc
from thidua.units.models import Cluster, ClusterMembership, Unit


class ClusterAlias(models.Model):
    """Another name of the same body: Khối and Cụm in one text, a short name, the name before (seed 4.29).

    A name leads to one cluster only. Personal data: who entered and withdrew it.
    """

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="aliases")
    name = models.CharField(max_length=200)
    name_fold = models.CharField(max_length=200, editable=False)
    note = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField()
    added_by = person_field(null=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["name_fold", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["name_fold"], condition=models.Q(withdrawn_at__isnull=True), name="one_cluster_per_alias"
            ),
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="alias_withdrawn_paired"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.name = nfc(self.name)
        self.name_fold = fold(self.name)
        super().save(*args, **kwargs)


class MemberChange(models.Model):
    """What changed in the list of a year after it was formed: who came, left, stays with its scores, was succeeded, whose
    role changed, from which day, why, by which document. :class:`ClusterMembership` says who is in; this says how it
    came to be so, and is never changed.

    Personal data: who entered it.
    """

    class Kind(models.TextChoices):
        JOINED = "joined", "Vào"
        LEFT = "left", "Ra"
        STAYS = "stays", "Giữ lại đến hết năm, cùng điểm số"
        SUCCEEDED = "succeeded", "Đơn vị kế thừa thay vào"
        ROLE = "role", "Đổi vai trò"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="member_changes")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cluster_changes")
    # The unit that came in its place.
    successor = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    role_before = models.CharField(max_length=10, choices=ClusterMembership.Role, blank=True)
    role_after = models.CharField(max_length=10, choices=ClusterMembership.Role, blank=True)
    on = models.DateField()
    reason = models.CharField(max_length=300)
    document = models.CharField(max_length=260, blank=True)
    changed_at = models.DateTimeField()
    changed_by = person_field(null=False, blank=False)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="succeeded", successor__isnull=False)
                | (~models.Q(kind="succeeded") & models.Q(successor__isnull=True)),
                name="succeeded_by_somebody",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="member_change_says_why"),
        ]


class KeptFile(models.Model):
    """A file handed in, kept as it came; empty where there is only paper. It never changes; its SHA-256 proves that."""

    file = models.FileField(upload_to="clusters/%Y/", max_length=200, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    file_size = models.PositiveIntegerField(default=0)
    file_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True


class Regulation(KeptFile):
    """One version of the cluster's rules of operation (quy chế hoạt động), in force from a day until the next one is.

    Personal data: who entered and withdrew it.
    """

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="regulations")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    in_force_from = models.DateField()
    number_text = models.CharField(max_length=60, blank=True)
    dated = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    # What is new in it, or where it was adopted.
    note = models.TextField(blank=True)
    added_at = models.DateTimeField()
    added_by = person_field(null=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["in_force_from", "number"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "number"], name="one_regulation_per_number"),
            models.UniqueConstraint(
                fields=["cluster", "in_force_from"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_regulation_begins_a_day",
            ),
            models.CheckConstraint(
                condition=paired("withdrawn_at", "withdrawn_by"), name="regulation_withdrawn_paired"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ClusterDocument(KeptFile):
    """A paper of a cluster in a year: the decision on its members, a plan, a report, minutes, a letter that steered it.

    Personal data: who entered and withdrew it; what the file holds is its issuer's.
    """

    class Kind(models.TextChoices):
        DECISION = "decision", "Quyết định thành lập, kiện toàn"
        PLAN = "plan", "Kế hoạch hoạt động"
        STEERING = "steering", "Văn bản chỉ đạo, hướng dẫn"
        MINUTES = "minutes", "Biên bản, kết luận"
        REPORT = "report", "Báo cáo"
        OTHER = "other", "Văn bản khác"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="documents")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=300)
    number_text = models.CharField(max_length=60, blank=True)
    dated = models.DateField()
    issuer = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    added_by = person_field(null=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-dated", "-pk"]
        indexes = [models.Index(fields=["cluster", "year"], name="document_of_cluster_year")]
        constraints = [
            models.CheckConstraint(
                condition=paired("withdrawn_at", "withdrawn_by"), name="cluster_document_withdrawn_paired"
            )
        ]

    def __str__(self) -> str:
        return self.title


class PlanItem(Staged):
    """One piece of work of a cluster's yearly plan: what, who answers for it, until when, what came of it.

    ``owner`` empty: the head. Personal data: who entered, did and dropped it.
    """

    LIFECYCLE = "plan_item"

    class Kind(models.TextChoices):
        LAUNCH = "launch", "Phát động, đăng ký, ký giao ước"
        BRIEFING = "briefing", "Giao ban, sơ kết"
        EXCHANGE = "exchange", "Giao lưu, trao đổi kinh nghiệm"
        CHECK = "check", "Kiểm tra chéo"
        SCORING = "scoring", "Chấm điểm, bình xét"
        CONFERENCE = "conference", "Hội nghị tổng kết"
        REPORT = "report", "Báo cáo"
        OTHER = "other", "Việc khác"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="plan_items")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField(max_length=300)
    starts_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="cluster_plan_items")
    result = models.CharField(max_length=1000, blank=True)
    done_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = person_field(null=False)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = person_field()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(fields=["cluster", "year", "due_on"], name="plan_of_cluster_year"),
            models.Index(fields=["state", "due_on"], name="plan_item_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True) | models.Q(starts_on__lte=models.F("due_on")),
                name="plan_item_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=paired("done_at", "done_by"), name="plan_item_done_paired"),
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="plan_item_withdrawn_paired"),
        ]

    def __str__(self) -> str:
        return self.text


class Gathering(Staged, KeptFile):
    """A briefing (giao ban) or an exchange of experience (giao lưu) of a cluster; the file is its minutes.

    Conferences with invitations, quorum and numbered minutes are :mod:`thidua.conferences`. Personal data: who planned,
    recorded and cancelled it.
    """

    LIFECYCLE = "gathering"

    class Kind(models.TextChoices):
        BRIEFING = "briefing", "Giao ban"
        EXCHANGE = "exchange", "Giao lưu, trao đổi kinh nghiệm"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="gatherings")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=300)
    held_on = models.DateField()
    begins = models.TimeField(default=time(8))
    place = models.CharField(max_length=160)
    # The member at whose place it is; the turn goes round (seed 3.2).
    host = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="gatherings_hosted")
    # One line a point.
    agenda = models.TextField()
    conclusion = models.TextField(blank=True)
    # What the others can take over from the host.
    lessons = models.TextField(blank=True)
    # The piece of the yearly plan it carries out.
    item = models.ForeignKey(PlanItem, on_delete=models.PROTECT, null=True, blank=True, related_name="gatherings")
    planned_at = models.DateTimeField()
    planned_by = person_field(null=False)
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = person_field()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = person_field()
    cancelled_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["cluster", "year"], name="gathering_of_cluster_year")]
        constraints = [
            models.CheckConstraint(condition=paired("held_at", "held_by"), name="gathering_held_paired"),
            models.CheckConstraint(condition=paired("cancelled_at", "cancelled_by"), name="gathering_cancelled_paired"),
        ]

    def __str__(self) -> str:
        return self.title


class GatheringUnit(models.Model):
    """A member at a gathering: whether it came, who for it, why it was absent.

    Personal data: name and office of who represented the unit.
    """

    gathering = models.ForeignKey(Gathering, on_delete=models.PROTECT, related_name="attendance")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    came = models.BooleanField(null=True, blank=True)
    representative = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["unit__code"]
        constraints = [models.UniqueConstraint(fields=["gathering", "unit"], name="one_place_at_a_gathering")]
