"""The numbered letter that reminds the units which have not answered or reported; it enters the register by itself."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from paperwork.blocks import written_date
from thidua.movements import emails
from thidua.movements.actions_records import enter_document
from thidua.movements.lateness import late_in
from thidua.movements.models import Movement, SteeringDocument
from thidua.movements.permissions import check_can_remind
from thidua.movements.queries import officers_of
from thidua.papers.actions_reminders import keep_reminder
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied
from thidua.units.models import Unit

_NAMED = 5  # more names than these do not fit the column of the register


@transaction.atomic
def issue_reminder(*, movement: Movement, matter: str, until: date, by, at: datetime) -> SteeringDocument:
    """Number and keep the letter to the units late with a ``matter`` of :mod:`.lateness`, asking for it by ``until``; their
    officers are told. One letter a day and matter. Raises `Denied`."""
    on, unit, plan = timezone.localdate(at), movement.unit, movement.plan
    check_can_remind(by, movement, on)
    late = late_in(movement, on)
    if matter not in late:
        raise Denied("Không có đơn vị nào quá hạn việc này, không cần công văn đôn đốc.")
    what, lines, late_units = late[matter]
    summary = f"Đôn đốc {what}"[:500]

    def already() -> str:
        """A line withdrawn from the register counts no more."""
        same = SteeringDocument.objects.filter(
            movement=movement, kind=SteeringDocument.Kind.REMINDING, summary=summary, dated=on, withdrawn_at=None
        ).first()
        return same.number_text if same else ""

    basis = f"Kế hoạch số {plan.number_text} {written_date(plan.issued_on)}" if plan else ""
    written = keep_reminder(
        unit=unit, what=what, late=lines, until=until, already=already, basis=basis, by=by, at=at
    ).number_text
    names = [line.name for line in lines]
    sent_to = "; ".join(names) if len(names) <= _NAMED else f"{len(names)} đơn vị có tên trong công văn"
    document = enter_document(
        movement=movement, kind=SteeringDocument.Kind.REMINDING, number_text=written, dated=on, issuer=unit.agency_name,
        summary=summary, sent_to=sent_to[:500], by=by, at=at,
    )  # fmt: skip
    audit.record("reminder_issued", movement, by=by, at=at, detail={"document": document.pk, "units": len(late_units)})
    told = officers_of(Unit.objects.filter(pk__in=late_units), on)
    outbox.queue(told, *emails.reminded(movement, what, written, until), by=by, at=at)
    return document
