"""The acts of a season, each refusal with its reason."""

from datetime import date
from decimal import Decimal

import pytest

from tests.scoring.conftest import RUBRIC, opened, rows
from thidua.movements.models import Movement
from thidua.pledges.models import Pledge, PledgeTarget, Progress
from thidua.scoring import actions, actions_meeting, queries, queries_ranking
from thidua.scoring.models import Scorecard, ScoreChange, ScoreEntry, Season, Standing
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent, Letter


def refused(why, act, **kwargs):
    with pytest.raises(Denied) as caught:
        act(**kwargs)
    assert caught.value.reason == why


# ── opening ──


def test_an_open_season_freezes_the_rubric_and_gives_every_member_a_card(scene):
    assert scene.season.state == "self_scoring"
    assert [c.unit.name for c in Scorecard.objects.select_related("unit")] == [
        "Phường Hạ Long",
        "Phường Cẩm Phả",
        "Đặc khu Vân Đồn",
    ]
    assert queries.rubric_of(scene.fresh()).title_vi == "Bảng tiêu chí thử nghiệm"
    assert AuditEvent.objects.get(act="season_opened").detail == {"rubric": scene.season.rubric_hash, "members": 3}
    assert Letter.objects.filter(subject__startswith="Mời tự chấm điểm").count() == 6


def test_a_rubric_changed_in_the_database_is_noticed(scene):
    changed = {**scene.season.rubric, "title_vi": "Bảng khác"}
    Season.objects.filter(pk=scene.season.pk).update(rubric=changed)
    with pytest.raises(ValueError, match="not the one that was frozen"):
        queries.rubric_of(scene.fresh())


def test_only_the_organiser_or_the_head_opens_and_only_once(scene, province):
    common = {"cluster": province.cluster, "rubric": RUBRIC, "at": province.at}
    refused(
        "Cụm thi đua số 1 đã có mùa chấm điểm năm 2025.",
        actions.open_season,
        year=2025,
        by=province.cluster_head,
        **common,
    )
    refused(
        "Cụm thi đua số 1 chưa có thành viên trong năm 2026.",
        actions.open_season,
        year=2026,
        by=province.root.officer,
        **common,
    )
    refused(
        "Để mở mùa chấm điểm cần vai trò “Chuyên viên thi đua, khen thưởng” của Tỉnh Quảng Ninh.",
        actions.open_season,
        year=2026,
        by=province.ha_long.officer,
        **common,
    )
    assert Season.objects.count() == 1


def test_a_rubric_that_is_none_is_refused(province):
    with pytest.raises(Denied, match="Bảng tiêu chí không dùng được"):
        actions.open_season(
            cluster=province.cluster, year=2025, rubric={"code": "x"}, by=province.root.officer, at=province.at
        )
    assert Season.objects.count() == 0


# ── entering ──


def test_entered_figures_become_points_with_the_total(scene, province):
    score = scene.enter(province.ha_long)
    assert score.total == Decimal("87.00")
    card = scene.card(province.ha_long)
    assert card.self_total == Decimal("87")
    points = dict(card.entries.values_list("criterion_code", "self_points"))
    assert points == {
        "I.1": Decimal("36"),
        "I.2": Decimal("10"),
        "I.3": Decimal("20"),
        "II": Decimal("20"),
        "T": Decimal("1"),
        "P": Decimal("0"),
        "K": Decimal("0"),
    }
    assert card.entries.get(criterion_code="I.1").evidence == "Báo cáo số 12/BC-UBND"
    assert AuditEvent.objects.filter(act="scores_entered").get().detail["count"] == 7


def test_entering_again_replaces_one_criterion_and_keeps_the_rest(scene, province):
    scene.enter(province.ha_long)
    actions.enter_score(
        card=scene.card(province.ha_long),
        criterion_code="I.3",
        data={"actual": 50.5, "plan": 101},
        evidence=" Kho bạc ",
        by=province.ha_long.officer,
        at=scene.at,
    )
    card = scene.card(province.ha_long)
    entry = card.entries.get(criterion_code="I.3")
    assert (entry.self_input, entry.self_points, entry.evidence) == (
        {"actual": "50.5", "plan": "101"},
        Decimal("10"),
        "Kho bạc",
    )
    assert card.self_total == Decimal("77")
    assert card.entries.count() == 7


