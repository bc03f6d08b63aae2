"""What the jobs of an old decision write: what was read, what was matched, what was registered. Called by ``old_work``."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from paperwork.award_lists import AwardList
from thidua.honours.actions import import_past_honours
from thidua.honours.actions_bulk import withdraw_imported_honours
from thidua.honours.models import Honour
from thidua.imports.models_old import OldDecision, OldLine
from thidua.imports.permissions import lacking_in
from thidua.imports.queries_old import lines_of_old, registered_twin
from thidua.shared import audit
from thidua.shared.denied import Denied
from thidua.shared.gate import pass_gate, stamp, touch

MOST_SKIPPED = 300
_HEAD = ("number", "date", "agency", "award", "year", "signer")


def keep_reading(
    *, decision: OldDecision, found: AwardList, pages: int, notes: Sequence[str], by, at: datetime
) -> None:
    """Keep what was read of a file, and lead it on."""
    OldLine.objects.filter(decision=decision).delete()
    lines = [
        OldLine(
            decision=decision, state="proposed", ordinal=ordinal, place=line.place[:200], page=line.page,
            source=line.source, kind=line.kind, printed=line.printed[:200], name=line.get("name").value[:200],
            detail=line.get("detail").value[:300], read={
                key: said.as_plain() | {"from_head": key in line.from_head} for key, said in line.fields.items()
            },
        )
        for ordinal, line in enumerate(found.lines, start=1)
    ]  # fmt: skip
    OldLine.objects.bulk_create(lines, batch_size=500)
    guess = {
        name: getattr(found.head, name).as_plain() | {"source": found.head.sources.get(name, "")[:300]}
        for name in _HEAD
    }
    skipped = [[place, text[:300]] for place, text in found.skipped[:MOST_SKIPPED]]
    left = len(found.skipped) - len(skipped)
    untold = [f"Còn {left} phần nữa của tệp không đọc thành dòng, không liệt kê ở đây; hãy xem tệp gốc"] if left else []
    pass_gate(
        decision, "end_read", pages=pages, notes=[*untold, *notes, *found.notes][:50], skipped=skipped, guess=guess,
        bases="\n".join(found.head.bases)[:8000],
    )  # fmt: skip
    audit.record("old_decision_read", decision, by=by, at=at, detail={"lines": len(lines)})


def keep_matches(*, decision: OldDecision, lines: Sequence[OldLine], by, at: datetime) -> None:
    """Keep what the lines were matched with, and lead the decision on. The lines were filled by ``old_work``."""
    fields = [
        "kind", "printed", "name", "detail", "award_code", "year", "ground", "number", "decided_on", "issuer", "authority",
        "person", "recipient_unit", "of_unit", "findings", "candidates", "twins", "is_doubtful", "version",
    ]  # fmt: skip
    for line in lines:
        line.version += 1
    OldLine.objects.bulk_update(lines, fields, batch_size=200)
    pass_gate(decision, "end_match")
    doubtful = sum(line.is_doubtful for line in lines)
    audit.record("old_decision_matched", decision, by=by, at=at, detail={"lines": len(lines), "doubtful": doubtful})


@transaction.atomic
def register_lines(*, decision: OldDecision, by, at: datetime) -> int:
    """Write the confirmed lines into the register by its own act, all or none; returns how many. Raises Denied."""
    lines = list(lines_of_old(decision).filter(state="confirmed", honour=None))
    if decision.lines.filter(state="proposed").exists():
        raise Denied("Có dòng chưa xác nhận hoặc bỏ. Chưa dòng nào được ghi.")
    for line in lines:
        if lacking := lacking_in(line):
            raise Denied(f"{line.printed}: còn thiếu {', '.join(lacking)}. Chưa dòng nào được ghi.")
        if registered_twin(line):
            raise Denied(f"{line.printed}: khen thưởng này vừa có trong sổ vàng. Chưa dòng nào được ghi.")
    rows = [_row(line) for line in lines]
    _number(rows)
    import_past_honours(rows=rows, under=decision.unit, by=by, at=at)
    for line, row in zip(lines, rows, strict=True):
        touch(line, honour=row)
    pass_gate(decision, "end_write", **stamp("written", by=by, at=at))
    audit.record("old_decision_written", decision, by=by, at=at, detail={"count": len(rows)})
    return len(rows)


def _row(line: OldLine) -> Honour:
    """The line of the register, its words as printed."""
    values: dict[str, Any] = {
        name: getattr(line, name)
        for name in ("person", "of_unit", "issuer", "award_code", "year", "ground", "decided_on")
    }
    return Honour(
        **values,
        unit=line.recipient_unit if line.kind == OldLine.Kind.UNIT else None,
        recipient_name=line.printed,
        recipient_detail=line.detail,
        authority=line.authority or None,
        decision_number=line.number,
    )


def _number(rows: Sequence[Honour]) -> None:
    """Ordinals in the order of the file, after those that stand under the same decision."""
    last: dict[tuple, int] = {}
    there = Honour.objects.filter(decision_number__in={row.decision_number for row in rows}, entry=Honour.Entry.AWARD)
    for issuer, number, day, ordinal in there.order_by().values_list(
        "issuer_id", "decision_number", "decided_on", "ordinal"
    ):
        last[issuer, number, day] = max(last.get((issuer, number, day), 0), ordinal)
    for row in rows:
        key = (row.issuer_id, row.decision_number, row.decided_on)
        last[key] = row.ordinal = last.get(key, 0) + 1


@transaction.atomic
def withdraw_lines(*, decision: OldDecision, by, at: datetime) -> int:
    """Withdraw what a file registered by later entries of the register; returns how many. Raises Denied."""
    keys = list(decision.lines.filter(honour__isnull=False).values_list("honour_id", flat=True))
    reason = f"Hoàn tác quyết định cũ số {decision.pk}: {decision.undone_reason}"[:300]
    withdraw_imported_honours(keys=keys, under=decision.unit, reason=reason, by=by, at=at)
    pass_gate(decision, "end_undo", **stamp("undone", by=by, at=at))
    audit.record("old_decision_undone", decision, by=by, at=at, detail={"count": len(keys)})
    return len(keys)


def step_old_back(*, decision: OldDecision, act: str) -> None:
    """The job did not get through: the decision stands where it stood before."""
    pass_gate(decision, act)
