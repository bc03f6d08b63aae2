"""The ballot of a session in every way it can be held: encrypted, with opinions recorded in the box, with a member gone."""

import json
from random import Random

import pytest

from tests.councils.conftest import CLOSED, MEETING, PREPARED
from thidua.ballots import actions as ballots
from thidua.ballots.actions_keys import arrange_ballot
from thidua.ballots.actions_paper import record_opinion
from thidua.ballots.queries import closed_to, export
from thidua.councils import actions, actions_council, actions_members, actions_prepare, actions_room, queries
from thidua.councils.models import CouncilSession
from thidua.councils.models_sessions import SessionEvent
from thidua.councils.papers import count_sheet_values
from thidua.management.year import ballot_devices as devices
from thidua.shared.denied import Denied
from tools import verify_ballot
from tools.recount import recount


def refused(act, *plain, **given) -> str:
    with pytest.raises(Denied) as denied:
        act(*plain, **given)
    return denied.value.reason


def counts(session, award) -> list[tuple]:
    """(yes, no, blank, written yes, written no) of the items of an award, in the order of the agenda."""
    rows = session.agenda.filter(nomination__award_code=award).order_by("ordinal")
    return list(rows.values_list("yes", "no", "blank", "written_yes", "written_no"))


def test_an_opinion_handed_in_is_the_one_in_the_box_and_no_other_is_recorded(chamber):
    session = chamber.opened(present=4)
    absent = chamber.users[4]
    everything = {item.pk: "yes" for item in session.agenda.all()}
    actions_members.give_opinion(session=session, choices=everything, by=absent, at=MEETING)
    said = dict.fromkeys([item["key"] for item in session.ballot.items], "no")
    given = {"ballot": session.ballot, "choices": said, "reference": "Phiếu ngày 09/12/2025", "by": chamber.secretary}
    assert refused(record_opinion, voter=absent, at=MEETING, **given) == (
        "Ủy viên 3 đã bỏ phiếu theo cách khác: ý kiến bằng văn bản."
    )
    chamber.paper_is_open_to_all(session)
    chamber.vote(session, "yes", "yes", "yes", "yes", "-")
    chamber.agree(session, 4)
    actions.close_session(session=session, pass_phrases=chamber.phrases, by=chamber.chair, at=CLOSED)
    # An, who is nominated, voted all the same: one yes of the box is taken out, never the signed one.
    assert counts(session, "grassroots_emulation_fighter") == [(4, 0, 1, 1, 0), (5, 0, 0, 1, 0)]
    sheet = count_sheet_values(session, list(queries.agenda_of(session)), number=1, dated=CLOSED.date())
    assert (sheet.issued, sheet.returned, sheet.valid, sheet.invalid, sheet.written_opinions) == (4, 4, 4, 0, 1)


def test_the_signed_opinion_of_a_nominee_about_themselves_is_blank(chamber):
    session = chamber.opened(present=5)
    an = chamber.users[2]
    yes = {item["key"]: "yes" for item in session.ballot.items}
    record_opinion(
        ballot=session.ballot, voter=an, choices=yes, reference="Phiếu ngày 09/12/2025", by=chamber.secretary, at=MEETING
    )  # fmt: skip
    chamber.vote(session, "yes", "yes", "-", "yes", "no")
    chamber.agree(session, 5)
    actions.close_session(session=session, pass_phrases=chamber.phrases, by=chamber.chair, at=CLOSED)
    assert counts(session, "grassroots_emulation_fighter") == [(3, 1, 1, 0, 0), (4, 1, 0, 1, 0)]


def test_who_leaves_the_council_comes_off_the_list_of_the_open_ballot(chamber):
    session = chamber.opened()
    gone = list(chamber.council.members.filter(user__in=[chamber.users[3], chamber.users[4]]).order_by("pk"))
    chamber.vote(session, "-", "-", "-", "-", "yes")
    actions_council.change_council(
        council=chamber.council, document="Quyết định 20/QĐ", effective_on=MEETING.date(), leaves=gone, by=chamber.chair,
        at=MEETING,
    )  # fmt: skip
    struck = session.ballot.voters.exclude(struck_at=None)
    assert [voter.user for voter in struck] == [chamber.users[3]]
    said = SessionEvent.objects.filter(session=session, kind=SessionEvent.Kind.REMOVED).order_by("pk")
    assert [event.reason.rpartition("; ")[2] for event in said] == [
        "chưa bỏ phiếu, đã đưa ra khỏi danh sách bỏ phiếu", "phiếu đã ở trong hòm, không rút ra được",
    ]  # fmt: skip
    assert [ballot.pk for ballot in queries.ballots_waiting_for(chamber.users[3])] == []
    choices = {item["key"]: "yes" for item in session.ballot.items}
    assert refused(
        ballots.cast_ballot, ballot=session.ballot, choices=choices, by=chamber.users[3], at=MEETING
    ) == "Bạn đã được đưa ra khỏi danh sách bỏ phiếu. Hãy hỏi thư ký."  # fmt: skip


