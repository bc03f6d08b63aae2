"""Screens of people: who may open them, what they say, what they refuse."""

from datetime import date

import pytest
from django.urls import reverse

from tests.people.builders import NUMBER, enter
from thidua.accounts.models import User
from thidua.people.actions_posts import correct_post, move_unit
from thidua.people.models import Departure, DuplicatePair, Merge, Person, Post, PrivateValue, Transfer
from thidua.people.queries import posts_on
from thidua.shared import clock
from thidua.shared.denied import Denied
from thidua.units.actions_reorganisation import merge_units, rename_unit, undo_reorganisation
from thidua.units.models import Unit
from thidua.units.reorganising import LegalBasis, NewUnit

HER_NUMBER = "022185001234"  # of a woman born in 1985
LATER = clock.at_hour(date(2025, 12, 1))


def as_user(client, user):
    client.force_login(user)
    return client


def new_person(province, **changes):
    fields = {
        "full_name": "Trần Thị Thuý", "born_on": "12/03/1985", "gender": "female", "subject": "civil_servant",
        "recruited_on": "01/01/2010", "unit": str(province.ha_long.unit.pk), "title": "Công chức", "is_leader": "no",
        "starts_on": "01/07/2025", "identity": HER_NUMBER, "ethnicity": "Tày",
    }  # fmt: skip
    return fields | changes


def test_the_officer_enters_a_person_and_sees_the_page(client, province):
    as_user(client, province.ha_long.officer)
    answer = client.post(reverse("people:new"), new_person(province), follow=True)
    person = Person.objects.get(full_name="Trần Thị Thuý")
    assert (answer.status_code, answer.redirect_chain) == (200, [(reverse("profiles:person", args=[person.pk]), 302)])
    assert PrivateValue.objects.filter(person=person).count() == 2
    assert HER_NUMBER not in answer.content.decode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"full_name": ""}, "Mục này không được để trống."),
        ({"gender": "x"}, "Giá trị đã chọn không có trong danh sách. Hãy chọn lại."),
        ({"identity": "123"}, "Số định danh cá nhân gồm 12 chữ số (chứng minh nhân dân cũ: 9 chữ số)."),
        ({"starts_on": "30/02/2025"}, "Không có ngày 30/02/2025. Hãy xem lại ngày và tháng."),
        ({"starts_on": "01/06/2025"}, "Phường Hạ Long thành lập ngày 01/07/2025, chưa có vào ngày 01/06/2025."),
        ({"unit": "999999"}, "Giá trị đã chọn không có trong danh sách. Hãy chọn lại."),
        ({"code": "halong-1"}, "Mã cán bộ “halong-1” đã có người mang."),
        ({"full_name": "A" * 500}, "Dài quá 120 ký tự (đang có 500). Hãy rút gọn."),
    ],
)
def test_a_refused_form_comes_back_with_the_reason_and_writes_nothing(client, province, changes, words):
    before = Person.objects.count()
    answer = as_user(client, province.ha_long.officer).post(reverse("people:new"), new_person(province, **changes))
    assert (answer.status_code, words in answer.content.decode(), Person.objects.count()) == (422, True, before)


def test_an_officer_offers_only_the_own_units(client, province):
    page = as_user(client, province.ha_long.officer).get(reverse("people:new")).content.decode()
    assert [unit in page for unit in ("Phường Hạ Long", "Phường Cẩm Phả")] == [True, False]
    changes = {"unit": str(province.cam_pha.unit.pk)}
    assert client.post(reverse("people:new"), new_person(province, **changes)).status_code == 422


@pytest.mark.parametrize("name", ["people:new", "people:move-unit"])
def test_who_is_no_officer_is_told_why(client, province, name):
    answer = as_user(client, province.ha_long.head).get(reverse(name))
    assert answer.status_code == 403
    assert "Để nhập cán bộ cần vai trò" in answer.content.decode()


def test_people_of_other_units_are_not_told_of(client, province):
    person = province.cam_pha.people[0]
    as_user(client, province.ha_long.officer)
    post = person.posts.get().pk
    addresses = [
        *(reverse(f"people:{name}", args=[person.pk]) for name in ("edit", "private", "appoint", "depart")),
        *(reverse(f"people:{name}", args=[post]) for name in ("change-post", "correct-post", "end-post", "transfer")),
        *(reverse(f"profiles:{name}", args=[person.pk]) for name in ("person", "openings", "export")),
    ]
    assert {client.get(address).status_code for address in addresses} == {404}


