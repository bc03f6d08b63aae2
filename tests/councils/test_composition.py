"""A council through the years: its members changed by decision, renewed, dissolved; its regulation; who stands in."""

from datetime import date, timedelta

import pytest

from tests.councils.conftest import CLOSED, MEETING, PREPARED
from tests.councils.test_actions import refused
from thidua.councils import actions, actions_council, queries
from thidua.councils.members import check_composition
from thidua.councils.models import Council, CouncilDecision, CouncilMember, CouncilSession
from thidua.councils.rules import composition_findings, rulebook_of, rules_in_force
from thidua.shared.denied import Stale
from thidua.shared.models import AuditEvent, Letter
from thidua.units import actions as units
from thidua.units.models import RoleGrant
from thidua.units.queries import has_role

FROM = date(2025, 12, 9)


def newcomer(chamber, name="uyvienmoi"):
    office, at = chamber.ward.office, chamber.ward.province.at
    return units.open_account(
        username=name, display_name="Ủy viên mới", password=None, under=office.unit, by=office.officer, at=at
    )


def change(chamber, **given):
    base = {
        "council": chamber.council, "document": "Quyết định số 27/QĐ-UBND", "effective_on": FROM,
        "by": chamber.ward.office.officer, "at": PREPARED,
    }  # fmt: skip
    return actions_council.change_council(**base | given)


def member(chamber, place: int) -> CouncilMember:
    return CouncilMember.objects.get(council=chamber.council, user=chamber.users[place])


def test_a_decision_lets_one_go_and_another_in_from_its_day(chamber):
    who = newcomer(chamber)
    change(chamber, leaves=[member(chamber, 3)], joins=[(who, "member", "Công chức")])
    before = [m.user for m in queries.members_on(chamber.council, FROM - timedelta(days=1))]
    after = [m.user for m in queries.members_on(chamber.council, FROM)]
    assert (before, after) == (chamber.users, [*chamber.users[:3], chamber.users[4], who])
    gone = member(chamber, 3)
    assert (gone.ends_on, gone.left_by.document) == (FROM - timedelta(days=1), "Quyết định số 27/QĐ-UBND")
    assert [letter.subject for letter in Letter.objects.order_by("pk")][-2:] == [
        "Thôi tham gia Hội đồng Thi đua - Khen thưởng phường Hạ Long",
        "Tham gia Hội đồng Thi đua - Khen thưởng phường Hạ Long",
    ]
    assert list(chamber.council.decisions.values_list("kind", flat=True)) == ["found", "change"]


def test_a_new_role_ends_the_old_seat_and_opens_another(chamber):
    vice = member(chamber, 4)
    change(chamber, leaves=[vice], joins=[(vice.user, "standing", "Trưởng phòng Văn hóa - Xã hội")])
    seats = {m.user_id: m.role for m in queries.members_on(chamber.council, FROM)}
    assert (seats[vice.user_id], len(seats)) == ("standing", 5)
    assert Letter.objects.filter(subject__startswith="Thôi tham gia").count() == 0


def test_what_a_change_cannot_do(chamber):
    chair = member(chamber, 0)
    assert refused(change, chamber=chamber, leaves=[chair]) == "Hội đồng cần đúng một chủ tịch hội đồng; hiện có 0."
    assert refused(change, chamber=chamber) == "Quyết định chưa thay đổi thành viên nào."
    assert refused(change, chamber=chamber, leaves=[chair], document=" ") == "Hãy ghi số và ngày của quyết định."
    early = chamber.council.established_on
    assert refused(change, chamber=chamber, leaves=[member(chamber, 3)], effective_on=early) == (
        f"Ủy viên 2 mới tham gia từ ngày {early:%d/%m/%Y}; quyết định phải có hiệu lực sau ngày đó."
    )
    stranger = {"by": chamber.ward.province.cam_pha.officer}
    assert refused(change, chamber=chamber, leaves=[member(chamber, 3)], **stranger) == (
        "Để ghi quyết định về Hội đồng cần vai trò “Chuyên viên thi đua, khen thưởng” hoặc “Thủ trưởng đơn vị” "
        "của Phường Hạ Long."
    )
    seat = member(chamber, 3)
    change(chamber, leaves=[seat])
    with pytest.raises(Stale):
        change(chamber, leaves=[seat])
    assert CouncilDecision.objects.count() == 2


def test_a_renewal_replaces_everybody(chamber):
    users = chamber.users
    joins = [(users[1], "chair", ""), (users[0], "secretary", ""), (users[3], "member", "")]
    decision = change(chamber, joins=joins, is_renewal=True)
    assert decision.kind == "renew"
    assert [m.role for m in queries.members_on(chamber.council, FROM)] == ["chair", "secretary", "member"]
    assert CouncilMember.objects.filter(council=chamber.council, left_by=decision).count() == 5


