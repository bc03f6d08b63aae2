"""Ranking bases, tie steps, grades, disqualification, and the answers to what a table leaves open."""

from decimal import Decimal
from fractions import Fraction

import pytest

from rulebook.choices import ChoiceError, blocking_questions, open_questions, with_choices
from rulebook.rubrics import load_rubric
from rulebook.scoring import ScoringError, rank, score_cluster, score_unit
from tests.rulebook.test_formula_families import table

VOTE = {"kind": "vote", "text_vi": "bỏ phiếu"}


def direct(*codes, top=10, **more):
    return [{"code": code, "max": top, "scoring": {"type": "direct", "value": code}, **more} for code in codes]


def order(rubric, units, ties=None, ballots=None):
    ranked = rank(rubric, score_cluster(rubric, units), ties, ballots)
    return [(row.key, row.rank, row.needs_vote) for row in ranked]


def test_marks_rank_from_high_to_low_and_equal_ones_share_a_place():
    rubric = table(*direct("a"), tie_break=[{"kind": "share", "text_vi": "xếp đồng hạng"}])
    units = {"x": {"a": 7}, "y": {"a": 9}, "z": {"a": 7}, "t": {"a": 5}}
    assert order(rubric, units) == [("y", 1, False), ("x", 2, False), ("z", 2, False), ("t", 4, False)]


def test_tie_steps_read_figures_both_ways_and_marks_of_an_item():
    steps = [
        {"kind": "points", "value": "b", "text_vi": "điểm mục b"},
        {"kind": "less", "value": "faults", "text_vi": "ít vi phạm hơn"},
        VOTE,
    ]
    rubric = table(*direct("a", "b"), tie_break=steps)
    units = {"p": {"a": 5, "b": 5}, "q": {"a": 4, "b": 6}, "r": {"a": 5, "b": 5}, "s": {"a": 5, "b": 5}}
    ties = {"p": {"faults": 2}, "r": {"faults": 1}, "s": {"faults": 2}}
    assert order(rubric, units, ties) == [("q", 1, False), ("r", 2, False), ("p", 3, True), ("s", 3, True)]
    with pytest.raises(ValueError, match="names 'z', which is no item"):
        table(*direct("a"), tie_break=[{"kind": "points", "value": "z", "text_vi": "z"}])
    with pytest.raises(ValueError, match="needs a value"):
        table(*direct("a"), tie_break=[{"kind": "less", "text_vi": "z"}])


def test_percent_of_the_assigned_maximum_is_compared_exactly():
    ranking = {"basis": "percent_of_assigned", "stated": True}
    rubric = table(*direct("a", "b"), *direct("c", may_be_unassigned=True), ranking=ranking)
    units = {
        "all": {"a": 9, "b": 9, "c": 2},
        "less": {"a": 7, "b": 7, "c.assigned": False},
        "none": {"a": 1, "b": 1, "c": 0},
    }
    ranked = rank(rubric, score_cluster(rubric, units))
    assert [(row.key, row.rank, row.compared) for row in ranked] == [
        ("less", 1, 70),
        ("all", 2, Fraction(200, 3)),
        ("none", 3, Fraction(20, 3)),
    ]


def test_a_unit_with_one_field_less_is_ranked_by_the_average_of_its_fields():
    fields = [
        {"code": code, "name_vi": code, "max": 10, "children": direct(f"{code}.1", may_be_unassigned=True)}
        for code in ("F1", "F2", "F3")
    ]
    for field in fields:
        field["children"][0]["name_vi"] = "con"
    ranking = {"basis": "average_per_field", "stated": True, "fields": ["F1", "F2", "F3"]}
    rubric = table(*fields, ranking=ranking)
    units = {"three": {"F1.1": 8, "F2.1": 8, "F3.1": 7}, "two": {"F1.1": 8, "F2.1": 8, "F3.1.assigned": False}}
    ranked = rank(rubric, score_cluster(rubric, units))
    assert [(row.key, row.compared) for row in ranked] == [("two", 8), ("three", Fraction(23, 3))]
    with pytest.raises(ValueError, match="needs the codes of the fields"):
        table(*fields, ranking={"basis": "average_per_field", "stated": True})


def test_a_counter_ranks_without_any_total():
    rubric = load_rubric("can_tho_157_2025_providers")
    units = {"a": {"new_accounts": 300}, "b": {"new_accounts": 500}, "c": {}, "d": {"new_accounts": 500}}
    ties = {"b": {"cards_issued": 10}, "d": {"cards_issued": 12}}
    ranked = rank(rubric, score_cluster(rubric, units), ties)
    assert [(row.key, row.rank, row.compared) for row in ranked] == [
        ("d", 1, 500),
        ("b", 2, 500),
        ("a", 3, 300),
        ("c", None, None),
    ]
    assert ranked[2].how_vi == "Theo số tài khoản mở mới"
    assert ranked[3].how_vi == "Chưa xếp hạng: chưa có số liệu “số tài khoản mở mới”"


