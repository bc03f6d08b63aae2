"""Bonus lists of the small province at each step."""

from datetime import date

from tests.decisions.builders import issued
from thidua.rewards import actions_bonus as bonus
from thidua.rewards.actions_fund import enter_fund


def drafted_list(office, at, **fields):
    return bonus.draft_bonus_list(decision=issued(office, at, **fields), by=office.officer, at=at)


def checked_list(office, at, **fields):
    made = drafted_list(office, at, **fields)
    bonus.check_bonus_list(bonus_list=made, by=office.accountant, at=at)
    return made


def approved_list(office, at, **fields):
    made = checked_list(office, at, **fields)
    bonus.approve_bonus_list(bonus_list=made, by=office.decider, at=at)
    return made


def filled_fund(office, at, amount=100_000_000):
    return enter_fund(
        unit=office.unit, year=at.year, kind="allocation", amount_vnd=amount, on=date(at.year, 7, 2),
        basis="Quyết định giao dự toán số 01", by=office.accountant, at=at,
    )  # fmt: skip
