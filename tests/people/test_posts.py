"""Posts through time: who is where on a day after everything that can happen."""

from datetime import date

import pytest

from tests.people.builders import enter
from thidua.people import actions_posts as acts
from thidua.people.models import DetailChange, Post, Transfer
from thidua.people.queries import people_of, posts_on, visible_to
from thidua.shared import clock
from thidua.shared.denied import Denied
from thidua.shared.models import Letter
from thidua.units.actions_reorganisation import split_unit
from thidua.units.models import Unit
from thidua.units.reorganising import LegalBasis, NewUnit

AUGUST, SEPTEMBER = date(2025, 8, 1), date(2025, 9, 1)
LATER = clock.at_hour(date(2025, 12, 1))
BASIS = LegalBasis("Nghị quyết 9/NQ-HĐND", date(2025, 7, 20), "Hội đồng nhân dân tỉnh")


def where(person, day):
    post = posts_on([person.pk], day).get(person.pk)
    return (post.unit.name, post.title) if post else None


def new_post(person, office, **fields) -> Post:
    return Post(person=person, **({"unit": office.unit, "title": "Phó Trưởng phòng", "starts_on": AUGUST} | fields))


def test_a_change_of_post_ends_the_old_one_the_day_before(province):
    person = enter(province.ha_long, province.at)
    given = {"title": "Trưởng phòng", "is_leader": True, "on": AUGUST, "basis": "12/QĐ", "by": province.ha_long.officer}
    acts.change_post(post=person.posts.get(), at=province.at, **given)
    assert list(
        person.posts.order_by("starts_on").values_list("title", "is_leader", "ends_on", "ended_as", "basis")
    ) == [
        ("Công chức", False, date(2025, 7, 31), "changed", ""),
        ("Trưởng phòng", True, None, "", "12/QĐ"),
    ]
    assert [where(person, date(2025, 7, 31)), where(person, AUGUST)] == [
        ("Phường Hạ Long", "Công chức"), ("Phường Hạ Long", "Trưởng phòng"),
    ]  # fmt: skip


def test_two_main_posts_never_overlap_a_concurrent_one_may(province):
    person = enter(province.ha_long, province.at)
    given = {"by": province.ha_long.officer, "at": province.at}
    with pytest.raises(Denied) as refused:
        acts.appoint_post(post=new_post(person, province.ha_long), **given)
    assert refused.value.reason == (
        "Trùng thời gian với chức vụ chính “Công chức” tại Phường Hạ Long (từ ngày 01/07/2025). "
        "Hãy kết thúc chức vụ đó trước, hoặc ghi chức vụ mới là kiêm nhiệm."
    )
    acts.appoint_post(post=new_post(person, province.ha_long, is_main=False), **given)
    assert where(person, AUGUST) == ("Phường Hạ Long", "Công chức")
    assert person.posts.count() == 2


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"starts_on": date(2009, 12, 31)}, "Phường Hạ Long thành lập ngày 01/07/2025, chưa có vào ngày 31/12/2009."),
        ({"starts_on": date(2027, 1, 1)}, "Ngày bắt đầu 01/01/2027 còn cách hơn một năm. Hãy xem lại ngày."),
        ({"title": ""}, "Chưa có chức vụ, vị trí công tác."),
        ({"title": "x" * 161}, "Chức vụ, vị trí công tác dài quá 160 ký tự."),
        ({"ends_on": date(2025, 7, 2)}, "Ngày kết thúc 02/07/2025 trước ngày bắt đầu 01/08/2025."),
    ],
)
def test_a_post_that_cannot_be_is_refused(province, fields, told):
    person = enter(province.ha_long, province.at)
    post = new_post(person, province.ha_long, is_main=False, **fields)
    with pytest.raises(Denied) as refused:
        acts.appoint_post(post=post, by=province.ha_long.officer, at=province.at)
    assert refused.value.reason == told


