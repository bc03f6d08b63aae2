"""The guest list, invitations, answers, arrivals by list and by code, the number of units a rule asks for."""

from datetime import date, timedelta

import pytest

from tests.conferences.samples import planned
from thidua.conferences import actions, actions_guests
from thidua.conferences.codes import code_for
from thidua.conferences.models import Participation
from thidua.conferences.queries import presence
from thidua.shared import clock
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent, Letter

NOON = clock.at_hour(date(2025, 7, 8), 12)


def refusal(function, **arguments) -> str:
    with pytest.raises(Denied) as refused:
        function(**arguments)
    return refused.value.reason


def invited(province, **changes):
    conference = planned(province, **changes)
    actions_guests.invite(conference=conference, by=province.root.officer, at=province.at)
    return conference


def row_of(conference, office) -> Participation:
    return Participation.objects.select_related("unit", "conference__unit").get(conference=conference, unit=office.unit)


def test_an_invitation_gets_a_number_once_and_goes_to_every_unit(province):
    conference = invited(province)
    assert conference.invitation.number_text == "01/GM-UBND"
    assert conference.invitation.file.read()[:5] == b"%PDF-"
    assert Letter.objects.filter(subject__startswith="Giấy mời: ").count() == 6
    arguments = {"conference": conference, "by": province.root.officer, "at": province.at}
    assert refusal(actions_guests.invite, **arguments) == "Giấy mời đã gửi."


def test_a_guest_by_role_is_listed_once_and_a_late_unit_gets_its_letter_at_once(province):
    conference = planned(province, invited=[province.ha_long.unit])
    arguments = {"conference": conference, "by": province.root.officer, "at": province.at}
    role = ("Phó Bí thư Thường trực Tỉnh ủy", True)
    assert actions_guests.add_to_list(guests=[role, role], **arguments) == 1
    actions_guests.invite(**arguments)
    posts = {province.cam_pha.unit.pk: "Chánh Văn phòng"}
    assert actions_guests.add_to_list(units=[province.cam_pha.unit], posts=posts, **arguments) == 1
    assert [row.name for row in conference.participation.all()] == [
        "Phường Hạ Long",
        "Chánh Văn phòng, Phường Cẩm Phả",
        "Phó Bí thư Thường trực Tỉnh ủy",
    ]
    assert sorted(Letter.objects.filter(subject__startswith="Giấy mời").values_list("to__username", flat=True)) == [
        "campha.head",
        "campha.officer",
        "halong.head",
        "halong.officer",
    ]
    assert refusal(actions_guests.add_to_list, guests=[(" ", False)], **arguments) == (
        "Mời ghi chức danh của khách, ví dụ “Phó Bí thư Thường trực Thành ủy”."
    )


def test_a_unit_answers_for_itself_with_a_deputy_or_a_reason(province):
    row = row_of(invited(province), province.ha_long)
    arguments = {"row": row, "by": province.ha_long.officer, "at": province.at}
    assert refusal(actions_guests.answer_invitation, answer="deputy", **arguments) == (
        "Mời ghi họ tên, chức vụ người dự thay."
    )
    assert refusal(actions_guests.answer_invitation, answer="absent", **arguments) == "Mời ghi lý do vắng."
    assert refusal(actions_guests.answer_invitation, answer="perhaps", **arguments) == (
        "Mời chọn câu trả lời: sẽ dự, cử người dự thay, hoặc vắng."
    )
    actions_guests.answer_invitation(answer="deputy", note="Phó Chủ tịch Lê Văn Ba", **arguments)
    row.refresh_from_db()
    assert (row.answer, row.representative, row.answered_by) == (
        "deputy",
        "Phó Chủ tịch Lê Văn Ba",
        province.ha_long.officer,
    )
    stranger = {"row": row, "answer": "comes", "by": province.cam_pha.officer, "at": province.at}
    assert refusal(actions_guests.answer_invitation, **stranger) == (
        "Để trả lời giấy mời cần vai trò “Chuyên viên thi đua, khen thưởng” hoặc “Thủ trưởng đơn vị” của Phường Hạ Long."
    )


