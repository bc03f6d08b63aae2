"""The prime-order group of edwards25519 through libsodium, written additively, and the hash into its scalars.

A point is its 32 canonical bytes, a scalar an integer in [0, ORDER). libsodium refuses points off the curve, of small
order, outside the prime-order subgroup or written in a non-canonical way; here that is :class:`BadElement`.
"""

import hashlib
import secrets

from nacl.bindings import (
    crypto_core_ed25519_add,
    crypto_core_ed25519_is_valid_point,
    crypto_core_ed25519_sub,
    crypto_scalarmult_ed25519_base_noclamp,
    crypto_scalarmult_ed25519_noclamp,
)
from nacl.exceptions import RuntimeError as SodiumError

ORDER = 2**252 + 27742317777372353535851937790883648493
SIZE = 32  # bytes of a point and of a scalar
IDENTITY = (1).to_bytes(SIZE, "little")
PROTOCOL = b"thidua-ballot-1"


class BadElement(ValueError):
    """Bytes that are no point of the group, or no reduced scalar."""


def random_scalar() -> int:
    """Uniform in [1, ORDER)."""
    return 1 + secrets.randbelow(ORDER - 1)


def scalar_bytes(value: int) -> bytes:
    """32 bytes, little-endian."""
    return value.to_bytes(SIZE, "little")


def read_scalar(data: bytes) -> int:
    """The scalar; BadElement unless it is 32 bytes below ORDER (two spellings of one number would let a proof be changed)."""
    value = int.from_bytes(data, "little")
    if len(data) != SIZE or value >= ORDER:
        raise BadElement("no reduced scalar")
    return value


def check_point(data: bytes) -> bytes:
    """The point itself; BadElement unless it is a canonical point of the prime-order subgroup other than the identity."""
    if len(data) != SIZE or not crypto_core_ed25519_is_valid_point(data):
        raise BadElement("no point of the group")
    return data


def base(scalar: int) -> bytes:
    """``scalar`` times the base point."""
    return crypto_scalarmult_ed25519_base_noclamp(scalar_bytes(scalar)) if scalar else IDENTITY


def times(scalar: int, point: bytes) -> bytes:
    """``scalar`` times ``point``. BadElement when the point is not one of the group or is the identity."""
    if not scalar:
        return IDENTITY
    try:
        return crypto_scalarmult_ed25519_noclamp(scalar_bytes(scalar), point)
    except (SodiumError, ValueError) as error:
        raise BadElement("no point of the group") from error


def plus(one: bytes, other: bytes) -> bytes:
    try:
        return crypto_core_ed25519_add(one, other)
    except (SodiumError, ValueError) as error:
        raise BadElement("no point of the group") from error


def minus(one: bytes, other: bytes) -> bytes:
    try:
        return crypto_core_ed25519_sub(one, other)
    except (SodiumError, ValueError) as error:
        raise BadElement("no point of the group") from error


def framed(*parts: bytes) -> bytes:
    """The parts one after another, each after its length (4 bytes, big-endian): no two lists give the same bytes."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def hash_scalar(purpose: str, *parts: bytes) -> int:
    """SHA-512 over protocol, purpose and parts, reduced: the challenge of a proof or a derived secret."""
    digest = hashlib.sha512(framed(PROTOCOL, purpose.encode(), *parts)).digest()
    return int.from_bytes(digest, "little") % ORDER


def digest(purpose: str, *parts: bytes) -> bytes:
    """SHA-256 over protocol, purpose and parts."""
    return hashlib.sha256(framed(PROTOCOL, purpose.encode(), *parts)).digest()


def number(value: int) -> bytes:
    """A small whole number inside a hash: 4 bytes, big-endian."""
    return value.to_bytes(4, "big")
