"""Two days side by side, on a small book written for the test: nothing here depends on the real numbers."""

from datetime import date

import pytest

from rulebook.book import Book
from rulebook.comparison import ChangeKind, Part, compare, compare_all, days_of_change, entries_on
from tests.rulebook.builders import sample_book

JUNE, JULY, LATE, AMENDED = date(2025, 6, 30), date(2025, 7, 1), date(2026, 9, 30), date(2026, 10, 1)


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Book:
    return sample_book(tmp_path_factory.mktemp("book"))


def kinds(comparison, part):
    return {change.entry.key: change.kind.value for change in comparison.changes if change.part is part}


def test_conditions_are_matched_by_their_code_and_each_is_marked(book):
    found = compare(book, "advanced_worker", JUNE, JULY)
    assert kinds(found, Part.CONDITION) == {
        "absence": "changed",
        "rating": "same",
        "spirit": "removed",
        "discipline": "added",
    }
    assert [change.entry.key for change in found.changes if change.part is Part.CONDITION] == [
        "absence", "rating", "spirit", "discipline",
    ]  # fmt: skip
    changed = next(change for change in found.changes if change.entry.key == "absence")
    assert changed.fields == (
        ("Số ngày nhiều nhất", "40", "30"),
        ("Tình trạng đối chiếu", "chưa đọc lại, tin cậy cao", "chưa đọc lại, tin cậy vừa"),
    )
    assert (found.differs, found.of_substance) == (True, True)


def test_votes_and_authorities_are_compared_too(book):
    found = compare(book, "advanced_worker", JUNE, JULY)
    assert kinds(found, Part.AUTHORITY) == {"head": "same", "district": "removed"}
    vote = next(change for change in found.changes if change.part is Part.VOTE)
    assert vote.fields == (
        ("Tỷ lệ đồng ý", "từ 80 % trở lên tổng số thành viên Hội đồng", "trên 90 % tổng số thành viên Hội đồng"),
    )
    assert kinds(found, Part.BONUS) == {"": "same"}


def test_what_the_data_does_not_know_is_never_called_a_repeal(book):
    found = compare(book, "advanced_worker", LATE, AMENDED)
    assert set(kinds(found, Part.CONDITION).values()) == {"silent"}
    assert kinds(compare(book, "advanced_worker", date(2025, 12, 31), date(2026, 1, 1)), Part.BONUS) == {"": "silent"}
    assert set(kinds(compare(book, "advanced_worker", AMENDED, LATE), Part.CONDITION).values()) == {"silent"}


def test_days_of_change_are_those_on_which_something_differs(book):
    assert [day for day, _ in days_of_change(book, "advanced_worker")] == [JULY, date(2026, 1, 1), AMENDED]


def test_one_day_does_not_differ_from_itself_and_an_unknown_award_is_named(book):
    assert {change.kind for change in compare(book, "advanced_worker", JULY, JULY).changes} == {ChangeKind.SAME}
    with pytest.raises(KeyError, match="no award is called 'nothing'"):
        compare(book, "nothing", JUNE, JULY)


def test_the_whole_book_says_which_awards_differ_and_which_are_new(book):
    assert [(code, each.of_substance) for code, each in compare_all(book, JUNE, JULY)] == [("advanced_worker", True)]
    assert [(code, each.before) for code, each in compare_all(book, date(2020, 1, 1), JULY)] == [
        ("advanced_worker", None)
    ]
    assert entries_on(book, None, JULY) == ()
