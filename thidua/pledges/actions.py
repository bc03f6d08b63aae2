"""Drafting, proposing, signing, settling a pledge; beside it the acts of the other ``actions_…`` files, by one name."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from paperwork.blocks import PaperError
from thidua.movements.models import Movement
from thidua.papers.actions import keep_paper
from thidua.papers.models import Paper
from thidua.pledges import emails, papers
from thidua.pledges.actions_joint import draft_joint, propose_joint, sign_part, take_back_joint
from thidua.pledges.actions_library import keep_in_library, learn_targets, retire_from_library
from thidua.pledges.actions_negotiation import (
    answer_change,
    number_anew,
    offer_pledge,
    propose_change,
    take_back_change,
)
from thidua.pledges.actions_progress import attach_evidence, enter_progress, enter_quarter, remove_evidence
from thidua.pledges.actions_registration import (
    accept_registration,
    draft_registration,
    explain_missed,
    register_titles,
    remark_lines,
    remove_registration,
    reply_lines,
    return_registration,
    send_registration,
    set_deadlines,
)
from thidua.pledges.models import Pledge, PledgeSignature, PledgeTarget
from thidua.pledges.permissions import (
    check_can_draft,
    check_can_edit,
    check_can_propose,
    check_can_settle,
    check_can_sign,
    check_can_sign_together,
    check_can_take_back,
    check_can_withdraw,
)
from thidua.pledges.queries import in_full, text_hash
from thidua.pledges.targets import targets_of
from thidua.shared import audit, outbox
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import nfc, nfc_lines
from thidua.signing.actions import close_signing, complete_signing
from thidua.signing.models import SignedFile
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import users_with_roles_in

__all__ = [
    "accept_registration",
    "answer_change",
    "attach_evidence",
    "draft_joint",
    "draft_pledge",
    "draft_registration",
    "edit_pledge",
    "enter_progress",
    "enter_quarter",
    "explain_missed",
    "keep_in_library",
    "offer_pledge",
    "propose_change",
    "propose_joint",
    "propose_pledge",
    "register_titles",
    "remark_lines",
    "remove_evidence",
    "remove_registration",
    "reply_lines",
    "retire_from_library",
    "return_registration",
    "send_registration",
    "set_deadlines",
    "settle_pledge",
    "sign_pledge",
    "sign_pledges",
    "take_back_change",
    "take_back_joint",
    "take_back_pledge",
    "withdraw_pledge",
]

Role = RoleGrant.Role
Side = PledgeSignature.Side


@transaction.atomic
def draft_pledge(
    *, movement: Movement, unit: Unit, targets: Iterable[Mapping[str, Any]], commitments: str, by, at: datetime
) -> Pledge:
    """The pledge of ``unit`` towards the unit that launched ``movement``. Rows of ``targets``: see ``targets_of``."""
    check_can_draft(by, movement, unit, at.date())
    rows = targets_of(targets, movement.year)
    pledge = Pledge.objects.create(
        movement=movement,
        superior=movement.unit,
        unit=unit,
        year=movement.year,
        commitments=nfc_lines(commitments),
        **stamp("drafted", by=by, at=at),
    )
    _put_targets(pledge, rows)
    audit.record("pledge_drafted", pledge, by=by, at=at, detail={"unit": unit.pk, "targets": len(rows)})
    return pledge


def _put_targets(pledge: Pledge, rows: list[PledgeTarget]) -> None:
    for row in rows:
        row.pledge = pledge
    PledgeTarget.objects.bulk_create(rows)


@transaction.atomic
def edit_pledge(
    *,
    pledge: Pledge,
    by,
    at: datetime,
    targets: Iterable[Mapping[str, Any]] | None = None,
    commitments: str | None = None,
) -> Pledge:
    """Change a pledge still being drafted. ``targets``, when given, replace all: nothing was promised with them yet."""
    check_can_edit(by, pledge, at.date())
    rows = None if targets is None else targets_of(targets, pledge.year)
    touch(pledge, **({} if commitments is None else {"commitments": nfc_lines(commitments)}))
    detail: dict[str, Any] = {"commitments": commitments is not None}
    if rows is not None:
        pledge.targets.all().delete()
        _put_targets(pledge, rows)
        detail["targets"] = len(rows)
    audit.record("pledge_edited", pledge, by=by, at=at, detail=detail)
    return pledge


@transaction.atomic
def propose_pledge(*, pledge: Pledge, by, at: datetime) -> Pledge:
    """Put the pledge before both heads; from here on the text stands still."""
    check_can_propose(by, pledge, at.date())
    number_anew(pledge)
    pass_gate(pledge, "propose", **stamp("proposed", by=by, at=at))
    audit.record("pledge_proposed", pledge, by=by, at=at, detail={"text_hash": text_hash(pledge)})
    heads = users_with_roles_in([Role.HEAD], [pledge.unit, pledge.superior], at.date())
    outbox.queue(heads, *emails.proposed(pledge), by=by, at=at)
    return pledge


@transaction.atomic
def take_back_pledge(*, pledge: Pledge, by, at: datetime) -> Pledge:
    """Back to drafting. A single signature given so far stood for the old text: it falls, its giver is told."""
    check_can_take_back(by, pledge, at.date())
    signing = pledge.signing
    # What was negotiated is negotiated on: a change agreed by both is never edited away.
    way = "reopen" if pledge.offered_at else "take_back"
    pass_gate(pledge, way, proposed_at=None, proposed_by=None, signing=None)
    if signing is not None:
        close_signing(signing=signing, reason="Đơn vị lấy lại giao ước để sửa.", by=by, at=at)
    fallen = list(pledge.signatures.select_related("signer"))
    pledge.signatures.all().delete()
    detail = {"fallen": [{"side": s.side, "signer": s.signer_id, "text_hash": s.text_hash} for s in fallen]}
    audit.record("pledge_taken_back", pledge, by=by, at=at, detail=detail)
    outbox.queue([s.signer for s in fallen], *emails.taken_back(pledge), by=by, at=at)
    return pledge


@transaction.atomic
def sign_pledge(*, pledge: Pledge, by, at: datetime, seen_hash: str | None = None) -> PledgeSignature:
    """Sign for the side whose unit ``by`` heads. The second signature freezes the text and issues the paper.

    ``seen_hash``: hash of the text the signer saw; another text by now is refused as stale.
    """
    side = check_can_sign(by, pledge, at.date())
    digest = text_hash(pledge)
    if seen_hash is not None and seen_hash != digest:
        raise Stale()
    if pledge.joint_id is not None:
        return sign_part(pledge=pledge, digest=digest, by=by, at=at)
    return _sign([pledge], side, {pledge.pk: digest}, by, at)[0]


@transaction.atomic
def sign_pledges(*, pledges: Iterable[Pledge], by, at: datetime) -> list[PledgeSignature]:
    """Sign many pledges for their one superior, as at a conference: all or none.

    Queries: a handful, plus a few for each pledge completed here (its paper and its audit record).
    """
    loaded = list(in_full(Pledge.objects.filter(pk__in=[pledge.pk for pledge in pledges])))
    if not loaded:
        raise Denied("Không có giao ước nào chờ ký.")
    superiors = {pledge.superior_id: pledge.superior for pledge in loaded}
    if len(superiors) != 1:
        raise Denied("Chỉ ký chung các giao ước của cùng một đơn vị cấp trên.")
    check_can_sign_together(by, next(iter(superiors.values())), at.date())
    hashes = {}
    for pledge in loaded:
        if pledge.joint_id is not None:
            raise Denied("Giao ước chung của cụm, khối do từng thành viên ký.")
        if pledge.state != "proposed":
            raise Denied(f"Giao ước của {pledge.unit.name} không ở bước chờ ký.")
        for signature in pledge.signatures.all():
            if signature.side == Side.SUPERIOR:
                raise Denied(f"Cấp trên đã ký giao ước của {pledge.unit.name}.")
            if signature.signer_id == by.pk:
                raise Denied("Một người không ký giao ước cho cả hai bên.")
        hashes[pledge.pk] = text_hash(pledge)
    return _sign(loaded, Side.SUPERIOR, hashes, by, at)


def _sign(
    pledges: list[Pledge],
    side: str,
    hashes: dict[int, str],
    by,
    at: datetime,
    *,
    file: SignedFile | None = None,
) -> list[PledgeSignature]:
    """Write the signatures of one side; complete those that now have both. ``file``: the signed file that came back for
    this one pledge; its signer signed, ``by`` handed it in or confirmed it."""
    made, both = [], []
    for pledge in pledges:
        others = list(pledge.signatures.all())
        for other in others:
            if other.text_hash != hashes[pledge.pk]:
                raise Denied(
                    f"Nội dung giao ước của {pledge.unit.name} đã khác bản mà bên kia ký; mời lấy lại để trình ký lại."
                )
        signs_for = pledge.superior if side == Side.SUPERIOR else pledge.unit
        signature = PledgeSignature(
            pledge=pledge,
            side=side,
            signer=by if file is None else file.signer,
            way=PledgeSignature.Way.SCREEN if file is None else file.way,
            file=file,
            signer_title=signs_for.head_title or "Thủ trưởng",
            text_hash=hashes[pledge.pk],
            signed_at=at,
        )
        made.append(signature)
        if others:
            both.append((pledge, [*others, signature]))
        # One version step for every signature: two clicks at once meet here, and so do a signature and a take-back.
        touch(pledge)
    PledgeSignature.objects.bulk_create(made)
    for pledge, signatures in both:
        _complete(pledge, signatures, hashes[pledge.pk], by, at)
    learn_targets(pledges=[pledge for pledge, _ in both], by=by, at=at)
    first, many = pledges[0], len(pledges) > 1
    detail: dict[str, Any] = {"side": side} if file is None else {"side": side, "way": file.way, "file": file.pk}
    detail |= {"pledges": [p.pk for p in pledges]} if many else {"text_hash": hashes[first.pk]}
    audit.record(
        "pledges_signed" if many else "pledge_signed", first.superior if many else first, by=by, at=at, detail=detail
    )
    if both:
        units = {p.unit_id: p.unit for p, _ in both} | {first.superior_id: first.superior}
        officers = users_with_roles_in([Role.OFFICER], units.values(), at.date())
        if many:
            outbox.queue(officers, *emails.signed_together(first, len(both)), by=by, at=at)
        else:
            outbox.queue(officers, *emails.signed(first), by=by, at=at)
    return made


def _complete(pledge: Pledge, signatures: list[PledgeSignature], digest: str, by, at: datetime) -> None:
    paper = _signed_paper(pledge, signatures) or _printed_paper(pledge, signatures, by, at)
    pass_gate(pledge, "sign", frozen_hash=digest, paper=paper, **stamp("signed", by=by, at=at))
    if pledge.signing is not None and pledge.signing.state == "open":
        complete_signing(signing=pledge.signing, by=by, at=at)
    audit.record("pledge_frozen", pledge, by=by, at=at, detail={"text_hash": digest, "paper": paper.pk})


def _signed_paper(pledge: Pledge, signatures: list[PledgeSignature]) -> Paper | None:
    """The file with the digital signatures, else the scan of the ink; None when both sides signed on the screen."""
    files = [signature.file for signature in signatures if signature.file is not None]
    if any(file.way != SignedFile.Way.SCAN for file in files):
        return certain(pledge.signing).current
    return certain(files[-1].paper) if files else None


def _printed_paper(pledge: Pledge, signatures: list[PledgeSignature], by, at: datetime) -> Paper:
    try:
        content = papers.render(pledge, signatures, at.date())
    except PaperError as error:
        raise Denied(f"Chưa in được giao ước của {pledge.unit.name}: {error}") from error
    return keep_paper(
        kind="pledge",
        title=f"Giao ước thi đua năm {pledge.year} của {pledge.unit.name}",
        unit=pledge.unit,
        content=content,
        issued_on=at.date(),
        by=by,
        at=at,
    )


@transaction.atomic
def settle_pledge(*, pledge: Pledge, by, at: datetime) -> Pledge:
    """Close the year of a pledge: every target has a result, none changes afterwards."""
    check_can_settle(by, pledge, at.date())
    pass_gate(pledge, "settle", **stamp("settled", by=by, at=at))
    audit.record("pledge_settled", pledge, by=by, at=at)
    return pledge


@transaction.atomic
def withdraw_pledge(*, pledge: Pledge, reason: str, by, at: datetime) -> Pledge:
    """Take an unsigned pledge out, with the reason; it stays on record."""
    check_can_withdraw(by, pledge, at.date())
    reason = nfc(reason)
    if not reason:
        raise Denied("Mời ghi lý do rút giao ước.")
    if len(reason) > 300:
        raise Denied("Lý do rút giao ước dài quá 300 ký tự.")
    pass_gate(pledge, "withdraw", withdrawn_reason=reason, **stamp("withdrawn", by=by, at=at))
    if pledge.signing is not None and pledge.signing.state == "open":
        close_signing(signing=pledge.signing, reason="Giao ước được rút.", by=by, at=at)
    audit.record("pledge_withdrawn", pledge, by=by, at=at)
    told = users_with_roles_in([Role.OFFICER], [pledge.superior], at.date())
    outbox.queue(told, *emails.withdrawn(pledge, reason), by=by, at=at)
    return pledge
