"""What a person may have typed wrongly, said in Vietnamese: figures that are refused, percentages written as fractions."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .counts import TierByVolume
from .figures import ScoringError, shown
from .ladders import LadderPercent
from .rubrics import Rubric, walk

UNUSABLE = "số liệu này không dùng được với bảng"


def refusal_vi(rubric: Rubric, error: ScoringError, names: Mapping[str, str] | None = None) -> str:
    """Why a figure was refused, with the criteria that read it and the value: "Mục I.1 Thu ngân sách, Số thu: “-5” là
    số âm". ``names``: what figures are called on the screen, besides the names of the table. Whose figure it is stays
    with the caller (``error.unit``)."""
    reason = error.reason_vi or UNUSABLE
    items = [f"{code} {name}" for code, name in readers_of(rubric, error.key)]
    figure = (names or {}).get(error.key) or rubric.figures_vi.get(error.key, "")
    where = [f"Mục {'; '.join(items[:3])}"] if items else []
    where += [figure] if figure else []
    said = ", ".join(where)
    return f"{said}: {reason}" if said else reason[:1].upper() + reason[1:]


def readers_of(rubric: Rubric, key: str) -> list[tuple[str, str]]:
    """(code, name) of every item, bonus and deduction that reads a figure, in printed order."""
    found = []
    for each in walk(rubric.criteria):
        keys = set(each.scoring.keys()) if each.scoring else set()
        keys |= {each.gate.value} if each.gate else set()
        keys |= {each.assigned_key} if each.may_be_unassigned else set()
        if key in keys:
            found.append((each.code, each.name_vi))
    extras = (*rubric.bonuses, *rubric.deductions)
    return found + [(each.code, each.name_vi) for each in extras if key in each.scoring.keys()]  # noqa: SIM118


def percent_keys(rubric: Rubric) -> frozenset[str]:
    """Names of the figures that are percentages, whatever a table calls them."""
    formulas = [each.scoring for each in rubric.items()]
    formulas += [each.scoring for each in (*rubric.bonuses, *rubric.deductions)]
    return frozenset(each.value for each in formulas if isinstance(each, LadderPercent | TierByVolume))


def percent_meant(value: Any) -> Decimal | None:
    """The percentage that was probably meant when a fraction was typed: 0.85 gives 85. ``None``: nothing to ask, the
    number is above 1, 0, negative or no number at all."""
    if value is None or isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction | str):
        return None
    try:
        number = Decimal(str(float(value))) if isinstance(value, Fraction) else Decimal(str(value))
    except ArithmeticError:
        return None
    if not number.is_finite() or not 0 < number <= 1:
        return None
    return Decimal(f"{(number * 100).normalize():f}")


def percent_doubt(value: Any) -> str:
    """The question put to who typed 0.85 where a percentage stands; "" when there is nothing to ask."""
    meant = percent_meant(value)
    if meant is None:
        return ""
    return f"Đang ghi {shown(meant / 100)} %: có phải {shown(meant)} %? Tỷ lệ ghi theo phần trăm, ví dụ 85, không ghi 0,85."
