"""What only the database itself can hold: append-only registers, the index and order of names, the table of counted codes."""

from django.core.management import call_command
from django.db import migrations

# The registers that prove what was done: append-only on both databases, and closed to TRUNCATE and REPLACE as well. The
# value says by what a new row could take the place of one that stands: INSERT OR REPLACE on SQLite removes the other row
# without asking the trigger that forbids removal, unless every connection asks for that (PRAGMA recursive_triggers).
REGISTERS = {
    "thidua_auditevent": "seq = NEW.seq OR hash = NEW.hash",
    "thidua_honour": (
        "id = NEW.id OR check_code = NEW.check_code"
        " OR (refers_to_id = NEW.refers_to_id AND serial = NEW.serial)"
        " OR (NEW.entry = 'award' AND entry = 'award' AND issuer_id = NEW.issuer_id"
        " AND decision_number = NEW.decision_number AND decided_on = NEW.decided_on AND ordinal = NEW.ordinal)"
    ),
}
# Counted by entries that are only ever added (money, things on the shelf), or kept as they were used (layouts, wordings).
TABLES = [
    *REGISTERS,
    "thidua_fundentry",
    "thidua_bonuspayment",
    "thidua_stockmove",
    "thidua_printlayout",
    "thidua_paperwording",
    "thidua_numbernote",
    "thidua_articlerevision",
    "thidua_exemplarcopy",
]


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
        for table in REGISTERS:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION thidua_append_only()"
            )
        return
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {verb} on {table}'); END"
            )
    for table, key in REGISTERS.items():
        stands = f"EXISTS (SELECT 1 FROM {table} WHERE {key})"  # noqa: S608 - our own names
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {stands} "
            f"BEGIN SELECT RAISE(ABORT, 'append-only: a row of {table} stands there'); END"
        )


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        for table in REGISTERS:
            schema_editor.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
        schema_editor.execute("DROP FUNCTION thidua_append_only()")
        return
    for table in TABLES:
        for verb in ("update", "delete"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}")
    for table in REGISTERS:
        schema_editor.execute(f"DROP TRIGGER {table}_no_replace")


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