def test_a_dissolved_council_prepares_nothing(chamber):
    given = {"council": chamber.council, "document": "QĐ 30", "by": chamber.ward.office.officer, "at": PREPARED}
    session = chamber.prepared(chamber.advanced)
    assert refused(actions_council.dissolve_council, last_day=FROM, **given) == (
        "Hội đồng còn phiên họp chưa kết thúc; hãy kết thúc hoặc hủy trước khi giải thể."
    )
    CouncilSession.objects.filter(pk=session.pk).update(state="cancelled")
    actions_council.dissolve_council(last_day=FROM, **given)
    assert refused(chamber_prepares, chamber=chamber) == (
        "Hội đồng Thi đua - Khen thưởng phường Hạ Long đã giải thể, làm việc đến hết ngày 09/12/2025."
    )
    assert set(CouncilMember.objects.values_list("ends_on", flat=True)) == {FROM}
    again = {**given, "council": Council.objects.get()}
    assert refused(actions_council.dissolve_council, last_day=FROM, **again) == (
        "Hội đồng vừa được ghi giải thể. Mời tải lại trang."
    )


def chamber_prepares(chamber):
    chamber.prepared(chamber.fighters)


# ── regulation ──


def enter(chamber, **given):
    base = {
        "council": chamber.council, "document": "Quy chế số 05", "in_force_from": date(2025, 12, 1),
        "by": chamber.secretary, "at": PREPARED,
    }  # fmt: skip
    return actions_council.enter_rules(**base | given)


def test_the_regulation_makes_the_law_stricter_never_weaker(chamber):
    enter(chamber, quorum_percent=100, vote_percent=60)
    rules = rulebook_of(chamber.council, ["advanced_worker", "grassroots_emulation_fighter"], MEETING.date())
    worker, fighter = rules.awards["advanced_worker"], rules.awards["grassroots_emulation_fighter"]
    # the law: more than 50 % and at least 80 %; 60 % is stricter than the one and weaker than the other
    assert (worker.needed(5), worker.own_percent) == (3, 60)
    assert (worker.needed(10), fighter.needed(10), fighter.own_percent) == (6, 8, None)
    session = chamber.prepared()
    opened = {
        "session": session, "present": chamber.member_ids(4), "pass_phrases": chamber.phrases, "by": chamber.secretary,
        "at": MEETING,
    }  # fmt: skip
    assert refused(actions.open_session, **opened) == (
        "Chưa đủ số thành viên để họp: có mặt 4 trên tổng số 5, cần ít nhất 5."
    )


def test_regulations_follow_one_another_by_day(chamber):
    enter(chamber, quorum_percent=70)
    enter(chamber, in_force_from=date(2026, 1, 1), quorum_percent=80)
    found = [rules_in_force(chamber.council, day) for day in (FROM, date(2026, 1, 1), date(2025, 1, 1))]
    assert [own and own.quorum_percent for own in found] == [70, 80, None]
    assert refused(enter, chamber=chamber, in_force_from=date(2025, 12, 20)) == (
        "Đã có quy chế có hiệu lực từ ngày đó hoặc sau đó; quy chế mới phải có hiệu lực muộn hơn."
    )
    later = date(2026, 2, 1)
    assert refused(enter, chamber=chamber, in_force_from=later, vote_percent=120) == (
        "Tỷ lệ phiếu xét khen thưởng phải từ 1 đến 100%."
    )
    assert refused(enter, chamber=chamber, in_force_from=later, advice_percent=50) == (
        "Tỷ lệ và cách biểu quyết đối với nội dung khác phải ghi cùng nhau."
    )
    assert refused(enter, chamber=chamber, in_force_from=later, by=chamber.users[3]) == (
        "Để nhập quy chế của Hội đồng cần vai trò “Chuyên viên thi đua, khen thưởng” hoặc “Thủ trưởng đơn vị” hoặc "
        "“Thư ký Hội đồng” của Phường Hạ Long."
    )


def test_too_many_vice_chairs_are_refused_while_the_text_stands(province):
    office, at = province.root, province.at
    people = [
        units.open_account(
            username=f"nguoi{n}", display_name=f"Người {n}", password=None, under=office.unit, by=office.officer, at=at
        )
        for n in range(7)
    ]
    members = [(people[0], "chair", ""), (people[1], "secretary", ""), *((p, "vice_chair", "") for p in people[2:])]
    seats = [(user, role) for user, role, _ in members]
    read = {"kind": "emulation", "level": "province", "members": seats, "on": date(2025, 3, 3)}
    assert refused(check_composition, **read) == (
        "Hội đồng có 5 phó chủ tịch; Khoản 2 Điều 49 Nghị định số 98/2023/NĐ-CP cho nhiều nhất 4."
    )
    given = {"unit": office.unit, "name": "Hội đồng tỉnh", "legal_basis": "QĐ 1", "by": office.officer, "at": at}
    council = actions_council.establish_council(members=members, **given)
    on = at.date()
    found = composition_findings(council, queries.members_on(council, on), [people[0].pk], on)
    assert (council.level, [(f.tone, f.text) for f in found]) == (
        "province",
        [
            ("met", "Chủ tịch Hội đồng là thủ trưởng của đơn vị."),
            ("caution", "5 phó chủ tịch; luật cho nhiều nhất 4."),
            ("caution", "Chưa có Phó Chủ tịch thường trực; luật: Giám đốc Sở Nội vụ."),
            ("caution", "Chưa ghi cơ quan thường trực của Hội đồng."),
            (
                "caution",
                "Quy định về thành phần có trong hệ thống chỉ áp dụng đến ngày 30/06/2025; từ sau ngày đó hãy đối chiếu với "
                "quy định mới.",
            ),
        ],
    )


