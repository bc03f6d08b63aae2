"""Old decisions as Word files, as offices kept them."""

import unicodedata
from collections.abc import Sequence
from pathlib import Path

from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

from tests.imports.books import OLD_LETTERS

Cells = Sequence[Sequence[str]]
BASES = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    "Căn cứ Luật Thi đua, Khen thưởng ngày 26 tháng 11 năm 2003;",
    "Theo đề nghị của Trưởng phòng Nội vụ tại Tờ trình số 88/TTr-PNV ngày 01/3/2019,",
)


def table(document, cells: Cells, down: Sequence[tuple[int, int, int]] = (), across: Sequence[int] = ()):
    """A table; ``down``: (column, first row, last row) merged; ``across``: rows that are one cell."""
    made = document.add_table(len(cells), max(map(len, cells)))
    made.style = "Table Grid"
    for row, line in enumerate(cells):
        for column, text in enumerate(line):
            made.cell(row, column).text = text
    for column, first, last in down:
        text = made.cell(first, column).text
        for row in range(first + 1, last + 1):
            made.cell(row, column).text = ""
        made.cell(first, column).merge(made.cell(last, column)).text = text
    for row in across:
        text = made.cell(row, 0).text
        made.cell(row, 0).merge(made.cell(row, len(made.columns) - 1)).text = text
    return made


def head(document, agency: str, number: str, day: str, about: str, by: str = "CHỦ TỊCH") -> None:
    """The two columns of the head, title, legal bases."""
    top = document.add_table(1, 2)
    top.cell(0, 0).text = f"{agency}\nSố: {number}"
    top.cell(0, 1).text = f"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n{day}"
    document.add_paragraph("QUYẾT ĐỊNH")
    document.add_paragraph(about)
    document.add_paragraph(f"{by} {agency.split(chr(10))[0]}")
    for base in BASES:
        document.add_paragraph(base)
    document.add_paragraph("QUYẾT ĐỊNH:")


def foot(document, title: str, signer: str) -> None:
    """Articles that name nobody, the places it goes to beside the signature."""
    document.add_paragraph("Điều 2. Tiền thưởng được trích từ Quỹ thi đua, khen thưởng theo quy định.")
    document.add_paragraph(
        "Điều 3. Chánh Văn phòng, Trưởng phòng Nội vụ và các ông, bà có tên tại Điều 1 thi hành Quyết định này./."
    )
    end = document.add_table(1, 2)
    end.cell(0, 0).text = "Nơi nhận:\n- Như Điều 3;\n- Ban TĐKT tỉnh;\n- Lưu: VT, NV."
    end.cell(0, 1).text = f"{title}\n(Đã ký)\n{signer}"


_BOX = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
    '<mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{0}</wps:txbx></wps:wsp></w:drawing></mc:Choice>'
    "<mc:Fallback><w:pict><v:shape><v:textbox>{0}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
)


def boxed(paragraph, lines: Sequence[str], *, is_old: bool = False) -> None:
    """A text box anchored in a paragraph, as Word stores it: drawn twice, for itself and for older programs (or, where
    ``is_old``, once as those did)."""
    inner = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    xml = _BOX.format(f"<w:txbxContent>{inner}</w:txbxContent>")
    if is_old:
        xml = xml.replace("mc:Choice", "mc:Fallback", 2).replace('Requires="wps"', "")
        xml = xml[: xml.index("<w:drawing>")] + xml[xml.index("<w:pict>") :]
    paragraph.add_run()._r.append(parse_xml(xml))


HEADING = ["STT", "Họ và tên", "Chức vụ", "Đơn vị công tác"]


