"""A small book of one invented award, for tests that must not depend on the real law."""

import shutil
from pathlib import Path

from rulebook.book import DATA, Book

SAMPLE = Path(__file__).parent / "sample_book"


def sample_book(folder: Path, edit=lambda text: text) -> Book:
    """The sample beside the real files that are about no award, its text passed through ``edit``, in ``folder``."""
    for path in DATA.glob("*.yaml"):
        shutil.copy(path, folder)
    place = folder / "regimes" / "law_2022"
    place.mkdir(parents=True)
    for path in SAMPLE.glob("*.yaml"):
        (place / path.name).write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
    return Book(folder)
