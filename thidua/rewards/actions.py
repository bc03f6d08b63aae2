"""Printing certificates."""

from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from paperwork.blocks import PaperError
from paperwork.certificates import Certificate, render_certificates
from thidua.decisions.models import Decision
from thidua.decisions.paper import signer_of
from thidua.honours.models import Honour
from thidua.honours.queries import lines_of_decision
from thidua.honours.wording import authority_of, wording
from thidua.papers.actions import keep_paper
from thidua.rewards.models import CertificateBatch
from thidua.rewards.permissions import check_can_print
from thidua.shared import audit
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, Stale


@transaction.atomic
def print_certificates(*, decision: Decision, by, at: datetime) -> CertificateBatch:
    """Print the certificates of an issued decision in one pass and keep the file; one batch per decision.

    Revoked honours are left out and corrected ones printed as corrected. The QR code carries the public address that
    checks the honour's code. About a second per thousand pages; ``paperwork.certificates.MOST_PAGES`` pages at most.
    """
    check_can_print(by, decision, at.date())
    on = timezone.localdate(at)
    honours = list(lines_of_decision(decision.unit, decision.number_text, certain(decision.decided_on)))
    if not honours:
        raise Denied("Mọi khen thưởng của quyết định này đã bị hủy bỏ, không còn gì để in.")
    try:
        content = render_certificates(
            [_certificate(honour, decision, on) for honour in honours],
            base_url=f"{settings.PUBLIC_URL.rstrip('/')}{reverse('portal:verify')}",
        )
    except PaperError as error:
        raise Denied(f"Chưa in được: {error}") from error
    paper = keep_paper(
        kind="certificates",
        title=f"Tệp in kèm Quyết định số {decision.number_text}",
        unit=decision.unit,
        content=content,
        issued_on=on,
        by=by,
        at=at,
    )
    try:
        with transaction.atomic():
            batch = CertificateBatch.objects.create(
                decision=decision, paper=paper, count=len(honours), printed_at=at, printed_by=by
            )
    except IntegrityError as error:
        raise Stale() from error
    audit.record("certificates_printed", decision, by=by, at=at, detail={"count": len(honours)})
    return batch


def _certificate(honour: Honour, decision: Decision, on: date) -> Certificate:
    unit = decision.unit
    words = wording(honour.award_code, unit)
    called = {"female": "Bà ", "male": "Ông "}[honour.person.gender] if honour.person else ""
    return Certificate(
        authority=authority_of(unit),
        grant=words.grant,
        award=words.short,
        name=f"{called}{honour.recipient_name}",
        detail=honour.recipient_detail,
        achievement=honour.ground,
        decision=decision.number_text,
        decided_on=decision.decided_on or on,
        gold_book_number=honour.ordinal,
        place=unit.place,
        issued_on=decision.decided_on or on,
        signer=signer_of(decision),
        # The code of the award line: it stays good when the line is corrected later.
        check_code=(honour.refers_to or honour).check_code,
    )
