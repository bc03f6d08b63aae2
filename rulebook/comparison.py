"""The law of two days side by side: what of an award was added, removed, changed, and what stayed the same.

Conditions are matched by their code, everything else by whom or what it is about. An award that continues another one
of the regime before is compared with that.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from .award import Authority, Award, Version
from .book import Book
from .citations import Cited, Status
from .dated import Dated
from .vocabulary import AnyNode, Group
from .words import ABSENT_VI, ATTESTED_VI, JOINS_VI, all_nodes, bonus_vi, dossier_vi, ratio_vi, values_vi, vote_vi


class Part(StrEnum):
    """Where in the account of an award an entry stands; the order is that of reading."""

    STANDARD = "standard"
    CONDITION = "condition"
    AUTHORITY = "authority"
    PROPOSER = "proposer"
    VOTE = "vote"
    RATIO = "ratio"
    BONUS = "bonus"
    DOSSIER = "dossier"
    ITEMS = "items"


@dataclass(frozen=True)
class Entry:
    """One thing the law of a day says of an award. ``fields`` {label: words} is what is compared; ``key`` names it."""

    part: Part
    key: str
    title_vi: str
    depth: int
    fields: dict[str, str]
    thing: Any


class ChangeKind(StrEnum):
    """``SILENT``: there on one day only, because on the other the text is not known: nobody may call that a repeal."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SILENT = "silent"
    SAME = "same"


@dataclass(frozen=True)
class Change:
    """One entry on two days; ``fields`` are the (label, words before, words after) that differ."""

    kind: ChangeKind
    part: Part
    before: Entry | None
    after: Entry | None
    fields: tuple[tuple[str, str, str], ...] = ()

    @property
    def entry(self) -> Entry:
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def of_substance(self) -> bool:
        """Whether more changed than the article, the note, or how far the text has been read."""
        if self.kind is ChangeKind.CHANGED:
            return any(label not in _AROUND for label, _, _ in self.fields)
        return self.kind is not ChangeKind.SAME


@dataclass(frozen=True)
class Comparison:
    """``before`` and ``after`` are the editions that speak of the two days; ``None``: the award did not exist."""

    before: Award | None
    after: Award | None
    changes: tuple[Change, ...]

    def count(self, kind: ChangeKind) -> int:
        return sum(1 for change in self.changes if change.kind is kind)

    @property
    def differs(self) -> bool:
        return any(change.kind is not ChangeKind.SAME for change in self.changes)

    @property
    def of_substance(self) -> bool:
        return any(change.of_substance for change in self.changes)


def edition_on(book: Book, code: str, day: date) -> Award | None:
    """The edition of an award that speaks of ``day``, under whatever code it then had; ``None`` when none does.

    Raises ``KeyError`` for an unknown code.
    """
    award = book.award(code, day)
    return award if award.first_day <= day <= award.last_day else None


def entries_on(book: Book, award: Award | None, day: date) -> tuple[Entry, ...]:
    """Everything the data says of ``award`` on ``day``, in the order of reading."""
    if award is None:
        return ()
    version = award.version_on(day)
    found = [] if version is None else [_standard(version), *_conditions(book, award, version, day)]
    for part, values, key, title, words in _PARTS:
        found += [
            Entry(part, key(each), title(each), 0, words(each) | _cited(each), each)
            for each in values(award)
            if each.holds_on(day)
        ]
    return tuple(found)


def compare(book: Book, code: str, before: date, after: date) -> Comparison:
    """An award on two days. Raises ``KeyError`` for an unknown code."""
    old, new = edition_on(book, code, before), edition_on(book, code, after)
    changes = _matched(entries_on(book, old, before), entries_on(book, new, after))
    lost, gained = _silent_parts(book, new, after), _silent_parts(book, old, before)
    return Comparison(old, new, tuple(_unless_silent(change, lost, gained) for change in changes))