def test_the_head_sees_the_people_and_changes_nothing(client, province):
    person = province.ha_long.people[0]
    as_user(client, province.ha_long.head)
    assert client.get(reverse("profiles:person", args=[person.pk])).status_code == 200
    post = person.posts.get().pk
    changing = [
        *(reverse(f"people:{name}", args=[person.pk]) for name in ("edit", "private", "depart", "appoint")),
        *(reverse(f"people:{name}", args=[post]) for name in ("change-post", "correct-post", "end-post", "transfer")),
        reverse("profiles:export", args=[person.pk]),
        reverse("profiles:openings", args=[person.pk]),
    ]
    assert {client.get(address).status_code for address in changing} == {403}


def test_the_list_of_a_day_and_its_file(client, province):
    as_user(client, province.ha_long.officer)
    page = client.get(reverse("people:list")).content.decode()
    assert ("8 người" in page, "Nguyễn Thị Đào" in page) == (True, True)
    assert "Chưa có ai" in client.get(reverse("people:list") + "?ngay=30/06/2025").content.decode()
    assert client.get(reverse("people:list") + "?ngay=hom-qua&unit=x&leader=%00&q=%00'").status_code == 200
    rows = b"".join(client.get(reverse("people:list") + "?export=csv&leader=yes").streaming_content).decode("utf-8-sig")
    assert rows.splitlines()[1].split(";")[:2] == ["Nguyễn Thị An", "halong-1"] or rows.splitlines()[1].split(",")[:2] == [
        "Nguyễn Thị An", "halong-1",
    ]  # fmt: skip
    assert len(rows.splitlines()) == 2


def test_a_link_from_a_unit_shows_its_people_only(client, province):
    as_user(client, province.root.officer)
    page = client.get(reverse("people:list") + f"?unit={province.cam_pha.unit.pk}").content.decode()
    assert ("8 người" in page, "campha-1" in page, "halong-1" in page) == (True, True, False)


def test_a_link_from_a_reorganisation_fills_the_form(client, province):
    as_user(client, province.root.officer)
    page = client.get(reverse("people:move-unit") + "?tu=06652&den=06760&ngay=01/08/2025").content.decode()
    assert ['value="06652"' in page, 'value="06760"' in page, 'value="01/08/2025"' in page] == [True, True, True]


def test_the_search_page_finds_and_keeps_numbers_out(client, province):
    as_user(client, province.ha_long.officer)
    page = client.get(reverse("people:search") + "?q=dao thi").content.decode()
    assert ("Nguyễn Thị Đào" in page, "1 người." in page) == (True, True)
    page = client.get(reverse("people:search") + f"?q={NUMBER}").content.decode()
    assert ("Đừng tìm bằng số định danh" in page, NUMBER in page) == (True, False)
    page = client.get(reverse("people:search") + "?q=%3Cscript%3Ealert(1)%3C/script%3E").content.decode()
    assert "<script>alert" not in page


def test_a_correction_on_an_old_page_is_told(client, province):
    person = enter(province.ha_long, province.at)
    as_user(client, province.ha_long.officer)
    fields = {
        "full_name": "Nguyễn Văn Hóa", "born_on": "12/03/1985", "gender": "male", "subject": "civil_servant",
        "recruited_on": "01/01/2010", "reason": "Ghi nhầm họ tên", "version": "1",
    }  # fmt: skip
    assert client.post(reverse("people:edit", args=[person.pk]), fields).status_code == 302
    fields["full_name"] = "Nguyễn Văn Họa"
    answer = client.post(reverse("people:edit", args=[person.pk]), fields)
    assert (answer.status_code, "Trang này đã cũ" in answer.content.decode()) == (422, True)


