"""The condition of a heading: asked on the card and in the grid, and what stands behind it."""

from decimal import Decimal

import pytest
from django.urls import reverse

from rulebook.rubrics import Rubric
from tests.scoring.conftest import RUBRIC, Scene
from thidua.scoring import actions, cells, marking, planning, queries, queries_ranking
from thidua.scoring.models import ScoreChange, ScoreEntry, Season
from thidua.shared.denied import Denied
from tools import recompute_ranking

GATE = {"value": "has_fund", "text_vi": "có quỹ thi đua được lập đúng quy định"}


@pytest.fixture
def gated(province) -> Scene:
    """The heading I, with its three criteria, depends on a condition."""
    first, *rest = RUBRIC["criteria"]
    rubric = RUBRIC | {"criteria": [first | {"gate": GATE}, *rest]}
    season = actions.open_season(
        cluster=province.cluster,
        year=2025,
        rubric=Rubric.model_validate(rubric),
        by=province.root.officer,
        at=province.at,
    )
    return Scene(province, season)


def answer(scene, office, is_met: bool) -> None:
    actions.enter_score(
        card=scene.card(office), criterion_code="gate.I", data={"gate": is_met}, by=office.officer, at=scene.at
    )


def test_the_condition_is_a_line_of_its_own_below_its_heading(gated):
    lines = queries.lines_of(gated.season)
    assert [(line.code, line.title) for line in lines[:3]] == [
        ("I", "I. Chuyên môn"),
        ("gate.I", "Điều kiện của mục I"),
        ("I.1", "I.1. Mở tài khoản"),
    ]
    item = queries.items_of(gated.season)["gate.I"]
    assert [(field.key, field.label, field.kind, field.figure) for field in item.fields] == [
        ("gate", "Có quỹ thi đua được lập đúng quy định", "yes_no", "has_fund")
    ]
    assert (cells.read(item, "có"), cells.read(item, "không")) == ({"gate": True}, {"gate": False})
    assert planning.groups_of(gated.season)["I"][1] == ["gate.I", "I.1", "I.2", "I.3"]


def test_a_card_is_not_sent_while_the_condition_is_open(gated, province):
    gated.enter(province.ha_long)
    entry = ScoreEntry.objects.get(criterion_code="I.1")
    assert (entry.self_points, gated.card(province.ha_long).self_total) == (None, None)
    with pytest.raises(Denied) as denied:
        actions.send_scorecard(card=gated.card(province.ha_long), by=province.ha_long.head, at=gated.at)
    assert denied.value.reason == "Chưa gửi được, còn thiếu: “Điều kiện của mục I”."
    answer(gated, province.ha_long, True)
    assert gated.card(province.ha_long).self_total == 87
    assert ScoreEntry.objects.get(criterion_code="I.1").self_points == 36


def test_a_condition_that_is_not_met_makes_everything_below_zero_and_says_so(gated, province, client):
    gated.enter(province.ha_long)
    answer(gated, province.ha_long, False)
    points = dict(ScoreEntry.objects.values_list("criterion_code", "self_points"))
    assert points == {
        "gate.I": None,
        "I.1": 0,
        "I.2": 0,
        "I.3": 0,
        "II": 20,
        "T": 1,
        "P": 0,
        "K": 0,
    }
    assert gated.card(province.ha_long).self_total == 21
    client.force_login(province.ha_long.officer)
    page = client.get(reverse("scoring:card", args=[gated.card(province.ha_long).pk])).content.decode()
    assert page.count("Không đạt điều kiện: có quỹ thi đua được lập đúng quy định") == 3
    assert page.count('name="gate.I:gate"') == 1


def test_a_corrected_condition_is_told_with_the_points_that_follow(gated, province):
    for office in gated.offices:
        answer(gated, office, True)
        gated.send(office)
    actions.start_verifying(season=gated.fresh(), by=province.cluster_head, at=gated.at)
    actions.correct_score(
        card=gated.card(province.cam_pha),
        criterion_code="gate.I",
        data={"gate": False},
        reason="Quỹ lập không đúng quy định",
        by=province.root.appraiser,
        at=gated.at,
    )
    items = queries.items_of(gated.season)
    assert [(queries.sentence(each, items), each.reason) for each in ScoreChange.objects.select_related("entry")] == [
        ("Mục “Điều kiện của mục I”: số liệu đã sửa", "Quỹ lập không đúng quy định"),
        ("Mục I.1 Mở tài khoản: 36 điểm sửa thành 0 điểm", "Theo mục “Điều kiện của mục I”: Quỹ lập không đúng quy định"),
        ("Mục I.2 Phát hành thẻ: 10 điểm sửa thành 0 điểm", "Theo mục “Điều kiện của mục I”: Quỹ lập không đúng quy định"),
        ("Mục I.3 Thu ngân sách: 20 điểm sửa thành 0 điểm", "Theo mục “Điều kiện của mục I”: Quỹ lập không đúng quy định"),
    ]  # fmt: skip
    assert gated.card(province.cam_pha).verified_total == 21


def test_the_grid_asks_the_condition_and_the_export_is_recomputed(gated, province, client):
    for office in gated.offices:
        answer(gated, office, office is not province.van_don)
        gated.send(office)
    client.force_login(province.ha_long.officer)
    page = client.get(reverse("scoring:grid", args=[gated.season.pk])).content.decode()
    assert page.count('data-code="gate.I" data-number="" data-name="Điều kiện của mục I"') == 1
    actions.start_verifying(season=gated.fresh(), by=province.cluster_head, at=gated.at)
    for office in gated.offices:
        actions.verify_scorecard(card=gated.card(office), by=province.root.appraiser, at=gated.at)
    actions.call_meeting(season=gated.fresh(), by=province.cluster_head, at=gated.at)
    actions.rank_season(season=gated.fresh(), by=province.cluster_head, at=gated.at)
    export = queries_ranking.export(Season.objects.get())
    rows = [(row["unit"], Decimal(row["total"]), row["rank"]) for row in marking.standings_of_export(export)]
    assert rows == [("06652", 87, 1), ("06760", 87, 1), ("06994", 21, 3)]
    places, scores = recompute_ranking.recompute(export)
    assert places == {code: rank for code, _, rank in rows}
    assert recompute_ranking.differences(export, places, scores) == []


def test_a_heading_with_marks_of_its_own_shows_its_own_marks():
    rubric = RUBRIC | {
        "criteria": [
            {
                "code": "A",
                "name_vi": "Có điểm riêng",
                "max": 30,
                "own_max": 10,
                "scoring": {"type": "direct", "value": "own"},
                "children": [
                    {"code": "A.1", "name_vi": "Con", "max": 20, "scoring": {"type": "direct", "value": "child"}}
                ],
            }
        ]
    }
    plain, digest = marking.freeze(rubric)
    lines = marking.lines_of(plain, digest)
    own = next(line for line in lines if line.code == "A")
    sheet = marking.sheet_of(lines, {"A": {"points": "7"}, "A.1": {"points": "15"}})
    found = marking.line_of(marking.score(marking.rubric_from(plain, digest), sheet), own)
    assert (own.max, found.points) == (10, 7)
