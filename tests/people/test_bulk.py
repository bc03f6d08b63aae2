"""People moved by the sheet: what stands against one person's new post stands against it there as well."""

from datetime import date

from tests.people.builders import enter
from thidua.people.actions_bulk import move_people
from thidua.people.actions_posts import depart, send_transfer
from thidua.people.models import Post
from thidua.shared.denied import Denied

AUGUST = date(2025, 8, 1)


def moved(province, person, **fields) -> str:
    """The refusal of moving the person to Phường Cẩm Phả, "" when it is done; then nothing else may have been."""
    new = Post(person=person, unit=province.cam_pha.unit, title="Chuyên viên", **({"starts_on": AUGUST} | fields))
    before = list(Post.objects.order_by("pk").values_list("pk", "ends_on"))
    try:
        moves = [(person.posts.get(is_main=True, ends_on=None).pk, new)]
        move_people(moves=moves, under=province.root.unit, by=province.root.officer, at=province.at)
    except Denied as denied:
        assert list(Post.objects.order_by("pk").values_list("pk", "ends_on")) == before
        return denied.reason
    return ""


def test_a_move_ends_the_old_post_the_day_before(province):
    person = enter(province.ha_long, province.at)
    assert moved(province, person) == ""
    assert list(person.posts.order_by("starts_on").values_list("unit__name", "ends_on", "ended_as")) == [
        ("Phường Hạ Long", date(2025, 7, 31), "moved"), ("Phường Cẩm Phả", None, ""),
    ]  # fmt: skip


def test_somebody_on_the_way_to_another_unit_is_not_moved_by_a_sheet(province):
    person = enter(province.ha_long, province.at)
    given = {"post": person.posts.get(), "to_unit": province.cam_pha.unit, "on": AUGUST, "at": province.at}
    send_transfer(by=province.ha_long.officer, **given)
    assert moved(province, person) == (
        "Nguyễn Văn Hòa đang chờ tiếp nhận chuyển đơn vị; hãy tiếp nhận hoặc rút việc chuyển trước. "
        "Chưa dòng nào được ghi."
    )


def test_a_new_post_in_a_unit_not_yet_founded_is_refused(province):
    person = enter(province.ha_long, province.at, starts_on=date(2025, 7, 1))
    unit = province.cam_pha.unit
    type(unit).objects.filter(pk=unit.pk).update(valid_from=date(2025, 9, 1))
    assert moved(province, person) == (
        "Nguyễn Văn Hòa: Phường Cẩm Phả thành lập ngày 01/09/2025, chưa có vào ngày 01/08/2025. Chưa dòng nào được ghi."
    )


def test_a_post_held_later_stands_in_the_way(province):
    person = enter(province.ha_long, province.at)
    Post.objects.create(
        person=person, unit=province.cam_pha.unit, title="Kế toán", starts_on=date(2025, 9, 1),
        ends_on=date(2025, 9, 30), ended_as="ended",
    )  # fmt: skip
    assert moved(province, person) == (
        "Nguyễn Văn Hòa: trùng thời gian với chức vụ chính “Kế toán” tại Phường Cẩm Phả. Chưa dòng nào được ghi."
    )


def test_nobody_is_moved_after_death(province):
    person = enter(province.ha_long, province.at)
    depart(person=person, kind="died", on=date(2025, 7, 5), by=province.ha_long.officer, at=province.at)
    Post.objects.filter(person=person).update(ends_on=None, ended_as="")  # reopened by mistake
    assert moved(province, person) == "Nguyễn Văn Hòa đã từ trần ngày 05/07/2025. Chưa dòng nào được ghi."
