"""The cross-check plan of a cluster: who checks whom (requirement S4).

Guarantees of a plan without anything given up, checked again by :func:`check` and drawn at random in the tests: every
unit checks exactly k others and is checked by exactly k others, nobody checks itself, no two units check each other, no
banned pair, no pair of an earlier plan. Without bans such a plan exists exactly when 2k ≤ n − 1; the units are then put
on a circle in the order of a public seed and each checks the next k (see :func:`order_of`: anybody can do it again).
Otherwise partners are exchanged until nothing is wrong, and only what that does not settle goes to the solver.
A plan that cannot exist is refused with a proof; what was neither found nor disproved within the effort says so.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from .checkplan import (
    NO_NAMES,
    RELAX_VI,
    Asked,
    Ban,
    Check,
    Earlier,
    Impossible,
    Names,
    NotFound,
    Pair,
    Plan,
    PlanError,
    Relax,
    asked,
    listed,
    named,
)
from .crosscheck_doubles import with_items, with_seconds
from .crosscheck_proofs import no_plan
from .crosscheck_search import Draws, Edge, circle, cost_of, least_cost, order_of, repaired

__all__ = [
    "Ban",
    "Check",
    "Earlier",
    "Impossible",
    "NotFound",
    "Pair",
    "Plan",
    "PlanError",
    "Relax",
    "check",
    "explain",
    "most_per_unit",
    "order_of",
    "plan",
]

ATTEMPTS = 8  # circles tried before partners are exchanged
STEPS = 400  # exchanges tried for each of three circles
MOST_UNITS = 200


def most_per_unit(n: int) -> int:
    """The largest k for which ``n`` units without bans have a plan without reciprocity."""
    return max((n - 1) // 2, 0)


def plan(
    units: Sequence[str],
    per_unit: int,
    *,
    seed: str,
    bans: Iterable[Ban] = (),
    earlier: Iterable[Earlier] = (),
    relax: Sequence[Relax] = (),
    items: Sequence[str] = (),
    split: bool = False,
    double_share: Decimal | Fraction | int = 0,
    effort: float = 10.0,
    names: Names = NO_NAMES,
) -> Plan | Impossible | NotFound:
    """A plan in which every one of ``units`` (codes) checks ``per_unit`` others and is checked by as many.

    ``seed``: a public text, such as a date and a drawn number; the same question gives the same plan. ``bans``: pairs
    that must not be, conflicts of interest among them. ``earlier``: plans whose pairs must not come again. ``relax``:
    what the office allows to give up when nothing else works, what is given up first standing first; as little of it as
    possible is then given up.

    ``items``: codes of the criteria. ``split``: they are dealt out among the checkers of a unit instead of everybody
    looking at the whole card. ``double_share`` (0 … 1): the share of all criteria of all cards (of all cards when no
    ``items`` are given) that a second unit checks without seeing the first.

    ``effort``: work allowed to the solver, about seconds; counted in steps, so that the answer does not depend on the
    speed of the machine. ``names``: what the units are called in reasons. Raises ``PlanError`` for a question that cannot be.
    """
    bans, earlier, relax, items = tuple(bans), tuple(earlier), tuple(relax), tuple(items)
    share = _share(double_share)
    _reasonable(units, per_unit, seed, bans, relax, names)
    _reasonable_items(per_unit, items, split, share)
    found = _pairs(units, per_unit, seed, bans, earlier, relax, effort, names)
    if not isinstance(found, Plan):
        return found
    if split:
        found = with_items(found, items)
    return with_seconds(found, items, share, bans) if share else found


def _reasonable(
    units: Sequence[str], k: int, seed: str, bans: Sequence[Ban], relax: Sequence[Relax], names: Names
) -> None:
    twice = [unit for unit, times in Counter(units).items() if times > 1]
    if twice:
        raise PlanError(f"{named(twice[0], names)} có trong danh sách hai lần.")
    if len(units) < 2:
        raise PlanError("Cần ít nhất hai đơn vị để kiểm tra chéo.")
    if len(units) > MOST_UNITS:
        raise PlanError(f"Nhiều nhất {MOST_UNITS} đơn vị trong một kế hoạch kiểm tra chéo.")
    if isinstance(k, bool) or not isinstance(k, int) or k < 1:
        raise PlanError("Số đơn vị mỗi đơn vị phải kiểm tra là số nguyên từ 1 trở lên.")
    if not seed.strip():
        raise PlanError("Cần một dòng chữ công khai để xếp ngẫu nhiên, như ngày họp và số bốc thăm.")
    known = set(units)
    for ban in bans:
        one, two = named(ban.checker, names), named(ban.checked, names)
        for unit in (ban.checker, ban.checked):
            if unit not in known:
                raise PlanError(f"Điều cấm nhắc đến {named(unit, names)}, không có trong danh sách đơn vị.")
        if ban.checker == ban.checked:
            raise PlanError(f"Không cần cấm {one} tự kiểm tra mình.")
        if not ban.reason_vi.strip():
            raise PlanError(f"Cần ghi lý do vì sao {one} không kiểm tra {two}.")
    if len(set(relax)) != len(relax) or not set(relax) <= set(RELAX_VI):
        raise PlanError(f"Chỉ có thể cho phép: {'; '.join(RELAX_VI.values())}.")


def _share(value: Decimal | Fraction | int) -> Fraction:
    try:
        return Fraction(value)
    except (ValueError, OverflowError):  # NaN and infinity are decimals too
        raise PlanError("Tỷ lệ chấm hai lần phải từ 0 đến 100%.") from None


def _reasonable_items(k: int, items: Sequence[str], split: bool, share: Fraction) -> None:
    if len(set(items)) != len(items):
        raise PlanError("Một tiêu chí có trong danh sách hai lần.")
    if split and len(items) < k:
        raise PlanError(f"Không chia được {len(items)} tiêu chí cho {k} đơn vị kiểm tra.")
    if not 0 <= share <= 1:
        raise PlanError("Tỷ lệ chấm hai lần phải từ 0 đến 100%.")


def _pairs(
    units: Sequence[str],
    k: int,
    seed: str,
    bans: Sequence[Ban],
    earlier: Sequence[Earlier],
    relax: tuple[Relax, ...],
    effort: float,
    names: Names,
) -> Plan | Impossible | NotFound:
    questions = []
    for attempt in range(1, ATTEMPTS + 1):
        question = asked(order_of(units, seed, attempt), k, bans, earlier, relax, names)
        if attempt == 1 and (proof := no_plan(question)):
            return proof
        edges = circle(question.n, k)
        cost = cost_of(question, edges)
        if cost == least_cost(question):
            return _plan(question, edges, seed, attempt, "circle", relax, True)
        questions.append((cost, attempt, question, edges))
    best: tuple[int, int, Asked, list[Edge]] | None = None
    for _, attempt, question, edges in sorted(questions, key=lambda each: each[:2])[:3]:
        edges, cost = repaired(question, edges, Draws(f"{seed}#{attempt}"), STEPS)
        if cost == least_cost(question):
            return _plan(question, edges, seed, attempt, "swaps", relax, True)
        if best is None or cost < best[0]:
            best = (cost, attempt, question, edges)
    if best is None:
        raise AssertionError("at least one circle is tried")
    from .crosscheck_solver import solve  # takes seconds to load: only when nothing else settled it

    _, attempt, question, edges = best
    solved = solve(question, edges, seed, effort)
    if isinstance(solved, Impossible | NotFound):
        return solved
    return _plan(question, solved.edges, seed, attempt, "solver", relax, solved.fewest)


def _plan(
    asked: Asked, edges: Sequence[Edge], seed: str, attempt: int, method, relax: tuple[Relax, ...], fewest: bool
) -> Plan:
    present = set(edges)
    name = asked.order
    return Plan(
        order=name,
        per_unit=asked.k,
        seed=seed,
        attempt=attempt,
        method=method,
        checks=tuple(Check(name[a], name[b]) for a, b in sorted(present)),
        repeats=tuple(asked.soft[edge] for edge in sorted(present) if edge in asked.soft),
        reciprocal=tuple((name[a], name[b]) for a, b in sorted(present) if a < b and (b, a) in present),
        relax=relax,
        fewest=fewest,
    )


def check(
    plan: Plan,
    units: Iterable[str],
    per_unit: int,
    *,
    bans: Iterable[Ban] = (),
    earlier: Iterable[Earlier] = (),
    relax: Sequence[Relax] = (),
    names: Names = NO_NAMES,
) -> list[str]:
    """What is wrong with a plan, in sentences; none: it keeps everything asked. Looks at nothing but the checks."""

    def name(unit: str) -> str:
        return named(unit, names)

    units, pairs = set(units), plan.pairs
    there, everything = set(pairs), {(each.checker, each.checked) for each in plan.checks}
    goes, comes = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    wrong: list[str] = []
    if strangers := sorted({unit for pair in everything for unit in pair} - units):
        wrong.append(f"{listed(map(name, strangers))} không thuộc danh sách đơn vị.")
    twice = sorted(pair for pair, times in Counter(pairs).items() if times > 1)
    wrong += [f"{name(a)} kiểm tra {name(b)} hai lần." for a, b in twice]
    for unit in sorted(units):
        if goes[unit] != per_unit:
            wrong.append(f"{name(unit)} kiểm tra {goes[unit]} đơn vị, phải là {per_unit}.")
        if comes[unit] != per_unit:
            wrong.append(f"{name(unit)} được {comes[unit]} đơn vị kiểm tra, phải là {per_unit}.")
    wrong += [f"{name(a)} tự kiểm tra mình." for a, b in sorted(everything) if a == b]
    if "reciprocal" not in relax:
        both = sorted((a, b) for a, b in everything if a < b and (b, a) in everything)
        wrong += [f"{name(a)} và {name(b)} kiểm tra lẫn nhau." for a, b in both]
    banned = {pair: ban for ban in bans for pair in ban.pairs}
    wrong += [f"{banned[pair].sentence(names)}." for pair in sorted(everything) if pair in banned]
    if "repeat" not in relax:
        past = {pair: each.label_vi for each in earlier for pair in each.pairs}
        again = sorted(there & set(past))
        wrong += [f"{name(a)} kiểm tra {name(b)} đã có trong kế hoạch {past[a, b]}." for a, b in again]
    return wrong + _wrong_items(plan, names)


def _wrong_items(plan: Plan, names: Names) -> list[str]:
    """Criteria dealt out to two checkers of a card or to none, and second looks by the unit that gave the first."""
    wrong: list[str] = []
    firsts: dict[str, list[Check]] = {}
    for each in plan.checks:
        if not each.second:
            firsts.setdefault(each.checked, []).append(each)
    every = {item for each in plan.checks if not each.second for item in each.items}
    for card, checks in sorted(firsts.items()):
        dealt = Counter(item for each in checks for item in each.items)
        if every and (set(dealt) != every or max(dealt.values()) > 1):
            wrong.append(f"Tiêu chí của {named(card, names)} chia chưa hết hoặc chia trùng.")
    for second in plan.seconds:
        for first in firsts.get(second.checked, []):
            overlap = not first.items or not second.items or set(first.items) & set(second.items)
            if first.checker == second.checker and overlap:
                who, whose = named(second.checker, names), named(second.checked, names)
                wrong.append(f"{who} chấm lần hai chính phần mình đã chấm của {whose}.")
    return wrong


def explain(plan: Plan, names: Names = NO_NAMES) -> list[str]:
    """The plan told in sentences: how it was found, what holds, what was given up and whether less was possible."""
    n, k = len(plan.order), plan.per_unit
    how = {
        "circle": f"mỗi đơn vị kiểm tra {k} đơn vị đứng kế tiếp trên vòng tròn",
        "swaps": "rồi đổi cặp cho đến khi không còn gì vướng",
        "solver": "rồi bộ giải ràng buộc tìm cách ghép thỏa mọi điều cấm",
    }
    said = [
        f"{n} đơn vị, mỗi đơn vị kiểm tra {k} đơn vị khác và được {k} đơn vị khác kiểm tra: {n * k} lượt.",
        f"Các đơn vị xếp vòng tròn theo mã băm SHA-256 của dòng chữ “{plan.seed}#{plan.attempt}|mã đơn vị”, "
        f"{how[plan.method]}.",
    ]
    if plan.reciprocal:
        both = "; ".join(f"{named(a, names)} – {named(b, names)}" for a, b in plan.reciprocal)
        said.append(f"{len(plan.reciprocal)} cặp đơn vị kiểm tra lẫn nhau, do cơ quan tổ chức cho phép: {both}.")
    else:
        said.append("Không có hai đơn vị nào kiểm tra lẫn nhau.")
    if plan.repeats:
        again = "; ".join(f"{named(r.checker, names)} kiểm tra {named(r.checked, names)}" for r in plan.repeats)
        said.append(f"{len(plan.repeats)} lượt lặp lại kế hoạch trước, do cơ quan tổ chức cho phép: {again}.")
    if plan.reciprocal or plan.repeats:
        said.append(
            "Đã chứng minh không có cách nào phải nới ít hơn."
            if plan.fewest
            else "Đây là cách tốt nhất tìm được trong thời hạn, chưa chứng minh được là ít nhất."
        )
    if plan.seconds:
        cards = len({each.checked for each in plan.seconds})
        cells = sum(len(each.items) for each in plan.seconds)
        what = f"{cells} mục của {cards} bảng điểm" if cells else f"{cards} bảng điểm"
        said.append(f"Rút ngẫu nhiên {what} để một đơn vị thứ hai chấm độc lập.")
    return said
