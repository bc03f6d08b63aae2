"""Cross-check visits on working days: nobody visits or is visited twice on a day; teams that visit together (S4).

Visits that share a unit need different days: a colouring. For pairs of units these are the edges of a graph, coloured
one by one with exchanges along alternating paths; what that leaves open goes to the solver. A unit with more visits
than days, or more visits than the days can hold, is refused with the count.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .checkplan import NO_NAMES, Ban, Impossible, Names, NotFound, PlanError, listed, named
from .crosscheck_search import Draws, order_of

MOST_VISITS = 5_000


@dataclass(frozen=True)
class Visit:
    """``visitors`` go to ``visited``, all of them on the same day."""

    visitors: tuple[str, ...]
    visited: str

    @property
    def units(self) -> tuple[str, ...]:
        return (*self.visitors, self.visited)


@dataclass(frozen=True)
class Team:
    """``members`` visit every unit of ``visits`` together."""

    members: tuple[str, ...]
    visits: tuple[str, ...]


@dataclass(frozen=True)
class Schedule:
    """The visits with their days, in order of the days; spread over them as evenly as can be."""

    visits: tuple[tuple[date, Visit], ...]

    def on(self, day: date) -> tuple[Visit, ...]:
        return tuple(visit for each, visit in self.visits if each == day)


def visits_of(pairs: Iterable[tuple[str, str]]) -> list[Visit]:
    """One visit for each (who checks, who is checked)."""
    return [Visit((checker,), checked) for checker, checked in pairs]


def team_visits(teams: Iterable[Team]) -> list[Visit]:
    return [Visit(team.members, visited) for team in teams for visited in team.visits]


def schedule(
    visits: Sequence[Visit], days: Sequence[date], *, effort: float = 10.0, names: Names = NO_NAMES
) -> Schedule | Impossible | NotFound:
    """Every visit on one of ``days`` (working days chosen by the caller), no unit in two visits of a day.

    ``effort``: as in ``crosscheck.plan``. Raises ``PlanError`` for visits or days that cannot be.
    """
    _reasonable(visits, days, names)
    if not visits:
        return Schedule(())
    if proof := too_few_days(visits, len(days), names):
        return proof
    found = _coloured(visits, len(days))
    if None in found:
        from .visits_solver import days_of  # takes seconds to load: only when exchanging did not settle it

        solved = days_of([visit.units for visit in visits], len(days), found, effort)
        if solved is None:
            return NotFound(
                "Không xếp được lịch trong thời hạn, cũng chưa chứng minh được là không có. Hãy thêm ngày hoặc thời hạn."
            )
        if not solved:
            return Impossible(
                "days",
                f"Không có cách xếp {len(visits)} lượt kiểm tra vào {len(days)} ngày mà không đơn vị nào có hai lượt trong "
                "một ngày (đã xét hết bằng bộ giải). Hãy thêm ít nhất một ngày.",
                available=len(days),
            )
        found = list(solved)
    chosen = _even([day for day in found if day is not None], visits, len(days))
    rows = sorted((days[day], at) for at, day in enumerate(chosen))
    return Schedule(tuple((day, visits[at]) for day, at in rows))


def _reasonable(visits: Sequence[Visit], days: Sequence[date], names: Names) -> None:
    if len(visits) > MOST_VISITS:
        raise PlanError(f"Nhiều nhất {MOST_VISITS} lượt kiểm tra trong một lịch.")
    if len(set(days)) != len(days):
        raise PlanError("Một ngày có trong lịch hai lần.")
    for visit in visits:
        if not visit.visitors:
            raise PlanError(f"Lượt kiểm tra {named(visit.visited, names)} chưa có đơn vị nào đi.")
        if len(set(visit.units)) != len(visit.units):
            raise PlanError(f"{named(visit.visited, names)} vừa đi vừa được kiểm tra, hoặc một đơn vị đi hai lần.")


def too_few_days(visits: Sequence[Visit], days: int, names: Names = NO_NAMES) -> Impossible | None:
    """A count that shows that the days are too few, or nothing."""
    times = Counter(unit for visit in visits for unit in visit.units)
    unit, most = min(times.items(), key=lambda each: (-each[1], each[0]))
    if most > days:
        goes = sum(1 for visit in visits if unit in visit.visitors)
        return Impossible(
            "days",
            f"{named(unit, names)} đi kiểm tra {goes} lượt và được kiểm tra {most - goes} lượt, mỗi ngày một lượt nên cần "
            f"{most} ngày; chỉ có {days} ngày.",
            (unit,),
            needed=most,
            available=days,
        )
    least = min(len(visit.units) for visit in visits)
    together = len(times) // least
    if len(visits) > together * days:
        return Impossible(
            "days",
            f"{len(times)} đơn vị, mỗi lượt cần từ {least} đơn vị nên mỗi ngày nhiều nhất {together} lượt, {days} ngày nhiều "
            f"nhất {together * days} lượt; phải xếp {len(visits)} lượt.",
            tuple(sorted(times)),
            needed=len(visits),
            available=together * days,
        )
    return None


def _coloured(visits: Sequence[Visit], days: int) -> list[int | None]:
    """A day (number) for each visit; ``None`` where exchanges along alternating paths found none."""
    busy: dict[str, dict[int, int]] = defaultdict(dict)  # unit → {day: number of the visit}
    chosen: list[int | None] = [None] * len(visits)
    load = [0] * days

    def put(at: int, day: int | None) -> None:
        before = chosen[at]
        if before is not None:
            load[before] -= 1
            for unit in visits[at].units:
                if busy[unit].get(before) == at:
                    del busy[unit][before]
        chosen[at] = day
        if day is not None:
            load[day] += 1
            for unit in visits[at].units:
                busy[unit][day] = at

    times = Counter(unit for visit in visits for unit in visit.units)
    for at in sorted(range(len(visits)), key=lambda at: (-max(times[unit] for unit in visits[at].units), at)):
        units = visits[at].units
        free = [[day for day in range(days) if day not in busy[unit]] for unit in units]
        common = set(free[0]).intersection(*free[1:])
        if common:
            put(at, min(common, key=lambda day: (load[day], day)))
            continue
        for one in free[0]:
            for two in free[-1]:
                # Along the visits of days one and two that hang together with the last unit, days change places.
                path = _component(units[-1], one, two, visits, busy)
                if all(unit not in path[1] for unit in units[:-1]) and all(one not in busy[u] for u in units[:-1]):
                    for each in path[0]:
                        put(each, None)
                    for each, day in path[0].items():
                        put(each, two if day == one else one)
                    put(at, one)
                    break
            if chosen[at] is not None:
                break
    return chosen


def _component(
    start: str, one: int, two: int, visits: Sequence[Visit], busy: dict[str, dict[int, int]]
) -> tuple[dict[int, int], set[str]]:
    """({visit: its day} on days ``one`` and ``two`` that hang together with the unit ``start``, the units of them)."""
    found: dict[int, int] = {}
    units, waiting = {start}, [start]
    while waiting:
        unit = waiting.pop()
        for day in (one, two):
            at = busy[unit].get(day)
            if at is not None and at not in found:
                found[at] = day
                new = set(visits[at].units) - units
                units |= new
                waiting += sorted(new)
    return found, units


def _even(chosen: list[int], visits: Sequence[Visit], days: int) -> list[int]:
    """Visits moved from full days to empty ones, by exchanging groups that hang together, while that helps."""
    chosen = list(chosen)
    while True:
        load = Counter(chosen)
        order = sorted(range(days), key=lambda day: (-load[day], day))
        pairs = ((full, empty) for full in order for empty in reversed(order) if load[full] - load[empty] > 1)
        change = next(filter(None, (_lighter(chosen, visits, full, empty) for full, empty in pairs)), None)
        if change is None:
            return chosen
        for at, day in change.items():
            chosen[at] = day


def _lighter(chosen: Sequence[int], visits: Sequence[Visit], full: int, empty: int) -> dict[int, int] | None:
    """New days for a group of visits of two days that brings their numbers nearer to each other."""
    busy: dict[str, dict[int, int]] = defaultdict(dict)
    for at, day in enumerate(chosen):
        if day in (full, empty):
            for unit in visits[at].units:
                busy[unit][day] = at
    gap = sum(1 if day == full else -1 for day in chosen if day in (full, empty))
    seen: set[int] = set()
    for at, day in enumerate(chosen):
        if day == full and at not in seen:
            group, _ = _component(visits[at].units[0], full, empty, visits, busy)
            seen |= set(group)
            if 0 < sum(1 if each == full else -1 for each in group.values()) < gap:
                return {each: empty if was == full else full for each, was in group.items()}
    return None


def check_schedule(schedule: Schedule, visits: Iterable[Visit], names: Names = NO_NAMES) -> list[str]:
    """What is wrong with a schedule of these visits, in sentences; none: it holds."""
    wrong = []
    if Counter(visit for _, visit in schedule.visits) != Counter(visits):
        wrong.append("Lịch thiếu hoặc thừa lượt kiểm tra so với kế hoạch.")
    times = Counter((day, unit) for day, visit in schedule.visits for unit in visit.units)
    for (day, unit), count in sorted(times.items()):
        if count > 1:
            wrong.append(f"{named(unit, names)} có {count} lượt trong ngày {day:%d/%m/%Y}.")
    return wrong


def teams(
    units: Sequence[str], size: int, *, seed: str, bans: Iterable[Ban] = (), names: Names = NO_NAMES
) -> tuple[Team, ...] | Impossible | NotFound:
    """Units in teams of ``size`` or one more; each team visits every unit of the next team on the circle.

    Every unit is visited once, by a team it is not in; with three teams or more no two teams visit each other. The
    units stand in the order of the public seed; where a ban is in the way, units of different teams change places.
    Raises ``PlanError``.
    """
    bans = tuple(bans)
    if len(set(units)) != len(units) or not seed.strip():
        raise PlanError("Danh sách đơn vị không được trùng và cần một dòng chữ công khai để xếp ngẫu nhiên.")
    if size < 1:
        raise PlanError("Mỗi đoàn cần ít nhất một đơn vị.")
    if strange := sorted({unit for ban in bans for pair in ban.pairs for unit in pair} - set(units)):
        raise PlanError(f"Điều cấm nhắc đến {named(strange[0], names)}, không có trong danh sách đơn vị.")
    count = len(units) // size
    if count < 3:
        return Impossible(
            "count",
            f"{len(units)} đơn vị, mỗi đoàn {size} đơn vị chỉ được {count} đoàn; cần ít nhất 3 đoàn để không có hai đoàn "
            "kiểm tra lẫn nhau.",
            tuple(units),
            needed=3,
            available=count,
        )
    closed = {pair for ban in bans for pair in ban.pairs}
    ends = [len(units) * at // count for at in range(count + 1)]
    team_of = [team for team in range(count) for _ in range(ends[team], ends[team + 1])]
    draws = Draws(f"{seed}#teams")
    for attempt in range(1, 6):
        order = _apart(list(order_of(units, seed, attempt)), team_of, count, closed, draws)
        if order is not None:
            groups = [tuple(order[ends[team] : ends[team + 1]]) for team in range(count)]
            return tuple(Team(group, groups[(at + 1) % count]) for at, group in enumerate(groups))
    crowded = [
        unit for unit in units if sum(1 for other in units if (unit, other) not in closed) - 1 < len(units) // count
    ]
    hint = (
        f" {listed([named(unit, names) for unit in crowded])} còn quá ít đơn vị được phép kiểm tra." if crowded else ""
    )
    return NotFound(
        f"Không tìm được cách chia đoàn thỏa mọi điều cấm trong thời hạn; chưa chứng minh được là không có.{hint}"
    )


def _apart(
    order: list[str], team_of: Sequence[int], count: int, closed: set[tuple[str, str]], draws: Draws
) -> list[str] | None:
    """The order with places exchanged until no unit visits one it must not, or nothing after so many exchanges."""

    def wrong(at: int) -> int:
        mine, unit = team_of[at], order[at]
        return sum(
            (team_of[other] == (mine + 1) % count and (unit, each) in closed)
            + (mine == (team_of[other] + 1) % count and (each, unit) in closed)
            for other, each in enumerate(order)
        )

    for _ in range(len(order) * 4):
        faulty = [at for at in range(len(order)) if wrong(at)]
        if not faulty:
            return order
        one = faulty[draws.below(len(faulty))]
        best: tuple[int, int] | None = None
        for two in draws.shuffled(range(len(order))):
            if team_of[two] == team_of[one]:
                continue
            before = wrong(one) + wrong(two)
            order[one], order[two] = order[two], order[one]
            change = wrong(one) + wrong(two) - before
            order[one], order[two] = order[two], order[one]
            if best is None or change < best[0]:
                best = (change, two)
        if best is None:
            return None
        order[one], order[best[1]] = order[best[1]], order[one]
    return None
