"""Marks of the units of a cluster by a rubric. Deterministic and independent of order; ``ranking`` puts them in order.

``score_cluster`` is the one entry point: all units at once, so that what compares units is worked out once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any

from .compiled import INCOMPLETE, NOT_AGREED, OWN, TABLE_INCOMPLETE, Sheet, Table, compiled
from .figures import Figures, Points, ScoringError, Undefined
from .grading import GradeResult, grade_of
from .ranking import RankedUnit, rank, rank_units
from .rubrics import Criterion, Rubric, load_rubric

__all__ = [
    "ClusterScores",
    "GradeResult",
    "Line",
    "RankedUnit",
    "ScoringError",
    "Undefined",
    "UnitScore",
    "load_rubric",
    "rank",
    "rank_units",
    "score_cluster",
    "score_unit",
]


@dataclass(frozen=True)
class Line:
    """Marks of one item. ``points`` is ``None`` when undefined, then ``undefined_vi`` says why; or when the item is not
    ``assigned`` to the unit, then it stands in neither the total nor the maximum. ``warnings_vi``: to be looked at."""

    code: str
    name_vi: str
    max: Decimal | None
    points: Decimal | None
    bonus: Decimal
    how_vi: str
    undefined_vi: str = ""
    assigned: bool = True
    warnings_vi: tuple[str, ...] = ()


class UnitScore:
    """Marks of one unit. ``total`` = base + bonus − deductions; ``None`` while any item is undefined.

    ``base``, ``bonus`` and ``deductions`` are what counts, after every cap; ``cuts`` says what each cap of several
    items took. Sums are ready at once; lines and reasons are made when somebody asks for them.
    """

    def __init__(self, sheet: Sheet, place: int) -> None:
        self._sheet, self._place = sheet, place
        table, cells = sheet.table, sheet.cells[place]
        self.rubric = table.rubric.code
        self._defined = True
        try:
            parts = [
                sum(cells[: table.base_end]),  # type: ignore[arg-type]
                sum(cells[table.base_end : table.bonus_end]),  # type: ignore[arg-type]
                sum(cells[table.bonus_end : table.extra_end]),  # type: ignore[arg-type]
                sum(cells[table.extra_end :]),  # type: ignore[arg-type]
            ]
        except TypeError:  # something undefined or not assigned among the marks
            self._defined = not any(isinstance(cell, Undefined) for cell in cells)
            known = [cell if isinstance(cell, int) else 0 for cell in cells]
            parts = [
                sum(known[: table.base_end]),
                sum(known[table.base_end : table.bonus_end]),
                sum(known[table.bonus_end : table.extra_end]),
                sum(known[table.extra_end :]),
            ]
        self._cuts = [0] * len(table.caps)
        for number, (part, places, limit) in enumerate(table.caps):
            marks = (cells[place] for place in places)
            over = sum(cell for cell in marks if isinstance(cell, int)) - limit
            if over > 0:
                self._cuts[number] = over
                parts[("base", "bonus", "extra", "deduction").index(part)] -= over
        base, in_tree, extra, taken = parts
        rubric = table.rubric
        bonus = in_tree + extra
        if sheet.split:
            split = sum(sheet.split[self._place].values())
            cap = rubric.quantitative_bonus_cap
            bonus += split if cap is None else min(split, table.steps(cap))
        if rubric.bonus_max is not None:
            bonus = min(bonus, table.steps(rubric.bonus_max))
        if rubric.deductions_max is not None:
            taken = min(taken, table.steps(rubric.deductions_max))
        self._base, self._bonus, self._taken = base, bonus, taken

    @cached_property
    def base(self) -> Decimal:
        return self._sheet.table.decimal(self._base)

    @cached_property
    def bonus(self) -> Decimal:
        return self._sheet.table.decimal(self._bonus)

    @cached_property
    def deductions(self) -> Decimal:
        return self._sheet.table.decimal(self._taken)

    @cached_property
    def total(self) -> Decimal | None:
        return self._sheet.table.decimal(self._base + self._bonus - self._taken) if self._defined else None

    @cached_property
    def cuts(self) -> dict[str, Decimal]:
        """{cap code: marks it took away}, only what cut something."""
        table = self._sheet.table
        return {cap.code: table.decimal(cut) for cap, cut in zip(table.rubric.caps, self._cuts, strict=True) if cut}

    @cached_property
    def assigned_max(self) -> Decimal | None:
        """Maxima of the items that were assigned, bonus items aside; ``None`` while one is not known."""
        table, cells = self._sheet.table, self._sheet.cells[self._place]
        if table.full_max is None:
            return None
        left_out = (leaf.max for leaf, cell in zip(table.leaves[: table.base_end], cells, strict=False) if cell is None)
        return table.full_max - sum((top for top in left_out if top is not None), Decimal(0))

    @property
    def percent(self) -> Fraction | None:
        """Total as a percentage of ``assigned_max``, exactly; ``None`` when either is not known or the maximum is 0."""
        if self.total is None or not self.assigned_max:
            return None
        return 100 * Fraction(self.total) / Fraction(self.assigned_max)

    @cached_property
    def lines(self) -> dict[str, Line]:
        """Every line of the printed table by code, headings before their items."""
        return _Explainer(self._sheet, self._place).lines()

    @cached_property
    def marks(self) -> dict[str, Decimal | None]:
        """Marks of every line by code, as in ``lines``, without the words beside them: to store them takes a third of the
        time."""
        return {code: line.points for code, line in _Explainer(self._sheet, self._place, words=False).lines().items()}

    @cached_property
    def undefined(self) -> dict[str, str]:
        """{code: why it is undefined}, in printed order."""
        if self._defined:
            return {}
        found = {code: line.undefined_vi for code, line in self.lines.items() if line.undefined_vi}
        return found if self._sheet.table.rubric.criteria_complete else {**found, "criteria": TABLE_INCOMPLETE}

    @property
    def warnings(self) -> dict[str, tuple[str, ...]]:
        """{code: what a person should look at}; the marks stand meanwhile."""
        return {code: line.warnings_vi for code, line in self.lines.items() if line.warnings_vi}

    @cached_property
    def disqualified_vi(self) -> tuple[str, ...]:
        """Events that take the nomination, the grade or the rank away."""
        table, cells = self._sheet.table, self._sheet.cells[self._place]
        figures = Figures(self._sheet.rows[self._place])
        rubric = table.rubric
        taken = [
            each.disqualifies_vi for each in rubric.deductions if each.disqualifies_vi and cells[table.place[each.code]]
        ]
        said = [each.text_vi for each in rubric.disqualification if figures.yes(each.value)]
        return (*taken, *said)

    @cached_property
    def unconfirmed_vi(self) -> tuple[str, ...]:
        """Events of the table nobody has said yes or no about."""
        figures, rubric = Figures(self._sheet.rows[self._place]), self._sheet.table.rubric
        asked = [(each.value, each.text_vi) for each in rubric.disqualification]
        asked += [(each.value, each.text_vi) for each in rubric.grade_caps]
        return tuple(text for value, text in asked if figures.yes(value) is None)

    def barred(self, what: str) -> bool:
        """Whether an event bars the "award", the "grade" or the "ranking" of this unit."""
        figures = Figures(self._sheet.rows[self._place])
        return any(each.bars == what and figures.yes(each.value) for each in self._sheet.table.rubric.disqualification)

    @cached_property
    def grade(self) -> GradeResult | None:
        """The grade the table gives; ``None`` when it has no grades."""
        return grade_of(self._sheet.table.rubric, self, Figures(self._sheet.rows[self._place]))

    def points(self, code: str) -> Decimal | None:
        """Marks of an item or heading. ``KeyError`` for an unknown code."""
        return self.lines[code].points

    def base_lines(self) -> Iterator[Line]:
        """Lines of the items that make up the base."""
        table = self._sheet.table
        for leaf in table.leaves[: table.base_end]:
            if leaf.code in self.lines:
                yield self.lines[leaf.code]

    def figure(self, key: str) -> Fraction | None:
        """One number the unit gave; ``None`` while it is missing."""
        return Figures(self._sheet.rows[self._place]).number(key)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, numbers as texts: ready for JSON."""
        text = lambda value: None if value is None else str(value)  # noqa: E731
        return {
            "rubric": self.rubric,
            "lines": [
                {
                    **line.__dict__,
                    "max": text(line.max),
                    "points": text(line.points),
                    "bonus": text(line.bonus),
                    "warnings_vi": list(line.warnings_vi),
                }
                for line in self.lines.values()
            ],
            "base": str(self.base),
            "bonus": str(self.bonus),
            "deductions": str(self.deductions),
            "cuts": {code: str(cut) for code, cut in self.cuts.items()},
            "total": text(self.total),
            "assigned_max": text(self.assigned_max),
            "undefined": dict(self.undefined),
            "disqualified_vi": list(self.disqualified_vi),
            "unconfirmed_vi": list(self.unconfirmed_vi),
            "grade": None if self.grade is None else dict(self.grade.__dict__),
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UnitScore) and self.to_dict() == other.to_dict()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"UnitScore({self.rubric}, total={self.total}, base={self.base}, bonus={self.bonus})"


