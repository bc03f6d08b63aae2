"""The search: every word of the name in any order, without diacritics; codes; what the reader may see."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.people.builders import enter
from thidua.people.models import Person
from thidua.people.queries import visible_to
from thidua.people.search import find, narrowed, words_of


@pytest.fixture
def people(province):
    names = [
        "Nguyễn Thị Thúy Hoa",
        "Trần Văn Hòa",
        "Lê Hoàng An",
        "Đặng Đình Đạt",
        "Y Bih",
        "K'Brăng",
        "Hoa Thị Nguyên",
    ]
    return {name: enter(province.ha_long, province.at, name, code=f"TK{n:04d}") for n, name in enumerate(names)}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("hoa", ["Lê Hoàng An", "Nguyễn Thị Thúy Hoa", "Trần Văn Hòa", "Hoa Thị Nguyên"]),
        ("HOÀ", ["Lê Hoàng An", "Nguyễn Thị Thúy Hoa", "Trần Văn Hòa", "Hoa Thị Nguyên"]),
        ("hoa nguyen", ["Nguyễn Thị Thúy Hoa", "Hoa Thị Nguyên"]),
        ("thuý", ["Nguyễn Thị Thúy Hoa"]),
        ("dang dat", ["Đặng Đình Đạt"]),
        ("đặng ĐÌNH", ["Đặng Đình Đạt"]),
        ("bih y", ["Y Bih"]),
        ("k'brang", ["K'Brăng"]),
        ("oa", []),
        ("tk0003", ["Đặng Đình Đạt"]),
        ("TK000", ["Lê Hoàng An", "Y Bih", "Đặng Đình Đạt", "Nguyễn Thị Thúy Hoa", "Trần Văn Hòa", "K'Brăng", "Hoa Thị Nguyên"]),
        ("TK00030", []),
    ],
)  # fmt: skip
def test_words_and_codes_find_people_in_name_order(people, typed, found):
    assert [person.full_name for person in find(typed) if person.code.startswith("TK")] == found


@pytest.mark.parametrize(
    "typed", ["", "   ", "%", "_", "'", '"', "* OR 1", "---", "\0", "():&|!", "NEAR(", "😀", "ﷺ", "x" * 5000]
)
def test_odd_input_finds_nobody_or_somebody_and_never_fails(people, typed):
    assert isinstance(find(typed), list)
    assert isinstance(list(narrowed(Person.objects.all(), typed)), list)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_no_text_breaks_the_search(people, text):
    assert len(find(text)) <= 50


def test_the_index_follows_changes_of_every_kind(people, province):
    an = people["Lê Hoàng An"]
    Person.objects.filter(pk=an.pk).update(full_name="Vũ Khánh", name_fold="vu khanh")
    assert ([p.pk for p in find("vu khanh")], find("le hoang")) == ([an.pk], [])
    more = [Person(code=f"ZZ{n}", full_name="Ông Thêm", gender="male", subject="worker").fill_keys() for n in range(3)]
    Person.objects.bulk_create(more)
    assert len(find("ong them")) == 3
    Person.objects.filter(code="ZZ1").delete()
    assert len(find("ong them")) == 2


def test_the_reader_finds_whom_they_may_see(people, province):
    on = province.at.date()
    mine = visible_to(province.ha_long.officer, on)
    theirs = visible_to(province.cam_pha.officer, on)
    assert [len(find("hoa", among=mine)), len(find("nguyen thi hoa", among=theirs))] == [5, 1]
    assert [person.code for person in find("thuy", among=theirs)] == []


def test_a_list_is_narrowed_by_the_same_words(people):
    assert [p.full_name for p in narrowed(Person.objects.filter(code__startswith="TK"), "hoa nguyen")] == [
        "Nguyễn Thị Thúy Hoa", "Hoa Thị Nguyên",
    ]  # fmt: skip


def test_only_so_many_words_are_looked_for():
    assert len(words_of("a b c d e f g h i k l m")) == 8
