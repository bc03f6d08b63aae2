"""Articles."""

from django.db import models

from thidua.conferences.models import Conference
from thidua.shared.models import Staged, paired, person_field
from thidua.shared.text import fold
from thidua.units.models import Unit


class Article(Staged):
    """A news item. Event day, publication moment and today are three different things (seed 1.27)."""

    LIFECYCLE = "article"

    class Category(models.TextChoices):
        NEWS = "tin-tuc", "Tin tức thi đua"
        EXEMPLAR = "guong-dien-hinh", "Gương điển hình"

    slug = models.SlugField(max_length=120, unique=True)
    category = models.CharField(max_length=20, choices=Category, default=Category.NEWS)
    title = models.CharField(max_length=300)
    title_fold = models.CharField(max_length=300, editable=False)
    lead = models.TextField()
    # Paragraphs of plain text, one blank line between them; the page makes the markup.
    body = models.TextField()
    author_name = models.CharField(max_length=120)
    # Of a drafted item: [sentence, kind of record, primary key], so that every sentence can be checked.
    sources = models.JSONField(default=list, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="articles")
    takes_comments = models.BooleanField(default=True)
    conference = models.OneToOneField(
        Conference, on_delete=models.PROTECT, null=True, blank=True, related_name="article"
    )
    drafted_at = models.DateTimeField()
    drafted_by = person_field(null=False)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = person_field()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=paired("published_at", "published_by"), name="article_published_paired"),
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="article_withdrawn_paired"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs):
        self.title_fold = fold(self.title)
        super().save(*args, **kwargs)
