"""What surrounds a session: papers and who read them, answers, questions, recusals, written opinions, what happened to it."""

from django.conf import settings
from django.db import models

from thidua.councils.models import AgendaItem, CouncilMember, CouncilSession
from thidua.papers.models import Paper
from thidua.shared.models import paired, person_field


class SessionPaper(models.Model):
    """A paper handed out before a session. The file never changes; its SHA-256 proves that.

    Personal data: what the file holds is the secretary's; who uploaded it.
    """

    session = models.ForeignKey(CouncilSession, on_delete=models.PROTECT, related_name="handouts")
    ordinal = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    file = models.FileField(upload_to="councils/%Y/", max_length=200)
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = person_field(null=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["session", "ordinal"], name="one_handout_per_place"),
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="handout_withdrawn_paired"),
        ]


class PaperReading(models.Model):
    """A member opened a paper: the receipt the secretary sees. Personal data: who read what, when first."""

    paper = models.ForeignKey(SessionPaper, on_delete=models.PROTECT, related_name="readings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["paper", "user"], name="one_reading_each")]


class SessionReply(models.Model):
    """A member's answer to the invitation; said anew, the last word stands. Personal data: presence and reason."""

    class Answer(models.TextChoices):
        COMES = "comes", "Sẽ dự họp"
        ONLINE = "online", "Sẽ dự trực tuyến"
        ABSENT = "absent", "Vắng, gửi ý kiến bằng văn bản"

    session = models.ForeignKey(CouncilSession, on_delete=models.PROTECT, related_name="replies")
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer)
    reason = models.CharField(max_length=300, blank=True)
    replied_at = models.DateTimeField()
    replied_by = person_field(null=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="one_reply_each"),
            models.CheckConstraint(
                condition=~models.Q(answer="absent") | ~models.Q(reason=""), name="absence_says_why"
            ),
        ]


class Question(models.Model):
    """What a member asks before or at a session, and the answer all members read. Personal data: who asked what."""

    session = models.ForeignKey(CouncilSession, on_delete=models.PROTECT, related_name="questions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="questions")
    text = models.CharField(max_length=1000)
    asked_at = models.DateTimeField()
    asked_by = person_field(null=False)
    answer = models.CharField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = person_field()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=paired("answered_at", "answered_by"), name="question_answered_paired"),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answer="")
                | (models.Q(answered_at__isnull=False) & ~models.Q(answer="")),
                name="question_answered_in_words",
            ),
        ]


class Recusal(models.Model):
    """A member who does not vote on an item, and why. Personal data: kinship or membership that makes somebody partial."""

    class Ground(models.TextChoices):
        NOMINEE = "nominee", "là người được đề nghị"
        RELATIVE = "relative", "có người thân được đề nghị"
        OWN_UNIT = "own_unit", "thuộc đơn vị được đề nghị"
        OTHER = "other", "lý do khác"

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="recusals")
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=10, choices=Ground)
    reason = models.CharField(max_length=300, blank=True)
    # Nobody, where the system found it in the record.
    noted_at = models.DateTimeField()
    noted_by = person_field()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = person_field()

    class Meta:
        ordering = ["member_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "member"], condition=models.Q(taken_back_at__isnull=True), name="one_recusal_each"
            ),
            models.CheckConstraint(condition=paired("taken_back_at", "taken_back_by"), name="recusal_back_paired"),
        ]


class MemberOpinion(models.Model):
    """The signed opinion of a member who is not in the room. Not secret; nobody but the author reads it before closing.

    Personal data: what a member thinks of a nominee.
    """

    class Choice(models.TextChoices):
        YES = "yes", "Đồng ý"
        NO = "no", "Không đồng ý"
        BLANK = "blank", "Không có ý kiến"

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="opinions")
    member = models.ForeignKey(CouncilMember, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=5, choices=Choice)
    reason = models.CharField(max_length=500, blank=True)
    given_at = models.DateTimeField()
    given_by = person_field(null=False)
    # Set aside because the member came to the meeting after all.
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_by = person_field()

    class Meta:
        ordering = ["item_id", "member_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "member"], condition=models.Q(set_aside_at__isnull=True), name="one_opinion_each"
            ),
            models.CheckConstraint(condition=paired("set_aside_at", "set_aside_by"), name="opinion_aside_paired"),
        ]


class SessionEvent(models.Model):
    """What happened to a session out of the ordinary: moved, paused, resumed, cancelled, reopened, somebody came or left.

    The minutes tell it. Personal data: who did it; a reason may name a person.
    """

    class Kind(models.TextChoices):
        MOVED = "moved", "Đổi lịch"
        PAUSED = "paused", "Tạm hoãn"
        RESUMED = "resumed", "Họp tiếp"
        CANCELLED = "cancelled", "Hủy phiên họp"
        REOPENED = "reopened", "Mở lại"
        CAME = "came", "Đến dự"
        LEFT = "left", "Rời họp"
        REMOVED = "removed", "Thôi thành viên khi phiên họp đang mở"
        OTHER_YEAR = "other_year", "Đưa hồ sơ của năm khác vào chương trình"

    session = models.ForeignKey(CouncilSession, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=500)
    # The minutes a reopening put aside; they stay among the papers of the unit.
    minutes = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    noted_at = models.DateTimeField()
    noted_by = person_field(null=False)

    class Meta:
        ordering = ["id"]
