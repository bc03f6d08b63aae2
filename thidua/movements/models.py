"""Movements, the units they reach, what guides them, how they are reviewed, and the days they are held around."""

from datetime import date

from django.db import models

from thidua.papers.models import Paper
from thidua.people.models import Person
from thidua.shared.models import Staged, paired, person_field
from thidua.units.models import Unit


class Movement(Staged):
    """An emulation movement (phong trào thi đua), requirement M1. Luật TĐKT 2022, Điều 16–18.

    ``national``: code of the nationwide movement it answers (a rule of area "movements" in the rulebook), "" for none.
    ``answer_by``: until when the units it reaches shall answer. ``midterm_on``: day planned for the mid-term review.
    Texts with one item a line: content, criteria, measures, steps (of the plan), coordinators ("body: what it does"),
    linked (resolutions and themes).

    Personal data: the accounts that drafted, launched, summed up and withdrew it.
    """

    LIFECYCLE = "movement"

    class Kind(models.TextChoices):
        REGULAR = "regular", "Thi đua thường xuyên"
        THEMATIC = "thematic", "Thi đua theo chuyên đề"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="movements")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REGULAR)
    title = models.CharField(max_length=300)
    title_fold = models.CharField(max_length=300, editable=False)
    slogan = models.CharField(max_length=300, blank=True)
    objective = models.TextField(blank=True)
    scope = models.TextField(blank=True)
    subjects = models.TextField(blank=True)
    content = models.TextField(blank=True)
    criteria = models.TextField(blank=True)
    measures = models.TextField(blank=True)
    steps = models.TextField(blank=True)
    coordinators = models.TextField(blank=True)
    linked = models.TextField(blank=True)
    national = models.CharField(max_length=60, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    midterm_on = models.DateField(null=True, blank=True)
    answer_by = models.DateField(null=True, blank=True)
    budget_vnd = models.PositiveBigIntegerField(null=True, blank=True)
    plan = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    drafted_at = models.DateTimeField()
    drafted_by = person_field(null=False)
    launched_at = models.DateTimeField(null=True, blank=True)
    launched_by = person_field()
    summed_up_at = models.DateTimeField(null=True, blank=True)
    summed_up_by = person_field()
    summary = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-year", "-id"]
        constraints = [
            models.CheckConstraint(condition=paired("launched_at", "launched_by"), name="movement_launched_paired"),
            models.CheckConstraint(condition=paired("summed_up_at", "summed_up_by"), name="movement_summed_paired"),
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="movement_withdrawn_paired"),
            models.CheckConstraint(
                condition=models.Q(starts_on__isnull=True)
                | models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="movement_ends_after_it_starts",
            ),
        ]
        indexes = [models.Index(fields=["starts_on", "ends_on"], name="movement_days")]

    def __str__(self) -> str:
        return self.title

    @property
    def level(self) -> str:
        """The scope of Luật TĐKT 2022, Điều 16 khoản 2, told by the kind of the launching unit."""
        narrow = {Unit.Kind.SECTION, Unit.Kind.DEPARTMENT, Unit.Kind.JUSTICE_BODY, Unit.Kind.ARMED_FORCE}
        return "Cơ quan, tổ chức, đơn vị" if self.unit.kind in narrow else "Bộ, ban, ngành, đoàn thể, địa phương"


