"""The extract of the register as a paper: rows in, PDF out."""

from datetime import date

from django.conf import settings
from django.urls import reverse

from paperwork.blocks import Reference
from paperwork.papers.honour_extract import ExtractLine, HonourExtract, render_honour_extract
from thidua.honours.models import Extract, Honour
from thidua.honours.queries import REVOKED, STATE_LABELS, state_of_chain
from thidua.law.queries import award_name
from thidua.papers.letterhead import issuer_of, signer_of, symbol_of
from thidua.shared.wording import vi_date

SYMBOL = "GXN"


def shown_lines(chains: list[list[Honour]]) -> list[dict]:
    """What the extract says of each honour, frozen: plain values for the paper and for checking it later."""
    found = []
    for chain in chains:
        line = chain[0]
        present = next(each for each in reversed(chain) if each.entry != Honour.Entry.REVOCATION)
        state = state_of_chain(chain)
        standing = STATE_LABELS[state]
        if state == REVOKED and (last := chain[-1]).act_number:
            standing = f"{standing} theo quyết định số {last.act_number} ngày {vi_date(last.act_on)}"
        found.append(
            {
                "honour": line.pk,
                "name": present.recipient_name,
                "detail": present.recipient_detail,
                "award": award_name(present.award_code),
                "year": present.year,
                "decided_by": line.issuer_name,
                "decision": f"số {line.decision_number} ngày {vi_date(line.decided_on)}",
                "ordinal": line.ordinal,
                "state": state,
                "standing": standing,
            }
        )
    return found


def asked_by(extract: Extract) -> str:
    """Who asked, as the paper names them."""
    if extract.asker in (Extract.Asker.HEIR, Extract.Asker.PROXY):
        return f"{extract.asker_name}, {extract.relation} (của người được khen thưởng)"
    return extract.asker_name


def print_extract(extract: Extract, shown: list[dict], number: int, on: date, code: str, signer_name: str) -> bytes:
    """The PDF. Raises PaperError. One query for the letterhead."""
    unit = extract.unit
    newest = shown[-1]
    lines = tuple(
        ExtractLine(
            each["award"], each["year"], each["decided_by"], each["decision"], each["ordinal"], each["standing"]
        )
        for each in shown
    )
    where = f"{settings.PUBLIC_URL.rstrip('/')}{reverse('portal:verify')}"
    return render_honour_extract(
        HonourExtract(
            issuer=issuer_of(unit),
            reference=Reference(number, symbol_of(SYMBOL, unit), on),
            recipient=extract.recipient_name,
            detail=newest["detail"],
            lines=lines,
            asked_by=asked_by(extract),
            purpose=extract.purpose,
            code=code,
            check_address=where,
            signer=signer_of(unit, signer_name),
        )
    )
