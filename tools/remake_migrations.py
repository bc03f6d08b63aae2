"""Make 0001_accounts and 0002_tables anew from the models, for as long as no agency has installed the system (ADR 16).

    python tools/remake_migrations.py

The account comes first and alone, on which the migrations of the libraries build; every other table follows in one step,
in an order in which each points only at those before it; a field that closes a circle is added at the end. What only a
database can hold stays by hand in 0003_in_the_database and 0004_portal_search. Other migrations are removed: whatever they
did beside tables must be taken over there first.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "thidua" / "migrations"
BY_HAND = ("0003_in_the_database", "0004_portal_search")


def _target(field) -> str:
    """Name of the model of ours that a field points at, "" for none."""
    there = getattr(getattr(field, "remote_field", None), "model", None)
    app, _, name = (there if isinstance(there, str) else there._meta.label if there else "").lower().rpartition(".")
    return name if app in ("", "thidua") else ""


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.apps import apps
    from django.db.migrations import Migration
    from django.db.migrations.operations import AddField, CreateModel
    from django.db.migrations.state import ProjectState
    from django.db.migrations.writer import MigrationWriter
    from django.utils import translation

    from thidua.shared.create_tables import CreateTables

    translation.deactivate_all()  # names of the libraries' fields as the libraries write them
    models = {name: each for (app, name), each in ProjectState.from_apps(apps).models.items() if app == "thidua"}

    def create(model, without=()) -> CreateModel:
        options = {key: value for key, value in model.options.items() if value or key not in ("indexes", "constraints")}
        fields = [(key, field) for key, field in model.fields.items() if key not in without]
        return CreateModel(model.name, fields, options=options, bases=model.bases, managers=model.managers)

    user = models.pop("user")
    later = [key for key, field in user.fields.items() if _target(field) in models]
    left = {
        name: {_target(field) for field in model.fields.values()} - {"", name, "user"} for name, model in models.items()
    }
    ordered, back = [], []
    while left:
        name = next((name for name, needs in left.items() if not needs), None)
        if name is None:  # two tables point at each other: the one that may be empty is added when both stand
            name, key = next(
                (name, key)
                for name, needs in left.items()
                for key, field in models[name].fields.items()
                if getattr(field, "null", False) and needs == {_target(field)}
            )
            back.append((name, key))
        ordered.append(models[name])
        del left[name]
        for needs in left.values():
            needs.discard(name)

    first, rest = Migration("0001_accounts", "thidua"), Migration("0002_tables", "thidua")
    first.initial = rest.initial = True
    first.operations = [create(user, later)]
    rest.dependencies = [("thidua", first.name)]
    kept_back = {each.name_lower: [key for name, key in back if name == each.name_lower] for each in ordered}
    rest.operations = [CreateTables([create(each, kept_back[each.name_lower]) for each in ordered])]
    rest.operations += [AddField("user", key, user.fields[key]) for key in later]
    rest.operations += [AddField(name, key, models[name].fields[key]) for name, key in back]
    for old in FOLDER.glob("0*.py"):
        if old.stem not in BY_HAND:
            old.unlink()
    for migration in (first, rest):
        (FOLDER / f"{migration.name}.py").write_text(MigrationWriter(migration).as_string(), encoding="utf-8")
    (FOLDER / "max_migration.txt").write_text(f"{BY_HAND[-1]}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
