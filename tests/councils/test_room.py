"""Running a session: items shown, finished, put off; comings and goings; pause; another day; reopened with a reason."""

from datetime import date, time

import pytest
from django.urls import reverse

from tests.councils.conftest import CLOSED, MEETING, PREPARED
from tests.councils.test_actions import refused
from tests.paperwork.test_render import text_of
from thidua.councils import actions, actions_prepare, actions_room, queries
from thidua.councils.models import AgendaItem, CouncilMember, CouncilSession
from thidua.councils.papers import minutes_values
from thidua.nominations.models import Nomination
from thidua.papers.models import Paper
from thidua.shared import clock
from thidua.shared.denied import Stale
from thidua.shared.models import AuditEvent, Letter


def agreed_and_closed(chamber, session, **given):
    session.refresh_from_db()
    chamber.agree(session, 5)
    actions.close_session(session=session, by=chamber.chair, at=CLOSED, **given)
    return session


def run(session, by) -> dict:
    return {"session": session, "by": by, "at": MEETING}


def test_showing_and_finishing_items_moves_everybodys_screen(chamber):
    session = chamber.opened(chamber.advanced)
    first, second = session.agenda.all()[:2]
    actions_room.show_item(item=first, **run(session, chamber.chair))
    actions_room.finish_discussion(item=first, discussion="Nhất trí cao.", **run(session, chamber.secretary))
    actions_room.show_item(item=second, **run(session, chamber.secretary))
    session.refresh_from_db()
    stages = list(session.agenda.values_list("stage", "discussion"))[:3]
    assert (session.current, stages) == (second, [("discussed", "Nhất trí cao."), ("open", ""), ("waiting", "")])


def test_two_chairs_clicking_at_once_give_one_result(chamber):
    session = chamber.opened(chamber.advanced)
    first, second = session.agenda.all()[:2]
    other_phone = CouncilSession.objects.get(pk=session.pk)
    actions_room.show_item(item=first, **run(session, chamber.chair))
    with pytest.raises(Stale):
        actions_room.show_item(item=second, **run(other_phone, chamber.chair))
    assert CouncilSession.objects.get().current == first


def test_only_who_presides_or_the_secretary_runs_the_room(chamber):
    session = chamber.prepared(chamber.advanced)
    item = session.agenda.first()
    assert refused(actions_room.show_item, item=item, **run(session, chamber.chair)) == (
        "Phiên họp đang ở bước “Chuẩn bị”, không điều khiển được."
    )
    actions.open_session(session=session, present=chamber.member_ids(), by=chamber.secretary, at=MEETING)
    assert refused(actions_room.show_item, item=item, **run(session, chamber.users[3])) == (
        "Để điều khiển phiên họp cần là thư ký của Hội đồng Thi đua - Khen thưởng phường Hạ Long."
    )


def test_a_deferred_item_has_no_outcome_and_waits_for_the_next_session(chamber):
    session = chamber.opened(chamber.advanced)
    item = session.agenda.first()
    actions_room.defer_item(item=item, reason="Chờ xác minh đơn thư", **run(session, chamber.chair))
    with pytest.raises(Stale):
        actions_room.defer_item(item=item, reason="Chờ", **run(session, chamber.chair))
    agreed_and_closed(chamber, session)
    item.refresh_from_db()
    chamber.advanced.refresh_from_db()
    assert (item.yes, item.has_passed, item.line.result, chamber.advanced.state) == (
        None,
        None,
        "pending",
        "in_council",
    )
    assert session.agenda.filter(has_passed=True).count() == 4
    assert list(queries.waiting_lines(chamber.council)) == [item.line]
    later = actions_prepare.prepare_session(
        council=chamber.council, year=2025, held_on=date(2025, 12, 12), place="Phòng họp", deferred=[item.line],
        by=chamber.secretary, at=CLOSED,
    )  # fmt: skip
    assert [i.line for i in later.agenda.all()] == [item.line]
    assert list(queries.waiting_lines(chamber.council)) == []
    given = {
        "council": chamber.council,
        "year": 2025,
        "held_on": date(2025, 12, 13),
        "place": "P",
        "by": chamber.secretary,
    }
    assert refused(actions_prepare.prepare_session, deferred=[item.line], at=CLOSED, **given) == (
        "Có trường hợp không phải do phiên trước để lại, hoặc đã ở chương trình một phiên khác."
    )
    day = clock.at_hour(date(2025, 12, 12), 8)
    actions.open_session(session=later, present=chamber.member_ids(), by=chamber.secretary, at=day)
    chamber.agree(later, 1, 4, at=day)
    actions.close_session(session=later, by=chamber.chair, at=day)
    chamber.advanced.refresh_from_db()
    assert chamber.advanced.state == "concluded"
    assert sorted(chamber.advanced.lines.values_list("result", flat=True)) == ["failed", *["passed"] * 4]


