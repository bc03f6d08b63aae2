"""A table as the spreadsheet form of the user guide: its sheets, their columns, and a table written into them.

The sheet "Mục chấm" is enough on its own (a CSV has only that one); the others hold the head of the table, the figures
several items share, the steps for equal totals, and whatever else the table says, so that nothing is lost on the way.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from paperwork.sheets import Column, Form
from thidua.rubrics import compare, families, params, words
from thidua.rubrics.tree import BONUSES, CRITERIA, DEDUCTIONS, rows_of
from thidua.shared.text import fold

MOST_ROWS = 2_000
INFO, ITEMS, FIGURES, TIES, OTHER, HELP = (
    "Thông tin", "Mục chấm", "Số liệu dùng chung", "Khi bằng điểm", "Phần khác", "Hướng dẫn",
)  # fmt: skip
ITEM_COLUMNS = (
    Column("code", "Mã", width=9),
    Column("name", "Tên", width=52),
    Column("parent", "Thuộc mục", is_required=False, width=11),
    Column("kind", "Loại dòng", is_required=False, width=13),
    Column("max", "Điểm tối đa", is_required=False, width=11),
    Column("how", "Cách tính", is_required=False, width=28),
    Column("params", "Tham số", is_required=False, width=60),
    Column("assessor", "Đơn vị chấm", is_required=False, width=28),
    Column("evidence", "Minh chứng", is_required=False, width=30),
    Column("gate", "Điều kiện", is_required=False, width=30),
    Column("note", "Ghi chú", is_required=False, width=40),
    Column("other", "Thiết lập khác", is_required=False, width=30),
)
HEADING, ITEM, BONUS, DEDUCTION = "Đề mục", "Mục", "Điểm thưởng", "Điểm trừ"
KINDS = {fold(kind): kind for kind in (HEADING, ITEM, BONUS, DEDUCTION)}
IS_BONUS, AGREED_LATER, CONSEQUENCE = "Tính vào điểm thưởng", "Cụm, khối thống nhất sau", "Hệ quả"
# Path in the tree, heading on the sheet, kind of value.
HEAD = (
    ("title_vi", "Tên bảng", "text"),
    ("code", "Mã bảng", "text"),
    ("issuer_vi", "Cơ quan ban hành", "text"),
    ("year", "Năm", "whole"),
    ("applies_to_vi", "Đối tượng", "text"),
    ("total_max", "Tổng điểm tối đa", "number"),
    ("bonus_max", "Giới hạn điểm thưởng", "number"),
    ("quantitative_bonus_cap", "Giới hạn thưởng của chỉ tiêu định lượng", "number"),
    ("item_cap_percent", "Giới hạn thưởng của một mục (%)", "number"),
    ("ranking.basis", "Căn cứ xếp hạng", "basis"),
    ("ranking.stated", "Văn bản có nêu căn cứ xếp hạng", "yes_no"),
    ("rounding.places", "Số chữ số thập phân khi làm tròn", "whole"),
    ("rounding.stated", "Văn bản có nêu cách làm tròn", "yes_no"),
    ("rounding.note_vi", "Ghi chú về làm tròn", "text"),
    ("source.doc_no", "Số văn bản", "text"),
    ("source.doc_date", "Ngày văn bản", "text"),
    ("source.url", "Địa chỉ nguồn", "text"),
    ("source.file", "Tệp nguồn", "text"),
    ("source.form", "Dạng nguồn", "text"),
    ("source.completeness_vi", "Mức đầy đủ của nguồn", "text"),
    ("status", "Mức đối chiếu văn bản", "text"),
)  # fmt: skip
TIE_KINDS = {
    "more": "Số liệu nhiều hơn xếp trên",
    "less": "Số liệu ít hơn xếp trên",
    "points": "Mục được nhiều điểm hơn xếp trên",
    "vote": "Bỏ phiếu",
    "share": "Xếp đồng hạng",
}


def forms_of(tree: Mapping[str, Any]) -> list[tuple[Form, list[dict[str, Any]]]]:
    """Sheets with their rows, ready for :func:`paperwork.sheets.write_book`."""
    names = tree.get("figures_vi") or {}
    known = {path.partition(".")[0] for path, _, _ in HEAD}
    written = {CRITERIA, BONUSES, DEDUCTIONS, "figures_vi", "tie_break", "groups_agreed_later"}
    head, covered = [], set()
    for path, label, kind in HEAD:
        value = _at(tree, path) if path.partition(".")[0] != "ranking" else _ranking_of(tree).get(path[8:])
        covered.add(path)
        if kind == "basis":
            value = compare.BASES.get(value or "", NOT_CHOSEN)
        if value is not None and value != "":
            shown = words.number_text(value) if kind == "number" else value
            head.append({"label": label, "value": ("Có" if value else "Không") if kind == "yes_no" else str(shown)})
    rest = [
        row
        for key, value in tree.items()
        if key not in written
        for row in _rest(key, value, covered if key in known else set())
    ]
    ties = [
        {
            "how": TIE_KINDS.get(step["kind"], step["kind"]),
            "text": step.get("text_vi", ""),
            "figure": figure_of_step(step, names),
            "other": _json_rest(step, {"kind", "text_vi", "value"}),
        }
        for step in tree.get("tie_break") or ()
    ]
    return [
        (Form(ITEMS, ITEM_COLUMNS), item_rows(tree)),
        (_form(INFO, ("label", "Nội dung", 44), ("value", "Giá trị", 80)), head),
        (_form(FIGURES, ("key", "Mã số liệu", 30), ("name", "Tên gọi", 70)),
         [{"key": key, "name": name} for key, name in names.items()]),
        (_form(TIES, ("how", "Cách xét", 22), ("text", "Nội dung", 60), ("figure", "Số liệu", 40),
               ("other", "Thiết lập khác", 30)), ties),
        (_form(OTHER, ("key", "Phần", 30), ("value", "Nội dung (để máy đọc lại)", 100)), rest),
    ]  # fmt: skip


def figure_of_step(step: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """What a tie step looks at: the code of an item, or a figure by its name."""
    value = str(step.get("value") or "")
    return value if step.get("kind") == "points" else params.figure_text(value, names) if value else ""


def _ranking_of(tree: Mapping[str, Any]) -> Mapping[str, Any]:
    """A table that says nothing else ranks by the total, as the rulebook has it; the sheet writes it out."""
    return tree.get("ranking") or ({"basis": "total", "stated": True} if tree.get(CRITERIA) else {})


NOT_CHOSEN = "chưa chọn"


def _form(sheet: str, *columns: tuple[str, str, int]) -> Form:
    return Form(sheet, tuple(Column(key, label, is_required=False, width=width) for key, label, width in columns))


def _at(tree: Mapping[str, Any], path: str) -> Any:
    value: Any = tree
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _rest(key: str, value: Any, covered: set[str]) -> Iterator[dict[str, str]]:
    if key in covered:
        return
    if isinstance(value, Mapping) and any(path.startswith(f"{key}.") for path in covered):
        for name, each in value.items():
            if f"{key}.{name}" not in covered:
                yield {"key": f"{key}.{name}", "value": _json(each)}
    elif isinstance(value, list):
        yield from ({"key": f"{key}[]", "value": _json(each)} for each in value)
    else:
        yield {"key": key, "value": _json(value)}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def _json_rest(node: Mapping[str, Any], known: set[str]) -> str:
    return "\n".join(f"{key} = {_json(value)}" for key, value in node.items() if key not in known)


NODE_KEYS = {"code", "name_vi", "max", "assessor_vi", "note_vi", "evidence", "gate", "scoring", "children",
              "is_bonus", "disqualifies_vi"}  # fmt: skip


def item_rows(tree: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of the sheet "Mục chấm", in printed order."""
    names, groups = tree.get("figures_vi") or {}, tree.get("groups_agreed_later") or ()
    rows = []
    for row in rows_of(tree):
        node, scoring = row.node, row.node.get("scoring")
        kind = {BONUSES: BONUS, DEDUCTIONS: DEDUCTION}.get(row.section) or (HEADING if row.is_heading else ITEM)
        other = [IS_BONUS] if node.get("is_bonus") else []
        other += [AGREED_LATER] if row.code in groups else []
        other += [f"{CONSEQUENCE}: {node['disqualifies_vi']}"] if node.get("disqualifies_vi") else []
        other += [rest] if (rest := _json_rest(node, NODE_KEYS)) else []
        if scoring:
            other += [f"scoring.{key} = {_json(value)}" for key, value in params.rest_of(scoring).items()]
        gate = node.get("gate") or {}
        own = gate.get("value") == f"{row.code}.gate"
        rows.append(
            {
                "code": row.code,
                "name": node["name_vi"],
                "parent": row.parent,
                "kind": kind,
                "max": words.number_text(node.get("max")),
                "how": families.family_of(scoring).name if scoring else "",
                "params": params_text(scoring, row.code, names) if scoring else "",
                "assessor": node.get("assessor_vi", ""),
                "evidence": "Có" if node.get("evidence") else "",
                "gate": gate.get("text_vi", "") + ("" if own or not gate else f" @ {gate['value']}"),
                "note": node.get("note_vi", ""),
                "other": "\n".join(other),
            }
        )
    return rows


def params_text(scoring: Mapping[str, Any], code: str, names: Mapping[str, str]) -> str:
    """Parameters of a formula in one cell: "Các mức: dưới 88 = 0 | từ 88 = 2", one parameter a line."""
    texts = params.texts_of(scoring, code, names)
    return "\n".join(
        f"{param.label}: {texts[param.key].replace(chr(10), ' | ')}"
        for param in families.family_of(scoring).params
        if texts[param.key]
    )
