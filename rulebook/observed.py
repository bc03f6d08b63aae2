"""What clusters, blocs and issuers published: results of a year, voting rules, rules of the process.

These are observations, never standards: they show what a system must be able to hold (one unit with two flags, a grade
everybody has, flags decided a year later) and are read by tests and by whoever sets up a cluster.
"""

from datetime import date
from functools import lru_cache
from pathlib import Path

from pydantic import Field, model_validator

from .citations import Status
from .dated import Strict
from .rubric_parts import RubricSource
from .yamlfile import load_model

FOLDER = Path(__file__).parent / "data" / "observed"


class HeldOn(Strict):
    """A meeting, a document or a decision and its day."""

    what_vi: str
    day: date


class ObservedAward(Strict):
    """Who got or was proposed for what. ``agreed`` never exceeds ``proposed``."""

    award_vi: str
    units: tuple[str, ...] = ()
    collectives: int | None = Field(default=None, ge=0)
    individuals: int | None = Field(default=None, ge=0)
    proposed: int | None = Field(default=None, ge=0)
    agreed: int | None = Field(default=None, ge=0)
    nominated: bool = False

    @model_validator(mode="after")
    def _counts(self):
        if self.proposed is not None and self.agreed is not None and self.agreed > self.proposed:
            raise ValueError(f"{self.award_vi}: {self.agreed} agreed of {self.proposed} proposed")
        if self.units and self.collectives is not None and len(self.units) != self.collectives:
            raise ValueError(f"{self.award_vi}: {len(self.units)} names for {self.collectives} collectives")
        return self

    @property
    def count(self) -> int | None:
        """How many collectives, where the source says so or names them."""
        if self.collectives is not None:
            return self.collectives
        return len(self.units) or self.agreed


class ObservedResult(Strict):
    """One published outcome of a year. ``ranking``: units from first to last, as far as published."""

    code: str
    title_vi: str
    level: str
    year: int
    status: Status
    source: RubricSource
    cluster_vi: str = ""
    members: tuple[str, ...] = ()
    size: int | None = Field(default=None, ge=1)
    held: tuple[HeldOn, ...] = ()
    awards: tuple[ObservedAward, ...] = ()
    ranking: tuple[str, ...] = ()
    grades_vi: dict[str, int] = {}
    head_vi: str = ""
    next_head_vi: str = ""
    next_deputy_vi: str = ""
    checks_vi: tuple[str, ...] = ()
    unknown_vi: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _size(self):
        if self.members and self.size is not None and len(self.members) != self.size:
            raise ValueError(f"{len(self.members)} members are named, the size is {self.size}")
        return self


class _Results(Strict):
    results: tuple[ObservedResult, ...]


class VoteShare(Strict):
    """Titles that need ``percent_min`` of all members; a written opinion of an absent member counts."""

    titles_vi: tuple[str, ...]
    percent_min: int = Field(ge=0, le=100)
    levels_vi: tuple[str, ...]


class VoteExample(Strict):
    name: str
    title_vi: str
    members: int = Field(ge=1)
    agreeing: int = Field(ge=0)
    passed: bool


class BallotRules(Strict):
    """Voting rules of one issuer."""

    code: str
    title_vi: str
    issuer_vi: str
    year: int
    status: Status
    source: RubricSource
    order_vi: str
    quorum: tuple[int, int]
    rounds_max: int
    shares: tuple[VoteShare, ...]
    notes_vi: tuple[str, ...] = ()
    unknown_vi: tuple[str, ...] = ()
    worked_examples: tuple[VoteExample, ...] = ()

    def passes(self, title_vi: str, members: int, yes: int) -> bool:
        """Whether ``yes`` of all ``members`` (present or not) is enough. ``KeyError``: the rules do not name the title.

        ``ValueError``: votes that cannot be.
        """
        if members < 1 or not 0 <= yes <= members:
            raise ValueError(f"{yes} votes of {members} members")
        for share in self.shares:
            if title_vi in share.titles_vi:
                return 100 * yes >= share.percent_min * members
        raise KeyError(f"{self.code} has no rule for {title_vi!r}")


class Confirmation(Strict):
    """Which body confirms what before an award."""

    by_vi: str
    about_vi: tuple[str, ...]


class DecisionPath(Strict):
    """Through whose hands an award goes, the last one decides."""

    award_vi: str
    path_vi: tuple[str, ...]


class ProcessRules(Strict):
    """How one issuer runs flags and councils. Its deadlines stand in ``deadlines.yaml``."""

    code: str
    title_vi: str
    issuer_vi: str
    year: int
    status: Status
    source: RubricSource
    provincial_flag_vi: tuple[str, ...]
    council_vi: tuple[str, ...]
    confirmations: tuple[Confirmation, ...]
    paths: tuple[DecisionPath, ...]
    unknown_vi: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def observed_results() -> tuple[ObservedResult, ...]:
    """Every published result we know. ``BookError`` names file and line of bad data."""
    return load_model(FOLDER / "results.yaml", _Results).results


@lru_cache(maxsize=4)
def load_ballot_rules(code: str) -> BallotRules:
    """``KeyError``: unknown code."""
    return load_model(_file(code), BallotRules)


@lru_cache(maxsize=4)
def load_process_rules(code: str) -> ProcessRules:
    """``KeyError``: unknown code."""
    return load_model(_file(code), ProcessRules)


def _file(code: str) -> Path:
    path = FOLDER / f"{code}.yaml"
    if not code.replace("_", "").isalnum() or not path.is_file():
        raise KeyError(f"nothing observed is called {code!r}")
    return path
