"""The newsroom behind the articles: every text that was saved, pictures, exemplars."""

from django.db import models

from thidua.portal.models import Article
from thidua.portal.models_voices import Message
from thidua.shared.models import Staged, paired, person_field
from thidua.shared.text import fold
from thidua.units.models import Unit


class ArticleRevision(models.Model):
    """One text of an article as it was saved, numbered from 1. Append-only: the database refuses change and removal.

    ``taken_back``: the number of the earlier text that was taken back with it.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    category = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    lead = models.TextField()
    html = models.TextField()
    author_name = models.CharField(max_length=120)
    taken_back = models.PositiveIntegerField(null=True, blank=True)
    saved_at = models.DateTimeField()
    saved_by = person_field(null=False)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["article", "number"], name="one_text_a_number")]


class ArticlePhoto(models.Model):
    """A picture of an article, made anew in several widths: nothing of camera, place or person stays in the files.

    ``stem`` and ``widths`` name the files (:mod:`thidua.portal.photos`). Personal data: faces at public events;
    ``withdrawn`` pictures are shown to nobody.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="photos")
    ordinal = models.PositiveSmallIntegerField()
    caption = models.CharField(max_length=300)
    alt = models.CharField(max_length=300)
    stem = models.CharField(max_length=150)
    # [width, height] of every size that was made, the smallest first.
    sizes = models.JSONField()
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
                fields=["article", "sha256"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_picture_an_article",
            ),
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="picture_withdrawn_paired"),
        ]


class ArticleVideo(models.Model):
    """A film about what an article tells, at the address of who made it, with all that is said and seen in it as text.

    The portal neither keeps nor embeds films; it names where one is played. Withdrawn ones are shown to nobody.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="videos")
    title = models.CharField(max_length=200)
    # Who shows it: a broadcaster, an agency.
    publisher = models.CharField(max_length=120)
    address = models.URLField(max_length=300)
    transcript = models.TextField(max_length=20000)
    added_at = models.DateTimeField()
    added_by = person_field(null=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "address"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_film_an_article",
            ),
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="film_withdrawn_paired"),
        ]


class Exemplar(Staged):
    """Somebody, or a group, whose deed may serve as an example: spotted, verified, told, copied elsewhere.

    Personal data: name and deed of a person; shown to editors of the unit, and in public only by an article the person has
    agreed to. Consent that is taken back ends it: the record stays, the page goes.
    """

    LIFECYCLE = "exemplar"
    _OWN_WORDS = ("verified", "dropped")  # drawn otherwise than the states of that name elsewhere

    class Kind(models.TextChoices):
        PERSON = "person", "Cá nhân"
        GROUP = "group", "Tập thể"

    class Consent(models.TextChoices):
        WRITTEN = "written", "Văn bản có chữ ký"
        RECORDED = "recorded", "Ghi âm, ghi hình"

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="exemplars")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=150)
    name_fold = models.CharField(max_length=150, editable=False)
    detail = models.CharField(max_length=200)
    deed = models.TextField(max_length=3000)
    # How it was heard of; the reader's message where there was one.
    found = models.CharField(max_length=300)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    spotted_at = models.DateTimeField()
    spotted_by = person_field(null=False)
    # By what it was verified.
    proof = models.CharField(max_length=500, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = person_field()
    consent = models.CharField(max_length=10, choices=Consent, blank=True)
    consent_on = models.DateField(null=True, blank=True)
    # Where paper or recording is kept.
    consent_kept = models.CharField(max_length=300, blank=True)
    consent_at = models.DateTimeField(null=True, blank=True)
    consent_by = person_field()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = person_field()
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-spotted_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=paired("verified_at", "verified_by"), name="exemplar_verified_paired"),
            models.CheckConstraint(condition=paired("consent_at", "consent_by"), name="exemplar_consent_paired"),
            models.CheckConstraint(condition=paired("ended_at", "ended_by"), name="exemplar_ended_paired"),
        ]

    @property
    def badge(self) -> str:
        """The drawing of its state (``thidua.shared.ui.STATES``)."""
        return f"exemplar_{self.state}" if self.state in self._OWN_WORDS else self.state

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.name_fold = fold(self.name)
        super().save(*args, **kwargs)


class ExemplarCopy(models.Model):
    """Where an example was taken up: which unit, since when, how. Append-only."""

    exemplar = models.ForeignKey(Exemplar, on_delete=models.PROTECT, related_name="copies")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    copied_on = models.DateField()
    how = models.CharField(max_length=500)
    recorded_at = models.DateTimeField()
    recorded_by = person_field(null=False)

    class Meta:
        ordering = ["copied_on", "id"]
        constraints = [models.UniqueConstraint(fields=["exemplar", "unit"], name="one_exemplar_copy_a_unit")]
