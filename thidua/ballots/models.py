"""Ballots that nobody can open early and that do not say whose they are."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F

from thidua.shared.models import Staged, paired, person_field
from thidua.units.models import Unit


class Ballot(Staged):
    """One secret vote on a list of items. See docs/trust.md for what is protected against whom.

    Personal data: none about voters; the items name nominees.
    """

    class Mode(models.TextChoices):
        ENCRYPTED = "encrypted", "Mã hóa trên máy của thành viên"
        ROOM = "room", "Niêm phong trên máy chủ (họp tại một phòng)"

    LIFECYCLE = "ballot"

    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="ballots")
    # [{"key": str, "label": str, "award_code": str}], frozen at opening.
    items = models.JSONField(default=list)
    total_members = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.ROOM)
    public_key = models.BinaryField(null=True)
    # Encrypted ballots: a random name inside every proof, how many trustees open the sum, the public keys of the cards
    # (hexadecimal, sorted), the text frozen at opening whose SHA-256 all compare, and after closing the sum of all papers
    # (hexadecimal, one for each item).
    public_id = models.CharField(max_length=32, blank=True)
    trustees_needed = models.PositiveSmallIntegerField(default=2)
    credentials = models.JSONField(default=list)
    manifest = models.TextField(blank=True)
    sums = models.JSONField(null=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = person_field()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = person_field()
    counted_at = models.DateTimeField(null=True, blank=True)
    counted_by = person_field()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = person_field()
    cancelled_reason = models.CharField(max_length=300, blank=True)
    # After counting: the published list [{"receipt": str, "choices": {key: "yes"|"no"|"blank"}}], sorted by receipt,
    # and per item {"yes": n, "no": n, "blank": n}. Anybody can recount the second from the first.
    # The list exists in the mode "room" only: an encrypted ballot publishes papers, sums and proofs instead.
    published = models.JSONField(null=True)
    counts = models.JSONField(null=True)
    # Where the counts come from: {"online"|"paper"|"written": {key: {"yes", "no", "blank", "invalid"}}}.
    tally = models.JSONField(null=True)
    # The numbers of the count, in papers; they must add up, and the database itself refuses others.
    eligible = models.PositiveSmallIntegerField(null=True)
    not_cast = models.PositiveSmallIntegerField(null=True)
    cast_online = models.PositiveSmallIntegerField(null=True)
    cast_paper = models.PositiveSmallIntegerField(null=True)
    cast_written = models.PositiveSmallIntegerField(null=True)
    valid = models.PositiveSmallIntegerField(null=True)
    invalid = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(eligible__isnull=True)
                | models.Q(
                    eligible=F("cast_online") + F("cast_paper") + F("cast_written") + F("not_cast"),
                    valid=F("cast_online") + F("cast_paper") + F("cast_written") - F("invalid"),
                ),
                name="ballot_adds_up",
            ),
            models.CheckConstraint(condition=paired("closed_at", "closed_by"), name="ballot_closed_paired"),
            models.CheckConstraint(condition=paired("opened_at", "opened_by"), name="ballot_opened_paired"),
            models.CheckConstraint(condition=paired("counted_at", "counted_by"), name="ballot_counted_paired"),
            models.CheckConstraint(condition=paired("cancelled_at", "cancelled_by"), name="ballot_cancelled_paired"),
        ]


class BallotTrustee(models.Model):
    """One of those who together open the box, and what that person's device published for it.

    In the mode "room" exactly two, each with a share locked by a pass phrase. Encrypted: the three rounds of making the
    key and, after closing, the decryption factors (secretballot.trustees); nothing secret is stored.
    Personal data: who keeps the box.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="trustees")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    salt = models.BinaryField(default=bytes)
    sealed_share = models.BinaryField(default=bytes)
    enrolment = models.BinaryField(default=bytes)
    dealing = models.BinaryField(default=bytes)
    acceptance = models.BinaryField(default=bytes)
    factors = models.BinaryField(default=bytes)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "user"], name="one_share_each")]


class BallotVoter(models.Model):
    """Who may vote, and in which way they have; never when, never what.

    Personal data: that a person voted, as a signed list at a meeting would say.
    """

    class Way(models.TextChoices):
        ONLINE = "online", "Trên hệ thống"
        PAPER = "paper", "Phiếu giấy"
        WRITTEN = "written", "Ý kiến bằng văn bản"

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="voters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    has_voted = models.BooleanField(default=False)  # for a paper ballot: it was handed out
    way = models.CharField(max_length=8, choices=Way, blank=True)
    # Left the council while the box was open, before voting.
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = person_field()
    struck_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "user"], name="one_vote_each"),
            models.CheckConstraint(
                condition=models.Q(has_voted=False, way="") | (models.Q(has_voted=True) & ~models.Q(way="")),
                name="voted_in_one_way",
            ),
            models.CheckConstraint(condition=paired("struck_at", "struck_by"), name="voter_struck_paired"),
            models.CheckConstraint(
                condition=models.Q(struck_by__isnull=True) | models.Q(has_voted=False), name="struck_never_voted"
            ),
        ]


class BallotSlot(models.Model):
    """A place for one sealed envelope or encrypted paper. All places are made at opening; what lies in them is dealt anew
    at random with every vote. Personal data: none, that is its purpose."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="slots")
    envelope = models.BinaryField(null=True)
    credential = models.CharField(max_length=64, blank=True)  # of an encrypted paper, hexadecimal: one card, one paper

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ballot", "credential"], condition=~models.Q(credential=""), name="one_paper_a_card"
            )
        ]


class PaperCount(models.Model):
    """The hand count of the paper ballots as one person entered it; two different people's must agree.

    Personal data: who entered.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="paper_counts")
    issued = models.PositiveSmallIntegerField()
    returned = models.PositiveSmallIntegerField()
    spoiled = models.PositiveSmallIntegerField()  # invalid as a whole
    # {key: {"yes", "no", "blank", "invalid"}}; each row adds up to ``returned``.
    counts = models.JSONField()
    entered_at = models.DateTimeField()
    entered_by = person_field(null=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "entered_by"], name="one_paper_count_each"),
            models.CheckConstraint(
                condition=models.Q(returned__lte=F("issued"), spoiled__lte=F("returned")), name="paper_count_adds_up"
            ),
        ]


class WrittenOpinion(models.Model):
    """A member's signed written opinion (phiếu lấy ý kiến bằng văn bản): open, by name, added to the result and shown apart.

    Personal data: the person's opinion on every nominee, as signed; seen by those who run the ballot, its trustees and
    the person.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="opinions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=200)  # number and date of the signed paper
    choices = models.JSONField()
    recorded_at = models.DateTimeField()
    recorded_by = person_field(null=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "user"], name="one_written_opinion_each")]
