"""Directions, zero, percent against fraction, money words, magnitude: one computation, explained where it is odd."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from thidua.pledges.achievement import (
    BEYOND,
    JUST,
    MISSED,
    MOST,
    UNKNOWN,
    against_last_year,
    forecast_words,
    outcome,
    plan_and_actual,
    rate,
    reaches,
)
from thidua.pledges.doubts import among_members, of_goal, of_sum, of_value
from thidua.pledges.measures import AmountField, canonical, same_kind
from thidua.pledges.models import Direction, PledgeTarget, Progress
from thidua.pledges.targets import WrongTarget, target_of

DIRECTIONS = list(Direction.values)
MAY_BE_ZERO = ["less", "exact"]
values = st.decimals(min_value=0, max_value=10**11, places=4)
above_zero = st.decimals(min_value="0.0001", max_value=10**11, places=4)


def goal_for(direction):
    if direction == "done":
        return st.just(Decimal(1))
    return values if direction in MAY_BE_ZERO else above_zero


cases = st.sampled_from(DIRECTIONS).flatmap(lambda d: st.tuples(st.just(d), values, goal_for(d)))


def target(**fields) -> PledgeTarget:
    plain = {
        "pk": 1,
        "ordinal": 1,
        "name": "Thu ngân sách",
        "unit_of_measure": "tỷ đồng",
        "baseline": None,
        "goal": Decimal(100),
    }
    return PledgeTarget(**plain | {"direction": "more", "weight": 1, "due_on": date(2025, 12, 31)} | fields)


def with_values(one: PledgeTarget, **by_quarter) -> PledgeTarget:
    rows = [Progress(quarter=int(name[1:]), value=Decimal(str(value))) for name, value in by_quarter.items()]
    one._prefetched_objects_cache = {"progress": _All(rows)}
    return one


class _All(list):
    def all(self):
        return self


@given(cases)
def test_the_percent_is_100_or_more_exactly_when_the_goal_is_reached(case):
    direction, value, goal = case
    assert (rate(value, goal, direction) >= 100) == reaches(value, goal, direction)


@given(cases)
def test_the_percent_is_never_negative_and_has_two_places(case):
    percent = rate(case[1], case[2], case[0])
    assert percent >= 0
    assert percent == percent.quantize(Decimal("0.01"))


@given(cases, values)
def test_moving_the_way_the_direction_asks_never_lowers_the_percent(case, other):
    direction, value, goal = case
    low, high = sorted((value, other))
    first, second = rate(low, goal, direction), rate(high, goal, direction)
    if direction == "less":
        assert first >= second
    elif direction == "exact":
        nearer, farther = sorted((low, high), key=lambda each: abs(each - goal))
        assert rate(nearer, goal, direction) >= rate(farther, goal, direction)
    else:
        assert first <= second


@given(
    st.sampled_from(["more", "least", "less", "exact"]), values, above_zero, st.sampled_from([1, 10, 1000, 1_000_000])
)
def test_the_unit_of_measure_does_not_change_the_percent(direction, value, goal, size):
    assert rate(value * size, goal * size, direction) == rate(value, goal, direction)


@given(cases)
def test_the_outcome_agrees_with_reaching(case):
    direction, value, goal = case
    assert (outcome(value, goal, direction) == MISSED) == (not reaches(value, goal, direction))


@given(cases)
def test_what_is_handed_to_scoring_divides_to_the_same_percent(case):
    direction, value, goal = case
    actual, plan, is_percent = plan_and_actual(with_values(target(direction=direction, goal=goal), q3=value))
    assert plan > 0
    assert rate(actual, plan, "more") == rate(value, goal, direction)
    assert is_percent == (direction != "more")


@pytest.mark.parametrize(
    ("value", "goal", "direction", "percent"),
    [
        ("12", "10", "least", "100.00"),
        ("9", "10", "least", "90.00"),
        ("10", "10", "exact", "100.00"),
        ("12", "10", "exact", "80.00"),
        ("8", "10", "exact", "80.00"),
        ("25", "10", "exact", "0.00"),
        ("0", "0", "less", "100.00"),
        ("1", "0", "less", "0.00"),
        ("0", "0", "exact", "100.00"),
        ("1", "1", "done", "100.00"),
        ("0", "1", "done", "0.00"),
    ],
)
def test_rate_of_the_other_directions(value, goal, direction, percent):
    assert rate(Decimal(value), Decimal(goal), direction) == Decimal(percent)


@pytest.mark.parametrize(
    ("value", "goal", "direction", "found"),
    [
        (None, 10, "more", UNKNOWN),
        (10, 10, "more", JUST),
        (11, 10, "more", BEYOND),
        (9, 10, "less", BEYOND),
        (0, 0, "less", MOST),
        (1, 0, "less", MISSED),
        (10, 10, "exact", MOST),
        (99, 10, "least", MOST),
        (1, 1, "done", MOST),
    ],
)
def test_outcome(value, goal, direction, found):
    assert outcome(None if value is None else Decimal(value), Decimal(goal), direction) == found


# ── targets without a number, goals of zero ──


ROW = {"name": "Ban hành quy chế", "weight": 1, "due_on": date(2025, 12, 31)}


def test_a_thing_done_or_not_needs_neither_measure_nor_goal():
    made = target_of(ROW | {"direction": "done"}, 0, 2025)
    assert (made.unit_of_measure, made.goal, made.baseline) == ("", Decimal(1), None)


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        (
            {"direction": "done", "unit_of_measure": "văn bản"},
            "unit_of_measure",
            "việc “hoàn thành hay không” không có đơn vị tính; hãy để trống ô này.",
        ),
        (
            {"direction": "done", "goal": 3},
            "goal",
            "việc “hoàn thành hay không” không có mục tiêu bằng số; hãy để trống ô này.",
        ),
        (
            {"direction": "done", "baseline": 2},
            "baseline",
            "năm trước của việc “hoàn thành hay không” là 1 (đã xong), 0 hoặc để trống.",
        ),
        (
            {"direction": "least", "unit_of_measure": "vụ", "goal": 0},
            "goal",
            "mục tiêu bằng 0 thì kết quả nào cũng đạt. Nếu là “không để xảy ra”, hãy chọn “Càng ít càng tốt” hoặc “Đạt "
            "đúng mức”: khi đó chỉ kết quả 0 là đạt.",
        ),
        ({"unit_of_measure": "vụ", "goal": 1, "plan_reference": "x" * 301}, "plan_reference",
         "dẫn chiếu kế hoạch dài quá 300 ký tự."),
    ],
)  # fmt: skip
def test_a_target_that_says_nothing_is_refused_at_its_field(change, field, reason):
    with pytest.raises(WrongTarget) as refused:
        target_of(ROW | change, 0, 2025)
    assert (refused.value.field, refused.value.plain) == (field, reason)


@pytest.mark.parametrize("direction", MAY_BE_ZERO)
def test_a_goal_of_zero_means_none_at_all(direction):
    made = target_of(ROW | {"direction": direction, "unit_of_measure": "vụ", "goal": "0"}, 0, 2025)
    assert [rate(Decimal(value), made.goal, made.direction) for value in (0, 1)] == [Decimal(100), Decimal(0)]


# ── measures and what people type ──


@pytest.mark.parametrize(
    ("typed", "one"),
    [
        ("tỉ đồng", "tỷ đồng"),
        ("Tỷ", "tỷ đồng"),
        ("phần trăm", "%"),
        ("triệu", "triệu đồng"),
        ("m2", "m²"),
        ("hộ", "hộ"),
    ],
)
def test_one_writing_of_a_measure(typed, one):
    assert canonical(typed) == one


def test_money_is_compared_across_its_sizes_and_nothing_else():
    assert same_kind("tỷ đồng", "triệu đồng") == 1000
    assert same_kind("đồng", "tỷ đồng") == Decimal("1E-9")
    assert same_kind("hộ", "tỷ đồng") is None


@pytest.mark.parametrize(
    ("typed", "measure", "number"),
    [
        ("25,8 tỷ", "triệu đồng", "25800"),
        ("25,8", "tỷ đồng", "25.8"),
        ("1.234,5 triệu đồng", "tỷ đồng", "1.2345"),
        ("95 %", "%", "95"),
        ("95%", "%", "95"),
        ("3 nghìn", "hộ", "3000"),
        ("12 hộ", "hộ", "12"),
        ("1.234", "hộ", "1234"),
    ],
)
def test_a_word_behind_a_number_is_understood(typed, measure, number):
    assert AmountField(measure=measure, places=4).clean(typed) == Decimal(number)


@pytest.mark.parametrize(
    ("typed", "measure", "reason"),
    [
        ("95 %", "hộ", "Không hiểu “%” sau số. Đơn vị tính ở đây là hộ; chỉ ghi số, ví dụ 25,8."),
        ("5 tỷ", "", "Chỉ ghi số ở ô này; “tỷ” thuộc ô Đơn vị tính."),
        ("96.5", "%", "Dấu chấm là phần nghìn hay phần thập phân? Viết phần thập phân sau dấu phẩy, ví dụ 96,5."),
        ("chín mươi", "%", "Hãy nhập một số, ví dụ 1.234,5 (dấu phẩy trước phần thập phân)."),
        ("1e5", "%", "Hãy nhập một số, ví dụ 1.234,5 (dấu phẩy trước phần thập phân)."),
    ],
)
def test_a_word_that_does_not_fit_is_refused_with_the_way_to_write(typed, measure, reason):
    with pytest.raises(ValidationError) as refused:
        AmountField(measure=measure, places=4).clean(typed)
    assert refused.value.messages == [reason]


# ── figures that look wrong ──


@pytest.mark.parametrize(
    ("fields", "value", "doubt"),
    [
        (
            {"goal": Decimal(25800), "baseline": Decimal(24000)},
            "25.8",
            "25,8 tỷ đồng chỉ bằng một phần 930 năm trước (24.000 tỷ đồng): có thể nhầm đơn vị tính (nghìn, triệu, tỷ).",
        ),
        (
            {"goal": Decimal(100)},
            "100000",
            "100.000 tỷ đồng gấp 1.000 lần mục tiêu (100 tỷ đồng): có thể nhầm đơn vị tính (nghìn, triệu, tỷ).",
        ),
        (
            {"goal": Decimal(95), "unit_of_measure": "%"},
            "0.95",
            "0,95 % nghĩa là chưa đến 1 phần trăm. Nếu là tỷ số 0,95 thì ghi 95.",
        ),
        (
            {"goal": Decimal(95), "unit_of_measure": "%"},
            "965",
            "965 % vượt xa 100 %: có thể thiếu dấu phẩy thập phân.",
        ),
        ({"goal": Decimal(95), "unit_of_measure": "%"}, "60", ""),
        ({"goal": Decimal("0.5"), "unit_of_measure": "%", "direction": "less"}, "0.4", ""),
        ({"goal": Decimal(100)}, "0", ""),
        ({"goal": Decimal(0), "direction": "less"}, "3", ""),
        ({"goal": Decimal(100)}, "4", ""),
    ],
)
def test_a_result_out_of_all_proportion_is_doubted_with_the_likely_slip(fields, value, doubt):
    assert of_value(target(**fields), Decimal(value)) == doubt


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"goal": Decimal(90), "baseline": Decimal(95), "unit_of_measure": "%"},
            ["Mục tiêu thấp hơn kết quả năm trước (95 %); nên ghi lý do trong cam kết."],
        ),
        (
            {"goal": Decimal(9), "baseline": Decimal(8), "unit_of_measure": "vụ", "direction": "less"},
            ["Mục tiêu cao hơn kết quả năm trước (8 vụ); nên ghi lý do trong cam kết."],
        ),
        ({"goal": Decimal("0.95"), "unit_of_measure": "%"}, ["Mục tiêu 0,95 %: nếu là tỷ số 0,95 thì ghi 95 %."]),
        (
            {"goal": Decimal("25.8"), "baseline": Decimal(24000)},
            [
                "Mục tiêu thấp hơn kết quả năm trước (24.000 tỷ đồng); nên ghi lý do trong cam kết.",
                "Mục tiêu và năm trước chênh nhau 930 lần: có thể nhầm đơn vị tính (nghìn, triệu, tỷ).",
            ],
        ),
        ({"goal": Decimal(5), "baseline": Decimal(0)}, []),
        ({"goal": Decimal(0), "baseline": Decimal(3), "direction": "less"}, []),
        ({"goal": Decimal(1), "direction": "done", "unit_of_measure": ""}, []),
    ],
)
def test_what_is_pointed_out_in_a_goal(fields, words):
    assert of_goal(target(**fields)) == words


def test_the_goal_of_a_whole_is_held_against_the_sum_of_its_members_in_any_size_of_money():
    whole = target(goal=Decimal("25.8"))
    members = [(Decimal(9_000_000), "triệu đồng"), (Decimal(16_800), "tỷ đồng")]
    assert of_sum(whole, members) == (
        "Tổng của 2 đơn vị là 25.800 tỷ đồng, còn mục tiêu chung là 25,8 tỷ đồng: chênh 1.000 lần, có thể nhầm đơn vị "
        "tính (nghìn, triệu, tỷ)."
    )
    assert of_sum(target(goal=Decimal(25800)), members) == ""
    assert of_sum(whole, members[:1]) == ""
    assert of_sum(whole, [(Decimal(9), "hộ")] * 3) == ""


def test_one_member_out_of_line_is_named_and_the_others_are_not():
    figures = {"a": (Decimal(900), "tỷ đồng"), "b": (Decimal(1000), "tỷ đồng"), "c": (Decimal("1.1"), "tỷ đồng")}
    assert among_members(figures) == {
        "c": "Chênh 818 lần so với đơn vị ở giữa: có thể nhầm đơn vị tính (nghìn, triệu, tỷ)."
    }


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"baseline": Decimal(80)}, "tăng 20 tỷ đồng (25 %)."),
        ({"baseline": Decimal(0)}, "tăng 100 tỷ đồng; năm trước bằng 0 nên không tính được tỷ lệ."),
        ({"baseline": Decimal(100)}, "bằng năm trước."),
        ({"baseline": Decimal(101), "unit_of_measure": "%"}, "giảm 1 điểm phần trăm."),
        ({}, ""),
    ],
)
def test_the_comparison_with_last_year(fields, words):
    assert against_last_year(target(**fields), Decimal(100)) == words


# ── forecast in words ──


def test_the_forecast_explains_itself_and_stays_silent_where_nothing_is_known():
    assert forecast_words(with_values(target(), q2=40)) == "Chưa dự báo được: cần kết quả của ít nhất hai quý."
    assert forecast_words(with_values(target(), q2=40, q3=65)) == (
        "Từ quý 2 đến quý 3, kết quả đi từ 40 đến 65; nếu giữ đà ấy, hết quý 4 khoảng 90 tỷ đồng (90 % mục tiêu): chưa "
        "đạt mục tiêu. Đây là ước tính, không phải kết quả."
    )
    assert forecast_words(with_values(target(), q3=40, q4=65)) == "Đã có kết quả của quý đến hạn, không cần dự báo."
    done = target(direction="done", unit_of_measure="", goal=Decimal(1))
    assert forecast_words(with_values(done, q1=0, q2=0)) == (
        "Chưa dự báo: chỉ tiêu hoàn thành hay không thì không tính theo đà được."
    )


def test_a_percentage_is_not_forecast_beyond_100():
    share = target(unit_of_measure="%", goal=Decimal(95))
    words = forecast_words(with_values(share, q2=80, q3=95))
    assert words.split("hết quý 4 khoảng ")[1].split(" (")[0] == "100 %"