BALLOT = {"basis": "total_then_ballot", "stated": True, "nominees": 2}


def test_a_ballot_orders_the_nominees_and_leaves_the_others_where_they_are():
    rubric = table(*direct("a"), ranking=BALLOT, tie_break=[VOTE])
    units = {"w": {"a": 10}, "x": {"a": 9}, "y": {"a": 8}, "z": {"a": 7}}
    assert order(rubric, units) == [("w", 1, True), ("x", 2, True), ("y", 3, False), ("z", 4, False)]
    assert order(rubric, units, ballots={"w": 3, "x": 5}) == [
        ("x", 1, False),
        ("w", 2, False),
        ("y", 3, False),
        ("z", 4, False),
    ]
    assert order(rubric, units, ballots={"w": 4, "x": 4})[:2] == [("w", 1, False), ("x", 2, False)]
    with pytest.raises(ScoringError, match="y: votes for a unit that is not nominated"):
        order(rubric, units, ballots={"w": 3, "x": 5, "y": 9})
    with pytest.raises(ScoringError, match="w: -1 is not a number of votes"):
        order(rubric, units, ballots={"w": -1})


def test_equal_marks_and_equal_votes_need_another_vote():
    rubric = table(*direct("a"), ranking=BALLOT, tie_break=[VOTE])
    units = {"w": {"a": 9}, "x": {"a": 9}, "y": {"a": 8}}
    assert order(rubric, units, ballots={"w": 4, "x": 4}) == [("w", 1, True), ("x", 1, True), ("y", 3, False)]


def test_nobody_is_ranked_before_the_basis_is_chosen():
    rubric = table(*direct("a"), ranking={"basis": None, "stated": False}, tie_break=[VOTE])
    assert order(rubric, {"x": {"a": 1}}) == [("x", None, False)]
    assert order(with_choices(rubric, {"ranking_basis": "total"}), {"x": {"a": 1}}) == [("x", 1, False)]


def test_raw_totals_are_questioned_where_a_task_may_not_be_given():
    rubric = table(*direct("a"), *direct("b", may_be_unassigned=True), tie_break=[VOTE])
    assert [each.key for each in blocking_questions(rubric)] == ["ranking_basis"]
    assert blocking_questions(with_choices(rubric, {"ranking_basis": "total"})) == ()


GRADES = [
    {"code": "A", "name_vi": "Xuất sắc", "at_least": 18, "each_at_least_percent": 50, "floors": {"a": 8}},
    {"code": "B", "name_vi": "Tốt", "at_least": 14},
    {"code": "C", "name_vi": "Hoàn thành", "at_least": 10},
]


def grade(rubric, **figures):
    found = score_unit(rubric, figures).grade
    return found.code, found.how_vi


def test_a_grade_needs_its_total_and_its_floors():
    rubric = table(*direct("a", "b"), classification=GRADES)
    assert grade(rubric, a=9, b=9) == ("A", "Tổng điểm 18")
    assert grade(rubric, a="7.9", b=10) == ("B", "Tổng điểm 17,9; Xuất sắc cần từ 18 điểm")
    wide = table(*direct("a"), *direct("b", top=20), *direct("c"), classification=GRADES)
    assert grade(wide, a=10, b=9, c=5) == ("B", "Tổng điểm 24; Xuất sắc cần mọi mục từ 50% điểm tối đa (mục b)")
    assert grade(wide, a=7, b=20, c=10) == ("B", "Tổng điểm 37; Xuất sắc cần mục a từ 8 điểm")
    assert grade(rubric, a=4, b=5) == (None, "Không đạt mức nào: Hoàn thành cần từ 10 điểm")
    assert grade(rubric, a=4) == (None, "Chưa đủ điểm các mục để xếp loại")


def test_an_event_limits_the_best_grade_however_high_the_total():
    caps = [{"value": "fire", "text_vi": "để xảy ra cháy nổ", "best": "B"}]
    rubric = table(*direct("a", "b"), classification=GRADES, grade_caps=caps)
    assert grade(rubric, a=10, b=10, fire=True) == ("B", "Giới hạn ở mức này: để xảy ra cháy nổ")
    assert grade(rubric, a=10, b=10, fire=False) == ("A", "Tổng điểm 20")
    assert grade(rubric, a=10, b=10) == (None, "Chưa xác nhận: để xảy ra cháy nổ")
    assert grade(rubric, a=6, b=6) == ("C", "Tổng điểm 12; Xuất sắc cần từ 18 điểm")
    assert score_unit(rubric, {"a": 1, "b": 1}).unconfirmed_vi == ("để xảy ra cháy nổ",)
    with pytest.raises(ValueError, match="names the grade 'Z', which is not listed"):
        table(*direct("a"), classification=GRADES[1:], grade_caps=[{**caps[0], "best": "Z"}])


