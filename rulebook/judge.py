"""Facts, an award and a day in; one outcome per row and per condition out.

The same code serves one row and a million: every condition is computed once per column, never per row.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

import numpy as np

from .book import Award, Book, load_book
from .citations import Cited, Status
from .conditions import Condition, Outcome, all_of, any_of
from .facts import CollectiveFacts, Facts, PersonFacts
from .vocabulary import AnyNode, Group, MeetsStandardOf, NotCovered


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
_DECISION_OF = np.array(
    [
        Decision.MAY_BE_PROPOSED,
        Decision.HUMAN_MUST_LOOK,
        Decision.HUMAN_MUST_LOOK,
        Decision.HUMAN_MUST_LOOK,
        Decision.MAY_NOT,
    ],
    np.int8,
)


@dataclass(frozen=True)
class Line:
    """One row of the outcome matrix: a condition, a note or a group, where it stands in the tree."""

    node: AnyNode
    path: str
    depth: int
    counts: bool
    parts: tuple[int, ...] = ()
    join: str = ""


@dataclass(frozen=True, eq=False)
class Verdicts:
    """``decisions`` n × ``Decision``; ``outcomes`` lines × n of ``Outcome``; line 0 is the whole standard."""

    award: Award
    facts: Facts
    on: date
    decisions: np.ndarray
    outcomes: np.ndarray
    lines: tuple[Line, ...]
    data_version: str

    def count(self, decision: Decision) -> int:
        return int((self.decisions == decision).sum())

    def outcome(self, code: str, row: int) -> Outcome:
        """Outcome of the condition called ``code`` (first in order); ``KeyError`` when the award has none."""
        for line, column in zip(self.lines, self.outcomes, strict=True):
            if line.node.code == code:
                return Outcome(int(column[row]))
        raise KeyError(f"{self.award.code} has no condition {code!r} on {self.on}")


class _Tree:
    def __init__(self, facts: Facts, on: date, book: Book) -> None:
        self.facts, self.on, self.book = facts, on, book
        self.lines: list[Line] = []
        self.columns: list[np.ndarray] = []

    def add(self, node: AnyNode, path: str, depth: int) -> int:
        """Append ``node`` and what lies below it; give its line number."""
        number = len(self.lines)
        self.lines.append(Line(node, path, depth, True))
        self.columns.append(np.empty(0, np.int8))
        if isinstance(node, Group):
            join, below = node.type, node.parts
        elif isinstance(node, MeetsStandardOf):
            version = self.book.award(node.award).version_on(self.on)
            join, below = ("all_of", ()) if version is None else (version.join, version.conditions)
        else:
            self.columns[number] = node.settled(self.facts, self.on)
            self.lines[number] = Line(node, path, depth, node.decides)
            return number
        self.join(number, node, path, depth, join, below)
        return number

    def join(self, number: int, node: AnyNode, path: str, depth: int, join: str, below: tuple[AnyNode, ...]) -> None:
        kind = self.facts.KIND
        parts = [
            self.add(each, f"{path}.{each.code}" if path else each.code, depth + 1)
            for each in below
            if each.holds_on(self.on) and kind in each.applies_to
        ]
        counted = [self.columns[part] for part in parts if self.lines[part].counts]
        if not counted:
            column = np.full(self.facts.n, Outcome.NOT_COVERED, np.int8)
        else:
            column = (all_of if join == "all_of" else any_of)(counted)
        self.columns[number] = column
        self.lines[number] = Line(node, path, depth, True, tuple(parts), join)


def _unknown_text(award: Award, on: date, note_vi: str) -> NotCovered:
    base = award.versions[0] if award.versions else None
    text = note_vi or f"Dữ liệu không có tiêu chuẩn {award.short_vi} áp dụng cho ngày {on:%d/%m/%Y}"
    return NotCovered.model_validate(
        {
            "type": "not_covered",
            "code": "law_text_unknown",
            "text_vi": text,
            "cite": award.cite,
            "status": Status.UNKNOWN,
            "last_checked": award.last_checked,
            "note_vi": base.law_basis_vi if base else "",
        }
    )


def judge(award_code: str, facts: Facts, on: date, book: Book | None = None) -> Verdicts:
    """Judge every row of ``facts`` for an award under the law of ``on`` (the rule date of the dossier).

    Raises ``KeyError`` for an unknown award and ``ValueError`` when the award does not go to such recipients.
    """
    book = book or load_book()
    award = book.award(award_code)
    needed = {"person": "individual", "collective": "collective"}.get(facts.KIND)
    if not isinstance(facts, PersonFacts | CollectiveFacts) or needed not in award.recipient_kinds:
        raise ValueError(f"{award_code} does not go to a {facts.KIND or 'row of these facts'}")
    version = award.version_on(on)
    tree = _Tree(facts, on, book)
    known = version is not None and version.status.decides
    if version is not None and known:
        below, join = version.conditions, version.join
    else:
        below, join = (_unknown_text(award, on, version.note_vi if version else ""),), "all_of"
    top = Group.model_construct(
        type=join,
        parts=(),
        code=award.code,
        text_vi=f"Tiêu chuẩn {award.short_vi}",
        applies_to=("person", "collective"),
        cite=award.cite,
        status=version.status if version else Status.UNKNOWN,
        sources=award.sources,
        note_vi="",
        last_checked=award.last_checked,
        valid_from=None,
        valid_to=None,
    )
    tree.lines.append(Line(top, "", 0, True))
    tree.columns.append(np.empty(0, np.int8))
    tree.join(0, top, "", 0, join, below)
    outcomes = np.vstack(tree.columns)
    return Verdicts(award, facts, on, _DECISION_OF[outcomes[0]], outcomes, tuple(tree.lines), book.data_version)


__all__ = ["Cited", "Condition", "Decision", "Line", "Outcome", "Verdicts", "judge"]
