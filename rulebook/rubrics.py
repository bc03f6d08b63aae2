"""Scoring tables as data: the tree of criteria, bonuses, deductions, caps, ties and worked examples."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from .citations import Status
from .dated import Strict
from .figures import Number
from .formulas import AnyFormula
from .rubric_parts import (
    Cap,
    ClusterExample,
    Disqualification,
    Example,
    Extra,
    Gate,
    Grade,
    GradeCap,
    Ranking,
    Rounding,
    RubricSource,
    TieStep,
)
from .yamlfile import load_model, read_yaml

__all__ = [
    "FOLDER",
    "Cap",
    "ClusterExample",
    "Criterion",
    "Disqualification",
    "Example",
    "Extra",
    "Gate",
    "Grade",
    "GradeCap",
    "Ranking",
    "Rounding",
    "Rubric",
    "RubricSource",
    "TieStep",
    "load_rubric",
    "rubric_codes",
    "walk",
]

FOLDER = Path(__file__).parent / "data" / "rubrics"


ASSIGNED = ".assigned"


class Criterion(Strict):
    """An item with a formula, or a heading that adds up its children.

    ``max`` of a heading is what its parts add up to; where the source prints another number, that is ``printed_max``
    and a person decides. ``own_max``: a heading with marks of its own (``scoring``) besides its children.
    ``children_complete`` false: the source shows only some of the children. ``may_be_unassigned``: the task may not
    have been given to a unit; the yes/no figure ``<code>.assigned`` says so, and without it the item is assigned.
    ``evidence``: an entry needs a document.
    """

    code: str
    name_vi: str
    max: Number | None = Field(default=None, ge=0)
    assessor_vi: str = ""
    is_bonus: bool = False
    gate: Gate | None = None
    scoring: AnyFormula | None = None
    children: tuple["Criterion", ...] = ()
    own_max: Number | None = Field(default=None, ge=0)
    printed_max: Number | None = Field(default=None, ge=0)
    children_complete: bool = True
    may_be_unassigned: bool = False
    evidence: bool = False
    note_vi: str = ""

    @model_validator(mode="after")
    def _adds_up(self):
        if self.scoring and self.children and self.own_max is None:
            raise ValueError(f"{self.code} has both a formula and children")
        if self.own_max is not None and not (self.scoring and self.children):
            raise ValueError(f"{self.code} has marks of its own but no formula with children")
        if self.scoring and self.max is None and self.scoring.type != "unknown":
            raise ValueError(f"{self.code} has a formula but no maximum")
        if self.may_be_unassigned and not self.scoring:
            raise ValueError(f"{self.code} is a heading: only an item can be left unassigned")
        if self.children and self.max is not None and all(child.max is not None for child in self.children):
            total = sum((child.max for child in self.children if child.max is not None), self.own_max or Decimal(0))
            if total > self.max or (self.children_complete and total != self.max):
                raise ValueError(f"{self.code} prints a maximum of {self.max} but its children add up to {total}")
        return self

    @property
    def assigned_key(self) -> str:
        """The yes/no figure that says whether the task was given to the unit."""
        return self.code + ASSIGNED


class Rubric(Strict):
    """A scoring table. ``groups_agreed_later``: headings whose items the bloc agrees on.

    ``figures_vi``: what a figure is called on the screen, for tables in which several items read the same one.
    ``criteria_complete`` false: the source shows only some of the criteria. ``mark_step``: marks typed by a person are
    multiples of it. ``bonus_max``, ``deductions_max``: bounds of each part, neither touches the other. A grade list
    runs from the best to the last. What is not settled is listed by ``choices.open_questions``; ``chosen`` names the
    questions a person answered, so that they are never taken for the source's words.
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
    deductions_max: Number | None = None
    total_max: Number | None = None
    mark_step: Number | None = Field(default=None, gt=0)
    criteria_complete: bool = True
    bonuses: tuple[Extra, ...] = ()
    deductions: tuple[Extra, ...] = ()
    caps: tuple[Cap, ...] = ()
    ranking: Ranking = Ranking(basis="total", stated=True)
    tie_break: tuple[TieStep, ...] = ()
    classification: tuple[Grade, ...] = ()
    grade_caps: tuple[GradeCap, ...] = ()
    disqualification: tuple[Disqualification, ...] = ()
    figures_vi: dict[str, str] = {}
    unknown_vi: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    process_vi: tuple[str, ...] = ()
    notes_vi: tuple[str, ...] = ()
    worked_examples: tuple[Example, ...] = ()
    cluster_examples: tuple[ClusterExample, ...] = ()

    @model_validator(mode="after")
    def _codes_once(self):
        seen: set[str] = set()
        extras = (*self.bonuses, *self.deductions)
        for code in [*(c.code for c in walk(self.criteria)), *(e.code for e in extras), *(c.code for c in self.caps)]:
            if code in seen:
                raise ValueError(f"the code {code!r} stands twice")
            seen.add(code)
        if strange := sorted(set(self.figures_vi) - self.figure_keys()):
            raise ValueError(f"figures_vi names {strange[0]!r}, which no item reads")
        return self

    @model_validator(mode="after")
    def _names_exist(self):
        tree = {each.code: each for each in walk(self.criteria)}
        grades = {each.code for each in self.classification}
        if len(grades) != len(self.classification):
            raise ValueError("two grades carry the same code")
        for cap in self.grade_caps:
            if cap.best not in grades:
                raise ValueError(f"grade_caps names the grade {cap.best!r}, which is not listed")
        for grade in self.classification:
            if strange := sorted(set(grade.floors) - set(tree)):
                raise ValueError(f"the grade {grade.code} has a floor for {strange[0]!r}, which is no item")
        for step in self.tie_break:
            if step.kind == "points" and step.value not in tree:
                raise ValueError(f"a tie step names {step.value!r}, which is no item")
        for field in self.ranking.fields:
            if field not in tree:
                raise ValueError(f"the ranking names the field {field!r}, which is no item")
        self._check_caps(tree)
        return self

    def _check_caps(self, tree: Mapping[str, Criterion]) -> None:
        under = {code: {each.code for each in walk([item])} for code, item in tree.items()}
        parts = dict.fromkeys(tree, "tree")
        parts |= {each.code: "bonuses" for each in self.bonuses}
        parts |= {each.code: "deductions" for each in self.deductions}
        touched: set[str] = set()
        for cap in self.caps:
            if strange := [code for code in cap.items if code not in parts]:
                raise ValueError(f"the cap {cap.code} names {strange[0]!r}, which is no item")
            if len({parts[code] for code in cap.items}) > 1:
                raise ValueError(f"the cap {cap.code} spans two parts of the table")
            for code in cap.items:
                mine = under.get(code, {code})
                if touched & mine:
                    raise ValueError(f"{code} stands under two caps")
                touched |= mine

    def items(self) -> tuple[Criterion, ...]:
        """Every criterion with a formula, in printed order."""
        return tuple(each for each in walk(self.criteria) if each.scoring)

    def figure_keys(self) -> frozenset[str]:
        """Names of all figures the table reads."""
        keys: set[str] = set()
        for each in walk(self.criteria):
            keys |= set(each.scoring.keys()) if each.scoring else set()
            keys |= {each.gate.value} if each.gate else set()
            keys |= {each.assigned_key} if each.may_be_unassigned else set()
        for extra in (*self.bonuses, *self.deductions):
            keys |= set(extra.scoring.keys())
        keys |= {each.value for each in self.grade_caps} | {each.value for each in self.disqualification}
        keys |= {self.ranking.counter} if self.ranking.basis == "counter" else set()
        return frozenset(keys)

    @property
    def compares_units(self) -> bool:
        """Whether the marks of some item depend on the figures of the whole cluster."""
        return any(each.scoring is not None and each.scoring.compares_units for each in self.items())

    def with_agreed_marks(self, items: Iterable[Mapping[str, Any]]) -> "Rubric":
        """The same table with the items a bloc agreed on.

        An item: ``code``, ``group`` (one of ``groups_agreed_later``), ``name_vi``, ``base``, ``kind`` (quantitative,
        quantitative_inverse, over_achievement, leader_relative, qualitative, pass_fail, direct, external), for
        qualitative ``grades`` {B, C, D}, for external ``assessor_vi``. Figures are then called ``<code>.actual``,
        ``<code>.plan``, ``<code>.grade``, ``<code>.done`` or ``<code>.mark``. Raises ``ValueError``.
        """
        added: dict[str, list[dict[str, Any]]] = {group: [] for group in self.groups_agreed_later}
        for item in items:
            strange = set(item) - {"code", "group", "name_vi", "base", "kind", "grades", "assessor_vi"}
            if strange:
                raise ValueError(f"agreed item has the unknown field {sorted(strange)[0]!r}")
            if not isinstance(item.get("code"), str) or not item["code"]:
                raise ValueError("agreed item needs a code")
            group = item.get("group")
            if group not in added:
                raise ValueError(f"{item.get('code')}: {group!r} is not one of {', '.join(added) or 'no groups'}")
            added[group].append(self._agreed(item))
        plain = self.model_dump(by_alias=True)
        for criterion in list(walk_plain(plain["criteria"])):
            if added.get(criterion["code"]):
                criterion["children"] = [*criterion["children"], *added[criterion["code"]]]
        return Rubric.model_validate(plain)

    def _agreed(self, item: Mapping[str, Any]) -> dict[str, Any]:
        code, kind = item["code"], item.get("kind")
        names = {"achieved": f"{code}.actual", "target": f"{code}.plan"}
        scoring: dict[str, Any]
        if kind == "quantitative" and self.item_cap_percent is not None:
            cap = self.item_cap_percent
            scoring = {"type": "proportional_with_bonus_split", "item_cap_percent": cap, **names}
        elif kind == "quantitative":
            scoring = {"type": "proportional_to_target", **names}
        elif kind == "quantitative_inverse":
            scoring = {"type": "proportional_to_target", "inverse": True, **names}
        elif kind == "over_achievement":
            scoring = {"type": "over_achievement_proportional", **names}
        elif kind == "leader_relative":
            scoring = {"type": "leader_relative", **names}
        elif kind == "pass_fail":
            scoring = {"type": "pass_fail", "value": f"{code}.done"}
        elif kind == "external":
            who = item.get("assessor_vi") or "cơ quan có thẩm quyền"
            scoring = {"type": "external_assessor", "value": f"{code}.mark", "assessor_vi": who}
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


def walk_plain(criteria: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The same over a dumped tree."""
    for each in criteria:
        yield each
        yield from walk_plain(each.get("children") or ())


@lru_cache(maxsize=64)
def load_rubric(code: str) -> Rubric:
    """The table of ``data/rubrics/<code>.yaml``. ``KeyError``: unknown code, ``BookError``: bad data."""
    path = FOLDER / f"{code}.yaml"
    if not code.replace("_", "").isalnum() or not path.is_file():
        raise KeyError(f"no rubric is called {code!r}")
    return load_model(path, Rubric)


@lru_cache(maxsize=1)
def rubric_codes() -> tuple[str, ...]:
    """Codes of the scoring tables that are shipped, sorted; quota tables live in the same folder and are left out."""
    return tuple(path.stem for path in sorted(FOLDER.glob("*.yaml")) if "criteria" in read_yaml(path)[0])


Criterion.model_rebuild()
