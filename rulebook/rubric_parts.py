"""The small parts of a scoring table: gates, extras, caps, ties, ranking, grades, sources, worked examples."""

from typing import Any, Literal

from pydantic import Field, model_validator

from .dated import Strict
from .figures import Number
from .formulas import AnyFormula


class Gate(Strict):
    """A precondition: not met, the whole item is 0."""

    value: str
    text_vi: str


class Extra(Strict):
    """A bonus or a deduction outside the tree. Points are written positive; deductions are taken off."""

    code: str
    name_vi: str
    max: Number
    scoring: AnyFormula
    assessor_vi: str = ""
    disqualifies_vi: str = ""
    evidence: bool = False
    note_vi: str = ""


class Cap(Strict):
    """Several items (or headings) together give at most ``limit``; what is above is cut from the total.

    All ``items`` stand in one part of the table: the tree, the bonuses or the deductions.
    """

    code: str
    name_vi: str
    items: tuple[str, ...] = Field(min_length=1)
    limit: Number = Field(ge=0)


class TieStep(Strict):
    """One step between units that are equal so far.

    ``more``/``less``: the larger/smaller figure ``value`` wins; ``points``: more marks of the item or heading ``value``
    win; ``vote``: cannot be computed; ``share``: they keep the same rank.
    """

    kind: Literal["more", "less", "points", "vote", "share"]
    value: str = ""
    text_vi: str

    @model_validator(mode="after")
    def _has_value(self):
        if self.kind in ("more", "less", "points") and not self.value:
            raise ValueError(f"a tie step of kind {self.kind!r} needs a value")
        return self


class Rounding(Strict):
    """``places`` decimals for each item. ``stated``: the source says so; ``chosen``: a person did.

    ``places`` null: nobody said yet; then only marks that need no rounding (up to six decimals) are defined.
    """

    places: int | None = Field(ge=0, le=6)
    stated: bool
    note_vi: str
    mode: Literal["half_up", "down", "up"] = "half_up"
    chosen: bool = False

    @property
    def settled(self) -> bool:
        return self.places is not None and (self.stated or self.chosen)


class Ranking(Strict):
    """What units are compared by.

    ``total``: marks, high to low. ``total_then_ballot``: the first ``nominees`` by marks go to a secret ballot, its
    votes order them. ``percent_of_assigned``: total as a share of the maxima of the items that were assigned.
    ``average_per_field``: total over the number of ``fields`` (headings) that were assigned. ``counter``: one figure,
    no total at all. Null: the source does not say.
    """

    basis: Literal["total", "total_then_ballot", "percent_of_assigned", "average_per_field", "counter"] | None
    stated: bool
    chosen: bool = False
    counter: str = ""
    counter_vi: str = ""
    nominees: int | None = Field(default=None, ge=1)
    fields: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _complete(self):
        if self.basis == "counter" and not self.counter:
            raise ValueError("ranking by a counter needs the name of the counter")
        if self.basis == "average_per_field" and not self.fields:
            raise ValueError("ranking by the average of fields needs the codes of the fields")
        return self

    @property
    def settled(self) -> bool:
        return self.basis is not None and (self.stated or self.chosen)


class Grade(Strict):
    """A grade: ``at_least`` marks (or percent of the assigned maximum), and floors.

    ``each_at_least_percent``: no item that was assigned may be below this share of its maximum. ``floors``: the least
    marks of single items or headings.
    """

    code: str
    name_vi: str
    at_least: Number
    of: Literal["total", "percent"] = "total"
    each_at_least_percent: Number | None = Field(default=None, ge=0, le=100)
    floors: dict[str, Number] = {}


class GradeCap(Strict):
    """An event (a yes/no figure) after which the best possible grade is ``best``, however high the total."""

    value: str
    text_vi: str
    best: str


class Disqualification(Strict):
    """An event (a yes/no figure) that takes away the nomination, the grade or the rank."""

    value: str
    text_vi: str
    bars: Literal["award", "grade", "ranking"] = "award"


class RubricSource(Strict):
    """Where the table was read."""

    url: str
    file: str = ""
    doc_no: str = ""
    doc_date: str = ""
    form: str
    confidence: Literal["high", "medium", "low"] | None = None
    completeness_vi: str


class Example(Strict):
    """``given`` figures (with agreed items and ``choices``) → expected marks by code.

    ``bonus_of``: the bonus column of an item. ``undefined``: codes that must stay undefined. ``refused``: the figures
    are refused.
    """

    name: str
    agreed: tuple[dict[str, Any], ...] = ()
    choices: dict[str, Any] = {}
    given: dict[str, Any]
    points: dict[str, Number] = {}
    bonus_of: dict[str, Number] = {}
    bonus: Number | None = None
    deductions: Number | None = None
    total: Number | None = None
    undefined: tuple[str, ...] = ()
    refused: bool = False
    note: str = ""


class ClusterExample(Strict):
    """A whole cluster: unit → figures, unit → marks by code."""

    name: str
    given: dict[str, dict[str, Any]]
    points: dict[str, dict[str, Number]]
    note: str = ""
