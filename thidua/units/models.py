"""Units over time, clusters, roles."""

from datetime import date
from functools import cached_property

from django.conf import settings
from django.db import models
from tree_queries.models import TreeNode

from thidua.shared.models import NotLeft, exactly_one, paired, person_field
from thidua.shared.text import fold, nfc


class Unit(TreeNode):
    """An agency, a locality or a part of one, for the time it exists. The key is code + valid_from (requirement U1).

    ``valid_to`` is the last day. A unit whose founding act was undone keeps its row with an empty life, the day before
    ``valid_from`` as its last: it is in force on no day, and its code and day are free again. ``parent`` is the unit
    above now (at the end, for one that ended); who stood above before a change is a :class:`FormerParent`.

    No personal data.
    """

    class Kind(models.TextChoices):
        PROVINCE = "province", "Tỉnh, thành phố"
        DEPARTMENT = "department", "Sở, ban, ngành"
        WARD = "ward", "Phường"
        COMMUNE = "commune", "Xã"
        TOWNSHIP = "township", "Thị trấn (cũ)"
        SPECIAL_ZONE = "special_zone", "Đặc khu"
        PARTY_BODY = "party_body", "Cơ quan Đảng, đoàn thể"
        JUSTICE_BODY = "justice_body", "Cơ quan tư pháp"
        ARMED_FORCE = "armed_force", "Lực lượng vũ trang"
        # Bodies the law commends under names of their own (Luật TĐKT 2022, Điều 27–28, 74).
        PUBLIC_SERVICE = "public_service", "Đơn vị sự nghiệp công lập"
        SCHOOL = "school", "Trường học, cơ sở giáo dục"
        HOSPITAL = "hospital", "Bệnh viện, cơ sở y tế"
        ENTERPRISE = "enterprise", "Doanh nghiệp, tổ chức kinh tế"
        SECTION = "section", "Phòng, tổ trực thuộc"
        DISTRICT = "district", "Huyện, thị xã, thành phố (cũ)"

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    name_fold = models.CharField(max_length=200, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    # False: the register goes back to valid_from only because it has to begin somewhere; the founding is not known.
    is_start_known = models.BooleanField(default=True)
    # How the unit signs its papers: name of the issuing agency, abbreviation in document symbols, office of its head.
    agency_name = models.CharField(max_length=200)
    symbol = models.CharField(max_length=20)
    head_title = models.CharField(max_length=120)
    place = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="unit_code_in_time",
            ),
        ]
        indexes = [
            models.Index(fields=["name_fold"], name="unit_name_fold"),
            models.Index(fields=["parent", "valid_to"], name="unit_below"),
        ]
        ordering = ["code"]

    @property
    def full_name(self) -> str:
        """The name by which a stranger knows it: a section with the unit it belongs to ("Văn phòng, Phường Hà Tu")."""
        if self.kind == self.Kind.SECTION and self.parent is not None:
            return f"{self.name}, {self.parent.name}"
        return self.name

    @cached_property
    def root(self) -> "Unit":
        """The unit at the top of its tree, itself when nobody stands above: the province. One query, once an object."""
        if self.parent_id is None:
            return self
        return self.ancestors().filter(parent__isnull=True).first() or self

    @property
    def shown_name(self) -> str:
        """The name in the tree: the root stands for the province, since Party bodies and the armed forces do not belong to
        its committee."""
        if self.parent_id is None and self.kind == self.Kind.PROVINCE:
            bare = self.name.removeprefix("Ủy ban nhân dân ")
            return bare[:1].upper() + bare[1:]
        return self.name

    def __str__(self) -> str:
        return self.name

    def fill_keys(self) -> "Unit":
        """Fill the derived fields; bulk writers call this because they pass by ``save``."""
        self.name = nfc(self.name)
        self.name_fold = fold(self.name)
        for name in ("agency_name", "symbol", "head_title", "place"):
            setattr(self, name, nfc(getattr(self, name)))
        return self

    def save(self, *args, **kwargs):
        self.fill_keys()
        super().save(*args, **kwargs)


