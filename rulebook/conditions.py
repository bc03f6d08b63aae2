"""How outcomes are written, put together and settled. The vocabulary itself stands in ``vocabulary.py``.

Outcomes are ordered so that "all of" is the largest and "any of" the smallest of its parts: three-valued logic
becomes ``np.maximum`` and ``np.minimum``, and a fact that turns better can never make the whole worse.
"""

from datetime import date
from enum import IntEnum
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from .citations import Cited
from .dated import Dated
from .facts import Facts

Kind = Literal["person", "collective"]


class Outcome(IntEnum):
    """Of one condition, for one row. The order carries meaning: see the module."""

    MET = 0
    NEEDS_JUDGEMENT = 1
    NEEDS_EVIDENCE = 2
    NOT_COVERED = 3
    NOT_MET = 4

    @property
    def label_vi(self) -> str:
        return OUTCOME_VI[self]


OUTCOME_VI = {
    Outcome.MET: "Đạt",
    Outcome.NEEDS_JUDGEMENT: "Cần người xem xét",
    Outcome.NEEDS_EVIDENCE: "Thiếu minh chứng",
    Outcome.NOT_COVERED: "Chưa có trong dữ liệu pháp luật",
    Outcome.NOT_MET: "Không đạt",
}


def three_valued(flags: np.ndarray) -> np.ndarray:
    """-1/0/1 as NEEDS_EVIDENCE / NOT_MET / MET."""
    lookup = np.array([Outcome.NOT_MET, Outcome.MET, Outcome.NEEDS_EVIDENCE], np.int8)
    return lookup[flags]  # index -1 is the last


def judged(flags: np.ndarray) -> np.ndarray:
    """-1/0/1 as NEEDS_JUDGEMENT / NOT_MET / MET."""
    lookup = np.array([Outcome.NOT_MET, Outcome.MET, Outcome.NEEDS_JUDGEMENT], np.int8)
    return lookup[flags]


def tested(met: np.ndarray, known: np.ndarray) -> np.ndarray:
    """MET or NOT_MET where ``known``, NEEDS_EVIDENCE elsewhere."""
    return np.where(known, np.where(met, Outcome.MET, Outcome.NOT_MET), Outcome.NEEDS_EVIDENCE).astype(np.int8)


class Node(Dated, Cited):
    """A condition or a group of conditions in an award's data."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    text_vi: str
    applies_to: tuple[Kind, ...] = ("person", "collective")


class Condition(Node):
    """One leaf. Subclasses compute columns of outcomes and say in Vietnamese what they saw."""

    decides: bool = True  # False: shown as a note, never counted
    attestation: str | None = None  # judgement that settles NEEDS_JUDGEMENT
    KIND: ClassVar[Kind | None] = None  # facts this condition can read; None = both

    def outcomes(self, facts: Facts, on: date) -> np.ndarray:
        """One ``Outcome`` code per row, reading the facts as the law value stands."""
        raise NotImplementedError

    def safe(self, facts: Facts, on: date) -> np.ndarray:
        """Rows that meet the condition under any reading of a value we do not know well."""
        return np.zeros(facts.n, bool)

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        raise NotImplementedError

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        """What would make the condition met."""
        return f"Cần đạt: {self.text_vi}"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        """First award year in which a failed condition could be met; ``None`` when it cannot be derived."""
        return None

    def settled(self, facts: Facts, on: date) -> np.ndarray:
        """Outcomes after the two rules of the house: weak law never decides, recorded judgement does."""
        outcomes = self.outcomes(facts, on)
        if not self.status.decides:
            weak = np.where(outcomes == Outcome.NEEDS_EVIDENCE, outcomes, np.int8(Outcome.NEEDS_JUDGEMENT))
            outcomes = np.where(self.safe(facts, on), np.int8(Outcome.MET), weak)
        if self.attestation:
            said = judged(facts.attested(self.attestation))
            outcomes = np.where(outcomes == Outcome.NEEDS_JUDGEMENT, said, outcomes)
        return outcomes.astype(np.int8)


def all_of(parts: list[np.ndarray]) -> np.ndarray:
    """The worst outcome of each row."""
    return np.maximum.reduce(parts)


def any_of(parts: list[np.ndarray]) -> np.ndarray:
    """The best outcome of each row."""
    return np.minimum.reduce(parts)
