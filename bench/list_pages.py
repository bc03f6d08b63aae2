"""Every list page at 50 and at 5,000 rows: how many questions it asks the database, how many rows it reads.

    python bench/list_pages.py

The pages and the world they are opened in are those of the sweep test (tests/sweeps), on a database of its own that
is thrown away afterwards: SQLite in memory, or a test database on the server of DATABASE_URL. What is shown whole (the
choices of a form, a room, a cluster) is measured at 500 rows.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
import warnings
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GOAL = 1.0


def measure() -> dict:
    """{name: (page, cost at few rows, cost at many)} on a fresh database."""
    os.environ["DEMO"], os.environ["DEBUG"] = "0", "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import override_settings, setup_test_environment

    with tempfile.TemporaryDirectory() as media:
        quick = {
            "BALLOT_KDF": "practice",
            "MEDIA_ROOT": Path(media),
            "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
            "STORAGES": {
                "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
                "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
            },
        }
        setup_test_environment(debug=False)
        warnings.filterwarnings("ignore", message="No directory at:")  # static files are not collected here
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            with override_settings(**quick):
                from tests.sweeps.list_pages import few_and_many

                return few_and_many()
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


def main() -> int:
    found = measure()
    width = max(map(len, found))
    print(f"  {'page':{width}}  {'50 rows':>8}  {'5,000':>6}  {'rows read':>9}")
    for name, (page, few, many) in found.items():
        at = " (500)" if page.whole else ""
        print(f"  {name:{width}}  {few.queries:>8}  {many.queries:>6}  {many.rows:>9}{at}")
    ratio = max(many.queries / few.queries for _, few, many in found.values())
    most = max(many.queries for page, _, many in found.values() if not page.whole)
    report = {
        "name": "list_pages",
        "ratio": round(ratio, 2),
        "goal": GOAL,
        "better": "lower",
        "figures": {
            "most_queries_of_a_paged_list": most,
            "pages": {
                name: {"queries_at_50": few.queries, "queries_at_5000": many.queries, "rows_read": many.rows}
                for name, (_, few, many) in found.items()
            },
        },
        "machine": {"cpus": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()},
    }
    target = ROOT / "out" / "bench" / "list_pages.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"  most queries of a paged list: {most}; allowed 12, session and account included")
    print(f"list_pages: ratio {ratio:.2f} queries at 5,000 rows to 50 (goal {GOAL:.2f})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
