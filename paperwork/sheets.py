"""The spreadsheets people have: read into typed rows with every problem named by its cell, and written to be read back.

A `Form` says what a sheet must hold; `read_form` gives its rows or its problems; `write_book` writes the same form.
Text is NFC; dates may be real dates or dd/mm/yyyy; numbers may be written 1.234,5; TCVN3 text is converted when the
whole book is in it and refused, cell by cell, when it is mixed with Unicode.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter

from paperwork import tcvn3
from paperwork.sheet_guard import BookRefused, Limits, RawSheet, read_guarded

KINDS = ("text", "name", "integer", "number", "date", "yes_no", "choice")
YES_NO = {"Có": True, "Không": False}
_DANGEROUS_START = ("=", "+", "-", "@", "\t", "\r")
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_VIETNAMESE_NUMBER = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?|-?\d+(?:,\d+)?")
_PLAIN_NUMBER = re.compile(r"-?\d+\.\d+")
_SPACES = re.compile(r"[^\S\n]+")


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """Why a cell, a row or a sheet is not accepted. `row` is as the spreadsheet shows it, 0 for the whole sheet;
    `column` is the letter and the header, as in `C – Ngày sinh`."""

    sheet: str
    row: int
    column: str
    value: str
    reason_vi: str
    file: str = ""

    def __str__(self) -> str:
        place = [self.file, f"trang “{self.sheet}”" if self.sheet else ""]
        place += [f"dòng {self.row}" if self.row else "", f"cột {self.column}" if self.column else ""]
        value = f" (“{self.value}”)" if self.value else ""
        return f"{', '.join(part for part in place if part)}: {self.reason_vi}{value}"


class SheetRefused(Exception):
    """A book that cannot be taken in at all."""

    def __init__(self, problems: Sequence[SheetProblem]) -> None:
        super().__init__("; ".join(str(problem) for problem in problems[:5]))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form. `choices` maps the word people read to the code we keep, for kind `choice`."""

    key: str
    header: str
    kind: str = "text"
    is_required: bool = True
    choices: Mapping[str, str] = field(default_factory=dict)
    width: int = 18


@dataclass(frozen=True, slots=True)
class Form:
    """What one sheet must hold: its name and its columns; the header stands in row 1, columns in any order."""

    sheet: str
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook that was read; `is_tcvn3` tells that its text was converted from TCVN3."""

    sheets: tuple[RawSheet, ...]
    is_tcvn3: bool = False

    def sheet(self, name: str) -> RawSheet | None:
        wanted = _fold(name)
        return next((sheet for sheet in self.sheets if _fold(sheet.name) == wanted), None)


@dataclass(frozen=True, slots=True)
class FormRow:
    """A row of a form: the number the spreadsheet shows and the values by column key."""

    number: int
    values: dict[str, Any]


def read_book(path: Path, limits: Limits | None = None) -> Book:
    """Read an .xlsx or .csv file. Raises SheetRefused; the file is never changed and nothing in it is run."""
    limits = limits or Limits()
    try:
        sheets = _read_csv(path, limits) if path.suffix.lower() == ".csv" else read_guarded(path, limits)
    except BookRefused as refusal:
        if refusal.cells:
            problems = [_at_cell(sheet, cell, refusal.reason_vi, path.name) for sheet, cell in refusal.cells]
        else:
            problems = [SheetProblem("", 0, "", "", refusal.reason_vi, path.name)]
        raise SheetRefused(problems) from refusal
    return _settle_text(sheets, path.name)


def read_form(
    book: Book, form: Form, file: str = "", most_problems: int = 200
) -> tuple[list[FormRow], list[SheetProblem]]:
    """The typed rows of a form's sheet and the problems found; rows with a problem are left out, empty rows skipped."""
    sheet = book.sheet(form.sheet)
    if sheet is None:
        there = ", ".join(one.name for one in book.sheets)
        return [], [SheetProblem(form.sheet, 0, "", "", f"thiếu trang tính này; tệp có: {there}", file)]
    places, problems = _find_columns(sheet, form, file)
    if problems:
        return [], problems
    rows: list[FormRow] = []
    for number, cells in enumerate(sheet.rows[1:], start=2):
        if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells):
            continue
        values, is_good = {}, True
        for column in form.columns:
            place = places.get(column.key)
            cell = cells[place] if place is not None and place < len(cells) else None
            try:
                values[column.key] = read_cell(cell, column, book.is_tcvn3)
            except ValueError as error:
                is_good = False
                if len(problems) < most_problems:
                    where = column_label(form, places, column.key)
                    problems.append(SheetProblem(form.sheet, number, where, _shown(cell), str(error), file))
        if is_good:
            rows.append(FormRow(number, values))
    return rows, problems


