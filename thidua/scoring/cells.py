"""A criterion's figures as one line of text, as they stand in a cell of the grid, and back (requirement S6).

Several figures of one criterion stand between semicolons, a result and its plan also between a slash: "95; 100", "95/100".
"""

from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError

from rulebook.typed import percent_doubt, percent_meant
from thidua.scoring.marking import BadFigure, Field, Item, clean_data
from thidua.shared.forms import DateField, NumberField, clean_text
from thidua.shared.text import fold
from thidua.shared.wording import vi_date, vi_number

_YES = {"co", "c", "x", "1", "dat", "yes", "true"}
_NO = {"khong", "k", "0", "ko", "khong dat", "no", "false"}
LONGEST = 400
# A task that was not given to the unit: the criterion leaves the reckoning.
NOT_GIVEN = "không giao"


def text_of(item: Item, given: dict[str, Any] | None) -> str:
    """What stands in the cell; "" for nothing."""
    if given and given.get("assigned") is False:
        return NOT_GIVEN
    return "; ".join(shown(field, given.get(field.key)) for field in item.fields) if given else ""


def shown(field: Field, value: Any) -> str:
    """A stored figure as it stands in a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list):
        return " ".join(value)
    if field.kind == "day":
        return "chưa có" if value == "missing" else vi_date(date.fromisoformat(value))
    return vi_number(value) if field.kind in ("number", "whole") else str(value)


def shape_of(item: Item) -> str:
    """What is written in a cell of this criterion, for people: the names of its figures in their order."""
    return "; ".join(field.label for field in item.fields)


_EXAMPLES = {"yes_no": "có", "letter": "A", "day": "31/12/2026", "wholes": "4 12"}


def example_of(item: Item) -> str:
    """A cell of this criterion as it could be filled in, its figures in their order: "có; 45; 50"."""
    numbers = count(45, 5)
    return "; ".join(_EXAMPLES.get(field.kind) or str(next(numbers)) for field in item.fields)


def read(item: Item, text: str) -> dict[str, Any]:
    """The figures as they are stored. BadFigure, fit for the screen, for what cannot be read or cannot be."""
    try:
        text = clean_text(text[: LONGEST + 1])
    except ValidationError as error:
        raise BadFigure(error.messages[0]) from None
    if len(text) > LONGEST:
        raise BadFigure("Nội dung ô quá dài.")
    if not text:
        raise BadFigure("Ô đã nhập không để trống được; hãy ghi số mới.")
    if fold(text) == "khong giao" and any(field.key == "assigned" for field in item.fields):
        return clean_data(item, {"assigned": False})
    parts = [part.strip() for part in text.split(";")]
    if len(parts) == 1 and len(item.fields) == 2 and all(f.kind in ("number", "whole") for f in item.fields):
        parts = [part.strip() for part in text.split("/")]
    if len(parts) != len(item.fields):
        raise BadFigure(
            f"Ô này chỉ ghi một số liệu: {shape_of(item)}."
            if len(item.fields) == 1
            else f"Ô này ghi {len(item.fields)} số liệu, cách nhau bằng dấu chấm phẩy: {shape_of(item)}; "
            f"ví dụ: {example_of(item)}."
        )
    return clean_data(item, {field.key: _value(field, part) for field, part in zip(item.fields, parts, strict=True)})


def _value(field: Field, text: str) -> Any:
    try:
        match field.kind:
            case "number" | "whole":
                return NumberField(places=0 if field.kind == "whole" else 4, required=False).clean(text)
            case "wholes":
                return text.replace(",", " ").split()
            case "yes_no":
                word = fold(text)
                return True if word in _YES else False if word in _NO else text
            case "letter":
                return text.upper()
            case "day":
                return "missing" if fold(text) == "chua co" else DateField(required=False).clean(text)
    except ValidationError as error:
        raise BadFigure(f"{field.label}: {error.messages[0]}", field.key) from None
    return text


_FEW, _MANY = Decimal("0.01"), Decimal(100)


def doubt_of(item: Item, given: dict[str, Any] | None) -> str:
    """What looks like a slip of the pen though it may be right: a percentage written as a fraction or above 100, a result and a plan
    in different units. "" for nothing; it is shown and never refuses. The card, the grid and the sheet of marks ask."""
    if not given:
        return ""
    for field in item.fields:
        if field.is_percent and (doubt := percent_doubt(given.get(field.key))):
            meant = percent_meant(given.get(field.key))
            return f"{doubt} Nếu đúng là {vi_number(meant)} % thì ghi {vi_number(meant)} rồi lưu."
        if field.most_percent and Decimal(str(given.get(field.key) or 0)) > _MANY:
            shown_value = vi_number(Decimal(str(given[field.key])))
            return (
                f"{field.label} đang ghi {shown_value}, trên 100 %, có đúng không? Phần của một tổng không quá 100 %."
            )
    if {field.key for field in item.fields} >= {"actual", "plan"}:
        actual, plan = Decimal(str(given.get("actual", 0))), Decimal(str(given.get("plan", 0)))
        if plan == 0:
            return "Chỉ tiêu bằng 0: không tính được tỷ lệ, hãy xem đơn vị có được giao chỉ tiêu này không."
        if actual and not _FEW <= actual / plan <= _MANY:
            return f"Kết quả {vi_number(actual)} và chỉ tiêu {vi_number(plan)} có cùng đơn vị tính không?"
    return ""