def test_a_transfer_goes_through_both_offices_on_the_screens(client, province):
    person = province.ha_long.people[2]
    as_user(client, province.ha_long.officer)
    address = reverse("people:transfer", args=[person.posts.get().pk])
    answer = client.post(address, {"to_unit": "phuong cam pha", "on": "01/08/2025", "basis": "12/QĐ"}, follow=True)
    assert "chờ Phường Cẩm Phả tiếp nhận" in answer.content.decode()
    row = Transfer.objects.get()
    assert client.post(reverse("people:take-in", args=[row.pk]), {"title": "X", "is_leader": "no"}).status_code == 403
    row.refresh_from_db()
    assert row.accepted_at is None  # refused: not their half
    as_user(client, province.cam_pha.officer)
    assert "Nguyễn Thị Chi" in client.get(reverse("people:transfers")).content.decode()
    client.post(reverse("people:take-in", args=[row.pk]), {"title": "Chuyên viên", "is_leader": "no"})
    assert posts_on([person.pk], date(2025, 8, 1))[person.pk].unit == province.cam_pha.unit


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("phuong", "Có nhiều đơn vị như vậy"),
        ("không có đâu", "Không có đơn vị nào tên “không có đâu”"),
        ("06652", "đang công tác tại Phường Hạ Long"),
    ],
)
def test_a_unit_is_typed_by_name_or_code(client, province, typed, words):
    post = province.ha_long.people[2].posts.get()
    answer = as_user(client, province.ha_long.officer).post(
        reverse("people:transfer", args=[post.pk]), {"to_unit": typed, "on": "01/08/2025"}
    )
    assert (answer.status_code, words in answer.content.decode()) == (422, True)


def test_a_departure_and_its_taking_back_on_the_screens(client, province):
    person = province.ha_long.people[2]
    as_user(client, province.ha_long.officer)
    client.post(reverse("people:depart", args=[person.pk]), {"kind": "resigned", "on": "08/07/2025"})
    gone = Departure.objects.get()
    assert person.posts.get().ends_on == date(2025, 7, 8)
    client.post(reverse("people:take-back-departure", args=[gone.pk]), {"reason": "Ghi nhầm người"})
    assert person.posts.get().ends_on is None
    assert client.get(reverse("people:take-back-departure", args=[gone.pk])).status_code == 404


@pytest.fixture
def merged(province):
    """Phường Hạ Long merged into Phường Cẩm Phả on 1 August."""
    return merge_units(
        units=[province.ha_long.unit], into=province.cam_pha.unit, on=date(2025, 8, 1),
        basis=LegalBasis("Nghị quyết 9/NQ-HĐND", date(2025, 7, 20), "Hội đồng nhân dân tỉnh"), by=province.root.officer,
        at=LATER,
    )  # fmt: skip


