"""What every condition of an award's data has in common. The vocabulary itself stands in ``vocabulary.py``.

A condition says once what it asks, in whole columns: facts answer in planes, outcomes are put together from planes.
"""

import json
from datetime import date
from functools import cached_property
from typing import ClassVar, Literal

from pydantic import Field

from .citations import Cited
from .dated import Dated
from .facts import Facts
from .outcomes import Outcome, Outcomes
from .planes import NONE, Plane

Kind = Literal["person", "collective"]
GroupName = Literal[
    "staff",
    "worker_farmer",
    "labourer",
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
    "labourer": "công nhân, nông dân, người lao động, kể cả theo hợp đồng",
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


class Node(Dated, Cited):
    """A condition or a group of conditions in an award's data.

    ``applies_to`` says which kind of facts can be asked, ``only`` whom of them the standard speaks of: for everybody
    else the node does not exist. A row whose group is not known needs evidence.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    text_vi: str
    applies_to: tuple[Kind, ...] = ("person", "collective")
    only: tuple[GroupName, ...] = ()

    def for_whom(self, facts: Facts, outcomes: Outcomes) -> Outcomes:
        """``outcomes`` with NOT_APPLICABLE for rows outside ``only``."""
        if not self.only:
            return outcomes
        group = facts.group
        inside = group.among(tuple(code for name in self.only for code in facts.GROUPS.get(name, ())))
        return outcomes.only(inside, group.known)


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

    def outcomes(self, facts: Facts, on: date) -> Outcomes:
        """The outcome of every row, reading the facts as the law value stands."""
        raise NotImplementedError

    def safe(self, facts: Facts, on: date) -> Plane:
        """Rows that meet the condition under any reading of a value we do not know well."""
        return NONE

    def fact_vi(self, facts: Facts, row: int, on: date) -> str:
        raise NotImplementedError

    def change_vi(self, facts: Facts, row: int, on: date) -> str:
        """What would make the condition met."""
        return f"Cần đạt: {self.text_vi}"

    def earliest_year(self, facts: Facts, row: int, on: date) -> int | None:
        """First award year in which a failed condition could be met; ``None`` when it cannot be derived."""
        return None

    @property
    def is_final(self) -> bool:
        """Whether the outcomes hold whatever the status of the law value, and need no judgement besides."""
        return False

    def years_back(self) -> int:
        """How many years, the award year included, the condition may look at."""
        return 1

    def awards_asked(self) -> tuple[str, ...]:
        """Codes of the awards whose holding the condition reads."""
        return ()

    def settled(self, facts: Facts, on: date) -> Outcomes:
        """Outcomes after the rules of the house: weak law never decides, recorded judgement does, ``only`` holds."""
        outcomes = self.outcomes(facts, on)
        if not self.is_final and not self.status.decides:
            outcomes = outcomes.undecided(self.safe(facts, on))
        if not self.is_final and self.attestation:
            outcomes = outcomes.answered(facts.said(self.attestation))
        return self.for_whom(facts, outcomes) if self.only else outcomes


__all__ = ["GROUPS_VI", "Condition", "GroupName", "Kind", "Node", "Outcome"]