def boxes_and_titles(place: Path) -> None:
    """Number and day in text boxes, one of them drawn the old way; titles before names, a name broken in its cell, a name
    in a box in its cell; a word deleted under tracked changes is in sample 10."""
    d = Document()
    top = d.add_table(1, 2)
    top.cell(0, 0).text = "ỦY BAN NHÂN DÂN\nTHÀNH PHỐ HẠ LONG"
    boxed(top.cell(0, 0).paragraphs[-1], ["Số: 1234/QĐ-UBND"])
    top.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    boxed(d.add_paragraph(""), ["Hạ Long, ngày 15 tháng 3 năm 2019"], is_old=True)
    d.add_paragraph("QUYẾT ĐỊNH")
    d.add_paragraph("Về việc công nhận danh hiệu “Lao động tiên tiến” năm 2018")
    for base in BASES:
        d.add_paragraph(base)
    d.add_paragraph("QUYẾT ĐỊNH:")
    d.add_paragraph("Điều 1. Công nhận danh hiệu “Lao động tiên tiến” năm 2018 cho 04 cá nhân (có danh sách kèm theo).")
    foot(d, "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", "Vũ Văn Hợp")
    d.add_paragraph("DANH SÁCH CÁ NHÂN ĐẠT DANH HIỆU LAO ĐỘNG TIÊN TIẾN NĂM 2018")
    d.add_paragraph("(Kèm theo Quyết định số 1234/QĐ-UBND ngày 15/3/2019 của Chủ tịch UBND thành phố Hạ Long)")
    made = table(d, [HEADING, ["1", "ThS. Nguyễn Văn Đức", "Trưởng phòng", "Phòng Nội vụ"],
                     ["2", "Bà Đặng Thị\nHoà", "Chuyên viên", "Phòng Tài chính - Kế hoạch"],
                     ["3", "TS.BS Trần Ngọc Ánh", "Phó Giám đốc", "Trung tâm Y tế"], ["4", "", "Văn thư", "Văn phòng"],
                     ["", "Tổng cộng: 4 cá nhân", "", ""]])  # fmt: skip
    boxed(made.cell(4, 1).paragraphs[0], ["Đ/c Lục Thị Mến"])
    d.save(str(place))


def merged_groups(place: Path) -> None:
    d = Document()
    head(d, "UBND TỈNH QUẢNG NINH", "2345/QĐ-UBND", "Quảng Ninh, ngày 20 tháng 12 năm 2017",
         "Về việc tặng Bằng khen của Chủ tịch UBND tỉnh")  # fmt: skip
    d.add_paragraph("Điều 1. Tặng Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh cho 02 tập thể và 04 cá nhân có thành tích "
                    "xuất sắc năm 2017, gồm các tập thể, cá nhân sau:")  # fmt: skip
    table(d, [["TT", "Tên tập thể, cá nhân", "Chức vụ", "Đơn vị"], ["I. TẬP THỂ", "", "", ""],
              ["1", "Phòng Nội vụ thị xã Đông Triều", "", "UBND thị xã Đông Triều"],
              ["2", "Trường Mầm non Hoa Hồng", "", "UBND thị xã Đông Triều"], ["II. CÁ NHÂN", "", "", ""],
              ["1", "Ông Lê Quang Minh", "Phó Chủ tịch", "UBND phường Mạo Khê"], ["2", "Bà Phạm Thị Lý", "Văn thư", ""],
              ["3", "Ông Bùi Đức Thắng", "Chuyên viên", "Phòng Nội vụ"], ["4", "Bà Hoàng Thu Thuỷ", "Chuyên viên", ""]],
          down=[(3, 5, 6), (3, 7, 8)], across=[1, 4])  # fmt: skip
    foot(d, "CHỦ TỊCH", "Nguyễn Đức Long")
    d.save(str(place))


