"""Yes or no of every row, one bit a row: the only place of the package that knows about bits.

A ``Plane`` is a set of rows. A question whose answer is the same for everybody is ``ALL`` or ``NONE``, takes no room and
costs nothing to combine, so that one row is judged without arrays at all. ``Levels`` are a column of whole numbers
asked "at least k?"; each answer is packed when first asked and kept. A ``Tally`` counts years without leaving planes.
"""

import operator
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol, Self

import numpy as np

UNKNOWN = -1


class Plane:
    """A set of rows. ``bits`` holds eight rows a byte, the first row in the highest bit; what stands in the spare bits
    of the last byte means nothing. Planes are shared: they are never written to.

    In place of the bits may stand a wire of ``circuit.py``, which only remembers how they would be worked out.
    """

    __slots__ = ("bits",)

    def __init__(self, bits: Any) -> None:
        self.bits = bits  # None: see ALL and NONE

    @classmethod
    def of(cls, rows: np.ndarray) -> "Plane":
        """The rows where a boolean column is true."""
        if not rows.any():
            return NONE
        return ALL if rows.all() else cls(np.packbits(rows))

    def __and__(self, other: "Plane") -> "Plane":
        if self is other or other is ALL or self is NONE:
            return self
        if self is ALL or other is NONE:
            return other
        return Plane(self.bits & other.bits)

    def __or__(self, other: "Plane") -> "Plane":
        if self is other or other is NONE or self is ALL:
            return self
        if self is NONE or other is ALL:
            return other
        return Plane(self.bits | other.bits)

    def __invert__(self) -> "Plane":
        if self.bits is None:
            return NONE if self is ALL else ALL
        return Plane(~self.bits)

    def joined_by(self, other: "Plane", rows: "Plane") -> "Plane":
        """``self | (other & rows)`` in one go."""
        if self.bits is None or other.bits is None or rows.bits is None:
            return self | (other & rows)
        found = other.bits & rows.bits
        found |= self.bits
        return Plane(found)

    def __xor__(self, other: "Plane") -> "Plane":
        """Rows in one of the two only."""
        if self is other:
            return NONE
        if self.bits is None or other.bits is None:
            return (self & ~other) | (other & ~self)
        return Plane(self.bits ^ other.bits)

    def __getitem__(self, row: int) -> bool:
        """Whether ``row`` (from 0; the caller knows how many there are) is in the set."""
        if self.bits is None:
            return self is ALL
        return bool(self.bits[row >> 3] & (128 >> (row & 7)))

    def at(self, rows: np.ndarray) -> np.ndarray:
        """A boolean for each of the numbered ``rows``."""
        if self.bits is None:
            return np.full(len(rows), self is ALL)
        return (self.bits[rows >> 3] & (128 >> (rows & 7))) != 0

    def bools(self, n: int) -> np.ndarray:
        """n booleans; not to be written to."""
        if self.bits is None:
            return np.broadcast_to(np.bool_(self is ALL), (n,))
        return np.unpackbits(self.bits, count=n).view(np.bool_)

    def rows(self, n: int) -> np.ndarray:
        """The numbers of the rows in the set, ascending."""
        return np.arange(0) if self is NONE else np.flatnonzero(self.bools(n))

    def count(self, n: int) -> int:
        """How many of the ``n`` rows are in the set."""
        if self.bits is None:
            return n if self is ALL else 0
        return int(np.bitwise_count(self.bits[: n >> 3]).sum()) + sum(self[row] for row in range(n & ~7, n))

    @property
    def nbytes(self) -> int:
        return 0 if self.bits is None else self.bits.nbytes


ALL, NONE = Plane(None), Plane(None)


def union(planes: Iterable[Plane]) -> Plane:
    """Rows in any of the planes."""
    return _joined(planes, NONE, ALL, operator.or_, operator.ior)


def intersection(planes: Iterable[Plane]) -> Plane:
    """Rows in all of the planes."""
    return _joined(planes, ALL, NONE, operator.and_, operator.iand)


_Join = Callable[[Any, Any], Any]


def _joined(planes: Iterable[Plane], nothing: Plane, decided: Plane, join: _Join, join_in_place: _Join) -> Plane:
    """``nothing`` changes nothing, ``decided`` settles it; the rest are joined in one array."""
    first: Plane | None = None
    total: Any = None
    for plane in planes:
        if plane is nothing or plane is first:
            continue
        if plane is decided:
            return decided
        if first is None:
            first = plane
        elif total is None:
            total = join(first.bits, plane.bits)
        else:
            total = join_in_place(total, plane.bits)
    if total is not None:
        return Plane(total)
    return nothing if first is None else first


