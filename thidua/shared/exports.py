"""Lists as files: CSV and XLSX that open in the spreadsheets of an office, safe against formulas hidden in data."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone

# What a spreadsheet takes for a formula; a leading apostrophe makes it text.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
LONGEST_CELL = 32_767  # of an XLSX cell


def neutral(value: Any) -> Any:
    """Text that a spreadsheet cannot take for a formula; numbers and dates stay what they are."""
    if not isinstance(value, str):
        return value
    return f"'{value}" if value.startswith(DANGEROUS) else value


def _plain(value: Any) -> Any:
    """Local time without zone, numbers as numbers, everything else as safe text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, datetime):
        return timezone.make_naive(value) if timezone.is_aware(value) else value
    if isinstance(value, date | int | float | Decimal):
        return value
    return neutral(str(value))


def _csv_text(value: Any) -> str:
    value = _plain(value)
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float | Decimal):
        return format(Decimal(str(value)), "f").replace(".", ",")
    return str(value)


class Echo:
    """What a csv.writer writes to in order to give each line back."""

    def write(self, text: str) -> str:
        return text


def csv_parts(heads: Sequence[str], lines: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of a CSV with signature, semicolons, decimal comma: what a Vietnamese Excel opens with a double click.
    To be written as UTF-8 without translating line ends."""
    writer = csv.writer(Echo(), delimiter=";")
    yield "\ufeff" + writer.writerow([neutral(head) for head in heads])
    for line in lines:
        yield writer.writerow([_csv_text(value) for value in line])


def csv_response(name: str, heads: Sequence[str], lines: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """The CSV as a download."""
    answer = StreamingHttpResponse(csv_parts(heads, lines), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def xlsx_response(name: str, heads: Sequence[str], lines: Iterable[Sequence[Any]]) -> FileResponse:
    """A workbook with one sheet, frozen head row and filter; memory does not grow with the rows."""
    place = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it after sending)
    write_xlsx(place, heads, lines)
    place.seek(0)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return FileResponse(place, as_attachment=True, filename=f"{name}.xlsx", content_type=kind)


def write_xlsx(place: Any, heads: Sequence[str], lines: Iterable[Sequence[Any]]) -> int:
    """Write the sheet into the open file ``place``; how many rows stand under the head row."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(place, options)
    sheet = book.add_worksheet("Danh sách")
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "bottom": 1})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    sheet.freeze_panes(1, 0)
    for column, head in enumerate(heads):
        sheet.set_column(column, column, min(40, max(12, len(head) + 4)))
        sheet.write_string(0, column, str(neutral(head)), bold)
    number = 0
    for number, line in enumerate(lines, start=1):
        for column, value in enumerate(line):
            value = _plain(value)
            if isinstance(value, datetime):
                sheet.write_datetime(number, column, value, moment)
            elif isinstance(value, date):
                sheet.write_datetime(number, column, datetime.combine(value, time()), day)
            elif isinstance(value, int | float | Decimal):
                sheet.write_number(number, column, float(value))
            elif value:
                sheet.write_string(number, column, value[:LONGEST_CELL])
    if heads:
        sheet.autofilter(0, 0, number, len(heads) - 1)
    book.close()
    return number
