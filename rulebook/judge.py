"""Facts, an award and a day in; one outcome per row and per condition out.

The same code serves one row and a million: every condition is computed once per column, never per row, and once for all
awards that ask it. For many rows the conditions are walked once and leave a circuit (``traced.py``), which is run.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cached_property

import numpy as np

from .award import Award
from .book import Book, load_book
from .conditions import Condition
from .facts import CollectiveFacts, Facts, PersonFacts
from .outcomes import Outcome, Outcomes, all_of, any_of, covered
from .plan import Line, Program, Step, make_program
from .planes import Levels
from .traced import Columns, Traced

MANY = 2000  # rows from which walking the conditions once and running what is left pays


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
    """``columns``: the outcomes of each line, n rows each; line 0 is the whole standard. ``questions`` names what each
    line asks: equal numbers are equal questions, also of other awards.

    Columns may be shared with the verdicts of other awards: they are not to be written to.
    """

    award: Award
    facts: Facts
    on: date
    columns: Sequence[Outcomes]
    lines: tuple[Line, ...]
    questions: tuple[int, ...]
    data_version: str

    @cached_property
    def decisions(self) -> np.ndarray:
        """n × ``Decision``, int8."""
        _, not_yet, _, _, refused = self.columns[0].planes
        return not_yet.bools(self.facts.n).view(np.int8) + refused.bools(self.facts.n).view(np.int8)

    @cached_property
    def outcomes(self) -> np.ndarray:
        """Lines × n of ``Outcome``, int8, copied together."""
        return np.vstack([column.codes() for column in self.columns])

    def count(self, decision: Decision) -> int:
        _, not_yet, _, _, refused = (plane.count(self.facts.n) for plane in self.columns[0].planes)
        return (self.facts.n - not_yet, not_yet - refused, refused)[decision]

    def as_title(self) -> Levels:
        """The award as a title of the year if all that may be proposed is decided: what a person must look at first
        stays unknown. For ``Facts.with_titles``.
        """
        _, not_yet, _, _, refused = self.columns[0].planes
        return Levels.of_answers(~not_yet, refused, self.facts.n)

    def differing(self, other: "Verdicts") -> np.ndarray:
        """Rows, ascending, whose decision is another one in ``other``, on as many rows."""
        mine, theirs = self.columns[0].planes, other.columns[0].planes
        return ((mine[1] ^ theirs[1]) | (mine[4] ^ theirs[4])).rows(self.facts.n)

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


def judge_all(
    award_codes: Iterable[str],
    facts: Facts,
    on: date,
    book: Book | None = None,
    beside: Iterable[Verdicts] = (),
) -> dict[str, Verdicts]:
    """The same for several awards at once: what two of them ask alike is computed once. {award code: verdicts}.

    ``beside``: verdicts on these facts and this day, of whatever awards and book. What they asked is taken from them, so
    that a book with one value changed costs only what the value bears on. ``ValueError``: other facts or another day.
    """
    book = book or load_book()
    codes = tuple(award_codes)
    if not isinstance(facts, PersonFacts | CollectiveFacts):
        raise ValueError(f"{', '.join(codes)} does not go to a row of these facts")
    known: dict[int, Outcomes] = {}
    for verdicts in beside:
        if verdicts.facts is not facts or verdicts.on != on:
            raise ValueError("the verdicts beside are of other facts or of another day")
        known.update(zip(verdicts.questions[1:], verdicts.columns[1:], strict=True))
    program = make_program(book, codes, on, "person" if isinstance(facts, PersonFacts) else "collective")
    if isinstance(facts, PersonFacts) and facts.n >= MANY and not known:
        judged = _run(program, facts, on)
    else:
        judged = _columns(program, facts, on, known)
    return {
        code: Verdicts(plan.award, facts, on, columns, plan.lines, plan.signatures, book.data_version)
        for code, plan, columns in zip(codes, program.plans, judged, strict=True)
    }


def _run(program: Program, facts: PersonFacts, on: date) -> Columns:
    """By a way through the conditions that was gone before, or by a new one; the last ones are kept."""
    for traced in program.traced:
        found = traced.run(facts)
        if found is not None:
            return found
    traced = Traced.through(lambda walker: _columns(program, walker, on, {}), facts)
    program.traced.appendleft(traced)
    found = traced.run(facts)
    assert found is not None
    return found


def _columns(program: Program, facts: Facts, on: date, known: Mapping[int, Outcomes]) -> Columns:
    """The outcomes of each award's lines; ``known`` are answers to questions that need not be asked again."""
    answers: list[Outcomes] = []
    for step in program.steps:
        taken = known.get(step.question)
        answers.append(_answer(step, answers, facts, on) if taken is None else taken)
    found = []
    for numbers in program.answers:
        columns = [answers[number] for number in numbers]
        # A standard of which nothing speaks of a recipient is silent, which is not the same as "met".
        columns[0] = covered(columns[0])
        found.append(columns)
    return found


def _answer(step: Step, answers: list[Outcomes], facts: Facts, on: date) -> Outcomes:
    if not step.join:
        assert isinstance(step.node, Condition)
        return step.node.settled(facts, on)
    parts = [answers[part] for part in step.parts]
    if not parts:
        outcomes = Outcomes.constant(Outcome.NOT_COVERED, facts.n)
    else:
        outcomes = all_of(parts) if step.join == "all_of" else any_of(parts)
    return step.node.for_whom(facts, outcomes) if step.node.only else outcomes


__all__ = ["Decision", "Line", "Outcome", "Verdicts", "judge", "judge_all"]
