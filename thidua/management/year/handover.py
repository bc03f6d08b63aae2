"""The year's input as the eight spreadsheets a province hands over, out and in; all of it or nothing.

Reading changes nothing and gives either a whole `YearInput` or `HandoverRefused` with every problem named by file,
sheet, row, column, value and reason. What is written is read back equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from paperwork.sheet_guard import Limits
from paperwork.sheets import (
    Book,
    Form,
    FormRow,
    SheetProblem,
    SheetRefused,
    column_label,
    column_places,
    read_book,
    read_form,
    write_book,
)
from thidua.management.year import inputs
from thidua.management.year.handover_forms import FILES, TABLE_FORMS, YEAR_FILE, YEAR_FORM, TableForm
from thidua.management.year.inputs import InputProblem, YearInput

MOST_PROBLEMS = 200
_ROW_TYPES: dict[str, type] = {
    "units": inputs.UnitRow,
    "clusters": inputs.ClusterRow,
    "people": inputs.PersonRow,
    "ratings": inputs.RatingRow,
    "absences": inputs.AbsenceRow,
    "disciplines": inputs.DisciplineRow,
    "initiatives": inputs.InitiativeRow,
    "past_honours": inputs.PastHonourRow,
    "targets": inputs.TargetRow,
    "progress": inputs.ProgressRow,
    "scores": inputs.ScoreRow,
    "attestations": inputs.AttestationRow,
    "agreed_items": inputs.AgreedItemRow,
}
_FORM_OF = {one.table: one for one in TABLE_FORMS}


class HandoverRefused(Exception):
    """The files cannot be taken in. `problems` names at most 200; `is_cut` tells that there are more."""

    def __init__(self, problems: list[SheetProblem]) -> None:
        self.is_cut = len(problems) > MOST_PROBLEMS
        self.problems = tuple(problems[:MOST_PROBLEMS])
        super().__init__("\n".join(str(problem) for problem in self.problems))


def write_handover(year_input: YearInput, folder: Path) -> list[Path]:
    """Write the eight files into a folder, made when missing; files of the same names are replaced."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for file in FILES:
        sheets: list[tuple[Form, Iterable[dict[str, Any]]]] = [
            (one.form, map(partial(_to_cells, one.table), getattr(year_input, one.table)))
            for one in TABLE_FORMS
            if one.file == file
        ]
        if file == YEAR_FILE:
            sheets.append((YEAR_FORM, iter([{"year": year_input.year}])))
        write_book(folder / file, sheets)
        paths.append(folder / file)
    return paths


def read_handover(folder: Path, limits: Limits | None = None) -> YearInput:
    """The year's input from a folder of the eight files.

    Raises HandoverRefused with every problem found: first those of form (all files), then, when the form is right,
    those of meaning (unknown codes, duplicates, impossible dates).
    """
    problems: list[SheetProblem] = []
    books: dict[str, Book] = {}
    for file in FILES:
        path = folder / file
        if not path.is_file():
            problems.append(SheetProblem("", 0, "", "", "thiếu tệp này trong thư mục bàn giao", file))
            continue
        try:
            books[file] = read_book(path, limits)
        except SheetRefused as refusal:
            problems.extend(refusal.problems)
    rows = {one.table: _read_table(one, books, problems) for one in TABLE_FORMS}
    year = _read_year(books, problems)
    tables = {table: tuple(_make(table, found, problems)) for table, found in rows.items()}
    if problems:
        raise HandoverRefused(problems)
    provinces = [unit.code for unit in tables["units"] if unit.kind == "province"]
    if len(provinces) != 1:
        form = _FORM_OF["units"]
        reason = f"phải có đúng một đơn vị loại Tỉnh, đang có {len(provinces)}"
        raise HandoverRefused([SheetProblem(form.form.sheet, 0, "", "", reason, form.file)])
    year_input = YearInput(province=provinces[0], year=year, **tables)
    meaning = [_place(problem, rows, books) for problem in year_input.validate()]
    if meaning:
        raise HandoverRefused(meaning)
    return year_input


def _read_table(one: TableForm, books: Mapping[str, Book], problems: list[SheetProblem]) -> list[FormRow]:
    if one.file not in books:
        return []
    rows, found = read_form(books[one.file], one.form, one.file, MOST_PROBLEMS + 1)
    problems.extend(found)
    return rows


def _read_year(books: Mapping[str, Book], problems: list[SheetProblem]) -> int:
    if YEAR_FILE not in books:
        return 0
    rows, found = read_form(books[YEAR_FILE], YEAR_FORM, YEAR_FILE)
    problems.extend(found)
    if found:
        return 0
    if len(rows) != 1 or not 2004 <= rows[0].values["year"] <= 2100:
        problems.append(SheetProblem(YEAR_FORM.sheet, 2, "Năm thi đua", "", "phải ghi đúng một năm", YEAR_FILE))
        return 0
    return rows[0].values["year"]


def _to_cells(table: str, row: object) -> dict[str, Any]:
    """A row as cells by column key: members joined by semicolons, score figures in columns of their own."""
    if isinstance(row, inputs.ScoreRow):
        return {"unit_code": row.unit_code, "criterion_code": row.criterion_code, **row.input}
    cells = {column.key: getattr(row, column.key) for column in _FORM_OF[table].form.columns}
    if isinstance(row, inputs.ClusterRow):
        cells["member_codes"] = "; ".join(row.member_codes)
    return cells


def _make(table: str, rows: list[FormRow], problems: list[SheetProblem]) -> Iterator[Any]:
    """Rows of the input from rows of the form."""
    row_type = _ROW_TYPES[table]
    for row in rows:
        values = dict(row.values)
        if table == "clusters":
            codes = str(values["member_codes"]).replace(",", ";").split(";")
            values["member_codes"] = tuple(code.strip() for code in codes if code.strip())
        elif table == "units":
            values["predecessors"] = values["predecessors"] or ""
        elif table == "scores":
            keys = {key: values.pop(key) for key in list(values) if key not in ("unit_code", "criterion_code")}
            values["input"] = {key: value for key, value in keys.items() if value is not None}
            if frozenset(values["input"]) not in inputs.SCORE_INPUT_KEYS:
                one = _FORM_OF[table]
                filled = [column.header for column in one.form.columns if column.key in values["input"]]
                reason = "các cột số liệu đã điền không hợp thành một kiểu tiêu chí"
                problems.append(SheetProblem(one.form.sheet, row.number, "", ", ".join(filled), reason, one.file))
                continue
        yield row_type(**values)


def _place(problem: InputProblem, rows: Mapping[str, list[FormRow]], books: Mapping[str, Book]) -> SheetProblem:
    """A problem of meaning at the cell it comes from."""
    one = _FORM_OF[problem.table]
    keys = {column.key for column in one.form.columns}
    column = ""
    if problem.column in keys:
        column = column_label(one.form, column_places(books[one.file], one.form), problem.column)
    found = rows[problem.table]
    number = found[problem.row].number if problem.row < len(found) else 0
    return SheetProblem(one.form.sheet, number, column, problem.value, problem.reason_vi, one.file)
