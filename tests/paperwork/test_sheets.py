"""Spreadsheets are read into typed rows, hostile ones are refused, and what we write cannot act as a formula."""

import datetime as dt
import unicodedata
import zipfile

import pytest
import xlsxwriter

from paperwork.sheet_guard import Limits
from paperwork.sheets import (
    Column,
    Form,
    SheetProblem,
    SheetRefused,
    column_letter,
    read_book,
    read_form,
    write_book,
    write_csv,
)

FORM = Form(
    "Cán bộ",
    (
        Column("code", "Mã cán bộ"),
        Column("name", "Họ và tên", "name"),
        Column("born_on", "Ngày sinh", "date"),
        Column("days", "Số ngày", "integer", False),
        Column("share", "Tỷ lệ", "number", False),
        Column("is_leader", "Lãnh đạo", "yes_no", False),
        Column("gender", "Giới tính", "choice", False, {"Nam": "male", "Nữ": "female"}),
    ),
)
HEADERS = [column.header for column in FORM.columns]


def make_book(path, *rows, headers=HEADERS, sheet="Cán bộ", day_cells=True):
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for number, row in enumerate([headers, *rows]):
            for place, value in enumerate(row):
                if isinstance(value, dt.date):
                    page.write_datetime(number, place, dt.datetime(value.year, value.month, value.day), day)
                elif isinstance(value, str) and value.startswith("=") and day_cells:
                    page.write_formula(number, place, value)
                elif value is not None:
                    page.write(number, place, value)
    return path


def read(path):
    return read_form(read_book(path), FORM, path.name)


def refusal(path, limits=None):
    with pytest.raises(SheetRefused) as caught:
        read_book(path, limits)
    return caught.value.problems


