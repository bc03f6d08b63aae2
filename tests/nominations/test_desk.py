"""The appraisers' desk: who appraises, questions by line, answers that show what changed, opinions, holds, the clock."""

from datetime import date

import pytest
from django.urls import reverse

from tests.nominations.conftest import RECEIVED, SENT
from tests.nominations.samples import pdf
from tests.nominations.test_actions import last_act, line_of, refused
from thidua.nominations import actions, actions_desk, actions_files, desk, permissions
from thidua.nominations.models import Nomination, NominationLine
from thidua.nominations.models_desk import AgencyOpinion, LineQuestion
from thidua.shared import clock
from thidua.shared.denied import Stale
from thidua.shared.models import Letter
from thidua.units import actions as units
from thidua.units.actions import NewAccount

Appraisal = NominationLine.Appraisal
LATER = clock.at_hour(date(2025, 12, 10))


@pytest.fixture
def received(ward) -> Nomination:
    nomination = ward.received(ward.good[:3])
    actions.appraise_lines(nomination=nomination, by=ward.office.appraiser, at=RECEIVED)
    nomination.refresh_from_db()
    return nomination


def second_appraiser(ward):
    new = NewAccount("halong.appraiser2", "Thẩm định hai", (("appraiser", ward.office.unit),))
    [user] = units.open_accounts(accounts=[new], under=ward.office.unit, by=ward.office.officer, at=RECEIVED)
    return user


def ask(ward, nomination, route="resume", **questions):
    lines = {line_of(nomination, person).pk: text for person, text in questions.pop("about").items()}
    return actions_desk.ask_lines(
        nomination=nomination, questions=lines, route=route, by=ward.office.appraiser, at=RECEIVED
    )


def reply(ward, nomination, **answers) -> int:
    lines = {line_of(nomination, person).pk: text for person, text in answers["about"].items()}
    return actions_desk.reply_lines(nomination=nomination, answers=lines, by=ward.office.officer, at=LATER)


# ── who appraises ──


def test_a_dossier_is_given_to_one_of_those_who_may(ward, received):
    other = second_appraiser(ward)
    given = {"nomination": received, "by": ward.office.appraiser, "at": RECEIVED}
    actions_desk.assign_nomination(to=other, **given)
    received.refresh_from_db()
    assert (received.assigned_to, received.assigned_by, last_act()) == (
        other,
        ward.office.appraiser,
        "nomination_assigned",
    )
    assert Letter.objects.filter(to=other).count() == 1
    assert refused(actions_desk.assign_nomination, to=other, **given) == "Hồ sơ đã được phân công cho Thẩm định hai."
    assert refused(actions_desk.assign_nomination, to=ward.office.officer, **given) == (
        "officer Phường Hạ Long không có vai trò thẩm định của Phường Hạ Long."
    )


def test_two_appraisers_at_once_give_one_word_and_one_clear_message(ward):
    nomination = ward.received(ward.good[:1])
    first, second = line_of(nomination, ward.good[0]), line_of(nomination, ward.good[0])
    other = second_appraiser(ward)
    actions.appraise_line(line=first, appraisal=Appraisal.INCLUDED, by=ward.office.appraiser, at=RECEIVED)
    with pytest.raises(Stale):
        actions.appraise_line(line=second, appraisal=Appraisal.EXCLUDED, reason="Trùng", by=other, at=RECEIVED)
    first.refresh_from_db()
    assert (first.appraisal, first.appraised_by) == (Appraisal.INCLUDED, ward.office.appraiser)


# ── questions and answers ──


def test_nobody_chose_what_happens_after_an_answer(ward, received):
    told = "Chưa chọn cách xét lại sau khi đơn vị trả lời; hãy chọn ở quy định của bàn thẩm định hoặc tại đây."
    line = line_of(received, ward.good[0])
    given = {"nomination": received, "questions": {line.pk: "Căn cứ nào?"}, "by": ward.office.appraiser, "at": RECEIVED}
    assert refused(actions_desk.ask_lines, **given) == told
    actions_desk.set_desk_rules(
        unit=ward.office.unit, route="resume", reply_days=3, basis="Quy chế số 5", by=ward.office.appraiser, at=RECEIVED
    )
    asked = actions_desk.ask_lines(**given)
    assert (asked.route, asked.due_on, received.state) == ("resume", date(2025, 12, 8), "asked")


