"""The order in which the conditions of an award are computed: worked out once for an award, a day and a kind of facts.

Equal questions get equal signatures, also across awards, so that judging many awards computes each question once.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .award import Award
from .book import Book
from .citations import Status
from .conditions import Condition, Kind
from .vocabulary import AnyNode, Group, MeetsStandardOf, NotCovered


@dataclass(frozen=True)
class Line:
    """One row of the outcomes: a condition, a note or a group, where it stands in the tree.

    ``parts`` are the line numbers below it, ``join`` how they are put together ("" for a leaf). Lines stand in the order
    of reading: what is below a line comes after it.
    """

    node: AnyNode
    path: str
    depth: int
    counts: bool
    parts: tuple[int, ...] = ()
    join: str = ""


@dataclass(frozen=True, eq=False)
class Plan:
    """``signatures`` name the question of each line; ``counted`` are the parts of a group that decide it."""

    award: Award
    lines: tuple[Line, ...]
    signatures: tuple[int, ...]
    counted: tuple[tuple[int, ...], ...]
    known: bool


@dataclass(frozen=True, eq=False)
class Step:
    """One question: a leaf, or a group of the answers of earlier steps."""

    question: int
    node: AnyNode
    join: str
    parts: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Program:
    """Several awards at once, every question once: ``steps`` in the order of computing, and for each of ``plans`` the
    step that answers each of its lines.
    """

    plans: tuple[Plan, ...]
    steps: tuple[Step, ...]
    answers: tuple[tuple[int, ...], ...]
    traced: deque[Any] = field(
        default_factory=lambda: deque(maxlen=16)
    )  # ways through the conditions, see ``traced.py``


class _Tree:
    def __init__(self, book: Book, on: date, kind: Kind) -> None:
        self.book, self.on, self.kind = book, on, kind
        self.lines: list[Line] = []

    def add(self, node: AnyNode, path: str, depth: int) -> int:
        number = len(self.lines)
        join = ""
        below: tuple[AnyNode, ...] = ()
        without: tuple[str, ...] = ()
        counts = node.decides if isinstance(node, Condition) else True
        if isinstance(node, Group):
            join, below = node.type, node.parts
        elif isinstance(node, MeetsStandardOf):
            version = self.book.award(node.award, self.on).version_on(self.on)
            join, below = ("all_of", ()) if version is None else (version.join, version.conditions)
            without = node.without
        self.lines.append(Line(node, path, depth, counts, (), join))
        if join:
            self.put(number, below, without)
        return number

    def put(self, number: int, below: tuple[AnyNode, ...], without: tuple[str, ...] = ()) -> None:
        """Add what is below the group on line ``number``."""
        line = self.lines[number]
        parts = tuple(
            self.add(each, f"{line.path}.{each.code}" if line.path else each.code, line.depth + 1)
            for each in below
            if each.holds_on(self.on) and self.kind in each.applies_to and each.code not in without
        )
        self.lines[number] = Line(line.node, line.path, line.depth, line.counts, parts, line.join)


def make_plan(book: Book, code: str, on: date, kind: Kind) -> Plan:
    """The plan of an award; kept by the book. Raises ``KeyError`` for an unknown award."""
    found = book.plans.get((code, on, kind))
    if found is None:
        found = book.plans[code, on, kind] = _planned(book, code, on, kind)
    return found


def make_program(book: Book, codes: tuple[str, ...], on: date, kind: Kind) -> Program:
    """The plans of several awards together; kept by the book. Raises ``KeyError`` for an unknown award and
    ``ValueError`` for one that does not go to such recipients.
    """
    found = book.plans.get((codes, on, kind))
    if found is None:
        for code in codes:
            if not book.award(code, on).goes_to(kind):
                raise ValueError(f"{code} does not go to a {kind}")
        found = book.plans[codes, on, kind] = _joint(tuple(make_plan(book, code, on, kind) for code in codes))
    return found


def _joint(plans: tuple[Plan, ...]) -> Program:
    number_of: dict[int, int] = {}
    steps: list[Step] = []
    for plan in plans:
        for line in range(len(plan.lines) - 1, -1, -1):  # what is below a line comes after it
            question = plan.signatures[line]
            if question not in number_of:
                parts = tuple(number_of[plan.signatures[part]] for part in plan.counted[line])
                number_of[question] = len(steps)
                steps.append(Step(question, plan.lines[line].node, plan.lines[line].join, parts))
    return Program(plans, tuple(steps), tuple(tuple(number_of[each] for each in plan.signatures) for plan in plans))


def _planned(book: Book, code: str, on: date, kind: Kind) -> Plan:
    award = book.award(code, on)
    version = award.version_on(on)
    known = version is not None and version.status.decides
    below: tuple[AnyNode, ...] = ()
    if version is None or not known:
        below = (_unknown_text(award, on, version.note_vi if version else ""),)
    else:
        below = version.conditions
    top = Group.model_construct(
        type=version.join if version is not None and known else "all_of",
        parts=(),
        code=award.code,
        text_vi=f"Tiêu chuẩn {award.short_vi}",
        applies_to=("person", "collective"),
        only=(),
        cite=award.cite,
        also_cite=(),
        amended_by=None,
        status=version.status if version else Status.UNKNOWN,
        sources=award.sources,
        note_vi="",
        last_checked=award.last_checked,
        valid_from=None,
        valid_to=None,
    )
    tree = _Tree(book, on, kind)
    tree.lines.append(Line(top, "", 0, True, (), top.type))
    tree.put(0, below)
    lines = tuple(tree.lines)
    counted = tuple(tuple(part for part in line.parts if lines[part].counts) for line in lines)
    return Plan(award, lines, _signatures(lines, counted), counted, known)


def _signatures(lines: tuple[Line, ...], counted: tuple[tuple[int, ...], ...]) -> tuple[int, ...]:
    found: list[object] = [None] * len(lines)
    for number in reversed(range(len(lines))):
        node, join = lines[number].node, lines[number].join
        if join:
            found[number] = (join, node.only, tuple(found[part] for part in counted[number]))
        else:
            assert isinstance(node, Condition)
            found[number] = node.signature
    # Nested tuples are slow keys: one small number for each question.
    return tuple(_number_of(each) for each in found)


_NUMBERS: dict[object, int] = {}


def _number_of(signature: object) -> int:
    return _NUMBERS.setdefault(signature, len(_NUMBERS))


def _unknown_text(award: Award, on: date, note_vi: str) -> NotCovered:
    text = note_vi or f"Dữ liệu không có tiêu chuẩn {award.short_vi} áp dụng cho ngày {on:%d/%m/%Y}"
    return NotCovered.model_validate(
        {
            "type": "not_covered",
            "code": "law_text_unknown",
            "text_vi": text,
            "cite": award.cite,
            "status": Status.UNKNOWN,
            "last_checked": award.last_checked,
            "note_vi": award.versions[0].law_basis_vi,
        }
    )
