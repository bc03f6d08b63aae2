"""Databases that are thrown away when a benchmark ends, and the settings under which the pages are measured on them."""

from __future__ import annotations

import os
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def begin() -> None:
    """Django with the settings of an installation that is no practice one."""
    os.environ["DEMO"], os.environ["DEBUG"] = "0", "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    import django

    django.setup()


@contextmanager
def of_the_test_runner() -> Iterator[None]:
    """The test database of DATABASE_URL's server (on SQLite: in memory), migrated and empty. Django has begun."""
    from django.db import connection

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


@contextmanager
def in_a_file() -> Iterator[str]:
    """A migrated, empty database as an installation has one: SQLite in a file, or the test database of DATABASE_URL's
    server. Begins Django; gives "sqlite" or "postgresql"."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        begin()
        from django.core.management import call_command
        from django.db import connection

        try:
            if connection.vendor == "postgresql":
                with of_the_test_runner():
                    yield connection.vendor
            else:
                call_command("migrate", verbosity=0)
                yield connection.vendor
        finally:
            connection.close()


@contextmanager
def site(**settings: Any) -> Iterator[None]:
    """A test database with a test client's surroundings: files in a folder of their own, static files unhashed, passwords
    that cost nothing to make, and whatever ``settings`` say besides. Django has begun."""
    from django.test.utils import override_settings, setup_test_environment

    setup_test_environment(debug=False)
    warnings.filterwarnings("ignore", message="No directory at:")  # static files are not collected here
    with tempfile.TemporaryDirectory() as media, of_the_test_runner():
        quick = {
            "MEDIA_ROOT": Path(media),
            "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
            "STORAGES": {
                "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
                "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
            },
        }
        with override_settings(**quick | settings):
            yield
