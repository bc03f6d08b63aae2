"""The numbered letter that reminds the units which have not answered or reported; it enters the register by itself."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from paperwork.blocks import PaperError, Reference, written_date
from paperwork.papers.letters import Late, Reminder, reminder_letter
from paperwork.papers.official_letter import render_letter
from thidua.movements import emails
from thidua.movements.actions_records import enter_document
from thidua.movements.lateness import late_in
from thidua.movements.models import Movement, SteeringDocument
from thidua.movements.permissions import check_can_remind
from thidua.movements.queries import officers_of
from thidua.papers.actions import keep_paper, next_number, number_text
from thidua.papers.letterhead import issuer_of, signer_of
from thidua.papers.queries import LETTERS, series_text
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import users_with_role

LETTER = "reminder_letter"  # the kind of paper
_NAMED = 5  # more names than these do not fit the column of the register


@transaction.atomic
def issue_reminder(*, movement: Movement, matter: str, until: date, by, at: datetime) -> SteeringDocument:
    """Number and keep the letter to the units late with a ``matter`` of :mod:`.lateness`, asking for it by ``until``; their
    officers are told. One letter a day and matter. Raises `Denied`."""
    on, unit = timezone.localdate(at), movement.unit
    check_can_remind(by, movement, on)
    if until < on:
        raise Denied("Hạn mới phải từ hôm nay trở đi.")
    late = late_in(movement, on)
    if matter not in late:
        raise Denied("Không có đơn vị nào quá hạn việc này, không cần công văn đôn đốc.")
    what, lines, late_units = late[matter]
    number = next_number(
        unit, LETTERS, on.year
    )  # the series stays locked: a second click waits here and is refused below
    summary = f"Đôn đốc {what}"[:500]
    same = SteeringDocument.objects.filter(
        movement=movement, kind=SteeringDocument.Kind.REMINDING, summary=summary, dated=on, withdrawn_at=None
    ).first()
    if same is not None:
        raise Denied(f"Công văn đôn đốc việc này đã lập hôm nay, số {same.number_text}.")
    written = number_text(number, LETTERS, unit)
    try:
        content = render_letter(reminder_letter(_values(movement, number, what, lines, until, on)), created_at=at)
    except PaperError as error:
        raise Denied(f"Chưa lập được: {error}") from error
    keep_paper(
        kind=LETTER, title=f"Công văn đôn đốc {what}"[:300], unit=unit, content=content, issued_on=on, by=by, at=at,
        number=number, number_text=written,
    )  # fmt: skip
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


def _values(movement: Movement, number: int, what: str, late: tuple[Late, ...], until: date, on: date) -> Reminder:
    unit, plan = movement.unit, movement.plan
    heads = users_with_role([RoleGrant.Role.HEAD], unit, on)
    return Reminder(
        issuer=issuer_of(unit),
        reference=Reference(number, series_text(LETTERS, unit), on),
        what=what,
        basis=f"Kế hoạch số {plan.number_text} {written_date(plan.issued_on)}" if plan else "",
        as_of=on,
        late=late,
        until=until,
        signer=signer_of(unit, heads[0].display_name if heads else ""),
    )
