"""Files of imports: kept outside the web root, told apart by content, given back with what was wrong in them."""

import hashlib
import os
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import puremagic
import xlsxwriter
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from paperwork.header import Header
from paperwork.sheet_guard import BookRefused
from paperwork.sheets import Column, Form, write_book
from paperwork.tables import PeekedBook, RawTable, SheetPeek, column_letter
from paperwork.values import Shape, fold, read_number_of_person
from thidua.imports.planning import REFUSED, Line, Typed, masked
from thidua.imports.shapes import Kind, first_words
from thidua.shared.denied import Denied

SUFFIXES = (".xlsx", ".xls", ".ods", ".csv")
_REFUSED_NAMES = {".xlsm", ".xlsb", ".xltm", ".xlam"}
# Kinds of content by what puremagic calls them: the old office formats share one container, as do the zipped ones.
_OLD_OFFICE = {".xls", ".doc", ".ppt", ".msi", ".msg", ".dot", ".xlt", ".pps", ".wps", ".msp", ".mst", ".vsd", ".pub"}
_CONTENTS = {".xlsx": {".xlsx", ".zip"}, ".ods": {".ods", ".zip"}, ".xls": _OLD_OFFICE}
SHOWN_ROWS = 25
# Nine or twelve figures, and ten or eleven where a spreadsheet lost the zeros in front.
_NUMBER_OF_A_PERSON = re.compile(r"\s*(?:\d[\s.-]?){8,11}\d(?:\.0)?\s*", re.ASCII)


def folder() -> Path:
    """Where uploads lie; made on first use, readable by this account only."""
    place = Path(settings.UPLOAD_ROOT)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def place_of(stored_as: str) -> Path:
    """The file of an upload. Raises Denied when it is no longer kept."""
    if not stored_as or "/" in stored_as or not (place := folder() / stored_as).is_file():
        raise Denied("Tệp đã tải lên không còn được lưu giữ.")
    return place


def checked_name(name: str) -> tuple[str, str]:
    """(name without folders, suffix). Raises Denied for what is not taken in."""
    plain = " ".join(Path(name.replace("\\", "/")).name.replace("\0", "").split())[-200:] or "bang-tinh"
    suffix = Path(plain).suffix.lower()
    if suffix in _REFUSED_NAMES:
        raise Denied("Tệp có thể chứa macro nên không nhận; hãy mở tệp và lưu lại dưới dạng .xlsx.")
    if suffix not in SUFFIXES:
        raise Denied("Chỉ nhận bảng tính .xlsx, .xls, .ods hoặc .csv.")
    return plain, suffix


def store(upload: UploadedFile) -> tuple[str, str, str, int]:
    """Keep an uploaded file; (stored as, its name, SHA-256, bytes). Raises Denied; nothing stays of a refused one."""
    name, suffix = checked_name(upload.name or "")
    largest = settings.UPLOAD_LARGEST
    if (upload.size or 0) > largest:
        raise Denied(f"Tệp quá lớn: nhiều nhất {largest // 2**20} MB.")
    stored_as = f"{uuid.uuid4().hex}{suffix}"
    place, digest, size = folder() / stored_as, hashlib.sha256(), 0
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            for chunk in upload.chunks():
                size += len(chunk)
                if size > largest:
                    raise Denied(f"Tệp quá lớn: nhiều nhất {largest // 2**20} MB.")
                digest.update(chunk)
                stream.write(chunk)
        _check_content(place, suffix)
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    return stored_as, name, digest.hexdigest(), size


def _check_content(place: Path, suffix: str) -> None:
    """The content is of the kind the name says; the guard of the reader measures it further."""
    if suffix == ".csv":
        return
    try:
        found = {match.extension.lower() for match in puremagic.magic_file(str(place))}
    except (puremagic.PureError, ValueError, OSError):
        found = set()
    if not found & _CONTENTS[suffix]:
        raise Denied(f"Nội dung tệp không phải bảng tính {suffix} như tên tệp; có thể tệp bị hỏng hoặc đổi đuôi.")