def test_a_whole_unit_moves_on_the_screen_after_a_look_and_can_be_taken_back(client, province, merged, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    as_user(client, province.root.officer)
    fields = {"on": "01/08/2025", "from_unit": "Phường Hạ Long (mã 06652)", "to_unit": "cam pha"}
    looked = client.post(reverse("people:move-unit"), fields)
    assert (looked.status_code, dict(fact[:2] for fact in looked.context["facts"])["Số chức vụ"]) == (200, "8")
    assert Post.objects.filter(unit=province.cam_pha.unit).count() == 8, "nothing is moved by looking"
    answer = client.post(reverse("people:move-unit"), {**fields, "step": "do"}, follow=True)
    assert "Đã chuyển 8 chức vụ từ Phường Hạ Long sang Phường Cẩm Phả." in answer.content.decode()
    assert set(Post.objects.filter(unit=province.ha_long.unit).values_list("ends_on", flat=True)) == {date(2025, 7, 31)}
    client.post(reverse("people:take-back-move", args=[merged.pk]), {"reason": "Chuyển nhầm ngày"})
    assert set(Post.objects.filter(unit=province.ha_long.unit).values_list("ends_on", "ended_as")) == {(None, "")}
    assert Post.objects.filter(unit=province.cam_pha.unit).count() == 8


def test_undoing_the_merge_brings_the_moved_people_back(province, merged):
    moving = {"from_unit": province.ha_long.unit, "to_unit": province.cam_pha.unit, "on": date(2025, 8, 1)}
    assert move_unit(**moving, by=province.root.officer, at=LATER) == 8
    undo_reorganisation(reorganisation=merged, reason="Ghi nhầm", by=province.root.officer, at=LATER)
    assert Post.objects.filter(unit=province.ha_long.unit, ends_on=None).count() == 8
    assert Post.objects.filter(unit=province.cam_pha.unit).count() == 8


def test_a_renamed_unit_takes_its_people_and_accounts_along_and_back(province):
    old = province.ha_long.unit
    User.objects.filter(pk=province.ha_long.officer.pk).update(office=old)
    act = rename_unit(
        unit=old, successor=NewUnit(old.code, "Phường Hồng Gai", "ward", "UBND phường Hồng Gai", "UBND", "Chủ tịch", "Hồng Gai"),
        on=date(2025, 8, 1), basis=LegalBasis("Nghị quyết 9/NQ-HĐND", date(2025, 7, 20), "Hội đồng nhân dân tỉnh"),
        by=province.root.officer, at=LATER,
    )  # fmt: skip
    new = Unit.objects.get(name="Phường Hồng Gai")
    assert Post.objects.filter(unit=new, starts_on=date(2025, 8, 1), ends_on=None).count() == 8
    assert User.objects.get(pk=province.ha_long.officer.pk).office == new
    undo_reorganisation(reorganisation=act, reason="Ghi nhầm", by=province.root.officer, at=LATER)
    assert Post.objects.filter(unit=old, ends_on=None).count() == Post.objects.filter(unit=old).count() == 8
    assert User.objects.get(pk=province.ha_long.officer.pk).office == old


def test_a_person_who_seems_to_be_there_already_is_entered_only_after_a_second_word(client, province):
    enter(province.ha_long, province.at, "Bùi Thị Mai Anh", code="A9", gender="female", born_on=date(1988, 4, 2))
    as_user(client, province.ha_long.officer)
    typed = new_person(province, full_name="Bùi  thị mai ANH", born_on="02/04/1988", gender="female", identity="")
    asked = client.post(reverse("people:new"), typed)
    assert asked.context["form"].errors["is_sure"] == [
        "Có thể đã nhập rồi: hồ sơ A9 của Bùi Thị Mai Anh, sinh ngày 02/04/1988."
    ]
    assert asked.context["notices"][0]["url"] == reverse("profiles:person", args=[Person.objects.get(code="A9").pk])
    sure = {**typed, "asked": asked.context["form"]["asked"].value(), "is_sure": "on"}
    assert client.post(reverse("people:new"), sure).status_code == 302
    assert Person.objects.filter(full_name="Bùi Thị Mai Anh").count() == 2


def test_a_number_of_another_record_is_kept_in_dispute_after_a_second_word(client, province):
    enter(province.ha_long, province.at, code="A9", private={"identity": NUMBER})
    as_user(client, province.ha_long.officer)
    typed = new_person(province, full_name="Nguyễn Văn Hai", gender="male", born_on="12/03/1985", identity=NUMBER)
    asked = client.post(reverse("people:new"), typed)
    assert [
        each.startswith("Số định danh này đã có ở hồ sơ A9") for each in asked.context["form"].errors["is_sure"]
    ] == [True]
    sure = {**typed, "asked": asked.context["form"]["asked"].value(), "is_sure": "on"}
    assert client.post(reverse("people:new"), sure).status_code == 302
    rows = PrivateValue.objects.filter(field="identity").order_by("person__code")
    assert sorted(rows.values_list("is_disputed", flat=True)) == [False, True]


def test_a_retirement_in_the_future_is_asked_about_shown_and_taken_back(client, province, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: province.at)
    person = province.ha_long.people[2]
    as_user(client, province.ha_long.officer)
    address = reverse("people:depart", args=[person.pk])
    typed = {"kind": "retired", "on": "31/12/2025"}
    asked = client.post(address, typed)
    assert asked.context["form"].errors["is_sure"] == [
        "Ngày 31/12/2025 chưa đến: chức vụ sẽ kết thúc vào ngày đó.",
        "Nguyễn Thị Chi mới 40 tuổi vào ngày đó mà ghi nghỉ hưu.",
    ]
    client.post(address, {**typed, "asked": asked.context["form"]["asked"].value(), "is_sure": "on"})
    gone = Departure.objects.get()
    page = client.get(reverse("profiles:person", args=[person.pk]))
    assert (page.context["gone"], page.context["can_take_back"]) == (gone, True)
    assert page.context["lead"].endswith("Nghỉ hưu từ sau ngày 31/12/2025.")
    with pytest.raises(Denied) as refused:
        correct_post(
            post=person.posts.get(), changes={"ends_on": None}, reason="Ghi nhầm", by=province.ha_long.officer,
            at=province.at,
        )  # fmt: skip
    assert refused.value.reason.startswith("Chức vụ này kết thúc cùng việc thôi công tác")


def test_no_unit_is_chosen_beforehand_where_there_are_several(client, province):
    page = as_user(client, province.root.officer).get(reverse("people:new"))
    assert next(iter(page.context["form"].fields["unit"].choices)) == ("", "Chọn đơn vị")


def test_duplicates_from_the_search_to_the_merge_and_back(client, province):
    kept = enter(province.ha_long, province.at, code="A1")
    other = enter(province.ha_long, province.at, "Nguyễn Văn Hoà", code="A2", is_main=False)
    as_user(client, province.ha_long.officer)
    page = client.post(reverse("people:find-duplicates"), follow=True).content.decode()
    assert "Họ tên chỉ khác cách viết (Nguyễn Văn Hòa – Nguyễn Văn Hoà), cùng ngày sinh 12/03/1985." in page
    address = reverse("profiles:compare", args=[kept.pk, other.pk])
    assert "Giữ hồ sơ A2 thay vì hồ sơ A1" in client.get(address).content.decode()
    answer = client.post(address, {"reason": "Cùng một người"})
    assert (answer.status_code, "Hai hồ sơ ghi khác nhau: hãy chọn một." in answer.content.decode()) == (422, True)
    client.post(address, {"c0": "kept", "reason": "Cùng một người, đã đối chiếu"})
    other.refresh_from_db()
    assert other.merged_into == kept
    page = client.get(reverse("profiles:person", args=[other.pk]))
    assert (page.status_code, page["Location"]) == (302, reverse("profiles:person", args=[kept.pk]))
    merge = Merge.objects.get()
    client.post(reverse("profiles:undo-merge", args=[merge.pk]), {"reason": "Hóa ra hai người"})
    other.refresh_from_db()
    assert other.merged_into is None
    client.post(reverse("profiles:apart", args=[kept.pk, other.pk]), {"reason": "Hai anh em họ"})
    assert DuplicatePair.objects.get().apart_reason == "Hai anh em họ"
    assert "Không có cặp nào cần xem" in client.get(reverse("people:duplicates")).content.decode()
    client.post(reverse("profiles:not-apart", args=[kept.pk, other.pk]))
    assert DuplicatePair.objects.get().apart_at is None


def test_nobody_merges_across_units_without_keeping_both(client, province):
    mine, theirs = province.ha_long.people[0], province.cam_pha.people[0]
    as_user(client, province.ha_long.officer)
    assert client.get(reverse("profiles:compare", args=[mine.pk, theirs.pk])).status_code == 404
    as_user(client, province.root.officer)
    assert client.get(reverse("profiles:compare", args=[mine.pk, theirs.pk])).status_code == 200
    assert client.get(reverse("profiles:compare", args=[mine.pk, mine.pk])).status_code == 404


def test_joining_two_records_that_both_hold_a_main_post_is_warned_of_before_and_shown_after(client, province):
    kept = enter(province.ha_long, province.at, code="A1")
    other = enter(province.cam_pha, province.at, code="A2")
    as_user(client, province.root.officer)
    page = client.get(reverse("profiles:compare", args=[kept.pk, other.pk]) + f"?giu={kept.pk}")
    assert sorted(page.context["two_mains"]) == [
        "Công chức, Phường Cẩm Phả, từ 01/07/2025", "Công chức, Phường Hạ Long, từ 01/07/2025",
    ]  # fmt: skip
    assert "Hồ sơ bị gộp (không còn đứng riêng)" in page.content.decode()
    Post.objects.filter(person=other).update(person=kept)
    shown = client.get(reverse("profiles:person", args=[kept.pk])).context["two_mains"]
    assert sorted(shown.split("; ")) == ["Công chức, Phường Cẩm Phả", "Công chức, Phường Hạ Long"]


def test_people_left_in_an_ended_unit_are_marked_and_can_be_filtered_for(client, province, merged, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: LATER)
    page = as_user(client, province.root.officer).get(reverse("people:list"), {"unit": province.ha_long.unit.pk})
    assert page.content.decode().count("Phường Hạ Long (đã kết thúc 31/07/2025)") >= 8
