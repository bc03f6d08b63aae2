"""The closed list of scoring formulas. What cannot be computed is ``Undefined``, never guessed."""

from typing import Annotated

from pydantic import Field

from .counts import IncrementalOver, LadderCountMissing, PerOccurrence, TierByVolume
from .figures import ScoringError
from .ladders import LadderDate, LadderDaysLate, LadderPercent
from .marks import (
    Direct,
    ExternalAssessor,
    GradedLetter,
    NotStated,
    OneOf,
    PassFail,
    SampleSurvey,
    TitleBonus,
)
from .proportional import LeaderRelative, OverAchievement, Proportional, ProportionalWithBonus

__all__ = ["AnyFormula", "LeaderRelative", "ScoringError"]

AnyFormula = Annotated[
    Proportional
    | ProportionalWithBonus
    | OverAchievement
    | LeaderRelative
    | LadderPercent
    | LadderDaysLate
    | LadderDate
    | LadderCountMissing
    | TierByVolume
    | PassFail
    | GradedLetter
    | SampleSurvey
    | Direct
    | ExternalAssessor
    | PerOccurrence
    | IncrementalOver
    | OneOf
    | TitleBonus
    | NotStated,
    Field(discriminator="type"),
]