def test_a_deferred_item_can_come_back_before_the_end(chamber):
    session = chamber.opened(chamber.advanced)
    item = session.agenda.first()
    actions_room.defer_item(item=item, reason="Chờ giấy tờ", **run(session, chamber.chair))
    assert refused(actions_room.show_item, item=item, **run(session, chamber.chair)) == (
        "Mục này đã để lại phiên sau; hãy đưa trở lại trước."
    )
    actions_room.take_up_again(item=item, **run(session, chamber.chair))
    agreed_and_closed(chamber, session)
    assert session.agenda.filter(has_passed=True).count() == 5


def test_comings_and_goings_change_the_hands_not_the_base(chamber):
    session = chamber.opened(chamber.advanced, present=4)
    members = list(CouncilMember.objects.order_by("pk"))
    note = {"session": session, "by": chamber.secretary, "at": MEETING}
    actions_room.note_attendance(member=members[4], mode="online", **note)
    assert refused(actions_room.note_attendance, member=members[2], mode="absent", **note) == "Hãy ghi lý do vắng mặt."
    actions_room.note_attendance(member=members[2], mode="absent", reason="có việc đột xuất", **note)
    with pytest.raises(Stale):
        actions_room.note_attendance(member=members[2], mode="absent", reason="có việc", **note)
    assert refused(actions.record_agreement, session=session, yes=5, no=0, by=chamber.secretary, at=MEETING) == (
        "Số đồng ý (5) cộng số không đồng ý (0) phải bằng số thành viên có mặt (4)."
    )
    assert (session.total_members, list(session.events.values_list("kind", "reason"))) == (
        5,
        [("came", "Ủy viên 3"), ("left", "Ủy viên 1, có việc đột xuất")],
    )


def test_a_paused_session_loses_nothing(chamber):
    session = chamber.opened(chamber.advanced)
    item = session.agenda.first()
    actions_room.finish_discussion(item=item, discussion="Đã nghe.", **run(session, chamber.chair))
    chamber.agree(session, 4, 1)
    until = date(2025, 12, 11)
    assert refused(
        actions_room.pause_session, reason="Mất điện", continues_on=until, **run(session, chamber.secretary)
    ) == ("Để tạm hoãn phiên họp cần là Chủ tịch của Hội đồng Thi đua - Khen thưởng phường Hạ Long.")
    actions_room.pause_session(reason="Mất điện", continues_on=until, **run(session, chamber.chair))
    assert refused(actions.close_session, session=session, by=chamber.chair, at=CLOSED) == (
        "Không thực hiện được: phiên họp Hội đồng đang ở bước “Tạm hoãn”."
    )
    session.refresh_from_db()
    assert (session.state, session.continues_on) == ("paused", until)
    actions_room.resume_session(**run(session, chamber.chair))
    item.refresh_from_db()
    assert (session.state, item.discussion, item.yes, item.no) == (
        "open",
        "Đã nghe.",
        3,
        1,
    )  # the nominee's own hand aside
    assert Letter.objects.filter(subject__startswith="Tạm hoãn phiên họp").count() == 5


