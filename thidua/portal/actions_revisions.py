"""Every text of an article that was saved is kept; an earlier one can be taken back."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from thidua.portal.models import Article
from thidua.portal.models_newsroom import ArticleRevision
from thidua.portal.permissions import check_can_edit, check_category, check_offered
from thidua.shared import audit
from thidua.shared.denied import Denied
from thidua.shared.gate import touch

TEXTS = ("category", "title", "lead", "html", "author_name")


def keep_text(article: Article, by, at: datetime, taken_back: int | None = None) -> ArticleRevision:
    """Keep the texts as they stand in ``article``; in the transaction of the act that saved them."""
    last = ArticleRevision.objects.filter(article=article).aggregate(last=Max("number"))["last"] or 0
    texts = {name: getattr(article, name) for name in TEXTS}
    return ArticleRevision.objects.create(
        article=article, number=last + 1, taken_back=taken_back, saved_at=at, saved_by=by, **texts
    )


@transaction.atomic
def take_back_text(*, revision: ArticleRevision, article: Article, by, at: datetime) -> None:
    """Let an earlier text stand again, as a new one; the texts between stay kept. Denied when it is what stands now."""
    check_can_edit(by, article, at.date())
    if revision.article_id != article.pk:
        raise Denied("Bản lưu này thuộc bài viết khác.")
    check_offered(revision.category, article.category)
    texts = {name: getattr(revision, name) for name in TEXTS}
    if texts == {name: getattr(article, name) for name in TEXTS}:
        raise Denied("Bài viết đang đúng như bản lưu này.")
    if article.state != "draft":
        check_category(article, revision.category)
    write_texts(article, texts)
    keep_text(article, by, at, taken_back=revision.number)
    audit.record("article_taken_back", article, by=by, at=at, detail={"text": revision.number})


def write_texts(article: Article, texts: dict[str, str]) -> None:
    """Save texts under the guard against stale pages, with what is made from them."""
    touch(article, **texts, **Article.made_from(texts["title"], texts["html"]))
