"""Reading articles and what waits at the editors' desk."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse

from thidua.conferences.models import Conference
from thidua.portal.models import Article
from thidua.reports.queries import Task, counts
from thidua.units.models import RoleGrant
from thidua.units.queries import grants_of, unit_ids_below, unit_ids_visible_to

PUBLISHED = "published"


def published(category: str = "") -> QuerySet[Article]:
    """What the public reads, newest first. Drafts and withdrawn articles are never in it."""
    articles = Article.objects.filter(state=PUBLISHED).select_related("unit", "conference")
    if category:
        articles = articles.filter(category=category)
    return articles.order_by("-published_at", "-pk")


def other_news(article: Article, count: int = 6) -> list[Article]:
    """The newest published articles beside this one."""
    return list(published().exclude(pk=article.pk)[:count])


def editors_unit_ids(user, on: date) -> set[int]:
    """Units whose articles the account edits: those it is editor of, and all below them."""
    own = {g.unit_id for g in grants_of(user, on) if g.role == RoleGrant.Role.EDITOR and g.unit_id}
    return unit_ids_below(own) if own else set()


def visible_to(user, on: date) -> QuerySet[Article]:
    """Articles of every state at the desk: of the units the account edits or whose affairs it sees."""
    units = editors_unit_ids(user, on) | unit_ids_visible_to(user, on)
    return Article.objects.filter(unit__in=units).select_related("unit", "conference")


def conferences_without_article(user, on: date) -> QuerySet[Conference]:
    """Held conferences of the editor's units that have no article yet."""
    return (
        Conference.objects.filter(state="held", article=None, unit__in=editors_unit_ids(user, on))
        .select_related("unit")
        .order_by("-held_on")
    )


def tasks_for(user, on: date) -> list[Task]:
    """What waits for an editor: drafts to publish, held conferences without an article."""
    units = editors_unit_ids(user, on)
    if not units:
        return []
    drafts = Article.objects.filter(state="draft", unit__in=units)
    found = counts([drafts, conferences_without_article(user, on)])
    return [
        Task("Bài viết chờ duyệt và đăng", reverse("portal:desk"), found.get(0, 0)),
        Task("Hội nghị đã họp, chưa có bài viết", reverse("portal:desk"), found.get(1, 0)),
    ]
