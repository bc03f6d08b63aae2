"""What counts as present, when a conference may be recorded, who writes the minutes, days gone by."""

from datetime import date, time

import pytest

from tests.conferences.samples import planned
from tests.conferences.test_guests import invited, refusal, row_of
from tests.conferences.test_views import page, plan_data
from tests.movements.samples import launched
from thidua.conferences import actions, actions_guests
from thidua.conferences.codes import code_for
from thidua.conferences.models import Conference, Participation
from thidua.conferences.papers import minutes_of
from thidua.conferences.queries_facts import facts_of
from thidua.conferences.vocabulary import agenda_template
from thidua.shared import clock
from thidua.shared.models import AuditEvent

DAY = date(2025, 7, 8)
NOON = clock.at_hour(DAY, 12)


def the_time(monkeypatch, hour, minute=0):
    monkeypatch.setattr("thidua.shared.clock.now", lambda: clock.at_hour(DAY, hour, minute))


def record(province, conference, *, at=NOON, **changes):
    arguments = {"came": {}, "conclusion": "Xong.", "secretary": "Lê Thị Thư", "by": province.root.officer, "at": at}
    return actions.record_conference(conference=conference, **(arguments | changes))


def test_only_noted_arrivals_are_ticked_an_answer_is_none(client, province, monkeypatch):
    conference = invited(province, quorum=67, quorum_basis="Quy chế")
    row = row_of(conference, province.ha_long)
    actions_guests.answer_invitation(row=row, answer="comes", by=province.ha_long.officer, at=province.at)
    the_time(monkeypatch, 10)
    client.force_login(province.root.officer)

    def ticked() -> list[int]:
        form = client.get(page("record", conference.pk)).context["form"]
        return [each.unit_id for each in form.participation if form.fields[f"came-{each.unit_id}"].initial]

    assert ticked() == []
    actions_guests.check_in(code=code_for(conference, row.pk), at=clock.at_hour(DAY, 8))
    assert ticked() == [province.ha_long.unit.pk]


def test_whom_the_recorder_ticks_is_written_so_in_list_and_minutes(province):
    conference = invited(province)
    row = row_of(conference, province.ha_long)
    actions_guests.check_in(code=code_for(conference, row.pk), at=clock.at_hour(DAY, 8))
    both = {province.ha_long.unit.pk: "", province.cam_pha.unit.pk: ""}
    record(province, conference, came=both)
    ways = [r.get_came_how_display() for r in conference.participation.filter(came=True)]
    assert ways == ["Quét mã giấy mời", "Ghi nhận khi lập biên bản"]
    paper = minutes_of(conference, facts_of(conference), number=1, began_at=NOON, ended_at=NOON)
    assert paper.attendance[0] == "2/3 đơn vị được mời có mặt, trong đó 01 đơn vị ghi nhận khi lập biên bản"


def test_nobody_present_means_no_quorum_and_no_rule_means_no_refusal(province):
    conference = invited(province, quorum=50, quorum_basis="Quy chế")
    assert refusal(record, province=province, conference=conference) == (
        "Chưa đủ số đơn vị dự họp: có mặt 0/3, cần ít nhất 2 (50 % theo Quy chế). Hãy điểm danh đủ hoặc dời hội nghị."
    )
    assert record(province, planned(province)).state == "held"


def test_a_conference_is_recorded_from_its_start_on(province):
    conference = planned(
        province, begins=time(14), agenda=[("report", "Báo cáo", 90, ""), ("closing", "Bế mạc", 30, "")]
    )
    early = refusal(record, province=province, conference=conference)
    assert early == (
        "Hội nghị chưa đến giờ: khai mạc lúc 14:00 ngày 08/07/2025. Họp sớm hơn thì sửa giờ khai mạc trước."
    )
    later = {"province": province, "conference": conference, "at": clock.at_hour(DAY, 15)}
    assert refusal(record, **later, began=time(15, 30)) == (
        "Giờ bắt đầu 15:30 chưa đến; hội nghị chưa họp thì chưa ghi nhận được."
    )
    assert refusal(record, **later, ended=time(13)) == "Giờ kết thúc phải sau giờ bắt đầu."
    held = record(**later)
    assert (held.begins, held.ended) == (time(14), time(16))


def test_the_form_proposes_the_planned_end_and_the_person_as_secretary(client, province, monkeypatch):
    conference = planned(province, begins=time(14), agenda=[("report", "Báo cáo", 120, "")])
    bare = planned(province)
    the_time(monkeypatch, 15)
    client.force_login(province.root.officer)
    found = [client.get(page("record", each.pk)).context["form"].initial for each in (conference, bare)]
    assert [(form["ended"], form["secretary"]) for form in found] == [("16:00", ""), ("", "")]
    person = province.ha_long.people[0]
    province.root.officer.person = person
    province.root.officer.save()
    again = client.get(page("record", conference.pk)).context["form"].initial
    assert again["secretary"] == person.full_name


