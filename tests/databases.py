"""Databases of their own for commands that tests run in other processes, on the server the tests use."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from psycopg import sql


def is_server() -> bool:
    """Whether the tests run on PostgreSQL."""
    return not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


def address_of(name: str) -> str:
    """The DATABASE_URL of a database on the server of the tests."""
    given = settings.DATABASES["default"]
    login = given["USER"] + (f":{given['PASSWORD']}" if given["PASSWORD"] else "")
    return f"postgres://{login}@{given['HOST']}:{given['PORT']}/{name}"


def create(name: str, template: str = "template1") -> str:
    """Make a database, as a copy of ``template``; its address."""
    _run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
    return address_of(name)


def drop(name: str) -> None:
    """Remove a database and whoever is still connected to it."""
    _run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def end_other_sessions() -> None:
    """Whoever is still connected to the database of this process (a server of a browser test closing down) goes now."""
    if is_server():
        name = settings.DATABASES["default"]["NAME"]
        _run(
            sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}").format(
                sql.Literal(name)
            )
        )


@contextmanager
def own(name: str) -> Iterator[str]:
    """The address of a new database that goes with the block."""
    try:
        yield create(name)
    finally:
        drop(name)


def _run(statement: sql.Composed) -> None:
    with psycopg.connect(address_of("postgres"), autocommit=True) as connection:
        connection.execute(statement)
