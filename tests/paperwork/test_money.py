"""Sums in words: as receipts write them, every group in its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paperwork.blocks import PaperError
from paperwork.money import MOST, dong_in_words

WORDS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
VALUES = {word: value for value, word in enumerate(WORDS)} | {"mốt": 1, "lăm": 5}


def read_back(text: str) -> int:
    """The number said by the words, read independently: digits, then their powers, then thousands."""
    words = text.lower().split()
    assert words[-1] == "đồng"
    total = whole = group = digit = 0
    for word in words[:-1]:
        if word == "linh":
            continue
        if word == "mười":
            group += 10
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "trăm":
            group, digit = group + digit * 100, 0
        elif word in ("nghìn", "triệu"):
            whole, group, digit = whole + (group + digit) * {"nghìn": 10**3, "triệu": 10**6}[word], 0, 0
        elif word == "tỷ":
            total, whole, group, digit = (total + whole + group + digit) * 10**9, 0, 0, 0
        else:
            digit = VALUES[word]
    return total + whole + group + digit


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (710_000, "Bảy trăm mười nghìn đồng"),
        (2_340_000, "Hai triệu ba trăm bốn mươi nghìn đồng"),
        (1_005_000, "Một triệu không trăm linh năm nghìn đồng"),
        (21_015, "Hai mươi mốt nghìn không trăm mười lăm đồng"),
        (1_000_000_000, "Một tỷ đồng"),
        (2_000_000_001, "Hai tỷ không trăm linh một đồng"),
    ],
)
def test_sums_are_written_as_on_receipts(amount, words):
    assert dong_in_words(amount) == words


@given(st.integers(0, MOST - 1))
def test_every_sum_reads_back_as_itself(amount):
    assert read_back(dong_in_words(amount)) == amount


@pytest.mark.parametrize("amount", [-1, MOST, 1.5, True, "12", None])
def test_what_is_no_sum_is_refused(amount):
    with pytest.raises(PaperError):
        dong_in_words(amount)
