"""What of the book is verified, what is memory, what is open: counted per award, per regime and in all.

A value is whatever carries a status of its own: each condition and group, each time of a standard, who decides and
proposes, vote rules, bonuses, ratios, papers, items. Dated values count one by one.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from .award import Award, Version
from .book import Book, load_book
from .citations import Cited, Status
from .dated import Dated
from .rules import AREAS, Area, OpenQuestion, load_open_questions, load_rules
from .vocabulary import AnyNode, Group, NotCovered

PARTS_VI = {
    "award": "Tên gọi và quy định chung",
    "standard": "Tiêu chuẩn",
    "condition": "Điều kiện",
    "authority": "Thẩm quyền quyết định",
    "proposer": "Nơi trình, đề nghị",
    "vote": "Bỏ phiếu của hội đồng",
    "bonus": "Mức tiền thưởng",
    "ratio": "Tỷ lệ",
    "dossier": "Hồ sơ",
    "items": "Hiện vật",
}


@dataclass(frozen=True)
class Value:
    """One value of the book and how well it is known. ``open``: the law says something that the data does not hold."""

    regime: str
    award: str
    award_vi: str
    part: str  # key of PARTS_VI
    code: str  # of the condition or the authority; "" elsewhere
    text_vi: str
    citation: str
    status: Status
    valid_from: date | None
    valid_to: date | None
    open: bool


@dataclass(frozen=True)
class Counts:
    """Numbers of values: ``of`` {status: n}, and how many are open whatever their status."""

    of: dict[Status, int]
    open: int

    @property
    def total(self) -> int:
        return sum(self.of.values())

    @property
    def verified(self) -> int:
        """Compared with a text, in whole or in part."""
        return self.of.get(Status.VERIFIED, 0) + self.of.get(Status.VERIFIED_PARTIAL, 0)

    @property
    def memory(self) -> int:
        """Not read again since it was written down."""
        return sum(self.of.get(each, 0) for each in (Status.MEMORY_HIGH, Status.MEMORY_MEDIUM, Status.MEMORY_LOW))

    @property
    def other(self) -> int:
        """Drafts and defaults of one place: no national law in force."""
        return self.of.get(Status.DRAFT, 0) + self.of.get(Status.LOCAL_DEFAULT, 0)

    @property
    def unknown(self) -> int:
        return self.of.get(Status.UNKNOWN, 0)

    @property
    def undecided(self) -> int:
        """Values that never decide by themselves."""
        return sum(number for status, number in self.of.items() if not status.decides)


@dataclass(frozen=True)
class AwardStock:
    """The counts of one award under one regime; ``known``: a standard is there for some day."""

    regime: str
    award: Award
    counts: Counts
    known: bool


@dataclass(frozen=True)
class RuleStock:
    """The counts of the general rules of one area under one regime."""

    regime: str
    area: Area
    counts: Counts


@dataclass(frozen=True)
class Stocktake:
    """``awards`` in the order of the regimes and their files; ``open`` are the values the data does not hold.

    ``rules`` and ``questions`` are those of the shipped data, and empty for any other book.
    """

    awards: tuple[AwardStock, ...]
    values: tuple[Value, ...]
    rules: tuple[RuleStock, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()

    @property
    def open(self) -> tuple[Value, ...]:
        return tuple(value for value in self.values if value.open)

    @property
    def whole(self) -> Counts:
        return _counted(self.values)

    def of_regime(self, regime: str) -> Counts:
        return _counted(value for value in self.values if value.regime == regime)

    def without_standard(self, regime: str) -> tuple[Award, ...]:
        """Awards of a regime whose standard is nowhere in the data."""
        return tuple(stock.award for stock in self.awards if stock.regime == regime and not stock.known)


@lru_cache(maxsize=2)
def take_stock(book: Book | None = None) -> Stocktake:
    """Count every value of ``book`` (default: the one shipped with this package)."""
    book = book or load_book()
    awards: list[AwardStock] = []
    values: list[Value] = []
    for regime in book.regimes:
        for award in sorted(book.awards_of(regime.code), key=lambda each: each.code):
            mine = tuple(_values(regime.code, award))
            known = any(_has_standard(book, award, version) for version in award.versions)
            awards.append(AwardStock(regime.code, award, _counted(mine), known))
            values.extend(mine)
    if book is not load_book():
        return Stocktake(tuple(awards), tuple(values))
    return Stocktake(tuple(awards), tuple(values), tuple(_rules(book)), load_open_questions())


def _rules(book: Book) -> Iterator[RuleStock]:
    for regime in book.regimes:
        for area in AREAS:
            found = Counter(rule.status for rule in load_rules() if (rule.regime, rule.area) == (regime.code, area))
            if found:
                in_order = {status: found[status] for status in Status if found[status]}
                yield RuleStock(regime.code, area, Counts(in_order, found[Status.UNKNOWN]))


def _has_standard(book: Book, award: Award, version: Version) -> bool:
    days = {version.valid_from, version.valid_to, *(node.valid_from for node in version.conditions)}
    return any(book.is_known(award, day) for day in days if day and version.holds_on(day))


def _counted(values: Iterable[Value]) -> Counts:
    values = list(values)
    found = Counter(value.status for value in values)
    return Counts({status: found[status] for status in Status if found[status]}, sum(1 for v in values if v.open))


def _values(regime: str, award: Award) -> Iterator[Value]:
    def value(part: str, text: str, thing: Dated | None, cited: Cited, code: str = "", open_: bool = False) -> Value:
        begins, ends = (thing.valid_from, thing.valid_to) if thing else (None, None)
        unknown = open_ or cited.status is Status.UNKNOWN
        return Value(
            regime,
            award.code,
            award.name_vi,
            part,
            code,
            text,
            cited.cite.label_vi,
            cited.status,
            begins,
            ends,
            unknown,
        )

    yield value("award", award.name_vi, None, award)
    for version in award.versions:
        text = version.note_vi or version.law_basis_vi
        yield Value(
            *(regime, award.code, award.name_vi, "standard", "", text, award.cite.label_vi, version.status),
            *(version.valid_from, version.valid_to, version.status is Status.UNKNOWN),
        )
        for node in _nodes(version.conditions):
            yield value("condition", node.text_vi, node, node, node.code, isinstance(node, NotCovered))
    for part, people in (("authority", award.authorities), ("proposer", award.proposers)):
        for each in people:
            yield value(part, each.label_vi, each, each, each.code)
    for rule in award.votes:
        yield value("vote", rule.council_vi, rule, rule)
    for bonus in award.bonuses:
        yield value("bonus", PARTS_VI["bonus"], bonus, bonus, bonus.issuer or "")
    for ratio in award.ratios:
        yield value("ratio", ratio.set_by_vi or PARTS_VI["ratio"], ratio, ratio, ratio.base or "")
    for dossier in award.dossiers:
        yield value("dossier", "; ".join(dossier.papers_vi) or PARTS_VI["dossier"], dossier, dossier)
    for items in award.items:
        yield value("items", "; ".join(items.items_vi), items, items)


def _nodes(nodes: Iterable[AnyNode]) -> Iterator[AnyNode]:
    for node in nodes:
        yield node
        if isinstance(node, Group):
            yield from _nodes(node.parts)


__all__ = ["PARTS_VI", "AwardStock", "Counts", "RuleStock", "Stocktake", "Value", "take_stock"]
