"""Every family of scoring formulas: what it gives, its edge cases, and what stays undefined."""

from decimal import Decimal

import pytest

from rulebook.choices import with_choices
from rulebook.proportional import MIXED, MIXED_CLUSTER, NOT_ALL
from rulebook.rubrics import Rubric
from rulebook.scoring import ScoringError, score_cluster, score_unit

SOURCE = {"url": "https://example.vn", "form": "full", "completeness_vi": "Đủ"}
TWO_PLACES = {"places": 2, "stated": True, "note_vi": ""}


def table(*criteria, **more):
    """A rubric of these criteria; one without a code is the item "a" of 10 marks."""
    items = [{"code": "a", "name_vi": "Mục a", "max": 10, **each} for each in criteria]
    plain = {"code": "t", "title_vi": "t", "issuer_vi": "t", "year": 2025, "applies_to_vi": "t", "status": "draft"}
    plain |= {"source": SOURCE, "rounding": TWO_PLACES, "criteria": items, **more}
    return Rubric.model_validate(plain)


def one(scoring, **more):
    return table({"scoring": scoring, **more})


def mark(rubric, **figures):
    return score_unit(rubric, figures).points("a")


def why(rubric, **figures):
    return score_unit(rubric, figures).undefined["a"]


def cluster(rubric, **units):
    scores = score_cluster(rubric, units)
    return {key: scores[key].points("a") for key in units}


# --- sum_children ---------------------------------------------------------------------------------------------------


DIRECT = {"type": "direct", "value": "x"}
OTHER = {"type": "direct", "value": "y"}


def test_a_heading_with_marks_of_its_own_adds_them_to_its_children():
    child = {"code": "a.1", "name_vi": "con", "max": 4, "scoring": OTHER}
    rubric = table({"max": 10, "own_max": 6, "scoring": DIRECT, "children": [child]})
    score = score_unit(rubric, {"x": 5, "y": 3})
    assert (score.points("a"), score.points("a.own"), score.points("a.1"), score.total) == (8, 5, 3, 8)
    with pytest.raises(ValueError, match="has both a formula and children"):
        table({"max": 10, "scoring": DIRECT, "children": [child]})
    with pytest.raises(ValueError, match="children add up to 9"):
        table({"max": 10, "own_max": 5, "scoring": DIRECT, "children": [child]})


def test_a_printed_total_that_differs_is_asked_and_either_answer_holds():
    children = [
        {"code": f"a.{value}", "name_vi": value, "max": 6, "scoring": {"type": "direct", "value": value}}
        for value in ("x", "y")
    ]
    rubric = table({"max": 12, "printed_max": 10, "children": children}, tie_break=[{"kind": "vote", "text_vi": "v"}])
    summed = with_choices(rubric, {"a.printed_max": "sum"})
    capped = with_choices(rubric, {"a.printed_max": "cap"})
    full = {"x": 6, "y": 5.5}
    assert score_unit(summed, full).total == Decimal("11.5")
    assert score_unit(capped, full).total == 10
    assert score_unit(capped, full).cuts == {"cap.a": Decimal("1.5")}
    assert score_unit(capped, {"x": 6, "y": 4}).cuts == {}


def test_a_heading_shown_only_in_part_has_no_total():
    child = {"code": "a.1", "name_vi": "con", "max": 4, "scoring": OTHER}
    rubric = table({"max": 10, "children_complete": False, "children": [child]})
    score = score_unit(rubric, {"y": 4})
    assert (score.points("a.1"), score.points("a"), score.total) == (4, None, None)
    assert score.undefined == {"a": "Bản đã đọc thiếu một số mục con"}
    listed = with_choices(rubric, {"a.items": "as_listed"})
    assert (score_unit(listed, {"y": 4}).total, listed.criteria[0].max) == (4, 4)


# --- proportional families -------------------------------------------------------------------------------------------


