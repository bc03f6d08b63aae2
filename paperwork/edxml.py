"""Packages of the document exchange (edXML): an issued paper with its header, out and in. Pure.

Names and order of the elements: QCVN 102:2016/BTTTT as three independent programs write it; the text of the standard was
seen only in its opening, so what it says of ``DigitalSignature`` is not known here. There we put the SHA-256 of every
attachment as W3C references, and check such references on reading. "Bussiness" is spelled as the schema spells it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
XLINK = "http://www.w3.org/1999/xlink"
DSIG = "http://www.w3.org/2000/09/xmldsig#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
LARGEST = 60 * 1024 * 1024  # bytes of a package
LARGEST_ATTACHMENT = 20 * 1024 * 1024
MOST_ATTACHMENTS, MOST_ELEMENTS, DEEPEST = 50, 5_000, 20
ORGAN_ID = re.compile(r"[0-9A-Z]{1,3}(\.[0-9A-Z]{1,3})*", re.ASCII)
LONGEST_ORGAN_ID = 13  # Nghị định 30/2020/NĐ-CP, Appendix VI
BUSINESS = {0: "Văn bản mới", 1: "Thu hồi", 2: "Cập nhật", 3: "Thay thế"}
_DIGESTS = {
    SHA256: "sha256",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
}
for _prefix, _uri in (("edXML", NAMESPACE), ("xlink", XLINK), ("ds", DSIG)):
    ET.register_namespace(_prefix, _uri)


class EdxmlError(ValueError):
    """A package cannot be written or is not taken in. ``code`` for programs; the message is Vietnamese, for the screen."""

    def __init__(self, code: str, text: str):
        super().__init__(text)
        self.code = code


def organ_id_trouble(organ_id: str) -> str:
    """What is wrong with the form of an organisation's identifier, in Vietnamese; empty where nothing is."""
    if len(organ_id) <= LONGEST_ORGAN_ID and ORGAN_ID.fullmatch(organ_id):
        return ""
    return (
        "Mã định danh gồm các nhóm chữ số, chữ cái in hoa không dấu (mỗi nhóm nhiều nhất 3 ký tự), nối bằng dấu chấm, "
        f"không có dấu cách, dài nhất {LONGEST_ORGAN_ID} ký tự; ví dụ 000.00.31.H36."
    )


@dataclass(frozen=True)
class Party:
    """An organisation: its identifier in the exchange, name; the rest may be empty."""

    organ_id: str
    name: str
    address: str = ""
    email: str = ""


@dataclass(frozen=True)
class Attachment:
    """A file of the package."""

    name: str
    content_type: str
    content: bytes
    description: str = ""


@dataclass(frozen=True)
class Package:
    """One message. ``business``: key of :data:`BUSINESS`; ``sent_at`` with a time zone; ``pages`` of the main paper."""

    sender: Party
    receivers: tuple[Party, ...]
    number: str
    notation: str
    place: str
    issued_on: date
    type_name: str
    subject: str
    signer_competence: str
    signer_position: str
    signer_name: str
    sent_at: datetime
    attachments: tuple[Attachment, ...]
    business: int = 0
    reason: str = ""
    pages: int = 1
    to_places: tuple[str, ...] = ()
    document_id: str = ""
    checked: bool = field(default=False, compare=False)  # read: every attachment had a checksum that holds

    @property
    def identity(self) -> str:
        """ "{OrganId},{yyyy/MM/dd},{number}/{notation}"."""
        return self.document_id or f"{self.sender.organ_id},{self.issued_on:%Y/%m/%d},{self.number}/{self.notation}"