def test_the_answer_shows_only_what_changed_and_only_that_line_waits_again(ward, received):
    an, binh = ward.good[:2]
    ask(ward, received, about={an: "Bổ sung minh chứng và nói rõ kết quả."})
    line = line_of(received, an)
    assert received.state == "asked"
    actions.edit_achievement(line=line, achievement="Kết quả rõ ràng.", by=ward.office.officer, at=LATER)
    received.refresh_from_db()
    actions_files.attach_paper(
        nomination=received,
        line=line,
        paper_code="other",
        upload=pdf("minh-chung.pdf"),
        by=ward.office.officer,
        at=LATER,
    )
    before = LineQuestion.objects.get().before["achievement"]
    assert reply(ward, received, about={an: "Đã bổ sung."}) == 1
    question = LineQuestion.objects.get()
    [text, file] = question.changes
    assert text == {"what": "Tóm tắt thành tích", "before": before, "after": "Kết quả rõ ràng."}
    assert (file["what"], file["before"], file["after"].split(" ")[0]) == ("Tệp kèm theo", "", "minh-chung.pdf")
    assert (received.state, question.answer) == ("received", "Đã bổ sung.")
    assert (line_of(received, an).appraisal, line_of(received, binh).appraisal) == (
        Appraisal.PENDING,
        Appraisal.INCLUDED,
    )


def test_restarting_puts_every_line_back(ward, received):
    ask(ward, received, route="restart", about={ward.good[0]: "Vì sao?"})
    reply(ward, received, about={ward.good[0]: "Vì thế."})
    assert set(received.lines.values_list("appraisal", flat=True)) == {Appraisal.PENDING}


def test_only_the_asker_looks_again_when_the_desk_says_so(ward, received):
    other = second_appraiser(ward)
    ask(ward, received, route="asker", about={ward.good[0]: "Vì sao?"})
    reply(ward, received, about={ward.good[0]: "Vì thế."})
    line = line_of(received, ward.good[0])
    given = {"line": line, "appraisal": Appraisal.INCLUDED, "at": LATER}
    assert refused(actions.appraise_line, by=other, **given) == (
        "Trường hợp này do appraiser Phường Hạ Long đã hỏi; theo quy định chỉ người đã hỏi xét lại."
    )
    actions.appraise_line(by=ward.office.appraiser, **given)
    assert line.appraisal == Appraisal.INCLUDED


def test_an_answer_says_something_about_every_question(ward, received):
    ask(ward, received, about={ward.good[0]: "Một?", ward.good[1]: "Hai?"})
    lines = {line_of(received, ward.good[0]).pk: "Một."}
    assert refused(actions_desk.reply_lines, nomination=received, answers=lines, by=ward.office.officer, at=LATER) == (
        "Chưa trả lời: Nguyễn Thị Bình. Hãy ghi câu trả lời hoặc sửa, bổ sung trường hợp đó."
    )
    assert received.rounds.get().answered_at is None


def test_only_the_lines_asked_about_can_be_changed(ward, received):
    ask(ward, received, about={ward.good[0]: "Một?"})
    other = line_of(received, ward.good[1])
    assert refused(actions.edit_achievement, line=other, achievement="Khác", by=ward.office.officer, at=LATER) == (
        "Hồ sơ đang thẩm định: chỉ sửa, bổ sung được trường hợp mà cơ quan thẩm định đã hỏi."
    )


# ── opinions, holds ──


def opinion(ward, nomination, **given) -> AgencyOpinion:
    defaults = {
        "topic": "tax",
        "body": "Thuế tỉnh",
        "rating": "agrees",
        "number_text": "11/CT",
        "dated": date(2025, 11, 20),
        "by": ward.office.appraiser,
        "at": RECEIVED,
    }
    return actions_desk.enter_opinion(nomination=nomination, **(defaults | given))