def ratio(kind, **more):
    return one({"type": kind, "achieved": "x", "target": "t", **more})


def test_proportional_is_clamped_at_the_base_unless_the_table_says_otherwise():
    assert mark(ratio("proportional_to_target"), x=90, t=100) == 9
    assert mark(ratio("proportional_to_target"), x=120, t=100) == 10
    assert mark(ratio("proportional_to_target", clamp_high=None), x=120, t=100) == 12
    assert mark(ratio("proportional_to_target", clamp_high=11), x=120, t=100) == 11
    assert mark(ratio("proportional_to_target", clamp_low=2), x=10, t=100) == 2


def test_target_zero_or_missing_and_a_zero_result_of_an_inverse_target_are_undefined():
    rubric = ratio("proportional_to_target")
    assert why(rubric, x=5, t=0) == "Chỉ tiêu bằng 0, văn bản không nêu cách tính"
    assert why(rubric, x=5) == "Chưa có số liệu “t”"
    inverse = ratio("proportional_to_target", inverse=True)
    assert why(inverse, x=0, t=2) == "Kết quả bằng 0 ở chỉ tiêu càng thấp càng tốt, văn bản không nêu cách tính"
    assert mark(inverse, x="2.5", t="2.0") == 8


def test_a_percentage_beside_a_fraction_is_flagged_and_the_marks_stand():
    rubric = ratio("proportional_to_target")
    assert score_unit(rubric, {"x": 100, "t": "0.9"}).warnings == {"a": (MIXED,)}
    assert score_unit(rubric, {"x": "0.85", "t": 90}).warnings == {"a": (MIXED,)}
    assert score_unit(rubric, {"x": 1, "t": "0.9"}).warnings == {}
    assert score_unit(rubric, {"x": 3, "t": 90}).warnings == {}


def test_bonus_split_caps_the_item_before_the_group_and_adds_the_bonus_after_the_base():
    split = {"type": "proportional_with_bonus_split", "item_cap_percent": 10}
    items = [
        {"code": code, "name_vi": code, "max": 100, "scoring": {**split, "achieved": f"{code}x", "target": f"{code}t"}}
        for code in "abc"
    ]
    rubric = table(*items, quantitative_bonus_cap=20)
    score = score_unit(rubric, {"ax": 300, "at": 100, "bx": 109, "bt": 100, "cx": 104, "ct": 100})
    assert [score.lines[code].bonus for code in "abc"] == [10, 9, 4]
    assert (score.base, score.bonus, score.total) == (300, 20, 320)


def test_over_achievement_has_no_cap_unless_one_is_stated():
    assert mark(ratio("over_achievement_proportional"), x=250, t=100) == 25
    assert mark(ratio("over_achievement_proportional", cap=15), x=250, t=100) == 15


# --- leader_relative --------------------------------------------------------------------------------------------------


LEADER = ratio("leader_relative")


def test_between_target_and_leader_the_second_half_follows_the_surplus():
    assert cluster(
        LEADER, a={"x": 90, "t": 100}, b={"x": 100, "t": 100}, c={"x": 110, "t": 100}, d={"x": 140, "t": 100}
    ) == {
        "a": Decimal("4.5"),
        "b": 5,
        "c": Decimal("6.25"),
        "d": 10,
    }


def test_every_unit_with_the_highest_surplus_is_a_leader():
    assert cluster(LEADER, a={"x": 120, "t": 100}, b={"x": 60, "t": 50}, c={"x": "1.2", "t": 1}) == {
        "a": 10,
        "b": 10,
        "c": 10,
    }


def test_nobody_above_target_leaves_everybody_at_half_or_less():
    assert cluster(LEADER, a={"x": 100, "t": 100}, b={"x": 0, "t": 100}) == {"a": 5, "b": 0}


