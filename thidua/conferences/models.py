"""Conferences, their agenda, who is invited and who came."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.db import models

from thidua.conferences.vocabulary import PURPOSES
from thidua.movements.lunar import name_of_year
from thidua.papers.models import Paper
from thidua.shared.models import Staged, paired, person_field
from thidua.units.models import Cluster, Unit


class Conference(Staged):
    """One conference; it may sum up one year and launch the next (seed documents 0, 1, 4).

    The years, the day it is held and the lunar year of a greeting are separate values: the summary of 2018 was held on
    26/01/2019 before the year Kỷ Hợi. Personal data: names and offices of who presided and who wrote the minutes.
    """

    LIFECYCLE = "conference"

    class Kind(models.TextChoices):
        LAUNCH = "launch", "Phát động, ký giao ước"
        BRIEFING = "briefing", "Giao ban"
        MID_YEAR = "mid_year", "Sơ kết"
        YEAR_END = "year_end", "Tổng kết"
        YEAR_END_LAUNCH = "year_end_launch", "Tổng kết, phát động năm sau"

    kind = models.CharField(max_length=20, choices=Kind)
    # Codes of vocabulary.PURPOSES: what the conference is for.
    purposes = models.JSONField(default=list, blank=True)
    title = models.CharField(max_length=300)
    theme = models.CharField(max_length=300, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="conferences")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, null=True, blank=True, related_name="conferences")
    # The member at whose place a cluster meets; the turn goes round (seed 3.2).
    host = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="conferences_hosted")
    year_summarised = models.PositiveSmallIntegerField(null=True, blank=True)
    year_launched = models.PositiveSmallIntegerField(null=True, blank=True)
    # The calendar year in which the greeted lunar year begins.
    lunar_year = models.PositiveSmallIntegerField(null=True, blank=True)
    held_on = models.DateField()
    begins = models.TimeField(default=time(8))
    place = models.CharField(max_length=160)
    # Percent of the invited units that must be present, and the rule that asks it; empty where no rule does.
    quorum = models.PositiveSmallIntegerField(null=True, blank=True)
    quorum_basis = models.CharField(max_length=200, blank=True)
    chair = models.CharField(max_length=200, blank=True)
    secretary = models.CharField(max_length=200, blank=True)
    ended = models.TimeField(null=True, blank=True)
    assessment = models.TextField(blank=True)
    conclusion = models.TextField(blank=True)
    invitation = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    minutes = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    minutes_docx = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    notice = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    planned_at = models.DateTimeField()
    planned_by = person_field(null=False)
    invited_at = models.DateTimeField(null=True, blank=True)
    invited_by = person_field()
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = person_field()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = person_field()
    cancelled_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=paired("held_at", "held_by"), name="conference_held_paired"),
            models.CheckConstraint(condition=paired("invited_at", "invited_by"), name="conference_invited_paired"),
            models.CheckConstraint(
                condition=paired("cancelled_at", "cancelled_by"), name="conference_cancelled_paired"
            ),
            models.CheckConstraint(
                condition=models.Q(quorum__isnull=True) | models.Q(quorum__gte=1, quorum__lte=100),
                name="conference_quorum_percent",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def lunar_label(self) -> str:
        """ "Kỷ Hợi 2019", or an empty text."""
        return f"{name_of_year(self.lunar_year)} {self.lunar_year}" if self.lunar_year else ""

    @property
    def purposes_label(self) -> str:
        return "; ".join(PURPOSES[code] for code in self.purposes if code in PURPOSES)


class AgendaPoint(models.Model):
    """One point of the run of show, with its length in minutes (0: not said) and who presents it.

    Personal data: the office, perhaps the name, of who speaks.
    """

    class Kind(models.TextChoices):
        OPENING = "opening", "Khai mạc"
        PERFORMANCE = "performance", "Văn nghệ"
        REPORT = "report", "Báo cáo"
        DISCUSSION = "discussion", "Thảo luận"
        AWARDS = "awards", "Trao thưởng"
        LAUNCH = "launch", "Phát động"
        ENROLMENT = "enrolment", "Đăng ký danh hiệu"
        HANDOVER = "handover", "Bàn giao trưởng cụm, khối"
        SIGNING = "signing", "Ký giao ước"
        SPEECH = "speech", "Phát biểu"
        GREETING = "greeting", "Chúc Tết"
        BREAK = "break", "Giải lao"
        CLOSING = "closing", "Kết luận, bế mạc"
        OTHER = "other", "Nội dung khác"

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="agenda")
    ordinal = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.CharField(max_length=300)
    minutes = models.PositiveSmallIntegerField(default=0)
    who = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["conference", "ordinal"], name="one_point_per_place")]


def planned_end(points: Iterable[AgendaPoint], begins: time) -> time | None:
    """When the last point ends; None where no length is said or where it would be past midnight."""
    minutes = sum(point.minutes for point in points)
    start = datetime.combine(datetime.min, begins)
    end = start + timedelta(minutes=minutes)
    return end.time() if minutes and end.date() == start.date() else None


def begins_of(points: list[AgendaPoint], begins: time) -> list[time]:
    """When each point begins, from the start and the lengths of those before it; past midnight it goes round."""
    moment, found = datetime.combine(datetime.min, begins), []
    for point in points:
        found.append(moment.time())
        moment += timedelta(minutes=point.minutes)
    return found


class Participation(models.Model):
    """A unit, one post of it, or a guest by role, invited to a conference: the answer, and whether it came.

    Personal data: name and office of who represents the unit. ``came_by`` is the account that noted the arrival; for one
    noted through the QR code without signing in, the account that issued the invitations (``came_how`` says which).
    """

    class Answer(models.TextChoices):
        NONE = "", "Chưa trả lời"
        COMES = "comes", "Sẽ dự"
        DEPUTY = "deputy", "Cử người dự thay"
        ABSENT = "absent", "Vắng, có lý do"

    class How(models.TextChoices):
        NONE = "", "—"
        LIST = "list", "Ghi tại bàn đón tiếp"
        RECORD = "record", "Ghi nhận khi lập biên bản"
        CODE = "code", "Quét mã giấy mời"
        DOOR = "door", "Quét mã tại cửa"

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="participation")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The post that is invited ("Chánh Văn phòng"), or the role of a guest ("Phó Bí thư Thường trực Thành ủy").
    title = models.CharField(max_length=200, blank=True)
    directs = models.BooleanField(default=False)
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answer_note = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = person_field()
    representative = models.CharField(max_length=200, blank=True)
    came = models.BooleanField(default=False)
    came_how = models.CharField(max_length=6, choices=How, blank=True)
    came_at = models.DateTimeField(null=True, blank=True)
    came_by = person_field()

    class Meta:
        ordering = [models.F("unit__code").asc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "unit"], name="one_participation_each"),
            models.UniqueConstraint(
                fields=["conference", "title"], condition=models.Q(unit__isnull=True), name="one_guest_of_a_role"
            ),
            models.CheckConstraint(
                condition=models.Q(unit__isnull=False) | ~models.Q(title=""), name="participation_of_somebody"
            ),
            models.CheckConstraint(
                condition=paired("answered_at", "answered_by"), name="participation_answered_paired"
            ),
            models.CheckConstraint(condition=paired("came_at", "came_by"), name="participation_came_paired"),
        ]

    @property
    def name(self) -> str:
        """Who is invited: the unit, with the post where one is named, or the role of the guest."""
        if self.unit is None:
            return self.title
        return f"{self.title}, {self.unit.name}" if self.title else self.unit.name


class UndoneArrival(models.Model):
    """An arrival that was noted by mistake and taken back: what had been noted, and when and by whom it was undone.

    Personal data: the accounts that noted and undid it, as in :class:`Participation`.
    """

    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="undone_arrivals")
    came_how = models.CharField(max_length=6, choices=Participation.How)
    came_at = models.DateTimeField()
    came_by = person_field(null=False)
    undone_at = models.DateTimeField()
    undone_by = person_field(null=False)

    class Meta:
        ordering = ["id"]


class ConferencePaper(models.Model):
    """A paper of a conference: a report, a draft plan with its versions, a document that steered the year (seed 0.22).

    No personal data of its own; what the files hold is the organiser's.
    """

    class Kind(models.TextChoices):
        REPORT = "report", "Báo cáo"
        PLAN = "plan", "Kế hoạch"
        RULES = "rules", "Quy chế hoạt động"
        SPEECH = "speech", "Bài phát biểu, tham luận"
        STEERING = "steering", "Văn bản chỉ đạo, hướng dẫn"
        OTHER = "other", "Tài liệu khác"

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="papers")
    ordinal = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=300)
    # Of a document somebody issued: its number, day and issuer.
    number_text = models.CharField(max_length=60, blank=True)
    dated = models.DateField(null=True, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField()
    added_by = person_field(null=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["ordinal", "id"]
        constraints = [
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="conference_paper_withdrawn")
        ]

    def __str__(self) -> str:
        return self.title


class PaperVersion(models.Model):
    """One file of a paper: drafts first, at last the final one. A version never changes; its SHA-256 proves that.

    Personal data: who uploaded it.
    """

    paper = models.ForeignKey(ConferencePaper, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    is_final = models.BooleanField(default=False)
    file = models.FileField(upload_to="conferences/%Y/", max_length=200)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()
    uploaded_by = person_field(null=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="one_version_per_number"),
            models.UniqueConstraint(fields=["paper"], condition=models.Q(is_final=True), name="one_final_version_each"),
        ]


class Remark(models.Model):
    """Something said at or for a conference: a comment on a paper, a statement, a proposal, a lesson, a task (seeds 0.4,
    0.8, 1.5, 2.8, 3.4).

    Personal data: the office, perhaps the name, of who said it.
    """

    class Kind(models.TextChoices):
        COMMENT = "comment", "Góp ý văn bản"
        STATEMENT = "statement", "Phát biểu, trao đổi"
        PROPOSAL = "proposal", "Sáng kiến, đề xuất"
        LESSON = "lesson", "Bài học kinh nghiệm"
        TASK = "task", "Phương hướng, nhiệm vụ"

    class Outcome(models.TextChoices):
        OPEN = "", "Chưa xử lý"
        ACCEPTED = "accepted", "Tiếp thu"
        PARTLY = "partly", "Tiếp thu một phần"
        REFUSED = "refused", "Không tiếp thu"
        DONE = "done", "Đã thực hiện"

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="remarks")
    kind = models.CharField(max_length=10, choices=Kind)
    paper = models.ForeignKey(ConferencePaper, on_delete=models.PROTECT, null=True, blank=True, related_name="remarks")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    speaker = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    due_on = models.DateField(null=True, blank=True)
    # The remark of an earlier conference that this one carries on.
    origin = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="carried_on")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    reply = models.TextField(blank=True)
    entered_at = models.DateTimeField()
    entered_by = person_field(null=False)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = person_field()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=paired("settled_at", "settled_by"), name="remark_settled_paired"),
            models.CheckConstraint(
                condition=~models.Q(kind="comment") | models.Q(paper__isnull=False), name="comment_on_a_paper"
            ),
        ]