@pytest.mark.parametrize(
    ("code", "data", "why"),
    [
        ("X", {}, "Bảng tiêu chí không có mục “X”."),
        ("I.1", {"actual": "nhiều", "plan": 1}, "Mục I.1 Mở tài khoản: Kết quả đạt được: cần một số."),
        ("I.1", {"actual": -1, "plan": 1}, "Mục I.1 Mở tài khoản: Kết quả đạt được: số không được âm."),
        ("I.1", {"actual": "NaN", "plan": 1}, "Mục I.1 Mở tài khoản: Kết quả đạt được: số này không dùng được."),
        ("I.1", {"actual": "1e999", "plan": 1}, "Mục I.1 Mở tài khoản: Kết quả đạt được: số này không dùng được."),
        ("I.1", {"actual": True, "plan": 1}, "Mục I.1 Mở tài khoản: Kết quả đạt được: cần một số."),
        ("I.1", {"actual": 1}, "Mục I.1 Mở tài khoản: Chưa nhập: Chỉ tiêu, kế hoạch."),
        ("I.1", {"actual": 1, "plan": 2, "more": 3}, "Mục I.1 Mở tài khoản: Mục này không có số liệu “more”."),
        ("II", {"gate": True, "letter": "E"}, "Mục II Phong trào: Mức: hãy chọn A, B, C hoặc D."),
        ("II", {"gate": "có", "letter": "A"}, "Mục II Phong trào: Có kế hoạch phong trào: hãy chọn có hoặc không."),
        ("T", {"points": "5.5"}, "Mục T Sáng tạo: Điểm chấm không được quá điểm tối đa 5."),
        ("P", {"count": 1.5}, "Mục P Hồ sơ bị trả lại: Số lần, số trường hợp: cần số nguyên."),
    ],
)
def test_a_figure_that_cannot_be_is_refused_naming_the_criterion(scene, province, code, data, why):
    refused(
        why,
        actions.enter_score,
        card=scene.card(province.ha_long),
        criterion_code=code,
        data=data,
        by=province.ha_long.officer,
        at=scene.at,
    )
    assert ScoreEntry.objects.count() == 0


def test_one_bad_row_stops_all_rows(scene, province):
    given = [*rows()[:3], ("T", {"points": 99}, "")]
    with pytest.raises(Denied):
        actions.enter_scores(card=scene.card(province.ha_long), rows=given, by=province.ha_long.officer, at=scene.at)
    assert ScoreEntry.objects.count() == 0


def test_only_the_unit_itself_scores_its_card(scene, province):
    for other in (province.root.officer, province.cam_pha.officer, province.cluster_head, province.ha_long.clerk):
        refused(
            "Chỉ chuyên viên hoặc thủ trưởng của Phường Hạ Long được chấm điểm cho đơn vị mình.",
            actions.enter_scores,
            card=scene.card(province.ha_long),
            rows=rows(),
            by=other,
            at=scene.at,
        )


def test_two_people_entering_at_once_do_not_overwrite_each_other(scene, province):
    stale = scene.card(province.ha_long)
    scene.enter(province.ha_long)
    with pytest.raises(Stale):
        actions.enter_scores(card=stale, rows=rows(accounts=10), by=province.ha_long.head, at=scene.at)
    assert scene.card(province.ha_long).self_total == Decimal("87")


def test_many_criteria_cost_the_same_handful_of_queries(scene, province, django_assert_max_num_queries):
    card = scene.card(province.ha_long)
    with django_assert_max_num_queries(14):
        actions.enter_scores(card=card, rows=rows(), by=province.ha_long.officer, at=scene.at)


# ── filling from the pledge ──


