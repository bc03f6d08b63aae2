"""What happened to the money of an approved bonus list, and its way through the fund."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from thidua.rewards.actions_fund import book_entry
from thidua.rewards.models_money import BonusLine, BonusList, BonusPayment, FundEntry
from thidua.rewards.permissions_money import check_can_pay
from thidua.rewards.queries_bonus import NOT_COLLECTED, PAID, TO_RECOVER, UNPAID, with_states
from thidua.shared import audit
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, Stale
from thidua.shared.text import nfc, reason_trouble
from thidua.shared.wording import money

if TYPE_CHECKING:
    from thidua.rewards.queries_bonus import PaidLine

Kind = BonusPayment.Kind


def _chosen(bonus_list: BonusList, lines: Sequence[int], states: tuple[str, ...], to_do: str) -> "list[PaidLine]":
    """The lines asked for, every one in a state that allows the act; Denied names the first that is not."""
    wanted = set(lines)
    found = list(with_states(bonus_list.lines.filter(pk__in=wanted)).order_by("ordinal"))
    if not found or len(found) != len(wanted):
        raise Denied("Chưa chọn dòng nào, hoặc có dòng không thuộc danh sách này.")
    for line in found:
        if line.line_state not in states:
            raise Denied(f"Không {to_do} được dòng {line.ordinal} ({line.name}). Mời xem tình trạng ở cột bên.")
    return found


def _check_day(bonus_list: BonusList, on: date, at: datetime) -> None:
    if on > at.date():
        raise Denied("Ngày chi ở tương lai.")
    if on < certain(bonus_list.decision.decided_on):
        raise Denied("Ngày chi trước ngày của quyết định khen thưởng.")


def _record(lines: "Sequence[PaidLine]", at: datetime, by, amounts: dict[int, int], **fields) -> None:
    """One payment row behind the last that :func:`_chosen` saw: of two clicks at once one stands, the other is Stale."""
    rows = [
        BonusPayment(
            line=line, serial=line.last_serial + 1, amount_vnd=amounts[line.pk], recorded_at=at, recorded_by=by, **fields
        )
        for line in lines
    ]  # fmt: skip
    try:
        with transaction.atomic():
            BonusPayment.objects.bulk_create(rows, batch_size=500)
    except IntegrityError as error:
        raise Stale() from error


@transaction.atomic
def pay_lines(
    *,
    bonus_list: BonusList,
    lines: Sequence[int],
    way: str,
    receipt: str,
    on: date,
    by,
    at: datetime,
    receiver: str = "",
    note: str = "",
    overdraft_reason: str = "",
) -> FundEntry:
    """``lines`` (primary keys) were paid on ``on``: in cash, by transfer, or to an heir or somebody sent (then one line,
    with ``receiver`` and in ``note`` what shows the right). One entry of the fund of the year of ``on``; returns it."""
    check_can_pay(by, bonus_list, at.date())
    receipt, receiver, note = nfc(receipt), nfc(receiver), nfc(note)
    if way not in BonusPayment.PAID:
        raise Denied("Cách chi phải là tiền mặt, chuyển khoản hoặc giao người nhận thay.")
    if not receipt:
        raise Denied("Cần ghi số chứng từ: số phiếu chi hoặc số lệnh chuyển tiền.")
    if len(receipt) > 60 or len(receiver) > 200 or len(note) > 300:
        raise Denied("Số chứng từ (60), tên người nhận (200) hoặc ghi chú (300) dài quá số ký tự cho phép.")
    if way == Kind.HEIR:
        if len(set(lines)) != 1:
            raise Denied("Giao người thừa kế hoặc người nhận thay thì ghi từng dòng một.")
        if not receiver or not note:
            raise Denied("Cần ghi họ tên người nhận và giấy tờ chứng minh (quan hệ, ủy quyền).")
    _check_day(bonus_list, on, at)
    chosen = _chosen(bonus_list, lines, (UNPAID, NOT_COLLECTED), "chi")
    amounts = {line.pk: certain(line.owed_vnd) for line in chosen}
    entry = book_entry(
        unit=bonus_list.unit, year=on.year, kind=FundEntry.Kind.BONUS, amount_vnd=-sum(amounts.values()), on=on,
        basis=f"Chi {len(chosen)} dòng, Quyết định số {bonus_list.decision.number_text}, chứng từ {receipt}",
        overdraft_reason=overdraft_reason, bonus_list=bonus_list, by=by, at=at,
    )  # fmt: skip
    _record(
        chosen, at, by, amounts=amounts, kind=way, happened_on=on, receipt=receipt, receiver=receiver, note=note,
        entry=entry,
    )  # fmt: skip
    detail = {"lines": len(chosen), "total": sum(amounts.values()), "way": str(way)}
    audit.record("bonus_paid", bonus_list, by=by, at=at, detail=detail)
    return entry


@transaction.atomic
def note_not_collected(*, bonus_list: BonusList, lines: Sequence[int], note: str, by, at: datetime) -> int:
    """Nobody came for the money yet; how many lines."""
    check_can_pay(by, bonus_list, at.date())
    note = nfc(note)[:300]
    chosen = _chosen(bonus_list, lines, (UNPAID,), "ghi chưa đến nhận với")
    none = {line.pk: 0 for line in chosen}
    _record(chosen, at, by, amounts=none, kind=Kind.NOT_COLLECTED, happened_on=at.date(), note=note)
    audit.record("bonus_not_collected", bonus_list, by=by, at=at, detail={"lines": len(chosen)})
    return len(chosen)


@transaction.atomic
def take_back_payment(*, bonus_list: BonusList, line: int, reason: str, by, at: datetime) -> None:
    """A payment was noted by mistake: the money stands in the fund again, by a counter entry."""
    check_can_pay(by, bonus_list, at.date())
    reason = nfc(reason)
    if trouble := reason_trouble(reason):
        raise Denied(f"Lý do: {trouble}")
    (chosen,) = _chosen(bonus_list, [line], (PAID, TO_RECOVER), "hủy ghi nhận chi")
    _return_money(bonus_list, chosen, Kind.TAKEN_BACK, chosen_amount(chosen), at.date(), "", reason, by, at)
    audit.record("bonus_payment_taken_back", bonus_list, by=by, at=at, detail={"line": chosen.ordinal})


@transaction.atomic
def recover_bonus(*, bonus_list: BonusList, line: int, receipt: str, basis: str, on: date, by, at: datetime) -> None:
    """The money of an honour that was revoked came back (Luật Thi đua, khen thưởng 2022, Điều 93); the whole of it."""
    check_can_pay(by, bonus_list, at.date())
    receipt, basis = nfc(receipt), nfc(basis)
    if not receipt or not basis:
        raise Denied("Cần ghi số phiếu thu và căn cứ thu hồi (quyết định hủy bỏ khen thưởng).")
    _check_day(bonus_list, on, at)
    (chosen,) = _chosen(bonus_list, [line], (TO_RECOVER,), "ghi thu hồi")
    _return_money(bonus_list, chosen, Kind.RECOVERED, chosen_amount(chosen), on, receipt, basis, by, at)
    audit.record("bonus_recovered", bonus_list, by=by, at=at, detail={"line": chosen.ordinal})


def chosen_amount(line: BonusLine) -> int:
    """What the last payment of a line was."""
    last = line.payments.order_by("-serial").first()
    return last.amount_vnd if last else 0


def _return_money(bonus_list, line, kind, amount: int, on: date, receipt: str, note: str, by, at: datetime) -> None:
    # A year that was carried over takes no entry any more: the money comes into the running one.
    entry = book_entry(
        unit=bonus_list.unit, year=at.date().year, kind=FundEntry.Kind.RECOVERY, amount_vnd=amount, on=on,
        basis=f"{kind.label}: dòng {line.ordinal}, Quyết định số {bonus_list.decision.number_text}"
        + (f", chứng từ {receipt}" if receipt else ""),
        note=note[:300], bonus_list=bonus_list, by=by, at=at, overdraft_reason=f"Hoàn lại {money(amount)} vào quỹ",
    )  # fmt: skip
    _record(
        [line], at, by, amounts={line.pk: amount}, kind=kind, happened_on=on, receipt=receipt[:60], note=note[:300],
        entry=entry,
    )  # fmt: skip
