"""From honours to what ``paperwork`` prints. Reads only."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.conf import settings
from django.urls import reverse

from paperwork.blocks import PaperError
from paperwork.certificates import Certificate, certificate_data, render_certificates
from paperwork.stock import SAMPLE, StockLayout, render_stock, sheet_data
from thidua.decisions.models import Decision
from thidua.decisions.paper import signer_of
from thidua.honours.models import Honour
from thidua.honours.wording import authority_of, wording
from thidua.shared.certain import certain
from thidua.units.models import Unit


def base_url() -> str:
    """The public address to which a check code is appended."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{reverse('portal:verify')}"


def certificate_of(honour: Honour, decision: Decision, check_code: str) -> Certificate:
    """The words of one sheet: ``honour`` is the entry that holds today, its ``person`` selected."""
    unit = decision.unit
    words = wording(honour.award_code, unit)
    called = {"female": "Bà ", "male": "Ông "}[honour.person.gender] if honour.person else ""
    decided_on = certain(decision.decided_on)
    return Certificate(
        authority=authority_of(unit),
        grant=words.grant,
        award=words.short,
        name=f"{called}{honour.recipient_name}",
        detail=honour.recipient_detail,
        achievement=honour.ground,
        decision=decision.number_text,
        decided_on=decided_on,
        gold_book_number=honour.ordinal,
        place=unit.place,
        issued_on=decided_on,
        signer=signer_of(decision),
        check_code=check_code,
    )


def sample_of(unit: Unit, award_code: str) -> Certificate:
    """An invented award of the agency, to see a layout with."""
    words = wording(award_code, unit)
    return replace(SAMPLE, authority=authority_of(unit), grant=words.grant, award=words.short, place=unit.place)


def rendered(certificates: Sequence[Certificate], layout: StockLayout | None) -> bytes:
    """One file in the full design, or of texts for stock. Raises PaperError."""
    if layout is None:
        return render_certificates(certificates, base_url=base_url())
    return render_stock(certificates, layout, base_url=base_url())


def troubles(certificates: Iterable[Certificate], layout: StockLayout | None) -> list[str]:
    """Why sheets cannot be printed, each with the number of its line: a text too long, a letter the font lacks."""
    found = []
    for one in certificates:
        try:
            certificate_data(one) if layout is None else sheet_data(one, layout)
        except PaperError as error:
            found.append(f"Số {one.gold_book_number}: {error}")
    return found