def test_units_without_a_target_are_compared_with_each_other_only():
    marks = cluster(LEADER, a={"x": 30, "t": 0}, b={"x": 10, "t": 0}, c={"x": 0, "t": 0}, d={"x": 101, "t": 100})
    assert marks == {"a": 10, "b": Decimal("3.33"), "c": 0, "d": 10}
    strict = ratio("leader_relative", no_target="undefined")
    assert why(strict, x=30, t=0) == "Chỉ tiêu bằng 0, văn bản không nêu cách tính"


def test_one_changed_figure_recomputes_the_whole_cluster():
    units = {"a": {"x": 110, "t": 100}, "b": {"x": 120, "t": 100}}
    assert cluster(LEADER, **units) == {"a": Decimal("7.5"), "b": 10}
    assert cluster(LEADER, **units, late={"x": 200, "t": 100}) == {"a": Decimal("5.5"), "b": 6, "late": 10}


def test_while_somebody_has_not_reported_only_marks_that_cannot_change_are_given():
    scores = score_cluster(
        LEADER, {"a": {"x": 110, "t": 100}, "b": {"x": 90, "t": 100}, "c": {"t": 100}, "d": {"x": 5, "t": 0}}
    )
    assert scores["a"].undefined == {"a": NOT_ALL}
    assert scores["b"].points("a") == Decimal("4.5")
    assert scores["c"].undefined == {"a": "Chưa có số liệu “x”"}
    assert scores["d"].points("a") == 10
    waiting = score_cluster(LEADER, {"d": {"x": 5, "t": 0}, "e": {"t": 0}, "f": {"x": 5}})
    assert waiting["d"].undefined == {"a": NOT_ALL}


def test_a_unit_alone_with_no_cluster_known_is_not_its_own_leader():
    assert why(LEADER, x=110, t=100) == NOT_ALL
    assert cluster(LEADER, only={"x": 110, "t": 100}) == {"only": 10}


def test_percent_and_fraction_mixed_in_one_criterion_are_flagged_for_everybody():
    scores = score_cluster(LEADER, {"a": {"x": 100, "t": 90}, "b": {"x": 1, "t": "0.9"}})
    assert {key: scores[key].points("a") for key in scores} == {"a": 10, "b": 10}
    assert {key: scores[key].warnings for key in scores} == {
        "a": {"a": (MIXED_CLUSTER,)},
        "b": {"a": (MIXED_CLUSTER,)},
    }


# --- ladders ----------------------------------------------------------------------------------------------------------


def test_percent_above_100_is_refused_for_a_share_and_read_by_the_bands_otherwise():
    bands = [{"below": 100, "points": 0}, {"from": 100, "points": 10}]
    assert mark(one({"type": "ladder_percent", "value": "p", "bands": bands}), p=130) == 10
    with pytest.raises(ScoringError, match="p: 130% is more than 100%"):
        mark(one({"type": "ladder_percent", "value": "p", "bands": bands, "share": True}), p=130)
    closed = [{"from": 0, "below": 90, "points": 0}, {"from": 90, "to": 100, "points": 10}]
    assert (
        why(one({"type": "ladder_percent", "value": "p", "bands": closed}), p=130)
        == "Giá trị nằm ngoài các mức văn bản nêu"
    )


def test_bands_that_touch_twice_and_a_gap_are_undefined():
    twice = one({"type": "ladder_percent", "value": "p", "bands": [{"to": 50, "points": 0}, {"from": 50, "points": 5}]})
    assert why(twice, p=50) == "Giá trị thuộc hai mức cùng lúc"
    gap = one({"type": "ladder_percent", "value": "p", "bands": [{"to": 50, "points": 0}, {"from": 51, "points": 5}]})
    assert why(gap, p="50.5") == "Giá trị nằm ngoài các mức văn bản nêu"


def test_a_percentage_typed_as_a_fraction_is_flagged():
    rubric = one(
        {"type": "ladder_percent", "value": "p", "bands": [{"below": 50, "points": 0}, {"from": 50, "points": 5}]}
    )
    assert list(score_unit(rubric, {"p": "0.95"}).warnings) == ["a"]
    assert score_unit(rubric, {"p": 0}).warnings == {}


