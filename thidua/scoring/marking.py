"""From what units enter to the figures a rubric reads, and back to points: the only bridge to the scoring rules.

An entry holds its figures under plain keys that depend on the kind of formula:

========================  ==========================================
formulas with a target    ``actual``, ``plan``
survey of a sample        ``yes``, ``sample``
ladder of a percentage    ``value``
ladder of days late       ``days_late`` (a number or a list)
ladder of a day           ``date`` (YYYY-MM-DD)
pass or fail              ``done``, or ``value`` where a figure decides
letters A to D            ``letter``
each occurrence           ``count`` (and ``excluded``, ``overlap``)
missed reports, meetings  ``count1``, ``count2``, …
workload and rate         ``volume``, ``value``
steps above a threshold   ``value``
one of several, titles    ``option1``, ``option2``, …
marks given directly      ``points``
an event of the table     ``done``
a task that may not have been given   ``assigned`` besides the above; false stands alone
a precondition, if any    ``gate`` besides the above
========================  ==========================================

Numbers are stored as decimal texts. Two criteria of a rubric may read the same figure (the number of recipients, say).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from rulebook.rubrics import Criterion, Rubric, walk
from rulebook.scoring import RankedUnit, ScoringError, UnitScore, score_cluster, score_unit
from rulebook.scoring import rank as rank_scores
from rulebook.typed import refusal_vi
from thidua.scoring import ties

TIE = "tie."
EVENT = "event."
LARGEST = Decimal(10) ** 15


class BadFigure(ValueError):
    """A figure that cannot be; the text is Vietnamese and fit for the screen. ``key`` names the field, "" for all."""

    def __init__(self, reason: str, key: str = ""):
        super().__init__(reason)
        self.key = key


@dataclass(frozen=True)
class Field:
    """One figure to enter. ``kind``: number, whole, wholes, yes_no, letter, day; ``figure``: its name in the rubric."""

    key: str
    label: str
    kind: str
    figure: str


@dataclass(frozen=True)
class Item:
    """One line of a scorecard that is entered. ``part``: criterion, bonus, deduction, event (caps a grade or takes a
    nomination away) or tie (only breaks ties or ranks)."""

    code: str
    name: str
    max: Decimal | None
    part: str
    fields: tuple[Field, ...]
    assessor: str = ""
    note: str = ""
    depth: int = 0


# What a yes or no answers: a result that earns points, a fault that costs them.
_REACHED, _HAPPENED = "Đơn vị có đạt không", "Có xảy ra không"


@dataclass(frozen=True)
class Heading:
    """A heading of the printed tree."""

    code: str
    name: str
    max: Decimal | None
    depth: int


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

    def walk(criteria: Sequence[Criterion], depth: int) -> None:
        for each in criteria:
            fields = _fields(each.scoring, rubric.figures_vi) if each.scoring is not None else ()
            if not fields:
                rows.append(Heading(each.code, each.name_vi, each.max, depth))
                walk(each.children, depth + 1)
                continue
            if each.gate is not None:
                fields = (Field("gate", _capital(each.gate.text_vi), "yes_no", each.gate.value), *fields)
            if each.may_be_unassigned:
                fields = (
                    Field("assigned", "Có giao nhiệm vụ này cho đơn vị không", "yes_no", each.assigned_key),
                    *fields,
                )
            top = each.max if each.own_max is None else each.own_max
            rows.append(Item(each.code, each.name_vi, top, "criterion", fields, each.assessor_vi, each.note_vi, depth))
            walk(each.children, depth + 1)

    walk(rubric.criteria, 0)
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


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def lines_of(plain: Mapping[str, Any], digest: str) -> tuple[Item | Heading, ...]:
    """The whole sheet in printed order: headings and items of the tree, bonuses, deductions, figures for ties."""
    return _lines(json.dumps(plain, ensure_ascii=False, sort_keys=True), digest)


def _fields(formula: Any, names: Mapping[str, str], done: str = _REACHED) -> tuple[Field, ...]:
    """The figures of a formula; the rubric's own name of a figure stands before the general one. ``done``: what a yes
    or no answers."""
    return tuple(replace(field, label=names.get(field.figure, field.label)) for field in _plain_fields(formula, done))


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
            return (Field("value", "Tỷ lệ (%)", "number", formula.value),)
        case "ladder_days_late":
            return (Field("days_late", "Số ngày chậm, mỗi văn bản một số", "wholes", formula.value),)
        case "ladder_date":
            return (Field("date", "Ngày ban hành", "day", formula.value),)
        case "pass_fail" if formula.at_least is not None:
            return (Field("value", f"Kết quả (đạt khi từ {_vi(formula.at_least)})", "number", formula.value),)
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
            return (
                Field("volume", "Khối lượng công việc", "number", formula.volume),
                Field("value", "Tỷ lệ (%)", "number", formula.value),
            )
        case "incremental_over":
            return (Field("value", f"Kết quả (tính phần trên {_vi(formula.threshold)})", "number", formula.value),)
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


def clean_data(item: Item, data: Mapping[str, Any]) -> dict[str, Any]:
    """The entered figures in the form that is stored; BadFigure for what cannot be."""
    known = {field.key: field for field in item.fields}
    if strange := sorted(set(data) - set(known)):
        raise BadFigure(f"Mục này không có số liệu “{strange[0]}”.")
    if data.get("assigned") is False and "assigned" in known:
        if any(value not in (None, "", []) for key, value in data.items() if key != "assigned"):
            raise BadFigure("Nhiệm vụ không giao thì không nhập số liệu.", "assigned")
        return {"assigned": False}
    missing = [field.label for field in item.fields if data.get(field.key) in (None, "", [])]
    if missing:
        raise BadFigure(f"Chưa nhập: {', '.join(missing)}.", next(f.key for f in item.fields if f.label == missing[0]))
    cleaned = {field.key: _clean(field, data[field.key]) for field in item.fields}
    if "points" in cleaned and item.max is not None and Decimal(cleaned["points"]) > item.max:
        raise BadFigure(f"Điểm chấm không được quá điểm tối đa {_vi(item.max)}.", "points")
    if "sample" in cleaned and Decimal(cleaned["yes"]) > Decimal(cleaned["sample"]):
        raise BadFigure("Số người trả lời đạt không thể nhiều hơn số người được hỏi.", "yes")
    return cleaned


def _clean(field: Field, value: Any) -> Any:
    match field.kind:
        case "yes_no":
            if not isinstance(value, bool):
                raise BadFigure(f"{field.label}: hãy chọn có hoặc không.", field.key)
            return value
        case "letter":
            if value not in ("A", "B", "C", "D"):
                raise BadFigure(f"{field.label}: hãy chọn A, B, C hoặc D.", field.key)
            return value
        case "day":
            if value == "missing" or isinstance(value, date):
                return value if value == "missing" else value.isoformat()
            try:
                return date.fromisoformat(str(value)).isoformat()
            except ValueError:
                raise BadFigure(f"{field.label}: ngày không đúng.", field.key) from None
        case "wholes":
            many = value if isinstance(value, list | tuple) else [value]
            if len(many) > 200:
                raise BadFigure(f"{field.label}: quá nhiều số.", field.key)
            return [_number(field, each, whole=True) for each in many]
        case kind:
            return _number(field, value, whole=kind == "whole")


def _number(field: Field, value: Any, whole: bool) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise BadFigure(f"{field.label}: cần một số.", field.key)
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise BadFigure(f"{field.label}: cần một số.", field.key) from None
    if not number.is_finite() or abs(number) > LARGEST or number.adjusted() < -12:
        raise BadFigure(f"{field.label}: số này không dùng được.", field.key)
    if number < 0:
        raise BadFigure(f"{field.label}: số không được âm.", field.key)
    if whole and number != number.to_integral_value():
        raise BadFigure(f"{field.label}: cần số nguyên.", field.key)
    return f"{number.normalize():f}"


def _vi(number: Decimal) -> str:
    return f"{number.normalize():f}".replace(".", ",")


@dataclass(frozen=True)
class Clash:
    """Two criteria state different values for one figure. ``label``: what the second calls it; values as stored."""

    figure: str
    first: str
    second: str
    label: str
    first_value: Any
    second_value: Any


@dataclass(frozen=True)
class Sheet:
    """One unit's entries as the rubric reads them."""

    figures: dict[str, Any]
    ties: dict[str, Any]
    clashes: tuple[Clash, ...]


