"""How the vote, ties, pledges, a member that leaves and a season ranked anew come out, by the rules of the table."""

from decimal import Decimal

import pytest
from django.urls import reverse

from rulebook.rubrics import Rubric
from tests.scoring.conftest import RUBRIC, Scene, rows
from tests.scoring.test_actions import pledge_of
from thidua.ballots import actions as ballots
from thidua.scoring import (
    actions,
    actions_meeting,
    actions_setup,
    cells,
    permissions,
    queries,
    queries_pledges,
    queries_ranking,
)
from thidua.scoring.models import ScoreChange, Standing, TieDecision
from thidua.shared.denied import Denied
from thidua.units import actions as units

BALLOT = {"basis": "total_then_ballot", "stated": True, "nominees": 2}
OWN_TIES = [{"kind": "vote", "text_vi": "bỏ phiếu"}]


def scene_of(province, **changes) -> Scene:
    rubric = Rubric.model_validate(RUBRIC | {"tie_break": OWN_TIES} | changes)
    by = {"by": province.root.officer, "at": province.at}
    return Scene(province, actions.open_season(cluster=province.cluster, year=2025, rubric=rubric, **by))


def refusal(act, /, **given) -> str:
    with pytest.raises(Denied) as denied:
        act(**given)
    return denied.value.reason


def vote(scene, offices, yes: dict[str, int]) -> None:
    """A secret vote of the three heads; ``yes`` by unit code."""
    province, at = scene.province, scene.at
    units.grant_role(
        user=province.root.appraiser, role="council_secretary", unit=province.root.unit, starts_on=at.date(),
        by=province.root.officer, at=at,
    )  # fmt: skip
    people = [office.head for office in scene.offices]
    ballot = actions_meeting.prepare_vote(
        season=scene.fresh(), units=[office.unit for office in offices], voters=people, trustees=people[:2],
        by=province.root.appraiser, at=at,
    )  # fmt: skip
    phrases = {people[0].pk: "hòm phiếu của Hạ Long", people[1].pk: "hòm phiếu của Cẩm Phả"}
    ballots.open_ballot(ballot=ballot, pass_phrases=phrases, by=people[0], at=at)
    for number, person in enumerate(people):
        choices = {code: "yes" if number < count else "no" for code, count in yes.items()}
        ballots.cast_ballot(ballot=ballot, choices=choices, by=person, at=at)
    ballot.refresh_from_db()
    ballots.count_ballot(ballot=ballot, pass_phrases=phrases, by=people[0], at=at)


def places(scene) -> list[tuple[str, int, bool]]:
    return list(Standing.objects.values_list("unit__code", "rank", "is_open"))


# ── the secret vote ──


def test_where_the_table_ranks_by_the_vote_its_result_becomes_ranking_and_proposal(province, client):
    scene = scene_of(province, ranking=BALLOT)
    scene.ranked({}, {"revenue": 90}, {"revenue": 20})
    assert places(scene) == [("06652", 1, True), ("06760", 2, True), ("06994", 3, False)]
    by = {"by": province.cluster_head, "at": scene.at}
    assert refusal(actions.propose_awards, season=scene.fresh(), **by) == (
        "Chưa đề nghị được: bảng tiêu chí xếp hạng theo phiếu kín mà chưa có kết quả kiểm phiếu."
    )
    assert refusal(permissions.check_is_settled, season=scene.fresh()) == (
        "Chưa công nhận được: bảng tiêu chí xếp hạng theo phiếu kín mà chưa có kết quả kiểm phiếu."
    )
    assert refusal(vote, scene=scene, offices=[province.ha_long, province.van_don], yes={}) == (
        "Theo bảng tiêu chí, đúng 2 đơn vị dẫn đầu vào phiếu kín: Phường Hạ Long, Phường Cẩm Phả."
    )


