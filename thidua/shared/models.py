"""Audit chain, outbox, demo clock, and the base of everything with a life-cycle."""

from django.conf import settings
from django.db import models

from rulebook.lifecycles import LIFECYCLES


def paired(at: str, by: str) -> models.Q:
    """Both or neither: a moment without a person, or a person without a moment, is refused by the database."""
    return models.Q(**{f"{at}__isnull": True, f"{by}__isnull": True}) | models.Q(
        **{f"{at}__isnull": False, f"{by}__isnull": False}
    )


def exactly_one(*names: str) -> models.Q:
    """Exactly one of the named fields is filled."""
    total = models.Q(pk__in=[])
    for name in names:
        total |= models.Q(**{f"{other}__isnull": other != name for other in names})
    return total


def person_field(**kwargs) -> models.ForeignKey:
    """The person who did something; never deleted with the account."""
    kwargs.setdefault("null", True)
    kwargs.setdefault("blank", True)
    return models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", **kwargs)


class Staged(models.Model):
    """A thing with a life-cycle. ``state`` changes only through :func:`thidua.shared.gate.pass_gate`.

    ``version`` grows with every change, so that a stale page is noticed.
    """

    LIFECYCLE = ""

    state = models.CharField(max_length=20)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    @property
    def state_label(self) -> str:
        return LIFECYCLES[self.LIFECYCLE].states[self.state]

    def save(self, *args, **kwargs):
        if not self.state:
            self.state = LIFECYCLES[self.LIFECYCLE].start
        super().save(*args, **kwargs)


class AuditEvent(models.Model):
    """One act, chained by SHA-256 to the one before. Append-only: the database refuses change and removal.

    Personal data: the acting account and the ids of things; names and sensitive values do not belong in ``detail``.
    """

    seq = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    act = models.CharField(max_length=60)
    thing_kind = models.CharField(max_length=40)
    thing_id = models.CharField(max_length=40)
    detail = models.JSONField(default=dict)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["seq"]
        indexes = [models.Index(fields=["thing_kind", "thing_id", "seq"], name="audit_thing")]


class Letter(models.Model):
    """A letter waiting in, or gone from, the outbox. An officer can read it before it leaves.

    Personal data: recipient's account and the text of the letter.
    """

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="letters")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    queued_at = models.DateTimeField()
    queued_by = person_field()
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-queued_at", "-id"]
        indexes = [models.Index(fields=["to", "-queued_at"], name="letter_to")]


class DemoClock(models.Model):
    """The day on which a practice province stands; no row means real time. Read in demo mode only."""

    today = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_demo_clock")]
