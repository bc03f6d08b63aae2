"""What is entered for every kind of formula, a task that was not given, events, and a ranking by one counter."""

import pytest

from rulebook.choices import with_choices
from rulebook.rubrics import load_rubric, rubric_codes
from tests.rulebook.test_formula_families import table
from thidua.scoring import marking

OPTIONS = [
    {"value": "gold", "text_vi": "Giải nhất", "points": 5},
    {"value": "silver", "text_vi": "Giải nhì", "points": 3},
]
COUNTERS = [{"value": "m", "text_vi": "số báo cáo tháng thiếu"}, {"value": "q", "text_vi": "số báo cáo quý thiếu"}]
TIER = [{"from": 0, "bands": [{"from": 0, "points": 1}]}]
KINDS = {
    "a": {"type": "over_achievement_proportional", "achieved": "x", "target": "t"},
    "b": {"type": "ladder_count_missing", "counters": COUNTERS, "rows": [{"all": [], "points": 1}]},
    "c": {"type": "tier_by_volume", "volume": "v", "value": "r", "tiers": TIER},
    "d": {"type": "one_of", "options": OPTIONS},
    "e": {"type": "per_occurrence", "value": "n", "points": 1, "excluded": "own", "overlap": "both"},
    "f": {"type": "incremental_over", "value": "i", "threshold": 100, "step": 1, "points": 1},
    "g": {"type": "external_assessor", "value": "g", "assessor_vi": "Sở Nội vụ"},
    "h": {"type": "unknown"},
}


def lines(rubric):
    return marking.lines_of(*marking.freeze(rubric))


def test_every_kind_of_formula_has_its_fields():
    rows = lines(table(*({"code": code, "name_vi": code, "scoring": each} for code, each in KINDS.items())))
    assert {row.code: [field.key for field in row.fields] for row in rows if isinstance(row, marking.Item)} == {
        "a": ["actual", "plan"],
        "b": ["count1", "count2"],
        "c": ["volume", "value"],
        "d": ["option1", "option2"],
        "e": ["count", "excluded", "overlap"],
        "f": ["value"],
        "g": ["points"],
    }
    assert [row.code for row in rows if isinstance(row, marking.Heading)] == ["h"]


@pytest.mark.parametrize("code", rubric_codes())
def test_every_shipped_table_can_be_entered(code):
    rubric = load_rubric(code)
    read = {field.figure for row in lines(rubric) if isinstance(row, marking.Item) for field in row.fields}
    ladders = {"cashless", "recipients"} | {"all_accounts_on_time", "accounts"}
    assert rubric.figure_keys() - read <= ladders


def test_a_task_not_given_needs_nothing_else_and_allows_nothing_else():
    rubric = table(
        {"scoring": {"type": "direct", "value": "x"}},
        {
            "code": "b",
            "scoring": {"type": "leader_relative", "achieved": "y", "target": "t"},
            "may_be_unassigned": True,
        },
    )
    rows = lines(rubric)
    item = rows[1]
    assert marking.clean_data(item, {"assigned": False}) == {"assigned": False}
    with pytest.raises(marking.BadFigure, match="Nhiệm vụ không giao thì không nhập số liệu"):
        marking.clean_data(item, {"assigned": False, "actual": 3})
    with pytest.raises(marking.BadFigure, match="Chưa nhập: Kết quả đạt được, Chỉ tiêu, kế hoạch"):
        marking.clean_data(item, {"assigned": True})
    settled = with_choices(rubric, {"ranking_basis": "percent_of_assigned"})
    sheets = {
        "one": marking.sheet_of(rows, {"a": {"points": "6"}, "b": {"assigned": False}}),
        "two": marking.sheet_of(rows, {"a": {"points": "6"}, "b": {"assigned": True, "actual": "5", "plan": "4"}}),
    }
    scores, ranked = marking.rank(settled, sheets)
    assert {key: (score.total, score.assigned_max) for key, score in scores.items()} == {
        "one": (6, 10),
        "two": (16, 20),
    }
    assert [row.key for row in ranked] == ["two", "one"]


def test_events_of_a_table_are_asked_and_read():
    rubric = table(
        {"scoring": {"type": "direct", "value": "x"}},
        classification=[{"code": "A", "name_vi": "Tốt", "at_least": 5}, {"code": "B", "name_vi": "Khá", "at_least": 0}],
        grade_caps=[{"value": "fire", "text_vi": "để xảy ra cháy nổ", "best": "B"}],
        disqualification=[{"value": "warned", "text_vi": "lãnh đạo bị cảnh cáo"}],
    )
    rows = lines(rubric)
    events = [(row.code, row.name, row.part) for row in rows if row.part == "event"]
    assert events == [("event.fire", "Để xảy ra cháy nổ", "event"), ("event.warned", "Lãnh đạo bị cảnh cáo", "event")]
    given = {"a": {"points": "9"}, "event.fire": {"done": True}, "event.warned": {"done": True}}
    score = marking.score(rubric, marking.sheet_of(rows, given))
    assert (score.grade.code, score.disqualified_vi) == ("B", ("lãnh đạo bị cảnh cáo",))


def test_a_ranking_by_one_counter_asks_for_it_and_ranks_by_it():
    rubric = load_rubric("can_tho_157_2025_providers")
    rows = lines(rubric)
    assert [row.code for row in rows] == ["tie.new_accounts", "tie.cards_issued", "tie.people_paid"]
    sheets = {
        unit: marking.sheet_of(rows, {"tie.new_accounts": {"value": accounts}, "tie.cards_issued": {"value": cards}})
        for unit, accounts, cards in (("a", "5", "1"), ("b", "9", "1"), ("c", "5", "2"))
    }
    assert [(row.key, row.rank) for row in marking.rank(rubric, sheets)[1]] == [("b", 1), ("c", 2), ("a", 3)]