class Reorganisation(models.Model):
    """One act that changed units on a day, with its legal basis: merged, split, renamed, abolished, moved (U1).

    ``moved`` holds what the act carried along, by primary key, so that undoing it puts everything back: grants ended
    (with the day they ended before) and opened, units that changed their superior, posts of people, accounts looked after
    there, and units that the act itself brought into the register (``loaded``), which leave it again.

    Personal data: the accounts that did and undid it.
    """

    class Kind(models.TextChoices):
        MERGE = "merge", "Sáp nhập"
        SPLIT = "split", "Chia, tách"
        RENAME = "rename", "Đổi tên, đổi loại hình"
        ABOLISH = "abolish", "Giải thể"
        MOVE = "move", "Chuyển cấp trên"
        REARRANGE = "rearrange", "Sắp xếp đồng loạt"

    kind = models.CharField(max_length=12, choices=Kind)
    under = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="reorganisations")
    on = models.DateField()
    basis_number = models.CharField(max_length=60)
    basis_dated = models.DateField()
    basis_issuer = models.CharField(max_length=120)
    note = models.CharField(max_length=300, blank=True)
    moved = models.JSONField(default=dict)
    done_at = models.DateTimeField()
    done_by = person_field(null=False, blank=False)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = person_field()
    undone_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=paired("undone_at", "undone_by"), name="reorganisation_undone_paired"),
            models.CheckConstraint(
                condition=models.Q(basis_dated__lte=models.F("on")), name="reorganisation_after_its_basis"
            ),
        ]

    @property
    def legal_basis(self) -> str:
        return legal_basis_text(self.basis_number, self.basis_dated, self.basis_issuer)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on:%d/%m/%Y}"

    @property
    def is_load(self) -> bool:
        """Whether the units came into the register with this act."""
        return bool(self.moved.get("loaded"))


def legal_basis_text(number: str, dated: date, issuer: str) -> str:
    """ "Nghị quyết 1679/NQ-UBTVQH15 ngày 16/06/2025 của Ủy ban Thường vụ Quốc hội": as papers cite it."""
    return f"{number} ngày {dated:%d/%m/%Y} của {issuer}"


class UnitSuccession(models.Model):
    """One unit's work, whole or in part, passed to another on a day (merge, split, rename).

    ``old`` is empty where the older unit stands in no register; its code and name stay as text in any case, as they were
    then. ``share``: percent of the old unit that passed, where known. ``is_main``: the new unit stands in for the old one
    where only one can. Every old unit ends the day before ``on`` and every new one exists on it, so no chain of rows can
    close to a circle. A row whose act was undone stays with ``holds`` false.

    No personal data.
    """

    old = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="successors", null=True, blank=True)
    old_code = models.CharField(max_length=20, blank=True)
    old_name = models.CharField(max_length=200)
    new = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="predecessors")
    on = models.DateField()
    is_part = models.BooleanField(default=False)
    share = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    is_main = models.BooleanField(default=True)
    holds = models.BooleanField(default=True)
    legal_basis = models.CharField(max_length=260)
    reorganisation = models.ForeignKey(
        Reorganisation, on_delete=models.PROTECT, related_name="successions", null=True, blank=True
    )

    class Meta:
        ordering = ["old_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(old__isnull=True) | ~models.Q(old=models.F("new")), name="succession_of_two_units"
            ),
            models.CheckConstraint(
                condition=models.Q(share__isnull=True) | models.Q(share__gt=0, share__lte=100), name="succession_share"
            ),
            models.UniqueConstraint(
                fields=["old", "new"], condition=models.Q(holds=True), name="one_succession_a_pair"
            ),
            models.UniqueConstraint(
                fields=["old"], condition=models.Q(holds=True, is_main=True), name="one_main_successor"
            ),
        ]


