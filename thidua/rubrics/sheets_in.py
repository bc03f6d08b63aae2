"""A spreadsheet in the form of the user guide as a scoring table; every trouble is found before anything is refused."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError as PydanticError

from paperwork.sheets import Column, Form
from thidua.rubrics import compare, params
from thidua.rubrics.problems import reason_vi
from thidua.rubrics.sheet_cells import Reader, SheetsRefused, Table, Trouble, extras, header, lines, loads, table
from thidua.rubrics.sheet_items import read_items
from thidua.rubrics.sheets import FIGURES, HEAD, INFO, ITEM_COLUMNS, ITEMS, NOT_CHOSEN, OTHER, TIE_KINDS, TIES, forms_of
from thidua.rubrics.tree import BONUSES, CRITERIA, DEDUCTIONS, Tree, settled
from thidua.shared.text import fold


def read_tree(sheets: Sequence[tuple[str, list[list[object]]]], base: Mapping[str, Any]) -> Tree:
    """The table of a spreadsheet. What the file does not say (a CSV says nothing of the head) stays as in ``base``.

    Raises SheetsRefused with every trouble found (at most 200).
    """
    named = {fold(name): (name, rows) for name, rows in sheets}
    items = named.get(fold(ITEMS)) or next(
        ((name, rows) for name, rows in sheets if header(rows, ITEM_COLUMNS) is not None), None
    )
    if items is None:
        raise SheetsRefused([Trouble("", 0, "", "", f"không tìm thấy bảng có các cột “Mã”, “Tên”, “Điểm tối đa”; "
                                     f"trang tính cần tên “{ITEMS}”")])  # fmt: skip
    reader = Reader({**base}, {})
    forms = {form.sheet: form for form, _ in forms_of({CRITERIA: []})}
    if fold(FIGURES) in named:
        _read_figures(reader, table(reader, named[fold(FIGURES)], forms[FIGURES]))
    else:
        reader.names.update(base.get("figures_vi") or {})
    if fold(INFO) in named:
        _read_head(reader, table(reader, named[fold(INFO)], forms[INFO]))
    if fold(OTHER) in named:
        _read_rest(reader, table(reader, named[fold(OTHER)], forms[OTHER]))
    read_items(reader, table(reader, items, Form(ITEMS, ITEM_COLUMNS)))
    if fold(TIES) in named:
        _read_ties(reader, table(reader, named[fold(TIES)], forms[TIES]))
    if reader.troubles:
        raise SheetsRefused(reader.in_order())
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


def _columns(sheet: str) -> tuple[Column, ...]:
    return next(form.columns for form, _ in forms_of({CRITERIA: []}) if form.sheet == sheet)


def _read_figures(reader: Reader, table: Table) -> None:
    for line in lines(reader, table, _columns(FIGURES)):
        key, name = line.text("key"), line.text("name")
        if key and name:
            reader.names[key] = " ".join(name.split())


def _read_head(reader: Reader, table: Table) -> None:
    wanted = {fold(label): (path, kind) for path, label, kind in HEAD}
    kept = ("code", "year", "status", "title_vi", "issuer_vi", "applies_to_vi", "source")
    reader.tree = {key: reader.tree[key] for key in kept if key in reader.tree}  # what the sheet leaves out is not said
    for line in lines(reader, table, _columns(INFO)):
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


def _read_rest(reader: Reader, table: Table) -> None:
    begun: set[str] = set()
    for line in lines(reader, table, _columns(OTHER)):
        key, text = line.text("key"), str(line.cells.get("value") or "")
        try:
            if len(text) > 32_000:
                raise ValueError("dài quá 32.000 ký tự")
            value = loads(text)
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


def _read_ties(reader: Reader, table: Table) -> None:
    kinds = {fold(word): kind for kind, word in TIE_KINDS.items()} | {kind: kind for kind in TIE_KINDS}
    steps = []
    for line in lines(reader, table, _columns(TIES)):
        kind = kinds.get(fold(line.text("how")))
        if kind is None:
            line.trouble("how", f"phải là một trong: {', '.join(TIE_KINDS.values())}")
            continue
        step: dict[str, Any] = {"kind": kind, "text_vi": line.text("text") or TIE_KINDS[kind].lower()}
        if figure := line.text("figure"):
            try:
                step["value"] = figure if kind == "points" else params.figure_key(figure, reader.names)
            except ValueError as error:
                line.trouble("figure", str(error))
        step |= extras(line)
        steps.append(step)
    reader.tree["tie_break"] = steps
