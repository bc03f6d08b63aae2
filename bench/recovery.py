"""How well an order is recovered from cross-check marks: raw means, z-scores, additive least squares.

    python bench/recovery.py

Invented seasons: 25 units of known worth, each checked by four others by a plan of ours; every checker is lenient or
severe by an amount of its own and errs a little. Kendall's τ between the known order and the one each method gives, the
mean of 200 seasons. Ours is ``rulebook.severity``; an independent solution of the same model by ``numpy.linalg.lstsq``
over the whole design must give the same tendencies to 1e-8. The ratio is what is left of the disorder: (1 − τ of least
squares) / (1 − τ of raw means). Beside the legal score this is advice, never more.
"""

from __future__ import annotations

import statistics
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench._rival import write_report  # noqa: E402
from rulebook.crosscheck import Plan, plan  # noqa: E402
from rulebook.fairness import Mark, kendall_tau  # noqa: E402
from rulebook.severity import severity  # noqa: E402

UNITS, EACH, SEASONS = [f"DV{at:02}" for at in range(25)], 4, 200
WORTH, SEVERITY, ERROR = 5.0, 4.0, 1.5  # standard deviations, points of 100
GOAL = 0.6
SAME = 1e-8


def season(number: int) -> tuple[dict[str, float], list[Mark]]:
    """(known worth of every unit, marks) of one invented season."""
    draw = np.random.default_rng(number)
    worth = dict(zip(UNITS, draw.normal(75, WORTH, len(UNITS)), strict=True))
    adds = dict(zip(UNITS, draw.normal(0, SEVERITY, len(UNITS)), strict=True))
    found = plan(UNITS, EACH, seed=f"recovery {number}")
    if not isinstance(found, Plan):
        raise AssertionError("no plan")
    marks = []
    for checker, checked in found.pairs:
        mark = min(max(worth[checked] + adds[checker] + draw.normal(0, ERROR), 0), 100)
        marks.append(Mark(checked, "total", checker, Decimal(f"{mark:.2f}"), Decimal(100)))
    return worth, marks


def by_unit(values: list[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, list[float]] = defaultdict(list)
    for unit, value in values:
        found[unit].append(value)
    return {unit: statistics.fmean(each) for unit, each in found.items()}


def z_scores(marks: list[Mark]) -> dict[str, float]:
    """Every checker's marks brought to mean 0 and deviation 1."""
    given: dict[str, list[float]] = defaultdict(list)
    for mark in marks:
        given[mark.checker].append(float(mark.given))
    shape = {checker: (statistics.fmean(each), statistics.pstdev(each) or 1.0) for checker, each in given.items()}
    return by_unit([(m.unit, (float(m.given) - shape[m.checker][0]) / shape[m.checker][1]) for m in marks])


def whole_design(marks: list[Mark]) -> dict[str, float]:
    """Tendencies of the checkers by ``numpy.linalg.lstsq`` over unit and checker columns, adding up to 0."""
    at = {name: place for place, name in enumerate(UNITS)}
    design, values = np.zeros((len(marks) + 1, 2 * len(UNITS))), np.zeros(len(marks) + 1)
    for row, mark in enumerate(marks):
        design[row, [at[mark.unit], len(UNITS) + at[mark.checker]]] = 1
        values[row] = float(mark.given)
    design[-1, len(UNITS) :] = 1
    solved = np.linalg.lstsq(design, values, rcond=None)[0]
    return {name: float(solved[len(UNITS) + place]) for name, place in at.items()}


def main() -> int:
    taus: dict[str, list[float]] = defaultdict(list)
    apart = 0.0
    for number in range(SEASONS):
        worth, marks = season(number)
        [panel] = severity(marks).panels
        independent = whole_design(marks)
        apart = max([apart, *(abs(effect.percent - independent[effect.checker]) for effect in panel.effects)])
        orders = {
            "raw_mean": by_unit([(mark.unit, float(mark.given)) for mark in marks]),
            "z_score": z_scores(marks),
            "least_squares": {level.unit: level.adjusted_percent for level in panel.units},
        }
        for name, order in orders.items():
            tau = kendall_tau([worth[unit] for unit in UNITS], [order[unit] for unit in UNITS])
            taus[name].append(0.0 if tau is None else tau)
    if apart > SAME:
        raise AssertionError(f"an independent solution differs by {apart}")
    means = {name: round(statistics.fmean(each), 3) for name, each in taus.items()}
    figures = {
        "units": len(UNITS),
        "each": EACH,
        "seasons": SEASONS,
        "tau": means,
        "deviations": {"worth": WORTH, "severity": SEVERITY, "error": ERROR},
        "differs_from_lstsq_by": apart,
    }
    print(f"  τ: {means}; an independent solution differs by {apart:.1e}")
    write_report("recovery", round((1 - means["least_squares"]) / (1 - means["raw_mean"]), 2), GOAL, figures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
