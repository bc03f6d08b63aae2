"""Rules over the whole table that name its lines: shared caps, grades, events that bar. Checked, said in words. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from thidua.rubrics.tree import BONUSES, CRITERIA, Row, rows_of
from thidua.rubrics.words import number_text

BARS = {
    "award": "Không được đề nghị khen thưởng",
    "grade": "Không xếp loại",
    "ranking": "Không xếp hạng",
}
_PARTS = {CRITERIA: "phần tiêu chí", BONUSES: "phần điểm thưởng"}


def troubles_of(tree: Mapping[str, Any]) -> Iterator[str]:
    """Everything wrong with these rules, a sentence each."""
    rows = {row.code: row for row in rows_of(tree)}
    yield from cap_troubles(tree.get("caps") or (), rows)
    yield from grade_troubles(tree.get("classification") or (), rows)
    yield from event_troubles(tree)
    for code in (tree.get("ranking") or {}).get("fields") or ():
        if code not in rows or rows[code].section != CRITERIA:
            yield f"Căn cứ xếp hạng lấy lĩnh vực {code}, nhưng bảng không có mục này."
    for number, step in enumerate(tree.get("tie_break") or (), start=1):
        if step.get("kind") == "points" and step.get("value") and step["value"] not in rows:
            yield f"Bước {number} khi bằng điểm xét mục {step['value']}, nhưng bảng không có mục này."


def cap_troubles(caps: Sequence[Mapping[str, Any]], rows: Mapping[str, Row]) -> Iterator[str]:
    taken: dict[str, str] = {}
    for cap in caps:
        name = f"Mức trần “{cap['name_vi']}”"
        if missing := [code for code in cap["items"] if code not in rows]:
            yield f"{name} gồm mục {', '.join(missing)}, nhưng bảng không có mục này."
            continue
        sections = {rows[code].section for code in cap["items"]}
        if len(sections) > 1:
            yield f"{name} gồm mục ở hai phần của bảng; mỗi mức trần chỉ nằm trong một phần."
        for code in cap["items"]:
            below = [code, *(each for each in rows if _is_below(each, code, rows))]
            if double := next((each for each in below if each in taken), None):
                other = taken[double]
                also = name if other == cap["code"] else f"một mức trần khác và {name[:1].lower()}{name[1:]}"
                yield f"Mục {double} nằm hai lần trong {also}; mỗi mục chỉ thuộc một mức trần."
            taken |= dict.fromkeys(below, cap["code"])


def _is_below(code: str, heading: str, rows: Mapping[str, Row]) -> bool:
    parent = rows[code].parent
    while parent:
        if parent == heading:
            return True
        parent = rows[parent].parent if parent in rows else ""
    return False


def grade_troubles(grades: Sequence[Mapping[str, Any]], rows: Mapping[str, Row]) -> Iterator[str]:
    """Best first, so the least marks fall; floors name lines of the tree."""
    for upper, lower in pairwise(grades):
        if upper.get("of", "total") != lower.get("of", "total"):
            continue
        if Decimal(str(lower["at_least"])) > Decimal(str(upper["at_least"])):
            yield (
                f"Mức {lower['name_vi']} (từ {number_text(lower['at_least'])}) đứng sau mức {upper['name_vi']} "
                f"(từ {number_text(upper['at_least'])}) nhưng cần nhiều hơn; các mức xếp từ cao xuống thấp."
            )
    for grade in grades:
        for code, least in (grade.get("floors") or {}).items():
            if code not in rows or rows[code].section != CRITERIA:
                yield f"Mức {grade['name_vi']} cần điểm của mục {code}, nhưng phần tiêu chí không có mục này."
                continue
            top = rows[code].node.get("max") if rows[code].node.get("max") is not None else rows[code].total
            if top is not None and Decimal(str(least)) > Decimal(str(top)):
                yield (
                    f"Mức {grade['name_vi']} cần mục {code} từ {number_text(least)} điểm, vượt điểm tối đa "
                    f"{number_text(top)} của mục."
                )


def event_troubles(tree: Mapping[str, Any]) -> Iterator[str]:
    known = {grade["code"]: grade["name_vi"] for grade in tree.get("classification") or ()}
    for event in tree.get("grade_caps") or ():
        if event["best"] not in known:
            yield f"Sự kiện “{event['text_vi']}” giới hạn ở mức {event['best']}, nhưng bảng không có mức này."
    for event in tree.get("disqualification") or ():
        if event.get("bars") == "grade" and not known:
            yield f"Sự kiện “{event['text_vi']}” bỏ xếp loại, nhưng bảng không có mức xếp loại nào."


# ── in words ──


def grade_text(grade: Mapping[str, Any]) -> str:
    """ "Tốt từ 90 điểm, mọi mục từ 50 %, mục I từ 20 điểm"."""
    unit = " % điểm tối đa" if grade.get("of") == "percent" else " điểm"
    parts = [f"{grade['name_vi']} từ {number_text(grade['at_least'])}{unit}"]
    if grade.get("each_at_least_percent") is not None:
        parts.append(f"mọi mục từ {number_text(grade['each_at_least_percent'])} %")
    parts += [f"mục {code} từ {number_text(least)} điểm" for code, least in (grade.get("floors") or {}).items()]
    return ", ".join(parts)


def cap_text(cap: Mapping[str, Any]) -> str:
    return f"{cap['name_vi']} ({', '.join(cap['items'])}) nhiều nhất {number_text(cap['limit'])} điểm"


def bar_text(event: Mapping[str, Any]) -> str:
    consequence = BARS.get(event.get("bars", "award"), "")
    return f"{event['text_vi']}: {consequence[:1].lower()}{consequence[1:]}"


def grade_cap_text(event: Mapping[str, Any], grades: Sequence[Mapping[str, Any]]) -> str:
    names = {grade["code"]: grade["name_vi"] for grade in grades}
    return f"{event['text_vi']}: xếp loại cao nhất là {names.get(event['best'], event['best'])}"