def pledge_of(province, unit, code, goal, value, state="signed"):
    at, by = province.at, province.root.officer
    movement, _ = Movement.objects.get_or_create(
        unit=province.root.unit, year=2025, title="Phong trào 2025", drafted_at=at, drafted_by=by, state="launched"
    )
    pledge, _ = Pledge.objects.get_or_create(
        movement=movement,
        unit=unit,
        superior=province.root.unit,
        year=2025,
        state=state,
        defaults={"drafted_at": at, "drafted_by": by},
    )
    target = PledgeTarget.objects.create(
        pledge=pledge,
        ordinal=pledge.targets.count() + 1,
        criterion_code=code,
        name="Chỉ tiêu",
        unit_of_measure="tỷ đồng",
        goal=goal,
        weight=20,
        due_on=date(2025, 12, 31),
    )
    for quarter, reached in enumerate((value / 2, value), start=1):
        Progress.objects.create(
            target=target, quarter=quarter, value=reached, evidence="Kho bạc", entered_at=at, entered_by=by
        )


def test_criteria_are_filled_from_the_last_progress_of_the_signed_pledge(scene, province):
    pledge_of(province, province.ha_long.unit, "I.3", 200, 150)
    pledge_of(province, province.ha_long.unit, "I.1", 85, 90)  # shares its figures with I.2: left to the unit
    count = actions.fill_from_pledge(card=scene.card(province.ha_long), by=province.ha_long.officer, at=scene.at)
    entry = ScoreEntry.objects.get()
    assert (count, entry.criterion_code, entry.self_input, entry.self_points, entry.evidence) == (
        1,
        "I.3",
        {"actual": "150", "plan": "200"},
        Decimal("15"),
        "Giao ước “Phong trào 2025”, chỉ tiêu 1, quý 2: Kho bạc",
    )


def test_a_season_opens_with_what_the_pledges_say_and_the_unit_confirms_it(province):
    pledge_of(province, province.ha_long.unit, "I.3", 200, 150)
    scene = opened(province)
    entry = ScoreEntry.objects.get()
    assert (entry.card.unit, entry.self_input, entry.self_points, entry.source.goal, entry.source_quarter) == (
        province.ha_long.unit,
        {"actual": "150", "plan": "200"},
        Decimal("15"),
        200,
        2,
    )
    given = [row for row in rows() if row[0] != "I.3"]
    by = {"by": province.ha_long.officer, "at": scene.at}
    actions.enter_scores(card=scene.card(province.ha_long), rows=given, **by)
    with pytest.raises(Denied) as denied:
        actions.send_scorecard(card=scene.card(province.ha_long), **by)
    assert denied.value.reason == ("Chưa gửi được, số liệu lấy từ giao ước chưa được đơn vị xác nhận ở mục I.3.")
    same = [("I.3", {"actual": 150, "plan": 200}, entry.evidence)]
    actions.enter_scores(card=scene.card(province.ha_long), rows=same, **by)
    entry.refresh_from_db()
    assert (entry.source_id is not None, entry.entered_by, entry.version) == (True, province.ha_long.officer, 2)
    actions.send_scorecard(card=scene.card(province.ha_long), **by)


def test_a_pledge_that_is_not_signed_or_of_another_unit_fills_nothing(scene, province):
    pledge_of(province, province.ha_long.unit, "I.3", 200, 150, state="draft")
    pledge_of(province, province.cam_pha.unit, "I.3", 200, 150)
    refused(
        "Không có chỉ tiêu giao ước nào gắn với mục của bảng tiêu chí và đã có kết quả.",
        actions.fill_from_pledge,
        card=scene.card(province.ha_long),
        by=province.ha_long.officer,
        at=scene.at,
    )


# ── sending, returning ──


def test_a_sent_card_keeps_its_points_and_tells_the_head(scene, province):
    scene.send(province.ha_long)
    card = scene.card(province.ha_long)
    assert (card.state, card.self_total, card.verified_total, card.sent_by) == (
        "sent",
        Decimal("87"),
        Decimal("87"),
        province.ha_long.head,
    )
    assert {e.verified_points for e in card.entries.filter(criterion_code="I.1")} == {Decimal("36")}
    assert (
        Letter.objects.filter(to=province.cluster_head, subject="Phường Hạ Long đã gửi bảng điểm năm 2025").count() == 1
    )
    assert AuditEvent.objects.filter(act="scorecard_sent").count() == 1


