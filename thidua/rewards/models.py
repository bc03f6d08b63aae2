"""Certificates on paper: where texts stand on pre-printed stock, print runs, every sheet with its history."""

from django.db import models

from paperwork.stock import StockLayout, from_data
from thidua.decisions.models import Decision
from thidua.honours.models import Honour
from thidua.papers.models import Paper
from thidua.rewards.models_ceremony import ReissueRequest
from thidua.shared.models import Staged, paired, person_field
from thidua.units.models import Unit

# ── certificates on paper ──


class RecipientKind(models.TextChoices):
    PERSON = "person", "Cá nhân"
    COLLECTIVE = "collective", "Tập thể"
    # Who stands in no register of ours.
    OTHER = "other", "Hộ gia đình, người và tập thể nước ngoài"


class PrintLayout(models.Model):
    """One version of where the texts stand on an agency's stock for one award and one kind of recipient.

    Append-only in the database itself: a change is a new version, so that what was printed keeps the layout it used.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="print_layouts")
    award_code = models.CharField(max_length=60)
    recipient_kind = models.CharField(max_length=12, choices=RecipientKind)
    version = models.PositiveIntegerField()
    # paperwork.stock.to_data
    data = models.JSONField()
    made_at = models.DateTimeField()
    made_by = person_field(null=False)

    class Meta:
        ordering = ["award_code", "recipient_kind", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "award_code", "recipient_kind", "version"], name="one_layout_per_version"
            )
        ]

    @property
    def layout(self) -> StockLayout:
        return from_data(self.data)

    @property
    def page_name(self) -> str:
        return f"{self.data['page']} {'ngang' if self.data['is_landscape'] else 'dọc'}"


class PrintRun(Staged):
    """One order to print sheets of one decision (requirement R1): a background job makes its files, part by part.

    No ``layout`` means the full A4 design. ``part_size`` is kept, so that a run goes on as it was begun.
    """

    LIFECYCLE = "print_run"

    class Why(models.TextChoices):
        FIRST = "first", "In lần đầu"
        SPOILED = "spoiled", "In lại tờ hỏng"
        CORRECTION = "correction", "In lại sau đính chính"
        EXCHANGE = "exchange", "Cấp đổi"
        REISSUE = "reissue", "Cấp lại"

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="print_runs")
    why = models.CharField(max_length=12, choices=Why)
    layout = models.ForeignKey(PrintLayout, on_delete=models.PROTECT, null=True, blank=True, related_name="runs")
    count = models.PositiveIntegerField()
    part_size = models.PositiveIntegerField()
    requested_at = models.DateTimeField()
    requested_by = person_field(null=False)
    made_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)
    discarded_by = person_field()
    discarded_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=paired("discarded_at", "discarded_by"), name="print_run_discarded_paired"),
            models.CheckConstraint(condition=models.Q(part_size__gt=0), name="print_run_has_parts"),
        ]

    @property
    def job_key(self) -> str:
        return f"print-run {self.pk}"


class PrintPart(models.Model):
    """One finished file of a print run."""

    run = models.ForeignKey(PrintRun, on_delete=models.PROTECT, related_name="parts")
    number = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["run", "number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="one_part_per_number")]


class CertificateCopy(Staged):
    """One sheet of paper for one honour. Of the sheets of an honour at most one is good; the others say why they are not.

    ``serial`` counts the sheets of an honour. ``check_code`` is printed on the sheet: the honour's own on the first, a new one
    on each later one, so that an old sheet can be told from the new; none while the sheet was never printed and will not
    be. ``ended_…``: when, by whom and why it stopped being good.
    """

    LIFECYCLE = "certificate_copy"
    LIVE = ("planned", "printed")

    honour = models.ForeignKey(Honour, on_delete=models.PROTECT, related_name="copies")
    run = models.ForeignKey(PrintRun, on_delete=models.PROTECT, related_name="copies")
    position = models.PositiveIntegerField()
    serial = models.PositiveSmallIntegerField()
    check_code = models.CharField(max_length=20, unique=True, null=True, blank=True)  # unique where there is one
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")
    part = models.ForeignKey(PrintPart, on_delete=models.PROTECT, null=True, blank=True, related_name="copies")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = person_field()
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["run", "position"]
        constraints = [
            models.UniqueConstraint(fields=["honour", "serial"], name="one_copy_per_serial"),
            # However many clerks click and workers die: never two good sheets of one honour.
            models.UniqueConstraint(
                fields=["honour"], condition=models.Q(state__in=["planned", "printed"]), name="one_good_copy"
            ),
            models.UniqueConstraint(fields=["run", "position"], name="one_copy_per_position"),
            models.CheckConstraint(
                condition=models.Q(state__in=["planned", "dropped"], part__isnull=True)
                | (~models.Q(state__in=["planned", "dropped"]) & models.Q(part__isnull=False)),
                name="printed_copy_has_part",
            ),
            models.CheckConstraint(condition=paired("ended_at", "ended_by"), name="copy_ended_paired"),
        ]


class Reissue(models.Model):
    """What an exchange (cấp đổi, of a damaged sheet) or re-issue (cấp lại, of a lost one) rests on: a request that was
    taken in and granted (``asked``), in its words of that day.

    Personal data: who asked; for officers of the deciding unit.
    """

    asked = models.OneToOneField(ReissueRequest, on_delete=models.PROTECT, related_name="new_sheet")
    copy = models.OneToOneField(CertificateCopy, on_delete=models.PROTECT, related_name="reissue")
    request = models.CharField(max_length=200)
    requested_on = models.DateField()
    confirmed_by = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    made_by = person_field(null=False)
