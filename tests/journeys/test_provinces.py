"""The province a journey begins in is the one the command makes for people."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable

import psycopg
from django.conf import settings

from tests import databases
from tests.journeys.practice import PEOPLE, drop, env_of, name_of, new_database

STAGE = "councils"
PHRASE = re.compile(r"Mật khẩu mở hòm phiếu của (\S+): (.+)$", re.MULTILINE)


def _look(database: str) -> dict[str, object]:
    """How many rows each table holds, who has a card with which words, and where the clock stands."""
    if databases.is_server():
        with psycopg.connect(database) as connection:
            return _look_with(
                lambda sql: connection.execute(sql).fetchall(),
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
            )
    connection = sqlite3.connect(name_of(database))
    try:
        return _look_with(
            lambda sql: connection.execute(sql).fetchall(),
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'thidua%'",
        )
    finally:
        connection.close()


def _look_with(ask: Callable[[str], list[tuple]], tables: str) -> dict[str, object]:
    return {
        "rows": {name: ask(f'SELECT count(*) FROM "{name}"')[0][0] for (name,) in ask(tables)},
        "cards": ask("SELECT username, demo_note FROM thidua_user WHERE is_demo ORDER BY username"),
        "clock": [str(day) for (day,) in ask("SELECT today FROM thidua_democlock")],
    }


def test_a_province_put_aside_on_the_way_is_the_province_of_the_command(seeded, tmp_path):
    database = new_database(tmp_path, f"journey_by_command_{os.getpid()}")
    command = [sys.executable, "manage.py", "seed", "--people", str(PEOPLE), "--stage", STAGE]
    env = env_of(database, tmp_path / "media")
    try:
        done = subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        by_command = _look(database)
        made = seeded(STAGE)
        assert _look(made.database) == by_command
        assert made.phrases == dict(PHRASE.findall(done.stdout))
    finally:
        drop(database)
    assert len(made.phrases) > 1
    assert len(by_command["rows"]) > 50
