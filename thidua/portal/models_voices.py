"""What readers say: comments on articles, polls, messages to the office (requirement T1)."""

from django.db import models

from thidua.portal.models import Article
from thidua.shared.models import Staged, paired, person_field
from thidua.units.models import Unit


class Comment(Staged):
    """A reader's word on an article: kept with time and state, never shown before somebody decided (seed 0.43).

    Personal data: name as the writer wants it shown; e-mail for the office only, emptied when it was not published or is
    taken off; ``source`` is a keyed hash of the address that changes every day, emptied at the decision.
    """

    LIFECYCLE = "comment"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="comments")
    name = models.CharField(max_length=100)
    email = models.EmailField(blank=True)
    title = models.CharField(max_length=150)
    text = models.TextField(max_length=3000)
    # Why a person should look twice: links, capitals, letters of other scripts among Latin ones.
    doubts = models.JSONField(default=list, blank=True)
    sent_at = models.DateTimeField()
    source = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = person_field()
    decided_reason = models.CharField(max_length=300, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = person_field()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=paired("decided_at", "decided_by"), name="voice_decided_paired"),
            models.CheckConstraint(condition=paired("answered_at", "answered_by"), name="voice_answered_paired"),
        ]
        indexes = [
            models.Index(fields=["source", "sent_at"], name="voice_flood"),
            models.Index(fields=["article", "state"], name="voice_of_article"),
        ]


class Poll(Staged):
    """A question to the readers with choices, open between two days; one vote a device (seeds 0.45–0.47)."""

    LIFECYCLE = "poll"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="polls")
    question = models.CharField(max_length=300)
    closes_on = models.DateField()
    drafted_at = models.DateTimeField()
    drafted_by = person_field(null=False)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = person_field()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = person_field()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=paired("opened_at", "opened_by"), name="poll_opened_paired"),
            models.CheckConstraint(condition=paired("closed_at", "closed_by"), name="poll_closed_paired"),
        ]

    def __str__(self) -> str:
        return self.question


class PollChoice(models.Model):
    """One of the answers a poll offers, in its printed order."""

    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="choices")
    ordinal = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=100)

    class Meta:
        ordering = ["ordinal"]
        constraints = [models.UniqueConstraint(fields=["poll", "ordinal"], name="one_choice_a_place")]


class PollVote(models.Model):
    """One vote. ``device`` is a keyed hash of a mark in the reader's browser, another one for every poll; ``source`` as in
    :class:`Comment`, emptied when the poll is closed."""

    poll = models.ForeignKey(Poll, on_delete=models.PROTECT, related_name="votes")
    choice = models.ForeignKey(PollChoice, on_delete=models.PROTECT, related_name="votes")
    device = models.CharField(max_length=64)
    source = models.CharField(max_length=64, blank=True)
    voted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "device"], name="one_vote_a_device")]
        indexes = [models.Index(fields=["poll", "source", "voted_at"], name="poll_flood")]


class Message(Staged):
    """A reader's message to the office (contact, feedback, a request to take something down), answered under a code that
    only the writer has.

    Personal data: name, a way to reach the writer, the text; read by editors of the unit only, never public.
    """

    LIFECYCLE = "message"

    class Subject(models.TextChoices):
        QUESTION = "question", "Hỏi về thi đua, khen thưởng"
        MISTAKE = "mistake", "Báo sai sót trên cổng thông tin"
        REMOVAL = "removal", "Đề nghị gỡ, sửa thông tin về mình"
        PRAISE = "praise", "Giới thiệu gương người tốt, việc tốt"
        OTHER = "other", "Việc khác"

    class Outcome(models.TextChoices):
        """What became of a request to take something down."""

        REMOVED = "removed", "Đã gỡ"
        CHANGED = "changed", "Đã sửa"
        KEPT = "kept", "Giữ nguyên, có lý do"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="messages_received")
    subject = models.CharField(max_length=10, choices=Subject)
    name = models.CharField(max_length=100)
    contact = models.CharField(max_length=120, blank=True)
    # The page it is about, as the reader gave it.
    page = models.CharField(max_length=300, blank=True)
    text = models.TextField(max_length=3000)
    # Keyed hash of the code the writer was shown once.
    code_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    source = models.CharField(max_length=64, blank=True)
    answer = models.TextField(blank=True)
    # Of an answered request to take something down, of no other message.
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = person_field()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=paired("answered_at", "answered_by"), name="message_answered_paired"),
            models.CheckConstraint(
                condition=models.Q(outcome="") | models.Q(state="answered", subject="removal"),
                name="message_outcome_of_a_removal",
            ),
        ]
        indexes = [models.Index(fields=["source", "sent_at"], name="message_flood")]
