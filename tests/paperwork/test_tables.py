"""Spreadsheets of any shape: what is read out of them, and what hostile or broken ones are answered."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from paperwork.encodings import repair, vietnamese_share
from paperwork.header import Header, guess
from paperwork.sheet_guard import BookRefused, Limits
from paperwork.tables import TABLE_LIMITS, guess_sheet, open_book, read_table
from paperwork.values import Shape, read_column
from paperwork.vni import to_unicode
from tests.imports import books

HEAD = ["STT", "Họ và tên", "Ngày sinh"]
ROWS = [[1, "Đặng Thị Hòa", dt.date(1985, 5, 15)], [2, "Nguyễn Văn Đức", dt.date(1979, 1, 2)]]


def reason(path: Path, limits: Limits = TABLE_LIMITS) -> str:
    """Why a file is not taken in, whether it shows at opening or at reading."""
    with pytest.raises(BookRefused) as caught:
        _read(path, limits)
    return caught.value.reason_vi


def _read(path: Path, limits: Limits):
    book = open_book(path, limits)
    sheet = guess_sheet(book)
    if sheet.is_too_large:
        raise BookRefused("trang tính quá lớn")
    return read_table(path, sheet.place, guess(sheet.first, sheet.merged) or Header(0, 1, 1), limits)


def table_of(path: Path):
    book = open_book(path)
    sheet = guess_sheet(book)
    return read_table(path, sheet.place, guess(sheet.first, sheet.merged))


def rewritten(source: Path, target: Path, change) -> Path:
    """A copy of a zipped book with parts changed: ``change(name, data)`` gives the data, None to leave a part out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = change(part.filename, old.read(part.filename))
            if data is not None:
                new.writestr(part.filename, data)
    return target


# ── shapes ──


def test_a_hidden_sheet_is_shown_as_hidden_and_not_offered_first(tmp_path):
    upper, lower = ["STT", "Họ và tên", "Ngày sinh"], [None, None, None]
    book = open_book(books.titled_xlsx(tmp_path / "a.xlsx", upper, lower, [], ROWS))
    assert [(s.name, s.is_hidden) for s in book.sheets] == [("Ghi chú nội bộ", True), ("Danh sách", False)]
    assert guess_sheet(book).name == "Danh sách"


def test_title_lines_a_header_of_two_lines_numbers_of_columns_total_and_signature_are_told_apart(tmp_path):
    upper = ["STT", "Công tác", "Công tác", "Ngày sinh"]
    lower = [None, "Họ và tên", "Đơn vị", None]
    rows = [[n, f"Người {n}", "Phường Hạ Long", dt.date(1980, 1, n)] for n in range(1, 6)]
    path = books.titled_xlsx(tmp_path / "a.xlsx", upper, lower, [(1, 2)], rows)
    sheet = guess_sheet(open_book(path))
    header = guess(sheet.first, sheet.merged)
    table = read_table(path, sheet.place, header)
    assert (header, table.labels, table.numbers, table.notes) == (
        Header(4, 2, 7),
        ["STT", "Công tác – Họ và tên", "Công tác – Đơn vị", "Ngày sinh"],
        [8, 9, 10, 11, 12],
        ["Không đọc 1 dòng cộng (dòng 13)", "Không đọc 1 dòng ghi chú dưới bảng (dòng 15)"],
    )


def test_cells_merged_downwards_are_filled_and_lines_of_groups_and_totals_passed_over(tmp_path):
    groups = [("Phường Hạ Long", [["An", 1, 2], ["Bình", 3, 4]]), ("Phường Cẩm Phả", [["Chi", 5, 6]])]
    table = table_of(books.merged_xlsx(tmp_path / "a.xlsx", ["Đơn vị", "Họ tên", "Điểm một", "Điểm hai"], groups))
    assert (table.columns[0], table.columns[1], table.numbers) == (
        ["Phường Hạ Long", "Phường Hạ Long", "Phường Cẩm Phả"],
        ["An", "Bình", "Chi"],
        [3, 4, 6],
    )
    assert table.notes == [
        "Cột A – Đơn vị: ô gộp theo chiều dọc, đã điền xuống 1 ô",
        "Không đọc 1 dòng cộng (dòng 7)",
        "Không đọc 2 dòng tiêu đề nhóm (dòng 2, 5)",
    ]


