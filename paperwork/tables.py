"""Spreadsheets of unknown shape: which sheets there are, where the header stands, the table under it with its text repaired.

``open_book`` looks, ``read_table`` reads. A child process with little memory and time does the reading behind a guard
that measures the file first; formulas give the value that was stored, macros are never run.
"""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from paperwork.encodings import csv_shape, repair
from paperwork.header import Header, Merged, guess
from paperwork.sheet_guard import BookRefused, Limits, check_package
from paperwork.values import fold

_CHILD = Path(__file__).with_name("table_child.py")
HEAD_ROWS = 60
TABLE_LIMITS = Limits(memory_mb=1024, seconds=60, inflated_bytes=400 * 1024 * 1024)
SUFFIXES = (".xlsx", ".xls", ".ods", ".csv")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TOTAL = ("tong cong", "tong so", "cong", "tong", "cong:", "tong cong:", "tong so:", "tong:")


@dataclass(frozen=True, slots=True)
class SheetPeek:
    """A sheet before it is read: its place in the book, its first rows, its merged ranges (0-based, both ends)."""

    place: int
    name: str
    is_hidden: bool
    rows: int
    columns: int
    first: list[list[object]]
    merged: Merged
    is_too_large: bool = False


@dataclass(frozen=True, slots=True)
class PeekedBook:
    """A file that was looked at: its sheets, and notes on it in Vietnamese."""

    sheets: tuple[SheetPeek, ...]
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class RawTable:
    """A table under its header, column by column. ``numbers``: the row each line has in the spreadsheet; a cell is str,
    int, float, bool, date, datetime or None. ``notes`` say what was repaired or passed over."""

    labels: list[str]
    columns: list[list[object]]
    numbers: list[int]
    notes: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.numbers)


def open_book(path: Path, limits: Limits = TABLE_LIMITS, head_rows: int = HEAD_ROWS) -> PeekedBook:
    """Look at a spreadsheet, at its first ``head_rows`` rows. Raises BookRefused with a reason in Vietnamese."""
    kind, notes = _kind(path, limits)
    sheets = tuple(
        SheetPeek(
            place=one["place"],
            name=one["name"],
            is_hidden=one["hidden"],
            rows=one["rows"],
            columns=one["columns"],
            first=_readable([[_cell(value) for value in row] for row in one["first"]]),
            merged=[(tuple(start), tuple(end)) for start, end in one["merged"]],
            is_too_large=one["too_large"],
        )
        for one in _ask_child("list", path, kind, limits, head_rows)
    )
    if not sheets:
        raise BookRefused("tệp không có trang tính nào")
    if all(sheet.rows == 0 for sheet in sheets):
        raise BookRefused("tệp không có dòng nào")
    return PeekedBook(sheets, tuple(notes))


