"""What a preview says before anything is written, and cells as other people's lists have them."""

import pytest
from django.urls import reverse

from paperwork.tables import read_table
from tests.imports import books
from tests.imports.hands import checked, lines, reasons, written
from thidua.imports import files
from thidua.people.models import Person
from thidua.units.models import Unit

HEAD = ["Mã cán bộ", "Họ và tên", "Ngày sinh", "Giới tính", "Đối tượng", "Đơn vị", "Chức vụ", "Từ ngày"]


@pytest.fixture
def go(province, tmp_path):
    def check(kind, rows, **more):
        place = books.plain_xlsx(tmp_path / f"{kind}.xlsx", rows)
        return checked(place, kind, province.root.unit, province.root.officer, province.at, **more)

    return check


def test_a_new_line_says_what_will_be_written_and_how_a_short_word_was_read(go, province):
    code = province.ha_long.people[0].code
    rows = [["Mã cán bộ", "Năm", "Xếp loại"], [code, 2024, "HTTNV"]]
    first = go("ratings", rows)
    said = [["Mã cán bộ", code], ["Năm", "2024"], ["Mức xếp loại", "Hoàn thành tốt nhiệm vụ (tệp ghi “HTTNV”)"]]
    assert [line["w"] for line in lines(first, "new")] == [said]
    written(first, province.root.officer, province.at)
    assert [line["w"] for line in lines(go("ratings", rows), "same")] == [said]


def test_a_new_unit_says_its_type_and_superior(go):
    rows = [["Mã", "Tên đơn vị", "Loại", "Thuộc"], ["HL-9", "Phòng Kinh tế", "Phòng", "Phường Hạ Long"]]
    assert [line["w"][1:3] for line in lines(go("units", rows), "new")] == [
        [["Loại", "Phòng, tổ trực thuộc (tệp ghi “Phòng”)"], ["Đơn vị cấp trên", "Phường Hạ Long"]]
    ]


@pytest.mark.parametrize("word", ["Hợp tác gì đó", "Bệnh viện", "Đơn vị sự nghiệp", "Doanh nghiệp", "Trường học"])
def test_a_type_of_unit_is_itself_or_refused_with_the_known_ones_never_another(go, word):
    kind = {"Bệnh viện": "hospital", "Đơn vị sự nghiệp": "public_service", "Doanh nghiệp": "enterprise",
            "Trường học": "school"}.get(word)  # fmt: skip
    rows = [["Mã", "Tên đơn vị", "Loại", "Thuộc"], ["HL-9", "Đơn vị mới", word, "Phường Hạ Long"]]
    imported = go("units", rows)
    if kind in Unit.Kind.values:
        assert [line["w"][1][0] for line in lines(imported, "new")] == ["Loại"]
        return
    ((_, value, reason),) = reasons(imported)[2]
    assert (value, reason.split(", ")[0]) == (word, "phải là một trong: Tỉnh")


def test_a_birth_in_the_column_of_the_gender_tells_both(go, province):
    head = ["Mã cán bộ", "Họ và tên", "Ngày sinh Nam", "Ngày sinh Nữ", "Đối tượng", "Đơn vị", "Chức vụ"]
    rows = [
        head,
        ["N-1", "Trần Văn Bảy", "12/03/1980", None, "Công chức", "Phường Hạ Long", "Chuyên viên"],
        ["N-2", "Trần Thị Tám", None, "05/06/1985", "Công chức", "Phường Hạ Long", "Chuyên viên"],
        ["N-3", "Trần Thị Chín", "05/06/1985", "05/06/1985", "Công chức", "Phường Hạ Long", "Chuyên viên"],
    ]
    imported = go("people", rows)
    assert {n: found[0][2] for n, found in reasons(imported).items()} == {4: "ngày sinh có ở hai cột của dòng này"}
    written(imported, province.root.officer, province.at)
    found = Person.objects.filter(code__startswith="N-").order_by("code")
    assert [(p.gender, f"{p.born_on:%d/%m/%Y}") for p in found] == [("male", "12/03/1980"), ("female", "05/06/1985")]


