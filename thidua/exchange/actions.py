"""Writing packages for issued papers, taking packages in, packages for the archive."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from paperwork.archive import build_archive, pages_of
from paperwork.edxml import BUSINESS, Attachment, EdxmlError, Package, Party, read_package, write_package
from thidua.decisions.actions_public import deliver_copy
from thidua.decisions.models import Decision, DecisionCopy
from thidua.decisions.paper import signer_of
from thidua.exchange import permissions, queries
from thidua.exchange.models import ExchangePackage
from thidua.papers.actions import keep_paper
from thidua.shared import audit
from thidua.shared.certain import certain
from thidua.shared.denied import Denied
from thidua.shared.gate import pass_gate, stamp
from thidua.shared.text import nfc
from thidua.shared.uploads import CONTENTS, plain_name
from thidua.signing.queries import content_of
from thidua.units.models import Unit

Direction = ExchangePackage.Direction
TAKEN_SUFFIXES = (*CONTENTS, ".xml")


@dataclass(frozen=True)
class Other:
    """The organisation at the other end, as the clerk knows it."""

    organ_id: str
    name: str


@transaction.atomic
def make_package(
    *, decision: Decision, own_id: str, other: Other, business: int, reason: str, by, at: datetime
) -> ExchangePackage:
    """The edXML package of an issued paper, kept with its checksum; it leaves by the agency's exchange software.

    ``own_id``: the agency's identifier in the exchange (OrganId), which no source of ours gives.
    """
    permissions.check_can_make(by, decision, at.date())
    content = content_of(certain(decision.paper))
    pages = pages_of(content)
    if pages is None:
        raise Denied("Không đếm được số trang của tệp văn bản nên chưa lập được gói tin.")
    number, _, notation = decision.number_text.partition("/")
    signer = signer_of(decision)
    package = Package(
        sender=Party(nfc(own_id), decision.unit.agency_name),
        receivers=(Party(nfc(other.organ_id), nfc(other.name)),),
        number=number,
        notation=notation,
        place=decision.unit.place,
        issued_on=certain(decision.decided_on),
        type_name="Công văn" if decision.is_letter else "Quyết định",
        subject=decision.title,
        signer_competence=" ".join(signer.authority_prefix.split()),
        signer_position=signer.position,
        signer_name=signer.name,
        sent_at=timezone.localtime(at),
        attachments=(
            Attachment(f"{number}-{notation}.pdf".replace("/", "-"), "application/pdf", content, decision.title),
        ),
        pages=pages,
        business=business,
        reason=nfc(reason)[:500],
    )
    try:
        made = write_package(package)
    except EdxmlError as error:
        raise Denied(str(error)) from error
    return _keep(package, made, Direction.OUT, decision.unit, other.name, decision, by=by, at=at)


def _keep(
    package: Package, content: bytes, direction: str, unit: Unit, other: str, decision: Decision | None, *, by, at
) -> ExchangePackage:
    kept = keep_paper(
        kind=f"edxml_{direction}", title=package.subject[:300], unit=unit, content=content, issued_on=at.date(), by=by,
        at=at, suffix="xml",
    )  # fmt: skip
    row = ExchangePackage.objects.create(
        direction=direction,
        state="made" if direction == Direction.OUT else "arrived",
        unit=unit,
        other_name=nfc(other)[:200],
        document_id=package.identity[:120],
        subject=package.subject[:500],
        number_text=f"{package.number}/{package.notation}"[:60],
        said=_said(package),
        business=package.business,
        file=kept,
        decision=decision,
        **stamp("made", by=by, at=at),
    )
    detail = {"direction": direction, "sha256": kept.sha256, "business": package.business}
    audit.record("package_kept", row, by=by, at=at, detail=detail)
    return row


def _said(package: Package) -> dict[str, object]:
    return {
        "from": package.sender.name,
        "from_id": package.sender.organ_id,
        "to": [each.name for each in package.receivers],
        "to_ids": [each.organ_id for each in package.receivers],
        "type": package.type_name,
        "issued_on": f"{package.issued_on:%d/%m/%Y}",
        "place": package.place,
        "signer": " ".join(filter(None, [package.signer_competence, package.signer_position, package.signer_name])),
        "pages": package.pages,
        "reason": package.reason,
        "checked": package.checked,
        "files": [[each.name, len(each.content)] for each in package.attachments],
    }


@transaction.atomic
def hand_over(*, package: ExchangePackage, note: str, by, at: datetime) -> None:
    """The clerk put the package into the exchange; the copy of the distribution list that names the receiver counts as
    sent."""
    permissions.check_can_settle(by, package, "hand_over", at.date())
    note = nfc(note)[:300]
    pass_gate(package, "hand_over", settled_note=note, **stamp("settled", by=by, at=at))
    audit.record("package_handed_over", package, by=by, at=at)
    if package.decision is None:
        return
    waiting = package.decision.copies.filter(state="listed", way=DecisionCopy.Way.EXCHANGE, name=package.other_name)
    for copy in waiting.select_related("decision__unit"):
        deliver_copy(copy=copy, note=note, by=by, at=at)


def receive_package(*, content: bytes, unit: Unit, by, at: datetime) -> ExchangePackage:
    """Read and keep a package that came. One that is refused by its own faults is not kept; the audit has its checksum
    and the reason."""
    permissions.check_can_receive(by, unit, at.date())
    try:
        package = read_package(content)
        for each in package.attachments:
            _check_attachment(each)
        if queries.is_own(package.sender, unit):
            raise EdxmlError("own", f"Gói tin này do chính {unit.agency_name} gửi đi, không phải gói tin đến.")
    except EdxmlError as error:
        detail = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "code": error.code}
        with transaction.atomic():
            audit.record("package_refused", unit, by=by, at=at, detail=detail)
        raise Denied(str(error)) from error
    digest = hashlib.sha256(content).hexdigest()
    try:
        with transaction.atomic():
            if ExchangePackage.objects.filter(unit=unit, direction=Direction.IN, file__sha256=digest).exists():
                raise Denied("Gói tin này đã được nhận trước đó.")
            return _keep(package, content, Direction.IN, unit, package.sender.name, None, by=by, at=at)
    except IntegrityError as error:
        raise Denied("Gói tin này đã được nhận trước đó.") from error


def _check_attachment(attachment: Attachment) -> None:
    """By name and by content: what people can open without running anything."""
    name = plain_name(attachment.name)
    suffix = f".{name.rpartition('.')[2].lower()}"
    if suffix not in TAKEN_SUFFIXES:
        raise EdxmlError("attachments", f"Tệp “{name}” thuộc loại không được nhận.")
    if suffix == ".pdf" and not attachment.content.startswith(b"%PDF-"):
        raise EdxmlError("attachments", f"Tệp “{name}” không phải PDF như tên tệp.")
    if b"vbaProject.bin" in attachment.content:
        raise EdxmlError("attachments", f"Tệp “{name}” có thể chứa macro nên không nhận.")


@transaction.atomic
def take_package(*, package: ExchangePackage, note: str, acknowledged: bool = False, by, at: datetime) -> None:
    """The paper is registered as received; ``note``: arrival number, who deals with it.

    One that is not addressed to the unit is taken only by a clerk who has seen that (``acknowledged``) and notes why;
    the audit keeps both.
    """
    permissions.check_can_settle(by, package, "take", at.date())
    note, doubts = nfc(note)[:300], queries.doubts_of(package)
    if doubts and not acknowledged:
        raise Denied(f"{' '.join(doubts)} Mời xác nhận đã xem điều này rồi mới tiếp nhận, hoặc trả lại nơi gửi.")
    if doubts and not note:
        raise Denied(f"{' '.join(doubts)} Mời ghi lý do vẫn tiếp nhận.")
    pass_gate(package, "take", settled_note=note, **stamp("settled", by=by, at=at))
    audit.record("package_taken", package, by=by, at=at, detail={"doubts": doubts, "reason": note} if doubts else {})


@transaction.atomic
def refuse_package(*, package: ExchangePackage, reason: str, by, at: datetime) -> None:
    """Back to the sender with the reason (Nghị định 30/2020/NĐ-CP, Điều 21 khoản 2 điểm b)."""
    permissions.check_can_settle(by, package, "refuse", at.date())
    if not nfc(reason):
        raise Denied("Mời ghi lý do trả lại.")
    pass_gate(package, "refuse", settled_note=nfc(reason)[:300], **stamp("settled", by=by, at=at))
    audit.record("package_returned", package, by=by, at=at)


def make_archive(*, decision: Decision, by, at: datetime) -> bytes:
    """The archive package of a decision with the papers of its dossiers; who took one is in the audit."""
    permissions.check_can_archive(by, decision, at.date())
    kept = queries.kept_of(decision)
    title = f"Hồ sơ Quyết định số {decision.number_text}: {decision.title}"
    made = build_archive(title, by.display_name, kept, timezone.localtime(at))
    detail = {"papers": len(kept), "sha256": hashlib.sha256(made).hexdigest()}
    with transaction.atomic():
        audit.record("archive_made", decision, by=by, at=at, detail=detail)
    return made


BUSINESS_CHOICES = list(BUSINESS.items())
