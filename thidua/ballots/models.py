"""Ballots that nobody can open early and that do not say whose they are."""

import uuid

from django.conf import settings
from django.db import models

from thidua.shared.models import Staged, paired, person_field
from thidua.units.models import Unit


class Ballot(Staged):
    """One secret vote on a list of items. See docs/trust.md for what is protected against whom."""

    LIFECYCLE = "ballot"

    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="ballots")
    # [{"key": str, "label": str, "award_code": str}], frozen at opening.
    items = models.JSONField(default=list)
    total_members = models.PositiveSmallIntegerField()
    public_key = models.BinaryField(null=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = person_field()
    counted_at = models.DateTimeField(null=True, blank=True)
    counted_by = person_field()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = person_field()
    cancelled_reason = models.CharField(max_length=300, blank=True)
    # After counting: the published list [{"receipt": str, "choices": {key: "yes"|"no"|"blank"}}], sorted by receipt,
    # and per item {"yes": n, "no": n, "blank": n}. Anybody can recount the second from the first.
    published = models.JSONField(null=True)
    counts = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=paired("opened_at", "opened_by"), name="ballot_opened_paired"),
            models.CheckConstraint(condition=paired("counted_at", "counted_by"), name="ballot_counted_paired"),
            models.CheckConstraint(condition=paired("cancelled_at", "cancelled_by"), name="ballot_cancelled_paired"),
        ]


class BallotTrustee(models.Model):
    """One of the two people whose pass phrases together open the box; only a sealed share is stored."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="trustees")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    salt = models.BinaryField()
    sealed_share = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "user"], name="one_share_each")]


class BallotVoter(models.Model):
    """Who may vote, and whether they have; never when, never what."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="voters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    has_voted = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "user"], name="one_vote_each")]


class BallotSlot(models.Model):
    """A place for one sealed envelope. All places are made at opening and filled in random order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="slots")
    envelope = models.BinaryField(null=True)
