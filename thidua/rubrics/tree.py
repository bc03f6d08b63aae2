"""The tree of a table as plain JSON: found, walked, changed by one step at a time. Pure: every change gives a new tree."""

import copy
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from rulebook.rubrics import Criterion, Extra, Rubric
from thidua.rubrics import families
from thidua.shared.denied import Denied

Tree = dict[str, Any]
CRITERIA, BONUSES, DEDUCTIONS = "criteria", "bonuses", "deductions"
SECTIONS = {CRITERIA: "Tiêu chí", BONUSES: "Điểm thưởng", DEDUCTIONS: "Điểm trừ"}
MOST_ITEMS, DEEPEST = 600, 6
ASSIGNED_SUFFIX = ".assigned"
CODE = re.compile(r"[0-9A-Za-zÀ-ỹ][0-9A-Za-zÀ-ỹ._\-]{0,39}")
CODE_HELP = "Chữ, số và dấu . _ - ; không có khoảng trắng, nhiều nhất 40 ký tự."


@dataclass(frozen=True)
class Row:
    """One node in printed order. ``parent``: its heading's code, "" on top; ``first``/``last`` among its siblings;
    ``total``: what the maxima of its children add up to, None where one of them is not known or there are none."""

    section: str
    node: dict[str, Any]
    depth: int
    parent: str
    first: bool
    last: bool
    total: Decimal | None
    in_bonus: bool = False

    @property
    def code(self) -> str:
        return str(self.node["code"])

    @property
    def is_item(self) -> bool:
        return bool(self.node.get("scoring"))

    @property
    def is_heading(self) -> bool:
        """May hold other nodes: has no formula, or marks of its own besides its children."""
        return not self.is_item or self.node.get("own_max") is not None


def rows_of(tree: Mapping[str, Any]) -> list[Row]:
    """The whole table in printed order: criteria, bonuses, deductions."""
    found = list(_walk(CRITERIA, tree.get(CRITERIA, ()), 0, "", False))
    for section in (BONUSES, DEDUCTIONS):
        found += _walk(section, tree.get(section, ()), 0, "", section == BONUSES)
    return found


def _walk(section: str, nodes: Sequence[dict[str, Any]], depth: int, parent: str, bonus: bool) -> Iterator[Row]:
    for place, node in enumerate(nodes):
        children = node.get("children") or []
        inside = bonus or bool(node.get("is_bonus"))
        ends = (place == 0, place == len(nodes) - 1)
        total = sum_of(children)
        if total is not None and node.get("own_max") is not None:
            total += Decimal(str(node["own_max"]))
        yield Row(section, node, depth, parent, *ends, total=total, in_bonus=inside)
        yield from _walk(section, children, depth + 1, node["code"], inside)


def sum_of(children: Sequence[Mapping[str, Any]]) -> Decimal | None:
    """The maxima of some nodes added up; a heading without a printed maximum counts what stands below it."""
    tops = [maximum_of(child) for child in children]
    return sum((top for top in tops if top is not None), Decimal(0)) if tops and None not in tops else None


def maximum_of(node: Mapping[str, Any]) -> Decimal | None:
    if node.get("max") is not None:
        return Decimal(str(node["max"]))
    return sum_of(node.get("children") or [])


def own_maximum(node: Mapping[str, Any]) -> Any:
    """The most the formula of a node gives by itself: a heading with marks of its own has them beside its children."""
    return node["own_max"] if node.get("own_max") is not None else node.get("max")


def codes_of(tree: Mapping[str, Any]) -> list[str]:
    return [row.code for row in rows_of(tree)]


def row_of(tree: Mapping[str, Any], code: str) -> Row | None:
    return next((row for row in rows_of(tree) if row.code == code), None)


def figures_of(tree: Mapping[str, Any]) -> set[str]:
    """Names of every figure an item or a gate reads."""
    keys: set[str] = set()
    for row in rows_of(tree):
        if row.is_item:
            keys |= set(families.figure_kinds(row.node["scoring"]))
        if row.node.get("gate"):
            keys.add(row.node["gate"]["value"])
    return keys


# ── settling: the one form in which a tree is kept ──


def settled(tree: Mapping[str, Any]) -> Tree:
    """The tree in the form that is stored: what equals the rulebook's default is left out, numbers are decimal texts.

    A draft may break the rules of the whole, never those of a node. Raises ValueError (pydantic's) for such a node.
    """
    check_numbers(tree)
    plain: Tree = {key: value for key, value in tree.items() if value not in (None, "", [], {}, ())}
    plain[CRITERIA] = [_settled_node(node) for node in tree.get(CRITERIA) or ()]
    for section in (BONUSES, DEDUCTIONS):
        nodes = [_lean(Extra.model_validate(node)) for node in tree.get(section) or ()]
        if nodes:
            plain[section] = nodes
    names, used = tree.get("figures_vi") or {}, figures_of(plain)
    plain.pop("figures_vi", None)
    if kept := {key: name for key, name in sorted(names.items()) if key in used}:
        plain["figures_vi"] = kept
    try:
        return _lean(Rubric.model_validate(plain))
    except ValueError:
        return plain


