"""Loads the law of ``data/`` once, checks it, and answers what holds on a day."""

import hashlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from .citations import Citation, Cited, Instrument, Source, Status
from .conditions import Condition, Kind
from .dated import Dated, Strict, check_no_overlap, in_force
from .vocabulary import AnyNode, Group, MeetsStandardOf, SubsidiaryRules
from .yamlfile import BookError, load_model

__all__ = [
    "Award",
    "Book",
    "BookError",
    "Citation",
    "Instrument",
    "Source",
    "Status",
    "Version",
    "VoteRule",
    "load_book",
]

DATA = Path(__file__).parent / "data"
Number = Annotated[Decimal, BeforeValidator(lambda value: str(value) if isinstance(value, int | float) else value)]


class Authority(Dated, Cited):
    """Who may decide the award."""

    code: str
    label_vi: str


class Bonus(Dated, Cited):
    """Coefficient of the base salary of the decision day; ``None`` where the form does not go to that recipient."""

    person: Number | None = None
    collective: Number | None = None
    household: Number | None = None


class VoteRule(Dated, Cited):
    """How many members must agree. ``percent`` of ``base``; ``strict`` means more than, not at least.

    ``percent`` is ``None`` when the law of that day is not known. ``quorum`` is a fraction of all members.
    """

    percent: int | None = Field(default=None, ge=0, le=100)
    strict: bool = False
    base: Literal["all_members"] = "all_members"
    ballot_required: bool | None
    absent: Literal["written_opinion", "not_stated"] = "not_stated"
    council_vi: str
    quorum: tuple[int, int] | None = None
    quorum_note_vi: str = ""


class Version(Dated):
    """The standard of an award during a time. ``status`` unknown: no conditions, a person always looks."""

    law_basis_vi: str
    status: Status
    join: Literal["all_of", "any_of"] = "all_of"
    conditions: tuple[AnyNode, ...] = ()
    note_vi: str = ""

    @model_validator(mode="after")
    def _known_or_empty(self):
        if bool(self.conditions) != self.status.decides:
            raise ValueError("a version has conditions exactly when its status can decide")
        return self

    def conditions_on(self, day: date, kind: Kind | None = None) -> tuple[AnyNode, ...]:
        """Top-level nodes in force on ``day`` (for ``person`` or ``collective`` when given)."""
        return tuple(
            node for node in self.conditions if node.holds_on(day) and (kind is None or kind in node.applies_to)
        )


def leaves(nodes: tuple[AnyNode, ...]) -> Iterator[Condition]:
    """Every leaf below ``nodes``, in order."""
    for node in nodes:
        if isinstance(node, Group):
            yield from leaves(node.parts)
        else:
            yield node


class Award(Cited):
    """An emulation title or a form of commendation."""

    code: str
    name_vi: str
    name_en: str
    short_vi: str
    kind: Literal["emulation_title", "diploma_of_merit", "certificate_of_merit"]
    level: Literal["grassroots", "commune", "ministry_province"]
    recipient_kinds: tuple[Literal["individual", "collective", "household"], ...]
    last_checked: date
    authorities: tuple[Authority, ...]
    votes: tuple[VoteRule, ...]
    bonuses: tuple[Bonus, ...] = ()
    versions: tuple[Version, ...]

    @model_validator(mode="after")
    def _one_value_a_day(self):
        check_no_overlap(self.versions, "versions")
        check_no_overlap(self.votes, "vote rules")
        check_no_overlap(self.bonuses, "bonuses")
        for version in self.versions:
            codes: dict[str, list[Condition]] = {}
            for leaf in leaves(version.conditions):
                for other in codes.setdefault(leaf.code, []):
                    apart = (other.valid_to and leaf.valid_from and other.valid_to < leaf.valid_from) or (
                        leaf.valid_to and other.valid_from and leaf.valid_to < other.valid_from
                    )
                    if not apart:
                        raise ValueError(f"two conditions are called {leaf.code}")
                codes[leaf.code].append(leaf)
        return self

    def version_on(self, day: date) -> Version | None:
        """The standard in force on ``day``; ``None`` when our data does not reach that day."""
        return in_force(self.versions, day)

    def vote_rule_on(self, day: date) -> VoteRule | None:
        return in_force(self.votes, day)

    def bonus_on(self, day: date) -> Bonus | None:
        return in_force(self.bonuses, day)

    def authorities_on(self, day: date) -> tuple[Authority, ...]:
        return tuple(each for each in self.authorities if each.holds_on(day))


class _Instruments(Strict):
    instruments: dict[str, Instrument]


class _Sources(Strict):
    sources: dict[str, Source]


class Book:
    """All awards of the loaded regimes, and the fingerprint of the data they came from."""

    def __init__(self, folder: Path = DATA) -> None:
        """Raises ``BookError`` with file and line when a data file is wrong."""
        self.instruments = load_model(folder / "instruments.yaml", _Instruments).instruments
        self.sources = load_model(folder / "sources.yaml", _Sources).sources
        context = {"instruments": self.instruments, "sources": self.sources}
        self._awards: dict[str, Award] = {}
        files = sorted((folder / "regimes").glob("*/*.yaml"))
        for path in files:
            award = load_model(path, Award, context)
            if award.code != path.stem:
                raise BookError(f"{path}:1: the file holds {award.code!r}, its name says {path.stem!r}")
            self._awards[award.code] = award
        self._check_references(files)
        self.data_version = fingerprint(folder)

    def award(self, code: str) -> Award:
        """Raises ``KeyError`` naming the code when there is no such award."""
        try:
            return self._awards[code]
        except KeyError:
            raise KeyError(f"no award is called {code!r}") from None

    def awards(self) -> tuple[Award, ...]:
        return tuple(self._awards.values())

    def attestations(self, code: str, day: date, kind: Kind) -> tuple[tuple[str, str], ...]:
        """(key, question in Vietnamese) of every judgement a person may record for an award, each once."""
        found: dict[str, str] = {}
        version = self.award(code).version_on(day)
        for leaf in _applicable(version.conditions_on(day, kind) if version else (), day, kind):
            if isinstance(leaf, MeetsStandardOf):
                found |= {key: text for key, text in self.attestations(leaf.award, day, kind) if key not in found}
            elif leaf.attestation and (leaf.decides or isinstance(leaf, SubsidiaryRules)):
                found.setdefault(leaf.attestation, leaf.text_vi)
        return tuple(found.items())

    def _check_references(self, files: list[Path]) -> None:
        for path in files:
            for version in self._awards[path.stem].versions:
                for leaf in leaves(version.conditions):
                    for code in (getattr(leaf, "award", None), getattr(leaf, "title", None)):
                        if code is not None and code not in self._awards:
                            raise BookError(f"{path}:1: condition {leaf.code} names the unknown award {code!r}")


def _applicable(nodes: tuple[AnyNode, ...], day: date, kind: Kind) -> Iterator[Condition]:
    for node in nodes:
        if node.holds_on(day) and kind in node.applies_to:
            if isinstance(node, Group):
                yield from _applicable(node.parts, day, kind)
            else:
                yield node


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
