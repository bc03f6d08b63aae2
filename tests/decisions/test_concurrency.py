"""Numbers without gap and without double when twenty clerks issue at once, on both databases."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests import databases

HERE = Path(__file__).resolve().parent


def _run(database_url: str, media: Path, *arguments: str) -> dict:
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "MEDIA_ROOT": str(media),
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    done = subprocess.run(
        [sys.executable, str(HERE / "twenty_issuers.py"), *arguments],
        env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_twenty_issuers_at_once_get_one_to_twenty_on_sqlite(tmp_path):
    result = _run(f"sqlite:///{tmp_path / 'issuers.sqlite3'}", tmp_path / "media")
    assert result == {"numbers": list(range(1, 21)), "book": ["issued"] * 20, "break": None}


def test_issuers_that_fail_midway_leave_neither_gap_nor_double_on_sqlite(tmp_path):
    result = _run(f"sqlite:///{tmp_path / 'issuers.sqlite3'}", tmp_path / "media", "--failing")
    assert result == {"numbers": list(range(1, 14)), "book": ["issued"] * 13, "break": None}


@pytest.mark.skipif(not databases.is_server(), reason="runs when DATABASE_URL names a PostgreSQL")
def test_issuers_that_fail_midway_leave_neither_gap_nor_double_on_postgresql(tmp_path):
    with databases.own(f"thidua_failing_{os.getpid()}") as address:
        result = _run(address, tmp_path / "media", "--failing")
    assert result == {"numbers": list(range(1, 14)), "book": ["issued"] * 13, "break": None}


@pytest.mark.skipif(not databases.is_server(), reason="runs when DATABASE_URL names a PostgreSQL")
def test_twenty_issuers_at_once_get_one_to_twenty_on_postgresql(tmp_path):
    with databases.own(f"thidua_issuers_{os.getpid()}") as address:
        result = _run(address, tmp_path / "media")
    assert result == {"numbers": list(range(1, 21)), "book": ["issued"] * 20, "break": None}