def test_a_card_with_a_gap_is_not_sent_and_the_gap_is_named(scene, province):
    card = scene.card(province.ha_long)
    given = [row for row in rows() if row[0] not in ("I.2", "K")]
    actions.enter_scores(card=card, rows=given, by=province.ha_long.officer, at=scene.at)
    refused(
        "Chưa gửi được, còn thiếu: I.2 Phát hành thẻ; K Lãnh đạo bị kỷ luật.",
        actions.send_scorecard,
        card=card,
        by=province.ha_long.head,
        at=scene.at,
    )


def test_one_figure_with_two_values_is_not_sent(scene, province):
    card = scene.card(province.ha_long)
    given = [("I.2", {"actual": 45, "plan": 80}, "") if row[0] == "I.2" else row for row in rows()]
    actions.enter_scores(card=card, rows=given, by=province.ha_long.officer, at=scene.at)
    refused(
        "Chưa gửi được, cùng một số liệu nhưng ghi khác nhau: “Chỉ tiêu, kế hoạch” ở mục I.1 là 90, ở mục I.2 là 80.",
        actions.send_scorecard,
        card=card,
        by=province.ha_long.head,
        at=scene.at,
    )


def test_a_sent_card_is_closed_and_sending_twice_gives_one_letter(scene, province):
    scene.send(province.ha_long)
    card = scene.card(province.ha_long)
    refused(
        "Bảng điểm đang ở bước “Đã gửi”, không sửa được nữa.",
        actions.enter_scores,
        card=card,
        rows=rows(),
        by=province.ha_long.officer,
        at=scene.at,
    )
    refused(
        "Không thực hiện được: bảng điểm đang ở bước “Đã gửi”.",
        actions.send_scorecard,
        card=card,
        by=province.ha_long.head,
        at=scene.at,
    )
    assert Letter.objects.filter(to=province.cluster_head, subject__contains="đã gửi bảng điểm").count() == 1


def test_a_returned_card_is_corrected_by_its_unit_and_sent_again(scene, province):
    scene.verifying()
    actions.return_scorecard(
        card=scene.card(province.cam_pha), reason="Thiếu minh chứng", by=province.cluster_head, at=scene.at
    )
    card = scene.card(province.cam_pha)
    assert (card.state, card.returned_reason) == ("returned", "Thiếu minh chứng")
    assert Letter.objects.filter(subject="Bảng điểm năm 2025 được trả lại để sửa").count() == 2
    scene.send(province.cam_pha, revenue=50)
    assert scene.card(province.cam_pha).verified_total == Decimal("77")


# ── verifying ──


def test_self_scoring_ends_only_when_every_unit_has_sent(scene, province):
    scene.send(province.ha_long)
    refused(
        "Còn 2 đơn vị chưa gửi bảng điểm: Phường Cẩm Phả, Đặc khu Vân Đồn.",
        actions.start_verifying,
        season=scene.fresh(),
        by=province.cluster_head,
        at=scene.at,
    )
    refused(
        "Để kết thúc tự chấm cần vai trò “Trưởng cụm, khối” của Cụm thi đua số 1.",
        actions.start_verifying,
        season=scene.fresh(),
        by=province.ha_long.head,
        at=scene.at,
    )


def correct(scene, office, by, code="I.3", data=None, reason="Đối chiếu với Kho bạc"):
    return actions.correct_score(
        card=scene.card(office),
        criterion_code=code,
        data=data or {"actual": 80, "plan": 100},
        reason=reason,
        by=by,
        at=scene.at,
    )


