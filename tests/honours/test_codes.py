"""Check codes: every typing error of the usual kinds is noticed before the register is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thidua.honours.codes import ALPHABET, LENGTH, BadCode, new_code, read_code

bodies = st.text(alphabet=ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1)


def _code(body: str) -> str:
    """The whole code of a body, found through the public door only."""
    found = []
    for symbol in ALPHABET:
        try:
            found.append(read_code(body + symbol))
        except BadCode:
            continue
    assert len(found) == 1
    return found[0]


def test_a_code_has_75_random_bits_in_four_groups_of_four():
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert {tuple(len(group) for group in code.split("-")) for code in codes} == {(4, 4, 4, 4)}
    assert {symbol for code in codes for symbol in code} == {*ALPHABET, "-"}
    assert 5 * (LENGTH - 1) == 75


@given(bodies)
def test_small_letters_blanks_and_look_alikes_are_understood(body):
    code = _code(body)
    sloppy = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert read_code(f"  {sloppy}\n") == code


@given(bodies, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_a_typing_error(body, place, symbol):
    plain = _code(body).replace("-", "")
    if plain[place] == symbol:
        return
    with pytest.raises(BadCode):
        read_code(plain[:place] + symbol + plain[place + 1 :])


@given(bodies, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_two_swapped_symbols_are_a_typing_error(body, one, other):
    symbols = list(_code(body).replace("-", ""))
    if symbols[one] == symbols[other]:
        return
    symbols[one], symbols[other] = symbols[other], symbols[one]
    with pytest.raises(BadCode):
        read_code("".join(symbols))


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Mời nhập mã kiểm tra in trên giấy khen, bằng khen."),
        (" - ", "Mời nhập mã kiểm tra in trên giấy khen, bằng khen."),
        ("7K3M-9QXA", "Mã kiểm tra có 16 ký tự, mã vừa nhập có 8. Mời xem lại và gõ lại."),
        ("7K3U-9QXA", "Mã kiểm tra không có ký tự “U”. Mời xem lại mã in trên giấy và gõ lại."),
        (
            "0000-0000-0000-0001",
            "Mã vừa nhập có chỗ gõ sai: ký tự kiểm tra không khớp. Mời so lại từng nhóm bốn ký tự.",
        ),
    ],
)
def test_the_message_says_where_to_look(typed, message):
    with pytest.raises(BadCode) as refused:
        read_code(typed)
    assert str(refused.value) == message
