"""Whether a figure can be right: sums, orders of magnitude, last year, the plan. Pure values in, questions out.

A question is "wrong" (the figure cannot be used) or "ask" (a person must say why it stands). Seeds 4.5, 4.26: a printed
revenue of 25,8 tỷ đồng for a whole bloc of cities.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from thidua.conferences.vocabulary import MEASURES, NOT_ADDED
from thidua.shared.wording import vi_number

# From this factor between two years on a person must look; a thousand is the usual slip of the unit.
FACTOR = Decimal(3)
SLIP = Decimal(300)
MOST_OF_PLAN, LEAST_OF_PLAN = Decimal(2), Decimal("0.5")


@dataclass(frozen=True)
class Numbers:
    """Plan, result and last year's result of one row, all in one measure; None where not known."""

    name: str
    plan: Decimal | None
    result: Decimal
    last_year: Decimal | None


@dataclass(frozen=True)
class Question:
    """``weight`` "wrong" or "ask", and what is the matter, as a sentence."""

    weight: str
    text: str


def completion(plan: Decimal | None, result: Decimal) -> Decimal | None:
    """Result as a share of the plan; None without a plan above zero."""
    return result / plan if plan else None


def questions(
    total: Numbers, members: Sequence[Numbers], measure: str, *, expected: Sequence[str] = ()
) -> list[Question]:
    """What is the matter with a figure; an empty list when nothing is. ``expected``: names of the units that should
    report; who is missing among ``members`` is asked for."""
    unit = MEASURES[measure].name
    found = [q for row in (total, *members) for q in _of_row(row, unit)]
    if MEASURES[measure].of == "share":
        found += [
            Question("wrong", f"{row.name}: tỷ lệ {vi_number(row.result)} % ngoài khoảng 0–1.000 %.")
            for row in (total, *members)
            if not 0 <= row.result <= 1000
        ]
    if members and MEASURES[measure].of not in NOT_ADDED:
        found += _sums(total, members, unit)
    missing = [name for name in expected if name not in {row.name for row in members}]
    if members and missing:
        found.append(Question("ask", f"Thiếu số liệu của {len(missing)} đơn vị: {'; '.join(missing[:6])}."))
    if not members and expected:
        found.append(Question("ask", "Chưa có số liệu của từng thành viên để cộng lại."))
    return found


def _of_row(row: Numbers, unit: str) -> list[Question]:
    found = []
    if row.result < 0 or (row.plan is not None and row.plan < 0) or (row.last_year is not None and row.last_year < 0):
        found.append(Question("wrong", f"{row.name}: số không được âm."))
        return found
    if row.last_year and row.result:
        factor = max(row.result / row.last_year, row.last_year / row.result)
        if factor >= FACTOR:
            times = vi_number(factor, 1).removesuffix(",0")
            way = f"gấp {times} lần" if row.result > row.last_year else f"chỉ bằng 1/{times}"
            text = f"{row.name}: {vi_number(row.result)} {unit}, {way} năm trước ({vi_number(row.last_year)} {unit})."
            if factor >= SLIP:
                text += " Có thể nhầm đơn vị tính."
            found.append(Question("ask", text))
    rate = completion(row.plan, row.result)
    if rate is not None and not LEAST_OF_PLAN <= rate <= MOST_OF_PLAN:
        found.append(
            Question("ask", f"{row.name}: đạt {vi_number(rate * 100, 1)} % kế hoạch ({vi_number(row.plan)} {unit}).")
        )
    return found


def _sums(total: Numbers, members: Sequence[Numbers], unit: str) -> list[Question]:
    found = []
    for label, stated, parts in (
        ("kết quả", total.result, [row.result for row in members]),
        ("kế hoạch", total.plan, [row.plan for row in members]),
        ("năm trước", total.last_year, [row.last_year for row in members]),
    ):
        known = [part for part in parts if part is not None]
        if stated is None or len(known) != len(parts):
            continue
        if (added := sum(known, Decimal(0))) != stated:
            found.append(
                Question(
                    "wrong",
                    f"Tổng {label} ghi {vi_number(stated)} {unit}, cộng các thành viên được {vi_number(added)} {unit}.",
                )
            )
    return found
