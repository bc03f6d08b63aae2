"""Nominations: one award, one nominating unit, many nominees."""

from django.db import models

from rulebook.dossiers import KINDS_VI
from thidua.movements.models import Movement
from thidua.papers.models import Paper
from thidua.people.models import Person
from thidua.shared.models import Staged, exactly_one, paired, person_field
from thidua.shared.text import fold
from thidua.units.models import Unit


class Outsider(models.Model):
    """A nominee the registers of people and units do not hold: a household, a foreigner, a foreign organisation.

    Personal data: name, where they live, nationality; what the proposal prints. No identity or passport number.
    """

    class Kind(models.TextChoices):
        HOUSEHOLD = "household", "Hộ gia đình"
        FOREIGN_INDIVIDUAL = "foreign_individual", "Cá nhân người nước ngoài, người Việt Nam ở nước ngoài"
        FOREIGN_COLLECTIVE = "foreign_collective", "Tập thể người nước ngoài, người Việt Nam ở nước ngoài"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="outsiders")
    kind = models.CharField(max_length=20, choices=Kind)
    # Of a household: its head.
    name = models.CharField(max_length=200)
    name_fold = models.CharField(max_length=200, editable=False)
    place = models.CharField(max_length=300)
    country = models.CharField(max_length=100, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField()
    entered_by = person_field(null=False)

    class Meta:
        ordering = ["name_fold", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "name_fold", "place"], name="one_outsider_once"),
            models.CheckConstraint(
                condition=models.Q(kind="household", country="")
                | (~models.Q(kind="household") & ~models.Q(country="")),
                name="only_foreigners_have_a_country",
            ),
        ]

    def __str__(self) -> str:
        return f"Hộ gia đình {self.name}" if self.kind == self.Kind.HOUSEHOLD else self.name

    def save(self, *args, **kwargs):
        self.name_fold = fold(self.name)
        super().save(*args, **kwargs)


