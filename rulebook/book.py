"""Loads the law of ``data/`` once, checks it, and answers what holds on a day."""

import copy
import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import model_validator

from .award import Award, Bonus, Regime, Version, VoteRule, leaves
from .citations import Citation, Cited, Instrument, Source, Status
from .conditions import Condition, Kind
from .dated import Strict
from .vocabulary import AnyNode, Duty, Group, MeetsStandardOf, NotCovered, SubsidiaryRules
from .yamlfile import BookError, load_model

__all__ = [
    "Award",
    "Bonus",
    "Book",
    "BookError",
    "Citation",
    "Instrument",
    "Regime",
    "Source",
    "Status",
    "Transition",
    "Version",
    "VoteRule",
    "leaves",
    "load_book",
]

DATA = Path(__file__).parent / "data"


class _Instruments(Strict):
    instruments: dict[str, Instrument]


class _Sources(Strict):
    sources: dict[str, Source]


class Boundary(Strict):
    """A day on which the law changed: what begins, and whether its text is known."""

    day: date
    name_vi: str
    instrument: str
    known: bool


class Transition(Cited):
    """What the law that began on ``day`` says of dossiers it finds on the way (``transitions.yaml``)."""

    day: date
    clause: Literal["no_clause", "received_before"]
    more_favourable: bool = False
    text_vi: str


class _Transitions(Strict):
    last_checked: date
    transitions: tuple[Transition, ...]


class _Regimes(Strict):
    regimes: tuple[Regime, ...]
    boundaries: tuple[Boundary, ...]

    @model_validator(mode="after")
    def _in_order(self):
        for earlier, later in zip(self.regimes, self.regimes[1:], strict=False):
            if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
                raise ValueError(f"regime {later.code} begins before {earlier.code} ends")
        days = [each.day for each in self.boundaries]
        if days != sorted(set(days)):
            raise ValueError("boundaries must stand in the order of their days, each once")
        return self


