"""Rubrics: every worked example of our data, undefined results, hostile figures, ranking and ties."""

import random
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rulebook.choices import with_choices
from rulebook.formulas import ScoringError
from rulebook.quotas import bloc_quota, load_quotas, total_quota
from rulebook.rubrics import Rubric, load_rubric
from rulebook.scoring import rank_units, score_unit

RUBRICS = ("can_tho_157_2025", "hung_yen_2021")
QUOTAS = ("quang_ninh_2017", "hung_yen_2021_quotas")
EXAMPLES = [(code, each) for code in RUBRICS for each in load_rubric(code).worked_examples]
QUOTA_EXAMPLES = [(code, each) for code in QUOTAS for each in load_quotas(code).worked_examples]
FULL = {
    "recipients": 1000,
    "accounts": 850,
    "cards": 680,
    "cashless": 700,
    "survey_yes": 50,
    "communication_evidence": True,
    "data_percent": 100,
}


@pytest.mark.parametrize(("code", "example"), EXAMPLES, ids=lambda value: getattr(value, "name", value))
def test_worked_example_of_a_rubric_is_reproduced(code, example):
    rubric = load_rubric(code)
    if example.agreed:
        rubric = rubric.with_agreed_marks(example.agreed)
    rubric = with_choices(rubric, example.choices)
    score = score_unit(rubric, example.given)
    assert {each: score.points(each) for each in example.points} == example.points
    assert {each: score.lines[each].bonus for each in example.bonus_of} == example.bonus_of
    assert score.marks == {each: line.points for each, line in score.lines.items()}
    assert example.bonus is None or score.bonus == example.bonus
    assert example.deductions is None or score.deductions == example.deductions
    assert example.total is None or score.total == example.total


@pytest.mark.parametrize(("code", "example"), QUOTA_EXAMPLES, ids=lambda value: getattr(value, "name", value))
def test_worked_example_of_a_quota_table_is_reproduced(code, example):
    table = load_quotas(code)
    quota = (
        total_quota(table, example.given["blocs"]) if "blocs" in example.given else bloc_quota(table, **example.given)
    )
    assert {name: getattr(quota, name) for name in example.expect} == example.expect


def test_quota_that_depends_on_what_the_source_leaves_open_stays_open():
    table = load_quotas("quang_ninh_2017")
    quota = bloc_quota(table, "bloc_in_provincial_cluster", 9)
    assert quota.certificates_max is None
    assert "cần người có thẩm quyền xem xét" in quota.how_vi
    assert bloc_quota(table, "bloc_in_provincial_cluster", 9, same_unit_takes_both=True).certificates_max == 4
    assert bloc_quota(table, "bloc_in_provincial_cluster", 9, same_unit_takes_both=False).certificates_max == 3


def test_quota_refuses_impossible_numbers():
    table = load_quotas("quang_ninh_2017")
    with pytest.raises(ValueError, match="units is 0"):
        bloc_quota(table, "level_below", 0)
    with pytest.raises(KeyError, match="no scope 'x'"):
        bloc_quota(table, "x", 3)
    with pytest.raises(ValueError, match="use bloc_quota"):
        total_quota(table, {"level_below": 2})


def test_gate_not_met_makes_the_item_zero_and_gate_unknown_leaves_it_undefined():
    rubric = load_rubric("can_tho_157_2025")
    assert score_unit(rubric, {**FULL, "communication_evidence": False}).points("I.1") == 0
    without = {key: value for key, value in FULL.items() if key != "communication_evidence"}
    score = score_unit(rubric, without)
    assert score.points("I.1") is None
    assert score.total is None
    assert score.undefined["I.1"].startswith("Chưa xác nhận điều kiện")


def test_small_sample_is_undefined_because_the_plan_is_silent():
    score = score_unit(load_rubric("can_tho_157_2025"), {**FULL, "survey_yes": 20, "survey_size": 30})
    assert score.undefined["I.1"] == "Chỉ có 30 người, văn bản không nêu cách tính khi dưới 50 người"


def test_zero_recipients_is_undefined_not_a_crash():
    score = score_unit(
        load_rubric("can_tho_157_2025"), {**FULL, "recipients": 0, "accounts": 0, "cards": 0, "cashless": 0}
    )
    assert score.undefined["I.2"] == "Chỉ tiêu bằng 0, văn bản không nêu cách tính"
    assert score.total is None


def test_rounding_is_half_up_and_exact():
    rubric = load_rubric("can_tho_157_2025")
    assert score_unit(rubric, {**FULL, "recipients": 3, "accounts": 1, "cards": 0, "cashless": 0}).points(
        "I.2"
    ) == Decimal("13.33")
    assert score_unit(rubric, {**FULL, "recipients": 16000, "accounts": 2, "cards": 0}).points("I.2") == Decimal("0.01")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("accounts", float("nan")),
        ("accounts", "nhiều"),
        ("accounts", -1),
        ("accounts", float("inf")),
        ("accounts", True),
        ("accounts", "1e999999999"),
        ("survey_yes", 51),
        ("survey_yes", 1.5),
        ("communication_evidence", "có"),
        ("chua_biet", 1),
    ],
)
def test_hostile_figure_is_refused_by_name(key, value):
    with pytest.raises(ScoringError, match=key):
        score_unit(load_rubric("can_tho_157_2025"), {**FULL, key: value})


