"""A value that holds from one day to another, and the pick of the one in force."""

import itertools
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, model_validator


class Strict(BaseModel):
    """Base of every data model: unknown keys are refused, objects do not change once loaded."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy that forgets what the original worked out about itself: that may no longer be so."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied


class Dated(Strict):
    """Both ends are inclusive; ``None`` means open."""

    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _ends_in_order(self):
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"valid_to {self.valid_to} is before valid_from {self.valid_from}")
        return self

    def holds_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


D = TypeVar("D", bound=Dated)


def in_force(values: Iterable[D], day: date) -> D | None:
    """The value of ``values`` in force on ``day``; ``None`` when the data is silent about that day."""
    return next((value for value in values if value.holds_on(day)), None)


def check_no_overlap(values: Iterable[Dated], what: str) -> None:
    """Raise ``ValueError`` when two values of one series hold on the same day."""
    ordered = sorted(values, key=lambda value: value.valid_from or date.min)
    for earlier, later in itertools.pairwise(ordered):
        if later.valid_from is None or earlier.valid_to is None or later.valid_from <= earlier.valid_to:
            raise ValueError(f"two {what} hold on the same day ({later.valid_from})")
