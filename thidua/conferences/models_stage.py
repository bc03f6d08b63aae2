"""Figures of a conference, the awards that are called, the handover of the chair, the album."""

from django.db import models

from thidua.conferences.models import Conference
from thidua.honours.models import Honour
from thidua.papers.models import Paper
from thidua.shared.models import paired, person_field
from thidua.units.models import Cluster, Unit


class Figure(models.Model):
    """One figure of the summary: plan, result and last year's result in a unit of measure, as declared in all and by
    member (seeds 4.4, 4.5, 4.22, 4.26–4.28). It is used nowhere before it is confirmed.

    ``explained``: why it stands although the check of plausibility asked. No personal data.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="figures")
    name = models.CharField(max_length=200)
    measure = models.CharField(max_length=12)
    source = models.CharField(max_length=200, blank=True)
    plan = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    result = models.DecimalField(max_digits=20, decimal_places=4)
    last_year = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    explained = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField()
    entered_by = person_field(null=False)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = person_field()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "name"], name="one_figure_per_name"),
            models.CheckConstraint(condition=paired("confirmed_at", "confirmed_by"), name="figure_confirmed_paired"),
        ]

    def __str__(self) -> str:
        return self.name


class FigureLine(models.Model):
    """The share of one member unit in a figure. No personal data."""

    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="lines")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    plan = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)
    result = models.DecimalField(max_digits=20, decimal_places=4)
    last_year = models.DecimalField(max_digits=20, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ["unit__code"]
        constraints = [models.UniqueConstraint(fields=["figure", "unit"], name="one_figure_line_each")]


class CeremonyLine(models.Model):
    """One honour in the order in which it is called up at a conference, and who handed it over.

    Personal data: office or name of who handed it over; the honour itself is published with its decision.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="ceremony")
    ordinal = models.PositiveIntegerField()
    honour = models.ForeignKey(Honour, on_delete=models.PROTECT, related_name="+")
    giver = models.CharField(max_length=200, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    handed_by = person_field()

    class Meta:
        ordering = ["ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["conference", "ordinal"], name="one_call_per_place"),
            models.UniqueConstraint(fields=["conference", "honour"], name="one_call_per_honour"),
            models.CheckConstraint(condition=paired("handed_at", "handed_by"), name="ceremony_handed_paired"),
        ]


class Handover(models.Model):
    """The head of a cluster hands the chair over for a year: files, practice of the seal, unfinished tasks (seed 4.12).

    Personal data: names and offices of who gave and who took.
    """

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="handovers")
    year = models.PositiveSmallIntegerField()
    conference = models.ForeignKey(
        Conference, on_delete=models.PROTECT, null=True, blank=True, related_name="handovers"
    )
    giver = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    given_by_name = models.CharField(max_length=200)
    taken_by_name = models.CharField(max_length=200)
    handed_on = models.DateField()
    files = models.TextField()
    seal = models.CharField(max_length=300)
    unfinished = models.TextField(blank=True)
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = person_field(null=False)

    class Meta:
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["cluster", "year"], name="one_handover_per_cluster_and_year"),
            models.CheckConstraint(condition=~models.Q(giver=models.F("taker")), name="handover_between_two"),
        ]


class Photo(models.Model):
    """A picture of a conference in two sizes, made anew from the upload: nothing of the camera or the place stays in it.

    Personal data: faces of those who were at a public event. ``withdrawn`` pictures are shown to nobody.
    """

    conference = models.ForeignKey(Conference, on_delete=models.PROTECT, related_name="photos")
    ordinal = models.PositiveSmallIntegerField()
    caption = models.CharField(max_length=300)
    alt = models.CharField(max_length=300)
    large = models.FileField(upload_to="album/%Y/", max_length=200)
    small = models.FileField(upload_to="album/%Y/", max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    # Of the upload: the same picture does not come in twice.
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = person_field(null=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["ordinal", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "sha256"], condition=models.Q(withdrawn_at__isnull=True), name="one_photo_each"
            ),
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="photo_withdrawn_paired"),
        ]
