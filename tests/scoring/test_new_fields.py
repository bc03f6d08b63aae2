"""What is entered for every kind of formula, a task that was not given, events, and a ranking by one counter."""

import pytest
from django.urls import reverse

from rulebook.choices import with_choices
from rulebook.rubrics import load_rubric, rubric_codes
from tests.rulebook.test_formula_families import table
from tests.scoring.conftest import Scene
from thidua.scoring import actions, marking, queries_ranking

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


LEADER = {"type": "leader_relative", "achieved": "x", "target": "t"}


@pytest.fixture
def wide(province) -> Scene:
    """A season of a table that compares units, leaves a task out, takes the best of several and asks an event."""
    rubric = table(
        {"code": "a", "scoring": LEADER, "may_be_unassigned": True},
        {"code": "b", "scoring": {"type": "one_of", "options": OPTIONS}},
        disqualification=[{"value": "warned", "text_vi": "lãnh đạo bị cảnh cáo"}],
        ranking={"basis": "percent_of_assigned", "stated": True},
        tie_break=[{"kind": "vote", "text_vi": "bỏ phiếu"}],
    )
    season = actions.open_season(
        cluster=province.cluster, year=2025, rubric=rubric, by=province.root.officer, at=province.at
    )
    return Scene(province, season)


def typed(actual, *, gold, warned=False):
    task = {"assigned": False} if actual is None else {"assigned": True, "actual": actual, "plan": 100}
    best = {"option1": gold, "option2": True}
    return [("a", task, ""), ("b", best, "Giấy chứng nhận"), ("event.warned", {"done": warned}, "")]


def test_a_season_with_the_new_kinds_runs_from_entry_to_ranking(wide, province):
    given = zip(wide.offices, (typed(150, gold=False), typed(120, gold=True), typed(None, gold=True)), strict=True)
    for office, rows in given:
        actions.enter_scores(card=wide.card(office), rows=rows, by=office.officer, at=wide.at)
        actions.send_scorecard(card=wide.card(office), by=office.head, at=wide.at)
    actions.start_verifying(season=wide.fresh(), by=province.cluster_head, at=wide.at)
    wide.fresh()
    for office in wide.offices:
        actions.verify_scorecard(card=wide.card(office), by=province.root.appraiser, at=wide.at)
    scores, ranked = queries_ranking.compute(wide.fresh())
    assert [(row.rank, scores[row.key].total, scores[row.key].assigned_max) for row in ranked] == [
        (1, 13, 20),
        (2, 12, 20),
        (3, 5, 10),
    ]
    assert scores[ranked[2].key].lines["a"].assigned is False


def test_a_leader_that_is_corrected_leads_by_the_new_figure(wide, province):
    given = zip(wide.offices, (typed(150, gold=False), typed(120, gold=True), typed(None, gold=True)), strict=True)
    for office, rows in given:
        actions.enter_scores(card=wide.card(office), rows=rows, by=office.officer, at=wide.at)
        actions.send_scorecard(card=wide.card(office), by=office.head, at=wide.at)
    actions.start_verifying(season=wide.fresh(), by=province.cluster_head, at=wide.at)
    wide.fresh()
    leader = wide.offices[0]
    corrected = {"assigned": True, "actual": "130", "plan": "100"}
    actions.correct_score(
        card=wide.card(leader), criterion_code="a", data=corrected, reason="Theo sổ gốc", by=province.root.appraiser,
        at=wide.at,
    )  # fmt: skip
    scores, _ = queries_ranking.compute(wide.fresh())
    entry = wide.card(leader).entries.get(criterion_code="a")
    assert entry.verified_points == scores[leader.unit.code].points("a") == 10


def test_the_page_of_a_card_shows_every_new_field_and_keeps_what_is_typed(wide, province, client):
    officer, card = province.ha_long.officer, wide.card(province.ha_long)
    client.force_login(officer)
    address = reverse("scoring:card", args=(card.pk,))
    page = client.get(address).content.decode()
    for label in ("Có giao nhiệm vụ này cho đơn vị không", "Giải nhất", "Giải nhì", "Lãnh đạo bị cảnh cáo"):
        assert page.count(label) >= 1, label
    data = {
        "version": str(card.version),
        "a:assigned": "no",
        "b:option1": "yes",
        "b:option2": "no",
        "event.warned:done": "no",
    }
    assert client.post(address, data).status_code == 302
    assert wide.card(province.ha_long).self_total == 5
    shown = client.get(address).content.decode()
    assert shown.count("Không giao nhiệm vụ này: không tính vào tổng điểm và điểm tối đa") == 1
    both = {**data, "version": str(wide.card(province.ha_long).version), "a:actual": "5"}
    again = client.post(address, both)
    assert again.status_code in (200, 422)
    assert "Nhiệm vụ không giao thì không nhập số liệu" in again.content.decode()
