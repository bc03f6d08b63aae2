"""Reading articles and what waits at the editors' desk."""

from dataclasses import replace
from datetime import date

from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, When
from django.urls import reverse

from thidua.conferences.models import Conference
from thidua.portal.models import Article, NewsCategory
from thidua.portal.models_newsroom import Exemplar
from thidua.portal.models_voices import Comment, Message
from thidua.reports.queries import Task, counts
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import active_units, grants_of, unit_ids_below, unit_ids_visible_to

PUBLISHED = "published"
_CATEGORY_NAME = Subquery(NewsCategory.objects.filter(slug=OuterRef("category")).values("name")[:1])


def categories(also: str = "") -> list[tuple[str, str]]:
    """(slug, name) of the categories in use, in their order; ``also`` is kept in the list when it is retired. One query."""
    rows = NewsCategory.objects.filter(Q(retired_at=None) | Q(slug=also))
    return list(rows.values_list("slug", "name"))


def category_names() -> dict[str, str]:
    """{slug: name}, the retired ones too. One query."""
    return dict(NewsCategory.objects.values_list("slug", "name"))


def published(category: str = "") -> QuerySet[Article]:
    """What the public reads, newest first. Drafts and withdrawn articles are never in it."""
    articles = Article.objects.filter(state=PUBLISHED).select_related("unit", "conference")
    articles = articles.annotate(name_of_category=_CATEGORY_NAME)
    if category:
        articles = articles.filter(category=category)
    return articles.order_by("-published_at", "-pk")


def articles_by_category() -> dict[str, int]:
    """{slug: articles of every state}. One query."""
    rows = Article.objects.order_by().values_list("category").annotate(number=Count("pk"))
    return dict(rows)


def same_section(article: Article, count: int = 6) -> list[Article]:
    """Published articles of its category, the newest first of those nearest to it: of the conferences of the same cluster,
    of the same unit, then the rest. One query."""
    return _beside(article, count, Q(category=article.category))


def other_news(article: Article, count: int = 6) -> list[Article]:
    """As :func:`same_section`, of the other categories."""
    return _beside(article, count, ~Q(category=article.category))


def _beside(article: Article, count: int, of: Q) -> list[Article]:
    near = [When(unit=article.unit_id, then=1)]
    if article.conference is not None and article.conference.cluster_id:
        near.insert(0, When(conference__cluster=article.conference.cluster_id, then=0))
    nearness = Case(*near, default=2)
    return list(published().filter(of).exclude(pk=article.pk).order_by(nearness, "-published_at", "-pk")[:count])


def around(article: Article) -> tuple[Article | None, Article | None]:
    """(newer, older): the published neighbours in time. Two queries."""
    moment, pk = article.published_at, article.pk
    newer = published().filter(Q(published_at__gt=moment) | Q(published_at=moment, pk__gt=pk))
    older = published().filter(Q(published_at__lt=moment) | Q(published_at=moment, pk__lt=pk))
    return newer.order_by("published_at", "pk").first(), older.first()


def editors_unit_ids(user, on: date) -> set[int]:
    """Units whose articles the account edits: those it is editor of, and all below them."""
    own = {g.unit_id for g in grants_of(user, on) if g.role == RoleGrant.Role.EDITOR and g.unit_id}
    return unit_ids_below(own) if own else set()


def units_edited(user, on: date) -> QuerySet[Unit]:
    """Those of :func:`editors_unit_ids` that exist on the day, by code, with what stands above them: nobody writes for a
    unit that is no more."""
    there = active_units(on).filter(pk__in=editors_unit_ids(user, on)).values("pk")
    return Unit.objects.without_tree_fields().filter(pk__in=there).select_related("parent").order_by("code")


def moderators_unit_ids(user, on: date) -> set[int]:
    """Units whose readers' comments the account decides about: as editor or as moderator of them or of one above."""
    roles = (RoleGrant.Role.EDITOR, RoleGrant.Role.MODERATOR)
    own = {g.unit_id for g in grants_of(user, on) if g.role in roles and g.unit_id}
    return unit_ids_below(own) if own else set()


def visible_to(user, on: date) -> QuerySet[Article]:
    """Articles of every state at the desk: of the units the account edits or whose affairs it sees."""
    units = editors_unit_ids(user, on) | unit_ids_visible_to(user, on)
    rows = Article.objects.filter(unit__in=units).select_related("unit", "conference")
    return rows.annotate(name_of_category=_CATEGORY_NAME)


def exemplars_at_desk(user, on: date) -> QuerySet[Exemplar]:
    """Exemplars of the units the account edits; nobody else reads them."""
    rows = Exemplar.objects.filter(unit__in=editors_unit_ids(user, on))
    return rows.select_related("unit", "spotted_by", "verified_by", "ended_by")


def conferences_without_article(user, on: date) -> QuerySet[Conference]:
    """Held conferences of the editor's units that have no article yet."""
    return (
        Conference.objects.filter(state="held", article=None, unit__in=editors_unit_ids(user, on))
        .select_related("unit")
        .order_by("-held_on")
    )


def tasks_for(user, on: date) -> list[Task]:
    """What waits for an editor: drafts to publish, held conferences without an article."""
    units, comments_of = editors_unit_ids(user, on), moderators_unit_ids(user, on)
    if not comments_of:
        return []
    comments = Comment.objects.filter(state="waiting", article__unit__in=comments_of)
    to_decide = Task("Ý kiến bạn đọc chờ duyệt", f"{reverse('portal:desk-comments')}?state=waiting", 0)
    if not units:  # a moderator
        return [replace(to_decide, count=counts([comments]).get(0, 0))]
    drafts = Article.objects.filter(state="draft", unit__in=units)
    new = Message.objects.filter(state="new", unit__in=units)
    removals, letters = new.filter(subject=Message.Subject.REMOVAL), new.exclude(subject=Message.Subject.REMOVAL)
    found = counts([drafts, conferences_without_article(user, on), comments, letters, removals])
    return [
        Task("Bài viết chờ duyệt và đăng", reverse("portal:desk"), found.get(0, 0)),
        Task("Hội nghị đã họp, chưa có bài viết", reverse("portal:desk"), found.get(1, 0)),
        replace(to_decide, count=found.get(2, 0)),
        Task(
            "Đề nghị gỡ, sửa thông tin chờ trả lời",
            f"{reverse('portal:desk-messages')}?state=new&subject=removal",
            found.get(4, 0),
        ),
        Task("Thư bạn đọc chờ trả lời", f"{reverse('portal:desk-messages')}?state=new", found.get(3, 0)),
    ]
