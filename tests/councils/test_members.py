"""What members do around a session: answers, papers and receipts, questions, standing aside, written opinions."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from paperwork.papers.council_minutes import results_table
from tests.councils.conftest import CLOSED, MEETING, PREPARED
from tests.councils.test_actions import refused
from thidua.ballots import actions as ballots
from thidua.ballots.queries import check_code, export, put_off_words
from thidua.councils import actions, actions_council, actions_members, actions_prepare, actions_room, queries, reminders
from thidua.councils.agenda import Topic
from thidua.councils.models import CouncilMember
from thidua.councils.models_sessions import MemberOpinion, PaperReading, Recusal
from thidua.councils.papers import count_sheet_values, minutes_values
from thidua.shared import clock
from thidua.shared.denied import Stale
from thidua.shared.models import AuditEvent, Letter
from tools.recount import recount

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def upload(name="bao-cao.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def member(chamber, place: int) -> CouncilMember:
    return CouncilMember.objects.get(council=chamber.council, user=chamber.users[place])


def everything(session, choice: str, but=()) -> dict[int, str]:
    return {item.pk: choice for item in session.agenda.all() if item.pk not in but}


# ── papers, answers, questions ──


def test_a_paper_leaves_one_receipt_for_each_member_who_opens_it(chamber):
    session = chamber.prepared(chamber.advanced)
    give = {"session": session, "title": "Báo cáo thẩm định", "by": chamber.secretary, "at": PREPARED}
    paper = actions_members.add_session_paper(upload=upload(), **give)
    reader = chamber.users[3]
    seen = [
        actions_members.note_reading(paper=paper, by=user, at=PREPARED)
        for user in (reader, reader, chamber.ward.office.officer)
    ]
    assert seen == [True, False, False]
    assert [(r.user, r.read_at) for r in PaperReading.objects.all()] == [(reader, PREPARED)]
    assert (
        refused(actions_members.add_session_paper, upload=upload(), **give) == "Tệp này đã có trong tài liệu phiên họp."
    )


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.svg", b"<svg onload=alert(1)>", "Chỉ nhận tệp PDF, Word, Excel, PowerPoint, OpenDocument, JPG, PNG."),
        ("a.html", b"<script>", "Chỉ nhận tệp PDF, Word, Excel, PowerPoint, OpenDocument, JPG, PNG."),
        ("a.pdf", b"MZ\x90\x00", "Nội dung tệp không phải .pdf như tên tệp; có thể tệp bị hỏng hoặc đổi đuôi."),
        ("a.pdf", b"", "Tệp đã chọn rỗng. Hãy chọn tệp khác."),
    ],
)
def test_files_that_lie_are_not_handed_out(chamber, name, content, reason):
    session = chamber.prepared(chamber.advanced)
    given = {"session": session, "title": "Tài liệu", "by": chamber.secretary, "at": PREPARED}
    assert refused(actions_members.add_session_paper, upload=upload(name, content), **given) == reason
    assert session.handouts.count() == 0


def test_who_does_not_come_says_why_and_the_attendance_takes_it_over(chamber):
    session = chamber.prepared(chamber.advanced)
    given = {"session": session, "by": chamber.users[3], "at": PREPARED}
    assert refused(actions_members.reply_invitation, answer="absent", **given) == "Mời ghi lý do vắng mặt."
    actions_members.reply_invitation(answer="comes", **given)
    actions_members.reply_invitation(answer="absent", reason="Đi học", **given)
    assert refused(
        actions_members.reply_invitation, session=session, answer="comes", by=chamber.ward.office.officer, at=PREPARED
    ) == ("Để trả lời giấy mời cần là thành viên dự phiên họp này.")
    ids = chamber.member_ids()
    actions.open_session(session=session, present=[ids[0], ids[1], ids[2], ids[4]], by=chamber.secretary, at=MEETING)
    assert session.attendance.get(member=member(chamber, 3)).reason == "Đi học"
    assert session.replies.count() == 1


def test_a_question_is_answered_once_and_both_are_told(chamber):
    session = chamber.prepared(chamber.advanced)
    question = actions_members.ask_question(session=session, text="Vì sao?", by=chamber.users[3], at=PREPARED)
    give = {"question": question, "by": chamber.secretary, "at": PREPARED}
    actions_members.answer_question(answer="Xem mục 2.", **give)
    with pytest.raises(Stale):
        actions_members.answer_question(answer="Khác", **give)
    assert list(Letter.objects.order_by("pk").values_list("to__username", "subject"))[-2:] == [
        (chamber.secretary.username, "Câu hỏi trước phiên họp ngày 10/12/2025"),
        (chamber.users[3].username, "Trả lời câu hỏi về phiên họp ngày 10/12/2025"),
    ]
    assert refused(
        actions_members.ask_question, session=session, text="a" * 1001, by=chamber.users[3], at=PREPARED
    ) == ("Câu hỏi dài quá 1000 ký tự.")


# ── standing aside ──


def test_a_member_stands_aside_and_hands_must_be_counted_again(chamber):
    session = chamber.opened(chamber.advanced)
    chamber.agree(session, 5)
    item = session.agenda.last()
    own = member(chamber, 3)
    given = {"item": item, "member": own, "by": own.user, "at": MEETING}
    assert refused(actions_members.note_recusal, ground="relative", **given) == (
        "Mời ghi rõ lý do, ví dụ quan hệ với người được đề nghị."
    )
    kin = {"ground": "relative", "reason": "em ruột", **given}
    assert refused(actions_members.note_recusal, **kin) == (
        "Mục 5, Nguyễn Thị Đào, đã ghi 5 đồng ý, 0 không đồng ý, 0 không có ý kiến. Kết quả này sẽ bị xóa vì số người biểu "
        "quyết thay đổi; phải ghi biểu quyết lại."
    )
    actions_members.note_recusal(forget_hands=True, **kin)
    assert AuditEvent.objects.order_by("-seq").first().detail["hands"] == [5, 0, 0]
    item.refresh_from_db()
    assert (item.yes, item.note) == (None, "Ủy viên 2 không biểu quyết mục này vì có người thân được đề nghị.")
    session.refresh_from_db()
    again = {"session": session, "items": [item], "by": chamber.secretary, "at": MEETING}
    assert refused(actions.record_agreement, yes=5, no=0, **again) == (
        "Số đồng ý (5) cộng số không đồng ý (0) phải bằng số thành viên được biểu quyết mục 5 (4: 5 có mặt, 1 không biểu quyết)."
    )
    actions.record_agreement(yes=4, no=0, **again)
    item.refresh_from_db()
    assert (item.yes, item.no, item.blank) == (4, 0, 1)
    assert "em ruột" not in str(list(AuditEvent.objects.values_list("detail", flat=True)))


def test_nobody_sets_another_member_aside_but_the_secretary(chamber):
    session = chamber.prepared(chamber.advanced)
    item = session.agenda.last()
    given = {"item": item, "member": member(chamber, 4), "ground": "other", "reason": "cùng tổ", "at": PREPARED}
    assert refused(actions_members.note_recusal, by=chamber.users[3], **given) == (
        "Để ghi việc không biểu quyết của thành viên khác cần là thư ký của Hội đồng Thi đua - Khen thưởng phường Hạ Long."
    )
    recusal = actions_members.note_recusal(by=chamber.secretary, **given)
    session.refresh_from_db()
    with pytest.raises(Stale):
        actions_members.note_recusal(by=chamber.secretary, **given | {"item": session.agenda.last()})
    session.refresh_from_db()
    recusal.item = session.agenda.last()
    actions_members.take_back_recusal(recusal=recusal, by=chamber.secretary, at=PREPARED)
    assert (queries.recusals_of(session).get(item.pk), session.agenda.last().note) == (None, "")
    own = Recusal.objects.get(ground="nominee", item__nomination=chamber.advanced)
    assert refused(actions_members.take_back_recusal, recusal=own, by=chamber.secretary, at=PREPARED) == (
        "Người được đề nghị và người thuộc đơn vị được đề nghị không biểu quyết; không gỡ được."
    )


def test_the_regulation_may_set_members_of_the_unit_concerned_aside(chamber):
    actions_council.enter_rules(
        council=chamber.council, document="Quy chế 05", in_force_from=date(2025, 12, 1), recuses_own_unit=True,
        by=chamber.secretary, at=PREPARED,
    )  # fmt: skip
    session = chamber.prepared(chamber.advanced)
    # the one member with a record in the house works in the ward that nominates
    grounds = [each.ground for each in Recusal.objects.filter(item__session=session).order_by("item__ordinal")]
    assert grounds == ["nominee", "own_unit", "own_unit", "own_unit", "own_unit"]


# ── written opinions ──


def test_an_absent_members_opinion_counts_with_the_hands(chamber):
    session = chamber.opened(chamber.advanced, present=4)
    writer = chamber.users[4]
    choices = everything(session, "no")
    given = {"session": session, "by": writer, "at": MEETING}
    assert refused(actions_members.give_opinion, choices=dict(list(choices.items())[:2]), **given) == (
        "Còn 3 mục chưa chọn ý kiến; ý kiến chưa được nhận."
    )
    assert refused(actions_members.give_opinion, choices=choices | {999_999: "yes"}, **given) == (
        "Phiếu có mục hoặc lựa chọn không thuộc phiên họp này; ý kiến chưa được nhận."
    )
    actions_members.give_opinion(choices=choices, **given)
    session.refresh_from_db()
    actions_members.give_opinion(choices=everything(session, "yes"), session=session, by=writer, at=MEETING)
    session.refresh_from_db()
    chamber.agree(session, 4)
    actions.close_session(session=session, by=chamber.chair, at=CLOSED)
    item = session.agenda.last()
    assert (item.yes, item.no, item.written_yes, item.has_passed) == (5, 0, 1, True)
    paper = minutes_values(session, list(queries.agenda_of(session)), number=1, ended_at=CLOSED)
    assert [(a.name, a.wrote) for a in paper.absent] == [("Ủy viên 3", True)]
    assert paper.proceedings[-1] == (
        "Có 01 thành viên vắng mặt gửi ý kiến bằng văn bản; ý kiến được công bố và tính vào kết quả."
    )


def test_who_is_in_the_room_or_no_member_does_not_write(chamber):
    session = chamber.opened(chamber.advanced)
    given = {"session": session, "choices": everything(session, "yes"), "at": MEETING}
    assert refused(actions_members.give_opinion, by=chamber.users[3], **given) == (
        "Bạn được ghi có mặt ở phiên họp này: mời biểu quyết, bỏ phiếu tại phiên họp."
    )
    assert refused(actions_members.give_opinion, by=chamber.ward.office.officer, **given) == (
        "Để gửi ý kiến bằng văn bản cần là thành viên dự phiên họp này."
    )


def test_who_wrote_and_came_after_all_is_counted_in_the_room_only(chamber):
    session = chamber.prepared(chamber.advanced)
    actions_members.give_opinion(session=session, choices=everything(session, "no"), by=chamber.users[4], at=PREPARED)
    session.refresh_from_db()
    actions.open_session(session=session, present=chamber.member_ids(), by=chamber.secretary, at=MEETING)
    chamber.agree(session, 5)
    actions.close_session(session=session, by=chamber.chair, at=CLOSED)
    item = session.agenda.last()
    assert (item.yes, item.no, MemberOpinion.objects.filter(set_aside_at=None).count()) == (5, 0, 0)


def test_one_seat_one_vote_whether_in_the_box_or_in_writing(chamber):
    session = chamber.opened(chamber.fighters, present=4)
    writer = chamber.users[4]
    actions_members.give_opinion(session=session, choices=everything(session, "yes"), by=writer, at=MEETING)
    session.refresh_from_db()
    # who wrote has no other paper; who voted does not write
    assert refused(chamber.vote, session, "-", "-", "-", "-", "no") == (
        "Ý kiến bằng văn bản của bạn đã được ghi nhận nên bạn không bỏ phiếu trên hệ thống nữa."
    )
    chamber.vote(session, "yes", "yes", "blank", "-", "-")
    member = chamber.council.members.get(user=writer)
    actions_room.note_attendance(session=session, member=member, mode="online", by=chamber.secretary, at=MEETING)
    # the author came after all: the opinion is set aside and the seat votes in the room
    chamber.vote(session, "-", "-", "-", "-", "no")
    actions.close_session(session=session, pass_phrases=chamber.phrases, by=chamber.chair, at=CLOSED)
    assert [(i.yes, i.no, i.written_yes) for i in session.agenda.all()] == [(2, 1, 0), (2, 1, 0)]


def test_written_opinions_freeze_when_the_box_closes_and_a_reopened_session_takes_none(chamber):
    session = chamber.opened(chamber.fighters, present=4)
    mine = {"session": session, "by": chamber.users[4], "at": MEETING}
    actions_members.give_opinion(choices=everything(session, "yes"), **mine)
    session.refresh_from_db()
    chamber.vote(session, "yes", "yes", "blank", "yes", "-")
    ballots.count_ballot(ballot=session.ballot, pass_phrases=chamber.phrases, by=chamber.secretary, at=MEETING)
    session.refresh_from_db()
    again = "Muốn lấy ý kiến lại ở mục nào thì để mục đó lại phiên sau, ghi lý do; phiên sau biểu quyết lại từ đầu."
    assert refused(
        actions_members.give_opinion, **mine | {"choices": everything(session, "no"), "session": session}
    ) == (f"Hòm phiếu đã đóng: ý kiến bằng văn bản đã gửi không thay đổi, không nhận ý kiến mới. {again}")
    actions.close_session(session=session, by=chamber.chair, at=CLOSED)
    actions.reopen_session(session=session, reason="Ghi sai tên", by=chamber.chair, at=CLOSED)
    assert refused(
        actions_members.give_opinion, **mine | {"choices": everything(session, "no"), "session": session}
    ) == (f"Hòm phiếu đã đóng: ý kiến bằng văn bản đã gửi không thay đổi, không nhận ý kiến mới. {again}")
    # put off with a reason, the case is voted on anew in another session
    item = session.agenda.last()
    actions_room.defer_item(session=session, item=item, reason="Chủ tịch cho bỏ phiếu lại", by=chamber.chair, at=CLOSED)
    session.refresh_from_db()
    assert put_off_words(session.ballot.items[-1]) == (
        "Để lại phiên sau (Chủ tịch cho bỏ phiếu lại): số phiếu đã công bố ở đây không tính."
    )
    actions.close_session(session=session, by=chamber.chair, at=CLOSED)
    assert list(queries.waiting_lines(chamber.council)) == [item.line]


def test_a_reopened_session_without_a_box_takes_no_opinion_either(chamber):
    session = chamber.opened(chamber.advanced, present=4)
    chamber.agree(session, 4)
    actions.close_session(session=session, by=chamber.chair, at=CLOSED)
    actions.reopen_session(session=session, reason="Ghi sai tên", by=chamber.chair, at=CLOSED)
    said = {"session": session, "choices": everything(session, "no"), "by": chamber.users[4], "at": CLOSED}
    assert refused(actions_members.give_opinion, **said).startswith("Phiên họp đã có kết quả rồi mở lại: ")


def test_board_script_and_papers_tell_one_result_with_the_written_opinions_apart(chamber):
    session = chamber.opened(chamber.fighters, present=4)
    actions_members.give_opinion(session=session, choices=everything(session, "yes"), by=chamber.users[4], at=MEETING)
    session.refresh_from_db()
    chamber.vote(session, "yes", "yes", "blank", "yes", "-")
    assert not session.ballot.voters.filter(has_voted=False).exists()
    actions.close_session(session=session, pass_phrases=chamber.phrases, by=chamber.chair, at=CLOSED)
    board, item = export(session.ballot), session.agenda.last()
    assert (board["cast_online"], board["cast_written"], board["counts"][item.key]["yes"], item.yes) == (4, 1, 4, 4)
    assert board["tally"]["written"][item.key] == {"yes": 1, "no": 0, "blank": 0, "invalid": 0}
    assert recount(json.loads(json.dumps(board)))[1] == []
    sheet = count_sheet_values(session, list(queries.agenda_of(session)), number=1, dated=CLOSED.date())
    last = sheet.results[-1]
    assert (last.agree, last.written, sheet.check_code) == (4, (1, 0, 0), check_code(session.ballot))
    assert results_table(sheet.results, 5).rows[-1][3] == "04 (03 + 01)"


def test_written_opinions_join_the_votes_of_the_box(chamber):
    session = chamber.opened(chamber.fighters, present=4)
    actions_members.give_opinion(session=session, choices=everything(session, "yes"), by=chamber.users[4], at=MEETING)
    session.refresh_from_db()
    chamber.vote(session, "yes", "yes", "blank", "yes", "-")
    actions.close_session(session=session, pass_phrases=chamber.phrases, by=chamber.chair, at=CLOSED)
    item = session.agenda.last()
    assert (item.yes, item.written_yes, item.needed, item.has_passed) == (4, 1, 4, True)


# ── a session wholly in writing, topics the law leaves to the regulation ──


def asked_in_writing(chamber, *, dossiers=(), topics=(), until=date(2025, 12, 12)):
    session = actions_prepare.prepare_session(
        council=chamber.council, year=2025, held_on=MEETING.date(), place="Văn phòng", nominations=dossiers, topics=topics,
        way="writing", replies_until=until, by=chamber.secretary, at=PREPARED,
    )  # fmt: skip
    actions.open_session(session=session, by=chamber.secretary, at=MEETING)
    return session


def test_a_consultation_in_writing_ends_when_all_have_answered_or_its_day_is_over(chamber):
    session = asked_in_writing(chamber, dossiers=[chamber.advanced])
    aside = Recusal.objects.get(item__session=session).item_id
    for place in (0, 1, 2):
        choices = everything(session, "yes", but=[aside] if place == 2 else ())
        actions_members.give_opinion(session=session, choices=choices, by=chamber.users[place], at=MEETING)
        session.refresh_from_db()
    close = {"session": session, "by": chamber.chair}
    assert refused(actions.close_session, at=CLOSED, **close) == (
        "Còn 2 thành viên chưa gửi ý kiến và hạn gửi đến hết ngày 12/12/2025."
    )
    late = clock.at_hour(date(2025, 12, 13), 9)
    assert refused(actions.close_session, at=late, **close) == (
        "Mới có 3 trên tổng số 5 thành viên gửi ý kiến, cần ít nhất 4."
    )
    session.refresh_from_db()
    assert refused(
        actions_members.give_opinion, session=session, choices=everything(session, "yes"), by=chamber.users[3], at=late
    ) == ("Đã hết hạn gửi ý kiến bằng văn bản (ngày 12/12/2025).")
    actions_members.give_opinion(session=session, choices=everything(session, "no"), by=chamber.users[3], at=MEETING)
    session.refresh_from_db()
    actions.close_session(session=session, by=chamber.chair, at=late)
    rows = [(i.yes, i.no, i.needed, i.has_passed) for i in session.agenda.all()]
    assert sorted(rows) == [(2, 1, 3, False), *[(3, 1, 3, True)] * 4]
    chamber.advanced.refresh_from_db()
    assert chamber.advanced.state == "concluded"


def test_what_needs_a_secret_ballot_is_not_asked_in_writing(chamber):
    assert refused(asked_in_writing, chamber=chamber, dossiers=[chamber.fighters]) == (
        "Chiến sĩ thi đua cơ sở phải bỏ phiếu kín (Điều 33 Nghị định số 152/2025/NĐ-CP); không xin ý kiến bằng văn "
        "bản thay phiên họp được."
    )


def test_initiatives_and_drafts_wait_for_the_regulation_and_come_first(chamber):
    topics = [
        Topic("initiative", "Số hóa quy trình", "Rút ngắn thời gian", person=chamber.ward.good[0]),
        Topic("draft", "Dự thảo quy chế chấm điểm"),
    ]
    prepare = {
        "council": chamber.council, "year": 2025, "held_on": MEETING.date(), "place": "Phòng họp", "topics": topics,
        "nominations": [chamber.advanced], "by": chamber.secretary, "at": PREPARED,
    }  # fmt: skip
    assert refused(actions_prepare.prepare_session, **prepare) == (
        "Chưa có quy chế của Hội đồng nói tỷ lệ và cách biểu quyết đối với góp ý dự thảo; hãy nhập quy chế trước."
    )
    actions_council.enter_rules(
        council=chamber.council, document="Quy chế 05", in_force_from=date(2025, 12, 1), advice_percent=60,
        advice_way="minutes", by=chamber.secretary, at=PREPARED,
    )  # fmt: skip
    session = actions_prepare.prepare_session(**prepare)
    kinds = [(item.kind, item.way, item.threshold_percent) for item in session.agenda.all()]
    assert kinds == [("draft", "minutes", 60), ("initiative", "minutes", 60), *[("award", "minutes", 50)] * 5]
    assert [r.member.user for r in session.agenda.get(kind="initiative").recusals.all()] == [chamber.users[2]]
    actions.open_session(session=session, present=chamber.member_ids(), by=chamber.secretary, at=MEETING)
    chamber.agree(session, 4, 1)
    actions.close_session(session=session, by=chamber.chair, at=CLOSED)
    paper = minutes_values(session, list(queries.agenda_of(session)), number=1, ended_at=CLOSED)
    assert [(r.name, r.award, r.agree, r.passed) for r in paper.results[:2]] == [
        ("Dự thảo quy chế chấm điểm", "Góp ý dự thảo", 4, True),
        ("Số hóa quy trình", "Công nhận sáng kiến", 3, True),
    ]


# ── reminders ──


def test_members_are_reminded_of_papers_not_read_and_opinions_not_given(chamber):
    session = chamber.prepared(chamber.advanced)
    paper = actions_members.add_session_paper(
        session=session, title="Báo cáo", upload=upload(), by=chamber.secretary, at=PREPARED
    )
    actions_members.note_reading(paper=paper, by=chamber.users[3], at=PREPARED)
    on = PREPARED.date()
    assert sorted(due.to for due in reminders.papers(on)) == sorted(
        u.pk for u in chamber.users if u != chamber.users[3]
    )
    assert sorted(due.to for due in reminders.sessions(on)) == sorted(u.pk for u in chamber.users)
    assert list(reminders.opinions(on)) == []


def test_who_has_not_answered_a_consultation_is_reminded_of_its_last_day(chamber):
    session = asked_in_writing(chamber, dossiers=[chamber.advanced])
    actions_members.give_opinion(session=session, choices=everything(session, "yes"), by=chamber.users[0], at=MEETING)
    due = list(reminders.opinions(MEETING.date()))
    assert sorted(each.to for each in due) == sorted(user.pk for user in chamber.users[1:])
    assert {each.due_on for each in due} == {date(2025, 12, 12)}
    assert list(reminders.sessions(MEETING.date())) == []
