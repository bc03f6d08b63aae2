"""Tables of commands as files."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from thidua.shared.exports import csv_parts


def write_csv(path: Path, heads: Sequence[str], lines: Iterable[Sequence[Any]]) -> None:
    """The CSV an office opens with a double click; a place that cannot be written ends the command with code 2."""
    try:
        with path.open("w", encoding="utf-8", newline="") as place:
            place.writelines(csv_parts(heads, lines))
    except OSError as error:
        raise CommandError(f"Không ghi được {path}: {error.strerror}.", returncode=2) from error
