"""Days of visits by OR-tools CP-SAT, where exchanging days leaves some open. One worker, counted effort."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from ortools.sat.python import cp_model


def days_of(
    units: Sequence[tuple[str, ...]], days: int, hints: Sequence[int | None], effort: float
) -> list[int] | None:
    """A day for each visit, given the units it takes; empty: proven that there is none; ``None``: not settled."""
    model = cp_model.CpModel()
    x = [[model.new_bool_var(f"{at}@{day}") for day in range(days)] for at in range(len(units))]
    visits_of: dict[str, list[int]] = defaultdict(list)
    for at, together in enumerate(units):
        model.add_exactly_one(x[at])
        for unit in together:
            visits_of[unit].append(at)
    for mine in visits_of.values():
        for day in range(days):
            model.add_at_most_one(x[at][day] for at in mine)
    # Days are alike: the visits of the busiest unit take the first ones.
    times = Counter(unit for together in units for unit in together)
    busiest = min(times, key=lambda unit: (-times[unit], unit))
    for day, at in enumerate(visits_of[busiest]):
        model.add(x[at][day] == 1)
    rename = _renamed(visits_of[busiest], hints, days)
    for at, hint in enumerate(hints):
        if hint is not None:
            model.add_hint(x[at][rename[hint]], True)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = effort
    status = solver.solve(model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return [next(day for day in range(days) if solver.value(x[at][day])) for at in range(len(units))]
    return [] if status == cp_model.INFEASIBLE else None


def _renamed(first: Sequence[int], hints: Sequence[int | None], days: int) -> dict[int, int]:
    """The days of the hints, renamed so that the visits of the busiest unit have the first ones."""
    rename: dict[int, int] = {}
    for day, at in enumerate(first):
        hint = hints[at]
        if hint is not None:
            rename[hint] = day
    left = iter(sorted(set(range(days)) - set(rename.values())))
    return {day: rename[day] if day in rename else next(left) for day in range(days)}
