"""Entering people and putting details right."""

from datetime import date, timedelta

import pytest

from tests.people.builders import enter
from thidua.people.actions import correct_details, enter_people
from thidua.people.checks import identity_doubts, tidy_name
from thidua.people.models import DetailChange, Person, Post
from thidua.shared import clock
from thidua.shared.denied import Denied, Stale
from thidua.shared.models import AuditEvent


def test_a_person_enters_with_a_post_and_a_code_of_the_system(province):
    person = enter(province.ha_long, province.at, "Trần Thị Thuý")
    post = person.posts.get()
    assert (person.name_fold, person.code, post.unit, post.title, post.is_main) == (
        "tran thi thuy", "CB000001", province.ha_long.unit, "Công chức", True,
    )  # fmt: skip
    assert AuditEvent.objects.last().detail == {"count": 1}


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"gender": "other"}, "Giới tính “other” không có trong danh mục (Nữ, Nam)."),
        ({"subject": ""}, "Đối tượng “” không có trong danh mục (Cán bộ, Công chức, Viên chức, Người lao động)."),
        ({"born_on": date(2025, 7, 9)}, "Ngày sinh 09/07/2025 ở tương lai."),
        ({"born_on": date(2014, 1, 1)}, "Ngày sinh 01/01/2014 không hợp lý: chưa đủ 15 tuổi."),
        ({"born_on": date(1890, 1, 1)}, "Ngày sinh 01/01/1890 không hợp lý: quá 110 tuổi."),
        ({"recruited_on": date(1984, 1, 1)}, "Ngày tuyển dụng 01/01/1984 trước ngày sinh 12/03/1985."),
        (
            {"recruited_on": date(1999, 1, 1)},
            "Ngày tuyển dụng 01/01/1999 khi chưa đủ 15 tuổi (sinh ngày 12/03/1985).",
        ),
        ({"recruited_on": date(2026, 8, 1)}, "Ngày tuyển dụng 01/08/2026 còn cách hơn một năm."),
        ({"starts_on": date(2025, 6, 30)}, "Phường Hạ Long thành lập ngày 01/07/2025, chưa có vào ngày 30/06/2025."),
        (
            {"recruited_on": date(2025, 7, 5)},
            "Ngày bắt đầu 01/07/2025 trước ngày tuyển dụng 05/07/2025.",
        ),
        ({"ends_on": date(2025, 6, 1)}, "Ngày kết thúc 01/06/2025 trước ngày bắt đầu 01/07/2025."),
        ({"title": "  "}, "Chưa có chức vụ, vị trí công tác."),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(province, wrong, reason):
    with pytest.raises(Denied) as refused:
        enter(province.ha_long, province.at, **wrong)
    assert refused.value.reason == f"Nguyễn Văn Hòa: {reason}"
    assert Person.objects.filter(name_fold="nguyen van hoa").count() == 0


@pytest.mark.parametrize("name", ["", "   ", "123", "Nguyễn\u202eVăn A", "A\0B", "=1+1", "Nguyễn Văn 2", "x" * 121])
def test_a_name_that_is_none_is_refused(province, name):
    before = Person.objects.count()
    with pytest.raises(Denied):
        enter(province.ha_long, province.at, name)
    assert Person.objects.count() == before


def test_a_name_in_the_language_of_the_person_enters(province):
    assert [enter(province.ha_long, province.at, name).full_name for name in ("Y Bih", "K'Brăng", "Lò Văn Sử-Pa")] == [
        "Y Bih", "K'Brăng", "Lò Văn Sử-Pa",
    ]  # fmt: skip


def test_one_wrong_person_keeps_all_out(province):
    before = Person.objects.count()
    good, bad = (
        Person(code=code, full_name="Lê Văn An", gender=gender, subject="worker")
        for code, gender in (("X1", "male"), ("X2", "?"))
    )
    posts = [Post(unit=province.ha_long.unit, title="Công chức", starts_on=date(2025, 7, 1)) for _ in range(2)]
    with pytest.raises(Denied):
        enter_people(
            people=list(zip((good, bad), posts, strict=True)),
            under=province.ha_long.unit,
            by=province.ha_long.officer,
            at=province.at,
        )
    assert Person.objects.count() == before


def test_a_code_that_is_taken_is_named(province):
    with pytest.raises(Denied) as refused:
        enter(province.ha_long, province.at, code="halong-1")
    assert refused.value.reason == "Mã cán bộ “halong-1” đã có người mang. Chưa người nào được nhập."


def test_nobody_enters_people_into_a_unit_that_is_not_theirs(province):
    person = Person(full_name="Lê Văn An", gender="male", subject="worker")
    post = Post(unit=province.cam_pha.unit, title="Công chức", starts_on=date(2025, 7, 1))
    with pytest.raises(Denied) as refused:
        enter_people(people=[(person, post)], under=province.ha_long.unit, by=province.ha_long.officer, at=province.at)
    assert refused.value.reason == "Lê Văn An: Phường Cẩm Phả không thuộc Phường Hạ Long."


@pytest.mark.parametrize("role", ["head", "clerk", "decider", "appraiser", "editor", "council_secretary"])
def test_only_the_officer_enters(province, role):
    with pytest.raises(Denied):
        enter(province.ha_long, province.at, by=getattr(province.ha_long, role))