@pytest.mark.parametrize(
    ("make", "note"),
    [
        (
            lambda place: books.tcvn3_xlsx(place / "a.xlsx", [HEAD, *ROWS]),
            "Cột B – Họ và tên: chữ TCVN3 (ABC) đã chuyển sang Unicode",
        ),
        (
            lambda place: books.plain_xlsx(
                place / "a.xlsx",
                [[books.to_vni(str(c)) if isinstance(c, str) else c for c in row] for row in [HEAD, *ROWS]],
            ),
            "Cột B – Họ và tên: chữ VNI đã chuyển sang Unicode",
        ),
        (
            lambda place: books.plain_xlsx(
                place / "a.xlsx",
                [HEAD, *[[n, __import__("unicodedata").normalize("NFD", name), d] for n, name, d in ROWS]],
            ),
            "Cột B – Họ và tên: chữ Unicode tổ hợp đã chuyển sang dựng sẵn",
        ),
    ],
    ids=["tcvn3", "vni", "nfd"],
)
def test_old_encodings_are_repaired_with_a_note_for_the_column(tmp_path, make, note):
    table = table_of(make(tmp_path))
    assert (table.columns[1], note in table.notes, table.labels) == (["Đặng Thị Hòa", "Nguyễn Văn Đức"], True, HEAD)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_every_encoding_and_delimiter(tmp_path, encoding, delimiter):
    text = "\r\n".join(
        delimiter.join(row)
        for row in [
            ["Mã", "Họ và tên", "Quê quán"],
            ["1", "Đặng Thị Hòa", "Hạ Long"],
            ["2", "Nguyễn Văn Đức", "Cẩm Phả"],
        ]
    )
    place = tmp_path / "a.csv"
    place.write_bytes(books.to_1258(text) if encoding == "cp1258" else text.encode(encoding))
    table = table_of(place)
    assert (table.labels, table.columns[1]) == (["Mã", "Họ và tên", "Quê quán"], ["Đặng Thị Hòa", "Nguyễn Văn Đức"])


def test_the_four_ways_to_write_a_date_and_a_real_one_give_the_same_day():
    cells = [
        dt.datetime(2025, 12, 31),
        "31/12/2025",
        "31-12-2025",
        "31.12.2025",
        "2025-12-31",
        "ngày 31 tháng 12 năm 2025",
        46022,
    ]
    values, problems = read_column(cells, Shape("date"), True)
    assert (set(values), problems) == ({dt.date(2025, 12, 31)}, {})


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("31/02/2025", "không có ngày này trong lịch"),
        ("31/12/25", "năm phải có bốn chữ số, viết như 31/12/2025"),
        ("hôm qua", "phải là ngày, viết như 31/12/2025"),
        (1985, "chỉ có năm; cần đủ ngày, tháng, năm"),
        ("01/01/0985", "ngày ngoài khoảng 1900–2100"),
        (None, "ô này không được để trống"),
    ],
)
def test_a_date_that_cannot_be_is_refused_with_its_reason(cell, why):
    assert read_column([cell], Shape("date"), True) == ([None], {0: why})


def test_formulas_give_their_stored_values_and_a_note(tmp_path):
    place = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(place)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Mã", "Điểm", "Tổng"])
        sheet.write_row(1, 0, ["A1", 3])
        sheet.write_formula(1, 2, '=HYPERLINK("http://example.org")&B2*2', None, 6)
    assert open_book(place).notes == ("Bảng có công thức: chỉ đọc giá trị đã tính sẵn trong tệp, không tính lại.",)
    assert table_of(place).columns[2] == [6]


