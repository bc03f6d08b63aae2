"""Sensitive fields under lock: encrypted at rest, bound to the row and field they belong to (requirement U4).

XChaCha20-Poly1305 of libsodium with a fresh nonce each time. ``about`` names model, field and row; it is authenticated
with the text, so that a value copied into another row or field does not open. Texts are padded, so that the length of a
stored value says little. The keys stand in ``settings.FIELD_KEY``: the first encrypts, every one opens.
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.views.decorators.debug import sensitive_variables
from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError
from nacl.utils import random

_FORM = "1"
_NONCE = 24
_BLOCK = 32


class CannotOpen(Exception):
    """A stored value does not open: wrong key, another row or field, cut off or changed. Never says what it held."""


class Secret:
    """A text, typed or opened, that does not show itself in logs, error reports or by accident; ``reveal()`` gives it."""

    __slots__ = ("_text",)

    def __init__(self, text: str):
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __str__(self) -> str:
        return "•••"

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and hmac.compare_digest(self._text.encode(), other._text.encode())

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, repr=False)
class _Key:
    id: str
    sealing: bytes
    blinding: bytes


@lru_cache(maxsize=8)
def _read_keys(setting: str) -> tuple[_Key, ...]:
    keys = []
    for written in (part.strip() for part in setting.split(",")):
        try:
            raw = base64.b64decode(written, validate=True)
        except ValueError:
            raw = b""
        if len(raw) != 32:
            raise ImproperlyConfigured("FIELD_KEY holds keys of 32 bytes, written as base64 and divided by commas")
        part = (hmac.new(raw, purpose, hashlib.sha256).digest() for purpose in (b"id", b"sealing", b"blinding"))
        name, sealing, blinding = part
        keys.append(_Key(name.hex()[:8], sealing, blinding))
    return tuple(keys)


def _keys() -> tuple[_Key, ...]:
    return _read_keys(settings.FIELD_KEY)


def present_key() -> str:
    """The name of the key that encrypts now; values under another one wait for ``relock_fields``."""
    return _keys()[0].id


def key_of(token: str) -> str:
    """The name of the key a stored value was encrypted with, "" when it is no such value."""
    parts = token.split(".")
    return parts[1] if len(parts) == 3 else ""


@sensitive_variables()
def lock(text: str, about: str) -> str:
    """The text encrypted for one place; ``about`` as "model.field.row"."""
    key, nonce = _keys()[0], random(_NONCE)
    body = text.encode()
    body = len(body).to_bytes(4, "big") + body
    body += bytes(-len(body) % _BLOCK)
    sealed = crypto_aead_xchacha20poly1305_ietf_encrypt(body, _place(key, about), nonce, key.sealing)
    return f"{_FORM}.{key.id}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


@sensitive_variables()
def unlock(token: str, about: str) -> Secret:
    """The text of a stored value; :class:`CannotOpen` when it was not locked for this place with one of our keys."""
    try:
        form, name, written = token.split(".")
        raw = base64.b64decode(written.encode(), altchars=b"-_", validate=True)
    except ValueError:
        raise CannotOpen("the stored value is damaged") from None
    key = next((key for key in _keys() if hmac.compare_digest(key.id, name)), None)
    if form != _FORM or key is None:
        raise CannotOpen("no key here opens the stored value")
    try:
        body = crypto_aead_xchacha20poly1305_ietf_decrypt(raw[_NONCE:], _place(key, about), raw[:_NONCE], key.sealing)
    except (CryptoError, ValueError):
        raise CannotOpen("the stored value was changed or belongs elsewhere") from None
    return Secret(body[4 : 4 + int.from_bytes(body[:4], "big")].decode())


@sensitive_variables()
def blind(text: str, about: str) -> str:
    """A keyed mark that is equal for equal texts of one field (``about`` as "model.field") and tells nothing else."""
    return _blind(_keys()[0], text, about)


@sensitive_variables()
def blinds(text: str, about: str) -> list[str]:
    """The marks a text may carry: one a key, since values wait under old keys until they are locked again."""
    return [_blind(key, text, about) for key in _keys()]


@sensitive_variables()
def _blind(key: _Key, text: str, about: str) -> str:
    return hmac.new(key.blinding, f"{about}\0{text}".encode(), hashlib.sha256).hexdigest()


def _place(key: _Key, about: str) -> bytes:
    return f"{_FORM}\0{key.id}\0{about}".encode()
