"""Cells of a spreadsheet that is read as a scoring table: texts, numbers and what is wrong, named by row and cell."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from paperwork.sheets import Column, Form
from paperwork.tables import column_letter
from thidua.rubrics import words
from thidua.rubrics.tree import Tree
from thidua.shared.forms import clean_text
from thidua.shared.text import fold

MOST_PROBLEMS = 200
LONGEST = {"name": 500, "note": 2_000, "params": 8_000, "other": 8_000, "gate": 500}


@dataclass(frozen=True)
class Trouble:
    """One refusal: where (sheet, row, cell, heading) and why."""

    sheet: str
    row: int
    cell: str
    heading: str
    reason: str

    def __str__(self) -> str:
        where = f"Trang “{self.sheet}”, " if self.sheet else ""
        place = f"dòng {self.row}, ô {self.cell} ({self.heading})" if self.cell else f"dòng {self.row}"
        text = f"{where}{place}: {self.reason}" if self.row else f"{where}{self.reason}"
        return text[:1].upper() + text[1:]


class SheetsRefused(ValueError):
    def __init__(self, troubles: Sequence[Trouble]):
        super().__init__("; ".join(str(each) for each in troubles[:5]))
        self.troubles = list(troubles)


@dataclass
class Reader:
    """What has been read so far and what was wrong with it."""

    tree: Tree
    names: dict[str, str]
    troubles: list[Trouble] = field(default_factory=list)

    def trouble(self, sheet: str, row: int, place: int | None, heading: str, reason: str) -> None:
        if len(self.troubles) < MOST_PROBLEMS:
            cell = "" if place is None else f"{column_letter(place)}{row}"
            self.troubles.append(Trouble(sheet, row, cell, heading, reason))

    def in_order(self) -> list[Trouble]:
        """The troubles as somebody finds them who goes down each sheet, cell by cell."""
        sheets = list(dict.fromkeys(each.sheet for each in self.troubles))
        return sorted(self.troubles, key=lambda each: (sheets.index(each.sheet), each.row, len(each.cell), each.cell))


@dataclass(frozen=True)
class Table:
    """Rows under a header: (number in the spreadsheet, cell by column key) and the place of each column."""

    sheet: str
    places: dict[str, int]
    rows: list[tuple[int, dict[str, Any]]]


def header(rows: Sequence[Sequence[object]], columns: Sequence[Column]) -> int | None:
    """The row the header stands in: the first of thirty that has every needed heading."""
    wanted = {fold(column.header) for column in columns if column.is_required}
    for number, row in enumerate(rows[:30]):
        if wanted and wanted <= {fold(cell) for cell in row if isinstance(cell, str)}:
            return number
    return None


def table(reader: Reader, found: tuple[str, list[list[object]]], form: Form) -> Table:
    name, rows = found
    at = header(rows, form.columns)
    if at is None and not any(column.is_required for column in form.columns):
        at = 0
    if at is None:
        headings = ", ".join(f"“{column.header}”" for column in form.columns if column.is_required)
        reader.trouble(name, 0, None, "", f"không thấy dòng tiêu đề có các cột {headings}")
        return Table(name, {}, [])
    wanted = {fold(column.header): column.key for column in form.columns}
    places: dict[str, int] = {}
    for place, cell in enumerate(rows[at] if rows else ()):
        key = wanted.get(fold(cell)) if isinstance(cell, str) else None
        if key in places:
            reader.trouble(name, at + 1, place, str(cell), "cột này có hai lần")
        elif key:
            places[key] = place
    lines = []
    for number, row in enumerate(rows[at + 1 :], start=at + 2):
        cells = {key: clean(row[place]) if place < len(row) else None for key, place in places.items()}
        if any(cell is not None for cell in cells.values()):
            lines.append((number, cells))
    return Table(name, places, lines)


def clean(cell: object) -> Any:
    if isinstance(cell, str):
        # a spreadsheet program shows the apostrophe that our CSV puts before a text like a formula
        text = cell.strip()
        return (text[1:] if text[:1] == "'" and text[1:2] in "=+-@" else text) or None
    return cell


class Cells:
    """One line of a table: texts and numbers by key; troubles go to their cell."""

    def __init__(self, reader: Reader, table: Table, columns: Mapping[str, str], number: int, cells: dict[str, Any]):
        self.reader, self.table, self.columns, self.number, self.cells = reader, table, columns, number, cells

    def trouble(self, key: str, reason: str) -> None:
        self.reader.trouble(self.table.sheet, self.number, self.table.places.get(key), self.columns[key], reason)

    def text(self, key: str) -> str:
        """The cell as clean text, line breaks kept; "" and a trouble for what cannot be."""
        cell = self.cells.get(key)
        if cell is None:
            return ""
        if isinstance(cell, bool):
            return "Có" if cell else "Không"
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        if not isinstance(cell, str | int | float):
            self.trouble(key, "ô đang ở dạng ngày; hãy đổi thành chữ")
            return ""
        try:
            text = clean_text(str(cell))
        except ValidationError as error:
            self.trouble(key, error.messages[0])
            return ""
        longest = LONGEST.get(key, 500)
        if len(text) > longest:
            self.trouble(key, f"dài quá {longest} ký tự (đang có {len(text)})")
            return ""
        return text

    def number_of(self, key: str) -> str | None:
        try:
            return words.read_number(self.cells.get(key))
        except ValueError as error:
            self.trouble(key, str(error))
            return None


def lines(reader: Reader, table: Table, form_columns: Sequence[Column]) -> Iterator[Cells]:
    headings = {column.key: column.header for column in form_columns}
    for number, cells in table.rows:
        yield Cells(reader, table, headings, number, cells)


def loads(text: str) -> Any:
    def no_constant(word: str) -> Any:
        raise ValueError(f"{word} không phải là số")

    try:
        return json.loads(text, parse_constant=no_constant)
    except (ValueError, RecursionError) as error:
        raise ValueError("nội dung để máy đọc lại đã bị sửa hỏng; hãy xóa dòng này hoặc xuất lại tệp") from error


def extras(line: Cells) -> dict[str, Any]:
    """The "key = value" lines of the column of other settings."""
    found = {}
    for part in line.text("other").split("\n"):
        key, sign, value = part.partition(" = ")
        if sign and key.strip().replace(".", "_").isidentifier() and key.strip().isascii():
            try:
                found[key.strip()] = loads(value)
            except ValueError as error:
                line.trouble("other", str(error))
    return found
