"""Signing a numbered paper: the person whose name it bears, then the agency; by certificate, or both in ink.

Nghị định 30/2020/NĐ-CP: the system gives number and day (Điều 15), who has the power signs (Điều 13), the agency signs
(Điều 17). Reading a file takes a second, so it is examined before the transaction.
"""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from paperwork.blocks import PaperError
from paperwork.papers.to_sign import SEAL_FIELD, SIGNER_FIELD
from thidua.decisions import emails, paper
from thidua.decisions.actions import give_number, put_in_force
from thidua.decisions.models import Decision
from thidua.decisions.permissions import (
    check_can_number,
    check_can_seal,
    check_can_sign_file,
    check_holds_power,
)
from thidua.honours.models import Honour
from thidua.shared import audit, outbox
from thidua.shared.certain import certain
from thidua.shared.denied import Denied
from thidua.shared.gate import pass_gate, stamp
from thidua.signing import actions as signing_actions
from thidua.signing import practice
from thidua.signing.actions import NewPlace
from thidua.signing.models import SignedFile, Signing
from thidua.signing.queries import content_of, held_places, place_of
from thidua.units.models import RoleGrant
from thidua.units.queries import users_with_role

SIGNER, SEAL = "signer", "seal"
Outcome = SignedFile.Outcome


@transaction.atomic
def number_decision(*, decision: Decision, by, at: datetime, number: int | None = None) -> Signing:
    """Give number and day, and freeze the PDF with a field for the signer and one for the agency, signed in that order."""
    check_can_number(by, decision, at.date())
    on = timezone.localdate(at)
    taken, written = give_number(decision, on, number)
    pass_gate(
        decision, "number", number=taken, number_text=written, decided_on=on, **stamp("numbered", by=by, at=at)
    )  # fmt: skip
    try:
        printed = paper.render_to_sign(decision, paper.content_of(decision), taken, on)
    except PaperError as error:
        raise Denied(f"Chưa in được quyết định: {error}") from error
    unit = decision.unit
    places = [
        NewPlace(SIGNER, SIGNER_FIELD, unit, decision.signer_title, decision.signer_name),
        NewPlace(SEAL, SEAL_FIELD, unit, "Chữ ký số của cơ quan", unit.agency_name, is_seal=True),
    ]
    signing = signing_actions.prepare_signing(
        kind="decision", title=f"{written}: {decision.title}"[:300], unit=unit, content=printed, places=places,
        in_order=True, by=by, at=at,
    )  # fmt: skip
    Decision.objects.filter(pk=decision.pk).update(signing=signing)
    decision.signing = signing
    audit.record("decision_numbered", decision, by=by, at=at, detail={"number": written})
    outbox.queue([certain(decision.signed_by)], *emails.decision_waits_for_certificate(decision), by=by, at=at)
    return signing


def sign_by_file(*, decision: Decision, content: bytes, by, at: datetime) -> SignedFile:
    """The signer hands in the file signed with the own certificate. Look at ``outcome``."""
    check_can_sign_file(by, decision, at.date())
    return _hand_in(decision, SIGNER, content, by, at, own_hand=False)


def seal_by_file(*, decision: Decision, content: bytes, by, at: datetime, withheld_reason: str = "") -> SignedFile:
    """The clerk hands in the file signed with the certificate of the agency; accepted, the paper is issued."""
    check_can_seal(by, decision, at.date())
    return _hand_in(decision, SEAL, content, by, at, own_hand=False, withheld_reason=withheld_reason)


def sign_for_practice(*, decision: Decision, by, at: datetime) -> SignedFile:
    """The signer's practice certificate, on the server; practice provinces only."""
    practice.check_is_practice()
    check_can_sign_file(by, decision, at.date())
    place = place_of(certain(decision.signing), SIGNER)
    content = practice.signed_for_practice(place, by, at)
    practice.give_practice_certificate(user=by, unit=place.unit, by=by, at=at)
    return _hand_in(decision, SIGNER, content, by, at, own_hand=True)


def seal_for_practice(*, decision: Decision, by, at: datetime, withheld_reason: str = "") -> SignedFile:
    """The agency's practice certificate, on the server; practice provinces only. The paper is issued."""
    practice.check_is_practice()
    check_can_seal(by, decision, at.date())
    place = place_of(certain(decision.signing), SEAL)
    check_signer_signed(decision)
    content = practice.signed_for_practice(place, by, at)
    practice.give_practice_certificate(user=by, unit=place.unit, by=by, at=at, is_seal=True)
    return _hand_in(decision, SEAL, content, by, at, own_hand=True, withheld_reason=withheld_reason)


