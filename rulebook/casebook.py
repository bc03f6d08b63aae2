"""The worked examples of ``cases/``: one file per award and regime, facts that differ from a common base, a day, and the
verdict a lawyer expects. The tests run them all; the reading room shows each with what the judge says now.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from .book import Book, BookError, load_book
from .facts import CollectiveFacts, Facts, PersonFacts
from .judge import judge
from .verdict import Verdict, explain
from .yamlfile import line_of, read_yaml

FOLDER = Path(__file__).parent / "cases"
_FILE_KEYS = {"award", "award_year", "register_complete_from", "initiatives_complete_from", "base", "cases"}
_CASE_KEYS = {
    *("name", "name_vi", "day", "facts", "expect", "outcomes", "citations", "facts_vi", "grounds", "notes"),
    *("earliest_year", "collective", "register_complete_from", "award_year"),
}
_MERGED = ("attestations", "measures")  # given key by key over those of the base


@dataclass(frozen=True, eq=False)
class Case:
    """One worked example. ``facts`` are the file's ``base`` with ``own`` put over it.

    ``expect`` is an outcome of ``Verdict``; ``outcomes`` {condition code: outcome}, ``citations`` and ``facts_vi``
    {condition code: text}; ``notes`` and ``earliest_year`` are checked only when ``checks`` names them.
    """

    regime: str
    award: str
    slug: str
    name: str
    name_vi: str
    day: date
    award_year: int
    facts: Mapping[str, Any]
    own: Mapping[str, Any]
    base: Mapping[str, Any]
    expect: str
    outcomes: Mapping[str, str]
    citations: Mapping[str, str]
    facts_vi: Mapping[str, str]
    grounds: tuple[str, ...]
    notes: tuple[str, ...]
    earliest_year: int | None
    checks: frozenset[str]
    collective: bool | None
    register_complete_from: int | None
    initiatives_complete_from: int | None

    def kind(self, book: Book) -> str:
        """Whether the case is about a person or a collective."""
        collective = self.collective
        if collective is None:
            collective = not book.award(self.award, self.day).for_people
        return "collective" if collective else "person"


def load_cases(folder: Path = FOLDER) -> tuple[Case, ...]:
    """Every case of every award below ``folder``, in the order of regimes, files and lines.

    Folders that are not regimes hold cases of other kinds. Raises ``BookError`` naming file and line for an unknown
    key, a missing one, or a day that is none.
    """
    regimes = [regime.code for regime in load_book().regimes]
    return tuple(case for code in regimes for path in sorted((folder / code).glob("*.yaml")) for case in _read(path))


@lru_cache(maxsize=1)
def shipped_cases() -> tuple[Case, ...]:
    """The cases of this package, read once per process."""
    return load_cases()


def cases_of(regime: str, award: str) -> tuple[Case, ...]:
    return tuple(case for case in shipped_cases() if (case.regime, case.award) == (regime, award))


def _read(path: Path) -> Iterator[Case]:
    content, node = read_yaml(path)
    if not isinstance(content, dict) or content.get("award") != path.stem:
        raise BookError(f"{path}:1: the key award must say {path.stem!r}, as the name of the file does")
    _check_keys(path, node, (), content, _FILE_KEYS, {"award", "award_year", "cases"})
    base = content.get("base") or {}
    slugs: set[str] = set()
    for number, given in enumerate(content["cases"]):
        where = ("cases", number)
        _check_keys(path, node, where, given, _CASE_KEYS, {"name", "day", "expect"})
        slug = _unused(slug_of(given["name"]) or "case", slugs)
        slugs.add(slug)
        if not isinstance(given["day"], date):
            raise BookError(f"{path}:{line_of(node, (*where, 'day'))}: day is {given['day']!r}, a day is needed")
        own = given.get("facts") or {}
        merged = {name: {**(base.get(name) or {}), **(own.get(name) or {})} for name in _MERGED}
        yield Case(
            regime=path.parent.name,
            award=path.stem,
            slug=slug,
            name=given["name"],
            name_vi=given.get("name_vi", ""),
            day=given["day"],
            award_year=given.get("award_year", content["award_year"]),
            facts={**base, **own, **{name: values for name, values in merged.items() if values}},
            own=own,
            base=base,
            expect=given["expect"],
            outcomes=given.get("outcomes") or {},
            citations=given.get("citations") or {},
            facts_vi=given.get("facts_vi") or {},
            grounds=tuple(given.get("grounds") or ()),
            notes=tuple(given.get("notes") or ()),
            earliest_year=given.get("earliest_year"),
            checks=frozenset(given) & {"notes", "earliest_year"},
            collective=given.get("collective"),
            register_complete_from=given.get("register_complete_from", content.get("register_complete_from")),
            initiatives_complete_from=content.get("initiatives_complete_from"),
        )


def _check_keys(path: Path, node: Any, where: tuple, given: Any, allowed: set[str], needed: set[str]) -> None:
    place = f"{path}:{line_of(node, where)}"
    if not isinstance(given, dict):
        raise BookError(f"{place}: a mapping is needed")
    for word, keys in (("unknown", set(given) - allowed), ("missing", needed - set(given))):
        if keys:
            raise BookError(f"{place}: {word} key {sorted(map(str, keys))[0]!r}")


def slug_of(name: str) -> str:
    """The name of a case as it stands in an address."""
    plain = unicodedata.normalize("NFD", name.lower()).replace("đ", "d")
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in plain if not unicodedata.combining(c))).strip("-")


def _unused(slug: str, taken: set[str]) -> str:
    """``slug``, with a number when an earlier case of the file has it."""
    return next(
        each for each in itertools.chain([slug], (f"{slug}-{n}" for n in itertools.count(2))) if each not in taken
    )


def facts_of(case: Case, book: Book | None = None) -> Facts:
    """The columns of a case, one row called "case". Raises ``FactError`` and ``KeyError`` as their readers do."""
    book = book or load_book()
    row = {**case.facts, "key": "case"}
    kind = case.kind(book)
    if kind == "collective":
        row = {key: value for key, value in row.items() if key not in ("subject", "discipline")}
        window = book.years_back(case.award, case.day, "collective")
        return CollectiveFacts.from_rows([row], case.award_year, case.register_complete_from, window)
    window = book.years_back(case.award, case.day, "person")
    return PersonFacts.from_rows(
        [row], case.award_year, case.register_complete_from, case.initiatives_complete_from, window
    )


def run(case: Case, book: Book | None = None) -> Verdict:
    """What the judge says of the case under the law of its day."""
    return explain(judge(case.award, facts_of(case, book), case.day, book), 0)


@dataclass(frozen=True)
class Mismatch:
    """One thing a case expects and the verdict does not give. ``about`` is "verdict", "grounds", "notes",
    "earliest_year" or the code of a condition; ``what``: outcome, citation or fact."""

    about: str
    what: str
    expected: str
    found: str


def mismatches(case: Case, verdict: Verdict) -> tuple[Mismatch, ...]:
    """Everything in which ``verdict`` differs from what the case expects; empty when it holds."""
    found = []
    if verdict.outcome != case.expect:
        found.append(Mismatch("verdict", "outcome", case.expect, verdict.outcome))
    by_code = {reason.code: reason for reason in (*verdict.notes, *verdict.conditions)}
    wanted = (("outcome", case.outcomes), ("citation", case.citations), ("fact_vi", case.facts_vi))
    for what, values in wanted:
        for code, value in values.items():
            got = getattr(by_code[code], what) if code in by_code else ""
            if got != value:
                found.append(Mismatch(code, what, value, got))
    missing = [ground for ground in case.grounds if ground not in verdict.grounds]
    if missing:
        found.append(Mismatch("grounds", "outcome", ", ".join(missing), ", ".join(verdict.grounds)))
    notes = tuple(note.code for note in verdict.notes)
    if "notes" in case.checks and notes != case.notes:
        found.append(Mismatch("notes", "outcome", ", ".join(case.notes), ", ".join(notes)))
    if "earliest_year" in case.checks and verdict.earliest_year != case.earliest_year:
        found.append(Mismatch("earliest_year", "outcome", str(case.earliest_year), str(verdict.earliest_year)))
    return tuple(found)


__all__ = ["Case", "Mismatch", "cases_of", "facts_of", "load_cases", "mismatches", "run", "shipped_cases", "slug_of"]
