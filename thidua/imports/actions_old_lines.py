"""What an officer makes of proposed lines: confirm, edit, drop, open again; one by one, or all that are without doubt."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from thidua.imports import permissions
from thidua.imports.models_old import OldDecision, OldLine
from thidua.imports.old_matching import file_key, old_twins
from thidua.imports.queries_old import lines_of_old, registered_twin
from thidua.people.queries import selves
from thidua.shared import audit
from thidua.shared.denied import Denied
from thidua.shared.gate import pass_gate, stamp, touch

EDITABLE = (
    "kind", "printed", "name", "detail", "award_code", "year", "ground", "number", "decided_on", "issuer", "authority",
    "person", "recipient_unit", "of_unit",
)  # fmt: skip


def _held(line: OldLine) -> OldLine:
    """The line with its decision held until the act is over, so that no writing begins beside it."""
    line.decision = OldDecision.objects.select_for_update().get(pk=line.decision_id)
    return line


def _check_no_double(line: OldLine, confirmed: list[OldLine]) -> None:
    if twin := registered_twin(line):
        raise Denied(
            f"{line.printed}: khen thưởng này đã có trong sổ vàng (số sổ {twin.ordinal}, mã {twin.check_code}); hãy bỏ dòng này."
        )
    for other in confirmed:
        if other.pk != line.pk and (line.person_id or line.recipient_unit_id) and file_key(other) == file_key(line):
            raise Denied(f"{line.printed}: dòng trùng ({other.place}) đã được xác nhận; hãy bỏ một trong hai.")


@transaction.atomic
def confirm_line(*, line: OldLine, by, at: datetime) -> None:
    """Confirm one line as it is shown, in doubt or not. Raises Denied where something is missing or it stands already."""
    _held(line)
    permissions.check_can_settle(by, line, at.date(), "confirm")
    _check_no_double(line, list(line.decision.lines.filter(state="confirmed")))
    pass_gate(line, "confirm", **stamp("settled", by=by, at=at))
    audit.record("old_line_confirmed", line, by=by, at=at, detail={"doubtful": line.is_doubtful})


@transaction.atomic
def confirm_clear_lines(*, decision: OldDecision, by, at: datetime) -> int:
    """Confirm every line that is without doubt and complete, the officer's own left out; returns how many."""
    decision = OldDecision.objects.select_for_update().select_related("unit").get(pk=decision.pk)
    permissions.check_is_officer(by, decision.unit, at.date(), "xác nhận các dòng")
    if decision.state != "lines":
        raise Denied(f"Quyết định cũ này đang ở bước “{decision.state_label}”, không xác nhận dòng được.")
    own = set(selves(by.person_id))
    confirmed = list(decision.lines.filter(state="confirmed"))
    count = 0
    for line in lines_of_old(decision).filter(state="proposed", is_doubtful=False):
        if permissions.lacking_in(line) or (line.person_id and line.person_id in own):
            continue
        line.decision = decision
        _check_no_double(line, confirmed)
        pass_gate(line, "confirm", **stamp("settled", by=by, at=at))
        confirmed.append(line)
        count += 1
    if not count:
        raise Denied("Không có dòng rõ nào để xác nhận cùng lúc; những dòng cần xem phải xác nhận từng dòng.")
    audit.record("old_lines_confirmed", decision, by=by, at=at, detail={"count": count})
    return count


@transaction.atomic
def drop_line(*, line: OldLine, by, at: datetime) -> None:
    """Leave one line out; it can be opened again until the file is registered."""
    _held(line)
    permissions.check_can_settle(by, line, at.date(), "drop")
    pass_gate(line, "drop", **stamp("settled", by=by, at=at))
    audit.record("old_line_dropped", line, by=by, at=at)


@transaction.atomic
def drop_registered_lines(*, decision: OldDecision, by, at: datetime) -> int:
    """Leave out every open line that the register holds under the same decision; returns how many."""
    decision = OldDecision.objects.select_for_update().select_related("unit").get(pk=decision.pk)
    count = 0
    for line in lines_of_old(decision).filter(state="proposed"):
        if any(twin["kind"] == "same" for twin in line.twins):
            line.decision = decision
            permissions.check_can_settle(by, line, at.date(), "drop")
            pass_gate(line, "drop", **stamp("settled", by=by, at=at))
            count += 1
    if not count:
        raise Denied("Không có dòng nào đã đứng trong sổ vàng theo đúng quyết định này.")
    audit.record("old_lines_dropped", decision, by=by, at=at, detail={"count": count})
    return count


@transaction.atomic
def reopen_line(*, line: OldLine, by, at: datetime) -> None:
    """Look at a confirmed or dropped line again."""
    _held(line)
    permissions.check_can_settle(by, line, at.date(), "reopen")
    pass_gate(line, "reopen", settled_at=None, settled_by=None)
    audit.record("old_line_reopened", line, by=by, at=at)


@transaction.atomic
def edit_line(*, line: OldLine, changes: Mapping[str, Any], by, at: datetime) -> None:
    """Put a line right (``changes`` among :data:`EDITABLE`); it stays to be confirmed. The source text is never changed."""
    _held(line)
    permissions.check_can_settle(by, line, at.date(), "drop")
    if strange := set(changes) - set(EDITABLE):
        raise TypeError(f"cannot be edited: {sorted(strange)}")
    if line.state != "proposed":
        raise Denied("Dòng này đã được xác nhận; hãy bấm “Xem lại” rồi sửa.")
    for name, value in changes.items():
        setattr(line, name, value)
    others = [each for each in lines_of_old(line.decision) if each.pk != line.pk]
    line.twins = old_twins([*others, line]).get(line.ordinal, [])
    fields = dict(changes) | {"findings": [], "twins": line.twins, "is_doubtful": bool(line.twins)}
    touch(line, **fields, **stamp("edited", by=by, at=at))
    audit.record("old_line_edited", line, by=by, at=at, detail={"fields": sorted(changes)})
