"""Old decisions as PDF with a text layer."""

from collections.abc import Sequence
from pathlib import Path

import typst

_FONTS = Path(__file__).resolve().parents[2] / "paperwork" / "fonts"
_PAGE = '#set page(paper: "a4", margin: 2cm)\n#set text(font: ("Tinos", "Liberation Serif", "DejaVu Serif"), size: 13pt, lang: "vi", hyphenate: false)\n#set par(justify: false)\n'


def _write(place: Path, body: str, page: str = _PAGE) -> None:
    source = place.with_suffix(".typ")
    source.write_text(page + body, "utf-8")
    place.write_bytes(typst.compile(str(source), font_paths=[str(_FONTS)]))
    source.unlink()


def _head(agency: Sequence[str], number: str, day: str, about: str) -> str:
    left = " \\ ".join([*agency, f"Số: {number}"])
    return (
        f"#grid(columns: (1fr, 1.4fr), align: center, [{left}], [CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM \\ Độc lập - Tự do - Hạnh phúc \\ {day}])\n"
        f"#align(center)[QUYẾT ĐỊNH \\ {about}]\n\nCăn cứ Luật Thi đua, Khen thưởng ngày 26 tháng 11 năm 2003;\n\n"
        "#align(center)[QUYẾT ĐỊNH:]\n\n"
    )


def _foot(title: str, signer: str, article: int = 2) -> str:
    return (
        f"\n\nĐiều {article}. Quyết định này có hiệu lực kể từ ngày ký.\n\n#grid(columns: (1fr, 1fr), "
        f"[Nơi nhận: \\ - Như Điều {article}; \\ - Lưu: VT.], align(center)[{title} \\ \\ \\ {signer}])\n"
    )


def _table(widths: str, cells: Sequence[Sequence[str]], header: int) -> str:
    """``header``: how many rows are repeated on every page."""
    repeated = ", ".join(f"[{cell}]" for row in cells[:header] for cell in row)
    first = f"table.header({repeated})," if header else ""
    body = ", ".join(f"[{cell}]" for row in cells[header:] for cell in row)
    return f"#table(columns: {widths}, {first} {body})\n"


_SYLLABLES = ("An", "Bình", "Chi", "Dũng", "Hà", "Khánh", "Linh", "Minh", "Ngọc", "Phúc")


def over_pages_names() -> list[str]:
    """Sixty names, every seventh too long for its column."""
    names = [f"Phạm {_SYLLABLES[n % 10]} {_SYLLABLES[n // 10]}" for n in range(60)]
    return [f"Nguyễn Phạm Hoàng {name.split(' ', 1)[1]}" if n % 7 == 3 else name for n, name in enumerate(names)]


def repeated_header(place: Path) -> None:
    """Three pages with a running head and page numbers, the header of the table and the row that numbers its columns
    repeated on each; long names broken in a narrow column, one with a title, one over the end of a page."""
    rows = [["STT", "Họ và tên", "Đơn vị"], ["(1)", "(2)", "(3)"]]
    rows += [[str(n), name, f"Tổ sản xuất số {n % 4 + 1}"] for n, name in enumerate(over_pages_names(), start=1)]
    running = '#set page(header: align(right)[_Quyết định số 64/QĐ-SCT_], footer: align(center)[Trang #context counter(page).display("1 / 1", both: true)])\n'
    _write(place, running + _head(["UBND TỈNH QUẢNG NINH", "SỞ CÔNG THƯƠNG"], "64/QĐ-SCT", "Quảng Ninh, ngày 18 tháng 01 năm 2022",
                        "Về việc công nhận danh hiệu Lao động tiên tiến năm 2021")
           + "Điều 1. Công nhận danh hiệu Lao động tiên tiến năm 2021 cho 60 cá nhân sau:\n\n"
           + _table("(1.5cm, 3.2cm, 7cm)", rows, 2) + _foot("GIÁM ĐỐC", "Nguyễn Hoài Sơn"))  # fmt: skip


def _unruled(cells: Sequence[Sequence[str]]) -> str:
    body = ", ".join(f"[{cell}]" for row in cells for cell in row)
    return f"#grid(columns: (1.2cm, 5.5cm, 3.5cm, 6cm), row-gutter: 8pt, {body})\n"


