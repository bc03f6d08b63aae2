"""Councils, their decisions and rules, their members, sessions and agenda."""

from django.conf import settings
from django.db import models

from thidua.ballots.models import Ballot
from thidua.nominations.models import Nomination, NominationLine
from thidua.papers.models import Paper
from thidua.people.models import Person
from thidua.records.models import Initiative
from thidua.scoring.models import Standing
from thidua.shared.models import Staged, paired, person_field
from thidua.units.models import Unit


class Council(models.Model):
    """A council of a unit (requirement C1): emulation and commendation, initiatives, or another one set up for a purpose.

    ``legal_basis`` is the founding decision in words. No personal data of its own.
    """

    class Kind(models.TextChoices):
        EMULATION = "emulation", "Hội đồng Thi đua - Khen thưởng"
        INITIATIVE = "initiative", "Hội đồng sáng kiến"
        SPECIAL = "special", "Hội đồng khác"

    class Level(models.TextChoices):
        MINISTRY = "ministry", "Cấp bộ"
        PROVINCE = "province", "Cấp tỉnh"
        BASE = "base", "Cấp xã, cơ sở"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="councils")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.EMULATION)
    level = models.CharField(max_length=12, choices=Level, default=Level.BASE)
    name = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=300)
    standing_body = models.CharField(max_length=200, blank=True)
    established_on = models.DateField()
    # Last day of work, after a decision to dissolve.
    dissolved_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["unit__code"]
        # Which council of a unit is the newest is asked for every dossier that waits.
        indexes = [models.Index(fields=["unit", "-established_on", "-id"], name="newest_council_of_unit")]

    def __str__(self) -> str:
        return self.name


class CouncilDecision(models.Model):
    """A decision about a council itself: founded, its members changed, renewed for a term, dissolved. Never changed.

    Personal data: who entered it.
    """

    class Kind(models.TextChoices):
        FOUND = "found", "Thành lập"
        CHANGE = "change", "Kiện toàn"
        RENEW = "renew", "Nhiệm kỳ mới"
        DISSOLVE = "dissolve", "Giải thể"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind)
    document = models.CharField(max_length=300)
    effective_on = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    entered_at = models.DateTimeField()
    entered_by = person_field(null=False)

    class Meta:
        ordering = ["effective_on", "id"]


class CouncilRules(models.Model):
    """What the council's own working regulation says, from a day on. Empty: the regulation does not say (or nobody read it).

    ``quorum_percent`` and ``vote_percent`` only ever make the law stricter. ``advice_percent`` and ``advice_way`` rule what
    the law leaves to the regulation (initiatives, drafts). Personal data: who entered it.
    """

    class AdviceWay(models.TextChoices):
        BALLOT = "ballot", "Bỏ phiếu kín"
        MINUTES = "minutes", "Biểu quyết, ghi biên bản"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="rules")
    document = models.CharField(max_length=300)
    in_force_from = models.DateField()
    quorum_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    vote_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    advice_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    advice_way = models.CharField(max_length=10, choices=AdviceWay, blank=True)
    recuses_own_unit = models.BooleanField(null=True)
    substitutes_vote = models.BooleanField(null=True)
    entered_at = models.DateTimeField()
    entered_by = person_field(null=False)

    class Meta:
        ordering = ["-in_force_from", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["council", "in_force_from"], name="one_regulation_per_day"),
            models.CheckConstraint(
                condition=models.Q(quorum_percent__isnull=True) | models.Q(quorum_percent__range=(1, 100)),
                name="own_quorum_is_percent",
            ),
            models.CheckConstraint(
                condition=models.Q(vote_percent__isnull=True) | models.Q(vote_percent__range=(1, 100)),
                name="own_vote_is_percent",
            ),
            models.CheckConstraint(
                condition=models.Q(advice_percent__isnull=True) | models.Q(advice_percent__range=(1, 100)),
                name="own_advice_is_percent",
            ),
        ]


