"""The audit chain: every act is one record, each carrying the hash of the one before (requirement Q1)."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import connection, models, transaction

from thidua.shared import behalf
from thidua.shared.denied import Denied
from thidua.shared.models import AuditEvent

GENESIS = "0" * 64
# Any constant will do; it only has to be the same for every writer of the chain.
_CHAIN_LOCK = 746_8521


def chain_hash(
    seq: int, at: datetime, by_id: int | None, act: str, kind: str, thing_id: str, detail: Any, prev: str
) -> str:
    """SHA-256 over the canonical JSON of one record. Anybody can recompute it from an export."""
    fields = [seq, at.astimezone(UTC).isoformat(timespec="microseconds"), by_id, act, kind, thing_id, detail, prev]
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def record(act: str, thing: models.Model, *, by, at: datetime, detail: dict[str, Any] | None = None) -> AuditEvent:
    """Append one record. Must run inside the transaction of the act, so that both stand or both fall.

    Who acts under a delegation is written with the person they act for (``on_behalf_of``, ``delegation``). In a staff
    session nothing can be recorded, hence nothing done.
    """
    if behalf.is_watching():
        raise Denied("Phiên kỹ thuật chỉ để xem: không việc nào được thực hiện dưới tên người khác.")
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("an audit record belongs inside the transaction of its act")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
    last = AuditEvent.objects.order_by("-seq").values_list("seq", "hash").first() or (0, GENESIS)
    seq, prev = last[0] + 1, last[1]
    kind, thing_id, detail = thing._meta.model_name or "", str(thing.pk), detail or {}
    by_id = by.pk if by is not None else None
    if acting := behalf.of(by_id):
        detail = detail | {"on_behalf_of": acting.principal, "delegation": acting.grant}
    digest = chain_hash(seq, at, by_id, act, kind, thing_id, detail, prev)
    return AuditEvent.objects.create(
        seq=seq, at=at, by=by, act=act, thing_kind=kind, thing_id=thing_id, detail=detail, prev_hash=prev, hash=digest
    )


def first_break(events: Iterable[AuditEvent]) -> int | None:
    """The sequence number of the first record that does not fit the chain, or None when all fit."""
    prev, expected = GENESIS, 1
    for event in events:
        digest = chain_hash(
            event.seq, event.at, event.by_id, event.act, event.thing_kind, event.thing_id, event.detail, event.prev_hash
        )
        if event.seq != expected or event.prev_hash != prev or event.hash != digest:
            return event.seq
        prev, expected = event.hash, expected + 1
    return None
