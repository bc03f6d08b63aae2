"""The walk of docs/how-to/change-a-rule.md, done as the page says: red after the examples, green after the rule."""

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

import rulebook
from rulebook.book import DATA, Book
from rulebook.casebook import load_cases, mismatches, run

ROOT = Path(rulebook.__file__).parents[1]
PAGE = (ROOT / "docs" / "how-to" / "change-a-rule.md").read_text(encoding="utf-8")
BLOCKS = [
    "\n".join(line.removeprefix("   ") for line in block.splitlines()) + "\n"
    for block in re.findall(r"   ```yaml\n(.*?)   ```", PAGE, re.DOTALL)
]


@pytest.fixture
def copy(tmp_path):
    """Data and examples as a lawyer has them before the walk."""
    shutil.copytree(DATA, tmp_path / "data")
    shutil.copytree(DATA.parent / "cases", tmp_path / "cases")
    return tmp_path


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n" + text, encoding="utf-8")


def failing(folder: Path) -> list[str]:
    book = Book(folder / "data")
    mine = [c for c in load_cases(folder / "cases") if (c.regime, c.award) == ("law_2022", "advanced_worker")]
    return [case.name for case in mine if mismatches(case, run(case, book))]


def test_the_walk_turns_red_and_then_green(copy):
    source, instrument, examples, end, change = BLOCKS
    append(copy / "data" / "sources.yaml", source)
    append(copy / "data" / "instruments.yaml", instrument)
    append(copy / "cases" / "law_2022" / "advanced_worker.yaml", examples)
    assert failing(copy) == ["eight months of service on the first day of the nine months rule"]

    path = copy / "data" / "regimes" / "law_2022" / "advanced_worker.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    starts = [n for n, line in enumerate(lines) if line.strip() == "code: service_months"]
    start = starts[-1] - 1
    stop = next(n for n in range(start + 1, len(lines)) if lines[n].startswith("      - type:"))
    old = lines[start:stop]
    new_values = {line.split(":")[0].strip(): line for line in change.splitlines(keepends=True)}
    kept = [line for line in old if line.split(":")[0].strip() not in {*new_values, "valid_to", "note_vi"}]
    lines[start:stop] = [*old, end.split("#")[0].rstrip() + "\n", *kept, *new_values.values()]
    path.write_text("".join(lines), encoding="utf-8")
    assert failing(copy) == []
    book = Book(copy / "data")
    assert [_months(book, day) for day in (date(2026, 2, 28), date(2026, 3, 1))] == [6, 9]


def _months(book: Book, day: date) -> int:
    nodes = book.nodes(book.award("advanced_worker", day), day, "person")
    return next(node.months for node in nodes if node.code == "service_months")
