"""Zero-knowledge proofs, made non-interactive by hashing everything they speak of (strong Fiat-Shamir).

Each follows the published specification of Belenios 1.5 (sections "Trustee keys", "Proofs of interval membership",
"Tally"), over edwards25519 and with longer hashes: the ballot's fingerprint, the voter's credential and the place of
the item are bound into every challenge, so that a proof is worth nothing anywhere else.
"""

from collections.abc import Sequence

from secretballot.group import (
    ORDER,
    SIZE,
    base,
    check_point,
    hash_scalar,
    minus,
    plus,
    random_scalar,
    read_scalar,
    scalar_bytes,
    times,
)

PAIR = 2 * SIZE  # bytes of (challenge, response)


def _pair(challenge: int, response: int) -> bytes:
    return scalar_bytes(challenge) + scalar_bytes(response)


def _read_pair(proof: bytes) -> tuple[int, int]:
    return read_scalar(proof[:SIZE]), read_scalar(proof[SIZE:])


# ── I know the secret of this public key ──


def prove_secret(secret: int, context: bytes) -> bytes:
    """64 bytes: whoever made them knows ``secret`` of the point ``secret``·G, and meant ``context``."""
    nonce = random_scalar()
    challenge = hash_scalar("secret", context, base(secret), base(nonce))
    return _pair(challenge, (nonce + secret * challenge) % ORDER)


def secret_holds(proof: bytes, public: bytes, context: bytes) -> bool:
    """Raises BadElement for bytes that are no proof or no point."""
    challenge, response = _read_pair(proof)
    commitment = minus(base(response), times(challenge, check_point(public)))
    return challenge == hash_scalar("secret", context, public, commitment)


# ── this decryption factor was made with the secret of this public key ──


def prove_factor(secret: int, alpha: bytes, context: bytes) -> tuple[bytes, bytes]:
    """(factor ``secret``·``alpha``, proof that the same secret stands behind the public key ``secret``·G)."""
    nonce = random_scalar()
    factor = times(secret, alpha)
    challenge = hash_scalar("factor", context, base(secret), alpha, factor, base(nonce), times(nonce, alpha))
    return factor, _pair(challenge, (nonce + secret * challenge) % ORDER)


def factor_holds(proof: bytes, factor: bytes, alpha: bytes, public: bytes, context: bytes) -> bool:
    """Raises BadElement for bytes that are no proof or no point."""
    challenge, response = _read_pair(proof)
    first = minus(base(response), times(challenge, public))
    second = minus(times(response, alpha), times(challenge, factor))
    return challenge == hash_scalar("factor", context, public, alpha, factor, first, second)


# ── this ciphertext holds one of these values ──


def prove_choice(
    alpha: bytes, beta: bytes, secret: int, chosen: int, values: Sequence[int], key: bytes, context: bytes
) -> bytes:
    """The ciphertext (``alpha``, ``beta``) = (r·G, r·``key`` + v·G) holds v = ``values[chosen]``; the proof shows only that
    v is one of them. ``secret`` is r. 64 bytes for each value, in their order."""
    challenges, responses, commitments = [], [], []
    for place, value in enumerate(values):
        if place == chosen:
            challenge, response = 0, random_scalar()
            commitments += [base(response), times(response, key)]
        else:
            # s·G − e·alpha and s·key − e·(beta − value·G), written with what the voter knows: cheaper, and the same points.
            challenge, free = random_scalar(), random_scalar()
            response = (free + challenge * secret) % ORDER
            gap = challenge * (value - values[chosen]) % ORDER
            commitments += [base(free), plus(times(free, key), base(gap))]
        challenges.append(challenge)
        responses.append(response)
    whole = hash_scalar("choice", context, key, alpha, beta, *commitments)
    challenges[chosen] = (whole - sum(challenges)) % ORDER
    responses[chosen] = (responses[chosen] + secret * challenges[chosen]) % ORDER
    return b"".join(_pair(challenge, response) for challenge, response in zip(challenges, responses, strict=True))


def choice_holds(
    proof: bytes, alpha: bytes, beta: bytes, values: Sequence[int], marks: Sequence[bytes], key: bytes, context: bytes
) -> bool:
    """Whether the ciphertext holds one of ``values``. ``marks`` are the values times the base point, made once for all
    papers. Raises BadElement for bytes that are no proof or no point."""
    if len(proof) != PAIR * len(values):
        return False
    total, commitments = 0, []
    for place, mark in enumerate(marks):
        challenge, response = _read_pair(proof[place * PAIR : (place + 1) * PAIR])
        total += challenge
        rest = beta if values[place] == 0 else minus(beta, mark)
        commitments.append(minus(base(response), times(challenge, alpha)))
        commitments.append(minus(times(response, key), times(challenge, rest)))
    return total % ORDER == hash_scalar("choice", context, key, alpha, beta, *commitments)
