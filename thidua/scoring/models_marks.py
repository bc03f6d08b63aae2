"""What others than the unit itself give: lead departments, cross-checkers; and what was agreed in the end."""

from django.db import models

from thidua.scoring.models import Scorecard, Season
from thidua.shared.models import NotEnded, Staged, paired, person_field
from thidua.units.models import Unit


class LeadDuty(models.Model):
    """The department that marks one criterion of every card of the season (đơn vị chủ trì). A duty that passes on ends and
    stays readable (``ever``). Personal data: who set and ended it."""

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="lead_duties")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="lead_duties")
    criterion_code = models.CharField(max_length=40)
    set_at = models.DateTimeField()
    set_by = person_field(null=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = person_field()

    objects = NotEnded()
    ever = models.Manager()

    class Meta:
        ordering = ["criterion_code"]
        base_manager_name = "ever"
        constraints = [
            models.UniqueConstraint(
                fields=["season", "criterion_code"], condition=models.Q(ended_at=None), name="one_lead_per_criterion"
            ),
            models.CheckConstraint(condition=paired("ended_at", "ended_by"), name="lead_duty_ended_paired"),
        ]


class CheckPlan(models.Model):
    """A confirmed plan of who checks whom, with everything it was computed from, so that anybody can repeat it.

    ``plan``: :meth:`rulebook.checkplan.Plan.to_dict`, units by code. ``bans``: [{"checker", "checked", "reason",
    "both_ways"}] by unit code, as a person stated them; ``earlier``: {"label", "pairs"} of last year's plan, where there is
    one; ``relax``: what the office allowed to give up; ``parts``: groups of the rubric that are checked, empty for whole
    cards; ``is_split``: the criteria of one card are shared out among its checkers. ``double_percent`` of the cards get a
    second look. Personal data: who confirmed or replaced it.
    """

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="check_plans")
    per_unit = models.PositiveSmallIntegerField()
    double_percent = models.PositiveSmallIntegerField(default=0)
    seed = models.CharField(max_length=200)
    bans = models.JSONField(default=list, blank=True)
    earlier = models.JSONField(default=dict, blank=True)
    relax = models.JSONField(default=list, blank=True)
    parts = models.JSONField(default=list, blank=True)
    is_split = models.BooleanField(default=False)
    plan = models.JSONField()
    digest = models.CharField(max_length=64)
    confirmed_at = models.DateTimeField()
    confirmed_by = person_field(null=False)
    replaced_at = models.DateTimeField(null=True, blank=True)
    replaced_by = person_field()
    replaced_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-confirmed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["season"], condition=models.Q(replaced_at=None), name="one_check_plan_in_force"
            ),
            models.CheckConstraint(condition=paired("replaced_at", "replaced_by"), name="check_plan_replaced_paired"),
        ]


class MarkSheet(Staged):
    """The marks one unit has to give on one card: the criteria of its field as lead department, or a cross-check.

    Nobody but the people of ``unit`` reads it before it is given (requirement S5). ``codes``: the criteria, in printed
    order. A sheet that no longer counts is set aside with its reason, never removed. Personal data: who gave it.
    """

    LIFECYCLE = "mark_sheet"

    class Role(models.TextChoices):
        LEAD = "lead", "Đơn vị chủ trì chấm"
        CHECK = "check", "Kiểm tra chéo"

    card = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="mark_sheets")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="mark_sheets")
    role = models.CharField(max_length=6, choices=Role)
    ordinal = models.PositiveSmallIntegerField(default=1)
    codes = models.JSONField()
    plan = models.ForeignKey(CheckPlan, on_delete=models.PROTECT, null=True, blank=True, related_name="sheets")
    assigned_at = models.DateTimeField()
    assigned_by = person_field(null=False)
    given_at = models.DateTimeField(null=True, blank=True)
    given_by = person_field()
    late_days = models.PositiveSmallIntegerField(default=0)
    asked_again_at = models.DateTimeField(null=True, blank=True)
    asked_again_by = person_field()
    asked_again_reason = models.CharField(max_length=300, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_by = person_field()
    set_aside_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["card__unit__code", "role", "ordinal", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["card", "unit", "role"], condition=~models.Q(state="set_aside"), name="one_sheet_per_marker"
            ),
            models.CheckConstraint(condition=paired("given_at", "given_by"), name="sheet_given_paired"),
            models.CheckConstraint(condition=paired("asked_again_at", "asked_again_by"), name="sheet_again_paired"),
            models.CheckConstraint(condition=paired("set_aside_at", "set_aside_by"), name="sheet_set_aside_paired"),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="sheet_of_marker")]


class Mark(models.Model):
    """What a sheet gives for one criterion: figures in the form of an entry, the points they make, why.

    ``points`` is empty where the rubric can tell them only with the whole cluster's figures. ``version`` grows with every
    change. Personal data: who gave it.
    """

    sheet = models.ForeignKey(MarkSheet, on_delete=models.PROTECT, related_name="marks")
    criterion_code = models.CharField(max_length=40)
    input = models.JSONField()
    points = models.DecimalField(max_digits=10, decimal_places=4, null=True, blank=True)
    comment = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    given_at = models.DateTimeField()
    given_by = person_field(null=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "criterion_code"], name="one_mark_per_criterion")]


class Settlement(models.Model):
    """What was agreed for a criterion on which the marks differ, with the reason (requirement S4). The newest counts; it no
    longer does once a mark is given anew after it. Personal data: who settled it."""

    card = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="settlements")
    criterion_code = models.CharField(max_length=40)
    input = models.JSONField()
    points = models.DecimalField(max_digits=10, decimal_places=4, null=True, blank=True)
    reason = models.CharField(max_length=300)
    settled_at = models.DateTimeField()
    settled_by = person_field(null=False)

    class Meta:
        ordering = ["settled_at", "pk"]