def returned_name(stored_as: str, digest: str) -> str:
    """The name of the corrected file of one check; it goes with the upload."""
    return f"{Path(stored_as).stem}-{digest[:16]}.xlsx"


def returned_place(imported) -> Path | None:
    """The corrected file of the last check, None where no row was refused."""
    place = folder() / returned_name(imported.stored_as, imported.plan_hash)
    return place if imported.stored_as and imported.plan_hash and place.is_file() else None


def remove(stored_as: str) -> None:
    """Remove an upload and what was made from it."""
    if stored_as:
        for place in folder().glob(f"{Path(stored_as).stem}*"):
            place.unlink(missing_ok=True)


def sha256_of(place: Path) -> str:
    with place.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def refusal(error: BookRefused) -> Denied:
    return Denied(f"Không đọc được tệp: {error.reason_vi}.")


# ── what opening a file showed, kept with the import ──


def sheets_of(book: PeekedBook) -> list[dict[str, Any]]:
    """The sheets of a book as plain values: what the screen of choosing shows."""
    return [
        {
            "place": sheet.place,
            "name": sheet.name,
            "hidden": sheet.is_hidden,
            "rows": sheet.rows,
            "columns": sheet.columns,
            "too_large": sheet.is_too_large,
            "first": [[_text(cell) for cell in row[:40]] for row in sheet.first[:SHOWN_ROWS]],
            "merged": [list(map(list, each)) for each in sheet.merged if each[0][0] < SHOWN_ROWS],
        }
        for sheet in book.sheets
    ]


def sheet_again(kept: Mapping[str, Any]) -> SheetPeek:
    """The sheet as it was kept; its cells are texts."""
    merged = [(tuple(start), tuple(end)) for start, end in kept["merged"]]
    rows = [[cell or None for cell in row] for row in kept["first"]]
    return SheetPeek(
        kept["place"], kept["name"], kept["hidden"], kept["rows"], kept["columns"], rows, merged, kept["too_large"]
    )


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, bool):
        return "Có" if cell else "Không"
    # The picture is kept in the database: what may be an identity number never goes there in the clear.
    text = str(cell)[:80]
    return masked(text) if _NUMBER_OF_A_PERSON.fullmatch(text) else text


def header_of(imported) -> Header:
    """Where the header of an import was said to stand."""
    return Header(imported.header_row, imported.header_height, imported.data_row)


# ── forms to fill in, exports, corrected files ──


def form_of(kind: Kind) -> Form:
    """The sheet we write and read back: one column a field, in order."""
    named = {"code": "text", "name": "text", "year": "integer", "birth": "date", "person_number": "text"}
    return Form(
        kind.title,
        tuple(
            Column(each.key, each.label, named.get(each.kind, each.kind), each.is_required,
                   first_words(each.choices), each.width)
            for each in kind.written
        ),
    )  # fmt: skip


def write_form(place: Path, kind: Kind, rows: Iterable[Mapping[str, Any]]) -> None:
    """The rows of a register in the form that is read back; a blank form when there are none."""
    write_book(place, [(form_of(kind), rows)])


def write_blank(place: Path, kind: Kind) -> None:
    """A form to fill in: the headings and one example, and beside it what each column takes."""
    example = {each.key: each.example for each in kind.written if each.example}
    typed: dict[str, Any] = {}
    for each in kind.written:
        text = example.get(each.key)
        if text and each.kind == "year":
            typed[each.key] = int(text)
        elif text and each.kind == "choice":
            typed[each.key] = each.shape.choices[fold(text)]
        elif text:
            typed[each.key] = text
    help_form = Form(
        "Hướng dẫn",
        (
            Column("label", "Cột", width=34),
            Column("needed", "Bắt buộc", width=12),
            Column("takes", "Cách ghi", width=70),
            Column("also", "Tiêu đề khác cũng nhận", width=70),
        ),
    )
    takes = {
        "date": "ngày, như 31/12/2025", "year": "năm có bốn chữ số", "yes_no": "Có hoặc Không", "integer": "số nguyên",
        "number": "số, như 1.234,5", "name": "họ tên có dấu", "code": "mã", "text": "chữ",
        "birth": "ngày, như 15/05/1985; chỉ ghi năm (1985) khi người đó đã có hồ sơ. Nhận cả bảng có hai cột Nam, Nữ",
        "person_number": "12 chữ số, định dạng ô là Văn bản (Text) để không mất số 0 ở đầu",
    }  # fmt: skip
    rows = [
        {
            "label": each.label,
            "needed": "Có" if each.is_required else "Không",
            "takes": "; ".join(first_words(each.choices)) if each.kind == "choice" else takes[each.kind],
            "also": "; ".join(each.headings[:8]),
        }
        for each in kind.written
    ]
    write_book(place, [(form_of(kind), [typed]), (help_form, rows)])


