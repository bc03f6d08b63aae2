"""One encrypted paper: sealed on the member's device, checked by anybody.

Bytes of a paper: credential (32), then for every item alpha (32), beta (32) and the proof (192), then the signature (64).
All papers of a ballot have the same length, whatever was chosen.
"""

from collections.abc import Mapping, Sequence
from functools import cache

from nacl.bindings import crypto_sign, crypto_sign_open
from nacl.exceptions import BadSignatureError

from secretballot import proofs
from secretballot.codes import Credential
from secretballot.group import PROTOCOL, SIZE, BadElement, base, check_point, framed, number, plus, random_scalar, times

# In the exponent a "yes" counts 1 and a "no" 65536: the sum of all papers holds both numbers, side by side.
NO = 2**16
CHOICES = ("yes", "no", "blank")
VALUES = (1, NO, 0)
MOST_PAPERS = NO - 1

CIPHERTEXT = 2 * SIZE
ENTRY = CIPHERTEXT + proofs.PAIR * len(VALUES)
SIGNATURE = 64


class BadPaper(ValueError):
    """The paper is no valid paper of this ballot: ``str()`` says what failed, in English, never what it holds."""


@cache
def _marks() -> tuple[bytes, ...]:
    return tuple(base(value) for value in VALUES)


def paper_length(items: int) -> int:
    """Bytes of a paper with so many items."""
    return SIZE + items * ENTRY + SIGNATURE


def _context(fingerprint: bytes, credential: bytes, place: int) -> bytes:
    return framed(fingerprint, credential, number(place))


def _signed_text(fingerprint: bytes, body: bytes) -> bytes:
    return framed(PROTOCOL, b"paper", fingerprint, body)


def seal_paper(
    fingerprint: bytes, key: bytes, keys: Sequence[str], choices: Mapping[str, str], credential: Credential
) -> bytes:
    """What the member's device makes. ``key``: the ballot's public key; ``keys``: the items in their frozen order;
    ``choices``: {item: "yes" | "no" | "blank"} for each of them."""
    check_point(key)
    body = credential.public
    for place, item in enumerate(keys):
        chosen = CHOICES.index(choices[item])
        secret = random_scalar()
        alpha = base(secret)
        beta = times(secret, key)
        if VALUES[chosen]:
            beta = plus(beta, _marks()[chosen])
        proof = proofs.prove_choice(
            alpha, beta, secret, chosen, VALUES, key, _context(fingerprint, credential.public, place)
        )
        body += alpha + beta + proof
    return body + crypto_sign(_signed_text(fingerprint, body), credential.secret)[:SIGNATURE]


def credential_in(paper: bytes) -> bytes:
    """The public key that a paper names; it counts only after :func:`check_paper`."""
    return paper[:SIZE]


def ciphertexts_in(paper: bytes) -> list[tuple[bytes, bytes]]:
    """(alpha, beta) of every item, in order."""
    places = range(SIZE, len(paper) - SIGNATURE, ENTRY)
    return [(paper[n : n + SIZE], paper[n + SIZE : n + CIPHERTEXT]) for n in places]


def check_paper(paper: bytes, fingerprint: bytes, key: bytes, items: int) -> None:
    """Raises BadPaper unless every item holds one of the three choices and the credential signed the whole. Whether the
    credential is on the list and not used yet is the caller's to check."""
    if len(paper) != paper_length(items):
        raise BadPaper("wrong length")
    body, signature, credential = paper[:-SIGNATURE], paper[-SIGNATURE:], credential_in(paper)
    try:
        crypto_sign_open(signature + _signed_text(fingerprint, body), credential)
    except (BadSignatureError, ValueError) as error:
        raise BadPaper("wrong signature") from error
    for place, (alpha, beta) in enumerate(ciphertexts_in(paper)):
        start = SIZE + place * ENTRY
        proof = paper[start + CIPHERTEXT : start + ENTRY]
        context = _context(fingerprint, credential, place)
        try:
            holds = proofs.choice_holds(proof, alpha, beta, VALUES, _marks(), key, context)
        except BadElement as error:
            raise BadPaper(f"item {place + 1}: {error}") from error
        if not holds:
            raise BadPaper(f"item {place + 1}: the proof does not hold")
