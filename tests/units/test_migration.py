"""What an older database knew of predecessors as text alone becomes rows that point to the old units."""

import importlib
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps

from tests.units.builders import FOUNDED, REFORM, commune, enter, old_province
from thidua.units.models import UnitSuccession

MIGRATIONS = Path(__file__).resolve().parents[2] / "thidua" / "migrations"
LAST = date(2025, 6, 30)


@pytest.fixture
def linked(db):
    """Two old communes of one name in two districts, and the rows as they were kept before; after the migration."""
    root, officer = old_province()
    here, there = enter(
        root, officer, commune("193", "Thành phố Hạ Long", FOUNDED, kind="district", valid_to=LAST),
        commune("203", "Huyện Vân Đồn", FOUNDED, kind="district", valid_to=LAST),
    )  # fmt: skip
    [one] = enter(here, officer, commune("1", "Xã Hạ Long", FOUNDED, valid_to=LAST))
    enter(there, officer, commune("2", "Xã Hạ Long", FOUNDED, valid_to=LAST))
    a, b = enter(root, officer, commune("3", "Xã A", REFORM), commune("4", "Xã B", REFORM))
    texts = [
        (a, "Xã Hạ Long (một phần) – Thành phố Hạ Long"), (b, "Xã Hạ Long (một phần) – Thành phố Hạ Long"),
        (a, "Xã Hạ Long"), (b, "Xã Không Ai Biết – Huyện Vân Đồn"),
    ]  # fmt: skip
    rows = [UnitSuccession(new=new, old_name=text, on=REFORM, legal_basis="NQ") for new, text in texts]
    UnitSuccession.objects.bulk_create(rows)
    [name] = [path.stem for path in MIGRATIONS.glob("*_units_through_time.py")]
    importlib.import_module(f"thidua.migrations.{name}").link_old_units(apps, None)
    return one, list(UnitSuccession.objects.order_by("pk"))


def test_names_that_mean_one_old_unit_are_linked_and_the_others_stay_text(linked):
    one, rows = linked
    assert [(row.old, row.old_name, row.old_code, row.is_part, row.is_main) for row in rows] == [
        (one, "Xã Hạ Long – Thành phố Hạ Long", "1", True, True),
        (one, "Xã Hạ Long – Thành phố Hạ Long", "1", True, False),
        (None, "Xã Hạ Long", "", False, True),
        (None, "Xã Không Ai Biết – Huyện Vân Đồn", "", False, True),
    ]
