"""A scoring table made ready for whole clusters: every item a column over the units, marks as whole steps.

Marks are integers in units of the table's smallest step (0,01 for two decimals), so sums are exact and quick; the
words beside them (``how_vi``) are made only for the lines somebody looks at.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .figures import Column, Figures, Formula, Points, Rounder, Row, ScoringError, Undefined
from .marks import Direct
from .proportional import ProportionalWithBonus
from .rubric_parts import Extra, Gate, Rounding
from .rubrics import Criterion, Rubric, walk

EXACT_PLACES = 6
NOT_AGREED = "Cụm, khối chưa thống nhất nội dung và thang điểm"
INCOMPLETE = "Bản đã đọc thiếu một số mục con"
TABLE_INCOMPLETE = "Bản đã đọc thiếu một số tiêu chí"
NO_ROUNDING = Undefined("Chưa chọn cách làm tròn điểm, văn bản không nêu")
OWN = ".own"

Cell = int | Undefined | None
"""Marks in steps; ``None``: the item is not assigned to the unit."""


def rounder(rounding: Rounding) -> Rounder:
    """Marks in whole steps from numerator and denominator (above 0), exactly: no binary fraction is involved."""
    scale = 10 ** (EXACT_PLACES if rounding.places is None else rounding.places)
    if rounding.places is None:

        def exact(top: int, bottom: int) -> int | Undefined:
            steps, rest = divmod(top * scale, bottom)
            return NO_ROUNDING if rest else steps

        return exact
    if rounding.mode == "down":
        return lambda top, bottom: top * scale // bottom
    if rounding.mode == "up":
        return lambda top, bottom: -(-top * scale // bottom)

    def half_up(top: int, bottom: int) -> int:
        return (2 * top * scale + bottom) // (2 * bottom)

    return half_up


@dataclass(frozen=True)
class Leaf:
    """One item that gives marks. ``part``: base, bonus (inside the tree), extra (bonus outside it), deduction."""

    code: str
    name_vi: str
    max: Decimal | None
    part: str
    formula: Formula | None
    base: Fraction
    column: Column
    gates: tuple[Gate, ...] = ()
    assigned_key: str = ""
    reason: Undefined | None = None

    @property
    def compares(self) -> bool:
        return self.formula is not None and self.formula.compares_units


def _always(reason: Undefined) -> Column:
    def run(rows: Sequence[Row]) -> tuple[list[int | Undefined], list[int] | None]:
        return [reason] * len(rows), None

    return run


@dataclass
class Sheet:
    """Results of one cluster: ``cells[unit][leaf]``, bonus steps of each unit from the split formulas."""

    table: "Table"
    rows: list[Row]
    others: list[Row]
    cells: list[tuple[Cell, ...]]
    split: list[dict[int, int]]
    alone: bool
    peers: dict[int, list[Figures]] = field(default_factory=dict)

    def peers_of(self, place: int) -> list[Figures]:
        """Figures of everybody the units are compared with in one item."""
        if self.alone:
            return []
        if place not in self.peers:
            leaf = self.table.leaves[place]
            everybody = [*self.rows, *self.others]
            self.peers[place] = [Figures(row) for row in everybody if takes_part(leaf, row)]
        return self.peers[place]


def takes_part(leaf: Leaf, row: Row) -> bool:
    """Whether the unit is compared in the item: assigned, and every gate met."""
    if leaf.assigned_key and Figures(row).yes(leaf.assigned_key) is False:
        return False
    return all(Figures(row).yes(gate.value) for gate in leaf.gates)


def _read_by(leaf: Leaf) -> set[str]:
    keys = {*leaf.formula.keys()} if leaf.formula else set()
    return keys | {gate.value for gate in leaf.gates} | ({leaf.assigned_key} if leaf.assigned_key else set())


class Table:
    """A rubric compiled once. Use :func:`compiled`."""

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric
        self.keys = rubric.figure_keys()
        self.whole = rounder(rubric.rounding)
        self.places = EXACT_PLACES if rubric.rounding.places is None else rubric.rounding.places
        self.exact = rubric.rounding.places is None
        order = {"base": 0, "bonus": 1, "extra": 2, "deduction": 3}
        found = [*self._of_tree(rubric.criteria, (), False), *self._of_extras()]
        if not rubric.criteria_complete:
            found.append(self._blank("criteria", "Các tiêu chí", (), Undefined(TABLE_INCOMPLETE)))
        self.leaves: list[Leaf] = sorted(found, key=lambda leaf: order[leaf.part])
        self.place = {leaf.code: place for place, leaf in enumerate(self.leaves)}
        counts = [sum(leaf.part == part for leaf in self.leaves) for part in order]
        self.base_end = counts[0]
        self.bonus_end = sum(counts[:2])
        self.extra_end = sum(counts[:3])
        tops = [leaf.max for leaf in self.leaves[: self.base_end]]
        self.full_max = None if None in tops else sum((top for top in tops if top is not None), Decimal(0))
        self.caps = [self._cap(each.items, each.limit) for each in rubric.caps]
        self.splits = any(isinstance(leaf.formula, ProportionalWithBonus) for leaf in self.leaves)
        self.compares = any(leaf.compares for leaf in self.leaves)
        # names of the figures of others that the marks of a unit depend on
        self.compared_keys = frozenset(key for leaf in self.leaves if leaf.compares for key in _read_by(leaf))

    def _of_tree(self, criteria: Sequence[Criterion], gates: tuple[Gate, ...], bonus: bool) -> Iterator[Leaf]:
        for each in criteria:
            inside = bonus or each.is_bonus
            behind = (*gates, each.gate) if each.gate else gates
            part = "bonus" if inside else "base"
            if each.scoring is not None:
                own = bool(each.children)
                top = each.own_max if own else each.max
                key = each.assigned_key if each.may_be_unassigned else ""
                code = each.code + OWN if own else each.code
                yield self._leaf(code, each.name_vi, top, part, each.scoring, behind, key)
            elif not each.children:
                yield self._blank(each.code, each.name_vi, behind, Undefined(NOT_AGREED))
            if each.children and not each.children_complete:
                yield self._blank(each.code + ".missing", each.name_vi, behind, Undefined(INCOMPLETE))
            yield from self._of_tree(each.children, behind, inside)

    def _of_extras(self) -> Iterator[Leaf]:
        parts: tuple[tuple[str, tuple[Extra, ...]], ...] = (
            ("extra", self.rubric.bonuses),
            ("deduction", self.rubric.deductions),
        )
        for part, extras in parts:
            for each in extras:
                yield self._leaf(each.code, each.name_vi, each.max, part, each.scoring, (), "")

    def _leaf(
        self,
        code: str,
        name_vi: str,
        top: Decimal | None,
        part: str,
        formula: Any,
        gates: tuple[Gate, ...],
        assigned_key: str,
    ) -> Leaf:
        if self.rubric.mark_step is not None and isinstance(formula, Direct):
            formula = formula.model_copy(update={"step": formula.step or self.rubric.mark_step})
        base = Fraction(top) if top is not None else Fraction(0)
        column = formula.column(base, self.whole)
        return Leaf(code, name_vi, top, part, formula, base, column, gates, assigned_key)

    def _blank(self, code: str, name_vi: str, gates: tuple[Gate, ...], reason: Undefined) -> Leaf:
        return Leaf(code, name_vi, None, "base", None, Fraction(0), _always(reason), gates, reason=reason)

    def _cap(self, items: Sequence[str], limit: Decimal) -> tuple[str, tuple[int, ...], int]:
        tree = {each.code: each for each in walk(self.rubric.criteria)}
        codes: set[str] = set()
        for item in items:
            codes |= {each.code for each in walk([tree[item]])} if item in tree else {item}
        codes |= {code + OWN for code in codes}
        places = tuple(place for place, leaf in enumerate(self.leaves) if leaf.code in codes)
        top, bottom = limit.as_integer_ratio()
        steps = self.whole(top, bottom)
        if isinstance(steps, Undefined):
            raise ScoringError(f"the limit {limit} of a cap has more than {EXACT_PLACES} decimals")
        return self.leaves[places[0]].part if places else "base", places, steps

    def steps(self, value: Decimal) -> int:
        """A bound of the table in steps; what is finer than a step is cut."""
        top, bottom = value.as_integer_ratio()
        return top * 10**self.places // bottom

    def decimal(self, steps: int) -> Decimal:
        """Marks as a decimal with the table's places; without trailing zeros while no rounding is chosen."""
        value = Decimal(steps).scaleb(-self.places)
        if self.exact:
            value = value.normalize()
            return value if value.as_tuple().exponent <= 0 else value.quantize(Decimal(1))  # type: ignore[operator]
        return value

    def check_names(self, inputs: Mapping[str, Any]) -> None:
        if not inputs.keys() <= self.keys:
            strange = min(inputs.keys() - self.keys)
            raise ScoringError(f"{self.rubric.code} reads no figure called {strange!r}")

    def evaluate(self, rows: Sequence[Row], others: Sequence[Row] = (), *, alone: bool = False) -> Sheet:
        """All items for all ``rows``. ``others`` are only compared with; ``alone``: nobody to compare with is known."""
        kept, extra = list(rows), list(others)
        columns: list[list[Any]] = []
        split: list[dict[int, int]] = [{} for _ in kept] if self.splits else []
        for place, leaf in enumerate(self.leaves):
            if leaf.compares and alone:
                column = self._solo(leaf)
            else:
                column = leaf.column
            source = [*kept, *extra] if leaf.compares and extra else kept
            if leaf.gates or leaf.assigned_key:
                cells, bonuses = self._masked(leaf, column, source)
            else:
                cells, bonuses = column(source)  # type: ignore[assignment]
            columns.append(cells if len(cells) == len(kept) else cells[: len(kept)])
            if bonuses is not None:
                for unit, bonus in enumerate(bonuses[: len(kept)]):
                    if bonus:
                        split[unit][place] = bonus
        cells_of: list[tuple[Cell, ...]] = list(zip(*columns, strict=True)) if columns else [()] * len(kept)
        return Sheet(self, kept, extra, cells_of, split, alone)

    def _solo(self, leaf: Leaf) -> Column:
        formula, whole = leaf.formula, self.whole
        assert formula is not None

        def run(rows: Sequence[Row]) -> tuple[list[int | Undefined], list[int] | None]:
            found: list[int | Undefined] = []
            for row in rows:
                result = formula.compute(Figures(row), leaf.base)
                points = result.points if isinstance(result, Points) else None
                found.append(whole(points.numerator, points.denominator) if points is not None else result)  # type: ignore[arg-type]
            return found, None

        return run

    def _masked(self, leaf: Leaf, column: Column, rows: list[Row]) -> tuple[list[Cell], list[int] | None]:
        """The column over the units that have the item; a closed gate is 0, an open question undefined."""
        cells: list[Cell] = [0] * len(rows)
        open_rows: list[int] = []
        for unit, row in enumerate(rows):
            if leaf.assigned_key and (said := row.get(leaf.assigned_key)) is not True and said is not None:
                Figures(row).yes(leaf.assigned_key)
                cells[unit] = None
                continue
            for gate in leaf.gates:
                met = row.get(gate.value)
                if met is True:
                    continue
                if Figures(row).yes(gate.value) is None:
                    cells[unit] = Undefined(f"Chưa xác nhận điều kiện: {gate.text_vi}")
                break
            else:
                open_rows.append(unit)
        found, bonuses = column([rows[unit] for unit in open_rows])
        for unit, cell in zip(open_rows, found, strict=True):
            cells[unit] = cell
        if bonuses is None:
            return cells, None
        spread = [0] * len(rows)
        for unit, bonus in zip(open_rows, bonuses, strict=True):
            spread[unit] = bonus
        return cells, spread


def compiled(rubric: Rubric) -> Table:
    """The table of a rubric, made once for each rubric object."""
    found = rubric.__dict__.get("_table")
    if not isinstance(found, Table):
        found = Table(rubric)
        rubric.__dict__["_table"] = found
    return found
