"""Rules, evidence, pledged figures, deadlines, objections, ties, a member that leaves, the sealed vote."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.scoring.conftest import rows
from thidua.ballots import actions as ballots
from thidua.scoring import (
    actions,
    actions_evidence,
    actions_meeting,
    actions_objections,
    actions_setup,
    marking,
    queries,
    queries_ranking,
)
from thidua.scoring.models import Objection, ScoreChange, ScoreEvidence, SeasonDeadline, Standing, TieDecision
from thidua.scoring.models_marks import MarkSheet
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent, Letter

Step = SeasonDeadline.Step
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def refused(reason, act, /, **given):
    with pytest.raises(Denied) as denied:
        act(**given)
    assert denied.value.reason == reason


def rules(scene, **changes):
    given = {"mark_rule": "reconcile", "correction_route": "resume", "evidence_codes": [], "deadlines": {}} | changes
    actions_setup.set_rules(season=scene.fresh(), **given, by=scene.province.cluster_head, at=scene.at)
    scene.fresh()


# ── rules and deadlines ──


def test_rules_are_set_by_who_leads_until_the_meeting(scene, province):
    rules(scene, mark_rule="lead", correction_route="asker", evidence_codes=["T", "I.1"])
    season = scene.fresh()
    assert (season.mark_rule, season.correction_route, season.evidence_codes) == ("lead", "asker", ["I.1", "T"])
    by = {"by": province.ha_long.officer, "at": scene.at}
    given = {"season": season, "mark_rule": "lead", "correction_route": "asker", "evidence_codes": [], "deadlines": {}}
    refused(
        "Để đặt quy định của mùa chấm điểm cần vai trò “Trưởng cụm, khối” của Cụm thi đua số 1.",
        actions_setup.set_rules,
        **given,
        **by,
    )
    rules(scene)
    scene.meeting()
    refused(
        "Không đổi được nữa: mùa chấm điểm đang ở bước “Họp cụm, khối”.",
        actions_setup.set_rules,
        **(given | {"season": scene.fresh()}),
        by=province.cluster_head,
        at=scene.at,
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"mark_rule": "ai-đó"}, "Quy định đã chọn không có trong danh sách."),
        ({"evidence_codes": ["Z.9"]}, "Bảng tiêu chí không có mục “Z.9”."),
    ],
)
def test_rules_that_cannot_be_are_refused(scene, changes, reason):
    with pytest.raises(Denied) as denied:
        rules(scene, **changes)
    assert denied.value.reason == reason


def test_deadlines_follow_one_another_and_are_replaced(scene):
    day = scene.at.date()
    with pytest.raises(Denied) as denied:
        rules(scene, deadlines={Step.SELF: day, Step.CHECK: day - timedelta(days=1)})
    assert denied.value.reason == "Hạn “Kiểm tra chéo” không được trước hạn “Tự chấm và gửi bảng điểm”."
    rules(scene, deadlines={Step.SELF: day, Step.CHECK: day})
    rules(scene, deadlines={Step.SELF: day + timedelta(days=2)})
    assert queries.deadlines_of(scene.season) == {"self": day + timedelta(days=2)}
    # the days before ended and are still read
    ended = SeasonDeadline.ever.exclude(ended_at=None).order_by("step")
    assert list(ended.values_list("step", "due_on", "ended_by")) == [
        ("check", day, scene.province.cluster_head.pk),
        ("self", day, scene.province.cluster_head.pk),
    ]


def test_a_card_sent_after_the_deadline_is_taken_and_marked_late(scene, province):
    rules(scene, deadlines={Step.SELF: scene.at.date() - timedelta(days=4)})
    scene.send(province.ha_long)
    assert scene.card(province.ha_long).late_days == 4
    sent = AuditEvent.objects.get(act="scorecard_sent")
    assert sent.detail == {"total": "87.00", "late_days": 4}


def test_an_entry_after_the_ranking_is_refused(scene, province):
    scene.ranked({}, {"revenue": 50}, {"revenue": 60})
    refused(
        "Đã muộn: mùa chấm điểm đang ở bước “Đã xếp hạng”, bảng điểm không nhận số liệu nữa.",
        actions.enter_scores,
        card=scene.card(province.ha_long),
        rows=rows(),
        by=province.ha_long.officer,
        at=scene.at,
    )


# ── evidence ──


def attach(scene, office, code="I.3", content=PDF, name="bao-cao.pdf"):
    return actions_evidence.attach_file(
        card=scene.card(office),
        criterion_code=code,
        upload=SimpleUploadedFile(name, content),
        by=office.officer,
        at=scene.at,
    )


def test_a_card_is_not_sent_without_the_proofs_the_season_demands(scene, province):
    rules(scene, evidence_codes=["I.3", "T"])
    scene.enter(province.ha_long)
    send = {"by": province.ha_long.head, "at": scene.at}
    refused(
        "Chưa gửi được, mục bắt buộc có tệp hoặc liên kết minh chứng: I.3 Thu ngân sách; T Sáng tạo.",
        actions.send_scorecard,
        card=scene.card(province.ha_long),
        **send,
    )
    kept = attach(scene, province.ha_long)
    actions_evidence.attach_link(
        card=scene.card(province.ha_long),
        criterion_code="T",
        url="https://quangninh.gov.vn/qd-12",
        name="Quyết định 12",
        by=province.ha_long.officer,
        at=scene.at,
    )
    actions_evidence.remove_evidence(proof=kept, by=province.ha_long.officer, at=scene.at)
    refused(
        "Chưa gửi được, mục bắt buộc có tệp hoặc liên kết minh chứng: I.3 Thu ngân sách.",
        actions.send_scorecard,
        card=scene.card(province.ha_long),
        **send,
    )
    attach(scene, province.ha_long)  # taken away, so the same file may come again
    actions.send_scorecard(card=scene.card(province.ha_long), **send)
    refused(
        "Bảng điểm đang ở bước “Đã gửi”, không sửa được nữa.",
        attach,
        scene=scene,
        office=province.ha_long,
        code="I.1",
    )
    assert ScoreEvidence.objects.count() == 3


@pytest.mark.parametrize(
    ("code", "content", "name", "reason"),
    [
        ("Z", PDF, "a.pdf", "Bảng tiêu chí không có mục “Z”."),
        ("I.3", b"MZ\x90", "a.exe", "Chỉ nhận tệp PDF, Word (.docx), Excel (.xlsx), JPG, PNG."),
        ("I.3", b"hello", "a.pdf", "Nội dung tệp không phải .pdf như tên tệp; có thể tệp bị hỏng hoặc đổi đuôi."),
        ("I.3", b"", "a.pdf", "Tệp đã chọn rỗng. Hãy chọn tệp khác."),
    ],
)
def test_a_file_that_is_no_proof_is_refused(scene, province, code, content, name, reason):
    refused(reason, attach, scene=scene, office=province.ha_long, code=code, content=content, name=name)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://x.vn/a", "https://", "https://a b.vn", "http://u:p@x.vn", "//x.vn", "[", "x"]
)
def test_only_whole_web_addresses_are_links(scene, province, url):
    refused(
        "Liên kết phải là địa chỉ trang đầy đủ, bắt đầu bằng https:// hoặc http://.",
        actions_evidence.attach_link,
        card=scene.card(province.ha_long),
        criterion_code="T",
        url=url,
        name="",
        by=province.ha_long.officer,
        at=scene.at,
    )


def test_the_same_proof_twice_and_an_eleventh_are_refused(scene, province):
    attach(scene, province.ha_long)
    refused("Tệp “bao-cao.pdf” đã được nộp cho mục này.", attach, scene=scene, office=province.ha_long)
    for n in range(9):
        attach(scene, province.ha_long, content=PDF + bytes(str(n), "ascii"))
    refused(
        "Mỗi mục nhận nhiều nhất 10 tệp và liên kết.", attach, scene=scene, office=province.ha_long, content=PDF + b"x"
    )


def test_nobody_attaches_for_another_unit(scene, province):
    refused(
        "Chỉ chuyên viên hoặc thủ trưởng của Phường Hạ Long được nộp minh chứng cho đơn vị mình.",
        actions_evidence.attach_file,
        card=scene.card(province.ha_long),
        criterion_code="T",
        upload=SimpleUploadedFile("a.pdf", PDF),
        by=province.root.officer,
        at=scene.at,
    )


# ── objections ──


def object_to(scene, office, by, code="I.3", reason="Số thu theo Kho bạc là 95"):
    return actions_objections.raise_objection(
        card=scene.card(office), criterion_code=code, reason=reason, by=by, at=scene.at
    )


def answer(scene, objection, by, data=None, words="Đã đối chiếu với Kho bạc"):
    found = Objection.objects.select_related("card__season__cluster__organiser", "card__unit", "unit").get(
        pk=objection.pk
    )
    return actions_objections.answer_objection(objection=found, answer=words, data=data, by=by, at=scene.at)


def test_an_objection_that_is_upheld_corrects_the_points_and_takes_the_ranking_back(scene, province):
    scene.ranked({}, {"revenue": 50}, {"revenue": 60})
    found = object_to(scene, province.cam_pha, province.cam_pha.officer)
    assert (found.state, found.old_points) == ("open", Decimal("10"))
    assert Letter.objects.filter(subject="Kiến nghị về điểm năm 2025 của Cụm thi đua số 1").count() == 2
    answer(scene, found, province.root.appraiser, {"actual": "95", "plan": "100"})
    found.refresh_from_db()
    assert (found.state, found.old_points, found.new_points) == ("upheld", Decimal("10"), Decimal("19"))
    assert scene.fresh().state == "meeting"
    change = ScoreChange.objects.get()
    assert change.reason == "Theo kiến nghị của Phường Cẩm Phả: Đã đối chiếu với Kho bạc"
    standings = actions.rank_season(season=scene.fresh(), by=province.cluster_head, at=scene.at)
    assert [(s.unit.code, s.total, s.rank) for s in standings] == [
        ("06652", Decimal("87"), 1),
        ("06760", Decimal("86"), 2),
        ("06994", Decimal("79"), 3),
    ]


def test_an_objection_that_is_refused_leaves_everything_and_is_told(scene, province):
    scene.ranked({}, {"revenue": 50}, {"revenue": 60})
    found = object_to(scene, province.cam_pha, province.van_don.officer)
    answer(scene, found, province.root.appraiser)
    found.refresh_from_db()
    assert (found.state, found.old_points, found.new_points) == ("refused", Decimal("10"), Decimal("10"))
    assert scene.fresh().state == "ranked"
    told = Letter.objects.filter(subject="Trả lời kiến nghị về điểm năm 2025: giữ nguyên điểm")
    assert set(told.values_list("to__username", flat=True)) == {
        "campha.officer",
        "campha.head",
        "vandon.officer",
        "vandon.head",
    }


def test_a_season_is_not_confirmed_while_an_objection_waits(scene, province):
    scene.ranked({}, {"revenue": 50}, {"revenue": 60})
    actions.propose_awards(season=scene.fresh(), by=province.cluster_head, at=scene.at)
    found = object_to(scene, province.cam_pha, province.cam_pha.officer)
    confirm = {"season": scene.fresh(), "by": province.root.appraiser, "at": scene.at}
    refused("Chưa công nhận được: còn 1 kiến nghị chưa trả lời.", actions.confirm_season, **confirm)
    actions_objections.withdraw_objection(objection=found, by=province.cam_pha.head, at=scene.at)
    actions.confirm_season(**confirm)
    refused(
        "Kiến nghị được gửi từ khi có bảng xếp hạng đến khi kết quả được công nhận; "
        "mùa chấm điểm đang ở bước “Đã công nhận”.",
        object_to,
        scene=scene,
        office=province.cam_pha,
        by=province.cam_pha.officer,
    )


def test_who_objects_and_who_answers(scene, province):
    scene.verifying()
    assert "mùa chấm điểm đang ở bước “Thẩm định điểm”" in _reason(
        object_to, scene, province.cam_pha, province.cam_pha.head
    )
    for office in scene.offices:
        actions.verify_scorecard(card=scene.card(office), by=province.root.appraiser, at=scene.at)
    actions.call_meeting(season=scene.fresh(), by=province.cluster_head, at=scene.at)
    actions.rank_season(season=scene.fresh(), by=province.cluster_head, at=scene.at)
    assert _reason(object_to, scene, province.cam_pha, province.root.officer) == (
        "Chỉ chuyên viên hoặc thủ trưởng của đơn vị thành viên được gửi kiến nghị."
    )
    assert _reason(object_to, scene, province.cam_pha, province.cam_pha.head, reason="sai") == (
        "Hãy ghi rõ lý do kiến nghị (ít nhất 10 ký tự)."
    )
    found = object_to(scene, province.ha_long, province.cam_pha.head)
    assert _reason(object_to, scene, province.ha_long, province.cam_pha.officer) == (
        "Đơn vị đã có kiến nghị về mục này đang chờ trả lời."
    )
    # the head of the cluster comes from Hạ Long: about its points the organiser decides
    assert _reason(answer, scene, found, province.cluster_head) == (
        "Kiến nghị có liên quan đến đơn vị của bạn; việc này do cán bộ thẩm định của Tỉnh Quảng Ninh trả lời."
    )
    assert _reason(answer, scene, found, province.cam_pha.officer) == (
        "Để trả lời kiến nghị cần vai trò “Trưởng cụm, khối” của Cụm thi đua số 1."
    )
    assert _reason(answer, scene, found, province.root.appraiser, words="ừ") == (
        "Hãy ghi rõ lý do trả lời (ít nhất 10 ký tự)."
    )
    assert _reason(answer, scene, found, province.root.appraiser, {"actual": "100", "plan": "100"}) == (
        "Số liệu mới giống số liệu đang có; nếu giữ nguyên điểm thì trả lời không sửa."
    )
    answer(scene, found, province.root.appraiser)
    assert _reason(answer, scene, found, province.root.appraiser) == (
        "Không thực hiện được: kiến nghị đang ở bước “Giữ nguyên điểm”."
    )


def _reason(act, *given, **named):
    with pytest.raises(Denied) as denied:
        act(*given, **named)
    return denied.value.reason


# ── a member leaves ──


def test_a_member_that_leaves_is_kept_and_not_ranked(scene, province):
    scene.send(province.ha_long)
    scene.send(province.cam_pha, revenue=50)
    leave = {"reason": "Sáp nhập từ ngày 01/7", "by": province.root.officer, "at": scene.at}
    actions_setup.close_card(card=scene.card(province.van_don), **leave)
    card = scene.card(province.van_don)
    assert (card.state, card.closed_reason) == ("closed", "Sáp nhập từ ngày 01/7")
    actions.start_verifying(season=scene.fresh(), by=province.cluster_head, at=scene.at)
    for office in (province.ha_long, province.cam_pha):
        actions.verify_scorecard(card=scene.card(office), by=province.root.appraiser, at=scene.at)
    actions.call_meeting(season=scene.fresh(), by=province.cluster_head, at=scene.at)
    actions.rank_season(season=scene.fresh(), by=province.cluster_head, at=scene.at)
    assert list(Standing.objects.values_list("unit__code", "rank")) == [("06652", 1), ("06760", 2)]
    export = queries_ranking.export(scene.fresh())
    assert [unit["code"] for unit in export["units"]] == ["06652", "06760"]
    assert export["left"] == [{"code": "06994", "name": "Đặc khu Vân Đồn", "reason": "Sáp nhập từ ngày 01/7"}]
    assert _reason(actions_setup.close_card, card=scene.card(province.cam_pha), **leave) == (
        "Mùa chấm điểm đang ở bước “Đã xếp hạng”; muốn đổi thành viên xếp hạng phải thẩm định lại trước."
    )


def test_only_the_organiser_lets_a_member_leave(scene, province, client):
    leave = {"card": scene.card(province.van_don), "reason": "Chuyển cụm", "at": scene.at}
    assert _reason(actions_setup.close_card, by=province.cluster_head, **leave) == (
        "Để cho đơn vị thôi tham gia mùa chấm điểm cần vai trò “Chuyên viên thi đua, khen thưởng” hoặc “Cán bộ thẩm định” "
        f"của {province.root.unit.name}."
    )
    season = scene.season
    members = reverse("clusters:members", args=[season.cluster_id, season.year])
    closing = reverse("scoring:close-card", args=[season.pk, leave["card"].pk])
    found = {}
    for who in (province.cluster_head, province.root.officer):
        client.force_login(who)
        page = client.get(reverse("scoring:detail", args=[season.pk])).content.decode()
        found[who] = (page.count(f'href="{closing}"'), page.count(f'href="{members}"'), client.get(closing).status_code)
    assert found == {province.cluster_head: (0, 1, 403), province.root.officer: (1, 0, 200)}


def test_the_last_member_does_not_leave_and_leaving_needs_a_reason(scene, province):
    by = {"by": province.root.officer, "at": scene.at}
    assert _reason(actions_setup.close_card, card=scene.card(province.van_don), reason=" ", **by) == (
        "Hãy ghi lý do đơn vị thôi tham gia."
    )
    for office in (province.van_don, province.cam_pha):
        actions_setup.close_card(card=scene.card(office), reason="Chuyển cụm", **by)
    assert _reason(actions_setup.close_card, card=scene.card(province.ha_long), reason="Chuyển cụm", **by) == (
        "Đây là đơn vị cuối cùng của mùa chấm điểm; không cho thôi tham gia được."
    )
    assert MarkSheet.objects.count() == 0


# ── ties and the vote ──


def tie(scene, *codes, way="meeting", reason="Biểu quyết 3/3, biên bản số 5"):
    return actions_meeting.decide_tie(
        season=scene.fresh(), units=codes, way=way, reason=reason, by=scene.province.cluster_head, at=scene.at
    )


def test_a_tie_no_rule_breaks_stays_open_until_the_meeting_decides(scene, province):
    scene.ranked({"transfers": 5}, {"transfers": 5}, {"revenue": 50, "transfers": 5})
    assert list(Standing.objects.values_list("unit__code", "rank", "is_open")) == [
        ("06652", 1, True),
        ("06760", 1, True),
        ("06994", 3, False),
    ]
    tie(scene, "06760", "06652")
    assert list(Standing.objects.values_list("unit__code", "rank", "is_open")) == [
        ("06760", 1, False),
        ("06652", 2, False),
        ("06994", 3, False),
    ]
    season = scene.fresh()
    assert (season.state, queries_ranking.recompute(season)) == ("ranked", queries_ranking.stored(season))
    assert queries_ranking.export(season)["tie_decisions"] == [
        {"units": ["06760", "06652"], "how": "biểu quyết tại hội nghị: Biểu quyết 3/3, biên bản số 5"}
    ]
    assert Standing.objects.get(rank=1).tie_note.endswith("biểu quyết tại hội nghị: Biểu quyết 3/3, biên bản số 5")


def test_what_is_not_level_is_not_decided(scene, province):
    scene.meeting({"transfers": 5}, {"transfers": 5}, {"revenue": 50})
    level = "Các đơn vị này không còn cùng hạng hoặc đã có quy tắc phân hạng; hãy xem lại bảng điểm."
    for codes in (["06652", "06994"], ["06652"], ["06652", "06652"], ["06652", "06760", "06994"], []):
        assert _reason(tie, scene, *codes) == level
    assert _reason(tie, scene, "06652", "06760", way="xúc xắc") == "Cách quyết định đã chọn không có trong danh sách."
    assert _reason(tie, scene, "06652", "06760", way="ballot") == (
        "Chưa có kết quả kiểm phiếu kín của mùa chấm điểm này."
    )
    assert TieDecision.objects.count() == 0


def test_a_decision_holds_only_while_exactly_these_units_are_level(scene, province):
    scene.meeting({"transfers": 5}, {"transfers": 5}, {"revenue": 50, "transfers": 5})
    tie(scene, "06760", "06652")
    actions.reopen_season(season=scene.fresh(), reason="Sửa số thu", by=province.cluster_head, at=scene.at)
    actions.reopen_scorecard(
        card=scene.card(province.van_don), reason="Sửa số thu", by=province.root.appraiser, at=scene.at
    )
    actions.correct_score(
        card=scene.card(province.van_don),
        criterion_code="I.3",
        data={"actual": 100, "plan": 100},
        reason="Đối chiếu",
        by=province.root.appraiser,
        at=scene.at,
    )
    _, ranked = queries_ranking.compute(scene.fresh())
    assert [(row.key, row.rank, row.needs_vote) for row in ranked] == [
        ("06652", 1, True),
        ("06760", 1, True),
        ("06994", 1, True),
    ]


def test_the_cluster_votes_in_a_sealed_box(scene, province):
    scene.meeting({}, {}, {"revenue": 50})
    people = [office.head for office in scene.offices]
    prepare = {
        "season": scene.fresh(),
        "units": [province.ha_long.unit, province.cam_pha.unit],
        "trustees": [province.ha_long.head, province.cam_pha.head],
        "by": province.root.appraiser,
        "at": scene.at,
    }
    assert _reason(actions_meeting.prepare_vote, voters=[province.stranger], **prepare) == (
        "Người bỏ phiếu phải là thủ trưởng hoặc chuyên viên của đơn vị thành viên."
    )
    assert _reason(actions_meeting.prepare_vote, voters=[*people, province.ha_long.officer], **prepare) == (
        "Mỗi đơn vị thành viên có một phiếu: nhiều nhất 3 người bỏ phiếu."
    )
    two_of_one = [province.ha_long.head, province.ha_long.officer, province.cam_pha.head]
    assert _reason(actions_meeting.prepare_vote, voters=two_of_one, **prepare) == (
        f"Mỗi đơn vị thành viên có một phiếu: {province.ha_long.unit.name} đã có người bỏ phiếu, bỏ chọn "
        f"{province.ha_long.officer.display_name} hoặc người kia."
    )
    from thidua.units import actions as units

    units.grant_role(
        user=province.root.appraiser,
        role="council_secretary",
        unit=province.root.unit,
        starts_on=scene.at.date(),
        by=province.root.officer,
        at=scene.at,
    )
    ballot = actions_meeting.prepare_vote(voters=people, **(prepare | {"season": scene.fresh()}))
    assert (ballot.unit, ballot.total_members, [item["key"] for item in ballot.items]) == (
        province.root.unit,
        3,
        ["06652", "06760"],
    )
    phrases = {province.ha_long.head.pk: "hòm phiếu của Hạ Long", province.cam_pha.head.pk: "hòm phiếu của Cẩm Phả"}
    ballots.open_ballot(ballot=ballot, pass_phrases=phrases, by=province.ha_long.head, at=scene.at)
    for person in people:
        ballots.cast_ballot(ballot=ballot, choices={"06652": "no", "06760": "yes"}, by=person, at=scene.at)
    ballot.refresh_from_db()
    ballots.count_ballot(ballot=ballot, pass_phrases=phrases, by=province.ha_long.head, at=scene.at)
    decision = tie(scene, "06760", "06652", way="ballot", reason="Phường Cẩm Phả 3/3 phiếu")
    assert decision.way == "ballot"
    assert _reason(actions_meeting.prepare_vote, voters=people, **(prepare | {"season": scene.fresh()})) == (
        "Mùa chấm điểm đã có cuộc bỏ phiếu; muốn bỏ phiếu lại phải hủy cuộc cũ."
    )


def test_the_recomputation_from_the_export_knows_the_decisions(scene, province):
    scene.ranked({"transfers": 5}, {"transfers": 5}, {"revenue": 50, "transfers": 5})
    tie(scene, "06760", "06652")
    export = queries_ranking.export(scene.fresh())
    assert [row["unit"] for row in marking.standings_of_export(export)] == ["06760", "06652", "06994"]