def test_without_lengths_on_a_later_day_the_end_is_asked_for(province):
    later = clock.at_hour(date(2025, 7, 10), 9)
    arguments = {"province": province, "conference": planned(province), "at": later}
    assert refusal(record, **arguments) == ("Mời ghi giờ kết thúc: chương trình không ghi số phút nên không tính được.")
    assert record(**arguments, ended=time(10, 15)).ended == time(10, 15)


def test_minutes_are_written_by_a_person_not_by_an_account(province):
    conference = planned(province)
    assert refusal(record, province=province, conference=conference, secretary=" ") == (
        "Mời ghi họ tên thư ký: tài khoản này không gắn với một cán bộ nên không biết ai ghi biên bản."
    )
    province.root.officer.person = province.ha_long.people[0]
    assert record(province, conference, secretary="").secretary == province.ha_long.people[0].full_name


@pytest.mark.parametrize(
    ("closing", "body"),
    [("Kết luận, bế mạc", ("Xong.",)), ("Chủ tịch kết luận", ("Chủ tịch kết luận", "Xong."))],
)
def test_minutes_have_one_conclusion(province, closing, body):
    conference = record(province, planned(province, agenda=[("report", "Báo cáo"), ("closing", closing)]))
    paper = minutes_of(conference, facts_of(conference), number=1, began_at=NOON, ended_at=NOON)
    assert [(part.title, tuple(part.body)) for part in paper.agenda] == [
        ("Báo cáo", ("Báo cáo",)),
        ("Kết luận", body),
    ]


def test_a_day_gone_by_is_asked_for_again(client, province):
    arguments = {"province": province, "held_on": date(2025, 7, 7)}
    assert refusal(planned, **arguments) == (
        "Ngày tổ chức 07/07/2025 đã qua. Nếu là ghi bổ sung hội nghị đã họp, mời đánh dấu mục đó rồi lưu lại."
    )
    assert planned(**arguments, has_been_held=True).held_on == date(2025, 7, 7)
    assert AuditEvent.objects.get(act="conference_planned").detail["afterwards"] is True


def test_a_day_gone_by_is_planned_by_form_after_a_tick(client, province, monkeypatch):
    the_time(monkeypatch, 9)
    client.force_login(province.root.officer)
    first = client.post(page("new"), plan_data(province, held_on="01/02/2025"))
    assert (first.status_code, Conference.objects.count()) == (422, 0)
    client.post(page("new"), plan_data(province, held_on="01/02/2025", has_been_held="on"))
    assert Conference.objects.get().held_on == date(2025, 2, 1)


def test_no_launch_is_proposed_of_a_movement_that_runs(client, province, monkeypatch):
    def proposed() -> list[str]:
        rows = client.get(page("new"), {"kind": "launch"}).context["rows"]
        return [form.initial["kind"] for form in rows.forms if form.initial]

    monkeypatch.setattr("thidua.shared.clock.now", lambda: clock.at_hour(date(2025, 7, 9), 9))
    client.force_login(province.root.officer)
    whole = [
        point.kind for point in agenda_template(("launch", "registration", "signing"), summarised=None, launched=2025)
    ]
    assert proposed() == whole
    launched(province)
    assert proposed() == [kind for kind in whole if kind != "launch"]


def test_too_few_is_said_to_the_organiser_only_and_from_the_start_on(client, province, monkeypatch):
    conference = invited(province, quorum=50, quorum_basis="Quy chế")
    words = (
        "Chưa đủ số đơn vị dự họp: có mặt 0/3, cần ít nhất 2 (50 % theo Quy chế). Hãy điểm danh đủ hoặc dời hội nghị."
    )
    found = []
    for user, hour in ((province.root.officer, 7), (province.root.officer, 9), (province.ha_long.officer, 9)):
        the_time(monkeypatch, hour)
        client.force_login(user)
        found.append([client.get(page(name, conference.pk)).context["quorum"] for name in ("detail", "guests")])
    assert found == [["", ""], [words, words], ["", ""]]


def test_every_way_of_noting_has_its_words():
    assert [label for code, label in Participation.How.choices if code] == [
        "Ghi tại bàn đón tiếp",
        "Ghi nhận khi lập biên bản",
        "Quét mã giấy mời",
        "Quét mã tại cửa",
    ]
