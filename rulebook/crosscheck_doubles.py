"""Dealing out criteria among the checkers of a unit, and the drawn sample that a second unit checks independently."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import ceil

from .checkplan import Ban, Check, Impossible, NotFound, Plan, PlanError
from .crosscheck_search import Draws

MOST_TRIES = 50_000


def with_items(plan: Plan, items: Sequence[str]) -> Plan:
    """Each card cut into k blocks of neighbouring criteria, sizes apart by one at most, one for each checker. Which
    checker gets which block goes round from card to card."""
    k, number = plan.per_unit, {unit: at for at, unit in enumerate(plan.order)}
    ends = [len(items) * at // k for at in range(k + 1)]
    blocks = [tuple(items[ends[at] : ends[at + 1]]) for at in range(k)]
    checks = []
    for each in plan.checks:
        turn = plan.checkers_of(each.checked).index(each.checker) + number[each.checked]
        checks.append(replace(each, items=blocks[turn % k]))
    return replace(plan, checks=tuple(checks))


def with_seconds(
    plan: Plan, items: Sequence[str], share: Fraction, bans: Sequence[Ban]
) -> Plan | Impossible | NotFound:
    """The plan with second looks at the drawn share, each by a unit that did not give the first.

    Where the criteria are dealt out among several checkers, another of the same unit's checkers looks again. Where one
    unit checks the whole card, a further unit does, under the same conditions as the plan and at most once each.
    Raises ``PlanError`` where every card has several independent checkers already.
    """
    dealt = any(each.items for each in plan.checks)
    if plan.per_unit > 1 and not dealt:
        raise PlanError(
            f"Mỗi bảng điểm đã có {plan.per_unit} đơn vị chấm độc lập, không cần rút mẫu chấm lần hai. "
            "Muốn rút mẫu, hãy chia tiêu chí cho các đơn vị hoặc để mỗi bảng điểm một đơn vị chấm."
        )
    draws = Draws(f"{plan.seed}#double")
    drawn = _drawn(plan, items, share, draws)
    seconds = _among_checkers(plan, drawn) if plan.per_unit > 1 else _by_others(plan, drawn, bans, draws)
    return replace(plan, checks=plan.checks + seconds) if isinstance(seconds, tuple) else seconds


def _drawn(plan: Plan, items: Sequence[str], share: Fraction, draws: Draws) -> dict[str, tuple[str, ...]]:
    """{card: criteria drawn}, every card alike but for one; without criteria, whole cards are drawn."""
    cards = draws.shuffled(plan.order)
    if not items:
        return dict.fromkeys(cards[: ceil(share * len(cards))], ())
    each, more = divmod(ceil(share * len(cards) * len(items)), len(cards))
    drawn = {}
    for at, card in enumerate(cards):
        chosen = set(draws.shuffled(items)[: each + (at < more)])
        if chosen:
            drawn[card] = tuple(item for item in items if item in chosen)
    return drawn


def _among_checkers(plan: Plan, drawn: dict[str, tuple[str, ...]]) -> tuple[Check, ...]:
    seconds: dict[tuple[str, str], list[str]] = {}
    load = dict.fromkeys(plan.order, 0)
    for card, items in drawn.items():
        firsts = {item: each.checker for each in plan.checks if each.checked == card for item in each.items}
        for item in items:
            others = [other for other in plan.checkers_of(card) if other != firsts[item]]
            second = min(others, key=lambda other: (load[other], other))
            load[second] += 1
            seconds.setdefault((second, card), []).append(item)
    return tuple(Check(second, card, tuple(items), True) for (second, card), items in seconds.items())


def _by_others(
    plan: Plan, drawn: dict[str, tuple[str, ...]], bans: Sequence[Ban], draws: Draws
) -> tuple[Check, ...] | Impossible | NotFound:
    """A second unit for each drawn card, found by trying with going back; the hardest card first."""
    closed = {pair for ban in bans for pair in ban.pairs} | set(plan.pairs)
    if "reciprocal" not in plan.relax:
        closed |= {(checked, checker) for checker, checked in plan.pairs}
    candidates = draws.shuffled(plan.order)
    options = {card: [unit for unit in candidates if unit != card and (unit, card) not in closed] for card in drawn}
    cards = sorted(drawn, key=lambda card: len(options[card]))
    second: dict[str, str] = {}
    tries = [0] * (len(cards) + 1)
    spent = at = 0
    while 0 <= at < len(cards):
        card = cards[at]
        second.pop(card, None)
        taken = set(second.values())
        while tries[at] < len(options[card]):
            unit = options[card][tries[at]]
            tries[at] += 1
            spent += 1
            if unit not in taken and (second.get(unit) != card or "reciprocal" in plan.relax):
                second[card] = unit
                break
        if card in second:
            at += 1
            tries[at] = 0
        else:
            at -= 1
        if spent > MOST_TRIES:
            return NotFound("Chưa tìm được đơn vị chấm lần hai cho đủ số bảng điểm đã rút trong thời hạn.")
    if at < 0:
        return Impossible(
            "partners",
            f"Không đủ cặp đơn vị được phép để {len(drawn)} bảng điểm đã rút có thêm một đơn vị chấm lần hai, mỗi đơn vị "
            "chấm lần hai nhiều nhất một bảng và không ai chấm lẫn nhau: đã thử hết các cách.",
            tuple(drawn),
            bans=tuple(bans),
            minimal=False,
        )
    return tuple(Check(second[card], card, items, True) for card, items in drawn.items())