def test_no_answer_before_the_letters_are_out_nor_after_the_day(province):
    row = row_of(planned(province), province.ha_long)
    arguments = {"row": row, "answer": "comes", "by": province.ha_long.officer}
    assert refusal(actions_guests.answer_invitation, at=province.at, **arguments) == "Giấy mời chưa gửi."
    actions_guests.invite(conference=row.conference, by=province.root.officer, at=province.at)
    late = province.at + timedelta(days=1)
    assert refusal(actions_guests.answer_invitation, at=late, **arguments) == "Hội nghị đã diễn ra ngày 08/07/2025."


def test_a_code_notes_an_arrival_once(province):
    conference = invited(province)
    row = row_of(conference, province.ha_long)
    code = code_for(conference, row.pk)
    found = [actions_guests.check_in(code=code, at=NOON)[1] for _ in range(2)]
    row.refresh_from_db()
    assert (found, row.came, row.came_how, row.came_by) == ([True, False], True, "code", province.root.officer)
    assert AuditEvent.objects.filter(act="checked_in").count() == 1
    assert AuditEvent.objects.get(act="checked_in").detail == {"how": "code", "signed_in": False}


def test_the_code_at_the_door_notes_whom_one_chooses_from_the_list_and_nobody_else(province):
    conference, other = invited(province), invited(province, title="Hội nghị khác")
    row = row_of(conference, province.cam_pha)
    door = code_for(conference)
    actions_guests.check_in(code=door, participation=row.pk, at=NOON, by=province.cam_pha.officer)
    row.refresh_from_db()
    assert (row.came_how, row.came_by) == ("door", province.cam_pha.officer)
    strange = row_of(other, province.ha_long).pk
    for wrong in (strange, None, 10**15):
        assert refusal(actions_guests.check_in, code=door, participation=wrong, at=NOON) == (
            "Không có tên này trong danh sách mời."
        )


def test_a_code_opens_on_its_day_only_and_never_when_forged_moved_recorded_or_cancelled(province):
    conference = invited(province)
    code = code_for(conference, row_of(conference, province.ha_long).pk)
    only = "Chỉ điểm danh trong ngày tổ chức (08/07/2025)."
    for days in (-1, 1):
        assert refusal(actions_guests.check_in, code=code, at=NOON + timedelta(days=days)) == only
    number, _, rest = code.partition("-")
    for forged in ("", "x", f"{int(number) + 1}-{rest}", code[:-2] + ("AA" if code[-2:] != "AA" else "BB")):
        assert refusal(actions_guests.check_in, code=forged, at=NOON) == "Mã điểm danh không hợp lệ."
    changes = {"held_on": date(2025, 7, 9)}
    arguments = {"conference": conference, "by": province.root.officer, "at": NOON}
    actions.edit_conference(changes=changes, reason="Bão số 3", **arguments)
    assert refusal(actions_guests.check_in, code=code, at=NOON) == (
        "Mã này in cho ngày 08/07/2025; hội nghị họp ngày 09/07/2025."
    )
    actions.cancel_conference(reason="Bão số 3", **arguments)
    assert refusal(actions_guests.check_in, code=code_for(conference), at=NOON + timedelta(days=1)) == (
        "Hội nghị đã hủy."
    )


def test_arrivals_are_noted_and_taken_back_by_hand(province):
    conference = invited(province)
    first, second = row_of(conference, province.ha_long), row_of(conference, province.cam_pha)
    arguments = {"conference": conference, "by": province.root.officer, "at": NOON}
    assert actions_guests.note_arrivals(came={first.pk: "Ông Nam", second.pk: ""}, **arguments) == (2, 0)
    assert actions_guests.note_arrivals(came={first.pk: "Ông Nam"}, gone=[second.pk], **arguments) == (0, 1)
    assert presence(conference)["came"] == 1
    assert refusal(actions_guests.note_arrivals, came={10**9: ""}, **arguments) == (
        "Có dòng không thuộc danh sách mời của hội nghị này."
    )
    assert refusal(actions_guests.note_arrivals, came={first.pk: "x" * 201}, **arguments) == (
        "Tên, chức vụ người đại diện dài quá 200 ký tự."
    )


