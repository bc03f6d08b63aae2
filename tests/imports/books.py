"""Spreadsheets as offices send them, made by the tests themselves: six shapes and more."""

import csv
import io
import unicodedata
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter
import xlwt

from paperwork.tcvn3 import _LETTERS

Rows = Sequence[Sequence[object]]
OLD_LETTERS = {unicode: chr(code) for code, unicode in _LETTERS.items()}


def plain_xlsx(place: Path, rows: Rows, sheet: str = "Trang 1") -> Path:
    with xlsxwriter.Workbook(str(place), {"strings_to_formulas": False}) as book:
        _fill(book, book.add_worksheet(sheet), rows)
    return place


def _fill(book, sheet, rows: Rows, top: int = 0) -> None:
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, row in enumerate(rows, start=top):
        for column, value in enumerate(row):
            if isinstance(value, date | datetime):
                moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
                sheet.write_datetime(number, column, moment, day)
            elif value is not None:
                sheet.write(number, column, value)


def titled_xlsx(place: Path, upper: Sequence, lower: Sequence, spans: Sequence[tuple[int, int]], rows: Rows) -> Path:
    """Lines of an agency and a title above, a header of two lines (``spans``: columns of one heading), a hidden sheet
    with notes first, numbers of the columns under the header, a total and a place for signatures below."""
    with xlsxwriter.Workbook(str(place)) as book:
        notes = book.add_worksheet("Ghi chú nội bộ")
        notes.write(0, 0, "Không gửi trang này")
        sheet = book.add_worksheet("Danh sách")
        notes.hide()
        sheet.activate()
        sheet.set_first_sheet()
        sheet.write(0, 0, "ỦY BAN NHÂN DÂN TỈNH QUẢNG NINH")
        sheet.merge_range(2, 0, 2, len(upper) - 1, "DANH SÁCH CÁN BỘ, CÔNG CHỨC NĂM 2025")
        covered = {column for left, right in spans for column in range(left, right + 1)}
        for column, heading in enumerate(upper):
            if column not in covered:
                sheet.merge_range(4, column, 5, column, heading)
        for left, right in spans:
            sheet.merge_range(4, left, 4, right, upper[left])
            for column in range(left, right + 1):
                sheet.write(5, column, lower[column])
        for column in range(len(upper)):
            sheet.write(6, column, f"({column + 1})")
        _fill(book, sheet, rows, 7)
        end = 7 + len(rows)
        sheet.write(end, 1, "Tổng cộng")
        sheet.write(end, 3, len(rows))
        sheet.write(end + 2, 1, "NGƯỜI LẬP BIỂU")
    return place


def merged_xlsx(place: Path, header: Sequence, groups: Sequence[tuple[str, Rows]]) -> Path:
    """The first column merged over the rows of a group, a line above each group, a total below."""
    with xlsxwriter.Workbook(str(place)) as book:
        sheet = book.add_worksheet("Theo đơn vị")
        _fill(book, sheet, [header])
        number = 1
        for roman, (name, rows) in zip(("I", "II", "III"), groups, strict=False):
            sheet.write(number, 0, roman)
            sheet.write(number, 1, f"Khối {name}")
            number += 1
            _fill(book, sheet, [[None, *row] for row in rows], number)
            if len(rows) > 1:
                sheet.merge_range(number, 0, number + len(rows) - 1, 0, name)
            else:
                sheet.write(number, 0, name)
            number += len(rows)
        sheet.write(number, 0, "Tổng số")
        sheet.write(number, 2, sum(len(rows) for _, rows in groups))
    return place


def old_xls(place: Path, rows: Rows) -> Path:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Sheet1")
    day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write(number, column, value, day)
            elif value is not None:
                sheet.write(number, column, value)
    book.save(str(place))
    return place


def csv_1258(place: Path, rows: Rows) -> Path:
    """Semicolons, Windows-1258: vowels with their own sign, the tone as a sign of its own behind."""
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows([["" if v is None else _text(v) for v in row] for row in rows])
    place.write_bytes(to_1258(stream.getvalue()))
    return place


def to_1258(text: str) -> bytes:
    tones = "\u0300\u0301\u0303\u0309\u0323"
    written = []
    for sign in unicodedata.normalize("NFC", text):
        try:
            written.append(sign.encode("cp1258"))
        except UnicodeEncodeError:
            parts = unicodedata.normalize("NFD", sign)
            base = unicodedata.normalize("NFC", "".join(p for p in parts if p not in tones))
            written.append(base.encode("cp1258") + "".join(p for p in parts if p in tones).encode("cp1258"))
    return b"".join(written)


def to_tcvn3(text: str) -> str:
    """Unicode as the old fonts wrote it; capitals with tone marks become small, as those fonts have none."""
    return "".join(
        OLD_LETTERS.get(sign) or OLD_LETTERS.get(sign.lower()) or sign for sign in unicodedata.normalize("NFC", text)
    )


def to_vni(text: str) -> str:
    from paperwork.vni import _TABLE

    back = {}
    for written, sign in _TABLE.items():
        back.setdefault(sign, written)
    return "".join(back.get(sign, sign) for sign in unicodedata.normalize("NFC", text))


def tcvn3_xlsx(place: Path, rows: Rows) -> Path:
    return plain_xlsx(place, [[to_tcvn3(v) if isinstance(v, str) else v for v in row] for row in rows])


def ods(place: Path, rows: Rows, sheet: str = "Trang tính1") -> Path:
    """The smallest spreadsheet LibreOffice would accept."""
    lines = []
    for row in rows:
        cells = []
        for value in row:
            if value is None:
                cells.append("<table:table-cell/>")
            elif isinstance(value, date):
                cells.append(
                    f'<table:table-cell office:value-type="date" office:date-value="{value.isoformat()}">'
                    f"<text:p>{value:%d/%m/%Y}</text:p></table:table-cell>"
                )
            elif isinstance(value, int | float):
                cells.append(
                    f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
                )
            else:
                cells.append(
                    f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'
                )
        lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
        f'<office:body><office:spreadsheet><table:table table:name="{sheet}">{"".join(lines)}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), kind)
        archive.writestr("content.xml", content, zipfile.ZIP_DEFLATED)
        archive.writestr("META-INF/manifest.xml", manifest, zipfile.ZIP_DEFLATED)
    return place


def _text(value: object) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)