def test_letter_without_agreed_mark_is_undefined():
    rubric = load_rubric("hung_yen_2021").with_agreed_marks(
        [{"code": "a", "group": "I", "base": 10, "kind": "qualitative"}]
    )
    assert score_unit(rubric, {"a.grade": "A"}).points("a") == 10
    score = score_unit(rubric, {"a.grade": "C"})
    assert score.undefined["a"] == "Cụm, khối chưa thống nhất điểm của mức C"
    with pytest.raises(ScoringError, match="not one of A, B, C, D"):
        score_unit(rubric, {"a.grade": "E"})


def test_groups_without_agreed_marks_leave_the_total_undefined():
    score = score_unit(load_rubric("hung_yen_2021"), {"T2": True})
    assert score.total is None
    assert score.undefined["I"] == "Cụm, khối chưa thống nhất nội dung và thang điểm"


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ({"code": "a", "group": "IV", "base": 1, "kind": "direct"}, "'IV' is not one of"),
        ({"code": "a", "group": "I", "base": 1, "kind": "guess"}, "kind 'guess' is not known"),
        ({"group": "I", "base": 1, "kind": "direct"}, "agreed item needs a code"),
        ({"code": "a", "group": "I", "kind": "direct"}, "a has a formula but no maximum"),
        ({"code": "a", "group": "I", "base": -1, "kind": "direct"}, "greater than or equal to 0"),
        ({"code": "a", "group": "I", "base": float("nan"), "kind": "direct"}, "finite number"),
        ({"code": "a", "group": "I", "base": 1, "kind": "direct", "x": 1}, "unknown field 'x'"),
        ({"code": "T2", "group": "I", "base": 1, "kind": "direct"}, "stands twice"),
    ],
)
def test_agreed_item_that_cannot_be_is_refused(item, message):
    with pytest.raises(ValueError, match=message):
        load_rubric("hung_yen_2021").with_agreed_marks([item])


def test_warned_leader_costs_marks_and_bars_the_unit_from_awards():
    rubric = load_rubric("hung_yen_2021").with_agreed_marks([{"code": "a", "group": "I", "base": 10, "kind": "direct"}])
    score = score_unit(rubric, {"a.mark": 10, "P20a": True})
    assert score.deductions == 20
    assert score.disqualified_vi == (
        "Lãnh đạo bị kỷ luật từ cảnh cáo trở lên, không đề nghị Cờ thi đua hoặc Bằng khen",
    )


def test_heading_must_print_the_sum_of_its_children():
    plain = load_rubric("can_tho_157_2025").model_dump(by_alias=True)
    plain["criteria"][0]["max"] = 114
    with pytest.raises(ValueError, match="prints a maximum of 114 but its children add up to 115"):
        Rubric.model_validate(plain)


def tiny(scoring):
    plain = load_rubric("hung_yen_2021").model_dump(by_alias=True)
    plain |= {"criteria": [{"code": "a", "name_vi": "a", "max": 10, "scoring": scoring}], "groups_agreed_later": []}
    plain |= {"bonuses": [], "deductions": [], "worked_examples": []}
    return Rubric.model_validate(plain)


def test_leader_relative_gives_half_at_target_and_all_to_the_leader():
    rubric = tiny({"type": "leader_relative", "achieved": "x", "target": "t"})
    units = [{"x": 90, "t": 100}, {"x": 100, "t": 100}, {"x": 110, "t": 100}, {"x": 120, "t": 100}]
    assert [score_unit(rubric, unit, units).points("a") for unit in units] == [
        Decimal("4.50"),
        Decimal("5.00"),
        Decimal("7.50"),
        Decimal("10.00"),
    ]
    assert score_unit(rubric, units[2], [{"x": None, "t": 100}]).undefined["a"].startswith("Chưa đủ số liệu")


def test_ladder_by_date_counts_the_border_day_and_a_missing_document():
    bands = [{"to": "2022-02-28", "points": 1}, {"from": "2022-03-01", "to": "2022-03-31", "points": "0.5"}]
    bands.append({"from": "2022-04-01", "points": 0})
    rubric = tiny({"type": "ladder_date", "value": "d", "bands": bands, "missing_points": 0})
    days = ("2022-02-28", "2022-03-01", "2022-03-31", "2022-04-01", "missing")
    assert [score_unit(rubric, {"d": day}).points("a") for day in days] == [1, Decimal("0.5"), Decimal("0.5"), 0, 0]
    with pytest.raises(ScoringError, match="d: '31/3/2022'"):
        score_unit(rubric, {"d": "31/3/2022"})


