"""The screens of councils: prepared, opened, agreed, closed by click; hidden from everybody else."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.councils.conftest import CLOSED, MEETING, PHRASES
from thidua.ballots import actions as ballots
from thidua.ballots.models import Ballot
from thidua.councils import actions
from thidua.councils.models import Council, CouncilSession
from thidua.nominations.models import Nomination
from thidua.shared import clock
from thidua.shared.models import AuditEvent, DemoClock
from thidua.units.models import Unit


@pytest.fixture(autouse=True)
def meeting_day(settings, db):
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=date(2025, 12, 10))


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(name, args=args), query)


def post(client, user, view, *args, **data):
    client.force_login(user)
    back = f"http://testserver{reverse('councils:list')}"
    return client.post(reverse(view, args=args), data, headers={"referer": back}, follow=True)


def words(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_a_session_from_preparing_to_the_minutes_by_click(chamber, client):
    secretary, chair = chamber.secretary, chamber.chair
    data = {
        "year": "2025",
        "held_on": "10/12/2025",
        "place": "Phòng họp số 1",
        "nominations": [chamber.advanced.pk, chamber.fighters.pk],
        "ballot_mode": "room",
    }
    answer = post(client, secretary, "councils:prepare", chamber.council.pk, **data)
    session = CouncilSession.objects.get()
    assert words(answer) == ["Đã chuẩn bị phiên họp và báo cho các thành viên. Giấy mời có số phát hành ở trang này."]
    phrases = {f"phrase_{pk}": phrase for pk, phrase in chamber.phrases.items()}
    few = post(client, secretary, "councils:open", session.pk, present=chamber.member_ids(2), **phrases)
    assert words(few) == ["Chưa đủ số thành viên để họp: có mặt 2 trên tổng số 5, cần ít nhất 4."]
    answer = post(client, secretary, "councils:open", session.pk, present=chamber.member_ids(), **phrases)
    assert words(answer) == ["Đã khai mạc phiên họp; hòm phiếu đã mở."]
    again = post(client, secretary, "councils:open", session.pk, present=chamber.member_ids(), **phrases)
    assert words(again) == ["Không thực hiện được: phiên họp Hội đồng đang ở bước “Đang họp”."]
    asked = page(client, secretary, "councils:agree", session.pk).context["form"].fields["items"].choices
    assert asked[:3] == [
        ("all:5", "Tất cả 4 trường hợp có 5 người được biểu quyết"),
        ("all:4", "Tất cả 1 trường hợp có 4 người được biểu quyết"),
        ("award:advanced_worker:5", "Tất cả: Lao động tiên tiến có 5 người được biểu quyết"),
    ]
    answer = post(client, secretary, "councils:agree", session.pk, items="all:5", yes="5", no="0")
    assert words(answer) == ["Đã ghi kết quả biểu quyết của 4 trường hợp."]
    assert page(client, secretary, "councils:agree", session.pk).context["form"]["items"].value() == "all:4"
    answer = post(client, secretary, "councils:agree", session.pk, items="all:4", yes="4", no="0")
    assert words(answer) == [
        "Mục 1: 1 người có mặt không được biểu quyết nên chỉ tính 4 người, gồm 4 đồng ý, 0 không đồng ý, 0 không có ý kiến.",
        "Đã ghi kết quả biểu quyết của 1 trường hợp.",
    ]
    session = CouncilSession.objects.get()
    chamber.vote(session, "yes", "yes", "blank", "yes", "yes")
    wrong = post(client, chair, "councils:close", session.pk, **dict.fromkeys(phrases, "một câu khác hẳn hoàn toàn"))
    assert words(wrong) == ["Mật khẩu mở hòm phiếu không đúng."]
    answer = post(client, chair, "councils:close", session.pk, note="Nhất trí cao.", **phrases)
    assert words(answer) == ["Đã kết thúc phiên họp; biên bản đã lập."]
    assert [tile.figure for tile in answer.context["tiles"]] == ["7", "2", "5", "7", "0"]
    assert PHRASES[0] not in answer.content.decode()


def test_wrong_forms_come_back_with_their_errors(chamber, client):
    answer = post(client, chamber.secretary, "councils:prepare", chamber.council.pk, held_on="hôm qua")
    assert (answer.status_code, set(answer.context["form"].errors)) == (
        422,
        {"year", "held_on", "place", "nominations"},
    )
    session = chamber.prepared()
    answer = post(client, chamber.secretary, "councils:open", session.pk)
    assert set(answer.context["form"].errors) == {"present", *(f"phrase_{pk}" for pk in chamber.phrases)}


def test_agreement_on_one_award_or_one_item(chamber, client):
    session = chamber.opened()
    item = session.agenda.filter(way="minutes").last()
    post(client, chamber.secretary, "councils:agree", session.pk, items="award:advanced_worker:5", yes="5", no="0")
    post(client, chamber.secretary, "councils:agree", session.pk, items=f"item:{item.pk}", yes="1", no="4")
    item.refresh_from_db()
    assert (item.yes, item.no) == (1, 4)
    wrong = post(client, chamber.secretary, "councils:agree", session.pk, items="all:4", yes="5", no="0")
    assert words(wrong) == [
        "Số đồng ý (5) cộng số không đồng ý (0) phải bằng số thành viên được biểu quyết mục 1 (4: 5 có mặt, 1 không biểu quyết)."
    ]


def test_strangers_find_nothing(chamber, client):
    session = chamber.prepared()
    others = (chamber.ward.province.cam_pha.officer, chamber.ward.office.editor, chamber.ward.province.stranger)
    for name in ("detail", "open", "agree", "repeat", "close", "show"):
        for user in others:
            assert page(client, user, f"councils:{name}", session.pk).status_code == 404
    for name in ("council", "prepare"):
        assert page(client, others[0], f"councils:{name}", chamber.council.pk).status_code == 404
    listed = page(client, others[0], "councils:list")
    assert (listed.status_code, listed.context["table"].count) == (200, 0)
    assert page(client, chamber.users[3], "councils:list").context["table"].count == 1
    client.logout()
    assert client.get(reverse("councils:detail", args=[session.pk])).status_code == 302


def test_members_see_but_only_secretary_and_chair_act(chamber, client):
    session = chamber.opened()
    member = chamber.users[3]
    assert page(client, member, "councils:detail", session.pk).status_code == 200
    for name in ("agree", "close", "repeat"):
        assert page(client, member, f"councils:{name}", session.pk).status_code == 403
    acts = {act.label: act.refused for act in page(client, member, "councils:detail", session.pk).context["actions"]}
    assert acts["Ghi biểu quyết"] == (
        "Để ghi kết quả biểu quyết cần là thư ký của Hội đồng Thi đua - Khen thưởng phường Hạ Long."
    )
    assert acts["Bỏ phiếu"] == ""


def test_a_members_own_page_leads_to_the_waiting_ballot(chamber, client):
    session = chamber.opened()
    vote = reverse("ballots:vote", args=[session.ballot.pk])
    mine = page(client, chamber.users[3], "councils:mine")
    assert [act.url for act in mine.context["waiting"]] == [vote]
    chamber.vote(session, "-", "-", "-", "yes", "-")
    assert page(client, chamber.users[3], "councils:mine").context["waiting"] == []


def test_the_room_sees_one_item_at_a_time_and_no_result_before_the_end(chamber, client):
    session = chamber.opened()
    chamber.agree(session, 5)
    shown = page(client, chamber.users[3], "councils:show", session.pk, muc="2")
    assert (shown.context["name"], shown.context["place"], shown.context["total"]) == ("Nguyễn Thị Bình", 2, 7)
    assert "5 đồng ý" not in shown.content.decode()
    chamber.vote(session, "yes", "yes", "blank", "yes", "yes")
    actions.close_session(session=session, pass_phrases=chamber.phrases, by=chamber.chair, at=CLOSED)
    shown = page(client, chamber.users[3], "councils:show", session.pk, muc="2")
    assert "5 đồng ý, 0 không đồng ý, 0 không ý kiến" in shown.content.decode()
    for odd, place in (("0", 1), ("99", 7), ("x", 1), ("-1", 1)):
        assert page(client, chamber.users[3], "councils:show", session.pk, muc=odd).context["place"] == place


def test_establishing_by_form_leaves_empty_seats_out(province, client):
    office = province.ha_long
    people = [office.head, office.council_secretary, office.decider]
    data = {"unit": office.unit.pk, "name": "Hội đồng phường", "legal_basis": "Quyết định 1"}
    for seat, (user, role) in enumerate(zip(people, ["chair", "secretary", "member"], strict=True), start=1):
        data |= {f"user_{seat}": user.pk, f"role_{seat}": role, f"title_{seat}": "Công chức"}
    answer = post(client, office.officer, "councils:establish", **data)
    assert words(answer) == ["Đã thành lập Hội đồng."]
    council = Council.objects.get()
    assert [m.user for m in council.members.order_by("pk")] == people
    empty = post(client, office.officer, "councils:establish", unit=office.unit.pk)
    assert {"name", "legal_basis", "user_1"} <= set(empty.context["form"].errors)


def test_pages_cost_few_queries_whatever_the_agenda(chamber, client):
    client.force_login(chamber.secretary)

    def cost(view, *args) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(view, args=args)).status_code == 200
        return len(queries)

    assert cost("councils:list") <= 12
    assert cost("councils:council", chamber.council.pk) <= 16
    small = chamber.prepared(chamber.fighters)
    large = chamber.prepared(chamber.advanced)
    assert cost("councils:detail", large.pk) <= cost("councils:detail", small.pk)
    assert cost("councils:list") <= 12


def test_a_council_is_offered_for_units_that_stand_own_unit_first_and_a_refusal_keeps_what_was_typed(province, client):
    office, root = province.ha_long, province.root
    Unit.objects.filter(pk=province.van_don.unit.pk).update(valid_to=date(2025, 12, 9))
    offered = page(client, root.officer, "councils:establish").context["form"].fields["unit"].queryset
    assert (offered[0], province.van_don.unit in offered, office.unit in offered) == (root.unit, False, True)
    twice = {f"user_{seat}": office.head.pk for seat in (1, 2, 3)} | {"role_1": "chair", "role_2": "secretary"}
    data = {"unit": office.unit.pk, "name": "Hội đồng phường", "legal_basis": "Quyết định 1", **twice}
    answer = post(client, office.officer, "councils:establish", **data)
    form = answer.context["form"]
    assert (answer.status_code, form.non_field_errors(), form["name"].value()) == (
        422, ["Có người được ghi hai lần trong Hội đồng."], "Hội đồng phường",
    )  # fmt: skip
    assert Council.objects.count() == 0


def test_whoever_ends_the_session_reads_first_who_has_not_voted_and_what_was_not_heard(chamber, client, monkeypatch):
    monkeypatch.setattr("thidua.shared.clock.now", lambda: CLOSED)
    session = chamber.opened(chamber.fighters)
    chamber.vote(session, "yes", "yes", "yes", "-", "-")
    client.force_login(chamber.chair)
    page = client.get(reverse("councils:close", args=[session.pk]))
    assert page.context["warnings"] == [
        "Còn 2 trên 5 người chưa bỏ phiếu. Kết thúc phiên họp thì không bỏ phiếu được nữa, phiếu chưa bỏ không tính là đồng ý.",
        "Phiên họp không dùng màn hình điều khiển nên biên bản chưa có ý kiến thảo luận của từng mục; cần thì ghi vào ô dưới "
        "đây. Kết thúc thì mọi mục đều có kết quả; mục nào cần để lại phiên sau thì để lại trước.",
    ]
    first = session.agenda.order_by("ordinal")[0]
    session.agenda.filter(pk=first.pk).update(stage="discussed")
    page = client.get(reverse("councils:close", args=[session.pk]))
    assert page.context["warnings"][1:] == [
        "Còn 1 mục chưa xét xong theo màn hình điều khiển. Kết thúc thì mọi mục đều có kết quả; mục nào cần để lại phiên sau "
        "thì để lại trước.",
    ]
    session.agenda.update(stage="discussed")
    shut = next(
        act
        for act in client.get(reverse("ballots:detail", args=[session.ballot.pk])).context["acts"]
        if act.label == "Đóng hòm phiếu"
    )
    assert shut.confirm == (
        "Còn 2 trên 5 người chưa bỏ phiếu; phiếu không bỏ không tính là đồng ý. Sau khi đóng, không ai bỏ phiếu thêm được."
    )
    Ballot.objects.filter(pk=session.ballot.pk).update(state="closed")
    page = client.get(reverse("councils:close", args=[session.pk]))
    assert page.context["warnings"] == ["Có 2 trên 5 người không bỏ phiếu; phiếu không bỏ không tính là đồng ý."]
    Ballot.objects.filter(pk=session.ballot.pk).update(state="open")
    chamber.vote(session, "-", "-", "-", "yes", "yes")
    assert client.get(reverse("councils:close", args=[session.pk])).context["warnings"] == []


def test_the_paper_of_who_stands_aside_leaves_the_item_closed_whatever_is_pressed(chamber, client):
    session = chamber.opened(chamber.fighters)
    nominee, keys = chamber.users[2], [item["key"] for item in session.ballot.items]
    client.force_login(nominee)
    address = reverse("ballots:vote", args=[session.ballot.pk])
    rows = client.post(address, {"step": "all_yes"}).context["rows"]
    assert [(row["chosen"], row["is_closed"]) for row in rows] == [("blank", True), ("yes", False)]
    text = client.get(address).content.decode()
    assert text.count("disabled") == 2
    forged = client.post(address, {"step": "cast"} | {f"muc-{key}": "yes" for key in keys})
    assert forged.status_code == 403
    assert session.ballot.voters.filter(has_voted=True).count() == 0


def test_ending_names_the_items_whose_hands_are_not_recorded_with_the_way_to_them(chamber, client):
    session = chamber.opened(chamber.advanced)
    items = list(session.agenda.order_by("ordinal"))
    given = {"session": session, "by": chamber.secretary, "at": MEETING}
    actions.record_agreement(yes=4, no=0, items=items[:1], **given)
    actions.record_agreement(yes=5, no=0, items=items[1:3], **given)
    answer = page(client, chamber.secretary, "councils:close", session.pk)
    assert (answer.status_code, answer.context["missing"]) == (403, items[3:])
    form = page(client, chamber.secretary, "councils:agree", session.pk, muc=items[4].pk)
    address = f"{reverse('councils:agree', args=[session.pk])}?muc={items[4].pk}"
    assert address in answer.content.decode()
    assert form.context["form"]["items"].value() == f"item:{items[4].pk}"
    chair = page(client, chamber.chair, "councils:close", session.pk)
    assert (chair.context["missing"], address in chair.content.decode()) == (items[3:], False)
    strange = page(client, chamber.secretary, "councils:agree", session.pk, muc="x'><b>")
    assert (strange.status_code, "x'><b>" in strange.content.decode()) == (200, False)


def test_ending_names_what_is_missing_of_the_box_with_the_way_to_it(chamber, client):
    session = chamber.opened(chamber.fighters)
    answer = page(client, chamber.chair, "councils:close", session.pk)
    item, text = session.agenda.first(), answer.content.decode()
    assert (answer.status_code, [row["gap"].text for row in answer.context["gaps"]]) == (
        403,
        [
            f"Mục 1, {item.subject}, chưa ai bỏ phiếu hoặc cho ý kiến. Hãy để mục này lại phiên sau ở “Điều khiển phiên họp”, "
            "hoặc bỏ phiếu trước khi kết thúc."
        ],
    )
    for address in (
        reverse("ballots:detail", args=[session.ballot_id]),
        reverse("councils:control", args=[session.pk]),
    ):
        assert f'href="{address}"' in text
    ballots.cancel_ballot(ballot=session.ballot, reason="Mất điện", by=chamber.secretary, at=MEETING)
    gone = page(client, chamber.chair, "councils:close", session.pk)
    assert f'href="{reverse("councils:repeat", args=[session.pk])}"' in gone.content.decode()
    assert [row["gap"].where for row in gone.context["gaps"]] == ["box_cancelled"]


def test_ending_names_a_dossier_that_was_concluded_elsewhere_meanwhile(chamber, client):
    session = chamber.opened(chamber.advanced)
    chamber.agree(session, 5)
    Nomination.objects.filter(pk=chamber.advanced.pk).update(state="concluded")
    answer = page(client, chamber.chair, "councils:close", session.pk)
    item = session.agenda.order_by("ordinal").first()
    assert [row["gap"].text for row in answer.context["gaps"]] == [
        f"Mục 1, {item.subject}: hồ sơ đang ở bước “Hội đồng đã kết luận” nên phiên này không kết luận được. Hãy để mục này lại "
        "phiên sau ở “Điều khiển phiên họp”."
    ]


def test_standing_aside_asks_first_before_recorded_hands_are_taken_back(chamber, client):
    session = chamber.opened(chamber.advanced)
    chamber.agree(session, 5)
    item, other = session.agenda.order_by("-ordinal")[:2]
    given = {"item": item.pk, "ground": "other", "reason": "cùng tổ", "member": chamber.member_ids()[3]}
    first = post(client, chamber.secretary, "councils:recuse", session.pk, **given)
    box = f"forget_{item.pk}"
    assert (first.status_code, set(first.context["form"].errors)) == (422, {box})
    assert str(item.subject) in first.context["form"].fields[box].label
    wrong = post(client, chamber.secretary, "councils:recuse", session.pk, **given, **{f"forget_{other.pk}": "on"})
    item.refresh_from_db()
    assert (set(wrong.context["form"].errors), item.yes) == ({box}, 5)
    done = post(client, chamber.secretary, "councils:recuse", session.pk, **given, **{box: "on"})
    item.refresh_from_db()
    assert (words(done), item.yes) == (["Đã ghi; ngưỡng và số người biểu quyết tính lại."], None)


def test_the_session_opens_with_its_box_shut_when_the_vote_is_to_follow_the_discussion(chamber, client):
    session = chamber.prepared()
    given = {"present": chamber.member_ids(), "box_later": "on"}
    answer = post(client, chamber.secretary, "councils:open", session.pk, **given)
    assert words(answer) == ["Đã khai mạc phiên họp; hòm phiếu chưa mở."]
    session.ballot.refresh_from_db()
    assert session.ballot.state == "prepared"
    ways = [(act.label, act.url) for act in answer.context["actions"]]
    assert ("Chuẩn bị, mở hòm phiếu", reverse("ballots:detail", args=[session.ballot.pk])) in ways
    phrases = {f"{part}_{pk}": phrase for pk, phrase in chamber.phrases.items() for part in ("phrase", "again")}
    opened = post(client, chamber.secretary, "ballots:open", session.ballot.pk, **phrases)
    assert words(opened) == ["Đã mở hòm phiếu và báo cho những người được bỏ phiếu."]


def test_the_paper_bears_the_numbers_of_the_agenda(chamber, client):
    session = chamber.opened()
    items = [item.ordinal for item in session.agenda.filter(way="ballot").order_by("ordinal")]
    voter = page(client, chamber.users[3], "ballots:vote", session.ballot.pk)
    assert [row["number"] for row in voter.context["rows"]] == items
    assert f"<legend>{items[-1]}. " in voter.content.decode()


def test_members_find_the_ballots_from_the_page_of_councils(chamber, client):
    answer = page(client, chamber.users[3], "councils:list")
    assert [(act.label, act.url) for act in answer.context["actions"]] == [("Phiếu kín", reverse("ballots:list"))]


def test_ending_a_session_names_who_worked_on_a_dossier_at_several_steps(chamber, client):
    session = chamber.opened(chamber.advanced)
    chamber.agree(session, 5)
    plain = page(client, chamber.chair, "councils:close", session.pk).context["warnings"]
    chamber.advanced.drafted_by = chamber.chair
    chamber.advanced.save(update_fields=["drafted_by"])
    told = page(client, chamber.chair, "councils:close", session.pk).context["warnings"]
    assert [text for text in told if text not in plain] == [
        f"{chamber.advanced.title} – Phường Hạ Long: {chamber.chair.display_name} vừa lập vừa kết luận hồ sơ này.",
        "Một người làm nhiều bước: nên có người khác xem lại; lịch sử hồ sơ và nhật ký ghi việc này.",
    ]
    actions.close_session(session=session, by=chamber.chair, at=CLOSED)
    event = AuditEvent.objects.get(act="nomination_concluded", thing_id=str(chamber.advanced.pk))
    assert event.detail == {"passed": 5, "of": 5, "same_hands": 1}


def test_papers_drafted_for_a_council_say_which_law_in_force_they_leave_out(chamber, client, monkeypatch):
    says = "Bản in không ghi căn cứ Luật sửa đổi, bổ sung một số điều của Luật Thi đua, khen thưởng"
    user, council = chamber.secretary, chamber.council
    found = []
    for day in (date(2026, 9, 30), date(2026, 10, 1)):
        monkeypatch.setattr("thidua.shared.clock.now", lambda day=day: clock.at_hour(day))
        found.append(says in page(client, user, "councils:council", council.pk).content.decode())
    assert found == [False, True]