def test_the_votes_order_the_first_units_and_the_others_follow(province, client):
    scene = scene_of(province, ranking=BALLOT)
    scene.meeting({}, {"revenue": 90}, {"revenue": 20})
    vote(scene, [province.ha_long, province.cam_pha], {"06652": 1, "06760": 3})
    by = {"by": province.cluster_head, "at": scene.at}
    actions.rank_season(season=scene.fresh(), **by)
    assert places(scene) == [("06760", 1, False), ("06652", 2, False), ("06994", 3, False)]
    actions.propose_awards(season=scene.fresh(), **by)
    assert Standing.objects.exclude(proposed_award="").get().unit == province.cam_pha.unit
    client.force_login(province.cam_pha.head)
    page = client.get(reverse("scoring:ranking", args=[scene.season.pk])).content.decode()
    assert page.count("số phiếu kín quyết định thứ hạng") == 1
    actions.confirm_season(season=scene.fresh(), by=province.root.appraiser, at=scene.at)


def test_a_vote_about_units_that_no_longer_lead_does_not_rank(province):
    scene = scene_of(province, ranking=BALLOT)
    scene.meeting({}, {"revenue": 90}, {"revenue": 20})
    vote(scene, [province.ha_long, province.cam_pha], {"06652": 1, "06760": 3})
    by = {"by": province.root.appraiser, "at": scene.at}
    actions_setup.close_card(card=scene.card(province.cam_pha), reason="Sáp nhập", **by)
    assert refusal(actions.rank_season, season=scene.fresh(), **by) == (
        "Điểm đã đổi sau khi kiểm phiếu kín, các đơn vị dẫn đầu không còn như trong phiếu: bỏ phiếu lại."
    )
    people = [province.ha_long.head, province.van_don.head]
    again = actions_meeting.prepare_vote(
        season=scene.fresh(), units=[province.ha_long.unit, province.van_don.unit], voters=people, trustees=people,
        by=province.root.appraiser, at=scene.at,
    )  # fmt: skip
    assert scene.fresh().ballot == again


def test_where_the_table_ranks_by_points_the_vote_stands_beside_and_may_break_a_tie(province, client):
    scene = scene_of(province)
    scene.meeting({}, {}, {"revenue": 90})
    vote(scene, [province.ha_long, province.cam_pha, province.van_don], {"06652": 1, "06760": 2, "06994": 3})
    by = {"by": province.cluster_head, "at": scene.at}
    actions.rank_season(season=scene.fresh(), **by)
    assert places(scene) == [("06652", 1, True), ("06760", 1, True), ("06994", 3, False)]
    client.force_login(province.cluster_head)
    page = client.get(reverse("scoring:ranking", args=[scene.season.pk])).content.decode()
    assert (page.count(">Phiếu kín</th>"), page.count("số phiếu kín ghi bên cạnh, không đổi thứ hạng")) == (1, 1)
    form = client.get(reverse("scoring:tie", args=[scene.season.pk, 1])).context["form"]
    assert (form["place:06760"].value(), form["place:06652"].value(), form["way"].value()) == (1, 2, "ballot")
    decide = {"season": scene.fresh(), "way": "ballot", "reason": "Biên bản kiểm phiếu 03", **by}
    assert refusal(actions_meeting.decide_tie, units=["06652", "06760"], **decide) == (
        "Kết quả kiểm phiếu không cho thứ tự này (theo thứ tự đã chọn: 1 phiếu, 2 phiếu)."
    )
    actions_meeting.decide_tie(units=["06760", "06652"], **decide)
    assert places(scene) == [("06760", 1, False), ("06652", 2, False), ("06994", 3, False)]


# ── ties over a flag ──


def test_a_ranking_whose_flag_rests_on_an_open_tie_is_not_confirmed(province):
    scene = scene_of(province)
    scene.ranked({}, {}, {"revenue": 20})
    # as a proposal made before the rule was kept would stand
    Standing.objects.filter(unit=province.cam_pha.unit).update(proposed_award=queries_ranking.FLAG)
    assert refusal(actions.confirm_season, season=scene.fresh(), by=province.root.appraiser, at=scene.at) == (
        "Chưa công nhận được, các đơn vị cùng hạng nhưng chỉ một số được đề nghị tặng Cờ thi đua "
        "(hạng 1: Phường Hạ Long, Phường Cẩm Phả): cụm, khối phải quyết định thứ hạng và ghi lại."
    )
    Standing.objects.filter(rank=1).update(proposed_award=queries_ranking.FLAG)
    actions.confirm_season(season=scene.fresh(), by=province.root.appraiser, at=scene.at)
    assert scene.fresh().state == "confirmed"


