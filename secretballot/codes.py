"""Codes that people read, write down and type: voting cards, keepers' codes, receipts."""

import hashlib
import secrets
from dataclasses import dataclass

from nacl.bindings import crypto_sign_seed_keypair

# Without 0/O, 1/I/L: read from paper and typed by hand. One sign is 4.95 bits.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUP = 4
CARD_GROUPS = 4  # 79 bits
KEEPER_GROUPS = 5  # 99 bits: its public traces can be tried by anybody for ever
# As in Belenios: the codes are random and long; the iterations only add to the price of a guess.
ITERATIONS = 1000


class BadCode(ValueError):
    """Text that is no code of this kind: a sign that never occurs, or too few or too many."""


def new_code(groups: int) -> str:
    """A random code such as ``K7QM-2XRP-9DVT-HB4W``."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(GROUP)) for _ in range(groups))


def read_code(typed: str, groups: int) -> str:
    """What a person typed, in its one spelling: small letters, blanks and missing dashes are forgiven."""
    signs = "".join(sign for sign in typed.upper() if not sign.isspace() and sign != "-")
    if len(signs) != groups * GROUP or not set(signs) <= set(SIGNS):
        raise BadCode("no such code")
    return "-".join(signs[n : n + GROUP] for n in range(0, len(signs), GROUP))


def _seed(code: str, ballot_id: str, purpose: str) -> bytes:
    """64 bytes that only the code gives, and another code or ballot never."""
    salt = f"thidua-ballot-1|{purpose}|{ballot_id}".encode()
    return hashlib.pbkdf2_hmac("sha512", code.encode(), salt, ITERATIONS, 64)


@dataclass(frozen=True)
class Credential:
    """The Ed25519 key that a voting card stands for: ``public`` is on the list of the ballot, ``secret`` signs the paper."""

    public: bytes
    secret: bytes


def credential_of(card: str, ballot_id: str) -> Credential:
    """The key of a voting card in one ballot."""
    public, secret = crypto_sign_seed_keypair(_seed(card, ballot_id, "card")[:32])
    return Credential(public, secret)


def keeper_seed(code: str, ballot_id: str) -> bytes:
    """From what a keeper's code makes all of a trustee's secrets of one ballot."""
    return _seed(code, ballot_id, "keeper")


def receipt_of(paper: bytes) -> str:
    """The fingerprint by which a voter finds the own encrypted paper on the board: 79 bits of its SHA-256 in the signs of
    a code. Shows nothing of what was chosen."""
    value = int.from_bytes(hashlib.sha256(paper).digest(), "big")
    signs = []
    for _ in range(CARD_GROUPS * GROUP):
        value, place = divmod(value, len(SIGNS))
        signs.append(SIGNS[place])
    text = "".join(signs)
    return "-".join(text[n : n + GROUP] for n in range(0, len(text), GROUP))