@pytest.mark.parametrize(("bars", "graded", "place"), [("award", "A", 1), ("grade", None, 1), ("ranking", "A", None)])
def test_disqualification_takes_the_nomination_the_grade_or_the_rank(bars, graded, place):
    events = [{"value": "warned", "text_vi": "lãnh đạo bị cảnh cáo", "bars": bars}]
    rubric = table(*direct("a", "b"), classification=GRADES, disqualification=events)
    units = {"x": {"a": 10, "b": 10, "warned": True}, "y": {"a": 5, "b": 5, "warned": False}}
    scores = score_cluster(rubric, units)
    assert scores["x"].disqualified_vi == ("lãnh đạo bị cảnh cáo",)
    assert scores["y"].disqualified_vi == ()
    assert scores["x"].grade.code == graded
    assert {row.key: row.rank for row in rank(rubric, scores)}["x"] == place


def test_answers_settle_a_table_and_are_remembered_as_chosen():
    rubric = load_rubric("hung_yen_2021")
    items = [{"code": f"{group}.1", "base": 50, "kind": "direct", "name_vi": "Mục"} for group in ("I", "II", "III")]
    answers = {f"{group}.items": [item] for group, item in zip(("I", "II", "III"), items, strict=True)}
    answers |= {"rounding": 2, "ties": "vote", "late.counts": "working"}
    settled = with_choices(rubric, answers)
    assert open_questions(settled) == ()
    assert set(settled.chosen) == set(answers)
    assert settled.rounding.stated is False
    assert settled.rounding.chosen is True
    given = {"I.1.mark": 40, "II.1.mark": 30, "III.1.mark": 20, "T2": True, "T3": False, "late_days": 6, "P5b": 0}
    given |= dict.fromkeys(("P5a", "P10a", "P10b", "P10c", "P20a"), False)
    assert score_unit(settled, given).total == 90


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        ({"khac": 1}, "khac: bảng này không hỏi câu đó"),
        ({"rounding": "nhiều"}, "rounding: cần số chữ số thập phân"),
        ({"rounding": True}, "rounding: cần số chữ số thập phân"),
        ({"rounding": {"places": 9}}, "rounding: câu trả lời không hợp lệ"),
        ({"ties": "đoán"}, "ties: cần một danh sách mục"),
        ({"ties": []}, "ties: cần một danh sách mục"),
        ({"late.counts": "năm"}, "late.counts: hãy chọn một trong các cách đã nêu"),
        ({"I.items": "as_listed"}, "I.items: cần một danh sách mục"),
        ({"I.items": [{"code": "a", "kind": "guess", "base": 1}]}, "I.items: câu trả lời không hợp lệ"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_by_its_question(choices, message):
    with pytest.raises(ChoiceError, match=message):
        with_choices(load_rubric("hung_yen_2021"), choices)


def test_a_bad_figure_names_its_unit_in_a_cluster():
    rubric = table(*direct("a"))
    with pytest.raises(ScoringError, match="a: 'x' is not a number") as refused:
        score_cluster(rubric, {"one": {"a": 1}, "two": {"a": "x"}})
    assert refused.value.unit == "two"
    with pytest.raises(ScoringError, match="reads no figure called 'zz'") as refused:
        score_cluster(rubric, {"one": {"a": 1}, "three": {"zz": 1}})
    assert refused.value.unit == "three"


def test_a_score_is_plain_data_with_its_grade_and_maximum():
    plain = score_unit(table(*direct("a", "b"), classification=GRADES), {"a": 9, "b": 9}).to_dict()
    assert (plain["total"], plain["assigned_max"], plain["cuts"]) == ("18.00", "20", {})
    assert plain["grade"] == {"code": "A", "name_vi": "Xuất sắc", "how_vi": "Tổng điểm 18"}


def test_a_settled_table_survives_being_frozen_as_plain_data():
    rubric = with_choices(load_rubric("cong_an_quang_tri_2025"), {"ties": "vote"})
    score_unit(rubric, {})  # leaves the compiled table beside the fields
    again = type(rubric).model_validate(rubric.model_dump(mode="json", by_alias=True))
    assert again == rubric
    assert again.chosen == ("ties",)
    assert again.rounding.places == 2
    assert Decimal(str(again.criteria[0].max)) == 700
