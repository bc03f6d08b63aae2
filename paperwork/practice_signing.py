"""Signing on the server, for practice only: a certification authority of nobody, certificates for invented people.

Every key is computed from a public text, so anybody can make the same signatures: they prove nothing, which is why only
a practice province trusts this authority. Real signers keep their keys on their own token.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from io import BytesIO

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from paperwork.render import render
from paperwork.signature_fields import Update
from paperwork.time_stamps import TimeStampAuthority

CURVE = ec.SECP256R1()
AUTHORITY = "CA diễn tập – không có giá trị pháp lý"
NOTE = "Chữ ký diễn tập, không có giá trị pháp lý"
SINCE, UNTIL = date(2020, 1, 1), date(2049, 12, 31)


@dataclass(frozen=True)
class Holder:
    """Whose certificate: a text that tells people apart (`code`), name, agency; the days it is valid from and to.

    `authority` names the issuer: another text makes another authority, as the tests need.
    """

    code: str
    name: str
    agency: str
    valid_from: date = SINCE
    valid_to: date = UNTIL
    authority: str = AUTHORITY
    identity: str = ""


def _key(text: str) -> ec.EllipticCurvePrivateKey:
    digest = hashlib.sha512(f"thi-dua practice {text}".encode()).digest()
    # The order of the group is a little below 2^256: 1 … 2^255 lies within it.
    return ec.derive_private_key(int.from_bytes(digest, "big") % 2**255 + 1, CURVE)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:15], "big") | 1 << 118


def _name(common: str, agency: str = "", identity: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
    if agency:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, agency[:64]))
    parts.append(x509.NameAttribute(NameOID.COMMON_NAME, common[:64]))
    if identity:
        parts.append(x509.NameAttribute(NameOID.USER_ID, identity))
    return x509.Name(parts)


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs, content_commitment=signs, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=not signs, crl_sign=not signs, encipher_only=False, decipher_only=False,
    )  # fmt: skip


@lru_cache(maxsize=8)
def authority(name: str = AUTHORITY) -> x509.Certificate:
    """The self-signed certificate of the authority."""
    key = _key(name)
    build = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(name))
        .public_key(key.public_key())
        .serial_number(_number(name))
        .not_valid_before(_midnight(SINCE))
        .not_valid_after(_midnight(UNTIL))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return build.sign(key, hashes.SHA256(), ecdsa_deterministic=True)


@lru_cache(maxsize=4096)
def certificate(holder: Holder) -> x509.Certificate:
    """The certificate of a person, issued by the authority."""
    signs, issuer = _key(f"{holder.authority}/{holder.code}"), authority(holder.authority)
    build = (
        x509.CertificateBuilder()
        .subject_name(_name(holder.name, holder.agency, holder.identity))
        .issuer_name(issuer.subject)
        .public_key(signs.public_key())
        .serial_number(_number(repr(holder)))
        .not_valid_before(_midnight(holder.valid_from))
        .not_valid_after(_midnight(holder.valid_to))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(signs.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(_key(holder.authority).public_key()), critical=False
        )
    )
    return build.sign(_key(holder.authority), hashes.SHA256(), ecdsa_deterministic=True)


def revocation_list(
    revoked: dict[int, datetime] | None = None,
    *,
    name: str = AUTHORITY,
    made_at: datetime | None = None,
    valid_days: int = 3650,
) -> bytes:
    """The list of revoked certificates (serial number → moment) as DER; the practice province's is empty."""
    made_at = made_at or _midnight(date(2024, 1, 1))
    build = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority(name).subject)
        .last_update(made_at)
        .next_update(made_at + timedelta(days=valid_days))
    )
    for serial, at in (revoked or {}).items():
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(at).build()
        build = build.add_revoked_certificate(entry)
    build = build.add_extension(x509.CRLNumber(1), critical=False)
    key_id = x509.AuthorityKeyIdentifier.from_issuer_public_key(_key(name).public_key())
    return build.add_extension(key_id, critical=False).sign(_key(name), hashes.SHA256()).public_bytes(Encoding.DER)


