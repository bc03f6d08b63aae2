"""How outcomes are written, put together and settled. The vocabulary itself stands in ``vocabulary.py``.

Outcomes are ordered so that "all of" is the largest and "any of" the smallest of its parts: three-valued logic
becomes ``np.maximum`` and ``np.minimum``, and a fact that turns better can never make the whole worse. A part that does
not concern a row is -1: the maximum passes it over, and so does the minimum when the same bytes are read unsigned.

Everything here is whole-column arithmetic on one byte a row: a masked choice costs a hundred times an addition.
"""

import json
from datetime import date
from enum import IntEnum
from functools import cached_property
from typing import Any, ClassVar, Literal

import numpy as np
from pydantic import Field

from .citations import Cited
from .dated import Dated
from .facts import Facts

Kind = Literal["person", "collective"]
GroupName = Literal[
    "staff",
    "worker_farmer",
    "foreign_individual",
    "armed_forces",
    "collective",
    "armed_collective",
    "household",
    "community",
    "commune",
    "province",
    "foreign_collective",
]
GROUPS_VI: dict[str, str] = {
    "staff": "cán bộ, công chức, viên chức, người lao động theo hợp đồng",
    "worker_farmer": "công nhân, nông dân, người lao động ngoài cơ quan",
    "foreign_individual": "người nước ngoài, người Việt Nam ở nước ngoài",
    "armed_forces": "cá nhân thuộc lực lượng vũ trang",
    "collective": "tập thể",
    "armed_collective": "tập thể thuộc lực lượng vũ trang",
    "household": "hộ gia đình",
    "community": "thôn, tổ dân phố",
    "commune": "xã, phường, đặc khu",
    "province": "tỉnh, thành phố",
    "foreign_collective": "tập thể người nước ngoài, người Việt Nam ở nước ngoài",
}


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
_1, _2, _3, _4 = (np.int8(number) for number in (1, 2, 3, 4))


def three_valued(flags: np.ndarray) -> np.ndarray:
    """-1/0/1 as NEEDS_EVIDENCE / NOT_MET / MET."""
    flags = flags.astype(np.int8, copy=False)
    return _4 - flags - _3 * flags * flags


def judged(flags: np.ndarray) -> np.ndarray:
    """-1/0/1 as NEEDS_JUDGEMENT / NOT_MET / MET."""
    flags = flags.astype(np.int8, copy=False)
    half = flags.view(np.uint8) >> np.uint8(7)  # 1 where unknown
    return three_valued(flags) - half.view(np.int8)


def tested(met: np.ndarray, known: np.ndarray) -> np.ndarray:
    """MET or NOT_MET where ``known``, NEEDS_EVIDENCE elsewhere. Both are boolean."""
    sure = (met & known).view(np.int8)
    return _4 - _4 * sure - _2 * (~known).view(np.int8)


def bounded(surely: np.ndarray, possibly: np.ndarray) -> np.ndarray:
    """MET where it holds whatever the unknown facts are, NOT_MET where it cannot, NEEDS_EVIDENCE between."""
    return _4 - _2 * surely.view(np.int8) - _2 * possibly.view(np.int8)


def replaced(outcomes: np.ndarray, where: np.ndarray, by: Outcome) -> np.ndarray:
    """``outcomes`` with ``by`` in the rows of the boolean ``where``."""
    mask = where.view(np.int8)
    return outcomes * (_1 - mask) + np.int8(by) * mask


def constant(n: int, outcome: Outcome) -> np.ndarray:
    """The same outcome for every row, without room."""
    return np.broadcast_to(np.int8(outcome), (n,))


class Node(Dated, Cited):
    """A condition or a group of conditions in an award's data.

    ``applies_to`` says which kind of facts can be asked, ``only`` whom of them the standard speaks of: for everybody
    else the node does not exist. A row whose group is not known needs evidence.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    text_vi: str
    applies_to: tuple[Kind, ...] = ("person", "collective")
    only: tuple[GroupName, ...] = ()

    def for_whom(self, facts: Facts, outcomes: np.ndarray) -> np.ndarray:
        """``outcomes`` with NOT_APPLICABLE for rows outside ``only``."""
        if not self.only:
            return outcomes
        codes = facts.group_codes()
        wanted = [code for name in self.only for code in facts.GROUPS.get(name, ())]
        inside = np.zeros(facts.n, bool)
        for code in wanted:
            inside |= codes == code
        asked = codes == -1
        outcomes = replaced(outcomes, asked, Outcome.NEEDS_EVIDENCE)
        return replaced(outcomes, ~(inside | asked), Outcome.NOT_APPLICABLE)


# What makes two conditions the same question: everything but their name, their words and their place in the law.
_DESCRIPTIVE = {
    *("code", "text_vi", "cite", "also_cite", "amended_by", "status", "sources", "note_vi", "last_checked"),
    *("valid_from", "valid_to", "applies_to", "decides", "parts"),
}


class Condition(Node):
    """One leaf. Subclasses compute columns of outcomes and say in Vietnamese what they saw."""

    decides: bool = True  # False: shown as a note, never counted
    attestation: str | None = None  # judgement that settles NEEDS_JUDGEMENT
    KIND: ClassVar[Kind | None] = None  # facts this condition can read; None = both

    @cached_property
    def signature(self) -> str:
        """Equal for conditions that give equal outcomes on the same facts and day."""
        asked = self.model_dump(exclude=_DESCRIPTIVE, mode="json")
        return json.dumps([asked, self.status.decides], sort_keys=True)

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

    def years_back(self) -> int:
        """How many years, the award year included, the condition may look at."""
        return 1

    def awards_asked(self) -> tuple[str, ...]:
        """Codes of the awards whose holding the condition reads."""
        return ()

    def settled(self, facts: Facts, on: date) -> np.ndarray:
        """Outcomes after the rules of the house: weak law never decides, recorded judgement does, ``only`` holds."""
        outcomes = self.outcomes(facts, on)
        if not self.status.decides:
            evidence = (outcomes == Outcome.NEEDS_EVIDENCE).view(np.int8)
            # NEEDS_EVIDENCE stays what it is; everything else waits for a person unless any reading would be met.
            outcomes = (_1 + evidence) * (_1 - self.safe(facts, on).view(np.int8))
        if self.attestation:
            open_question = outcomes == Outcome.NEEDS_JUDGEMENT
            said = judged(facts.attested(self.attestation))
            mask = open_question.view(np.int8)
            outcomes = outcomes * (_1 - mask) + said * mask
        return self.for_whom(facts, outcomes)


def all_of(parts: list[np.ndarray]) -> np.ndarray:
    """The worst outcome of each row; NOT_APPLICABLE where no part concerns it."""
    return _reduced(np.maximum, parts)


def any_of(parts: list[np.ndarray]) -> np.ndarray:
    """The best outcome of each row; NOT_COVERED where no alternative concerns it."""
    best = _reduced(np.minimum, [part.view(np.uint8) for part in parts]).view(np.int8)
    return replaced(best, best == Outcome.NOT_APPLICABLE, Outcome.NOT_COVERED)


def _reduced(best: Any, parts: list[np.ndarray]) -> np.ndarray:
    if len(parts) == 1:
        return parts[0]
    column = best(parts[0], parts[1])
    for part in parts[2:]:
        best(column, part, out=column)
    return column
