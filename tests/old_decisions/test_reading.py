"""Twenty messy files against the truth about them; what cannot be read is in doubt, never silently wrong."""

import zipfile
from pathlib import Path

import pytest
import typst
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter

from paperwork.award_lists import read_list
from paperwork.award_names import canonical, joined_name, recipient_of
from paperwork.award_papers import PaperRefused, Row, page_picture, read_paper
from paperwork.award_said import CLEAR, Awards, date_in, is_ditto, number_in_words, total_in
from paperwork.sheet_guard import BookRefused
from tests.old_decisions.docx_samples import boxed
from tests.old_decisions.pdf_samples import over_pages_names
from tests.old_decisions.reading import as_read, read
from tests.old_decisions.samples import SAMPLES, sample, truth, words


@pytest.mark.parametrize("name", SAMPLES)
def test_every_line_of_the_sample_is_found_as_it_is(tmp_path, name):
    assert as_read(sample(tmp_path, name)) == truth(name)


def test_sixty_names_over_pages_are_each_read_once_in_order(tmp_path):
    lines = read(sample(tmp_path, "17-lap-tieu-de.pdf")).lines
    assert [line.get("name").value for line in lines] == over_pages_names()
    assert {line.page for line in lines} == {1, 2, 3, 4}


def test_pages_are_told_one_after_the_other_and_can_be_seen(tmp_path):
    place, told = sample(tmp_path, "17-lap-tieu-de.pdf"), []
    pages = read_paper(place, lambda done, total: told.append((done, total))).pages
    assert told == [(n, pages) for n in range(1, pages + 1)]
    assert page_picture(place, 1)[:8] == b"\x89PNG\r\n\x1a\n"


# ── names ──


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("NGUYỄN  VĂN AN", "Nguyễn Văn An"),
        ("Đặng Thị Hoà", "Đặng Thị Hòa"),
        ("Vũ Khắc Qúy", "Vũ Khắc Quý"),
        ("H’HEN NIÊ", "H’Hen Niê"),
        ("y-bhăm êban", "Y-Bhăm Êban"),
        ("Trần thị Bưởi", "Trần thị Bưởi"),
    ],
)
def test_a_name_has_one_canonical_form(printed, name):
    assert canonical(printed) == name


@pytest.mark.parametrize(
    ("text", "printed", "kind", "post", "unit"),
    [
        ("1. Ông Nguyễn Văn An, Phó Chủ tịch UBND phường Hồng Gai;", "Nguyễn Văn An", "person", "Phó Chủ tịch", "UBND phường Hồng Gai"),
        ("ThS Lê Thị Na, Giáo viên", "Lê Thị Na", "person", "Giáo viên", ""),
        ("- Đ/c BÀN VĂN BA - Trưởng thôn, Thôn 5", "BÀN VĂN BA", "person", "Trưởng thôn", "Thôn 5"),
        ("3) Thượng tá Lê Quý Đôn, Công an tỉnh.", "Lê Quý Đôn", "person", "Thượng tá", "Công an tỉnh"),
        ("Phòng Nội vụ, UBND thị xã Đông Triều", "Phòng Nội vụ", "unit", "", "Phòng Nội vụ, UBND thị xã Đông Triều"),
    ],
)  # fmt: skip
def test_an_item_is_cut_into_name_post_and_unit(text, printed, kind, post, unit):
    who = recipient_of(text)
    assert (who.printed, who.kind, who.post.value, who.unit.value) == (printed, kind, post, unit)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Bà Đặng Thị\nHoà", "Bà Đặng Thị Hoà"),
        ("Nguyễn Xuân\nTrường", "Nguyễn Xuân Trường"),
        ("ThS.\nLê Văn Ba", "ThS. Lê Văn Ba"),
        ("Nguyễn Văn An\nChuyên viên", "Nguyễn Văn An, Chuyên viên"),
        ("NGUYỄN VĂN AN\nGIÁM ĐỐC", "NGUYỄN VĂN AN, GIÁM ĐỐC"),
        ("Trường Mầm non\nHoa Hồng", "Trường Mầm non Hoa Hồng"),
        ("Phòng Nội vụ\nUBND huyện Vân Đồn", "Phòng Nội vụ, UBND huyện Vân Đồn"),
        ("\n", ""),
    ],
)
def test_a_name_broken_in_its_cell_is_whole_again_and_a_post_below_is_none_of_it(cell, text):
    assert joined_name(cell) == text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Hạ Long, ngày 05 tháng 01 năm 2024", "2024-01-05"),
        ("ngày 15/8/2019", "2019-08-15"),
        ("ngày hai mươi mốt tháng mười một năm hai nghìn không trăm linh chín", "2009-11-21"),
        ("ngày mùng hai tháng chín năm một nghìn chín trăm chín mươi lăm", "1995-09-02"),
        ("ngày 31/02/2020", ""),
        ("ngày … tháng … năm 2020", ""),
    ],
)
def test_a_date_is_read_in_figures_and_in_words(text, day):
    assert date_in(text).value == day


