"""The fund: a ledger only ever added to, a balance that follows from it and falls below zero only with a reason."""

from datetime import date, datetime

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rewards.builders import filled_fund
from thidua.rewards import actions_fund as fund
from thidua.rewards.models_money import FundEntry
from thidua.rewards.queries_fund import TYPED, balance_of, sums_of
from thidua.shared import clock
from thidua.shared.denied import Denied, Stale

REASON = "Chờ ngân sách cấp bổ sung"


def enter(office, at, **fields) -> FundEntry:
    given = {"year": at.year, "kind": "allocation", "amount_vnd": 1_000, "on": at.date(), "basis": "QĐ 1"} | fields
    return fund.enter_fund(unit=office.unit, by=office.accountant, at=at, **given)


def refused(act, *args, **fields) -> str:
    with pytest.raises(Denied) as refusal:
        act(*args, **fields)
    return refusal.value.reason


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from([k for k in TYPED if k != "opening"]), st.integers(1, 10**12), st.booleans()),
        max_size=12,
    )
)
def test_the_balance_is_the_sum_of_the_entries_whatever_is_entered(province, rows):
    with transaction.atomic():
        balance = 0
        for kind, amount, is_overdrawn in rows:
            after = balance + TYPED[kind] * amount
            give = {"kind": kind, "amount_vnd": amount, "overdraft_reason": REASON if is_overdrawn else ""}
            if after < 0 and not is_overdrawn:
                refused(enter, province.ha_long, province.at, **give)
                continue
            entry = enter(province.ha_long, province.at, **give)
            balance = after
            assert (entry.balance_after, bool(entry.overdraft_reason)) == (balance, balance < 0)
        entries = list(FundEntry.objects.filter(unit=province.ha_long.unit).order_by("serial"))
        assert [e.serial for e in entries] == list(range(1, len(entries) + 1))
        assert sum(e.amount_vnd for e in entries) == balance == balance_of(province.ha_long.unit, 2025)
        assert sum(sums_of(province.ha_long.unit, 2025).values()) == balance
        transaction.set_rollback(True)