def test_a_post_in_a_unit_that_has_ended_is_refused(province):
    person = enter(province.ha_long, province.at)
    Unit.objects.filter(pk=province.cam_pha.unit.pk).update(valid_to=date(2025, 7, 31))
    province.cam_pha.unit.refresh_from_db()
    post = new_post(person, province.cam_pha, is_main=False)
    with pytest.raises(Denied) as refused:
        acts.appoint_post(post=post, by=province.root.officer, at=province.at)
    assert refused.value.reason == "Phường Cẩm Phả đã kết thúc ngày 31/07/2025, không còn vào ngày 01/08/2025."


def test_a_transfer_waits_for_the_receiving_unit_and_keeps_the_history(province):
    person = enter(province.ha_long, province.at)
    sent = acts.send_transfer(
        post=person.posts.get(), to_unit=province.cam_pha.unit, on=AUGUST, by=province.ha_long.officer, at=province.at
    )
    assert where(person, AUGUST) == ("Phường Hạ Long", "Công chức")
    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == (province.cam_pha.officer, "Chờ tiếp nhận cán bộ: Nguyễn Văn Hòa")
    acts.take_in(transfer=sent, title="Chuyên viên", is_leader=False, by=province.cam_pha.officer, at=province.at)
    assert Letter.objects.get(to=province.ha_long.officer).subject == "Đã tiếp nhận cán bộ: Nguyễn Văn Hòa"
    assert [where(person, date(2025, 7, 31)), where(person, AUGUST)] == [
        ("Phường Hạ Long", "Công chức"), ("Phường Cẩm Phả", "Chuyên viên"),
    ]  # fmt: skip
    assert list(person.posts.order_by("starts_on").values_list("ends_on", "ended_as")) == [
        (date(2025, 7, 31), "moved"), (None, ""),
    ]  # fmt: skip
    assert person in people_of(province.ha_long.unit, date(2025, 7, 31))
    assert person not in people_of(province.ha_long.unit, AUGUST)


def test_neither_unit_does_the_other_ones_half(province):
    person = enter(province.ha_long, province.at)
    given = {"post": person.posts.get(), "to_unit": province.cam_pha.unit, "on": AUGUST, "at": province.at}
    with pytest.raises(Denied):
        acts.send_transfer(by=province.cam_pha.officer, **given)
    sent = acts.send_transfer(by=province.ha_long.officer, title="Chuyên viên", **given)
    assert sent.accepted_at is None
    with pytest.raises(Denied) as refused:
        acts.take_in(transfer=sent, title="X", is_leader=False, by=province.ha_long.officer, at=province.at)
    assert refused.value.reason == (
        "Để tiếp nhận cán bộ cần vai trò “Chuyên viên thi đua, khen thưởng” của Phường Cẩm Phả."
    )
    with pytest.raises(Denied):
        acts.withdraw_transfer(transfer=sent, reason="Đổi ý rồi", by=province.cam_pha.officer, at=province.at)


def test_who_keeps_both_units_transfers_at_once(province):
    person = enter(province.ha_long, province.at)
    given = {"to_unit": province.cam_pha.unit, "on": AUGUST, "title": "Chuyên viên", "by": province.root.officer}
    sent = acts.send_transfer(post=person.posts.get(), at=province.at, **given)
    assert (sent.accepted_by, where(person, AUGUST)) == (province.root.officer, ("Phường Cẩm Phả", "Chuyên viên"))


@pytest.mark.parametrize(("act", "who"), [("decline_transfer", "cam_pha"), ("withdraw_transfer", "ha_long")])
def test_a_transfer_that_comes_to_nothing_leaves_the_person_where_they_are(province, act, who):
    person = enter(province.ha_long, province.at)
    given = {"post": person.posts.get(), "to_unit": province.cam_pha.unit, "on": AUGUST, "by": province.ha_long.officer}
    sent = acts.send_transfer(at=province.at, **given)
    office = getattr(province, who)
    getattr(acts, act)(transfer=sent, reason="Không còn chỉ tiêu", by=office.officer, at=province.at)
    assert where(person, AUGUST) == ("Phường Hạ Long", "Công chức")
    with pytest.raises(Denied):
        acts.take_in(transfer=sent, title="X", is_leader=False, by=province.cam_pha.officer, at=province.at)
    assert acts.send_transfer(at=province.at, **given).pk != sent.pk


