"""People from sheets of six shapes."""

from datetime import date

import pytest

from tests.imports import books
from tests.imports.hands import checked, undone, written
from thidua.people.models import Person, Post

HEAD = ["STT", "Mã CB", "Họ và tên", "Ngày sinh", "Giới tính", "Đơn vị công tác", "Chức vụ", "Loại cán bộ", "Từ ngày"]
ROWS = [
    [
        1,
        "QN-1",
        "Đặng Thị Hòa",
        date(1985, 5, 15),
        "Nữ",
        "Phường Hạ Long",
        "Chuyên viên",
        "Công chức",
        date(2025, 7, 1),
    ],
    [2, "QN-2", "Nguyễn Văn Đức", date(1979, 1, 2), "Nam", "P. Cẩm Phả", "Chủ tịch", "Cán bộ", date(2025, 7, 2)],
    [3, "QN-3", "Trần Ngọc Ánh", date(1990, 12, 31), "Nữ", "06994", "Kế toán", "Viên chức", date(2025, 7, 3)],
]


def _plain(place):
    return books.plain_xlsx(place / "a.xlsx", [HEAD, *ROWS])


def _titled(place):
    upper = ["STT", "Mã CB", "Họ và tên", "Ngày sinh", "Giới tính", "Công tác", "Công tác", "Loại cán bộ", "Từ ngày"]
    lower = [None, None, None, None, None, "Đơn vị công tác", "Chức vụ", None, None]
    return books.titled_xlsx(place / "b.xlsx", upper, lower, [(5, 6)], ROWS)


def _xls(place):
    return books.old_xls(place / "c.xls", [HEAD, *ROWS])


def _csv(place):
    return books.csv_1258(place / "d.csv", [HEAD, *ROWS])


def _tcvn3(place):
    return books.tcvn3_xlsx(place / "e.xlsx", [HEAD, *ROWS])


def _ods(place):
    return books.ods(place / "f.ods", [HEAD, *ROWS])


SHAPES = [_plain, _titled, _xls, _csv, _tcvn3, _ods]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__.strip("_"))
def test_the_same_people_come_out_of_every_shape(province, tmp_path, shape):
    officer, root = province.root.officer, province.root.unit
    imported = checked(shape(tmp_path), "people", root, officer, province.at)
    assert imported.counts == {"new": 3, "changed": 0, "same": 0, "refused": 0}
    written(imported, officer, province.at)
    found = {
        (p.person.code, p.person.full_name, p.person.born_on, p.person.gender, p.unit.name, p.title, p.starts_on)
        for p in Post.objects.filter(person__code__startswith="QN-").select_related("person", "unit")
    }
    assert found == {
        ("QN-1", "Đặng Thị Hòa", date(1985, 5, 15), "female", "Phường Hạ Long", "Chuyên viên", date(2025, 7, 1)),
        ("QN-2", "Nguyễn Văn Đức", date(1979, 1, 2), "male", "Phường Cẩm Phả", "Chủ tịch", date(2025, 7, 2)),
        ("QN-3", "Trần Ngọc Ánh", date(1990, 12, 31), "female", "Đặc khu Vân Đồn", "Kế toán", date(2025, 7, 3)),
    }
    again = checked(shape(tmp_path), "people", root, officer, province.at)
    assert again.counts == {"new": 0, "changed": 0, "same": 3, "refused": 0}
    undone(imported, officer, province.at)
    assert not Person.objects.filter(code__startswith="QN-").exists()
