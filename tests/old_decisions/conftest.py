"""A ward of before July 2025 with its people, and the practice of handing papers in for it."""

from datetime import date

import pytest

from thidua.people.actions import enter_people
from thidua.people.models import Person, Post
from thidua.units.models import Unit, UnitSuccession

PEOPLE = (
    ("HG-1", "Phạm Thu Thủy", 1980, "Công chức"),
    ("HG-2", "Nguyễn Văn Đức", 1975, "Tổ trưởng"),
    ("HG-3", "Nguyễn Văn Đức", 1990, "Công chức"),
    ("HG-4", "Lê Thị Hòa", 1988, "Văn thư"),
)


@pytest.fixture
def old_ward(province, settings, tmp_path) -> Unit:
    """Hồng Gai, a ward until 30 June 2025, its people in Hạ Long since; Bạch Đằng known only as a predecessor."""
    settings.UPLOAD_ROOT = tmp_path / "uploads"
    root = province.root.unit
    Unit.objects.filter(pk=root.pk).update(valid_from=date(1963, 10, 30))
    old = Unit.objects.create(
        code="06655", name="Phường Hồng Gai", kind="ward", parent=root, valid_from=date(1994, 1, 1),
        valid_to=date(2025, 6, 30), agency_name="Ủy ban nhân dân phường Hồng Gai", symbol="UBND", head_title="Chủ tịch",
        place="Hồng Gai",
    )  # fmt: skip
    for name, code in (("Phường Hồng Gai", "06655"), ("Phường Bạch Đằng", "06658")):
        UnitSuccession.objects.create(
            old_name=name, old_code=code, new=province.ha_long.unit, on=date(2025, 7, 1), legal_basis="Nghị quyết 1679"
        )
    rows = []
    for code, name, year, title in PEOPLE:
        person = Person(code=code, full_name=name, gender="male", subject="civil_servant", born_on=date(year, 3, 3))
        post = Post(unit=old, title=title, starts_on=date(2010, 1, 1), ends_on=date(2025, 6, 30))
        rows.append((person, post))
    enter_people(people=rows, under=root, by=province.root.officer, at=province.at)
    return old


@pytest.fixture
def me(province):
    return province.root.officer
