"""The appraisal report: numbered, kept, once for a dossier whose appraisal has ended."""

from datetime import datetime

from django.db import transaction

from paperwork.blocks import PaperError
from paperwork.papers.appraisal_report import render_appraisal_report
from thidua.nominations import permissions
from thidua.nominations.appraisal_papers import SYMBOL, report_of
from thidua.nominations.models import Nomination
from thidua.papers.actions import keep_paper, next_number, number_text
from thidua.papers.models import Paper
from thidua.shared import audit
from thidua.shared.denied import Denied
from thidua.shared.gate import touch
from thidua.shared.text import nfc_lines

LONGEST = 4000


@transaction.atomic
def issue_appraisal_report(*, nomination: Nomination, recommendation: str, by, at: datetime) -> Paper:
    """Number the report of the appraising unit, with every line, its verdict and the appraiser's word, and keep it.
    ``recommendation``: what the unit proposes, one paragraph a line."""
    permissions.check_can_report_appraisal(by, nomination, at.date())
    recommendation = nfc_lines(recommendation)
    if not recommendation:
        raise Denied("Mời ghi đề xuất của cơ quan thẩm định.")
    if len(recommendation) > LONGEST:
        raise Denied(f"Đề xuất dài quá {LONGEST} ký tự.")
    on, unit = at.date(), nomination.to_unit
    number = next_number(unit, SYMBOL, on.year)
    try:
        content = render_appraisal_report(report_of(nomination, number, recommendation, on), created_at=at)
    except PaperError as error:
        raise Denied(f"Chưa lập được: {error}") from error
    paper = keep_paper(
        kind="appraisal_report",
        title=f"Báo cáo thẩm định: {nomination.title} – {nomination.unit.name}"[:300],
        unit=unit,
        content=content,
        issued_on=on,
        by=by,
        at=at,
        number=number,
        number_text=number_text(number, SYMBOL, unit),
    )
    touch(nomination, appraisal_report=paper, recommendation=recommendation)
    audit.record("appraisal_reported", nomination, by=by, at=at, detail={"paper": paper.pk})
    return paper
