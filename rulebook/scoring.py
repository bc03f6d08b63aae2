"""Marks of a unit by a rubric, and the order of the units of a cluster. Deterministic and independent of order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from .formulas import ZERO, Figures, Formula, Points, Result, ScoringError, Undefined, shown
from .rubrics import Criterion, Extra, Rubric, load_rubric

__all__ = ["Line", "RankedUnit", "ScoringError", "Undefined", "UnitScore", "load_rubric", "rank_units", "score_unit"]


@dataclass(frozen=True)
class Line:
    """Marks of one item. ``points`` is ``None`` when undefined, then ``undefined_vi`` says why."""

    code: str
    name_vi: str
    max: Decimal | None
    points: Decimal | None
    bonus: Decimal
    how_vi: str
    undefined_vi: str = ""


@dataclass(frozen=True)
class UnitScore:
    """``total`` = base + bonus − deductions; ``None`` while any item is undefined."""

    rubric: str
    lines: dict[str, Line]
    base: Decimal
    bonus: Decimal
    deductions: Decimal
    total: Decimal | None
    undefined: dict[str, str] = field(default_factory=dict)
    disqualified_vi: tuple[str, ...] = ()

    def points(self, code: str) -> Decimal | None:
        """Marks of an item or heading. ``KeyError`` for an unknown code."""
        return self.lines[code].points

    def to_dict(self) -> dict[str, Any]:
        """Plain values, numbers as texts: ready for JSON."""
        text = lambda value: None if value is None else str(value)  # noqa: E731
        return {
            "rubric": self.rubric,
            "lines": [
                {**line.__dict__, "max": text(line.max), "points": text(line.points), "bonus": text(line.bonus)}
                for line in self.lines.values()
            ],
            "base": str(self.base),
            "bonus": str(self.bonus),
            "deductions": str(self.deductions),
            "total": text(self.total),
            "undefined": dict(self.undefined),
            "disqualified_vi": list(self.disqualified_vi),
        }


class _Scorer:
    def __init__(self, rubric: Rubric, figures: Figures, peers: Sequence[Figures]) -> None:
        self.rubric, self.figures, self.peers = rubric, figures, peers
        self.lines: dict[str, Line] = {}
        self.step = Decimal(1).scaleb(-rubric.rounding.places)

    def rounded(self, value: Fraction) -> Decimal:
        """Half up at the rubric's places, exactly: no binary fraction is involved."""
        scaled = value / Fraction(self.step)
        whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
        return (Decimal(whole) * self.step).quantize(self.step, rounding=ROUND_HALF_UP)

    def put(self, code: str, name_vi: str, top: Decimal | None, result: Result) -> Line:
        if isinstance(result, Undefined):
            line = Line(code, name_vi, top, None, Decimal(0), "", result.reason_vi)
        else:
            line = Line(code, name_vi, top, self.rounded(result.points), self.rounded(result.bonus), result.how_vi)
        self.lines[code] = line
        return line

    def formula(self, scoring: Formula, top: Decimal) -> Result:
        return scoring.compute(self.figures, Fraction(top), self.peers)

    def criterion(self, each: Criterion) -> None:
        if each.gate is not None:
            met = self.figures.yes(each.gate.value)
            if met is False:
                self.put(each.code, each.name_vi, each.max, Points(ZERO, f"Không đạt điều kiện: {each.gate.text_vi}"))
                return
            if met is None:
                why = Undefined(f"Chưa xác nhận điều kiện: {each.gate.text_vi}")
                self.put(each.code, each.name_vi, each.max, why)
                return
        if each.scoring is not None and each.max is not None:
            self.put(each.code, each.name_vi, each.max, self.formula(each.scoring, each.max))
            return
        self.lines[each.code] = Line(each.code, each.name_vi, each.max, None, Decimal(0), "")  # keeps printed order
        for child in each.children:
            self.criterion(child)
        parts = [self.lines[child.code] for child in each.children]
        if not parts:
            self.put(each.code, each.name_vi, each.max, Undefined("Cụm, khối chưa thống nhất nội dung và thang điểm"))
            return
        unknown = [part.code for part in parts if part.points is None]
        if unknown:
            why = Undefined(f"Chưa xác định được mục {', '.join(unknown)}")
            self.put(each.code, each.name_vi, each.max, why)
            return
        total = sum((part.points for part in parts if part.points is not None), Decimal(0))
        self.put(each.code, each.name_vi, each.max, Points(Fraction(total), "Tổng các mục"))

    def extra(self, each: Extra) -> Line:
        result = self.formula(each.scoring, each.max)
        return self.put(each.code, each.name_vi, each.max, result)


def _leaf_totals(criteria: Sequence[Criterion], lines: Mapping[str, Line], bonus: bool) -> tuple[Decimal, Decimal]:
    """(base, bonus) marks of the leaves; what lies under a bonus heading is bonus."""
    base = extra = Decimal(0)
    for each in criteria:
        inside = bonus or each.is_bonus
        if each.children and each.code in lines and any(child.code in lines for child in each.children):
            more_base, more_extra = _leaf_totals(each.children, lines, inside)
            base, extra = base + more_base, extra + more_extra
        else:
            points = lines[each.code].points or Decimal(0)
            base, extra = (base, extra + points) if inside else (base + points, extra)
    return base, extra


