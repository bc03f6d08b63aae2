"""The named deadlines of the law, on both sides of every change."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import rulebook
from rulebook.book import BookError, load_book
from rulebook.deadlines import (
    DeadlineError,
    _DeadlineFile,
    deadline,
    deadline_codes,
    deadline_rule,
    is_working_day,
    working_days_between,
)
from rulebook.yamlfile import load_model

DATA = Path(rulebook.__file__).parent / "data" / "deadlines.yaml"
CARRIED = (
    "Nghị định số 152/2025/NĐ-CP: chưa biết nội dung. Điều tương ứng của Nghị định số 152/2025/NĐ-CP chưa có trong hệ thống; "
    "tạm tính theo Nghị định số 98/2023/NĐ-CP"
)
BOUNDARY = (
    "Luật số 06/2026/QH16 sửa đổi Luật Thi đua khen thưởng, từ ngày 01/10/2026, nội dung và văn bản hướng dẫn "
    "chưa đối chiếu"
)


@pytest.mark.parametrize(
    ("code", "event", "day", "citation"),
    [
        (
            "government_flag_dossier",
            date(2022, 12, 31),
            date(2023, 3, 30),
            "Điểm b khoản 1 Điều 48 Nghị định số 91/2017/NĐ-CP",
        ),
        (
            "government_flag_dossier",
            date(2024, 12, 31),
            date(2025, 6, 30),
            "Điểm b khoản 1 Điều 32 Nghị định số 98/2023/NĐ-CP",
        ),
        (
            "government_flag_dossier_education",
            date(2019, 5, 31),
            date(2019, 10, 14),
            "Điểm b khoản 1 Điều 48 Nghị định số 91/2017/NĐ-CP",
        ),
        (
            "government_flag_dossier_education",
            date(2024, 5, 31),
            date(2024, 12, 31),
            "Điểm b khoản 1 Điều 32 Nghị định số 98/2023/NĐ-CP",
        ),
        (
            "national_fighter_dossier",
            date(2019, 2, 15),
            date(2020, 10, 31),
            "Điểm a khoản 1 Điều 48 Nghị định số 91/2017/NĐ-CP",
        ),
        (
            "national_fighter_dossier",
            date(2024, 2, 15),
            date(2025, 12, 31),
            "Điểm a khoản 1 Điều 32 Nghị định số 98/2023/NĐ-CP",
        ),
        (
            "state_merit_dossier",
            date(2019, 6, 30),
            date(2019, 6, 30),
            "Điểm c khoản 1 Điều 48 Nghị định số 91/2017/NĐ-CP",
        ),
        (
            "state_merit_dossier",
            date(2019, 7, 1),
            date(2020, 6, 30),
            "Điểm c khoản 1 Điều 48 Nghị định số 91/2017/NĐ-CP",
        ),
        ("central_appraisal", date(2023, 12, 29), date(2024, 1, 29), "Khoản 2 Điều 48 Nghị định số 91/2017/NĐ-CP"),
        ("central_appraisal", date(2024, 4, 1), date(2024, 5, 3), "Khoản 2 Điều 32 Nghị định số 98/2023/NĐ-CP"),
        ("central_appraisal", date(2025, 8, 20), date(2025, 9, 19), "Quyết định số 311/QĐ-BNV"),
        (
            "central_appraisal_with_consultation",
            date(2019, 1, 21),
            date(2019, 3, 11),
            "Khoản 2 Điều 48 Nghị định số 91/2017/NĐ-CP",
        ),
        (
            "province_appraisal_own",
            date(2019, 3, 1),
            date(2019, 4, 5),
            "Điểm b khoản 2 Điều 48 Nghị định số 91/2017/NĐ-CP",
        ),
        ("base_appraisal", date(2026, 8, 3), date(2026, 8, 28), "Quyết định số 638/QĐ-BNV"),
        ("return_ineligible_dossier", date(2025, 7, 4), date(2025, 7, 11), "Quyết định số 311/QĐ-BNV"),
        ("refusal_notice", date(2018, 12, 24), date(2019, 1, 8), "Khoản 3 Điều 48 Nghị định số 91/2017/NĐ-CP"),
        ("public_disclosure", date(2025, 7, 1), date(2025, 7, 15), "Khoản 2 Điều 44 Nghị định số 152/2025/NĐ-CP"),
        ("consultation_reply", date(2020, 1, 10), date(2020, 2, 14), "Khoản 5 Điều 47 Nghị định số 91/2017/NĐ-CP"),
        ("artefact_reissue_proposer", date(2019, 3, 1), date(2019, 3, 18), "Nghị định số 101/2018/NĐ-CP"),
        ("cultural_family_decision", date(2025, 1, 17), date(2025, 2, 3), "Nghị định số 86/2023/NĐ-CP"),
    ],
)
def test_deadline(code, event, day, citation):
    found = deadline(code, event)
    assert (found.day, found.citation, found.code) == (day, citation, code)


def test_every_deadline_is_read_and_named():
    assert len(deadline_codes()) == 36
    for code in deadline_codes():
        rule = deadline_rule(code)
        assert all((rule.name_vi, rule.event_vi, rule.who_vi))
        for value in rule.values:
            assert deadline(code, max(value.valid_from, date(2017, 10, 1))).name_vi == rule.name_vi


@given(st.sampled_from(deadline_codes()), st.dates(date(2017, 10, 1), date(2027, 2, 28)))
def test_a_deadline_is_never_before_its_event_and_weak_values_always_warn(code, event):
    rule = deadline_rule(code)
    value = next((each for each in rule.values if each.holds_on(event)), None)
    if value is None:
        with pytest.raises(DeadlineError):
            deadline(code, event)
        return
    found = deadline(code, event)
    assert (found.day < event) == value.ahead
    assert is_working_day(found.last_working_day)
    if value.unit == "working_days":
        assert working_days_between(event, found.day) == value.days
    if value.unit != "day_of_year":
        assert found.day == found.last_working_day
    if not value.status.decides:
        assert found.warnings_vi


def test_a_fixed_day_on_a_sunday_keeps_its_day_and_names_the_working_day_before():
    found = deadline("government_flag_dossier", date(2024, 1, 1))
    assert (found.day, found.last_working_day) == (date(2024, 6, 30), date(2024, 6, 28))
    assert found.warnings_vi == ("Chủ Nhật 30/06/2024 không phải ngày làm việc; nên xong chậm nhất thứ Sáu 28/06/2024",)
    assert [each.day for each in found.skipped] == [date(2024, 6, 29), date(2024, 6, 30)]


def test_days_that_end_on_a_day_off_run_to_the_next_working_day():
    found = deadline("cultural_family_disclosure", date(2024, 1, 30))
    assert (found.day, found.skipped[0].reason_vi) == (date(2024, 2, 15), "Tết Nguyên đán")
    assert found.how_vi == "10 ngày kể từ ngày liền sau thứ Ba 30/01/2024, đến hết thứ Năm 15/02/2024"


def test_days_ahead_of_an_event_end_on_the_working_day_before():
    found = deadline("bac_ninh_campaign_dossier", date(2026, 9, 12))
    assert (found.day, found.start - found.day) == (date(2026, 8, 28), timedelta(days=15))
    assert [each.day.day for each in found.skipped] == [29, 30, 31, 1, 2]


def test_a_window_has_a_first_day():
    found = deadline("hero_dossier", date(2019, 12, 1))
    assert (found.opens, found.day) == (date(2020, 1, 5), date(2020, 2, 28))
    assert found.how_vi == "Ngày cố định trong năm, từ Chủ Nhật 05/01/2020 đến hết thứ Sáu 28/02/2020"


def test_a_value_that_was_only_carried_over_warns():
    found = deadline("government_flag_dossier", date(2025, 12, 31))
    assert (found.day, found.warnings_vi) == (date(2026, 6, 30), (CARRIED,))


def test_a_deadline_past_the_amended_law_warns():
    assert deadline("national_fighter_dossier", date(2025, 7, 1)).warnings_vi == (CARRIED, BOUNDARY)
    assert deadline("base_appraisal", date(2026, 8, 31)).warnings_vi == ()
    assert deadline("base_appraisal", date(2026, 9, 3)).warnings_vi == (BOUNDARY,)


def test_a_fixed_day_after_the_end_of_its_rule_says_what_the_later_rule_says():
    assert deadline("government_flag_dossier", date(2023, 12, 31)).warnings_vi == (
        "Thứ Bảy 30/03/2024 không phải ngày làm việc; nên xong chậm nhất thứ Sáu 29/03/2024",
        "Quy định này hết hiệu lực trước ngày đến hạn; theo quy định sau là Chủ Nhật 30/06/2024",
    )
    assert deadline("state_merit_dossier", date(2023, 12, 31)).warnings_vi == (
        "Chủ Nhật 30/06/2024 không phải ngày làm việc; nên xong chậm nhất thứ Sáu 28/06/2024",
        "Quy định này hết hiệu lực trước ngày đến hạn; dữ liệu chưa có quy định sau",
    )
    assert deadline("national_fighter_dossier", date(2024, 2, 1)).warnings_vi == (
        "Quy định này hết hiệu lực trước ngày đến hạn; theo quy định sau (chưa biết nội dung) là thứ Tư 31/12/2025",
    )


def test_a_deadline_is_json():
    found = json.loads(json.dumps(deadline("hero_dossier", date(2019, 12, 1)).to_dict()))
    assert (found["opens"], found["day"], found["status"]) == ("2020-01-05", "2020-02-28", "verified")


@pytest.mark.parametrize(
    ("code", "day", "message"),
    [
        ("no_such", date(2025, 1, 1), "code is 'no_such', no deadline is called so"),
        (
            "state_merit_dossier",
            date(2024, 1, 1),
            "event_day is 2024-01-01, our data has no state_merit_dossier for that day",
        ),
        ("central_appraisal", "2024-01-01", "event_day is '2024-01-01', a day is needed"),
        (
            "central_appraisal",
            date(2029, 1, 1),
            "event_day is 2029-01-01, our holidays reach from 2017-01-01 to 2028-12-31",
        ),
    ],
)
def test_bad_input_is_refused_with_its_place(code, day, message):
    with pytest.raises(DeadlineError) as error:
        deadline(code, day)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (
            "month_day: '10-31'",
            "month_day: '10-32'",
            "month_day '10-32' is not a day of every year",
        ),
        ("month_day: '10-31'", "month_day: '1031'", "month_day '1031' is not written MM-DD"),
        (
            "month_day: '10-31'",
            "days: 3",
            "days go with working_days and calendar_days, month_day with day_of_year",
        ),
        ("code: items_handover", "code: refusal_notice", "two deadlines are called refusal_notice"),
    ],
)
def test_wrong_data_is_refused(tmp_path, old, new, complaint):
    text = DATA.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path = tmp_path / "deadlines.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    book = load_book()
    with pytest.raises(BookError) as error:
        load_model(path, _DeadlineFile, {"instruments": book.instruments, "sources": book.sources})
    assert str(error.value).startswith(f"{path}:")
    assert str(error.value).endswith(complaint)
