"""Bonus lists: drawn up by the law, checked, approved and frozen."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from paperwork.blocks import PaperError
from thidua.decisions.models import Decision
from thidua.honours.models import Honour
from thidua.honours.queries import lines_of_decision
from thidua.papers.actions import keep_paper
from thidua.rewards import emails_money as emails
from thidua.rewards.models_money import BonusLine, BonusList
from thidua.rewards.papers_money import render_bonus_list
from thidua.rewards.permissions_money import (
    check_can_approve_bonus,
    check_can_check_bonus,
    check_can_draft_bonus,
    check_can_return_bonus,
    check_can_set_bonus,
    check_can_withdraw_bonus,
)
from thidua.rewards.queries_bonus import lines_of, revoked_among
from thidua.rewards.reckoning import reckon, root_of
from thidua.shared import audit, outbox
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import nfc, reason_trouble
from thidua.units.models import RoleGrant
from thidua.units.queries import users_with_role

Role = RoleGrant.Role
MOST_VND = 10**12


@transaction.atomic
def draft_bonus_list(*, decision: Decision, by, at: datetime) -> BonusList:
    """Draw up the list of an issued decision: everybody whose honour stands and who is in no other list yet.

    Amount, rule and doubts of each line are those of the decision's day and of today's knowledge; they are kept.
    """
    check_can_draft_bonus(by, decision, at.date())
    entries = list(lines_of_decision(decision.unit, decision.number_text, certain(decision.decided_on)))
    roots = [root_of(entry) for entry in entries]
    listed = set(BonusLine.objects.filter(honour__in=roots, is_live=True).values_list("honour", flat=True))
    entries = [entry for entry in entries if root_of(entry) not in listed]
    if not entries:
        raise Denied("Mọi khen thưởng còn hiệu lực của quyết định này đã có trong danh sách chi tiền thưởng.")
    reckoned = reckon(decision, entries)
    bonus_list = BonusList.objects.create(decision=decision, unit=decision.unit, **stamp("drafted", by=by, at=at))
    rows = [_line(bonus_list, place, entry, reckoned[root_of(entry)]) for place, entry in enumerate(entries, start=1)]
    try:
        with transaction.atomic():
            BonusLine.objects.bulk_create(rows, batch_size=500)
    except IntegrityError as error:
        raise Stale() from error
    audit.record("bonus_list_drafted", bonus_list, by=by, at=at, detail={"count": len(rows)})
    accountants = users_with_role([Role.ACCOUNTANT], decision.unit, timezone.localdate(at))
    told = [user for user in accountants if user.pk != by.pk]
    outbox.queue(told, *emails.bonus_waits_for_check(bonus_list), by=by, at=at)
    return bonus_list


def _line(bonus_list: BonusList, place: int, entry: Honour, found) -> BonusLine:
    return BonusLine(
        bonus_list=bonus_list,
        ordinal=place,
        honour_id=root_of(entry),
        recipient=found.recipient,
        name=entry.recipient_name,
        detail=entry.recipient_detail,
        coefficient=found.coefficient,
        base_salary_vnd=found.base_salary,
        reckoned_vnd=found.amount,
        steps=list(found.steps),
        citations=[list(each) for each in found.citations],
        doubt=found.doubt,
    )


@transaction.atomic
def set_bonus(
    *, bonus_list: BonusList, lines: Iterable[int], amount_vnd: int, reason: str, basis: str, by, at: datetime
) -> int:
    """A person says what ``lines`` (primary keys) get, in dong, with reason and basis; how many were set.

    For what the data does not know, and for whatever a person must weigh; 0 means nothing is paid.
    """
    check_can_set_bonus(by, bonus_list, at.date())
    reason, basis = nfc(reason), nfc(basis)
    if trouble := reason_trouble(reason):
        raise Denied(f"Lý do: {trouble}")
    if not basis:
        raise Denied("Cần ghi căn cứ: điều khoản, văn bản hoặc ý kiến của người có thẩm quyền.")
    if max(len(reason), len(basis)) > 300:
        raise Denied("Lý do hoặc căn cứ dài quá 300 ký tự. Mời viết gọn lại.")
    if isinstance(amount_vnd, bool) or not isinstance(amount_vnd, int) or not 0 <= amount_vnd <= MOST_VND:
        raise Denied("Mức thưởng phải là số nguyên đồng, không âm và không quá 1.000 tỷ đồng.")
    touch(bonus_list)
    done = bonus_list.lines.filter(pk__in=list(lines)).update(
        set_vnd=amount_vnd, set_reason=reason, set_basis=basis, **stamp("set", by=by, at=at)
    )
    if not done:
        raise Denied("Chưa chọn dòng nào của danh sách này.")
    audit.record("bonus_set", bonus_list, by=by, at=at, detail={"lines": done, "amount": amount_vnd})
    return done


def _refuse_open(lines: Sequence[BonusLine]) -> None:
    unknown = [line for line in lines if line.owed_vnd is None]
    if unknown:
        raise Denied(
            f"Còn {len(unknown)} dòng cần cán bộ xác định mức thưởng (dòng đầu tiên: {unknown[0].ordinal}, "
            f"{unknown[0].name}). Mời ghi mức thưởng, lý do và căn cứ trước."
        )
    gone = revoked_among(lines)
    if gone:
        raise Denied(
            f"Khen thưởng của {gone[0].name} đã bị hủy bỏ sau khi lập danh sách. Mời rút danh sách này và lập lại."
        )


@transaction.atomic
def check_bonus_list(*, bonus_list: BonusList, by, at: datetime) -> None:
    """The accountant has compared every line with the decision and the law; refused while a line is not known."""
    check_can_check_bonus(by, bonus_list, at.date())
    lines = list(lines_of(bonus_list))
    _refuse_open(lines)
    pass_gate(bonus_list, "check", **stamp("checked", by=by, at=at))
    audit.record("bonus_list_checked", bonus_list, by=by, at=at, detail={"total": sum(x.owed_vnd or 0 for x in lines)})
    deciders = users_with_role([Role.DECIDER], bonus_list.unit, timezone.localdate(at))
    outbox.queue(deciders, *emails.bonus_waits_for_approval(bonus_list), by=by, at=at)


@transaction.atomic
def return_bonus_list(*, bonus_list: BonusList, reason: str, by, at: datetime) -> None:
    """Whoever approves sends it back; the check is undone."""
    check_can_return_bonus(by, bonus_list, at.date())
    reason = nfc(reason)
    if trouble := reason_trouble(reason):
        raise Denied(f"Lý do trả lại: {trouble}")
    pass_gate(bonus_list, "return", returned_reason=reason[:300], checked_at=None, checked_by=None)
    audit.record("bonus_list_returned", bonus_list, by=by, at=at)
    readers = users_with_role([Role.ACCOUNTANT, Role.OFFICER], bonus_list.unit, timezone.localdate(at))
    outbox.queue(readers, *emails.bonus_returned(bonus_list), by=by, at=at)


@transaction.atomic
def approve_bonus_list(*, bonus_list: BonusList, by, at: datetime) -> BonusList:
    """Approve: the list stands still and its paper is kept; from now on payments are recorded."""
    check_can_approve_bonus(by, bonus_list, at.date())
    lines = list(lines_of(bonus_list))
    _refuse_open(lines)
    pass_gate(bonus_list, "approve", **stamp("approved", by=by, at=at))
    on = timezone.localdate(at)
    try:
        content = render_bonus_list(bonus_list, lines, on=on)
    except PaperError as error:
        raise Denied(f"Chưa in được danh sách: {error}") from error
    kept = keep_paper(
        kind="bonus_list",
        title=f"Danh sách chi tiền thưởng theo Quyết định số {bonus_list.decision.number_text}",
        unit=bonus_list.unit,
        content=content,
        issued_on=on,
        by=by,
        at=at,
    )
    touch(bonus_list, paper=kept)
    total = sum(line.owed_vnd or 0 for line in lines)
    audit.record("bonus_list_approved", bonus_list, by=by, at=at, detail={"count": len(lines), "total": total})
    return bonus_list


@transaction.atomic
def withdraw_bonus_list(*, bonus_list: BonusList, reason: str, by, at: datetime) -> None:
    """Take back a list that was not approved; its honours can stand in a new one."""
    check_can_withdraw_bonus(by, bonus_list, at.date())
    reason = nfc(reason)
    if trouble := reason_trouble(reason):
        raise Denied(f"Lý do rút: {trouble}")
    pass_gate(bonus_list, "withdraw", withdrawn_reason=reason[:300], **stamp("withdrawn", by=by, at=at))
    bonus_list.lines.update(is_live=False)
    audit.record("bonus_list_withdrawn", bonus_list, by=by, at=at)
