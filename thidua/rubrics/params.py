"""Parameters of a formula as texts: what is typed into a form or a cell, and back."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from thidua.rubrics import lists, words
from thidua.rubrics.families import FAMILIES, FIGURES, MOST_FIGURE_NAME, Param, family_of, formula_of
from thidua.shared.text import fold, nfc

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*", re.ASCII)


def own_figure(code: str, param: Param) -> str:
    """The name of a figure that only this item reads."""
    return f"{code}.{param.suffix}" if param.suffix else ""


def figure_text(key: str, names: Mapping[str, str]) -> str:
    """A figure as it is written: its Vietnamese name where that is the only one of the kind, else its key."""
    name = names.get(key, "")
    alike = [other for other in names.values() if fold(other) == fold(name)]
    return name if name and len(alike) == 1 and not re.search(r"[;:|/=\n]", name) and not _KEY.fullmatch(name) else key


def figure_key(text: str, names: dict[str, str]) -> str:
    """The key a written figure stands for; a name that is new is entered into ``names``. ValueError: not usable."""
    text = nfc(text)
    for key, name in names.items():
        if fold(name) == fold(text) and figure_text(key, names) == name:
            return key
    if _KEY.fullmatch(text):
        return text
    if len(text) > MOST_FIGURE_NAME or re.search(r"[;:|/=<>]", text):
        raise ValueError(f"tên số liệu “{text[:40]}” dài quá {MOST_FIGURE_NAME} ký tự hoặc có dấu ; : | / = < >")
    slug = re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")[:40] or "so_lieu"
    slug = slug if slug[0].isalpha() else f"s_{slug}"
    key, number = slug, 2
    while key in names:
        key, number = f"{slug}_{number}", number + 1
    names[key] = text
    return key


def texts_of(scoring: Mapping[str, Any], code: str, names: Mapping[str, str]) -> dict[str, str]:
    """Every parameter of a formula as text; "" where it is the usual one or absent."""
    return {param.key: _text_of(param, scoring, code, names) for param in family_of(scoring).params}


NO_BOUND = "không giới hạn"


def _text_of(param: Param, scoring: Mapping[str, Any], code: str, names: Mapping[str, str]) -> str:
    value = scoring.get(param.key)
    if param.kind == "bound" and param.key in scoring:
        return NO_BOUND if value is None else "" if value == "base" else words.number_text(value)
    if param.kind == "unflag":
        return "có" if value is False else ""
    if value is None or value == "" or value == own_figure(code, param):
        return ""
    match param.kind:
        case "bands" | "day_bands":
            return "\n".join(words.write_bands(value))
        case "marks":
            return "\n".join(words.write_marks(value))
        case "flag":
            return "có" if value else ""
        case "choice":
            return param.choices.get(value, str(value))
        case "text":
            return str(value)
        case "options":
            return "\n".join(lists.write_options(value, code))
        case "counters":
            return "\n".join(lists.write_counters(value, code))
        case "count_rows":
            return "\n".join(lists.write_count_rows(value, scoring.get("counters") or ()))
        case "tiers":
            return "\n".join(lists.write_tiers(value))
        case "pair":
            return " / ".join(figure_text(each, names) for each in value)
        case kind if kind in FIGURES:
            return figure_text(value, names)
    return words.number_text(value)


def scoring_from(
    kind: str, texts: Mapping[str, Any], code: str, names: dict[str, str], kept: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The formula from texts by parameter key. Raises :class:`ParamTrouble` naming the parameter.

    ``kept``: the formula as it was; settings that have no text of their own stay.
    """
    family = FAMILIES[kind]
    scoring: dict[str, Any] = {"type": kind, **(rest_of(kept) if kept and kept.get("type") == kind else {})}
    for param in family.params:
        try:
            value = _value_of(param, texts.get(param.key), code, names, scoring)
        except ValueError as error:
            raise ParamTrouble(param, str(error)) from None
        if param.kind == "bound" and fold(str(texts.get(param.key) or "")) == fold(NO_BOUND):
            scoring[param.key] = None
            continue
        if value is None and param.needed and param.kind not in ("flag", "unflag"):
            if param.key in DEFAULTS:
                continue
            raise ParamTrouble(param, "chưa ghi")
        if value is not None:
            scoring[param.key] = value
    try:
        formula_of(scoring)
    except ValueError as error:
        raise ParamTrouble(family.params[-1], str(error)[:200]) from None
    return scoring


def rest_of(scoring: Mapping[str, Any]) -> dict[str, Any]:
    """Settings of a formula that no parameter shows."""
    known = {"type", *(param.key for param in family_of(scoring).params)}
    return {key: value for key, value in scoring.items() if key not in known}


# Parameters with a value of their own in the rulebook when nothing is written.
DEFAULTS = {"half_percent"}


class ParamTrouble(ValueError):
    """A parameter that cannot be; ``param`` says which."""

    def __init__(self, param: Param, reason: str):
        super().__init__(f"{param.label}: {reason}")
        self.param, self.reason = param, reason


def _value_of(param: Param, given: Any, code: str, names: dict[str, str], scoring: Mapping[str, Any]) -> Any:
    if isinstance(given, int | float | Decimal) and not isinstance(given, bool):
        given = words.number_text(given)  # a form gives a number, a point in it would be read as grouping thousands
    text = "" if given is None else str(given).strip()
    if param.kind in ("flag", "unflag"):
        if fold(text) not in ("", "co", "khong", "true", "false", "1", "x"):
            raise ValueError("ghi “có” hoặc để trống")
        return param.kind == "flag" if given is True or fold(text) in ("co", "true", "1", "x") else None
    if not text:
        return own_figure(code, param) or None if param.is_figure else None
    match param.kind:
        case "bands" | "day_bands":
            return words.read_bands(text, days=param.kind == "day_bands")
        case "marks":
            return words.read_marks(text)
        case "choice":
            words_ = {fold(word): value for value, word in param.choices.items()} | {fold(v): v for v in param.choices}
            if fold(text) not in words_:
                raise ValueError(f"phải là một trong: {', '.join(param.choices.values())}")
            return words_[fold(text)]
        case "text":
            return nfc(text)[:300]
        case "bound":
            return None if fold(text) == fold(NO_BOUND) else words.needed_number(text)
        case "options":
            return lists.read_options(text, code)
        case "counters":
            return lists.read_counters(text, code)
        case "count_rows":
            return lists.read_count_rows(text, scoring.get("counters") or ())
        case "tiers":
            return lists.read_tiers(text)
        case "pair":
            parts = [part for part in text.split("/") if part.strip()]
            if len(parts) != 2:
                raise ValueError("cần hai số liệu, viết như “Số đã mở / Số đối tượng”")
            return [figure_key(part, names) for part in parts]
        case "count":
            number = words.needed_number(text)
            if Decimal(number) != int(Decimal(number)) or Decimal(number) < 1:
                raise ValueError("cần số nguyên từ 1")
            return int(Decimal(number))
        case kind if kind in FIGURES:
            return figure_key(text, names)
    return words.needed_number(text)
