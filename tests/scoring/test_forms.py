"""Figures as they are typed."""

import pytest
from django.forms import ValidationError

from thidua.scoring.forms import WholesField
from thidua.shared.forms import CONTROL_MESSAGE


@pytest.mark.parametrize(
    ("typed", "figures"),
    [("4, 5, 12", ["4", "5", "12"]), (" 4;5\u00a0 12\n", ["4", "5", "12"]), ("0", ["0"]), ("", None), (" , ", None)],
)
def test_whole_numbers_are_read_between_commas_semicolons_and_blanks(typed, figures):
    assert WholesField(required=False).clean(typed) == figures


def test_whole_numbers_are_shown_between_commas():
    assert WholesField().prepare_value(["4", "5", "12"]) == "4, 5, 12"


def test_an_invisible_sign_between_whole_numbers_is_refused():
    with pytest.raises(ValidationError) as refusal:
        WholesField().clean("4\x005")
    assert refusal.value.messages == [CONTROL_MESSAGE]
