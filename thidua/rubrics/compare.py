"""What changed between two trees, in sentences: the history of a draft and the comparison of two editions. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from thidua.rubrics import families, params, rules
from thidua.rubrics.tree import SECTIONS, Row, rows_of
from thidua.rubrics.words import number_text

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
LABELS = {
    "code": "mã bảng",
    "title_vi": "tên bảng",
    "issuer_vi": "cơ quan ban hành",
    "year": "năm",
    "applies_to_vi": "đối tượng",
    "status": "mức đối chiếu văn bản",
    "rounding": "cách làm tròn",
    "groups_agreed_later": "đề mục do cụm, khối thống nhất",
    "item_cap_percent": "giới hạn thưởng của một mục (%)",
    "quantitative_bonus_cap": "giới hạn thưởng của chỉ tiêu định lượng",
    "bonus_max": "giới hạn điểm thưởng",
    "total_max": "tổng điểm tối đa",
    "tie_break": "thứ tự xét khi bằng điểm",
    "figures_vi": "tên gọi số liệu",
    "unknown_vi": "điều văn bản chưa nêu",
    "worked_examples": "ví dụ tính",
    "source": "nguồn văn bản",
    "ranking": "căn cứ xếp hạng",
    "classification": "các mức xếp loại",
    "grade_caps": "giới hạn mức xếp loại",
    "disqualification": "điều kiện không xét",
    "caps": "mức trần chung",
    "deductions_max": "giới hạn điểm trừ",
    "mark_step": "bước điểm",
    "criteria_complete": "danh sách tiêu chí đã đủ",
    "chosen": "điều đã được chọn",
    "process_vi": "trình tự",
    "notes_vi": "ghi chú của bảng",
    "cluster_examples": "ví dụ tính cả cụm",
}
_NODE_LABELS = {
    "name_vi": "tên",
    "max": "điểm tối đa",
    "assessor_vi": "đơn vị chấm",
    "note_vi": "ghi chú",
    "evidence": "cần minh chứng",
    "own_max": "điểm riêng của đề mục",
    "printed_max": "điểm tối đa in trong văn bản",
    "may_be_unassigned": "có thể không giao cho mọi đơn vị",
    "disqualifies_vi": "hệ quả",
    "is_bonus": "tính vào điểm thưởng",
    "gate": "điều kiện",
}
MOST = 400


@dataclass(frozen=True)
class Difference:
    """One sentence; ``kind``: added, removed or changed; ``code``: the node, "" for the table."""

    kind: str
    text: str
    code: str = ""


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """From ``old`` to ``new``, at most 400 sentences."""
    found = list(_settings(old, new))
    before = {row.code: row for row in rows_of(old)}
    after = {row.code: row for row in rows_of(new)}
    names = {**(old.get("figures_vi") or {}), **(new.get("figures_vi") or {})}
    for code, row in before.items():
        if code not in after and (row.parent in after or not row.parent or row.parent not in before):
            below = _below(old, row)
            found.append(Difference(REMOVED, f"Bỏ {_called(row)}{below}", code))
    for code, row in after.items():
        if code not in before:
            found.append(Difference(ADDED, f"Thêm {_called(row)}{_worth(row)}{_where(row)}", code))
            continue
        found += _node(before[code], row, names)
    found += _orders(before, after)
    return found[:MOST]


def sentence(found: Sequence[Difference], longest: int = 1000) -> str:
    """All differences as one text of the history."""
    text = "; ".join(each.text for each in found)
    return text if len(text) <= longest else f"{text[: longest - 1].rsplit('; ', 1)[0]}…"


def _called(row: Row) -> str:
    kind = {"criteria": "mục" if row.is_item else "đề mục", "bonuses": "điểm thưởng", "deductions": "điểm trừ"}
    return f"{kind[row.section]} {row.code} “{row.node['name_vi']}”"


def _worth(row: Row) -> str:
    return f", tối đa {number_text(row.node['max'])} điểm" if row.node.get("max") is not None else ""


def _where(row: Row) -> str:
    return f", trong {row.parent}" if row.parent else ""


def _below(tree: Mapping[str, Any], row: Row) -> str:
    rows = rows_of(tree)
    start = next(place for place, each in enumerate(rows) if each.code == row.code)
    count = 0
    for each in rows[start + 1 :]:
        if each.depth <= row.depth or each.section != row.section:
            break
        count += 1
    return f" cùng {count} mục bên dưới" if count else ""


def _node(old: Row, new: Row, names: Mapping[str, str]) -> Iterator[Difference]:
    code = new.code
    if old.section != new.section:
        yield Difference(
            CHANGED, f"Chuyển mục {code} từ “{SECTIONS[old.section]}” sang “{SECTIONS[new.section]}”", code
        )
    elif old.parent != new.parent:
        yield Difference(CHANGED, f"Chuyển mục {code} {f'vào {new.parent}' if new.parent else 'ra ngoài cùng'}", code)
    for key, label in _NODE_LABELS.items():
        before, after = old.node.get(key), new.node.get(key)
        if not _same(before, after):
            yield Difference(CHANGED, f"Mục {code}: {label} {_shown(before)} → {_shown(after)}", code)
    yield from _scoring(old, new, names)
    known = {*_NODE_LABELS, "code", "children", "scoring"}
    for key in sorted((set(old.node) | set(new.node)) - known):
        if not _same(old.node.get(key), new.node.get(key)):
            yield Difference(CHANGED, f"Mục {code}: sửa thiết lập “{key}”", code)


def _scoring(old: Row, new: Row, names: Mapping[str, str]) -> Iterator[Difference]:
    before, after, code = old.node.get("scoring"), new.node.get("scoring"), new.code
    if _same(before, after):
        return
    if not before or not after:
        what = f"thêm cách tính “{families.family_of(after).name}”" if after else "bỏ cách tính, thành đề mục"
        yield Difference(CHANGED, f"Mục {code}: {what}", code)
        return
    if before["type"] != after["type"]:
        first, second = families.family_of(before).name, families.family_of(after).name
        yield Difference(CHANGED, f"Mục {code}: cách tính “{first}” → “{second}”", code)
        return
    was, now = params.texts_of(before, code, names), params.texts_of(after, code, names)
    for param in families.family_of(after).params:
        if was[param.key] != now[param.key]:
            texts = [text.replace("\n", " | ") for text in (was[param.key], now[param.key])]
            yield Difference(CHANGED, f"Mục {code}: {param.label} {_shown(texts[0])} → {_shown(texts[1])}", code)


def _orders(before: Mapping[str, Row], after: Mapping[str, Row]) -> Iterator[Difference]:
    """Where siblings that stand in both changed places."""

    def shelves(rows: Mapping[str, Row]) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = {}
        for code, row in rows.items():
            found.setdefault((row.section, row.parent), []).append(code)
        return found

    old, new = shelves(before), shelves(after)
    for place, codes in new.items():
        kept = [code for code in codes if code in old.get(place, ())]
        was = [code for code in old.get(place, ()) if code in kept]
        if kept != was:
            inside = f"trong {place[1]}" if place[1] else f"phần {SECTIONS[place[0]]}"
            yield Difference(CHANGED, f"Đổi thứ tự {inside}: {', '.join(codes[:12])}{'…' if len(codes) > 12 else ''}")


def _settings(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for key in sorted((set(old) | set(new)) - set(SECTIONS) - {"chosen"}):
        before, after = old.get(key), new.get(key)
        if _same(before, after):
            continue
        label = LABELS.get(key, f"thiết lập “{key}”")
        if isinstance(before, dict | list) or isinstance(after, dict | list):
            yield Difference(CHANGED, f"Sửa {label}{_parts(key, before, after)}")
        else:
            yield Difference(CHANGED, f"Sửa {label}: {_shown(before)} → {_shown(after)}")


_RULES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "classification": rules.grade_text,
    "caps": rules.cap_text,
    "disqualification": rules.bar_text,
    "grade_caps": lambda event: rules.grade_cap_text(event, ()),
}


def _parts(key: str, before: Any, after: Any) -> str:
    if key == "rounding":
        return f": {rounding_text(before or {})} → {rounding_text(after or {})}"
    if key == "tie_break":
        return f": {ties_text(before or [])} → {ties_text(after or [])}"
    if key == "ranking":
        return f": {basis_text(before or {})} → {basis_text(after or {})}"
    if key in _RULES:
        said = ["; ".join(_RULES[key](row) for row in rows or ())[:300] for rows in (before, after)]
        return f": {said[0] or '(trống)'} → {said[1] or '(trống)'}"
    if key in ("groups_agreed_later", "unknown_vi", "process_vi", "notes_vi"):
        return f": {_shown(', '.join(before or []))} → {_shown(', '.join(after or []))}"
    return ""


BASES = {
    "total": "tổng điểm",
    "total_then_ballot": "tổng điểm, rồi bỏ phiếu kín",
    "percent_of_assigned": "tỷ lệ trên điểm tối đa của các mục được giao",
    "average_per_field": "điểm bình quân các lĩnh vực được giao",
    "counter": "một số liệu",
}


def basis_text(ranking: Mapping[str, Any]) -> str:
    if not ranking:
        return BASES["total"]
    return BASES.get(ranking.get("basis") or "", "chưa chọn")


def rounding_text(rounding: Mapping[str, Any]) -> str:
    places = rounding.get("places")
    if places is None:
        return "chưa chọn"
    how = {"down": ", bỏ phần lẻ", "up": ", luôn làm tròn lên"}.get(rounding.get("mode", ""), "")
    whose = "" if rounding.get("stated") or rounding.get("chosen") else " (văn bản chưa nêu)"
    return f"{places} chữ số thập phân{how}{whose}"


def ties_text(steps: Sequence[Mapping[str, Any]]) -> str:
    return ", rồi ".join(str(step.get("text_vi", "")) for step in steps) or "không nêu"


def _same(first: Any, second: Any) -> bool:
    if first in (None, "", [], {}) and second in (None, "", [], {}):
        return True
    if isinstance(first, str) and isinstance(second, str) and first != second:
        try:
            return Decimal(first) == Decimal(second)
        except InvalidOperation:
            return False
    return bool(first == second)


def _shown(value: Any) -> str:
    if value in (None, "", [], {}):
        return "(trống)"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, dict):
        value = value.get("text_vi", "có thay đổi")
    text = str(value)
    try:
        return number_text(Decimal(text))
    except InvalidOperation:
        return f"“{text[:120]}”"