class _Explainer:
    """Lines of one unit with the words beside the marks."""

    def __init__(self, sheet: Sheet, place: int, *, words: bool = True) -> None:
        self.words = words
        self.sheet, self.place, self.table = sheet, place, sheet.table
        self.figures = Figures(sheet.rows[place])
        self.cells = sheet.cells[place]
        self.split = sheet.split[place] if sheet.split else {}
        self.found: dict[str, Line] = {}

    def lines(self) -> dict[str, Line]:
        for each in self.table.rubric.criteria:
            self._criterion(each)
        for extra in (*self.table.rubric.bonuses, *self.table.rubric.deductions):
            self._leaf(extra.code, extra.name_vi)
        return self.found

    def _put(
        self, code: str, name_vi: str, top: Decimal | None, points: Decimal | None, how: str, why: str = ""
    ) -> None:
        self.found[code] = Line(code, name_vi, top, points, self.table.decimal(0), how, why)

    def _leaf(self, code: str, name_vi: str) -> None:
        at = self.table.place[code]
        leaf, cell = self.table.leaves[at], self.cells[at]
        if cell is None:
            how = "Không giao nhiệm vụ này: không tính vào tổng điểm và điểm tối đa"
            self.found[code] = Line(code, name_vi, leaf.max, None, self.table.decimal(0), how, assigned=False)
            return
        if isinstance(cell, Undefined):
            self._put(code, name_vi, leaf.max, None, "", cell.reason_vi)
            return
        assert leaf.formula is not None
        points, bonus = self.table.decimal(cell), self.table.decimal(self.split.get(at, 0))
        if not self.words:
            self.found[code] = Line(code, name_vi, leaf.max, points, bonus, "")
            return
        peers = self.sheet.peers_of(at) if leaf.compares else ()
        result = leaf.formula.compute(self.figures, leaf.base, peers)
        how, warnings = (result.how_vi, result.warnings_vi) if isinstance(result, Points) else ("", ())
        self.found[code] = Line(code, name_vi, leaf.max, points, bonus, how, warnings_vi=warnings)

    def _criterion(self, each: Criterion) -> None:
        if each.gate is not None:
            if each.may_be_unassigned and self.figures.yes(each.assigned_key) is False:
                self._leaf(each.code, each.name_vi)
                return
            met = self.figures.yes(each.gate.value)
            if met is False:
                how = f"Không đạt điều kiện: {each.gate.text_vi}"
                self._put(each.code, each.name_vi, each.max, self.table.decimal(0), how)
                return
            if met is None:
                self._put(each.code, each.name_vi, each.max, None, "", f"Chưa xác nhận điều kiện: {each.gate.text_vi}")
                return
        if each.scoring is not None and not each.children:
            self._leaf(each.code, each.name_vi)
            return
        self._put(each.code, each.name_vi, each.max, None, "")  # keeps printed order
        parts = []
        if each.scoring is not None:
            self._leaf(each.code + OWN, each.name_vi)
            parts.append(self.found[each.code + OWN])
        for child in each.children:
            self._criterion(child)
            parts.append(self.found[child.code])
        self._heading(each, parts)

    def _heading(self, each: Criterion, parts: Sequence[Line]) -> None:
        unknown = [part.code for part in parts if part.undefined_vi]
        if not parts:
            self._put(each.code, each.name_vi, each.max, None, "", NOT_AGREED)
        elif unknown:
            why = f"Chưa xác định được mục {', '.join(unknown)}"
            self._put(each.code, each.name_vi, each.max, None, "", why)
        elif not each.children_complete:
            self._put(each.code, each.name_vi, each.max, None, "", INCOMPLETE)
        elif not any(part.assigned for part in parts):
            nothing = self.table.decimal(0)
            how = "Không giao mục nào"
            self.found[each.code] = Line(each.code, each.name_vi, each.max, None, nothing, how, assigned=False)
        else:
            total = sum((part.points for part in parts if part.points is not None), Decimal(0))
            self._put(each.code, each.name_vi, each.max, total, "Tổng các mục")


