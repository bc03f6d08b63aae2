"""Percentages that look like slips of the pen: asked about on the page, never refused."""

from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from rulebook.rubrics import Rubric, load_rubric
from tests.scoring.conftest import RUBRIC
from thidua.scoring import cells, doubts, marking
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


TWO = {"I.2": {"actual": "275", "plan": "317"}, "I.4": {"actual": "230", "plan": "317"}}


@pytest.mark.parametrize(
    ("typed", "doubt"),
    [
        ("72.56", ""),  # 230/317 = 72,5552…: rounded,
        ("72.55", ""),  # cut off,
        ("73", ""),  # to the whole
        ("72", ""),
        (
            "74.76",
            "Tỷ lệ (%) đang ghi 74,76, nhưng theo số liệu ở mục I.4 là 230/317 = 72,56 %. Hãy xem số nào đúng.",
        ),
    ],
)
def test_a_rate_is_held_against_the_figures_it_is_made_of(typed, doubt):
    rubric = load_rubric("can_tho_157_2025")
    found = doubts.rates_doubted(rubric, items_of("can_tho_157_2025").values(), TWO | {"I.5.2": {"value": typed}})
    assert found == ({"I.5.2": doubt} if doubt else {})


def test_a_rate_alone_or_over_nothing_is_not_asked_about():
    rubric, lines = load_rubric("can_tho_157_2025"), items_of("can_tho_157_2025").values()
    nothing = {"I.2": {"actual": "0", "plan": "0"}, "I.4": {"actual": "0", "plan": "0"}}
    for others in ({}, nothing, {"I.4": None}):
        assert doubts.rates_doubted(rubric, lines, others | {"I.5.2": {"value": "74.76"}}) == {}


def test_one_button_writes_the_percentage_that_was_meant():
    lines = items_of("can_tho_157_2025").values()
    item = items_of("can_tho_157_2025")["I.5.2"]
    assert doubts.meant_of(item, {"value": "0.85"}) == ("I.5.2:value", Decimal(85))
    assert doubts.meant_of(item, {"value": "85"}) is None

    def after(**typed):
        return doubts.with_meant(QueryDict(urlencode(typed)), lines).dict()

    pressed = {"percent": "I.5.2:value"}
    assert after(**pressed, **{"I.5.2:value": "0,85"}) == pressed | {"I.5.2:value": "85"}
    assert after(**pressed, **{"I.5.2:value": "90"}) == pressed | {"I.5.2:value": "90"}
    assert after(**pressed, **{"I.5.2:value": "chín"}) == pressed | {"I.5.2:value": "chín"}
    assert after(percent="I.4:actual", **{"I.4:actual": "1"}) == {"percent": "I.4:actual", "I.4:actual": "1"}


def test_a_rate_by_volume_above_the_whole_is_asked_about():
    bands = [{"from": 90, "points": 5}, {"below": 90, "points": 0}]

    def asked(bands):
        tier = {"type": "tier_by_volume", "volume": "cases", "value": "rate", "tiers": [{"from": 0, "bands": bands}]}
        table = RUBRIC | {"criteria": [{"code": "I", "name_vi": "Giải quyết hồ sơ", "max": 5, "scoring": tier}]}
        lines = marking.lines_of(*marking.freeze(Rubric.model_validate(table | {"bonuses": [], "deductions": []})))
        [item] = [line for line in lines if isinstance(line, Item) and line.code == "I"]
        return cells.doubt_of(item, marking.clean_data(item, {"volume": "10", "value": "120"}))

    assert asked(bands) == "Tỷ lệ (%) đang ghi 120, trên 100 %, có đúng không? Phần của một tổng không quá 100 %."
    assert asked([{"from": 100, "points": 6}, {"from": 90, "to": 110, "points": 5}, {"below": 90, "points": 0}]) == ""