def paragraphs(place: Path) -> None:
    """Several awards by Articles, each with its own list; one names its recipients itself, the last points to an annex."""
    d = Document()
    head(d, "UBND HUYỆN VÂN ĐỒN", "77/QĐ-UBND", "Vân Đồn, ngày 08 tháng 02 năm 2016", "Về việc khen thưởng năm 2015")
    d.add_paragraph("Điều 1. Công nhận danh hiệu thi đua năm 2015 cho các cá nhân có tên sau:")
    d.add_paragraph("I. Danh hiệu Chiến sĩ thi đua cơ sở (02 đồng chí):")
    d.add_paragraph("1. Ông Trần Văn Bình, sinh năm 1968, Phó Chủ tịch UBND xã Hạ Long;")
    d.add_paragraph("2. Bà  Nguyễn Thị  Hạnh, Hiệu trưởng Trường Tiểu học Đông Xá.")
    d.add_paragraph("II. Danh hiệu Lao động tiên tiến:")
    d.add_paragraph("- Đ/c Vi Văn Sáu (1975), công an viên, xã Bản Sen;")
    d.add_paragraph("- Bà Châu Thị Én - Văn thư, Văn phòng HĐND và UBND huyện;")
    d.add_paragraph("- Ông Nông Văn Tư, Chi cục Thống kê.")
    d.add_paragraph("Điều 2. Công nhận danh hiệu Tập thể lao động tiên tiến năm 2015 cho 02 tập thể:")
    d.add_paragraph("1. Trường Tiểu học Đông Xá;")
    d.add_paragraph("2. Trạm Y tế xã Bản Sen.")
    d.add_paragraph(
        "Điều 3. Công nhận danh hiệu Lao động tiên tiến năm 2015 cho ông Lã Văn Hậu, Kế toán, Trạm Y tế xã Bản Sen."
    )
    d.add_paragraph(
        "Điều 4. Công nhận danh hiệu Chiến sĩ thi đua cơ sở năm 2015 cho các cá nhân có tên tại Phụ lục kèm theo."
    )
    d.add_paragraph("Điều 5. Kinh phí thực hiện từ Quỹ thi đua, khen thưởng huyện.")
    foot(d, "CHỦ TỊCH", "Đào Văn Vũ")
    d.add_paragraph("PHỤ LỤC")
    d.add_paragraph("(Kèm theo Quyết định số 77/QĐ-UBND ngày 08/02/2016 của UBND huyện Vân Đồn)")
    d.add_paragraph("DANH SÁCH CHIẾN SĨ THI ĐUA CƠ SỞ NĂM 2015")
    table(d, [["TT", "Họ và tên", "Đơn vị"], ["1", "Ks. Lý Đức Cường", "Hạt Kiểm lâm"]])
    d.save(str(place))


def split_pages(place: Path) -> None:
    d = Document()
    head(d, "UBND TỈNH QUẢNG NINH\nSỞ NỘI VỤ", "55/QĐ-SNV", "Quảng Ninh, ngày 10 tháng 01 năm 2020",
         "Về việc công nhận danh hiệu “Chiến sĩ thi đua cơ sở” năm 2019", "GIÁM ĐỐC")  # fmt: skip
    d.add_paragraph("Điều 1. Công nhận danh hiệu “Chiến sĩ thi đua cơ sở” năm 2019 cho các ông, bà sau:")
    table(d, [HEADING, ["1", "NGUYỄN VĂN AN", "Chuyên viên", "Văn phòng Sở"], ["2", "TRẦN THỊ", "Phó Trưởng", "Phòng Tổ chức"],
              ["", "HỒNG NHUNG", "phòng", "biên chế"], ["3", "LÊ ĐÌNH QUÝ", "Chuyên viên", "Thanh tra"]])  # fmt: skip
    d.add_paragraph("")
    table(d, [HEADING, ["4", "PHẠM THUÝ NGA", "Kế toán", "Văn phòng Sở"], ["", "", "trưởng", ""],
              ["5", "ĐỖ HÒA BÌNH", "Lái xe", "Văn phòng Sở"]])  # fmt: skip
    foot(d, "GIÁM ĐỐC", "Trần Minh Tuấn")
    d.save(str(place))