def score_unit(rubric: Rubric, inputs: Mapping[str, Any], peers: Sequence[Mapping[str, Any]] = ()) -> UnitScore:
    """Score one unit. ``inputs``: figure name → value (see ``Rubric.figure_keys``); ``peers``: figures of every unit
    of the cluster, needed only by formulas that compare units.

    Raises ``ScoringError`` for a figure that cannot be. What the source leaves open is undefined, never guessed.
    """
    unknown = sorted(set(inputs) - rubric.figure_keys())
    if unknown:
        raise ScoringError(f"{rubric.code} reads no figure called {unknown[0]!r}")
    scorer = _Scorer(rubric, Figures(inputs), [Figures(peer) for peer in peers])
    for each in rubric.criteria:
        scorer.criterion(each)
    tree = dict(scorer.lines)
    base, bonus = _leaf_totals(rubric.criteria, tree, False)
    split = sum((line.bonus for line in tree.values()), Decimal(0))
    if rubric.quantitative_bonus_cap is not None:
        split = min(split, rubric.quantitative_bonus_cap)
    bonus += split
    disqualified = []
    deductions = Decimal(0)
    for extra in rubric.bonuses:
        bonus += scorer.extra(extra).points or Decimal(0)
    for extra in rubric.deductions:
        taken = scorer.extra(extra).points or Decimal(0)
        deductions += taken
        if taken and extra.disqualifies_vi:
            disqualified.append(extra.disqualifies_vi)
    if rubric.bonus_max is not None:
        bonus = min(bonus, rubric.bonus_max)
    undefined = {code: line.undefined_vi for code, line in scorer.lines.items() if line.undefined_vi}
    total = None if undefined else base + bonus - deductions
    return UnitScore(rubric.code, scorer.lines, base, bonus, deductions, total, undefined, tuple(disqualified))


@dataclass(frozen=True)
class RankedUnit:
    """``rank`` is ``None`` while the total is undefined. ``needs_vote``: a tie the table does not break."""

    key: str
    rank: int | None
    total: Decimal | None
    tie_group: tuple[str, ...]
    needs_vote: bool
    how_vi: str


def rank_units(
    scores: Mapping[str, UnitScore], tie_values: Mapping[str, Mapping[str, Any]], rubric: Rubric
) -> list[RankedUnit]:
    """Units from best to last. Equal totals go through the rubric's tie steps with ``tie_values[key][step.value]``;
    what stays equal shares a rank (1, 1, 3) and says that a vote is needed. Raises ``ScoringError`` for bad values.
    """
    ranked: list[RankedUnit] = []
    totals = {key: score.total for key, score in scores.items()}
    known = sorted({total for total in totals.values() if total is not None}, reverse=True)
    place = 1
    for total in known:
        group = tuple(sorted(key for key, value in totals.items() if value == total))
        for cell, how, vote in _split(group, tie_values, rubric, 0, ()):
            for key in cell:
                ranked.append(RankedUnit(key, place, total, group if len(group) > 1 else (), vote, how))
            place += len(cell)
    for key in sorted(key for key, total in totals.items() if total is None):
        codes = ", ".join(scores[key].undefined)
        ranked.append(RankedUnit(key, None, None, (), False, f"Chưa xếp hạng: chưa xác định được mục {codes}"))
    return ranked


Cell = tuple[tuple[str, ...], str, bool]


def _split(
    group: tuple[str, ...], ties: Mapping[str, Mapping[str, Any]], rubric: Rubric, at: int, said: tuple[str, ...]
) -> list[Cell]:
    if len(group) == 1:
        return [(group, "; ".join(said) if said else "Theo tổng điểm", False)]
    if at == len(rubric.tie_break):
        why = "bằng điểm, văn bản không nêu tiêu chí phụ" if not rubric.tie_break else "bằng nhau ở mọi tiêu chí phụ"
        return [(group, "; ".join([*said, f"{why}: cần cụm, khối bỏ phiếu"]), True)]
    step = rubric.tie_break[at]
    if step.kind == "vote":
        return [(group, "; ".join([*said, f"vẫn bằng nhau: {step.text_vi}"]), True)]
    values = {key: Figures(ties.get(key, {})).number(step.value) for key in group}
    if any(value is None for value in values.values()):
        return [(group, "; ".join([*said, f"thiếu số liệu “{step.text_vi}” nên chưa phân hạng được"]), True)]
    cells: list[Cell] = []
    for value in sorted({value for value in values.values() if value is not None}, reverse=True):
        cell = tuple(key for key in group if values[key] == value)
        note = f"Bằng điểm, xét {step.text_vi}: {shown(value)}" if not said else f"xét {step.text_vi}: {shown(value)}"
        cells += _split(cell, ties, rubric, at + 1, (*said, note))
    return cells