DATES = [
    {"to": "2025-08-31", "points": 10},
    {"from": "2025-09-01", "to": "2025-12-31", "points": 5},
    {"from": "2026-01-01", "points": 0},
]


def test_a_deadline_on_a_day_off_waits_for_a_choice_and_only_where_it_matters():
    rubric = one({"type": "ladder_date", "value": "d", "bands": DATES, "missing_points": 0})
    assert mark(rubric, d="2025-08-31") == 10  # a Sunday
    assert why(rubric, d="2025-09-03").startswith("Hạn 31/08/2025 là ngày nghỉ")
    assert mark(rubric, d="2025-09-04") == 5
    assert mark(with_choices(rubric, {"a.day_off": "as_printed"}), d="2025-09-03") == 5
    assert mark(with_choices(rubric, {"a.day_off": "next_working_day"}), d="2025-09-03") == 10
    assert mark(with_choices(rubric, {"a.day_off": "next_working_day"}), d="2025-09-04") == 5


def test_a_day_of_the_next_year_a_missing_document_and_a_figure_not_given_are_three_things():
    rubric = one({"type": "ladder_date", "value": "d", "bands": DATES, "missing_points": 0})
    assert mark(rubric, d="2025-12-31") == 5
    assert mark(rubric, d="2026-01-01") == 0
    assert mark(rubric, d="missing") == 0
    assert why(rubric) == "Chưa có số liệu “d”"
    silent = one({"type": "ladder_date", "value": "d", "bands": DATES})
    with pytest.raises(ScoringError, match="'missing' is not a day"):
        mark(silent, d="missing")


LATE = [{"from": 0, "to": 0, "points": 2}, {"from": 1, "to": 2, "points": 1}, {"from": 5, "points": 0}]


def test_days_late_need_a_choice_of_working_or_calendar_days_and_a_gap_stays_undefined():
    rubric = one({"type": "ladder_days_late", "value": "late", "bands": LATE})
    assert mark(rubric, late=0) == 2
    assert why(rubric, late=1) == "Chưa chọn tính chậm theo ngày làm việc hay ngày lịch"
    chosen = with_choices(rubric, {"a.counts": "working"})
    assert mark(chosen, late=1) == 1
    assert why(chosen, late=3) == "Giá trị nằm ngoài các mức văn bản nêu"
    assert mark(chosen, late=[0, 2, 7]) == 3
    assert score_unit(chosen, {"late": 2}).lines["a"].how_vi == "Chậm 2 ngày làm việc"


def test_two_counters_are_read_together_and_an_uncovered_pair_is_undefined():
    counters = [{"value": "m", "text_vi": "tháng"}, {"value": "q", "text_vi": "quý"}]
    rows = [
        {"all": [{"counter": "m", "to": 0}, {"counter": "q", "to": 0}], "points": 8},
        {"any": [{"counter": "m", "from": 3, "to": 3}, {"counter": "q", "from": 1, "to": 1}], "points": 4},
    ]
    rubric = one({"type": "ladder_count_missing", "counters": counters, "rows": rows})
    assert [mark(rubric, m=m, q=q) for m, q in ((0, 0), (3, 0), (0, 1), (3, 1), (2, 1))] == [8, 4, 4, 4, 4]
    assert why(rubric, m=1, q=0) == "Văn bản không có mức cho trường hợp này (tháng: 1, quý: 0)"
    uncovered = list(rubric.items()[0].scoring.uncovered(2))
    assert uncovered == [{"m": 0, "q": 2}, {"m": 1, "q": 0}, {"m": 1, "q": 2}, {"m": 2, "q": 0}, {"m": 2, "q": 2}]
    with pytest.raises(ValueError, match="the counter 'z' is not listed"):
        one({"type": "ladder_count_missing", "counters": counters, "rows": [{"all": [{"counter": "z"}], "points": 1}]})


