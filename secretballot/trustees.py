"""The key that no one holds: made by n trustees together, usable by any k of them (Pedersen, with Shamir's shares).

Every trustee has one code, kept on paper; all secrets of that trustee in that ballot follow from it. Three rounds, each
published: *enrol* (a key for messages between trustees), *deal* (commitments to a secret polynomial and one encrypted
share for each other trustee), *accept* (the shares received are right). The server only carries bytes to and fro. What
a round publishes binds everything published before, so that two trustees who were shown different things cannot both
finish; at the end all compare one fingerprint.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from secretballot import proofs
from secretballot.codes import keeper_seed
from secretballot.group import (
    IDENTITY,
    ORDER,
    PROTOCOL,
    SIZE,
    BadElement,
    base,
    check_point,
    digest,
    framed,
    hash_scalar,
    number,
    plus,
    random_scalar,
    read_scalar,
    scalar_bytes,
    times,
)

ENROLMENT = SIZE + proofs.PAIR
ACCEPTANCE = proofs.PAIR
FACTOR = SIZE + proofs.PAIR


class BadRound(ValueError):
    """What a trustee published does not hold. ``place`` says whose (from 1)."""

    def __init__(self, place: int, why: str):
        super().__init__(f"trustee {place}: {why}")
        self.place = place


@dataclass(frozen=True)
class Circle:
    """Who keeps a box: ``members`` trustees, of whom ``needed`` open it. ``ballot_id``: 32 hexadecimal signs."""

    ballot_id: str
    members: int
    needed: int

    @property
    def dealing_length(self) -> int:
        return self.needed * SIZE + proofs.PAIR + self.members * 2 * SIZE

    def context(self, purpose: str, place: int, *parts: bytes) -> bytes:
        return digest(
            purpose, self.ballot_id.encode(), number(self.members), number(self.needed), number(place), *parts
        )


# ── what anybody checks ──


def check_enrolment(circle: Circle, place: int, enrolment: bytes) -> None:
    """Raises BadRound unless the trustee at ``place`` knows the secret of the published key."""
    if len(enrolment) != ENROLMENT:
        raise BadRound(place, "wrong length")
    key, proof = enrolment[:SIZE], enrolment[SIZE:]
    _check(place, proof, key, circle.context("enrol", place))


def check_dealing(circle: Circle, place: int, dealing: bytes, enrolments: Sequence[bytes]) -> None:
    """Raises BadRound unless the dealing is complete and its maker knows the secret it contributes."""
    if len(dealing) != circle.dealing_length:
        raise BadRound(place, "wrong length")
    commitments, proof, boxes = _parts(circle, dealing)
    try:
        for commitment in commitments:
            check_point(commitment)
        for box in boxes:
            check_point(box[:SIZE])
            read_scalar(box[SIZE:])
    except BadElement as error:
        raise BadRound(place, str(error)) from error
    _check(place, proof, commitments[0], _dealing_context(circle, place, dealing, enrolments))


def check_acceptance(circle: Circle, place: int, acceptance: bytes, dealings: Sequence[bytes]) -> None:
    """Raises BadRound unless the trustee knows the share of the key that the dealings give to ``place``."""
    if len(acceptance) != ACCEPTANCE:
        raise BadRound(place, "wrong length")
    _check(place, acceptance, share_key(circle, place, dealings), circle.context("accept", place, *dealings))


def _check(place: int, proof: bytes, public: bytes, context: bytes) -> None:
    try:
        holds = proofs.secret_holds(proof, public, context)
    except BadElement as error:
        raise BadRound(place, str(error)) from error
    if not holds:
        raise BadRound(place, "the proof does not hold")


def public_key(circle: Circle, dealings: Sequence[bytes]) -> bytes:
    """The ballot's public key: the sum of what all trustees contributed."""
    total = IDENTITY
    for dealing in dealings:
        total = plus(total, dealing[:SIZE])
    return check_point(total)


def share_key(circle: Circle, place: int, dealings: Sequence[bytes]) -> bytes:
    """The public key of the share that the trustee at ``place`` holds; follows from the commitments alone."""
    total = IDENTITY
    for dealing in dealings:
        total = plus(total, _committed(_parts(circle, dealing)[0], place))
    return total


def check_factors(
    circle: Circle,
    place: int,
    factors: bytes,
    sums: Sequence[tuple[bytes, bytes]],
    dealings: Sequence[bytes],
    fingerprint: bytes,
) -> list[bytes]:
    """The decryption factors of one trustee, one for each item; BadRound unless every proof of correct decryption holds."""
    if len(factors) != FACTOR * len(sums):
        raise BadRound(place, "wrong length")
    public, found = share_key(circle, place, dealings), []
    for item, (alpha, beta) in enumerate(sums):
        entry = factors[item * FACTOR : (item + 1) * FACTOR]
        factor, proof = entry[:SIZE], entry[SIZE:]
        context = _factor_context(fingerprint, place, item, beta)
        try:
            holds = proofs.factor_holds(proof, check_point(factor), check_point(alpha), public, context)
        except BadElement as error:
            raise BadRound(place, f"item {item + 1}: {error}") from error
        if not holds:
            raise BadRound(place, f"item {item + 1}: the proof does not hold")
        found.append(factor)
    return found


def _parts(circle: Circle, dealing: bytes) -> tuple[list[bytes], bytes, list[bytes]]:
    """(commitments, proof, one encrypted share for every place) of a dealing of the right length."""
    end = circle.needed * SIZE
    rest = dealing[end + proofs.PAIR :]
    return (
        [dealing[n : n + SIZE] for n in range(0, end, SIZE)],
        dealing[end : end + proofs.PAIR],
        [rest[n : n + 2 * SIZE] for n in range(0, len(rest), 2 * SIZE)],
    )


