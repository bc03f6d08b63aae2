"""A council from its establishment to the minutes: who may, quorum, recusal, thresholds on the whole membership."""

from datetime import date

import pytest

from tests.councils.conftest import CLOSED, MEETING, PREPARED
from thidua.ballots import actions as ballots
from thidua.ballots.queries import closed_to, export
from thidua.councils import actions, actions_council, actions_members, actions_prepare, queries
from thidua.councils.models import AgendaItem, Attendance, Council, CouncilSession
from thidua.councils.papers import award_words, results_of
from thidua.councils.papers_drafts import decision_values, submission_values
from thidua.councils.rules import quorum_needed, rulebook_of
from thidua.nominations import actions as nominations
from thidua.nominations import actions_lists
from thidua.nominations.models import Nomination
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent, Letter
from thidua.units.models import RoleGrant


def refused(act, *plain, **kwargs) -> str:
    with pytest.raises(Denied) as caught:
        act(*plain, **kwargs)
    return caught.value.reason


# ── establishing ──


def test_a_council_has_members_with_terms_who_receive_their_roles(chamber):
    council = chamber.council
    members = queries.members_on(council, MEETING.date())
    assert [(m.user, m.role) for m in members] == list(
        zip(chamber.users, ["chair", "secretary", "member", "member", "vice_chair"], strict=True)
    )
    assert queries.members_on(council, date(2025, 7, 1)) == []
    granted = RoleGrant.objects.filter(user=chamber.users[2]).values_list("role", "unit")
    assert list(granted) == [("council_member", council.unit.pk)]
    assert AuditEvent.objects.filter(act="council_established").count() == 1


@pytest.mark.parametrize(
    ("roles", "reason"),
    [
        (["chair", "secretary"], "Hội đồng cần ít nhất 3 thành viên để phiếu kín còn kín."),
        (["member", "secretary", "member"], "Hội đồng cần đúng một chủ tịch hội đồng; hiện có 0."),
        (["chair", "chair", "secretary"], "Hội đồng cần đúng một chủ tịch hội đồng; hiện có 2."),
        (["chair", "member", "member"], "Hội đồng cần đúng một thư ký; hiện có 0."),
        (["chair", "secretary", "king"], "Vai trò trong Hội đồng không có trong danh mục."),
    ],
)
def test_the_composition_of_a_council_is_checked(province, roles, reason):
    office = province.ha_long
    people = [office.head, office.council_secretary, office.decider]
    members = [(user, role, "") for user, role in zip(people, roles, strict=False)]
    given = {"unit": office.unit, "name": "Hội đồng", "legal_basis": "QĐ 1", "by": office.officer, "at": province.at}
    assert refused(actions_council.establish_council, members=members, **given) == reason
    assert Council.objects.count() == 0


def test_nobody_sits_twice_and_only_the_unit_establishes(province):
    office = province.ha_long
    members = [(office.head, "chair", ""), (office.clerk, "secretary", ""), (office.clerk, "member", "")]
    given = {"unit": office.unit, "name": "Hội đồng", "legal_basis": "QĐ 1", "members": members, "at": province.at}
    assert refused(actions_council.establish_council, by=office.officer, **given) == (
        "Có người được ghi hai lần trong Hội đồng."
    )
    assert refused(actions_council.establish_council, by=province.cam_pha.officer, **given) == (
        "Để thành lập Hội đồng cần vai trò “Chuyên viên thi đua, khen thưởng” hoặc “Thủ trưởng đơn vị” "
        "của Phường Hạ Long."
    )


# ── preparing ──


def test_the_agenda_goes_from_lower_to_higher_titles_and_only_ballots_what_the_law_ballots(chamber):
    session = chamber.prepared()
    agenda = [(item.nomination.award_code, item.way, item.threshold_percent) for item in session.agenda.all()]
    assert agenda == [("advanced_worker", "minutes", 50)] * 5 + [("grassroots_emulation_fighter", "ballot", 80)] * 2
    assert [item["key"] for item in session.ballot.items] == [f"line{line.pk}" for line in chamber.fighters.lines.all()]
    assert (session.ballot.state, session.ballot.total_members) == ("prepared", 5)
    assert {t.user for t in session.ballot.trustees.all()} == {chamber.chair, chamber.secretary}
    states = Nomination.objects.order_by("pk").values_list("state", flat=True)
    assert set(states) == {"in_council"}


