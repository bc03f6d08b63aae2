"""Two officers change the same unit at once: one does, the other is told, on both databases."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests import databases

HERE = Path(__file__).resolve().parent
EXPECTED = {
    "told": ["Xã An đã kết thúc ngày 30/06/2025; không sắp xếp lần nữa.", "done"],
    "done": 1,
    "acts": 1,
    "heirs": True,
    "alive_of_a_code": 0,
}


def _run(database_url: str) -> dict:
    environment = os.environ | {"DATABASE_URL": database_url, "PYTHONPATH": str(settings.BASE_DIR)}
    done = subprocess.run(
        [sys.executable, str(HERE / "eight_mergers.py")],
        env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_of_eight_changes_of_one_unit_at_once_one_is_done_on_sqlite(tmp_path):
    result = _run(f"sqlite:///{tmp_path / 'units.sqlite3'}")
    assert result | {"told": sorted(result["told"])} == EXPECTED | {"told": sorted(EXPECTED["told"])}


@pytest.mark.skipif(not databases.is_server(), reason="runs when DATABASE_URL names a PostgreSQL")
def test_of_eight_changes_of_one_unit_at_once_one_is_done_on_postgresql():
    with databases.own(f"thidua_mergers_{os.getpid()}") as address:
        result = _run(address)
    assert result | {"told": sorted(result["told"])} == EXPECTED | {"told": sorted(EXPECTED["told"])}
