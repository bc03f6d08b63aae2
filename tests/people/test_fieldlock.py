"""The lock on sensitive fields: bound to its row, silent about its text, several keys."""

import base64
import secrets

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from thidua.shared import fieldlock
from thidua.shared.fieldlock import CannotOpen, blind, blinds, key_of, lock, present_key, unlock

ABOUT = "privatevalue.identity.7"


def key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


@given(st.text(max_size=200))
def test_what_is_locked_opens_again_and_never_looks_the_same_twice(text):
    one, two = lock(text, ABOUT), lock(text, ABOUT)
    assert unlock(one, ABOUT).reveal() == unlock(two, ABOUT).reveal() == text
    assert one != two


@pytest.mark.parametrize("place", ["privatevalue.identity.8", "privatevalue.party.7", "other.identity.7", ""])
def test_a_value_copied_to_another_place_does_not_open(place):
    with pytest.raises(CannotOpen):
        unlock(lock("022085001234", ABOUT), place)


def test_another_key_does_not_open(settings):
    token = lock("022085001234", ABOUT)
    settings.FIELD_KEY = key()
    with pytest.raises(CannotOpen) as refused:
        unlock(token, ABOUT)
    assert "022085001234" not in str(refused.value)


def test_after_a_change_of_key_old_values_open_and_new_ones_take_the_first_key(settings):
    old, new = key(), key()
    settings.FIELD_KEY = old
    token, mark = lock("022085001234", ABOUT), blind("022085001234", "privatevalue.identity")
    settings.FIELD_KEY = f"{new}, {old}"
    assert unlock(token, ABOUT).reveal() == "022085001234"
    assert key_of(lock("x", ABOUT)) == present_key() != key_of(token)
    assert mark in blinds("022085001234", "privatevalue.identity")


@pytest.mark.parametrize("cut", [0, 1, 5, 20, 60])
def test_a_cut_value_does_not_open(cut):
    with pytest.raises(CannotOpen):
        unlock(lock("022085001234", ABOUT)[:cut], ABOUT)


@given(st.text(max_size=80))
def test_nonsense_does_not_open(text):
    with pytest.raises(CannotOpen):
        unlock(text, ABOUT)


def test_a_changed_sign_anywhere_does_not_open():
    token = lock("022085001234", ABOUT)
    for place in range(len(token)):
        other = "A" if token[place] != "A" else "B"
        changed = token[:place] + other + token[place + 1 :]
        try:
            opened = unlock(changed, ABOUT).reveal()
        except CannotOpen:
            continue
        # base64 leaves spare bits in the last sign: then the bytes are the same
        assert (place, opened) == (len(token) - 1 - token.count("="), "022085001234")


def test_short_texts_leave_values_of_one_length():
    assert len({len(lock(text, ABOUT)) for text in ("Không", "Đảng viên chính thức", "Kinh", "")}) == 1


def test_an_opened_value_does_not_show_itself():
    opened = unlock(lock("022085001234", ABOUT), ABOUT)
    assert (str(opened), repr(opened), f"{opened}", repr([opened])) == ("•••", "•••", "•••", "[•••]")


def test_marks_differ_by_field_and_key(settings):
    settings.FIELD_KEY = f"{key()},{key()}"
    assert len({*blinds("1", "a"), *blinds("1", "b"), *blinds("2", "a")}) == 6


@pytest.mark.parametrize("setting", ["", "short", "not base64 at all!", base64.b64encode(b"x" * 31).decode(), ","])
def test_a_key_of_a_wrong_kind_is_refused_at_once(settings, setting):
    settings.FIELD_KEY = setting
    with pytest.raises(ImproperlyConfigured):
        fieldlock.present_key()