class ClusterScores(Mapping[str, UnitScore]):
    """Scores of every unit of a cluster, by unit key."""

    def __init__(self, rubric: Rubric, units: dict[str, UnitScore]) -> None:
        self.rubric, self._units = rubric, units

    def __getitem__(self, key: str) -> UnitScore:
        return self._units[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._units)

    def __len__(self) -> int:
        return len(self._units)


def score_cluster(rubric: Rubric, inputs: Mapping[str, Mapping[str, Any]]) -> ClusterScores:
    """Score a whole cluster. ``inputs``: unit key → figure name → value (see ``Rubric.figure_keys``).

    Raises ``ScoringError`` for a figure that cannot be; its ``unit`` is the key of the unit. What the source leaves
    open is undefined, never guessed.
    """
    table = compiled(rubric)
    try:
        for figures in inputs.values():
            table.check_names(figures)
        sheet = table.evaluate(list(inputs.values()))
    except ScoringError as error:
        _name_the_unit(table, inputs, error)
        raise
    return ClusterScores(rubric, {key: UnitScore(sheet, place) for place, key in enumerate(inputs)})


def _name_the_unit(table: Table, inputs: Mapping[str, Mapping[str, Any]], error: ScoringError) -> None:
    for key, figures in inputs.items():
        try:
            table.check_names(figures)
            table.evaluate([figures])
        except ScoringError:
            error.unit = key
            return


def score_unit(rubric: Rubric, inputs: Mapping[str, Any], peers: Sequence[Mapping[str, Any]] = ()) -> UnitScore:
    """Score one unit. ``peers``: figures of every unit of the cluster, needed only by formulas that compare units;
    without them such an item is undefined above the target. Raises ``ScoringError`` like :func:`score_cluster`.
    """
    table = compiled(rubric)
    table.check_names(inputs)
    return UnitScore(table.evaluate([inputs], peers, alone=not peers), 0)