def test_an_open_tie_below_the_flag_does_not_hold_up_the_ranking(province):
    scene = scene_of(province)
    scene.ranked({}, {"revenue": 20}, {"revenue": 20})
    assert places(scene) == [("06652", 1, False), ("06760", 2, True), ("06994", 2, True)]
    actions.propose_awards(season=scene.fresh(), by=province.cluster_head, at=scene.at)
    actions.confirm_season(season=scene.fresh(), by=province.root.appraiser, at=scene.at)
    assert scene.fresh().state == "confirmed"


def test_where_the_table_lets_units_share_the_place_the_cluster_chooses_and_says_how(province):
    scene = scene_of(province, tie_break=[{"kind": "share", "text_vi": "đồng hạng"}])
    scene.ranked({}, {}, {"revenue": 20})
    assert places(scene) == [("06652", 1, False), ("06760", 1, False), ("06994", 3, False)]
    propose = {"season": scene.fresh(), "by": province.cluster_head, "at": scene.at}
    assert refusal(actions.propose_awards, **propose) == (
        "Phường Hạ Long, Phường Cẩm Phả cùng hạng 1 nhưng chỉ còn 1 suất đề nghị tặng Cờ thi đua: "
        "cụm, khối phải chọn đúng 1 đơn vị và ghi lý do."
    )
    one = [province.cam_pha.unit]
    assert refusal(actions.propose_awards, chosen=one, reason=" x ", **propose) == (
        "Hãy ghi cụm, khối đã chọn như thế nào (số phiếu, biên bản)."
    )
    assert refusal(actions.propose_awards, chosen=[*one, province.van_don.unit], reason="Biên bản 7", **propose) == (
        "Không phải chọn Đặc khu Vân Đồn: thứ hạng đã đủ để đề nghị. Hãy bỏ chọn."
    )
    actions.propose_awards(chosen=one, reason="Biểu quyết 3/3, biên bản 7", **propose)
    decision = TieDecision.objects.get()
    assert (decision.units, decision.reason) == (["06760", "06652"], "Biểu quyết 3/3, biên bản 7")
    actions.confirm_season(season=scene.fresh(), by=province.root.appraiser, at=scene.at)
    assert queries_ranking.recompute(scene.fresh()) == queries_ranking.stored(scene.season)


def test_a_unit_barred_from_the_ranking_has_no_place_and_stops_nobody(province, client):
    bars = [{"value": "fraud", "text_vi": "báo cáo gian dối", "bars": "ranking"}]
    scene = scene_of(province, disqualification=bars)
    for office in scene.offices:
        actions.enter_score(
            card=scene.card(office), criterion_code="event.fraud", data={"done": office is province.ha_long},
            by=office.officer, at=scene.at,
        )  # fmt: skip
    scene.ranked({}, {}, {"revenue": 20})
    assert places(scene) == [("06760", 1, False), ("06994", 2, False)]
    assert queries_ranking.recompute(scene.season) == queries_ranking.stored(scene.season)
    client.force_login(province.ha_long.officer)
    answer = client.get(reverse("scoring:ranking", args=[scene.season.pk]))
    assert answer.context["without"] == [("Phường Hạ Long", "Không xếp hạng: báo cáo gian dối")]


# ── pledges ──


def optional_revenue() -> list:
    first, second = RUBRIC["criteria"]
    *rest, revenue = first["children"]
    return [first | {"children": [*rest, revenue | {"may_be_unassigned": True}]}, second]