# ── out ──


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _put(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> ET.Element:
    made = ET.SubElement(parent, _tag(name), attributes)
    if text is not None:
        made.text = text
    return made


def _party(parent: ET.Element, name: str, party: Party) -> None:
    made = _put(parent, name)
    for key, value in (
        ("OrganId", party.organ_id), ("OrganizationInCharge", ""), ("OrganName", party.name), ("OrganAdd", party.address),
        ("Email", party.email), ("Telephone", ""), ("Fax", ""), ("Website", ""),
    ):  # fmt: skip
        _put(made, key, value)


def _cid(attachment: Attachment) -> str:
    return hashlib.sha256(attachment.content).hexdigest()[:32]


def write_package(package: Package) -> bytes:
    """The package as UTF-8 XML. Same values, same bytes. Raises EdxmlError for what a receiver would refuse."""
    _check_to_send(package)
    root = ET.Element(_tag("edXML"))
    envelope = _put(root, "edXMLEnvelope")
    header = _put(envelope, "edXMLHeader")
    _message(_put(header, "MessageHeader"), package)
    trace = _put(header, "TraceHeaderList", id="TraceHeaderList", version="1.0", mustUnderstand="1", actor="edXML")
    step = _put(trace, "TraceHeader")
    _put(step, "OrganId", package.sender.organ_id)
    _put(step, "Timestamp", f"{package.sent_at:%Y/%m/%d %H:%M:%S}")
    business = _put(trace, "Bussiness")
    _put(business, "BussinessDocType", str(package.business))
    _put(business, "BussinessDocReason", package.reason)
    _put(business, "Paper", "0")
    _put(business, "StaffInfo")
    _checksums(_put(header, "DigitalSignature"), package.attachments)
    manifest = _put(_put(envelope, "edXMLBody"), "edXMLManifest", version="1.0")
    encoded = _put(root, "AttachmentEncoded")
    for attachment in package.attachments:
        cid = _cid(attachment)
        reference = _put(manifest, "Reference")
        reference.set(f"{{{XLINK}}}href", f"cid:{cid}")
        for key, value in (
            ("Description", attachment.description), ("AttachmentName", attachment.name),
            ("ContentType", attachment.content_type), ("ContentId", cid),
        ):  # fmt: skip
            _put(reference, key, value)
        made = _put(encoded, "Attachment")
        for key, value in (
            ("ContentType", attachment.content_type), ("ContentId", cid), ("Description", attachment.description),
            ("ContentTransferEncoded", base64.b64encode(attachment.content).decode()),
            ("AttachmentName", attachment.name),
        ):  # fmt: skip
            _put(made, key, value)
    return ET.tostring(root, encoding="UTF-8", xml_declaration=True)


def _check_to_send(package: Package) -> None:
    for value, what in (
        (package.sender.organ_id, "mã định danh cơ quan gửi"), (package.sender.name, "tên cơ quan gửi"),
        (package.number, "số văn bản"), (package.notation, "ký hiệu văn bản"), (package.subject, "trích yếu"),
    ):  # fmt: skip
        if not value.strip():
            raise EdxmlError("missing", f"Chưa lập được gói tin: thiếu {what}.")
    if not package.receivers or not all(each.organ_id.strip() and each.name.strip() for each in package.receivers):
        raise EdxmlError("missing", "Chưa lập được gói tin: thiếu mã định danh hoặc tên cơ quan nhận.")
    for party in (package.sender, *package.receivers):
        if trouble := organ_id_trouble(party.organ_id):
            raise EdxmlError("organ_id", f"Mã định danh “{party.organ_id[:40]}” không đúng dạng. {trouble}")
    if not package.attachments:
        raise EdxmlError("missing", "Chưa lập được gói tin: không có tệp văn bản.")
    if package.business not in BUSINESS:
        raise EdxmlError("business", "Loại nghiệp vụ của gói tin không có trong danh mục.")


def _message(message: ET.Element, package: Package) -> None:
    _party(message, "From", package.sender)
    for receiver in package.receivers:
        _party(message, "To", receiver)
    code = _put(message, "Code")
    _put(code, "CodeNumber", package.number)
    _put(code, "CodeNotation", package.notation)
    promulgation = _put(message, "PromulgationInfo")
    _put(promulgation, "Place", package.place)
    _put(promulgation, "PromulgationDate", f"{package.issued_on:%Y/%m/%d}")
    kind = _put(message, "DocumentType")
    _put(kind, "Type", "2")
    _put(kind, "TypeName", package.type_name)
    _put(kind, "TypeDetail", "")
    _put(message, "Subject", package.subject)
    _put(message, "Content", package.subject)
    signer = _put(message, "SignerInfo")
    _put(signer, "Competence", package.signer_competence)
    _put(signer, "Position", package.signer_position)
    _put(signer, "FullName", package.signer_name)
    _put(message, "DueDate", "")
    places = _put(message, "ToPlaces")
    for each in package.to_places or tuple(receiver.name for receiver in package.receivers):
        _put(places, "Place", each)
    other = _put(message, "OtherInfo")
    for key, value in (
        ("Priority", "0"), ("SphereOfPromulgation", ""), ("TyperNotation", ""), ("PromulgationAmount", "1"),
        ("PageAmount", str(package.pages)), ("Appendixes", ""),
    ):  # fmt: skip
        _put(other, key, value)
    _put(message, "ResponseFor", "")
    _put(message, "SteeringType", "0")
    _put(message, "DocumentId", package.identity)


def _checksums(parent: ET.Element, attachments: Sequence[Attachment]) -> None:
    info = ET.SubElement(ET.SubElement(parent, f"{{{DSIG}}}Signature"), f"{{{DSIG}}}SignedInfo")
    for attachment in attachments:
        reference = ET.SubElement(info, f"{{{DSIG}}}Reference", {"URI": f"cid:{_cid(attachment)}"})
        ET.SubElement(reference, f"{{{DSIG}}}DigestMethod", {"Algorithm": SHA256})
        digest = base64.b64encode(hashlib.sha256(attachment.content).digest()).decode()
        ET.SubElement(reference, f"{{{DSIG}}}DigestValue").text = digest


# ── in ──


def read_package(content: bytes) -> Package:
    """A received package. Raises EdxmlError naming what is wrong: size, DTD or entities, structure, a missing field, bad
    base64, a checksum that lies. Nothing outside the bytes is ever opened."""
    if len(content) > LARGEST:
        raise EdxmlError("too_large", f"Gói tin quá lớn: nhiều nhất {LARGEST // 2**20} MB.")
    try:
        root = fromstring(content, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise EdxmlError(
            "dtd", "Gói tin có khai báo DTD hoặc thực thể (XXE), có thể được tạo để phá hoại; không nhận."
        ) from error
    except (ET.ParseError, ValueError, LookupError) as error:
        raise EdxmlError("not_xml", "Tệp không phải XML đúng chuẩn nên không đọc được.") from error
    if root.tag != _tag("edXML"):
        raise EdxmlError("not_edxml", "Tệp không phải gói tin edXML theo QCVN 102:2016.")
    _check_size(root)
    message = _one(root, "edXMLEnvelope", "edXMLHeader", "MessageHeader")
    attachments = _attachments(root)
    header = _one(root, "edXMLEnvelope", "edXMLHeader")
    return Package(
        sender=_read_party(_one(message, "From")),
        receivers=tuple(_read_party(each) for each in message.findall(_tag("To"))),
        number=_text(message, "Code", "CodeNumber", needed="số văn bản"),
        notation=_text(message, "Code", "CodeNotation", needed="ký hiệu văn bản"),
        place=_text(message, "PromulgationInfo", "Place"),
        issued_on=_day(_text(message, "PromulgationInfo", "PromulgationDate", needed="ngày ban hành")),
        type_name=_text(message, "DocumentType", "TypeName"),
        subject=_text(message, "Subject", needed="trích yếu"),
        signer_competence=_text(message, "SignerInfo", "Competence"),
        signer_position=_text(message, "SignerInfo", "Position"),
        signer_name=_text(message, "SignerInfo", "FullName"),
        sent_at=_moment(_text(header, "TraceHeaderList", "TraceHeader", "Timestamp")),
        attachments=tuple(attachments.values()),
        business=_business(_text(header, "TraceHeaderList", "Bussiness", "BussinessDocType")),
        reason=_text(header, "TraceHeaderList", "Bussiness", "BussinessDocReason"),
        pages=_pages(_text(message, "OtherInfo", "PageAmount")),
        to_places=tuple((each.text or "").strip() for each in message.iterfind(f"{_tag('ToPlaces')}/{_tag('Place')}")),
        document_id=_text(message, "DocumentId"),
        checked=_check_digests(root, attachments),
    )


def _check_size(root: ET.Element) -> None:
    count, level = 0, [root]
    for _ in range(DEEPEST):
        count += len(level)
        level = [child for each in level for child in each]
    if count > MOST_ELEMENTS or level:
        raise EdxmlError("structure", "Gói tin có cấu trúc quá lớn hoặc lồng quá sâu; không nhận.")


def _one(parent: ET.Element, *path: str) -> ET.Element:
    for name in path:
        found = parent.find(_tag(name))
        if found is None:
            raise EdxmlError("missing", f"Gói tin thiếu phần {name}.")
        parent = found
    return parent


def _text(parent: ET.Element, *path: str, needed: str = "") -> str:
    found: ET.Element | None = parent
    for name in path:
        found = found.find(_tag(name)) if found is not None else None
    text = " ".join((found.text or "").split()) if found is not None else ""
    if needed and not text:
        raise EdxmlError("missing", f"Gói tin thiếu {needed} ({path[-1]}).")
    return text[:2_000]


def _read_party(party: ET.Element) -> Party:
    return Party(
        _text(party, "OrganId", needed="mã định danh cơ quan"), _text(party, "OrganName", needed="tên cơ quan"),
        _text(party, "OrganAdd"), _text(party, "Email"),
    )  # fmt: skip


def _day(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y/%m/%d").date()
    except ValueError as error:
        raise EdxmlError("date", f"Ngày “{text[:40]}” trong gói tin không đúng dạng năm/tháng/ngày.") from error


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y/%m/%d %H:%M:%S")
    except ValueError as error:
        raise EdxmlError("date", f"Thời điểm “{text[:40]}” trong gói tin không đúng dạng.") from error


def _business(text: str) -> int:
    if text and (not text.isdigit() or int(text) not in BUSINESS):
        raise EdxmlError("business", f"Loại nghiệp vụ “{text[:20]}” của gói tin không có trong danh mục.")
    return int(text or 0)


def _pages(text: str) -> int:
    return min(int(text), 100_000) if re.fullmatch(r"\d{1,6}", text) else 1


def _attachments(root: ET.Element) -> dict[str, Attachment]:
    found: dict[str, Attachment] = {}
    listed = root.findall(f"{_tag('AttachmentEncoded')}/{_tag('Attachment')}")
    if not listed:
        raise EdxmlError("missing", "Gói tin không kèm tệp văn bản nào.")
    if len(listed) > MOST_ATTACHMENTS:
        raise EdxmlError("attachments", f"Gói tin có quá nhiều tệp: nhiều nhất {MOST_ATTACHMENTS}.")
    for each in listed:
        name = _text(each, "AttachmentName", needed="tên tệp")
        cid = _text(each, "ContentId", needed="mã tệp")
        encoded = each.find(_tag("ContentTransferEncoded"))
        text = "".join(((encoded.text if encoded is not None else "") or "").split())
        try:
            content = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise EdxmlError("base64", f"Tệp “{name[:100]}” trong gói tin mã hóa sai, không mở được.") from error
        if not content or len(content) > LARGEST_ATTACHMENT:
            raise EdxmlError("attachments", f"Tệp “{name[:100]}” rỗng hoặc lớn quá {LARGEST_ATTACHMENT // 2**20} MB.")
        if cid in found:
            raise EdxmlError("attachments", f"Hai tệp trong gói tin mang cùng mã {cid[:60]}.")
        found[cid] = Attachment(name, _text(each, "ContentType"), content, _text(each, "Description"))
    manifest = root.findall(f"{_tag('edXMLEnvelope')}/{_tag('edXMLBody')}/{_tag('edXMLManifest')}/{_tag('Reference')}")
    named = {(each.get(f"{{{XLINK}}}href") or "").removeprefix("cid:") for each in manifest}
    if named != set(found):
        raise EdxmlError("manifest", "Danh mục tệp của gói tin không khớp với các tệp kèm theo.")
    return found


def _check_digests(root: ET.Element, attachments: dict[str, Attachment]) -> bool:
    """Every checksum holds; whether there was one for each attachment."""
    covered = set()
    for reference in root.iter(f"{{{DSIG}}}Reference"):
        cid = (reference.get("URI") or "").removeprefix("cid:")
        if cid not in attachments:
            continue  # signs another part of the message, in ways not known here
        method, value = reference.find(f"{{{DSIG}}}DigestMethod"), reference.findtext(f"{{{DSIG}}}DigestValue") or ""
        algorithm = _DIGESTS.get((method.get("Algorithm") or "") if method is not None else "")
        name = attachments[cid].name
        if algorithm is None:
            raise EdxmlError("checksum", f"Mã kiểm tra của tệp “{name}” dùng thuật toán không được nhận.")
        digest = base64.b64encode(hashlib.new(algorithm, attachments[cid].content).digest()).decode()
        if "".join(value.split()) != digest:
            raise EdxmlError(
                "checksum",
                f"Mã kiểm tra của tệp “{name}” không khớp nội dung: tệp đã bị thay đổi hoặc hỏng khi chuyển.",
            )
        covered.add(cid)
    return covered == set(attachments)
