"""Random people and collectives about whom everything any award asks may be known, unknown or against them."""

from datetime import date

import numpy as np

from rulebook.book import load_book
from rulebook.facts import CollectiveFacts, PersonFacts
from rulebook.facts_base import MEASURES

WINDOW = 12
# One day of every stretch of the law, and both sides of the changes that touch most awards.
DAYS = (
    date(2016, 6, 1),
    date(2017, 9, 30),
    date(2017, 10, 1),
    date(2020, 3, 2),
    date(2023, 12, 31),
    date(2024, 1, 1),
    date(2025, 6, 30),
    date(2025, 12, 31),
    date(2026, 9, 30),
    date(2026, 10, 1),
)


def codes_of(day: date, kind: str) -> list[str]:
    """Awards of the regime of the day that go to people ("person") or to others ("collective")."""
    return sorted(award.code for award in load_book().awards(day) if award.goes_to(kind))


def asked_of(day: date, kind: str) -> tuple[list[str], list[str]]:
    """Titles and judgements that the awards of the day ask about."""
    book, titles, keys = load_book(), set(), set()
    for code in codes_of(day, kind):
        titles |= book.awards_asked(code, day, kind)
        keys |= {key for key, _ in book.attestations(code, day, kind)}
    return sorted(titles), sorted(keys)


def _common(rng: np.random.Generator, day: date, kind: str, n: int) -> dict:
    titles, keys = asked_of(day, kind)
    return {
        "keys": tuple(f"{kind[0]}{i}" for i in range(n)),
        "award_year": day.year,
        "ratings": rng.choice([-1, 0, 1, 2, 3, 3, 3], (n, WINDOW)),
        "titles": {code: rng.choice([-1, 0, 0, 1], (n, WINDOW)) for code in titles},
        "pending_case": rng.integers(-1, 2, n),
        "movement_result": rng.integers(-1, 2, n),
        "registered": rng.integers(-1, 2, n),
        "measures": {key: rng.choice([-1, 0, 5, 12, 18, 30, 600_000_000], n) for key in MEASURES},
        "attestations": {key: rng.integers(-1, 2, n) for key in keys},
    }


def people(seed: int, day: date, n: int) -> PersonFacts:
    rng = np.random.default_rng(seed)
    recruited = np.full(n, np.datetime64("1999-03-01"))
    recruited[rng.random(n) < 0.1] = np.datetime64("NaT")
    return PersonFacts(
        **_common(rng, day, "person", n),
        initiatives_unit=rng.integers(-1, 3, (n, WINDOW)),
        initiatives_province=rng.integers(-1, 2, (n, WINDOW)),
        initiatives_nation=rng.integers(-1, 2, (n, WINDOW)),
        recruited_on=recruited,
        absence_days=rng.integers(-1, 60, n) * (rng.random(n) < 0.5),
        discipline=rng.choice([-1, 0, 0, 0, 1, 2], n),
        subject=rng.integers(-1, 7, n),
        is_leader=rng.integers(-1, 2, n),
    )


def collectives(seed: int, day: date, n: int) -> CollectiveFacts:
    rng = np.random.default_rng(seed)
    total = rng.integers(1, 30, n)

    def part() -> np.ndarray:
        return np.where(rng.random(n) < 0.1, -1, (total * rng.choice([0.4, 0.6, 0.8, 1.0], n)).astype(int))

    size = rng.integers(1, 12, n)
    return CollectiveFacts(
        **_common(rng, day, "collective", n),
        members_total=total,
        members_completed=np.where(rng.random(n) < 0.5, total, part()),
        members_advanced_worker=part(),
        members_grassroots_fighter=part(),
        members_disciplined=np.where(rng.random(n) < 0.6, 0, part()),
        cluster_rank=np.minimum(rng.integers(1, 4, n), size),
        cluster_size=size,
        targets_exceeded=rng.integers(-1, 2, n),
        dissolved=rng.choice([-1, 0, 0, 0, 1], n),
        form=rng.integers(-1, 7, n),
    )
