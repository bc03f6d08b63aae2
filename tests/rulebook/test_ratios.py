"""Ratios: counted in whole numbers, held against a list only where the data has a number."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.award import Ratio
from rulebook.book import load_book
from rulebook.ratios import check_ratio, ratios_of, try_ratio

CONTEXT = {"instruments": load_book().instruments, "sources": load_book().sources}


def ratio(**changes) -> Ratio:
    values = {
        "percent": 15,
        "base": "advanced_holders",
        "cite": "decree_91_2017:9.3",
        "status": "memory_high",
        "last_checked": date(2026, 11, 20),
    }
    return Ratio.model_validate(values | changes, context=CONTEXT)


@pytest.mark.parametrize(("count", "base", "most", "over"), [(5, 37, 5, 0), (6, 37, 5, 1), (3, 20, 3, 0), (1, 6, 0, 1)])
def test_at_most_fifteen_percent_is_compared_without_rounding(count, base, most, over):
    found = check_ratio(ratio(), count, base)
    assert (found.most, found.over, found.holds) == (most, over, over == 0)
    assert found.citation == "Khoản 3 Điều 9 Nghị định số 91/2017/NĐ-CP"


def test_the_sum_is_said_in_words():
    assert try_ratio(15, "advanced_holders", 6, 37).how_vi == (
        "15% của 37 (số Lao động tiên tiến, Chiến sĩ tiên tiến của năm): nhiều nhất 5, đề nghị 6, vượt 1"
    )


def test_a_weak_ratio_never_decides():
    assert check_ratio(ratio(status="memory_medium"), 6, 37).holds is None


def test_a_ratio_without_a_number_holds_nothing_against_a_list():
    with pytest.raises(ValueError, match="no percentage"):
        check_ratio(ratio(percent=None), 6, 37)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((101, "members", 1, 2), "percent is 101, a whole number from 0 to 100 is needed"),
        ((15, "people", 1, 2), "base is 'people', one of"),
        ((15, "members", -1, 2), "count is -1, a whole number from 0 is needed"),
        ((15, "members", 1, 2.5), "base_count is 2.5, a whole number from 0 is needed"),
    ],
)
def test_impossible_numbers_are_refused_by_name(arguments, message):
    with pytest.raises(ValueError, match=message):
        try_ratio(*arguments)


@given(st.integers(0, 100), st.integers(0, 5000), st.integers(0, 5000))
def test_the_most_is_the_largest_number_within_the_ratio(percent, count, base):
    found = try_ratio(percent, "members", count, base)
    assert 100 * found.most <= percent * base < 100 * (found.most + 1)
    assert found.holds == (100 * count <= percent * base)


def test_the_ratio_of_grassroots_fighters_ended_with_the_regime_of_2003():
    percents = {
        day: [each.percent for each in ratios_of("grassroots_emulation_fighter", day)]
        for day in (date(2023, 12, 31), date(2024, 1, 1))
    }
    assert percents == {date(2023, 12, 31): [15], date(2024, 1, 1): [None]}
