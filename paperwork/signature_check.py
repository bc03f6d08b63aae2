"""The part of the check that reads the file with pyHanko. Uploads come here only inside the child process.

Everything is offline: trust anchors, revocation lists and answers come from the agency's folder and from the file.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
import re
import struct
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from io import BytesIO
from typing import Any

from asn1crypto import cms, crl, ocsp, x509
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfDecodeLimitError, PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, ModificationLevel
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import SignatureValidationError, ValidationInfoReadingError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, async_validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

# It writes whole tracebacks with the names of signers; what was found is told by the findings.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)

VIETNAM = timezone(timedelta(hours=7))
# Names under which a PDF carries what acts by itself or hides further files.
_ACTING = {"/JS", "/JavaScript", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/EF", "/RichMedia", "/XFA", "/SubmitForm",
           "/ImportData", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound", "/OpenAction", "/AA"}  # fmt: skip
DEEPEST, MOST_OBJECTS = 60, 200_000
MOST_PAGES, MOST_PIXELS = 50, 120_000_000
USES = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)
Answer = dict[str, Any]


class _Wrong(Exception):
    """The file is refused: code and sentence."""


def _finding(code: str, outcome: str, text: str) -> dict[str, str]:
    return {"code": code, "outcome": outcome, "text": text}


def _moment(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"


def check(content: bytes, asked: dict[str, Any]) -> list[Answer]:
    """One answer for each moment asked about. Raises what pyHanko raises for a file that is broken."""
    moments = [datetime.fromisoformat(each) for each in asked["moments"]]
    try:
        reader, signature, findings = _document(content, asked["current"])
    except _Wrong as wrong:
        return [{"findings": [_finding(*wrong.args)], "seen": None}] * len(moments)
    except PdfDecodeLimitError:
        raise MemoryError from None
    except SignatureValidationError:
        return [
            {"findings": [_finding("broken", "refused", "Chữ ký trong tệp không đúng cấu trúc.")], "seen": None}
        ] * len(moments)
    return [_signature(reader, signature, findings, asked["trust"], moment) for moment in moments]


# ── the document ──


def _document(content: bytes, current: int) -> tuple[PdfFileReader, EmbeddedPdfSignature, list[dict[str, str]]]:
    """The reader, the one new signature, and what is right about the document. Raises _Wrong."""
    before = PdfFileReader(BytesIO(content[:current]), strict=True)
    reader = PdfFileReader(BytesIO(content), strict=True)
    if reader.encrypted:
        raise _Wrong("encrypted", "refused", "Tệp bị đặt mật khẩu hoặc mã hóa nên không kiểm tra được.")
    known, all_revisions = before.xrefs.total_revisions, reader.xrefs.total_revisions
    if all_revisions <= known:
        raise _Wrong("unsigned", "refused", "Tệp có phần thêm vào cuối nhưng không có chữ ký mới.")
    for revision in range(known, all_revisions):
        refs = reader.xrefs.explicit_refs_in_revision(revision)
        _check_still(reader.get_historical_resolver(revision)(ref) for ref in refs)
    changes = DEFAULT_DIFF_POLICY.review_file(reader, known - 1)
    if isinstance(changes, Exception) or changes.modification_level > ModificationLevel.FORM_FILLING:
        raise _Wrong("changed", "refused", "Ngoài chữ ký, tệp còn có thay đổi khác so với bản đã phát hành.")
    signatures = [each for each in reader.embedded_regular_signatures if each.signed_revision >= known]
    if not signatures:
        raise _Wrong("unsigned", "refused", "Tệp có thay đổi nhưng không có chữ ký mới nào.")
    if len(signatures) > 1:
        raise _Wrong(
            "several",
            "refused",
            f"Tệp có {len(signatures)} chữ ký mới; mỗi lần tải lên chỉ nhận một chữ ký của một bên.",
        )
    new = signatures[0]
    _check_canonical(content, new)
    coverage = new.evaluate_signature_coverage()
    whole = coverage == SignatureCoverageLevel.ENTIRE_FILE
    if not whole and coverage == SignatureCoverageLevel.ENTIRE_REVISION and all_revisions > new.signed_revision + 1:
        # Certificates and revocation lists may be added behind a signature, nothing else.
        later = DEFAULT_DIFF_POLICY.review_file(reader, new.signed_revision)
        whole = not isinstance(later, Exception) and later.modification_level <= ModificationLevel.LTA_UPDATES
    if not whole:
        raise _Wrong("coverage", "refused", "Chữ ký không bao trùm toàn bộ tệp: sau chữ ký còn nội dung được ghi thêm.")
    for old in reader.embedded_regular_signatures:
        if old.signed_revision == new.signed_revision:
            continue
        old.compute_integrity_info()
        if not old.summarise_integrity_info()["docmdp_ok"]:
            raise _Wrong("locked", "refused", "Chữ ký trước đã khóa tệp, không cho ký thêm.")
    findings = [
        _finding("same", "met", "Đúng tệp đã phát hành: từng byte của bản chờ ký còn nguyên."),
        _finding("coverage", "met", "Chữ ký bao trùm toàn bộ tệp; sau khi ký không có thay đổi nào khác."),
    ]
    return reader, new, findings


def _check_still(objects: Iterator[Any]) -> None:
    """Refuse what acts by itself or carries files."""
    count, waiting = 0, [(each, 0) for each in objects]
    while waiting:
        thing, depth = waiting.pop()
        count += 1
        if count > MOST_OBJECTS or depth > DEEPEST:
            raise MemoryError
        if isinstance(thing, generic.DictionaryObject):
            for key in thing:
                value = thing.raw_get(key)
                if key in _ACTING or (key in ("/S", "/Subtype", "/Type") and str(value) in _ACTING):
                    raise _Wrong(
                        "acting", "refused", "Tệp có mã lệnh, tự động mở hoặc tệp đính kèm bên trong nên không nhận."
                    )
                if isinstance(value, generic.DictionaryObject | generic.ArrayObject):
                    waiting.append((value, depth + 1))
        elif isinstance(thing, generic.ArrayObject):
            for place in range(len(thing)):
                value = thing.raw_get(place)
                if isinstance(value, generic.DictionaryObject | generic.ArrayObject):
                    waiting.append((value, depth + 1))


def _check_canonical(content: bytes, signature: EmbeddedPdfSignature) -> None:
    """The container of the signature is not covered by the signature: it must be written in the one usual way, so that
    nothing in it can be changed unseen. Raises _Wrong."""
    odd = _Wrong("container", "refused", "Vùng chứa chữ ký không đúng chuẩn hoặc đã bị sửa.")
    byte_range = [int(each) for each in signature.byte_range]
    if len(byte_range) != 4:
        raise odd
    hexed = content[byte_range[1] : byte_range[2]]
    if not re.fullmatch(rb"<(?:[0-9a-f]*|[0-9A-F]*)>", hexed) or len(hexed) % 2:
        raise odd
    raw = bytes.fromhex(hexed[1:-1].decode())
    container = cms.ContentInfo.load(raw)
    der = container.dump()
    if raw[: len(der)] != der or raw[len(der) :].strip(b"\0"):
        raise odd
    try:
        again = cms.ContentInfo.load(der, strict=True)
        forced = again.copy().dump(force=True)
    except (ValueError, TypeError):
        raise odd from None
    data = again["content"]
    signers = data["signer_infos"]
    if again["content_type"].native != "signed_data" or len(signers) != 1:
        raise odd
    by_number = signers[0]["sid"].name == "issuer_and_serial_number"
    version = "v1" if by_number else "v3"
    digests = {each["algorithm"].native for each in data["digest_algorithms"]}
    if (
        forced != der
        or data["version"].native != version
        or signers[0]["version"].native != version
        or data["encap_content_info"]["content_type"].native != "data"
        or data["encap_content_info"]["content"].native is not None
        or digests != {signers[0]["digest_algorithm"]["algorithm"].native}
    ):
        raise odd


# ── the signature ──


def _signature(
    reader: PdfFileReader,
    signature: EmbeddedPdfSignature,
    document: list[dict[str, str]],
    trust: dict,
    moment: datetime,
) -> Answer:
    certificate = signature.signer_cert
    crls, ocsps, others = _evidence(reader, signature, trust)
    anchors = [x509.Certificate.load(base64.b64decode(each)) for each in trust["anchors"]]
    starts, ends = certificate.not_valid_before, certificate.not_valid_after

    def status_at(at: datetime, mode: str):
        context = ValidationContext(
            trust_roots=anchors, other_certs=others, crls=crls, ocsps=ocsps, moment=at, best_signature_time=at,
            revocation_mode=mode, retroactive_revinfo=True, allow_fetching=False,
        )  # fmt: skip
        fresh = EmbeddedPdfSignature(reader, signature.sig_field, signature.field_name)
        return asyncio.run(async_validate_pdf_signature(fresh, context, key_usage_settings=USES))

    findings = list(document)
    inside = min(max(moment, starts), ends)
    try:
        status = status_at(inside, "soft-fail")
    except SignatureValidationError as error:
        findings.append(_finding("integrity", "refused", "Chữ ký không đúng chuẩn nên không kiểm tra được."))
        del error
        return {"findings": findings, "seen": None}
    if not (status.intact and status.valid):
        findings.append(_finding("integrity", "refused", "Chữ ký không khớp với nội dung: tệp hoặc chữ ký đã bị sửa."))
        return {"findings": findings, "seen": None}
    if not status.docmdp_ok or not status.seed_value_ok:
        findings.append(_finding("changed", "refused", "Sau chữ ký có thay đổi không được phép."))
    findings.append(_finding("integrity", "met", "Chữ ký khớp với nội dung tệp."))
    stamped = status.timestamp_validity
    has_stamp = stamped is not None and stamped.valid and stamped.trusted
    if has_stamp:
        moment = stamped.timestamp
        inside = min(max(moment, starts), ends)
    issuer = certificate.issuer.native.get("common_name") or certificate.issuer.human_friendly
    # Asked for strictly: a certificate that names no revocation list of its own is looked up in the agency's all the same.
    strict = status_at(inside, "require")
    revoked = strict.revocation_details
    if not anchors:
        findings.append(
            _finding("chain", "refused", "Cơ quan chưa cấu hình tổ chức chứng thực chữ ký số được tin cậy.")
        )
    elif status.trusted or revoked is not None:
        findings.append(
            _finding("chain", "met", f"Chứng thư do {issuer} cấp, thuộc tổ chức chứng thực cơ quan tin cậy.")
        )
    else:
        findings.append(
            _finding(
                "chain", "refused", f"Chứng thư do “{issuer}” cấp không thuộc tổ chức chứng thực nào cơ quan tin cậy."
            )
        )
    days = f"từ {starts.astimezone(VIETNAM):%d/%m/%Y} đến {ends.astimezone(VIETNAM):%d/%m/%Y}"
    if moment < starts:
        findings.append(_finding("validity", "refused", f"Chứng thư chưa có hiệu lực (hiệu lực {days})."))
    elif moment > ends:
        findings.append(_finding("validity", "refused", f"Chứng thư đã hết hạn (hiệu lực {days})."))
    else:
        findings.append(_finding("validity", "met", f"Chứng thư còn hiệu lực tại thời điểm kiểm tra ({days})."))
    if revoked is not None:
        when = revoked.revocation_date
        findings.append(_finding("revocation", "refused", f"Chứng thư đã bị thu hồi từ {_moment(when)}."))
    elif status.trusted:
        if strict.trusted:
            findings.append(_finding("revocation", "met", "Chứng thư không có trong danh sách thu hồi."))
        else:
            findings.append(
                _finding(
                    "revocation",
                    "unknown",
                    "Chưa kiểm tra được thu hồi: không có danh sách thu hồi (CRL) hay trả lời OCSP còn hiệu lực.",
                )
            )
    claimed = status.signer_reported_dt
    findings.append(_time(claimed, stamped, has_stamp, moment))
    return {
        "findings": findings,
        "seen": _seen(signature, certificate, issuer, claimed, stamped if has_stamp else None),
    }


def _time(claimed: datetime | None, stamped, has_stamp: bool, moment: datetime) -> dict[str, str]:
    if has_stamp:
        return _finding("time", "met", f"Có dấu thời gian được tin cậy: {_moment(stamped.timestamp)}.")
    says = f"Người ký ghi giờ ký {_moment(claimed)}" if claimed else "Người ký không ghi giờ ký"
    if claimed and claimed > moment + timedelta(minutes=10):
        return _finding("time", "flag", f"{says}, sau thời điểm hệ thống nhận tệp; đồng hồ máy ký có thể sai.")
    more = "; dấu thời gian trong tệp không do tổ chức được tin cậy cấp" if stamped is not None else ""
    return _finding(
        "time", "note", f"{says}; không có dấu thời gian được tin cậy{more}, nên tính theo lúc hệ thống nhận tệp."
    )


def _evidence(reader: PdfFileReader, signature: EmbeddedPdfSignature, trust: dict) -> tuple[list, list, list]:
    """Revocation lists, OCSP answers and further certificates: of the agency, of the file, of the signature."""
    crls = [crl.CertificateList.load(base64.b64decode(each)) for each in trust["revocations"]]
    others = [x509.Certificate.load(base64.b64decode(each)) for each in trust["others"]]
    others += list(signature.other_embedded_certs)
    ocsps: list[ocsp.OCSPResponse] = []
    try:
        store = DocumentSecurityStore.read_dss(reader)
        others += list(store.load_certs())
        crls += [crl.CertificateList.load(each.get_object().data) for each in store.crls]
        ocsps += [ocsp.OCSPResponse.load(each.get_object().data) for each in store.ocsps]
    except ValidationInfoReadingError:
        pass  # the file carries none
    for attribute in signature.signer_info["signed_attrs"]:
        if attribute["type"].native == "adobe_revocation_info_archival":
            archive = attribute["values"][0]
            crls += list(archive["crl"] or ())
            ocsps += list(archive["ocsp"] or ())
    return crls, ocsps, others


def _seen(signature, certificate: x509.Certificate, issuer: str, claimed, stamped) -> dict[str, str]:
    subject = certificate.subject.native

    def one(name: str) -> str:
        value = subject.get(name, "")
        return str(value[0] if isinstance(value, list) else value)[:200]

    numbers = [re.sub(r"\D", "", one(name)) for name in ("user_id", "serial_number")]
    return {
        "field": signature.field_name,
        "name": one("common_name"),
        "agency": one("organization_name"),
        "issuer": str(issuer)[:200],
        "serial": f"{certificate.serial_number:x}"[:80],
        "fingerprint": hashlib.sha256(certificate.dump()).hexdigest(),
        "identity": next((each for each in numbers if len(each) in (9, 12)), ""),
        "valid_from": certificate.not_valid_before.isoformat(),
        "valid_to": certificate.not_valid_after.isoformat(),
        "claimed_at": claimed.isoformat() if claimed else "",
        "stamped_at": stamped.timestamp.isoformat() if stamped else "",
        "certificate": base64.b64encode(certificate.dump()).decode(),
    }


# ── scans of paper ──


def check_scan(content: bytes) -> Answer:
    """A PDF that only shows pages: no scripts, no attachments, no password, not more than MOST_PAGES pages."""
    try:
        reader = PdfFileReader(BytesIO(content), strict=False)
        if reader.encrypted:
            raise _Wrong("encrypted", "refused", "Tệp PDF bị đặt mật khẩu nên không nhận.")
        pages = int(reader.root["/Pages"]["/Count"])
        if not 1 <= pages <= MOST_PAGES:
            raise _Wrong("pages", "refused", f"Bản quét phải có từ 1 đến {MOST_PAGES} trang.")
        refs = {
            ref
            for number in range(reader.xrefs.total_revisions)
            for ref in reader.xrefs.explicit_refs_in_revision(number)
        }
        if len(refs) > MOST_OBJECTS:
            raise MemoryError
        _check_still(reader.get_object(ref) for ref in refs)
        _check_still(iter((reader.trailer.flatten(),)))
        size = 0
        for ref in refs:
            thing = reader.get_object(ref)
            if isinstance(thing, generic.StreamObject) and thing.get("/Subtype") != "/Image":
                size += len(thing.data)
            if size > 400 * 1024 * 1024:
                raise MemoryError
    except _Wrong as wrong:
        return {"findings": [_finding(*wrong.args)], "seen": None}
    except PdfDecodeLimitError:
        raise MemoryError from None
    except PdfError:
        text = "Tệp PDF bị hỏng hoặc cấu trúc không đúng chuẩn."
        return {"findings": [_finding("broken", "refused", text)], "seen": None}
    text = f"Bản quét PDF {pages} trang, không có mã lệnh hay tệp đính kèm."
    return {"findings": [_finding("scan", "met", text)], "seen": None}


def check_picture(content: bytes, suffix: str) -> Answer:
    """A JPEG or PNG picture of a size a scanner makes."""
    try:
        width, height = _png(content) if suffix == ".png" else _jpeg(content)
    except (ValueError, struct.error, IndexError):
        return {"findings": [_finding("broken", "refused", "Tệp ảnh bị hỏng.")], "seen": None}
    if width * height > MOST_PIXELS or not width or not height:
        return {"findings": [_finding("pixels", "refused", "Ảnh có kích thước quá lớn hoặc bằng không.")], "seen": None}
    return {"findings": [_finding("scan", "met", f"Ảnh chụp hoặc quét {width} × {height} điểm ảnh.")], "seen": None}


def _png(content: bytes) -> tuple[int, int]:
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR" or b"IEND" not in content[-64:]:
        raise ValueError("no PNG")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg(content: bytes) -> tuple[int, int]:
    """Walk the segments to the frame header."""
    if content[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    place = 2
    while place + 9 < len(content):
        if content[place] != 0xFF:
            raise ValueError("no segment")
        kind = content[place + 1]
        if kind == 0xFF:
            place += 1
            continue
        (length,) = struct.unpack(">H", content[place + 2 : place + 4])
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + length
    raise ValueError("no frame")