def test_excluded_lines_are_not_on_the_agenda(chamber):
    ward = chamber.ward
    nomination = ward.draft(ward.good[2:4], award="certificate_of_merit_unit")
    by = {"by": ward.office.appraiser, "at": PREPARED}
    nominations.send_nomination(nomination=nomination, by=ward.office.officer, at=PREPARED)
    nominations.receive_nomination(nomination=nomination, **by)
    first, second = nomination.lines.order_by("ordinal")
    nominations.appraise_line(line=first, appraisal="excluded", reason="Chưa rõ thành tích", **by)
    nominations.appraise_line(line=second, appraisal="included", reason="Đủ", **by)
    nominations.finish_appraisal(nomination=nomination, **by)
    session = chamber.prepared(nomination)
    assert [item.line for item in session.agenda.all()] == [second]
    assert session.ballot is None


def test_a_member_who_is_the_nominee_is_noted_on_the_item_and_on_the_ballot(chamber):
    session = chamber.prepared()
    note = "Ủy viên 1 không biểu quyết mục này vì là người được đề nghị."
    assert [item.note for item in session.agenda.filter(line__person=chamber.ward.good[0])] == [note, note]
    assert session.agenda.exclude(line__person=chamber.ward.good[0]).exclude(note="").count() == 0
    assert session.ballot.items[0]["label"] == (
        "Nguyễn Thị An, Công chức, Phường Hạ Long – Chiến sĩ thi đua cơ sở (Ủy viên 1 không biểu quyết mục này vì là "
        "người được đề nghị; người đó chỉ để “Không có ý kiến”)"
    )


def test_preparing_refuses_what_cannot_be(chamber):
    given = {
        "council": chamber.council,
        "year": 2025,
        "held_on": MEETING.date(),
        "place": "Phòng họp",
        "nominations": [chamber.advanced],
        "by": chamber.secretary,
        "at": PREPARED,
    }
    act = actions_prepare.prepare_session
    assert refused(act, **given | {"by": chamber.ward.office.officer}) == (
        "Để chuẩn bị phiên họp cần là thư ký của Hội đồng Thi đua - Khen thưởng phường Hạ Long."
    )
    assert refused(act, **given | {"held_on": date(2025, 12, 7)}) == "Ngày họp không được trước hôm nay."
    assert refused(act, **given | {"place": " "}) == "Hãy ghi địa điểm họp."
    assert refused(act, **given | {"nominations": []}) == (
        "Chưa có trường hợp nào được thẩm định đưa vào danh sách để họp Hội đồng."
    )
    assert refused(act, **given | {"held_on": date(2026, 10, 2)}) == (
        "Chưa có quy định đã đối chiếu về biểu quyết Lao động tiên tiến cho ngày 02/10/2026; chưa đưa ra Hội đồng được."
    )
    Nomination.objects.filter(pk=chamber.advanced.pk).update(to_unit=chamber.ward.province.root.unit)
    chamber.advanced.refresh_from_db()
    assert refused(act, **given) == (
        "Hồ sơ “Đề nghị tặng danh hiệu Lao động tiên tiến năm 2025” của Phường Hạ Long không gửi đến Phường Hạ Long."
    )
    assert CouncilSession.objects.count() == 0


def test_a_dossier_comes_before_a_council_once(chamber):
    stale = Nomination.objects.get(pk=chamber.advanced.pk)
    chamber.prepared(chamber.advanced)
    with pytest.raises(Stale):
        chamber.prepared(stale)
    assert refused(chamber_prepare(chamber), dossier=chamber.advanced) == (
        "Không thực hiện được: hồ sơ đề nghị đang ở bước “Trình Hội đồng”."
    )
    assert CouncilSession.objects.count() == 1


def chamber_prepare(chamber):
    return lambda dossier: chamber.prepared(dossier)


# ── opening ──


def test_opening_takes_attendance_and_opens_the_box(chamber):
    session = chamber.opened(present=4)
    assert (session.state, session.total_members, session.ballot.state) == ("open", 5, "open")
    assert Attendance.objects.filter(session=session, is_present=True).count() == 4
    assert Attendance.objects.filter(session=session).count() == 5