def test_an_opinion_is_kept_with_its_document_and_its_last_day(ward, received):
    given = opinion(ward, received, expires_on=date(2025, 12, 5), upload=pdf("thue.pdf"))
    assert (given.is_valid_on(date(2025, 12, 5)), given.is_valid_on(date(2025, 12, 6))) == (True, False)
    assert (given.file.paper_code, given.file.name) == ("opinion", "thue.pdf")
    actions_desk.withdraw_opinion(opinion=given, reason="Nhầm đơn vị", by=ward.office.appraiser, at=RECEIVED)
    given.refresh_from_db()
    assert given.is_valid_on(date(2025, 12, 1)) is False


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"rating": "objects"}, "Hãy ghi nội dung lưu ý hoặc lý do không nhất trí."),
        ({"dated": date(2026, 1, 1)}, "Ngày văn bản ở tương lai."),
        ({"expires_on": date(2025, 11, 1)}, "Ngày hết giá trị phải từ ngày văn bản trở đi."),
        ({"number_text": " "}, "Hãy ghi tên cơ quan và số văn bản trả lời."),
        ({"topic": "neighbours"}, "Hãy chọn cơ quan và mức đánh giá."),
    ],
)
def test_an_opinion_that_cannot_be(ward, received, given, reason):
    assert refused(opinion, ward=ward, nomination=received, **given) == reason


def test_a_hold_on_one_nominee_stops_that_line_and_says_why(ward):
    nomination = ward.received(ward.good[:2])
    line = line_of(nomination, ward.good[0])
    by = {"by": ward.office.appraiser, "at": RECEIVED}
    held = actions_desk.hold(nomination=nomination, line=line, ground="complaint", reason="Đơn số 7", **by)
    assert refused(actions.appraise_line, line=line, appraisal=Appraisal.INCLUDED, **by) == (
        "Trường hợp này đang tạm dừng; bỏ tạm dừng rồi mới thẩm định được."
    )
    assert refused(actions_desk.hold, nomination=nomination, line=line, ground="other", reason="Lần nữa", **by) == (
        "Hồ sơ, trường hợp này đang tạm dừng rồi."
    )
    actions_desk.lift_hold(held=held, reason="Đã giải quyết", **by)
    actions.appraise_line(line=line, appraisal=Appraisal.INCLUDED, **by)
    with pytest.raises(Stale):
        actions_desk.lift_hold(held=held, reason="Lần nữa", **by)


def test_including_all_at_once_leaves_out_who_is_on_hold(ward):
    nomination = ward.received(ward.good[:3])
    by = {"by": ward.office.appraiser, "at": RECEIVED}
    actions_desk.hold(
        nomination=nomination, line=line_of(nomination, ward.good[0]), ground="complaint", reason="Đơn số 7", **by
    )
    assert actions.appraise_lines(nomination=nomination, **by) == 2


def test_a_hold_on_the_dossier_stops_everything(ward, received):
    by = {"by": ward.office.appraiser, "at": RECEIVED}
    actions_desk.hold(nomination=received, ground="investigation", reason="Đoàn kiểm tra", **by)
    assert refused(actions.finish_appraisal, nomination=received, **by) == (
        "Hồ sơ đang tạm dừng từ ngày 03/12/2025; bỏ tạm dừng rồi mới làm tiếp được."
    )
    assert refused(actions.appraise_lines, nomination=received, **by) == (
        "Hồ sơ đang tạm dừng từ ngày 03/12/2025; bỏ tạm dừng rồi mới làm tiếp được."
    )


def test_a_letter_about_a_hold_says_neither_whom_nor_why(ward, received):
    actions_desk.hold(
        nomination=received,
        line=line_of(received, ward.good[0]),
        ground="complaint",
        reason="Đơn tố cáo bí mật",
        by=ward.office.appraiser,
        at=RECEIVED,
    )
    bodies = " ".join(Letter.objects.values_list("body", flat=True))
    assert ("bí mật" in bodies, "Nguyễn Thị An" in bodies) == (False, False)


@pytest.mark.parametrize("is_told", [False, True])
def test_the_unit_sees_that_it_is_on_hold_and_since_when_and_why_only_when_told(client, ward, is_told):
    nomination = ward.received(ward.good[:2])
    line = line_of(nomination, ward.good[0])
    by = {"by": ward.office.appraiser, "at": RECEIVED}
    held = actions_desk.hold(
        nomination=nomination, line=line, ground="complaint", reason="Đơn số 7/BIMAT", is_told=is_told, **by
    )
    pages = [reverse("nominations:detail", args=[nomination.pk]), reverse("nominations:line", args=[line.pk])]
    for user, reads in ((ward.office.officer, is_told), (ward.office.appraiser, True)):
        client.force_login(user)
        for page in (client.get(address).content.decode() for address in pages):
            assert ("Đơn số 7/BIMAT" in page, "Có đơn thư khiếu nại" in page) == (reads, reads)
            assert "03/12/2025" in page
    actions_desk.lift_hold(held=held, reason="Kết luận BIMAT", **by)
    client.force_login(ward.office.officer)
    assert ("BIMAT" in client.get(pages[0]).content.decode()) is is_told


