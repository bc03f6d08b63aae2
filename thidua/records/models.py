"""Yearly ratings, absences, discipline, holds, initiatives and their uses, leaders' judgements."""

from django.db import models

from thidua.papers.models import Paper
from thidua.people.models import Person
from thidua.shared.models import Staged, exactly_one, paired, person_field
from thidua.shared.text import fold, nfc
from thidua.units.models import Unit


class _Entered(models.Model):
    """``source``: the document it was read from ("Quyết định 12/QĐ-UBND ngày 05/12/2025"); "" where none was named."""

    source = models.CharField(max_length=200, blank=True, default="")
    entered_at = models.DateTimeField()
    entered_by = person_field()

    class Meta:
        abstract = True


class TaskRating(_Entered):
    """The rating of one year's work (most standards of the law use it). Personal data: a person's rating."""

    class Rating(models.TextChoices):
        NOT_COMPLETED = "not_completed", "Không hoàn thành nhiệm vụ"
        COMPLETED = "completed", "Hoàn thành nhiệm vụ"
        GOOD = "good", "Hoàn thành tốt nhiệm vụ"
        EXCELLENT = "excellent", "Hoàn thành xuất sắc nhiệm vụ"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="ratings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="ratings")
    year = models.PositiveSmallIntegerField()
    rating = models.CharField(max_length=20, choices=Rating)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=exactly_one("person", "unit"), name="rating_of_one"),
            models.UniqueConstraint(fields=["person", "year"], name="one_rating_per_person_year"),
            models.UniqueConstraint(fields=["unit", "year"], name="one_rating_per_unit_year"),
        ]


class Absence(_Entered):
    """Working days absent in a year, by reason. Sensitive personal data (health, maternity): shown as a number only."""

    class Reason(models.TextChoices):
        LEAVE = "leave", "Nghỉ việc riêng, ốm đau"
        MATERNITY = "maternity", "Thai sản"
        STUDY = "study", "Học tập, bồi dưỡng"
        RESCUE_INJURY = "rescue_injury", "Điều trị do bị thương khi cứu người, cứu tài sản"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="absences")
    year = models.PositiveSmallIntegerField()
    working_days = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=20, choices=Reason, default=Reason.LEAVE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "year", "reason"], name="one_absence_per_reason")]


class Discipline(_Entered):
    """A disciplinary decision. Sensitive personal data: only for those who build or appraise the dossier.

    ``in_force_from``/``ends_on``: the days its effect begins and ends, as the decision or a later one says; unknown
    while empty (the law of discipline sets them, not the law of commendation). A decision entered for the wrong person
    is annulled, never removed.
    """

    class Form(models.TextChoices):
        REPRIMAND = "reprimand", "Khiển trách"
        WARNING = "warning", "Cảnh cáo"
        DEMOTION = "demotion", "Cách chức"
        DISMISSAL = "dismissal", "Buộc thôi việc"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="disciplines")
    form = models.CharField(max_length=20, choices=Form)
    decided_on = models.DateField()
    in_force_from = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    annulled_at = models.DateTimeField(null=True, blank=True)
    annulled_by = person_field()
    annulled_reason = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=paired("annulled_at", "annulled_by"), name="discipline_annulled_paired"),
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True)
                | models.Q(in_force_from__isnull=True)
                | models.Q(ends_on__gte=models.F("in_force_from")),
                name="discipline_ends_after_it_begins",
            ),
        ]


