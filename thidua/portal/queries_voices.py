"""Reads of what readers said and how much is read."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, QuerySet, Sum

from thidua.portal.actions_voices import keyed
from thidua.portal.models import Article
from thidua.portal.models_counts import DayViews, DayVisitor, DayVisits
from thidua.portal.models_voices import Comment, Message, Poll
from thidua.portal.queries import PUBLISHED, editors_unit_ids, moderators_unit_ids

# Somebody who showed no sign for so long reads no more.
READING = timedelta(minutes=5)


def shown_comments(article: Article) -> QuerySet[Comment]:
    """What the public reads under an article, newest first. Never the e-mail."""
    return article.comments.filter(state=PUBLISHED).defer("email", "source").order_by("-pk")


def comments_at_desk(user, on: date) -> QuerySet[Comment]:
    return Comment.objects.filter(article__unit__in=moderators_unit_ids(user, on)).select_related("article__unit")


def polls_at_desk(user, on: date) -> QuerySet[Poll]:
    rows = Poll.objects.filter(unit__in=editors_unit_ids(user, on)).select_related("unit")
    return rows.annotate(vote_count=Count("votes"))


def messages_at_desk(user, on: date) -> QuerySet[Message]:
    return Message.objects.filter(unit__in=editors_unit_ids(user, on)).select_related("unit")


def message_of_code(typed: str) -> Message | None:
    """The message whose writer holds this code; however it is typed."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    return Message.objects.filter(code_hash=keyed("message", code)).select_related("unit").first() if code else None


@dataclass(frozen=True)
class Share:
    """One choice of a poll with its votes and whole percent of all votes."""

    pk: int
    label: str
    votes: int
    percent: int


def open_poll(on: date) -> Poll | None:
    """The newest question that is asked today."""
    return Poll.objects.filter(state="open", closes_on__gte=on).order_by("-opened_at").first()


def shares_of(poll: Poll) -> list[Share]:
    """In the order of the question. One query. The percents are rounded so that they make up 100 (largest remainders)."""
    rows = list(poll.choices.annotate(number=Count("votes")).order_by("ordinal"))
    total = sum(row.number for row in rows)
    if not total:
        return [Share(row.pk, row.label, 0, 0) for row in rows]
    floors = [100 * row.number // total for row in rows]
    by_rest = sorted(range(len(rows)), key=lambda n: (-(100 * rows[n].number % total), n))
    for n in by_rest[: 100 - sum(floors)]:
        floors[n] += 1
    return [Share(row.pk, row.label, row.number, percent) for row, percent in zip(rows, floors, strict=True)]


@dataclass(frozen=True)
class Readers:
    """Who reads: just now, today, in all."""

    now: int
    today: int
    total: int


def readers(at: datetime) -> Readers:
    """Two queries."""
    found = DayVisitor.objects.aggregate(
        now=Count("pk", filter=Q(last_at__gt=at - READING, day=at.date())),
        today=Count("pk", filter=Q(day=at.date())),
        kept=Count("pk"),
    )
    past = DayVisits.objects.aggregate(total=Sum("visitors"))["total"] or 0
    return Readers(found["now"], found["today"], past + found["kept"])


def views_of(article: Article) -> int:
    return DayViews.objects.filter(article=article).aggregate(total=Sum("views"))["total"] or 0


def most_read(on: date, days: int = 30, count: int = 5) -> list[Article]:
    """The published articles opened most in the last days; ``views_lately`` at each."""
    rows = Article.objects.filter(state=PUBLISHED, day_views__day__gt=on - timedelta(days=days))
    return list(
        rows.annotate(views_lately=Sum("day_views__views")).order_by(F("views_lately").desc(), "-published_at")[:count]
    )
