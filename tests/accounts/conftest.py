"""Ways to sign in, and the second factors of people in tests."""

import time
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

PASSWORD = "mat-khau-dai-cho-thu-nghiem"


@pytest.fixture(autouse=True)
def nothing_counted(db):
    """Failed codes are counted in the database; each test starts with none."""
    cache.clear()


@pytest.fixture(autouse=True)
def half_minute(monkeypatch):
    """The clock of the codes stands in the middle of a half minute, so that none passes during a test."""
    now = time.time() // 30 * 30 + 15
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: now))


def code_of(secret: str, steps: int = 0) -> str:
    """What a telephone shows now, or so many steps of half a minute away; it takes the secret in its groups of four."""
    return auth.format_hotp_value(auth.hotp_value(secret.replace(" ", ""), int(auth.time.time()) // 30 + steps))


@dataclass
class Telephone:
    """The seed of an account's codes on a telephone."""

    secret: str

    def code(self, steps: int = 0) -> str:
        return code_of(self.secret, steps)


def telephone_of(user) -> Telephone:
    """Codes are on for the account, with recovery codes."""
    secret = auth.generate_totp_secret()
    auth.TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return Telephone(secret)


def recovery_codes_of(user) -> list[str]:
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()


def with_password(user, password: str = PASSWORD):
    user.set_password(password)
    user.save(update_fields=["password"])
    return user


def signed_in_client(user, password: str = PASSWORD) -> Client:
    """A browser in which the person signed in with the password, by the page."""
    client = Client()
    answer = client.post(reverse("accounts:sign-in"), {"username": user.username, "password": password})
    assert answer.status_code == 302
    return client


def confirmed(client: Client, password: str = PASSWORD) -> Client:
    """The person proved again who it is, as before a sensitive act."""
    answer = client.post(reverse("account_reauthenticate"), {"password": password})
    assert answer.status_code == 302
    return client