def test_two_thirds_of_all_members_must_be_there(chamber):
    session = chamber.prepared()
    given = {"session": session, "pass_phrases": chamber.phrases, "by": chamber.secretary}
    assert refused(actions.open_session, present=chamber.member_ids(3), at=MEETING, **given) == (
        "Chưa đủ số thành viên để họp: có mặt 3 trên tổng số 5, cần ít nhất 4."
    )
    assert refused(actions.open_session, present=[*chamber.member_ids(4), 999_999], at=MEETING, **given) == (
        "Danh sách dự họp có người không phải thành viên Hội đồng."
    )
    assert refused(actions.open_session, present=chamber.member_ids(), at=PREPARED, **given) == (
        "Phiên họp được xếp lịch ngày 10/12/2025, chưa đến ngày khai mạc."
    )
    session.refresh_from_db()
    assert (session.state, session.attendance.count()) == ("prepared", 0)
    rules = rulebook_of(chamber.council, ["advanced_worker"], MEETING.date())
    assert quorum_needed(24, rules.awards.values()) == 16
    assert quorum_needed(5, []) == 1


def test_without_the_phrases_of_both_trustees_the_session_does_not_open(chamber):
    session = chamber.prepared()
    given = {"session": session, "present": chamber.member_ids(), "by": chamber.secretary, "at": MEETING}
    reason = refused(actions.open_session, pass_phrases={}, **given)
    assert reason == "Cần mật khẩu của đúng hai người giữ hòm phiếu."
    session.refresh_from_db()
    assert session.state == "prepared"


# ── agreement ──


def test_hands_must_add_up_and_the_nominee_does_not_count(chamber):
    session = chamber.opened(present=4)
    given = {"session": session, "by": chamber.secretary, "at": MEETING}
    assert refused(actions.record_agreement, yes=5, no=0, **given) == (
        "Số đồng ý (5) cộng số không đồng ý (0) phải bằng số thành viên được biểu quyết mục 1 (3: 4 có mặt, 1 không biểu quyết)."
    )
    own, *others = session.agenda.filter(way="minutes")
    one_too_many = "Số đồng ý (3) cộng số không đồng ý (1) phải bằng số thành viên được biểu quyết mục 1 (3: 4 có mặt, 1 không biểu quyết)."
    # Whether told for one item or for all, a hand too many on an item is somebody's mistake, perhaps the nominee's own hand.
    assert refused(actions.record_agreement, yes=3, no=1, **given) == one_too_many
    assert refused(actions.record_agreement, yes=3, no=1, items=[own], **given) == one_too_many
    assert set(session.agenda.values_list("yes", flat=True)) == {None}
    assert actions.record_agreement(yes=3, no=1, items=others, **given) == 4
    assert actions.record_agreement(yes=3, no=0, items=[own], **given) == 1
    counts = session.agenda.filter(way="minutes").values_list("yes", "no", "blank")
    assert list(counts) == [(3, 0, 1), (3, 1, 0), (3, 1, 0), (3, 1, 0), (3, 1, 0)]
    assert set(session.agenda.values_list("has_passed", flat=True)) == {None}
    own.refresh_from_db()
    assert (own.yes, own.no, own.blank) == (3, 0, 1)  # the hands of the three who may vote, as they were counted
    assert refused(actions.record_agreement, yes=3, no=0, blank=1, items=[own], **given) == (
        "Số đồng ý (3) cộng số không đồng ý (0) và số không có ý kiến (1) phải bằng số thành viên được biểu quyết mục 1 "
        "(3: 4 có mặt, 1 không biểu quyết)."
    )
    assert actions.record_agreement(yes=2, no=0, blank=1, items=[own], **given) == 1
    own.refresh_from_db()
    assert (own.yes, own.no, own.blank) == (2, 0, 2)
    one = session.agenda.filter(way="minutes").last()
    assert actions.record_agreement(yes=1, no=3, items=[one], **given) == 1
    one.refresh_from_db()
    assert (one.yes, one.no) == (1, 3)
    ballot_item = session.agenda.filter(way="ballot").first()
    assert refused(actions.record_agreement, yes=4, no=0, items=[ballot_item], **given) == (
        "Có mục không thuộc phần thống nhất bằng biên bản của phiên họp này."
    )
    assert refused(actions.record_agreement, yes=4, no=0, session=session, by=chamber.users[2], at=MEETING) == (
        "Để ghi kết quả biểu quyết cần là thư ký của Hội đồng Thi đua - Khen thưởng phường Hạ Long."
    )


# ── closing ──