def der(found: x509.Certificate) -> bytes:
    return found.public_bytes(Encoding.DER)


class _Hand(Signer):
    """Signs with a key that is loaded once: pyHanko's own signer parses and checks it every time."""

    def __init__(self, holder: Holder):
        self._signs = _key(f"{holder.authority}/{holder.code}")
        super().__init__(
            signing_cert=asn1_x509.Certificate.load(der(certificate(holder))),
            cert_registry=SimpleCertificateStore(),
            signature_mechanism=signers.pdf_cms.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
        )

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        return self._signs.sign(data, ec.ECDSA(hashes.SHA256()))


class _Picture(ImportedPdfPage):
    """A page held in memory; pyHanko reads one from a file only."""

    def __init__(self, pdf: bytes):
        super().__init__("")
        self._pdf = pdf

    def render(self) -> bytes:
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self._pdf)))
        self.resources.xobject["/Stamp"] = page
        left, bottom, right, top = page.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/Stamp Do"


@lru_cache(maxsize=2)
def time_stamper(url: str) -> TimeStampAuthority | None:
    """A client of the time-stamping authority at `url` (RFC 3161); None for ""."""
    return TimeStampAuthority(url) if url else None


def sign(
    pdf: bytes,
    field: str,
    holder: Holder,
    *,
    post: str,
    at: datetime,
    new_box=None,
    is_seal: bool = False,
    time_stamper: TimeStamper | None = None,
) -> bytes:
    """`pdf` with the signature of `holder` in its empty field `field`, PAdES baseline B, as an incremental update; with a
    time stamp (B-T) when a `time_stamper` is given. `is_seal`: the agency signs, in the narrower field of its seal.

    `post`: title and agency shown in the field. `new_box` (page from 0, left, bottom, right, top) makes a field of its
    own, as some signing programs do. `at` needs a time zone; it is what the signer claims. Raises StampError when the
    stamp asked for does not come: never a signature without it.
    """
    width, height = (
        (102 if is_seal else 170, 63) if new_box is None else (new_box[3] - new_box[1], new_box[4] - new_box[2])
    )
    stamp = render(
        "signature_stamp",
        {
            "title": "Chữ ký số của cơ quan" if is_seal else "Chữ ký số",
            "name": holder.name,
            "post": post,
            "at": f"{at:%d/%m/%Y %H:%M:%S}",
            "note": NOTE if holder.authority == AUTHORITY else "",
            "width": width,
            "height": height,
            **({"colour": "#c00000"} if is_seal else {}),
        },
        created_at=at,
    )
    spec = None if new_box is None else SigFieldSpec(field, on_page=new_box[0], box=tuple(new_box[1:]))
    signer = PdfSigner(
        PdfSignatureMetadata(field_name=field, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES),
        signer=_Hand(holder),
        stamp_style=StaticStampStyle(background=_Picture(stamp), border_width=0, background_opacity=1),
        new_field_spec=spec,
        timestamper=time_stamper,
    )
    return asyncio.run(_signed(signer, Update(pdf), at, is_existing=spec is None))


async def _signed(signer: PdfSigner, update: Update, at: datetime, *, is_existing: bool) -> bytes:
    """The steps of ``PdfSigner.async_sign_pdf`` with the moment given instead of read from the clock."""
    session = signer.init_signing_session(update, existing_fields_only=is_existing)
    session.system_time = at
    known = await session.perform_presign_validation(update)
    room = await session.estimate_signature_container_size(known, tight=False)
    document = session.prepare_tbs_document(validation_info=known, bytes_reserved=room)
    prepared, out = document.digest_tbs_document()
    done = await document.perform_signature(
        document_digest=prepared.document_digest, pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=at)
    )
    await done.post_signature_processing(out)
    out.seek(0)
    return out.read()
