"""Audit chain, outbox, demo clock, and the base of everything with a life-cycle."""

from django.conf import settings
from django.db import models

from rulebook.lifecycles import LIFECYCLES


class NotEnded(models.Manager):
    """Only rows that have not ended (``ended``, a moment, is empty); all of them are found with the manager ``ever``.

    Joins do not pass through a manager: say in them that the row has not ended. Related managers are made from the class
    alone, so another name of the field is a class of its own.
    """

    ended = "ended_at"

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(**{self.ended: None})


class NotLeft(NotEnded):
    """Only members that have not left."""

    ended = "left_at"


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
            self.state = LIFECYCLES[self.LIFECYCLE].starts[0]
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


class Dispatch(models.Model):
    """What one act, or one daily round, has to tell: one letter to each of its readers. The desk of notices shows these.

    ``unit``: whose act it was; its officers read the text before it leaves. ``covering``: a sentence of theirs above it.

    Personal data: the title may name a person or a unit.
    """

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    title_fold = models.CharField(max_length=200, editable=False)
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.CharField(max_length=40, blank=True)
    # Units build on this package, hence by name. Empty only before an installation has its first unit.
    unit = models.ForeignKey("thidua.Unit", on_delete=models.PROTECT, null=True, related_name="dispatches")
    covering = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    queued_at = models.DateTimeField()
    queued_by = person_field()

    class Meta:
        ordering = ["-queued_at", "-id"]
        indexes = [
            models.Index(fields=["unit", "-queued_at"], name="dispatch_of_unit"),
            models.Index(fields=["kind", "-queued_at"], name="dispatch_of_kind"),
        ]

    def __str__(self) -> str:
        return self.title


class Letter(Staged):
    """One letter of a dispatch to one person. An officer can read it before it leaves.

    It is read in the system from the moment nothing holds it up, and leaves by e-mail when the person has an address and
    has not declined its kind. ``key`` tells the same letter for the same occasion: there is never a second one.
    ``not_before`` and ``lease_until`` are real time, whatever day a practice province stands on.

    Personal data: recipient's account and the text of the letter; whether and when it was read.
    """

    LIFECYCLE = "letter"
    # Not (or no longer) for the reader's eyes.
    UNSEEN = ("look", "held", "cancelled")

    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="letters")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="letters")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    key = models.CharField(max_length=64, unique=True)
    queued_at = models.DateTimeField()
    queued_by = person_field()
    is_urgent = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_reason = models.CharField(max_length=500, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = person_field()
    cancelled_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-queued_at", "-id"]
        indexes = [
            models.Index(fields=["to", "-queued_at"], name="letter_to"),
            models.Index(fields=["dispatch", "state"], name="letter_of_dispatch"),
            # The few that still have a way to go, among all that ever went.
            models.Index(
                fields=["queued_at", "id"],
                condition=models.Q(state__in=["waiting", "sending"]),
                name="letter_on_its_way",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=paired("cancelled_at", "cancelled_by"), name="letter_cancelled_paired"),
            models.CheckConstraint(
                condition=models.Q(state="sending", lease_until__isnull=False)
                | (~models.Q(state="sending") & models.Q(lease_until__isnull=True)),
                name="letter_being_sent_has_lease",
            ),
        ]


class KindRule(models.Model):
    """A kind of letters that waits for a look before it leaves, or no longer does. Chosen by the agency. No personal
    data beyond who chose."""

    kind = models.CharField(max_length=60, unique=True)
    waits = models.BooleanField()
    changed_at = models.DateTimeField()
    changed_by = person_field(null=False)


class DeclinedKind(models.Model):
    """A kind of letters that a person reads in the system only, not by e-mail.

    Personal data: the choice of the account.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="declined_kinds")
    kind = models.CharField(max_length=60)
    declined_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="one_choice_per_kind")]


class MailServer(models.Model):
    """How the mail server was last found: at most one row. While it gives no answer nothing is tried before
    ``not_before`` (real time). No personal data."""

    failures = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=500, blank=True)
    since = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_mail_server")]


class DemoClock(models.Model):
    """The day on which a practice province stands; no row means real time. Read in demo mode only."""

    today = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_demo_clock")]
