"""Texts on stock: measured where they stand in the file, calibrated, refused when the layout is nonsense."""

import json
import math
from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paperwork.blocks import PaperError
from paperwork.stock import (
    FIELDS,
    SAMPLE,
    Box,
    Calibration,
    StockLayout,
    calibration_from,
    default_layout,
    from_data,
    overlaps,
    preview,
    problems,
    render_stock,
    render_test_sheet,
    to_data,
)
from tests.paperwork.test_render import read

BASE_URL = "https://thidua.example.vn/xac-minh/"
MM = 25.4 / 72
MOMENT = datetime(2026, 1, 15, tzinfo=UTC)


def ink(pdf: bytes, text: str, page: int = 0) -> tuple[float, float, float, float]:
    """Left, upper, right, lower edge of the letters of `text` in mm from the left upper corner."""
    with pypdfium2.PdfDocument(pdf) as document:
        shown = document[page]
        words = shown.get_textpage()
        start, count = words.search(text, match_case=True).get_next()
        boxes = [words.get_charbox(place) for place in range(start, start + count)]
        height = shown.get_height()
    lefts, lowers, rights, uppers = zip(*boxes, strict=True)
    return min(lefts) * MM, (height - max(uppers)) * MM, max(rights) * MM, (height - min(lowers)) * MM


def one_box(**changes) -> StockLayout:
    return StockLayout("A4", True, (replace(Box("signer", 100, 60, 80, 10, size=14), **changes),))


def printed(layout: StockLayout, *certificates) -> bytes:
    return render_stock(certificates or [SAMPLE], layout, base_url=BASE_URL)


@pytest.mark.parametrize(
    ("page", "is_landscape", "size"),
    [("A4", True, (297, 210)), ("A4", False, (210, 297)), ("A3", True, (420, 297)), ("A3", False, (297, 420))],
)
def test_the_page_has_the_size_of_the_stock_and_carries_only_what_the_layout_names(page, is_landscape, size):
    layout = default_layout(page, is_landscape=is_landscape)
    assert (problems(layout), overlaps(layout)) == ([], [])
    pdf = read(printed(layout, SAMPLE, replace(SAMPLE, name="Ông Trần Văn Bình")))
    assert [tuple(round(float(side) * MM) for side in one.mediabox[2:]) for one in pdf.pages] == [size] * 2
    text = pdf.pages[1].extract_text()
    assert "Ông Trần Văn Bình" in text
    assert "CỘNG HÒA" not in text
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf.trailer["/Root"]["/Metadata"].get_data()


@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_text_stands_in_its_box_to_a_third_of_a_millimetre(align):
    left, upper, right, lower = ink(printed(one_box(align=align)), "Đỗ Thị Bích Ngọc")
    # A side bearing of a letter and descender of "ọ", "g" aside, the ink touches the side it is aligned to.
    middle = {"left": left - 100, "center": (left + right) / 2 - 140, "right": right - 180}[align]
    assert abs(middle) < 0.35
    assert left >= 100 - 0.1
    assert right <= 180 + 0.1
    assert 60 <= upper < lower <= 70


def test_moving_a_box_moves_the_text_by_as_much():
    here, there = (ink(printed(one_box(x=x, y=y)), "Đỗ Thị Bích Ngọc") for x, y in ((100, 60), (123.4, 37.7)))
    assert [round(b - a, 1) for a, b in zip(here, there, strict=True)] == [23.4, -22.3, 23.4, -22.3]


def test_what_a_printer_shifts_and_stretches_is_made_up_for():
    error = Calibration(x_offset=2.5, y_offset=-1.2, x_stretch=1.012, y_stretch=0.99)
    wanted = ink(printed(one_box(align="left")), "Đỗ Thị Bích Ngọc")
    sent = ink(printed(replace(one_box(align="left"), calibration=error)), "Đỗ Thị Bích Ngọc")
    # What this printer makes of what was sent.
    assert sent[0] * error.x_stretch + error.x_offset == pytest.approx(wanted[0], abs=0.1)
    middle = [(edges[1] + edges[3]) / 2 for edges in (sent, wanted)]
    assert middle[0] * error.y_stretch + error.y_offset == pytest.approx(middle[1], abs=0.1)


@given(
    x=st.floats(-10, 10), y=st.floats(-10, 10), across=st.floats(0.96, 1.04), down=st.floats(0.96, 1.04),
    page=st.sampled_from(["A3", "A4"]),
)  # fmt: skip
@settings(derandomize=True)
def test_measuring_the_crosses_finds_the_printers_error(x, y, across, down, page):
    layout = StockLayout(page)
    width, height = layout.size
    seen = [(x + across * at, y + down * at_y) for at, at_y in ((20, 20), (width - 20, height - 20))]
    found = calibration_from(layout, seen[0], seen[1])
    assert (found.x_offset, found.y_offset, found.x_stretch, found.y_stretch) == pytest.approx(
        (x, y, across, down), abs=1e-3
    )
    assert found.sent(*seen[0]) == pytest.approx((20, 20), abs=0.01)