class Asked(Protocol):
    """What can be asked "at least so much?"."""

    def at_least(self, level: int) -> Plane: ...


class Levels:
    """A column of whole numbers, -1 for unknown. Of a three-valued fact ``yes`` is level 1, ``no`` is level 0."""

    __slots__ = ("_codes", "_groups", "_high", "_low", "_n", "_no", "_perhaps", "_planes")

    def __init__(self, codes: np.ndarray, bounds: tuple[int, int] | None = None) -> None:
        """``codes``: n whole numbers of at least -1, never written to afterwards; ``bounds``: the least and the largest
        of them, where they are known already.
        """
        self._codes: np.ndarray | None = codes
        self._n = len(codes)
        self._planes: dict[int, Plane] = {}
        self._groups: dict[tuple[int, ...], Plane] = {}
        self._perhaps: dict[int, Plane] = {}
        self._no: Plane | None = None
        if bounds is None:
            bounds = (int(codes.min()), int(codes.max())) if self._n else (UNKNOWN, UNKNOWN)
        self._low, self._high = bounds

    @classmethod
    def constant(cls, value: int, n: int) -> Self:
        """The same number (an int8) for all ``n`` rows, without room."""
        self = cls.__new__(cls)
        self._codes, self._n, self._low, self._high = None, n, value, value
        self._planes, self._groups, self._perhaps, self._no = {}, {}, {}, None
        return self

    @classmethod
    def of_answers(cls, yes: Plane, no: Plane, n: int, complete: bool = False) -> Self:
        """A three-valued fact from planes; no row is in both and, where it is ``complete``, each is in one of them. Its
        codes are worked out when asked for.
        """
        self = cls.__new__(cls)
        self._codes, self._n, self._low, self._high = None, n, 0 if complete else UNKNOWN, 1
        self._planes, self._groups, self._perhaps, self._no = {1: yes}, {}, {}, no
        return self

    @classmethod
    def three_valued(cls, codes: np.ndarray, bounds: tuple[int, int]) -> Self:
        """Yes (1), no (0) and unknown (-1) as planes, an eighth of the room; ``bounds`` as for the constructor."""
        low, high = bounds
        if low == high:
            return cls.constant(low, len(codes))
        yes = NONE if high < 1 else Plane(np.packbits(codes if low == 0 and codes.itemsize == 1 else codes == 1))
        no = ~yes if low == 0 else NONE if low == 1 else Plane(np.packbits(codes == 0))
        return cls.of_answers(yes, no, len(codes), complete=low >= 0)

    def at_least(self, level: int) -> Plane:
        """Rows of at least ``level``; unknown rows are in none from level 0 on."""
        found = self._planes.get(level)
        if found is None:
            within = self._low < level <= self._high
            found = self._planes[level] = self._packed(level) if within else ALL if level <= self._low else NONE
        return found

    def certain(self, level: int) -> Plane | None:
        """``ALL`` or ``NONE`` where "at least ``level``?" has one answer for all rows and that is seen without packing."""
        if self._codes is None or not self._low < level <= self._high:
            found = self.at_least(level)
            return found if found is ALL or found is NONE else None
        return None

    def _packed(self, level: int) -> Plane:
        if self._codes is None:
            assert self._no is not None
            return self._planes[1] | self._no  # level 0 of a fact made of answers
        if level == 1 and self._low == 0 and self._codes.itemsize == 1:
            return Plane(np.packbits(self._codes))  # whatever is not 0 becomes 1: the comparison is spared
        return Plane(np.packbits(self._codes >= level))

    @property
    def is_complete(self) -> bool:
        """Whether no row is unknown, as far as the bounds tell."""
        return self._low >= 0

    @property
    def refused(self) -> Plane | None:
        """The rows known to be 0 where a fact made of answers keeps them; ``None`` for a column of numbers."""
        return self._no if self._codes is None and self._low != self._high else None

    def __getitem__(self, row: int) -> int:
        """The number of one row."""
        return int(self.at(np.array([row]))[0])

    def at(self, rows: np.ndarray) -> np.ndarray:
        """The numbers of the numbered ``rows``."""
        if self._codes is not None:
            return self._codes[rows]
        if self._low == self._high:
            return np.full(len(rows), self._low, np.int8)
        yes, known = (self.at_least(level).at(rows).view(np.int8) for level in (1, 0))
        return yes + known + np.int8(UNKNOWN)

    def __len__(self) -> int:
        return self._n

    @property
    def known(self) -> Plane:
        return self.at_least(0)

    @property
    def yes(self) -> Plane:
        return self.at_least(1)

    @property
    def no(self) -> Plane:
        """Known to be 0."""
        found = self._no
        if found is None:
            found = self._no = ~self.at_least(1) if self._low >= 0 else self.at_least(0) ^ self.at_least(1)
        return found

    @property
    def not_yes(self) -> Plane:
        """0 or unknown."""
        return self.no if self._low >= 0 else ~self.yes

    @property
    def maybe(self) -> Plane:
        """Not known to be 0: yes, as far as we know, or unknown."""
        return self.perhaps(1)

    def perhaps(self, level: int) -> Plane:
        """Rows not known to be less than ``level``."""
        if self._low >= 0:
            return self.at_least(level)
        found = self._perhaps.get(level)
        if found is None:
            reached = self.at_least(level)
            found = self._perhaps[level] = ~self.no if level == 1 else reached | ~self.at_least(0)
        return found

    def among(self, codes: tuple[int, ...]) -> Plane:
        """Rows with one of the known ``codes``."""
        found = self._groups.get(codes)
        if found is None:
            found = self._groups[codes] = self._among(codes)
        return found

    def _among(self, codes: tuple[int, ...]) -> Plane:
        wanted, found = sorted(set(codes)), NONE
        starts = [code for code in wanted if code - 1 not in wanted]
        ends = [code + 1 for code in wanted if code + 1 not in wanted]
        for start, end in zip(starts, ends, strict=True):
            found |= self.at_least(start) ^ self.at_least(end)
        return found

    @property
    def codes(self) -> np.ndarray:
        """The n numbers; of a fact made of answers a new array."""
        if self._codes is not None:
            return self._codes
        if self._low == self._high:
            return np.broadcast_to(np.int8(self._low), (self._n,))
        yes, known = (self.at_least(level).bools(self._n).view(np.int8) for level in (1, 0))
        return yes + known + np.int8(UNKNOWN)

    @property
    def nbytes(self) -> int:
        """Room of what is packed."""
        return sum(plane.nbytes for plane in self._planes.values())


