"""The group: what is no element is refused, whatever spelling it comes in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretballot import group

scalars = st.integers(0, group.ORDER - 1)

# the eight points of small order in their canonical spellings, and three spellings that are not canonical (RFC 8032)
SMALL = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0100000000000000000000000000000000000000000000000000000000000080",
]


@given(scalars, scalars)
def test_multiples_add_up_as_their_numbers_do(one, other):
    total = (one + other) % group.ORDER
    assert group.plus(group.base(one), group.base(other)) == group.base(total)
    assert group.minus(group.base(total), group.base(other)) == group.base(one)


@pytest.mark.parametrize("spelling", SMALL)
def test_points_of_small_order_and_false_spellings_are_refused(spelling):
    with pytest.raises(group.BadElement):
        group.check_point(bytes.fromhex(spelling))
    with pytest.raises(group.BadElement):
        group.times(5, bytes.fromhex(spelling))


def test_a_point_with_a_part_of_small_order_is_refused():
    mixed = group.plus(group.base(7), bytes.fromhex(SMALL[4]))
    with pytest.raises(group.BadElement):
        group.check_point(mixed)
    with pytest.raises(group.BadElement):
        group.times(5, mixed)


@given(st.binary(max_size=64).filter(lambda data: len(data) != 32))
def test_bytes_of_another_length_are_no_point(data):
    with pytest.raises(group.BadElement):
        group.check_point(data)


@given(scalars)
def test_a_scalar_has_one_spelling(value):
    assert group.read_scalar(group.scalar_bytes(value)) == value
    if value + group.ORDER < 2**256:
        with pytest.raises(group.BadElement):
            group.read_scalar((value + group.ORDER).to_bytes(32, "little"))


@given(st.lists(st.binary(max_size=6), max_size=4), st.lists(st.binary(max_size=6), max_size=4))
def test_no_two_lists_are_framed_alike(one, other):
    assert (group.framed(*one) == group.framed(*other)) == (one == other)