class CouncilMember(models.Model):
    """A member's term. Personal data: who sits in a council, as what, from when until when."""

    class Role(models.TextChoices):
        CHAIR = "chair", "Chủ tịch Hội đồng"
        STANDING_VICE = "standing", "Phó Chủ tịch thường trực"
        VICE_CHAIR = "vice_chair", "Phó Chủ tịch Hội đồng"
        SECRETARY = "secretary", "Thư ký"
        MEMBER = "member", "Ủy viên"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="council_memberships")
    role = models.CharField(max_length=12, choices=Role, default=Role.MEMBER)
    title = models.CharField(max_length=160, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    joined_by = models.ForeignKey(
        CouncilDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="joiners"
    )
    left_by = models.ForeignKey(
        CouncilDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="leavers"
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "user"], condition=models.Q(ends_on__isnull=True), name="one_open_term_per_member"
            )
        ]


class Substitution(models.Model):
    """Somebody who sits in a member's place during days. The seat stays one: whoever sits there votes for it.

    Personal data: who stands in for whom, on which paper.
    """

    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="substitutions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=160, blank=True)
    document = models.CharField(max_length=300)
    starts_on = models.DateField()
    ends_on = models.DateField()
    named_at = models.DateTimeField()
    named_by = person_field(null=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = person_field()

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(condition=paired("ended_at", "ended_by"), name="substitution_ended_paired"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="substitution_days_in_order"
            ),
        ]


class CouncilSession(Staged):
    """One meeting of a council, or one consultation of its members in writing.

    Personal data: who prepared, opened, presided, paused, closed, reopened it.
    """

    LIFECYCLE = "council_session"

    class Way(models.TextChoices):
        MEETING = "meeting", "Họp"
        WRITING = "writing", "Xin ý kiến bằng văn bản"

    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="sessions")
    way = models.CharField(max_length=10, choices=Way, default=Way.MEETING)
    year = models.PositiveSmallIntegerField()
    held_on = models.DateField()
    begins = models.TimeField(null=True, blank=True)
    # Last day on which written opinions are taken: of all in a consultation, of the absent ones of a meeting.
    replies_until = models.DateField(null=True, blank=True)
    # The day a paused session goes on.
    continues_on = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=160)
    # Total membership on the day of the session: the base of every threshold (Nghị định 98/2023, Điều 30 khoản 7).
    total_members = models.PositiveSmallIntegerField(default=0)
    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, null=True, blank=True, related_name="session")
    # What the room looks at; the member who presides.
    current = models.ForeignKey("AgendaItem", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    presider = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    prepared_at = models.DateTimeField()
    prepared_by = person_field(null=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = person_field()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = person_field()
    note = models.TextField(blank=True)
    invitation = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    minutes = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    count_sheet = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    proposed_list = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=paired("opened_at", "opened_by"), name="session_opened_paired"),
            models.CheckConstraint(condition=paired("closed_at", "closed_by"), name="session_closed_paired"),
            models.CheckConstraint(
                condition=models.Q(way="meeting") | models.Q(replies_until__isnull=False),
                name="written_session_has_last_day",
            ),
        ]

    @property
    def key(self) -> str:
        """How records of earlier stages name the session."""
        return f"councilsession:{self.pk}"

    @property
    def is_written(self) -> bool:
        return self.way == self.Way.WRITING


class Attendance(models.Model):
    """One seat of a session, frozen at its opening: who sat there and how. Comings and goings change ``mode``.

    ``user`` is who sat (the member or the substitute). Personal data: presence and the reason of an absence.
    """

    class Mode(models.TextChoices):
        PRESENT = "present", "Có mặt"
        ONLINE = "online", "Dự trực tuyến"
        ABSENT = "absent", "Vắng"
        WRITING = "writing", "Cho ý kiến bằng văn bản"

    session = models.ForeignKey(CouncilSession, on_delete=models.PROTECT, related_name="attendance")
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    is_present = models.BooleanField(default=False)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.ABSENT)
    reason = models.CharField(max_length=300, blank=True)
    # Left the council while the session was going on: the seat stays in the base of every threshold.
    removed_by = models.ForeignKey(CouncilDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="one_attendance_each"),
            models.CheckConstraint(
                condition=models.Q(is_present=True, mode__in=["present", "online"])
                | models.Q(is_present=False, mode__in=["absent", "writing"]),
                name="attendance_mode_fits",
            ),
        ]