def check_numbers(value: Any, key: str = "") -> None:
    """Denied for a number nobody means (1e999999 would fill the memory when written out)."""
    if isinstance(value, Mapping):
        for name, each in value.items():
            check_numbers(each, "points" if key == "grades" else str(name))
    elif isinstance(value, list | tuple):
        for each in value:
            check_numbers(each)
    elif key in _NUMBERS and value is not None and value != "base":
        try:
            number = Decimal(str(value))
        except ArithmeticError:
            return  # no number at all: the rulebook says so
        if not number.is_finite() or number.adjusted() > 12 or number.adjusted() < -12:
            raise Denied(f"Số “{str(value)[:30]}” không dùng được trong bảng điểm.")


def _lean(thing: Any) -> dict[str, Any]:
    return _numbers(thing.model_dump(mode="json", by_alias=True, exclude_defaults=True))


def _settled_node(node: Mapping[str, Any]) -> dict[str, Any]:
    children = [_settled_node(child) for child in node.get("children") or ()]
    bare = {key: value for key, value in node.items() if key not in ("children", "own_max")}
    lean = _lean(Criterion.model_validate(bare))
    if node.get("own_max") is not None:
        lean["own_max"] = _numbers(str(node["own_max"]), "own_max")
    return {**lean, "children": children} if children else lean


def _numbers(value: Any, key: str = "") -> Any:
    """Decimal texts without trailing zeros where a number stands, so that 20 and 20.0 are no change."""
    if isinstance(value, dict):
        return {name: _numbers(each, "points" if key == "grades" else name) for name, each in value.items()}
    if isinstance(value, list):
        return [_numbers(each) for each in value]
    if key in _NUMBERS and isinstance(value, str):
        try:
            return f"{Decimal(value).normalize():f}"
        except ArithmeticError:  # a day, or the word of a bound
            return value
    return value


_NUMBERS = {"max", "points", "from", "above", "to", "below", "half_percent", "item_cap_percent", "mark_yes", "cap",
            "at_least", "missing_points", "bonus_max", "total_max", "quantitative_bonus_cap",
            "deductions_max", "mark_step", "own_max", "printed_max", "limit", "threshold", "step", "clamp_low",
            "clamp_high"}  # fmt: skip


def tree_of(rubric: Rubric) -> Tree:
    """A table of the rulebook in the form that is stored."""
    return settled(rubric.model_dump(mode="json", by_alias=True))