class Book:
    """All awards of all regimes, and the fingerprint of the data they came from."""

    def __init__(self, folder: Path = DATA) -> None:
        """Raises ``BookError`` with file and line when a data file is wrong."""
        self.instruments = load_model(folder / "instruments.yaml", _Instruments).instruments
        self.sources = load_model(folder / "sources.yaml", _Sources).sources
        times = load_model(folder / "regimes.yaml", _Regimes)
        self.regimes, self.boundaries = times.regimes, times.boundaries
        context = {"instruments": self.instruments, "sources": self.sources}
        self.transitions = self._read_transitions(folder / "transitions.yaml", context)
        known = {regime.code: number for number, regime in enumerate(self.regimes)}
        # Newest regime first: the edition of today is the one most callers mean.
        self._editions: dict[str, list[tuple[str, Award]]] = {}
        files = sorted((folder / "regimes").glob("*/*.yaml"), key=lambda p: (-known.get(p.parent.name, 0), p.name))
        for path in files:
            if path.parent.name not in known:
                raise BookError(f"{path}:1: {path.parent.name!r} is not in regimes.yaml")
            award = load_model(path, Award, context)
            if award.code != path.stem:
                raise BookError(f"{path}:1: the file holds {award.code!r}, its name says {path.stem!r}")
            self._editions.setdefault(award.code, []).append((path.parent.name, award))
            self._check_times(path, award, self.regimes[known[path.parent.name]])
        for path in files:
            self._check_references(path)
        self._check_circles(files)
        self.data_version = fingerprint(folder)
        self.plans: dict[tuple[Any, date, str], Any] = {}  # kept by rulebook.plan

    def award(self, code: str, on: date | None = None) -> Award:
        """The edition of an award that speaks of the day ``on``: of the regime of that day, where it had another code
        the award it continues, else the nearest. Without a day the newest. ``KeyError`` names an unknown code.
        """
        if code not in self._editions:
            raise KeyError(f"no award is called {code!r}")
        found = [award for _, award in self._editions[code]]
        if on is None:
            return found[0]
        chain = list(found)
        for award in found:
            if award.continues:
                chain.extend(edition for _, edition in self._editions[award.continues])
        return next((award for award in chain if award.first_day <= on <= award.last_day), found[0])

    def with_awards(self, changed: Mapping[tuple[str, str], Award], mark: str) -> "Book":
        """A book with other editions of some awards, {(regime, code): award}; everything else is shared.

        ``mark`` says what changed: the new book has a ``data_version`` of its own.
        """
        other = copy.copy(self)
        other.plans = {}
        other._editions = {
            code: [(regime, changed.get((regime, code), award)) for regime, award in editions]
            for code, editions in self._editions.items()
        }
        other.data_version = hashlib.sha256(f"{self.data_version}:{mark}".encode()).hexdigest()[:16]
        return other

    def with_condition(self, award_code: str, condition_code: str, on: date, **values: Any) -> "Book":
        """What if? A book with other ``values`` in one condition of the standard of ``on``; everything else is shared.

        Raises ``KeyError`` for an unknown award or condition and ``ValueError`` for values it cannot have.
        """
        award = self.award(award_code, on)
        changed = award.with_condition(condition_code, on, **values)
        regime = next(regime for regime, each in self.editions(award.code) if each is award)
        mark = f"{regime}:{award.code}:{condition_code}:{on}:{sorted(values.items())!r}"
        return self.with_awards({(regime, award.code): changed}, mark)

    def editions(self, code: str) -> tuple[tuple[str, Award], ...]:
        """(regime, award) of every regime that has the award, newest first. ``KeyError``: no such award."""
        if code not in self._editions:
            raise KeyError(f"no award is called {code!r}")
        return tuple(self._editions[code])

    def awards(self, on: date | None = None) -> tuple[Award, ...]:
        """The newest edition of every award; with a day only the awards of the regime of that day."""
        if on is None:
            return tuple(editions[0][1] for editions in self._editions.values())
        return self.awards_of(self.regime_on(on).code)

    def codes(self) -> tuple[str, ...]:
        """The codes of all awards of all regimes."""
        return tuple(self._editions)

    def awards_of(self, regime: str) -> tuple[Award, ...]:
        return tuple(award for editions in self._editions.values() for code, award in editions if code == regime)

    def regime_on(self, day: date) -> Regime:
        """``KeyError`` for a day before the first regime."""
        for regime in self.regimes:
            if regime.valid_from <= day and (regime.valid_to is None or day <= regime.valid_to):
                return regime
        raise KeyError(f"no regime is known on {day}")

    def unknown_from(self, day: date) -> Boundary | None:
        """The change of the law in force on ``day`` whose text is not known; ``None`` when the text is known."""
        passed = [each for each in self.boundaries if each.day <= day]
        return passed[-1] if passed and not passed[-1].known else None

    def boundaries_in(self, after: date, until: date) -> tuple[Boundary, ...]:
        """The changes of the law later than ``after``, up to and with ``until``."""
        return tuple(each for each in self.boundaries if after < each.day <= until)

    def _read_transitions(self, path: Path, context: dict[str, Any]) -> dict[date, Transition]:
        found: dict[date, Transition] = {}
        for each in load_model(path, _Transitions, context).transitions:
            if each.day not in {boundary.day for boundary in self.boundaries}:
                raise BookError(f"{path}:1: {each.day} is not a boundary of regimes.yaml")
            if each.day in found:
                raise BookError(f"{path}:1: {each.day} has two entries")
            found[each.day] = each
        return found

    def nodes(self, award: Award, day: date, kind: Kind) -> Iterator[AnyNode]:
        """Every node that bears on the award on ``day``, depth first, with the standards it refers to."""
        version = award.version_on(day)
        yield from self._below(version.conditions if version else (), day, kind, ())

    def _below(self, nodes: tuple[AnyNode, ...], day: date, kind: Kind, without: tuple[str, ...]) -> Iterator[AnyNode]:
        for node in nodes:
            if not node.holds_on(day) or kind not in node.applies_to or node.code in without:
                continue
            yield node
            if isinstance(node, Group):
                yield from self._below(node.parts, day, kind, without)
            elif isinstance(node, MeetsStandardOf):
                version = self.award(node.award, day).version_on(day)
                yield from self._below(version.conditions if version else (), day, kind, node.without)

    def years_back(self, code: str, day: date, kind: Kind) -> int:
        """How many years of facts, the award year included, the standard of the day looks at; at least five."""
        asked = (n.years_back() for n in self.nodes(self.award(code, day), day, kind) if isinstance(n, Condition))
        return max([5, *asked])

    def awards_asked(self, code: str, day: date, kind: Kind) -> frozenset[str]:
        """Awards whose holding the standard of the day reads."""
        nodes = self.nodes(self.award(code, day), day, kind)
        return frozenset(asked for node in nodes if isinstance(node, Condition) for asked in node.awards_asked())

    def attestations(self, code: str, day: date, kind: Kind) -> tuple[tuple[str, str], ...]:
        """(key, question in Vietnamese) of every judgement a person may record for an award, each once."""
        found: dict[str, str] = {}
        for leaf in self.nodes(self.award(code, day), day, kind):
            if isinstance(leaf, Condition) and leaf.attestation and (leaf.decides or isinstance(leaf, SubsidiaryRules)):
                found.setdefault(leaf.attestation, leaf.text_vi)
        return tuple(found.items())

    def is_known(self, award: Award, day: date) -> bool:
        """Whether the standard of the day is in the data: a version that decides, with at least one real condition."""
        version = award.version_on(day)
        return version is not None and any(
            not isinstance(leaf, NotCovered | Duty) and leaf.holds_on(day) for leaf in leaves(version.conditions)
        )

    @staticmethod
    def _check_times(path: Path, award: Award, regime: Regime) -> None:
        if award.first_day < regime.valid_from or (regime.valid_to and award.last_day > regime.valid_to):
            raise BookError(f"{path}:1: {award.code} has versions outside {regime.code} ({regime.valid_from}–)")

    def _check_circles(self, files: list[Path]) -> None:
        below: dict[tuple[str, str], set[tuple[str, str]]] = {}
        for code, editions in self._editions.items():
            for regime, award in editions:
                named = {
                    n.award for v in award.versions for n in leaves(v.conditions) if isinstance(n, MeetsStandardOf)
                }
                below[regime, code] = {(regime, each) for each in named}
        for path in files:
            start = (path.parent.name, path.stem)
            seen, waiting = set(), list(below[start])
            while waiting:
                each = waiting.pop()
                if each == start:
                    raise BookError(f"{path}:1: the standard of {path.stem} refers to itself through others")
                if each not in seen:
                    seen.add(each)
                    waiting.extend(below.get(each, ()))

    def _check_references(self, path: Path) -> None:
        editions = dict(self._editions[path.stem])
        award = editions[path.parent.name]
        named = [("continues", award.continues)] if award.continues else []
        for version in award.versions:
            for leaf in leaves(version.conditions):
                named += [(f"condition {leaf.code}", code) for code in leaf.awards_asked()]
                if isinstance(leaf, MeetsStandardOf):
                    named.append((f"condition {leaf.code}", leaf.award))
        for what, code in named:
            if code not in self._editions:
                raise BookError(f"{path}:1: {what} names the unknown award {code!r}")


def fingerprint(folder: Path) -> str:
    """Sixteen hex digits that change when any law file below ``folder`` changes. Line ends do not matter."""
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.yaml"), *(folder / "regimes").glob("*/*.yaml")]):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + content + b"\0")
    return digest.hexdigest()[:16]


@lru_cache(maxsize=1)
def load_book() -> Book:
    """The book shipped with this package, read once per process."""
    return Book()
