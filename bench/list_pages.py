"""Every list page at 50 and at 5,000 rows: how many questions it asks the database, how many rows it reads.

    python bench/list_pages.py

The pages and the world they are opened in are those of the sweep test (tests/sweeps), on a database of its own that
is thrown away afterwards: SQLite in memory, or a test database on the server of DATABASE_URL. What is shown whole (the
choices of a form, a room, a cluster) is measured at 500 rows.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench._database import begin, site  # noqa: E402 - the root stands in the path only now
from bench._rival import write_report  # noqa: E402

GOAL = 1.0


def measure() -> dict:
    """{name: (page, cost at few rows, cost at many)} on a fresh database."""
    begin()
    with site(BALLOT_KDF="practice"):
        from tests.sweeps.list_pages import few_and_many

        return few_and_many()


def main() -> int:
    found = measure()
    width = max(map(len, found))
    print(f"  {'page':{width}}  {'50 rows':>8}  {'5,000':>6}  {'rows read':>9}")
    for name, (page, few, many) in found.items():
        at = " (500)" if page.whole else ""
        print(f"  {name:{width}}  {few.queries:>8}  {many.queries:>6}  {many.rows:>9}{at}")
    ratio = max(many.queries / few.queries for _, few, many in found.values())
    most = max(many.queries for page, _, many in found.values() if not page.whole)
    figures = {
        "most_queries_of_a_paged_list": most,
        "pages": {
            name: {"queries_at_50": few.queries, "queries_at_5000": many.queries, "rows_read": many.rows}
            for name, (_, few, many) in found.items()
        },
    }
    print(f"  most queries of a paged list: {most}; allowed 12, session and account included")
    write_report("list_pages", round(ratio, 2), GOAL, figures)  # queries at 5,000 rows to 50
    return 0


if __name__ == "__main__":
    sys.exit(main())