class MovementTarget(models.Model):
    """A criterion that can be counted, tied to a target of the socio-economic plan (seed 1.9, 1.24).

    ``goal`` in ``unit_of_measure``; ``source``: the plan or resolution that sets it. What units achieve against it stands
    in :class:`UnitResult`. No personal data.
    """

    class Direction(models.TextChoices):
        MORE = "more", "Càng nhiều càng tốt"
        LESS = "less", "Càng ít càng tốt"

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="targets")
    ordinal = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=300)
    unit_of_measure = models.CharField(max_length=40)
    goal = models.DecimalField(max_digits=16, decimal_places=4)
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.MORE)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["movement", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["movement", "ordinal"], name="movement_target_order"),
            # no accident at all is a goal; "as many as possible, at least none" is not
            models.CheckConstraint(
                condition=models.Q(goal__gt=0) | models.Q(goal=0, direction="less"),
                name="movement_target_goal_says_something",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MovementCall(models.Model):
    """A launched movement has reached a unit: the task to answer it until ``due_on`` (requirement M2).

    Answered by joining in, with words (``answer``) and a plan, or by a movement of the unit's own (``child``). Personal
    data: the account that answered.
    """

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="calls")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="movement_calls")
    due_on = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = person_field()
    answer = models.TextField(blank=True)
    plan = models.TextField(blank=True)
    child = models.ForeignKey(Movement, on_delete=models.PROTECT, null=True, blank=True, related_name="answered_calls")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["movement", "unit"], name="one_call_per_unit"),
            models.CheckConstraint(condition=paired("answered_at", "answered_by"), name="call_answered_paired"),
            models.CheckConstraint(
                condition=models.Q(child__isnull=True) | models.Q(answered_by__isnull=False),
                name="call_with_a_child_is_answered",
            ),
        ]

    def state_on(self, on: date) -> str:
        """One of CALL_STATES: how this task stands on a day."""
        if self.answered_at is not None:
            return "child" if self.child_id else "joined"
        return "late" if self.due_on is not None and self.due_on < on else "waiting"


CALL_STATES = {
    "joined": "Đã hưởng ứng",
    "child": "Có phong trào riêng",
    "waiting": "Chưa trả lời, còn hạn",
    "late": "Quá hạn trả lời",
}


