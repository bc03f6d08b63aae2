"""Facts, an award and a day in; one outcome per row and per condition out.

The same code serves one row and a million: every condition is computed once per column, never per row, and once for all
awards that ask it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cached_property

import numpy as np

from .award import Award
from .book import Book, load_book
from .conditions import Condition, Outcome, all_of, any_of, constant, replaced
from .facts import CollectiveFacts, Facts, PersonFacts
from .plan import Line, Plan, make_plan


class Decision(IntEnum):
    """Of a whole row. Never "is entitled": the law gives a competent person the word."""

    MAY_BE_PROPOSED = 0
    HUMAN_MUST_LOOK = 1
    MAY_NOT = 2

    @property
    def label_vi(self) -> str:
        return DECISION_VI[self]


DECISION_VI = {
    Decision.MAY_BE_PROPOSED: "Có thể đề xét",
    Decision.HUMAN_MUST_LOOK: "Cần người có thẩm quyền xem xét",
    Decision.MAY_NOT: "Chưa đủ điều kiện đề xét",
}


@dataclass(frozen=True, eq=False)
class Verdicts:
    """``columns``: one array of ``Outcome`` codes a line, n rows each; line 0 is the whole standard.

    Columns may be shared with the verdicts of other awards: they are not to be written to.
    """

    award: Award
    facts: Facts
    on: date
    columns: list[np.ndarray]
    lines: tuple[Line, ...]
    data_version: str

    @cached_property
    def decisions(self) -> np.ndarray:
        """n × ``Decision``."""
        whole = self.columns[0]
        return (whole != Outcome.MET).view(np.int8) + (whole == Outcome.NOT_MET).view(np.int8)

    @cached_property
    def outcomes(self) -> np.ndarray:
        """Lines × n of ``Outcome``, copied together."""
        return np.vstack(self.columns)

    def count(self, decision: Decision) -> int:
        return int((self.decisions == decision).sum())

    def outcome(self, code: str, row: int) -> Outcome:
        """Outcome of the condition called ``code`` (first in order); ``KeyError`` when the award has none."""
        for line, column in zip(self.lines, self.columns, strict=True):
            if line.node.code == code:
                return Outcome(int(column[row]))
        raise KeyError(f"{self.award.code} has no condition {code!r} on {self.on}")


def judge(award_code: str, facts: Facts, on: date, book: Book | None = None) -> Verdicts:
    """Judge every row of ``facts`` for an award under the law of ``on`` (the rule date of the dossier).

    Raises ``KeyError`` for an unknown award and ``ValueError`` when the award does not go to such recipients.
    """
    return judge_all([award_code], facts, on, book)[award_code]


def judge_all(award_codes: Iterable[str], facts: Facts, on: date, book: Book | None = None) -> dict[str, Verdicts]:
    """The same for several awards at once: what two of them ask alike is computed once. {award code: verdicts}."""
    book = book or load_book()
    known: dict[object, np.ndarray] = {}
    found = {}
    for code in award_codes:
        award = book.award(code, on)
        if not isinstance(facts, PersonFacts | CollectiveFacts) or not award.goes_to(facts.KIND):
            raise ValueError(f"{code} does not go to a {facts.KIND or 'row of these facts'}")
        plan = make_plan(book, code, on, "person" if isinstance(facts, PersonFacts) else "collective")
        found[code] = Verdicts(award, facts, on, _columns(plan, facts, on, known), plan.lines, book.data_version)
    return found


def _columns(plan: Plan, facts: Facts, on: date, known: dict[object, np.ndarray]) -> list[np.ndarray]:
    columns: list[np.ndarray] = [_NONE] * len(plan.lines)
    for number in range(len(plan.lines) - 1, -1, -1):  # what is below a line comes after it
        signature = plan.signatures[number]
        column = known.get(signature)
        if column is None:
            line = plan.lines[number]
            if line.join:
                parts = [columns[part] for part in plan.counted[number]]
                column = _joined(line, parts, facts)
            else:
                assert isinstance(line.node, Condition)
                column = line.node.settled(facts, on)
            known[signature] = column
        columns[number] = column
    whole = columns[0]
    if (whole == Outcome.NOT_APPLICABLE).any():
        # Nothing of the standard speaks of such a recipient: our data is silent, which is not the same as "met".
        columns[0] = replaced(whole, whole == Outcome.NOT_APPLICABLE, Outcome.NOT_COVERED)
    return columns


_NONE = np.empty(0, np.int8)


def _joined(line: Line, parts: list[np.ndarray], facts: Facts) -> np.ndarray:
    if not parts:
        return line.node.for_whom(facts, constant(facts.n, Outcome.NOT_COVERED))
    return line.node.for_whom(facts, all_of(parts) if line.join == "all_of" else any_of(parts))


__all__ = ["Decision", "Line", "Outcome", "Verdicts", "judge", "judge_all"]
