"""A sheet after the first rests on a request; notes in the book of numbers are only ever added."""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "thidua_numbernote"


def forbid(apps, schema_editor):
    """As 0003 does for its own tables."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION thidua_append_only()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, 'append-only: {verb} on {TABLE}'); END"
        )


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {TABLE}_append_only ON {TABLE}")
        return
    for verb in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{verb}")


class Migration(migrations.Migration):
    dependencies = [("thidua", "0003_in_the_database")]

    operations = [
        migrations.AddField(
            model_name="nomination",
            name="return_letter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="thidua.paper",
            ),
        ),
        migrations.RemoveField(model_name="reissue", name="paper"),
        migrations.AlterField(
            model_name="reissue",
            name="asked",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="new_sheet", to="thidua.reissuerequest"
            ),
        ),
        migrations.RunPython(forbid, allow),
    ]
