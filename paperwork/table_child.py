"""Runs alone in a child process: reads one spreadsheet of any shape under limits and prints it. Never imported.

Usage: python -I table_child.py MODE FILE FORMAT MEMORY_MB CPU_SECONDS MAX_ROWS MAX_COLUMNS MAX_CELLS [more]
  list  … HEAD_ROWS            what sheets there are, with their first rows
  table … SHEET FIRST_ROW      one sheet (by place) from a row on (0-based), column by column
FORMAT is "book" (xlsx, xls, ods) or "csv:ENCODING:DELIMITER".
Exit status 0 with a line of JSON, then numbers (see _print), on standard output; 3 unreadable, 4 too large, 5 a password.
"""

import csv
import datetime as dt
import json
import resource
import sys
from array import array

MAX_CHARACTERS = 60_000_000  # one long text can be referred to by many cells


def _limit(memory_mb: int, cpu_seconds: int) -> None:
    memory = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # writes no file at all


def _refuse(reason: str) -> None:
    # By status alone: this process may not write to any file, and standard error may be one.
    sys.exit({"unreadable": 3, "too_large": 4, "password": 5}[reason])


def _cell(value: object) -> object:
    """A cell as JSON knows it: dates and times tagged, whole numbers whole, empty text as nothing."""
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 1e15:
            return int(value)
        return value if abs(value) < 1e300 else None
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, dt.datetime | dt.date):
        return ["d", value.isoformat()]
    if isinstance(value, dt.time | dt.timedelta):
        return ["t", str(value)]
    return value


def _column(cells: list) -> dict:
    """A column, its repeated values once each: {"u": values, "i": places among them} or {"v": values}.

    Only distinct cells are looked at one by one. 1 and True are one key to Python, so a column with both is spelt out.
    """
    kinds = set(map(type, cells))
    if (bool in kinds and len(kinds) > 1) or not all(kind.__hash__ for kind in kinds):
        return {"v": [_cell(cell) for cell in cells]}
    distinct = dict.fromkeys(cells)
    if len(distinct) * 2 > len(cells):
        return {"v": [cell or None for cell in cells] if kinds == {str} else [_cell(cell) for cell in cells]}
    places = {value: place for place, value in enumerate(distinct)}
    return {"u": [_cell(value) for value in distinct], "i": array("I", map(places.__getitem__, cells))}


def _check_characters(rows: list) -> None:
    if sum(len(value) for row in rows for value in row if value.__class__ is str) > MAX_CHARACTERS:
        _refuse("too_large")


def _book(path: str):
    import python_calamine

    try:
        return python_calamine.CalamineWorkbook.from_path(path)
    except python_calamine.PasswordError:
        _refuse("password")


def _size(sheet) -> tuple[int, int]:
    """Rows and columns up to the last cell that holds something (the reader's own totals are one too small)."""
    return (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)


def _list_book(path: str, max_rows: int, max_columns: int, max_cells: int, head: int) -> list:
    book, sheets = _book(path), []
    for place, about in enumerate(book.sheets_metadata):
        if str(about.typ).rpartition(".")[2] != "WorkSheet":
            continue
        sheet = book.get_sheet_by_index(place)
        height, width = _size(sheet)
        entry = {
            "place": place,
            "name": about.name,
            "hidden": str(about.visible).rpartition(".")[2] != "Visible",
            "rows": height,
            "columns": width,
            "first": [],
            "merged": [],
        }
        sheets.append(entry)
        entry["too_large"] = height > max_rows or width > max_columns or height * width > max_cells
        if entry["too_large"] or sheet.start is None:
            continue
        top = sheet.start[0]
        rows: list[list[object]] = [[None] * width for _ in range(min(top, head))]
        if top < head:
            rows += [
                [_cell(value) for value in row]
                for row in _from_left(sheet.to_python(skip_empty_area=True, nrows=head - top), sheet.start[1])
            ]
        entry["first"] = rows
        merged = [[list(start), list(end)] for start, end in (sheet.merged_cell_ranges or ())]
        entry["merged"] = merged[:20000]
    return sheets


