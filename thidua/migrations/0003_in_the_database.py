"""What only the database itself can hold: append-only registers, the index and order of names, the table of counted codes."""

from django.core.management import call_command
from django.db import migrations

# The audit chain and the register of honours are append-only on both databases.
TABLES = ["thidua_auditevent", "thidua_honour"]


def forbid(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION thidua_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'append-only: % on %', TG_OP, TG_TABLE_NAME; END $$",
            params=None,  # the per cent signs belong to PL/pgSQL
        )
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION thidua_append_only()"
            )
        return
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {verb} on {table}'); END"
            )


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        schema_editor.execute("DROP FUNCTION thidua_append_only()")
        return
    for table in TABLES:
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}")


# The index by which people are found by any word of their name, without diacritics (thidua/people/search.py). It lives in
# the database itself, so that every writer keeps it, bulk writers too. On SQLite a later migration that makes the table
# of people anew loses the triggers: it must run ``index_names`` again (a test tells).
SQLITE_INDEX = [
    "DROP TABLE IF EXISTS thidua_person_names",
    "CREATE VIRTUAL TABLE thidua_person_names USING fts5("
    "name_fold, content='thidua_person', content_rowid='id', detail=column, prefix='1 2 3')",
    "INSERT INTO thidua_person_names(thidua_person_names) VALUES ('rebuild')",
    "DROP TRIGGER IF EXISTS thidua_person_names_in",
    "CREATE TRIGGER thidua_person_names_in AFTER INSERT ON thidua_person BEGIN "
    "INSERT INTO thidua_person_names(rowid, name_fold) VALUES (new.id, new.name_fold); END",
    "DROP TRIGGER IF EXISTS thidua_person_names_out",
    "CREATE TRIGGER thidua_person_names_out AFTER DELETE ON thidua_person BEGIN "
    "INSERT INTO thidua_person_names(thidua_person_names, rowid, name_fold) "
    "VALUES ('delete', old.id, old.name_fold); END",
    "DROP TRIGGER IF EXISTS thidua_person_names_turn",
    "CREATE TRIGGER thidua_person_names_turn AFTER UPDATE OF name_fold ON thidua_person BEGIN "
    "INSERT INTO thidua_person_names(thidua_person_names, rowid, name_fold) "
    "VALUES ('delete', old.id, old.name_fold); "
    "INSERT INTO thidua_person_names(rowid, name_fold) VALUES (new.id, new.name_fold); END",
]


def index_names(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE INDEX IF NOT EXISTS person_names ON thidua_person USING gin "
            "(to_tsvector('simple', translate(name_fold, '.-''/@_', '      '))) WITH (fastupdate = off)",
            params=None,
        )
        return
    for statement in SQLITE_INDEX:
        schema_editor.execute(statement, params=None)


def forget_names(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS person_names")
        return
    for name in ("in", "out", "turn"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS thidua_person_names_{name}")
    schema_editor.execute("DROP TABLE IF EXISTS thidua_person_names")


def order_names_by_bytes(apps, schema_editor):
    """The key by which names are sorted is made for comparing byte by byte, as SQLite does. A PostgreSQL database made
    with another locale would pass over its blanks and bars. Only the database's column says so: were it in the model,
    SQLite would make the table anew and lose the index of names."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE thidua_person ALTER COLUMN name_key TYPE varchar(400) COLLATE "C"')


def order_names_by_locale(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE thidua_person ALTER COLUMN name_key TYPE varchar(400) COLLATE "default"')


def make_cache_table(apps, schema_editor):
    """The table in which failed codes of sign-in are counted, for all processes of the server together."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("thidua", "0002_tables")]
    operations = [
        migrations.RunPython(forbid, allow),
        migrations.RunPython(index_names, forget_names),
        migrations.RunPython(order_names_by_bytes, order_names_by_locale),
        migrations.RunPython(make_cache_table, migrations.RunPython.noop),
    ]