def test_small_marks_are_told_apart():
    assert [is_ditto(text) for text in ("nt", "-nt-", "″", "//", "Như trên", "Nt.", "Nhật", "", "n")] == [
        True, True, True, True, True, True, False, False, False,
    ]  # fmt: skip
    assert [total_in(text) for text in ("Tổng cộng: 12 cá nhân", "Cộng 3", "Tổng hợp năm 2010", "Ông Cộng")] == [
        (True, 12), (True, 3), (False, None), (False, None),
    ]  # fmt: skip
    assert number_in_words("hai nghin khong tram muoi chin") == 2019


# ── hostile files: a clear sentence each ──


def _docx(place: Path, extra: dict[str, bytes], body: str = "<w:p/>") -> Path:
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
        for name, content in extra.items():
            archive.writestr(name, content)
    return place


def _many_pages(place: Path, count: int, password: str = "") -> Path:
    typ = place.with_suffix(".typ")
    typ.write_text("a", "utf-8")
    typst.compile(str(typ), output=str(place))
    page, writer = PdfReader(place).pages[0], PdfWriter()
    for _ in range(count):
        writer.add_page(page)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    writer.write(place)
    return place


def _macro(folder: Path) -> Path:
    return _docx(folder / "a.docx", {"word/vbaProject.bin": b"x"})


def _macro_type(folder: Path) -> Path:
    place = folder / "b.docx"
    Document().save(str(place))
    with zipfile.ZipFile(place) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        plain, b"application/vnd.ms-word.document.macroEnabled.main+xml"
    )
    with zipfile.ZipFile(place, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return place


def _bomb(folder: Path) -> Path:
    return _docx(folder / "c.docx", {"word/media/a.bin": b"\0" * (200 * 2**20)})


def _doctype(folder: Path) -> Path:
    place = folder / "d.docx"
    with zipfile.ZipFile(place, "w") as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>')
    return place


def _liar(folder: Path, name: str, content: bytes) -> Path:
    place = folder / name
    place.write_bytes(content)
    return place


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (_macro, "tệp chứa macro; hãy lưu lại dưới dạng .docx không có macro"),
        (_macro_type, "tệp chứa macro; hãy lưu lại dưới dạng .docx không có macro"),
        (_bomb, "tệp quá lớn khi giải nén (hơn 150 MB)"),
        (_doctype, "tệp có khai báo kiểu tài liệu hoặc thực thể ngoài, không được phép"),
        (lambda f: _liar(f, "e.docx", b"%PDF-1.7 abc"), "tệp mang tên .docx nhưng bên trong không phải văn bản Word"),
        (lambda f: _liar(f, "f.pdf", b"PK\x03\x04abc"), "tệp mang tên .pdf nhưng bên trong không phải PDF"),
        (lambda f: _liar(f, "g.pdf", b"%PDF-1.7 torn"), "tệp bị hỏng hoặc không phải PDF"),
        (lambda f: _liar(f, "h.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
         "tệp được đặt mật khẩu hoặc là Word cũ (.doc); hãy bỏ mật khẩu, lưu lại dưới dạng .docx"),
        (lambda f: _liar(f, "i.pdf", b""), "tệp trống"),
        (lambda f: _liar(f, "j.docm", b"PK"), "chỉ nhận tệp Word (.docx), Excel (.xlsx, .xls) hoặc PDF"),
        (lambda f: _many_pages(f / "k.pdf", 5000),
         "tệp có quá nhiều trang: nhiều nhất 300 trang; hãy tách từng quyết định"),
        (lambda f: _many_pages(f / "l.pdf", 1, "secret"), "tệp được đặt mật khẩu, hãy bỏ mật khẩu rồi gửi lại"),
        (lambda f: _many_pages(f / "m.pdf", 1),
         "PDF chỉ có ảnh quét, không có lớp chữ nên không đọc được; hãy dùng tệp Word hoặc Excel gốc"),
    ],
    ids="macro macro-type bomb doctype docx-liar pdf-liar torn ole empty suffix 5000-pages password no-text".split(),  # noqa: SIM905
)  # fmt: skip
def test_a_hostile_file_is_refused_with_a_sentence(tmp_path, make, why):
    with pytest.raises(BookRefused) as refused:
        read_paper(make(tmp_path))
    assert refused.value.reason_vi == why


