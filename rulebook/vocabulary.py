"""The closed vocabulary of conditions. Data names a ``type``; nothing outside this list can be computed."""

from typing import Annotated, Literal

from pydantic import Field

from .conditions import Condition, Node
from .vocabulary_collective import CountRange, MemberRatio
from .vocabulary_common import (
    Duty,
    Evidence,
    FlagFact,
    Measure,
    NoOverlapWithEarlier,
    NotCovered,
    NotTogetherWith,
    Qualitative,
    RecipientIn,
    SubsidiaryRules,
    TaskRating,
    TitleThisYear,
)
from .vocabulary_history import PriorAward, RatingCount, RatingStreak, TitleCount, TitleStreak
from .vocabulary_person import InitiativeCount, MaxAbsenceDays, MinServiceMonths, NoDiscipline
from .vocabulary_since import AwardsSince, AwardThenYears, InitiativesSince, RatingsSince


class MeetsStandardOf(Condition):
    """Meets the standard of another award; the title itself need not have been decided. Expanded by the judge.

    ``without`` leaves out conditions of that standard by their code.
    """

    type: Literal["meets_standard_of"]
    award: str
    without: tuple[str, ...] = ()


class Group(Node):
    """Several nodes joined by ``all_of`` or ``any_of``."""

    type: Literal["all_of", "any_of"]
    parts: tuple["AnyNode", ...] = Field(min_length=1)


Leaf = (
    TaskRating
    | TitleStreak
    | RatingStreak
    | TitleCount
    | RatingCount
    | TitleThisYear
    | PriorAward
    | AwardThenYears
    | InitiativesSince
    | AwardsSince
    | RatingsSince
    | NotTogetherWith
    | NoOverlapWithEarlier
    | InitiativeCount
    | RecipientIn
    | MinServiceMonths
    | MaxAbsenceDays
    | NoDiscipline
    | FlagFact
    | Measure
    | MemberRatio
    | CountRange
    | Qualitative
    | Evidence
    | SubsidiaryRules
    | Duty
    | NotCovered
    | MeetsStandardOf
)
AnyNode = Annotated[Leaf | Group, Field(discriminator="type")]
Group.model_rebuild()