def _silent_parts(book: Book, award: Award | None, day: date) -> frozenset[Part]:
    """Parts of which the data does not know what the law of ``day`` says."""
    if award is None:
        return frozenset()
    if book.unknown_from(day):
        return frozenset(Part)
    version = award.version_on(day)
    silent = {Part.STANDARD, Part.CONDITION} if version is None or not version.status.decides else set()
    present = {entry.part for entry in entries_on(book, award, day)}
    # A law does not stop having a rule on votes or money; when our data has none, it has not been read.
    return frozenset(silent | (set(Part) - {Part.STANDARD, Part.CONDITION} - present))


def _unless_silent(change: Change, lost: frozenset[Part], gained: frozenset[Part]) -> Change:
    silent = (change.kind is ChangeKind.REMOVED and change.part in lost) or (
        change.kind is ChangeKind.ADDED and change.part in gained
    )
    return Change(ChangeKind.SILENT, change.part, change.before, change.after) if silent else change


def compare_all(book: Book, before: date, after: date) -> tuple[tuple[str, Comparison], ...]:
    """(code, comparison) of every award that exists on one of the two days, also of those that did not change.

    An award that goes on under another code is named by the later one.
    """
    now = {award.code for award in _existing(book, after)}
    gone = [award.code for award in _existing(book, before) if award.code not in now]
    found = [(code, compare(book, code, before, after)) for code in sorted(now)]
    continued = {each.before.code for _, each in found if each.before}
    found += [(code, compare(book, code, before, after)) for code in gone if code not in continued]
    return tuple(found)


def _existing(book: Book, day: date) -> Iterator[Award]:
    for regime in book.regimes:
        if regime.valid_from <= day and (regime.valid_to is None or day <= regime.valid_to):
            yield from (each for each in book.awards_of(regime.code) if each.first_day <= day <= each.last_day)


# A book never changes once it is read, and a page about an award asks more than once.
@lru_cache(maxsize=256)
def days_of_change(book: Book, code: str) -> tuple[tuple[date, Comparison], ...]:
    """(day, comparison with the day before) of every day on which something of an award changes, oldest first.

    The first day the data speaks of the award is not a change and is left out.
    """
    lines = [award for _, award in book.editions(code)]
    lines += [award for line in list(lines) if line.continues for _, award in book.editions(line.continues)]
    days: set[date] = set()
    for award in lines:
        for each in _dated(award):
            days |= {each.valid_from} if each.valid_from else set()
            days |= {each.valid_to + timedelta(days=1)} if each.valid_to else set()
    first = min(award.first_day for award in lines)
    found = ((day, compare(book, code, day - timedelta(days=1), day)) for day in sorted(days) if day > first)
    return tuple((day, each) for day, each in found if each.differs)


def _dated(award: Award) -> Iterator[Dated]:
    yield from (*award.authorities, *award.proposers, *award.votes, *award.bonuses)
    yield from (*award.ratios, *award.dossiers, *award.items, *award.versions)
    for version in award.versions:
        yield from all_nodes(version.conditions)


# ── matching ──


def _matched(old: tuple[Entry, ...], new: tuple[Entry, ...]) -> tuple[Change, ...]:
    before, after = _numbered(old), _numbered(new)
    changes: list[Change] = []
    # What is gone stands where it stood: after what it followed.
    gone: dict[Any, list[Change]] = {}
    last: Any = None
    for name, entry in before.items():
        if name in after:
            last = name
        else:
            gone.setdefault(last, []).append(Change(ChangeKind.REMOVED, entry.part, entry, None))
    changes += gone.pop(None, [])
    for name, entry in after.items():
        earlier = before.get(name)
        if earlier is None:
            changes.append(Change(ChangeKind.ADDED, entry.part, None, entry))
        else:
            fields = (*_differing(earlier.fields, entry.fields), *_other_attestation(earlier.thing, entry.thing))
            changes.append(
                Change(ChangeKind.CHANGED if fields else ChangeKind.SAME, entry.part, earlier, entry, fields)
            )
        changes += gone.pop(name, [])
    order = list(Part)
    return tuple(sorted(changes, key=lambda change: order.index(change.part)))


def _numbered(entries: Iterable[Entry]) -> dict[tuple[Part, str, int], Entry]:
    found: dict[tuple[Part, str, int], Entry] = {}
    for entry in entries:
        number = 0
        while (entry.part, entry.key, number) in found:
            number += 1
        found[entry.part, entry.key, number] = entry
    return found


