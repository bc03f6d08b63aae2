"""Open Badges 3.0: the credential of one honour and the list that says whether it still stands, signed as VC-JWT (Ed25519).

1EdTech Open Badges 3.0 (§8.2, native VC-JWT) and W3C Bitstring Status List 1.0. Nothing is read from anywhere; equal input
gives equal bytes.
"""

from __future__ import annotations

import base64
import gzip
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

VC = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
LIST_BITS = 131_072  # the least a status list holds, so that one bit tells nothing


@dataclass(frozen=True)
class Badge:
    """What a credential says. ``id`` and the addresses are absolute; ``recipient`` is the name as published."""

    id: str
    issuer: str
    issuer_name: str
    issuer_url: str
    achievement: str
    award: str
    ground: str
    recipient: str
    valid_from: datetime
    evidence: str
    status_list: str
    status_index: int


def issuer_id(address: str) -> str:
    """The identifier of who publishes ``address``/did.json: did:web where it is served by HTTPS, else the address."""
    parts = urlsplit(address)
    if parts.scheme != "https":
        return address.rstrip("/")
    return ":".join(["did:web", quote(parts.netloc, safe=""), *(p for p in parts.path.split("/") if p)])


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def jwk(public: bytes) -> dict[str, str]:
    """The public key as JSON Web Key."""
    return {"kty": "OKP", "crv": "Ed25519", "x": base64.urlsafe_b64encode(public).rstrip(b"=").decode()}


def _signed(payload: Mapping[str, Any], seed: bytes, kid: str) -> str:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    headers = {"kid": kid, "jwk": jwk(key.public_key().public_bytes_raw())}
    return jwt.encode(dict(payload), key, algorithm="EdDSA", headers=headers)


def sign_badge(badge: Badge, *, seed: bytes, kid: str) -> str:
    """The credential as compact VC-JWT. ``seed``: 32 bytes; ``kid``: identifier of the issuer, "#", name of the key."""
    # The recipient has no address of their own here: the published name is an identifier of kind "name".
    subject = {
        "type": ["AchievementSubject"],
        "identifier": [
            {"type": "IdentityObject", "identityHash": badge.recipient, "identityType": "name", "hashed": False}
        ],
        "achievement": {
            "id": badge.achievement,
            "type": ["Achievement"],
            "name": badge.award,
            "description": badge.ground or badge.award,
            "criteria": {"narrative": badge.ground or badge.award},
        },
    }
    payload = {
        "@context": [VC, OPEN_BADGES],
        "id": badge.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": badge.award,
        "issuer": {"id": badge.issuer, "type": ["Profile"], "name": badge.issuer_name, "url": badge.issuer_url},
        "validFrom": _moment(badge.valid_from),
        "credentialSubject": subject,
        "evidence": [{"id": badge.evidence, "type": ["Evidence"]}],
        "credentialStatus": {
            "id": f"{badge.status_list}#{badge.status_index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(badge.status_index),
            "statusListCredential": badge.status_list,
        },
        "iss": badge.issuer,
        "jti": badge.id,
        "nbf": int(badge.valid_from.timestamp()),
    }
    return _signed(payload, seed, kid)


def sign_status_list(
    address: str, issuer: str, revoked: Iterable[int], *, at: datetime, until: datetime, seed: bytes, kid: str
) -> str:
    """The status list with the bits in ``revoked`` set, good until ``until``, as compact VC-JWT."""
    bits = bytearray(LIST_BITS // 8)
    for index in revoked:
        bits[index // 8] |= 0x80 >> index % 8
    packed = base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).rstrip(b"=").decode()
    payload = {
        "@context": [VC],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": _moment(at),
        "validUntil": _moment(until),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": f"u{packed}",
        },
        "iss": issuer,
        "jti": address,
        "nbf": int(at.timestamp()),
    }
    return _signed(payload, seed, kid)


def did_document(issuer: str, keys: Sequence[tuple[str, bytes]]) -> dict[str, Any]:
    """The keys of an issuer, (name, 32 public bytes), the one that signs now first; replaced ones stay in it."""
    methods = [
        {"id": f"{issuer}#{name}", "type": "JsonWebKey2020", "controller": issuer, "publicKeyJwk": jwk(public)}
        for name, public in keys
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"],
        "id": issuer,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
    }
