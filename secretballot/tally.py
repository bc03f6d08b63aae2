"""Adding encrypted papers and reading the opened sum. No single paper is ever opened."""

from collections.abc import Mapping, Sequence

from secretballot.group import IDENTITY, ORDER, base, minus, plus, times
from secretballot.papers import MOST_PAPERS, NO, ciphertexts_in


class NoSuchSum(ValueError):
    """The opened sum is not the sum of so many papers: something in the chain is wrong."""


def add_up(papers: Sequence[bytes], items: int) -> list[tuple[bytes, bytes]]:
    """The sum of the ciphertexts of every item over all papers; (identity, identity) where there is no paper."""
    sums = [(IDENTITY, IDENTITY)] * items
    for paper in papers:
        sums = [
            (plus(alpha, more_alpha), plus(beta, more_beta))
            for (alpha, beta), (more_alpha, more_beta) in zip(sums, ciphertexts_in(paper), strict=True)
        ]
    return sums


def lagrange(at: int, places: Sequence[int]) -> int:
    """The weight of the share at ``at`` when the shares at ``places`` are put together at zero."""
    above, below = 1, 1
    for other in places:
        if other != at:
            above = above * other % ORDER
            below = below * (other - at) % ORDER
    return above * pow(below, -1, ORDER) % ORDER


def join_factors(factors: Mapping[int, Sequence[bytes]]) -> list[bytes]:
    """The decryption factor of the whole key for every item, from those of exactly k trustees {place from 1: factors}."""
    places = sorted(factors)
    weights = {place: lagrange(place, places) for place in places}
    joined = []
    for item in range(len(factors[places[0]])):
        total = IDENTITY
        for place in places:
            total = plus(total, times(weights[place], factors[place][item]))
        joined.append(total)
    return joined


def read_sums(sums: Sequence[tuple[bytes, bytes]], joined: Sequence[bytes], papers: int) -> list[dict[str, int]]:
    """{"yes", "no", "blank"} for every item: the small discrete logarithm, looked up in a table of ``papers`` + 1 points.
    NoSuchSum when the opened point is no such sum; ValueError above 65,535 papers."""
    if papers > MOST_PAPERS:
        raise ValueError(f"{papers} papers; one ballot holds at most {MOST_PAPERS}")
    table = {base(n): n for n in range(papers + 1)}
    step = base(NO)
    return [_read(minus(beta, factor), table, step, papers) for (_, beta), factor in zip(sums, joined, strict=True)]


def _read(point: bytes, table: Mapping[bytes, int], step: bytes, papers: int) -> dict[str, int]:
    for no in range(papers + 1):
        yes = table.get(point)
        if yes is not None and yes + no <= papers:
            return {"yes": yes, "no": no, "blank": papers - yes - no}
        point = minus(point, step)
    raise NoSuchSum("the opened sum is no sum of so many papers")
