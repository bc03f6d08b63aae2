"""Signing on the server, in a practice province only. The keys are public: see ``paperwork.practice_signing``."""

from datetime import datetime

from django.conf import settings

from thidua.shared.denied import Denied
from thidua.signing.actions import register_certificate
from thidua.signing.models import SignerCertificate, SigningPlace
from thidua.signing.queries import content_of


def check_is_practice() -> None:
    if not settings.DEMO:
        raise Denied("Ký trên máy chủ chỉ có ở tỉnh diễn tập; ở đây mời ký bằng chứng thư của mình rồi tải tệp lên.")


def signed_for_practice(place: SigningPlace, signer, at: datetime) -> bytes:
    """The current file with the practice signature of ``signer`` in the field of ``place``."""
    check_is_practice()
    from paperwork import practice_signing  # loads pyHanko

    holder = practice_holder(signer, place.unit)
    post = f"{place.post}, {place.unit.agency_name}"
    return practice_signing.sign(content_of(place.signing.current), place.field, holder, post=post, at=at)


def practice_holder(signer, unit):
    from paperwork.practice_signing import Holder

    return Holder(code=f"account {signer.pk}", name=signer.display_name, agency=unit.agency_name)


def give_practice_certificate(*, user, unit, by, at: datetime) -> SignerCertificate:
    """The practice certificate of an account, made known once. Practice provinces only."""
    check_is_practice()
    from cryptography.hazmat.primitives import hashes

    from paperwork import practice_signing

    found = practice_signing.certificate(practice_holder(user, unit))
    fingerprint = found.fingerprint(hashes.SHA256()).hex()
    known = SignerCertificate.objects.filter(fingerprint=fingerprint, ended_at=None).first()
    return known or register_certificate(
        user=user,
        fingerprint=fingerprint,
        name=user.display_name,
        issuer=practice_signing.AUTHORITY,
        serial=f"{found.serial_number:x}",
        by=by,
        at=at,
    )