def test_of_two_transfers_at_once_one_waits(province):
    person = enter(province.ha_long, province.at)
    given = {"post": person.posts.get(), "on": AUGUST, "by": province.ha_long.officer, "at": province.at}
    acts.send_transfer(to_unit=province.cam_pha.unit, **given)
    with pytest.raises(Denied) as refused:
        acts.send_transfer(to_unit=province.van_don.unit, **given)
    assert (refused.value.reason, Transfer.objects.count()) == (
        "Nguyễn Văn Hòa đang có một lần chuyển đơn vị chờ tiếp nhận.", 1,
    )  # fmt: skip


def test_two_clicks_on_taking_in_give_one_post(province):
    person = enter(province.ha_long, province.at)
    given = {"post": person.posts.get(), "to_unit": province.cam_pha.unit, "on": AUGUST, "by": province.ha_long.officer}
    sent = acts.send_transfer(at=province.at, **given)
    seen = Transfer.objects.select_related("person", "post", "to_unit").get(pk=sent.pk)
    taking = {"title": "Chuyên viên", "is_leader": False, "by": province.cam_pha.officer, "at": province.at}
    acts.take_in(transfer=sent, **taking)
    with pytest.raises(Denied):
        acts.take_in(transfer=seen, **taking)
    assert person.posts.count() == 2


def test_a_departure_ends_every_post_and_lists_are_right_on_every_day(province):
    person = enter(province.ha_long, province.at)
    acts.appoint_post(
        post=new_post(person, province.ha_long, is_main=False), by=province.ha_long.officer, at=province.at
    )
    gone = acts.depart(person=person, kind="retired", on=SEPTEMBER, by=province.ha_long.officer, at=LATER)
    unit = province.ha_long.unit
    assert [person in people_of(unit, day) for day in (AUGUST, SEPTEMBER, date(2025, 9, 2))] == [True, True, False]
    assert set(person.posts.values_list("ends_on", "ended_as")) == {(SEPTEMBER, "left")}
    assert visible_to(province.ha_long.officer, date(2025, 12, 1)).filter(pk=person.pk).exists()
    assert not visible_to(province.cam_pha.officer, date(2025, 12, 1)).filter(pk=person.pk).exists()
    acts.take_back_departure(departure=gone, reason="Ghi nhầm người", by=province.ha_long.officer, at=LATER)
    assert set(person.posts.values_list("ends_on", "ended_as")) == {(None, "")}
    with pytest.raises(Denied) as refused:
        acts.take_back_departure(departure=gone, reason="Ghi nhầm người", by=province.ha_long.officer, at=LATER)
    assert refused.value.reason == "Việc thôi công tác này đã được hủy trước đó."


def test_nobody_leaves_twice_or_before_a_post_begins(province):
    person = enter(province.ha_long, province.at)
    given = {"person": person, "by": province.ha_long.officer, "at": LATER}
    with pytest.raises(Denied) as refused:
        acts.depart(kind="retired", on=date(2025, 6, 30), **given)
    assert refused.value.reason == (
        "Có chức vụ “Công chức” bắt đầu ngày 01/07/2025, sau ngày thôi công tác. Hãy sửa chức vụ đó trước."
    )
    acts.depart(kind="died", on=SEPTEMBER, **given)
    with pytest.raises(Denied) as refused:
        acts.depart(kind="retired", on=SEPTEMBER, **given)
    assert refused.value.reason == "Nguyễn Văn Hòa không còn giữ chức vụ nào từ ngày 01/09/2025 (từ trần)."
    with pytest.raises(Denied) as refused:
        acts.appoint_post(
            post=new_post(person, province.ha_long, starts_on=date(2025, 10, 1)), by=province.ha_long.officer, at=LATER
        )
    assert refused.value.reason == "Nguyễn Văn Hòa đã từ trần ngày 01/09/2025."


def test_somebody_who_retired_may_come_back(province):
    person = enter(province.ha_long, province.at)
    acts.depart(person=person, kind="retired", on=AUGUST, by=province.ha_long.officer, at=LATER)
    post = new_post(person, province.ha_long, title="Cố vấn", starts_on=date(2025, 10, 1))
    acts.appoint_post(post=post, by=province.ha_long.officer, at=LATER)
    assert [where(person, SEPTEMBER), where(person, date(2025, 10, 1))] == [None, ("Phường Hạ Long", "Cố vấn")]