def test_workload_selects_the_row_and_a_rate_the_column():
    early = [{"below": 90, "points": -2}, {"from": 90, "points": 3}]
    kinder = [{"below": 80, "points": -1}, {"from": 80, "points": 5}]
    tiers = [{"to": 1000, "bands": early}, {"above": 1000, "to": 5000, "bands": kinder}]
    rubric = one({"type": "tier_by_volume", "volume": "files", "value": "rate", "tiers": tiers})
    given = ((1000, 89), (1000, 90), (1001, 85), (5000, 79))
    assert [mark(rubric, files=files, rate=rate) for files, rate in given] == [-2, 3, 5, -1]
    assert why(rubric, files=5001, rate=99) == "Khối lượng 5.001 nằm ngoài các nhóm văn bản nêu"


# --- answers, letters, typed marks -------------------------------------------------------------------------------------


def test_pass_fail_gives_all_or_nothing():
    rubric = one({"type": "pass_fail", "value": "done"})
    assert [mark(rubric, done=True), mark(rubric, done=False)] == [10, 0]
    assert why(rubric) == "Chưa có số liệu “done”"


def test_letters_wait_for_the_marks_the_bloc_agrees():
    rubric = one({"type": "graded_letter", "value": "l", "grades": {"B": None, "C": None, "D": None}})
    assert mark(rubric, l="A") == 10
    assert why(rubric, l="B") == "Cụm, khối chưa thống nhất điểm của mức B"
    agreed = with_choices(rubric, {"a.grades": {"B": 8, "C": 5, "D": 2}})
    assert [mark(agreed, l=letter) for letter in "ABCD"] == [10, 8, 5, 2]


def test_a_direct_mark_keeps_to_the_maximum_and_to_the_step():
    rubric = table({"scoring": DIRECT}, mark_step=Decimal("0.25"))
    assert mark(rubric, x="9.75") == Decimal("9.75")
    with pytest.raises(ScoringError, match=r"x: 7,3 is not a multiple of 0,25"):
        mark(rubric, x="7.3")
    with pytest.raises(ScoringError, match=r"x: 10,25 is more than the maximum 10"):
        mark(rubric, x="10.25")


def test_a_mark_of_another_body_names_it():
    rubric = one({"type": "external_assessor", "value": "x", "assessor_vi": "Sở Nội vụ"})
    assert score_unit(rubric, {"x": 7}).lines["a"].how_vi == "Điểm do Sở Nội vụ chấm"
    assert why(rubric) == "Chưa có số liệu “x”"


def test_a_closed_gate_is_zero_whatever_the_figures_for_an_item_and_for_a_heading():
    gate = {"value": "g", "text_vi": "có kế hoạch"}
    child = {"code": "a.1", "name_vi": "con", "max": 10, "scoring": DIRECT}
    for criterion in ({"scoring": DIRECT, "gate": gate}, {"children": [child], "gate": gate}):
        rubric = table(criterion)
        assert score_unit(rubric, {"x": 9, "g": False}).total == 0
        assert score_unit(rubric, {"x": 9, "g": True}).total == 9
        assert score_unit(rubric, {"x": 9}).undefined == {"a": "Chưa xác nhận điều kiện: có kế hoạch"}


def test_a_survey_gives_a_mark_an_answer_and_a_small_one_waits_for_a_choice():
    rubric = one({"type": "sample_survey", "positive": "yes", "size": "asked", "sample": 50, "mark_yes": "0.2"})
    assert mark(rubric, yes=45, asked=50) == 9
    assert why(rubric, yes=20, asked=30) == "Chỉ có 30 người, văn bản không nêu cách tính khi dưới 50 người"
    assert mark(with_choices(rubric, {"a.small": "scale"}), yes=20, asked=30) == Decimal("6.67")
    with pytest.raises(ScoringError, match="31 answers of a sample of 30"):
        mark(with_choices(rubric, {"a.small": "scale"}), yes=31, asked=30)