# ── substitutes ──


def stand_in(chamber, user, **given):
    base = {
        "member": member(chamber, 3), "user": user, "document": "Công văn cử người", "starts_on": FROM,
        "ends_on": MEETING.date(), "by": chamber.ward.office.officer, "at": PREPARED,
    }  # fmt: skip
    return actions_council.name_substitute(**base | given)


def test_nobody_stands_in_before_the_regulation_says_whether_a_substitute_votes(chamber):
    who = newcomer(chamber)
    assert refused(stand_in, chamber=chamber, user=who) == (
        "Chưa biết quy chế của Hội đồng có cho người thay biểu quyết không; hãy nhập quy chế trước."
    )
    enter(chamber, substitutes_vote=False)
    assert refused(stand_in, chamber=chamber, user=who) == (
        "Theo Quy chế số 05, người thay không được biểu quyết; thành viên vắng gửi ý kiến bằng văn bản."
    )


def test_a_substitute_holds_the_seat_for_its_days_and_votes_once_for_it(chamber):
    who = newcomer(chamber)
    enter(chamber, substitutes_vote=True)
    assert refused(stand_in, chamber=chamber, user=chamber.users[4]) == (
        "Ủy viên 3 đã có ghế trong Hội đồng; một người không ngồi hai ghế."
    )
    row = stand_in(chamber, who)
    assert refused(stand_in, chamber=chamber, user=newcomer(chamber, "khac")) == (
        "Ủy viên 2 đã có người thay trong thời gian đó."
    )
    session = chamber.opened()
    assert [seat.user for seat in queries.seats_of(session)] == [*chamber.users[:3], who, chamber.users[4]]
    assert session.ballot.voters.filter(user=who).count() == 1
    assert session.ballot.voters.filter(user=chamber.users[3]).count() == 0
    assert (session.total_members, list(queries.visible_to(who, MEETING.date()))) == (5, [session])
    actions_council.end_substitution(substitution=row, by=chamber.ward.office.officer, at=CLOSED)
    assert queries.seats(chamber.council, MEETING.date())[3].user == chamber.users[3]
    # the session keeps who sat there
    assert queries.seats_of(session)[3].user == who
    with pytest.raises(Stale):
        actions_council.end_substitution(substitution=row, by=chamber.ward.office.officer, at=CLOSED)


def test_a_member_removed_while_a_session_is_on_leaves_the_base_as_it_was(chamber):
    session = chamber.opened(chamber.advanced)
    change(chamber, leaves=[member(chamber, 3)], effective_on=MEETING.date(), at=MEETING)
    session.refresh_from_db()
    row = session.attendance.get(member=member(chamber, 3))
    assert (session.total_members, row.is_present, row.removed_by.document) == (5, False, "Quyết định số 27/QĐ-UBND")
    chamber.agree(session, 3, 1)
    actions.close_session(session=session, by=chamber.chair, at=CLOSED)
    item = session.agenda.last()
    assert (item.yes, item.no, item.needed, item.has_passed) == (3, 1, 3, True)
    assert [event.reason for event in session.events.all()] == [
        "Ủy viên 2, theo Quyết định số 27/QĐ-UBND; cơ sở tính tỷ lệ giữ nguyên 5 thành viên"
    ]
    assert AuditEvent.objects.filter(act="council_changed").count() == 1


def test_the_role_of_a_replaced_secretary_goes_with_the_seat_and_the_new_one_has_it(chamber):
    unit, old, new = chamber.ward.office.unit, chamber.secretary, chamber.users[3]
    on = CLOSED.date()
    leaves = list(chamber.council.members.filter(user__in=[old, new]))
    actions_council.change_council(
        council=chamber.council, document="Quyết định 21/QĐ", effective_on=on, leaves=leaves,
        joins=[(new, "secretary", "Phó Trưởng phòng"), (old, "member", "Chuyên viên")], by=chamber.ward.office.officer, at=CLOSED,
    )  # fmt: skip
    role = RoleGrant.Role
    assert [has_role(who, [role.COUNCIL_SECRETARY], unit, on) for who in (old, new)] == [False, True]
    assert [has_role(who, [role.COUNCIL_MEMBER], unit, on) for who in (old, new)] == [True, False]
