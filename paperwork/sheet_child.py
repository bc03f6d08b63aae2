"""Runs alone in a child process: reads one workbook under limits and prints its cells as JSON. Never imported.

Usage: python -I sheet_child.py FILE MEMORY_MB CPU_SECONDS MAX_ROWS MAX_COLUMNS MAX_CELLS
Exit status 0 with JSON on standard output; 3 unreadable, 4 too large.
"""

import datetime as dt
import json
import resource
import sys

MAX_CHARACTERS = 40_000_000  # one long text can be referred to by many cells


def _limit(memory_mb: int, cpu_seconds: int) -> None:
    memory = memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # writes no file at all


def _cell(value: object) -> object:
    if isinstance(value, dt.datetime):
        return ["d", value.isoformat()]
    if isinstance(value, dt.date):
        return ["d", value.isoformat()]
    if isinstance(value, dt.time | dt.timedelta):
        return ["t", str(value)]
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return None if value == "" else value


def _refuse(reason: str) -> None:
    # By status alone: this process may not write to any file, and standard error is one.
    sys.exit({"unreadable": 3, "too_large": 4}[reason])


def main() -> None:
    path, memory_mb, cpu_seconds, max_rows, max_columns, max_cells = sys.argv[1], *map(int, sys.argv[2:7])
    _limit(memory_mb, cpu_seconds)
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        sheets = []
        cells = characters = 0
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            height, width = sheet.total_height, sheet.total_width
            cells += height * width
            if height > max_rows or width > max_columns or cells > max_cells:
                _refuse("too_large")
            rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
            characters += sum(len(value) for row in rows for value in row if isinstance(value, str))
            if characters > MAX_CHARACTERS:
                _refuse("too_large")
            merged = [[list(start), list(end)] for start, end in (sheet.merged_cell_ranges or ())]
            sheets.append({"name": name, "rows": rows, "merged": merged})
    except MemoryError:
        _refuse("too_large")
    except Exception:
        _refuse("unreadable")
    json.dump(sheets, sys.stdout, ensure_ascii=True, separators=(",", ":"), allow_nan=True)


if __name__ == "__main__":
    main()
