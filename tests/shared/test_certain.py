"""What the data guarantee is handed on; a broken guarantee is said at once."""

import pytest

from thidua.shared.certain import certain


@pytest.mark.parametrize("value", [0, "", [], False, "12/QĐ-UBND"])
def test_every_value_but_none_comes_back_unchanged(value):
    assert certain(value) is value


def test_a_missing_value_is_refused():
    with pytest.raises(AssertionError) as refusal:
        certain(None)
    assert str(refusal.value) == "a value that the data guarantee is missing"
