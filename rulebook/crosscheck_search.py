"""Cross-check plans by construction: the circle of a public seed, repaired by exchanging partners. No solver."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from .checkplan import Asked

Edge = tuple[int, int]
FORBIDDEN = 10**12  # dearer than anything that may be given up


def order_of(units: Sequence[str], seed: str, attempt: int = 1) -> tuple[str, ...]:
    """The units on the circle: sorted by the SHA-256 of the text "SEED#ATTEMPT|UNIT" (UTF-8), written in hexadecimal.

    Anybody can do it again: ``printf '%s' 'seed#1|unit' | sha256sum``.
    """
    return tuple(sorted(units, key=lambda unit: (sha256(f"{seed}#{attempt}|{unit}".encode()).hexdigest(), unit)))


def circle(n: int, k: int) -> list[Edge]:
    """Each checks the next ``k`` on the circle. Without reciprocity when 2k ≤ n − 1; otherwise with as few reciprocal
    pairs as n × k checks among n(n − 1)/2 pairs can have."""
    return [(at, (at + step) % n) for at in range(n) for step in range(1, k + 1)]


class Draws:
    """Whole numbers from a text, the same everywhere: SHA-256 in counter mode."""

    def __init__(self, text: str) -> None:
        self.text, self.count = text, 0

    def below(self, top: int) -> int:
        """0 ≤ number < ``top``; the unevenness of 64 bits modulo a small number does not matter here."""
        self.count += 1
        return int.from_bytes(sha256(f"{self.text}/{self.count}".encode()).digest()[:8], "big") % top

    def shuffled(self, things: Sequence) -> list:
        left = list(things)
        for at in range(len(left) - 1, 0, -1):
            other = self.below(at + 1)
            left[at], left[other] = left[other], left[at]
        return left


def cost_of(asked: Asked, edges: Sequence[Edge]) -> int:
    """0: keeps everything. Forbidden pairs and reciprocity count ``FORBIDDEN`` each unless they may be given up."""
    present = set(edges)
    both = sum(1 for a, b in present if a < b and (b, a) in present)
    weight = asked.reciprocal_weight if asked.both_allowed else FORBIDDEN
    return sum(_price(asked, edge) for edge in edges) + both * weight


def least_cost(asked: Asked) -> int:
    """No plan costs less: with more checks than pairs that may be used, some are used in both directions."""
    if not asked.both_allowed:
        return 0
    n = asked.n
    usable = sum(1 for b in range(n) for a in range(b) if asked.allowed(a, b) or asked.allowed(b, a))
    return max(n * asked.k - usable, 0) * asked.reciprocal_weight


def _price(asked: Asked, edge: Edge) -> int:
    if edge in asked.hard:
        return FORBIDDEN
    return asked.repeat_weight if edge in asked.soft else 0


def repaired(asked: Asked, edges: Sequence[Edge], draws: Draws, steps: int) -> tuple[list[Edge], int]:
    """Partners exchanged (a → b, c → d become a → d, c → b) until nothing is wrong or ``steps`` are done.

    Every unit keeps its number of checks both ways. Returns the best edges met and their cost.
    """
    now = list(edges)
    place = {edge: at for at, edge in enumerate(now)}
    both_price = asked.reciprocal_weight if asked.both_allowed else FORBIDDEN
    cost = cost_of(asked, now)
    best, best_cost = list(now), cost
    resting: dict[Edge, int] = {}  # pairs taken out a moment ago do not come back at once

    def price(edge: Edge) -> int:
        return _price(asked, edge) + (both_price if edge[::-1] in place else 0)

    wrong = {at for at, edge in enumerate(now) if price(edge)}
    for step in range(steps):
        if not wrong:
            break
        first = sorted(wrong)[draws.below(len(wrong))]
        a, b = now[first]
        found: tuple[int, int] | None = None
        for second in _around(len(now), draws.below(len(now))):
            c, d = now[second]
            if a in (c, d) or b in (c, d) or (a, d) in place or (c, b) in place:
                continue
            if resting.get((a, d), -1) >= step or resting.get((c, b), -1) >= step:
                continue
            change = price((a, d)) + price((c, b)) - price((a, b)) - price((c, d))
            if found is None or change < found[0]:
                found = (change, second)
                if not price((a, d)) and not price((c, b)):
                    break
        if found is None:
            continue
        change, second = found
        c, d = now[second]
        for edge in ((a, b), (c, d)):
            del place[edge]
            resting[edge] = step + 7
        now[first], now[second] = (a, d), (c, b)
        place[a, d], place[c, b] = first, second
        for edge in ((a, b), (c, d), (a, d), (c, b)):
            for at in (place.get(edge), place.get(edge[::-1])):
                if at is not None:
                    (wrong.add if price(now[at]) else wrong.discard)(at)
        cost += change
        if cost < best_cost:
            best, best_cost = list(now), cost
    return best, best_cost


def _around(n: int, start: int) -> Iterator[int]:
    yield from range(start, n)
    yield from range(start)