def test_entries_are_never_changed_or_removed_in_the_database_itself(province):
    entry = filled_fund(province.ha_long, province.at)
    for act in (lambda: FundEntry.objects.filter(pk=entry.pk).update(note="x"), entry.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert FundEntry.objects.get().note == ""


def test_two_entries_at_once_never_fork_the_balance(province, monkeypatch):
    ha_long, at = province.ha_long, province.at
    filled_fund(ha_long, at)
    monkeypatch.setattr(FundEntry.objects, "filter", lambda **kw: FundEntry.objects.none())
    with pytest.raises(Stale):
        enter(ha_long, at)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"amount_vnd": 0}, "Số tiền phải lớn hơn 0"),
        ({"amount_vnd": -5}, "Số tiền phải lớn hơn 0"),
        ({"amount_vnd": 10**14}, "Số tiền phải là số nguyên đồng"),
        ({"amount_vnd": 2.5}, "Số tiền phải là số nguyên đồng"),
        ({"kind": "bonus"}, "Loại bút toán này do hệ thống ghi"),
        ({"kind": "carry_in"}, "Loại bút toán này do hệ thống ghi"),
        ({"basis": " "}, "Cần ghi căn cứ"),
        ({"basis": "x" * 301}, "Căn cứ, ghi chú hoặc lý do dài quá"),
        ({"on": date(2026, 1, 1)}, "Ngày ghi sổ ở tương lai"),
        ({"year": 1999}, "Năm của quỹ phải từ 2004"),
        ({"kind": "purchase"}, "Quỹ năm 2025 sẽ âm 1.000 đ"),
        ({"kind": "purchase", "overdraft_reason": "aaaaaaaaaaaa"}, "Quỹ năm 2025 sẽ âm 1.000 đ"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(province, fields, told):
    assert refused(enter, province.ha_long, province.at, **fields).startswith(told)
    assert FundEntry.objects.count() == 0


def test_only_the_accountant_keeps_the_fund(province):
    ha_long, at = province.ha_long, province.at
    fields = {"unit": ha_long.unit, "year": 2025, "kind": "allocation", "amount_vnd": 5, "on": at.date(), "basis": "x"}
    told = "Để ghi sổ quỹ thi đua, khen thưởng cần vai trò “Kế toán” của Phường Hạ Long."
    for who in (ha_long.officer, ha_long.head, province.cam_pha.accountant):
        assert refused(fund.enter_fund, by=who, at=at, **fields) == told


def test_the_opening_balance_comes_first_or_not_at_all(province):
    ha_long, at = province.ha_long, province.at
    enter(ha_long, at, kind="opening", amount_vnd=500)
    assert refused(enter, ha_long, at, kind="opening").startswith("Số dư đầu kỳ chỉ ghi khi")


def test_a_slip_is_put_right_by_a_counter_entry_once(province):
    ha_long, at = province.ha_long, province.at
    filled_fund(ha_long, at, 900)
    slip = enter(ha_long, at, kind="purchase", amount_vnd=300)
    by = {"reason": "Ghi nhầm số tiền hóa đơn", "by": ha_long.accountant, "at": at}
    counter = fund.correct_entry(entry=slip, **by)
    assert (counter.amount_vnd, counter.corrects, balance_of(ha_long.unit, 2025)) == (300, slip, 900)
    assert sums_of(ha_long.unit, 2025)["purchase"] == 0
    assert refused(fund.correct_entry, entry=slip, **by) == "Bút toán này đã được điều chỉnh."
    assert "không điều chỉnh lần nữa" in refused(fund.correct_entry, entry=counter, **by)


def test_a_year_is_carried_over_once_and_then_stands_still(province):
    ha_long, at = province.ha_long, province.at
    filled_fund(ha_long, at, 900)
    carry = {"unit": ha_long.unit, "year": 2025, "basis": "Quyết định chuyển nguồn số 5", "by": ha_long.accountant}
    assert refused(fund.carry_over, at=at, **carry).startswith("Chỉ chuyển số dư năm 2025 từ tháng 12")
    end: datetime = clock.at_hour(date(2025, 12, 31))
    entry = fund.carry_over(at=end, **carry)
    assert (entry.year, entry.kind, entry.amount_vnd, balance_of(ha_long.unit, 2025)) == (2026, "carry_in", 900, 0)
    assert refused(fund.carry_over, at=end, **carry) == "Quỹ năm 2025 không còn số dư để chuyển."
    assert refused(enter, ha_long, end, year=2025).startswith("Quỹ năm 2025 đã chuyển số dư sang năm 2026")


def test_the_screens_show_balance_entries_report_and_the_rule(client, province, django_assert_max_num_queries):
    ha_long, at = province.ha_long, province.at
    client.force_login(ha_long.accountant)
    page = client.get(reverse("rewards:funds"))
    assert [tile.note for tile in page.context["tiles"]] == ["chưa mở sổ"]
    assert "20% cho tổ chức phong trào" in page.content.decode()
    answer = client.post(
        reverse("rewards:fund-enter", args=[ha_long.unit.pk, 2025]),
        {"year": "2025", "kind": "allocation", "amount_vnd": "50.000.000", "on": "08/07/2025", "basis": "QĐ 12"},
    )
    assert answer.status_code == 302
    filled_fund(ha_long, at)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("rewards:fund", args=[ha_long.unit.pk, 2025]))
    assert [row.record.amount_vnd for row in page.context["table"].rows] == [100_000_000, 50_000_000]
    assert client.get(reverse("rewards:fund-report", args=[ha_long.unit.pk, 2025])).content[:5] == b"%PDF-"
    entry = FundEntry.objects.earliest("serial")
    assert client.get(reverse("rewards:fund-entry", args=[entry.pk])).context["actions"][0].refused == ""
    answer = client.post(reverse("rewards:fund-correct", args=[entry.pk]), {"reason": "Ghi nhầm số tiền được cấp"})
    assert (answer.status_code, balance_of(ha_long.unit, 2025)) == (302, 100_000_000)
    client.force_login(province.cam_pha.accountant)
    assert client.get(reverse("rewards:fund", args=[ha_long.unit.pk, 2025])).status_code == 404
    assert client.get(reverse("rewards:fund-entry", args=[entry.pk])).status_code == 404
