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
    """The current file with the practice signature of ``signer`` in the field of ``place``; at the place of a seal with
    that of the agency. A time stamp is added where a time-stamping authority is configured; when it does not come,
    `Denied`: a signature that should carry a time never goes out without one."""
    check_is_practice()
    from paperwork import practice_signing  # loads pyHanko
    from paperwork.time_stamps import StampError

    holder = agency_holder(place.unit) if place.is_seal else practice_holder(signer, place.unit)
    post = place.unit.agency_name if place.is_seal else f"{place.post}, {place.unit.agency_name}"
    try:
        return practice_signing.sign(
            content_of(place.signing.current), place.field, holder, post=post, at=at, is_seal=place.is_seal,
            time_stamper=practice_signing.time_stamper(settings.SIGNING_TSA_URL),
        )  # fmt: skip
    except StampError as error:
        raise Denied(
            f"Chưa ký: máy chủ cấp dấu thời gian {error}. Văn bản vẫn như trước khi ký; mời thử lại sau, hoặc báo kỹ thuật "
            "viên nếu lặp lại."
        ) from error


def practice_holder(signer, unit):
    from paperwork.practice_signing import Holder

    return Holder(code=f"account {signer.pk}", name=signer.display_name, agency=unit.agency_name)


def agency_holder(unit):
    from paperwork.practice_signing import Holder

    return Holder(code=f"agency {unit.pk}", name=unit.agency_name, agency=unit.agency_name)


def give_practice_certificate(*, user, unit, by, at: datetime, is_seal: bool = False) -> SignerCertificate:
    """The practice certificate of an account, or of the agency whose clerk it is, made known once. Practice only."""
    check_is_practice()
    from cryptography.hazmat.primitives import hashes

    from paperwork import practice_signing

    found = practice_signing.certificate(agency_holder(unit) if is_seal else practice_holder(user, unit))
    fingerprint = found.fingerprint(hashes.SHA256()).hex()
    known = SignerCertificate.objects.filter(fingerprint=fingerprint, ended_at=None).first()
    return known or register_certificate(
        user=user,
        fingerprint=fingerprint,
        name=unit.agency_name[:200] if is_seal else user.display_name,
        issuer=practice_signing.AUTHORITY,
        serial=f"{found.serial_number:x}",
        agency=unit if is_seal else None,
        by=by,
        at=at,
    )
