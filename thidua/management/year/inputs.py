"""What one emulation year needs, as plain rows: the only thing the runner of a year takes in.

Rows name each other by stable codes (unit, person, criterion, award), never by position. Money does not occur;
shares and marks are floats as the scoring tables use them. `YearInput.validate` finds what cannot be right before
anything is written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

UNIT_KINDS = (
    "province",
    "district",  # only until 2025-06-30; honours before that day were decided there
    "department",
    "ward",
    "commune",
    "special_zone",
    "party_body",
    "justice_body",
    "armed_force",
    "section",  # a room or team inside a unit
)
CLUSTER_KINDS = ("cum", "khoi")
GENDERS = ("male", "female")
SUBJECTS = ("cadre", "civil_servant", "public_employee", "worker")
RATINGS = ("not_completed", "completed", "good", "excellent")
ABSENCE_REASONS = ("leave", "maternity", "study", "rescue_injury")
DISCIPLINE_FORMS = ("reprimand", "warning", "demotion", "dismissal")
INITIATIVE_SCOPES = ("unit", "province", "national")
DIRECTIONS = ("more", "less")
AGREED_KINDS = ("quantitative", "quantitative_inverse", "qualitative", "direct")

PERSON_AWARDS = (
    "advanced_worker",
    "grassroots_emulation_fighter",
    "ministry_province_emulation_fighter",
)
UNIT_AWARDS = (
    "advanced_labour_collective",
    "excellent_labour_collective",
    "ministry_province_emulation_flag",
)
MERIT_AWARDS = (
    "diploma_of_merit_ministry_province",
    "certificate_of_merit_commune",
    "certificate_of_merit_unit",
)
AWARDS = PERSON_AWARDS + UNIT_AWARDS + MERIT_AWARDS

SCORE_INPUT_KEYS: tuple[frozenset[str], ...] = tuple(
    frozenset(keys)
    for keys in (
        ("actual", "plan"),  # proportional to a target
        ("yes", "sample", "gate"),  # survey of a sample, with a gate
        ("value",),  # ladder of percent
        ("done",),  # pass or fail
        ("letter",),  # A, B, C, D
        ("count",),  # once for each occurrence
        ("days_late",),  # ladder of days
        ("points",),  # marks given directly
    )
)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit valid over time. `code` is a key only together with `valid_from`; `valid_to` is the last day, or None."""

    code: str
    name: str
    kind: str
    parent_code: str | None
    valid_from: dt.date
    valid_to: dt.date | None = None
    predecessors: str = ""


@dataclass(frozen=True, slots=True)
class ClusterRow:
    """A cluster (cụm) or bloc (khối) of the year with the units that head it and stand in for the head."""

    code: str
    name: str
    kind: str
    rubric_code: str
    member_codes: tuple[str, ...]
    head_code: str
    deputy_code: str | None = None


@dataclass(frozen=True, slots=True)
class AgreedItemRow:
    """An item and its marks that a bloc agreed on where the rubric leaves them open; grades only for letters."""

    cluster_code: str
    criterion_code: str
    group: str
    name: str
    base: float
    kind: str
    grade_b: float | None = None
    grade_c: float | None = None
    grade_d: float | None = None


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person with the post held in the year. `full_name` is NFC in Vietnamese order (family, middle, given)."""

    code: str
    full_name: str
    born_on: dt.date
    gender: str
    unit_code: str
    post_title: str
    is_leader: bool
    recruited_on: dt.date
    subject: str


@dataclass(frozen=True, slots=True)
class RatingRow:
    """The yearly task rating (xếp loại) of one person or of one unit, never both."""

    year: int
    rating: str
    person_code: str | None = None
    unit_code: str | None = None


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """Working days not at work in a year, by reason; no row means none."""

    person_code: str
    year: int
    days: int
    reason: str = "leave"


@dataclass(frozen=True, slots=True)
class DisciplineRow:
    """A disciplinary decision against a person."""

    person_code: str
    form: str
    decided_on: dt.date


@dataclass(frozen=True, slots=True)
class InitiativeRow:
    """An initiative (sáng kiến) recognised for its author, with the scope in which its effect was recognised."""

    person_code: str
    year: int
    title: str
    scope: str
    is_replicable: bool
    recognised_on: dt.date
    decision_no: str


@dataclass(frozen=True, slots=True)
class PastHonourRow:
    """An honour already decided: of a person or of a unit, for `year`, by the unit `issuer_code`."""

    award_code: str
    year: int
    decision_no: str
    decided_on: dt.date
    issuer_code: str
    person_code: str | None = None
    unit_code: str | None = None


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target a unit pledges. `direction`: more = higher is better. `weight`: share of the pledge, percent."""

    unit_code: str
    criterion_code: str
    name: str
    unit_of_measure: str
    baseline: float
    goal: float
    direction: str
    weight: float
    due_on: dt.date


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """What a pledged target had reached at the end of a quarter (1–4), counted from the start of the year."""

    unit_code: str
    criterion_code: str
    quarter: int
    value: float


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """The raw figures a unit reports for one criterion of its rubric; the keys are one set of SCORE_INPUT_KEYS."""

    unit_code: str
    criterion_code: str
    input: Mapping[str, float | int | bool | str]


@dataclass(frozen=True, slots=True)
class AttestationRow:
    """A leader's signed judgement of a qualitative condition; `key` is the condition's key in the law data."""

    year: int
    key: str
    value: bool
    person_code: str | None = None
    unit_code: str | None = None


@dataclass(frozen=True, slots=True)
class InputProblem:
    """Something in the input that cannot be right: which table, which row (0-based), which field, and why."""

    table: str
    row: int
    column: str
    value: str
    reason_vi: str


@dataclass(frozen=True, slots=True)
class YearInput:
    """Everything one emulation year starts from. `province` is the code of the unit at the top of the tree."""

    province: str
    units: tuple[UnitRow, ...]
    clusters: tuple[ClusterRow, ...]
    people: tuple[PersonRow, ...]
    ratings: tuple[RatingRow, ...] = ()
    absences: tuple[AbsenceRow, ...] = ()
    disciplines: tuple[DisciplineRow, ...] = ()
    initiatives: tuple[InitiativeRow, ...] = ()
    past_honours: tuple[PastHonourRow, ...] = ()
    targets: tuple[TargetRow, ...] = ()
    progress: tuple[ProgressRow, ...] = ()
    scores: tuple[ScoreRow, ...] = ()
    attestations: tuple[AttestationRow, ...] = ()
    agreed_items: tuple[AgreedItemRow, ...] = ()
    year: int = field(default=2025)

    def validate(self) -> list[InputProblem]:
        """Every reason why this input cannot be run, in the order of the tables; an empty list means it can."""
        from thidua.management.year.input_checks import find_problems

        return list(find_problems(self))


def rows_of(year_input: YearInput) -> Iterator[tuple[str, Iterable[object]]]:
    """The tables of an input with their names, in the order in which they refer to each other."""
    for table in (
        "units",
        "clusters",
        "people",
        "ratings",
        "absences",
        "disciplines",
        "initiatives",
        "past_honours",
        "targets",
        "progress",
        "scores",
        "attestations",
        "agreed_items",
    ):
        yield table, getattr(year_input, table)