def test_who_stands_in_the_dossier_does_not_read_the_ground_whatever_their_role(ward):
    nomination = ward.received(ward.good[:2])
    appraiser = ward.office.appraiser
    assert permissions.reads_grounds(appraiser, nomination, RECEIVED.date()) is True
    appraiser.person = ward.good[0]
    assert permissions.reads_grounds(appraiser, nomination, RECEIVED.date()) is False


def test_a_hold_shows_in_both_lists_and_in_the_history(client, ward):
    nomination = ward.received(ward.good[:2])
    line = line_of(nomination, ward.good[0])
    actions_desk.hold(
        nomination=nomination, line=line, ground="other", reason="Chờ", by=ward.office.appraiser, at=RECEIVED
    )
    client.force_login(ward.office.officer)
    page = client.get(reverse("nominations:detail", args=[nomination.pk]))
    assert [each.is_held for each in page.context["table"].records] == [True, False]
    assert page.context["events"][0].what == f"Tạm dừng: {line.subject}"
    rows = client.get(reverse("nominations:list")).context["table"].records
    assert [each.is_held for each in rows] == [True]
    assert "Có tạm dừng" in client.get(reverse("nominations:list")).content.decode()


# ── the clock ──


def told(nomination, on) -> str:
    nomination.refresh_from_db()
    found = desk.clock_of(nomination, on, desk.rules_of([nomination.to_unit_id]).get(nomination.to_unit_id))
    return found.told_vi if found else ""


def test_the_clock_of_the_law_runs_in_working_days(ward, received):
    assert told(received, date(2025, 12, 3)) == "Thẩm định: còn 20 ngày làm việc, hạn 31/12/2025"
    assert told(received, date(2026, 1, 6)) == "Thẩm định: quá hạn 2 ngày làm việc, hạn 31/12/2025"


def test_a_desk_may_have_chosen_fewer_days(ward, received):
    actions_desk.set_desk_rules(
        unit=ward.office.unit, appraise_days=5, basis="Quy chế số 5", by=ward.office.appraiser, at=RECEIVED
    )
    assert told(received, date(2025, 12, 3)) == "Thẩm định: còn 5 ngày làm việc, hạn 10/12/2025"


def test_the_clock_stands_while_a_question_waits(ward, received):
    ask(ward, received, about={ward.good[0]: "Vì sao?"})
    assert told(received, date(2025, 12, 9)) == "Đơn vị trả lời: từ 03/12/2025, chưa có thời hạn"
    reply(ward, received, about={ward.good[0]: "Vì thế."})  # five working days later
    assert told(received, date(2025, 12, 10)) == "Thẩm định: còn 20 ngày làm việc, hạn 09/01/2026"


def test_the_clock_begins_anew_when_the_appraisal_does(ward, received):
    ask(ward, received, route="restart", about={ward.good[0]: "Vì sao?"})
    reply(ward, received, about={ward.good[0]: "Vì thế."})
    assert told(received, date(2025, 12, 10)) == "Thẩm định: còn 20 ngày làm việc, hạn 09/01/2026"


def test_a_hold_stops_the_clock(ward, received):
    by = {"by": ward.office.appraiser, "at": RECEIVED}
    held = actions_desk.hold(nomination=received, ground="investigation", reason="Đoàn kiểm tra", **by)
    assert told(received, date(2025, 12, 9)) == "Thẩm định: tạm dừng tính thời hạn"
    actions_desk.lift_hold(held=held, reason="Xong", by=ward.office.appraiser, at=LATER)
    assert told(received, date(2025, 12, 10)) == "Thẩm định: còn 20 ngày làm việc, hạn 09/01/2026"


def test_where_nobody_set_days_no_last_day_is_made_up(ward):
    nomination = ward.sent(ward.good[:1])
    assert told(nomination, SENT.date()) == "Tiếp nhận: từ 01/12/2025, chưa có thời hạn"
