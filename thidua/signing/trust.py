"""What the agency trusts, read from the folder its technicians keep; nothing is fetched from the network."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

from paperwork.signatures import Trust
from thidua.shared.denied import Denied


@dataclass(frozen=True)
class TrustedAuthority:
    """One certificate of the folder, for the screen."""

    name: str
    file: str
    valid_to: datetime
    is_anchor: bool


@dataclass(frozen=True)
class RevocationList:
    """One revocation list of the folder, for the screen; ``next_update`` None when it does not say."""

    issuer: str
    file: str
    last_update: datetime
    next_update: datetime | None
    revoked: int


def _files(name: str) -> list[Path]:
    folder = settings.SIGNING_TRUST_FOLDER
    place = Path(folder) / name if folder else None
    return sorted(each for each in place.iterdir() if each.is_file()) if place and place.is_dir() else []


def _unreadable(file: Path) -> Denied:
    return Denied(f"Tệp {file.parent.name}/{file.name} trong thư mục chứng thực không đọc được; hãy báo kỹ thuật viên.")


def _certificates(name: str) -> list[tuple[Path, x509.Certificate]]:
    found = []
    for file in _files(name):
        content = file.read_bytes()
        try:
            loaded = (
                x509.load_pem_x509_certificates(content)
                if b"-----BEGIN" in content
                else [x509.load_der_x509_certificate(content)]
            )
        except ValueError as error:
            raise _unreadable(file) from error
        found += [(file, each) for each in loaded]
    return found


def _lists() -> list[tuple[Path, x509.CertificateRevocationList]]:
    found = []
    for file in _files("crl"):
        content = file.read_bytes()
        try:
            load = x509.load_pem_x509_crl if b"-----BEGIN" in content else x509.load_der_x509_crl
            found.append((file, load(content)))
        except ValueError as error:
            raise _unreadable(file) from error
    return found


def trust() -> Trust:
    """Everything of the folder as DER; in a practice province its practice authority too. Raises Denied for a file that
    cannot be read: a broken revocation list must not pass for none."""
    anchors = [each.public_bytes(Encoding.DER) for _, each in _certificates("anchors")]
    others = [each.public_bytes(Encoding.DER) for _, each in _certificates("chain")]
    lists = [each.public_bytes(Encoding.DER) for _, each in _lists()]
    if settings.DEMO:
        from paperwork import practice_signing  # loads pyHanko

        anchors.append(practice_signing.der(practice_signing.authority()))
        lists.append(practice_signing.revocation_list())
    return Trust(tuple(anchors), tuple(others), tuple(lists))


def _name(name: x509.Name) -> str:
    common = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string()


def authorities() -> list[TrustedAuthority]:
    """The certificates of the folder, anchors first."""
    return [
        TrustedAuthority(_name(each.subject), file.name, each.not_valid_after_utc, folder == "anchors")
        for folder in ("anchors", "chain")
        for file, each in _certificates(folder)
    ]


def revocation_lists() -> list[RevocationList]:
    """The revocation lists of the folder."""
    return [
        RevocationList(_name(each.issuer), file.name, each.last_update_utc, each.next_update_utc, len(each))
        for file, each in _lists()
    ]