def sheet_of(lines: Iterable[Item | Heading], inputs: Mapping[str, Mapping[str, Any] | None]) -> Sheet:
    """Figures and tie values from the entries ``{criterion code: stored input}``. Of two clashing values the first
    stands, in printed order."""
    figures: dict[str, Any] = {}
    source: dict[str, str] = {}
    ties: dict[str, Any] = {}
    clashes: list[Clash] = []
    for item in lines:
        given = inputs.get(item.code) if isinstance(item, Item) else None
        if not given or not isinstance(item, Item):
            continue
        for field in item.fields:
            if field.key not in given:
                continue  # the task was not given to the unit
            if item.part == "tie":
                ties[field.figure] = given[field.key]
            elif field.figure not in figures:
                figures[field.figure], source[field.figure] = given[field.key], item.code
            elif figures[field.figure] != given[field.key]:
                before = figures[field.figure]
                clashes.append(
                    Clash(field.figure, source[field.figure], item.code, field.label, before, given[field.key])
                )
    return Sheet(figures, {**ties, **{k: v for k, v in figures.items() if k not in ties}}, tuple(clashes))


def evidence_codes(rubric: Rubric) -> list[str]:
    """Criteria, bonuses and deductions whose entry needs a document, as the table says, in printed order."""
    wanted = [each.code for each in walk(rubric.criteria) if each.evidence]
    return wanted + [extra.code for extra in (*rubric.bonuses, *rubric.deductions) if extra.evidence]


