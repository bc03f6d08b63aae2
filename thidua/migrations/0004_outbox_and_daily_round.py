"""Letters in dispatches, with states; the daily round; names of people in one order on both databases."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from thidua.shared.text import fold


def wrap_older_letters(apps, schema_editor):
    """Letters of before: one dispatch for each, sent or waiting as they were."""
    Letter, Dispatch = apps.get_model("thidua", "Letter"), apps.get_model("thidua", "Dispatch")
    for letter in Letter.objects.filter(dispatch=None).iterator():
        letter.dispatch = Dispatch.objects.create(
            kind="other",
            title=letter.subject,
            title_fold=fold(letter.subject),
            queued_at=letter.queued_at,
            queued_by_id=letter.queued_by_id,
        )
        letter.key = f"older-{letter.pk}"
        letter.state = "sent" if letter.sent_at else "waiting"
        letter.save(update_fields=["dispatch", "key", "state"])
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the table is altered next


def order_names_by_bytes(apps, schema_editor):
    """The key by which names are sorted is made for comparing byte by byte, as SQLite does. A PostgreSQL database made
    with another locale would pass over its blanks and bars. Only the database's column says so: were it in the model,
    SQLite would make the table anew and lose the index of names."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE thidua_person ALTER COLUMN name_key TYPE varchar(400) COLLATE "C"')


def order_names_by_locale(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE thidua_person ALTER COLUMN name_key TYPE varchar(400) COLLATE "default"')


class Migration(migrations.Migration):
    dependencies = [
        ("thidua", "0003_in_the_database"),
    ]

    operations = [
        migrations.CreateModel(
            name="KindRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60, unique=True)),
                ("waits", models.BooleanField()),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="MailServer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("trouble", models.CharField(blank=True, max_length=500)),
                ("since", models.DateTimeField(blank=True, null=True)),
                ("not_before", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("day", models.DateField()),
            ],
            options={
                "ordering": ["-day", "name"],
            },
        ),
        migrations.AddField(
            model_name="letter",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="letter",
            name="cancelled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="cancelled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="cancelled_reason",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="letter",
            name="is_urgent",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="letter",
            name="key",
            field=models.CharField(max_length=64, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="lease_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="not_before",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="read_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="state",
            field=models.CharField(default="waiting", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="letter",
            name="version",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AlterField(
            model_name="job",
            name="requested_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="failed_reason",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.CreateModel(
            name="DeclinedKind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60)),
                ("declined_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declined_kinds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Dispatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=60)),
                ("title", models.CharField(max_length=200)),
                ("title_fold", models.CharField(editable=False, max_length=200)),
                ("about_kind", models.CharField(blank=True, max_length=40)),
                ("about_id", models.CharField(blank=True, max_length=40)),
                ("covering", models.CharField(blank=True, max_length=500)),
                ("version", models.PositiveIntegerField(default=1)),
                ("queued_at", models.DateTimeField()),
                (
                    "queued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispatches",
                        to="thidua.unit",
                    ),
                ),
            ],
            options={
                "ordering": ["-queued_at", "-id"],
            },
        ),
        migrations.AddField(
            model_name="letter",
            name="dispatch",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="thidua.dispatch"
            ),
        ),
        migrations.RunPython(wrap_older_letters, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="letter",
            name="dispatch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="thidua.dispatch"
            ),
        ),
        migrations.AlterField(
            model_name="letter",
            name="key",
            field=models.CharField(max_length=64, unique=True),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["dispatch", "state"], name="letter_of_dispatch"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "sending"])),
                fields=["queued_at", "id"],
                name="letter_on_its_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancelled_at__isnull", True), ("cancelled_by__isnull", True)),
                    models.Q(("cancelled_at__isnull", False), ("cancelled_by__isnull", False)),
                    _connector="OR",
                ),
                name="letter_cancelled_paired",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lease_until__isnull", False), ("state", "sending")),
                    models.Q(models.Q(("state", "sending"), _negated=True), ("lease_until__isnull", True)),
                    _connector="OR",
                ),
                name="letter_being_sent_has_lease",
            ),
        ),
        migrations.AddField(
            model_name="kindrule",
            name="changed_by",
            field=models.ForeignKey(
                blank=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="mailserver",
            constraint=models.CheckConstraint(condition=models.Q(("pk", 1)), name="one_mail_server"),
        ),
        migrations.AddField(
            model_name="round",
            name="job",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="round", to="thidua.job"
            ),
        ),
        migrations.AddConstraint(
            model_name="declinedkind",
            constraint=models.UniqueConstraint(fields=("user", "kind"), name="one_choice_per_kind"),
        ),
        migrations.AddIndex(
            model_name="dispatch",
            index=models.Index(fields=["unit", "-queued_at"], name="dispatch_of_unit"),
        ),
        migrations.AddIndex(
            model_name="dispatch",
            index=models.Index(fields=["kind", "-queued_at"], name="dispatch_of_kind"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(fields=("name", "day"), name="one_round_a_day"),
        ),
        migrations.RunPython(order_names_by_bytes, order_names_by_locale),
    ]