def _committed(commitments: Sequence[bytes], place: int) -> bytes:
    """The committed polynomial at ``place``, times the base point."""
    total = IDENTITY
    for power, commitment in enumerate(commitments):
        total = plus(total, times(pow(place, power, ORDER), commitment))
    return total


def _dealing_context(circle: Circle, place: int, dealing: bytes, enrolments: Sequence[bytes]) -> bytes:
    commitments, _, boxes = _parts(circle, dealing)
    return circle.context("deal", place, framed(*enrolments), framed(*commitments), framed(*boxes))


def _factor_context(fingerprint: bytes, place: int, item: int, beta: bytes) -> bytes:
    return framed(fingerprint, number(place), number(item), beta)


# ── what a trustee's own device does ──


class Keeper:
    """A trustee's device: everything it knows follows from the code. ``place`` counts from 1."""

    def __init__(self, code: str, circle: Circle, place: int):
        self.circle, self.place = circle, place
        self._seed = keeper_seed(code, circle.ballot_id)
        self._message_secret = self._derived("message", 0)
        self._polynomial = [self._derived("coefficient", power) for power in range(circle.needed)]

    def _derived(self, purpose: str, count: int) -> int:
        place, size = number(self.place), (number(self.circle.members), number(self.circle.needed))
        return hash_scalar(purpose, self._seed, place, *size, number(count))

    def _is_mine(self, published: Sequence[bytes], length: int, own: bytes) -> bool:
        return len(published) == self.circle.members and published[self.place - 1][:length] == own

    def enrol(self) -> bytes:
        """Round one."""
        proof = proofs.prove_secret(self._message_secret, self.circle.context("enrol", self.place))
        return base(self._message_secret) + proof

    def deal(self, enrolments: Sequence[bytes]) -> bytes:
        """Round two, once all have enrolled. BadRound when an enrolment does not hold or the own one is another's."""
        if not self._is_mine(enrolments, SIZE, base(self._message_secret)):
            raise BadRound(self.place, "this code did not enrol here")
        for place, enrolment in enumerate(enrolments, start=1):
            check_enrolment(self.circle, place, enrolment)
        commitments = [base(coefficient) for coefficient in self._polynomial]
        boxes = [
            _lock(self.circle, self.place, place, enrolment[:SIZE], self._share_for(place))
            for place, enrolment in enumerate(enrolments, start=1)
        ]
        context = self.circle.context("deal", self.place, framed(*enrolments), framed(*commitments), framed(*boxes))
        proof = proofs.prove_secret(self._polynomial[0], context)
        return b"".join(commitments) + proof + b"".join(boxes)

    def _share_for(self, place: int) -> int:
        value = 0
        for coefficient in reversed(self._polynomial):
            value = (value * place + coefficient) % ORDER
        return value

    def _share(self, dealings: Sequence[bytes]) -> int:
        """The own share of the key: what all dealings together give to this place, each part checked."""
        total = 0
        for giver, dealing in enumerate(dealings, start=1):
            commitments, _, boxes = _parts(self.circle, dealing)
            part = _unlock(self.circle, giver, self.place, self._message_secret, boxes[self.place - 1])
            if base(part) != _committed(commitments, self.place):
                raise BadRound(giver, "the share given does not fit the commitments")
            total += part
        return total % ORDER

    def accept(self, enrolments: Sequence[bytes], dealings: Sequence[bytes]) -> bytes:
        """Round three, once all have dealt. BadRound names the trustee whose dealing is wrong."""
        own = b"".join(base(coefficient) for coefficient in self._polynomial)
        if not self._is_mine(dealings, len(own), own):
            raise BadRound(self.place, "this code did not deal here")
        for place, dealing in enumerate(dealings, start=1):
            check_dealing(self.circle, place, dealing, enrolments)
        return proofs.prove_secret(self._share(dealings), self.circle.context("accept", self.place, *dealings))

    def open_sums(self, sums: Sequence[tuple[bytes, bytes]], dealings: Sequence[bytes], fingerprint: bytes) -> bytes:
        """The decryption factors of the sums, each with its proof. Opens nothing by itself. BadRound for a wrong code."""
        own = b"".join(base(coefficient) for coefficient in self._polynomial)
        if not self._is_mine(dealings, len(own), own):
            raise BadRound(self.place, "this code did not deal here")
        share, made = self._share(dealings), []
        for item, (alpha, beta) in enumerate(sums):
            context = _factor_context(fingerprint, self.place, item, beta)
            factor, proof = proofs.prove_factor(share, check_point(alpha), context)
            made.append(factor + proof)
        return b"".join(made)


def _mask(circle: Circle, giver: int, taker: int, sent: bytes, shared: bytes) -> int:
    text = framed(PROTOCOL, b"share", circle.ballot_id.encode(), number(giver), number(taker), sent, shared)
    return int.from_bytes(hashlib.sha512(text).digest(), "little") % ORDER


def _lock(circle: Circle, giver: int, taker: int, key: bytes, share: int) -> bytes:
    """A share for one trustee: hashed ElGamal. Its integrity is checked against the commitments, never trusted."""
    nonce = random_scalar()
    sent = base(nonce)
    return sent + scalar_bytes((share + _mask(circle, giver, taker, sent, times(nonce, key))) % ORDER)


def _unlock(circle: Circle, giver: int, taker: int, secret: int, box: bytes) -> int:
    sent = box[:SIZE]
    return (read_scalar(box[SIZE:]) - _mask(circle, giver, taker, sent, times(secret, sent))) % ORDER