def shared_figures(lines: Iterable[Item | Heading]) -> set[str]:
    """Figures that more than one criterion reads."""
    seen: set[str] = set()
    shared: set[str] = set()
    for item in lines:
        for field in item.fields if isinstance(item, Item) and item.part != "tie" else ():
            (shared if field.figure in seen else seen).add(field.figure)
    return shared


def carried_over(
    lines: Iterable[Item | Heading], inputs: Mapping[str, Mapping[str, Any] | None], code: str
) -> dict[str, dict[str, Any]]:
    """The entries that change because criterion ``code`` states new values for figures they share: {code: input}."""
    items = [item for item in lines if isinstance(item, Item) and item.part != "tie"]
    new = next(
        {f.figure: (inputs.get(item.code) or {}).get(f.key) for f in item.fields} for item in items if item.code == code
    )
    changed: dict[str, dict[str, Any]] = {}
    for item in items:
        given = inputs.get(item.code)
        if item.code == code or not given:
            continue
        updated = {f.key: new.get(f.figure, given[f.key]) for f in item.fields if f.key in given}
        if updated != given:
            changed[item.code] = updated
    return changed


def score(rubric: Rubric, sheet: Sheet, peers: Sequence[Sheet] = ()) -> UnitScore:
    """Points of one unit. BadFigure when the rules refuse a figure (what :func:`clean_data` cannot see alone)."""
    try:
        return score_unit(rubric, sheet.figures, [each.figures for each in peers])
    except ScoringError as error:
        raise BadFigure(f"{refusal_vi(rubric, error)}.") from error


def compares_units(rubric: Rubric) -> bool:
    """Whether some formula needs the figures of the whole cluster."""
    return rubric.compares_units


def rank(
    rubric: Rubric, sheets: Mapping[str, Sheet], ballots: Mapping[str, int] | None = None
) -> tuple[dict[str, UnitScore], list[RankedUnit]]:
    """Scores and ranking of all units of a season from their sheets, by unit code. Pure: anybody gets the same.

    ``ballots``: agreeing votes by unit code, where the table ranks by them."""
    try:
        scores = score_cluster(rubric, {code: sheet.figures for code, sheet in sheets.items()})
    except ScoringError as error:
        raise BadFigure(f"{refusal_vi(rubric, error)}.") from error
    return dict(scores), rank_scores(rubric, scores, {code: sheet.ties for code, sheet in sheets.items()}, ballots)


def standings_of_export(export: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The ranking computed again from nothing but an exported season: [{"unit", "total", "rank"}]."""
    rubric = rubric_from(export["rubric"], export["rubric_hash"])
    lines = lines_of(export["rubric"], export["rubric_hash"])
    sheets = {unit["code"]: sheet_of(lines, unit["inputs"]) for unit in export["units"]}
    _, ranked = rank(rubric, sheets, export.get("ballots"))
    known = [ties.Decision(tuple(each["units"]), each["how"]) for each in export.get("tie_decisions", [])]
    ranked = ties.decided(ranked, known)
    rows = [{"unit": row.key, "total": f"{row.total:f}", "rank": row.rank} for row in ranked if row.total is not None]
    # a unit that is barred, or a table that ranks by a counter, leaves a total without a place: those stand last
    return sorted(rows, key=lambda row: (row["rank"] is None, row["rank"] or 0, row["unit"]))
