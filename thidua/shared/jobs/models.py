"""A job as people see it: what it does, how far it is, how it ended."""

from django.db import models

from thidua.shared.models import paired, person_field


class Job(models.Model):
    """One piece of long work asked for by one person (requirement Q5).

    A worker holds a lease on it and renews it; a job whose lease has run out is taken up again by another worker, at
    most :data:`MOST_ATTEMPTS` times. Lease times are real time, whatever day a practice province stands on.

    Personal data: the account that asked. Titles and sentences name files and figures, never people.
    """

    MOST_ATTEMPTS = 3

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ đến lượt"
        RUNNING = "running", "Đang làm"
        DONE = "done", "Đã xong"
        FAILED = "failed", "Không làm được"
        CANCELLED = "cancelled", "Đã dừng"

    LIVE = (State.WAITING, State.RUNNING)

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)
    # Of two requests with one key while the first is not over, the second gives the first job.
    key = models.CharField(max_length=120)
    back_url = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    sentence = models.CharField(max_length=500, blank=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    requested_at = models.DateTimeField()
    # Nobody: work of the daily round, which the system asks for itself.
    requested_by = person_field()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_by = person_field()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(state__in=["waiting", "running"]), name="one_live_job_per_key"
            ),
            models.CheckConstraint(condition=paired("cancel_asked_at", "cancel_asked_by"), name="job_cancel_paired"),
            models.CheckConstraint(
                condition=models.Q(state="running", lease_until__isnull=False)
                | (~models.Q(state="running") & models.Q(lease_until__isnull=True)),
                name="running_job_has_lease",
            ),
        ]
        indexes = [models.Index(fields=["requested_by", "-id"], name="job_of_person")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    @property
    def is_counted(self) -> bool:
        """Whether it is known how much there is to do."""
        return self.total > 0


class Round(models.Model):
    """One daily work on one day: there is never a second row, so that it is asked for once by however many workers.

    ``job`` is the last attempt a technician asked for, the first one as a rule. No personal data.
    """

    name = models.CharField(max_length=60)
    day = models.DateField()
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="round")

    class Meta:
        ordering = ["-day", "name"]
        constraints = [models.UniqueConstraint(fields=["name", "day"], name="one_round_a_day")]
