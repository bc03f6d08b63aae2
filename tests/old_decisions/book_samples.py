"""Old lists as spreadsheets: titles above, several lists, old encodings, merged cells."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
import xlwt

from paperwork.vni import _TABLE
from tests.imports.books import OLD_LETTERS

Rows = Sequence[Sequence[object]]
_TO_VNI = {letter: written for written, letter in reversed(_TABLE.items())}


def _fill(sheet, rows: Rows, day) -> None:
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(number, column, datetime(value.year, value.month, value.day), day)
            elif value not in (None, ""):
                sheet.write(number, column, value)


def _book(place: Path, sheets: dict[str, Rows], down: Sequence[tuple[int, int, int]] = (), hidden: str = "") -> None:
    """``down``: (column, first row, last row) of the first sheet merged downwards."""
    with xlsxwriter.Workbook(str(place)) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for place_of, (name, rows) in enumerate(sheets.items()):
            sheet = book.add_worksheet(name)
            _fill(sheet, rows, day)
            if name == hidden:
                sheet.hide()
            if not place_of:
                for column, first, last in down:
                    sheet.merge_range(first, column, last, column, rows[first][column])


def titled(place: Path) -> None:
    _book(place, {"Danh sách": [
        ["UBND TỈNH QUẢNG NINH", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], ["SỞ Y TẾ", None, None, "Độc lập - Tự do - Hạnh phúc"],
        ["Số: 910/QĐ-SYT", None, None, "Quảng Ninh, ngày 25 tháng 12 năm 2020"], [],
        ["DANH SÁCH ĐƯỢC CÔNG NHẬN LAO ĐỘNG TIÊN TIẾN NĂM 2020"], [],
        ["STT", "Họ và tên", "Năm sinh", "Chức danh", "Khoa, phòng", "Ghi chú"], ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
        ["I", "Khối lâm sàng"], [1, "Bs. Nguyễn Hữu Thọ", 1972, "Trưởng khoa", "Khoa Nội"], [2, "Phạm Thị Yến", 1985, "Điều dưỡng", "Khoa Nội"],
        ["II", "Khối hành chính"], [3, "Lương Văn Tám", "12/05/1979", "Lái xe", "Phòng Hành chính", "nghỉ hưu 2021"],
        ["Tổng cộng", "4 người"], [], [None, "NGƯỜI LẬP", None, None, "GIÁM ĐỐC"], [], [None, "Lê Thị Biểu", None, None, "Nguyễn Trọng Diện"]]})  # fmt: skip


def several_lists(place: Path) -> None:
    _book(place, {
        "QĐ 12": [
            ["Quyết định số 12/QĐ-UBND ngày 10/01/2013 của UBND huyện Hải Hà"], ["1. Tập thể lao động tiên tiến năm 2012"],
            ["TT", "Tên đơn vị"], [1, "Phòng Nội vụ"], [2, "Trường Mầm non Quảng Hà"], [],
            ["2. Chiến sĩ thi đua cơ sở năm 2012"], ["TT", "Họ và tên", "Đơn vị"], [1, "Đoàn Mạnh Linh", "Phòng Nội vụ"],
            [2, "Tô Thị Hiền", "Phòng Văn hóa - Thông tin"], [], ["3. Lao động tiên tiến năm 2012"],
            ["TT", "Đơn vị", "Họ và tên"], [1, "Hạt Kiểm lâm", "Khúc Văn Bền"]],
        "Nháp": [["TT", "Họ và tên", "Danh hiệu"], [1, "Người Không Lấy", "LĐTT"]],
        "Bổ sung": [["Danh sách bổ sung Lao động tiên tiến năm 2012"], ["Họ tên", "Đơn vị"], ["Nghiêm Xuân Trường", "Phòng Tư pháp"]],
    }, hidden="Nháp")  # fmt: skip


def _old(text: object) -> object:
    return "".join(OLD_LETTERS.get(letter, letter) for letter in text) if isinstance(text, str) else text


def tcvn3(place: Path) -> None:
    rows: Rows = [
        ["Danh sách tặng Bằng khen của UBND tỉnh năm 2001"], ["Quyết định số 3456/QĐ-UB ngày 30/12/2001"],
        ["STT", "Họ và tên", "Chức vụ", "Đơn vị"], [1, "Nguyễn Văn Kiểm", "Giám đốc", "Công ty Than Hà Tu"],
        [2, "Đỗ Thị Bưởi", "Tổ trưởng", "Xí nghiệp May"], [3, "Trịnh Công Sứng", "Phó phòng", "Sở Thương mại"]]  # fmt: skip
    _book(place, {"Sheet1": [[_old(cell) for cell in row] for row in rows]})


def _vni(text: object) -> object:
    return "".join(_TO_VNI.get(letter, letter) for letter in text) if isinstance(text, str) else text


def _xls(place: Path, rows: Rows, down: Sequence[tuple[int, int, int]] = ()) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    merged = {(first, column): last for column, first, last in down}
    covered = {(row, column) for column, first, last in down for row in range(first + 1, last + 1)}
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if (number, column) in merged:
                sheet.write_merge(number, merged[number, column], column, column, value)
            elif value not in (None, "") and (number, column) not in covered:
                sheet.write(number, column, value, *([day] if isinstance(value, date) else []))
    book.save(str(place))


def vni(place: Path) -> None:
    """The old encoding of the south with a unit merged downwards, names in capitals, ditto marks."""
    rows: Rows = [
        ["ỦY BAN NHÂN DÂN THỊ XÃ CẨM PHẢ"], ["Quyết định số 71/QĐ-UB ngày 05/01/1999"],
        ["Danh sách Lao động tiên tiến năm 1998"], ["TT", "Họ và tên", "Chức vụ", "Đơn vị"],
        [1, "Nguyễn Văn Đức", "Kế toán", "Phòng Tài chính"], [2, "ĐẶNG THỊ HƯỞNG", "nt", ""],
        [3, "Trần Thị Mười", "Giáo viên", "Trường Tiểu học Cẩm Bình"], [4, "Lý Văn Ngữ", "-nt-", "Đội Thuế phường"]]  # fmt: skip
    _xls(place, [[_vni(cell) for cell in row] for row in rows], down=[(3, 4, 5)])


def births(place: Path) -> None:
    _book(place, {"DS": [
        ["DANH SÁCH CHIẾN SĨ THI ĐUA CƠ SỞ NĂM 2016"], ["(Kèm theo Quyết định số 18/QĐ-CCT ngày 09/01/2017 của Chi cục Thuế)"],
        ["Đơn vị", "STT", "Họ và tên", "Nam", "Nữ", "Chức vụ"], ["Đội Kê khai", 1, "Ngô Bá Khá", 1980, None, "Đội trưởng"],
        ["Đội Kê khai", 2, "Mai Thị Xoan", None, 1983, "Công chức"], ["Đội Kiểm tra", 3, "Kiều Minh Đăng", "1/2/1977", None, "Công chức"],
        ["Đội Kiểm tra", 4, "Trương Thị Hường", None, "31/02/1990", "Công chức"]]}, down=[(0, 3, 4), (0, 5, 6)])  # fmt: skip


def many_decisions(place: Path) -> None:
    _xls(place, [
        ["TỔNG HỢP KHEN THƯỞNG GIAI ĐOẠN 2010 - 2012"],
        ["STT", "Họ và tên", "Đơn vị", "Danh hiệu, hình thức", "Năm", "Số, ngày Quyết định", "Cơ quan khen thưởng"],
        [1, "Quách Văn Thơm", "Phòng Thanh tra", "CSTĐ cơ sở", 2010, "145/QĐ-SNV ngày 20/01/2011", "Sở Nội vụ"],
        [2, "Quách Văn Thơm", "Phòng Thanh tra", "Bằng khen UBND tỉnh", 2011, "2210/QĐ-UBND ngày 29/12/2011", "UBND tỉnh"],
        [3, "Nghiêm Thị Dung", "Văn phòng", "Bằng khen", 2012, "-nt-", "UBND tỉnh"],
        [4, "Tạ Quang Bửu", "Văn phòng", "BK TTg", "năm 2012", "quyết định cũ", "Thủ tướng Chính phủ"]])  # fmt: skip
