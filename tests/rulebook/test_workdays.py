"""Working days: which days they are, counting them, and what the table says when it is not sure."""

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rulebook
from rulebook.book import BookError, load_book
from rulebook.deadlines import DeadlineError, add_working_days, is_working_day, working_days_between
from rulebook.season_export import days_off_asked
from rulebook.workdays import HolidayTable, load_calendar
from rulebook.yamlfile import load_model
from tools.check_holidays import differences, of_package

DATA = Path(rulebook.__file__).parent / "data" / "holidays.yaml"
DAYS = st.dates(date(2017, 1, 1), date(2028, 6, 30))
COUNTS = st.integers(1, 60)


@settings(deadline=None)  # the first one reads the calendar
@given(DAYS, COUNTS)
def test_counting_back_gives_what_was_added(start, n):
    assert working_days_between(start, add_working_days(start, n).day) == n


@given(DAYS, COUNTS)
def test_a_deadline_never_ends_on_a_day_off(start, n):
    assert is_working_day(add_working_days(start, n).day)


@given(DAYS, COUNTS, st.integers(0, 40))
def test_a_later_start_never_ends_earlier(start, n, later):
    assert add_working_days(start, n).day <= add_working_days(start + timedelta(days=later), n).day


@given(DAYS, COUNTS)
def test_one_more_day_ends_later(start, n):
    assert add_working_days(start, n).day < add_working_days(start, n + 1).day


@given(DAYS, COUNTS)
def test_every_day_is_either_counted_or_named_with_a_reason(start, n):
    found = add_working_days(start, n)
    days = {start + timedelta(days=step) for step in range(1, (found.day - start).days + 1)}
    skipped = [each.day for each in found.skipped]
    assert len(days) == n + len(skipped)
    assert set(skipped) == {day for day in days if not is_working_day(day)}
    assert all(each.reason_vi and each.citation for each in found.skipped)


@given(DAYS, COUNTS)
def test_counting_the_same_day_starts_one_day_earlier(start, n):
    if start > date(2017, 1, 1):
        before = add_working_days(start - timedelta(days=1), n)
        assert add_working_days(start, n, "same_day").day == before.day


@pytest.mark.parametrize("year", range(2017, 2027))
def test_the_days_off_of_known_years_are_those_of_an_independent_list(year):
    ours = load_calendar()
    # The swap at New Year 2026 (letter 12729/VPCP-KGVX) is missing in the package.
    known = ["2026-01-02 Fri: off in our table only", "2026-01-10 Sat: worked in our table only"]
    assert [line for line in differences(ours) if line.startswith(str(year))] == (known if year == 2026 else [])


def test_expected_years_agree_with_an_independent_expectation():
    assert [line for line in differences(load_calendar()) if line >= "2027"] == []
    assert len(of_package(2027)[0]) == 12


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2018, 12, 31), "Nghỉ hoán đổi dịp Tết Dương lịch, làm bù thứ Bảy 05/01/2019"),
        (date(2023, 9, 4), "Nghỉ bù Quốc khánh (thứ Bảy 02/09/2023)"),
        (date(2024, 2, 8), "Tết Nguyên đán"),
        (date(2026, 4, 27), "Nghỉ bù Giỗ Tổ Hùng Vương (Chủ Nhật 26/04/2026)"),
        (date(2026, 11, 24), "Ngày Văn hóa Việt Nam 24/11"),
        (date(2026, 11, 22), "Nghỉ hằng tuần, Chủ Nhật"),
        (date(2021, 5, 1), "Ngày Quốc tế Lao động 01/5"),
    ],
)
def test_why_a_day_is_off(day, reason):
    assert load_calendar().day_off(day).reason_vi == reason


@pytest.mark.parametrize(
    "day",
    [date(2019, 1, 5), date(2019, 5, 4), date(2024, 5, 4), date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)],
)
def test_swapped_saturdays_are_worked(day):
    assert is_working_day(day)
    assert not is_working_day(day + timedelta(days=1))


def test_culture_day_is_off_from_2026_only():
    assert [is_working_day(date(year, 11, 24)) for year in (2021, 2022, 2023, 2025, 2026, 2027)] == [
        *(True, True, True, True),
        *(False, False),
    ]


def test_a_count_over_tet_says_which_days_it_skipped():
    found = add_working_days(date(2025, 1, 24), 3)
    assert found.day == date(2025, 2, 5)
    assert found.how_vi == "3 ngày làm việc, tính từ ngày liền sau thứ Sáu 24/01/2025, đến hết thứ Tư 05/02/2025"
    assert [(each.day.day, each.reason_vi) for each in found.skipped] == [
        (25, "Nghỉ hằng tuần, thứ Bảy"),
        (26, "Nghỉ hằng tuần, Chủ Nhật"),
        *((day, "Tết Nguyên đán") for day in range(27, 32)),
        (1, "Nghỉ hằng tuần, thứ Bảy"),
        (2, "Nghỉ hằng tuần, Chủ Nhật"),
    ]
    assert found.citation == "Khoản 3 Điều 147 Bộ luật Dân sự số 91/2015/QH13"
    assert found.warnings_vi == ()


