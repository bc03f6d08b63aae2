"""The numbered letter to those who are late with something: one form for every stage, in the series of letters.

Part of the acts of other stages, which check the right, say who is late and keep their own record of it.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.utils import timezone

from paperwork.blocks import PaperError, Reference
from paperwork.papers.letters import Late, Reminder, reminder_letter
from paperwork.papers.official_letter import render_letter
from thidua.papers.actions import keep_paper, next_number, number_text
from thidua.papers.letterhead import issuer_of, signer_of
from thidua.papers.models import Paper
from thidua.papers.queries import LETTERS, series_text
from thidua.shared.denied import Denied
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import users_with_role

REMINDER = "reminder_letter"  # the kind of paper


def keep_reminder(
    *, unit: Unit, what: str, late: Sequence[Late], until: date, already: Callable[[], str], basis: str = "", by,
    at: datetime,
) -> Paper:  # fmt: skip
    """Number, print and keep the letter of ``unit`` to the ``late`` ones, asking for ``what`` ("xác nhận đã nhận …") by
    ``until``. ``already`` gives the number of the same letter of today, "" when there is none; it is asked once the series
    is locked, so that a second click finds the letter of the first. Inside the act's transaction. Raises `Denied`."""
    on = timezone.localdate(at)
    if until < on:
        raise Denied("Hạn mới phải từ hôm nay trở đi.")
    number = next_number(unit, LETTERS, on.year)
    if same := already():
        raise Denied(f"Công văn đôn đốc việc này đã lập hôm nay, số {same}.")
    heads = users_with_role([RoleGrant.Role.HEAD], unit, on)
    values = Reminder(
        issuer=issuer_of(unit),
        reference=Reference(number, series_text(LETTERS, unit), on),
        what=what,
        basis=basis,
        as_of=on,
        late=tuple(late),
        until=until,
        signer=signer_of(unit, heads[0].display_name if heads else ""),
    )
    try:
        content = render_letter(reminder_letter(values), created_at=at)
    except PaperError as error:
        raise Denied(f"Chưa lập được: {error}") from error
    return keep_paper(
        kind=REMINDER, title=f"Công văn đôn đốc {what}"[:300], unit=unit, content=content, issued_on=on, by=by, at=at,
        number=number, number_text=number_text(number, LETTERS, unit),
    )  # fmt: skip
