"""Articles and the categories they stand in."""

from django.db import models

from thidua.conferences.models import Conference
from thidua.portal.richtext import words_of
from thidua.shared.models import Staged, paired, person_field
from thidua.shared.text import fold
from thidua.units.models import Unit


class NewsCategory(models.Model):
    """A section of the news. Editors of the province keep them; one that is no longer used is retired, never removed, and
    its ``slug`` never changes, so that every address and every kept text that names it stays valid.
    """

    # The one of articles drafted from a conference, and the one that asks for the consent of who is held up.
    NEWS, EXEMPLAR = NEEDED = "tin-tuc", "guong-dien-hinh"
    # What a new installation begins with.
    FOUNDING = (
        (NEWS, "Tin tức thi đua"),
        (EXEMPLAR, "Gương điển hình"),
        ("phong-trao", "Phong trào thi đua"),
        ("khen-thuong", "Khen thưởng, vinh danh"),
        ("huong-dan", "Chủ trương, hướng dẫn"),
    )

    slug = models.SlugField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    name_fold = models.CharField(max_length=60, unique=True, editable=False)
    ordinal = models.PositiveSmallIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = person_field()
    retired_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["ordinal", "id"]
        constraints = [
            models.CheckConstraint(condition=paired("retired_at", "retired_by"), name="news_category_retired_paired")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs):
        self.name_fold = fold(self.name)
        super().save(*args, **kwargs)


class Article(Staged):
    """A news item. Event day, publication moment and today are three different things (seed 1.27)."""

    LIFECYCLE = "article"

    slug = models.SlugField(max_length=120, unique=True)
    # ``slug`` of a NewsCategory.
    category = models.CharField(max_length=20, default=NewsCategory.NEWS)
    title = models.CharField(max_length=300)
    title_fold = models.CharField(max_length=300, editable=False)
    lead = models.TextField()
    # The text with its markup, cleaned by thidua.portal.richtext when it was written.
    html = models.TextField()
    # Its words, one blank line between paragraphs, made from ``html`` on writing: for search, excerpts and comparing.
    body = models.TextField(editable=False)
    author_name = models.CharField(max_length=120)
    # Of a drafted item: [sentence, kind of record, primary key], so that every sentence can be checked.
    sources = models.JSONField(default=list, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="articles")
    takes_comments = models.BooleanField(default=True)
    conference = models.OneToOneField(
        Conference, on_delete=models.PROTECT, null=True, blank=True, related_name="article"
    )
    # Whom or what the article tells of; without that person's consent it is not published.
    exemplar = models.ForeignKey(
        "thidua.Exemplar", on_delete=models.PROTECT, null=True, blank=True, related_name="articles"
    )
    drafted_at = models.DateTimeField()
    drafted_by = person_field(null=False)
    # The moment from which the worker publishes it, while it is scheduled.
    publish_from = models.DateTimeField(null=True, blank=True)
    scheduled_at = models.DateTimeField(null=True, blank=True)
    scheduled_by = person_field()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = person_field()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = person_field()
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=paired("scheduled_at", "scheduled_by"), name="article_scheduled_paired"),
            models.CheckConstraint(
                condition=models.Q(state="scheduled", publish_from__isnull=False)
                | (~models.Q(state="scheduled") & models.Q(publish_from__isnull=True)),
                name="article_scheduled_for_a_moment",
            ),
            models.UniqueConstraint(
                fields=["exemplar"], condition=~models.Q(state="withdrawn"), name="one_article_an_exemplar"
            ),
            models.CheckConstraint(condition=paired("published_at", "published_by"), name="article_published_paired"),
            models.CheckConstraint(condition=paired("withdrawn_at", "withdrawn_by"), name="article_withdrawn_paired"),
        ]

        indexes = [models.Index(fields=["state", "publish_from"], name="article_due")]

    def __str__(self) -> str:
        return self.title

    @property
    def category_name(self) -> str:
        """Read along by the queries of lists (``name_of_category`` of ``thidua.portal.queries``), else asked for here."""
        if found := getattr(self, "name_of_category", ""):
            return str(found)
        rows = NewsCategory.objects.filter(slug=self.category).values_list("name", flat=True)
        return rows.first() or self.category

    def save(self, *args, **kwargs):
        for name, value in self.made_from(self.title, self.html).items():
            setattr(self, name, value)
        super().save(*args, **kwargs)

    @staticmethod
    def made_from(title: str, html: str) -> dict[str, str]:
        """The fields that follow from the texts."""
        return {"title_fold": fold(title), "body": words_of(html)}
