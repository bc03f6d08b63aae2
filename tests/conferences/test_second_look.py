"""Asking before papers go out, who is reached, tasks that wait, a telephone that notes two units, addresses of links."""

import os
from datetime import timedelta

import pytest

from tests.conferences.files import pdf
from tests.conferences.samples import planned
from tests.conferences.test_guests import NOON, invited, refusal, row_of
from tests.conferences.test_views import page
from thidua.conferences import actions, actions_guests, actions_papers
from thidua.conferences.codes import code_for, is_of_this_machine
from thidua.conferences.models import Participation, UndoneArrival
from thidua.management.port import follow_port
from thidua.reports.queries import tasks_for
from thidua.shared.models import AuditEvent, Letter
from thidua.units.models import RoleGrant
from thidua.units.queries import said_without_receiver

OFFICER, HEAD = RoleGrant.Role.OFFICER, RoleGrant.Role.HEAD


@pytest.fixture(autouse=True)
def the_day(monkeypatch, province):
    monkeypatch.setattr("thidua.shared.clock.now", lambda: NOON)


# ── papers ──


def test_inviting_asks_with_number_and_name_before_it_issues(client, province):
    conference = planned(province)
    client.force_login(province.root.officer)
    asked = client.get(page("invite", conference.pk))
    conference.refresh_from_db()
    assert (asked.status_code, conference.invited_at) == (200, None)
    facts = dict(asked.context["facts"])
    head = f"{province.root.head.display_name}, {province.root.unit.head_title}"
    assert (facts["Số giấy mời"], facts["Người đứng tên ký"], facts["Gửi đến"]) == (
        "01/GM-UBND (số tiếp theo của sổ)",
        head if province.root.unit.head_title else province.root.head.display_name,
        "3 đơn vị, 0 khách",
    )
    assert asked.context["notices"][0]["title"] == "Bản in chờ ký, đóng dấu"
    assert [tuple(notice["items"]) for notice in asked.context["notices"]] == [()] * len(asked.context["notices"])
    assert client.post(page("invite", conference.pk), {}).status_code == 302
    conference.refresh_from_db()
    assert conference.invitation.number_text == "01/GM-UBND"
    assert [client.post(page("invite", conference.pk), {}).status_code for _ in range(2)] == [403, 403]


def test_the_notice_is_issued_after_a_tick_that_names_it(client, province):
    conference = planned(province)
    arguments = {"conference": conference, "by": province.root.officer, "at": NOON, "secretary": "Lê Thị Thư"}
    actions.record_conference(came={}, conclusion="Xong.", **arguments)
    client.force_login(province.root.officer)
    address = page("notice", conference.pk)
    label = client.get(address).context["form"].fields["is_checked"].label
    assert label.startswith(
        f"Đã kiểm tra: ban hành Thông báo số 01/TB-UBND, đứng tên {province.root.head.display_name}"
    )
    refused = client.post(address, {"text": "Xong."})
    assert refused.context["form"].errors == {"is_checked": ["Mời xem lại số và người đứng tên rồi đánh dấu."]}
    assert client.post(address, {"text": "Xong.", "is_checked": "on"}).status_code == 302
    conference.refresh_from_db()
    assert conference.notice.number_text == "01/TB-UBND"


# ── who is reached ──


def test_head_and_officer_get_the_invitation(province):
    invited(province, invited=[province.ha_long.unit])
    told = Letter.objects.filter(subject__startswith="Giấy mời: ").values_list("to__username", flat=True)
    assert sorted(told) == sorted([province.ha_long.officer.username, province.ha_long.head.username])


