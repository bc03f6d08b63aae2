"""The raw figures units report, under the names their rubric reads them by.

`ScoreRow.input` says what a figure is (actual, plan, letter …); a rubric names figures of its own (accounts,
recipients, `I.1.plan` …). The two meet here, by the kind of formula, so that no other code needs to know both.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rulebook.choices import blocking_questions, with_choices
from rulebook.rubrics import Rubric, load_rubric
from thidua.management.year.inputs import ClusterRow, ScoreRow, YearInput


def rubric_of(year_input: YearInput, cluster: ClusterRow) -> Rubric:
    """The rubric of a cluster with the marks it agreed on and its answers to what the rubric leaves open.

    Raises ValueError when the marks do not fit the rubric.
    """
    rubric = agreed_rubric(year_input, cluster)
    return with_choices(rubric, answers(rubric))


def agreed_rubric(year_input: YearInput, cluster: ClusterRow) -> Rubric:
    """The rubric with the marks the cluster agreed on, its open questions still open."""
    rubric = load_rubric(cluster.rubric_code)
    agreed = agreed_marks(year_input, cluster.code)
    return rubric.with_agreed_marks(agreed) if agreed else rubric


def answers(rubric: Rubric) -> dict[str, Any]:
    """What the clusters of the practice year decide at their first meeting: two decimals, days of the calendar, a vote
    between equals. Only what their tables really leave open."""
    practice: dict[str, Any] = {"rounding": 2, "ties": "vote", "counts": "calendar"}
    asked = blocking_questions(rubric)
    return {each.key: practice[each.kind] for each in asked if each.kind in practice}


def agreed_marks(year_input: YearInput, cluster_code: str) -> list[dict[str, Any]]:
    """The items a bloc agreed on, in the shape `Rubric.with_agreed_marks` takes."""
    items = []
    for row in year_input.agreed_items:
        if row.cluster_code != cluster_code:
            continue
        item: dict[str, Any] = {
            "code": row.criterion_code,
            "group": row.group,
            "name_vi": row.name,
            "base": row.base,
            "kind": row.kind,
        }
        if row.kind == "qualitative":
            item["grades"] = {"B": row.grade_b, "C": row.grade_c, "D": row.grade_d}
        items.append(item)
    return items


def figures_of(rubric: Rubric, rows: Iterable[ScoreRow]) -> dict[str, Any]:
    """The figures of one unit by the rubric's names, ready for `rulebook.scoring.score_unit`.

    Raises KeyError for a criterion the rubric does not have, ValueError for figures of another kind than it reads.
    """
    readers: list[Any] = [*rubric.items(), *rubric.bonuses, *rubric.deductions]
    formulas = {reader.code: reader for reader in readers}
    figures: dict[str, Any] = {}
    for row in rows:
        each = formulas[row.criterion_code]
        try:
            figures.update(_named(each.scoring, row.input))
            gate = getattr(each, "gate", None)
            if gate is not None:
                figures[gate.value] = row.input["gate"]
        except KeyError as error:
            raise ValueError(f"{row.criterion_code}: the figure {error.args[0]!r} is missing") from None
    return figures


def _named(formula: Any, given: Any) -> dict[str, Any]:
    match formula.type:
        case (
            "proportional_to_target"
            | "proportional_with_bonus_split"
            | "over_achievement_proportional"
            | "leader_relative"
        ):
            return {formula.achieved: given["actual"], formula.target: given["plan"]}
        case "sample_survey":
            return {formula.positive: given["yes"], formula.size: given["sample"]}
        case "ladder_percent":
            return {formula.value: given["value"]}
        case "ladder_days_late":
            return {formula.value: [given["days_late"]]}
        case "pass_fail":
            return {formula.value: given["value"] if formula.at_least is not None else given["done"]}
        case "graded_letter":
            return {formula.value: given["letter"]}
        case "per_occurrence":
            return {formula.value: given["count"]}
        case "direct" | "external_assessor":
            return {formula.value: given["points"]}
    raise ValueError(f"no figures are known for {formula.type}")
