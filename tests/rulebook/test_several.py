"""Several awards to one recipient: what is paid, in both regimes."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.bonus import BonusError
from rulebook.several import Awarded, payable

OLD, NEW = date(2020, 1, 15), date(2026, 1, 20)
WORKER = Awarded("ldtt", "emulation_title", "2025", NEW, 760_000)
FIGHTER = Awarded("cstdcs", "emulation_title", "2025", NEW, 2_530_000)
PROVINCE = Awarded("cstd_tinh", "emulation_title", "2024-2025", NEW, 7_590_000)
DIPLOMA = Awarded("bk_tinh", "diploma_of_merit", "2024-2025", NEW, 3_800_000)
CERTIFICATE = Awarded("gk", "certificate_of_merit", "cứu người ngày 03/08", NEW, 760_000)


def outcome(items):
    return {each.key: (each.paid, each.citation) for each in payable(items)}


def test_of_two_titles_for_one_year_only_the_higher_is_paid():
    article = "Khoản 5 Điều 49 Nghị định số 152/2025/NĐ-CP"
    assert outcome([WORKER, FIGHTER]) == {"ldtt": (False, article), "cstdcs": (True, article)}


def test_under_the_old_decree_the_rule_stands_in_article_66():
    items = [replace(WORKER, decided_on=OLD), replace(FIGHTER, decided_on=OLD)]
    article = "Điểm c khoản 2 Điều 66 Nghị định số 91/2017/NĐ-CP"
    assert outcome(items) == {"ldtt": (False, article), "cstdcs": (True, article)}


def test_titles_for_different_times_are_each_paid():
    article = "Điều 49 Nghị định số 152/2025/NĐ-CP"
    assert outcome([FIGHTER, PROVINCE]) == {"cstdcs": (True, article), "cstd_tinh": (True, article)}
    items = [replace(FIGHTER, decided_on=OLD), replace(PROVINCE, decided_on=OLD)]
    article = "Điểm d khoản 2 Điều 66 Nghị định số 91/2017/NĐ-CP"
    assert outcome(items) == {"cstdcs": (True, article), "cstd_tinh": (True, article)}


def test_a_title_and_a_form_at_the_same_time_are_both_paid():
    article = "Điều 49 Nghị định số 152/2025/NĐ-CP"
    assert outcome([PROVINCE, DIPLOMA]) == {"cstd_tinh": (True, article), "bk_tinh": (True, article)}
    items = [replace(PROVINCE, decided_on=OLD), replace(DIPLOMA, decided_on=OLD)]
    article = "Điểm đ khoản 2 Điều 66 Nghị định số 91/2017/NĐ-CP"
    assert outcome(items) == {"cstd_tinh": (True, article), "bk_tinh": (True, article)}


def test_forms_for_different_achievements_are_each_paid_where_the_data_says_so():
    article = "Điều 49 Nghị định số 152/2025/NĐ-CP"
    assert outcome([DIPLOMA, CERTIFICATE]) == {"bk_tinh": (True, article), "gk": (True, article)}
    old = payable([replace(DIPLOMA, decided_on=OLD), replace(CERTIFICATE, decided_on=OLD)])
    assert [each.paid for each in old] == [None, None]
    assert old[0].reason_vi == (
        "Dữ liệu chưa có quy định về nhiều hình thức khen thưởng khác thành tích vào ngày này, cần người xem xét"
    )


def test_two_forms_for_one_achievement_are_left_to_a_person():
    items = [DIPLOMA, replace(CERTIFICATE, achievement=DIPLOMA.achievement)]
    assert outcome(items) == {"bk_tinh": (None, ""), "gk": (None, "")}


def test_awards_of_different_days_do_not_touch_each_other():
    found = payable([FIGHTER, replace(CERTIFICATE, decided_on=date(2026, 3, 1))])
    assert [(each.paid, each.reason_vi) for each in found] == [
        (True, "Không cùng đợt với khoản thưởng nào khác"),
        (True, "Không cùng đợt với khoản thưởng nào khác"),
    ]


def test_titles_of_one_year_decided_on_different_days():
    later = replace(FIGHTER, decided_on=date(2026, 3, 1))
    assert [each.paid for each in payable([WORKER, later])] == [False, True]
    # The old decree speaks of titles granted at the same time only: the lower one is left to a person.
    old = [replace(WORKER, decided_on=OLD), replace(FIGHTER, decided_on=date(2020, 3, 1))]
    assert [each.paid for each in payable(old)] == [None, True]


def test_a_foreigner_receives_a_souvenir_and_where_the_data_is_silent_a_person_looks():
    old, new = payable([replace(DIPLOMA, decided_on=OLD, foreign=True), replace(CERTIFICATE, foreign=True)])
    assert (old.paid, old.citation) == (False, "Khoản 3 Điều 66 Nghị định số 91/2017/NĐ-CP")
    assert old.reason_vi == (
        "Người nước ngoài, người Việt Nam ở nước ngoài nhận tặng phẩm lưu niệm thay cho tiền thưởng"
    )
    assert (new.paid, new.citation) == (None, "")


def test_an_unknown_amount_is_never_compared():
    assert [each.paid for each in payable([WORKER, replace(FIGHTER, amount_vnd=None)])] == [None, None]


def test_of_equal_amounts_one_is_paid():
    assert [each.paid for each in payable([WORKER, replace(WORKER, key="again")])] == [True, False]


def test_before_the_data_nobody_decides():
    day = date(2017, 9, 30)
    items = [replace(WORKER, decided_on=day), replace(FIGHTER, decided_on=day)]
    assert [each.paid for each in payable(items)] == [None, None]


def test_no_awards_no_payments():
    assert payable([]) == ()


@given(st.permutations([WORKER, FIGHTER, PROVINCE, DIPLOMA, CERTIFICATE]))
def test_the_order_of_the_awards_does_not_matter(items):
    assert outcome(items) == outcome([WORKER, FIGHTER, PROVINCE, DIPLOMA, CERTIFICATE])


@pytest.mark.parametrize(
    ("items", "message"),
    [
        ([replace(WORKER, key="")], "items[0]: key is '', a name is needed"),
        ([WORKER, WORKER], "items[1]: key 'ldtt' stands twice"),
        (
            [replace(WORKER, achievement=" ")],
            "ldtt: achievement is ' ', what the award rewards is needed",
        ),
        ([replace(WORKER, decided_on=None)], "ldtt: decided_on is None, a day is needed"),
        ([replace(WORKER, amount_vnd=-1)], "ldtt: amount_vnd is -1, a whole number of dong is needed"),
        ([replace(WORKER, amount_vnd=1.5)], "ldtt: amount_vnd is 1.5, a whole number of dong is needed"),
    ],
)
def test_bad_input_is_refused_with_its_place(items, message):
    with pytest.raises(BonusError) as error:
        payable(items)
    assert str(error.value) == message
