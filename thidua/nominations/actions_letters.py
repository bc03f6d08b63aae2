"""The letter that goes with a dossier given back: numbered in the series of letters, kept, once for each return."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from paperwork.blocks import PaperError, Reference, written_date
from paperwork.papers.letters import Lack, ReturnLetter, return_letter
from paperwork.papers.official_letter import render_letter
from thidua.law.queries import award_name
from thidua.nominations import permissions
from thidua.nominations.models import Nomination
from thidua.papers.actions import keep_paper, next_number, number_text
from thidua.papers.letterhead import issuer_of, signer_of
from thidua.papers.models import Paper
from thidua.papers.queries import LETTERS, series_text
from thidua.shared import audit
from thidua.shared.denied import Denied
from thidua.shared.gate import touch
from thidua.shared.wording import vi_date
from thidua.units.models import RoleGrant
from thidua.units.queries import users_with_role


@transaction.atomic
def issue_return_letter(*, nomination: Nomination, until: date | None, by, at: datetime) -> Paper:
    """Number and keep the letter: the reason of the return, the lines with a word of the appraiser, and by when (``until``)
    the dossier should come back. Raises `Denied`."""
    on, unit = timezone.localdate(at), nomination.to_unit
    permissions.check_can_write_return(by, nomination, on)
    if until is not None and until < on:
        raise Denied("Ngày gửi lại phải từ hôm nay trở đi.")
    number = next_number(unit, LETTERS, on.year)
    try:
        content = render_letter(return_letter(_values(nomination, number, until, on)), created_at=at)
    except PaperError as error:
        raise Denied(f"Chưa lập được: {error}") from error
    paper = keep_paper(
        kind="return_letter", title=f"Công văn trả hồ sơ: {nomination.title} – {nomination.unit.name}"[:300], unit=unit,
        content=content, issued_on=on, by=by, at=at, number=number, number_text=number_text(number, LETTERS, unit),
    )  # fmt: skip
    touch(nomination, return_letter=paper)
    audit.record("return_letter_issued", nomination, by=by, at=at, detail={"paper": paper.pk})
    return paper


def _values(nomination: Nomination, number: int, until: date | None, on: date) -> ReturnLetter:
    unit, sent = nomination.to_unit, nomination.paper
    heads = users_with_role([RoleGrant.Role.HEAD], unit, on)
    lines = (
        nomination.lines.exclude(appraisal_reason="").select_related("person", "unit", "outsider").order_by("ordinal")
    )
    submission = (
        f"Tờ trình số {sent.number_text} {written_date(sent.issued_on)}"
        if sent is not None
        else f"hồ sơ “{nomination.title}” gửi ngày {vi_date(nomination.sent_at)}"
    )
    award = award_name(nomination.award_code)
    return ReturnLetter(
        issuer=issuer_of(unit),
        reference=Reference(number, series_text(LETTERS, unit), on),
        addressee=nomination.unit.agency_name,
        submission=submission,
        reason=nomination.returned_reason,
        lacks=tuple(Lack(str(line.subject), award, line.appraisal_reason) for line in lines),
        until=until,
        signer=signer_of(unit, heads[0].display_name if heads else ""),
    )
