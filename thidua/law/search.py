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

_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class Passage:
    """One place where words may be found; ``text`` is "" for the name itself."""

    words: str
    text: str
    citation: str


@dataclass(frozen=True)
class Found:
    """``passage`` is None when the name was found."""

    passage: Passage | None


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
    return next((Found(passage) for passage in others if _holds(passage, words)), None)


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
    yield Passage(_padded(" ".join([*known_as, award.cite.label_vi])), "", "")
    for version in award.versions:
        for node in _nodes(version.conditions):
            labels = "; ".join(cite.label_vi for cite in (node.cite, *node.also_cite))
            yield Passage(_padded(f"{node.text_vi} {labels} {node.note_vi}"), node.text_vi, node.cite.label_vi)
    for each in (*award.authorities, *award.proposers):
        yield Passage(_padded(f"{each.label_vi} {each.cite.label_vi}"), each.label_vi, each.cite.label_vi)
    for rule in award.votes:
        yield Passage(_padded(f"{rule.council_vi} {rule.cite.label_vi}"), rule.council_vi, rule.cite.label_vi)
    for dossier in award.dossiers:
        papers = "; ".join(dossier.papers_vi)
        yield Passage(_padded(f"{papers} {dossier.cite.label_vi}"), papers, dossier.cite.label_vi)


def _padded(text: str) -> str:
    return f" {' '.join(words_of(text))} "


def _nodes(nodes: tuple[AnyNode, ...]) -> Iterator[AnyNode]:
    for node in nodes:
        yield node
        if isinstance(node, Group):
            yield from _nodes(node.parts)
