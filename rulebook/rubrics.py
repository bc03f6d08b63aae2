"""Scoring tables as data: the tree of criteria, bonuses, deductions, caps, ties and worked examples."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_validator

from .citations import Status
from .dated import Strict
from .figures import Number
from .formulas import AnyFormula
from .yamlfile import load_model

FOLDER = Path(__file__).parent / "data" / "rubrics"


class Gate(Strict):
    """A precondition: not met, the whole item is 0."""

    value: str
    text_vi: str


class Criterion(Strict):
    """An item with a formula, or a heading that adds up its children."""

    code: str
    name_vi: str
    max: Number | None = Field(default=None, ge=0)
    assessor_vi: str = ""
    is_bonus: bool = False
    gate: Gate | None = None
    scoring: AnyFormula | None = None
    children: tuple["Criterion", ...] = ()
    note_vi: str = ""

    @model_validator(mode="after")
    def _adds_up(self):
        if self.scoring and self.children:
            raise ValueError(f"{self.code} has both a formula and children")
        if self.scoring and self.max is None:
            raise ValueError(f"{self.code} has a formula but no maximum")
        if self.children and self.max is not None and all(child.max is not None for child in self.children):
            total = sum((child.max for child in self.children if child.max is not None), Decimal(0))
            if total != self.max:
                raise ValueError(f"{self.code} prints a maximum of {self.max} but its children add up to {total}")
        return self


class Extra(Strict):
    """A bonus or a deduction outside the tree. Points are written positive; deductions are taken off."""

    code: str
    name_vi: str
    max: Number
    scoring: AnyFormula
    assessor_vi: str = ""
    disqualifies_vi: str = ""
    note_vi: str = ""


class TieStep(Strict):
    """Larger ``value`` wins; a step of kind vote cannot be computed."""

    kind: Literal["more", "vote"]
    value: str = ""
    text_vi: str


class Rounding(Strict):
    """``places`` decimals, halves up, for each item. ``stated``: the source says so."""

    places: int = Field(ge=0, le=6)
    stated: bool
    note_vi: str


class RubricSource(Strict):
    """Where the table was read."""

    url: str
    file: str = ""
    doc_no: str = ""
    doc_date: str = ""
    form: str
    completeness_vi: str


class Example(Strict):
    """``given`` figures (and agreed items) → expected marks by code; ``bonus_of`` the bonus column of an item."""

    name: str
    agreed: tuple[dict[str, Any], ...] = ()
    given: dict[str, Any]
    points: dict[str, Number] = {}
    bonus_of: dict[str, Number] = {}
    bonus: Number | None = None
    deductions: Number | None = None
    total: Number | None = None
    note: str = ""


class Rubric(Strict):
    """A scoring table. ``groups_agreed_later``: headings whose items the bloc agrees on.

    ``figures_vi``: what a figure is called on the screen, for tables in which several items read the same one.
    """

    code: str
    title_vi: str
    issuer_vi: str
    year: int
    applies_to_vi: str
    status: Status
    source: RubricSource
    rounding: Rounding
    criteria: tuple[Criterion, ...]
    groups_agreed_later: tuple[str, ...] = ()
    item_cap_percent: Number | None = None
    quantitative_bonus_cap: Number | None = None
    bonus_max: Number | None = None
    total_max: Number | None = None
    bonuses: tuple[Extra, ...] = ()
    deductions: tuple[Extra, ...] = ()
    tie_break: tuple[TieStep, ...] = ()
    figures_vi: dict[str, str] = {}
    unknown_vi: tuple[str, ...] = ()
    worked_examples: tuple[Example, ...] = ()

    @model_validator(mode="after")
    def _codes_once(self):
        seen: set[str] = set()
        for code in [c.code for c in walk(self.criteria)] + [e.code for e in (*self.bonuses, *self.deductions)]:
            if code in seen:
                raise ValueError(f"the code {code!r} stands twice")
            seen.add(code)
        if strange := sorted(set(self.figures_vi) - self.figure_keys()):
            raise ValueError(f"figures_vi names {strange[0]!r}, which no item reads")
        return self

    def items(self) -> tuple[Criterion, ...]:
        """Every criterion with a formula, in printed order."""
        return tuple(each for each in walk(self.criteria) if each.scoring)

    def figure_keys(self) -> frozenset[str]:
        """Names of all figures the table reads."""
        keys: set[str] = set()
        for each in walk(self.criteria):
            keys |= set(each.scoring.keys()) if each.scoring else set()
            keys |= {each.gate.value} if each.gate else set()
        for extra in (*self.bonuses, *self.deductions):
            keys |= set(extra.scoring.keys())
        return frozenset(keys)

    def with_agreed_marks(self, items: Iterable[Mapping[str, Any]]) -> "Rubric":
        """The same table with the items a bloc agreed on.

        An item: ``code``, ``group`` (one of ``groups_agreed_later``), ``name_vi``, ``base``, ``kind`` (quantitative,
        quantitative_inverse, qualitative, direct), for qualitative ``grades`` {B, C, D}. Figures are then called
        ``<code>.actual``, ``<code>.plan``, ``<code>.grade`` or ``<code>.mark``. Raises ``ValueError``.
        """
        added: dict[str, list[dict[str, Any]]] = {group: [] for group in self.groups_agreed_later}
        for item in items:
            strange = set(item) - {"code", "group", "name_vi", "base", "kind", "grades"}
            if strange:
                raise ValueError(f"agreed item has the unknown field {sorted(strange)[0]!r}")
            if not isinstance(item.get("code"), str) or not item["code"]:
                raise ValueError("agreed item needs a code")
            group = item.get("group")
            if group not in added:
                raise ValueError(f"{item.get('code')}: {group!r} is not one of {', '.join(added) or 'no groups'}")
            added[group].append(self._agreed(item))
        plain = self.model_dump(by_alias=True)
        for criterion in plain["criteria"]:
            if added.get(criterion["code"]):
                criterion["children"] = [*criterion["children"], *added[criterion["code"]]]
        return Rubric.model_validate(plain)

    def _agreed(self, item: Mapping[str, Any]) -> dict[str, Any]:
        code, kind = item["code"], item.get("kind")
        scoring: dict[str, Any]
        if kind == "quantitative":
            names = {"achieved": f"{code}.actual", "target": f"{code}.plan"}
            cap = self.item_cap_percent
            scoring = {"type": "proportional_with_bonus_split", "item_cap_percent": cap, **names}
        elif kind == "quantitative_inverse":
            names = {"achieved": f"{code}.actual", "target": f"{code}.plan"}
            scoring = {"type": "proportional_to_target", "inverse": True, **names}
        elif kind == "qualitative":
            scoring = {"type": "graded_letter", "value": f"{code}.grade", "grades": item.get("grades") or {}}
        elif kind == "direct":
            scoring = {"type": "direct", "value": f"{code}.mark"}
        else:
            raise ValueError(f"{code}: kind {kind!r} is not known")
        return {"code": code, "name_vi": item.get("name_vi", code), "max": item.get("base"), "scoring": scoring}


def walk(criteria: Iterable[Criterion]) -> Iterator[Criterion]:
    """Every criterion of the tree, parents first."""
    for each in criteria:
        yield each
        yield from walk(each.children)


@lru_cache(maxsize=32)
def load_rubric(code: str) -> Rubric:
    """The table of ``data/rubrics/<code>.yaml``. ``KeyError``: unknown code, ``BookError``: bad data."""
    path = FOLDER / f"{code}.yaml"
    if not code.replace("_", "").isalnum() or not path.is_file():
        raise KeyError(f"no rubric is called {code!r}")
    return load_model(path, Rubric)


Criterion.model_rebuild()