def test_an_hour_before_the_beginning_is_told_to_who_ends_the_session_and_left_to_be_written(
    chamber, client, monkeypatch
):
    session = chamber.opened(chamber.advanced, present=4)
    session.agenda.update(stage="discussed")
    early = MEETING.replace(hour=4, minute=6)
    member = CouncilMember.objects.order_by("pk")[4]
    actions_room.note_attendance(session=session, member=member, mode="present", by=chamber.secretary, at=early)
    chamber.agree(session, 5)
    monkeypatch.setattr("thidua.shared.clock.now", lambda: early)
    client.force_login(chamber.chair)
    assert client.get(reverse("councils:close", args=[session.pk])).context["warnings"] == [
        "Đồng hồ của hệ thống đang chỉ 04:06 ngày 10/12/2025, trước lúc khai mạc (08:00 ngày 10/12/2025). Biên bản để trống "
        "giờ kết thúc, mời ghi tay vào bản in."
    ]
    actions.close_session(session=session, by=chamber.chair, at=early)
    values = minutes_values(session, list(queries.agenda_of(session)), number=1, ended_at=early)
    assert "Đến dự lúc …… giờ …… ngày 10/12/2025: Ủy viên 3." in values.proceedings


def test_without_its_quorum_a_paused_session_does_not_go_on(chamber):
    session = chamber.opened(chamber.advanced, present=4)
    actions_room.pause_session(reason="Bão", continues_on=date(2025, 12, 11), **run(session, chamber.chair))
    session.attendance.filter(member=CouncilMember.objects.order_by("pk")[2]).update(is_present=False, mode="absent")
    assert refused(actions_room.resume_session, **run(session, chamber.chair)) == (
        "Chưa đủ số thành viên để họp tiếp: có mặt 3, cần ít nhất 4."
    )
    assert CouncilSession.objects.get().state == "paused"


def test_a_session_moves_to_another_day_before_it_begins(chamber):
    session = chamber.prepared(chamber.advanced)
    given = {"session": session, "place": "Phòng 2", "reason": "Trùng lịch", "by": chamber.secretary, "at": PREPARED}
    assert refused(actions_room.move_session, held_on=date(2026, 10, 2), **given) == (
        "Chưa có quy định đã đối chiếu về biểu quyết Lao động tiên tiến cho ngày 02/10/2026; chưa đưa ra Hội đồng được."
    )
    actions_room.move_session(held_on=date(2025, 12, 15), begins=time(14), **given)
    session.refresh_from_db()
    assert (session.held_on, session.begins, session.place) == (date(2025, 12, 15), time(14), "Phòng 2")
    assert [event.reason for event in session.events.all()] == ["từ 10/12/2025 sang 15/12/2025; Trùng lịch"]


def test_a_cancelled_session_gives_its_dossiers_back(chamber):
    session = chamber.prepared()
    actions_room.cancel_session(session=session, reason="Chưa đủ tài liệu", by=chamber.secretary, at=PREPARED)
    session.ballot.refresh_from_db()
    assert (session.state, session.ballot.state) == ("cancelled", "cancelled")
    assert set(Nomination.objects.values_list("state", flat=True)) == {"appraised"}
    assert chamber.prepared(*Nomination.objects.all()).agenda.count() == 7


def test_reopening_takes_the_conclusion_back_with_a_reason_and_new_minutes_name_the_old(chamber):
    session = agreed_and_closed(chamber, chamber.opened(chamber.advanced))
    old = session.minutes
    given = {"session": session, "at": CLOSED}
    assert refused(actions.reopen_session, reason="Ghi nhầm", by=chamber.secretary, **given) == (
        "Để mở lại phiên họp cần là Chủ tịch của Hội đồng Thi đua - Khen thưởng phường Hạ Long."
    )
    assert refused(actions.reopen_session, reason=" ", by=chamber.chair, **given) == "Hãy ghi lý do mở lại phiên họp."
    actions.reopen_session(reason="Ghi nhầm số biểu quyết mục 1", by=chamber.chair, **given)
    chamber.advanced.refresh_from_db()
    assert (session.state, session.minutes, chamber.advanced.state) == ("open", None, "in_council")
    assert set(chamber.advanced.lines.values_list("result", flat=True)) == {"pending"}
    assert set(session.agenda.values_list("has_passed", "no", "yes").distinct()) >= {(None, 0, 5)}
    item = session.agenda.first()
    actions.record_agreement(session=session, yes=0, no=4, items=[item], by=chamber.secretary, at=CLOSED)
    actions.close_session(session=session, by=chamber.chair, at=CLOSED)
    item.refresh_from_db()
    assert (item.has_passed, session.minutes.number_text, session.events.get().minutes) == (False, "02/BB-HĐTĐKT", old)
    assert Paper.objects.filter(kind="council_minutes").count() == 2
    assert AuditEvent.objects.filter(act="session_reopened").count() == 1