def test_closing_counts_settles_and_concludes(chamber):
    session = chamber.opened()
    chamber.agree(session, 5)
    chamber.vote(session, "yes", "yes", "blank", "yes", "yes")
    assert set(chamber.fighters.lines.values_list("result", flat=True)) == {"pending"}
    Letter.objects.all().delete()
    actions.close_session(
        session=session, pass_phrases=chamber.phrases, note="Hội đồng thảo luận kỹ.", by=chamber.chair, at=CLOSED
    )
    assert session.state == "closed"
    rows = session.agenda.values_list("way", "yes", "no", "blank", "has_passed")
    assert list(rows) == [
        ("minutes", 4, 0, 1, True),
        *[("minutes", 5, 0, 0, True)] * 4,
        ("ballot", 4, 0, 1, True),
        ("ballot", 4, 0, 1, True),
    ]
    for nomination in (chamber.advanced, chamber.fighters):
        nomination.refresh_from_db()
        assert nomination.state == "concluded"
        assert set(nomination.lines.values_list("result", flat=True)) == {"passed"}
    papers = {p.kind: p.number_text for p in (session.minutes, session.count_sheet)}
    assert papers == {"council_minutes": "01/BB-HĐTĐKT", "count_sheet": "02/BB-HĐTĐKT"}
    with session.minutes.file.open() as file:
        assert file.read(5) == b"%PDF-"
    subjects = [letter.subject for letter in Letter.objects.order_by("pk")]
    assert subjects[-2:] == [
        "Kết luận của Hội đồng: Đề nghị tặng danh hiệu Lao động tiên tiến năm 2025",
        "Kết luận của Hội đồng: Đề nghị tặng danh hiệu Chiến sĩ thi đua cơ sở năm 2025",
    ]
    assert AuditEvent.objects.get(act="session_closed").detail == {
        "passed": 7,
        "failed": 0,
        "deferred": 0,
    }


def test_the_threshold_counts_from_all_members_not_from_those_present(chamber):
    session = chamber.opened(chamber.fighters, present=4)
    chamber.vote(session, "yes", "yes", "-", "yes", "-")
    actions.close_session(session=session, pass_phrases=chamber.phrases, by=chamber.chair, at=CLOSED)
    # 3 of 3 votes, but 3 of 5 members: below 80 %.
    assert list(session.agenda.values_list("yes", "no", "has_passed")) == [(3, 0, False), (3, 0, False)]
    assert set(chamber.fighters.lines.values_list("result", flat=True)) == {"failed"}


def test_a_majority_is_more_than_half_of_all_members(chamber):
    session = chamber.opened(chamber.advanced, present=4)
    chamber.agree(session, 3, 1)
    actions.close_session(session=session, by=chamber.chair, at=CLOSED)
    # On An's own item one of the three hands is An's.
    assert list(session.agenda.values_list("yes", "has_passed")) == [(2, False), *[(3, True)] * 4]
    assert (session.count_sheet, session.minutes.number) == (None, 1)


def test_a_recused_vote_in_the_box_is_taken_out_of_the_yes_votes(chamber):
    session = chamber.opened(chamber.fighters)
    chamber.paper_is_open_to_all(session)
    chamber.vote(session, "yes", "no", "yes", "yes", "yes")
    actions.close_session(session=session, pass_phrases=chamber.phrases, by=chamber.chair, at=CLOSED)
    rows = session.agenda.order_by("ordinal").values_list("yes", "no", "blank", "has_passed")
    assert list(rows) == [(3, 1, 1, False), (4, 1, 0, True)]


def test_who_stands_aside_cannot_mark_the_item_and_box_and_session_agree(chamber):
    session = chamber.opened(chamber.fighters)
    nominee, (first, second) = chamber.users[2], [item["key"] for item in session.ballot.items]
    refusal = refused(
        ballots.cast_ballot, ballot=session.ballot, choices={first: "yes", second: "yes"}, by=nominee, at=MEETING
    )
    assert refusal.startswith(
        "Bạn không biểu quyết mục này, chỉ để “Không có ý kiến”; phiếu chưa được nhận: Nguyễn Thị An"
    )
    chamber.vote(session, "yes", "no", "yes", "yes", "yes")
    actions.close_session(session=session, pass_phrases=chamber.phrases, by=chamber.chair, at=CLOSED)
    session.ballot.refresh_from_db()
    assert session.ballot.counts == {
        first: {"yes": 3, "no": 1, "blank": 1}, second: {"yes": 4, "no": 1, "blank": 0}
    }  # fmt: skip
    rows = session.agenda.order_by("ordinal").values_list("yes", "no", "blank")
    assert list(rows) == [(3, 1, 1), (4, 1, 0)]
    assert [set(item) for item in export(session.ballot)["items"]] == [
        {"key", "number", "label", "award_code", "needed"}
    ] * 2