def _from_left(rows: list, left: int) -> list:
    return [[None] * left + row for row in rows] if left else rows


def _table_book(path: str, max_rows: int, max_columns: int, max_cells: int, place: int, first: int) -> dict:
    sheet = _book(path).get_sheet_by_index(place)
    height, width = _size(sheet)
    if height > max_rows or width > max_columns or height * width > max_cells:
        _refuse("too_large")
    if sheet.start is None:
        return {"head": [], "merged": [], "count": 0, "columns": []}
    top, left = sheet.start
    rows = sheet.to_python(skip_empty_area=True)
    _check_characters(rows)
    head: list[list[object]] = [[None] * width for _ in range(min(top, first))]
    head += [[None] * left + [_cell(value) for value in row] for row in rows[: max(0, first - top)]]
    blank = max(0, top - first)
    rows = rows[max(0, first - top) :]
    columns: list = [{"u": [None], "i": array("I", bytes(4 * (blank + len(rows))))} for _ in range(left)]
    for cells in zip(*rows, strict=True):
        columns.append(_column([*([""] * blank), *cells]))
    merged = [[list(start), list(end)] for start, end in (sheet.merged_cell_ranges or ())]
    return {"head": head, "merged": merged[:20000], "count": blank + len(rows), "columns": columns}


def _csv_rows(path: str, encoding: str, delimiter: str, max_rows: int, max_columns: int) -> list:
    rows: list[list[str]] = []
    with open(path, encoding=encoding, newline="") as stream:
        for row in csv.reader(stream, delimiter=delimiter, strict=True):
            if len(rows) >= max_rows or len(row) > max_columns:
                _refuse("too_large")
            rows.append(row)
    width = max(map(len, rows), default=0)
    for row in rows:
        row += [""] * (width - len(row))
    _check_characters(rows)
    return rows


def _print(answer: object) -> None:
    """One line of JSON; the places of repeated values follow as 32-bit numbers, column after column."""
    places = []
    if isinstance(answer, dict):
        for column in answer["columns"]:
            if "i" in column:
                places.append(column["i"])
                column["i"] = len(column["i"])
    text = json.dumps(answer, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    sys.stdout.buffer.write(text.encode("ascii") + b"\n")
    for each in places:
        sys.stdout.buffer.write(each.tobytes())


def main() -> None:
    mode, path, kind = sys.argv[1:4]
    memory_mb, cpu_seconds, max_rows, max_columns, max_cells = map(int, sys.argv[4:9])
    more = [int(word) for word in sys.argv[9:]]
    _limit(memory_mb, cpu_seconds)
    try:
        if kind == "book":
            caps = (max_rows, max_columns, max_cells)
            answer: object = _list_book(path, *caps, *more) if mode == "list" else _table_book(path, *caps, *more)
        else:
            _, encoding, delimiter = kind.split(":", 2)
            rows = _csv_rows(path, encoding, delimiter, max_rows, max_columns)
            if mode == "list":
                first = [[_cell(value) for value in row] for row in rows[: more[0]]]
                answer = [
                    {"place": 0, "name": "", "hidden": False, "rows": len(rows), "first": first, "merged": []}
                    | {"columns": len(rows[0]) if rows else 0, "too_large": False}
                ]
            else:
                head = [[_cell(value) for value in row] for row in rows[: more[1]]]
                body = rows[more[1] :]
                columns = [_column(list(cells)) for cells in zip(*body, strict=True)]
                answer = {"head": head, "merged": [], "count": len(body), "columns": columns}
    except MemoryError:
        _refuse("too_large")
    except SystemExit:
        raise
    except BaseException:  # the reader's panics are no Exception
        _refuse("unreadable")
    _print(answer)


if __name__ == "__main__":
    main()
