"""Drafting, editing, publishing and withdrawing articles."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from thidua.conferences.models import AgendaPoint, Conference
from thidua.conferences.queries import facts_of
from thidua.honours.wording import in_the_news, news_rank
from thidua.portal.drafting import ConferenceFacts, write_article
from thidua.portal.models import Article
from thidua.portal.permissions import (
    check_can_draft,
    check_can_draft_from,
    check_can_edit,
    check_can_publish,
    check_can_withdraw,
)
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import fold, nfc, paragraphs
from thidua.units.models import Unit


def _clean(title: str, lead: str, body: str, author_name: str) -> dict[str, str]:
    """The texts in one canonical form; Denied naming the first that is missing."""
    texts = {
        "title": nfc(title),
        "lead": "\n".join(paragraphs(lead)),
        "body": "\n\n".join(paragraphs(body)),
        "author_name": nfc(author_name),
    }
    for name, label in (("title", "tiêu đề"), ("lead", "sa-pô"), ("body", "nội dung"), ("author_name", "tác giả")):
        if not texts[name]:
            raise Denied(f"Bài viết còn thiếu {label}.")
    return texts


def _free_slug(title: str) -> str:
    base = slugify(fold(title))[:100].strip("-") or "bai-viet"
    taken = set(Article.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def _add(article: Article, by, at: datetime) -> Article:
    article.slug = _free_slug(article.title)
    article.drafted_at, article.drafted_by = at, by
    try:
        with transaction.atomic():
            article.save(force_insert=True)
    except IntegrityError as error:
        raise Stale() from error
    audit.record("article_drafted", article, by=by, at=at)
    return article


@transaction.atomic
def draft_article(
    *, unit: Unit, title: str, lead: str, body: str, author_name: str, by, at: datetime, category: str = "tin-tuc"
) -> Article:
    """Start an article; the body is plain paragraphs."""
    check_can_draft(by, unit, at.date())
    return _add(Article(unit=unit, category=category, **_clean(title, lead, body, author_name)), by, at)


@transaction.atomic
def draft_article_from_conference(*, conference: Conference, by, at: datetime) -> Article:
    """Draft the news item of a held conference from its facts, for the editor to finish."""
    check_can_draft_from(by, conference, at.date())
    draft = write_article(_facts(conference))
    texts = _clean(draft.title, draft.lead, draft.body, by.display_name)
    return _add(Article(unit=conference.unit, conference=conference, **texts), by, at)


def _weight(row: tuple[str, str, int]) -> tuple[int, str]:
    return news_rank(row[0]), row[0]


def _facts(conference: Conference) -> ConferenceFacts:
    found = facts_of(conference)
    return ConferenceFacts(
        title=conference.title,
        organiser=conference.unit.agency_name,
        held_on=conference.held_on,
        place=conference.place,
        group=found["cluster"],
        year_summarised=conference.year_summarised,
        year_launched=conference.year_launched,
        came=found["units_came"],
        invited=found["units_invited"],
        pledges_signed=found["pledges_signed"],
        honours=[(in_the_news(code), number) for code, _, number in sorted(found["honours"], key=_weight)],
        reports=[text for kind, _, text in found["agenda"] if kind == AgendaPoint.Kind.REPORT],
        speeches=[text for kind, _, text in found["agenda"] if kind == AgendaPoint.Kind.SPEECH],
        conclusion=conference.conclusion,
        next_head=found["next_cluster_head"],
    )


@transaction.atomic
def edit_article(
    *, article: Article, title: str, lead: str, body: str, author_name: str, category: str, by, at: datetime
) -> None:
    """Change the texts; a published article shows the change at once, its address stays."""
    check_can_edit(by, article, at.date())
    texts = _clean(title, lead, body, author_name)
    touch(article, **texts, title_fold=fold(texts["title"]), category=category)
    audit.record("article_edited", article, by=by, at=at)


@transaction.atomic
def publish_article(*, article: Article, by, at: datetime) -> None:
    """Put the article on the public portal."""
    check_can_publish(by, article, at.date())
    pass_gate(article, "publish", **stamp("published", by=by, at=at))
    audit.record("article_published", article, by=by, at=at)


@transaction.atomic
def withdraw_article(*, article: Article, reason: str, by, at: datetime) -> None:
    """Take a published article off the portal; it stays at the desk with the reason."""
    check_can_withdraw(by, article, at.date())
    reason = nfc(reason)
    if not reason:
        raise Denied("Cần ghi rõ lý do gỡ bài.")
    if len(reason) > 300:
        raise Denied("Lý do dài quá 300 ký tự. Mời viết gọn lại.")
    pass_gate(article, "withdraw", withdrawn_reason=reason, **stamp("withdrawn", by=by, at=at))
    audit.record("article_withdrawn", article, by=by, at=at)
