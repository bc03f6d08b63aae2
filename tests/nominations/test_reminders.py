"""What dossiers have due: by the clock of the desk, never a deadline made up."""

from datetime import date

from tests.nominations.conftest import RECEIVED
from thidua.accounts.models import User
from thidua.nominations import actions, actions_consultation, actions_desk, reminders
from thidua.nominations.desk import clock_of, rules_of
from thidua.nominations.models import Nomination
from thidua.shared import clock

ON = date(2025, 12, 4)


def of(provider, on: date = ON) -> list[tuple[str, str, date]]:
    names = dict(User.objects.values_list("pk", "username"))
    return sorted((names[due.to], due.what, due.due_on) for due in provider(on))


def rules(ward, unit=None, **days) -> None:
    by = ward.office.appraiser if unit is None else ward.province.root.appraiser
    actions_desk.set_desk_rules(
        unit=unit or ward.office.unit, basis="Quy chế số 9", route="resume", by=by, at=RECEIVED, **days
    )


def test_a_question_is_due_on_the_day_the_desk_set_and_on_none_where_it_set_none(ward):
    nomination = ward.received(ward.good[:2])
    line = nomination.lines.order_by("ordinal").first()
    rules(ward, reply_days=5)
    by = {"by": ward.office.appraiser, "at": RECEIVED}
    asked = actions_desk.ask_lines(nomination=nomination, questions={line.pk: "Ngày nào?"}, **by)
    what = "Phường Hạ Long trả lời 1 câu hỏi về hồ sơ “Đề nghị tặng danh hiệu Lao động tiên tiến năm 2025”"
    assert (asked.due_on, of(reminders.to_reply)) == (
        date(2025, 12, 10), [("halong.officer", what, date(2025, 12, 10))],
    )  # fmt: skip
    assert of(reminders.to_appraise) == []  # the clock of the appraisal stands still
    type(asked).objects.update(due_on=None)
    assert of(reminders.to_reply) == []


def test_a_consultation_is_to_be_summed_up_on_the_working_day_after_its_last(ward):
    nomination = ward.received(ward.good[:2])
    by = {"by": ward.office.appraiser, "at": RECEIVED}
    opened = actions_consultation.open_consultation(
        nomination=nomination, days=2, basis="Quy chế số 5", contact="Phòng Nội vụ", **by
    )
    what = "Công bố kết quả lấy ý kiến công khai hồ sơ “Đề nghị tặng danh hiệu Lao động tiên tiến năm 2025” của Phường Hạ Long"
    monday = date(2025, 12, 8)  # the list stands until Friday 5 December
    assert (opened.closes_on, of(reminders.to_publish)) == (
        date(2025, 12, 5), [("halong.appraiser", what, monday)],
    )  # fmt: skip
    actions_consultation.send_comment(consultation=opened, text="Tôi có ý kiến khác về việc này.", at=RECEIVED)
    assert of(reminders.to_publish) == [("halong.appraiser", f"{what}, còn 1 ý kiến chưa phân loại xong", monday)]
    actions_consultation.cancel_consultation(consultation=opened, reason="Đăng nhầm danh sách", **by)
    assert of(reminders.to_publish) == []


def test_the_appraisal_is_due_by_the_law_or_by_the_days_of_the_desk_and_is_his_to_whom_it_was_given(ward):
    ward.received(ward.good[:2])
    what = "Thẩm định hồ sơ “Đề nghị tặng danh hiệu Lao động tiên tiến năm 2025” của Phường Hạ Long"
    assert of(reminders.to_appraise) == [("halong.appraiser", what, date(2025, 12, 31))]
    rules(ward, appraise_days=10)
    assert of(reminders.to_appraise) == [("halong.appraiser", what, date(2025, 12, 17))]


def test_of_the_province_no_last_day_is_known_and_none_is_carried_over_from_the_old_decree(ward):
    nomination = ward.received(ward.good[:2])
    root = ward.province.root
    Nomination.objects.filter(pk=nomination.pk).update(to_unit=root.unit)
    nomination = Nomination.objects.select_related("to_unit").get(pk=nomination.pk)
    found = clock_of(nomination, ON, None)
    assert (found.due, found.told_vi, found.why_vi, of(reminders.to_appraise)) == (
        None,
        "Thẩm định: từ 03/12/2025, chưa có thời hạn",
        "Hệ thống chưa có quy định về thời hạn thẩm định ở cấp này cho ngày "
        "03/12/2025; quy định trước đây (25 ngày làm việc, Điểm b khoản 2 Điều 48 Nghị định số 91/2017/NĐ-CP) hết hiệu lực "
        "từ ngày 01/01/2024. Cơ quan thẩm định đặt thời hạn của mình ở “Quy định của bàn”.",
        [],
    )
    rules(ward, root.unit, appraise_days=15)
    found = clock_of(nomination, ON, rules_of([root.unit.pk])[root.unit.pk])
    assert (found.due, found.told_vi) == (
        date(2025, 12, 24), "Thẩm định: còn 14 ngày làm việc, hạn 24/12/2025",
    )  # fmt: skip
    assert [(who, day) for who, _, day in of(reminders.to_appraise)] == [("tinh.appraiser", date(2025, 12, 24))]


def test_what_was_mended_or_finished_is_due_no_more(ward):
    nomination = ward.received(ward.good[:2])
    actions.return_nomination(nomination=nomination, reason="Thiếu", by=ward.office.appraiser, at=RECEIVED)
    assert [who for who, _, _ in of(reminders.returned)] == ["halong.officer"]
    actions.withdraw_nomination(
        nomination=nomination, reason="Không gửi nữa", by=ward.office.officer, at=clock.at_hour(ON)
    )
    assert (of(reminders.returned), of(reminders.to_appraise)) == ([], [])
