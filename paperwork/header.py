"""Where the header of a sheet stands, when title lines stand above it, it has two lines, or its cells are merged.

Rows are 0-based here; a row is a list of cells as :mod:`paperwork.tables` reads them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

Merged = Sequence[tuple[tuple[int, int], tuple[int, int]]]
LOOK_AT = 40  # rows from the top among which a header is looked for
_NUMBERLIKE = re.compile(r"[\d\s.,/:()%+-]+")
_INDEX = re.compile(r"\(?\s*(\d{1,2}|[A-ZĐ])\s*\)?")


@dataclass(frozen=True, slots=True)
class Header:
    """Where a header stands: its first row, how many rows it has (1 or 2), and the first row of data."""

    row: int
    height: int
    data_row: int

    def labels(self, rows: Sequence[Sequence[object]], merged: Merged = ()) -> list[str]:
        """One label a column, "" where there is none: of two lines "group – part", or the part alone when it says all."""
        upper = _spread(list(rows[self.row]) if self.row < len(rows) else [], self.row, merged)
        if self.height == 1:
            return [_word(cell) for cell in upper]
        lower = list(rows[self.row + 1]) if self.row + 1 < len(rows) else []
        width = max(len(upper), len(lower))
        labels = []
        for place in range(width):
            above = _word(upper[place]) if place < len(upper) else ""
            below = _word(lower[place]) if place < len(lower) else ""
            labels.append(" – ".join(dict.fromkeys(part for part in (above, below) if part)))
        return labels


def _word(cell: object) -> str:
    return " ".join(str(cell).split())[:200] if cell is not None and not isinstance(cell, list) else ""


def _spread(cells: list[object], row: int, merged: Merged) -> list[object]:
    """The cells of a row with merged headings written into every column they cover."""
    for (top, left), (bottom, right) in merged:
        if top <= row <= bottom and left < len(cells):
            for place in range(left + 1, min(right + 1, len(cells))):
                if cells[place] is None:
                    cells[place] = cells[left]
    return cells


def _is_text(cell: object) -> bool:
    return isinstance(cell, str) and bool(cell.strip()) and not _NUMBERLIKE.fullmatch(cell) and len(cell) <= 80


def guess(
    rows: Sequence[Sequence[object]], merged: Merged = (), knows: Callable[[str], bool] = lambda label: False
) -> Header | None:
    """The likeliest header among the first rows; None when no row could be one. ``knows``: is a label a known one?"""
    widest = max((sum(cell is not None for cell in row) for row in rows), default=0)
    if not widest:
        return None
    best, chosen = 0.0, None
    for number, row in enumerate(rows[:LOOK_AT]):
        texts = [cell for cell in row if _is_text(cell)]
        filled = sum(cell is not None for cell in row)
        if len(texts) < 2 and not (widest == 1 and texts):
            continue
        known = sum(knows(str(cell)) for cell in texts)
        distinct = len({str(cell).strip().casefold() for cell in texts})
        # Data rows repeat themselves below; a header is followed by rows that are filled about as much.
        score = 3.0 * known + 2.0 * distinct / widest + (distinct - filled) / widest
        score -= 0.02 * number
        if score > best:
            best, chosen = score, number
    if chosen is None:
        return None
    height = 2 if _has_second_line(rows, chosen, merged, knows) else 1
    if height == 1 and chosen and _has_second_line(rows, chosen - 1, merged, knows):
        chosen, height = chosen - 1, 2
    data = chosen + height
    while data < len(rows) and (_is_index_row(rows[data]) or all(cell is None for cell in rows[data])):
        data += 1
    return Header(chosen, height, data)


def _has_second_line(
    rows: Sequence[Sequence[object]], number: int, merged: Merged, knows: Callable[[str], bool]
) -> bool:
    """Whether the row below belongs to the header: it only fills what the upper row leaves open or groups."""
    if number < 0 or number + 1 >= len(rows):
        return False
    upper, lower = rows[number], rows[number + 1]
    below = [place for place, cell in enumerate(lower) if cell is not None]
    above = [place for place, cell in enumerate(upper) if cell is not None]
    if not below or len(above) < 2 or not all(_is_text(lower[place]) for place in below) or _is_index_row(lower):
        return False
    tall = any(top <= number and bottom == number + 1 and left == right for (top, left), (bottom, right) in merged)
    wide = any(top == bottom == number and left < right for (top, left), (bottom, right) in merged)
    gaps = [place for place in below if place >= len(upper) or upper[place] is None]
    if len(above) == 1 + len(merged) and not tall:
        return False
    # A heading over several columns leaves gaps that the lower line fills; a row of data would fill the other columns.
    fills_gaps = bool(gaps) and len(below) - len(gaps) <= len([place for place in gaps if place])
    return (tall or wide or fills_gaps) and bool(gaps) and len(below) < max(len(upper), len(lower))


def _is_index_row(row: Sequence[object]) -> bool:
    """The row under a header that numbers the columns: (1) (2) (3), A B 1 2 3."""
    cells = [str(cell).strip() for cell in row if cell is not None]
    if len(cells) < 3 or not all(_INDEX.fullmatch(cell) for cell in cells):
        return False
    numbers = [int(digits) for cell in cells if (digits := cell.strip("() ")).isdigit()]
    return len(numbers) >= 2 and all(b - a == 1 for a, b in pairwise(numbers))