def _readable(rows: list[list[object]]) -> list[list[object]]:
    """The first rows with texts of old encodings repaired, for headings and for the eye."""
    texts = sorted({cell for row in rows for cell in row if isinstance(cell, str) and not cell.isascii()})
    changed, _ = repair(texts)
    return (
        [[changed.get(cell, cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
        if changed
        else rows
    )


def read_sheets(path: Path, most_rows: int, limits: Limits = TABLE_LIMITS) -> list[tuple[str, list[list[object]]]]:
    """Every shown sheet whole, cell by cell from A1, no line passed over: for forms in which each row means something.

    (name, rows) of each; a CSV file is one sheet without a name. Raises BookRefused, also where a sheet is longer than
    ``most_rows`` (nothing is ever cut off silently).
    """
    kind, _ = _kind(path, limits)
    found = []
    for one in _ask_child("list", path, kind, limits, most_rows + 1):
        if one["hidden"]:
            continue
        if one["too_large"] or one["rows"] > most_rows:
            where = f"trang tính “{one['name']}” " if one["name"] else "bảng "
            raise BookRefused(f"{where}có {one['rows']} dòng; nhiều nhất {most_rows} dòng")
        found.append((one["name"], _readable([[_cell(value) for value in row] for row in one["first"]])))
    return found


def guess_sheet(book: PeekedBook, knows: Callable[[str], bool] = lambda label: False) -> SheetPeek:
    """The sheet people mean: of the shown ones that with the most known headings, then the most cells."""

    def worth(sheet: SheetPeek) -> tuple:
        header = guess(sheet.first, sheet.merged, knows)
        known = sum(map(knows, header.labels(sheet.first, sheet.merged))) if header else 0
        return (not sheet.is_hidden, not sheet.is_too_large, known, sheet.rows * sheet.columns)

    return max(book.sheets, key=worth)


def read_table(
    path: Path, place: int, header: Header, limits: Limits = TABLE_LIMITS, is_measured: bool = False
) -> RawTable:
    """The table under a header, text repaired, merged cells filled down, totals and group lines passed over with a note.

    ``is_measured``: the very same bytes went through :func:`open_book` before. Raises BookRefused.
    """
    kind, _ = _kind(path, limits, is_measured)
    answer = _ask_child("table", path, kind, limits, place, header.data_row)
    merged = [(tuple(start), tuple(end)) for start, end in answer["merged"]]
    columns, notes = [], {}
    for place_of, column in enumerate(answer["columns"]):
        cells, note = _decode(column)
        columns.append(cells)
        if note:
            notes[place_of] = note
    labels = header.labels([[_cell(value) for value in row] for row in answer["head"]], merged)
    width = max(len(labels), len(columns))
    labels += [""] * (width - len(labels))
    columns += [[None] * answer["count"] for _ in range(width - len(columns))]
    table = RawTable(labels, columns, list(range(header.data_row + 1, header.data_row + 1 + answer["count"])))
    _repair_labels(table)
    table.notes += [f"{column_name(table, place_of)}: {note}" for place_of, note in notes.items()]
    _fill_merged(table, merged, header.data_row)
    _pass_over(table)
    return table


# -- in detail ---------------------------------------------------------------------------------------------------------


def _kind(path: Path, limits: Limits, is_measured: bool = False) -> tuple[str, list[str]]:
    """How the child shall read the file, with notes; the content decides, the name must agree."""
    suffix = path.suffix.lower()
    if suffix in (".xlsm", ".xlsb", ".xltm", ".xlam"):
        raise BookRefused("tệp có thể chứa macro; hãy lưu lại dưới dạng .xlsx")
    if suffix not in SUFFIXES:
        raise BookRefused("chỉ nhận tệp .xlsx, .xls, .ods hoặc .csv")
    with path.open("rb") as stream:
        start = stream.read(8)
    if not start:
        raise BookRefused("tệp trống")
    if suffix == ".csv":
        if start[:4] == b"PK\x03\x04" or start == _OLE:
            raise BookRefused("tệp mang tên .csv nhưng bên trong là bảng tính; hãy đổi lại đuôi tệp")
        if path.stat().st_size > limits.inflated_bytes:
            raise BookRefused("tệp quá lớn")
        encoding, delimiter, note = csv_shape(path)
        return f"csv:{encoding}:{delimiter}", [note] if note else []
    if suffix == ".xls":
        if start != _OLE:
            raise BookRefused("tệp mang tên .xls nhưng bên trong không phải bảng tính Excel 97–2003")
        has_macro = "_VBA_PROJECT".encode("utf-16-le") in path.read_bytes()
        return "book", ["Tệp có macro; macro không được chạy, chỉ đọc giá trị các ô."] if has_macro else []
    if start == _OLE:
        raise BookRefused("tệp được đặt mật khẩu hoặc là Excel cũ (.xls); hãy bỏ mật khẩu hoặc đổi đuôi thành .xls")
    return "book", [] if is_measured else check_package(
        path, limits, "content.xml" if suffix == ".ods" else "xl/workbook.xml"
    )


def _ask_child(mode: str, path: Path, kind: str, limits: Limits, *more: int):
    caps = (limits.memory_mb, limits.seconds, limits.rows, limits.columns, limits.cells)
    command = [sys.executable, "-I", str(_CHILD), mode, str(path.resolve()), kind, *map(str, caps), *map(str, more)]
    quiet = subprocess.DEVNULL
    try:
        done = subprocess.run(  # noqa: S603 - our own script, no shell
            command, stdin=quiet, stdout=subprocess.PIPE, stderr=quiet, timeout=limits.seconds, env={}
        )
    except subprocess.TimeoutExpired as error:
        raise BookRefused("đọc tệp quá lâu nên đã dừng; hãy chia nhỏ tệp") from error
    if done.returncode == 3:
        raise BookRefused(
            "tệp CSV có dấu ngoặc kép không khép hoặc ô quá dài"
            if kind.startswith("csv")
            else "tệp bị hỏng, bị cắt cụt hoặc không phải bảng tính"
        )
    if done.returncode == 5:
        raise BookRefused("tệp được đặt mật khẩu, hãy bỏ mật khẩu rồi gửi lại")
    if done.returncode != 0:  # too_large, or ended by a limit
        rows, columns = f"{limits.rows:,}".replace(",", "."), limits.columns
        raise BookRefused(
            f"bảng quá lớn: nhiều nhất {rows} dòng, {columns} cột; hãy xóa những dòng, cột trống có định dạng ở cuối bảng"
        )
    line, _, rest = done.stdout.partition(b"\n")
    answer = json.loads(line)
    if isinstance(answer, dict):
        _put_places(answer["columns"], memoryview(rest))
    return answer


def _put_places(columns: list[dict], numbers: memoryview) -> None:
    """The places of repeated values back into their columns; IndexError where a place leads nowhere comes later."""
    start = 0
    for column in columns:
        if "i" in column:
            end = start + 4 * column["i"]
            column["i"] = numbers[start:end].cast("I")
            start = end


def _decode(column: dict) -> tuple[list[object], str]:
    """The cells of a column with old encodings repaired, and the note on that; each distinct text is looked at once."""
    values = column["u"] if "u" in column else column["v"]
    if any(value.__class__ is list for value in values):
        values = [_cell(value) for value in values]
    odd = {value for value in values if value.__class__ is str and not value.isascii()}
    note = ""
    if odd:
        changed, note = repair(odd)
        if changed:
            values = [changed.get(value, value) if value.__class__ is str else value for value in values]
    return list(map(values.__getitem__, column["i"])) if "u" in column else values, note


def _cell(value: object) -> object:
    if isinstance(value, list):
        kind, text = value
        if kind != "d":
            return str(text)
        return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)
    return value


def _fill_merged(table: RawTable, merged: Merged, data_row: int) -> None:
    """A value that stands once for several rows is written into each of them."""
    filled: dict[int, int] = {}
    for (top, left), (bottom, right) in merged:
        if top < data_row or bottom == top or left != right or left >= len(table.columns):
            continue
        column = table.columns[left]
        value = column[top - data_row] if top - data_row < len(column) else None
        for row in range(top + 1 - data_row, min(bottom + 1 - data_row, len(column))):
            if column[row] is None:
                column[row] = value
                filled[left] = filled.get(left, 0) + 1
    for place, count in sorted(filled.items()):
        table.notes.append(f"{column_name(table, place)}: ô gộp theo chiều dọc, đã điền xuống {count} ô")


def _repair_labels(table: RawTable) -> None:
    labels, note = repair([label for label in table.labels if label])
    if note:
        table.notes.append(f"Dòng tiêu đề: {note}")
    table.labels = [labels.get(label, label) for label in table.labels]


def column_letter(place: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_name(table: RawTable, place: int) -> str:
    """The column as people find it: "Cột C – Ngày sinh"."""
    label = table.labels[place] if place < len(table.labels) else ""
    return f"Cột {column_letter(place)}" + (f" – {label}" if label else "")


def _pass_over(table: RawTable) -> None:
    """Leave out empty lines, totals, headings of groups and what stands below the table; each with a note."""
    width, filled = 0, [0] * table.count
    for column in table.columns:
        empty = column.count(None)
        if empty == table.count:
            continue
        width += 1
        if empty:
            for row, cell in enumerate(column):
                if cell is None:
                    filled[row] -= 1
    filled = [width + missing for missing in filled]
    kept, totals, groups, below = [], [], [], []
    last = max((row for row, count in enumerate(filled) if count * 2 >= width), default=table.count)
    for row, count in enumerate(filled):
        if count == width:
            kept.append(row)
        elif count == 0:
            continue
        elif _is_total(table.columns, row):
            totals.append(row)
        elif row > last and count * 3 <= width and (filled[row - 1] == 0 or row - 1 in below or row - 1 in totals):
            below.append(row)
        elif width >= 4 and count <= 2 and row < last and _is_group(table.columns, row, count):
            groups.append(row)
        else:
            kept.append(row)
    for rows, what in ((totals, "dòng cộng"), (groups, "dòng tiêu đề nhóm"), (below, "dòng ghi chú dưới bảng")):
        if rows:
            numbers = ", ".join(str(table.numbers[row]) for row in rows[:8]) + ("…" if len(rows) > 8 else "")
            table.notes.append(f"Không đọc {len(rows)} {what} (dòng {numbers})")
    if len(kept) < table.count:
        table.columns = [[column[row] for row in kept] for column in table.columns]
        table.numbers = [table.numbers[row] for row in kept]


def _is_total(columns: Sequence[Sequence[object]], row: int) -> bool:
    first = next((column[row] for column in columns if isinstance(column[row], str)), None)
    if first is None or len(str(first)) > 40:
        return False
    folded = fold(str(first))
    return folded in _TOTAL or folded.startswith(("tong cong", "tong so"))


def _is_group(columns: Sequence[Sequence[object]], row: int, count: int) -> bool:
    """One text alone, or a Roman number or letter with a text: "I | Khối phòng ban"."""
    cells = [column[row] for column in columns if column[row] is not None]
    if not all(isinstance(cell, str) for cell in cells):
        return False
    if count == 1:
        return True
    mark = str(cells[0]).strip(". ")
    return bool(mark) and len(mark) <= 4 and all(sign in "IVXABCDĐE" for sign in mark)
