"""Trying a table with invented figures of invented units; nothing is stored. And the worked examples, recomputed. Pure."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from rulebook.choices import ChoiceError, open_questions, with_choices
from rulebook.rubrics import Rubric
from rulebook.scoring import ScoringError, rank_units, score_cluster, score_unit
from rulebook.typed import refusal_vi
from thidua.rubrics import families
from thidua.rubrics.tree import ASSIGNED_SUFFIX, rows_of

FIRST_DAY = date(2025, 1, 1)


@dataclass(frozen=True)
class Asked:
    """One figure of the trial: its name in the table, kind, what it is called, the items that read it, the largest value
    that can be (a mark), and for what part it stands: "plan" (a target or whole), "part", "mark", "count", "gate".
    ``is_percent``: a percentage, written from 0 to 100. ``item``: the name of the first item that reads it."""

    key: str
    kind: str
    label: str
    codes: tuple[str, ...]
    part: str
    largest: Decimal | None = None
    step: Decimal | None = None
    is_percent: bool = False
    item: str = ""

    @property
    def short(self) -> str:
        """The label without the code before it."""
        return self.label.removeprefix(f"{self.codes[0]}: ") if self.codes else self.label


_WHOLES = {"target", "denominator", "size", "volume"}


def asked_by(tree: Mapping[str, Any]) -> list[Asked]:
    """Every figure the table reads, each once, in printed order."""
    names = tree.get("figures_vi") or {}
    found: dict[str, Asked] = {}
    names_of = {row.code: str(row.node["name_vi"]) for row in rows_of(tree)}

    def put(
        key: str, kind: str, label: str, code: str, part: str,
        largest: Any = None, step: Any = None, is_percent: bool = False,
    ) -> None:  # fmt: skip
        old = found.get(key)
        codes = ((*old.codes, code) if old else (code,)) if code else ()
        if old:
            found[key] = replace(old, codes=codes, is_percent=old.is_percent or is_percent)
            return
        top = None if largest is None else Decimal(str(largest))
        label = names.get(key) or (f"{code}: {label}" if code else label)
        step = None if step is None else Decimal(str(step))
        item = names_of.get(code, "")
        found[key] = Asked(key, kind, label, codes, part, top, step, is_percent, item)

    for row in rows_of(tree):
        node = row.node
        if gate := node.get("gate"):
            put(gate["value"], "yes_no", _capital(gate["text_vi"]), row.code, "gate")
        if node.get("may_be_unassigned"):
            put(row.code + ASSIGNED_SUFFIX, "yes_no", "Được giao nhiệm vụ này", row.code, "gate")
        scoring = node.get("scoring")
        if not scoring:
            continue
        is_mark = scoring["type"] in ("direct", "external_assessor")
        for key, (kind, label) in families.figure_kinds(scoring).items():
            param = next((p.key for p in families.family_of(scoring).params if scoring.get(p.key) == key), "")
            part = (
                "mark"
                if is_mark
                else "plan"
                if param in _WHOLES
                else "event"
                if row.section == "deductions"
                else "part"
            )
            largest = node.get("max") if is_mark else None
            if scoring["type"] == "sample_survey":
                largest = scoring["sample"]
            elif scoring.get("share") and param == "value":
                largest = 100
            is_percent = param == "value" and scoring["type"] in ("ladder_percent", "tier_by_volume")
            put(key, kind, label, row.code, part, largest, scoring.get("step") if is_mark else None, is_percent)
    for event in (*(tree.get("grade_caps") or ()), *(tree.get("disqualification") or ())):
        put(event["value"], "yes_no", _capital(event["text_vi"]), "", "event")
    ranking = tree.get("ranking") or {}
    if ranking.get("counter"):
        put(ranking["counter"], "number", ranking.get("counter_vi") or "Số liệu xếp hạng", "", "part")
    for step in tree.get("tie_break") or ():
        if step["kind"] in ("more", "less"):
            put(step["value"], "number", f"Khi bằng điểm: {step['text_vi']}", "", "part")
    return list(found.values())


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def invented(asked: Sequence[Asked], units: int, seed: int) -> list[dict[str, Any]]:
    """Figures of ``units`` units, the same for the same seed; plausible, never real."""
    dice = random.Random(seed)  # noqa: S311 - invented figures, no secret
    return [{each.key: _value(each, dice) for each in asked} for _ in range(units)]


def _value(each: Asked, dice: random.Random) -> Any:
    match each.kind:
        case "yes_no":
            return each.part == "gate" or dice.random() < (0.15 if each.part == "event" else 0.8)
        case "letter":
            return dice.choice("AABBCD")
        case "day":
            return FIRST_DAY + timedelta(days=dice.randrange(0, 364))
        case "wholes":
            return [dice.choice((0, 0, 0, 2, 6))]
        case "whole":
            if each.largest is not None:
                return int(each.largest) - (dice.randrange(0, 11) if each.part != "plan" else 0)
            return 50 if each.part == "plan" else dice.choice((0, 0, 0, 1, 2))
    if each.part == "plan":
        return Decimal(100)
    if each.part == "mark" and each.largest is not None:
        step = each.step or Decimal("0.5")
        most = int(each.largest / step)
        return step * dice.randint(int(most * 0.7), most)
    most = 100 if each.is_percent else 112
    return Decimal(dice.randint(75, most if each.largest is None else min(most, int(each.largest))))


@dataclass(frozen=True)
class Tried:
    """One invented unit: its score and its place."""

    name: str
    score: Any
    rank: int | None
    how: str
    needs_vote: bool


def tried(
    rubric: Rubric, units: Mapping[str, Mapping[str, Any]], names: Mapping[str, str] | None = None
) -> list[Tried]:
    """Marks and ranking of invented units, best first. Raises :class:`TrialTrouble` for a figure that cannot be, naming
    unit, criterion and number. ``names``: what figures are called on the screen."""
    known = rubric.figure_keys()
    inputs = {name: {k: v for k, v in given.items() if k in known and v is not None} for name, given in units.items()}
    try:
        scores = score_cluster(rubric, inputs)
        ranked = rank_units(scores, {name: dict(given) for name, given in units.items()}, rubric)
    except ScoringError as error:
        whose = f"{error.unit}: " if error.unit else ""
        raise TrialTrouble(f"{whose}{refusal_vi(rubric, error, names)}.") from error
    return [Tried(each.key, scores[each.key], each.rank, each.how_vi, each.needs_vote) for each in ranked]


class TrialTrouble(ValueError):
    """Figures that cannot be; the text names the figure."""


# ── worked examples ──


@dataclass(frozen=True)
class Checked:
    """One expectation of a worked example: what, expected, computed."""

    example: str
    what: str
    expected: Any
    computed: Any

    @property
    def agrees(self) -> bool:
        return bool(self.expected == self.computed)


def checked_examples(rubric: Rubric) -> list[Checked]:
    """Every expectation of every worked example beside what the table gives today."""
    found: list[Checked] = []
    for number, example in enumerate(rubric.worked_examples, start=1):
        # The tables that come with the system name their examples in English, for those who check the data.
        name = f"Ví dụ {number}" if example.name.isascii() else f"Ví dụ {number}: {example.name}"
        try:
            table = rubric.with_agreed_marks(example.agreed) if example.agreed else rubric
            table = with_choices(table, _still_open(table, example.choices))
            score = score_unit(table, example.given)
        except (ScoringError, ChoiceError, ValueError) as error:
            refused = isinstance(error, ScoringError)
            expected = "bị từ chối" if example.refused else "tính được"
            found.append(Checked(name, "số liệu", expected, "bị từ chối" if refused else "không tính được"))
            continue
        if example.refused:
            found.append(Checked(name, "số liệu", "bị từ chối", "tính được"))
        lines = score.lines
        for code, mark in example.points.items():
            found.append(Checked(name, f"mục {code}", mark, lines[code].points if code in lines else None))
        for code, mark in example.bonus_of.items():
            found.append(Checked(name, f"thưởng {code}", mark, lines[code].bonus if code in lines else None))
        for code in example.undefined:
            state = "chưa tính được" if code in lines and lines[code].points is None else "tính được"
            found.append(Checked(name, f"mục {code}", "chưa tính được", state))
        for what, mark_of, computed in (
            ("điểm thưởng", example.bonus, score.bonus),
            ("điểm trừ", example.deductions, score.deductions),
            ("tổng điểm", example.total, score.total),
        ):
            if mark_of is not None:
                found.append(Checked(name, what, mark_of, computed))
    for cluster in rubric.cluster_examples:
        try:
            scores = score_cluster(rubric, cluster.given)
        except ScoringError as error:
            found.append(Checked(cluster.name, "số liệu", "tính được", f"bị từ chối: {refusal_vi(rubric, error)}"))
            continue
        for unit, marks in cluster.points.items():
            for code, mark in marks.items():
                line = scores[unit].lines.get(code)
                found.append(Checked(cluster.name, f"{unit}, mục {code}", mark, line.points if line else None))
    return found


def _still_open(rubric: Rubric, answers: Mapping[str, Any]) -> dict[str, Any]:
    asked = {each.key for each in open_questions(rubric)}
    return {key: value for key, value in answers.items() if key in asked}
