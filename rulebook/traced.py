"""The law walked through once for a register: conditions ask facts that answer with wires and leave a circuit behind.

Which way a condition goes hangs on what facts know for certain (a column nobody recorded, a column without gaps). That
is written down with the circuit, which holds for all facts that are certain of the same.
"""

from collections.abc import Callable, Sequence
from operator import attrgetter, itemgetter, methodcaller
from typing import Any, NamedTuple, cast, overload

import numpy as np

from .circuit import Circuit, Tape, Wire
from .facts import Facts, PersonFacts
from .outcomes import Outcomes
from .planes import ALL, NONE, UNKNOWN, Largest, Levels, Plane

Columns = Sequence[Sequence[Outcomes]]  # of each award, the outcomes of each of its lines
_Shape = Callable[[list[Plane]], tuple[Plane, ...]]  # picks the planes of a column
_Kind = tuple[bool, bool]
_REFUSED = UNKNOWN - 1  # in place of a level: the rows known to be 0, where a column keeps them


_Name = tuple[Any, ...]  # of a column of facts: what is called on them and with what


def _column_of(name: _Name) -> Callable[[Facts], Levels | Largest]:
    return methodcaller(*name) if len(name) > 1 else attrgetter(name[0])


def _kind(column: Levels | Largest) -> _Kind:
    """Whether the column is without gaps, and whether it keeps the rows known to be 0."""
    return column.is_complete, column.refused is not None


def _certain(column: Levels | Largest, level: int) -> Plane | None:
    """``ALL`` or ``NONE`` where the rows need not be looked at."""
    if level != _REFUSED:
        return column.certain(level)
    refused = cast(Plane, column.refused)
    return refused if refused.bits is None else None


class _Asked:
    """A column of the facts the law is walked through with, and what was certain of it."""

    def __init__(self, name: _Name, facts: Facts, circuit: Circuit) -> None:
        self.name, self._circuit, self._column = name, circuit, _column_of(name)(facts)
        self.kind = _kind(self._column)
        self.certain: dict[int, Plane | None] = {}

    def plane(self, level: int) -> Plane:
        if level not in self.certain:
            self.certain[level] = _certain(self._column, level)
        return self.certain[level] or Plane(self._circuit.input((self.name, level)))


class _Column(Levels):
    """Wires in place of the planes of a column."""

    __slots__ = ("asked",)

    def __init__(self, asked: _Asked, n: int) -> None:
        complete, refuses = asked.kind
        self._codes, self._n, self._low, self._high = None, n, 0 if complete else UNKNOWN, 1
        self._planes, self._groups, self._perhaps = {}, {}, {}
        self._no = asked.plane(_REFUSED) if refuses else None
        self.asked = asked

    def at_least(self, level: int) -> Plane:
        found = self._planes.get(level)
        if found is None:
            found = self._planes[level] = self.asked.plane(level)
        return found


class _Walker(PersonFacts):
    """Facts that answer with wires. They have nothing else: a condition that looked past the questions would find no
    column.
    """

    _facts: PersonFacts

    def __init__(self, facts: PersonFacts) -> None:
        self._set("_facts", facts)
        self._set("award_year", facts.award_year)
        self._set("circuit", Circuit())
        self._set("asked", {})

    def _traced(self, *name: Any) -> Levels:
        found = self.asked.get(name)
        if found is None:
            found = self.asked[name] = _Column(_Asked(name, self._facts, self.circuit), self.n)
        return found

    circuit: Circuit
    asked: dict[_Name, _Column]

    @property
    def n(self) -> int:
        return self._facts.n

    @property
    def window(self) -> int:
        return self._facts.window

    @property
    def group(self) -> Levels:
        return self._traced("group")

    @property
    def recruited(self) -> Levels:
        return self._traced("recruited")

    def held(self, code: str, year: int) -> Levels:
        return self._traced("held", code, year)

    def rated(self, year: int) -> Levels:
        return self._traced("rated", year)

    def now(self, name: str) -> Levels:
        return self._traced("now", name)

    def said(self, key: str) -> Levels:
        return self._traced("said", key)

    def figure(self, key: str) -> Levels:
        return self._traced("figure", key)

    def recognised(self, scope: str, year: int) -> Levels:
        return self._traced("recognised", scope, year)


