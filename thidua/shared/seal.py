"""What leaves the installation under its seal: a JSON document signed with the installation's Ed25519 key (requirement S5).

``settings.SEAL_KEY`` holds seeds of 32 bytes as base64, divided by commas: the first signs, seals under every one are
ours. Whoever knows the public key checks a seal without the system (``tools/recompute_ranking.py``). A seal says that
this installation issued these words; it is no person's signature and replaces none.
"""

import base64
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

ALGORITHM = "Ed25519"


@lru_cache(maxsize=8)
def _read_keys(setting: str) -> tuple[Ed25519PrivateKey, ...]:
    keys = []
    for written in (part.strip() for part in setting.split(",")):
        try:
            raw = base64.b64decode(written, validate=True)
        except ValueError:
            raw = b""
        if len(raw) != 32:
            raise ImproperlyConfigured("SEAL_KEY holds seeds of 32 bytes, written as base64 and divided by commas")
        keys.append(Ed25519PrivateKey.from_private_bytes(raw))
    return tuple(keys)


def canonical(document: Any) -> bytes:
    """The bytes that are signed: JSON with sorted keys and no spaces, UTF-8. ``ValueError``: NaN or no JSON."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def public_keys() -> tuple[str, ...]:
    """Public keys of the installation in hexadecimal, the one that seals now first."""
    return tuple(key.public_key().public_bytes_raw().hex() for key in _read_keys(settings.SEAL_KEY))


def seal(document: Mapping[str, Any]) -> dict[str, Any]:
    """{"document", "signature"}: the document with the seal of the installation."""
    key = _read_keys(settings.SEAL_KEY)[0]
    value = key.sign(canonical(document)).hex()
    return {"document": document, "signature": {"algorithm": ALGORITHM, "public_key": public_keys()[0], "value": value}}


def is_ours(sealed: Any) -> bool:
    """Whether the document stands as one of our keys sealed it; False for anything that is no sealed document."""
    try:
        signature = sealed["signature"]
        if signature["algorithm"] != ALGORITHM or signature["public_key"] not in public_keys():
            return False
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(signature["public_key"]))
        key.verify(bytes.fromhex(signature["value"]), canonical(sealed["document"]))
    except (InvalidSignature, ValueError, TypeError, KeyError):
        return False
    return True