def test_a_correction_changes_the_points_and_stands_as_a_sentence_in_the_history(scene, province):
    scene.verifying()
    changes = correct(scene, province.cam_pha, province.cluster_head)
    card = scene.card(province.cam_pha)
    assert (card.self_total, card.verified_total) == (Decimal("87"), Decimal("83"))
    items = queries.items_of(scene.season)
    assert [(queries.sentence(c, items), c.reason, c.changed_by) for c in queries.history(card)] == [
        ("Mục I.3 Thu ngân sách: 20 điểm sửa thành 16 điểm", "Đối chiếu với Kho bạc", province.cluster_head)
    ]
    assert [c.pk for c in changes] == [c.pk for c in ScoreChange.objects.all()]
    assert card.entries.get(criterion_code="I.3").self_points == Decimal("20")
    assert AuditEvent.objects.get(act="score_corrected").detail == {"criteria": ["I.3"], "total": "83.00"}


def test_a_corrected_figure_reaches_every_criterion_that_reads_it(scene, province):
    scene.verifying()
    correct(scene, province.cam_pha, province.cluster_head, "I.1", {"actual": 60, "plan": 100}, "Đếm lại")
    card = scene.card(province.cam_pha)
    items = queries.items_of(scene.season)
    assert [(queries.sentence(c, items), c.reason) for c in queries.history(card)] == [
        ("Mục I.1 Mở tài khoản: 36 điểm sửa thành 24 điểm", "Đếm lại"),
        ("Mục I.2 Phát hành thẻ: 10 điểm sửa thành 15 điểm", "Theo mục I.1: Đếm lại"),
    ]
    assert card.entries.get(criterion_code="I.2").verified_input == {"actual": "45", "plan": "60"}
    assert card.verified_total == Decimal("80")


def test_a_correction_needs_a_reason_and_a_difference(scene, province):
    scene.verifying()
    refused(
        "Hãy ghi lý do sửa điểm.", correct, scene=scene, office=province.cam_pha, by=province.cluster_head, reason=" "
    )
    refused(
        "Số liệu mới giống số liệu đang có; không có gì để sửa.",
        correct,
        scene=scene,
        office=province.cam_pha,
        by=province.cluster_head,
        data={"actual": "100.0", "plan": 100},
    )
    assert ScoreChange.objects.count() == 0


def test_nobody_verifies_the_card_of_the_own_unit(scene, province):
    scene.verifying()
    why = "Không ai thẩm định bảng điểm của đơn vị mình; việc này do cán bộ thẩm định của Tỉnh Quảng Ninh làm."
    head_card = scene.card(province.ha_long)
    refused(why, actions.verify_scorecard, card=head_card, by=province.cluster_head, at=scene.at)
    refused(why, correct, scene=scene, office=province.ha_long, by=province.cluster_head)
    actions.verify_scorecard(card=head_card, by=province.root.appraiser, at=scene.at)
    assert scene.card(province.ha_long).state == "verified"


def test_a_member_or_the_appraiser_of_another_unit_does_not_verify(scene, province):
    scene.verifying()
    for user in (province.cam_pha.head, province.ha_long.appraiser, province.root.officer):
        refused(
            "Để thẩm định bảng điểm cần vai trò “Trưởng cụm, khối” của Cụm thi đua số 1.",
            actions.verify_scorecard,
            card=scene.card(province.van_don),
            by=user,
            at=scene.at,
        )


def test_nothing_is_verified_before_the_verification_begins(scene, province):
    scene.send(province.cam_pha)
    refused(
        "Chưa thẩm định bảng điểm được: mùa chấm điểm đang ở bước “Tự chấm điểm”.",
        actions.verify_scorecard,
        card=scene.card(province.cam_pha),
        by=province.cluster_head,
        at=scene.at,
    )


def test_a_verified_card_is_corrected_only_after_it_is_reopened(scene, province):
    scene.verifying()
    actions.verify_scorecard(card=scene.card(province.cam_pha), by=province.cluster_head, at=scene.at)
    refused(
        "Chưa sửa điểm được: bảng điểm đang ở bước “Đã thẩm định”.",
        correct,
        scene=scene,
        office=province.cam_pha,
        by=province.cluster_head,
    )
    actions.reopen_scorecard(
        card=scene.card(province.cam_pha), reason="Có báo cáo mới", by=province.cluster_head, at=scene.at
    )
    correct(scene, province.cam_pha, province.cluster_head)
    assert scene.card(province.cam_pha).verified_total == Decimal("83")


