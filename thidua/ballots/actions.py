"""Preparing, opening, casting, closing, counting, cancelling a secret ballot (requirement C2).

Two modes, one set of acts. "encrypted": members' devices seal, k of n trustees open the sum only (the acts of trustees and
cards are in actions_keys). "room": the server seals, two pass phrases open the box, the list of papers is published.
Paper ballots and signed written opinions (actions_paper) join the count of either.
"""

import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from secretballot import codes, papers, tally, trustees
from thidua.accounts.models import User
from thidua.ballots import box, emails, permissions, queries
from thidua.ballots.actions_items import aside_of
from thidua.ballots.actions_places import Way, make_places, mark_voted, put_in
from thidua.ballots.models import Ballot, BallotSlot, BallotTrustee, BallotVoter
from thidua.shared import audit, outbox
from thidua.shared.certain import certain
from thidua.shared.denied import Denied
from thidua.shared.gate import check_fresh, check_gate, pass_gate, stamp
from thidua.shared.text import nfc
from thidua.units.models import Unit

_WRONG_PHRASE = "Mật khẩu mở hòm phiếu không đúng."


Mode = Ballot.Mode


@transaction.atomic
def prepare_ballot(
    *,
    title: str,
    unit: Unit,
    items: Sequence[Mapping[str, Any]],
    voters: Sequence[User],
    trustees: Sequence[User],
    total_members: int,
    by,
    at: datetime,
    mode: str = Mode.ROOM,
    trustees_needed: int = 2,
) -> Ballot:
    """Set up a ballot: ``items`` [{"key", "label", "award_code"}], the listed voters, the trustees. An item may say how many
    agreeing votes it needs ("needed"), where the stage asks for more than the law: only to warn before opening.

    ``total_members`` is the whole membership that thresholds count from; it may exceed the number of voters. ``mode`` and
    trustees may be chosen again until opening (actions_keys.arrange_ballot). "room" takes exactly two trustees.
    """
    permissions.check_can_prepare(by, unit, at.date())
    frozen = _frozen_items(items)
    if len({voter.pk for voter in voters}) != len(voters) or not voters:
        raise Denied("Danh sách bỏ phiếu phải có ít nhất một người và không ai có tên hai lần.")
    permissions.check_circle(mode, trustees, trustees_needed)
    if total_members < len(voters):
        raise Denied("Tổng số thành viên không được ít hơn số người trong danh sách bỏ phiếu.")
    ballot = Ballot.objects.create(
        title=nfc(title),
        unit=unit,
        items=frozen,
        total_members=total_members,
        mode=mode,
        trustees_needed=trustees_needed,
        public_id=uuid.uuid4().hex,
    )
    # By account, not in the order given: the order of the list must say nothing.
    BallotVoter.objects.bulk_create(
        [BallotVoter(ballot=ballot, user=voter) for voter in sorted(voters, key=lambda v: v.pk)]
    )
    BallotTrustee.objects.bulk_create([BallotTrustee(ballot=ballot, user=trustee) for trustee in trustees])
    if mode == Mode.ENCRYPTED:
        outbox.queue(trustees, *emails.key_is_asked(ballot), by=by, at=at)
    audit.record(
        "ballot_prepared", ballot, by=by, at=at, detail={"unit": unit.pk, "items": len(frozen), "voters": len(voters)}
    )
    return ballot


