"""Certificates an office knows to be somebody's: noted once, ended with a reason, never removed."""

from datetime import datetime

from django.db import IntegrityError, transaction

from thidua.shared import audit
from thidua.shared.actions_rows import strike
from thidua.shared.denied import Denied
from thidua.shared.gate import stamp
from thidua.signing import permissions
from thidua.signing.models import SignerCertificate
from thidua.units.models import Unit


@transaction.atomic
def register_certificate(
    *, user, fingerprint: str, name: str, issuer: str, serial: str, by, at: datetime, agency: Unit | None = None
) -> SignerCertificate:
    """A certificate is known to be this account's from now on, or that of ``agency``, whose clerk the account is. Part of
    an act that has checked the right."""
    try:
        with transaction.atomic():
            known = SignerCertificate.objects.create(
                user=user, fingerprint=fingerprint, name=name, issuer=issuer, serial=serial, agency=agency,
                **stamp("registered", by=by, at=at),
            )  # fmt: skip
    except IntegrityError as error:
        raise Denied("Chứng thư này đã đăng ký cho một tài khoản.") from error
    audit.record("certificate_registered", known, by=by, at=at, detail={"user": user.pk, "fingerprint": fingerprint})
    return known


@transaction.atomic
def end_certificate(*, certificate: SignerCertificate, reason: str, by, at: datetime) -> SignerCertificate:
    """Signatures made with it need a clerk again: lost token, changed post."""
    permissions.check_can_end_certificate(by, certificate, at.date())
    strike(certificate, "ended", reason=reason, by=by, at=at)
    audit.record("certificate_ended", certificate, by=by, at=at)
    return certificate