def test_a_slip_in_a_post_is_put_right_and_kept(province):
    person = enter(province.ha_long, province.at)
    changed = acts.correct_post(
        post=person.posts.get(),
        changes={"title": "Chuyên viên chính", "starts_on": date(2025, 7, 2), "is_leader": False},
        reason="Ghi nhầm quyết định",
        by=province.ha_long.officer,
        at=province.at,
    )
    assert changed == ["Chức vụ, vị trí", "Ngày bắt đầu"]
    assert list(DetailChange.objects.order_by("field").values_list("field", "before", "after")) == [
        ("starts_on", "01/07/2025", "02/07/2025"), ("title", "Công chức", "Chuyên viên chính"),
    ]  # fmt: skip


def test_two_clicks_on_ending_a_post_end_it_once(province):
    person = enter(province.ha_long, province.at)
    one, other = person.posts.get(), person.posts.get()
    acts.end_post(post=one, on=AUGUST, by=province.ha_long.officer, at=province.at)
    with pytest.raises(Denied):
        acts.end_post(post=other, on=SEPTEMBER, by=province.ha_long.officer, at=province.at)
    assert person.posts.get().ends_on == AUGUST


def test_everybody_of_a_unit_moves_to_its_successor_on_the_day(province):
    given = {"by": province.root.officer, "at": LATER}
    split_unit(
        unit=province.ha_long.unit, main=0, on=AUGUST, basis=BASIS, **given,
        parts=[(NewUnit(code, name, "ward", f"UBND {name}", "UBND", "Chủ tịch", "Mới"), None)
               for code, name in (("06999", "Phường Mới"), ("06998", "Phường Khác"))],
    )  # fmt: skip
    new = Unit.objects.get(code="06999")
    moving = {"from_unit": province.ha_long.unit, "to_unit": new, "on": AUGUST, "at": LATER}
    with pytest.raises(Denied):
        acts.move_unit(by=province.ha_long.officer, **moving)
    before = set(people_of(province.ha_long.unit, date(2025, 7, 31)))
    assert acts.move_unit(by=province.root.officer, basis="NQ 1679", **moving) == 8
    assert set(people_of(new, AUGUST)) == before == set(people_of(province.ha_long.unit, date(2025, 7, 31)))
    assert list(people_of(province.ha_long.unit, AUGUST)) == []
    leader = Post.objects.get(unit=new, is_leader=True)
    assert (leader.title, leader.basis, leader.person.code) == ("Công chức", "NQ 1679", "halong-1")
    with pytest.raises(Denied) as refused:
        acts.move_unit(by=province.root.officer, **moving)
    assert refused.value.reason == "Không còn ai giữ chức vụ tại Phường Hạ Long từ ngày 01/08/2025."


def test_nobody_moves_into_a_unit_before_it_exists(province):
    moving = {"from_unit": province.ha_long.unit, "to_unit": province.cam_pha.unit, "on": date(2025, 6, 1), "at": LATER}
    with pytest.raises(Denied) as refused:
        acts.move_unit(by=province.root.officer, **moving)
    assert refused.value.reason == "Phường Cẩm Phả không có vào ngày 01/06/2025."
    assert list(people_of(province.cam_pha.unit, AUGUST).values_list("code", flat=True)) == [
        f"campha-{n}" for n in (1, 2, 3, 4, 5, 6, 7, 8)
    ]


def test_nobody_moves_as_a_whole_into_a_unit_that_did_not_take_over(province):
    moving = {"from_unit": province.ha_long.unit, "to_unit": province.cam_pha.unit, "on": AUGUST, "at": LATER}
    with pytest.raises(Denied) as refused:
        acts.move_unit(by=province.root.officer, **moving)
    assert refused.value.reason == (
        "Chưa ghi việc sắp xếp nào đưa Phường Hạ Long thành Phường Cẩm Phả (ngày 01/08/2025); hãy ghi việc sắp xếp đơn vị "
        "trước, hoặc chuyển từng người."
    )
