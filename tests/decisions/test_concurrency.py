"""Numbers without gap and without double when twenty clerks issue at once, on both databases."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

HERE = Path(__file__).resolve().parent


def _run(database_url: str, media: Path) -> dict:
    environment = os.environ | {
        "DATABASE_URL": database_url,
        "MEDIA_ROOT": str(media),
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    done = subprocess.run(
        [sys.executable, str(HERE / "twenty_issuers.py")],
        env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_twenty_issuers_at_once_get_one_to_twenty_on_sqlite(tmp_path):
    result = _run(f"sqlite:///{tmp_path / 'issuers.sqlite3'}", tmp_path / "media")
    assert result == {"numbers": list(range(1, 21)), "break": None}


@pytest.mark.skipif(
    not os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="runs when DATABASE_URL names a PostgreSQL"
)
def test_twenty_issuers_at_once_get_one_to_twenty_on_postgresql(tmp_path):
    import psycopg

    base, _, query = os.environ["DATABASE_URL"].partition("?")
    server, _, _ = base.rpartition("/")
    name = f"thidua_issuers_{os.getpid()}"
    tail = f"?{query}" if query else ""
    with psycopg.connect(f"{server}/postgres{tail}", autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            result = _run(f"{server}/{name}{tail}", tmp_path / "media")
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    assert result == {"numbers": list(range(1, 21)), "break": None}