class Hold(_Entered):
    """A person or unit that is not considered for the time being (tạm dừng xét), until somebody lifts it.

    Nghị định 152/2025, Điều 4 khoản 4 (rule ``hold_while_pending``). ``expected_until`` is a forecast only: a hold ends by
    being lifted. Sensitive personal data: that somebody is complained of or investigated; the words of ``reason`` are
    opened only for a stated purpose.
    """

    class Kind(models.TextChoices):
        COMPLAINT = "complaint", "Đơn thư khiếu nại, tố cáo đang được xác minh"
        INSPECTION = "inspection", "Đang thanh tra, kiểm tra có dấu hiệu vi phạm"
        INVESTIGATION = "investigation", "Đang điều tra"
        PROSECUTION = "prosecution", "Bị khởi tố, truy tố"
        DISCIPLINE = "discipline", "Đang xem xét kỷ luật"
        PRESS = "press", "Tin báo về tham nhũng, tiêu cực đang được xác minh"

    class Outcome(models.TextChoices):
        NO_VIOLATION = "no_violation", "Kết luận không vi phạm"
        VIOLATION = "violation", "Kết luận có vi phạm"
        MISTAKE = "mistake", "Ghi nhầm"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="holds")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="holds")
    kind = models.CharField(max_length=14, choices=Kind)
    reason = models.CharField(max_length=500)
    starts_on = models.DateField()
    expected_until = models.DateField(null=True, blank=True)
    lifted_on = models.DateField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = person_field()
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True, default="")
    outcome_source = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=exactly_one("person", "unit"), name="hold_of_one"),
            # Day, moment, person and outcome come together or not at all.
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True, lifted_by__isnull=True, lifted_on__isnull=True, outcome="")
                | (
                    models.Q(lifted_at__isnull=False, lifted_by__isnull=False, lifted_on__isnull=False)
                    & ~models.Q(outcome="")
                ),
                name="hold_lifted_paired",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "starts_on"],
                condition=models.Q(lifted_at__isnull=True),
                name="one_open_hold_per_person",
            ),
            models.UniqueConstraint(
                fields=["unit", "kind", "starts_on"],
                condition=models.Q(lifted_at__isnull=True),
                name="one_open_hold_per_unit",
            ),
        ]
        indexes = [models.Index(fields=["starts_on", "lifted_on"], name="hold_time")]


class RecordCorrection(models.Model):
    """What a correction changed in a rating, an absence, a decision on discipline, a hold or an initiative, and why.

    Personal data, sensitive where the record is: ``before`` and ``after`` stand here, never in the audit chain.
    """

    class Kind(models.TextChoices):
        RATING = "rating", "Xếp loại"
        ABSENCE = "absence", "Ngày nghỉ"
        DISCIPLINE = "discipline", "Kỷ luật"
        HOLD = "hold", "Tạm dừng xét"
        INITIATIVE = "initiative", "Sáng kiến"

    SENSITIVE = ("absence", "discipline", "hold")

    kind = models.CharField(max_length=12, choices=Kind)
    record_key = models.PositiveBigIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    field = models.CharField(max_length=30)
    before = models.CharField(max_length=500, blank=True)
    after = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=300)
    changed_at = models.DateTimeField()
    changed_by = person_field(null=False)

    class Meta:
        ordering = ["-changed_at", "-pk"]
        indexes = [models.Index(fields=["kind", "record_key"], name="correction_of_record")]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="correction_says_why")]