def test_a_vice_chair_presides_when_the_chair_is_away(chamber):
    session = chamber.prepared(chamber.advanced)
    ids = chamber.member_ids()
    vice = CouncilMember.objects.get(role="vice_chair")
    given = {
        "session": session,
        "present": ids[1:],
        "reasons": {ids[0]: "Đi công tác"},
        "by": chamber.secretary,
        "at": MEETING,
    }
    assert refused(actions.open_session, **given) == (
        "Chủ tịch Hội đồng vắng; hãy chọn một Phó Chủ tịch có mặt chủ trì phiên họp."
    )
    actions.open_session(presider=vice, **given)
    chamber.agree(session, 4)
    assert refused(actions.close_session, session=session, by=chamber.chair, at=CLOSED) == (
        "Để kết thúc phiên họp cần là người chủ trì phiên họp (Ủy viên 3)."
    )
    actions.close_session(session=session, by=vice.user, at=CLOSED)
    assert session.attendance.get(member=ids[0]).reason == "Đi công tác"
    assert session.state == "closed"


def test_the_invitation_is_numbered_once(chamber):
    session = chamber.prepared()
    paper = actions_room.issue_invitation(session=session, by=chamber.secretary, at=PREPARED)
    assert (paper.kind, paper.number_text) == ("council_invitation", "01/GM-UBND")
    assert refused(actions_room.issue_invitation, session=session, by=chamber.secretary, at=PREPARED) == (
        "Giấy mời của phiên họp này đã phát hành."
    )


def test_the_invitation_says_the_hour_or_leaves_it_to_be_written_and_papers_name_the_post_of_the_record(chamber):
    session = chamber.prepared(chamber.advanced)
    CouncilMember.objects.filter(user__in=chamber.users[2:4]).update(title="")
    paper = actions_room.issue_invitation(session=session, by=chamber.secretary, at=PREPARED)
    post = chamber.ward.good[0].posts.get()
    said = f"Ủy viên 1, {post.title}, {post.unit.full_name}."
    text = text_of(paper.file.read())
    assert "Thời gian: …… giờ …… phút, ngày 10 tháng 12 năm 2025." in text
    assert said in text
    actions.open_session(session=session, present=chamber.member_ids(), by=chamber.secretary, at=MEETING)
    agreed_and_closed(chamber, session)
    values = minutes_values(session, list(queries.agenda_of(session)), number=1, ended_at=CLOSED)
    assert [each.post for each in values.present] == [
        "Công chức phường", "Công chức phường", f"{post.title}, {post.unit.full_name}", "", "Công chức phường",
    ]  # fmt: skip
    later = chamber.prepared(chamber.fighters)
    actions_room.move_session(
        session=later, held_on=date(2025, 12, 15), begins=time(14, 30), place="Phòng 2", reason="Trùng lịch",
        by=chamber.secretary, at=PREPARED,
    )  # fmt: skip
    paper = actions_room.issue_invitation(session=later, by=chamber.secretary, at=PREPARED)
    assert "Thời gian: 14 giờ 30 phút, ngày 15 tháng 12 năm 2025." in text_of(paper.file.read())


def test_an_item_of_another_session_is_refused(chamber):
    session, other = chamber.opened(chamber.advanced), chamber.prepared(chamber.fighters)
    assert refused(actions_room.show_item, item=other.agenda.first(), **run(session, chamber.chair)) == (
        "Mục này không thuộc chương trình của phiên họp."
    )
    assert AgendaItem.objects.filter(stage="open").count() == 0