class _Read(NamedTuple):
    """What is read of a column: ``levels`` with what is certain of each and where the tape reads it, -1 for nowhere."""

    column: Callable[[Facts], Levels | Largest]
    kind: _Kind
    levels: tuple[tuple[int, Plane | None, int], ...]


class Traced(NamedTuple):
    """The way through the conditions of some awards, for facts of one award year that are certain of the same things."""

    award_year: int
    window: int
    reads: tuple[_Read, ...]
    tape: Tape
    shapes: tuple[_Shape, ...]  # of what the tape gives, with ALL and NONE behind it
    columns: tuple[tuple[int, ...], ...]  # of each award, the places of its columns among ``shapes``

    @classmethod
    def through(cls, walk: Callable[[PersonFacts], Columns], facts: PersonFacts) -> "Traced":
        """``walk`` asks the conditions of the facts it is given."""
        walker = _Walker(facts)
        shapes: dict[tuple[Wire | Plane, ...], int] = {}
        columns = []
        for award in walk(walker):
            shaped = (tuple(plane.bits or plane for plane in column.planes) for column in award)
            columns.append(tuple(shapes.setdefault(each, len(shapes)) for each in shaped))
        wanted = list(dict.fromkeys(wire for shape in shapes for wire in shape if isinstance(wire, Wire)))
        tape = walker.circuit.tape(wanted)
        given: list[Wire | Plane] = [*wanted, ALL, NONE]
        place = {each: number for number, each in enumerate(given)}
        read_at = {question: number for number, question in enumerate(tape.names)}
        reads = []
        for name, column in walker.asked.items():
            certain = column.asked.certain.items()
            levels = tuple((level, plane, read_at.get((name, level), -1)) for level, plane in certain)
            reads.append(_Read(_column_of(name), column.asked.kind, levels))
        return cls(
            facts.award_year,
            facts.window,
            tuple(reads),
            tape,
            tuple(itemgetter(*(place[each] for each in shape)) for shape in shapes),
            tuple(columns),
        )

    def run(self, facts: PersonFacts) -> Columns | None:
        """The outcomes of these facts, what is asked alike in one column; ``None`` where the way through the conditions
        would be another one.
        """
        inputs = self._inputs(facts)
        if inputs is None:
            return None
        planes = [Plane(bits) for bits in self.tape.run(inputs)]
        planes += (ALL, NONE)
        made: dict[int, Outcomes] = {}
        return [_Columns(award, self.shapes, planes, facts.n, made) for award in self.columns]

    def _inputs(self, facts: PersonFacts) -> list[np.ndarray] | None:
        if (facts.award_year, facts.window) != (self.award_year, self.window):
            return None
        inputs: list[Any] = [None] * len(self.tape.names)
        for column_of, (complete, refuses), levels in self.reads:
            column = column_of(facts)
            refused = column.refused
            if column.is_complete is not complete or (refused is not None) is not refuses:
                return None
            for level, certain, place in levels:
                if place < 0:
                    if _certain(column, level) is not certain:
                        return None
                    continue
                bits = (refused if level == _REFUSED else column.at_least(level)).bits  # type: ignore[union-attr]
                if bits is None:
                    return None
                inputs[place] = bits
        return inputs


class _Columns(Sequence[Outcomes]):
    """The outcomes of an award's lines, put together when somebody reads them; what is asked alike is one column."""

    def __init__(
        self,
        numbers: tuple[int, ...],
        shapes: tuple[_Shape, ...],
        planes: list[Plane],
        n: int,
        made: dict[int, Outcomes],
    ) -> None:
        self._numbers, self._shapes, self._planes, self._n, self._made = numbers, shapes, planes, n, made

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, line: int) -> Outcomes: ...
    @overload
    def __getitem__(self, line: slice) -> list[Outcomes]: ...
    def __getitem__(self, line: int | slice) -> Outcomes | list[Outcomes]:
        if isinstance(line, slice):
            return [self[each] for each in range(*line.indices(len(self)))]
        number = self._numbers[line]
        found = self._made.get(number)
        if found is None:
            found = self._made[number] = Outcomes(self._shapes[number](self._planes), self._n)
        return found
