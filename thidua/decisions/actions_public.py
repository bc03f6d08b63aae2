"""Putting issued papers on the public page, sending copies, taking receipts, keeping the scan of ink."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from paperwork.signatures import screened_scan
from thidua.decisions import emails
from thidua.decisions.actions_copies import write_copies
from thidua.decisions.effects import settle_publication
from thidua.decisions.models import Decision, DecisionCopy
from thidua.decisions.permissions import (
    check_can_acknowledge,
    check_can_attach_scan,
    check_can_publish,
    check_can_send,
)
from thidua.papers.actions import keep_paper
from thidua.papers.models import Paper
from thidua.shared import audit, outbox
from thidua.shared.certain import certain
from thidua.shared.denied import Denied
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import nfc
from thidua.signing.actions import kind_of_scan
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import users_with_roles_in

Way = DecisionCopy.Way
RECEIVERS = [RoleGrant.Role.OFFICER, RoleGrant.Role.CLERK]
MOST_COPIES = 2_000


@dataclass(frozen=True)
class Entry:
    """One line of a distribution list; ``unit`` where a copy goes in the system."""

    name: str
    way: str
    unit: Unit | None = None
    is_printed: bool = True


@transaction.atomic
def set_copies(*, decision: Decision, entries: Sequence[Entry], filed: str, by, at: datetime) -> None:
    """The distribution list of a draft, in order; the lines printed and the units behind them."""
    check_can_send(by, decision, at.date())
    if decision.state != "draft":
        raise Denied("Nơi nhận in trên văn bản đã ký không sửa được; gửi thêm cho nơi khác thì dùng “Gửi thêm”.")
    _check_entries(entries)
    if not nfc(filed):
        raise Denied("Mời ghi nơi lưu, ví dụ “VT, TĐKT”.")
    touch(decision, filed=nfc(filed)[:100])
    write_copies(decision, [_row(decision, entry) for entry in entries])
    audit.record("decision_copies_set", decision, by=by, at=at, detail={"count": len(entries)})


def _check_entries(entries: Sequence[Entry]) -> None:
    if not entries:
        raise Denied("Nơi nhận phải có ít nhất một dòng.")
    if len(entries) > MOST_COPIES:
        raise Denied(f"Nơi nhận có nhiều nhất {MOST_COPIES} dòng.")
    units = [entry.unit.pk for entry in entries if entry.unit is not None]
    if len(set(units)) != len(units):
        raise Denied("Có đơn vị đứng hai lần trong Nơi nhận.")
    for entry in entries:
        if not nfc(entry.name):
            raise Denied("Có dòng Nơi nhận chưa ghi tên.")
        if entry.way == Way.SYSTEM and entry.unit is None:
            raise Denied(f"“{entry.name}”: gửi trên hệ thống thì phải là đơn vị có trong hệ thống.")


def _row(decision: Decision, entry: Entry) -> DecisionCopy:
    return DecisionCopy(
        decision=decision, name=nfc(entry.name)[:200], way=entry.way, unit=entry.unit, is_printed=entry.is_printed,
        state="listed",
    )  # fmt: skip


@transaction.atomic
def send_copy(*, decision: Decision, entry: Entry, by, at: datetime) -> DecisionCopy:
    """One more copy of an issued paper, to somebody who is not printed on it; in the system it is delivered at once."""
    check_can_send(by, decision, at.date())
    if decision.state != "issued":
        raise Denied("Chỉ gửi thêm văn bản đã ban hành.")
    _check_entries([entry])
    if entry.unit is not None and decision.copies.filter(unit=entry.unit).exists():
        raise Denied(f"{entry.unit.name} đã có trong danh sách gửi.")
    row = _row(decision, entry)
    row.is_printed, row.ordinal = False, decision.copies.count() + 1
    row.save()
    audit.record("decision_copy_added", decision, by=by, at=at, detail={"copy": row.pk, "way": entry.way})
    if entry.way == Way.SYSTEM:
        deliver_copy(copy=row, note="", by=by, at=at)
    return row


@transaction.atomic
def deliver_copy(*, copy: DecisionCopy, note: str, by, at: datetime) -> None:
    """The clerk sent a copy; in the system the officers of the unit are told."""
    decision = copy.decision
    check_can_send(by, decision, at.date())
    if decision.state != "issued":
        raise Denied("Văn bản chưa ban hành nên chưa gửi được.")
    if copy.way == Way.NONE:
        raise Denied("Dòng này chỉ in trên văn bản, không gửi riêng.")
    pass_gate(copy, "deliver", note=nfc(note)[:300], **stamp("delivered", by=by, at=at))
    audit.record("decision_copy_delivered", decision, by=by, at=at, detail={"copy": copy.pk, "way": copy.way})
    if copy.way == Way.SYSTEM and copy.unit is not None:
        readers = users_with_roles_in(RECEIVERS, [copy.unit], at.date())
        outbox.queue(readers, *emails.copy_delivered(decision, copy.unit), by=by, at=at)


@transaction.atomic
def acknowledge_copy(*, copy: DecisionCopy, note: str, by, at: datetime) -> None:
    """The unit has the paper; of a copy by hand the clerk writes who received it."""
    check_can_acknowledge(by, copy, at.date())
    note = nfc(note)
    if copy.way == Way.HAND and not note:
        raise Denied("Mời ghi ai đã nhận, ví dụ “Bà Lan, văn thư, ký nhận ngày 09/7”.")
    if len(note) > 300:
        raise Denied("Ghi chú dài quá 300 ký tự.")
    pass_gate(copy, "acknowledge", note=note or copy.note, **stamp("acknowledged", by=by, at=at))
    audit.record("decision_copy_acknowledged", copy.decision, by=by, at=at, detail={"copy": copy.pk})


@transaction.atomic
def publish_decision(*, decision: Decision, by, at: datetime) -> None:
    """On the public page from today."""
    check_can_publish(by, decision, at.date())
    if decision.published_at is not None:
        raise Denied("Văn bản này đang được công khai.")
    settle_publication(decision, "", by=by, at=at)
    audit.record("decision_published", decision, by=by, at=at)


@transaction.atomic
def withhold_decision(*, decision: Decision, reason: str, by, at: datetime) -> None:
    """Off the public page, with its list, and why."""
    check_can_publish(by, decision, at.date())
    if not nfc(reason):
        raise Denied("Mời ghi lý do không công khai.")
    settle_publication(decision, reason, by=by, at=at)
    audit.record("decision_withheld", decision, by=by, at=at)


def attach_scan(*, decision: Decision, content: bytes, by, at: datetime, own_hand: bool = False) -> Paper:
    """Keep the scan of the paper as it was signed and sealed in ink; the file is examined before the transaction."""
    check_can_attach_scan(by, decision, at.date())
    suffix = kind_of_scan(content)
    found = screened_scan(content, suffix, own_hand=own_hand)
    if found.outcome == "refused":
        raise Denied(" ".join(found.reasons))
    with transaction.atomic():
        kept = keep_paper(
            kind="decision_scan", title=decision.title, unit=decision.unit, content=content,
            issued_on=certain(decision.decided_on), by=by, at=at, suffix=suffix.lstrip("."),
        )  # fmt: skip
        touch(decision, scan=kept)
        audit.record("decision_scan_kept", decision, by=by, at=at, detail={"sha256": kept.sha256})
    return kept
