import re
import unicodedata
from dataclasses import replace

import pytest

from paperwork import samples
from paperwork.blocks import PaperError
from paperwork.certificates import MOST_PAGES, certificate_rows, fit, print_run, render_certificates
from paperwork.qr import FEW, qr_svg, qr_svgs
from tests.paperwork.test_render import read, text_of

BASE_URL = "https://thidua.example.vn/kiem-tra/"


def words(page) -> str:
    return re.sub(r"\s+", " ", page.extract_text())


def test_each_certificate_is_one_page_in_order_with_name_decision_and_gold_book_number():
    run = [samples.certificate(n) for n in range(1, 61)]
    pages = read(render_certificates(run, base_url=BASE_URL)).pages
    assert len(pages) == 60
    for one, page in zip(run, pages, strict=True):
        text = words(page)
        assert one.name in text
        assert "Quyết định số 128/QĐ-UBND" in text
        assert f"Số sổ vàng: {one.gold_book_number:02d}" in text
        assert one.check_code in text
        assert unicodedata.is_normalized("NFC", text)


def test_page_is_a4_landscape_and_file_is_pdf_a():
    pdf = read(render_certificates([samples.certificate()], base_url=BASE_URL))
    box = pdf.pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == (297, 210)
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf.trailer["/Root"]["/Metadata"].get_data()


def test_same_certificates_give_same_bytes():
    run = [samples.certificate(n) for n in range(1, 4)]
    assert render_certificates(run, base_url=BASE_URL) == render_certificates(run, base_url=BASE_URL)


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Thị " * 11,
        "Nhân dân và cán bộ " + "Ủy ban nhân dân phường " * 4 + "Bãi Cháy",
        "Ngh" * 40,
    ],
)
def test_name_of_120_characters_stays_whole_on_one_page(name):
    name = name.strip()[:120].strip()
    pages = read(render_certificates([replace(samples.certificate(), name=name)], base_url=BASE_URL)).pages
    assert len(pages) == 1
    assert name in words(pages[0])


def test_text_that_fits_at_no_readable_size_is_refused_by_name():
    with pytest.raises(PaperError, match=r"Nội dung quá dài để in vừa một tờ: “Đã có công Đã có công.*ký tự"):
        render_certificates([replace(samples.certificate(), achievement="Đã có công " * 200)], base_url=BASE_URL)


def test_short_name_gets_the_largest_size_and_long_ones_shrink():
    sizes = [fit(n * "Nguyễn Anh ", "Bold", width=237, height=16, largest=30)["size"] for n in (1, 5, 12)]
    assert sizes[0] == 30
    assert sizes[0] > sizes[1] > sizes[2]


def test_markup_in_a_name_is_printed_literally():
    text = text_of(render_certificates([replace(samples.certificate(), name="#panic() $x$ *b*")], base_url=BASE_URL))
    assert "#panic() $x$ *b*" in text


def test_emoji_in_a_name_is_refused():
    with pytest.raises(PaperError, match="“Bà Lê 🎉 Mơ”"):
        render_certificates([replace(samples.certificate(), name="Bà Lê 🎉 Mơ")], base_url=BASE_URL)


@pytest.mark.parametrize(
    "name",
    [
        "Bà H’Mlơ\u0306 Niê Kdăm",
        "Ông Y Blŏ Čư\u0306 Byă",
        "Bà Ê\u0306ban Ô\u0306 Kđoh",
        "Ông Giàng A Páo, bà Vừ Thị Mỷ",
        "Ông Sùng Chứ Pó",
    ],
)
def test_names_of_the_peoples_of_the_highlands_are_printed_whole(name):
    pages = read(render_certificates([replace(samples.certificate(), name=name)], base_url=BASE_URL)).pages
    assert name in unicodedata.normalize("NFC", words(pages[0]))


def test_the_code_on_the_sheet_is_read_back_by_another_program():
    import pypdfium2
    import zxingcpp

    run = [samples.certificate(n) for n in (1, 7)]
    document = pypdfium2.PdfDocument(render_certificates(run, base_url=BASE_URL))
    found = [zxingcpp.read_barcodes(page.render(scale=150 / 72).to_pil()) for page in document]
    assert [[(code.format.name, code.text) for code in codes] for codes in found] == [
        [("QRCode", f"{BASE_URL}{one.check_code}/")] for one in run
    ]


def test_title_prints_its_own_fourth_line_and_a_proof_says_so():
    title = replace(samples.certificate(), grant="Tặng danh hiệu", award="Chiến sĩ thi đua cơ sở", proof=True)
    text = text_of(render_certificates([title], base_url=BASE_URL))
    assert "TẶNG DANH HIỆU" in text
    assert "CHIẾN SĨ THI ĐUA CƠ SỞ" in text
    assert "BẢN IN THỬ KHỔ A4" in text


def test_without_check_code_no_code_is_printed():
    text = text_of(render_certificates([replace(samples.certificate(), check_code="")], base_url=BASE_URL))
    assert "Quét mã" not in text


def test_code_is_escaped_in_the_address():
    one = replace(samples.certificate(), check_code="a/b ?#")
    (row,) = certificate_rows([one], BASE_URL)
    assert row["qr"] == qr_svg(BASE_URL + "a%2Fb%20%3F%23/")


def test_qr_picture_holds_exactly_the_dark_modules():
    import segno

    address = BASE_URL + "GK-2026-000001"
    matrix = segno.make(address, error="m", mask=4, boost_error=False, micro=False).matrix
    dark = {(x + 4, y + 4) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}
    drawn = {
        (int(x) + n, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)", qr_svg(address))
        for n in range(int(length))
    }
    assert drawn == dark


def test_thousands_of_codes_are_the_same_as_each_encoded_alone():
    digits = [f"{BASE_URL}GK-2026-{n:06d}" for n in range(0, 40_000, 300)]
    letters = [f"{BASE_URL}{chr(65 + n % 26)}{chr(97 + n * 7 % 26)}-%2F{n % 10}" for n in range(FEW + 5)]
    odd = [BASE_URL, f"{BASE_URL}GK-2026-000001", f"{BASE_URL}{'x' * 60}"]
    addresses = [address for three in zip(digits, letters, strict=False) for address in three] + odd
    assert qr_svgs(addresses) == [qr_svg(address) for address in addresses]


def test_empty_and_oversized_runs_are_refused():
    with pytest.raises(PaperError, match="Chưa chọn"):
        render_certificates([], base_url=BASE_URL)
    with pytest.raises(PaperError, match="nhiều nhất 2000 tờ"):
        render_certificates([samples.certificate()] * (MOST_PAGES + 1), base_url=BASE_URL)


def test_long_run_is_cut_into_files_in_order():
    run = [samples.certificate(n) for n in range(1, 6)]
    files = [read(pdf) for pdf in print_run(run, base_url=BASE_URL, size=2)]
    assert [len(file.pages) for file in files] == [2, 2, 1]
    assert run[4].name in words(files[2].pages[0])
