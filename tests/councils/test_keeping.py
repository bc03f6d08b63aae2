"""How the box of a session is kept: encrypted where enough can keep it, why not otherwise, and what the chair hears first."""

from datetime import date
from random import Random

import pytest
from django.urls import reverse

from tests.councils.conftest import CLOSED, MEETING, PREPARED
from tests.councils.test_views import page, post, words
from thidua.ballots import actions as ballots
from thidua.ballots import queries as ballot_queries
from thidua.ballots.actions_keys import arrange_ballot
from thidua.ballots.warnings import secrecy_warnings
from thidua.councils import actions, actions_council, actions_members, actions_prepare, boxes, queries
from thidua.councils.agenda import Topic
from thidua.councils.models import CouncilSession
from thidua.management.year import ballot_devices as devices
from thidua.nominations import actions_conflicts
from thidua.shared.denied import Denied
from thidua.shared.models import DemoClock, Letter

WHY = (
    "Chưa mã hóa trên máy của thành viên được: cần 3 người giữ hòm có tài khoản đang dùng (để một người vắng hoặc mất mã vẫn "
    "kiểm phiếu được), Hội đồng mới có 2."
)


@pytest.fixture(autouse=True)
def meeting_day(settings, db):
    settings.DEMO = True
    DemoClock.objects.create(pk=1, today=date(2025, 12, 10))


def kept(ballot) -> tuple[str, list, int]:
    keepers = [row.user for row in ballot.trustees.select_related("user").order_by("pk")]
    return ballot.mode, keepers, ballot.trustees_needed


def only_two_accounts(chamber) -> None:
    for user in chamber.users[2:]:
        user.is_active = False
        user.save(update_fields=["is_active"])


def test_a_box_is_encrypted_and_kept_by_three_of_whom_two_open_it(chamber):
    session = chamber.prepared(ballot_mode="")
    chair, secretary, _, _, vice = chamber.users
    assert kept(session.ballot) == ("encrypted", [chair, secretary, vice], 2)
    told = Letter.objects.filter(subject__startswith="Mời giữ hòm phiếu").order_by("to__pk")
    assert [letter.to for letter in told] == sorted([chair, secretary, vice], key=lambda user: user.pk)


def test_with_fewer_than_three_accounts_the_box_is_kept_in_one_room_and_the_screen_says_why(chamber, client):
    only_two_accounts(chamber)
    session = chamber.prepared(chamber.fighters, ballot_mode="")
    assert kept(session.ballot) == ("room", chamber.users[:2], 2)
    assert page(client, chamber.secretary, "councils:detail", session.pk).context["why_in_a_room"] == WHY
    form = page(client, chamber.secretary, "councils:prepare", chamber.council.pk).context["form"]
    assert form.fields["ballot_mode"].help_text == WHY
    with pytest.raises(Denied) as denied:
        chamber.prepared(chamber.advanced, ballot_mode="encrypted")
    assert denied.value.reason == WHY


def test_the_secretary_may_choose_the_room_and_the_page_says_that_it_was_chosen(chamber, client):
    answer = post(
        client, chamber.secretary, "councils:prepare", chamber.council.pk,
        year="2025", held_on="10/12/2025", place="Phòng họp số 1", nominations=[chamber.fighters.pk], ballot_mode="room",
    )  # fmt: skip
    assert words(answer) == ["Đã chuẩn bị phiên họp và báo cho các thành viên. Giấy mời có số phát hành ở trang này."]
    session = CouncilSession.objects.get()
    assert kept(session.ballot) == ("room", chamber.users[:2], 2)
    assert boxes.why_in_a_room(session) == "Thư ký đã chọn bỏ phiếu tại một phòng cho phiên này."


def test_a_mode_that_does_not_exist_is_refused(chamber):
    with pytest.raises(Denied) as denied:
        chamber.prepared(ballot_mode="open")
    assert denied.value.reason == "Cách bỏ phiếu đã chọn không có trong danh sách."


def test_a_session_begins_before_its_encrypted_box_is_ready_and_the_box_opens_later(chamber, client):
    session = chamber.prepared(chamber.fighters, ballot_mode="")
    warned = page(client, chamber.secretary, "councils:open", session.pk).context["warnings"]
    assert warned == [
        "Hòm phiếu mã hóa chưa đủ khóa của người giữ hòm hoặc chưa in đủ thẻ: khai mạc được, nhưng hòm chỉ mở sau, ở trang "
        "của hòm phiếu."
    ]
    answer = post(client, chamber.secretary, "councils:open", session.pk, present=chamber.member_ids())
    assert words(answer) == ["Đã khai mạc phiên họp; hòm phiếu chưa mở."]
    ballot = CouncilSession.objects.get().ballot
    assert (CouncilSession.objects.get().state, ballot.state) == ("open", "prepared")
    kit = devices.get_ready(ballot, by=chamber.secretary, at=MEETING)
    ballot.refresh_from_db()
    ballots.open_ballot(ballot=ballot, by=chamber.secretary, at=MEETING)
    yes = {item["key"]: "yes" for item in ballot.items}
    for user in chamber.users:
        devices.vote(ballot, yes, devices.draw(kit, Random(1)), by=user, at=MEETING)
    ballots.close_ballot(ballot=ballot, by=chamber.secretary, at=CLOSED)
    devices.open_result(ballot, kit, CLOSED)
    actions.close_session(session=CouncilSession.objects.get(), by=chamber.chair, at=CLOSED)
    assert list(CouncilSession.objects.get().agenda.values_list("yes", "has_passed")) == [(4, True), (5, True)]


