"""Two days side by side, on a small book written for the test: nothing here depends on the real numbers."""

from datetime import date

import pytest

from rulebook.book import Book, load_book
from rulebook.comparison import ChangeKind, Part, compare, compare_all, days_of_change, entries_on
from rulebook.words import all_nodes
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
        ("Tình trạng đối chiếu", "chưa đối chiếu văn bản gốc, tin cậy cao", "chưa đối chiếu văn bản gốc, tin cậy vừa"),
    )
    assert (found.differs, found.of_substance) == (True, True)


def test_votes_and_authorities_are_compared_too(book):
    found = compare(book, "advanced_worker", JUNE, JULY)
    assert kinds(found, Part.AUTHORITY) == {"head": "same", "district": "removed"}
    vote = next(change for change in found.changes if change.part is Part.VOTE)
    assert vote.fields == (
        ("Tỷ lệ đồng ý", "từ 80% trở lên tổng số thành viên Hội đồng", "trên 90% tổng số thành viên Hội đồng"),
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


def fields(comparison, key, label):
    return [
        (old, new) for change in comparison.changes if change.entry.key == key
        for name, old, new in change.fields if name == label
    ]  # fmt: skip


def test_conditions_left_out_of_another_standard_are_said_in_words_and_only_those_of_the_day():
    law, day = load_book(), date(2023, 12, 31)
    found = compare(law, "grassroots_emulation_fighter", day, date(2024, 1, 1))
    [(before, after)] = fields(found, "advanced_worker_standard", "Trừ điều kiện")
    of_day = law.award("advanced_worker", day).version_on(day).conditions
    said = {node.code: node.text_vi for node in all_nodes(of_day) if node.holds_on(day)}
    # earlier_rules_unread had ended, party_organisation is no condition of this standard
    assert before == "; ".join(said[code] for code in ("recipient", "registration", "no_pending_case"))
    assert after == "không có"


def edited(tmp_path, old, new):
    """The sample with ``old`` replaced, where it has to be found."""

    def edit(text):
        assert text.count(old) == 1
        return text.replace(old, new)

    return sample_book(tmp_path, edit)


def test_a_condition_that_now_speaks_of_everybody_does_not_read_as_of_nobody(tmp_path):
    rating = "text_vi: Hoàn thành tốt nhiệm vụ, min: good, cite: 'law_2022:24.1', status: memory_high}"
    earlier = rating.replace("status", "only: [staff], valid_to: 2025-06-30, status")
    later = rating.replace("status", "valid_from: 2025-07-01, status")
    head = "      - {type: task_rating, code: rating, "
    law = edited(tmp_path, head + rating, f"{head}{earlier}\n{head}{later}")
    found = compare(law, "advanced_worker", JUNE, JULY)
    assert fields(found, "rating", "Áp dụng với") == [
        ("cán bộ, công chức, viên chức, người lao động theo hợp đồng", "mọi đối tượng")
    ]


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ("", [("có", "không")]),
        ("attestation: other_question, ", [("có", "có, nội dung xác nhận khác trước")]),
        ("attestation: spirit, ", []),
    ],
)
def test_an_attestation_that_is_lost_or_asks_something_else_is_a_change(tmp_path, after, said):
    head = "      - {type: task_rating, code: rating, text_vi: Hoàn thành tốt nhiệm vụ, min: good, "
    tail = "cite: 'law_2022:24.1', status: memory_high}"
    two = f"{head}attestation: spirit, valid_to: 2025-06-30, {tail}\n{head}{after}valid_from: 2025-07-01, {tail}"
    found = compare(edited(tmp_path, head + tail, two), "advanced_worker", JUNE, JULY)
    assert fields(found, "rating", "Người có thẩm quyền có thể xác nhận") == said
    assert kinds(found, Part.CONDITION)["rating"] == ("changed" if said else "same")