class AgendaItem(models.Model):
    """One thing before the council, and how it went.

    Personal data: for an award or an initiative, who was discussed and what the council thought of it.
    """

    class Kind(models.TextChoices):
        AWARD = "award", "Khen thưởng"
        FLAG = "flag", "Đề nghị của cụm, khối"
        INITIATIVE = "initiative", "Sáng kiến"
        DRAFT = "draft", "Góp ý dự thảo"

    class Way(models.TextChoices):
        BALLOT = "ballot", "Bỏ phiếu kín"
        MINUTES = "minutes", "Thống nhất, ghi biên bản"
        WRITTEN = "written", "Ý kiến bằng văn bản"

    class Stage(models.TextChoices):
        WAITING = "waiting", "Chưa xét"
        OPEN = "open", "Đang xét"
        DISCUSSED = "discussed", "Đã thảo luận"
        DEFERRED = "deferred", "Để lại phiên sau"

    session = models.ForeignKey(CouncilSession, on_delete=models.PROTECT, related_name="agenda")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.AWARD)
    nomination = models.ForeignKey(
        Nomination, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    line = models.ForeignKey(
        NominationLine, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    standing = models.ForeignKey(Standing, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items")
    initiative = models.ForeignKey(
        Initiative, on_delete=models.PROTECT, null=True, blank=True, related_name="agenda_items"
    )
    # What no other stage holds: the words of an initiative or of a question about a draft, and whose it is.
    title = models.CharField(max_length=300, blank=True)
    detail = models.TextField(blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ordinal = models.PositiveIntegerField()
    way = models.CharField(max_length=10, choices=Way)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.WAITING)
    deferred_reason = models.CharField(max_length=300, blank=True)
    deferred_at = models.DateTimeField(null=True, blank=True)
    deferred_by = person_field()
    # All votes, written opinions included; how many of them were written stands beside.
    yes = models.PositiveSmallIntegerField(null=True, blank=True)
    no = models.PositiveSmallIntegerField(null=True, blank=True)
    blank = models.PositiveSmallIntegerField(null=True, blank=True)
    written_yes = models.PositiveSmallIntegerField(default=0)
    written_no = models.PositiveSmallIntegerField(default=0)
    written_blank = models.PositiveSmallIntegerField(default=0)
    threshold_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    needed = models.PositiveSmallIntegerField(null=True, blank=True)
    has_passed = models.BooleanField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    discussion = models.TextField(blank=True)

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["session", "line"], name="one_item_per_line"),
            models.UniqueConstraint(fields=["session", "ordinal"], name="one_item_per_place"),
            models.CheckConstraint(condition=paired("deferred_at", "deferred_by"), name="item_deferred_paired"),
            models.CheckConstraint(
                condition=models.Q(kind="award", line__isnull=False, nomination__isnull=False, standing__isnull=True)
                | models.Q(kind="flag", line__isnull=True, nomination__isnull=True, standing__isnull=False)
                | models.Q(
                    ~models.Q(title=""),
                    kind__in=["initiative", "draft"],
                    line__isnull=True,
                    nomination__isnull=True,
                    standing__isnull=True,
                ),
                name="item_is_about_one_thing",
            ),
        ]

    @property
    def award_code(self) -> str:
        """The award it is about; "" for what is no award."""
        if self.nomination is not None:
            return self.nomination.award_code
        return self.standing.proposed_award if self.standing is not None else ""

    @property
    def subject(self) -> str:
        """Who or what is before the council, in a few words."""
        if self.line is not None:
            return str(self.line.subject)
        return str(self.standing.unit) if self.standing is not None else self.title

    @property
    def progress(self) -> str:
        """Where the item stands, in words: with an outcome or with its hands recorded it is not "Chưa xét", whether or not
        the chair showed it on the screen."""
        if self.stage == self.Stage.DEFERRED:
            return self.get_stage_display()
        if self.has_passed is not None:
            return "Đã xét"
        if self.way == self.Way.MINUTES and self.yes is not None:
            return "Đã ghi biểu quyết"
        return self.get_stage_display()

    @property
    def key(self) -> str:
        """The key of the item in a ballot."""
        return f"line{self.line_id}" if self.line_id else f"item{self.pk}"