def check_signer_signed(decision: Decision) -> None:
    """The agency signs only what the person has signed."""
    signing = certain(decision.signing)
    held = {file.place.key for file in held_places(signing).values()}
    if SIGNER not in held:
        raise Denied(
            f"Chưa có chữ ký số của {decision.signer_title} {decision.signer_name}; cơ quan ký sau người có thẩm quyền."
        )


def _hand_in(
    decision: Decision, key: str, content: bytes, by, at: datetime, *, own_hand: bool, withheld_reason: str = ""
) -> SignedFile:
    if key == SEAL:
        check_signer_signed(decision)
    place = place_of(certain(decision.signing), key)
    judged = signing_actions.judge_signed(place=place, content=content, signer=by, at=at, own_hand=own_hand)
    with transaction.atomic():
        file = signing_actions.receive_signed(judged=judged, signer=by, by=by, at=at)
        if file.outcome == Outcome.ACCEPTED:
            _after(decision, key, withheld_reason, by=by, at=at)
    return file


def _after(decision: Decision, key: str, withheld_reason: str, *, by, at: datetime) -> None:
    """A signature is taken in: the clerks are told of the first, the last issues the paper."""
    detail = {"place": key, "number": decision.number_text}
    audit.record("decision_signature_taken", decision, by=by, at=at, detail=detail)
    if key == SIGNER:
        clerks = users_with_role([RoleGrant.Role.CLERK], decision.unit, at.date())
        outbox.queue(clerks, *emails.decision_waits_for_seal(decision), by=by, at=at)
        return
    finish_decision(decision=decision, withheld_reason=withheld_reason, by=by, at=at)


@transaction.atomic
def confirm_decision_signer(*, file: SignedFile, reason: str, remember: bool, by, at: datetime) -> SignedFile:
    """A clerk or officer of the agency vouches for a certificate that was not known; the signer's power is asked again."""
    decision = Decision.objects.select_related("unit", "signing", "signed_by").get(signing=file.place.signing_id)
    if file.place.key == SIGNER:
        check_holds_power(file.signer, decision.unit, file.received_at.date())
    file = signing_actions.confirm_signer(file=file, reason=reason, remember=remember, by=by, at=at)
    if file.place.key == SIGNER:
        _after(decision, SIGNER, "", by=by, at=at)
    return file


@transaction.atomic
def finish_decision(*, decision: Decision, by, at: datetime, withheld_reason: str = "") -> list[Honour]:
    """Both signatures are there: the signed file is the paper, and it is in force. Returns the lines of the register."""
    check_can_seal(by, decision, at.date())
    signing = Signing.objects.select_related("current", "unit").get(pk=certain(decision.signing).pk)
    held = {file.place.key: file for file in held_places(signing).values() if file.outcome == Outcome.ACCEPTED}
    for key, whose in ((SIGNER, f"{decision.signer_title} {decision.signer_name}"), (SEAL, decision.unit.agency_name)):
        if key not in held:
            raise Denied(f"Chưa ban hành được: còn thiếu chữ ký của {whose}.")
    signing_actions.complete_signing(signing=signing, by=by, at=at)
    pass_gate(decision, "finish", **stamp("issued", by=by, at=at))
    content = paper.content_of(decision)
    honours = put_in_force(decision, content, content_of(signing.current), withheld_reason, by=by, at=at)
    scans = {file.paper_id for file in held.values() if file.way == SignedFile.Way.SCAN}
    if scans:
        Decision.objects.filter(pk=decision.pk).update(scan_id=min(each for each in scans if each is not None))
    return honours


def ink_instead(
    *, decision: Decision, content: bytes, signed_on: date, by, at: datetime, own_hand: bool = False,
    withheld_reason: str = "",
) -> list[Honour]:  # fmt: skip
    """The numbered paper was printed, signed and sealed in ink after all: the clerk hands in its scan, which issues it."""
    check_can_seal(by, decision, at.date())
    signing = certain(decision.signing)
    if held_places(signing):
        raise Denied("Bản này đã có chữ ký số; không chuyển sang ký giấy được nữa.")
    check_holds_power(certain(decision.signed_by), decision.unit, signed_on)
    suffix, found = signing_actions.judge_scan(signing=signing, content=content, own_hand=own_hand)
    with transaction.atomic():
        places = [
            (place_of(signing, SIGNER), certain(decision.signed_by)),
            (place_of(signing, SEAL), by),
        ]
        signing_actions.receive_scan(
            signing=signing, content=content, suffix=suffix, examination=found, signers=places, signed_on=signed_on,
            by=by, at=at,
        )  # fmt: skip
        return finish_decision(decision=decision, withheld_reason=withheld_reason, by=by, at=at)
