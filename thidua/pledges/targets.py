"""Reading the targets of a pledge from plain values: every problem named with its row and what to do."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from thidua.pledges.achievement import MAY_BE_ZERO
from thidua.pledges.models import Direction, PledgeTarget
from thidua.shared.denied import Denied
from thidua.shared.measures import canonical
from thidua.shared.text import nfc

MOST_TARGETS = 40
_LARGEST = Decimal(10) ** 12
_KEYS = {"name", "unit_of_measure", "baseline", "goal", "direction", "weight", "due_on", "criterion_code"}
_KEYS |= {"plan_reference"}


ZERO_GOAL = (
    "mục tiêu bằng 0 thì kết quả nào cũng đạt. Nếu là “không để xảy ra”, hãy chọn “Càng ít càng tốt” hoặc “Đạt đúng "
    "mức”: khi đó chỉ kết quả 0 là đạt."
)


class WrongTarget(Denied):
    """One value of one row is wrong. ``row`` counts from 0, ``field`` is the key of the row."""

    def __init__(self, row: int, field: str, reason: str):
        super().__init__(f"Chỉ tiêu {row + 1}: {reason}")
        self.row, self.field, self.plain = row, field, reason


def number_of(value: Any, row: int, field: str, label: str, *, places: int = 4) -> Decimal:
    """A finite number from 0 on with at most ``places`` decimals, from a number or its plain writing."""
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise WrongTarget(row, field, f"{label} phải là một số.") from None
    if not number.is_finite():
        raise WrongTarget(row, field, f"{label} phải là một số.")
    if number < 0:
        raise WrongTarget(row, field, f"{label} không được âm.")
    if number >= _LARGEST:
        raise WrongTarget(row, field, f"{label} quá lớn; hãy chọn đơn vị tính lớn hơn.")
    if number != round(number, places):
        raise WrongTarget(row, field, f"{label} có quá {places} chữ số thập phân.")
    return round(number, places)


def targets_of(rows: Iterable[Mapping[str, Any]], year: int) -> list[PledgeTarget]:
    """Unsaved targets numbered from 1. Raises :class:`WrongTarget` at the first wrong value.

    Keys of a row: name, weight, due_on (needed); unit_of_measure, goal (needed unless the direction is "done");
    baseline, direction ("more" unless said), criterion_code, plan_reference. A goal of zero means "none at all" where
    fewer is better or an exact figure is asked for; elsewhere it is refused: any result would reach it.
    """
    rows = list(rows)
    if len(rows) > MOST_TARGETS:
        raise Denied(f"Một giao ước có nhiều nhất {MOST_TARGETS} chỉ tiêu.")
    found: list[PledgeTarget] = []
    names: dict[str, int] = {}
    for n, row in enumerate(rows):
        target = target_of(row, n, year)
        if target.name.lower() in names:
            raise WrongTarget(n, "name", f"trùng tên với chỉ tiêu {names[target.name.lower()] + 1}.")
        names[target.name.lower()] = n
        found.append(target)
    return found


def target_of(row: Mapping[str, Any], n: int, year: int) -> PledgeTarget:
    """One unsaved target with the ordinal ``n`` + 1; see :func:`targets_of`."""
    if unknown := set(row) - _KEYS:
        raise TypeError(f"a target has no {sorted(unknown)}")
    name, measure = nfc(str(row.get("name") or "")), canonical(str(row.get("unit_of_measure") or ""))
    if not name:
        raise WrongTarget(n, "name", "mời ghi tên chỉ tiêu.")
    if len(name) > 300:
        raise WrongTarget(n, "name", "tên chỉ tiêu dài quá 300 ký tự.")
    direction = row.get("direction") or Direction.MORE
    if direction not in Direction.values:
        raise WrongTarget(n, "direction", "chiều phấn đấu không có trong danh sách.")
    baseline = row.get("baseline")
    baseline = None if baseline in (None, "") else number_of(baseline, n, "baseline", "thực hiện năm trước")
    if direction == Direction.DONE:
        measure, goal = _done(row, n, measure, baseline)
    else:
        if not measure:
            raise WrongTarget(
                n, "unit_of_measure", "mời ghi đơn vị tính; việc không đo được thì chọn “Hoàn thành hay không”."
            )
        if len(measure) > 40:
            raise WrongTarget(n, "unit_of_measure", "đơn vị tính dài quá 40 ký tự.")
        if row.get("goal") in (None, ""):
            raise WrongTarget(n, "goal", "mời ghi mục tiêu.")
        goal = number_of(row["goal"], n, "goal", "mục tiêu")
        if goal == 0 and direction not in MAY_BE_ZERO:
            raise WrongTarget(n, "goal", ZERO_GOAL)
    weight = number_of(
        row.get("weight") if row.get("weight") not in (None, "") else 0, n, "weight", "trọng số", places=2
    )
    if not 0 < weight < 100_000:
        raise WrongTarget(n, "weight", "trọng số phải lớn hơn 0.")
    due_on = row.get("due_on")
    if not isinstance(due_on, date):
        raise WrongTarget(n, "due_on", "mời ghi thời hạn.")
    if due_on.year != year:
        raise WrongTarget(n, "due_on", f"thời hạn phải trong năm {year}.")
    reference = nfc(str(row.get("plan_reference") or ""))
    if len(reference) > 300:
        raise WrongTarget(n, "plan_reference", "dẫn chiếu kế hoạch dài quá 300 ký tự.")
    return PledgeTarget(
        ordinal=n + 1,
        name=name,
        unit_of_measure=measure,
        baseline=baseline,
        goal=goal,
        direction=direction,
        weight=weight,
        due_on=due_on,
        criterion_code=nfc(str(row.get("criterion_code") or ""))[:40],
        plan_reference=reference,
    )


def _done(row: Mapping[str, Any], n: int, measure: str, baseline: Decimal | None) -> tuple[str, Decimal]:
    """Measure and goal of a thing that is done or not: no measure, and 1."""
    if measure:
        raise WrongTarget(n, "unit_of_measure", "việc “hoàn thành hay không” không có đơn vị tính; hãy để trống ô này.")
    if baseline not in (None, 0, 1):
        raise WrongTarget(n, "baseline", "năm trước của việc “hoàn thành hay không” là 1 (đã xong), 0 hoặc để trống.")
    if row.get("goal") not in (None, "") and number_of(row["goal"], n, "goal", "mục tiêu") != 1:
        raise WrongTarget(n, "goal", "việc “hoàn thành hay không” không có mục tiêu bằng số; hãy để trống ô này.")
    return "", Decimal(1)
