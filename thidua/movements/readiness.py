"""What the law asks of a movement before it is launched, piece by piece, with the article (requirement M1)."""

from dataclasses import dataclass, replace
from datetime import date

from rulebook.rules import Rule, load_rules, rule_on
from thidua.movements.models import Movement
from thidua.shared.wording import vi_date

# The words of the rule "movement_content" → our fields.
_FIELDS: dict[str, tuple[str, ...]] = {
    "objective": ("objective",),
    "scale": ("scope",),
    "subjects": ("subjects",),
    "content": ("content",),
    "criteria": ("criteria",),
    "slogan": ("slogan",),
    "time": ("starts_on", "ends_on"),
    "plan": ("steps",),
    "measures": ("measures",),
}
LABELS = {
    "objective": "Mục tiêu",
    "scope": "Phạm vi",
    "subjects": "Đối tượng",
    "content": "Nội dung",
    "criteria": "Tiêu chí",
    "slogan": "Chủ đề, khẩu hiệu",
    "starts_on": "Ngày bắt đầu",
    "ends_on": "Ngày kết thúc",
    "steps": "Kế hoạch thực hiện",
    "measures": "Biện pháp tổ chức",
    "answer_by": "Hạn trả lời",
}


@dataclass(frozen=True)
class Piece:
    """One thing a launch needs: our field, its label, whether it is there, the provision that asks for it; ``wrong``:
    why what is there stops the launch."""

    field: str
    label: str
    is_there: bool
    citation: str
    wrong: str = ""


def _rule(code: str, on: date) -> Rule | None:
    """The rule of a day; after the last text that was read, the one before, which then needs a person to look."""
    found = rule_on(code, on)
    return found or max((r for r in load_rules() if r.code == code), key=lambda r: r.valid_from, default=None)


def citation_of(code: str, on: date) -> str:
    """ "Điều 17 Luật Thi đua, khen thưởng số 06/2022/QH15"; "" where the rulebook has no such rule."""
    rule = _rule(code, on)
    return rule.cite.label_vi if rule else ""


def law_is_read(on: date) -> bool:
    """Whether the text that holds on this day was read: else the list is that of the last known text."""
    return all(rule is not None and rule.decides_on(on) for rule in (_rule("movement_content", on),))


def needed_fields(on: date) -> tuple[str, ...]:
    """Our fields a launch on this day needs, in the order of the law."""
    rule = _rule("movement_content", on)
    asked = rule.parameters.get("required_fields", ()) if rule else tuple(_FIELDS)
    assert isinstance(asked, tuple)
    return tuple(field for word in asked for field in _FIELDS[str(word)])


def readiness(movement: Movement, on: date) -> list[Piece]:
    """Everything a launch on this day asks for. A criterion may also be a target that is counted: one query, only when
    no criterion stands in words."""
    citation = citation_of("movement_content", on)
    pieces = [Piece(name, LABELS[name], _is_there(movement, name), citation) for name in needed_fields(on)]
    late = past_days(movement, on)
    pieces = [replace(piece, wrong=late.pop(piece.field, "")) for piece in pieces]
    return [*pieces, *(Piece(field, LABELS[field], True, "", wrong) for field, wrong in late.items())]


def past_days(movement: Movement, on: date) -> dict[str, str]:
    """{field: reason} of the days that are over and stop a launch."""
    found = {}
    if movement.ends_on is not None and movement.ends_on < on:
        found["ends_on"] = f"Phong trào đã hết thời gian vào ngày {vi_date(movement.ends_on)}: hãy sửa ngày kết thúc."
    if movement.answer_by is not None and movement.answer_by < on:
        found["answer_by"] = past_answer_day(movement.answer_by)
    return found


def past_answer_day(answer_by: date) -> str:
    return f"Hạn trả lời {vi_date(answer_by)} đã qua: hãy sửa hạn để các đơn vị kịp trả lời."


def _is_there(movement: Movement, name: str) -> bool:
    if str(getattr(movement, name) or "").strip():
        return True
    return name == "criteria" and movement.pk is not None and movement.targets.exists()


def missing(movement: Movement, on: date) -> list[Piece]:
    """What is not there yet."""
    return [piece for piece in readiness(movement, on) if not piece.is_there]
