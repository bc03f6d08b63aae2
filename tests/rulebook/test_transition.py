"""Which day's law judges a dossier: the day of receipt, what the law says of dossiers on the way, what is not known."""

import shutil
from datetime import date

import pytest

from rulebook.book import DATA, Book, BookError, load_book
from rulebook.transition import next_boundary, rule_date, why_not_vi

LAW_2026 = "Điều 3 Luật số 06/2026/QH16; Điều 4 Luật số 06/2026/QH16, mới đối chiếu một phần"
NO_CLAUSE_98 = (
    "Nghị định số 98/2023/NĐ-CP không có điều khoản chuyển tiếp cho hồ sơ đang xét (Điều 116 Nghị định số 98/2023/NĐ-CP); "
    "người thẩm định xem lại ngày áp dụng quy định."
)
NOT_READ = "Chưa đối chiếu điều khoản chuyển tiếp; người thẩm định xem lại ngày áp dụng quy định."


def found(received_on, **known):
    return rule_date(received_on, "advanced_worker", **known)


def test_the_day_of_receipt_judges_and_nothing_is_to_be_looked_at_when_the_law_stood_still():
    rule = found(date(2025, 12, 3), sent_on=date(2025, 12, 1), award_year=2025, today=date(2026, 1, 15))
    assert (rule.day, rule.why_vi) == (date(2025, 12, 3), "Ngày tiếp nhận hồ sơ để thẩm định.")
    assert (rule.citation, rule.url, rule.warnings_vi) == ("", "", ())


@pytest.mark.parametrize(
    ("received_on", "known", "begun"),
    [
        (date(2024, 1, 1), {"sent_on": date(2023, 12, 31)}, "Hồ sơ gửi"),
        (date(2024, 1, 10), {"sent_on": date(2024, 1, 5), "award_year": 2023}, "Năm xét khen thưởng kết thúc"),
    ],
)
def test_a_dossier_received_across_a_change_is_judged_by_the_day_of_receipt_with_a_warning(received_on, known, begun):
    rule = found(received_on, **known)
    warning = rule.warnings_vi[0]
    assert (rule.day, warning) == (
        received_on,
        f"{begun} trước ngày 01/01/2024 (Luật Thi đua khen thưởng năm 2022 và Nghị định số 98/2023/NĐ-CP), "
        f"tiếp nhận từ ngày đó trở đi. {NO_CLAUSE_98}",
    )


def test_the_day_before_a_change_crosses_nothing():
    assert found(date(2023, 12, 31), sent_on=date(2023, 12, 1)).warnings_vi == found(date(2023, 12, 31)).warnings_vi


def test_a_change_whose_clause_nobody_has_read_is_named_as_such():
    assert found(date(2025, 6, 20), today=date(2025, 7, 1)).warnings_vi == (
        "Sau khi tiếp nhận, quy định thay đổi từ ngày 01/07/2025 "
        f"(Nghị định số 152/2025/NĐ-CP và chính quyền địa phương hai cấp). {NOT_READ}",
    )


def test_received_before_the_amended_law_goes_on_under_the_old_text_unless_the_new_one_is_better():
    before = found(date(2026, 9, 30), today=date(2026, 9, 30))
    assert (before.citation, before.warnings_vi) == ("", ())
    after = found(date(2026, 9, 30), today=date(2026, 10, 1))
    assert (after.day, after.citation) == (date(2026, 9, 30), LAW_2026)
    assert after.url == load_book().transitions[date(2026, 10, 1)].sources[0].url
    assert after.warnings_vi == (
        "Nội dung Luật số 06/2026/QH16 sửa đổi Luật Thi đua khen thưởng chưa có trong dữ liệu: "
        "người thẩm định tự xem quy định mới có lợi hơn cho người được đề nghị hay không.",
    )


def test_received_under_a_text_that_is_not_known_a_person_must_look():
    assert found(date(2026, 10, 1)).warnings_vi == (
        "Từ ngày 01/10/2026 áp dụng Luật số 06/2026/QH16 sửa đổi Luật Thi đua khen thưởng, nội dung chưa có trong dữ liệu: "
        "mọi trường hợp đều cần người có thẩm quyền xem xét.",
    )


def test_a_day_of_which_the_standard_is_not_in_the_data_is_told():
    badge = load_book().award("provincial_badge", date(2014, 5, 31))
    assert badge.version_on(date(2014, 5, 31)) is None
    assert rule_date(date(2014, 5, 31), "provincial_badge").warnings_vi == (
        f"Dữ liệu không có tiêu chuẩn {badge.name_vi} của ngày 31/05/2014: "
        "mọi trường hợp đều cần người có thẩm quyền xem xét.",
    )


def test_a_day_whose_decrees_nobody_has_read_is_told():
    assert found(date(2014, 8, 19)).warnings_vi == (
        "Nghị định, thông tư áp dụng trước ngày 20/8/2014 chưa có trong dữ liệu: "
        "mọi trường hợp đều cần người có thẩm quyền xem xét.",
    )
    assert found(date(2014, 8, 20)).warnings_vi == ()


def test_an_unknown_award_and_a_day_before_the_first_law_are_refused():
    with pytest.raises(KeyError, match="no award is called 'anh_hung'"):
        rule_date(date(2025, 12, 3), "anh_hung")
    with pytest.raises(ValueError, match="bắt đầu từ ngày 01/07/2004"):
        found(date(2004, 6, 30))


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2025, 12, 3), ""),
        (date(2004, 7, 1), ""),
        (date(2025, 12, 4), "Ngày áp dụng quy định không được sau ngày hôm nay."),
        (date(2004, 6, 30), "Dữ liệu pháp luật bắt đầu từ ngày 01/07/2004; hãy chọn ngày từ đó trở đi."),
    ],
)
def test_which_days_can_be_a_rule_date(day, reason):
    assert why_not_vi(day, date(2025, 12, 3)) == reason


def test_the_next_change_of_the_law():
    assert next_boundary(date(2025, 8, 4)).day == date(2025, 8, 5)
    assert next_boundary(date(2025, 8, 5)).day == date(2026, 10, 1)
    assert next_boundary(date(2026, 10, 1)) is None


def test_every_clause_belongs_to_a_change_and_says_what_was_read():
    book = load_book()
    assert set(book.transitions) <= {boundary.day for boundary in book.boundaries}
    assert {day: (each.clause, each.more_favourable) for day, each in book.transitions.items()} == {
        date(2017, 10, 1): ("no_clause", False),
        date(2024, 1, 1): ("no_clause", False),
        date(2026, 10, 1): ("received_before", True),
    }


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("day: 2017-10-01", "day: 2017-10-02", "transitions.yaml:1: 2017-10-02 is not a boundary of regimes.yaml"),
        ("day: 2024-01-01", "day: 2017-10-01", "transitions.yaml:1: 2017-10-01 has two entries"),
        ("clause: received_before", "clause: whatever", "Input should be 'no_clause' or 'received_before'"),
        ("sources: [H_nd_91_2017]", "sources: []", "status verified needs at least one source"),
        ("cite: law_2026:3", "cite: law_1999:3", "names an instrument that instruments.yaml does not have"),
    ],
)
def test_a_wrong_clause_stops_the_loading(tmp_path, old, new, reason):
    folder = shutil.copytree(DATA, tmp_path / "data")
    place = folder / "transitions.yaml"
    place.write_text(place.read_text().replace(old, new, 1))
    with pytest.raises(BookError) as refused:
        Book(folder)
    assert reason in str(refused.value)
