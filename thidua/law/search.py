"""Finds awards of the book by words: names, abbreviations, the English name, conditions and articles; diacritics are
not needed. Every word asked must begin a word of one passage; a figure must be that figure.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from rulebook.award import Award
from rulebook.book import Book
from rulebook.vocabulary import AnyNode, Group
from thidua.law.queries import award_name
from thidua.shared.text import fold

_SHORT = 120  # signs of an excerpt
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Passage:
    """One place where words may be found; ``text`` is "" for the name itself."""

    words: str
    text: str
    citation: str
    rank: int


@dataclass(frozen=True)
class Found:
    """``passage`` is None when the name was found. ``rank`` is smaller the nearer the place: name, condition, rest."""

    passage: Passage | None
    rank: int = 0


def words_of(text: str) -> list[str]:
    """The words of a text without marks and signs, in lower case."""
    return _WORD.findall(fold(text))


def initials(name: str) -> str:
    """What people write for a name: Chiến sĩ thi đua cơ sở → cstdcs."""
    return "".join(word[0] for word in words_of(name))


def find(book: Book, regime: str, award: Award, asked: str) -> Found | None:
    """Where ``asked`` is found in an award; ``None`` when it is not. Signs alone find nothing."""
    words = words_of(asked)
    if not words:
        return None
    name, *others = _index(book)[regime, award.code]
    if _holds(name, words):
        return Found(None)
    return next((Found(passage, passage.rank) for passage in others if _holds(passage, words)), None)


def excerpt(text: str, asked: str) -> str:
    """The part of ``text`` around the first word asked, cut at blanks."""
    if len(text) <= _SHORT:
        return text
    plain, words = fold(text), words_of(asked)
    # Folding keeps one sign a letter in composed text; where it did not, the beginning will do.
    places = [place for word in words if (place := plain.find(word)) >= 0] if len(plain) == len(text) else []
    start = max(0, min(places, default=0) - _SHORT // 3)
    start = text.find(" ", start) + 1 if start else 0
    end = start + _SHORT
    end = text.rfind(" ", start, end) if end < len(text) else len(text)
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def _holds(passage: Passage, words: list[str]) -> bool:
    return all(f" {word}{' ' if word.isdigit() else ''}" in passage.words for word in words)


@lru_cache(maxsize=4)
def _index(book: Book) -> dict[tuple[str, str], tuple[Passage, ...]]:
    return {
        (regime.code, award.code): tuple(_passages(award))
        for regime in book.regimes
        for award in book.awards_of(regime.code)
    }


def _passages(award: Award) -> Iterator[Passage]:
    names = dict.fromkeys([award.name_vi, award_name(award.code)])
    known_as = [*names, *(initials(name) for name in names), award.short_vi, award.name_en, award.code]
    # An abbreviation is found with and without the blanks inside it: "CSTĐ cơ sở", "CSTĐCS".
    yield Passage(searchable(" ".join([*known_as, award.cite.label_vi])), "", "", 0)
    for version in award.versions:
        for node in _nodes(version.conditions):
            labels = "; ".join(cite.label_vi for cite in (node.cite, *node.also_cite))
            yield Passage(searchable(f"{node.text_vi} {labels} {node.note_vi}"), node.text_vi, node.cite.label_vi, 1)
    for each in (*award.authorities, *award.proposers):
        yield Passage(searchable(f"{each.label_vi} {each.cite.label_vi}"), each.label_vi, each.cite.label_vi, 2)
    for rule in award.votes:
        yield Passage(searchable(f"{rule.council_vi} {rule.cite.label_vi}"), rule.council_vi, rule.cite.label_vi, 2)
    for dossier in award.dossiers:
        papers = "; ".join(dossier.papers_vi)
        yield Passage(searchable(f"{papers} {dossier.cite.label_vi}"), papers, dossier.cite.label_vi, 2)


_PEOPLES_COMMITTEE = ("ubnd", "uy ban nhan dan")


def searchable(text: str) -> str:
    """The words of a text between blanks; the People's Committee is found by its name and by its abbreviation."""
    words = f" {' '.join(words_of(text))} "
    short, whole = (f" {each} " in words for each in _PEOPLES_COMMITTEE)
    if short != whole:
        words += f"{_PEOPLES_COMMITTEE[short]} "
    return words


def _nodes(nodes: tuple[AnyNode, ...]) -> Iterator[AnyNode]:
    for node in nodes:
        yield node
        if isinstance(node, Group):
            yield from _nodes(node.parts)
