"""What is wrong with a draft, in sentences; what changed between two; what invented figures give."""

import copy
from decimal import Decimal

import pytest

from rulebook.rubrics import Rubric, load_rubric, rubric_codes
from tests.rubrics.conftest import CONTENT
from thidua.rubrics import problems, tree, trial


def errors(**changes) -> list[str]:
    return [each.text for each in problems.errors_of(tree.settled({**CONTENT, **changes}))]


def item(scoring, top="10"):
    return errors(criteria=[{"code": "A", "name_vi": "Mục", "max": top, "scoring": scoring}])


def bands(*lines):
    return item({"type": "ladder_percent", "value": "A.value", "bands": list(lines)})


def test_a_good_table_has_no_error():
    assert errors() == []


@pytest.mark.parametrize("code", rubric_codes())
def test_no_shipped_table_has_an_error(code):
    assert problems.errors_of(tree.tree_of(load_rubric(code))) == []


def test_a_printed_maximum_that_is_not_the_sum_is_named():
    criteria = copy.deepcopy(CONTENT["criteria"])
    criteria[0]["max"] = "70"
    assert errors(criteria=criteria) == ["Đề mục I ghi tối đa 70 điểm nhưng các mục con cộng lại là 60 điểm."]


def test_a_heading_without_items_a_doubled_code_and_a_maximum_of_zero_are_named():
    criteria = [
        {"code": "A", "name_vi": "Trống"},
        {"code": "B", "name_vi": "Một", "max": "0", "scoring": {"type": "direct", "value": "B.mark"}},
        {"code": "B", "name_vi": "Hai", "max": "5", "scoring": {"type": "direct", "value": "B.mark"}},
    ]
    assert errors(criteria=criteria) == [
        "Mã B đứng 2 lần; mỗi mã chỉ dùng một lần.",
        "Đề mục A chưa có mục con.",
        "Mục B có điểm tối đa bằng 0; phải lớn hơn 0.",
    ]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (({"below": "88", "points": "0"}, {"from": "88", "points": "5"}), []),
        (({"to": "88", "points": "0"}, {"from": "88", "points": "5"}),
         ["Mục A: hai mức “đến 88” và “từ 88” cùng chứa một giá trị ở ranh giới."]),
        (({"below": "88", "points": "0"}, {"above": "88", "points": "5"}),
         ["Mục A: giữa mức “dưới 88” và “trên 88” có khoảng trống không mức nào chứa."]),
        (({"below": "90", "points": "0"}, {"from": "80", "points": "5"}),
         ["Mục A: hai mức “dưới 90” và “từ 80” chồng lên nhau."]),
        (({"from": "90", "to": "80", "points": "1"},), ["Mục A: mức “từ 90 đến 80” có đầu lớn hơn cuối."]),
        (({"points": "50"},), ["Mục A: một mức cho 50 điểm, vượt điểm tối đa 10."]),
        ((), ["Mục A: chưa có mức nào."]),
    ],
)  # fmt: skip
def test_bands_that_touch_overlap_or_leave_a_gap_are_named(lines, found):
    assert bands(*lines) == found


def test_bands_of_days_may_follow_each_other_day_by_day():
    days = [{"to": "2025-01-31", "points": "10"}, {"from": "2025-02-01", "points": "5"}]
    assert item({"type": "ladder_date", "value": "A.date", "bands": days}) == []
    late = [{"to": "5", "points": "10"}, {"from": "6", "points": "5"}]
    assert item({"type": "ladder_days_late", "value": "A.late", "bands": late}) == []


@pytest.mark.parametrize(
    ("scoring", "found"),
    [
        ({"type": "sample_survey", "positive": "a", "size": "b", "sample": 50, "mark_yes": "0.4"},
         ["Mục A: 50 người × 0,4 điểm = 20, khác điểm tối đa 10."]),
        ({"type": "per_occurrence", "value": "a", "points": "20"}, ["Mục A: điểm mỗi lần 20 vượt điểm tối đa 10."]),
        ({"type": "graded_letter", "value": "a", "grades": {"B": "12", "C": "3", "D": "4"}},
         ["Mục A: điểm mức B là 12, vượt điểm tối đa 10.", "Mục A: mức D (4 điểm) cao hơn mức C (3 điểm)."]),
    ],
)  # fmt: skip
def test_points_that_do_not_fit_the_maximum_are_named(scoring, found):
    assert item(scoring) == found


def test_a_bonus_cap_nobody_can_reach_is_named():
    assert errors(bonus_max="9") == ["Giới hạn điểm thưởng ghi 9 nhưng các mục thưởng cộng lại chỉ được 5 điểm."]


def test_a_step_after_the_vote_is_named():
    steps = [{"kind": "vote", "text_vi": "bỏ phiếu"}, {"kind": "share", "text_vi": "đồng hạng"}]
    assert errors(tie_break=steps) == ["Bước 1 khi bằng điểm là bỏ phiếu nên không còn bước nào sau đó."]


@pytest.mark.parametrize("code", rubric_codes())
def test_every_shipped_table_can_be_tried_and_its_worked_examples_hold(code):
    rubric = load_rubric(code)
    asked = trial.asked_by(tree.tree_of(rubric))
    assert {each.key for each in asked} >= rubric.figure_keys()
    for seed in range(5):
        units = trial.invented(asked, 4, seed)
        assert units == trial.invented(asked, 4, seed)
        named = {f"Đơn vị {n}": figures for n, figures in enumerate(units)}
        assert {each.name for each in trial.tried(rubric, named)} == set(named)
    assert [each for each in trial.checked_examples(rubric) if not each.agrees] == []


def test_typed_figures_give_marks_by_hand():
    rubric = Rubric.model_validate(CONTENT)
    figures = {"I.1.actual": Decimal(95), "I.1.plan": Decimal(100), "I.2.mark": Decimal(18), "II.grade": "B",
               "T1.mark": Decimal(2), "P1.count": 1}  # fmt: skip
    better = {**figures, "II.grade": "A"}
    ranked = trial.tried(rubric, {"A": figures, "B": better})
    assert [(each.name, each.rank, each.score.total) for each in ranked] == [
        ("B", 1, Decimal("96.00")), ("A", 2, Decimal("86.00")),
    ]  # fmt: skip
    with pytest.raises(trial.TrialTrouble):
        trial.tried(rubric, {"A": {**figures, "I.2.mark": Decimal(99)}})