def test_value_in_a_gap_or_in_two_bands_is_undefined():
    gap = tiny(
        {"type": "ladder_percent", "value": "p", "bands": [{"below": 50, "points": 0}, {"from": 60, "points": 1}]}
    )
    assert score_unit(gap, {"p": 55}).undefined["a"] == "Giá trị nằm ngoài các mức văn bản nêu"
    both = tiny({"type": "ladder_percent", "value": "p", "bands": [{"to": 50, "points": 0}, {"from": 50, "points": 1}]})
    assert score_unit(both, {"p": 50}).undefined["a"] == "Giá trị thuộc hai mức cùng lúc"


def scores(**survey):
    rubric = load_rubric("can_tho_157_2025")
    return {key: score_unit(rubric, {**FULL, "survey_yes": yes}) for key, yes in survey.items()}


def test_tie_is_broken_by_the_chain_and_says_how():
    rubric = load_rubric("can_tho_157_2025")
    ties = {
        "a": {"accounts_and_cards": 10, "account_transfers": 5},
        "b": {"accounts_and_cards": 10, "account_transfers": 7},
        "c": {"accounts_and_cards": 12},
    }
    ranked = rank_units(scores(a=40, b=40, c=40, d=50), ties, rubric)
    assert [(unit.key, unit.rank, unit.needs_vote) for unit in ranked] == [
        ("d", 1, False),
        ("c", 2, False),
        ("b", 3, False),
        ("a", 4, False),
    ]
    assert ranked[2].how_vi == (
        "Bằng điểm, xét số tài khoản mở mới và thẻ được phát hành nhiều hơn: 10; "
        "xét số lượt chi trả hằng tháng qua tài khoản nhiều hơn: 7"
    )
    assert ranked[1].tie_group == ("a", "b", "c")


def test_unbroken_tie_shares_the_rank_and_asks_for_a_vote():
    rubric = load_rubric("can_tho_157_2025")
    same = {"accounts_and_cards": 1, "account_transfers": 1, "updated_record_rate": 1}
    ranked = rank_units(scores(a=40, b=40, c=30), {"a": same, "b": same}, rubric)
    assert [(unit.key, unit.rank, unit.needs_vote) for unit in ranked] == [
        ("a", 1, True),
        ("b", 1, True),
        ("c", 3, False),
    ]
    assert ranked[0].how_vi.endswith("vẫn bằng nhau: bỏ phiếu")


def test_missing_tie_value_is_not_taken_for_zero():
    ranked = rank_units(scores(a=40, b=40), {"a": {"accounts_and_cards": 3}}, load_rubric("can_tho_157_2025"))
    assert [(unit.rank, unit.needs_vote) for unit in ranked] == [(1, True), (1, True)]
    assert "thiếu số liệu" in ranked[0].how_vi


def test_unit_with_an_undefined_total_is_listed_without_a_rank():
    units = scores(a=40) | {"b": score_unit(load_rubric("can_tho_157_2025"), {})}
    ranked = rank_units(units, {}, load_rubric("can_tho_157_2025"))
    assert [(unit.key, unit.rank) for unit in ranked] == [("a", 1), ("b", None)]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine draws slowly
@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=12), st.randoms()
)
def test_ranking_does_not_depend_on_the_order_of_the_units(rows, shuffle: random.Random):
    rubric = load_rubric("can_tho_157_2025")
    base = {yes: score_unit(rubric, {**FULL, "survey_yes": yes}) for yes in range(6)}
    units = {f"u{i:02d}": base[row[0]] for i, row in enumerate(rows)}
    names = ("accounts_and_cards", "account_transfers")
    ties = {
        f"u{i:02d}": {**dict(zip(names, row[1:], strict=True)), "updated_record_rate": 1} for i, row in enumerate(rows)
    }
    items = list(units.items())
    shuffle.shuffle(items)
    assert rank_units(dict(items), ties, rubric) == rank_units(units, ties, rubric)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 50), st.integers(0, 50))
def test_more_positive_answers_never_cost_marks(one, two):
    rubric = load_rubric("can_tho_157_2025")
    low, high = (score_unit(rubric, {**FULL, "survey_yes": yes}).total for yes in sorted((one, two)))
    assert low <= high


def test_score_is_plain_data_with_texts_for_numbers():
    plain = score_unit(load_rubric("can_tho_157_2025"), FULL).to_dict()
    assert plain["total"] == "89.00"
    assert [line["code"] for line in plain["lines"]][:3] == ["I", "I.1", "I.2"]


def test_unknown_rubric_is_a_key_error():
    for code in ("khong_co", "../secret"):
        with pytest.raises(KeyError, match="no rubric"):
            load_rubric(code)
