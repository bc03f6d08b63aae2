"""The rows of the sheet “Mục chấm” as a tree, every refusal at its cell."""

from collections.abc import Mapping
from typing import Any

from thidua.rubrics import families, params
from thidua.rubrics.sheet_cells import Cells, Reader, Table, extras, lines
from thidua.rubrics.sheets import (
    AGREED_LATER,
    BONUS,
    CONSEQUENCE,
    DEDUCTION,
    HEADING,
    IS_BONUS,
    ITEM,
    ITEM_COLUMNS,
    KINDS,
    NODE_KEYS,
)
from thidua.rubrics.tree import BONUSES, CODE, CODE_HELP, CRITERIA, DEDUCTIONS, DEEPEST
from thidua.shared.text import fold


def read_items(reader: Reader, table: Table) -> None:
    nodes: dict[str, tuple[Cells, dict[str, Any], str, str]] = {}
    groups: list[str] = []
    for line in lines(reader, table, ITEM_COLUMNS):
        code = line.text("code")
        if not CODE.fullmatch(code):
            line.trouble(
                "code", f"thiếu mã. {CODE_HELP}" if not code else f"mã “{code[:40]}” chưa dùng được. {CODE_HELP}"
            )
            _node(
                reader, line, f"d{line.number}", []
            )  # a line without a code of its own still tells its other mistakes
            continue
        if code in nodes:
            line.trouble("code", f"mã {code} đã có ở dòng {nodes[code][0].number}; mỗi mã chỉ dùng một lần")
            _node(reader, line, code, [])
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


def _node(reader: Reader, line: Cells, code: str, groups: list[str]) -> tuple[dict[str, Any], str]:
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
    said = extras(line)
    kept = {key.removeprefix("scoring."): value for key, value in said.items() if key.startswith("scoring.")}
    node |= {key: value for key, value in said.items() if key not in NODE_KEYS and "." not in key}
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


def _scoring(reader: Reader, line: Cells, node: dict[str, Any], code: str, how: str) -> None:
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
        node["scoring"] = params.scoring_from(family.type, texts, code, reader.names)
    except params.ParamTrouble as error:
        line.trouble("params", str(error))


def _params(line: Cells, family: families.Family) -> dict[str, str] | None:
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
