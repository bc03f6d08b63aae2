"""How much the portal is read: views a day, visitors a day. Nothing of who reads is kept."""

from django.db import models

from thidua.portal.models import Article


class DayViews(models.Model):
    """Views of one article on one day; ``article`` null: of every other public page together."""

    day = models.DateField()
    article = models.ForeignKey(Article, on_delete=models.PROTECT, null=True, related_name="day_views")
    views = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "article"], name="views_of_article_a_day"),
            models.UniqueConstraint(
                fields=["day"], condition=models.Q(article__isnull=True), name="views_of_the_rest_a_day"
            ),
        ]


class DayVisitor(models.Model):
    """Somebody who read on a day: a keyed hash of address and browser that is another one tomorrow. Rows of past days become
    a figure in :class:`DayVisits` and go."""

    day = models.DateField()
    mark = models.CharField(max_length=64)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "mark"], name="one_visitor_a_day")]
        indexes = [models.Index(fields=["last_at"], name="visitor_last")]


class PageSeen(models.Model):
    """That a visitor of a day has opened an article (null: the other pages); goes with the visitor."""

    visitor = models.ForeignKey(DayVisitor, on_delete=models.PROTECT, related_name="seen")
    article = models.ForeignKey(Article, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visitor", "article"], name="article_seen_once"),
            models.UniqueConstraint(
                fields=["visitor"], condition=models.Q(article__isnull=True), name="rest_seen_once"
            ),
        ]


class DayVisits(models.Model):
    """How many visitors a past day had."""

    day = models.DateField(unique=True)
    visitors = models.PositiveIntegerField()