def dittos(place: Path) -> None:
    d = Document()
    head(d, "UBND PHƯỜNG HỒNG GAI", "15/QĐ-UBND", "Hồng Gai, ngày 05 tháng 01 năm 2024",
         "Về việc tặng Giấy khen của Chủ tịch UBND phường")  # fmt: skip
    d.add_paragraph("Điều 1. Tặng Giấy khen của Chủ tịch UBND phường cho các cá nhân có thành tích năm 2023:")
    table(d, [["TT", "Họ tên", "Chức vụ", "Đơn vị", "Thành tích"],
              ["1", "Ngô Thị Mai", "Tổ trưởng", "Tổ dân phố số 3", "Hoàn thành xuất sắc nhiệm vụ"], ["2", "Đinh Văn Lực", "nt", "Tổ dân phố số 4", "-nt-"],
              ["3", "Lý A Sìn", "Tổ phó", "Như trên", "//"], ["4", "nt", "Tổ phó", "Tổ dân phố số 5", "″"]])  # fmt: skip
    foot(d, "CHỦ TỊCH", "Hoàng Thị Lan")
    d.save(str(place))


def ticks(place: Path) -> None:
    d = Document()
    head(d, "UBND HUYỆN TIÊN YÊN\nPHÒNG GIÁO DỤC VÀ ĐÀO TẠO", "31/QĐ-PGDĐT", "Tiên Yên, ngày 30 tháng 6 năm 2018",
         "Về việc công nhận danh hiệu thi đua năm học 2017 - 2018", "TRƯỞNG PHÒNG")  # fmt: skip
    d.add_paragraph("Điều 1. Công nhận danh hiệu thi đua năm học 2017 - 2018 cho 04 cá nhân:")
    table(d, [["STT", "Họ và tên", "Chức vụ", "Danh hiệu", "", "Ghi chú"], ["", "", "", "LĐTT", "CSTĐCS", ""],
              ["1", "Hoàng Văn Thụ", "Giáo viên", "x", "", ""], ["2", "La Thị Niềm", "Giáo viên", "x", "x", "Thai sản"],
              ["3", "Chìu Sáng Phúc", "Giáo viên", "", "X", ""], ["4", "Tằng Thị Sáu", "Nhân viên", "", "", "Hoãn xét"],
              ["Cộng", "4", "", "2", "2", ""]], down=[(0, 0, 1), (1, 0, 1), (2, 0, 1), (5, 0, 1)])  # fmt: skip
    foot(d, "TRƯỞNG PHÒNG", "Mạc Thành Luân")
    d.save(str(place))


def only_annex(place: Path) -> None:
    """The list alone, its decision told by the line in brackets; one date in words."""
    d = Document()
    d.add_paragraph("UBND THỊ XÃ QUẢNG YÊN")
    d.add_paragraph("PHỤ LỤC: DANH SÁCH TẬP THỂ ĐƯỢC CÔNG NHẬN TẬP THỂ LAO ĐỘNG XUẤT SẮC NĂM 2014")
    d.add_paragraph("(Kèm theo Quyết định số 402/QĐ-UBND, ngày mười lăm tháng tám năm hai nghìn không trăm mười lăm)")
    table(d, [["STT", "Tên tập thể", "Ghi chú"], ["1", "Phòng Quản lý đô thị", ""], ["2", "Trường THCS Phong Cốc", ""],
              ["3", "Tổ Một cửa, Văn phòng HĐND và UBND", ""], ["", "Ấn định danh sách 4 tập thể", ""]])  # fmt: skip
    d.save(str(place))


def _old(text: str) -> str:
    return "".join(OLD_LETTERS.get(letter, letter) for letter in text)