def test_a_task_that_may_be_unassigned_is_filled_from_the_pledge_as_assigned(province, client):
    pledge_of(province, province.ha_long.unit, "I.3", 200, 150)
    scene = scene_of(province, criteria=optional_revenue(), ranking={"basis": "percent_of_assigned", "stated": True})
    entry = scene.card(province.ha_long).entries.get()
    assert (entry.criterion_code, entry.self_input, entry.self_points, entry.evidence) == (
        "I.3",
        {"assigned": True, "actual": "150", "plan": "200"},
        Decimal(15),
        "Giao ước “Phong trào 2025”, chỉ tiêu 1, quý 2: Kho bạc",
    )
    flag = (
        "Giao ước của đơn vị không có chỉ tiêu gắn với mục này, các đơn vị khác có. "
        "Nếu không được giao nhiệm vụ này thì chọn “Không”; không ghi 0."
    )
    card = scene.card(province.cam_pha)
    assert (queries_pledges.pledged(card).gaps, card.entries.count()) == ({"I.3": flag}, 0)
    client.force_login(province.cam_pha.officer)
    url = reverse("scoring:card", args=[card.pk])
    assert client.get(url).content.decode().count(flag) == 1
    by = {"by": province.cam_pha.officer, "at": scene.at}
    actions.enter_score(card=card, criterion_code="I.3", data={"assigned": False}, **by)
    assert client.get(url).content.decode().count(flag) == 0
    assert scene.card(province.cam_pha).entries.get().self_points is None


def test_a_target_without_a_result_is_flagged_and_never_zero(province):
    pledge_of(province, province.ha_long.unit, "I.3", 200, 150)
    pledge_of(province, province.cam_pha.unit, "I.3", 300, 10)
    from thidua.pledges.models import Progress

    Progress.objects.filter(target__pledge__unit=province.cam_pha.unit).delete()
    scene = scene_of(province)
    found = queries_pledges.pledged(scene.card(province.cam_pha))
    assert (found.figures, found.gaps) == (
        {},
        {"I.3": "Chỉ tiêu 1 của giao ước “Phong trào 2025” chưa có kết quả quý nào."},
    )
    assert list(queries_pledges.pledged(scene.card(province.ha_long)).figures) == ["I.3"]
    assert scene.card(province.cam_pha).entries.count() == 0


# ── leaving, coming late, ranked anew ──


def leader_relative() -> list:
    first, second = RUBRIC["criteria"]
    *rest, revenue = first["children"]
    scoring = {"type": "leader_relative", "achieved": "revenue", "target": "plan"}
    return [first | {"children": [*rest, revenue | {"scoring": scoring}]}, second]


def test_when_the_leader_leaves_the_others_are_recomputed_and_every_change_is_told(province, client):
    scene = scene_of(province, criteria=leader_relative())
    scene.verifying({"revenue": 300}, {"revenue": 200}, {"revenue": 50})
    for office in scene.offices:
        actions.verify_scorecard(card=scene.card(office), by=province.root.appraiser, at=scene.at)
    points = {o.unit.code: scene.card(o).entries.get(criterion_code="I.3").verified_points for o in scene.offices}
    assert points == {"06652": 20, "06760": 15, "06994": 5}
    why = "Sáp nhập từ ngày 01/7"
    actions_setup.close_card(card=scene.card(province.ha_long), reason=why, by=province.root.officer, at=scene.at)
    points = {o.unit.code: scene.card(o).entries.get(criterion_code="I.3").verified_points for o in scene.offices}
    assert points == {"06652": 20, "06760": 20, "06994": 5}
    items = queries.items_of(scene.season)
    said = [(queries.sentence(each, items), each.reason) for each in ScoreChange.objects.select_related("entry")]
    reason = f"Tính lại vì Phường Hạ Long thôi tham gia: {why}"
    assert said == [("Mục I.3 Thu ngân sách: 15 điểm sửa thành 20 điểm", reason)]
    client.force_login(province.ha_long.officer)
    page = client.get(reverse("scoring:card", args=[scene.card(province.ha_long).pk])).content.decode()
    assert (page.count("Đơn vị thôi tham gia, không xếp hạng"), page.count(why)) == (1, 1)
    assert page.count("Lưu và tính điểm") == 0


def test_an_entry_after_the_ranking_is_refused_with_the_reason(province):
    scene = scene_of(province)
    scene.ranked()
    late = "Đã muộn: mùa chấm điểm đang ở bước “Đã xếp hạng”, bảng điểm không nhận số liệu nữa."
    given = {"card": scene.card(province.ha_long), "by": province.ha_long.officer, "at": scene.at}
    assert refusal(actions.enter_scores, rows=rows(), **given) == late
    by_code = {"criterion_code": "I.3", "data": {"actual": 1, "plan": 2}}
    assert refusal(actions.enter_score, **by_code, **given) == late


