"""Outcomes of one condition for every row, and how they are put together and settled.

Outcomes are ordered so that "all of" is the largest and "any of" the smallest of its parts: three-valued logic becomes
the union and the intersection of planes, and a fact that turns better can never make the whole worse. An outcome that
does not concern a row lies below all others: the union passes it over by itself, the intersection is told to.
"""

from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum

import numpy as np

from .planes import ALL, NONE, Levels, Plane, intersection, union


class Outcome(IntEnum):
    """Of one condition, for one row. The order carries meaning: see the module."""

    NOT_APPLICABLE = -1
    MET = 0
    NEEDS_JUDGEMENT = 1
    NEEDS_EVIDENCE = 2
    NOT_COVERED = 3
    NOT_MET = 4

    @property
    def label_vi(self) -> str:
        return OUTCOME_VI[self]


OUTCOME_VI = {
    Outcome.NOT_APPLICABLE: "Không áp dụng",
    Outcome.MET: "Đạt",
    Outcome.NEEDS_JUDGEMENT: "Cần người xem xét",
    Outcome.NEEDS_EVIDENCE: "Thiếu minh chứng",
    Outcome.NOT_COVERED: "Chưa có trong dữ liệu pháp luật",
    Outcome.NOT_MET: "Không đạt",
}


class Outcomes:
    """A column of ``n`` outcomes, kept as five planes: plane k holds the rows whose outcome is k or worse.

    ``column[row]`` is the code of one row, ``column.codes()`` all of them as int8. Columns are never written to.
    """

    __slots__ = ("n", "planes")

    def __init__(self, planes: tuple[Plane, ...], n: int) -> None:
        self.planes, self.n = planes, n

    @classmethod
    def constant(cls, outcome: int, n: int) -> "Outcomes":
        """The same outcome for every row, without room."""
        return cls(_CONSTANT[outcome], n)

    @classmethod
    def of_codes(cls, codes: np.ndarray) -> "Outcomes":
        """From n ``Outcome`` codes."""
        return cls(tuple(Plane.of(codes >= level) for level in range(5)), len(codes))

    def __len__(self) -> int:
        return self.n

    def __getitem__(self, row: int) -> int:
        if not 0 <= row < self.n:
            raise IndexError(f"row {row} is outside 0..{self.n - 1}")
        row = int(row)
        return sum(plane[row] for plane in self.planes) - 1

    def codes(self) -> np.ndarray:
        """n ``Outcome`` codes, int8; a new array."""
        everybody = sum(plane is ALL for plane in self.planes)
        total = np.full(self.n, everybody - 1, np.int8)
        for plane in self.planes:
            if plane is not ALL and plane is not NONE:
                total += plane.bools(self.n).view(np.int8)
        return total

    def is_(self, outcome: Outcome) -> Plane:
        """Rows with this outcome."""
        if outcome == Outcome.NOT_APPLICABLE:
            return ~self.planes[0]
        # What is worse lies within what is as bad or worse.
        return self.planes[outcome] if outcome == Outcome.NOT_MET else self.planes[outcome] ^ self.planes[outcome + 1]

    def count(self, outcome: Outcome) -> int:
        """How many rows have this outcome."""
        return self.is_(outcome).count(self.n)

    @property
    def nbytes(self) -> int:
        """Room of the planes, those held twice once. Other columns may share them."""
        return sum({id(plane): plane.nbytes for plane in self.planes}.values())

    def replaced(self, where: Plane, by: Outcome) -> "Outcomes":
        """These outcomes, with ``by`` in the rows of ``where``."""
        if where is NONE:
            return self
        others = ~where
        found: list[Plane] = []
        for level, plane in enumerate(self.planes):
            if level and plane is self.planes[level - 1] and level != by + 1:
                found.append(found[-1])
            else:
                found.append(plane | where if level <= by else plane & others)
        return Outcomes(tuple(found), self.n)

    def only(self, inside: Plane, known: Plane) -> "Outcomes":
        """NOT_APPLICABLE outside of a group; where it is not ``known`` who belongs to it, NEEDS_EVIDENCE."""
        outcomes = self.replaced(~known, Outcome.NEEDS_EVIDENCE)
        inside |= ~known
        return Outcomes(_by_level(intersection, [outcomes.planes, (inside,) * 5]), self.n)

    def undecided(self, safe: Plane) -> "Outcomes":
        """What a provision we do not know well may say: evidence that is missing stays missing, everything else needs
        judgement. Rows that are ``safe`` under any reading are met.
        """
        open_ = ~safe
        return Outcomes((ALL, open_, self.is_(Outcome.NEEDS_EVIDENCE) & open_, NONE, NONE), self.n)

    def answered(self, said: Levels) -> "Outcomes":
        """What a person said about the rows that need judgement: met, not met, or (unknown) still open."""
        concerned, judgement, evidence, not_covered, not_met = self.planes
        if judgement is evidence or (said.no is NONE and said.yes is NONE):
            return self
        refused = (judgement ^ evidence) & said.no
        worse = evidence | refused
        worst = not_met | refused
        return Outcomes(
            (
                concerned,
                worse if said.not_yes is said.no else judgement & said.not_yes | evidence,
                worse,
                worst if not_covered is not_met else not_covered | refused,
                worst,
            ),
            self.n,
        )