def frozen_form(tree: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """(the table written out in full, SHA-256 of its canonical text). ValueError when a rule of the whole is broken.

    The same text a season freezes, so that both carry one hash.
    """
    full = Rubric.model_validate(dict(tree)).model_dump(mode="json", by_alias=True)
    text = json.dumps(full, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return full, hashlib.sha256(text.encode()).hexdigest()


# ── steps ──


def _list_with(tree: Tree, code: str) -> tuple[list[dict[str, Any]], int]:
    """The list a node stands in and its place. Denied when there is none of this code."""

    def look(nodes: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], int] | None:
        for place, node in enumerate(nodes):
            if node["code"] == code:
                return nodes, place
            if found := look(node.get("children") or []):
                return found
        return None

    for section in SECTIONS:
        if found := look(tree.get(section) or []):
            return found
    raise Denied(f"Bảng không còn mục “{code}”: có thể người khác vừa bỏ hoặc đổi mã.")


def _shelf(tree: Tree, section: str, parent: str) -> list[dict[str, Any]]:
    """The list new nodes of a heading go into."""
    if not parent:
        shelf: list[dict[str, Any]] = tree.setdefault(section, [])
        return shelf
    nodes, place = _list_with(tree, parent)
    if nodes[place].get("scoring") and nodes[place].get("own_max") is None:
        raise Denied(f"Mục {parent} đã có cách tính điểm nên không chứa mục con. Hãy chọn một đề mục.")
    found = row_of(tree, parent)
    if found is None or found.section != section:
        raise Denied("Điểm thưởng, điểm trừ ngoài bảng không đặt trong đề mục.")
    children: list[dict[str, Any]] = nodes[place].setdefault("children", [])
    return children


def check_code(tree: Mapping[str, Any], code: str, keeps: str = "") -> None:
    """A code is usable and stands once. ``keeps``: the code the node has now."""
    if not CODE.fullmatch(code):
        raise Denied(f"Mã “{code[:40]}” chưa dùng được. {CODE_HELP}")
    if code != keeps and code in codes_of(tree):
        raise Denied(f"Mã {code} đã có trong bảng; mỗi mã chỉ dùng một lần.")


def added(tree: Tree, section: str, parent: str, node: Mapping[str, Any]) -> Tree:
    """A new node at the end of a heading (or of the section)."""
    fresh = copy.deepcopy(tree)
    check_code(fresh, node["code"])
    shelf = _shelf(fresh, section, parent)
    shelf.append(dict(node))
    return checked_size(settled(fresh))


def checked_size(tree: Tree) -> Tree:
    """The tree itself; Denied when it has too many lines or levels. Its numbers have been checked before."""
    rows = rows_of(tree)
    if len(rows) > MOST_ITEMS:
        raise Denied(f"Bảng có {len(rows)} dòng; nhiều nhất {MOST_ITEMS}.")
    if any(row.depth >= DEEPEST for row in rows):
        raise Denied(f"Bảng có quá nhiều cấp; nhiều nhất {DEEPEST} cấp đề mục.")
    return tree


def replaced(tree: Tree, code: str, node: Mapping[str, Any]) -> Tree:
    """The node of ``code`` with new content; its children stay. A new code takes its own figures along."""
    fresh = copy.deepcopy(tree)
    check_code(fresh, node["code"], keeps=code)
    nodes, place = _list_with(fresh, code)
    children = nodes[place].get("children")
    if children and node.get("scoring") and node.get("own_max") is None:
        raise Denied(f"Đề mục {code} có mục con nên không có cách tính riêng.")
    nodes[place] = {**node, **({"children": children} if children else {})}
    return settled(_renamed(fresh, code, node["code"]) if node["code"] != code else fresh)


def _renamed(tree: Tree, old: str, new: str) -> Tree:
    """What names a line elsewhere in the table follows its new code."""
    swap = lambda codes: [new if code == old else code for code in codes or ()]  # noqa: E731
    fresh = {**tree, "groups_agreed_later": swap(tree.get("groups_agreed_later"))}
    fresh["caps"] = [{**cap, "items": swap(cap["items"])} for cap in tree.get("caps") or ()]
    fresh["classification"] = [
        {**grade, "floors": {new if code == old else code: least for code, least in grade["floors"].items()}}
        if grade.get("floors") else grade
        for grade in tree.get("classification") or ()
    ]  # fmt: skip
    fresh["tie_break"] = [
        {**step, "value": new} if step.get("kind") == "points" and step.get("value") == old else step
        for step in tree.get("tie_break") or ()
    ]
    if (ranking := tree.get("ranking") or {}).get("fields"):
        fresh["ranking"] = {**ranking, "fields": swap(ranking["fields"])}
    return fresh


def removed(tree: Tree, code: str) -> Tree:
    """Without a node and what stands under it."""
    fresh = copy.deepcopy(tree)
    nodes, place = _list_with(fresh, code)
    gone = {row.code for row in _walk(CRITERIA, [nodes[place]], 0, "", False)}
    del nodes[place]
    if groups := fresh.get("groups_agreed_later"):
        fresh["groups_agreed_later"] = [group for group in groups if group not in gone]
    return settled(fresh)


def shifted(tree: Tree, code: str, step: int) -> Tree:
    """One place up (−1) or down (+1) among its siblings; at the end nothing happens."""
    fresh = copy.deepcopy(tree)
    nodes, place = _list_with(fresh, code)
    other = place + step
    if 0 <= other < len(nodes):
        nodes[place], nodes[other] = nodes[other], nodes[place]
    return settled(fresh)


def moved(tree: Tree, code: str, parent: str) -> Tree:
    """Under another heading, "" for the top. Refused under itself."""
    fresh = copy.deepcopy(tree)
    nodes, place = _list_with(fresh, code)
    inside = {row.code for row in _walk(CRITERIA, [nodes[place]], 0, "", False)}
    if parent in inside:
        raise Denied(f"Không chuyển được mục {code} vào chính nó hoặc vào mục con của nó.")
    row = row_of(fresh, code)
    assert row is not None
    if row.section != CRITERIA:
        raise Denied("Điểm thưởng, điểm trừ ngoài bảng không đặt trong đề mục.")
    node = nodes.pop(place)
    _shelf(fresh, CRITERIA, parent).append(node)
    return checked_size(settled(fresh))


def headings(tree: Mapping[str, Any], without: str = "") -> list[tuple[str, str]]:
    """(code, indented name) of the headings a node may go under; never itself nor what lies below it."""
    found, skip_below = [], None
    for row in rows_of(tree):
        if row.section != CRITERIA:
            continue
        if skip_below is not None and row.depth > skip_below:
            continue
        skip_below = None
        if row.code == without:
            skip_below = row.depth
            continue
        if row.is_heading:
            found.append((row.code, f"{'— ' * row.depth}{row.code}. {row.node['name_vi']}"))
    return found


def next_code(tree: Mapping[str, Any], section: str, parent: str) -> str:
    """A free code in the manner of the siblings: I.1, I.2, then I.3."""
    taken = set(codes_of(tree))
    stem = f"{parent}." if parent else {CRITERIA: "", BONUSES: "T", DEDUCTIONS: "P"}[section]
    number = 1
    while (code := f"{stem}{number}") in taken or (not stem and _roman(number) in taken):
        number += 1
    return code if stem else _roman(number)


def _roman(number: int) -> str:
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    return "X" * (number // 10) + ones[number % 10]
