"""What keeps a draft from being frozen: errors that must be put right, questions a person must answer first. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from rulebook.rubrics import Rubric
from thidua.rubrics import families, rules
from thidua.rubrics.tree import BONUSES, CRITERIA, DEDUCTIONS, Row, rows_of, sum_of
from thidua.rubrics.words import number_text, write_bands


@dataclass(frozen=True)
class Problem:
    """One error. ``code``: the node it belongs to, "" for the whole table."""

    text: str
    code: str = ""


def errors_of(tree: Mapping[str, Any]) -> list[Problem]:
    """Everything that is wrong, in printed order. Empty: the table passes every rule of the rulebook."""
    rows = rows_of(tree)
    found = [*_heads(tree, rows), *(each for row in rows for each in _of_row(tree, row)), *_ends(tree, rows)]
    found += [Problem(text) for text in rules.troubles_of(tree)]
    if not found:
        try:
            Rubric.model_validate(dict(tree))
        except ValidationError as error:
            found.append(Problem(f"Bảng chưa đúng quy tắc chung: {reason_vi(error)}"))
    return found


def _heads(tree: Mapping[str, Any], rows: Sequence[Row]) -> Iterator[Problem]:
    for key, label in (("title_vi", "tên bảng"), ("issuer_vi", "cơ quan ban hành"), ("applies_to_vi", "đối tượng")):
        if not str(tree.get(key) or "").strip():
            yield Problem(f"Chưa ghi {label}.")
    for code, times in Counter(row.code for row in rows).items():
        if times > 1:
            yield Problem(f"Mã {code} đứng {times} lần; mỗi mã chỉ dùng một lần.", code)
    by_counter = (tree.get("ranking") or {}).get("basis") == "counter"  # such a table has no marks at all
    if not any(row.is_item for row in rows) and not tree.get("groups_agreed_later") and not by_counter:
        yield Problem("Bảng chưa có mục nào để chấm.")


def _of_row(tree: Mapping[str, Any], row: Row) -> Iterator[Problem]:
    code, node = row.code, row.node
    maximum = None if node.get("max") is None else Decimal(str(node["max"]))
    if row.is_heading:
        children = node.get("children") or []
        waits = code in (tree.get("groups_agreed_later") or ()) or not node.get("children_complete", True)
        if not children and not waits:
            yield Problem(f"Đề mục {code} chưa có mục con.", code)
        differs = maximum is not None and row.total is not None and maximum != row.total
        exceeds = maximum is not None and row.total is not None and row.total > maximum
        if differs and (node.get("children_complete", True) or exceeds):
            yield Problem(
                f"Đề mục {code} ghi tối đa {number_text(maximum)} điểm nhưng các mục con cộng lại là "
                f"{number_text(row.total)} điểm.",
                code,
            )
        if node.get("own_max") is not None and node.get("scoring"):
            for text in troubles_of(node["scoring"], Decimal(str(node["own_max"]))):
                yield Problem(f"Phần điểm riêng của {code}: {text}.", code)
        return
    if maximum is None and node["scoring"]["type"] == "unknown":
        return  # a question asks how it is marked
    if maximum is None:
        yield Problem(f"Mục {code} chưa ghi điểm tối đa.", code)
        return
    if maximum <= 0:
        yield Problem(f"Mục {code} có điểm tối đa bằng {number_text(maximum)}; phải lớn hơn 0.", code)
    for text in troubles_of(node["scoring"], maximum):
        yield Problem(f"Mục {code}: {text}.", code)


def troubles_of(scoring: Mapping[str, Any], maximum: Decimal) -> Iterator[str]:
    """What is wrong with a formula beside its maximum, as parts of a sentence."""
    bands = scoring.get("bands")
    if bands is not None:
        yield from _bands(bands, maximum, is_days=scoring["type"] == "ladder_date",
                          is_whole=scoring["type"] == "ladder_days_late")  # fmt: skip
    for key, label in (("cap", "giới hạn"), ("missing_points", "điểm khi không ban hành")):
        if scoring["type"] == "over_achievement_proportional":
            continue  # its bound lies above the maximum on purpose
        if scoring.get(key) is not None and Decimal(str(scoring[key])) > maximum:
            yield f"{label} {number_text(scoring[key])} vượt điểm tối đa {number_text(maximum)}"
    if scoring["type"] == "per_occurrence":
        if Decimal(str(scoring["points"])) > maximum:
            yield f"điểm mỗi lần {number_text(scoring['points'])} vượt điểm tối đa {number_text(maximum)}"
        elif Decimal(str(scoring["points"])) == 0:
            yield "điểm mỗi lần bằng 0"
    if scoring["type"] == "sample_survey":
        most = Decimal(str(scoring["mark_yes"])) * int(scoring["sample"])
        if most != maximum:
            yield (
                f"{scoring['sample']} người × {number_text(scoring['mark_yes'])} điểm = {number_text(most)}, "
                f"khác điểm tối đa {number_text(maximum)}"
            )
    marks = [(letter, Decimal(str(mark))) for letter, mark in (scoring.get("grades") or {}).items() if mark is not None]
    for letter, mark in marks:
        if mark > maximum:
            yield f"điểm mức {letter} là {number_text(mark)}, vượt điểm tối đa {number_text(maximum)}"
    for (upper, more), (lower, less) in pairwise(marks):
        if upper < lower and less > more:
            yield f"mức {lower} ({number_text(less)} điểm) cao hơn mức {upper} ({number_text(more)} điểm)"


def _ends(tree: Mapping[str, Any], rows: Sequence[Row]) -> Iterator[Problem]:
    """Caps of the whole against what can be had. A printed total that differs from the sum is a question (choices)."""
    extra = sum_of([row.node for row in rows if row.section == BONUSES]) or Decimal(0)
    cap = tree.get("bonus_max")
    inside = sum(
        (Decimal(str(row.node["max"])) for row in rows
         if row.is_item and row.in_bonus and row.section == CRITERIA and row.node.get("max") is not None),
        Decimal(0),
    )  # fmt: skip
    has_split = any(row.is_item and row.node["scoring"]["type"] == "proportional_with_bonus_split" for row in rows)
    if cap is not None and not has_split and Decimal(str(cap)) > inside + extra:
        yield Problem(
            f"Giới hạn điểm thưởng ghi {number_text(cap)} nhưng các mục thưởng cộng lại chỉ được "
            f"{number_text(inside + extra)} điểm."
        )
    steps = tree.get("tie_break") or []
    for number, step in enumerate(steps, start=1):
        if step.get("kind") not in ("vote", "share") and not step.get("value"):
            yield Problem(f"Bước {number} khi bằng điểm chưa có số liệu để so.")
        if step.get("kind") == "vote" and number < len(steps):
            yield Problem(f"Bước {number} khi bằng điểm là bỏ phiếu nên không còn bước nào sau đó.")
    for row in rows:
        if row.section == DEDUCTIONS and not row.is_item:
            yield Problem(f"Điểm trừ {row.code} chưa có cách tính.", row.code)


# ── bands ──


def _bands(bands: Sequence[Mapping[str, Any]], maximum: Decimal, *, is_days: bool, is_whole: bool) -> Iterator[str]:
    """Points above the maximum, ends the wrong way round, overlaps (touching ends included) and gaps."""
    if not bands:
        yield "chưa có mức nào"
        return
    for band in bands:
        if Decimal(str(band["points"])) > maximum:
            yield f"một mức cho {number_text(band['points'])} điểm, vượt điểm tối đa {number_text(maximum)}"
    ranges = sorted((_range(band, is_days) for band in bands), key=lambda each: (each[0], each[1]))
    for low, _, high, _, label in ranges:
        if low > high:
            yield f"mức “{label}” có đầu lớn hơn cuối"
            return
    for (_, _, high, has_high, first), (low, misses_low, _, _, second) in pairwise(ranges):
        touches = has_high and not misses_low
        if low < high or (low == high and touches):
            where = "cùng chứa một giá trị ở ranh giới" if low == high else "chồng lên nhau"
            yield f"hai mức “{first}” và “{second}” {where}"
            continue
        step = 1 if is_days or is_whole else 0
        is_next = (
            low - high <= step if step and has_high and not misses_low else low == high and (has_high or not misses_low)
        )
        if not is_next:
            yield f"giữa mức “{first}” và “{second}” có khoảng trống không mức nào chứa"


def _range(band: Mapping[str, Any], is_days: bool) -> tuple[Decimal, bool, Decimal, bool, str]:
    """(low, misses it, high, has it, as written): days as their ordinals, open ends as far as can be."""
    far = Decimal(10) ** 12
    number = lambda value: Decimal(date.fromisoformat(str(value)).toordinal() if is_days else str(value))  # noqa: E731
    low, misses, high, has = -far, False, far, False
    if band.get("from") is not None:
        low = number(band["from"])
    elif band.get("above") is not None:
        low, misses = number(band["above"]), True
    if band.get("to") is not None:
        high, has = number(band["to"]), True
    elif band.get("below") is not None:
        high = number(band["below"])
    return low, misses, high, has, write_bands([band])[0].partition(" = ")[0]


# ── what pydantic says, in Vietnamese ──

_REASONS = {
    "missing": "thiếu mục này",
    "extra_forbidden": "mục này không có trong mẫu",
    "decimal_parsing": "cần một số",
    "decimal_type": "cần một số",
    "finite_number": "số này không dùng được",
    "int_parsing": "cần một số nguyên",
    "int_from_float": "cần một số nguyên",
    "int_type": "cần một số nguyên",
    "bool_parsing": "cần có hoặc không",
    "bool_type": "cần có hoặc không",
    "string_type": "cần chữ",
    "tuple_type": "cần một danh sách",
    "list_type": "cần một danh sách",
    "dict_type": "cần một nhóm nội dung",
    "model_type": "cần một nhóm nội dung",
    "model_attributes_type": "cần một nhóm nội dung",
    "greater_than_equal": "số nhỏ quá",
    "less_than_equal": "số lớn quá",
    "literal_error": "từ này không có trong danh sách",
    "enum": "từ này không có trong danh sách",
    "union_tag_invalid": "cách tính này hệ thống không có",
    "union_tag_not_found": "chưa ghi cách tính",
    "date_from_datetime_parsing": "ngày không đúng",
    "date_parsing": "ngày không đúng",
    "date_type": "ngày không đúng",
    "recursion_loop": "nội dung lồng vào chính nó",
}


def reason_vi(error: ValidationError) -> str:
    """The first complaint with its place, in Vietnamese: "criteria.0.max: cần một số"."""
    first = error.errors()[0]
    place = ".".join(str(step) for step in first["loc"])
    reason = _REASONS.get(first["type"], "")
    if not reason:
        reason = _sentence(first["msg"].removeprefix("Value error, "))
    return f"{place}: {reason}" if place else reason


_SENTENCES = (
    ("stands twice", "một mã đứng hai lần"),
    ("both a formula and children", "vừa có cách tính vừa có mục con"),
    ("but no maximum", "có cách tính nhưng chưa có điểm tối đa"),
    ("add up to", "điểm tối đa khác tổng các mục con"),
    ("which no item reads", "có tên gọi cho một số liệu mà không mục nào dùng"),
)


def _sentence(text: str) -> str:
    return next((vietnamese for part, vietnamese in _SENTENCES if part in text), text[:200])


def family_names(tree: Mapping[str, Any]) -> list[str]:
    """The ways of scoring a table uses, for its summary."""
    used = {row.node["scoring"]["type"] for row in rows_of(tree) if row.is_item}
    return [family.name for kind, family in families.FAMILIES.items() if kind in used]