def test_who_stands_aside_while_the_box_is_open_finds_the_item_closed_and_the_label_as_it_was_frozen(chamber):
    session = chamber.opened(chamber.fighters)
    item = session.agenda.get(ordinal=2)
    before, member = (
        [each["label"] for each in session.ballot.items],
        session.council.members.get(user=chamber.users[3]),
    )
    actions_members.note_recusal(
        item=item, member=member, ground="relative", reason="Em ruột", by=chamber.secretary, at=MEETING
    )
    session.ballot.refresh_from_db()
    assert closed_to(session.ballot, chamber.users[3]) == {item.key}
    assert closed_to(session.ballot, chamber.users[4]) == set()
    assert [each["label"] for each in session.ballot.items] == before


def test_only_the_chair_closes_and_only_when_everything_is_settled(chamber):
    session = chamber.opened()
    given = {"session": session, "pass_phrases": chamber.phrases, "at": CLOSED}
    assert refused(actions.close_session, by=chamber.secretary, **given) == (
        "Để kết thúc phiên họp cần là Chủ tịch của Hội đồng Thi đua - Khen thưởng phường Hạ Long."
    )
    assert refused(actions.close_session, by=chamber.chair, **given) == (
        "Chưa ghi kết quả biểu quyết: mục 1 (Nguyễn Thị An), mục 2 (Nguyễn Thị Bình), mục 3 (Nguyễn Thị Chi) và 2 mục khác."
    )
    chamber.agree(session, 5)
    wrong = given | {"pass_phrases": dict.fromkeys(chamber.phrases, "một câu khác hẳn hoàn toàn")}
    assert refused(actions.close_session, by=chamber.chair, **wrong) == "Mật khẩu mở hòm phiếu không đúng."
    session.refresh_from_db()
    assert (session.state, session.ballot.state, session.minutes) == ("open", "open", None)


def test_two_clicks_at_once_close_once(chamber):
    session = chamber.opened(chamber.advanced)
    chamber.agree(session, 5)
    other_tab = CouncilSession.objects.get(pk=session.pk)
    actions.close_session(session=session, by=chamber.chair, at=CLOSED)
    with pytest.raises(Stale):
        actions.close_session(session=other_tab, by=chamber.chair, at=CLOSED)
    assert AuditEvent.objects.filter(act="session_closed").count() == 1


def test_a_cancelled_ballot_can_be_repeated(chamber):
    session = chamber.opened(chamber.fighters)
    given = {"session": session, "pass_phrases": chamber.phrases, "at": MEETING}
    assert refused(actions_prepare.repeat_ballot, by=chamber.secretary, **given) == (
        "Chỉ bỏ phiếu lại khi cuộc bỏ phiếu trước đã hủy."
    )
    chamber.vote(session, "no", "no", "no", "no", "no")
    ballots.cancel_ballot(ballot=session.ballot, reason="Mất điện", by=chamber.secretary, at=MEETING)
    assert refused(actions.close_session, by=chamber.chair, **given) == (
        "Cuộc bỏ phiếu đã hủy; hãy bỏ phiếu lại trước khi kết thúc phiên họp."
    )
    actions_prepare.repeat_ballot(by=chamber.secretary, **given)
    chamber.vote(session, "yes", "yes", "blank", "yes", "yes")
    actions.close_session(session=session, pass_phrases=chamber.phrases, by=chamber.chair, at=CLOSED)
    assert set(session.agenda.values_list("has_passed", flat=True)) == {True}


# ── who sees what ──


def test_sessions_are_seen_by_the_unit_and_the_members_only(chamber):
    session = chamber.prepared()
    province, on = chamber.ward.province, MEETING.date()

    def seen(user):
        return list(queries.visible_to(user, on))

    assert seen(chamber.users[3]) == [session]
    assert seen(chamber.ward.office.officer) == [session]
    assert seen(province.root.officer) == [session]
    assert seen(province.cam_pha.officer) == []
    assert seen(chamber.ward.office.editor) == []
    assert seen(province.stranger) == []