@pytest.fixture
def sealed(chamber):
    """An open session whose ballot is encrypted on the members' devices, with what lies on paper in the room."""
    session = chamber.prepared(chamber.fighters)
    ballot, run = session.ballot, {"by": chamber.secretary, "at": PREPARED}
    arrange_ballot(ballot=ballot, mode="encrypted", trustees=chamber.users[:2], trustees_needed=2, **run)
    kit = devices.get_ready(ballot, **run)
    ballot.refresh_from_db()
    actions.open_session(session=session, present=chamber.member_ids(), by=chamber.secretary, at=MEETING)
    return session, ballot, kit


def test_an_encrypted_ballot_is_closed_and_opened_by_its_trustees_before_the_session_ends(chamber, sealed):
    session, ballot, kit = sealed
    yes = {item["key"]: "yes" for item in ballot.items}
    for user in chamber.users:
        devices.vote(ballot, yes, devices.draw(kit, Random(1)), by=user, at=MEETING)
    end = {"session": session, "by": chamber.chair, "at": CLOSED}
    assert refused(actions.close_session, **end) == (
        "Hãy đóng hòm phiếu, rồi để những người giữ hòm mở kết quả trước khi kiểm phiếu."
    )
    ballots.close_ballot(ballot=ballot, by=chamber.secretary, at=CLOSED)
    devices.open_result(ballot, kit, CLOSED)
    session.refresh_from_db()
    actions.close_session(**end)
    assert counts(session, "grassroots_emulation_fighter") == [(4, 0, 1, 0, 0), (5, 0, 0, 0, 0)]
    assert (session.state, session.ballot.state, session.count_sheet is not None) == ("closed", "counted", True)


def test_a_cancelled_encrypted_ballot_is_repeated_in_the_same_way_and_opens_with_a_new_key(chamber, sealed):
    session, ballot, _kit = sealed
    ballots.cancel_ballot(ballot=ballot, reason="Mất điện", by=chamber.secretary, at=MEETING)
    session.refresh_from_db()
    again = actions_prepare.repeat_ballot(session=session, by=chamber.secretary, at=MEETING)
    assert (again.state, again.mode, again.trustees.count()) == ("prepared", "encrypted", 2)
    assert refused(actions.close_session, session=session, by=chamber.chair, at=CLOSED) == (
        "Hòm phiếu chưa mở; hãy mở hòm và bỏ phiếu trước khi kết thúc phiên họp."
    )
    new = devices.get_ready(again, by=chamber.secretary, at=MEETING)
    again.refresh_from_db()
    ballots.open_ballot(ballot=again, by=chamber.secretary, at=MEETING)
    assert (again.state, len(new.cards)) == ("open", 5)


def test_the_sum_of_an_item_put_off_is_not_opened_and_the_board_says_so(chamber, sealed):
    session, ballot, kit = sealed
    first, second = session.agenda.all()
    yes = {item["key"]: "yes" for item in ballot.items}
    for user in chamber.users[:4]:
        devices.vote(ballot, yes, devices.draw(kit, Random(1)), by=user, at=MEETING)
    given = {"session": session, "item": second, "by": chamber.chair, "at": MEETING}
    actions_room.defer_item(reason="Chờ xác minh", **given)
    ballot.refresh_from_db()
    assert closed_to(ballot, chamber.users[4]) == {second.key}
    devices.vote(ballot, yes | {second.key: "blank"}, devices.draw(kit, Random(1)), by=chamber.users[4], at=MEETING)
    session.ballot.refresh_from_db()
    assert refused(actions_room.take_up_again, **given).startswith("Đã có phiếu được gửi khi mục này để lại")
    session.refresh_from_db()
    ballots.close_ballot(ballot=ballot, by=chamber.secretary, at=CLOSED)
    devices.open_result(ballot, kit, CLOSED)
    session.refresh_from_db()
    actions.close_session(session=session, by=chamber.chair, at=CLOSED)
    board = json.loads(json.dumps(export(session.ballot)))
    assert (set(board["counts"]), [len(row["factors"]) for row in board["factors"]]) == ({first.key}, [192, 192])
    assert verify_ballot.verify(board)[1][1] == "1 mục để lại phiên sau: phiếu của mục đó không mở."
    assert verify_ballot.said_of(board, second.key) == "để lại phiên sau (Chờ xác minh), không bỏ phiếu"
    second.refresh_from_db()
    assert (second.stage, second.has_passed, list(queries.waiting_lines(chamber.council))) == (
        "deferred", None, [second.line],
    )  # fmt: skip


