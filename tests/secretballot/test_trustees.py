"""The shared key: any k open the sum, fewer cannot, and whoever cheats is named."""

import itertools
import random

import pytest

from secretballot import codes, group, papers, tally, trustees
from tests.secretballot.conftest import BALLOT_ID, FINGERPRINT, any_choices, keyed, sealed


def plain(votes: list[list[str]]) -> list[dict[str, int]]:
    return [{c: sum(vote[n] == c for vote in votes) for c in papers.CHOICES} for n in range(len(votes[0]))]


@pytest.mark.parametrize(("members", "needed"), [(2, 2), (3, 2), (3, 3), (4, 3)])
def test_any_k_trustees_open_the_plain_count(members, needed):
    made, dice = keyed(members, needed), random.Random(members * 10 + needed)
    votes = [any_choices(2, dice) for _ in range(5)]
    box = [sealed(made.key, vote) for vote in votes]
    for places in itertools.combinations(range(1, members + 1), needed):
        assert made.opened(box, list(places)) == plain(votes)


def test_fewer_than_k_trustees_open_nothing():
    made = keyed(3, 3)
    box = [sealed(made.key, ["yes"])]
    for places in ([1], [1, 2], [2, 3]):
        with pytest.raises(tally.NoSuchSum):
            made.opened(box, places)


def test_the_extremes_of_the_sums_are_read_right(trio):
    for votes in ([["yes"]] * 4, [["no"]] * 4, [["blank"]] * 4, [["yes"], ["no"], ["no"], ["blank"]]):
        assert trio.opened([sealed(trio.key, vote) for vote in votes], [1, 3]) == plain(votes)


def test_a_sum_that_no_such_number_of_papers_gives_is_refused(trio):
    box = [sealed(trio.key, ["yes"]) for _ in range(3)]
    sums = tally.add_up(box, 1)
    factors = {
        n: trustees.check_factors(trio.circle, n, trio.factors(n, sums), sums, trio.dealings, FINGERPRINT)
        for n in (1, 2)
    }
    with pytest.raises(tally.NoSuchSum):
        tally.read_sums(sums, tally.join_factors(factors), 2)


def test_another_code_neither_deals_nor_accepts_nor_opens(trio):
    stranger = trustees.Keeper(codes.new_code(5), trio.circle, 1)
    sums = tally.add_up([sealed(trio.key, ["yes"])], 1)
    for act in (
        lambda: stranger.deal(trio.enrolments),
        lambda: stranger.accept(trio.enrolments, trio.dealings),
        lambda: stranger.open_sums(sums, trio.dealings, FINGERPRINT),
    ):
        with pytest.raises(trustees.BadRound) as caught:
            act()
        assert caught.value.place == 1


def test_a_share_that_does_not_fit_is_noticed_and_its_giver_named(trio):
    """The second trustee deals a wrong share to the first, and proves the dealing as well as it can."""

    class Cheat(trustees.Keeper):
        def _share_for(self, place):
            return super()._share_for(place) + (place == 1)

    circle = trio.circle
    people = [
        trustees.Keeper(codes.new_code(5), circle, 1),
        Cheat(codes.new_code(5), circle, 2),
        trustees.Keeper(codes.new_code(5), circle, 3),
    ]
    enrolments = [keeper.enrol() for keeper in people]
    dealings = [keeper.deal(enrolments) for keeper in people]
    with pytest.raises(trustees.BadRound) as caught:
        people[0].accept(enrolments, dealings)
    assert caught.value.place == 2
    people[2].accept(enrolments, dealings)


def test_a_trustee_shown_other_enrolments_than_the_rest_cannot_finish(trio):
    """A server that puts its own key in the place of the third trustee's, to read the shares meant for that one."""
    circle = trio.circle
    people = [trustees.Keeper(codes.new_code(5), circle, n) for n in (1, 2, 3)]
    honest = [keeper.enrol() for keeper in people]
    spy = trustees.Keeper(codes.new_code(5), circle, 3).enrol()
    dealings = [people[0].deal([*honest[:2], spy]), people[1].deal(honest), people[2].deal(honest)]
    with pytest.raises(trustees.BadRound) as caught:
        people[1].accept(honest, dealings)
    assert caught.value.place == 1


CHECKS = {
    "enrolment": lambda made, content: trustees.check_enrolment(made.circle, 1, content),
    "dealing": lambda made, content: trustees.check_dealing(made.circle, 1, content, made.enrolments),
    "acceptance": lambda made, content: trustees.check_acceptance(made.circle, 1, content, made.dealings),
}


@pytest.mark.parametrize("step", CHECKS)
def test_what_is_published_in_a_round_cannot_be_changed(trio, step):
    dice = random.Random(7)
    content = getattr(trio, f"{step}s")[0]
    for _ in range(12):
        changed = bytearray(content)
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
        with pytest.raises(trustees.BadRound):
            CHECKS[step](trio, bytes(changed))


def test_what_one_trustee_published_is_worth_nothing_in_anothers_place(trio):
    with pytest.raises(trustees.BadRound):
        trustees.check_enrolment(trio.circle, 2, trio.enrolments[0])
    with pytest.raises(trustees.BadRound):
        trustees.check_dealing(trio.circle, 2, trio.dealings[0], trio.enrolments)
    with pytest.raises(trustees.BadRound):
        trustees.check_acceptance(trio.circle, 2, trio.acceptances[0], trio.dealings)


def test_factors_of_another_sum_place_or_ballot_are_refused(trio):
    sums = tally.add_up([sealed(trio.key, ["yes", "no"])], 2)
    other = tally.add_up([sealed(trio.key, ["yes", "no"])], 2)
    made = trio.factors(1, sums)
    swapped = made[trustees.FACTOR :] + made[: trustees.FACTOR]
    for place, factors, of, fingerprint in (
        (2, made, sums, FINGERPRINT),
        (1, made, other, FINGERPRINT),
        (1, made, sums, bytes(32)),
        (1, swapped, sums, FINGERPRINT),
        (1, made[:-1], sums, FINGERPRINT),
        (1, b"\1" + bytes(31) + made[32:], sums, FINGERPRINT),
    ):
        with pytest.raises(trustees.BadRound):
            trustees.check_factors(trio.circle, place, factors, of, trio.dealings, fingerprint)


def test_a_false_factor_cannot_be_proved(trio):
    """A trustee who multiplies with another number would shift the result; the proof speaks of the published share."""
    sums = tally.add_up([sealed(trio.key, ["yes"])], 1)
    other = trustees.Keeper(codes.new_code(5), trio.circle, 1)
    other._polynomial, other._message_secret = trio.keepers[0]._polynomial, trio.keepers[0]._message_secret
    other._share = lambda dealings: group.random_scalar()
    with pytest.raises(trustees.BadRound):
        trustees.check_factors(
            trio.circle, 1, other.open_sums(sums, trio.dealings, FINGERPRINT), sums, trio.dealings, FINGERPRINT
        )


def test_the_same_code_gives_the_same_secrets_in_this_ballot_only():
    code = codes.new_code(5)
    here, there = trustees.Circle(BALLOT_ID, 3, 2), trustees.Circle("00" * 16, 3, 2)
    assert trustees.Keeper(code, here, 1).enrol()[:32] == trustees.Keeper(code, here, 1).enrol()[:32]
    assert trustees.Keeper(code, here, 1).enrol()[:32] != trustees.Keeper(code, there, 1).enrol()[:32]