# ── hostile and broken files ──


def test_a_zip_bomb_is_measured_before_any_reader_sees_it(tmp_path):
    good = books.plain_xlsx(tmp_path / "good.xlsx", [HEAD, *ROWS])
    bomb = rewritten(
        good, tmp_path / "bomb.xlsx", lambda name, data: b" " * 450_000_000 if name.endswith("sheet1.xml") else data
    )
    assert bomb.stat().st_size < 1_000_000
    assert reason(bomb) == "tệp quá lớn khi giải nén (hơn 400 MB)"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_or_outside_entity_is_refused(tmp_path, encoding):
    good = books.plain_xlsx(tmp_path / "good.xlsx", [HEAD, *ROWS])
    evil = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><sst>&y;</sst>'.encode(encoding)
    path = rewritten(
        good, tmp_path / "evil.xlsx", lambda name, data: evil if name.endswith("sharedStrings.xml") else data
    )
    assert reason(path) == "tệp có khai báo kiểu tài liệu hoặc thực thể ngoài, không được phép"


def test_an_outside_entity_in_an_ods_is_refused(tmp_path):
    good = books.ods(tmp_path / "good.ods", [HEAD, *ROWS])
    path = rewritten(
        good,
        tmp_path / "evil.ods",
        lambda name, data: b'<!DOCTYPE x SYSTEM "http://example.org/x">' + data if name == "content.xml" else data,
    )
    assert reason(path) == "tệp có khai báo kiểu tài liệu hoặc thực thể ngoài, không được phép"


