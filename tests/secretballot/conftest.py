"""A ballot of three items kept by three trustees, any two of whom open it."""

import random
from dataclasses import dataclass, field

import pytest

from secretballot import codes, papers, tally, trustees

BALLOT_ID = "5f" * 16
FINGERPRINT = bytes(range(32))
ITEMS = ["l1", "l2", "l3"]


@dataclass
class Circle:
    """``keepers``: the trustees' devices; what they published."""

    circle: trustees.Circle
    keepers: list[trustees.Keeper]
    enrolments: list[bytes] = field(default_factory=list)
    dealings: list[bytes] = field(default_factory=list)
    acceptances: list[bytes] = field(default_factory=list)

    @property
    def key(self) -> bytes:
        return trustees.public_key(self.circle, self.dealings)

    def opened(self, sealed: list[bytes], places: list[int]) -> list[dict[str, int]]:
        """The result as the trustees at ``places`` open it, every proof checked."""
        sums = tally.add_up(sealed, papers_items(sealed[0]))
        factors = {
            place: trustees.check_factors(
                self.circle, place, self.factors(place, sums), sums, self.dealings, FINGERPRINT
            )
            for place in places
        }
        return tally.read_sums(sums, tally.join_factors(factors), len(sealed))

    def factors(self, place: int, sums) -> bytes:
        return self.keepers[place - 1].open_sums(sums, self.dealings, FINGERPRINT)


def papers_items(paper: bytes) -> int:
    return len(papers.ciphertexts_in(paper))


def keyed(members: int, needed: int) -> Circle:
    """All three rounds done and checked."""
    circle = trustees.Circle(BALLOT_ID, members, needed)
    made = Circle(circle, [trustees.Keeper(codes.new_code(5), circle, n + 1) for n in range(members)])
    made.enrolments = [keeper.enrol() for keeper in made.keepers]
    made.dealings = [keeper.deal(made.enrolments) for keeper in made.keepers]
    made.acceptances = [keeper.accept(made.enrolments, made.dealings) for keeper in made.keepers]
    for place in range(1, members + 1):
        trustees.check_enrolment(circle, place, made.enrolments[place - 1])
        trustees.check_dealing(circle, place, made.dealings[place - 1], made.enrolments)
        trustees.check_acceptance(circle, place, made.acceptances[place - 1], made.dealings)
    return made


@pytest.fixture(scope="session")
def trio() -> Circle:
    return keyed(3, 2)


def card() -> codes.Credential:
    return codes.credential_of(codes.new_code(4), BALLOT_ID)


def sealed(key: bytes, choices: list[str], credential: codes.Credential | None = None) -> bytes:
    """A paper with these choices, in the order of the items."""
    items = [f"l{n + 1}" for n in range(len(choices))]
    return papers.seal_paper(FINGERPRINT, key, items, dict(zip(items, choices, strict=True)), credential or card())


def any_choices(count: int, dice: random.Random) -> list[str]:
    return [dice.choice(papers.CHOICES) for _ in range(count)]
