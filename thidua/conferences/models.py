"""Conferences, their agenda, who is invited and who came."""

from datetime import datetime, time, timedelta

from django.db import models

from thidua.conferences.vocabulary import PURPOSES
from thidua.honours.models import Honour
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


class Figure(models.Model):
    """One figure of the summary: plan, result and last year's result in a unit of measure, as declared in all and by
    member (seeds 4.4, 4.5, 4.22, 4.26–4.28). It is used nowhere before it is confirmed.

    ``explained``: why it stands although the check of plausibility asked. No personal data.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="figures")
    name = models.CharField(max_length=200)
    measure = models.CharField(max_length=12)
    source = models.CharField(max_length=200, blank=True)
    plan = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    result = models.DecimalField(max_digits=20, decimal_places=4)
    last_year = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    explained = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField()
    entered_by = person_field(null=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = person_field()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "name"], name="one_figure_per_name"),
            models.CheckConstraint(condition=paired("confirmed_at", "confirmed_by"), name="figure_confirmed_paired"),
        ]

    def __str__(self) -> str:
        return self.name


class FigureLine(models.Model):
    """The share of one member unit in a figure. No personal data."""

    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="lines")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    plan = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    result = models.DecimalField(max_digits=20, decimal_places=4)
    last_year = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ["unit__code"]
        constraints = [models.UniqueConstraint(fields=["figure", "unit"], name="one_figure_line_each")]


class CeremonyLine(models.Model):
    """One honour in the order in which it is called up at a conference, and who handed it over.

    Personal data: office or name of who handed it over; the honour itself is published with its decision.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="ceremony")
    ordinal = models.PositiveIntegerField()
    honour = models.ForeignKey(Honour, on_delete=models.PROTECT, related_name="+")
    giver = models.CharField(max_length=200, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    handed_by = person_field()

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "ordinal"], name="one_call_per_place"),
            models.UniqueConstraint(fields=["conference", "honour"], name="one_call_per_honour"),
            models.CheckConstraint(condition=paired("handed_at", "handed_by"), name="ceremony_handed_paired"),
        ]


class Handover(models.Model):
    """The head of a cluster hands the chair over for a year: files, practice of the seal, unfinished tasks (seed 4.12).

    Personal data: names and offices of who gave and who took.
    """

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="handovers")
    year = models.PositiveSmallIntegerField()
    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, null=True, blank=True, related_name="handovers"
    )
    giver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    given_by_name = models.CharField(max_length=200)
    taken_by_name = models.CharField(max_length=200)
    handed_on = models.DateField()
    files = models.TextField()
    seal = models.CharField(max_length=300)
    unfinished = models.TextField(blank=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = person_field(null=False)

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "year"], name="one_handover_per_cluster_and_year"),
            models.CheckConstraint(condition=~models.Q(giver=models.F("taker")), name="handover_between_two"),
        ]


class Photo(models.Model):
    """A picture of a conference in two sizes, made anew from the upload: nothing of the camera or the place stays in it.

    Personal data: faces of those who were at a public event. ``withdrawn`` pictures are shown to nobody.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="photos")
    ordinal = models.PositiveSmallIntegerField()
    caption = models.CharField(max_length=300)
    alt = models.CharField(max_length=300)
    large = models.FileField(upload_to="album/%Y/", max_length=200)
    small = models.FileField(upload_to="album/%Y/", max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    # Of the upload: the same picture does not come in twice.
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = person_field(null=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["ordinal", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "sha256"], condition=models.Q(withdrawn_at__isnull=True), name="one_photo_each"
            ),
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="photo_withdrawn_paired"),
        ]
