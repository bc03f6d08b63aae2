"""Asking for signatures, taking in signed files, confirming signers, checking again.

The stage whose paper it is has checked who may sign; these acts check the file and the place. Reading a file takes a
second, so it is examined before the transaction and received inside it, under a guard against what changed meanwhile.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import puremagic
from django.conf import settings
from django.db import IntegrityError, transaction

from paperwork.signatures import LARGEST, Examination, Finding, Seen, examine, screened_scan
from thidua.accounts.models import User
from thidua.papers.actions import keep_paper
from thidua.shared import audit
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import fold, nfc
from thidua.signing import permissions, queries
from thidua.signing.actions_certificates import register_certificate
from thidua.signing.models import SignatureCheck, SignedFile, Signing, SigningPlace
from thidua.signing.trust import trust
from thidua.units.models import Unit

Way, Outcome = SignedFile.Way, SignedFile.Outcome
SCAN_KINDS = {".pdf": {".pdf"}, ".jpg": {".jpg", ".jpeg", ".jfif", ".jpe"}, ".png": {".png"}}


@dataclass(frozen=True)
class NewPlace:
    """Where one party will sign: ``key`` names it for the stage, ``field`` is the name of the field in the file;
    ``is_seal``: the agency itself signs there, by the hand of its clerk."""

    key: str
    field: str
    unit: Unit
    post: str
    name: str
    is_seal: bool = False


@dataclass(frozen=True)
class Judged:
    """A file that was examined for a place, before it is received: ``version`` of the signing it was compared with."""

    place: SigningPlace
    way: str
    content: bytes
    examination: Examination
    version: int


@transaction.atomic
def prepare_signing(
    *, kind: str, title: str, unit: Unit, content: bytes, places: Sequence[NewPlace], by, at: datetime, in_order=False
) -> Signing:
    """Freeze ``content``, a PDF with the fields of ``places``, and ask for the signatures."""
    paper = keep_paper(
        kind=f"{kind}_to_sign", title=title, unit=unit, content=content, issued_on=at.date(), by=by, at=at
    )
    signing = Signing.objects.create(
        kind=kind,
        title=title,
        unit=unit,
        issued=paper,
        current=paper,
        in_order=in_order,
        **stamp("prepared", by=by, at=at),
    )
    SigningPlace.objects.bulk_create(
        SigningPlace(
            signing=signing, ordinal=number, key=p.key, field=p.field, unit=p.unit, post=p.post[:160], name=p.name[:120],
            is_seal=p.is_seal,
        )
        for number, p in enumerate(places, start=1)
    )  # fmt: skip
    audit.record("signing_prepared", signing, by=by, at=at, detail={"paper": paper.pk, "sha256": paper.sha256})
    return signing


# ── a signed file comes back ──


def judge_signed(*, place: SigningPlace, content: bytes, signer, at: datetime, own_hand: bool = False) -> Judged:
    """What a returned file is worth for a place. Reads only. ``own_hand``: made by this process for practice."""
    signing = place.signing
    permissions.check_is_open(signing)
    if len(content) > LARGEST:
        raise Denied(f"Tệp quá lớn: nhiều nhất {LARGEST // 2**20} MB.")
    permissions.check_is_next(place, queries.held_places(signing))
    found = examine(
        content,
        queries.content_of(signing.current),
        trust(),
        [at],
        earlier=queries.earlier_of(signing),
        own_hand=own_hand,
    )[0]
    if found.seen is not None:
        found = _about_signer(found, found.seen, place, signer)
    return Judged(place, Way.PRACTICE if own_hand else Way.DIGITAL, content, found, signing.version)


def _about_signer(found: Examination, seen: Seen, place: SigningPlace, signer) -> Examination:
    """Add whether the certificate is that of the person who hands the file in, and whether it signs in the right field."""
    more = []
    others = {p.field: p for p in place.signing.places.select_related("unit")}
    other = others.get(seen.field)
    if other is not None and other.pk != place.pk:
        more.append(Finding("field", "refused", f"Chữ ký đặt ở ô của {other.unit.name}, không phải ô của bên bạn."))
    elif other is None:
        more.append(Finding("field", "note", "Chữ ký nằm ở vị trí do phần mềm ký tự chọn, không ở ô chờ ký."))
    if place.is_seal:
        return replace(found, findings=(*found.findings, *more, _about_agency(seen, place)))
    holder, how = queries.holder_of(seen)
    if agency := queries.agency_of(seen):
        more.append(
            Finding("signer", "refused", f"Đây là chứng thư của cơ quan {agency.agency_name}, không phải của người ký.")
        )
    elif holder is not None and holder.pk != signer.pk:
        more.append(
            Finding("signer", "refused", f"Chứng thư là của {holder.display_name}, không phải của người tải tệp lên.")
        )
    elif holder is not None:
        known = "đã đăng ký trước cho người ký" if how == "certificate" else "mang số định danh đã đăng ký của người ký"
        more.append(Finding("signer", "met", f"Chứng thư {known}: {holder.display_name}."))
    else:
        same = fold(seen.name) == fold(signer.display_name)
        named = f"Tên trong chứng thư là “{seen.name}”" + (", trùng tên tài khoản" if same else ", khác tên tài khoản")
        text = f"{named}; chứng thư chưa đăng ký cho {signer.display_name}, cần văn thư đối chiếu và xác nhận."
        more.append(Finding("signer", "flag", text))
    return replace(found, findings=(*found.findings, *more))


def _about_agency(seen: Seen, place: SigningPlace) -> Finding:
    """Whether the certificate is that of the agency whose seal stands here."""
    agency, wanted = queries.agency_of(seen), place.unit.agency_name
    if agency is not None and agency.pk == place.unit_id:
        return Finding("signer", "met", f"Chứng thư đã ghi nhận là của {wanted}.")
    if agency is not None:
        return Finding("signer", "refused", f"Chứng thư là của {agency.agency_name}, không phải của {wanted}.")
    if queries.holder_of(seen)[0] is not None:
        text = f"Chứng thư là của một cá nhân ({seen.name}); chỗ này cần chữ ký số của cơ quan {wanted}."
        return Finding("signer", "refused", text)
    text = f"Tên trong chứng thư là “{seen.name}”; chưa ghi nhận là chứng thư của {wanted}, cần đối chiếu và xác nhận."
    return Finding("signer", "flag", text)


@transaction.atomic
def receive_signed(*, judged: Judged, signer, by, at: datetime) -> SignedFile:
    """Take in an examined file: accepted it becomes the file the next one signs, flagged it waits for a clerk, refused
    only its checksum and the reasons stay. The caller looks at ``outcome``."""
    place, seen = judged.place, judged.examination.seen
    signing = place.signing
    if signing.version != judged.version:
        raise Stale()
    permissions.check_is_open(signing)
    outcome = judged.examination.outcome
    paper = None
    if outcome != Outcome.REFUSED:
        # One version step: of two files at once the second is told to reload.
        touch(signing)
        paper = keep_paper(
            kind=f"{signing.kind}_signed",
            title=signing.title,
            unit=signing.unit,
            content=judged.content,
            issued_on=at.date(),
            by=by,
            at=at,
        )
    file = SignedFile(
        place=place,
        way=judged.way,
        outcome=outcome,
        signer=signer,
        signed_on=at.date(),
        base=signing.current,
        paper=paper,
        sha256=hashlib.sha256(judged.content).hexdigest(),
        size=len(judged.content),
        **stamp("received", by=by, at=at),
    )
    if seen is not None:
        file.certificate_name, file.certificate_agency = seen.name, seen.agency
        file.certificate_issuer, file.certificate_serial = seen.issuer, seen.serial
        file.fingerprint = seen.fingerprint
    _hold(file)
    data = judged.examination.data()
    SignatureCheck.objects.create(
        file=file, then_outcome=outcome, then_findings=data, now_outcome=outcome, now_findings=data,
        **stamp("checked", by=by, at=at),
    )  # fmt: skip
    if outcome == Outcome.ACCEPTED:
        _advance(signing, certain(paper))
    detail = {"place": place.key, "outcome": outcome, "sha256": file.sha256, "way": judged.way, "file": file.pk}
    detail["codes"] = [f.code for f in judged.examination.findings if f.outcome in ("refused", "flag", "unknown")]
    audit.record("signed_file_received", signing, by=by, at=at, detail=detail)
    return file


def _hold(file: SignedFile) -> None:
    try:
        with transaction.atomic():
            file.save()
    except IntegrityError as error:
        raise Stale() from error


def _advance(signing: Signing, paper) -> None:
    touch(signing, current=paper)


def complete_signing(*, signing: Signing, by, at: datetime) -> None:
    """All parties have signed, in whatever way: the stage says so. Part of its act and its transaction."""
    pass_gate(signing, "complete")
    audit.record("signing_completed", signing, by=by, at=at)


@transaction.atomic
def close_signing(*, signing: Signing, reason: str, by, at: datetime) -> None:
    """Stop asking for signatures; what came back stays on record."""
    pass_gate(signing, "close", closed_reason=nfc(reason)[:300], **stamp("closed", by=by, at=at))
    audit.record("signing_closed", signing, by=by, at=at)


# ── a clerk confirms whose certificate it is ──


@transaction.atomic
def confirm_signer(*, file: SignedFile, reason: str, remember: bool, by, at: datetime) -> SignedFile:
    """Take a flagged file in, with the reason; ``remember``: the certificate needs no confirmation the next time."""
    permissions.check_can_confirm(by, file, at.date())
    reason = _reason(reason)
    signing = file.place.signing
    _settle(file, Outcome.ACCEPTED, reason, by, at)
    if file.way == Way.SCAN:
        touch(signing)  # nobody signs on top of a scan
    else:
        _advance(signing, certain(file.paper))
    if remember and file.fingerprint:
        register_certificate(
            user=file.signer, fingerprint=file.fingerprint, name=file.certificate_name, issuer=file.certificate_issuer,
            serial=file.certificate_serial, agency=file.place.unit if file.place.is_seal else None, by=by, at=at,
        )  # fmt: skip
    audit.record("signer_confirmed", signing, by=by, at=at, detail={"file": file.pk, "remembered": remember})
    return file


@transaction.atomic
def reject_signed(*, file: SignedFile, reason: str, by, at: datetime) -> SignedFile:
    """Refuse a flagged file, with the reason; its place is free again, the file stays on record."""
    permissions.check_can_confirm(by, file, at.date())
    _settle(file, Outcome.REFUSED, _reason(reason), by, at)
    touch(file.place.signing)
    audit.record("signed_file_rejected", file.place.signing, by=by, at=at, detail={"file": file.pk})
    return file


def _reason(reason: str) -> str:
    reason = nfc(reason)
    if not reason:
        raise Denied("Mời ghi đã đối chiếu với gì.")
    if len(reason) > 300:
        raise Denied("Lý do dài quá 300 ký tự.")
    return reason


def _settle(file: SignedFile, outcome: str, reason: str, by, at: datetime) -> None:
    fields = {"outcome": outcome, "confirmed_reason": reason, **stamp("confirmed", by=by, at=at)}
    if SignedFile.objects.filter(pk=file.pk, outcome=Outcome.FLAGGED).update(**fields) != 1:
        raise Stale()
    for name, value in fields.items():
        setattr(file, name, value)


# ── scans of paper ──


def kind_of_scan(content: bytes) -> str:
    """The suffix of what the content is. Raises Denied for anything but PDF, JPEG and PNG."""
    if len(content) > settings.UPLOAD_LARGEST:
        raise Denied(f"Tệp quá lớn: nhiều nhất {settings.UPLOAD_LARGEST // 2**20} MB.")
    try:
        found = {match.extension.lower() for match in puremagic.magic_string(content)} if content else set()
    except (puremagic.PureError, ValueError):
        found = set()
    starts = {b"%PDF-": ".pdf", b"\xff\xd8\xff": ".jpg", b"\x89PNG": ".png"}
    for start, suffix in starts.items():
        if content.startswith(start) and found & SCAN_KINDS[suffix]:
            return suffix
    raise Denied("Chỉ nhận bản quét PDF, ảnh JPEG hoặc PNG.")


def judge_scan(*, signing: Signing, content: bytes, own_hand: bool = False) -> tuple[str, Examination]:
    """(suffix, examination) of a scan. Reads only; raises Denied for what is no scan."""
    permissions.check_is_open(signing)
    suffix = kind_of_scan(content)
    found = screened_scan(content, suffix, own_hand=own_hand)
    if found.outcome == "refused":
        raise Denied(" ".join(found.reasons))
    return suffix, found


@transaction.atomic
def receive_scan(
    *,
    signing: Signing,
    content: bytes,
    suffix: str,
    examination: Examination,
    signers: Iterable[tuple[SigningPlace, User]],
    signed_on: date,
    by,
    at: datetime,
) -> list[SignedFile]:
    """The scan of a paper that was signed in ink: the clerk says who signed and when; nobody's digital signature.

    The clerk's word counts for the own unit and those below it; what is said of another unit's head waits (``flagged``)
    for a clerk of that unit.
    """
    permissions.check_can_scan(by, signing, at.date())
    signers = list(signers)
    if not signers:
        raise Denied("Mời chọn bên đã ký trên bản giấy.")
    permissions.check_day_of_ink(signing, signed_on, at.date())
    held = queries.held_places(signing)
    together = frozenset(place.pk for place, _ in signers)
    for place, _ in signers:
        permissions.check_is_next(place, held, together)
        place.signing = signing  # one object, so that one version counts
    touch(signing)
    paper = keep_paper(
        kind=f"{signing.kind}_scan", title=signing.title, unit=signing.unit, content=content, issued_on=signed_on,
        by=by, at=at, suffix=suffix.lstrip("."),
    )  # fmt: skip
    said = Finding("stated", "note", "Người ký và ngày ký do văn thư ghi theo bản giấy; không phải chữ ký số.")
    files = []
    for place, signer in signers:
        outcome, findings = Outcome.ACCEPTED, [said]
        if not permissions.may_vouch_for(by, place, at.date()):
            text = f"{by.display_name} không thuộc {place.unit.name}; chờ văn thư của {place.unit.name} xác nhận."
            outcome, findings = Outcome.FLAGGED, [said, Finding("vouched", "flag", text)]
        data = [*examination.data(), *Examination(tuple(findings)).data()]
        file = SignedFile(
            place=place, way=Way.SCAN, outcome=outcome, signer=signer, signed_on=signed_on, base=signing.current,
            paper=paper, sha256=paper.sha256, size=paper.size, **stamp("received", by=by, at=at),
        )  # fmt: skip
        _hold(file)
        SignatureCheck.objects.create(
            file=file, then_outcome=outcome, then_findings=data, now_outcome=outcome, now_findings=data,
            **stamp("checked", by=by, at=at),
        )  # fmt: skip
        files.append(file)
    detail = {"places": [place.key for place, _ in signers], "sha256": paper.sha256}
    detail["waiting"] = [file.place.key for file in files if file.outcome == Outcome.FLAGGED]
    audit.record("scan_received", signing, by=by, at=at, detail=detail)
    return files


# ── later ──


def check_again(*, file: SignedFile, by, at: datetime) -> SignatureCheck:
    """Examine a kept file once more: how it stood when it came, and how it stands today."""
    signing = file.place.signing
    permissions.check_can_see(by, signing, at.date())
    if file.paper is None:
        raise Denied("Tệp bị từ chối không được lưu nên không kiểm tra lại được.")
    content = queries.content_of(file.paper)
    changed = hashlib.sha256(content).hexdigest() != file.sha256
    if changed:
        text = "Tệp đang lưu khác tệp đã nhận (mã SHA-256 không khớp); hãy báo ngay người quản trị."
        then = now = Examination((Finding("kept", "refused", text),))
    elif file.way == Way.SCAN:
        same = Finding(
            "kept", "met", "Tệp đang lưu đúng là tệp đã nhận (mã SHA-256 khớp); bản quét, không phải chữ ký số."
        )
        then = now = Examination((same,))
    else:
        then, now = examine(content, queries.content_of(file.base), trust(), [file.received_at, at])
        confirmed = f"; văn thư xác nhận: {file.confirmed_reason}" if file.confirmed_at else ""
        known = file.outcome == Outcome.ACCEPTED
        text = f"Người ký: {file.signer.display_name}{confirmed}."
        who = Finding("signer", "met" if known else "flag", text)
        kept = Finding("kept", "met", "Tệp đang lưu đúng là tệp đã nhận (mã SHA-256 khớp).")
        then, now = (replace(each, findings=(kept, *each.findings, who)) for each in (then, now))
    with transaction.atomic():
        check = SignatureCheck.objects.create(
            file=file, then_outcome=then.outcome, then_findings=then.data(), now_outcome=now.outcome,
            now_findings=now.data(), **stamp("checked", by=by, at=at),
        )  # fmt: skip
        detail = {"file": file.pk, "then": then.outcome, "now": now.outcome}
        audit.record("signature_checked", signing, by=by, at=at, detail=detail)
    return check
