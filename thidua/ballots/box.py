"""The sealed box itself: keys, shares, envelopes. Pure functions on bytes; docs/trust.md says what they protect.

A ballot has one X25519 key pair. The private key exists only as two XOR shares, each locked with a key that argon2id
derives from one trustee's pass phrase. An envelope is sealed with the public key; all envelopes of a ballot have the
same length, because every choice takes one letter in the order of the items.
"""

import secrets
from collections.abc import Mapping, Sequence

from nacl import pwhash
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.secret import SecretBox

CHOICES = ("yes", "no", "blank")
_LETTER = {"yes": "y", "no": "n", "blank": "b"}
_CHOICE = {letter: choice for choice, letter in _LETTER.items()}

# Without 0/O, 1/I/L: a receipt is read from a screen and typed or compared by eye. 16 of 31 signs: 79 bits.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_GROUPS, _GROUP = 4, 4
RECEIPT_LENGTH = _GROUPS * _GROUP + _GROUPS - 1

# The first byte of a locked share names the cost it was locked with, so that a changed setting never locks a box shut.
# "practice" protects nothing: the phrases of a practice province are printed anyway. The settings refuse it elsewhere.
_COSTS = {
    "practice": (b"p", pwhash.argon2id.OPSLIMIT_MIN, pwhash.argon2id.MEMLIMIT_MIN),
    "interactive": (b"i", pwhash.argon2id.OPSLIMIT_INTERACTIVE, pwhash.argon2id.MEMLIMIT_INTERACTIVE),
    "moderate": (b"m", pwhash.argon2id.OPSLIMIT_MODERATE, pwhash.argon2id.MEMLIMIT_MODERATE),
    "sensitive": (b"s", pwhash.argon2id.OPSLIMIT_SENSITIVE, pwhash.argon2id.MEMLIMIT_SENSITIVE),
}
_COST_OF = {mark: (ops, mem) for mark, ops, mem in _COSTS.values()}


class WrongPhrase(Exception):
    """The two pass phrases together do not open the box. Never says which of them is wrong."""


class InvalidEnvelope(Exception):
    """The envelope does not hold a complete paper of this ballot."""


def new_receipt() -> str:
    """A random code such as ``K7QM-2XRP-9DVT-HB4W``."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS))


def is_receipt(text: str) -> bool:
    """Whether ``text`` has the exact form of a receipt."""
    groups = text.split("-")
    return len(groups) == _GROUPS and all(len(g) == _GROUP and set(g) <= set(_SIGNS) for g in groups)


def new_key() -> tuple[bytes, bytes]:
    """A fresh (public key, private key), 32 bytes each."""
    key = PrivateKey.generate()
    return bytes(key.public_key), bytes(key)


def split_key(private_key: bytes) -> tuple[bytes, bytes]:
    """Two shares whose XOR is the key; each alone is pure chance."""
    first = secrets.token_bytes(len(private_key))
    return first, _xor(first, private_key)


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=True))


def _derived(phrase: str, salt: bytes, ops: int, mem: int) -> bytes:
    return pwhash.argon2id.kdf(SecretBox.KEY_SIZE, phrase.encode(), salt, opslimit=ops, memlimit=mem)


def lock_share(share: bytes, phrase: str, cost: str) -> tuple[bytes, bytes]:
    """(salt, locked share). ``cost``: "practice", "interactive", "moderate" or "sensitive"; ValueError for another word."""
    if cost not in _COSTS:
        raise ValueError(f"unknown cost {cost!r}; known: {', '.join(_COSTS)}")
    mark, ops, mem = _COSTS[cost]
    salt = secrets.token_bytes(pwhash.argon2id.SALTBYTES)
    return salt, mark + bytes(SecretBox(_derived(phrase, salt, ops, mem)).encrypt(share))


def _unlock_share(salt: bytes, locked: bytes, phrase: str) -> bytes | None:
    cost = _COST_OF.get(locked[:1])
    if cost is None or len(salt) != pwhash.argon2id.SALTBYTES:
        return None
    try:
        return SecretBox(_derived(phrase, salt, *cost)).decrypt(locked[1:])
    except CryptoError:
        return None


def join_key(locked: Sequence[tuple[bytes, bytes, str]], public_key: bytes) -> bytes:
    """The private key from two (salt, locked share, phrase). Raises WrongPhrase; always tries both, so that neither
    the answer nor its time says which half failed."""
    shares = [_unlock_share(salt, share, phrase) for salt, share, phrase in locked]
    if len(shares) != 2 or shares[0] is None or shares[1] is None or len(shares[0]) != len(shares[1]):
        raise WrongPhrase()
    private_key = _xor(shares[0], shares[1])
    if bytes(PrivateKey(private_key).public_key) != public_key:
        raise WrongPhrase()
    return private_key


def seal_paper(public_key: bytes, keys: Sequence[str], receipt: str, choices: Mapping[str, str]) -> bytes:
    """One sealed envelope. ``keys``: the items in their frozen order; ``choices`` must answer each of them."""
    paper = receipt + "".join(_LETTER[choices[key]] for key in keys)
    return bytes(SealedBox(PublicKey(public_key)).encrypt(paper.encode()))


def open_paper(private_key: bytes, keys: Sequence[str], envelope: bytes) -> tuple[str, dict[str, str]]:
    """(receipt, choices) of one envelope; raises InvalidEnvelope for anything but a complete paper."""
    try:
        paper = SealedBox(PrivateKey(private_key)).decrypt(envelope).decode()
    except (CryptoError, ValueError, TypeError) as error:
        raise InvalidEnvelope() from error
    receipt, letters = paper[:RECEIPT_LENGTH], paper[RECEIPT_LENGTH:]
    if not is_receipt(receipt) or len(letters) != len(keys) or not set(letters) <= set(_CHOICE):
        raise InvalidEnvelope()
    return receipt, {key: _CHOICE[letter] for key, letter in zip(keys, letters, strict=True)}


def open_all(private_key: bytes, keys: Sequence[str], envelopes: Sequence[bytes]) -> tuple[list[dict], int]:
    """Every envelope opened: (published list sorted by receipt, number of invalid envelopes).

    An envelope whose receipt is already in the list is a copy and counts as invalid.
    """
    papers: dict[str, dict[str, str]] = {}
    invalid = 0
    for envelope in envelopes:
        try:
            receipt, choices = open_paper(private_key, keys, envelope)
        except InvalidEnvelope:
            invalid += 1
            continue
        if receipt in papers:
            invalid += 1
        else:
            papers[receipt] = choices
    return [{"receipt": receipt, "choices": papers[receipt]} for receipt in sorted(papers)], invalid