class FormerParent(models.Model):
    """The unit above another one before it changed, from a day to a day; ``parent`` empty: none stood above.

    A row whose act was undone has an empty life. No personal data.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="former_parents")
    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="former_children", null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    reorganisation = models.ForeignKey(Reorganisation, on_delete=models.PROTECT, related_name="former_parents")

    class Meta:
        ordering = ["unit", "-ends_on"]
        indexes = [models.Index(fields=["parent", "ends_on"], name="former_below")]


class Cluster(models.Model):
    """A cluster (cụm) or bloc (khối) in which units emulate and are compared (requirement S1).

    The basis is the decision that set it up, where it is known. One that was dissolved has the last day of its life.
    Personal data: who ended it.
    """

    class Kind(models.TextChoices):
        CLUSTER = "cum", "Cụm thi đua"
        BLOC = "khoi", "Khối thi đua"

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    organiser = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="clusters_organised")
    name_fold = models.CharField(max_length=200, editable=False, default="")
    # Which units belong together in it: "văn phòng cấp ủy các huyện, thị xã" (seed 3.30).
    scope = models.CharField(max_length=300, blank=True)
    basis_number = models.CharField(max_length=60, blank=True)
    basis_dated = models.DateField(null=True, blank=True)
    basis_issuer = models.CharField(max_length=200, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = person_field()
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=paired("ended_at", "ended_by"), name="cluster_ended_paired")]

    def __str__(self) -> str:
        return self.name

    @property
    def chief(self) -> str:
        """What its head is called: "Cụm trưởng" or "Khối trưởng"."""
        return "Cụm trưởng" if self.kind == self.Kind.CLUSTER else "Khối trưởng"

    @property
    def legal_basis(self) -> str:
        """The decision that set it up as papers cite it, "" where it is not known."""
        if not self.basis_number or self.basis_dated is None:
            return ""
        return legal_basis_text(self.basis_number, self.basis_dated, self.basis_issuer)

    def save(self, *args, **kwargs):
        self.name = nfc(self.name)
        self.name_fold = fold(self.name)
        super().save(*args, **kwargs)


class ClusterMembership(models.Model):
    """A unit's membership of a cluster in one year, with the role it holds there, or held when it left.

    A row ends and is never deleted: ``left_on`` is the first day without the unit. One that left may come back: a further
    row. Personal data: who entered that it left.
    """

    class Role(models.TextChoices):
        HEAD = "head", "Trưởng cụm, khối"
        DEPUTY = "deputy", "Phó trưởng cụm, khối"
        MEMBER = "member", "Thành viên"

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cluster_memberships")
    year = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    left_on = models.DateField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    left_by = person_field()

    objects = NotLeft()
    ever = models.Manager()

    class Meta:
        ordering = ["unit__code"]
        # the deleter and the checks of the framework see every row
        base_manager_name = "ever"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"], condition=models.Q(left_at=None), name="one_cluster_per_unit_and_year"
            ),
            models.UniqueConstraint(
                fields=["cluster", "year"],
                condition=models.Q(role="head", left_at=None),
                name="one_head_per_cluster_and_year",
            ),
            models.CheckConstraint(condition=paired("left_at", "left_by"), name="membership_left_paired"),
            models.CheckConstraint(condition=paired("left_on", "left_by"), name="membership_left_on_a_day"),
        ]


class RoleGrant(models.Model):
    """A role of an account in a unit, or in a cluster or council of it, from a day to a day.

    A delegation (ủy quyền) is such a row too: it names the grant it stems from and the document, and always has an end.
    ``ends_on`` is the last day on which the role holds. Personal data: who holds which office when.
    """

    class Role(models.TextChoices):
        OFFICER = "officer", "Chuyên viên thi đua, khen thưởng"
        HEAD = "head", "Thủ trưởng đơn vị"
        CLUSTER_HEAD = "cluster_head", "Trưởng cụm, khối"
        APPRAISER = "appraiser", "Cán bộ thẩm định"
        COUNCIL_MEMBER = "council_member", "Thành viên Hội đồng"
        COUNCIL_SECRETARY = "council_secretary", "Thư ký Hội đồng"
        COUNCIL_CHAIR = "council_chair", "Chủ tịch Hội đồng"
        DECIDER = "decider", "Người ký quyết định"
        CLERK = "clerk", "Văn thư"
        ACCOUNTANT = "accountant", "Kế toán"
        EDITOR = "editor", "Biên tập viên"
        MODERATOR = "moderator", "Người duyệt ý kiến bạn đọc"
        AUDITOR = "auditor", "Người kiểm soát"
        OPERATOR = "operator", "Kỹ thuật viên vận hành"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="grants", null=True, blank=True)
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="grants", null=True, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    granted_at = models.DateTimeField(null=True, blank=True)
    granted_by = person_field()
    # The paper the role rests on: the decision of appointment, the written delegation.
    document = models.CharField(max_length=200, blank=True)
    delegated_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="delegations", null=True, blank=True
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = person_field()
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=exactly_one("unit", "cluster"), name="grant_in_one_place"),
            models.CheckConstraint(condition=paired("granted_at", "granted_by"), name="grant_paired"),
            models.CheckConstraint(condition=paired("ended_at", "ended_by"), name="grant_ended_paired"),
            # Nghị định 30/2020/NĐ-CP, Điều 13: a delegation is written and limited in time.
            models.CheckConstraint(
                condition=models.Q(delegated_from__isnull=True)
                | (models.Q(ends_on__isnull=False) & ~models.Q(document="")),
                name="delegation_written_and_limited",
            ),
        ]
        indexes = [models.Index(fields=["user", "role"], name="grant_of_user")]

    @property
    def place(self) -> "Unit | Cluster":
        """The unit or the cluster in which the role holds."""
        place = self.unit or self.cluster
        assert place is not None
        return place


class StaffSession(models.Model):
    """A technician looks through the eyes of one person, reading only, for a limited time and a written reason.

    Personal data: that the screens of ``user`` were seen, by whom and why; the person is told by letter.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="staff_sessions")
    reason = models.CharField(max_length=300)
    began_at = models.DateTimeField()
    began_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = person_field()

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=paired("ended_at", "ended_by"), name="staff_session_ended_paired"),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("began_at")), name="staff_session_ends"),
            models.UniqueConstraint(
                fields=["began_by"], condition=models.Q(ended_at__isnull=True), name="one_open_staff_session"
            ),
        ]
