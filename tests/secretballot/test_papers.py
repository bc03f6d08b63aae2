"""A sealed paper: every choice passes, everything else is refused, and none can be used twice or elsewhere."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secretballot import group, papers, proofs
from tests.secretballot.conftest import BALLOT_ID, FINGERPRINT, card, keyed, sealed
from tools import verify_ballot

KEYED = keyed(2, 2)
KEY = KEYED.key
CHOICES = st.lists(st.sampled_from(papers.CHOICES), min_size=1, max_size=3)


def check(paper: bytes, items: int, fingerprint: bytes = FINGERPRINT, key: bytes = KEY) -> None:
    papers.check_paper(paper, fingerprint, key, items)


def resigned(body: bytes, credential) -> bytes:
    """A body signed again, so that only the proofs can refuse it."""
    from nacl.bindings import crypto_sign

    text = papers._signed_text(FINGERPRINT, body)
    return body + crypto_sign(text, credential.secret)[: papers.SIGNATURE]


@settings(max_examples=15, deadline=None)
@given(CHOICES)
def test_every_choice_is_accepted_and_the_length_says_nothing(choices):
    paper = sealed(KEY, choices)
    check(paper, len(choices))
    assert len(paper) == papers.paper_length(len(choices))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_paper_changed_in_any_bit_is_refused(data):
    paper = bytearray(sealed(KEY, ["yes", "no"]))
    place = data.draw(st.integers(0, len(paper) - 1))
    paper[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(papers.BadPaper):
        check(bytes(paper), 2)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_changed_item_is_refused_even_when_signed_again(data):
    credential = card()
    body = bytearray(sealed(KEY, ["yes", "blank"], credential)[: -papers.SIGNATURE])
    place = data.draw(st.integers(32, len(body) - 1))
    body[place] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(papers.BadPaper):
        check(resigned(bytes(body), credential), 2)


@pytest.mark.parametrize("value", [2, 3, 65535, 65537, 131072, group.ORDER - 1, group.ORDER - 65536])
def test_two_votes_or_a_vote_against_another_cannot_be_proved(value, monkeypatch):
    """A device that encrypts another value and proves as well as it can: as if the value were each of the three."""
    credential = card()
    context = papers._context(FINGERPRINT, credential.public, 0)
    secret = group.random_scalar()
    alpha = group.base(secret)
    beta = group.plus(group.times(secret, KEY), group.base(value))
    for chosen in range(3):
        proof = proofs.prove_choice(alpha, beta, secret, chosen, papers.VALUES, KEY, context)
        with pytest.raises(papers.BadPaper, match="proof does not hold"):
            check(resigned(credential.public + alpha + beta + proof, credential), 1)


@pytest.mark.parametrize(
    "element",
    [
        "01" + "00" * 31,
        "00" * 32,
        "ec" + "ff" * 30 + "7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "ff" * 32,
    ],
)
@pytest.mark.parametrize("place", [0, 32])
def test_the_identity_and_points_of_small_order_are_no_ciphertext(element, place):
    credential = card()
    body = bytearray(sealed(KEY, ["yes"], credential)[: -papers.SIGNATURE])
    body[32 + place : 64 + place] = bytes.fromhex(element)
    paper = resigned(bytes(body), credential)
    with pytest.raises(papers.BadPaper):
        check(paper, 1)
    with pytest.raises(verify_ballot.Wrong):
        verify_ballot.check_paper(paper, FINGERPRINT, KEY, 1)


def test_a_ciphertext_without_randomness_is_refused():
    credential = card()
    context = papers._context(FINGERPRINT, credential.public, 0)
    alpha, beta = group.IDENTITY, group.base(1)
    proof = proofs.prove_choice(alpha, beta, 0, 0, papers.VALUES, KEY, context)
    paper = resigned(credential.public + alpha + beta + proof, credential)
    with pytest.raises(papers.BadPaper):
        check(paper, 1)
    with pytest.raises(verify_ballot.Wrong):
        verify_ballot.check_paper(paper, FINGERPRINT, KEY, 1)


def test_anothers_paper_cannot_be_handed_in_under_the_own_card():
    theirs, mine = sealed(KEY, ["no", "yes"]), card()
    copied = resigned(mine.public + theirs[32 : -papers.SIGNATURE], mine)
    with pytest.raises(papers.BadPaper, match="item 1: the proof does not hold"):
        check(copied, 2)


def test_anothers_choice_blinded_anew_cannot_be_handed_in_either():
    """Re-encryption keeps the hidden choice and changes the look; the proof does not follow."""
    theirs, mine = sealed(KEY, ["no"]), card()
    alpha, beta = papers.ciphertexts_in(theirs)[0]
    more = group.random_scalar()
    alpha, beta = group.plus(alpha, group.base(more)), group.plus(beta, group.times(more, KEY))
    proof = theirs[96 : -papers.SIGNATURE]
    with pytest.raises(papers.BadPaper, match="item 1: the proof does not hold"):
        check(resigned(mine.public + alpha + beta + proof, mine), 1)


def test_items_cannot_change_places():
    credential = card()
    body = sealed(KEY, ["yes", "no"], credential)[: -papers.SIGNATURE]
    first, second = body[32 : 32 + papers.ENTRY], body[32 + papers.ENTRY :]
    with pytest.raises(papers.BadPaper, match="item 1: the proof does not hold"):
        check(resigned(body[:32] + second + first, credential), 2)


def test_an_item_twice_does_not_stand_for_two():
    credential = card()
    body = sealed(KEY, ["yes", "no"], credential)[: -papers.SIGNATURE]
    first = body[32 : 32 + papers.ENTRY]
    with pytest.raises(papers.BadPaper, match="item 2: the proof does not hold"):
        check(resigned(body[:32] + first + first, credential), 2)


def test_a_paper_of_another_ballot_or_key_is_refused():
    paper = sealed(KEY, ["yes"])
    with pytest.raises(papers.BadPaper, match="wrong signature"):
        check(paper, 1, fingerprint=bytes(32))
    with pytest.raises(papers.BadPaper, match="proof does not hold"):
        check(paper, 1, key=keyed(2, 2).key)
    with pytest.raises(papers.BadPaper, match="wrong length"):
        check(paper, 2)


@given(st.binary(max_size=500))
def test_noise_is_no_paper(noise):
    with pytest.raises(papers.BadPaper):
        check(noise, 1)


def test_a_challenge_written_in_another_way_is_refused():
    """Adding the order of the group to a scalar gives the same number in other bytes: the proof must not bend."""
    credential = card()
    body = bytearray(sealed(KEY, ["blank"], credential)[: -papers.SIGNATURE])
    response = int.from_bytes(body[128:160], "little") + group.ORDER
    body[128:160] = response.to_bytes(32, "little")
    with pytest.raises(papers.BadPaper, match="no reduced scalar"):
        check(resigned(bytes(body), credential), 1)


def test_equal_choices_never_look_alike():
    one, other = sealed(KEY, ["yes"]), sealed(KEY, ["yes"])
    assert set(papers.ciphertexts_in(one)[0]) & set(papers.ciphertexts_in(other)[0]) == set()


def test_the_card_of_another_ballot_is_another_key():
    from secretballot import codes

    code = codes.new_code(4)
    assert codes.credential_of(code, BALLOT_ID).public != codes.credential_of(code, "00" * 16).public
