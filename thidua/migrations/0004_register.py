"""The register of honours closed on every side (TRUNCATE, REPLACE); what ends an honour and what follows; extracts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

TABLES = ["thidua_auditevent", "thidua_honour"]
# By what a new row could take the place of one that stands: INSERT OR REPLACE on SQLite removes the other row without
# asking the trigger that forbids removal, unless every connection asks for that (PRAGMA recursive_triggers).
KEYS = {
    "thidua_auditevent": "seq = NEW.seq OR hash = NEW.hash",
    "thidua_honour": (
        "id = NEW.id OR check_code = NEW.check_code"
        " OR (refers_to_id = NEW.refers_to_id AND serial = NEW.serial)"
        " OR (NEW.entry = 'award' AND entry = 'award' AND issuer_id = NEW.issuer_id"
        " AND decision_number = NEW.decision_number AND decided_on = NEW.decided_on AND ordinal = NEW.ordinal)"
    ),
}


def forbid(apps, schema_editor):
    """All triggers anew: the table of honours was made anew above, on SQLite without those of the step before."""
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION thidua_append_only()"
            )
        return
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb.lower()}")
            schema_editor.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {verb} on {table}'); END"
            )
        stands = f"EXISTS (SELECT 1 FROM {table} WHERE {KEYS[table]})"  # noqa: S608 - our own names
        schema_editor.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {stands} "
            f"BEGIN SELECT RAISE(ABORT, 'append-only: a row of {table} stands there'); END"
        )


def allow(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_no_replace")


class Migration(migrations.Migration):
    dependencies = [
        ("thidua", "0003_in_the_database"),
    ]

    operations = [
        migrations.CreateModel(
            name="Extract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=20)),
                ("version", models.PositiveIntegerField(default=1)),
                ("recipient_name", models.CharField(max_length=200)),
                (
                    "asker",
                    models.CharField(
                        choices=[
                            ("self", "Chính người được khen"),
                            ("heir", "Thân nhân"),
                            ("proxy", "Người được ủy quyền"),
                            ("collective", "Đại diện tập thể được khen"),
                            ("agency", "Cơ quan, tổ chức"),
                        ],
                        max_length=12,
                    ),
                ),
                ("asker_name", models.CharField(max_length=200)),
                ("relation", models.CharField(blank=True, max_length=120)),
                ("purpose", models.CharField(max_length=300)),
                ("asked_at", models.DateTimeField()),
                ("check_code", models.CharField(blank=True, max_length=20, null=True, unique=True)),
                ("shown", models.JSONField(blank=True, default=list)),
                ("signer_name", models.CharField(blank=True, max_length=120)),
                ("issued_at", models.DateTimeField(blank=True, null=True)),
                ("refused_at", models.DateTimeField(blank=True, null=True)),
                ("refused_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=20)),
                ("version", models.PositiveIntegerField(default=1)),
                ("kind", models.CharField(max_length=40)),
                ("thing", models.PositiveBigIntegerField(blank=True, null=True)),
                ("what", models.CharField(max_length=500)),
                ("rests_on", models.CharField(blank=True, max_length=500)),
                ("amount_vnd", models.PositiveBigIntegerField(blank=True, null=True)),
                ("due_on", models.DateField()),
                ("found_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("closed_note", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.AddField(
            model_name="honour",
            name="act_number",
            field=models.CharField(blank=True, max_length=60, null=True),
        ),
        migrations.AddField(
            model_name="honour",
            name="act_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="honour",
            name="act_paper",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="thidua.paper"
            ),
        ),
        migrations.AddField(
            model_name="honour",
            name="cause",
            field=models.CharField(blank=True, max_length=40, null=True),
        ),
        migrations.AlterField(
            model_name="honour",
            name="entry",
            field=models.CharField(
                choices=[
                    ("award", "Khen thưởng"),
                    ("correction", "Đính chính"),
                    ("revocation", "Hủy bỏ"),
                    ("restoration", "Phục hồi"),
                ],
                default="award",
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="honour",
            index=models.Index(fields=["decision_number"], name="honour_decision"),
        ),
        migrations.AddConstraint(
            model_name="honour",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cause__isnull", False), ("entry__in", ("revocation", "restoration"))),
                    models.Q(("cause__isnull", True), ("entry__in", ("award", "correction"))),
                    _connector="OR",
                ),
                name="cause_of_what_ends_or_restores",
            ),
        ),
        migrations.AddField(
            model_name="extract",
            name="asked_by",
            field=models.ForeignKey(
                blank=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="extract",
            name="collective",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="extracts_about",
                to="thidua.unit",
            ),
        ),
        migrations.AddField(
            model_name="extract",
            name="honours",
            field=models.ManyToManyField(related_name="extracts", to="thidua.honour"),
        ),
        migrations.AddField(
            model_name="extract",
            name="issued_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="extract",
            name="paper",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="thidua.paper"
            ),
        ),
        migrations.AddField(
            model_name="extract",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="extracts",
                to="thidua.person",
            ),
        ),
        migrations.AddField(
            model_name="extract",
            name="proof",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="thidua.paper"
            ),
        ),
        migrations.AddField(
            model_name="extract",
            name="refused_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="extract",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="extracts", to="thidua.unit"
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="closed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="follow_ups", to="thidua.honour"
            ),
        ),
        migrations.AddField(
            model_name="followup",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="follow_ups", to="thidua.unit"
            ),
        ),
        migrations.AddIndex(
            model_name="extract",
            index=models.Index(fields=["unit", "state"], name="extract_of_unit"),
        ),
        migrations.AddConstraint(
            model_name="extract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("issued_at__isnull", True), ("issued_by__isnull", True)),
                    models.Q(("issued_at__isnull", False), ("issued_by__isnull", False)),
                    _connector="OR",
                ),
                name="extract_issued_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="extract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("refused_at__isnull", True), ("refused_by__isnull", True)),
                    models.Q(("refused_at__isnull", False), ("refused_by__isnull", False)),
                    _connector="OR",
                ),
                name="extract_refused_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="extract",
            constraint=models.CheckConstraint(
                condition=models.Q(("person__isnull", True), ("collective__isnull", True), _connector="OR"),
                name="extract_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="extract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asker__in", ("heir", "proxy")), _negated=True),
                    models.Q(("proof__isnull", False), models.Q(("relation", ""), _negated=True)),
                    _connector="OR",
                ),
                name="extract_for_another_is_proven",
            ),
        ),
        migrations.AddIndex(
            model_name="followup",
            index=models.Index(fields=["unit", "state", "due_on"], name="follow_up_of_unit"),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.UniqueConstraint(fields=("entry", "kind", "thing", "what"), name="one_follow_up_once"),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by__isnull", True)),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False)),
                    _connector="OR",
                ),
                name="follow_up_closed_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="followup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("state", "open")),
                    models.Q(
                        models.Q(("state", "open"), _negated=True),
                        ("closed_at__isnull", False),
                        models.Q(("closed_note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="follow_up_closed_with_a_note",
            ),
        ),
        migrations.RunPython(forbid, allow),
    ]