def write_returned(place: Path, table: RawTable, typed: Typed, lines: Sequence[Line]) -> int:
    """The refused rows of a sheet as they came, the cells at fault coloured, reasons in a last column; how many rows.

    The sheet can be filled in again and handed in as it is: the column of reasons is not read.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    places = {number: row for row, number in enumerate(table.numbers)}
    column_of = {letter: place for place, letter in enumerate(map(column_letter, range(len(table.columns))))}
    numbers_of_people = {
        column_of[letter] for key, letter in typed.letters.items() if typed.kind.by_key[key].kind == "person_number"
    }
    with xlsxwriter.Workbook(str(place), options) as book:
        sheet = book.add_worksheet("Cần sửa")
        head = book.add_format({"bold": True, "bg_color": "#E8E3D8", "bottom": 1, "text_wrap": True, "valign": "top"})
        wrong = {"bg_color": "#FAEAF1", "border": 1, "border_color": "#7C1C4F"}
        formats = {
            (is_day, is_wrong): book.add_format(
                ({"num_format": "dd/mm/yyyy"} if is_day else {"quote_prefix": True}) | (wrong if is_wrong else {})
            )
            for is_day in (True, False)
            for is_wrong in (True, False)
        }
        number_wrong = book.add_format(wrong)
        reason_format = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#7C1C4F"})
        sheet.freeze_panes(1, 0)
        last = len(table.columns)
        for column, label in enumerate(table.labels):
            sheet.set_column(column, column, min(40, max(10, len(label) + 4)))
            sheet.write_string(0, column, label, head)
        sheet.set_column(last, last + 1, 50)
        sheet.write_string(0, last, REASONS, head)
        sheet.set_column(last + 1, last + 1, 16)
        sheet.write_string(0, last + 1, OLD_ROW, head)
        count = 0
        for line in lines:
            if line.verdict != REFUSED:
                continue
            count += 1
            faulty = {column_of[typed.letters[p.key]] for p in line.problems if p.key in typed.letters}
            for column, cells in enumerate(table.columns):
                value, is_wrong = cells[places[line.number]], column in faulty
                if value is None:
                    if is_wrong:
                        sheet.write_blank(count, column, None, number_wrong)
                elif isinstance(value, datetime | date):
                    day = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
                    sheet.write_datetime(count, column, day, formats[True, is_wrong])
                elif isinstance(value, bool) or not isinstance(value, int | float):
                    text = ("Có" if value else "Không") if isinstance(value, bool) else str(value)
                    dangerous = text.startswith(("=", "+", "-", "@", "\t", "\r"))
                    sheet.write_string(count, column, text, formats[False, is_wrong] if dangerous or is_wrong else None)
                elif column in numbers_of_people:
                    # text again, the zeros in front restored: as a number it would lose them once more
                    text = read_number_of_person(value, Shape())
                    sheet.write_string(count, column, text, formats[False, True] if is_wrong else None)
                else:
                    sheet.write_number(count, column, value, number_wrong if is_wrong else None)
            reasons = "; ".join(f"{typed.kind.by_key[p.key].label}: {p.reason}" for p in line.problems)
            sheet.write_string(count, last, reasons[:32000], reason_format)
            sheet.write_number(count, last + 1, line.number)
    return count


REASONS, OLD_ROW = "Lý do bị từ chối", "Dòng trong tệp cũ"