def test_dossiers_wait_for_the_council_until_they_are_on_an_agenda(chamber):
    unit = chamber.council.unit
    waiting = [(n, n.included) for n in queries.waiting_nominations(unit)]
    assert waiting == [(chamber.advanced, 5), (chamber.fighters, 2)]
    chamber.prepared(chamber.advanced)
    assert list(queries.waiting_nominations(unit)) == [chamber.fighters]


def test_the_draft_decision_counts_households_as_households(chamber):
    office = chamber.ward.office
    dossier = nominations.draft_nomination(
        unit=office.unit, award_code="certificate_of_merit_commune", year=2025, by=office.officer, at=PREPARED
    )
    actions_lists.add_outsider(
        nomination=dossier,
        kind="household",
        name="Phạm Văn Đông",
        place="Khu 3",
        achievement="Hiến đất mở đường.",
        by=office.officer,
        at=PREPARED,
    )
    nominations.add_nominees(nomination=dossier, people=chamber.ward.good[:1], by=office.officer, at=PREPARED)
    session = chamber.prepared()
    items = [
        AgendaItem(pk=place, session=session, nomination=dossier, line=line, has_passed=True, yes=5)
        for place, line in enumerate(dossier.lines.all(), start=1)
    ]
    paper = decision_values(session, items, dossier.award_code, MEETING.date())
    assert paper.articles[0].partition(" cho ")[2] == "01 hộ gia đình và 01 cá nhân có tên trong danh sách kèm theo."
    assert paper.articles[2].rpartition("và các ")[2] == (
        "cá nhân, tập thể, hộ gia đình có tên trong danh sách chịu trách nhiệm thi hành Quyết định này."
    )


def test_the_papers_of_a_session_say_for_which_sudden_merit(chamber):
    office, feat = chamber.ward.office, "Đêm 05/11/2025 cứu hai cháu nhỏ đuối nước ở sông Đá Bạc"
    given = {"by": office.officer, "at": PREPARED}
    dossier = nominations.draft_nomination(
        unit=office.unit, award_code="certificate_of_merit_commune", year=2025, kind="ad_hoc", occasion=feat, **given
    )
    nominations.add_nominees(nomination=dossier, people=chamber.ward.good[:1], **given)
    session = chamber.prepared()
    items = [
        AgendaItem(pk=1, session=session, ordinal=1, nomination=dossier, line=dossier.lines.get(), has_passed=True, yes=5,
                   no=0, blank=0, way=AgendaItem.Way.MINUTES)
    ]  # fmt: skip
    assert [result.award for result in results_of(session, items)] == [
        f"{award_words(items[0], session.council)} – Thành tích đột xuất: {feat}"
    ]
    session.total_members = 5
    submission = submission_values(session, items, MEETING.date())
    assert (submission.opening[1:], submission.nominees[0].merit) == ((f"Thành tích đột xuất: {feat}.",), feat)
    decision = decision_values(session, items, dossier.award_code, MEETING.date())
    assert decision.articles[0].partition(" cho ")[2] == (
        f"01 cá nhân có tên trong danh sách kèm theo, đã lập thành tích đột xuất: {feat}."
    )
    assert decision.lists[0].table.rows[-1][-1] == feat


def test_a_dossier_of_another_year_needs_a_reason_that_the_minutes_print(chamber):
    Nomination.objects.filter(pk=chamber.advanced.pk).update(year=2024)
    chamber.advanced.refresh_from_db()
    given = {
        "council": chamber.council,
        "year": 2025,
        "held_on": MEETING.date(),
        "place": "Phòng họp số 1",
        "nominations": [chamber.fighters, chamber.advanced],
        "ballot_mode": "room",
        "by": chamber.secretary,
        "at": PREPARED,
    }
    assert refused(actions_prepare.prepare_session, **given) == (
        "Phiên họp xét khen thưởng năm 2025, nhưng có hồ sơ của năm khác: "
        f"“{chamber.advanced.title}” của {chamber.advanced.unit.name}. Hãy bỏ hồ sơ đó ra, sửa năm của phiên họp, hoặc ghi lý do "
        "xét hồ sơ của năm khác."
    )
    assert CouncilSession.objects.count() == 0
    session = actions_prepare.prepare_session(other_year_reason=" Hồ sơ nộp muộn do bão. ", **given)
    event = session.events.get()
    assert (event.kind, event.reason) == (
        "other_year", f"hồ sơ số {chamber.advanced.pk} năm 2024. Lý do: Hồ sơ nộp muộn do bão."
    )  # fmt: skip