class SteeringDocument(models.Model):
    """A steering, guiding or reminding document issued for a movement: which, when, by whom, to whom (seed 0.6, 0.22).

    Never deleted: withdrawn with a reason. Personal data: the accounts that entered and withdrew it.
    """

    class Kind(models.TextChoices):
        STEERING = "steering", "Chỉ đạo"
        GUIDING = "guiding", "Hướng dẫn"
        REMINDING = "reminding", "Đôn đốc"
        INSPECTING = "inspecting", "Kiểm tra, giám sát"

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=12, choices=Kind)
    number_text = models.CharField(max_length=60)
    dated = models.DateField()
    issuer = models.CharField(max_length=200)
    summary = models.CharField(max_length=500)
    summary_fold = models.CharField(max_length=500, editable=False)
    sent_to = models.CharField(max_length=500)
    entered_at = models.DateTimeField()
    entered_by = person_field(null=False, blank=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-dated", "-pk"]
        constraints = [
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="steering_withdrawn_paired"),
            # One paper stands once; the same number of another agency is another paper.
            models.UniqueConstraint(
                fields=["movement", "number_text", "dated", "issuer"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="steering_document_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number_text} ngày {self.dated:%d/%m/%Y}"


class MovementReview(Staged):
    """The mid-term or final review of a movement (sơ kết, tổng kết; Luật TĐKT 2022, Điều 17 khoản 5), requirement M3.

    Open: units report their results until ``due_on`` and name who shall be commended; closed: the report is a paper and
    nothing of it changes. Personal data: the accounts that opened and closed it.
    """

    LIFECYCLE = "movement_review"

    class Kind(models.TextChoices):
        MIDTERM = "midterm", "Sơ kết"
        FINAL = "final", "Tổng kết"

    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=8, choices=Kind)
    due_on = models.DateField()
    assessment = models.TextField(blank=True)
    shortcomings = models.TextField(blank=True)
    lessons = models.TextField(blank=True)
    directions = models.TextField(blank=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField()
    opened_by = person_field(null=False, blank=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = person_field()

    class Meta:
        ordering = ["movement", "opened_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=paired("closed_at", "closed_by"), name="movement_review_closed_paired"),
            models.UniqueConstraint(
                fields=["movement"], condition=models.Q(closed_at__isnull=True), name="one_open_review_per_movement"
            ),
            models.UniqueConstraint(
                fields=["movement"], condition=models.Q(kind="final"), name="one_final_review_per_movement"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.movement}"


class UnitReport(models.Model):
    """What one unit reports to a review, in words; its figures are :class:`UnitResult`.

    Personal data: the account that sent it.
    """

    review = models.ForeignKey(MovementReview, on_delete=models.PROTECT, related_name="reports")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="movement_reports")
    text = models.TextField(blank=True)
    sent_at = models.DateTimeField()
    sent_by = person_field(null=False, blank=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "unit"], name="one_report_per_unit_and_review")]


class UnitResult(models.Model):
    """One figure of one unit for one target at a review, in the target's unit of measure.

    ``doubt`` says what looked implausible when it was sent and ``note`` what the unit answered to that (seed 4.5, 4.26).
    No personal data.
    """

    report = models.ForeignKey(UnitReport, on_delete=models.PROTECT, related_name="results")
    target = models.ForeignKey(MovementTarget, on_delete=models.PROTECT, related_name="results")
    value = models.DecimalField(max_digits=16, decimal_places=4)
    note = models.CharField(max_length=300, blank=True)
    doubt = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["target__ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["report", "target"], name="one_result_per_target"),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="result_not_below_zero"),
            # a figure that looked wrong stands only with the unit's explanation
            models.CheckConstraint(condition=models.Q(doubt="") | ~models.Q(note=""), name="doubted_result_explained"),
        ]


class CommendationProposal(models.Model):
    """Who a unit proposes to be commended within the movement: a person of it, or a collective when ``person`` is empty.

    The list a later stage starts dossiers from; it is data, no dossier. Personal data: the person and the achievement;
    kept with the review, taken back with a reason.
    """

    review = models.ForeignKey(MovementReview, on_delete=models.PROTECT, related_name="proposals")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="commendation_proposals")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="commendation_proposals"
    )
    achievement = models.TextField()
    proposed_at = models.DateTimeField()
    proposed_by = person_field(null=False, blank=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["unit__code", "pk"]
        constraints = [
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="proposal_withdrawn_paired"),
            models.UniqueConstraint(
                fields=["review", "person"],
                condition=models.Q(withdrawn_at__isnull=True, person__isnull=False),
                name="one_proposal_per_person_and_review",
            ),
            models.UniqueConstraint(
                fields=["review", "unit"],
                condition=models.Q(withdrawn_at__isnull=True, person__isnull=True),
                name="one_proposal_per_collective_and_review",
            ),
        ]


class TraditionalDay(models.Model):
    """An anniversary or traditional day a unit enters beside those of the whole country (seed 3.7, 3.8, 3.25, C9).

    Seen by the unit, what is below it and above it. ``month`` and ``day`` of the solar calendar, every year; ``since_year``
    the year it counts from, where known. Ended, never deleted. Personal data: the accounts that entered and ended it.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="traditional_days")
    name = models.CharField(max_length=200)
    name_fold = models.CharField(max_length=200, editable=False)
    month = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField()
    since_year = models.PositiveSmallIntegerField(null=True, blank=True)
    basis = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField()
    entered_by = person_field(null=False, blank=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = person_field()
    end_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["month", "day", "name_fold"]
        constraints = [
            models.CheckConstraint(condition=paired("ended_at", "ended_by"), name="traditional_day_ended_paired"),
            models.CheckConstraint(
                condition=models.Q(month__gte=1, month__lte=12, day__gte=1, day__lte=31),
                name="traditional_day_in_the_year",
            ),
            models.UniqueConstraint(
                fields=["unit", "month", "day", "name_fold"],
                condition=models.Q(ended_at__isnull=True),
                name="traditional_day_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:02d}/{self.month:02d} {self.name}"
