"""Who sees whose points when, and that anybody computes the same ranking."""

import json
import random
from decimal import Decimal

import pytest

from tests.scoring.conftest import RUBRIC, rows
from thidua.scoring import marking, permissions, queries, queries_ranking
from thidua.shared.denied import Denied, reason_against


def sees(scene, user):
    season = scene.fresh()
    sight = queries.sight_of(user, season, scene.at.date())
    return [office.unit.code for office in scene.offices if queries.may_see_card(sight, scene.card(office), season)]


def test_before_sending_a_unit_sees_only_its_own_card(scene, province):
    scene.send(province.cam_pha)
    scene.enter(province.ha_long)
    assert sees(scene, province.ha_long.officer) == ["06652"]
    assert sees(scene, province.cluster_head) == ["06652"]
    assert sees(scene, province.cam_pha.officer) == ["06760"]
    assert sees(scene, province.root.appraiser) == ["06760"]
    assert sees(scene, province.stranger) == []
    with pytest.raises(Denied, match="chỉ xem được bảng điểm của đơn vị khác sau khi đơn vị mình đã gửi"):
        permissions.check_can_see_card(province.ha_long.officer, scene.card(province.cam_pha), scene.at.date())


def test_after_sending_a_unit_sees_what_the_others_have_sent(scene, province):
    scene.send(province.cam_pha)
    scene.send(province.ha_long)
    scene.enter(province.van_don)
    assert sees(scene, province.ha_long.officer) == ["06652", "06760"]
    assert sees(scene, province.van_don.officer) == ["06994"]


def test_a_returned_card_closes_the_others_again_until_it_is_sent(scene, province):
    from thidua.scoring import actions

    scene.verifying()
    assert sees(scene, province.cam_pha.officer) == ["06652", "06760", "06994"]
    actions.return_scorecard(card=scene.card(province.cam_pha), reason="x", by=province.cluster_head, at=scene.at)
    assert sees(scene, province.cam_pha.officer) == ["06760"]


def test_when_ranked_every_member_sees_all_and_a_stranger_nothing(scene, province):
    scene.ranked()
    assert sees(scene, province.van_don.clerk) == ["06652", "06760", "06994"]
    on = scene.at.date()
    assert [queries.visible_to(u, on).count() for u in (province.van_don.clerk, province.stranger)] == [1, 0]


def test_anybody_computes_the_same_ranking_from_the_export(scene):
    scene.ranked({"revenue": 70, "transfers": 5}, {"transfers": 9}, {"transfers": 9, "returned": 2, "idea": 5})
    export = json.loads(json.dumps(queries_ranking.export(scene.season), ensure_ascii=False))
    again = marking.standings_of_export(export)
    assert [(row["unit"], Decimal(row["total"]), row["rank"]) for row in again] == [
        (code, total, rank) for code, total, rank, _ in queries_ranking.stored(scene.season)
    ]
    export["units"][0]["inputs"]["I.3"]["actual"] = "100"
    assert marking.standings_of_export(export) != again


def test_an_exported_rubric_that_was_changed_is_refused(scene):
    scene.ranked()
    export = queries_ranking.export(scene.season)
    export["rubric"]["criteria"][1]["max"] = "50"
    with pytest.raises(ValueError, match="not the one that was frozen"):
        marking.standings_of_export(export)


def test_sixty_units_with_many_criteria_are_ranked_the_same_in_any_order():
    plain, digest = marking.freeze(RUBRIC)
    lines, rubric = marking.lines_of(plain, digest), marking.rubric_from(plain, digest)
    items = {line.code: line for line in lines if isinstance(line, marking.Item)}
    dice = random.Random(7)
    sheets = {}
    for number in range(60):
        given = rows(accounts=dice.randint(1, 100), cards=dice.randint(0, 9), revenue=dice.randint(0, 120))
        sheets[f"{number:02d}"] = marking.sheet_of(lines, {c: marking.clean_data(items[c], d) for c, d, _ in given})
    shuffled = dict(dice.sample(sorted(sheets.items()), 60))
    assert marking.rank(rubric, sheets)[1] == marking.rank(rubric, shuffled)[1]


def test_the_cluster_is_ranked_in_a_handful_of_queries(scene, django_assert_max_num_queries):
    scene.ranked()
    season = scene.fresh()
    with django_assert_max_num_queries(3):
        queries_ranking.recompute(season)


def test_reasons_are_the_same_for_the_button_and_the_act(scene, province):
    scene.send(province.cam_pha)
    on = scene.at.date()
    card = scene.card(province.cam_pha)
    assert reason_against(permissions.check_can_verify, province.root.appraiser, card, on) == (
        "Chưa thẩm định bảng điểm được: mùa chấm điểm đang ở bước “Tự chấm điểm”."
    )