def tcvn3(place: Path) -> None:
    """Every letter in the old encoding. Capitals with tones have no codes: what shows as capitals is small letters in a font
    of capitals (.VnTimeH), here the agency and the names of the table."""
    d = Document()
    for line in ("uỷ ban nhân dân tỉnh Quảng Ninh", "Số: 99/QĐ-UB", "Hạ Long, ngày 03 tháng 02 năm 2004",
                 "Quyết định", "Về việc tặng Bằng khen của Chủ tịch UBND tỉnh năm 2003",
                 "Điều 1. Tặng Bằng khen của Chủ tịch UBND tỉnh năm 2003 cho các ông, bà sau:",
                 "1. Ông Nguyễn Đình Phẩm, Giám đốc Sở Giao thông vận tải;", "2. Bà Đoàn Thị Thắm, Văn phòng Tỉnh uỷ.",
                 "và các cá nhân trong bảng dưới đây:"):  # fmt: skip
        d.add_paragraph(_old(line))
    cells = [["TT", "Họ và tên", "Đơn vị"], ["3", "nguyễn thị thuý", "Sở Thuỷ sản"], ["4", "lê văn được", "nt"]]
    made = table(d, [[_old(cell) for cell in row] for row in cells])
    for row in made.rows[1:]:
        for run in row.cells[1].paragraphs[0].runs:
            run.font.name = ".VnTimeH"
    d.save(str(place))


def odd_unicode(place: Path) -> None:
    """Decomposed letters, hard blanks, a soft hyphen, tone marks in the old places; numbers set by the word processor."""
    d = Document()
    head(d, "UBND THÀNH PHỐ CẨM PHẢ", "210/QĐ-UBND", "Cẩm Phả, ngày 12 tháng 11 năm 2021",
         "Về việc công nhận danh hiệu Lao động tiên tiến năm 2021")  # fmt: skip
    d.add_paragraph("Điều 1. Công nhận danh hiệu Lao động tiên tiến năm 2021 cho các ông, bà có tên sau đây:")
    for text in ("Ông Hà Quốc Toản, Đội trưởng, Đội Quản lý trật tự đô thị", "Bà\u00a0Lê\u00a0Thuý\u00a0Hoà, Thủ quỹ, Văn phòng HĐND và UBND",
                 "Ông Vũ Khắc Qúy, Lái\u00ad xe, Văn phòng HĐND và UBND"):  # fmt: skip
        d.add_paragraph(unicodedata.normalize("NFD", text), style="List Number")
        numbers = OxmlElement("w:numPr")
        d.paragraphs[-1]._p.get_or_add_pPr().append(numbers)
    foot(d, "CHỦ TỊCH", "Trần Văn Lâm")
    d.save(str(place))


def many_awards(place: Path) -> None:
    """Two awards in a cell, an award nobody knows, a deleted name, a note and a household."""
    d = Document()
    head(
        d,
        "ỦY BAN NHÂN DÂN\nXÃ QUẢNG LA",
        "08/QĐ-UBND",
        "Quảng La, ngày 28 tháng 12 năm 2022",
        "Về việc khen thưởng năm 2022",
    )
    d.add_paragraph("Điều 1. Khen thưởng các cá nhân sau, gồm danh hiệu LĐTT và Giấy khen của Chủ tịch UBND xã:")
    made = table(d, [["STT", "Họ và tên", "Đơn vị", "Hình thức khen thưởng"], ["1", "Triệu Quý Kim", "Trạm Y tế xã", "LĐTT; Giấy khen của Chủ tịch UBND xã"],
                     ["2", "Bàn Văn Ba", "Thôn 5", "Giấy khen"], ["3", "Đặng Tài Coong", "Thôn 2", "Thư khen"],
                     ["4", "Hộ gia đình ông Lý Tài Thông", "Thôn 3", "Giấy khen của Chủ tịch UBND xã"],
                     ["Ghi chú: danh sách xếp theo thứ tự thôn.", "", "", ""]], across=[5])  # fmt: skip
    run = made.cell(1, 1).paragraphs[0].runs[0]._r
    gone = OxmlElement("w:del")
    struck = OxmlElement("w:r")
    text = OxmlElement("w:delText")
    text.text = "Người đã xóa "
    struck.append(text)
    gone.append(struck)
    run.addprevious(gone)
    gone.set(qn("w:author"), "a")
    foot(d, "CHỦ TỊCH", "Phùng Văn Hà")
    d.save(str(place))
