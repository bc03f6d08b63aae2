"""Finding people by name without diacritics, or by code, among hundreds of thousands (requirement U3).

Every word typed begins a word of the name, in any order. The words stand in an index of the database itself: FTS5 on
SQLite, a GIN index over ``to_tsvector`` on PostgreSQL, both over the folded name, with no extension. What matches is
read first and put in order then, except for words so common that the first matches stand among the first few thousand
names: going through the names without an end would read everybody where the matches stand at the end of the alphabet.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from thidua.people.models import Person
from thidua.shared.text import fold

LIMIT = 50
_MOST_WORDS, _LONGEST = 8, 120
_WORD = re.compile(r"[^\W_]+")
# Signs inside a name divide words, as the index of SQLite does by itself.
_PLAIN_POSTGRES = "translate(name_fold, '.-''/@_', '      ')"
_PLAIN_SQLITE = "replace(replace(replace(name_fold, '-', ' '), '''', ' '), '.', ' ')"
_VECTOR = f"to_tsvector('simple', {_PLAIN_POSTGRES})"
_ORDER = "p.name_key, p.code"
_STEP = 4000  # people gone through in name order before the index of words is asked for everything


def words_of(text: str) -> list[str]:
    """What is looked for: folded words, at most eight."""
    return _WORD.findall(fold(text.replace("\0", "")[:_LONGEST]))[:_MOST_WORDS]


def _is_code(text: str) -> bool:
    """Codes hold figures, names do not."""
    return any(sign.isdigit() for sign in text)


def _matching(text: str) -> tuple[str, list[Any]] | None:
    """SQL that gives the ids of those who match, with its parameters; None when nothing can match."""
    postgres = connection.vendor == "postgresql"
    if _is_code(text):
        code = text.replace("\0", "").strip()[:20]
        ways = sorted({code, code.upper(), code.lower()})
        if postgres:
            marked = [way.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%" for way in ways]
            return f"SELECT id FROM thidua_person WHERE {' OR '.join(['code LIKE %s'] * len(ways))}", marked  # noqa: S608
        sql = " OR ".join(["(code >= %s AND code < %s)"] * len(ways))
        return f"SELECT id FROM thidua_person WHERE {sql}", [  # noqa: S608
            each for way in ways for each in (way, way + "\U0010ffff")
        ]
    words = words_of(text)
    if not words:
        return None
    if postgres:
        query = " & ".join(f"{word}:*" for word in words)
        return f"SELECT id FROM thidua_person WHERE {_VECTOR} @@ to_tsquery('simple', %s)", [query]  # noqa: S608
    query = " ".join(f'"{word}"*' for word in words)
    return "SELECT rowid FROM thidua_person_names WHERE thidua_person_names MATCH %s", [query]


def narrowed(people: QuerySet[Person], text: str) -> QuerySet[Person]:
    """Those of ``people`` whom the text means; all of them when nothing was typed, nobody when only signs were."""
    if not text.strip():
        return people
    matching = _matching(text)
    return people.filter(pk__in=RawSQL(*matching)) if matching else people.none()  # noqa: S611


def find(text: str, *, among: QuerySet[Person] | None = None, limit: int = LIMIT) -> list[Person]:
    """The first ``limit`` people in name order whom the text means; records merged into others stay out.

    ``among``: only those of this queryset (what the reader may see). At most five queries.
    """
    matching = _matching(text)
    if matching is None:
        return []
    sql, parameters = matching
    allowed, values = "", []
    if among is not None:
        inner, given = among.order_by().values("pk").query.sql_with_params()
        allowed, values = f"AND p.id IN ({inner})", list(given)
    if not _is_code(text) and _is_common(sql, parameters):
        found = _walked(words_of(text), allowed, values, limit)
        if found is not None:
            return in_order(found)
    # MATERIALIZED: the words decide, then the order; no planner may turn it round.
    statement = (
        f"WITH m(id) AS MATERIALIZED ({sql}) SELECT p.id FROM m JOIN thidua_person p ON p.id = m.id "  # noqa: S608
        f"WHERE p.merged_into_id IS NULL {allowed} ORDER BY {_ORDER} LIMIT %s"
    )
    return in_order(_values(statement, [*parameters, *values, limit]))


def _is_common(sql: str, parameters: list[Any]) -> bool:
    """Whether so many match that the first of them in name order are found quicker by going through the names."""
    (number,) = _values(f"SELECT COUNT(*) FROM ({sql} LIMIT %s) AS few", [*parameters, _STEP])  # noqa: S608
    return number >= _STEP


def _walked(words: list[str], allowed: str, values: list[Any], limit: int) -> list[int] | None:
    """The first matches among the first people in name order; None when there are too few of them to be sure.

    Where only some people are ``allowed``, these are gone through to the end: they are few beside everybody.
    """
    plain = _PLAIN_POSTGRES if connection.vendor == "postgresql" else _PLAIN_SQLITE
    test = " AND ".join([f"' ' || {plain} LIKE %s"] * len(words))
    begins = [f"% {word}%" for word in words]
    people = "SELECT p.id, p.name_fold, p.name_key, p.code FROM thidua_person p WHERE p.merged_into_id IS NULL"
    if allowed:
        statement = f"SELECT p.id FROM ({people} {allowed}) p WHERE {test} ORDER BY {_ORDER} LIMIT %s"  # noqa: S608
        return _values(statement, [*values, *begins, limit])
    first = f"{people} ORDER BY {_ORDER} LIMIT %s"
    statement = f"SELECT p.id FROM ({first}) p WHERE {test} ORDER BY {_ORDER} LIMIT %s"  # noqa: S608
    found = _values(statement, [_STEP, *begins, limit])
    return found if len(found) == limit else None


def _values(statement: str, parameters: list[Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [value for (value,) in cursor.fetchall()]


def in_order(ids: Iterable[int]) -> list[Person]:
    """The people of these keys, in this order. One query."""
    wanted = list(ids)
    found = Person.objects.in_bulk(wanted)
    return [found[pk] for pk in wanted if pk in found]
