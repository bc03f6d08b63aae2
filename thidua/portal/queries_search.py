"""Finding articles and honours by their words, without diacritics; the same on SQLite and PostgreSQL.

Every word typed begins a word of the text, in any order. The words stand in the database itself (the migration
``index_words``): an article by its title and its text, an honour by recipient, post, number of the decision and the name
its unit had. Of more matches than :data:`MOST` the newest are read: nobody turns so many pages, and no common word may
cost a walk through everything.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from thidua.honours.models import Honour
from thidua.people.search import words_of
from thidua.portal.models import Article
from thidua.portal.queries import published
from thidua.portal.queries_honours import public_honours
from thidua.units.models import Unit

MOST = 500  # matches of one kind that are put in order
_IN_TEXT, _IN_TITLE = "", "title"


def _matching(table: str, words: list[str], part: str = _IN_TEXT) -> tuple[str, list[str | int]]:
    """SQL that gives the keys of the rows of ``table`` that hold every word, with its parameters."""
    if connection.vendor == "postgresql":
        weight = "A" if part == _IN_TITLE else ""
        query = " & ".join(f"{word}:*{weight}" for word in words)
        return f"SELECT id FROM {table} WHERE words @@ to_tsquery('simple', %s)", [query]  # noqa: S608 - our own names
    query = " ".join(f'"{word}"*' for word in words)
    query = f"{{{part}}} : ({query})" if part else query
    return f"SELECT rowid AS id FROM {table} WHERE {table} MATCH %s", [query]  # noqa: S608


def _newest(table: str, words: list[str], part: str = _IN_TEXT) -> list[int]:
    """At most :data:`MOST` keys, the newest rows first."""
    sql, parameters = _matching(table, words, part)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY 1 DESC LIMIT {MOST}", parameters)
        return [key for (key,) in cursor.fetchall()]


def by_words(text: str) -> Q:
    """For a query of honours: those that hold every word of ``text``, or whose unit bears all of them in its name of now.
    Nothing is found by signs alone."""
    words = words_of(text)
    if not words:
        return Q(pk__in=[])
    named = Q()
    for word in words:
        named &= Q(name_fold__startswith=word) | Q(name_fold__contains=f" {word}")
    units = list(Unit.objects.without_tree_fields().filter(named).order_by().values_list("pk", flat=True)[:MOST])
    sql, parameters = _matching("thidua_honour_words", words)
    if units:  # one set of keys: two conditions joined by "or" would walk through every honour
        places = ", ".join(["%s"] * len(units))
        sql += f" UNION SELECT id FROM thidua_honour WHERE of_unit_id IN ({places})"  # noqa: S608 - places alone
        parameters += units
    return Q(pk__in=RawSQL(sql, parameters))  # noqa: S611 - our own names and folded words


@dataclass(frozen=True)
class Found:
    """What the public may read of what was asked: articles, those with the words in the title first, then the newest;
    honours, those with the words in the recipient's name first, then the newest. ``is_cut``: there are more articles
    than were put in order."""

    articles: list[int]
    honours: Sequence[Honour]
    more_honours: bool
    is_cut: bool


def _in_name(name: str, words: list[str]) -> int:
    """How well a folded name fits the words: 2 holds each as a whole word, 1 has a word that begins with each, 0 neither."""
    parts = words_of(name)
    if set(words) <= set(parts):
        return 2
    return int(all(any(part.startswith(word) for part in parts) for word in words))


def find(text: str, honour_count: int = 10) -> Found:
    """At most six queries, however many there are."""
    words = words_of(text)
    if not words:
        return Found([], [], False, False)
    titled = _newest("thidua_article_words", words, _IN_TITLE)
    anywhere = _newest("thidua_article_words", words)
    shown = dict(
        published().filter(pk__in={*titled, *anywhere}).values_list("pk", "published_at") if titled or anywhere else ()
    )
    first = set(titled)
    articles = sorted(shown, key=lambda pk: (pk in first, shown[pk], pk), reverse=True)
    newest = _newest("thidua_honour_words", words)
    standing = public_honours().filter(pk__in=newest)
    told = standing.order_by().values_list("recipient_fold", "decided_on", "pk") if newest else ()
    ranked = sorted(((_in_name(name, words), day, pk) for name, day, pk in told), reverse=True)
    keys = [pk for _, _, pk in ranked[:honour_count]]
    rows = standing.in_bulk(keys) if keys else {}
    return Found(articles, [rows[pk] for pk in keys], len(ranked) > honour_count, len(anywhere) == MOST)


def articles_in_order(keys: list[int]) -> list[Article]:
    """The published articles of these keys, in this order. One query."""
    found = published().in_bulk(keys)
    return [found[key] for key in keys if key in found]