def wrapped(place: Path) -> None:
    """Items broken into lines; then a list in columns without any ruling."""
    _write(place, _head(["UBND HUYỆN ĐẦM HÀ"], "530/QĐ-UBND", "Đầm Hà, ngày 22 tháng 12 năm 2011", "Về việc khen thưởng")
           + "Điều 1. Công nhận danh hiệu Chiến sĩ thi đua cơ sở năm 2011 cho các ông, bà sau đây:\n\n"
           + r"1\. Ông Hoàng Văn Lợi, sinh năm 1966, Phó Trưởng phòng Nông nghiệp và Phát triển nông thôn, Ủy ban nhân dân huyện Đầm Hà;" + "\n\n"
           + r"2\. Bà Đinh Thị Thêu, Hiệu trưởng Trường Trung học cơ sở Quảng Tân, xã Quảng Tân, huyện Đầm Hà, tỉnh Quảng Ninh;" + "\n\n"
           + r"3\. Ông Phùn A Tài, Chủ tịch Hội Nông dân xã Quảng An." + "\n\n"
           + "Điều 2. Tặng danh hiệu Lao động tiên tiến năm 2011 cho các cá nhân trong danh sách sau:\n\n"
           + _unruled([["TT", "Họ và tên", "Chức vụ", "Đơn vị"], ["1", "Ông Chíu A Lộc", "Kế toán", "Trạm Y tế xã Quảng Lâm"],
                       ["2", "ThS. Ngô Thị Thanh Bình", "Giáo viên", "Trường Tiểu học Quảng Lợi"], ["3", "Hà Thị Tươi", "Văn thư", "nt"]])
           + _foot("CHỦ TỊCH", "Lê Hồng Giang", 3))  # fmt: skip


def no_header_again(place: Path) -> None:
    """The list goes on on the second page without its header; one row is broken by the page."""
    first = [
        ["STT", "Họ và tên", "Chức vụ", "Đơn vị"],
        ["1", "LÊ THỊ NGÂN", "Kế toán", "Trường THPT Cửa Ông"],
        ["2", "VŨ ĐÌNH TOÀN", "Giáo viên", "Trường THPT"],
    ]
    second = [["", "", "", "Lê Quý Đôn"], ["3", "HOÀNG PHI HÙNG", "Bảo vệ", "Trường THPT Cửa Ông"]]
    widths = "(1.5cm, 6cm, 4cm, 5cm)"
    _write(place, _head(["UBND TỈNH QUẢNG NINH", "SỞ GIÁO DỤC VÀ ĐÀO TẠO"], "1120/QĐ-SGDĐT", "Quảng Ninh, ngày 31 tháng 7 năm 2014",
                        "Về việc tặng Giấy khen của Giám đốc Sở năm học 2013 - 2014")
           + "Điều 1. Tặng Giấy khen của Giám đốc Sở năm học 2013 - 2014 cho các cá nhân:\n\n"
           + _table(widths, first, 0) + "#pagebreak()\n" + _table(widths, second, 0) + _foot("GIÁM ĐỐC", "Vũ Liên Oanh"))  # fmt: skip


def mixed_kinds(place: Path) -> None:
    """Units and people under headings; a letter lost in copying; a line that names nobody."""
    rows = [["TT", "Tên tập thể, cá nhân", "Nơi công tác"]]
    body = (
        "table.cell(colspan: 3)[I. Tập thể], [1], [Chi bộ Khu 4], [Phường Bạch Đằng], table.cell(colspan: 3)[II. Cá nhân], "
        "[1], [Ông ĐÀO DUY TỪ], [Khu 1], [2], [Bà Nguy?n Thị Gấm], [Khu 2], [3], [], [Khu 3]"
    )
    table = f"#table(columns: (1.5cm, 8cm, 6cm), {', '.join(f'[{cell}]' for cell in rows[0])}, {body})\n"
    _write(place, _head(["UBND PHƯỜNG BẠCH ĐẰNG"], "03/QĐ-UBND", "Bạch Đằng, ngày 06 tháng 02 năm 2023",
                        "Về việc tặng Giấy khen")
           + "Điều 1. Tặng Giấy khen của Chủ tịch Ủy ban nhân dân phường cho 01 tập thể và 03 cá nhân có thành tích năm 2022:\n\n"
           + table + _foot("CHỦ TỊCH", "Bùi Văn Cường"))  # fmt: skip
