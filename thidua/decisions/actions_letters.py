"""The numbered letter to those who have not said that they received an issued paper."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from paperwork.blocks import written_date
from paperwork.papers.letters import Late
from thidua.decisions import emails
from thidua.decisions.actions_public import RECEIVERS
from thidua.decisions.models import Decision, DecisionCopy
from thidua.decisions.permissions import check_can_remind
from thidua.decisions.queries import late_copies
from thidua.papers.actions_reminders import keep_reminder
from thidua.papers.models import Paper
from thidua.shared import audit, outbox
from thidua.shared.certain import certain
from thidua.units.queries import users_with_roles_in


@transaction.atomic
def issue_receipt_reminder(*, decision: Decision, until: date, by, at: datetime) -> Paper:
    """Number and keep the letter to everybody whose receipt is overdue, asking for it by ``until``; the officers and clerks
    of units in the system are told. One letter a day and paper. Raises `Denied`."""
    on = timezone.localdate(at)
    check_can_remind(by, decision, on)
    late = late_copies(decision, on)
    lines = [
        Late(copy.unit.agency_name if copy.unit else copy.name, "Xác nhận đã nhận văn bản", due) for copy, due in late
    ]
    written = f"văn bản số {decision.number_text} {written_date(certain(decision.decided_on))}"

    def already() -> str:
        same = Paper.objects.filter(reminded_copies__decision=decision, issued_on=on).first()
        return same.number_text if same else ""

    paper = keep_reminder(
        unit=decision.unit, what=f"xác nhận đã nhận {written}", late=lines, until=until, already=already, by=by, at=at
    )
    DecisionCopy.objects.filter(pk__in=[copy.pk for copy, _ in late]).update(reminder=paper)
    detail = {"number": paper.number_text, "copies": len(late)}
    audit.record("receipt_reminder_issued", decision, by=by, at=at, detail=detail)
    told = users_with_roles_in(RECEIVERS, [copy.unit for copy, _ in late if copy.unit is not None], on)
    outbox.queue(told, *emails.receipt_reminded(decision, paper.number_text, until), by=by, at=at)
    return paper