def test_who_leaves_the_council_before_the_box_opens_is_not_on_its_list(chamber):
    session = chamber.prepared(chamber.fighters, ballot_mode="")
    actions.open_session(session=session, present=chamber.member_ids(), by=chamber.secretary, at=MEETING)
    third = chamber.council.members.get(user=chamber.users[3])
    actions_council.change_council(
        council=chamber.council, document="Quyết định 20/QĐ", effective_on=MEETING.date(), leaves=[third], by=chamber.chair,
        at=MEETING,
    )  # fmt: skip
    listed = session.ballot.voters.filter(struck_at=None).order_by("user")
    assert {voter.user for voter in listed} == set(chamber.users) - {chamber.users[3]}
    kit = devices.Kit()
    devices.make_key(session.ballot, kit, MEETING)
    assert ballot_queries.is_ready(session.ballot) is False


@pytest.mark.parametrize("mode", ["", "room"])
def test_a_council_in_which_passing_needs_everybody_is_warned_before_the_box_opens(chamber, client, mode):
    actions_council.enter_rules(
        council=chamber.council, document="Quy chế 05", in_force_from=date(2025, 12, 1), vote_percent=100,
        by=chamber.secretary, at=PREPARED,
    )  # fmt: skip
    session = chamber.prepared(chamber.fighters, ballot_mode=mode)
    warning = (
        "Hội đồng có 5 thành viên, cần 5 phiếu đồng ý mới đạt: kết quả đạt đồng nghĩa mọi thành viên đều đồng ý, phiếu của "
        "từng người không còn kín."
    )
    cannot = "Mục 1: 1 thành viên không biểu quyết, còn 4 người, cần 5 phiếu đồng ý: không thể đạt."
    for address in ("councils:detail", "councils:open"):
        seen = page(client, chamber.chair if address.endswith("detail") else chamber.secretary, address, session.pk)
        assert seen.context["warnings"][:2] == [warning, cannot]
    # and on the pages of the box itself, though only the council's own regulation asks for everybody
    assert secrecy_warnings(session.ballot, MEETING.date()) == [warning]
    opens = page(client, chamber.secretary, "ballots:open", session.ballot.pk)
    assert opens.context["warnings"] == [warning]


def test_what_the_regulation_alone_rules_is_warned_of_too(chamber, client):
    actions_council.enter_rules(
        council=chamber.council, document="Quy chế 05", in_force_from=date(2025, 12, 1), advice_percent=90,
        advice_way="ballot", by=chamber.secretary, at=PREPARED,
    )  # fmt: skip
    session = actions_prepare.prepare_session(
        council=chamber.council, year=2025, held_on=MEETING.date(), place="Phòng họp", by=chamber.secretary, at=PREPARED,
        topics=[Topic("draft", title="Dự thảo quy chế chấm điểm")],
    )  # fmt: skip
    assert page(client, chamber.chair, "councils:detail", session.pk).context["warnings"] == [
        "Hội đồng có 5 thành viên, cần 5 phiếu đồng ý mới đạt: kết quả đạt đồng nghĩa mọi thành viên đều đồng ý, phiếu của "
        "từng người không còn kín."
    ]


def test_trustees_are_told_what_waits_for_them_until_enough_have_done_it(chamber, client):
    session = chamber.prepared(chamber.fighters, ballot_mode="")
    ballot, vice = session.ballot, chamber.users[4]
    assert [row.ballot for row in ballot_queries.keeper_work(vice)] == [ballot]
    label = f"Giữ hòm phiếu: tạo khóa, {ballot.title}"
    assert [act.label for act in page(client, vice, "councils:mine").context["waiting"]] == [label]
    kit = devices.get_ready(ballot, by=chamber.secretary, at=PREPARED)
    assert list(ballot_queries.keeper_work(vice)) == []
    ballot.refresh_from_db()
    actions.open_session(session=session, present=chamber.member_ids(), by=chamber.secretary, at=MEETING)
    yes = {item["key"]: "yes" for item in ballot.items}
    devices.vote(ballot, yes, devices.draw(kit, Random(1)), by=vice, at=MEETING)
    ballot.refresh_from_db()
    ballots.close_ballot(ballot=ballot, by=chamber.secretary, at=CLOSED)
    assert [row.ballot for row in ballot_queries.keeper_work(vice)] == [ballot]
    assert {letter.to for letter in Letter.objects.filter(subject__startswith="Hòm phiếu đã đóng")} == {vice}
    devices.open_result(ballot, kit, CLOSED, [1, 2])
    assert list(ballot_queries.keeper_work(vice)) == []


