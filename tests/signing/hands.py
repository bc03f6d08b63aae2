"""Signers of the small province with certificates of an authority the agency trusts, outside practice mode."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from paperwork import practice_signing as hand
from paperwork.practice_signing import Holder
from tests.pledges.samples import proposed
from thidua.pledges import actions_signing as signing
from thidua.pledges.models import Pledge
from thidua.pledges.queries import in_full
from thidua.signing.actions_certificates import register_certificate
from thidua.signing.models import SignerCertificate
from thidua.signing.queries import content_of

AUTHORITY = "CA chuyên dùng thử nghiệm"


def trusted_folder(place: Path, *, crl: bytes | None = None) -> Path:
    """A folder as technicians keep it, with the authority as PEM and its revocation list."""
    (place / "anchors").mkdir(parents=True, exist_ok=True)
    (place / "crl").mkdir(exist_ok=True)
    (place / "anchors" / "ca.pem").write_bytes(hand.authority(AUTHORITY).public_bytes(Encoding.PEM))
    (place / "crl" / "ca.crl").write_bytes(hand.revocation_list(name=AUTHORITY) if crl is None else crl)
    return place


def holder(account, **changes) -> Holder:
    return Holder(code=account.username, name=account.display_name, agency="UBND", authority=AUTHORITY, **changes)


def register(account, by, at: datetime, **changes) -> SignerCertificate:
    found = hand.certificate(holder(account, **changes))
    from cryptography.hazmat.primitives import hashes

    return register_certificate(
        user=account, fingerprint=found.fingerprint(hashes.SHA256()).hex(), name=account.display_name, issuer=AUTHORITY,
        serial="1", by=by, at=at,
    )  # fmt: skip


@dataclass
class Desk:
    """A proposed pledge with its paper to sign; the heads of both sides."""

    province: object
    pledge: Pledge

    @property
    def fresh(self) -> Pledge:
        return in_full(Pledge.objects.filter(pk=self.pledge.pk)).get()

    def file(self) -> bytes:
        return content_of(self.fresh.signing.current)

    def signed(self, account, side: str, at: datetime | None = None, base: bytes | None = None, **changes) -> bytes:
        """The current file signed at the signer's own machine."""
        at = at or self.province.at
        return hand.sign(base or self.file(), f"ky_{side}", holder(account, **changes), post="Chủ tịch", at=at)

    def hand_in(self, content: bytes, by, at: datetime | None = None):
        return signing.sign_pledge_by_file(pledge=self.fresh, content=content, by=by, at=at or self.province.at)


def desk(province) -> Desk:
    pledge = proposed(province)
    signing.prepare_pledge_paper(pledge=pledge, by=province.ha_long.officer, at=province.at)
    return Desk(province, pledge)


TODAY = date(2025, 7, 8)
