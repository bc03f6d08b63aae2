"""The closed vocabulary of conditions. Data names a ``type``; nothing outside this list can be computed."""

from typing import Annotated, Literal

from pydantic import Field

from .conditions import Condition, Node
from .vocabulary_collective import CountRange, MemberRatio
from .vocabulary_common import (
    FlagFact,
    NoOverlapWithEarlier,
    NotCovered,
    Qualitative,
    RatingStreak,
    SubsidiaryRules,
    TaskRating,
    TitleStreak,
    TitleThisYear,
)
from .vocabulary_person import InitiativeCount, MaxAbsenceDays, MinServiceMonths, NoDiscipline, SubjectIn


class MeetsStandardOf(Condition):
    """Meets the standard of another award; the title itself need not have been decided. Expanded by the judge."""

    type: Literal["meets_standard_of"]
    award: str


class Group(Node):
    """Several nodes joined by ``all_of`` or ``any_of``."""

    type: Literal["all_of", "any_of"]
    parts: tuple["AnyNode", ...] = Field(min_length=1)


Leaf = (
    TaskRating
    | TitleStreak
    | RatingStreak
    | TitleThisYear
    | NoOverlapWithEarlier
    | InitiativeCount
    | SubjectIn
    | MinServiceMonths
    | MaxAbsenceDays
    | NoDiscipline
    | FlagFact
    | MemberRatio
    | CountRange
    | Qualitative
    | SubsidiaryRules
    | NotCovered
    | MeetsStandardOf
)
AnyNode = Annotated[Leaf | Group, Field(discriminator="type")]
Group.model_rebuild()
