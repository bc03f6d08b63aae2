"""The sealed box as mathematics: what goes in comes out, and nothing less than both phrases opens it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua.ballots import box
from thidua.ballots.queries import recount
from tools.recount import recount as plain_recount

PUBLIC, PRIVATE = box.new_key()
papers = st.integers(1, 5).flatmap(
    lambda n: st.tuples(
        st.just([f"i{k}" for k in range(n)]),
        st.lists(st.lists(st.sampled_from(box.CHOICES), min_size=n, max_size=n), max_size=8),
    )
)


@given(papers)
def test_the_counts_of_the_opened_envelopes_equal_a_plain_count_of_what_was_chosen(case):
    keys, votes = case
    receipts = [box.new_receipt() for _ in votes]
    envelopes = [
        box.seal_paper(PUBLIC, keys, receipt, dict(zip(keys, vote, strict=True)))
        for receipt, vote in zip(receipts, votes, strict=True)
    ]
    published, invalid = box.open_all(PRIVATE, keys, envelopes)
    assert invalid == 0
    assert [p["receipt"] for p in published] == sorted(receipts)
    expected = {
        key: {choice: sum(vote[place] == choice for vote in votes) for choice in box.CHOICES}
        for place, key in enumerate(keys)
    }
    counts = recount(published, keys)
    assert counts == expected
    export = {
        "items": [{"key": k, "label": k} for k in keys],
        "published": published,
        "counts": counts,
        "valid": len(votes),
        "invalid": 0,
        "cast": len(votes),
        "eligible": len(votes),
    }
    assert plain_recount(export) == (expected, [])


@given(
    st.lists(st.sampled_from(box.CHOICES), min_size=3, max_size=3),
    st.lists(st.sampled_from(box.CHOICES), min_size=3, max_size=3),
)
def test_every_envelope_of_a_ballot_has_the_same_length_and_none_equals_another(one, other):
    keys = ["a", "b", "c"]
    first = box.seal_paper(PUBLIC, keys, box.new_receipt(), dict(zip(keys, one, strict=True)))
    second = box.seal_paper(PUBLIC, keys, box.new_receipt(), dict(zip(keys, other, strict=True)))
    assert len(first) == len(second)
    assert first != second


@given(st.binary(max_size=200))
def test_an_envelope_of_chance_is_invalid(noise):
    assert box.open_all(PRIVATE, ["a"], [noise]) == ([], 1)


@pytest.mark.parametrize("letters", ["", "y", "yyy", "yx", "Yy"])
def test_a_paper_with_too_few_too_many_or_strange_letters_is_invalid(letters):
    from nacl.public import PublicKey, SealedBox

    envelope = SealedBox(PublicKey(PUBLIC)).encrypt((box.new_receipt() + letters).encode())
    assert box.open_all(PRIVATE, ["a", "b"], [envelope]) == ([], 1)


def test_a_copied_envelope_counts_once_and_its_copy_is_invalid():
    receipt = box.new_receipt()
    envelope = box.seal_paper(PUBLIC, ["a"], receipt, {"a": "no"})
    assert box.open_all(PRIVATE, ["a"], [envelope, envelope]) == ([{"receipt": receipt, "choices": {"a": "no"}}], 1)


def test_an_envelope_of_another_ballot_is_invalid():
    other, _ = box.new_key()
    assert box.open_all(PRIVATE, ["a"], [box.seal_paper(other, ["a"], box.new_receipt(), {"a": "yes"})]) == ([], 1)


@given(st.binary(min_size=32, max_size=32))
def test_two_shares_make_the_key_again(key):
    first, second = box.split_key(key)
    assert bytes(a ^ b for a, b in zip(first, second, strict=True)) == key


def test_both_phrases_open_and_nothing_less_does():
    public, private = box.new_key()
    shares = box.split_key(private)
    locks = [box.lock_share(share, phrase, "interactive") for share, phrase in zip(shares, ["một", "hai"], strict=True)]

    def attempt(first, second):
        return box.join_key([(*locks[0], first), (*locks[1], second)], public)

    assert attempt("một", "hai") == private
    for wrong in [("một", "sai"), ("sai", "hai"), ("hai", "một"), ("một", "một"), ("", "")]:
        with pytest.raises(box.WrongPhrase):
            attempt(*wrong)
    with pytest.raises(box.WrongPhrase):
        box.join_key([(*locks[0], "một")], public)
    with pytest.raises(box.WrongPhrase):
        box.join_key([(b"", b"", "một"), (b"", b"", "hai")], public)


def test_a_box_locked_at_one_cost_opens_after_the_setting_changed():
    public, private = box.new_key()
    first, second = box.split_key(private)
    locks = [(*box.lock_share(first, "một", "interactive"), "một"), (*box.lock_share(second, "hai", "moderate"), "hai")]
    assert box.join_key(locks, public) == private


def test_an_unknown_cost_is_refused_before_anything_is_locked():
    with pytest.raises(ValueError, match="unknown cost"):
        box.lock_share(b"0" * 32, "một", "cheap")


def test_receipts_have_the_form_that_is_recognised():
    receipt = box.new_receipt()
    assert len(receipt) == box.RECEIPT_LENGTH
    assert box.is_receipt(receipt)
    assert [box.is_receipt(t) for t in ("", "ABCD", receipt + "-AAAA", receipt.lower(), receipt.replace("-", " "))] == [
        False
    ] * 5