def test_what_stands_on_the_paper_of_a_box_not_yet_open_follows_a_recusal(chamber, client):
    session = chamber.prepared(chamber.fighters, ballot_mode="")
    second, member = session.agenda.last(), chamber.council.members.get(user=chamber.users[3])
    before = session.ballot.items[1]["label"]
    actions_members.note_recusal(
        item=second, member=member, ground="relative", reason="em vợ", by=chamber.secretary, at=PREPARED
    )
    session.ballot.refresh_from_db()
    assert session.ballot.items[1]["label"] == (
        f"{before} (Ủy viên 2 không biểu quyết mục này vì có người thân được đề nghị; người đó chỉ để “Không có ý kiến”)"
    )


# ── relatives ──


@pytest.fixture
def related(chamber):
    """Member Ủy viên 2 is recorded as the spouse of Bình, who is nominated in both dossiers."""
    _, binh = chamber.ward.good[:2]
    chamber.users[3].person = chamber.ward.hoa
    chamber.users[3].save(update_fields=["person"])
    actions_conflicts.note_kinship(
        person=chamber.ward.hoa, relative=binh, relation="spouse", by=chamber.ward.office.officer, at=PREPARED
    )
    return chamber.prepared(), chamber.council.members.get(user=chamber.users[3])


def proposals(client, chamber, session, user=None):
    context = page(client, user or chamber.secretary, "councils:detail", session.pk).context
    return [(each.item.subject, each.seat.name, each.reason) for each in context["kin"]]


def test_a_member_related_to_a_nominee_is_proposed_with_the_reason_to_the_desk_alone(chamber, client, related):
    session, _ = related
    binh = str(chamber.ward.good[1])
    one = (binh, "Ủy viên 2", f"Vợ, chồng của {binh}, theo quan hệ đã ghi")
    assert proposals(client, chamber, session) == [one, one]
    assert proposals(client, chamber, session, chamber.users[4]) == []
    with pytest.raises(Denied) as denied:
        actions.open_session(
            session=session,
            present=chamber.member_ids(),
            pass_phrases=chamber.phrases,
            by=chamber.secretary,
            at=MEETING,
        )
    assert denied.value.reason == (
        "Hồ sơ ghi Ủy viên 2 có người thân được đề nghị; hãy ghi người đó có biểu quyết không ở mục “Đề xuất không biểu "
        "quyết” của trang phiên họp trước khi khai mạc."
    )


def test_the_secretary_answers_each_proposal_and_then_the_session_opens(chamber, client, related):
    session, member = related
    first, second = [item for item in queries.agenda_of(session) if str(item.subject) == str(chamber.ward.good[1])]
    client.force_login(chamber.secretary)
    address = reverse("councils:kin", args=[session.pk])
    given = {"item": first.pk, "member": member.pk}
    assert words(client.post(address, given | {"viec": "dung-ngoai"}, follow=True)) == [
        f"Đã ghi: Ủy viên 2 không biểu quyết mục {first.ordinal}."
    ]
    refused = {"viec": "bieu-quyet", "item": second.pk, "member": member.pk}
    back = {"referer": f"http://testserver{reverse('councils:detail', args=[session.pk])}"}
    assert words(client.post(address, refused, headers=back, follow=True)) == [
        "Mời ghi lý do thành viên vẫn biểu quyết, ví dụ quan hệ ghi nhầm."
    ]
    kept_vote = client.post(address, refused | {"reason": "Đã ly hôn từ năm 2019"}, follow=True)
    assert words(kept_vote) == [f"Đã ghi: Ủy viên 2 vẫn biểu quyết mục {second.ordinal}."]
    again = client.post(address, refused | {"reason": "Lần nữa"}, headers=back, follow=True)
    assert words(again) == ["Đề xuất này vừa được trả lời. Mời tải lại trang."]
    rows = queries.recusals_of(session)
    assert [(row.ground, row.noted_by) for row in rows[first.pk]] == [("relative", chamber.secretary)]
    assert second.pk not in rows
    assert proposals(client, chamber, session) == []
    session.refresh_from_db()
    actions.open_session(
        session=session, present=chamber.member_ids(), pass_phrases=chamber.phrases, by=chamber.secretary, at=MEETING
    )
    assert session.state == "open"


def test_nobody_but_the_secretary_answers_a_proposal(chamber, client, related):
    session, member = related
    client.force_login(chamber.users[4])
    data = {"item": session.agenda.last().pk, "member": member.pk, "viec": "dung-ngoai"}
    assert client.post(reverse("councils:kin", args=[session.pk]), data).status_code == 403
    assert queries.recusals_of(session).get(session.agenda.last().pk, []) == []


def test_arranging_for_a_room_in_time_needs_no_key(chamber):
    session = chamber.prepared(chamber.fighters, ballot_mode="")
    arrange_ballot(
        ballot=session.ballot,
        mode="room",
        trustees=chamber.users[:2],
        trustees_needed=2,
        by=chamber.secretary,
        at=PREPARED,
    )
    session.refresh_from_db()
    actions.open_session(
        session=session, present=chamber.member_ids(), pass_phrases=chamber.phrases, by=chamber.secretary, at=MEETING
    )
    assert session.ballot.state == "open"
