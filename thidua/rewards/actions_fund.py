"""Keeping the emulation and commendation fund: entries are only ever added, in order, with a balance that never forks."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from thidua.rewards.models_money import BonusList, FundEntry
from thidua.rewards.permissions_money import check_can_correct_entry, check_keeps_fund
from thidua.rewards.queries_fund import TYPED, balance_of, is_closed
from thidua.shared import audit
from thidua.shared.denied import Denied, Stale
from thidua.shared.text import nfc, reason_trouble
from thidua.shared.wording import money
from thidua.units.models import Unit

Kind = FundEntry.Kind
MOST_VND = 10**13  # ten thousand billion: more than any fund holds, far below what the column holds
FIRST_YEAR = 2004


def book_entry(
    *,
    unit: Unit,
    year: int,
    kind: str,
    amount_vnd: int,
    on: date,
    basis: str,
    by,
    at: datetime,
    note: str = "",
    overdraft_reason: str = "",
    bonus_list: BonusList | None = None,
    corrects: FundEntry | None = None,
) -> FundEntry:
    """Add one entry (``amount_vnd`` with its sign) behind the last of the year. For the acts of this stage: the caller has
    checked the right. Denied: a closed year, no basis, a balance below zero without a reason. Stale: two at once.
    """
    basis, note, overdraft_reason = nfc(basis), nfc(note), nfc(overdraft_reason)
    if isinstance(amount_vnd, bool) or not isinstance(amount_vnd, int) or not 0 < abs(amount_vnd) <= MOST_VND:
        raise Denied("Số tiền phải là số nguyên đồng, lớn hơn 0 và không quá 10.000 tỷ đồng.")
    if not basis:
        raise Denied("Cần ghi căn cứ (số, ngày văn bản hoặc chứng từ).")
    if max(len(basis), len(note), len(overdraft_reason)) > 300:
        raise Denied("Căn cứ, ghi chú hoặc lý do dài quá 300 ký tự. Mời viết gọn lại.")
    if on > at.date():
        raise Denied("Ngày ghi sổ ở tương lai.")
    if is_closed(unit, year):
        raise Denied(f"Quỹ năm {year} đã chuyển số dư sang năm {year + 1}; mời ghi vào năm {year + 1}.")
    last = FundEntry.objects.filter(unit=unit, year=year).order_by("-serial").first()
    balance = (last.balance_after if last else 0) + amount_vnd
    if balance < 0 and (trouble := reason_trouble(overdraft_reason)):
        raise Denied(f"Quỹ năm {year} sẽ âm {money(-balance)}. Nếu vẫn ghi, cần nêu lý do chi vượt số dư. {trouble}")
    entry = FundEntry(
        unit=unit,
        year=year,
        serial=(last.serial if last else 0) + 1,
        kind=kind,
        amount_vnd=amount_vnd,
        balance_after=balance,
        entered_on=on,
        basis=basis,
        note=note,
        overdraft_reason=overdraft_reason if balance < 0 else "",
        bonus_list=bonus_list,
        corrects=corrects,
        recorded_at=at,
        recorded_by=by,
    )
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        raise Stale() from error
    detail = {"kind": str(kind), "year": year, "amount": amount_vnd, "balance": balance}
    audit.record("fund_entry_added", entry, by=by, at=at, detail=detail)
    return entry


@transaction.atomic
def enter_fund(
    *,
    unit: Unit,
    year: int,
    kind: str,
    amount_vnd: int,
    on: date,
    basis: str,
    by,
    at: datetime,
    note: str = "",
    overdraft_reason: str = "",
) -> FundEntry:
    """An entry typed by hand: opening balance, money that came in, a purchase or other spending; ``amount_vnd`` > 0."""
    check_keeps_fund(by, unit, at.date())
    if kind not in TYPED:
        raise Denied("Loại bút toán này do hệ thống ghi, không nhập tay.")
    if not FIRST_YEAR <= year <= at.year + 1:
        raise Denied(f"Năm của quỹ phải từ {FIRST_YEAR} đến {at.year + 1}.")
    if amount_vnd <= 0:
        raise Denied("Số tiền phải lớn hơn 0; hệ thống tự trừ với khoản chi.")
    if kind == Kind.OPENING and FundEntry.objects.filter(unit=unit, year=year).exists():
        raise Denied("Số dư đầu kỳ chỉ ghi khi sổ quỹ của năm chưa có bút toán nào.")
    return book_entry(
        unit=unit, year=year, kind=kind, amount_vnd=TYPED[Kind(kind)] * amount_vnd, on=on, basis=basis, note=note,
        overdraft_reason=overdraft_reason, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def correct_entry(*, entry: FundEntry, reason: str, by, at: datetime, overdraft_reason: str = "") -> FundEntry:
    """Put a slip right by the counter entry; what should have stood there is entered anew by hand."""
    check_can_correct_entry(by, entry, at.date())
    reason = nfc(reason)
    if trouble := reason_trouble(reason):
        raise Denied(f"Lý do điều chỉnh: {trouble}")
    return book_entry(
        unit=entry.unit, year=entry.year, kind=Kind.CORRECTION, amount_vnd=-entry.amount_vnd, on=at.date(),
        basis=f"Điều chỉnh bút toán {entry.serial}: {reason}"[:300], overdraft_reason=overdraft_reason, corrects=entry,
        by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def carry_over(*, unit: Unit, year: int, basis: str, by, at: datetime) -> FundEntry:
    """Close a year: its balance becomes the first entry of the next one; returns that entry.

    Whether a balance may be carried over is not in our data: hence a basis. A year below zero is not carried.
    """
    check_keeps_fund(by, unit, at.date())
    balance = balance_of(unit, year)
    if balance <= 0:
        raise Denied(f"Quỹ năm {year} không còn số dư để chuyển.")
    if at.date() < date(year, 12, 1):
        raise Denied(f"Chỉ chuyển số dư năm {year} từ tháng 12 năm {year}.")
    common = {"unit": unit, "on": at.date(), "basis": basis, "by": by, "at": at}
    book_entry(year=year, kind=Kind.CARRY_OUT, amount_vnd=-balance, **common)
    return book_entry(year=year + 1, kind=Kind.CARRY_IN, amount_vnd=balance, **common)