@pytest.mark.parametrize("seen", [((0, 0), (297, 210)), ((20, 20), (20, 20)), ((math.nan, 20), (277, 190))])
def test_measures_no_printer_gives_are_refused(seen):
    with pytest.raises(PaperError):
        calibration_from(StockLayout("A4"), *seen)


def test_the_test_sheet_prints_crosses_where_the_printer_is_told_and_the_boxes_corrected():
    error = Calibration(x_offset=3.0)
    sheet = render_test_sheet(SAMPLE, replace(one_box(), calibration=error), base_url=BASE_URL, created_at=MOMENT)
    plain = render_test_sheet(SAMPLE, one_box(), base_url=BASE_URL, created_at=MOMENT)
    assert ink(sheet, "TỜ IN THỬ") == ink(plain, "TỜ IN THỬ")
    assert ink(plain, "Bích Ngọc")[0] - ink(sheet, "Bích Ngọc")[0] == pytest.approx(3, abs=0.05)


def test_preview_is_a_picture_of_the_page():
    picture = preview(SAMPLE, default_layout("A4"), base_url=BASE_URL)
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(picture[at : at + 4]) for at in (16, 20))
    assert width / height == pytest.approx(297 / 210, rel=0.01)


def test_a_long_name_is_broken_and_shrunk_in_its_box_and_one_that_does_not_fit_is_refused():
    layout = StockLayout("A4", True, (Box("name", 60, 80, 120, 14, size=28, bold=True),))
    long = replace(SAMPLE, name=("Nhân dân và cán bộ " * 7)[:120].strip())
    left, upper, right, lower = ink(printed(layout, long), "Nhân dân")
    assert 60 <= left < right <= 180
    assert 79 <= upper < lower <= 95
    with pytest.raises(PaperError, match="Nội dung quá dài"):
        printed(StockLayout("A4", True, (Box("name", 60, 80, 30, 4),)), long)


BAD = [
    ({"x": -1}, "nằm ra ngoài"), ({"x": 290}, "nằm ra ngoài"), ({"y": 205}, "nằm ra ngoài"),
    ({"x": math.nan}, "phải là số"), ({"width": math.inf}, "phải là số"), ({"x": 1e9}, "nằm ra ngoài"),
    ({"x": "10"}, "phải là số"), ({"y": True}, "phải là số"), ({"width": 0}, "ít nhất 3 mm"),
    ({"size": 0}, "cỡ chữ phải"), ({"size": 1e9}, "cỡ chữ phải"), ({"align": "justify"}, "căn lề"),
    ({"key": "seal"}, "không biết tên"), ({"key": "qr", "width": 10.0}, "mã QR cần ít nhất 14 mm"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "sentence"), BAD)
def test_a_hostile_box_is_refused_in_words(change, sentence):
    layout = one_box(**change)
    with pytest.raises(PaperError, match=sentence):
        printed(layout)
    with pytest.raises(PaperError):
        from_data(to_data(layout))


@pytest.mark.parametrize(
    ("layout", "sentence"),
    [
        (StockLayout("A0"), "A3 hoặc A4"), (StockLayout("A4"), "Chưa chọn nội dung"),
        (replace(one_box(), calibration=Calibration(x_offset=40)), "lệch quá 15 mm"),
        (replace(one_box(), calibration=Calibration(x_stretch=0.0)), "co giãn quá 5%"),
        (replace(one_box(), calibration=Calibration(y_offset=math.nan)), "phải là số"),
        (replace(one_box(x=0), calibration=Calibration(x_offset=5)), "sau khi bù độ lệch"),
        (StockLayout("A4", True, (Box("name", 9, 9, 50, 9), Box("name", 9, 40, 50, 9))), "hai ô"),
    ],
)  # fmt: skip
def test_a_hostile_page_is_refused_in_words(layout, sentence):
    with pytest.raises(PaperError, match=sentence):
        printed(layout)


@pytest.mark.parametrize("data", [None, 3, "x", [], {}, {"page": "A4", "is_landscape": True, "boxes": 3, "calibration": {}},
                                  {"page": "A4", "is_landscape": True, "boxes": [{"evil": 1}], "calibration": {}}])  # fmt: skip
def test_what_is_no_layout_is_refused(data):
    with pytest.raises(PaperError):
        from_data(data)


def test_a_layout_survives_json():
    layout = replace(default_layout("A3"), calibration=Calibration(1.25, -0.5, 1.01, 0.995))
    assert from_data(json.loads(json.dumps(to_data(layout)))) == layout


def test_boxes_that_lie_over_each_other_are_named():
    layout = StockLayout(
        "A4", True, (Box("name", 10, 10, 50, 10), Box("award", 40, 15, 50, 10), Box("code", 10, 90, 9, 9))
    )
    assert overlaps(layout) == [(FIELDS["name"], FIELDS["award"])]