def test_units_nobody_reads_for_are_named_up_to_three(province):
    units = [office.unit for office in (province.ha_long, province.cam_pha, province.van_don)]
    on = NOON.date()
    assert said_without_receiver(units, [OFFICER], on) == ""
    RoleGrant.objects.filter(unit=province.ha_long.unit, role=OFFICER).update(ends_on=on - timedelta(days=1))
    assert said_without_receiver(units, [OFFICER], on) == "1 đơn vị chưa có người nhận: Phường Hạ Long."
    assert said_without_receiver(units, [OFFICER, HEAD], on) == ""
    bare = [RoleGrant.Role.COUNCIL_CHAIR]
    assert said_without_receiver([*units, units[0]], bare, on) == (
        "4 đơn vị chưa có người nhận: Phường Hạ Long, Phường Cẩm Phả, Đặc khu Vân Đồn và 1 đơn vị khác."
    )


# ── tasks ──


def waiting(user) -> list[tuple[str, str, int]]:
    """What of conferences waits for a person."""
    found = tasks_for(user, NOON.date())
    return [(task.label, task.url, task.count) for task in found if "hội nghị" in task.label.lower()]


def test_an_invitation_waits_for_officer_and_head_until_one_answers(province):
    conference = invited(province, invited=[province.ha_long.unit])
    task = [("Giấy mời dự hội nghị chờ trả lời", page("detail", conference.pk), 1)]
    people = (province.ha_long.officer, province.ha_long.head, province.cam_pha.officer)
    assert [waiting(each) for each in people] == [task, task, []]
    row = row_of(conference, province.ha_long)
    actions_guests.answer_invitation(row=row, answer="comes", by=province.ha_long.head, at=NOON)
    assert [waiting(each) for each in people] == [[], [], []]


def test_a_comment_waits_for_the_organiser_until_it_is_answered(province):
    conference = invited(province, invited=[province.ha_long.unit])
    organiser = {"by": province.root.officer, "at": NOON}
    paper = actions_papers.add_paper(conference=conference, kind="plan", title="Dự thảo", upload=pdf(), **organiser)
    remark = actions_papers.add_remark(
        conference=conference, kind="comment", text="Nên bớt chỉ tiêu.", paper=paper, unit=province.ha_long.unit,
        by=province.ha_long.officer, at=NOON,
    )  # fmt: skip
    task = ("Góp ý hội nghị chờ trả lời", page("remarks", conference.pk), 1)
    assert [each for each in waiting(province.root.officer) if each[0] == task[0]] == [task]
    actions_papers.settle_remark(remark=remark, outcome="accepted", **organiser)
    assert [each for each in waiting(province.root.officer) if each[0] == task[0]] == []


# ── one telephone, two units ──


def door_of(conference) -> str:
    return page("check-in", code_for(conference))


def test_a_telephone_is_asked_before_it_notes_a_second_unit(client, province):
    conference = invited(province)
    first, second = row_of(conference, province.ha_long), row_of(conference, province.cam_pha)
    door = door_of(conference)
    assert client.post(door, {"participation": first.pk}).context["is_new"] is True
    asked = client.post(door, {"participation": second.pk})
    assert (asked.context["asked"].name, [row.name for row in asked.context["others"]]) == (
        "Phường Cẩm Phả",
        ["Phường Hạ Long"],
    )
    assert Participation.objects.filter(came=True).count() == 1
    # the code of a letter asks as well; another telephone is not asked
    assert client.post(page("check-in", code_for(conference, second.pk))).context["asked"].pk == second.pk
    third = row_of(conference, province.van_don)
    assert client.__class__().post(door, {"participation": third.pk}).context["is_new"] is True
    assert client.post(door, {"participation": second.pk, "again": second.pk}).context["is_new"] is True
    assert Participation.objects.filter(came=True).count() == 3