class Largest:
    """The largest of several columns in every row: at least k where one of them is."""

    __slots__ = ("_columns", "_planes")
    is_complete, refused = False, None  # as of ``Levels``: nothing is promised

    def __init__(self, columns: Sequence[Levels]) -> None:
        self._columns = columns
        self._planes: dict[int, Plane] = {}

    def at_least(self, level: int) -> Plane:
        found = self._planes.get(level)
        if found is None:
            found = self._planes[level] = union(column.at_least(level) for column in self._columns)
        return found

    def certain(self, level: int) -> Plane | None:
        """As ``Levels.certain``."""
        found = self.at_least(level)
        return found if found is ALL or found is NONE else None

    @property
    def known(self) -> Plane:
        return self.at_least(0)


class Tally:
    """Counts up to ``most`` in every row, and no further."""

    __slots__ = ("_reached",)

    def __init__(self, most: int) -> None:
        self._reached = [ALL] + [NONE] * most

    def add(self, rows: Plane, times: int = 1) -> None:
        """One more (or several) for these rows."""
        if rows is NONE:
            return
        reached = self._reached
        for _ in range(min(times, len(reached) - 1)):
            for level in range(len(reached) - 1, 0, -1):
                if reached[level - 1] is not NONE:
                    reached[level] = reached[level].joined_by(reached[level - 1], rows)

    def fill(self, rows: Plane) -> None:
        """As many as can be counted, for these rows."""
        self._reached = [each | rows for each in self._reached]

    def add_column(self, column: Asked, rows: Plane = ALL) -> None:
        """A number of at least 0 for each of these rows; what is unknown adds nothing."""
        reached, parts = self._reached, [column.at_least(k) & rows for k in range(1, len(self._reached))]
        for level in range(len(reached) - 1, 0, -1):
            total = reached[level]
            for more in range(1, level + 1):
                total = total.joined_by(reached[level - more], parts[more - 1])
            reached[level] = total

    def add_columns(self, columns: Iterable[Asked]) -> None:
        """Several columns, one after the other."""
        if len(self._reached) == 2:
            self._reached[1] = union([self._reached[1], *(column.at_least(1) for column in columns)])
            return
        for column in columns:
            self.add_column(column)

    def at_least(self, level: int) -> Plane:
        """Rows that reached ``level``, which is at most ``most``."""
        return self._reached[level]

    @property
    def is_full(self) -> bool:
        """Whether every row reached what can be counted, so that nothing more matters."""
        return self._reached[-1] is ALL