def test_without_the_number_of_units_a_rule_asks_for_the_conference_is_not_recorded(province):
    conference = invited(province, quorum=67, quorum_basis="Quy chế Cụm số 1")
    arguments = {
        "conference": conference,
        "conclusion": "Xong.",
        "secretary": "Lê Thị Thư",
        "by": province.root.officer,
        "at": NOON,
    }
    assert refusal(actions.record_conference, came={province.ha_long.unit.pk: ""}, **arguments) == (
        "Chưa đủ số đơn vị dự họp: có mặt 1/3, cần ít nhất 3 (67 % theo Quy chế Cụm số 1). Hãy điểm danh đủ hoặc dời "
        "hội nghị."
    )
    assert presence(conference)["came"] == 0
    everybody = {office.unit.pk: "" for office in (province.ha_long, province.cam_pha, province.van_don)}
    actions.record_conference(came=everybody, **arguments)
    assert conference.state == "held"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"quorum": 101, "quorum_basis": "x"}, "Tỷ lệ đơn vị phải có mặt từ 1 đến 100 %."),
        ({"quorum": 50}, "Mời ghi quy chế, quy định đòi hỏi số đơn vị phải có mặt."),
        ({"year_launched": 2035}, "Năm phát động 2035 cách ngày tổ chức 08/07/2025 quá xa; hãy xem lại."),
        ({"year_summarised": 2026, "year_launched": 2025}, "Năm phát động không thể trước năm tổng kết."),
        ({"purposes": ["party"]}, "Mục đích hội nghị không hợp lệ: party."),
        ({"title": "x" * 301}, "Tên hội nghị dài quá 300 ký tự."),
        ({"agenda": [("report", "x", 601, "")]}, "Mục 1 của chương trình: thời lượng từ 0 đến 600 phút."),
        ({"agenda": [("report", "x")] * 31}, "Chương trình có nhiều nhất 30 mục."),
    ],
)
def test_a_plan_that_cannot_be_is_refused(province, changes, reason):
    assert refusal(planned, province=province, **changes) == reason


def test_only_a_member_hosts_a_clusters_conference(province):
    assert refusal(planned, province=province, host=province.ha_long.unit) == (
        "Chỉ hội nghị của cụm, khối mới có đơn vị đăng cai."
    )
    assert refusal(planned, province=province, cluster=province.cluster, host=province.root.unit) == (
        "Tỉnh Quảng Ninh không phải thành viên của Cụm thi đua số 1 nên không đăng cai được."
    )
    conference = planned(province, cluster=province.cluster, host=province.cam_pha.unit)
    assert conference.host == province.cam_pha.unit


def test_who_was_invited_is_told_of_another_day_and_of_the_end(province):
    conference = invited(province)
    arguments = {"conference": conference, "by": province.root.officer, "at": province.at}
    changes = {"held_on": date(2025, 7, 10)}
    assert refusal(actions.edit_conference, changes=changes, **arguments) == (
        "Giấy mời đã gửi: mời ghi lý do thay đổi để báo cho đại biểu."
    )
    assert refusal(actions.edit_conference, changes={"held_on": date(2025, 7, 1)}, **arguments) == (
        "Không dời hội nghị về một ngày đã qua."
    )
    assert actions.edit_conference(changes=changes, reason="Trùng lịch", **arguments) == 6
    assert actions.edit_conference(changes=changes, reason="Trùng lịch", **arguments) == 0
    actions.cancel_conference(reason="Bão", **arguments)
    assert conference.state == "cancelled"
    assert Letter.objects.filter(subject__startswith="Hủy: ").count() == 6


def test_five_thousand_guests_are_invited_counted_and_recorded(province):
    conference = planned(province)
    arguments = {"conference": conference, "by": province.root.officer, "at": province.at}
    actions_guests.add_to_list(guests=[(f"Đại biểu số {n}", False) for n in range(5000)], **arguments)
    actions_guests.invite(**arguments)
    guests = list(conference.participation.filter(unit=None).values_list("pk", flat=True))
    actions_guests.note_arrivals(came=dict.fromkeys(guests, ""), **(arguments | {"at": NOON}))
    actions.record_conference(came={}, conclusion="Xong.", secretary="Lê Thị Thư", **(arguments | {"at": NOON}))
    assert presence(conference)["guests_came"] == 5000
    too_many = [(f"Khách {n}", False) for n in range(5000)]
    fresh = planned(province)
    assert refusal(
        actions_guests.add_to_list, guests=[*too_many, *((f"Nữa {n}", False) for n in range(5000))],
        **(arguments | {"conference": fresh}),
    ) == "Danh sách mời có nhiều nhất 10000 dòng."  # fmt: skip