def test_a_telephone_takes_back_its_own_arrival_and_what_it_noted_is_kept(client, province):
    conference = invited(province)
    row, other = row_of(conference, province.ha_long), row_of(conference, province.cam_pha)
    door = door_of(conference)
    client.post(door, {"participation": row.pk})
    assert client.__class__().post(door, {"undo": row.pk}).status_code == 403
    assert client.post(door, {"undo": other.pk}).status_code == 403
    assert client.post(door, {"undo": row.pk}).context["undone"].pk == row.pk
    row.refresh_from_db()
    assert (row.came, row.came_how, row.came_at, row.came_by) == (False, "", None, None)
    kept = UndoneArrival.objects.get()
    assert (kept.participation_id, kept.came_how, kept.came_at, kept.undone_at, kept.undone_by) == (
        row.pk, "door", NOON, NOON, province.root.officer,
    )  # fmt: skip
    assert AuditEvent.objects.filter(act="check_in_undone").count() == 1
    assert client.post(door, {"undo": row.pk}).status_code == 403
    assert client.post(door, {"participation": other.pk}).context["is_new"] is True


def test_an_arrival_is_taken_back_for_ten_minutes_only_and_not_over_the_desk(province):
    conference = invited(province)
    row = row_of(conference, province.ha_long)
    code = code_for(conference)
    actions_guests.check_in(code=code, participation=row.pk, at=NOON)
    back = {"code": code, "participation": row.pk, "noted_at": NOON}
    late = NOON + timedelta(minutes=10, seconds=1)
    assert refusal(actions_guests.undo_check_in, **back, at=late) == "Đã quá 10 phút; mời bàn đón tiếp sửa giúp."
    gone = "Lượt điểm danh này không còn; mời hỏi bàn đón tiếp."
    strange = back | {"noted_at": NOON - timedelta(seconds=1)}
    assert refusal(actions_guests.undo_check_in, **strange, at=NOON) == gone
    desk = {"conference": conference, "by": province.root.officer, "at": NOON}
    actions_guests.note_arrivals(came={}, gone=[row.pk], **desk)
    actions_guests.note_arrivals(came={row.pk: ""}, **desk)
    assert refusal(actions_guests.undo_check_in, **back, at=NOON) == gone
    assert [each.came_how for each in UndoneArrival.objects.all()] == ["door"]


def test_a_forged_cookie_of_a_telephone_counts_for_nothing(client, province):
    conference = invited(province)
    row = row_of(conference, province.ha_long)
    actions_guests.check_in(code=code_for(conference), participation=row.pk, at=NOON)
    client.cookies["diem-danh"] = f"{conference.pk}-{row.pk}-1:x:y"
    assert client.post(door_of(conference), {"undo": row.pk}).status_code == 403
    assert client.get(door_of(conference)).context["mine"] == []


# ── addresses ──


def test_links_follow_the_port_unless_an_address_was_chosen(settings, monkeypatch):
    monkeypatch.setitem(os.environ, "PUBLIC_PORT", "8000")
    monkeypatch.delenv("PUBLIC_URL", raising=False)
    assert (follow_port(8361), settings.PUBLIC_URL, os.environ["PUBLIC_PORT"]) == (
        "http://localhost:8361", "http://localhost:8361", "8361",
    )  # fmt: skip
    monkeypatch.setenv("PUBLIC_URL", "https://thidua.example.vn")
    settings.PUBLIC_URL = "https://thidua.example.vn"
    assert (follow_port(8362), os.environ["PUBLIC_PORT"]) == ("https://thidua.example.vn", "8361")


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("http://localhost:8361/a/", True),
        ("http://127.0.0.1/a/", True),
        ("http://[::1]:80/", True),
        ("http://LOCALHOST./", True),
        ("https://thidua.example.vn/", False),
        ("http://10.0.0.5:8000/", False),
        ("http://localhost.example.vn/", False),
    ],
)
def test_an_address_only_this_machine_finds_is_known(address, local):
    assert is_of_this_machine(address) is local


def test_the_page_of_the_code_warns_of_an_address_no_telephone_finds(client, province, settings):
    conference = invited(province)
    client.force_login(province.root.officer)
    found = []
    for address in ("http://localhost:8000", "https://thidua.example.vn"):
        settings.PUBLIC_URL = address
        found.append(bool(client.get(page("door", conference.pk)).context["local"]))
    assert found == [True, False]