def test_a_worked_saturday_counts_and_is_named():
    found = add_working_days(date(2026, 8, 19), 5)
    assert found.day == date(2026, 8, 25)
    assert [(each.day, each.reason_vi) for each in found.worked] == [
        (date(2026, 8, 22), "Làm bù cho thứ Hai 31/08/2026")
    ]


def test_a_year_without_a_notice_warns():
    assert add_working_days(date(2026, 12, 30), 3).warnings_vi == (
        "Lịch nghỉ năm 2027: chưa biết nội dung. Chưa có thông báo lịch nghỉ năm 2027 trong dữ liệu; ngày nghỉ Tết "
        "Nguyên đán, ngày thứ hai của Quốc khánh và ngày hoán đổi là dự kiến",
    )
    assert add_working_days(date(2026, 12, 28), 3).warnings_vi == ()


def test_a_proposed_swap_warns_only_when_it_is_counted_over():
    note = "Có đề xuất nghỉ thứ Hai 23/11/2026 và làm bù thứ Bảy 28/11/2026; chưa rõ đã quyết định hay chưa"
    assert add_working_days(date(2026, 11, 20), 1).warnings_vi == (note,)
    assert add_working_days(date(2026, 11, 19), 1).warnings_vi == ()


def test_a_deadline_is_json():
    found = json.loads(json.dumps(add_working_days(date(2025, 4, 25), 1).to_dict()))
    assert (found["day"], found["skipped"], found["worked"][0]["reason_vi"]) == (
        "2025-04-26",
        [],
        "Làm bù cho thứ Sáu 02/05/2025",
    )


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: is_working_day("2025-01-01"), "day is '2025-01-01', a day is needed"),
        (lambda: is_working_day(datetime(2025, 1, 1)), "day is datetime.datetime(2025, 1, 1, 0, 0), a day is needed"),
        (
            lambda: is_working_day(date(2016, 12, 31)),
            "day is 2016-12-31, our holidays reach from 2017-01-01 to 2028-12-31",
        ),
        (
            lambda: add_working_days(date(2028, 12, 28), 9),
            "the end is 2029-01-01, our holidays reach from 2017-01-01 to 2028-12-31",
        ),
        (lambda: add_working_days(date(2025, 1, 1), 0), "n is 0, a whole number of at least 1 is needed"),
        (lambda: add_working_days(date(2025, 1, 1), True), "n is True, a whole number of at least 1 is needed"),
        (
            lambda: add_working_days(date(2025, 1, 1), 3, "noon"),
            "counting_from is 'noon', next_day or same_day is needed",
        ),
        (
            lambda: working_days_between(date(2025, 1, 2), date(2025, 1, 1)),
            "end is 2025-01-01, before start 2025-01-02",
        ),
    ],
)
def test_bad_input_is_refused_with_its_place(call, message):
    with pytest.raises(DeadlineError) as error:
        call()
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (
            "{day: 2018-04-25, of: hung_kings}",
            "{day: 2018-04-25, of: hung_queens}",
            "2018-04-25: 'hung_queens' is no holiday on that day",
        ),
        ("{day: 2018-04-25, of: hung_kings}", "{day: 2018-04-30, of: hung_kings}", "2018 has a day twice"),
        ("{day: 2018-04-25, of: hung_kings}", "{day: 2019-04-25, of: hung_kings}", "2019-04-25 stands under 2018"),
        ("      - {day: 2018-04-25, of: hung_kings}\n", "", "2018 has no day for hung_kings"),
        (
            "in_lieu_of: 2019-04-14",
            "in_lieu_of: 2019-04-12",
            "2019-04-15: 2019-04-12 is not a holiday on a day of weekly rest",
        ),
        (
            "swap: 2019-05-04",
            "swap: 2019-05-03",
            "2019-04-29: swapped with 2019-05-03, a working day for a day of rest is needed",
        ),
        ("swap: 2019-05-04", "swap: 2019-01-05", "one day is worked for two days off"),
        ("- year: 2019\n", "- year: 2029\n", "the year 2029 follows 2018"),
    ],
)
def test_wrong_data_is_refused(tmp_path, old, new, complaint):
    text = DATA.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path = tmp_path / "holidays.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    book = load_book()
    with pytest.raises(BookError) as error:
        load_model(path, HolidayTable, {"instruments": book.instruments, "sources": book.sources})
    assert str(error.value).startswith(f"{path}:")
    assert str(error.value).endswith(complaint)


def test_an_exported_table_carries_the_days_off_after_deadlines_that_may_move():
    def table(day_off):
        bands = [{"to": "2025-11-30", "points": "5"}, {"from": "2025-12-01", "points": "0"}]
        item = {"code": "1.1", "scoring": {"type": "ladder_date", "value": "d", "bands": bands, "day_off": day_off}}
        return {"criteria": [{"code": "1", "children": [item]}], "bonuses": [], "deductions": []}

    found = days_off_asked(table("next_working_day"))
    assert found[:3] == ["2025-11-30", "2025-12-06", "2025-12-07"]
    assert found == [day for day in found if not is_working_day(date.fromisoformat(day))]
    assert found[-1] == "2025-12-28"
    assert days_off_asked(table(None)) == found
    assert days_off_asked(table("as_printed")) == []
