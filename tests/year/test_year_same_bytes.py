"""The same year gives the same bytes: from the seed or from its spreadsheets, on SQLite or on PostgreSQL."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from tests import databases
from thidua.management.year.outfolder import prepare_folder

PEOPLE, SEED = "56", "11"
TABLES = ("xep-hang.csv", "tham-dinh.csv", "so-vang.csv")


def start(command: str, *arguments: str, database: str | None = None) -> subprocess.Popen:
    """A command of the installation in a process of its own."""
    env = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "MEDIA_ROOT")}
    env |= {"DEMO": "1"} | ({"DATABASE_URL": database} if database else {})
    line = [sys.executable, "manage.py", command, *arguments]
    return subprocess.Popen(line, cwd=settings.BASE_DIR, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def finish(run: subprocess.Popen) -> str:
    said = run.communicate()[0].decode()
    assert run.returncode == 0, said
    return said


def tables(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in TABLES}


@pytest.mark.skipif(databases.is_server(), reason="both years run on SQLite whatever the database of the tests")
def test_a_year_from_its_spreadsheets_is_the_year_from_its_seed(tmp_path):
    seeded = start("year", "--people", PEOPLE, "--seed", SEED, "--out", str(tmp_path / "a"))
    finish(start("handover", "--people", PEOPLE, "--seed", SEED, "--out", str(tmp_path / "files")))
    given = start("year", "--input", str(tmp_path / "files"), "--seed", SEED, "--out", str(tmp_path / "b"))
    finish(seeded)
    finish(given)
    result = tables(tmp_path / "a")
    assert result == tables(tmp_path / "b")
    assert [len(rows.splitlines()) > 10 for rows in result.values()] == [True, True, True]


@pytest.mark.skipif(not databases.is_server(), reason="compares with PostgreSQL: needs its DATABASE_URL")
def test_rankings_verdicts_and_register_are_the_same_on_both_databases(tmp_path):
    with databases.own(f"same_bytes_{os.getpid()}_year") as address:
        runs = [
            start("year", "--people", PEOPLE, "--seed", SEED, "--out", str(tmp_path / "sqlite")),
            start("year", "--people", PEOPLE, "--seed", SEED, "--out", str(tmp_path / "pg"), database=address),
        ]
        for run in runs:
            finish(run)
    assert tables(tmp_path / "sqlite") == tables(tmp_path / "pg")


def test_a_run_broken_off_while_writing_does_not_block_the_next(tmp_path):
    (tmp_path / "xep-hang.csv").write_text("cum_khoi\n")
    (tmp_path / "quyet-dinh").mkdir()
    (tmp_path / "quyet-dinh" / "cu.pdf").write_bytes(b"%PDF-")
    prepare_folder(tmp_path)
    assert [each.name for each in (tmp_path / "quyet-dinh").iterdir()] == []


def test_a_folder_with_other_files_is_refused_before_anything_runs(tmp_path):
    (tmp_path / "bao-cao.docx").write_text("of somebody else")
    run = start("year", "--people", PEOPLE, "--out", str(tmp_path))
    said = run.communicate()[0].decode()
    assert run.returncode == 1
    assert said == f"CommandError: Thư mục {tmp_path} đang có tệp khác; hãy chọn một thư mục trống hoặc chưa có.\n"
    assert [each.name for each in tmp_path.iterdir()] == ["bao-cao.docx"]
