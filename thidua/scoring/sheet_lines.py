"""The lines of a scorecard: what a frozen rubric asks a unit to enter, in printed order."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from rulebook.ladders import Band
from rulebook.rubrics import Criterion, Rubric

TIE = "tie."


EVENT = "event."
GATE = "gate."


class BadFigure(ValueError):
    """A figure that cannot be; the text is Vietnamese and fit for the screen. ``key`` names the field, "" for all."""

    def __init__(self, reason: str, key: str = ""):
        super().__init__(reason)
        self.key = key


@dataclass(frozen=True)
class Field:
    """One figure to enter. ``kind``: number, whole, wholes, yes_no, letter, day; ``figure``: its name in the rubric;
    ``is_percent``: 85 is meant where 0.85 may be typed; ``most_percent``: above 100 is asked about, the table has no step
    above it."""

    key: str
    label: str
    kind: str
    figure: str
    is_percent: bool = False
    most_percent: bool = False


@dataclass(frozen=True)
class Item:
    """One line of a scorecard that is entered. ``part``: criterion, gate (the condition of a heading), bonus, deduction,
    event (caps a grade or takes a nomination away) or tie (only breaks ties or ranks). ``behind``: the headings above it
    that have a condition, outermost first."""

    code: str
    name: str
    max: Decimal | None
    part: str
    fields: tuple[Field, ...]
    assessor: str = ""
    note: str = ""
    depth: int = 0
    behind: tuple[str, ...] = ()

    @property
    def number(self) -> str:
        """What the printed table calls it; "" for a line that has no number there."""
        return "" if self.part in ("gate", "event", "tie") else self.code

    @property
    def title(self) -> str:
        """As a heading on a page: "I.1. Thu ngân sách"."""
        return f"{self.number}. {self.name}" if self.number else self.name

    @property
    def spoken(self) -> str:
        """In a sentence, after "mục": "I.1 Thu ngân sách"."""
        return f"{self.number} {self.name}" if self.number else f"“{self.name}”"

    @property
    def mention(self) -> str:
        """In a short sentence, after "mục": "I.1"."""
        return self.number or f"“{self.name}”"


# What a yes or no answers: a result that earns points, a fault that costs them.
_REACHED, _HAPPENED = "Đơn vị có đạt không", "Có xảy ra không"


@dataclass(frozen=True)
class Heading:
    """A heading of the printed tree."""

    code: str
    name: str
    max: Decimal | None
    depth: int

    @property
    def title(self) -> str:
        return f"{self.code}. {self.name}"


def freeze(rubric: Rubric | Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """(rubric as plain JSON values, SHA-256 of its canonical text). Raises ValueError when it is no rubric."""
    if not isinstance(rubric, Rubric):
        rubric = Rubric.model_validate(dict(rubric))
    plain = rubric.model_dump(mode="json", by_alias=True)
    return plain, _hash(plain)


def _hash(plain: Any) -> str:
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=128)
def _parsed(text: str, digest: str) -> Rubric:
    plain = json.loads(text)
    if _hash(plain) != digest:
        raise ValueError("the rubric of this season is not the one that was frozen")
    return Rubric.model_validate(plain)


def rubric_from(plain: Mapping[str, Any], digest: str) -> Rubric:
    """The frozen rubric, read once per content. Raises ValueError when it does not fit its hash."""
    return _parsed(json.dumps(plain, ensure_ascii=False, sort_keys=True), digest)


@lru_cache(maxsize=64)
def _lines(text: str, digest: str) -> tuple[Item | Heading, ...]:
    rubric = _parsed(text, digest)
    rows: list[Item | Heading] = []

    def walk(criteria: Sequence[Criterion], depth: int, behind: tuple[str, ...]) -> None:
        for each in criteria:
            fields = _fields(each.scoring, rubric.figures_vi) if each.scoring is not None else ()
            inside = (*behind, each.code) if each.gate is not None else behind
            if not fields:
                rows.append(Heading(each.code, each.name_vi, each.max, depth))
                if each.gate is not None:
                    rows.append(_condition(each, depth + 1, behind))
                walk(each.children, depth + 1, inside)
                continue
            if each.gate is not None:
                fields = (Field("gate", _capital(each.gate.text_vi), "yes_no", each.gate.value), *fields)
            if each.may_be_unassigned:
                fields = (
                    Field("assigned", "Có giao nhiệm vụ này cho đơn vị không", "yes_no", each.assigned_key),
                    *fields,
                )
            top = each.max if each.own_max is None else each.own_max
            more = (each.assessor_vi, each.note_vi, depth, behind)
            rows.append(Item(each.code, each.name_vi, top, "criterion", fields, *more))
            walk(each.children, depth + 1, inside)

    walk(rubric.criteria, 0, ())
    for part, extras in (("bonus", rubric.bonuses), ("deduction", rubric.deductions)):
        for extra in extras:
            happened = _HAPPENED if part == "deduction" else _REACHED
            fields = _fields(extra.scoring, rubric.figures_vi, happened)
            rows.append(Item(extra.code, extra.name_vi, extra.max, part, fields, extra.assessor_vi, extra.note_vi))
    events = {each.value: each.text_vi for each in rubric.grade_caps}
    events |= {each.value: each.text_vi for each in rubric.disqualification}
    for value, text in events.items():
        rows.append(Item(EVENT + value, _capital(text), None, "event", (Field("done", _HAPPENED, "yes_no", value),)))
    counted = [(step.value, step.text_vi) for step in rubric.tie_break if step.kind in ("more", "less")]
    entered = {field.figure for row in rows if isinstance(row, Item) for field in row.fields}
    if rubric.ranking.basis == "counter":
        counted.insert(0, (rubric.ranking.counter, rubric.ranking.counter_vi or rubric.ranking.counter))
    for value, text in dict(counted).items():
        if value not in entered:
            field = Field("value", "Số liệu", "number", value)
            rows.append(Item(TIE + value, _capital(text), None, "tie", (field,)))
    return tuple(rows)


def _condition(heading: Criterion, depth: int, behind: tuple[str, ...]) -> Item:
    """The yes or no that a heading depends on; a no makes everything below it 0."""
    assert heading.gate is not None
    field = Field("gate", _capital(heading.gate.text_vi), "yes_no", heading.gate.value)
    name = f"Điều kiện của mục {heading.code}"
    note = f"Trả lời “không” thì các mục thuộc mục {heading.code} được 0 điểm."
    return Item(GATE + heading.code, name, None, "gate", (field,), heading.assessor_vi, note, depth, behind)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def lines_of(plain: Mapping[str, Any], digest: str) -> tuple[Item | Heading, ...]:
    """The whole sheet in printed order: headings and items of the tree, bonuses, deductions, figures for ties."""
    return _lines(json.dumps(plain, ensure_ascii=False, sort_keys=True), digest)


def _fields(formula: Any, names: Mapping[str, str], done: str = _REACHED) -> tuple[Field, ...]:
    """The figures of a formula; the rubric's own name of a figure stands before the general one. ``done``: what a yes
    or no answers."""
    return tuple(replace(field, label=names.get(field.figure, field.label)) for field in _plain_fields(formula, done))


def _reaches_beyond(bands: Iterable[Band]) -> bool:
    """Whether the table itself speaks of more than 100 %."""
    return any(end is not None and end > 100 for b in bands for end in (b.from_, b.above, b.to, b.below))


def _plain_fields(formula: Any, done: str) -> tuple[Field, ...]:
    match formula.type:
        case (
            "proportional_to_target"
            | "proportional_with_bonus_split"
            | "over_achievement_proportional"
            | "leader_relative"
        ):
            return (
                Field("actual", "Kết quả đạt được", "number", formula.achieved),
                Field("plan", "Chỉ tiêu, kế hoạch", "number", formula.target),
            )
        case "sample_survey":
            return (
                Field("yes", "Số người trả lời đạt", "whole", formula.positive),
                Field("sample", "Số người được hỏi", "whole", formula.size),
            )
        case "ladder_percent":
            whole = not _reaches_beyond(formula.bands)
            return (Field("value", "Tỷ lệ (%)", "number", formula.value, is_percent=True, most_percent=whole),)
        case "ladder_days_late":
            return (Field("days_late", "Số ngày chậm, mỗi văn bản một số", "wholes", formula.value),)
        case "ladder_date":
            return (Field("date", "Ngày ban hành", "day", formula.value),)
        case "pass_fail" if formula.at_least is not None:
            label = f"Kết quả (đạt khi từ {plain_vi(formula.at_least)})"
            return (Field("value", label, "number", formula.value, most_percent=formula.at_least == 100),)
        case "pass_fail":
            return (Field("done", done, "yes_no", formula.value),)
        case "graded_letter":
            return (Field("letter", "Mức", "letter", formula.value),)
        case "per_occurrence":
            fields = [Field("count", "Số lần, số trường hợp", "whole", formula.value)]
            if formula.excluded:
                fields.append(Field("excluded", "Trong đó đơn vị tự phát hiện", "whole", formula.excluded))
            if formula.overlap:
                fields.append(Field("overlap", "Trong đó đã tính ở mục khác", "whole", formula.overlap))
            return tuple(fields)
        case "ladder_count_missing":
            return tuple(
                Field(f"count{place}", each.text_vi, "whole", each.value)
                for place, each in enumerate(formula.counters, start=1)
            )
        case "tier_by_volume":
            whole = not any(_reaches_beyond(tier.bands) for tier in formula.tiers)
            return (
                Field("volume", "Khối lượng công việc", "number", formula.volume),
                Field("value", "Tỷ lệ (%)", "number", formula.value, is_percent=True, most_percent=whole),
            )
        case "incremental_over":
            return (Field("value", f"Kết quả (tính phần trên {plain_vi(formula.threshold)})", "number", formula.value),)
        case "one_of" | "title_bonus":
            options = formula.options if formula.type == "one_of" else formula.titles
            return tuple(
                Field(f"option{place}", each.text_vi, "yes_no", each.value)
                for place, each in enumerate(options, start=1)
            )
        case "direct" | "external_assessor":
            return (Field("points", "Điểm chấm", "number", formula.value),)
        case "unknown":
            return ()
    raise ValueError(f"no fields are known for the formula {formula.type!r}")


def plain_vi(number: Decimal) -> str:
    """A number with a decimal comma, without groups of thousands."""
    return f"{number.normalize():f}".replace(".", ",")