def column_label(form: Form, places: Mapping[str, int], key: str) -> str:
    """`C – Ngày sinh` for a column of a form."""
    header = next(column.header for column in form.columns if column.key == key)
    return f"{column_letter(places[key])} – {header}" if key in places else header


def column_places(book: Book, form: Form) -> dict[str, int]:
    """Column key → 0-based place in the sheet, for a form that was read without header problems."""
    sheet = book.sheet(form.sheet)
    return _find_columns(sheet, form, "")[0] if sheet else {}


def column_letter(place: int) -> str:
    """0 → A, 26 → AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_cell(cell: object, column: Column, is_tcvn3: bool = False) -> object:
    """The value of a cell by its column's kind. Raises ValueError with a reason in Vietnamese."""
    if isinstance(cell, str):
        cell = _SPACES.sub(" ", cell).strip() or None
    if cell is None:
        if column.is_required:
            raise ValueError("ô này không được để trống")
        return None
    if column.kind == "integer":
        number = _number(cell)
        if not float(number).is_integer():
            raise ValueError("phải là số nguyên")
        return int(number)
    if column.kind == "number":
        return float(_number(cell))
    if column.kind == "date":
        return _date(cell)
    if column.kind == "yes_no":
        if isinstance(cell, bool):
            return cell
        return _choice(cell, YES_NO)
    if column.kind == "choice":
        return _choice(cell, column.choices)
    text = _text(cell)
    return tcvn3.capitalise_names(text) if column.kind == "name" and is_tcvn3 else text


def write_book(path: Path, forms: Iterable[tuple[Form, Iterable[Mapping[str, object]]]]) -> None:
    """Write forms as sheets of an .xlsx file: bold frozen header, widths, dates dd/mm/yyyy, text never a formula."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), {**options, "strings_to_numbers": False}) as book:
        book.set_properties({"created": dt.datetime(2025, 1, 1)})
        head = book.add_format({"bold": True, "bg_color": "#E8E3D8", "bottom": 1, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        quoted = book.add_format({"quote_prefix": True})
        for form, rows in forms:
            sheet = book.add_worksheet(form.sheet)
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(form.columns):
                sheet.set_column(place, place, column.width)
                sheet.write_string(0, place, column.header, head)
            words = {column.key: {code: word for word, code in column.choices.items()} for column in form.columns}
            for number, row in enumerate(rows, start=1):
                for place, column in enumerate(form.columns):
                    value = row.get(column.key)
                    if value is None or value == "":
                        continue
                    if isinstance(value, bool):
                        sheet.write_string(number, place, "Có" if value else "Không")
                    elif isinstance(value, dt.date):
                        sheet.write_datetime(number, place, dt.datetime(value.year, value.month, value.day), day)
                    elif isinstance(value, int | float):
                        sheet.write_number(number, place, value)
                    else:
                        text = words[column.key].get(str(value), str(value)) if column.kind == "choice" else str(value)
                        is_dangerous = text.startswith(_DANGEROUS_START)
                        sheet.write_string(number, place, text, quoted if is_dangerous else None)


def write_csv(form: Form, rows: Iterable[Mapping[str, object]]) -> bytes:
    """A form as CSV with a byte-order mark; a text a spreadsheet would run as a formula gets an apostrophe in front."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(column.header for column in form.columns)
    for row in rows:
        writer.writerow(_csv_text(row.get(column.key), column) for column in form.columns)
    return stream.getvalue().encode("utf-8-sig")


def _csv_text(value: object, column: Column) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | float):
        return repr(value)
    text = str(value)
    if column.kind == "choice":
        text = next((word for word, code in column.choices.items() if code == value), text)
    return f"'{text}" if text.startswith(_DANGEROUS_START) else text


# -- reading, in detail ------------------------------------------------------------------------------------------------