def test_a_correction_keeps_what_stood_before_and_why_but_not_in_the_audit_chain(province):
    person = enter(province.ha_long, province.at)
    done = correct_details(
        person=person,
        changes={"full_name": "Nguyễn Văn Hoá", "born_on": date(1985, 12, 3), "gender": "male"},
        reason="Đối chiếu giấy khai sinh",
        by=province.ha_long.officer,
        at=province.at,
    )
    assert done == ["full_name", "born_on"]
    assert list(DetailChange.objects.order_by("field").values_list("field", "before", "after", "reason")) == [
        ("born_on", "12/03/1985", "03/12/1985", "Đối chiếu giấy khai sinh"),
        ("full_name", "Nguyễn Văn Hòa", "Nguyễn Văn Hoá", "Đối chiếu giấy khai sinh"),
    ]
    event = AuditEvent.objects.last()
    assert (event.act, event.detail) == ("person_corrected", {"fields": ["full_name", "born_on"]})
    person.refresh_from_db()
    assert (person.name_fold, person.version) == ("nguyen van hoa", 2)


def test_of_two_corrections_of_one_page_the_second_is_told(province):
    person = enter(province.ha_long, province.at)
    again = Person.objects.get(pk=person.pk)
    given = {"reason": "Ghi nhầm họ tên", "by": province.ha_long.officer, "at": province.at}
    correct_details(person=person, changes={"full_name": "Nguyễn Văn Hóa"}, **given)
    with pytest.raises(Stale):
        correct_details(person=again, changes={"full_name": "Nguyễn Văn Hoạ"}, **given)
    assert DetailChange.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "reason", "told"),
    [
        ({"full_name": "Nguyễn Văn Hòa"}, "Ghi nhầm họ tên", "Không có gì thay đổi so với thông tin đang ghi."),
        ({"full_name": "Lê An"}, "  ", "Cần ghi rõ lý do sửa thông tin."),
        (
            {"full_name": "Lê An"},
            "Theo CCCD 022 085 001 234",
            "Đừng ghi số định danh, số điện thoại hay số tài khoản vào lý do: mục này không được mã hóa.",
        ),
        ({"code": "X"}, "Đổi mã cán bộ", "Không sửa được mục “code”."),
        (
            {"recruited_on": date(2025, 7, 8)},
            "Ghi nhầm ngày",
            "Ngày bắt đầu 01/07/2025 trước ngày tuyển dụng 08/07/2025.",
        ),
    ],
)
def test_a_correction_that_says_nothing_or_cannot_be_is_refused(province, changes, reason, told):
    person = enter(province.ha_long, province.at)
    with pytest.raises(Denied) as refused:
        correct_details(person=person, changes=changes, reason=reason, by=province.ha_long.officer, at=province.at)
    assert refused.value.reason == told


def test_the_officer_of_another_unit_corrects_nothing_the_one_above_does(province):
    person = enter(province.ha_long, province.at)
    given = {"person": person, "changes": {"full_name": "Nguyễn Văn Hóa"}, "reason": "Ghi nhầm", "at": province.at}
    with pytest.raises(Denied) as refused:
        correct_details(by=province.cam_pha.officer, **given)
    assert refused.value.reason == (
        "Để sửa thông tin cán bộ cần vai trò “Chuyên viên thi đua, khen thưởng” của Phường Hạ Long."
    )
    assert correct_details(by=province.root.officer, **given) == ["full_name"]


def test_a_day_far_ahead_is_taken_for_a_slip(province):
    from thidua.people.actions_posts import end_post

    person = enter(province.ha_long, province.at)
    day = clock.at_hour(date(2025, 7, 8)).date() + timedelta(days=400)
    with pytest.raises(Denied) as refused:
        end_post(post=person.posts.get(), on=day, by=province.ha_long.officer, at=province.at)
    assert refused.value.reason == "Ngày kết thúc 12/08/2026 còn cách hơn một năm. Hãy xem lại ngày."


def test_the_next_code_goes_on_in_the_form_in_use(province):
    assert enter(province.ha_long, province.at, code="QN000035").code == "QN000035"
    assert enter(province.ha_long, province.at, "Trần Thị Thuý").code == "QN000036"


@pytest.mark.parametrize(
    ("number", "doubts"),
    [
        ("022085001234", []),
        ("022 085 001 234", []),
        ("123456789", []),
        ("022190001234", [
            "Chữ số thứ tư của số định danh là của nữ, khác giới tính đang ghi.",
            "Số định danh ghi năm sinh 1990, khác ngày sinh đang ghi (12/03/1985).",
        ]),
        ("099085001234", ["Ba chữ số đầu của số định danh không phải mã tỉnh, thành phố nào."]),
        ("022285001234", ["Số định danh ghi năm sinh 2085, khác ngày sinh đang ghi (12/03/1985)."]),
    ],
)  # fmt: skip
def test_an_identity_number_that_contradicts_the_record_is_pointed_out(number, doubts):
    assert identity_doubts(number, date(1985, 3, 12), "male") == doubts


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Bùi  thị mai ANH", "Bùi Thị Mai Anh"),
        ("H'HEN niê", "H'Hen Niê"),
        ("Y Moan Ênuôl", "Y Moan Ênuôl"),
        ("McCarthy", "McCarthy"),
    ],
)
def test_a_name_typed_all_small_or_all_large_is_written_as_names_are(typed, kept):
    assert tidy_name(typed) == kept