# --- cases, steps, titles ----------------------------------------------------------------------------------------------


def test_cases_are_capped_and_what_the_unit_found_itself_does_not_count():
    rubric = one({"type": "per_occurrence", "value": "n", "points": 2, "cap": 5, "excluded": "own"})
    assert [mark(rubric, n=n, own=own) for n, own in ((2, 0), (9, 0), (4, 3))] == [4, 5, 2]
    assert why(rubric, n=2, own=3) == "3 lần tự phát hiện nhiều hơn 2 lần đã kê"


def test_one_case_under_two_rules_waits_for_a_choice():
    rubric = one({"type": "per_occurrence", "value": "n", "points": 2, "overlap": "both"})
    assert mark(rubric, n=3, both=0) == 6
    assert why(rubric, n=3, both=1) == "Có trường hợp thuộc hai mục, văn bản không nêu tính một hay hai lần"
    assert mark(with_choices(rubric, {"a.overlap_counts": "once"}), n=3, both=1) == 4
    assert mark(with_choices(rubric, {"a.overlap_counts": "each"}), n=3, both=1) == 6


def test_a_cap_on_deductions_does_not_touch_additions():
    extra = {"name_vi": "m", "max": 10}
    plus = {"code": "p", **extra, "scoring": {"type": "per_occurrence", "value": "good", "points": 2}}
    minus = {"code": "m", **extra, "scoring": {"type": "per_occurrence", "value": "bad", "points": 3}}
    rubric = table({"scoring": DIRECT}, bonuses=[plus], deductions=[minus], deductions_max=5)
    score = score_unit(rubric, {"x": 10, "good": 4, "bad": 3})
    assert (score.bonus, score.deductions, score.total) == (8, 5, 13)


def test_only_full_steps_above_the_threshold_count():
    rubric = one({"type": "incremental_over", "value": "v", "threshold": 105, "step": 5, "points": 2, "cap": 6})
    given = ("100", "105", "109.99", "110", "119.9", "200")
    assert [mark(rubric, v=value) for value in given] == [0, 0, 0, 2, 4, 6]


def test_the_threshold_of_the_bonus_may_be_higher_than_that_of_the_base():
    base = {"code": "b", "name_vi": "b", "max": 10, "scoring": {"type": "pass_fail", "value": "v", "at_least": 100}}
    bonus = {"type": "incremental_over", "value": "v", "threshold": 110, "step": 1, "points": 1}
    extra = {"code": "e", "name_vi": "e", "max": 5, "scoring": bonus}
    rubric = table(base, bonuses=[extra])
    assert [score_unit(rubric, {"v": value}).total for value in (99, 105, 112)] == [0, 10, 12]


OPTIONS = [
    {"value": "gold", "text_vi": "Giải nhất", "points": 5},
    {"value": "silver", "text_vi": "Giải nhì", "points": 3},
]


def test_of_several_additions_only_the_best_is_taken():
    rubric = one({"type": "one_of", "options": OPTIONS})
    assert mark(rubric, gold=True, silver=True) == 5
    assert mark(rubric, gold=False, silver=True) == 3
    assert mark(rubric, gold=False, silver=False) == 0
    assert mark(rubric, gold=True) == 5
    assert why(rubric, silver=True) == "Chưa có số liệu “gold”"


def test_two_titles_wait_for_the_choice_whether_they_add_up():
    rubric = one({"type": "title_bonus", "titles": OPTIONS}, max=7)
    assert mark(rubric, gold=False, silver=True) == 3
    assert why(rubric, gold=True, silver=True) == "Có từ hai danh hiệu, văn bản không nêu có cộng dồn hay không"
    assert mark(with_choices(rubric, {"a.together": "best"}), gold=True, silver=True) == 5
    assert mark(with_choices(rubric, {"a.together": "add"}), gold=True, silver=True) == 7