def _read_csv(path: Path, limits: Limits) -> list[RawSheet]:
    if path.stat().st_size > limits.inflated_bytes:
        raise BookRefused("tệp quá lớn (hơn 200 MB)")
    data = path.read_bytes()
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("latin-1")  # every byte is a character; TCVN3 is told apart afterwards
    if "\0" in text:
        raise BookRefused("tệp không phải bảng CSV")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows: list[list[object]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if len(row) > limits.columns or len(rows) >= limits.rows:
                raise BookRefused(f"bảng quá lớn: nhiều nhất {limits.rows} dòng, {limits.columns} cột")
            rows.append([cell or None for cell in row])
    except csv.Error as error:
        raise BookRefused("tệp CSV có dấu ngoặc kép không khép hoặc ô quá dài") from error
    return [RawSheet(path.stem, rows, [])]


def _settle_text(sheets: list[RawSheet], file: str) -> Book:
    """NFC for all text; TCVN3 converted when the book has no Unicode Vietnamese, refused when both occur."""
    old: list[tuple[str, int, int, str]] = []
    has_unicode = False
    for sheet in sheets:
        for number, row in enumerate(sheet.rows):
            for place, cell in enumerate(row):
                if isinstance(cell, str) and not cell.isascii():
                    text = unicodedata.normalize("NFC", cell)
                    row[place] = text
                    if tcvn3.looks_like_tcvn3(text):
                        old.append((sheet.name, number, place, text))
                    elif not has_unicode:
                        has_unicode = tcvn3.is_unicode_vietnamese(text)
    if not old:
        return Book(tuple(sheets))
    if has_unicode:
        raise SheetRefused(
            [
                SheetProblem(
                    name,
                    number + 1,
                    column_letter(place),
                    text[:60],
                    f"chữ ở bảng mã cũ TCVN3 (có lẽ là “{tcvn3.to_unicode(text)[:60]}”) lẫn với Unicode; "
                    "hãy chuyển cả tệp sang Unicode",
                    file,
                )
                for name, number, place, text in old[:200]
            ]
        )
    for sheet in sheets:
        for row in sheet.rows:
            for place, cell in enumerate(row):
                if isinstance(cell, str):
                    row[place] = tcvn3.to_unicode(cell)
    return Book(tuple(RawSheet(tcvn3.to_unicode(one.name), one.rows, one.merged) for one in sheets), is_tcvn3=True)


def _find_columns(sheet: RawSheet, form: Form, file: str) -> tuple[dict[str, int], list[SheetProblem]]:
    problems = []
    for (top, left), (_, right) in sheet.merged:
        if top == 0:
            where = f"{column_letter(left)}–{column_letter(right)}"
            reason = "ô tiêu đề bị gộp; mỗi cột phải có tiêu đề riêng ở dòng 1"
            problems.append(SheetProblem(form.sheet, 1, where, "", reason, file))
    wanted = {_fold(column.header): column for column in form.columns}
    places: dict[str, int] = {}
    for place, cell in enumerate(sheet.rows[0] if sheet.rows else ()):
        column = wanted.get(_fold(cell)) if isinstance(cell, str) else None
        if column is None:
            continue
        if column.key in places:
            where = f"{column_letter(place)} – {column.header}"
            problems.append(SheetProblem(form.sheet, 1, where, "", "cột này có hai lần", file))
        places[column.key] = place
    if not problems:
        for column in form.columns:
            if column.key not in places and column.is_required:
                problems.append(SheetProblem(form.sheet, 1, column.header, "", "thiếu cột này", file))
    return places, problems


def _fold(text: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip().casefold()


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "Có" if cell else "Không"
    if isinstance(cell, dt.datetime):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float):
        return repr(cell)
    text = str(cell)
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn") and letter != "\n" for letter in text):
        raise ValueError("ô có ký tự điều khiển hoặc ký tự không đọc được")
    return text


def _number(cell: object) -> float | int:
    if isinstance(cell, bool):
        raise ValueError("phải là số")
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            raise ValueError("phải là số")
        return cell
    text = str(cell).replace(" ", "") if isinstance(cell, str) else ""
    if len(text) <= 40:
        if _VIETNAMESE_NUMBER.fullmatch(text):
            return float(text.replace(".", "").replace(",", "."))
        if _PLAIN_NUMBER.fullmatch(text):
            return float(text)
    raise ValueError("phải là số, viết như 1.234,5")


def _date(cell: object) -> dt.date:
    if isinstance(cell, dt.datetime):
        return cell.date()
    match = _DATE.fullmatch(cell) if isinstance(cell, str) else None
    if match is None:
        raise ValueError("phải là ngày, viết như 31/12/2025")
    day, month, year = (int(part) for part in match.groups())
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise ValueError("không có ngày này trong lịch") from None


def _choice(cell: object, choices: Mapping[str, object]) -> object:
    folded = _fold(_text(cell))
    for word, code in choices.items():
        if _fold(word) == folded:
            return code
    raise ValueError(f"phải là một trong: {', '.join(choices)}")


def _shown(cell: object) -> str:
    if cell is None:
        return ""
    return (f"{cell:%d/%m/%Y}" if isinstance(cell, dt.datetime) else str(cell))[:60]


def _at_cell(sheet: str, cell: str, reason_vi: str, file: str) -> SheetProblem:
    letters = cell.rstrip("0123456789")
    return SheetProblem(sheet, int(cell[len(letters) :]), letters, "", reason_vi, file)