def test_a_picture_of_a_page_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(PaperRefused):
        page_picture(_many_pages(tmp_path / "n.pdf", 1), 7)


def test_a_scanned_page_is_refused_whatever_the_picture_shows(tmp_path):
    picture = Image.new("L", (620, 877), 255)
    ImageDraw.Draw(picture).text((40, 40), "QUYET DINH 15/QD-UBND", fill=0)
    picture.save(tmp_path / "p.pdf")
    with pytest.raises(BookRefused) as refused:
        read_paper(tmp_path / "p.pdf")
    assert refused.value.reason_vi == (
        "PDF chỉ có ảnh quét, không có lớp chữ nên không đọc được; hãy dùng tệp Word hoặc Excel gốc"
    )


def test_text_boxes_are_each_read_once_new_or_old_in_cells_or_between(tmp_path):
    d = Document()
    boxed(d.add_paragraph("Trước"), ["Hộp mới", "Dòng hai"])
    boxed(d.add_paragraph("Giữa"), ["Hộp cũ"], is_old=True)
    boxed(d.add_table(1, 1).cell(0, 0).paragraphs[0], ["Trong ô"])
    d.save(str(tmp_path / "q.docx"))
    rows = read_paper(tmp_path / "q.docx").rows
    assert [row.cells[0] for row in rows] == ["Trước", "Hộp mới", "Dòng hai", "Giữa", "Hộp cũ", "Trong ô"]


def test_deeply_nested_word_text_ends_in_the_child(tmp_path):
    place = _docx(tmp_path / "o.docx", {}, "<w:p>" + "<w:r>" * 20_000 + "</w:r>" * 20_000 + "</w:p>")
    with pytest.raises(PaperRefused):
        read_paper(place)


# ── any rows whatever ──

_CELL = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["STT", "Họ và tên", "Đơn vị", "Danh hiệu", "Năm", "1", "2", "nt", "Nguyễn Văn An", "LĐTT", "Điều 1. Tặng Giấy khen cho",
         "DANH SÁCH", "Tổng cộng 3", "I", "Ông Lê Văn Ba, xã Bản Sen", "", "(1)", "Năm sinh", "1980", "x"]
    ),
)  # fmt: skip
_ROWS = st.lists(
    st.builds(
        Row, st.lists(_CELL, min_size=1, max_size=6).map(tuple), st.integers(0, 2), st.just("dòng"),
        st.integers(0, 3), st.booleans(), st.booleans(),
    ),
    max_size=14,
)  # fmt: skip


@given(_ROWS)
def test_whatever_the_rows_each_line_says_what_it_is_sure_of(rows):
    awards = Awards(words())
    codes = {code for _, code in words()}
    for line in read_list(rows, awards).lines:
        assert set(line.fields) >= {"name", "award", "year"}
        for key in ("name", "award", "year"):
            said = line.get(key)
            # nothing is clear that is not there
            assert said.value or said.sure != CLEAR
        assert line.get("award").value in codes | {""}