class Nomination(Staged):
    """A dossier (hồ sơ đề nghị khen thưởng) for one award, with a list of nominees (requirements N2–N4).

    ``occasion`` says for what: the deed and its day, the campaign, the years of service. ``split_from`` and ``joined_into``
    lead to the dossier it came from or went into.
    """

    LIFECYCLE = "nomination"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="nominations")
    # Whose council and decider deal with it: the unit itself for its own awards, otherwise the superior.
    to_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="nominations_received")
    award_code = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=list(KINDS_VI.items()))
    movement = models.ForeignKey(Movement, on_delete=models.PROTECT, null=True, blank=True, related_name="nominations")
    occasion = models.CharField(max_length=500, blank=True)
    year = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300)
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    joined_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="joined")
    # Who appraises it, among those who may.
    assigned_to = person_field()
    assigned_at = models.DateTimeField(null=True, blank=True)
    assigned_by = person_field()
    # The law of this day judges the dossier (requirement L5): the day it was received for appraisal.
    rule_date = models.DateField(null=True, blank=True)
    # Another day chosen by an appraiser: why, by whom. Empty while the day of receipt stands.
    rule_date_reason = models.CharField(max_length=500, blank=True)
    rule_date_changed_at = models.DateTimeField(null=True, blank=True)
    rule_date_changed_by = person_field()
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    drafted_at = models.DateTimeField()
    drafted_by = person_field(null=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = person_field()
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = person_field()
    returned_reason = models.CharField(max_length=500, blank=True)
    # The letter that goes with the last return.
    return_letter = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = person_field()
    appraised_at = models.DateTimeField(null=True, blank=True)
    appraised_by = person_field()
    # The report of the appraising unit, and what it proposes there.
    appraisal_report = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recommendation = models.TextField(blank=True)
    # By the chair or presider of the council that ended on its last line.
    concluded_at = models.DateTimeField(null=True, blank=True)
    concluded_by = person_field()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    # Passed upward to the Prime Minister or the President, and what came back.
    forwarded_at = models.DateTimeField(null=True, blank=True)
    forwarded_by = person_field()
    forwarded_paper = models.ForeignKey(Paper, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = person_field()

    class Meta:
        ordering = ["-year", "-id"]
        constraints = [
            models.CheckConstraint(condition=paired("assigned_at", "assigned_by"), name="nomination_assigned_paired"),
            models.CheckConstraint(
                condition=paired("forwarded_at", "forwarded_by"), name="nomination_forwarded_paired"
            ),
            models.CheckConstraint(condition=paired("answered_at", "answered_by"), name="nomination_answered_paired"),
            models.CheckConstraint(condition=paired("sent_at", "sent_by"), name="nomination_sent_paired"),
            models.CheckConstraint(condition=paired("returned_at", "returned_by"), name="nomination_returned_paired"),
            models.CheckConstraint(condition=paired("received_at", "received_by"), name="nomination_received_paired"),
            models.CheckConstraint(
                condition=paired("appraised_at", "appraised_by"), name="nomination_appraised_paired"
            ),
            models.CheckConstraint(
                condition=paired("concluded_at", "concluded_by"), name="nomination_concluded_paired"
            ),
            models.CheckConstraint(
                condition=paired("withdrawn_at", "withdrawn_by"), name="nomination_withdrawn_paired"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    rule_date_changed_at__isnull=True, rule_date_changed_by__isnull=True, rule_date_reason=""
                )
                | models.Q(
                    ~models.Q(rule_date_reason=""),
                    rule_date_changed_at__isnull=False,
                    rule_date_changed_by__isnull=False,
                    rule_date__isnull=False,
                ),
                name="nomination_rule_date_changed_paired",
            ),
        ]
        indexes = [models.Index(fields=["to_unit", "year", "state"], name="nomination_inbox")]

    @property
    def is_own_appraisal(self) -> bool:
        """The unit that proposes also appraises and decides (an award of its own head): nothing goes to another agency."""
        return self.unit_id == self.to_unit_id


class NominationLine(models.Model):
    """One nominee with the frozen verdict, the appraiser's word and the outcome.

    Personal data: the verdict quotes the person's ratings, titles and, where the law asks, absence and discipline.
    """

    class Outcome(models.TextChoices):
        MAY_BE_PROPOSED = "may_be_proposed", "Có thể đề xét"
        MAY_NOT = "may_not", "Chưa đủ điều kiện"
        HUMAN_MUST_LOOK = "human_must_look", "Cần người xem xét"

    class Appraisal(models.TextChoices):
        PENDING = "pending", "Chờ thẩm định"
        INCLUDED = "included", "Đưa vào danh sách"
        EXCLUDED = "excluded", "Không đưa vào danh sách"

    class Result(models.TextChoices):
        PENDING = "pending", "Chưa có kết quả"
        PASSED = "passed", "Được thông qua"
        FAILED = "failed", "Không được thông qua"

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="lines")
    ordinal = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="nomination_lines")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="nomination_lines")
    outsider = models.ForeignKey(
        Outsider, on_delete=models.PROTECT, null=True, blank=True, related_name="nomination_lines"
    )
    achievement = models.TextField(blank=True)
    # Codes of papers (rulebook.dossiers) that the proposal rests on and that are therefore asked for.
    relies_on = models.JSONField(default=list, blank=True)
    # The name, post and unit as they were sent: what changed in the register since is shown beside it.
    sent_as = models.JSONField(default=dict, blank=True)
    # Frozen at sending, judged again at appraisal; the whole explanation with citations and the version of the data.
    outcome = models.CharField(max_length=20, choices=Outcome, blank=True)
    verdict = models.JSONField(null=True)
    judged_on = models.DateField(null=True, blank=True)
    law_version = models.CharField(max_length=64, blank=True)
    appraisal = models.CharField(max_length=10, choices=Appraisal, default=Appraisal.PENDING)
    appraisal_reason = models.CharField(max_length=500, blank=True)
    appraised_at = models.DateTimeField(null=True, blank=True)
    appraised_by = person_field()
    result = models.CharField(max_length=10, choices=Result, default=Result.PENDING)

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.CheckConstraint(condition=exactly_one("person", "unit", "outsider"), name="line_of_one"),
            models.UniqueConstraint(fields=["nomination", "person"], name="one_line_per_person"),
            models.UniqueConstraint(fields=["nomination", "unit"], name="one_line_per_unit"),
            models.UniqueConstraint(fields=["nomination", "outsider"], name="one_line_per_outsider"),
            models.UniqueConstraint(fields=["nomination", "ordinal"], name="one_line_per_place"),
            models.CheckConstraint(condition=paired("appraised_at", "appraised_by"), name="line_appraised_paired"),
        ]
        indexes = [
            models.Index(fields=["nomination", "outcome"], name="line_outcome"),
            models.Index(fields=["person"], name="line_person"),
        ]

    @property
    def subject(self) -> Person | Unit | Outsider:
        """Whom the line is about. ``person``, ``unit`` and ``outsider`` should be selected."""
        found = self.person or self.unit or self.outsider
        if found is None:
            raise ValueError("a line without a nominee cannot be stored")
        return found

    @property
    def recipient(self) -> str:
        """What the law calls such a recipient (``rulebook.award.Recipient``)."""
        if self.person_id is not None:
            return "individual"
        return "collective" if self.outsider is None else self.outsider.kind
