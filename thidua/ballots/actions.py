"""Preparing, opening, casting, counting, cancelling a secret ballot (requirement C2)."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.views.decorators.debug import sensitive_variables

from thidua.accounts.models import User
from thidua.ballots import box, emails, permissions, queries
from thidua.ballots.models import Ballot, BallotSlot, BallotTrustee, BallotVoter
from thidua.shared import audit, outbox
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import check_fresh, check_gate, pass_gate, stamp
from thidua.shared.text import nfc
from thidua.units.models import Unit

_WRONG_PHRASE = "Mật khẩu mở hòm phiếu không đúng."


@transaction.atomic
def prepare_ballot(
    *,
    title: str,
    unit: Unit,
    items: Sequence[Mapping[str, str]],
    voters: Sequence[User],
    trustees: Sequence[User],
    total_members: int,
    by,
    at: datetime,
) -> Ballot:
    """Set up a ballot: ``items`` [{"key", "label", "award_code"}], the listed voters, exactly two trustees.

    ``total_members`` is the whole membership that thresholds count from; it may exceed the number of voters.
    """
    permissions.check_can_prepare(by, unit, at.date())
    frozen = _frozen_items(items)
    if len({voter.pk for voter in voters}) != len(voters) or not voters:
        raise Denied("Danh sách bỏ phiếu phải có ít nhất một người và không ai có tên hai lần.")
    if len({trustee.pk for trustee in trustees}) != 2 or len(trustees) != 2:
        raise Denied("Hòm phiếu cần đúng hai người giữ khác nhau.")
    if total_members < len(voters):
        raise Denied("Tổng số thành viên không được ít hơn số người trong danh sách bỏ phiếu.")
    ballot = Ballot.objects.create(title=nfc(title), unit=unit, items=frozen, total_members=total_members)
    # By account, not in the order given: the order of the list must say nothing.
    BallotVoter.objects.bulk_create(
        [BallotVoter(ballot=ballot, user=voter) for voter in sorted(voters, key=lambda v: v.pk)]
    )
    BallotTrustee.objects.bulk_create(
        [BallotTrustee(ballot=ballot, user=trustee, salt=b"", sealed_share=b"") for trustee in trustees]
    )
    audit.record(
        "ballot_prepared", ballot, by=by, at=at, detail={"unit": unit.pk, "items": len(frozen), "voters": len(voters)}
    )
    return ballot


def _frozen_items(items: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    frozen = [
        {"key": str(i["key"]), "label": nfc(i["label"]), "award_code": str(i.get("award_code", ""))} for i in items
    ]
    keys = [item["key"] for item in frozen]
    if not frozen or len(set(keys)) != len(keys) or not all(item["key"] and item["label"] for item in frozen):
        raise Denied("Phiếu cần ít nhất một mục; mỗi mục có tên và mã riêng.")
    return frozen


@sensitive_variables("pass_phrases", "phrases", "private_key", "shares")
@transaction.atomic
def open_ballot(*, ballot: Ballot, pass_phrases: Mapping[int, str], by, at: datetime) -> None:
    """Make the key pair, lock its two halves with the trustees' phrases ({user id: phrase}), make the empty places.

    The private key is stored nowhere. Lost phrases cannot be replaced: the ballot must then be cancelled and repeated.
    """
    permissions.check_can_run(by, ballot, at.date(), "mở hòm phiếu")
    check_gate(ballot, "open")
    trustees = list(ballot.trustees.order_by("pk"))
    phrases = _phrases(trustees, pass_phrases)
    permissions.check_phrases(phrases)
    public_key, private_key = box.new_key()
    shares = box.split_key(private_key)
    for trustee, share, phrase in zip(trustees, shares, phrases, strict=True):
        trustee.salt, trustee.sealed_share = box.lock_share(share, phrase, settings.BALLOT_KDF)
    pass_gate(ballot, "open", public_key=public_key, **stamp("opened", by=by, at=at))
    BallotTrustee.objects.bulk_update(trustees, ["salt", "sealed_share"])
    voters = [voter.user for voter in ballot.voters.select_related("user")]
    BallotSlot.objects.bulk_create([BallotSlot(ballot=ballot) for _ in voters])
    audit.record("ballot_opened", ballot, by=by, at=at, detail={"voters": len(voters), "public_key": public_key.hex()})
    outbox.queue(voters, *emails.box_is_open(ballot), by=by, at=at)


def _phrases(trustees: Sequence[BallotTrustee], given: Mapping[int, str]) -> list[str]:
    """The phrases in the order of the trustees. One canonical form: a keyboard that composes accents differently must
    not lock the box shut."""
    if {trustee.user_id for trustee in trustees} != {int(key) for key in given}:
        raise Denied("Cần mật khẩu của đúng hai người giữ hòm phiếu.")
    return [nfc(given[trustee.user_id]) for trustee in trustees]


@sensitive_variables("choices", "receipt", "envelope")
@transaction.atomic
def cast_ballot(*, ballot: Ballot, choices: Mapping[str, str], by, at: datetime) -> str:
    """Put one sealed envelope into a random free place. Returns the receipt, which is stored nowhere outside the
    envelope: show it once.

    ``choices``: {item key: "yes" | "no" | "blank"}, every item answered. The audit record says that the person voted.
    """
    # The lock makes casting and counting wait for each other; without it a late envelope could be left uncounted.
    ballot = Ballot.objects.select_for_update().get(pk=ballot.pk)
    permissions.check_can_cast(by, ballot)
    _check_choices(ballot, choices)
    voted = BallotVoter.objects.filter(ballot=ballot, user=by, has_voted=False).update(has_voted=True)
    if voted != 1:
        raise Stale("Phiếu của bạn vừa được gửi từ một thiết bị khác. Phiếu này không được nhận thêm lần nữa.")
    receipt = box.new_receipt()
    keys = [item["key"] for item in ballot.items]
    envelope = box.seal_paper(bytes(certain(ballot.public_key)), keys, receipt, choices)
    _put_into_free_place(ballot, envelope)
    audit.record("ballot_cast", ballot, by=by, at=at)
    return receipt


def _check_choices(ballot: Ballot, choices: Mapping[str, str]) -> None:
    labels = {item["key"]: item["label"] for item in ballot.items}
    if set(choices) - set(labels) or not set(choices.values()) <= set(box.CHOICES):
        raise Denied("Phiếu có mục hoặc lựa chọn không thuộc cuộc bỏ phiếu này; phiếu chưa được nhận.")
    missing = [label for key, label in labels.items() if key not in choices]
    if missing:
        raise Denied(f"Phiếu chưa đủ, chưa được nhận. Còn thiếu: {'; '.join(missing)}.")


def _put_into_free_place(ballot: Ballot, envelope: bytes) -> None:
    free = list(BallotSlot.objects.filter(ballot=ballot, envelope__isnull=True).values_list("pk", flat=True))
    secrets.SystemRandom().shuffle(free)
    for place in free:
        if BallotSlot.objects.filter(pk=place, envelope__isnull=True).update(envelope=envelope) == 1:
            return _stir(ballot)
    raise Denied("Hòm phiếu không còn chỗ trống; phiếu chưa được nhận. Hãy báo thư ký.")


def _stir(ballot: Ballot) -> None:
    """Write every envelope again, in a random order: PostgreSQL puts what is written last at the end of the file, so
    that the rows would otherwise lie in the order of voting."""
    filled = list(BallotSlot.objects.filter(ballot=ballot, envelope__isnull=False).values_list("pk", flat=True))
    secrets.SystemRandom().shuffle(filled)
    for place in filled:
        BallotSlot.objects.filter(pk=place).update(envelope=F("envelope"))


@sensitive_variables("pass_phrases", "phrases", "private_key", "locked")
@transaction.atomic
def count_ballot(*, ballot: Ballot, pass_phrases: Mapping[int, str], by, at: datetime) -> dict[str, dict[str, int]]:
    """Open every envelope with both trustees' phrases, publish receipts with choices and the counts; then both locked
    halves of the key are erased. Returns the counts per item.

    Refused when the box holds more or fewer envelopes than people have voted: then somebody touched the database.
    """
    permissions.check_can_run(by, ballot, at.date(), "kiểm phiếu")
    check_gate(ballot, "count")
    present = Ballot.objects.select_for_update().get(pk=ballot.pk)  # no envelope arrives from here on
    check_fresh(present, ballot.version)
    trustees = list(ballot.trustees.order_by("pk"))
    phrases = _phrases(trustees, pass_phrases)
    locked = [(bytes(t.salt), bytes(t.sealed_share), phrase) for t, phrase in zip(trustees, phrases, strict=True)]
    try:
        private_key = box.join_key(locked, bytes(certain(ballot.public_key)))
    except box.WrongPhrase as error:
        raise Denied(_WRONG_PHRASE) from error
    envelopes = [
        bytes(certain(envelope))
        for envelope in ballot.slots.filter(envelope__isnull=False).values_list("envelope", flat=True).order_by("pk")
    ]
    seen = queries.turnout(ballot)
    if len(envelopes) != seen.cast:
        raise Denied(
            f"Trong hòm có {len(envelopes)} phiếu nhưng {seen.cast} người đã bỏ phiếu. Không kiểm phiếu được; "
            "hãy lập biên bản, hủy và bỏ phiếu lại."
        )
    keys = [item["key"] for item in ballot.items]
    published, invalid = box.open_all(private_key, keys, envelopes)
    counts = queries.recount(published, keys)
    pass_gate(ballot, "count", published=published, counts=counts, **stamp("counted", by=by, at=at))
    _erase_key(ballot)
    audit.record(
        "ballot_counted",
        ballot,
        by=by,
        at=at,
        detail={"eligible": seen.eligible, "cast": seen.cast, "valid": len(published), "invalid": invalid},
    )
    outbox.queue(_voters(ballot), *emails.box_is_counted(ballot), by=by, at=at)
    return counts


def _erase_key(ballot: Ballot) -> None:
    BallotTrustee.objects.filter(ballot=ballot).update(salt=b"", sealed_share=b"")


def _voters(ballot: Ballot) -> list[User]:
    return [voter.user for voter in ballot.voters.select_related("user")]


@transaction.atomic
def cancel_ballot(*, ballot: Ballot, reason: str, by, at: datetime) -> None:
    """Stop a ballot for good; envelopes stay sealed because both halves of the key are erased."""
    permissions.check_can_cancel(by, ballot, at.date())
    reason = nfc(reason)
    if not reason:
        raise Denied("Hãy ghi lý do hủy cuộc bỏ phiếu.")
    was_open = ballot.state == "open"
    pass_gate(ballot, "cancel", cancelled_reason=reason[:300], **stamp("cancelled", by=by, at=at))
    _erase_key(ballot)
    audit.record("ballot_cancelled", ballot, by=by, at=at, detail={"was_open": was_open})
    if was_open:
        outbox.queue(_voters(ballot), *emails.ballot_is_cancelled(ballot), by=by, at=at)