def test_a_reopened_season_keeps_the_earlier_ranking_readable(province, client):
    scene = scene_of(province)
    scene.ranked({}, {"revenue": 90}, {"revenue": 20})
    first = scene.fresh().paper_id
    by = {"by": province.cluster_head, "at": scene.at}
    actions.reopen_season(season=scene.fresh(), reason="Đối chiếu lại số thu", **by)
    [earlier] = queries_ranking.earlier_rankings(scene.fresh())
    assert (earlier.paper_id, earlier.why, earlier.places) == (
        first,
        "Thẩm định lại: Đối chiếu lại số thu",
        (
            (1, "Phường Hạ Long", Decimal(87)),
            (2, "Phường Cẩm Phả", Decimal(85)),
            (3, "Đặc khu Vân Đồn", Decimal(71)),
        ),
    )
    client.force_login(province.van_don.officer)
    page = client.get(reverse("scoring:detail", args=[scene.season.pk])).content.decode()
    assert page.count("Thẩm định lại: Đối chiếu lại số thu") == 1
    card = scene.card(province.cam_pha)
    actions.reopen_scorecard(card=card, reason="Đối chiếu", by=province.root.appraiser, at=scene.at)
    actions.correct_score(
        card=scene.card(province.cam_pha), criterion_code="I.3", data={"actual": 10, "plan": 100}, reason="Kho bạc",
        by=province.root.appraiser, at=scene.at,
    )  # fmt: skip
    actions.verify_scorecard(card=scene.card(province.cam_pha), by=province.root.appraiser, at=scene.at)
    actions.call_meeting(season=scene.fresh(), **by)
    actions.rank_season(season=scene.fresh(), **by)
    assert [earlier] == queries_ranking.earlier_rankings(scene.fresh())
    answer = client.get(reverse("scoring:ranking", args=[scene.season.pk]))
    assert answer.context["earlier"] == [earlier]
    assert [row["name"] for row in answer.context["rows"]] == ["Phường Hạ Long", "Đặc khu Vân Đồn", "Phường Cẩm Phả"]


# ── percentages written as fractions ──


def test_a_percentage_written_as_a_fraction_is_asked_about_on_card_grid_and_verification(province, client):
    first, second = RUBRIC["criteria"]
    bands = [{"to": 50, "points": 5}, {"above": 50, "points": 20}]
    ladder = {
        "code": "I.3", "name_vi": "Tỷ lệ thu", "max": 20,
        "scoring": {"type": "ladder_percent", "value": "rate", "bands": bands},
    }  # fmt: skip
    criteria = [first | {"children": [*first["children"][:2], ladder]}, second]
    scene = scene_of(province, criteria=criteria, figures_vi={"rate": "Tỷ lệ thu ngân sách"})
    for office in scene.offices:
        given = [row for row in rows() if row[0] != "I.3"]
        actions.enter_scores(
            card=scene.card(office), rows=[*given, ("I.3", {"value": "0.85"}, "")], by=office.officer, at=scene.at
        )
    question = "Đang ghi 0,85 %: có phải 85 %?"
    client.force_login(province.ha_long.officer)
    card = scene.card(province.ha_long)
    assert client.get(reverse("scoring:card", args=[card.pk])).content.decode().count(question) == 1
    assert client.get(reverse("scoring:grid", args=[scene.season.pk])).content.decode().count(question) == 1
    assert cells.doubt_of(queries.items_of(scene.season)["I.3"], {"value": "85"}) == ""
    for office in scene.offices:
        actions.send_scorecard(card=scene.card(office), by=office.head, at=scene.at)
    actions.start_verifying(season=scene.fresh(), by=province.cluster_head, at=scene.at)
    client.force_login(province.root.appraiser)
    assert client.get(reverse("scoring:card", args=[card.pk])).content.decode().count(question) == 1
