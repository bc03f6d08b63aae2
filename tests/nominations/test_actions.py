"""A dossier from the first line to the end of its appraisal, and everything that is refused on the way."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.nominations.conftest import RECEIVED, SENT
from tests.paperwork.test_render import text_of
from thidua.honours.models import Honour
from thidua.nominations import actions, queries
from thidua.nominations.models import Nomination, NominationLine
from thidua.records import actions as records
from thidua.records.models import Attestation, TaskRating
from thidua.shared import clock
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent, Letter
from thidua.units import actions as units
from thidua.units.models import Unit


def refused(act, **kwargs) -> str:
    with pytest.raises(Denied) as caught:
        act(**kwargs)
    return caught.value.reason


def line_of(nomination, person) -> NominationLine:
    return nomination.lines.select_related("nomination", "person").get(person=person)


def last_act() -> str:
    return AuditEvent.objects.order_by("-seq").first().act


# ── who decides ──


def test_the_unit_itself_decides_awards_of_its_level_and_the_province_the_others(ward):
    ha_long, root = ward.office.unit, ward.province.root.unit
    own = ("advanced_worker", "grassroots_emulation_fighter", "advanced_labour_collective", "certificate_of_merit_unit")
    above = ("ministry_province_emulation_fighter", "excellent_labour_collective", "ministry_province_emulation_flag")
    assert {queries.deciding_unit(code, ha_long) for code in own} == {ha_long}
    assert {queries.deciding_unit(code, ha_long) for code in above} == {root}
    [section] = units.enter_units(
        parent=ha_long,
        by=ward.office.officer,
        at=ward.province.at,
        units=[
            Unit(
                code="P9",
                name="Phòng",
                kind="section",
                valid_from=date(2025, 7, 1),
                agency_name="Phòng",
                symbol="P",
                head_title="Trưởng phòng",
                place="Hạ Long",
            )
        ],
    )
    assert queries.deciding_unit("advanced_worker", section) == ha_long
    assert queries.deciding_unit("excellent_labour_collective", section) == root


# ── drafting ──


def test_drafting_starts_a_dossier_to_the_unit_that_decides(ward):
    nomination = ward.draft()
    assert (nomination.state, nomination.to_unit) == ("draft", ward.office.unit)
    assert nomination.title == "Đề nghị tặng danh hiệu Lao động tiên tiến năm 2025"
    assert last_act() == "nomination_drafted"


def test_a_dossier_may_go_to_the_level_above_but_nowhere_else(ward):
    common = {"unit": ward.office.unit, "award_code": "advanced_worker", "year": 2025, "by": ward.office.officer}
    up = actions.draft_nomination(to_unit=ward.province.root.unit, at=SENT, **common)
    assert up.to_unit == ward.province.root.unit
    assert refused(actions.draft_nomination, to_unit=ward.province.cam_pha.unit, at=SENT, **common) == (
        "Hồ sơ này thuộc thẩm quyền của Phường Hạ Long; không gửi đến Phường Cẩm Phả."
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"award_code": "anh_hung"}, "Không có danh hiệu, hình thức khen thưởng này trong số được đề nghị tại đây."),
        (
            {"award_code": "military_region_or_national_university_flag"},
            "Không có danh hiệu, hình thức khen thưởng này trong số được đề nghị tại đây.",
        ),
        ({"year": 2026}, "Năm xét khen thưởng phải từ 2004 đến 2025."),
        ({"year": 1999}, "Năm xét khen thưởng phải từ 2004 đến 2025."),
    ],
)
def test_drafting_refuses_what_cannot_be(ward, changes, reason):
    given = {"unit": ward.office.unit, "award_code": "advanced_worker", "year": 2025} | changes
    assert refused(actions.draft_nomination, by=ward.office.officer, at=SENT, **given) == reason
    assert Nomination.objects.count() == 0


def test_only_officer_or_head_of_the_unit_drafts(ward):
    given = {"unit": ward.office.unit, "award_code": "advanced_worker", "year": 2025, "at": SENT}
    assert refused(actions.draft_nomination, by=ward.province.cam_pha.officer, **given) == (
        "Để lập hồ sơ đề nghị khen thưởng cần vai trò “Chuyên viên thi đua, khen thưởng” hoặc “Thủ trưởng đơn vị” "
        "của Phường Hạ Long."
    )


# ── nominees ──


def test_adding_many_takes_a_constant_number_of_queries_and_drafts_their_texts(ward):
    few, many = ward.draft(), ward.draft(award="grassroots_emulation_fighter")
    with CaptureQueriesContext(connection) as one:
        actions.add_nominees(nomination=few, people=ward.good[:1], by=ward.office.officer, at=SENT)
    with CaptureQueriesContext(connection) as five:
        actions.add_nominees(nomination=many, people=ward.office.people, by=ward.office.officer, at=SENT)
    assert len(one) == len(five)
    assert list(many.lines.values_list("ordinal", flat=True)) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert few.lines.get().achievement == "Hoàn thành tốt nhiệm vụ năm 2025."
    assert line_of(many, ward.hoa).achievement == ""
    assert (few.version, last_act()) == (2, "nominees_added")


def test_a_given_text_stays_and_can_be_edited(ward):
    an, binh = ward.good[:2]
    nomination = ward.draft()
    actions.add_nominees(
        nomination=nomination, people=[an, binh], achievements={an: "Cứu  người"}, by=ward.office.officer, at=SENT
    )
    assert line_of(nomination, an).achievement == "Cứu người"
    actions.edit_achievement(
        line=line_of(nomination, binh), achievement="Đứng đầu cơ quan", by=ward.office.officer, at=SENT
    )
    assert line_of(nomination, binh).achievement == "Đứng đầu cơ quan"


def test_the_same_person_twice_is_refused_here_and_across_dossiers(ward):
    an = ward.good[0]
    first = ward.draft([an])
    again = {"people": [an], "by": ward.office.officer, "at": SENT}
    assert refused(actions.add_nominees, nomination=first, **again) == "Đã có trong hồ sơ này: Nguyễn Thị An."
    assert refused(actions.add_nominees, nomination=ward.draft(), **again) == (
        f"Nguyễn Thị An đã có trong hồ sơ “Đề nghị tặng danh hiệu Lao động tiên tiến năm 2025” của Phường Hạ Long "
        f"(hồ sơ số {first.pk}, đang lập)."
    )
    actions.withdraw_nomination(nomination=first, reason="Lập nhầm", by=ward.office.head, at=SENT)
    free = ward.draft()
    actions.add_nominees(nomination=free, **again)
    assert free.lines.count() == 1


def test_a_title_already_held_for_the_year_is_refused(ward):
    an = ward.good[0]
    Honour.objects.create(
        person=an,
        recipient_name="Nguyễn Thị An",
        recipient_fold="nguyen thi an",
        award_code="advanced_worker",
        year=2025,
        issuer=ward.office.unit,
        decision_number="7/QĐ-UBND",
        decided_on=date(2025, 11, 20),
        ordinal=1,
        check_code="X1",
        source="imported",
        recorded_at=SENT,
    )
    reason = refused(actions.add_nominees, nomination=ward.draft(), people=[an], by=ward.office.officer, at=SENT)
    assert reason == (
        "Nguyễn Thị An đã được tặng danh hiệu này của năm 2025 theo Quyết định số 7/QĐ-UBND ngày 20/11/2025."
    )


def test_strangers_and_the_wrong_kind_of_recipient_are_refused(ward):
    stranger = ward.province.cam_pha.people[0]
    by = {"by": ward.office.officer, "at": SENT}
    nomination = ward.draft()
    assert refused(actions.add_nominees, nomination=nomination, people=[stranger], **by) == (
        "Không thuộc Phường Hạ Long: Nguyễn Thị An."
    )
    assert refused(actions.add_nominees, nomination=nomination, units=[ward.office.unit], **by) == (
        "Lao động tiên tiến không tặng cho tập thể."
    )
    assert refused(actions.add_nominees, nomination=nomination, **by) == "Chưa chọn cá nhân, tập thể nào."
    assert nomination.lines.count() == 0


def test_removing_a_nominee_before_sending(ward):
    nomination = ward.draft(ward.good[:2])
    actions.remove_nominee(line=line_of(nomination, ward.good[0]), by=ward.office.officer, at=SENT)
    assert [line.person for line in nomination.lines.all()] == [ward.good[1]]
    assert last_act() == "nominee_removed"


def test_the_numbers_of_a_draft_close_up_as_the_submission_prints_them_and_stay_once_sent(ward):
    nomination = ward.draft(ward.good)
    for person in (ward.good[1], ward.good[3]):
        actions.remove_nominee(line=line_of(nomination, person), by=ward.office.officer, at=SENT)
    left = [ward.good[0], ward.good[2], ward.good[4]]
    numbered = list(enumerate(left, start=1))
    assert [(line.ordinal, line.person) for line in nomination.lines.all()] == numbered
    nomination.refresh_from_db()
    actions.add_nominees(nomination=nomination, people=[ward.good[1]], by=ward.office.officer, at=SENT)
    actions.send_nomination(nomination=nomination, by=ward.office.officer, at=SENT)
    numbered.append((4, ward.good[1]))
    assert [(line.ordinal, line.person) for line in nomination.lines.all()] == numbered
    printed = text_of(nomination.paper.file.read())
    assert [f"{place} {person.full_name}" in printed for place, person in numbered] == [True] * 4


# ── sending ──


def test_sending_freezes_verdicts_and_issues_the_numbered_submission(ward):
    nomination = ward.draft([*ward.good, ward.giang])
    actions.send_nomination(nomination=nomination, by=ward.office.officer, at=SENT)
    assert nomination.state == "sent"
    assert [line.outcome for line in nomination.lines.all()] == ["may_be_proposed"] * 5 + ["human_must_look"]
    verdict = line_of(nomination, ward.good[0]).verdict
    assert (verdict["award"], verdict["rule_date"], verdict["award_year"]) == ("advanced_worker", "2025-12-01", 2025)
    rating = next(c for c in verdict["conditions"] if c["code"] == "rating")
    assert (rating["outcome"], rating["fact_vi"]) == ("met", "Xếp loại năm 2025: hoàn thành tốt nhiệm vụ")
    assert rating["citation"] != ""
    paper = nomination.paper
    assert (paper.kind, paper.number_text, paper.issued_on) == ("nomination_list", "01/TTr-UBND", date(2025, 12, 1))
    with paper.file.open() as file:
        assert file.read(5) == b"%PDF-"
    assert [letter.to for letter in Letter.objects.all()] == [ward.office.appraiser]
    assert last_act() == "nomination_sent"
    detail = AuditEvent.objects.get(act="nomination_sent").detail
    assert detail == {"may_be_proposed": 5, "may_not": 0, "human_must_look": 1, "paper": paper.pk}


def test_sending_refuses_who_may_not_and_names_the_condition(ward):
    nomination = ward.draft([ward.good[0], ward.ha])
    reason = refused(actions.send_nomination, nomination=nomination, by=ward.office.officer, at=SENT)
    assert reason == (
        "Chưa gửi được vì có trường hợp chưa đủ điều kiện: Nguyễn Thị Hà: Vụ việc kỷ luật, điều tra, thanh tra, "
        "kiểm tra có dấu hiệu vi phạm, khiếu nại, tố cáo phải có kết luận trước khi đề nghị khen thưởng. "
        "Hãy đưa ra khỏi danh sách."
    )
    nomination.refresh_from_db()
    assert (nomination.state, nomination.paper) == ("draft", None)
    actions.remove_nominee(line=line_of(nomination, ward.ha), by=ward.office.officer, at=SENT)
    nomination.refresh_from_db()
    actions.send_nomination(nomination=nomination, by=ward.office.officer, at=SENT)
    assert nomination.state == "sent"


def test_an_empty_dossier_is_not_sent(ward):
    reason = refused(actions.send_nomination, nomination=ward.draft(), by=ward.office.officer, at=SENT)
    assert reason == "Hồ sơ chưa có cá nhân, tập thể nào."


def test_a_sent_list_cannot_be_edited(ward):
    nomination = ward.sent(ward.good[:2])
    reason = "Hồ sơ đã gửi nên không sửa được danh sách. Cần sửa, hãy đề nghị cấp thẩm định trả lại."
    by = {"by": ward.office.officer, "at": SENT}
    line = line_of(nomination, ward.good[0])
    assert refused(actions.add_nominees, nomination=nomination, people=[ward.good[2]], **by) == reason
    assert refused(actions.remove_nominee, line=line, **by) == reason
    assert refused(actions.edit_achievement, line=line, achievement="x", **by) == reason


def test_two_clicks_at_once_send_once(ward):
    nomination = ward.draft(ward.good[:1])
    other_tab = Nomination.objects.get(pk=nomination.pk)
    actions.send_nomination(nomination=nomination, by=ward.office.officer, at=SENT)
    with pytest.raises(Stale):
        actions.send_nomination(nomination=other_tab, by=ward.office.officer, at=SENT)
    assert AuditEvent.objects.filter(act="nomination_sent").count() == 1
    assert nomination.paper.number == 1


def test_sending_many_takes_hardly_more_queries_than_one(ward):
    one, many = ward.draft(ward.good[:1]), ward.draft(ward.good[1:])
    with CaptureQueriesContext(connection) as single:
        actions.send_nomination(nomination=one, by=ward.office.officer, at=SENT)
    with CaptureQueriesContext(connection) as several:
        actions.send_nomination(nomination=many, by=ward.office.officer, at=SENT)
    assert len(several) <= len(single)


# ── receiving, judging again ──


def test_receiving_sets_the_rule_date_and_keeps_what_changed_since_sending(ward):
    nomination = ward.sent([*ward.good, ward.giang])
    records.enter_attestations(
        rows=[Attestation(person=ward.giang, year=2025, key="no_pending_case", holds=True)],
        under=ward.office.unit,
        by=ward.office.officer,
        at=SENT,
    )
    actions.receive_nomination(nomination=nomination, by=ward.office.appraiser, at=RECEIVED)
    assert (nomination.state, nomination.rule_date) == ("received", date(2025, 12, 3))
    giang, an = line_of(nomination, ward.giang), line_of(nomination, ward.good[0])
    assert (giang.outcome, giang.verdict["at_sending"]["outcome"]) == ("may_be_proposed", "human_must_look")
    [difference] = giang.verdict["differences"]
    assert (difference["before"], difference["after"]) == ("Thiếu minh chứng", "Đạt")
    assert difference["before_fact"] == "Chưa có thông tin"
    assert difference["after_fact"] == "Không có vụ việc chưa kết luận (officer Phường Hạ Long, ngày 01/12/2025)"
    assert (an.verdict["differences"], an.verdict["at_sending"]["rule_date"]) == ([], "2025-12-01")
    assert an.judged_on == date(2025, 12, 3)
    assert Letter.objects.order_by("-id").first().to == ward.office.officer


def test_judging_again_uses_new_records_under_the_law_of_the_rule_date(ward):
    nomination = ward.received([ward.good[0], ward.giang])
    later = clock.at_hour(date(2025, 12, 8))
    records.enter_attestations(
        rows=[Attestation(person=ward.giang, year=2025, key="no_pending_case", holds=True)],
        under=ward.office.unit,
        by=ward.office.officer,
        at=later,
    )
    assert actions.judge_again(nomination=nomination, by=ward.office.appraiser, at=later) == 1
    giang = line_of(nomination, ward.giang)
    assert (giang.outcome, giang.verdict["rule_date"]) == ("may_be_proposed", "2025-12-03")
    assert giang.verdict["at_sending"]["rule_date"] == "2025-12-01"


def test_only_the_appraiser_receives_and_the_province_may_stand_in(ward):
    nomination = ward.sent(ward.good[:1])
    assert refused(actions.receive_nomination, nomination=nomination, by=ward.office.officer, at=RECEIVED) == (
        "Để tiếp nhận hồ sơ cần vai trò “Cán bộ thẩm định” của Phường Hạ Long."
    )
    actions.receive_nomination(nomination=nomination, by=ward.province.root.appraiser, at=RECEIVED)
    assert nomination.state == "received"


def test_returning_needs_a_reason_and_opens_the_list_again(ward):
    nomination = ward.received(ward.good[:2])
    by = {"by": ward.office.appraiser, "at": RECEIVED}
    assert refused(actions.return_nomination, nomination=nomination, reason=" ", **by) == "Hãy ghi lý do trả lại hồ sơ."
    actions.appraise_lines(nomination=nomination, **by)
    actions.return_nomination(nomination=nomination, reason="Thiếu chữ ký", **by)
    assert (nomination.state, nomination.rule_date) == ("returned", None)
    actions.add_nominees(nomination=nomination, people=[ward.good[2]], by=ward.office.officer, at=RECEIVED)
    actions.send_nomination(nomination=nomination, by=ward.office.officer, at=RECEIVED)
    assert nomination.paper.number_text == "02/TTr-UBND"
    assert set(nomination.lines.values_list("appraisal", flat=True)) == {"pending"}


# ── appraising ──


def test_bulk_includes_those_who_may_be_proposed_and_leaves_the_rest(ward):
    nomination = ward.received([*ward.good, ward.giang])
    assert actions.appraise_lines(nomination=nomination, by=ward.office.appraiser, at=RECEIVED) == 5
    assert [line.appraisal for line in nomination.lines.all()] == ["included"] * 5 + ["pending"]
    reason = refused(actions.finish_appraisal, nomination=nomination, by=ward.office.appraiser, at=RECEIVED)
    assert reason == "Còn 1 trường hợp chưa thẩm định."


def test_one_reason_may_serve_all_lines_to_look_at(ward):
    nomination = ward.received([ward.good[0], ward.giang, ward.hoa])
    by = {"by": ward.office.appraiser, "at": RECEIVED}
    look = {"nomination": nomination, "outcome": "human_must_look"}
    assert refused(actions.appraise_lines, **look, **by) == (
        "Hãy ghi lý do đưa vào danh sách, vì các trường hợp này cần người xem xét."
    )
    assert refused(actions.appraise_lines, nomination=nomination, outcome="may_not", reason="x", **by) == (
        "Trường hợp chưa đủ điều kiện không đưa vào danh sách được."
    )
    giang = line_of(nomination, ward.giang)
    assert actions.appraise_lines(reason="Đã đối chiếu hồ sơ giấy", lines=[giang], **look, **by) == 1
    assert actions.appraise_lines(reason="Đã đối chiếu hồ sơ giấy", **look, **by) == 1
    assert [(line.appraisal, line.appraisal_reason) for line in nomination.lines.all()] == [
        ("pending", ""),
        ("included", "Đã đối chiếu hồ sơ giấy"),
        ("included", "Đã đối chiếu hồ sơ giấy"),
    ]


def test_a_line_to_look_at_or_to_leave_out_needs_a_reason(ward):
    nomination = ward.received([ward.good[0], ward.giang])
    by = {"by": ward.office.appraiser, "at": RECEIVED}
    giang, an = line_of(nomination, ward.giang), line_of(nomination, ward.good[0])
    assert refused(actions.appraise_line, line=giang, appraisal="included", **by) == (
        "Hãy ghi lý do đưa vào danh sách, vì trường hợp này cần người xem xét."
    )
    assert refused(actions.appraise_line, line=an, appraisal="excluded", **by) == (
        "Hãy ghi lý do không đưa vào danh sách."
    )
    assert refused(actions.appraise_line, line=an, appraisal="pending", **by) == (
        "Hãy chọn đưa vào hoặc không đưa vào danh sách."
    )
    actions.appraise_line(line=giang, appraisal="included", reason="Chi bộ đã nhận xét tốt", **by)
    actions.appraise_line(line=an, appraisal="included", **by)
    actions.finish_appraisal(nomination=nomination, **by)
    giang.refresh_from_db()
    assert (nomination.state, giang.appraisal_reason) == ("appraised", "Chi bộ đã nhận xét tốt")
    assert last_act() == "nomination_appraised"


def test_a_line_that_may_not_be_proposed_any_more_cannot_be_included(ward):
    nomination = ward.sent([ward.giang])
    records.enter_attestations(
        rows=[Attestation(person=ward.giang, year=2025, key="no_pending_case", holds=False)],
        under=ward.office.unit,
        by=ward.office.officer,
        at=SENT,
    )
    by = {"by": ward.office.appraiser, "at": RECEIVED}
    actions.receive_nomination(nomination=nomination, **by)
    line = line_of(nomination, ward.giang)
    assert line.outcome == "may_not"
    assert refused(actions.appraise_line, line=line, appraisal="included", reason="x", **by).startswith(
        "Chưa đủ điều kiện nên không đưa vào danh sách được. Nguyễn Thị Giang: "
    )
    actions.appraise_line(line=line, appraisal="excluded", reason="Chưa đạt", **by)
    actions.finish_appraisal(nomination=nomination, **by)
    assert nomination.state == "appraised"


def test_nobody_appraises_a_line_about_themselves(ward):
    nomination = ward.received(ward.good[:2])
    appraiser = ward.office.appraiser
    appraiser.person = ward.good[0]
    appraiser.save()
    line = line_of(nomination, ward.good[0])
    by = {"by": appraiser, "at": RECEIVED}
    assert refused(actions.appraise_line, line=line, appraisal="included", **by) == (
        "Bạn có tên ở dòng này nên không tự thẩm định; hãy để người khác hoặc cấp trên thẩm định."
    )
    assert actions.appraise_lines(nomination=nomination, **by) == 1
    actions.appraise_line(line=line, appraisal="included", by=ward.province.root.appraiser, at=RECEIVED)
    assert line.appraisal == "included"


def test_two_appraisers_at_once_give_one_word(ward):
    nomination = ward.received(ward.good[:1])
    mine, theirs = line_of(nomination, ward.good[0]), line_of(nomination, ward.good[0])
    actions.appraise_line(line=mine, appraisal="included", by=ward.office.appraiser, at=RECEIVED)
    with pytest.raises(Stale):
        actions.appraise_line(
            line=theirs, appraisal="excluded", reason="Không", by=ward.province.root.appraiser, at=RECEIVED
        )
    mine.refresh_from_db()
    assert mine.appraisal == "included"


def test_nothing_is_appraised_before_it_is_received(ward):
    nomination = ward.sent(ward.good[:1])
    reason = refused(actions.appraise_lines, nomination=nomination, by=ward.office.appraiser, at=RECEIVED)
    assert reason == "Hồ sơ đang ở bước “Đã gửi”, không thẩm định được."


def test_withdrawing_tells_the_appraiser_and_needs_a_reason(ward):
    nomination = ward.sent(ward.good[:1])
    by = {"by": ward.office.head, "at": RECEIVED}
    assert refused(actions.withdraw_nomination, nomination=nomination, reason="", **by) == "Hãy ghi lý do rút hồ sơ."
    Letter.objects.all().delete()
    actions.withdraw_nomination(nomination=nomination, reason="Có đơn thư", **by)
    assert (nomination.state, [letter.to for letter in Letter.objects.all()]) == ("withdrawn", [ward.office.appraiser])


# ── collectives: what later stages know ──


def test_collectives_are_judged_with_ranking_and_targets(ward):
    from decimal import Decimal

    from thidua.movements.models import Movement
    from thidua.nominations import facts
    from thidua.pledges.models import Pledge, PledgeTarget, Progress
    from thidua.scoring.models import Season, Standing

    office, cam_pha, root = ward.office, ward.province.cam_pha, ward.province.root.unit
    season = Season.objects.create(
        cluster=ward.province.cluster,
        year=2025,
        rubric_code="x",
        rubric={},
        rubric_hash="h",
        opened_at=SENT,
        opened_by=office.officer,
        state="confirmed",
    )
    for rank, unit in enumerate([office.unit, cam_pha.unit], start=1):
        Standing.objects.create(season=season, unit=unit, total=Decimal(90 - rank), rank=rank)
    ids = [office.unit.pk, cam_pha.unit.pk, ward.province.van_don.unit.pk]
    assert facts.standings(ids, 2025) == {office.unit.pk: (1, 2), cam_pha.unit.pk: (2, 2)}
    movement = Movement(unit=root, year=2025)
    for field in movement._meta.concrete_fields:
        if field.name.endswith("_by") and not field.null:
            setattr(movement, field.name, office.officer)
        elif field.name in ("drafted_at", "starts_on", "ends_on") and not field.null:
            setattr(movement, field.name, SENT if field.name.endswith("_at") else date(2025, 1, 1))
    movement.save()
    for unit, values in ((office.unit, (11, 4)), (cam_pha.unit, (11, 6)), (ward.province.van_don.unit, (10, 4))):
        pledge = Pledge.objects.create(
            movement=movement,
            superior=root,
            unit=unit,
            year=2025,
            drafted_at=SENT,
            drafted_by=office.officer,
            state="settled",
        )
        for place, (direction, goal, value) in enumerate(zip(("more", "less"), (10, 5), values, strict=True), start=1):
            target = PledgeTarget.objects.create(
                pledge=pledge,
                ordinal=place,
                name="x",
                unit_of_measure="x",
                goal=goal,
                direction=direction,
                weight=1,
                due_on=date(2025, 12, 31),
            )
            for quarter, reached in ((1, 1), (4, value)):
                Progress.objects.create(
                    target=target, quarter=quarter, value=reached, entered_at=SENT, entered_by=office.officer
                )
    # Just reaching a goal is neither "beyond" nor missed: a person says.
    assert facts.targets_exceeded(ids, 2025) == {office.unit.pk: True, cam_pha.unit.pk: False}
    nomination = actions.draft_nomination(
        unit=office.unit, award_code="ministry_province_emulation_flag", year=2025, by=office.officer, at=SENT
    )
    actions.add_nominees(nomination=nomination, units=[office.unit], by=office.officer, at=SENT)
    [verdict] = facts.judge_lines(nomination, SENT.date()).values()
    seen = {c["code"]: c["outcome"] for c in verdict["conditions"]}
    assert (seen["first_in_cluster"], seen["targets_exceeded"]) == ("met", "met")
    assert nomination.lines.get().achievement == "Xếp hạng 1 trong 2 đơn vị của cụm, khối thi đua."


# ── who sees what ──


def test_dossiers_are_seen_by_those_who_build_or_appraise_and_nobody_else(ward):
    draft, sent = ward.draft([ward.good[1]]), ward.sent([ward.good[0]])
    up = actions.draft_nomination(
        unit=ward.office.unit,
        award_code="ministry_province_emulation_fighter",
        year=2025,
        by=ward.office.officer,
        at=SENT,
    )
    on = SENT.date()

    def seen(user):
        return set(queries.visible_to(user, on).values_list("pk", flat=True))

    assert seen(ward.office.officer) == {draft.pk, sent.pk, up.pk}
    assert seen(ward.province.root.officer) == {draft.pk, sent.pk, up.pk}
    assert seen(ward.province.root.decider) == set()
    assert seen(ward.province.cam_pha.officer) == set()
    assert seen(ward.office.clerk) == set()
    assert seen(ward.office.editor) == set()
    assert seen(ward.province.cluster_head) == set()
    assert seen(ward.province.stranger) == set()
    actions.add_nominees(nomination=up, people=[ward.good[2]], by=ward.office.officer, at=SENT)
    Nomination.objects.filter(pk=up.pk).update(state="sent")
    assert seen(ward.province.root.decider) == {up.pk}


def test_ratings_unknown_to_the_records_never_pass_by_themselves(ward):
    records.enter_ratings(
        rows=[TaskRating(person=ward.hoa, year=2024, rating="excellent")],
        under=ward.office.unit,
        by=ward.office.officer,
        at=SENT,
    )
    nomination = ward.sent([ward.hoa])
    assert line_of(nomination, ward.hoa).outcome == "human_must_look"
