"""The shipped list of the whole country, and finding an old address in it."""

import csv
import unicodedata
from collections import Counter

import pytest

from thidua.units import gazetteer


def test_the_country_before_and_after_has_the_numbers_of_the_reform():
    old = Counter(p.kind if p.kind in ("province", "district") else "lower" for p in gazetteer.old_places().values())
    new = Counter(p.kind for p in gazetteer.new_places().values())
    assert old == {"province": 63, "district": 696, "lower": 10_035}
    assert new == {"province": 34, "ward": 687, "commune": 2_621, "special_zone": 13}


def test_every_step_leads_from_a_known_place_to_a_known_place():
    for code, place in gazetteer.old_places().items():
        steps = gazetteer.steps_from(code)
        assert all(step.new in gazetteer.new_places() for step in steps)
        if place.kind != "district":
            assert sum(step.is_main for step in steps) == 1
    assert {p.code for p in gazetteer.new_places().values() if not gazetteer.steps_to(p.code)} == set()


def test_hoang_sa_and_truong_sa_stand_in_their_provinces():
    zones = {p.name: gazetteer.within(p) for p in gazetteer.new_places().values() if p.kind == "special_zone"}
    assert (zones["Đặc khu Hoàng Sa"], zones["Đặc khu Trường Sa"]) == ("Thành phố Đà Nẵng", "Tỉnh Khánh Hòa")


def test_names_are_composed_and_every_province_has_its_resolution():
    for place in (*gazetteer.old_places().values(), *gazetteer.new_places().values()):
        assert place.name == " ".join(unicodedata.normalize("NFC", place.name).split())
    numbers = [gazetteer.resolution_of(place.code)[0] for place in gazetteer.new_provinces()]
    assert (len(set(numbers)), numbers[9]) == (34, "Nghị quyết 1679/NQ-UBTVQH15")


def test_known_differences_name_units_of_ours():
    with (gazetteer.DATA / "known_differences.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert Counter(row["difference"] for row in rows) == {"code": 123, "spelling": 29}
    assert [row["code"] for row in rows if gazetteer.new_places()[row["code"]].name != row["name"]] == []


@pytest.mark.parametrize(
    ("text", "first", "becomes"),
    [
        ("Hùng Thắng, Hạ Long", "Phường Hùng Thắng", ["Phường Bãi Cháy"]),
        ("hung thang ha long", "Phường Hùng Thắng", ["Phường Bãi Cháy"]),
        ("HU\u0300NG THA\u0306\u0301NG HA\u0323 LONG", "Phường Hùng Thắng", ["Phường Bãi Cháy"]),
        ("huyện Lý Sơn", "Huyện Lý Sơn", ["Đặc khu Lý Sơn"]),
        ("ea hleo", "Xã Ea H'leo", ["Xã Ea H'Leo"]),
        ("yen than", "Xã Yên Than", ["Xã Tiên Yên", "Xã Điền Xá"]),
        ("tinh hai duong", "Tỉnh Hải Dương", ["Thành phố Hải Phòng"]),
    ],
)
def test_an_old_address_leads_to_the_unit_of_today(text, first, becomes):
    found = gazetteer.search(text, is_old=True)[0]
    assert (found.place.name, [other.name for other, _, _ in found.others]) == (first, becomes)


def test_a_new_unit_leads_back_to_what_it_came_from():
    found = next(hit for hit in gazetteer.search("bai chay", province="22") if not hit.place.is_old)
    assert [other.name for other, _, _ in found.others] == ["Phường Bãi Cháy", "Phường Hùng Thắng"]


@pytest.mark.parametrize("text", ["", "   ", "%", "'", "<script>", "\0", "a" * 5000, "﷽", "zzzzqq", "../../etc"])
def test_odd_questions_find_nothing_and_break_nothing(text):
    assert gazetteer.search(text) == []


@pytest.mark.parametrize(
    ("address", "first"),
    [
        ("123 đường Trần Phú, phường Cẩm Trung, thành phố Cẩm Phả", "Phường Cẩm Trung"),
        ("tổ 5 khu 3 phuong ha khanh, tp ha long", "Phường Hà Khánh"),
        ("xóm 2, xã Quảng La, h. Hoành Bồ", "Xã Quảng La"),
    ],
)
def test_a_whole_address_is_looked_up_by_the_units_it_names(address, first):
    found, understood = gazetteer.search_address(address)
    assert (found[0].place.name, bool(understood)) == (first, True)


def test_what_names_no_unit_is_not_guessed_at():
    assert gazetteer.search_address("12 đường không tên nào cả") == ([], "")
