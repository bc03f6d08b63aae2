"""Signing a pledge with a certificate, or on paper and a scan. On the screen: ``actions.sign_pledge``."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from paperwork.blocks import PaperError
from thidua.accounts.models import User
from thidua.pledges import emails, papers
from thidua.pledges.actions import _sign
from thidua.pledges.models import Pledge, PledgeSignature
from thidua.pledges.permissions import check_can_sign
from thidua.pledges.permissions_signing import check_can_prepare, check_can_scan, signing_of
from thidua.pledges.queries import in_full, text_hash
from thidua.pledges.queries_signing import heads_of
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied
from thidua.shared.gate import touch
from thidua.signing import actions as signing_actions
from thidua.signing import practice
from thidua.signing.actions import NewPlace
from thidua.signing.models import SignedFile, Signing
from thidua.signing.permissions import CLERKS, check_day_of_ink
from thidua.signing.queries import place_of
from thidua.units.queries import users_with_roles_in

Side = PledgeSignature.Side


@transaction.atomic
def prepare_pledge_paper(*, pledge: Pledge, by, at: datetime) -> Signing:
    """Freeze the pledge as a PDF with a signature field for each side, to be signed by certificate or in ink."""
    check_can_prepare(by, pledge, at.date())
    heads = heads_of([pledge.superior, pledge.unit], at.date())
    signers, places = [], []
    for side, unit in ((Side.SUPERIOR, pledge.superior), (Side.MEMBER, pledge.unit)):
        head = heads.get(unit.pk)
        if head is None:
            raise Denied(f"{unit.name} chưa có tài khoản thủ trưởng nên chưa in được tên người ký.")
        post = unit.head_title or "Thủ trưởng"
        signers.append(PledgeSignature(pledge=pledge, side=side, signer=head, signer_title=post))
        places.append(NewPlace(side, papers.field_of(side), unit, post, head.display_name))
    try:
        content = papers.render_to_sign(pledge, signers, at)
    except PaperError as error:
        raise Denied(f"Chưa in được giao ước của {pledge.unit.name}: {error}") from error
    signing = signing_actions.prepare_signing(
        kind="pledge",
        title=f"Giao ước thi đua năm {pledge.year} của {pledge.unit.name}",
        unit=pledge.unit,
        content=content,
        places=places,
        by=by,
        at=at,
    )
    touch(pledge, signing=signing)
    audit.record("pledge_paper_prepared", pledge, by=by, at=at, detail={"text_hash": text_hash(pledge)})
    return signing


def sign_pledge_by_file(*, pledge: Pledge, content: bytes, by, at: datetime) -> SignedFile:
    """The signer hands in the file signed with the own certificate. Look at ``outcome``: accepted signs for the side,
    flagged waits for a clerk, refused changes nothing."""
    side = check_can_sign(by, pledge, at.date())
    return _hand_in(pledge, side, content, by, at, own_hand=False)


def sign_pledge_for_practice(*, pledge: Pledge, by, at: datetime) -> SignedFile:
    """Sign on the server with the practice certificate, in a practice province only."""
    practice.check_is_practice()
    side = check_can_sign(by, pledge, at.date())
    place = place_of(signing_of(pledge), side)
    content = practice.signed_for_practice(place, by, at)
    practice.give_practice_certificate(user=by, unit=place.unit, by=by, at=at)
    return _hand_in(pledge, side, content, by, at, own_hand=True)


def _hand_in(pledge: Pledge, side: str, content: bytes, by, at: datetime, *, own_hand: bool) -> SignedFile:
    place = place_of(signing_of(pledge), side)
    judged = signing_actions.judge_signed(place=place, content=content, signer=by, at=at, own_hand=own_hand)
    with transaction.atomic():
        file = signing_actions.receive_signed(judged=judged, signer=by, by=by, at=at)
        if file.outcome == SignedFile.Outcome.ACCEPTED:
            _sign_with(pledge, side, file, by, at)
    return file


def _sign_with(pledge: Pledge, side: str, file: SignedFile, by, at: datetime) -> None:
    pledge.signing = file.place.signing
    _sign([pledge], side, {pledge.pk: text_hash(pledge)}, by, at, file=file)


@transaction.atomic
def confirm_pledge_signer(*, file: SignedFile, reason: str, remember: bool, by, at: datetime) -> SignedFile:
    """A clerk of that side vouches for a waiting file, its certificate or its ink: the pledge is signed for the side."""
    pledge = in_full(Pledge.objects.filter(signing=file.place.signing_id)).get()
    if any(each.side == file.place.key for each in pledge.signatures.all()):
        raise Denied(f"{file.place.unit.name} đã ký giao ước; tệp này không cần xác nhận nữa.")
    file = signing_actions.confirm_signer(file=file, reason=reason, remember=remember, by=by, at=at)
    _sign_with(pledge, file.place.key, file, by, at)
    return file


def scan_pledge(
    *,
    pledge: Pledge,
    content: bytes,
    signers: Mapping[str, User],
    signed_on: date,
    by,
    at: datetime,
    own_hand: bool = False,
) -> list[SignedFile]:
    """The paper was signed in ink: ``signers`` by side, as the clerk states; a scan is kept, no digital signature.

    A side the clerk does not serve waits for a clerk of its own. Every head who is said to have signed is told.

    ``own_hand``: made by this process for practice, so that no child process need read it.
    """
    check_can_scan(by, pledge, at.date())
    signing = signing_of(pledge)
    check_day_of_ink(signing, signed_on, at.date())
    suffix, found = signing_actions.judge_scan(signing=signing, content=content, own_hand=own_hand)
    with transaction.atomic():
        _check_heads(pledge, signers, signed_on)
        places = [(place_of(signing, side), signer) for side, signer in signers.items()]
        files = signing_actions.receive_scan(
            signing=signing, content=content, suffix=suffix, examination=found, signers=places, signed_on=signed_on,
            by=by, at=at,
        )  # fmt: skip
        for file in files:
            if file.outcome == SignedFile.Outcome.ACCEPTED:
                fresh = in_full(Pledge.objects.filter(pk=pledge.pk)).get()
                _sign_with(fresh, file.place.key, file, by, at)
        _tell(pledge, files, by, at)
    pledge.refresh_from_db()
    return files


def _tell(pledge: Pledge, files: list[SignedFile], by, at: datetime) -> None:
    """Each head said to have signed; for a side that waits its clerks and officers too."""
    for file in files:
        if file.signer_id != by.pk:
            outbox.queue([file.signer], *emails.said_to_have_signed(pledge, file), by=by, at=at)
        if file.outcome == SignedFile.Outcome.FLAGGED:
            clerks = users_with_roles_in(CLERKS, [file.place.unit], at.date())
            outbox.queue(clerks, *emails.scan_to_confirm(pledge, file), by=by, at=at)


def _check_heads(pledge: Pledge, signers: Mapping[str, User], signed_on: date) -> None:
    """Only who headed the unit on the day of signing has signed for it."""
    units = {Side.SUPERIOR: pledge.superior, Side.MEMBER: pledge.unit}
    heads = heads_of(units.values(), signed_on)
    for side, signer in signers.items():
        unit = units[Side(side)]
        if heads.get(unit.pk) != signer:
            raise Denied(f"Người ký cho {unit.name} phải là thủ trưởng của đơn vị vào ngày ký.")
        if any(each.side == side for each in pledge.signatures.all()):
            raise Denied(f"{unit.name} đã ký giao ước.")
