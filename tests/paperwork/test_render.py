import io
import re
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime

import pypdf
import pytest

from paperwork import render as press
from paperwork import samples, samples_awarded
from paperwork.blocks import PaperError, Signer
from paperwork.papers.appraisal_report import render_appraisal_report
from paperwork.papers.conference_minutes import render_conference_minutes
from paperwork.papers.council_minutes import render_council_minutes
from paperwork.papers.count_sheet import render_count_sheet
from paperwork.papers.decision import render_decision
from paperwork.papers.honour_extract import render_honour_extract
from paperwork.papers.launch_plan import render_launch_plan
from paperwork.papers.movement_review import render_review_paper
from paperwork.papers.nomination_list import render_nomination_list
from paperwork.papers.pledge import render_pledge
from paperwork.papers.ranking import render_ranking
from paperwork.papers.verdict_sheet import render_verdict_sheet

MILLIMETRE = 72 / 25.4
PAPERS = [
    (samples.decision, render_decision, "QUYẾT ĐỊNH:", 4),
    (samples.council_minutes, render_council_minutes, "Họp xét, đề nghị tặng danh hiệu thi đua năm 2025", 3),
    (samples.count_sheet, render_count_sheet, "Số phiếu không hợp lệ", 2),
    (samples.conference_minutes, render_conference_minutes, "CỤM THI ĐUA SỐ 1", 1),
    (samples.launch_plan, render_launch_plan, "KẾ HOẠCH", 2),
    (samples.appraisal_report, render_appraisal_report, "TRƯỜNG HỢP KHÔNG ĐƯA VÀO DANH SÁCH", 3),
    (samples.movement_review, render_review_paper, "BÁO CÁO", 3),
    (samples.nomination_list, render_nomination_list, "Kính gửi: Chủ tịch Ủy ban nhân dân tỉnh Quảng Ninh", 3),
    (samples.pledge, render_pledge, "BẢN GIAO ƯỚC THI ĐUA", 2),
    (samples.ranking, render_ranking, "BẢNG TỔNG HỢP ĐIỂM VÀ XẾP HẠNG THI ĐUA", 1),
    (samples_awarded.honour_extract, render_honour_extract, "7K3M-9QXA-0000-0000", 1),
    (samples.verdict_sheet, render_verdict_sheet, "PHIẾU GIẢI THÍCH ĐIỀU KIỆN", 1),
]
each_paper = pytest.mark.parametrize(
    ("sample", "render", "words", "pages"), PAPERS, ids=[sample.__name__ for sample, *_ in PAPERS]
)


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """All text with single spaces; line ends count as spaces."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in read(pdf).pages))


@each_paper
def test_every_paper_is_pdf_a_2a_with_its_words_in_nfc(sample, render, words, pages):
    pdf = render(sample())
    text = text_of(pdf)
    metadata = read(pdf).trailer["/Root"]["/Metadata"].get_data()
    assert (b"<pdfaid:part>2</pdfaid:part>" in metadata, b"<pdfaid:conformance>A</pdfaid:conformance>" in metadata) == (
        True,
        True,
    )
    assert words in text
    assert "Độc lập - Tự do - Hạnh phúc" in text
    assert unicodedata.is_normalized("NFC", text)
    assert len(read(pdf).pages) == pages


@each_paper
def test_same_paper_gives_same_bytes(sample, render, words, pages):
    assert render(sample()) == render(sample())


def test_creation_time_is_the_one_given_and_defaults_to_the_date_of_the_paper():
    given = datetime(2026, 2, 4, 9, 30, tzinfo=samples.VIETNAM)
    assert read(render_decision(samples.decision(), created_at=given)).metadata.creation_date == given
    assert read(render_decision(samples.decision())).metadata.creation_date == datetime(
        2026, 2, 3, tzinfo=samples.VIETNAM
    )


def test_creation_time_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        render_decision(samples.decision(), created_at=datetime(2026, 2, 4))


def test_markup_in_data_is_printed_literally():
    hostile = '#panic() $x$ *b* _i_ `c` @ref <a> [t] \\ // "q"'
    paper = replace(samples.decision(), signer=Signer("", "Chủ tịch", hostile))
    assert hostile in text_of(render_decision(paper))


def test_decomposed_text_is_printed_composed():
    paper = replace(samples.decision(), proposal=unicodedata.normalize("NFD", "Theo đề nghị của ông Nguyễn Hữu Ưng"))
    assert "Theo đề nghị của ông Nguyễn Hữu Ưng." in text_of(render_decision(paper))


def test_a_letter_the_font_lacks_is_refused_with_the_text_and_the_letter():
    paper = replace(samples.decision(), signer=Signer("", "Chủ tịch", "Lê Văn 😀 Vui"))
    with pytest.raises(PaperError, match=r"Không in được ký tự “😀” \(U\+1F600\) trong “Lê Văn 😀 Vui”"):
        render_decision(paper)


def test_control_characters_are_refused():
    with pytest.raises(PaperError, match=r"U\+0007"):
        press.clean_text("Lê\x07 Văn Ưng")


def test_invisible_direction_marks_are_dropped():
    assert press.clean_text("Lê\u202e Văn\u200b Ưng") == "Lê Văn Ưng"


def test_unknown_layout_is_named():
    with pytest.raises(LookupError, match="no layout 'no_such'"):
        press.render("no_such", {}, created_at=press.UNDATED)


def test_many_threads_print_the_same_bytes():
    alone = render_verdict_sheet(samples.verdict_sheet())
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda _: render_verdict_sheet(samples.verdict_sheet()), range(12)))
    assert together == [alone] * 12


def positions(page: pypdf.PageObject) -> list[tuple[float, float, str]]:
    """(x, y from the top, text) in millimetres of every piece of text on the page."""
    found: list[tuple[float, float, str]] = []
    height = float(page.mediabox.height)

    def visit(text, matrix, text_matrix, font, size):
        if text.strip():
            x = text_matrix[4] * matrix[0] + text_matrix[5] * matrix[2] + matrix[4]
            y = text_matrix[4] * matrix[1] + text_matrix[5] * matrix[3] + matrix[5]
            found.append((x / MILLIMETRE, (height - y) / MILLIMETRE, text.strip()))

    page.extract_text(visitor_text=visit)
    return found


def test_margins_are_those_of_the_decree():
    pages = read(render_decision(samples.decision())).pages
    body = [(x, y, t) for page in pages for x, y, t in positions(page) if not t.isdigit() or y > 20]
    assert round(min(x for x, _, _ in body), 1) == 30.0
    # Highest capital letter below 20 mm from the top, lowest line above 20 mm from the bottom.
    assert 20 <= min(y for _, y, _ in body) <= 25
    assert 272 - 8 <= max(y for _, y, _ in body) <= 277


def test_page_numbers_start_on_the_second_page_and_again_in_the_appendix():
    pages = read(render_decision(samples.decision())).pages
    in_top_margin = [[t for _, y, t in positions(page) if y < 19] for page in pages]
    assert in_top_margin == [[], [], ["2"], ["3"]]


def test_table_head_is_repeated_on_every_page_of_the_list():
    pages = read(render_decision(samples.decision())).pages
    assert ["Chức vụ, đơn vị công tác" in page.extract_text() for page in pages] == [False, True, True, True]


def test_a_long_list_prints_every_person():
    text = text_of(render_decision(samples.decision(count=300)))
    numbers = [n for n in range(1, 301) if f" {n} {samples.honorific(n)}{samples.person(n)} " in text]
    assert len(numbers) == 300