def _differing(before: dict[str, str], after: dict[str, str]) -> tuple[tuple[str, str, str], ...]:
    labels = dict.fromkeys([*after, *before])
    pairs = ((label, before.get(label, ""), after.get(label, "")) for label in labels)
    return tuple((label, old or _absent_vi(label), new or _absent_vi(label)) for label, old, new in pairs if old != new)


def _other_attestation(before: Any, after: Any) -> tuple[tuple[str, str, str], ...]:
    """What was attested for the condition of one day says nothing of the other when the question is another."""
    old, new = getattr(before, "attestation", None), getattr(after, "attestation", None)
    return ((ATTESTED_VI, "có", "có, nội dung xác nhận khác trước"),) if old and new and old != new else ()


def _absent_vi(label: str) -> str:
    return ABSENT_VI.get(label, "không có")


# ── what is compared ──

_AROUND = {"Căn cứ", "Tình trạng đối chiếu", "Ghi chú", "Văn bản"}


def _cited(thing: Cited) -> dict[str, str]:
    found = {"Căn cứ": "; ".join(cite.label_vi for cite in (thing.cite, *thing.also_cite))}
    found["Tình trạng đối chiếu"] = thing.status.label_vi
    if thing.note_vi:
        found["Ghi chú"] = thing.note_vi
    return found


def _standard(version: Version) -> Entry:
    known = "đã có trong dữ liệu" if version.status is not Status.UNKNOWN else "chưa biết nội dung"
    fields = {"Văn bản": version.law_basis_vi, "Nội dung tiêu chuẩn": known}
    if version.status.decides:
        fields["Cách xét"] = JOINS_VI[version.join]
    if version.note_vi:
        fields["Ghi chú"] = version.note_vi
    return Entry(Part.STANDARD, "", "Tiêu chuẩn", 0, fields, version)


def _conditions(book: Book, award: Award, version: Version, day: date) -> Iterator[Entry]:
    def below(nodes: Iterable[AnyNode], depth: int, group: str) -> Iterator[Entry]:
        for node in nodes:
            if node.holds_on(day) and any(award.goes_to(kind) for kind in node.applies_to):
                fields = {"Nội dung": node.text_vi} | values_vi(node, book, award, day)
                if group:
                    fields["Thuộc nhóm"] = group
                yield Entry(Part.CONDITION, node.code, node.text_vi, depth, fields | _cited(node), node)
                if isinstance(node, Group):
                    yield from below(node.parts, depth + 1, node.text_vi)

    yield from below(version.conditions, 0, "")


def _person_vi(authority: Authority) -> dict[str, str]:
    return {"Ai": authority.label_vi}


_PARTS: tuple[tuple[Part, Callable, Callable[[Any], str], Callable[[Any], str], Callable[[Any], dict]], ...] = (
    (Part.AUTHORITY, lambda a: a.authorities, lambda v: v.code, lambda v: v.label_vi, _person_vi),
    (Part.PROPOSER, lambda a: a.proposers, lambda v: v.code, lambda v: v.label_vi, _person_vi),
    (Part.VOTE, lambda a: a.votes, lambda v: "", lambda v: "Hội đồng bỏ phiếu", vote_vi),
    (Part.RATIO, lambda a: a.ratios, lambda v: v.base or "", lambda v: "Tỷ lệ", ratio_vi),
    (Part.BONUS, lambda a: a.bonuses, lambda v: v.issuer or "", lambda v: "Mức tiền thưởng", bonus_vi),
    (Part.DOSSIER, lambda a: a.dossiers, lambda v: "", lambda v: "Hồ sơ đề nghị", dossier_vi),
    (
        Part.ITEMS,
        lambda a: a.items,
        lambda v: "",
        lambda v: "Hiện vật kèm theo",
        lambda v: {"Gồm": "; ".join(v.items_vi)},
    ),
)

__all__ = [
    "Change",
    "ChangeKind",
    "Comparison",
    "Entry",
    "Part",
    "compare",
    "compare_all",
    "days_of_change",
    "edition_on",
    "entries_on",
]
