"""A table as the spreadsheet form of the user guide: written, and read back with every refusal named by row and cell.

The sheet "Mục chấm" is enough on its own (a CSV has only that one); the others hold the head of the table, the figures
several items share, the steps for equal totals, and whatever else the table says, so that nothing is lost on the way.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from pydantic import ValidationError as PydanticError

from paperwork.sheets import Column, Form
from paperwork.tables import column_letter
from thidua.rubrics import compare, families, words
from thidua.rubrics.problems import reason_vi
from thidua.rubrics.tree import BONUSES, CODE, CODE_HELP, CRITERIA, DEDUCTIONS, DEEPEST, Tree, rows_of, settled
from thidua.shared.forms import clean_text
from thidua.shared.text import fold

MOST_ROWS = 2_000
MOST_PROBLEMS = 200
LONGEST = {"name": 500, "note": 2_000, "params": 8_000, "other": 8_000, "gate": 500}
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


@dataclass(frozen=True)
class Trouble:
    """One refusal: where (sheet, row, cell, heading) and why."""

    sheet: str
    row: int
    cell: str
    heading: str
    reason: str

    def __str__(self) -> str:
        where = f"Trang “{self.sheet}”, " if self.sheet else ""
        place = f"dòng {self.row}, ô {self.cell} ({self.heading})" if self.cell else f"dòng {self.row}"
        text = f"{where}{place}: {self.reason}" if self.row else f"{where}{self.reason}"
        return text[:1].upper() + text[1:]


class SheetsRefused(ValueError):
    def __init__(self, troubles: Sequence[Trouble]):
        super().__init__("; ".join(str(each) for each in troubles[:5]))
        self.troubles = list(troubles)


# ── writing ──


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
    return value if step.get("kind") == "points" else families.figure_text(value, names) if value else ""


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


_NODE_KEYS = {"code", "name_vi", "max", "assessor_vi", "note_vi", "evidence", "gate", "scoring", "children",
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
        other += [rest] if (rest := _json_rest(node, _NODE_KEYS)) else []
        if scoring:
            other += [f"scoring.{key} = {_json(value)}" for key, value in families.rest_of(scoring).items()]
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
    texts = families.texts_of(scoring, code, names)
    return "\n".join(
        f"{param.label}: {texts[param.key].replace(chr(10), ' | ')}"
        for param in families.family_of(scoring).params
        if texts[param.key]
    )


# ── reading ──


@dataclass
class _Reader:
    """What has been read so far and what was wrong with it."""

    tree: Tree
    names: dict[str, str]
    troubles: list[Trouble] = field(default_factory=list)

    def trouble(self, sheet: str, row: int, place: int | None, heading: str, reason: str) -> None:
        if len(self.troubles) < MOST_PROBLEMS:
            cell = "" if place is None else f"{column_letter(place)}{row}"
            self.troubles.append(Trouble(sheet, row, cell, heading, reason))


@dataclass(frozen=True)
class _Table:
    """Rows under a header: (number in the spreadsheet, cell by column key) and the place of each column."""

    sheet: str
    places: dict[str, int]
    rows: list[tuple[int, dict[str, Any]]]


def read_tree(sheets: Sequence[tuple[str, list[list[object]]]], base: Mapping[str, Any]) -> Tree:
    """The table of a spreadsheet. What the file does not say (a CSV says nothing of the head) stays as in ``base``.

    Raises SheetsRefused with every trouble found (at most 200).
    """
    named = {fold(name): (name, rows) for name, rows in sheets}
    items = named.get(fold(ITEMS)) or next(
        ((name, rows) for name, rows in sheets if _header(rows, ITEM_COLUMNS) is not None), None
    )
    if items is None:
        raise SheetsRefused([Trouble("", 0, "", "", f"không tìm thấy bảng có các cột “Mã”, “Tên”, “Điểm tối đa”; "
                                     f"trang tính cần tên “{ITEMS}”")])  # fmt: skip
    reader = _Reader({**base}, {})
    forms = {form.sheet: form for form, _ in forms_of({CRITERIA: []})}
    if fold(FIGURES) in named:
        _read_figures(reader, _table(reader, named[fold(FIGURES)], forms[FIGURES]))
    else:
        reader.names.update(base.get("figures_vi") or {})
    if fold(INFO) in named:
        _read_head(reader, _table(reader, named[fold(INFO)], forms[INFO]))
    if fold(OTHER) in named:
        _read_rest(reader, _table(reader, named[fold(OTHER)], forms[OTHER]))
    _read_items(reader, _table(reader, items, Form(ITEMS, ITEM_COLUMNS)))
    if fold(TIES) in named:
        _read_ties(reader, _table(reader, named[fold(TIES)], forms[TIES]))
    if reader.troubles:
        raise SheetsRefused(reader.troubles)
    reader.tree["figures_vi"] = reader.names
    for key, usual in _REQUIRED.items():  # an empty cell says nothing, the rulebook wants the word
        if key == "ranking" and fold(INFO) not in named:
            continue
        inner = reader.tree.get(key)
        reader.tree[key] = {**usual, **(inner if isinstance(inner, Mapping) else {})}
    try:
        return settled(reader.tree)
    except ValueError as error:
        reason = reason_vi(error) if isinstance(error, PydanticError) else str(error)[:200]
        raise SheetsRefused([Trouble("", 0, "", "", f"bảng chưa dùng được: {reason}")]) from error


_REQUIRED: dict[str, dict[str, Any]] = {
    "source": {"url": "", "form": "local", "completeness_vi": ""},
    "rounding": {"places": None, "stated": False, "note_vi": ""},
    "ranking": {"basis": None, "stated": False},
}


def _header(rows: Sequence[Sequence[object]], columns: Sequence[Column]) -> int | None:
    """The row the header stands in: the first of thirty that has every needed heading."""
    wanted = {fold(column.header) for column in columns if column.is_required}
    for number, row in enumerate(rows[:30]):
        if wanted and wanted <= {fold(cell) for cell in row if isinstance(cell, str)}:
            return number
    return None


def _table(reader: _Reader, found: tuple[str, list[list[object]]], form: Form) -> _Table:
    name, rows = found
    at = _header(rows, form.columns)
    if at is None and not any(column.is_required for column in form.columns):
        at = 0
    if at is None:
        headings = ", ".join(f"“{column.header}”" for column in form.columns if column.is_required)
        reader.trouble(name, 0, None, "", f"không thấy dòng tiêu đề có các cột {headings}")
        return _Table(name, {}, [])
    wanted = {fold(column.header): column.key for column in form.columns}
    places: dict[str, int] = {}
    for place, cell in enumerate(rows[at] if rows else ()):
        key = wanted.get(fold(cell)) if isinstance(cell, str) else None
        if key in places:
            reader.trouble(name, at + 1, place, str(cell), "cột này có hai lần")
        elif key:
            places[key] = place
    lines = []
    for number, row in enumerate(rows[at + 1 :], start=at + 2):
        cells = {key: _clean(row[place]) if place < len(row) else None for key, place in places.items()}
        if any(cell is not None for cell in cells.values()):
            lines.append((number, cells))
    return _Table(name, places, lines)


def _clean(cell: object) -> Any:
    if isinstance(cell, str):
        # a spreadsheet program shows the apostrophe that our CSV puts before a text like a formula
        text = cell.strip()
        return (text[1:] if text[:1] == "'" and text[1:2] in "=+-@" else text) or None
    return cell


class _Cells:
    """One line of a table: texts and numbers by key; troubles go to their cell."""

    def __init__(self, reader: _Reader, table: _Table, columns: Mapping[str, str], number: int, cells: dict[str, Any]):
        self.reader, self.table, self.columns, self.number, self.cells = reader, table, columns, number, cells

    def trouble(self, key: str, reason: str) -> None:
        self.reader.trouble(self.table.sheet, self.number, self.table.places.get(key), self.columns[key], reason)

    def text(self, key: str) -> str:
        """The cell as clean text, line breaks kept; "" and a trouble for what cannot be."""
        cell = self.cells.get(key)
        if cell is None:
            return ""
        if isinstance(cell, bool):
            return "Có" if cell else "Không"
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        if not isinstance(cell, str | int | float):
            self.trouble(key, "ô đang ở dạng ngày; hãy đổi thành chữ")
            return ""
        try:
            text = clean_text(str(cell))
        except ValidationError as error:
            self.trouble(key, error.messages[0])
            return ""
        longest = LONGEST.get(key, 500)
        if len(text) > longest:
            self.trouble(key, f"dài quá {longest} ký tự (đang có {len(text)})")
            return ""
        return text

    def number_of(self, key: str) -> str | None:
        try:
            return words.read_number(self.cells.get(key))
        except ValueError as error:
            self.trouble(key, str(error))
            return None


def _lines(reader: _Reader, table: _Table, form_columns: Sequence[Column]) -> Iterator[_Cells]:
    headings = {column.key: column.header for column in form_columns}
    for number, cells in table.rows:
        yield _Cells(reader, table, headings, number, cells)


def _columns(sheet: str) -> tuple[Column, ...]:
    return next(form.columns for form, _ in forms_of({CRITERIA: []}) if form.sheet == sheet)


def _read_figures(reader: _Reader, table: _Table) -> None:
    for line in _lines(reader, table, _columns(FIGURES)):
        key, name = line.text("key"), line.text("name")
        if key and name:
            reader.names[key] = " ".join(name.split())


def _read_head(reader: _Reader, table: _Table) -> None:
    wanted = {fold(label): (path, kind) for path, label, kind in HEAD}
    kept = ("code", "year", "status", "title_vi", "issuer_vi", "applies_to_vi", "source")
    reader.tree = {key: reader.tree[key] for key in kept if key in reader.tree}  # what the sheet leaves out is not said
    for line in _lines(reader, table, _columns(INFO)):
        label = line.text("label")
        path, kind = wanted.get(fold(label), ("", ""))
        if not path:
            line.trouble("label", f"nội dung “{label[:60]}” không có trong mẫu")
            continue
        value: Any = line.text("value") if kind in ("text", "yes_no", "basis") else line.number_of("value")
        if kind == "basis":
            bases = {fold(text): basis for basis, text in compare.BASES.items()} | {fold(NOT_CHOSEN): "", "": ""}
            if fold(value) not in bases:
                line.trouble("value", f"phải là một trong: {'; '.join([*compare.BASES.values(), NOT_CHOSEN])}")
            value = bases.get(fold(value), "")
        if kind == "yes_no":
            value = fold(value) in ("co", "true")
        elif kind == "whole" and value is not None:
            if "." in value:
                line.trouble("value", "cần số nguyên")
            value = int(float(value))
        if value in (None, ""):
            continue
        first, _, second = path.partition(".")
        if second:
            inner = reader.tree.get(first)
            reader.tree[first] = {**(inner if isinstance(inner, Mapping) else {}), second: value}
        else:
            reader.tree[first] = value


def _loads(text: str) -> Any:
    def no_constant(word: str) -> Any:
        raise ValueError(f"{word} không phải là số")

    try:
        return json.loads(text, parse_constant=no_constant)
    except (ValueError, RecursionError) as error:
        raise ValueError("nội dung để máy đọc lại đã bị sửa hỏng; hãy xóa dòng này hoặc xuất lại tệp") from error


def _read_rest(reader: _Reader, table: _Table) -> None:
    begun: set[str] = set()
    for line in _lines(reader, table, _columns(OTHER)):
        key, text = line.text("key"), str(line.cells.get("value") or "")
        try:
            if len(text) > 32_000:
                raise ValueError("dài quá 32.000 ký tự")
            value = _loads(text)
        except ValueError as error:
            line.trouble("value", str(error))
            continue
        first, _, second = key.removesuffix("[]").partition(".")
        if first in (CRITERIA, BONUSES, DEDUCTIONS, ""):
            line.trouble("key", f"phần này ghi ở trang “{ITEMS}”")
        elif key.endswith("[]"):
            if first not in begun:
                reader.tree[first] = []
                begun.add(first)
            reader.tree[first].append(value)
        elif second:
            inner = reader.tree.get(first)
            reader.tree[first] = {**(inner if isinstance(inner, Mapping) else {}), second: value}
        else:
            reader.tree[first] = value


def _read_ties(reader: _Reader, table: _Table) -> None:
    kinds = {fold(word): kind for kind, word in TIE_KINDS.items()} | {kind: kind for kind in TIE_KINDS}
    steps = []
    for line in _lines(reader, table, _columns(TIES)):
        kind = kinds.get(fold(line.text("how")))
        if kind is None:
            line.trouble("how", f"phải là một trong: {', '.join(TIE_KINDS.values())}")
            continue
        step: dict[str, Any] = {"kind": kind, "text_vi": line.text("text") or TIE_KINDS[kind].lower()}
        if figure := line.text("figure"):
            try:
                step["value"] = figure if kind == "points" else families.figure_key(figure, reader.names)
            except ValueError as error:
                line.trouble("figure", str(error))
        step |= _extras(line)
        steps.append(step)
    reader.tree["tie_break"] = steps


def _extras(line: _Cells) -> dict[str, Any]:
    """The "key = value" lines of the column of other settings."""
    found = {}
    for part in line.text("other").split("\n"):
        key, sign, value = part.partition(" = ")
        if sign and key.strip().replace(".", "_").isidentifier() and key.strip().isascii():
            try:
                found[key.strip()] = _loads(value)
            except ValueError as error:
                line.trouble("other", str(error))
    return found


def _read_items(reader: _Reader, table: _Table) -> None:
    nodes: dict[str, tuple[_Cells, dict[str, Any], str, str]] = {}
    groups: list[str] = []
    for line in _lines(reader, table, ITEM_COLUMNS):
        code = line.text("code")
        if not CODE.fullmatch(code):
            line.trouble(
                "code", f"thiếu mã. {CODE_HELP}" if not code else f"mã “{code[:40]}” chưa dùng được. {CODE_HELP}"
            )
            continue
        if code in nodes:
            line.trouble("code", f"mã {code} đã có ở dòng {nodes[code][0].number}; mỗi mã chỉ dùng một lần")
            continue
        node, section = _node(reader, line, code, groups)
        nodes[code] = (line, node, section, line.text("parent"))
    tree: dict[str, list[dict[str, Any]]] = {CRITERIA: [], BONUSES: [], DEDUCTIONS: []}
    for code, (line, node, section, parent) in nodes.items():
        if not parent:
            tree[section].append(node)
        elif section != CRITERIA:
            line.trouble("parent", "điểm thưởng, điểm trừ ngoài bảng không đặt trong đề mục")
        elif parent not in nodes:
            line.trouble("parent", f"không có đề mục mang mã {parent[:40]}")
        elif not _may_hold(nodes[parent]):
            line.trouble("parent", f"mục {parent} đã có cách tính hoặc là điểm thưởng, điểm trừ nên không chứa mục con")
        elif loop := _loop(code, nodes):
            line.trouble("parent", f"mục nằm vòng trong chính nó: {' → '.join(loop)}")
        elif _depth(code, nodes) > DEEPEST:
            line.trouble("parent", f"quá nhiều cấp; nhiều nhất {DEEPEST} cấp đề mục")
        else:
            nodes[parent][1].setdefault("children", []).append(node)
    if not nodes and not reader.troubles and reader.tree.get("ranking", {}).get("basis") != "counter":
        reader.trouble(table.sheet, 0, None, "", "bảng chưa có dòng nào")
    reader.tree |= tree
    reader.tree["groups_agreed_later"] = groups


def _depth(code: str, nodes: Mapping[str, tuple[Any, Any, str, str]]) -> int:
    """How many levels stand above a node and it, counted as far as matters."""
    depth, here = 0, code
    while here in nodes and depth <= DEEPEST:
        depth, here = depth + 1, nodes[here][3]
    return depth


def _may_hold(entry: tuple[Any, dict[str, Any], str, str]) -> bool:
    _, node, section, _ = entry
    return section == CRITERIA and ("scoring" not in node or node.get("own_max") is not None)


def _loop(code: str, nodes: Mapping[str, tuple[Any, Any, str, str]]) -> list[str]:
    """The way round when a node lies in itself, [] when it does not."""
    way, here = [code], nodes[code][3]
    while here and here in nodes and here not in way:
        way.append(here)
        here = nodes[here][3]
    return [*way, here] if here == code else []


def _node(reader: _Reader, line: _Cells, code: str, groups: list[str]) -> tuple[dict[str, Any], str]:
    how, kind_text = line.text("how"), line.text("kind")
    kind = KINDS.get(fold(kind_text)) if kind_text else (ITEM if how else HEADING)
    if kind is None:
        line.trouble("kind", f"phải là một trong: {', '.join(KINDS.values())}")
        kind = ITEM
    node: dict[str, Any] = {"code": code, "name_vi": " ".join(line.text("name").split())}
    if not node["name_vi"]:
        line.trouble("name", "chưa ghi tên")
    for key, target in (("assessor", "assessor_vi"), ("note", "note_vi")):
        if text := line.text(key):
            node[target] = text
    if evidence := line.text("evidence"):
        if fold(evidence) not in ("co", "khong", "x"):
            line.trouble("evidence", "ghi “Có” nếu cần minh chứng, nếu không thì để trống")
        elif fold(evidence) != "khong":
            node["evidence"] = True
    if (maximum := line.number_of("max")) is not None:
        node["max"] = maximum
    for part in line.text("other").split("\n"):
        if fold(part) == fold(IS_BONUS):
            node["is_bonus"] = True
        elif fold(part) == fold(AGREED_LATER):
            groups.append(code)
        elif part.partition(":")[0].strip().casefold() == CONSEQUENCE.casefold():
            node["disqualifies_vi"] = part.partition(":")[2].strip()
        elif part.strip() and " = " not in part:
            line.trouble(
                "other", f"“{part[:60]}” không có trong mẫu; nhận “{IS_BONUS}”, “{AGREED_LATER}”, “{CONSEQUENCE}: …”"
            )
    extras = _extras(line)
    kept = {key.removeprefix("scoring."): value for key, value in extras.items() if key.startswith("scoring.")}
    node |= {key: value for key, value in extras.items() if key not in _NODE_KEYS and "." not in key}
    if text := line.text("gate"):
        words_, _, key = text.partition(" @ ")
        node["gate"] = {"value": key.strip() or f"{code}.gate", "text_vi": " ".join(words_.split())}
    if kind == HEADING and how and "own_max" in node:
        _scoring(reader, line, node, code, how)
    elif kind == HEADING:
        if how:
            line.trouble("how", "đề mục không có cách tính; bỏ trống hoặc đổi loại dòng thành “Mục”")
    else:
        _scoring(reader, line, node, code, how)
        if kept and "scoring" in node:
            node["scoring"] |= kept
    return node, {BONUS: BONUSES, DEDUCTION: DEDUCTIONS}.get(kind, CRITERIA)


def _scoring(reader: _Reader, line: _Cells, node: dict[str, Any], code: str, how: str) -> None:
    if "max" not in node and line.cells.get("max") is None and fold(how) != fold(families.FAMILIES["unknown"].name):
        line.trouble("max", "mục chấm cần điểm tối đa")
    elif node.get("max") == "0":
        line.trouble("max", "điểm tối đa phải lớn hơn 0")
    family = families.BY_NAME.get(fold(how))
    if family is None:
        known = ", ".join(each.name for each in families.FAMILIES.values())
        line.trouble(
            "how", f"chưa ghi cách tính; nhận: {known}" if not how else f"không có cách tính này; nhận: {known}"
        )
        return
    texts = _params(line, family)
    if texts is None:
        return
    try:
        node["scoring"] = families.scoring_from(family.type, texts, code, reader.names)
    except families.ParamTrouble as error:
        line.trouble("params", str(error))


def _params(line: _Cells, family: families.Family) -> dict[str, str] | None:
    """Texts by parameter key from "nhãn: giá trị" lines; None (with a trouble) for a label the family does not have."""
    wanted = {fold(param.label): param.key for param in family.params}
    found: dict[str, str] = {}
    for part in line.text("params").replace(";", "\n").split("\n"):
        if not part.strip():
            continue
        label = next((each for each in sorted(wanted, key=len, reverse=True) if fold(part).startswith(f"{each}:")), "")
        if not label:
            names = ", ".join(f"“{param.label}”" for param in family.params)
            line.trouble("params", f"“{part.strip()[:60]}” không có trong cách tính “{family.name}”; nhận: {names}")
            return None
        if wanted[label] in found:
            line.trouble("params", f"“{part.partition(':')[0].strip()}” có hai lần")
            return None
        found[wanted[label]] = part.partition(":")[2].strip()
    return found