def test_an_item_whose_marking_is_not_known_stays_undefined():
    rubric = one({"type": "unknown"})
    assert why(rubric) == "Văn bản đã đọc không nêu cách chấm mục này"
    known = with_choices(rubric, {"a.scoring": {"type": "pass_fail", "value": "done"}})
    assert mark(known, done=True) == 10
    assert known.chosen == ("a.scoring",)


# --- not_assigned, caps over items, rounding ----------------------------------------------------------------------------


def test_a_task_not_given_leaves_the_marks_and_the_maximum():
    rubric = table(
        {"code": "a", "scoring": DIRECT},
        {"code": "b", "max": 30, "may_be_unassigned": True, "scoring": {"type": "pass_fail", "value": "y"}},
    )
    full = score_unit(rubric, {"x": 8, "y": False, "b.assigned": True})
    without = score_unit(rubric, {"x": 8, "b.assigned": False})
    assert (full.total, full.assigned_max, full.percent) == (8, 40, 20)
    assert (without.total, without.assigned_max, without.percent) == (8, 10, 80)
    assert (without.lines["b"].assigned, without.lines["b"].points, without.undefined) == (False, None, {})
    with pytest.raises(ScoringError, match=r"b\.assigned: 'không' is not yes or no"):
        score_unit(rubric, {"x": 8, "b.assigned": "không"})


def test_a_unit_without_the_task_is_no_leader_of_the_others():
    rubric = one({"type": "leader_relative", "achieved": "x", "target": "t"}, may_be_unassigned=True)
    units = {"p": {"x": 110, "t": 100}, "q": {"x": 300, "t": 100, "a.assigned": False}}
    scores = score_cluster(rubric, units)
    assert (scores["p"].points("a"), scores["q"].points("a"), scores["q"].total) == (10, None, 0)


def test_a_cap_over_several_items_cuts_what_they_give_together():
    items = [{"code": code, "scoring": {"type": "direct", "value": code}} for code in "abc"]
    cap = {"code": "cap", "name_vi": "hai mục đầu", "items": ["a", "b"], "limit": 12}
    rubric = table(*items, caps=[cap])
    score = score_unit(rubric, {"a": 10, "b": 8, "c": 10})
    assert (score.base, score.total, score.cuts) == (22, 22, {"cap": 6})
    with pytest.raises(ValueError, match="b stands under two caps"):
        table(*items, caps=[cap, {**cap, "code": "more", "items": ["b"]}])
    with pytest.raises(ValueError, match="names 'z', which is no item"):
        table(*items, caps=[{**cap, "items": ["z"]}])


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        ({"places": 2, "stated": True, "note_vi": ""}, "6.67"),
        ({"places": 2, "stated": True, "note_vi": "", "mode": "down"}, "6.66"),
        ({"places": 0, "stated": True, "note_vi": "", "mode": "up"}, "7"),
        ({"places": 0, "stated": True, "note_vi": ""}, "7"),
    ],
)
def test_rounding_is_what_the_table_or_a_person_says(rounding, expected):
    scoring = {"type": "proportional_to_target", "achieved": "x", "target": "t"}
    assert mark(table({"scoring": scoring}, rounding=rounding), x=2, t=3) == Decimal(expected)


def test_without_a_rounding_only_marks_that_need_none_are_defined():
    scoring = {"type": "proportional_to_target", "achieved": "x", "target": "t"}
    rubric = table({"scoring": scoring}, rounding={"places": None, "stated": False, "note_vi": ""})
    assert mark(rubric, x=1, t=8) == Decimal("1.25")
    assert why(rubric, x=1, t=3) == "Chưa chọn cách làm tròn điểm, văn bản không nêu"
    assert mark(with_choices(rubric, {"rounding": 1}), x=1, t=3) == Decimal("3.3")