def test_macros_are_refused_with_what_to_do(tmp_path):
    good = books.plain_xlsx(tmp_path / "good.xlsx", [HEAD, *ROWS])
    with zipfile.ZipFile(good, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    assert reason(good) == "tệp chứa macro; hãy lưu lại dưới dạng .xlsx không có macro"
    assert reason(good.rename(tmp_path / "a.xlsm")) == "tệp có thể chứa macro; hãy lưu lại dưới dạng .xlsx"


def _one_far_cell(tmp_path: Path, cell: str) -> Path:
    good = books.plain_xlsx(tmp_path / "good.xlsx", [HEAD, *ROWS])
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    row = int("".join(sign for sign in cell if sign.isdigit()))
    far = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="{row}"><c r="{cell}"><v>1</v></c></row>'.encode()
    return rewritten(
        good,
        tmp_path / "far.xlsx",
        lambda name, data: head + far + b"</sheetData></worksheet>" if name.endswith("sheet1.xml") else data,
    )


@pytest.mark.parametrize("cell", ["A1048576", "XFD1048576", "XFD1"])
def test_two_cells_far_apart_end_in_a_clear_report_and_only_the_child_dies(tmp_path, cell):
    """About a kilobyte that makes the reader ask for the whole sheet at once."""
    path = _one_far_cell(tmp_path, cell)
    assert path.stat().st_size < 10_000
    assert reason(path) in {
        "trang tính quá lớn",
        "bảng quá lớn: nhiều nhất 200.000 dòng, 200 cột; hãy xóa những dòng, cột trống có định dạng ở cuối bảng",
    }


def test_a_million_empty_rows_with_a_look_are_read_as_what_they_are(tmp_path):
    good = books.plain_xlsx(tmp_path / "good.xlsx", [HEAD, *ROWS])
    empty = "".join(f'<row r="{n}" s="1" customFormat="1"/>' for n in range(4, 1_048_577)).encode()
    path = rewritten(
        good,
        tmp_path / "rows.xlsx",
        lambda name, data: (
            data.replace(b"</sheetData>", empty + b"</sheetData>") if name.endswith("sheet1.xml") else data
        ),
    )
    assert table_of(path).columns[1] == ["Đặng Thị Hòa", "Nguyễn Văn Đức"]


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods", "a.xls"])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.98])
def test_a_file_cut_short_is_refused(tmp_path, name, share):
    make = {"a.xlsx": books.plain_xlsx, "a.ods": books.ods, "a.xls": books.old_xls}[name]
    path = make(tmp_path / name, [HEAD, *ROWS])
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    assert reason(path) in {"tệp bị hỏng, bị cắt cụt hoặc không phải bảng tính", "tệp không có dòng nào"}


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.xlsx", b"", "tệp trống"),
        ("a.xlsx", b"%PDF-1.7 hello", "tệp bị hỏng, bị cắt cụt hoặc không phải bảng tính"),
        (
            "a.xls",
            b"<html><table><tr><td>1</td></tr></table></html>",
            "tệp mang tên .xls nhưng bên trong không phải bảng tính Excel 97–2003",
        ),
        ("a.csv", b"PK\x03\x04hello", "tệp mang tên .csv nhưng bên trong là bảng tính; hãy đổi lại đuôi tệp"),
        ("a.csv", 'Mã,Tên\n1,"không khép'.encode(), "tệp CSV có dấu ngoặc kép không khép hoặc ô quá dài"),
        ("a.docx", b"PK\x03\x04", "chỉ nhận tệp .xlsx, .xls, .ods hoặc .csv"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_by_its_content(tmp_path, name, data, why):
    path = tmp_path / name
    path.write_bytes(data)
    assert reason(path) == why


def test_a_reader_that_takes_too_long_or_too_much_is_ended(tmp_path):
    path = books.plain_xlsx(
        tmp_path / "a.xlsx", [HEAD, *[[n, f"Người {n}", dt.date(1980, 1, 1)] for n in range(12_000)]]
    )
    assert reason(path, Limits(seconds=0)).startswith(("đọc tệp quá lâu", "bảng quá lớn"))
    assert reason(path, Limits(rows=100)) == "trang tính quá lớn"


# ── properties ──

_WORDS = [
    "Đặng", "Thị", "Hòa", "Nguyễn", "Văn", "Đức", "Trần", "Ngọc", "Ánh", "Phạm", "Quỳnh", "Thủy", "Lê",
    "Hữu", "Nghĩa", "Vũ", "Thế", "Duyệt", "Hoàng", "Yến", "Khuê", "Tuấn", "Khải", "Hường",
]  # fmt: skip
_SYLLABLE = st.sampled_from(_WORDS)
_NAMES = st.lists(_SYLLABLE, min_size=2, max_size=4).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(_NAMES, min_size=3, max_size=20, unique=True))
def test_names_written_in_vni_come_back_as_they_were(names):
    written = [books.to_vni(name) for name in names]
    changed, _ = repair(sorted({text for text in written if not text.isascii()}))
    assert [changed.get(text, text) for text in written] == names


@settings(max_examples=60, deadline=None)
@given(st.lists(_NAMES, min_size=3, max_size=20, unique=True))
def test_unicode_names_are_never_taken_for_an_old_encoding(names):
    odd = [name for name in names if not name.isascii()]
    assert repair(odd) == ({}, "")
    assert vietnamese_share(odd) == 1.0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["A", "B", None]), st.integers(0, 9) | st.none()), min_size=1, max_size=30))
def test_a_table_written_is_the_table_read(rows):
    kept = [row for row in rows if row != (None, None)]
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Chữ", "Số"])
        for number, (text, figure) in enumerate(rows, start=1):
            if text is not None:
                sheet.write_string(number, 0, text)
            if figure is not None:
                sheet.write_number(number, 1, figure)
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "a.xlsx"
        place.write_bytes(stream.getvalue())
        table = read_table(place, 0, Header(0, 1, 1))
    assert list(zip(*table.columns, strict=True)) == kept if kept else table.count == 0


def test_the_textbook_sentence_of_vni_is_read():
    assert (
        to_unicode("Nguyeãn Vaên Ñöùc, phöôøng Haï Long, UÛY BAN NHAÂN DAÂN")
        == "Nguyễn Văn Đức, phường Hạ Long, ỦY BAN NHÂN DÂN"
    )
