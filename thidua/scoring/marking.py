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

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from rulebook.compiled import OWN
from rulebook.marks import PassFail
from rulebook.rubrics import Rubric, walk
from rulebook.scoring import Line, RankedUnit, ScoringError, UnitScore, score_cluster, score_unit
from rulebook.scoring import rank as rank_scores
from rulebook.typed import refusal_vi
from thidua.scoring import ties
from thidua.scoring.sheet_lines import (
    BadFigure,
    Field,
    Heading,
    Item,
    freeze,
    lines_of,
    plain_vi,
    rubric_from,
)

__all__ = [
    "BadFigure",
    "Clash",
    "Field",
    "Heading",
    "Item",
    "Sheet",
    "carried_over",
    "clean_data",
    "compares_units",
    "evidence_codes",
    "freeze",
    "in_dispute",
    "line_of",
    "lines_of",
    "rank",
    "rubric_from",
    "score",
    "shared_figures",
    "sheet_of",
    "standings_of_export",
    "undisputed",
]
LARGEST = Decimal(10) ** 15


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
        raise BadFigure(f"Điểm chấm không được quá điểm tối đa {plain_vi(item.max)}.", "points")
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


@dataclass(frozen=True)
class Clash:
    """Two criteria state different values for one figure. ``first``, ``second``: what they are called in a sentence;
    ``label``: what the second calls the figure; values as stored."""

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
                figures[field.figure], source[field.figure] = given[field.key], item.mention
            elif figures[field.figure] != given[field.key]:
                before = figures[field.figure]
                clashes.append(
                    Clash(field.figure, source[field.figure], item.mention, field.label, before, given[field.key])
                )
    return Sheet(figures, {**ties, **{k: v for k, v in figures.items() if k not in ties}}, tuple(clashes))


def in_dispute(rubric: Rubric, sheet: Sheet) -> frozenset[str]:
    """Figures of which the sheet has two values, and the answers that are only held against such figures: no points
    follow from either before the unit says which value is right."""
    clashing = {clash.figure for clash in sheet.clashes}
    if not clashing:
        return frozenset()
    formulas = [each.scoring for each in walk(rubric.criteria)]
    formulas += [each.scoring for each in (*rubric.bonuses, *rubric.deductions)]
    held = {f.value for f in formulas if isinstance(f, PassFail) and clashing & set(f.full_of or ())}
    return frozenset(clashing | held)


def undisputed(rubric: Rubric, sheet: Sheet) -> Sheet:
    """The sheet without the figures of :func:`in_dispute`: what reads them is undefined, not reckoned with either."""
    left_out = in_dispute(rubric, sheet)
    if not left_out:
        return sheet
    figures = {key: value for key, value in sheet.figures.items() if key not in left_out}
    return replace(sheet, figures=figures)


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


def line_of(score: UnitScore, item: Item) -> Line | None:
    """What a rubric gives for one line of the sheet; None where it has no points (a condition, an event, a figure for
    ties). Behind a condition that is not met: 0 with the condition as the reason; not answered yet: undefined."""
    code = _code_of(score.lines, item)
    if code is None:
        return None
    line = score.lines[code]
    return replace(line, code=item.code, name_vi=item.name, max=item.max) if code in item.behind else line


def mark_of(score: UnitScore, item: Item) -> Decimal | None:
    """The points of :func:`line_of` alone, without its words: a third of the time where a whole sheet is stored."""
    code = _code_of(score.marks, item)
    return None if code is None else score.marks[code]


def _code_of(known: Collection[str], item: Item) -> str | None:
    """Under which code a rubric's answer for the line stands among ``known``."""
    if item.part not in ("criterion", "bonus", "deduction"):
        return None
    return next((code for code in (item.code + OWN, item.code, *reversed(item.behind)) if code in known), None)


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
