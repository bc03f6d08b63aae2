"""A cross-check plan of 60 units × 6 with three years of bans, against CP-SAT told the same and nothing else.

    python bench/crosscheck.py

Ours is ``rulebook.crosscheck.plan``: the circle of a public seed, repaired by exchanging partners; CP-SAT only when that
does not settle it. The rival is the plain model of the same question (k out, k in, one direction of a pair, no earlier
pair) handed to CP-SAT at once. Every plan of either is checked by the independent ``check`` before anything is told.
The circle without bans is measured against CP-SAT without bans. Planning with three years of bans stays below a second.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench._rival import spread, write_report  # noqa: E402
from rulebook.checkplan import asked  # noqa: E402
from rulebook.crosscheck import Check, Earlier, Plan, check, order_of, plan  # noqa: E402
from rulebook.crosscheck_search import circle  # noqa: E402
from rulebook.crosscheck_solver import Solved, solve  # noqa: E402

UNITS, EACH, YEARS, RUNS = [f"DV{at:02}" for at in range(60)], 6, 3, 5
GOAL = 0.5
SECONDS_GOAL = 1.0


def timed(work):
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def solver_plan(earlier: list[Earlier], seed: str) -> Plan:
    """The same question put to CP-SAT alone."""
    question = asked(order_of(UNITS, seed), EACH, [], earlier, (), {})
    solved = solve(question, [], seed, 60)
    if not isinstance(solved, Solved):
        raise AssertionError("CP-SAT found no plan")
    checks = tuple(Check(question.order[a], question.order[b]) for a, b in solved.edges)
    return Plan(question.order, EACH, seed, 1, "solver", checks)


def main() -> int:
    mine, theirs, circles, solver_free = [], [], [], []
    for run in range(RUNS):
        earlier: list[Earlier] = []
        for year in range(YEARS):
            found = plan(UNITS, EACH, seed=f"{run}/{year}", earlier=earlier)
            if not isinstance(found, Plan):
                raise AssertionError("no plan of an earlier year")
            earlier.append(Earlier(f"năm {2023 + year}", found.pairs))
        seed = f"{run}/now"
        pair = [
            (mine, lambda e=earlier, s=seed: plan(UNITS, EACH, seed=s, earlier=e)),
            (theirs, lambda e=earlier, s=seed: solver_plan(e, s)),
        ]
        for times, work in pair if run % 2 == 0 else pair[::-1]:
            seconds, found = timed(work)
            if not isinstance(found, Plan) or check(found, UNITS, EACH, earlier=earlier):
                raise AssertionError("a plan does not hold")
            times.append(seconds)
        solver_free.append(timed(lambda s=seed: solver_plan([], s))[0])
        circles.append(statistics.median(timed(lambda: circle(len(UNITS), EACH))[0] for _ in range(101)))
    middle = {name: statistics.median(each) for name, each in [("mine", mine), ("theirs", theirs)]}
    figures = {
        "units": len(UNITS),
        "each": EACH,
        "years_of_bans": YEARS,
        "plan": spread(mine),
        "cp_sat_alone": spread(theirs),
        "circle_ms": round(1000 * statistics.median(circles), 4),
        "cp_sat_without_bans": spread(solver_free),
        "circle_to_cp_sat": round(statistics.median(circles) / statistics.median(solver_free), 6),
        "goal_s": SECONDS_GOAL,
    }
    print(f"  three years of bans: ours {middle['mine'] * 1000:.0f} ms, CP-SAT alone {middle['theirs'] * 1000:.0f} ms")
    print(f"  no bans: circle {figures['circle_ms']} ms, CP-SAT alone {1000 * statistics.median(solver_free):.0f} ms")
    write_report("crosscheck", round(middle["mine"] / middle["theirs"], 3), GOAL, figures)
    if max(mine) > SECONDS_GOAL:
        print(f"crosscheck: a plan took {max(mine):.2f} s, more than {SECONDS_GOAL} s")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
