"""Percentages that look like slips of the pen: asked about on the page, never refused."""

import pytest

from rulebook.rubrics import load_rubric
from thidua.scoring import cells, marking
from thidua.scoring.sheet_lines import Item


def items_of(name):
    return {i.code: i for i in marking.lines_of(*marking.freeze(load_rubric(name))) if isinstance(i, Item)}


@pytest.mark.parametrize(
    ("code", "value", "doubt"),
    [
        ("I.5.2", "100", ""),
        ("I.5.2", "95.1", ""),
        (
            "I.5.2",
            "850",
            "Tỷ lệ (%) đang ghi 850, trên 100 %, có đúng không? Phần của một tổng không quá 100 %.",
        ),
        (
            "I.5.3",
            "100.5",
            "Kết quả (đạt khi từ 100) đang ghi 100,5, trên 100 %, có đúng không? Phần của một tổng không quá 100 %.",
        ),
        (
            "I.5.2",
            "0.85",
            "Đang ghi 0,85 %: có phải 85 %? Tỷ lệ ghi theo phần trăm, ví dụ 85, không ghi 0,85. "
            "Nếu đúng là 85 % thì ghi 85 rồi lưu.",
        ),
    ],
)
def test_a_share_above_the_whole_or_written_as_a_fraction_is_asked_about(code, value, doubt):
    item = items_of("can_tho_157_2025")[code]
    assert cells.doubt_of(item, marking.clean_data(item, {"value": value})) == doubt
