"""Cross-check plans by OR-tools CP-SAT, for bans that construction does not get round. One worker, a fixed seed, and an
effort counted in deterministic steps: the same question gives the same answer on every machine."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from ortools.sat.python import cp_model

from .checkplan import Asked, Ban, Impossible, NotFound, sentences
from .crosscheck_search import Edge

NOT_FOUND = (
    "Không tìm được kế hoạch trong thời hạn, cũng chưa chứng minh được là không có. Hãy thử lại với thời hạn dài hơn."
)


@dataclass(frozen=True)
class Solved:
    """``fewest``: proven that nothing less can be given up."""

    edges: list[Edge]
    fewest: bool


def _solver(seed: str, effort: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = int.from_bytes(sha256(seed.encode()).digest()[:4], "big") % 2**31
    solver.parameters.max_deterministic_time = effort
    return solver


@dataclass(frozen=True)
class _Model:
    model: cp_model.CpModel
    x: dict[Edge, cp_model.IntVar]


def _model(asked: Asked, without: Sequence[Edge], best: Sequence[Edge] = ()) -> _Model:
    """k out, k in, one direction of a pair unless both may be; ``without``: ordered pairs left out."""
    model, n, k = cp_model.CpModel(), asked.n, asked.k
    closed = set(without)
    edges = [(a, b) for a in range(n) for b in range(n) if a != b and (a, b) not in closed]
    x = {edge: model.new_bool_var(f"{edge[0]}-{edge[1]}") for edge in edges}
    for unit in range(n):
        model.add(sum(x[unit, b] for b in range(n) if (unit, b) in x) == k)
        model.add(sum(x[a, unit] for a in range(n) if (a, unit) in x) == k)
    given_up: list = [asked.repeat_weight * x[edge] for edge in edges if edge in asked.soft]
    for a, b in edges:
        if a < b and (b, a) in x:
            if asked.both_allowed:
                both = model.new_bool_var(f"{a}={b}")
                model.add(both >= x[a, b] + x[b, a] - 1)
                given_up.append(asked.reciprocal_weight * both)
            else:
                model.add_at_most_one(x[a, b], x[b, a])
    if given_up:
        model.minimize(sum(given_up))
    hints = set(best)
    for edge in edges if hints else ():
        model.add_hint(x[edge], edge in hints)
    return _Model(model, x)


def solve(asked: Asked, best: Sequence[Edge], seed: str, effort: float) -> Solved | Impossible | NotFound:
    """A plan that gives up as little as possible, starting from the ``best`` found so far; or the bans that contradict
    each other."""
    built = _model(asked, list(asked.hard), best)
    solver = _solver(seed, effort)
    status = solver.solve(built.model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Solved([edge for edge, chosen in built.x.items() if solver.value(chosen)], status == cp_model.OPTIMAL)
    if status != cp_model.INFEASIBLE:
        return NotFound(NOT_FOUND)
    return _contradiction(asked, seed, effort)


def _contradiction(asked: Asked, seed: str, effort: float) -> Impossible:
    """A set of bans that contradict each other, made minimal by leaving them out in halves (QuickXplain)."""
    bans = list(dict.fromkeys(asked.hard.values()))
    numbers = {unit: at for at, unit in enumerate(asked.order)}
    left = [effort]

    def impossible(kept: Sequence[Ban]) -> bool | None:
        """Whether these bans alone leave no plan; ``None``: not settled within what is left of the effort."""
        if left[0] <= 0:
            return None
        edges = [(numbers[a], numbers[b]) for ban in kept for a, b in ban.pairs]
        solver = _solver(seed, left[0])
        status = solver.solve(_model(_strict(asked), edges).model)
        left[0] -= max(solver.response_proto.deterministic_time, 0.001)
        return {cp_model.INFEASIBLE: True, cp_model.OPTIMAL: False, cp_model.FEASIBLE: False}.get(status)

    unsettled = [False]

    def needed(base: list[Ban], added: bool, among: list[Ban]) -> list[Ban]:
        if added and impossible(base):
            return []
        if len(among) == 1:
            return among
        if left[0] <= 0:
            unsettled[0] = True
            return among
        half = len(among) // 2
        first, second = among[:half], among[half:]
        of_second = needed(base + first, bool(first), second)
        of_first = needed(base + of_second, bool(of_second), first)
        return of_first + of_second

    core = needed([], False, bans)
    minimal = not unsettled[0] and left[0] > 0
    end = (
        "Bỏ bất kỳ điều nào trong số này thì các điều còn lại không còn mâu thuẫn."
        if minimal
        else "Có thể chưa phải nhóm nhỏ nhất: thời hạn không đủ để rút gọn thêm."
    )
    names = tuple(dict.fromkeys(name for ban in core for name in (ban.checker, ban.checked)))
    every = f"mỗi đơn vị kiểm tra {asked.k} đơn vị và được {asked.k} đơn vị kiểm tra"
    both = "" if asked.both_allowed else ", không kiểm tra lẫn nhau"
    return Impossible(
        "bans",
        f"Không có cách ghép nào của {asked.n} đơn vị ({every}{both}) thỏa cùng lúc {len(core)} điều sau: "
        f"{sentences(core, asked.names)}. {end}",
        names,
        bans=tuple(core),
        minimal=minimal,
    )


def _strict(asked: Asked) -> Asked:
    """The same question without anything to minimise: only whether a plan exists."""
    return Asked(asked.order, asked.k, {}, {}, asked.both_allowed, 0, 0, asked.names)