def test_verifying_the_same_card_twice_gives_one_result(scene, province):
    scene.verifying()
    stale = scene.card(province.cam_pha)
    actions.verify_scorecard(card=scene.card(province.cam_pha), by=province.cluster_head, at=scene.at)
    with pytest.raises(Stale):
        actions.verify_scorecard(card=stale, by=province.cluster_head, at=scene.at)
    assert AuditEvent.objects.filter(act="scorecard_verified").count() == 1


# ── meeting, ranking ──


def test_the_meeting_waits_for_every_card(scene, province):
    scene.verifying()
    actions.verify_scorecard(card=scene.card(province.cam_pha), by=province.cluster_head, at=scene.at)
    refused(
        "Còn 2 đơn vị chưa thẩm định xong: Phường Hạ Long, Đặc khu Vân Đồn.",
        actions.call_meeting,
        season=scene.fresh(),
        by=province.cluster_head,
        at=scene.at,
    )


def test_the_ranking_orders_the_units_keeps_its_paper_and_can_be_computed_again(scene, province):
    standings = scene.ranked({"revenue": 50}, {}, {"revenue": 90, "returned": 1})
    assert [(s.unit.name, s.total, s.rank, s.tie_note) for s in standings] == [
        ("Phường Cẩm Phả", Decimal("87.00"), 1, ""),
        ("Đặc khu Vân Đồn", Decimal("83.00"), 2, ""),
        ("Phường Hạ Long", Decimal("77.00"), 3, ""),
    ]
    assert queries_ranking.recompute(scene.season) == queries_ranking.stored(scene.season)
    assert scene.season.paper.file.read(5) == b"%PDF-"
    assert AuditEvent.objects.get(act="season_ranked").detail["ranking"][0] == ["06760", "87.00", 1]
    assert Letter.objects.filter(subject="Cụm thi đua số 1: đã xếp hạng năm 2025").count() == 6


def test_equal_totals_go_through_the_steps_of_the_rubric(scene):
    standings = scene.ranked({"transfers": 10}, {"transfers": 30}, {"revenue": 50})
    assert [(s.unit.code, s.rank) for s in standings] == [("06760", 1), ("06652", 2), ("06994", 3)]
    assert standings[0].tie_note == "Bằng điểm, xét số lượt chi trả qua tài khoản nhiều hơn: 30"
    assert queries_ranking.recompute(scene.season) == queries_ranking.stored(scene.season)


def test_a_tie_nothing_breaks_is_shared_and_the_flag_waits_for_the_decision(scene, province):
    standings = scene.ranked({}, {}, {"revenue": 50})
    assert [s.rank for s in standings] == [1, 1, 3]
    head = province.cluster_head
    refused(
        "Phường Hạ Long, Phường Cẩm Phả cùng hạng 1 nhưng chỉ còn 1 suất đề nghị tặng Cờ thi đua: "
        "cụm, khối phải quyết định thứ hạng và ghi lại trước khi đề nghị.",
        actions.propose_awards,
        season=scene.season,
        chosen=[province.cam_pha.unit],
        by=head,
        at=scene.at,
    )
    actions_meeting.decide_tie(
        season=scene.fresh(), units=["06760", "06652"], way="meeting", reason="Biểu quyết 3/3", by=head, at=scene.at
    )
    proposed = actions.propose_awards(season=scene.fresh(), by=head, at=scene.at)
    assert {s.unit.code: s.proposed_award for s in proposed} == {
        "06652": "",
        "06760": "ministry_province_emulation_flag",
        "06994": "",
    }


def test_the_first_is_proposed_for_the_flag_and_the_quota_says_how_it_was_read(scene, province):
    scene.ranked({}, {"revenue": 50}, {"revenue": 40})
    actions.propose_awards(season=scene.season, by=province.cluster_head, at=scene.at)
    assert {s.unit.code: s.proposed_award for s in Standing.objects.select_related("unit")} == {
        "06652": "ministry_province_emulation_flag",
        "06760": "",
        "06994": "",
    }
    assert "lấy số ít hơn là 0" in AuditEvent.objects.get(act="awards_proposed").detail["quota"]