def rezip(source, target, change):
    """Copy a workbook, letting `change(name, data)` replace parts."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return target


def test_typed_values_come_out_of_what_people_type(tmp_path):
    nfd = unicodedata.normalize("NFD", "Nguyễn  Thị Hoà ")
    path = make_book(
        tmp_path / "a.xlsx",
        ["001", nfd, dt.date(1980, 2, 29), 3, 12.5, "có", "nữ"],
        [None] * 7,
        ["QN2", "Trần Văn An", "05/9/1979", "1.234", "1.234,5", "Không", "Nam"],
    )
    rows, problems = read(path)
    assert problems == []
    assert [(row.number, row.values) for row in rows] == [
        (2, {"code": "001", "name": "Nguyễn Thị Hoà", "born_on": dt.date(1980, 2, 29), "days": 3, "share": 12.5,
             "is_leader": True, "gender": "female"}),
        (4, {"code": "QN2", "name": "Trần Văn An", "born_on": dt.date(1979, 9, 5), "days": 1234, "share": 1234.5,
             "is_leader": False, "gender": "male"}),
    ]  # fmt: skip


def test_every_bad_cell_is_named_by_row_column_value_and_reason(tmp_path):
    path = make_book(
        tmp_path / "a.xlsx",
        ["QN1", "An", "31/02/1980", 1.5, "mười", "đúng", "trai"],
        [None, "Bình", "hôm qua", None, None, None, None],
    )
    rows, problems = read(path)
    assert rows == []
    assert problems == [
        SheetProblem("Cán bộ", 2, "C – Ngày sinh", "31/02/1980", "không có ngày này trong lịch", "a.xlsx"),
        SheetProblem("Cán bộ", 2, "D – Số ngày", "1.5", "phải là số nguyên", "a.xlsx"),
        SheetProblem("Cán bộ", 2, "E – Tỷ lệ", "mười", "phải là số, viết như 1.234,5", "a.xlsx"),
        SheetProblem("Cán bộ", 2, "F – Lãnh đạo", "đúng", "phải là một trong: Có, Không", "a.xlsx"),
        SheetProblem("Cán bộ", 2, "G – Giới tính", "trai", "phải là một trong: Nam, Nữ", "a.xlsx"),
        SheetProblem("Cán bộ", 3, "A – Mã cán bộ", "", "ô này không được để trống", "a.xlsx"),
        SheetProblem("Cán bộ", 3, "C – Ngày sinh", "hôm qua", "phải là ngày, viết như 31/12/2025", "a.xlsx"),
    ]
    assert str(problems[0]) == (
        "a.xlsx, trang “Cán bộ”, dòng 2, cột C – Ngày sinh: không có ngày này trong lịch (“31/02/1980”)"
    )


def test_columns_may_stand_in_any_order_and_strangers_are_passed_over(tmp_path):
    path = make_book(tmp_path / "a.xlsx", ["x", dt.date(1980, 1, 2), "An", "QN1"],
                     headers=["Ghi chú", "NGÀY SINH", " Họ và  tên", "Mã cán bộ"])  # fmt: skip
    rows, problems = read(path)
    assert problems == []
    assert rows[0].values["code"] == "QN1"
    assert rows[0].values["born_on"] == dt.date(1980, 1, 2)


def test_a_missing_sheet_a_missing_column_and_a_double_column_are_named(tmp_path):
    other = make_book(tmp_path / "a.xlsx", sheet="Khác")
    assert read(other)[1] == [SheetProblem("Cán bộ", 0, "", "", "thiếu trang tính này; tệp có: Khác", "a.xlsx")]
    short = make_book(tmp_path / "b.xlsx", headers=["Mã cán bộ", "Họ và tên", "Họ và tên"])
    assert read(short)[1] == [SheetProblem("Cán bộ", 1, "C – Họ và tên", "", "cột này có hai lần", "b.xlsx")]
    none = make_book(tmp_path / "c.xlsx", headers=["Mã cán bộ", "Họ và tên"])
    assert read(none)[1] == [SheetProblem("Cán bộ", 1, "Ngày sinh", "", "thiếu cột này", "c.xlsx")]


def test_a_merged_header_is_refused_at_its_cells(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet("Cán bộ")
        page.merge_range("A1:C1", "Họ và tên")
        page.write_row(1, 0, ["QN1", "An"])
    reason = "ô tiêu đề bị gộp; mỗi cột phải có tiêu đề riêng ở dòng 1"
    assert read(path)[1] == [SheetProblem("Cán bộ", 1, "A–C", "", reason, "a.xlsx")]


def test_a_formula_is_refused_at_its_cell(tmp_path):
    path = make_book(tmp_path / "a.xlsx", ["QN1", "An", "=1+1"], ["QN2", "=A1", None])
    reason = "ô chứa công thức; hãy dán lại dưới dạng giá trị"
    assert refusal(path) == (
        SheetProblem("Cán bộ", 2, "C", "", reason, "a.xlsx"),
        SheetProblem("Cán bộ", 3, "B", "", reason, "a.xlsx"),
    )


def test_what_is_not_a_whole_workbook_is_refused(tmp_path):
    good = make_book(tmp_path / "good.xlsx", ["QN1", "An", dt.date(1980, 1, 1)]).read_bytes()
    broken = {
        "text.xlsx": b"day la van ban",
        "empty.xlsx": b"",
        "half.xlsx": good[: len(good) // 2],
        "flipped.xlsx": good[:300] + bytes(byte ^ 0xFF for byte in good[300:700]) + good[700:],
    }
    for name, data in broken.items():
        (tmp_path / name).write_bytes(data)
        reason = "tệp bị hỏng hoặc không phải bảng tính Excel (.xlsx)"
        assert refusal(tmp_path / name) == (SheetProblem("", 0, "", "", reason, name),)
    with zipfile.ZipFile(tmp_path / "zip.xlsx", "w") as archive:
        archive.writestr("hello.txt", "x")
    reason = "tệp không phải bảng tính Excel (.xlsx)"
    assert refusal(tmp_path / "zip.xlsx") == (SheetProblem("", 0, "", "", reason, "zip.xlsx"),)


def test_inflated_bytes_are_counted_not_believed(tmp_path):
    good = make_book(tmp_path / "good.xlsx", ["QN1"])
    bomb = tmp_path / "bomb.xlsx"
    rezip(good, bomb, lambda name, data: data)
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * 3_000_000)
    assert bomb.stat().st_size < 20_000
    problems = refusal(bomb, Limits(inflated_bytes=2_000_000))
    assert problems == (SheetProblem("", 0, "", "", "tệp quá lớn khi giải nén (hơn 200 MB)", "bomb.xlsx"),)


def test_a_tiny_file_that_claims_a_huge_sheet_is_refused(tmp_path):
    good = make_book(tmp_path / "good.xlsx", ["QN1"])

    def far_cell(name, data):
        if name == "xl/worksheets/sheet1.xml":
            cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
            return data.replace(b"</sheetData>", cell)
        return data

    bomb = rezip(good, tmp_path / "bomb.xlsx", far_cell)
    reason = "bảng quá lớn: nhiều nhất 200000 dòng, 200 cột"
    assert refusal(bomb) == (SheetProblem("", 0, "", "", reason, "bomb.xlsx"),)


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY a "b">]>'.encode("utf-16-le"),
    ],
)
def test_document_types_and_entities_are_refused(tmp_path, declaration):
    good = make_book(tmp_path / "good.xlsx", ["QN1"])
    bad = rezip(good, tmp_path / "bad.xlsx", lambda name, data: declaration + data if "sharedS" in name else data)
    reason = "tệp có khai báo kiểu tài liệu hoặc thực thể ngoài, không được phép"
    assert refusal(bad) == (SheetProblem("", 0, "", "", reason, "bad.xlsx"),)


def test_a_book_in_tcvn3_is_converted_and_names_get_their_capitals(tmp_path):
    path = make_book(tmp_path / "a.xlsx", ["QN1", "NguyÔn V¨n ¸nh", "01/02/1980"],
                     headers=["M· c¸n bé", "Hä vµ tªn", "Ngµy sinh"], sheet="C¸n bé")  # fmt: skip
    rows, problems = read(path)
    assert problems == []
    assert rows[0].values["name"] == "Nguyễn Văn Ánh"


def test_tcvn3_mixed_with_unicode_is_refused_at_its_cell(tmp_path):
    path = make_book(tmp_path / "a.xlsx", ["QN1", "NguyÔn V¨n Nam", "01/02/1980"])
    assert [(one.row, one.column, one.value) for one in refusal(path)] == [(2, "B", "NguyÔn V¨n Nam")]


def test_what_is_written_is_read_back_and_never_runs(tmp_path):
    rows = [
        {"code": "=1+1", "name": "@Trần Văn An", "born_on": dt.date(1980, 2, 29), "days": 0, "share": -1.25,
         "is_leader": True, "gender": "female"},
        {"code": "+84", "name": "-Lê", "born_on": dt.date(2000, 1, 1), "days": None, "share": None,
         "is_leader": None, "gender": None},
    ]  # fmt: skip
    path = tmp_path / "a.xlsx"
    write_book(path, [(FORM, rows)])
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet
    assert b'topLeftCell="A2" activePane="bottomLeft" state="frozen"' in sheet
    found, problems = read(path)
    assert problems == []
    assert [row.values for row in found] == rows


def test_csv_is_written_without_formulas_and_read_with_any_separator(tmp_path):
    data = write_csv(FORM, [{"code": "=1+1", "name": "An", "born_on": dt.date(1980, 2, 9), "gender": "male"}])
    assert data.decode("utf-8-sig").splitlines()[1] == "'=1+1,An,09/02/1980,,,,Nam"
    path = tmp_path / "Cán bộ.csv"
    path.write_bytes("Mã cán bộ;Họ và tên;Ngày sinh\r\nQN1;Vũ An;1/2/1980\r\n".encode("utf-8-sig"))
    rows, problems = read(path)
    assert problems == []
    assert (rows[0].values["name"], rows[0].values["born_on"]) == ("Vũ An", dt.date(1980, 2, 1))


def test_column_letters_go_past_z():
    assert [column_letter(place) for place in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
