"""Dates, numbers and badges as Vietnamese people read them."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template

from rulebook.lifecycles import LIFECYCLES
from thidua.shared import wording
from thidua.shared.ui import STATES


def test_a_day_is_written_short_and_long():
    assert wording.vi_date(date(2026, 11, 21)) == "21/11/2026"
    assert wording.vi_long_date(date(2026, 11, 21)) == "Thứ Bảy, ngày 21 tháng 11 năm 2026"
    assert wording.vi_long_date(date(2026, 2, 1)) == "Chủ Nhật, ngày 01 tháng 02 năm 2026"


def test_a_moment_is_shown_in_vietnamese_time():
    assert wording.vi_datetime(datetime(2026, 1, 1, 18, 30, tzinfo=UTC)) == "01:30, 02/01/2026"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1234.5, "1.234,5"), (0, "0"), (-0.00001, "0"), (-1234, "−1.234"),
     (None, "—"), ("x", "—"), (float("nan"), "—"), (True, "—")],
)  # fmt: skip
def test_numbers(value, shown):
    assert wording.vi_number(value) == shown


def test_points_percent_and_money():
    assert (wording.points(96.5), wording.percent(0.875), wording.percent(1), wording.money(2340000)) == (
        "96,50",
        "87,5 %",
        "100 %",
        "2.340.000 đ",
    )


def test_every_state_of_every_life_cycle_has_a_drawing():
    assert {state for cycle in LIFECYCLES.values() for state in cycle.states} - set(STATES) == set()


def test_a_label_with_markup_is_escaped_in_a_badge():
    html = Template("{% load thidua_tags %}{% state_badge 'draft' label %}").render(Context({"label": "<b>x</b>"}))
    assert html.count("&lt;b&gt;x&lt;/b&gt;") == 1
    assert html.count("<b>") == 0