def test_a_unit_the_rubric_disqualifies_is_passed_over(scene, province):
    scene.ranked({"punished": True, "idea": 5, "revenue": 100, "cards": 90}, {}, {"revenue": 50})
    first = scene.season.standings.first()
    assert (first.unit.code, first.rank, first.tie_note) == (
        "06652",
        1,
        "Lãnh đạo bị kỷ luật, không đề nghị khen thưởng",
    )
    actions.propose_awards(season=scene.season, by=province.cluster_head, at=scene.at)
    awards = {s.unit.code: s.proposed_award for s in Standing.objects.select_related("unit")}
    assert (awards["06652"], awards["06760"]) == ("", "ministry_province_emulation_flag")
    refused(
        "Có 1 đơn vị được chọn không thuộc bảng xếp hạng hoặc không được đề nghị.",
        actions.propose_awards,
        season=scene.fresh(),
        chosen=[province.ha_long.unit],
        by=province.cluster_head,
        at=scene.at,
    )


def test_the_organiser_confirms_once_after_proposals(scene, province):
    scene.ranked({}, {"revenue": 50}, {"revenue": 40})
    appraiser = province.root.appraiser
    refused(
        "Chưa công nhận được: cụm, khối chưa đề nghị khen thưởng.",
        actions.confirm_season,
        season=scene.season,
        by=appraiser,
        at=scene.at,
    )
    actions.propose_awards(season=scene.season, by=province.cluster_head, at=scene.at)
    refused(
        "Để công nhận kết quả xếp hạng cần vai trò “Cán bộ thẩm định” của Tỉnh Quảng Ninh.",
        actions.confirm_season,
        season=scene.fresh(),
        by=province.cluster_head,
        at=scene.at,
    )
    actions.confirm_season(season=scene.fresh(), by=appraiser, at=scene.at)
    assert scene.fresh().state == "confirmed"
    refused(
        "Không thực hiện được: mùa chấm điểm đang ở bước “Đã công nhận”.",
        actions.confirm_season,
        season=scene.fresh(),
        by=appraiser,
        at=scene.at,
    )


def test_standings_changed_behind_the_acts_are_not_confirmed(scene, province):
    scene.ranked({}, {"revenue": 50}, {"revenue": 40})
    actions.propose_awards(season=scene.season, by=province.cluster_head, at=scene.at)
    Standing.objects.filter(rank=2).update(total=99)
    refused(
        "Chưa công nhận được: tính lại cho kết quả khác bảng xếp hạng đã lưu. Hãy thẩm định lại.",
        actions.confirm_season,
        season=scene.fresh(),
        by=province.root.appraiser,
        at=scene.at,
    )


def test_a_reopened_season_is_verified_and_ranked_anew_and_keeps_both_papers(scene, province):
    scene.ranked({}, {"revenue": 50}, {"revenue": 40})
    head, first_paper = province.cluster_head, scene.season.paper
    refused("Hãy ghi lý do thẩm định lại.", actions.reopen_season, season=scene.season, reason="", by=head, at=scene.at)
    actions.reopen_season(season=scene.season, reason="Có khiếu nại", by=head, at=scene.at)
    assert (scene.fresh().state, scene.season.ranked_at, scene.season.reopened_reason) == (
        "verifying",
        None,
        "Có khiếu nại",
    )
    actions.reopen_scorecard(card=scene.card(province.cam_pha), reason="Khiếu nại đúng", by=head, at=scene.at)
    correct(scene, province.cam_pha, head, data={"actual": 30, "plan": 100})
    actions.verify_scorecard(card=scene.card(province.cam_pha), by=head, at=scene.at)
    actions.call_meeting(season=scene.fresh(), by=head, at=scene.at)
    actions.rank_season(season=scene.fresh(), by=head, at=scene.at)
    assert [s.unit.code for s in Standing.objects.select_related("unit")] == ["06652", "06994", "06760"]
    assert scene.fresh().paper != first_paper
    assert queries_ranking.recompute(scene.season) == queries_ranking.stored(scene.season)
