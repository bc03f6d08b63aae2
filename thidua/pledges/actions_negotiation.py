"""Two sides agree on a pledge: it is offered, each change is asked for and answered; after signing, by a supplement.

Nothing is overwritten: a change keeps the words before and after, who asked, who answered and why (requirement P2).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from thidua.pledges import emails
from thidua.pledges.changes import row_of, values_of
from thidua.pledges.models import Pledge, PledgeChange, PledgeTarget
from thidua.pledges.permissions import (
    check_can_answer_change,
    check_can_offer,
    check_can_take_back_change,
    side_of_talks,
)
from thidua.pledges.targets import MOST_TARGETS, target_of
from thidua.shared import audit, outbox
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import nfc, nfc_lines
from thidua.units.models import RoleGrant
from thidua.units.queries import users_with_roles_in

Kind, Answer = PledgeChange.Kind, PledgeChange.Answer
Role = RoleGrant.Role


@transaction.atomic
def offer_pledge(*, pledge: Pledge, by, at: datetime) -> Pledge:
    """Put the draft before the other side; from here on every change is asked for and answered."""
    check_can_offer(by, pledge, at.date())
    pass_gate(pledge, "offer", **stamp("offered", by=by, at=at))
    audit.record("pledge_offered", pledge, by=by, at=at, detail={"targets": pledge.targets.count()})
    told = users_with_roles_in([Role.OFFICER], [pledge.superior], at.date())
    outbox.queue(told, *emails.offered(pledge), by=by, at=at)
    return pledge


@transaction.atomic
def propose_change(
    *,
    pledge: Pledge,
    kind: str,
    reason: str,
    by,
    at: datetime,
    target: PledgeTarget | None = None,
    row: Mapping[str, Any] | None = None,
    commitments: str | None = None,
) -> PledgeChange:
    """Ask for one change: ``add`` (``row``), ``alter`` (``target``, ``row``), ``drop`` (``target``), ``commitments``.

    While the pledge is negotiated an officer of either side asks; once it is signed a head does, and what the other
    head agrees to becomes a numbered supplement. ``row``: as for ``targets.target_of``. One open change a target.
    """
    side = side_of_talks(by, pledge, at.date())
    reason = _reason(reason, "Mời ghi lý do đề nghị.")
    open_ones = list(pledge.changes.filter(answer=Answer.OPEN))
    ordinal, before, after = None, {}, {}
    if kind == Kind.COMMITMENTS:
        before, after = {"commitments": pledge.commitments}, {"commitments": nfc_lines(commitments or "")}
        if any(each.kind == Kind.COMMITMENTS for each in open_ones):
            raise Denied("Phần cam kết đã có một đề nghị chờ trả lời.")
    elif kind in (Kind.ADD, Kind.ALTER, Kind.DROP):
        if kind != Kind.ADD:
            if target is None or target.pledge_id != pledge.pk:
                raise Denied("Chỉ tiêu không thuộc giao ước này.")
            ordinal, before = target.ordinal, row_of(target)
            waiting = next((each for each in open_ones if each.target_ordinal == ordinal), None)
            if waiting is not None:
                raise Denied(f"Chỉ tiêu {ordinal} đã có đề nghị số {waiting.ordinal} chờ trả lời.")
        if kind != Kind.DROP:
            after = _checked(pledge, row or {}, ordinal, open_ones)
    else:
        raise Denied("Loại đề nghị không có trong danh sách.")
    if before == after:
        raise Denied("Đề nghị giống nội dung hiện có; chưa có gì thay đổi.")
    if kind == Kind.DROP:
        _check_can_go(pledge, target)
    touch(pledge)
    last = pledge.changes.aggregate(n=Max("ordinal"))["n"] or 0
    change = PledgeChange.objects.create(
        pledge=pledge,
        ordinal=last + 1,
        is_supplement=pledge.state == "signed",
        kind=kind,
        side=side,
        target_ordinal=ordinal,
        before=before,
        after=after,
        reason=reason,
        **stamp("proposed", by=by, at=at),
    )
    audit.record("pledge_change_proposed", pledge, by=by, at=at, detail={"change": change.ordinal, "kind": kind})
    _tell_other_side(change, by, at)
    return change


def _checked(
    pledge: Pledge, row: Mapping[str, Any], ordinal: int | None, open_ones: list[PledgeChange]
) -> dict[str, Any]:
    """The wished row in plain values, refused where a target of the draft would be."""
    others = [target for target in pledge.targets.all() if target.ordinal != ordinal]
    if ordinal is None and len(others) + sum(each.kind == Kind.ADD for each in open_ones) >= MOST_TARGETS:
        raise Denied(f"Một giao ước có nhiều nhất {MOST_TARGETS} chỉ tiêu.")
    wished = target_of(row, (ordinal or len(others) + 1) - 1, pledge.year)
    taken = {target.name.lower() for target in others}
    taken |= {each.after.get("name", "").lower() for each in open_ones if each.kind == Kind.ADD}
    if wished.name.lower() in taken:
        raise Denied(f"Đã có chỉ tiêu “{wished.name}” trong giao ước hoặc trong một đề nghị khác.")
    return row_of(wished)


def _check_can_go(pledge: Pledge, target: PledgeTarget | None) -> None:
    if target is None:
        return
    if target.progress.exists() or target.files.exists():
        raise Denied(f"Chỉ tiêu {target.ordinal} đã có kết quả hoặc minh chứng nên không bỏ được; hãy sửa mục tiêu.")
    if pledge.targets.count() < 2:
        raise Denied("Giao ước phải còn ít nhất một chỉ tiêu.")


def _reason(text: str, missing: str) -> str:
    text = nfc(text)
    if not text:
        raise Denied(missing)
    if len(text) > 300:
        raise Denied("Lý do dài quá 300 ký tự.")
    return text


def _tell_other_side(change: PledgeChange, by, at: datetime) -> None:
    pledge = change.pledge
    there = pledge.unit if change.side == PledgeChange.Side.SUPERIOR else pledge.superior
    role = Role.HEAD if change.is_supplement else Role.OFFICER
    outbox.queue(users_with_roles_in([role], [there], at.date()), *emails.change_proposed(change), by=by, at=at)


@transaction.atomic
def answer_change(*, change: PledgeChange, accept: bool, by, at: datetime, reason: str = "") -> PledgeChange:
    """The other side agrees, or refuses with its reason. Agreed words enter the pledge at once.

    Refused as stale when the row is no longer what the change was asked for.
    """
    pledge = change.pledge
    check_can_answer_change(by, change, at.date())
    reason = nfc(reason)[:301] if accept else _reason(reason, "Mời ghi lý do không đồng ý.")
    if len(reason) > 300:
        raise Denied("Lý do dài quá 300 ký tự.")
    number = None
    if accept and change.is_supplement:
        number = (pledge.changes.aggregate(n=Max("supplement"))["n"] or 0) + 1
    _answer(change, Answer.ACCEPTED if accept else Answer.REFUSED, by, at, answer_reason=reason, supplement=number)
    if accept:
        _apply(change)
        if change.kind != Kind.COMMITMENTS:
            touch(pledge)
        else:
            touch(pledge, commitments=change.after["commitments"])
    else:
        touch(pledge)
    detail: dict[str, Any] = {"change": change.ordinal, "answer": change.answer}
    detail |= {"supplement": number} if number else {}
    audit.record("pledge_change_answered", pledge, by=by, at=at, detail=detail)
    outbox.queue([change.proposed_by], *emails.change_answered(change), by=by, at=at)
    return change


def _answer(change: PledgeChange, answer: str, by, at: datetime, **fields: Any) -> None:
    """One conditional update: of two answers at once one holds."""
    fields |= {"answer": answer, **stamp("answered", by=by, at=at)}
    if PledgeChange.objects.filter(pk=change.pk, answer=Answer.OPEN).update(**fields) != 1:
        raise Stale("Đề nghị này vừa được trả lời hoặc rút. Mời tải lại trang.")
    for name, value in fields.items():
        setattr(change, name, value)


def _apply(change: PledgeChange) -> None:
    pledge = change.pledge
    if change.kind == Kind.COMMITMENTS:
        if pledge.commitments != change.before["commitments"]:
            raise Stale()
        return
    if change.kind == Kind.ADD:
        last = pledge.targets.aggregate(n=Max("ordinal"))["n"] or 0
        added = target_of(values_of(change.after), last, pledge.year)
        added.pledge = pledge
        added.save(force_insert=True)
        PledgeChange.objects.filter(pk=change.pk).update(target_ordinal=added.ordinal)
        change.target_ordinal = added.ordinal
        return
    target = pledge.targets.filter(ordinal=certain(change.target_ordinal)).get()
    if row_of(target) != change.before:
        raise Stale("Chỉ tiêu này đã khác với lúc được đề nghị sửa. Mời rút đề nghị và làm lại.")
    if change.kind == Kind.DROP:
        _check_can_go(pledge, target)
        pledge.targets.filter(pk=target.pk).delete()
        return
    wished = target_of(values_of(change.after), target.ordinal - 1, pledge.year)
    fields = {name: getattr(wished, name) for name in change.after}
    PledgeTarget.objects.filter(pk=target.pk).update(**fields)


@transaction.atomic
def take_back_change(*, change: PledgeChange, by, at: datetime) -> PledgeChange:
    """The side that asked gives up an open change."""
    check_can_take_back_change(by, change, at.date())
    _answer(change, Answer.TAKEN_BACK, by, at)
    touch(change.pledge)
    audit.record("pledge_change_taken_back", change.pledge, by=by, at=at, detail={"change": change.ordinal})
    return change


def number_anew(pledge: Pledge) -> None:
    """Close the gaps that dropped targets left; only before the pledge is put forward, when no change is open."""
    for ordinal, target in enumerate(pledge.targets.order_by("ordinal"), start=1):
        if target.ordinal != ordinal:
            PledgeTarget.objects.filter(pk=target.pk).update(ordinal=ordinal)