def test_a_box_in_a_room_publishes_nothing_of_an_item_put_off(chamber):
    session = chamber.opened(chamber.fighters)
    item = session.agenda.last()
    chamber.vote(session, "yes", "yes", "blank", "yes", "yes")
    actions_room.defer_item(session=session, item=item, reason="Chờ", by=chamber.chair, at=MEETING)
    actions.close_session(session=session, pass_phrases=chamber.phrases, by=chamber.chair, at=CLOSED)
    board = json.loads(json.dumps(export(session.ballot)))
    assert {key for paper in board["published"] for key in paper["choices"]} == {session.agenda.first().key}
    assert recount(board)[1] == []


def test_a_session_does_not_end_with_an_item_nobody_voted_on_but_does_when_it_is_put_off(chamber):
    session = chamber.opened(chamber.fighters)
    end = {"session": session, "pass_phrases": chamber.phrases, "by": chamber.chair, "at": CLOSED}
    assert refused(actions.close_session, **end) == (
        f"Mục 1, {session.agenda.first().subject}, chưa ai bỏ phiếu hoặc cho ý kiến. Hãy để mục này lại phiên sau ở “Điều "
        "khiển phiên họp”, hoặc bỏ phiếu trước khi kết thúc."
    )
    session = CouncilSession.objects.get(pk=session.pk)
    for item in session.agenda.all():
        actions_room.defer_item(session=session, item=item, reason="Chờ", by=chamber.chair, at=MEETING)
    actions.close_session(session=session, by=chamber.chair, at=CLOSED)
    assert (session.state, session.ballot.state, session.count_sheet) == ("closed", "cancelled", None)


def test_the_opinions_that_stand_go_into_the_box_that_replaces_a_cancelled_one(chamber):
    session = chamber.opened(chamber.fighters, present=4)
    choices = {item.pk: "yes" for item in session.agenda.all()}
    actions_members.give_opinion(session=session, choices=choices, by=chamber.users[4], at=MEETING)
    ballots.cancel_ballot(ballot=session.ballot, reason="Mất điện", by=chamber.secretary, at=MEETING)
    again = actions_prepare.repeat_ballot(
        session=session, pass_phrases=chamber.phrases, by=chamber.secretary, at=MEETING
    )
    assert [(each.user, set(each.choices.values())) for each in again.opinions.all()] == [(chamber.users[4], {"yes"})]


def test_a_case_on_the_agenda_of_a_later_session_is_not_taken_up_in_a_reopened_one(chamber):
    session = chamber.opened(chamber.advanced)
    item = session.agenda.first()
    actions_room.defer_item(session=session, item=item, reason="Chờ", by=chamber.chair, at=MEETING)
    chamber.agree(session, 5)
    actions.close_session(session=session, by=chamber.chair, at=CLOSED)
    later = actions_prepare.prepare_session(
        council=chamber.council, year=2025, held_on=CLOSED.date(), place="P", deferred=[item.line], by=chamber.secretary,
        at=CLOSED,
    )  # fmt: skip
    actions.reopen_session(session=session, reason="Sai tên", by=chamber.chair, at=CLOSED)
    said = refused(actions_room.take_up_again, session=session, item=item, by=chamber.chair, at=CLOSED)
    assert said.startswith(
        f"Mục 1, {item.subject}, đã ở chương trình phiên họp ngày 10/12/2025 của Hội đồng Thi đua - Khen thưởng phường Hạ Long"
    )
    actions_room.cancel_session(session=later, reason="Không họp", by=chamber.secretary, at=CLOSED)
    session.refresh_from_db()
    actions_room.take_up_again(session=session, item=item, by=chamber.chair, at=CLOSED)
    item.refresh_from_db()
    assert item.stage == "waiting"