def _frozen_items(items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    frozen = [
        {"key": str(i["key"]), "label": nfc(i["label"]), "award_code": str(i.get("award_code", ""))}
        | {name: int(i[name]) for name in ("needed", "number") if name in i}
        | (aside_of(i["aside"]) if i.get("aside") else {})
        for i in items
    ]
    keys = [item["key"] for item in frozen]
    if not frozen or len(set(keys)) != len(keys) or not all(item["key"] and item["label"] for item in frozen):
        raise Denied("Phiếu cần ít nhất một mục; mỗi mục có tên và mã riêng.")
    return frozen


@sensitive_variables("pass_phrases", "phrases", "private_key", "shares")
@transaction.atomic
def open_ballot(*, ballot: Ballot, by, at: datetime, pass_phrases: Mapping[int, str] | None = None) -> None:
    """Freeze everything and let people vote.

    Encrypted: refused until every trustee's device has finished making the key and every voter has a card;
    ``pass_phrases`` are not used. Room: makes the key pair and locks its two halves with the trustees' phrases
    ({user id: phrase}); lost phrases cannot be replaced, the ballot must then be cancelled and repeated.
    """
    permissions.check_can_run(by, ballot, at.date(), "mở hòm phiếu")
    check_gate(ballot, "open")
    voters = _voters(ballot)
    if ballot.mode == Mode.ENCRYPTED:
        made = _frozen_manifest(ballot, len(voters), at)
    else:
        made = {"public_key": _locked_with_phrases(ballot, pass_phrases or {})}
    pass_gate(ballot, "open", **made, **stamp("opened", by=by, at=at))
    make_places(ballot, len(voters))
    audit.record(
        "ballot_opened", ballot, by=by, at=at, detail={"voters": len(voters), "public_key": made["public_key"].hex()}
    )
    outbox.queue(voters, *emails.box_is_open(ballot), by=by, at=at)


@sensitive_variables("pass_phrases", "phrases", "private_key", "shares")
def _locked_with_phrases(ballot: Ballot, pass_phrases: Mapping[int, str]) -> bytes:
    """The public key of a fresh box. The private key is stored nowhere."""
    keepers = list(ballot.trustees.order_by("pk"))
    phrases = _phrases(keepers, pass_phrases)
    permissions.check_phrases(phrases)
    public_key, private_key = box.new_key()
    for trustee, share, phrase in zip(keepers, box.split_key(private_key), phrases, strict=True):
        trustee.salt, trustee.sealed_share = box.lock_share(share, phrase, settings.BALLOT_KDF)
    BallotTrustee.objects.bulk_update(keepers, ["salt", "sealed_share"])
    return public_key


def _frozen_manifest(ballot: Ballot, voters: int, at: datetime) -> dict:
    """The text that every proof binds: what is voted on, who keeps the key, which cards count."""
    keepers = list(ballot.trustees.select_related("user").order_by("pk"))
    waiting = [keeper.user.display_name for keeper in keepers if not keeper.acceptance]
    if waiting:
        raise Denied(f"Chưa mở hòm được: còn chờ người giữ hòm phiếu tạo khóa: {', '.join(waiting)}.")
    if len(ballot.credentials) != voters:
        raise Denied(f"Chưa mở hòm được: có {len(ballot.credentials)} thẻ bỏ phiếu cho {voters} người; hãy phát thẻ.")
    circle = queries.circle_of(ballot)
    key = trustees.public_key(circle, [bytes(keeper.dealing) for keeper in keepers])
    text = {
        "protocol": "thidua-ballot-1",
        "id": ballot.public_id,
        "title": ballot.title,
        "unit": ballot.unit.name,
        "opened_at": at.isoformat(),
        "items": [{"key": item["key"], "label": item["label"]} for item in ballot.items],
        "voters": voters,
        "total_members": ballot.total_members,
        "trustees_needed": ballot.trustees_needed,
        "trustees": [
            {
                "name": keeper.user.display_name,
                "enrolment": bytes(keeper.enrolment).hex(),
                "dealing": bytes(keeper.dealing).hex(),
                "acceptance": bytes(keeper.acceptance).hex(),
            }
            for keeper in keepers
        ],
        "public_key": key.hex(),
        "credentials": ballot.credentials,
    }
    return {"public_key": key, "manifest": json.dumps(text, ensure_ascii=False, indent=1)}


def _phrases(trustees: Sequence[BallotTrustee], given: Mapping[int, str]) -> list[str]:
    """The phrases in the order of the trustees. One canonical form: a keyboard that composes accents differently must
    not lock the box shut."""
    if {trustee.user_id for trustee in trustees} != {int(key) for key in given}:
        raise Denied("Cần mật khẩu của đúng hai người giữ hòm phiếu.")
    return [nfc(given[trustee.user_id]) for trustee in trustees]


@sensitive_variables("choices", "receipt", "envelope", "paper")
def cast_ballot(
    *, ballot: Ballot, by, at: datetime, choices: Mapping[str, str] | None = None, paper: bytes | None = None
) -> str:
    """Put one sealed paper into a random place. Returns the receipt, which is stored nowhere: show it once.

    Encrypted: ``paper`` as the member's device sealed it (secretballot.papers); the receipt is its fingerprint. Room:
    ``choices`` {item key: "yes" | "no" | "blank"}, every item answered; the receipt stands in the envelope. The audit
    record says that the person voted.
    """
    ballot = Ballot.objects.get(pk=ballot.pk)
    permissions.check_can_cast(by, ballot)
    credential = ""
    if ballot.mode == Mode.ENCRYPTED:
        envelope = _checked_paper(ballot, paper)
        receipt, credential = codes.receipt_of(envelope), papers.credential_in(envelope).hex()
    else:
        if choices is None:
            raise Denied("Phiếu không đọc được; phiếu chưa được nhận.")
        _check_choices(ballot, choices, queries.closed_to(ballot, by))
        receipt = box.new_receipt()
        keys = [item["key"] for item in ballot.items]
        envelope = box.seal_paper(bytes(certain(ballot.public_key)), keys, receipt, choices)
    with transaction.atomic():
        # The lock makes casting, closing and counting wait for each other: no late paper is left uncounted, no card and
        # no person counts twice.
        locked = Ballot.objects.select_for_update().get(pk=ballot.pk)
        if not BallotVoter.objects.filter(ballot=locked, user=by, has_voted=True).exists():
            permissions.check_can_cast(by, locked)
        if credential and BallotSlot.objects.filter(ballot=locked, credential=credential).exists():
            raise Denied("Thẻ bỏ phiếu này đã dùng rồi; phiếu chưa được nhận. Hãy báo ngay thư ký.")
        mark_voted(locked, by, Way.ONLINE)
        put_in(locked, envelope, credential)
        audit.record("ballot_cast", locked, by=by, at=at)
    return receipt


@sensitive_variables("paper")
def _checked_paper(ballot: Ballot, paper: bytes | None) -> bytes:
    """The paper, once every proof holds and its card is on the list. What fails is told without what the paper holds."""
    if paper is None or len(paper) != papers.paper_length(len(ballot.items)):
        raise Denied("Phiếu không đủ hoặc không thuộc cuộc bỏ phiếu này; phiếu chưa được nhận.")
    if papers.credential_in(paper).hex() not in ballot.credentials:
        raise Denied("Thẻ bỏ phiếu không thuộc cuộc bỏ phiếu này; phiếu chưa được nhận. Hãy xem lại mã trên thẻ.")
    try:
        papers.check_paper(paper, queries.fingerprint(ballot), bytes(certain(ballot.public_key)), len(ballot.items))
    except papers.BadPaper as error:
        raise Denied(
            "Phiếu mã hóa không đúng quy cách nên chưa được nhận. Hãy tải lại trang và bỏ phiếu lại."
        ) from error
    return paper


def _check_choices(ballot: Ballot, choices: Mapping[str, str], closed: Collection[str]) -> None:
    labels = {item["key"]: item["label"] for item in ballot.items}
    if set(choices) - set(labels) or not set(choices.values()) <= set(box.CHOICES):
        raise Denied("Phiếu có mục hoặc lựa chọn không thuộc cuộc bỏ phiếu này; phiếu chưa được nhận.")
    missing = [label for key, label in labels.items() if key not in choices]
    if missing:
        raise Denied(f"Phiếu chưa đủ, chưa được nhận. Còn thiếu: {'; '.join(missing)}.")
    later = {item["key"] for item in ballot.items if "put_off" in item}
    if marked := [labels[key] for key in labels if key in closed and key not in later and choices[key] != "blank"]:
        raise Denied(
            f"Bạn không biểu quyết mục này, chỉ để “Không có ý kiến”; phiếu chưa được nhận: {'; '.join(marked)}."
        )
    if marked := [labels[key] for key in labels if key in later and choices[key] != "blank"]:
        raise Denied(f"Mục này vừa được để lại phiên sau, không bỏ phiếu; phiếu chưa được nhận: {'; '.join(marked)}.")


@transaction.atomic
def close_ballot(*, ballot: Ballot, by, at: datetime) -> None:
    """No further paper. Encrypted: the sum of all papers is formed and published with them, still sealed."""
    permissions.check_can_run(by, ballot, at.date(), "đóng hòm phiếu")
    check_gate(ballot, "close")
    present = Ballot.objects.select_for_update().get(pk=ballot.pk)
    check_fresh(present, ballot.version)
    fields = {}
    if ballot.mode == Mode.ENCRYPTED:
        sums = tally.add_up(queries.board_papers(ballot), len(ballot.items))
        fields["sums"] = [(alpha + beta).hex() for alpha, beta in sums]
    pass_gate(ballot, "close", **fields, **stamp("closed", by=by, at=at))
    audit.record("ballot_closed", ballot, by=by, at=at, detail={"cast": queries.turnout(ballot).cast})
    if ballot.mode == Mode.ENCRYPTED:
        online = ballot.voters.filter(way=Way.ONLINE).select_related("user").order_by("pk")
        outbox.queue([voter.user for voter in online], *emails.box_is_closed(ballot), by=by, at=at)
        outbox.queue(_keepers(ballot), *emails.part_is_asked(ballot), by=by, at=at)


@sensitive_variables("pass_phrases")
@transaction.atomic
def count_ballot(
    *, ballot: Ballot, by, at: datetime, pass_phrases: Mapping[int, str] | None = None
) -> dict[str, dict[str, int]]:
    """Open the result, add paper ballots and written opinions, publish. Returns the counts per item.

    Encrypted: after closing, from the decryption factors that enough trustees have given (actions_keys.give_factors).
    Room: every envelope is opened with both phrases, then both locked halves of the key are erased. Refused when the box
    holds more or fewer papers than people have voted: then somebody touched the database.
    """
    permissions.check_can_run(by, ballot, at.date(), "kiểm phiếu")
    check_gate(ballot, "count")
    if ballot.mode == Mode.ENCRYPTED and ballot.state == "open":
        raise Denied("Hãy đóng hòm phiếu, rồi để những người giữ hòm mở kết quả trước khi kiểm phiếu.")
    present = Ballot.objects.select_for_update().get(pk=ballot.pk)  # no paper arrives from here on
    check_fresh(present, ballot.version)
    by_paper = queries.agreed_paper_count(ballot)
    voted = ballot.voters.filter(way=Way.ONLINE).count()
    lying = ballot.slots.filter(envelope__isnull=False).count()
    if lying != voted:
        raise Denied(
            f"Trong hòm có {lying} phiếu nhưng {voted} người đã bỏ phiếu. Không kiểm phiếu được; "
            "hãy lập biên bản, hủy và bỏ phiếu lại."
        )
    if ballot.mode == Mode.ENCRYPTED:
        online, published, invalid = _opened_sums(ballot, voted), None, 0
    else:
        online, published, invalid = _opened_papers(ballot, pass_phrases or {})
    result = queries.add_ways(ballot, online=online, invalid_online=invalid, cast_online=voted, by_paper=by_paper)
    pass_gate(ballot, "count", published=published, **result, **stamp("counted", by=by, at=at))
    _erase_key(ballot)
    detail = {"eligible": result["eligible"], "cast": result["eligible"] - result["not_cast"]}
    detail |= {"valid": result["valid"], "invalid": result["invalid"]}
    audit.record("ballot_counted", ballot, by=by, at=at, detail=detail)
    outbox.queue(_voters(ballot), *emails.box_is_counted(ballot), by=by, at=at)
    return result["counts"]


@sensitive_variables("pass_phrases", "phrases", "private_key", "locked")
def _opened_papers(ballot: Ballot, pass_phrases: Mapping[int, str]) -> tuple[dict, list[dict], int]:
    """(counts, published list, invalid papers) of a box in a room."""
    keepers = list(ballot.trustees.order_by("pk"))
    phrases = _phrases(keepers, pass_phrases)
    locked = [(bytes(t.salt), bytes(t.sealed_share), phrase) for t, phrase in zip(keepers, phrases, strict=True)]
    try:
        private_key = box.join_key(locked, bytes(certain(ballot.public_key)))
    except box.WrongPhrase as error:
        raise Denied(_WRONG_PHRASE) from error
    keys = [item["key"] for item in ballot.items]
    published, invalid = box.open_all(private_key, keys, queries.board_papers(ballot))
    # What papers hold on an item that was put off is forgotten here: it is neither counted nor published.
    voted = [item["key"] for item in queries.voted_items(ballot)]
    published = [paper | {"choices": {key: paper["choices"][key] for key in voted}} for paper in published]
    return queries.recount(published, voted), published, invalid


def _opened_sums(ballot: Ballot, voted: int) -> dict[str, dict[str, int]]:
    """Counts of an encrypted ballot. Everything was checked when it arrived; what the box holds now must still give the
    sum that was closed, or somebody exchanged a paper since."""
    keys = [item["key"] for item in queries.voted_items(ballot)]
    if not voted or not keys:
        return {key: dict.fromkeys(box.CHOICES, 0) for key in keys}
    sums = tally.add_up(queries.board_papers(ballot), len(ballot.items))
    if [(alpha + beta).hex() for alpha, beta in sums] != ballot.sums:
        raise Denied(
            "Phiếu trong hòm không còn như lúc đóng hòm. Không kiểm phiếu được; hãy lập biên bản, hủy và bỏ phiếu lại."
        )
    sums = queries.sums_of(ballot)
    given = queries.factors_given(ballot)
    if len(given) < ballot.trustees_needed:
        raise Denied(
            f"Chưa kiểm phiếu được: cần {ballot.trustees_needed} người giữ hòm mở kết quả, mới có {len(given)}."
        )
    circle, dealings = queries.circle_of(ballot), queries.dealings_of(ballot)
    chosen = dict(sorted(given.items())[: ballot.trustees_needed])
    try:
        factors = {
            place: trustees.check_factors(circle, place, made, sums, dealings, queries.fingerprint(ballot))
            for place, made in chosen.items()
        }
        opened = tally.read_sums(sums, tally.join_factors(factors), voted)
    except (trustees.BadRound, tally.NoSuchSum) as error:
        raise Denied("Kết quả không mở đúng. Không kiểm phiếu được; hãy lập biên bản, hủy và bỏ phiếu lại.") from error
    return dict(zip(keys, opened, strict=True))


def _erase_key(ballot: Ballot) -> None:
    BallotTrustee.objects.filter(ballot=ballot).update(salt=b"", sealed_share=b"")


def _forget_factors(ballot: Ballot) -> None:
    BallotTrustee.objects.filter(ballot=ballot).update(factors=b"")


def _keepers(ballot: Ballot) -> list[User]:
    return [trustee.user for trustee in ballot.trustees.select_related("user").order_by("pk")]


def _voters(ballot: Ballot) -> list[User]:
    return [voter.user for voter in ballot.voters.filter(struck_at=None).select_related("user")]


@transaction.atomic
def cancel_ballot(*, ballot: Ballot, reason: str, by, at: datetime) -> None:
    """Stop a ballot for good; papers stay sealed: the halves of the key are erased, factors already given are too."""
    permissions.check_can_cancel(by, ballot, at.date())
    reason = nfc(reason)
    if not reason:
        raise Denied("Hãy ghi lý do hủy cuộc bỏ phiếu.")
    was_open = ballot.state in ("open", "closed")
    pass_gate(ballot, "cancel", cancelled_reason=reason[:300], **stamp("cancelled", by=by, at=at))
    _erase_key(ballot)
    _forget_factors(ballot)
    audit.record("ballot_cancelled", ballot, by=by, at=at, detail={"was_open": was_open})
    if was_open:
        outbox.queue(_voters(ballot), *emails.ballot_is_cancelled(ballot), by=by, at=at)
