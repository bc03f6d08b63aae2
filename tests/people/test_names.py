"""Names: one form, one fold, one place for the tone, the Vietnamese order."""

import unicodedata
from datetime import date

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.databases import is_server
from thidua.people.models import Person
from thidua.shared.text import fold, name_key, nfc, tone_placed

LETTERS = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ"
words = st.text(alphabet=LETTERS, min_size=1, max_size=7)
names = st.lists(words, min_size=1, max_size=5).map(" ".join)

PAIRS = [
    ("Hòa", "Hoà"), ("Thúy", "Thuý"), ("Hóa", "Hoá"), ("Thủy", "Thuỷ"), ("Khỏe", "Khoẻ"), ("Tòa", "Toà"), ("Lũy", "Luỹ"),
    ("Quý", "Qúy"), ("Quả", "Qủa"), ("Già", "Gìa"), ("Giữ", "Gĩư"), ("Thuở", "Thủơ"), ("Khuya", "Khuya"), ("Huệ", "Hụê"),
    ("Ngoài", "Ngòai"), ("Khuỷu", "Khủyu"), ("Nguyễn", "Nguỹên"), ("Duy Hòe", "Duy Hoè"), ("Giềng", "Gìêng"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_tone_written_in_another_place_is_the_same_name(one, other):
    assert tone_placed(one) == tone_placed(other)


@pytest.mark.parametrize(
    ("typed", "placed"),
    [
        ("Hoà", "hòa"), ("Thuý", "thúy"), ("Qúy", "quý"), ("quyên", "quyên"), ("Gìa", "già"), ("Gì", "gì"), ("giềng", "giềng"),
        ("khuỷu", "khuỷu"), ("ngoài", "ngoài"), ("tuổi", "tuổi"), ("thuở", "thuở"), ("mía", "mía"), ("toàn", "toàn"),
        ("hoàng", "hoàng"), ("thuỳ", "thùy"), ("uý", "úy"), ("quốc", "quốc"), ("nguyệt", "nguyệt"), ("yến", "yến"),
    ],
)  # fmt: skip
def test_the_tone_goes_where_spelling_puts_it(typed, placed):
    assert tone_placed(typed) == placed


def test_names_that_differ_in_tone_or_letter_stay_different():
    different = ["Hòa", "Hóa", "Họa", "Hoa", "Hỏa", "Hõa", "Thúy", "Thủy", "Thùy", "Quý", "Quy", "Quỳ", "Đức", "Dức"]
    assert len({tone_placed(name) for name in different}) == len(different)


@given(names)
def test_every_form_is_stable(name):
    for form in (nfc, fold, tone_placed):
        assert form(form(name)) == form(name)


@given(names)
def test_decomposed_input_is_the_same_name(name):
    decomposed = unicodedata.normalize("NFD", name)
    assert (nfc(decomposed), fold(decomposed), tone_placed(decomposed), name_key(decomposed)) == (
        nfc(name), fold(name), tone_placed(name), name_key(name),
    )  # fmt: skip


@given(names)
def test_the_fold_holds_plain_letters_only_and_the_placed_form_folds_alike(name):
    assert set(fold(name)) <= set("abcdefghijklmnopqrstuvwxyz ")
    assert fold(tone_placed(name)) == fold(name)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_the_order_does_not_see_where_a_tone_stands(one, other):
    assert name_key(f"Nguyễn Văn {one}") == name_key(f"Nguyễn Văn {other}")


def test_names_stand_in_the_vietnamese_order_by_given_name():
    known = [
        "Lê Văn An", "Nguyễn Văn An", "Trần Thị Ánh", "Phạm Thị Ân", "Lê Bình", "Vũ Thị Dung", "Ngô Văn Dương",
        "Đặng Thị Đào", "Nguyễn Văn Đạt", "Bùi Văn Đức", "Trần Thị Hà", "Lê Thị Hạ", "Đỗ Văn Hòa", "Đỗ Văn Hóa",
        "Nguyễn Thị Oanh", "Lê Văn Ổn", "Vũ Thị Ơn", "Hoàng Thị Uyên", "Lê Thị Ước", "Phan Thị Yến",
    ]  # fmt: skip
    shuffled = known[::-1]
    assert sorted(shuffled, key=name_key) == known


@pytest.mark.django_db
def test_the_database_sorts_names_as_their_keys_are_written_whatever_its_locale(province):
    """Blanks, bars and figures count: both databases give one order, that of the bytes of the key."""
    names = [
        "Nguyễn Văn An", "Nguyễn Văn Ân", "Nguyễn Văn Ấn", "Nguyen Van An", "An", "Lê An", "Lê Á", "Lê Ạ", "Lê Thị An Hà", "Trần Văn Ánh",
        "Đỗ Anh", "Do Anh", "Đỗ An Nhiên", "Phạm Zoë", "Phạm Zoe", "Ư Ư", "U U", "Ư U", "H'Hen Niê", "H Hen Niê", "Lò-Văn An",
        "Lò Văn An", "Nguyễn Văn  Hòa", "Nguyễn Văn Hoà", "Nguyễn Văn Hoa", "nguyễn văn an",
    ]  # fmt: skip
    Person.objects.bulk_create(
        _keyed(
            Person(code=f"TEN-{n}", full_name=name, gender="female", subject="civil_servant", born_on=date(1990, 1, 1))
        )
        for n, name in enumerate(names)
    )
    rows = Person.objects.filter(code__startswith="TEN-").order_by("name_key", "pk")
    found = list(rows.values_list("name_key", flat=True))
    assert found == sorted((name_key(name) for name in names), key=lambda key: key.encode())


def _keyed(person: Person) -> Person:
    person.full_name, person.name_fold, person.name_key = (
        nfc(person.full_name),
        fold(person.full_name),
        name_key(person.full_name),
    )
    return person


@pytest.mark.skipif(not is_server(), reason="SQLite always compares bytes")
@pytest.mark.django_db
def test_on_postgresql_the_column_of_name_keys_compares_bytes():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT collation_name FROM information_schema.columns "
            "WHERE table_name = 'thidua_person' AND column_name = 'name_key'"
        )
        assert cursor.fetchone() == ("C",)
