"""docs/portal.md names a test for each function of the portal; each of them exists."""

import re
from pathlib import Path

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "portal.md"


def test_every_row_names_a_test_that_exists():
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    rows = [line for line in lines if not line.endswith("| Test |")]
    named = [re.search(r"`(test_\w+\.py)::(test_\w+)` \|$", row) for row in rows]
    missing = [
        row
        for row, found in zip(rows, named, strict=True)
        if not found or f"def {found[2]}(" not in (HERE / found[1]).read_text(encoding="utf-8")
    ]
    assert (len(rows) > 40, missing) == (True, [])
