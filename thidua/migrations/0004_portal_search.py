# ruff: noqa: S608 - only names of our own tables are put into these texts
"""The words of articles and honours, by which the portal finds them without diacritics (thidua/portal/queries_search.py).

They live in the database itself, so that every writer keeps them, bulk writers too: on SQLite an FTS5 table without a copy
of the text, on PostgreSQL a table of vectors under a GIN index; triggers fill both. On SQLite a later migration that makes
the table of articles or of honours anew loses the triggers: it must run ``index_words`` again (a test tells).
"""

# ruff: noqa: S608 - the names are our own

import unicodedata

from django.db import migrations

_BASES = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
# More of a text is not searched; PostgreSQL refuses vectors of a megabyte.
_MOST = 200_000


def _pairs() -> dict[str, str]:
    """{letter: what it folds to}: every Vietnamese letter with every tone, in both cases, and the Latin capitals."""
    found = {}
    for base in _BASES:
        for tone in _TONES:
            letter = unicodedata.normalize("NFC", base + tone)
            bare = unicodedata.normalize("NFD", base)[0].replace("đ", "d")
            for form in (letter, letter.upper()):
                if len(form) == 1 and form != bare:
                    found[form] = bare
    return found


def _bare(column: str) -> str:
    """SQLite: what the tokenizer does not fold by itself."""
    return f"replace(replace({column}, 'đ', 'd'), 'Đ', 'D')"


def _article(row: str) -> str:
    return f"{row}.id, {_bare(f'{row}.title')}, {_bare(f'substr({row}.lead || char(10) || {row}.body, 1, {_MOST})')}"


def _honour(row: str) -> str:
    told = f"{row}.recipient_name || ' ' || {row}.recipient_detail || ' ' || {row}.decision_number"
    unit = f"coalesce((SELECT u.name FROM thidua_unit u WHERE u.id = {row}.of_unit_id), '')"
    return f"{row}.id, {_bare(f'{told} || char(32) || {unit}')}"


_FTS = "content='', tokenize='unicode61 remove_diacritics 2', detail=column, prefix='1 2 3'"
_TURNED = "AFTER UPDATE OF title, lead, body ON thidua_article"
_OUT = (
    "INSERT INTO thidua_article_words(thidua_article_words, rowid, title, text) "
    f"SELECT 'delete', {_article('old')}"
)  # fmt: skip
_IN = f"INSERT INTO thidua_article_words(rowid, title, text) SELECT {_article('new')}"
SQLITE = [
    f"CREATE VIRTUAL TABLE thidua_article_words USING fts5(title, text, {_FTS})",
    f"INSERT INTO thidua_article_words(rowid, title, text) SELECT {_article('a')} FROM thidua_article a",
    f"CREATE TRIGGER thidua_article_words_in AFTER INSERT ON thidua_article BEGIN {_IN}; END",
    f"CREATE TRIGGER thidua_article_words_out AFTER DELETE ON thidua_article BEGIN {_OUT}; END",
    f"CREATE TRIGGER thidua_article_words_turn {_TURNED} BEGIN {_OUT}; {_IN}; END",
    f"CREATE VIRTUAL TABLE thidua_honour_words USING fts5(text, {_FTS})",
    f"INSERT INTO thidua_honour_words(rowid, text) SELECT {_honour('h')} FROM thidua_honour h",
    # honours are only ever added
    "CREATE TRIGGER thidua_honour_words_in AFTER INSERT ON thidua_honour BEGIN "
    f"INSERT INTO thidua_honour_words(rowid, text) SELECT {_honour('new')}; END",
]  # fmt: skip


def _postgres() -> list[str]:
    pairs = _pairs()
    fold = (
        "CREATE FUNCTION thidua_words(told text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ "
        f"SELECT to_tsvector('simple', regexp_replace(translate(left(told, {_MOST}), '{''.join(pairs)}', "
        f"'{''.join(pairs.values())}'), '[^a-z0-9]+', ' ', 'g')) $$"
    )
    vector = "setweight(thidua_words({0}.title), 'A') || thidua_words({0}.lead || ' ' || {0}.body)"
    honour = (
        "thidua_words({0}.recipient_name || ' ' || {0}.recipient_detail || ' ' || {0}.decision_number || ' ' || "
        "coalesce((SELECT u.name FROM thidua_unit u WHERE u.id = {0}.of_unit_id), ''))"
    )
    made = [fold]
    for table, words, when in (
        ("article", vector, "INSERT OR UPDATE OF title, lead, body"),
        ("honour", honour, "INSERT"),
    ):
        made += [
            f"CREATE TABLE thidua_{table}_words (id bigint PRIMARY KEY, words tsvector NOT NULL)",
            f"INSERT INTO thidua_{table}_words SELECT t.id, {words.format('t')} FROM thidua_{table} t",
            f"CREATE INDEX thidua_{table}_words_gin ON thidua_{table}_words USING gin (words) WITH (fastupdate = off)",
            f"CREATE FUNCTION thidua_{table}_words_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"INSERT INTO thidua_{table}_words VALUES (NEW.id, {words.format('NEW')}) "
            "ON CONFLICT (id) DO UPDATE SET words = EXCLUDED.words; RETURN NULL; END $$",
            f"CREATE TRIGGER thidua_{table}_words_in AFTER {when} ON thidua_{table} "
            f"FOR EACH ROW EXECUTE FUNCTION thidua_{table}_words_keep()",
        ]
    return made


def index_words(apps, schema_editor):
    for statement in _postgres() if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def forget_words(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in ("article", "honour"):
            schema_editor.execute(f"DROP TRIGGER thidua_{table}_words_in ON thidua_{table}")
            schema_editor.execute(f"DROP FUNCTION thidua_{table}_words_keep()")
            schema_editor.execute(f"DROP TABLE thidua_{table}_words")
        schema_editor.execute("DROP FUNCTION thidua_words(text)")
        return
    for trigger in ("article_words_in", "article_words_out", "article_words_turn", "honour_words_in"):
        schema_editor.execute(f"DROP TRIGGER thidua_{trigger}")
    for table in ("article", "honour"):
        schema_editor.execute(f"DROP TABLE thidua_{table}_words")


class Migration(migrations.Migration):
    dependencies = [("thidua", "0003_in_the_database")]
    operations = [migrations.RunPython(index_words, forget_words)]
