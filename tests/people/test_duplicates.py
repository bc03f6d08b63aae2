"""What resembles what, how strongly, and how it is told."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua.people.duplicates import Record, distance, find, near, told

BORN = date(1985, 3, 12)


def record(pk, name, born=BORN, gender="male", units=(1,), marks=()) -> Record:
    return Record(pk, name, born, gender, frozenset(units), frozenset(marks))


@pytest.mark.parametrize(
    ("one", "other", "grounds", "score", "sentence"),
    [
        (
            record(1, "Nguyễn Văn Hòa"), record(2, "Nguyễn Văn Hòa"), ("same",), 92,
            "Cùng họ tên và cùng ngày sinh 12/03/1985.",
        ),
        (
            record(1, "Nguyễn Văn Hòa"), record(2, "Nguyễn Văn Hoà"), ("same",), 92,
            "Họ tên chỉ khác cách viết (Nguyễn Văn Hòa – Nguyễn Văn Hoà), cùng ngày sinh 12/03/1985.",
        ),
        (
            record(1, "Nguyễn Văn Hòa"), record(2, "Nguyễn Văn Hóa"), ("folded",), 84,
            "Họ tên chỉ khác dấu (Nguyễn Văn Hòa – Nguyễn Văn Hóa), cùng ngày sinh 12/03/1985.",
        ),
        (
            record(1, "Nguyễn Văn Hòa"), record(2, "Nguyễn Văn Hoàn"), ("near",), 70,
            "Họ tên khác nhau một chữ (Nguyễn Văn Hòa – Nguyễn Văn Hoàn), cùng ngày sinh 12/03/1985.",
        ),
        (
            record(1, "Nguyễn Hòa"), record(2, "Nguyễn Văn Hòa"), ("shorter",), 66,
            "Một hồ sơ thiếu một chữ trong họ tên (Nguyễn Hòa – Nguyễn Văn Hòa), cùng ngày sinh 12/03/1985.",
        ),
        (
            record(1, "Nguyễn Văn Hòa"), record(2, "Nguyễn Văn Hòa", date(1985, 12, 3)), ("swapped",), 76,
            "Cùng họ tên, ngày và tháng sinh có vẻ bị đảo (12/03/1985 – 03/12/1985).",
        ),
        (
            record(1, "Nguyễn Văn Hòa"), record(2, "Nguyễn Văn Hòa", None), ("unit_unknown",), 60,
            "Cùng họ tên, cùng đơn vị, một hồ sơ chưa có ngày sinh.",
        ),
        (
            record(1, "Nguyễn Văn Hòa"), record(2, "Nguyễn Văn Hòa", date(1986, 3, 12)), ("unit_slip",), 54,
            "Cùng họ tên, cùng đơn vị, ngày sinh gần giống (12/03/1985 – 12/03/1986).",
        ),
        (
            record(1, "Lê An", marks=["m"]), record(2, "Trần Bình", None, marks=["m"]), ("identity",), 100,
            "Cùng một số định danh cá nhân.",
        ),
        (
            record(1, "Nguyễn Văn Hòa"), record(2, "Nguyễn Văn Hòa", gender="female"), ("same",), 67,
            "Cùng họ tên và cùng ngày sinh 12/03/1985; nhưng khác giới tính.",
        ),
    ],
)  # fmt: skip
def test_each_ground_is_found_weighed_and_told(one, other, grounds, score, sentence):
    (pair,) = find([other, one])
    assert (pair.first, pair.second, pair.grounds, pair.score) == (1, 2, grounds, score)
    assert told(pair.grounds, one, other) == sentence


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (record(1, "Nguyễn Văn Hòa"), record(2, "Nguyễn Văn Bình")),
        (record(1, "Nguyễn Văn Hòa"), record(2, "Nguyễn Văn Hòa", date(1990, 5, 1))),
        (record(1, "Nguyễn Văn Hòa"), record(2, "Nguyễn Văn Hòa", None, units=[2])),
        (record(1, "Nguyễn Văn Hòa"), record(2, "Nguyễn Văn Hòa", date(1986, 3, 12), units=[2])),
        (record(1, "Nguyễn Văn Hòa"), record(2, "Trần Văn Hoàn")),
        (record(1, "Nguyễn Văn Hòa"), record(2, "Hòa Văn Nguyễn")),
    ],
)
def test_what_only_looks_alike_is_left_alone(one, other):
    assert find([one, other]) == []


def test_the_most_likely_pair_comes_first():
    people = [
        record(1, "Nguyễn Văn Hòa"), record(2, "Nguyễn Văn Hóa"), record(3, "Lê An", marks=["m"]),
        record(4, "Lê Bình", marks=["m"], born=None), record(5, "Trần Thị Thúy"), record(6, "Trần Thị Thuý"),
    ]  # fmt: skip
    assert [(pair.first, pair.second) for pair in find(people)] == [(3, 4), (5, 6), (1, 2)]


def test_many_people_with_one_day_of_birth_do_not_stop_the_search():
    people = [record(n, f"Nguyễn Văn {given}", date(1970, 1, 1), units=[n]) for n, given in enumerate(["An"] * 2000)]
    people += [record(5000, "Lê Thị Thúy"), record(5001, "Lê Thị Thuý")]
    assert [(pair.first, pair.second) for pair in find(people)] == [(5000, 5001)]


@pytest.mark.parametrize(
    ("one", "other", "letters"),
    [("hoa", "hoa", 0), ("hoa", "hoan", 1), ("hoa", "hao", 1), ("thuy", "thi", 2), ("an", "binh", 3), ("", "ab", 2)],
)
def test_letters_between_two_words_are_counted_to_two(one, other, letters):
    assert distance(one, other) == letters


word = st.text(alphabet="abcdeghiklmnopqrstuvxy", min_size=1, max_size=8)


@given(word, word)
def test_the_distance_does_not_depend_on_the_order(one, other):
    assert (distance(one, other), near(one, other)) == (distance(other, one), near(other, one))


@given(word, st.integers(0, 7), st.sampled_from("abcdeghiklmn"))
def test_one_letter_more_is_near(given_word, place, letter):
    assert near(given_word, given_word[:place] + letter + given_word[place:])