def test_a_year_of_birth_finds_a_known_person_and_is_not_enough_for_a_new_one(go, province):
    person = province.ha_long.people[0]
    Person.objects.filter(name_key=person.name_key).update(born_on="1970-02-02")
    Person.objects.filter(pk=person.pk).update(born_on="1985-02-02")
    rows = [
        ["Họ và tên", "Năm sinh", "Năm", "Xếp loại"],
        [person.full_name, 1985, 2024, "HTTNV"],
        [person.full_name, "1986", 2023, "HTTNV"],
    ]
    imported = go("ratings", rows)
    assert (imported.counts["new"], list(reasons(imported))) == (1, [3])
    head = ["Mã cán bộ", "Họ và tên", "Năm sinh", "Giới tính", "Đối tượng", "Đơn vị", "Chức vụ"]
    rows = [head, ["N-1", "Trần Văn Bảy", 1988, "Nam", "Công chức", "Phường Hạ Long", "Chuyên viên"]]
    assert reasons(go("people", rows))[2] == [
        ("Cột C – Ngày sinh", "1988", "chỉ có năm sinh; hồ sơ mới cần đủ ngày, tháng, năm sinh")
    ]


def test_a_number_of_a_person_that_lost_its_zero_gets_it_back_and_is_never_shown(go, province, client):
    head = [*HEAD[:7], "Số CCCD"]
    rows = [
        head,
        ["N-1", "Trần Văn Bảy", "12/03/1980", "Nam", "Công chức", "Phường Hạ Long", "Chuyên viên", 22080000001],
        ["N-2", "Trần Văn Tám", "12/03/1980", "Nam", "Công chức", "Phường Hạ Long", "Chuyên viên", "22080000002"],
        ["N-3", "Trần Văn Chín", "12/03/1980", "Nam", "Công chức", "Xã Lạ", "Chuyên viên", 22080000003],
    ]
    imported = go("people", rows)
    assert dict(lines(imported, "new")[0]["w"])["Số định danh cá nhân (CCCD)"] == "•••••••••001 (đã thêm số 0 ở đầu)"
    assert reasons(imported)[3][0][2].endswith("ô này thiếu chữ số: có thể Excel đã bỏ số 0 ở đầu") or reasons(
        imported
    )[3][0][2].endswith("Ô này thiếu chữ số: có thể Excel đã bỏ số 0 ở đầu")
    assert "22080000001" not in str(imported.sheets)
    back = read_table(files.returned_place(imported), 0, files.header_of(imported))
    assert [column[1] for column in back.columns if "022080000003" in column] == ["022080000003"]


def test_refused_rows_stand_in_the_order_of_the_sheet_and_narrow_to_a_whole_reason(go, province, client):
    rows = [HEAD]
    for n in range(6):
        row = [f"N-{n}", f"Trần Văn Số {'ABCDEF'[n]}", "12/03/1980", "Nam", "Công chức", "Phường Hạ Long", "CV", None]
        row[5 if n % 2 else 2] = "Xã Lạ" if n % 2 else "31/02/1980"
        rows.append(row)
    imported = go("people", rows)
    client.force_login(province.root.officer)
    address = reverse("imports:detail", args=[imported.pk])
    page = client.get(address).context["page"]
    assert [line["n"] for line in page["lines"]] == [2, 3, 4, 5, 6, 7]
    assert sorted(name for _, name, _ in page["reasons"]) == [
        "Ngày sinh: không có ngày này trong lịch",
        "Đơn vị: không có đơn vị này trong hệ thống",
    ]
    place = next(place for place, name, _ in page["reasons"] if name.startswith("Đơn vị"))
    narrowed = client.get(address, {"xem": "refused", "loi": place}).context["page"]
    assert [line["n"] for line in narrowed["lines"]] == [3, 5, 7]


def test_the_rows_to_put_right_can_be_fetched_after_the_writing_too(go, province, client):
    good = ["N-1", "Trần Văn Bảy", "12/03/1980", "Nam", "Công chức", "Phường Hạ Long", "CV", None]
    imported = written(
        go("people", [HEAD, good, ["N-2", "Trần Văn Tám", *good[2:5], "Xã Lạ", "CV", None]]),
        province.root.officer,
        province.at,
    )
    client.force_login(province.root.officer)
    answer = client.get(reverse("imports:detail", args=[imported.pk]))
    assert [action.label for action in answer.context["actions"]] == ["Tải những dòng cần sửa", "Hoàn tác lượt nhập"]
    assert client.get(reverse("imports:returned", args=[imported.pk])).status_code == 200
