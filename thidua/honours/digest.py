"""Whether the register still says what was written into it. Reads only.

Every act that writes lines leaves in the audit chain how many, which and the SHA-256 of what they say. The chain itself is
proven by ``verify_audit``; a second chain over the register would prove the same thing twice.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from thidua.honours.models import Honour
from thidua.shared.models import AuditEvent

ACTS = (
    "past_honours_imported",
    "past_honours_withdrawn",
    "honours_recorded",
    "honour_correction",
    "honour_revocation",
    "honour_restoration",
)
_FIELDS = [each.attname for each in Honour._meta.concrete_fields]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def mark_of(lines: Sequence[Honour]) -> dict[str, Any]:
    """What an audit record keeps of saved lines: {"first", "last": keys, "count", "sha256"}. No word of theirs."""
    inner = hashlib.sha256()
    lines = sorted(lines, key=lambda line: line.pk)
    for line in lines:
        values = [_plain(getattr(line, name)) for name in _FIELDS]
        inner.update(json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode())
    return {"first": lines[0].pk, "last": lines[-1].pk, "count": len(lines), "sha256": inner.hexdigest()}


@dataclass
class Compared:
    """``changed``: sequence numbers of audit records whose lines say something else today or are gone; ``unproven``: keys
    of lines that no audit record speaks of."""

    lines: int = 0
    records: int = 0
    changed: list[int] = field(default_factory=list)
    unproven: list[int] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not (self.changed or self.unproven)


def written_by(event: AuditEvent) -> list[Honour]:
    """The lines an audit record speaks of, as they stand now. One query."""
    mark = event.detail["lines"]
    span = Honour.objects.filter(pk__gte=mark["first"], pk__lte=mark["last"])
    # What somebody else wrote between the two keys at the same time is another record's.
    return list(span.filter(recorded_at=event.at, recorded_by=event.by_id).order_by("pk"))


def holds(event: AuditEvent, lines: Sequence[Honour]) -> bool:
    """Whether the lines say what the record kept of them."""
    return bool(lines) and mark_of(lines) == event.detail["lines"]


def records() -> Iterator[AuditEvent]:
    """The audit records that speak of lines, oldest first."""
    for event in AuditEvent.objects.filter(act__in=ACTS).order_by("seq").iterator(chunk_size=500):
        if "lines" in event.detail:
            yield event


def compare(events: Iterable[AuditEvent]) -> Compared:
    """The whole register against the audit records; the chain of the records is checked by who calls. One query a record
    and two."""
    found, proven = Compared(lines=Honour.objects.count()), set[int]()
    for event in events:
        found.records += 1
        lines = written_by(event)
        if holds(event, lines):
            proven.update(line.pk for line in lines)
        else:
            found.changed.append(event.seq)
            proven.update(line.pk for line in lines)  # told by the record, once
    if len(proven) != found.lines:
        keys = Honour.objects.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=5000)
        found.unproven = [pk for pk in keys if pk not in proven]
    return found


def record_of(line: Honour) -> AuditEvent | None:
    """The audit record of the act that wrote a line. One query: those of one moment by one account are few."""
    events = AuditEvent.objects.filter(act__in=ACTS, at=line.recorded_at, by=line.recorded_by_id).order_by("seq")
    for event in events:
        mark = event.detail.get("lines")
        if mark and mark["first"] <= line.pk <= mark["last"]:
            return event
    return None
