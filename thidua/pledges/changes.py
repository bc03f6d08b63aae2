"""The words of a change: a target as plain values, back again, and what differs. No query."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from thidua.pledges.models import Direction, PledgeChange, PledgeTarget
from thidua.shared.wording import NOTHING, vi_date, vi_number

FIELDS = (
    ("name", "Chỉ tiêu"),
    ("unit_of_measure", "Đơn vị tính"),
    ("baseline", "Năm trước"),
    ("goal", "Mục tiêu"),
    ("direction", "Phấn đấu"),
    ("weight", "Trọng số"),
    ("due_on", "Thời hạn"),
    ("plan_reference", "Theo kế hoạch"),
)
KEYS = (*(name for name, _ in FIELDS), "criterion_code")


def plain(number: Decimal | None) -> str | None:
    """The shortest writing of a number: 5, 5.0 and 5.0000 are the same promise."""
    if number is None:
        return None
    number = Decimal(number)
    return "0" if number == 0 else f"{number.normalize():f}"


def row_of(target: PledgeTarget) -> dict[str, Any]:
    """The target as plain values, numbers in their shortest writing."""
    return {
        name: plain(value) if isinstance(value, Decimal) or name in ("baseline", "goal", "weight")
        else value.isoformat() if isinstance(value, date) else value
        for name, value in ((name, getattr(target, name)) for name in KEYS)
    }  # fmt: skip


def values_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """What :func:`targets.target_of` reads, from :func:`row_of`."""
    return {name: date.fromisoformat(value) if name == "due_on" else value for name, value in row.items()}


@dataclass(frozen=True)
class Difference:
    """One value of a target before and after a change, in words; equal ones too, so that a row is read whole."""

    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        return self.before != self.after


def differences(change: PledgeChange) -> list[Difference]:
    """Every value of the row, before and after, in the order of the form; the commitments as one text."""
    if change.kind == PledgeChange.Kind.COMMITMENTS:
        return [Difference("Cam kết", change.before.get("commitments", ""), change.after.get("commitments", ""))]
    found = []
    for name, label in FIELDS:
        before, after = _words(name, change.before), _words(name, change.after)
        if before != NOTHING or after != NOTHING:
            found.append(Difference(label, before, after))
    return found


def _words(name: str, row: Mapping[str, Any]) -> str:
    value = row.get(name)
    if value in (None, ""):
        return NOTHING
    if name == "direction":
        return str(Direction(value).label)
    if name == "goal" and row.get("direction") == Direction.DONE:
        return "Hoàn thành"
    if name == "due_on":
        return vi_date(date.fromisoformat(value))
    return vi_number(Decimal(value)) if name in ("baseline", "goal", "weight") else str(value)


def title_of(change: PledgeChange) -> str:
    """ "Sửa chỉ tiêu 2: Thu ngân sách"."""
    if change.kind == PledgeChange.Kind.COMMITMENTS:
        return change.get_kind_display()
    row = change.after or change.before
    number = "" if change.kind == PledgeChange.Kind.ADD else f" {change.target_ordinal}"
    return f"{change.get_kind_display()}{number}: {row.get('name', '')}"