def _constant(outcome: int) -> tuple[Plane, ...]:
    return tuple(ALL if outcome >= level else NONE for level in range(5))


_CONSTANT = {int(outcome): _constant(outcome) for outcome in Outcome}


def three_valued(fact: Levels, n: int) -> Outcomes:
    """Yes is MET, no is NOT_MET, unknown NEEDS_EVIDENCE."""
    no, not_yes = fact.no, fact.not_yes
    return Outcomes((ALL, not_yes, not_yes, no, no), n)


def judged(fact: Levels, n: int) -> Outcomes:
    """Yes is MET, no is NOT_MET, unknown NEEDS_JUDGEMENT."""
    no = fact.no
    return Outcomes((ALL, fact.not_yes, no, no, no), n)


def tested(met: Plane, known: Plane, n: int) -> Outcomes:
    """MET or NOT_MET where ``known``, NEEDS_EVIDENCE elsewhere. ``met`` lies within ``known``."""
    open_or_failed = ~met
    failed = open_or_failed & known
    return Outcomes((ALL, open_or_failed, open_or_failed, failed, failed), n)


def barred(failed: Plane, known: Plane, n: int, arguable: Plane | None = None) -> Outcomes:
    """NOT_MET where ``failed``, NEEDS_EVIDENCE where not ``known``, else MET, or NEEDS_JUDGEMENT where ``arguable``.

    Nobody is arguable when it is left out, otherwise ``failed`` lies within it.
    """
    unknown = ~known
    open_or_failed = failed | unknown
    weighed = open_or_failed if arguable is None else arguable | unknown
    return Outcomes((ALL, weighed, open_or_failed, failed, failed), n)


def bounded(surely: Plane, possibly: Plane, n: int, arguable: Plane = NONE) -> Outcomes:
    """MET where it holds whatever the unknown facts are, NOT_MET where it cannot, NEEDS_EVIDENCE between.

    ``surely`` lies within ``possibly``. Where it cannot hold but is ``arguable``, NEEDS_JUDGEMENT.
    """
    open_or_failed = ~surely
    cannot = open_or_failed if surely is possibly else ~possibly
    if arguable is NONE:
        return Outcomes((ALL, open_or_failed, open_or_failed, cannot, cannot), n)
    failed = cannot & ~arguable
    worse = failed if surely is possibly else failed | (surely ^ possibly)
    return Outcomes((ALL, open_or_failed, worse, failed, failed), n)


def all_of(parts: Sequence[Outcomes]) -> Outcomes:
    """The worst outcome of each row; NOT_APPLICABLE where no part concerns it."""
    return Outcomes(_by_level(union, [part.planes for part in parts]), parts[0].n)


def any_of(parts: Sequence[Outcomes]) -> Outcomes:
    """The best outcome of each row; NOT_COVERED where no alternative concerns it."""
    concerned = union(part.planes[0] for part in parts)
    *best, worst = _by_level(intersection, [_passed_over(part.planes) for part in parts])
    return Outcomes((ALL, *best, worst & concerned), parts[0].n)


def covered(outcomes: Outcomes) -> Outcomes:
    """``outcomes`` with NOT_COVERED where nothing concerns a row: silence of the data is not the same as "met"."""
    concerned = outcomes.planes[0]
    return outcomes if concerned is ALL else outcomes.replaced(~concerned, Outcome.NOT_COVERED)


def _passed_over(planes: tuple[Plane, ...]) -> tuple[Plane, ...]:
    """From level 1 on, rows the part does not concern read as worst of all, so that any other part is better."""
    return planes[1:] if planes[0] is ALL else _by_level(union, [planes[1:], (~planes[0],) * 4])


def _by_level(join: Callable[[Iterable[Plane]], Plane], parts: list[tuple[Plane, ...]]) -> tuple[Plane, ...]:
    """Level by level; where all parts repeat their plane before, so does the result."""
    found: list[Plane] = []
    before: tuple[Plane, ...] = ()
    for level in zip(*parts, strict=True):
        found.append(found[-1] if level == before else join(level))
        before = level
    return tuple(found)