class Initiative(_Entered, Staged):
    """An initiative (sáng kiến, Luật TĐKT 2022, Điều 3 khoản 4): applied for, recognised at its base, perhaps wider later.

    ``person`` stands for the authors; all of them with their shares are :class:`InitiativeAuthor`. ``scope``,
    ``recognised_on``, ``decision_no`` are those of the first recognition and empty before it; a later one for a wider
    scope is a :class:`WiderRecognition`. ``described``: {key of ``records.vocabulary.DESCRIPTION``: text}. An initiative
    entered from an old decision is recognised from the start and has no description. Personal data: authorship.
    """

    LIFECYCLE = "initiative"

    class Scope(models.TextChoices):
        UNIT = "unit", "Cơ sở"
        PROVINCE = "province", "Tỉnh"
        NATIONAL = "national", "Toàn quốc"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="initiatives")
    # Where it was made and is recognised at its base; unknown for some entered from old lists.
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="initiatives")
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    title_fold = models.CharField(max_length=300, editable=False)
    area = models.CharField(max_length=160, blank=True, default="")
    investor = models.CharField(max_length=200, blank=True, default="")
    applied_on = models.DateField(null=True, blank=True)
    applied_where = models.CharField(max_length=500, blank=True, default="")
    applied_scope = models.CharField(max_length=10, choices=Scope, blank=True, default="")
    described = models.JSONField(default=dict, blank=True)
    is_replicable = models.BooleanField(default=False)
    scope = models.CharField(max_length=10, choices=Scope, blank=True)
    recognised_on = models.DateField(null=True, blank=True)
    decision_no = models.CharField(max_length=60, blank=True)
    # The council whose conclusion the decision follows, in words, and the session's key where it was held here.
    council = models.CharField(max_length=200, blank=True, default="")
    session_key = models.CharField(max_length=60, blank=True, default="")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = person_field()
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = person_field()
    returned_reason = models.CharField(max_length=500, blank=True, default="")
    recognised_at = models.DateTimeField(null=True, blank=True)
    recognised_by = person_field()
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_by = person_field()
    refused_reason = models.CharField(max_length=500, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True, default="")
    certificate = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["person", "year"], name="initiative_of_person"),
            models.Index(fields=["unit", "year", "state"], name="initiative_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=paired("submitted_at", "submitted_by"), name="initiative_submitted_paired"
            ),
            models.CheckConstraint(condition=paired("returned_at", "returned_by"), name="initiative_returned_paired"),
            models.CheckConstraint(
                condition=paired("recognised_at", "recognised_by"), name="initiative_recognised_paired"
            ),
            models.CheckConstraint(condition=paired("refused_at", "refused_by"), name="initiative_refused_paired"),
            models.CheckConstraint(
                condition=paired("withdrawn_at", "withdrawn_by"), name="initiative_withdrawn_paired"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["recognised", "revoked"])
                | (models.Q(recognised_on__isnull=False) & ~models.Q(scope="") & ~models.Q(decision_no="")),
                name="recognised_by_a_decision",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs):
        self.title = nfc(self.title)
        self.title_fold = fold(self.title)
        super().save(*args, **kwargs)


class InitiativeAuthor(models.Model):
    """One author with the share of the work, in per cent to two places. The shares of an application sum to 100; of one
    entered from an old decision they may be unknown. Personal data: authorship."""

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="authors")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="authorships")
    ordinal = models.PositiveSmallIntegerField(default=1)
    share = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["ordinal", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "person"], name="one_authorship"),
            models.CheckConstraint(
                condition=models.Q(share__isnull=True) | models.Q(share__gt=0, share__lte=100), name="share_of_a_whole"
            ),
        ]


class WiderRecognition(models.Model):
    """The effect and scope of a recognised initiative, recognised for a wider circle later (Luật TĐKT 2022, Điều 22
    khoản 2, Điều 23 khoản 2). Withdrawn ones stay. Personal data: who entered it."""

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="wider")
    scope = models.CharField(max_length=10, choices=Initiative.Scope)
    recognised_on = models.DateField()
    decision_no = models.CharField(max_length=60)
    council = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = person_field(null=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["recognised_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="wider_withdrawn_paired"),
            models.CheckConstraint(condition=~models.Q(scope="unit"), name="wider_than_the_base"),
            models.UniqueConstraint(
                fields=["initiative", "scope"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_recognition_per_scope",
            ),
        ]


class InitiativeUse(models.Model):
    """The ledger of use: for which award of which year an author had an initiative counted (rule
    ``initiative_used_once``). Given up, never removed.

    ``line_key``: the line of the dossier that counts on it; empty for an award given before this ledger. What became of
    the line is known to the stage that made it. Personal data: whose award rests on what.
    """

    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="uses")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="initiative_uses")
    award_code = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField()
    line_key = models.PositiveBigIntegerField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)
    noted_at = models.DateTimeField()
    noted_by = person_field(null=False)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = person_field()
    released_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(condition=paired("released_at", "released_by"), name="use_released_paired"),
            models.UniqueConstraint(
                fields=["initiative", "person", "award_code", "year"],
                condition=models.Q(released_at__isnull=True),
                name="one_use_per_award",
            ),
        ]
        indexes = [models.Index(fields=["line_key"], name="use_of_line")]


class Attestation(_Entered):
    """A judgement the law leaves to people (a qualitative condition), given by a named leader for one year."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="attestations")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="attestations")
    year = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=120)
    holds = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=exactly_one("person", "unit"), name="attestation_of_one"),
            models.UniqueConstraint(fields=["person", "year", "key"], name="one_attestation_per_person"),
            models.UniqueConstraint(fields=["unit", "year", "key"], name="one_attestation_per_unit"),
        ]
