"""Why a cross-check plan cannot exist: counting, one unit with too few partners, a crowd with too few places."""

from collections import deque

from .checkplan import Asked, Ban, Impossible, listed


def no_plan(asked: Asked) -> Impossible | None:
    """A proof that needs no search, or nothing. Without reciprocity there may be none although no plan exists."""
    return _count(asked) or _partners(asked) or _crowd(asked)


def _count(asked: Asked) -> Impossible | None:
    n, k = asked.n, asked.k
    if asked.both_allowed:
        if k <= n - 1:
            return None
        return Impossible(
            "count",
            f"Mỗi đơn vị chỉ có {n - 1} đơn vị khác để kiểm tra, không thể kiểm tra {k} đơn vị.",
            asked.order,
            needed=k,
            available=n - 1,
        )
    if 2 * k <= n - 1:
        return None
    most = (n - 1) // 2
    advice = (
        f"Với {n} đơn vị, mỗi đơn vị kiểm tra được nhiều nhất {most} đơn vị, hoặc phải cho phép kiểm tra lẫn nhau."
        if most
        else "Phải cho phép kiểm tra lẫn nhau hoặc thêm đơn vị."
    )
    return Impossible(
        "count",
        f"{n} đơn vị, mỗi đơn vị kiểm tra {k} đơn vị là {n * k} lượt; hai đơn vị không kiểm tra lẫn nhau nên mỗi cặp đơn "
        f"vị chỉ dùng được một lượt, mà chỉ có {n * (n - 1) // 2} cặp: {n * k} > {n * (n - 1) // 2}. {advice}",
        asked.order,
        needed=n * k,
        available=n * (n - 1) // 2,
    )


def _partners(asked: Asked) -> Impossible | None:
    """One unit that may check, may be checked by, or may meet at all too few others."""
    n, k = asked.n, asked.k
    for unit in range(n):
        others = [each for each in range(n) if each != unit]
        checks = [each for each in others if asked.allowed(unit, each)]
        checked = [each for each in others if asked.allowed(each, unit)]
        either = set(checks) | set(checked)
        name = asked.name(unit)
        out, into = [(unit, each) for each in others], [(each, unit) for each in others]
        if len(checks) < k:
            need, have, closed = k, len(checks), out
            words = f"{name} phải kiểm tra {k} đơn vị nhưng chỉ được kiểm tra {have}"
        elif len(checked) < k:
            need, have, closed = k, len(checked), into
            words = f"{name} phải được {k} đơn vị kiểm tra nhưng chỉ {have} đơn vị được phép"
        elif not asked.both_allowed and len(either) < 2 * k:
            need, have = 2 * k, len(either)
            closed = [pair for pair in out + into if pair[0] + pair[1] - unit not in either]
            words = (
                f"{name} phải kiểm tra {k} đơn vị và được {k} đơn vị khác kiểm tra, cộng {need} đơn vị khác nhau, "
                f"nhưng chỉ còn {have} đơn vị được phép"
            )
        else:
            continue
        why = _bans_of(asked, closed)
        return Impossible(
            "partners",
            f"{words}. {asked.because(why)}",
            (asked.order[unit],),
            bans=why,
            needed=need,
            available=have,
        )
    return None


def _bans_of(asked: Asked, pairs: list[tuple[int, int]]) -> tuple[Ban, ...]:
    return tuple(dict.fromkeys(asked.hard[pair] for pair in pairs if pair in asked.hard))


def _crowd(asked: Asked) -> Impossible | None:
    """Hall's condition for k checks each way (maximum flow, minimum cut), reciprocity left aside.

    Senders S, receivers T: the k|S| checks of S go to T, which takes k|T|, or along one of the e(S, not T) pairs left.
    """
    n, k = asked.n, asked.k
    goes = [[each for each in range(n) if asked.allowed(unit, each)] for unit in range(n)]
    chosen: list[set[int]] = [set() for _ in range(n)]
    taken: list[set[int]] = [set() for _ in range(n)]
    for unit in range(n):
        while len(chosen[unit]) < k:
            senders, receivers, end = _reach(unit, goes, chosen, taken, k)
            if end is None:
                return _crowding(asked, set(senders), set(receivers))
            while end is not None:  # along the path, each sender takes the next receiver and lets its own go
                sender = receivers[end]
                before = senders[sender]
                chosen[sender].add(end)
                taken[end].add(sender)
                if before is not None:
                    chosen[sender].remove(before)
                    taken[before].remove(sender)
                end = before
    return None


def _reach(
    start: int, goes: list[list[int]], chosen: list[set[int]], taken: list[set[int]], k: int
) -> tuple[dict[int, int | None], dict[int, int], int | None]:
    """Senders (with the receiver they would let go) and receivers (with the sender that would come) that can be
    reached from ``start``, and the first receiver with a free place."""
    senders: dict[int, int | None] = {start: None}
    receivers: dict[int, int] = {}
    waiting = deque([start])
    while waiting:
        sender = waiting.popleft()
        for each in goes[sender]:
            if each in receivers or each in chosen[sender]:
                continue
            receivers[each] = sender
            if len(taken[each]) < k:
                return senders, receivers, each
            for other in sorted(taken[each]):
                if other not in senders:
                    senders[other] = each
                    waiting.append(other)
    return senders, receivers, None


def _crowding(asked: Asked, senders: set[int], receivers: set[int]) -> Impossible:
    n, k = asked.n, asked.k
    outside = [(a, b) for a in sorted(senders) for b in range(n) if b not in receivers and a != b]
    free = sum(1 for pair in outside if asked.allowed(*pair))
    why = _bans_of(asked, outside)
    need, have = k * len(senders), k * len(receivers) + free
    from_vi, to_vi = (listed([asked.name(each) for each in sorted(group)], 40) for group in (senders, receivers))
    taken = f"{to_vi} chỉ nhận {k * len(receivers)} lượt, " if receivers else ""
    return Impossible(
        "crowding",
        f"{from_vi} phải kiểm tra tổng cộng {need} lượt. Trong khi đó {taken}sang các đơn vị còn lại chỉ có {free} cặp "
        f"được phép: nhiều nhất {have} lượt, {need} > {have}. {asked.because(why)}",
        tuple(asked.order[each] for each in sorted(senders)),
        tuple(asked.order[each] for each in sorted(receivers)),
        why,
        need,
        have,
    )
