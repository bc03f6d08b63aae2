"""Who is late with what in a movement: those a reminder letter may name."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from paperwork.papers.letters import Late
from thidua.movements.models import Movement, MovementCall, MovementReview, UnitReport
from thidua.movements.queries import heirs_on_the_day, in_call_state

ANSWERS, REPORTS = "answers", "reports"  # what a letter may remind of


def _open_review(movement: Movement) -> MovementReview | None:
    return next((review for review in movement.reviews.all() if review.closed_at is None), None)


def _calls(movement: Movement, on: date) -> list[tuple[str, str, QuerySet[MovementCall], date | None]]:
    """(matter, what is asked for, the calls of the late units, the day; None where each call has its own)."""
    calls = movement.calls.select_related("unit").order_by("unit__code")
    late = in_call_state(calls, "late", on)
    found: list[tuple[str, str, QuerySet[MovementCall], date | None]] = [
        (ANSWERS, f"trả lời, hưởng ứng phong trào thi đua “{movement.title}”", late, None)
    ]
    review = _open_review(movement)
    if review is not None and review.due_on < on:
        reported = UnitReport.objects.filter(review=review, unit=OuterRef("unit"))
        what = f"báo cáo {review.get_kind_display().lower()} phong trào thi đua “{movement.title}”"
        found.append((REPORTS, what, calls.filter(~Exists(reported)), review.due_on))
    return found


def late_in(movement: Movement, on: date) -> dict[str, tuple[str, tuple[Late, ...], tuple[int, ...]]]:
    """{ANSWERS or REPORTS: (what is asked for, who is late, the units' keys)} of a launched movement; without the late, no
    entry. A unit that ended stands as the one that took it over. Three to six queries."""
    if movement.state != "launched":
        return {}
    found = {}
    for matter, what, calls, due in _calls(movement, on):
        rows = list(calls)
        heirs = heirs_on_the_day(rows, on)
        units = [(heirs.get(call.unit_id, call.unit), due or call.due_on) for call in rows]
        if units:
            missing = what.partition(" phong trào")[0]
            lines = dict.fromkeys(Late(unit.agency_name, missing[0].upper() + missing[1:], day) for unit, day in units)
            found[matter] = (what, tuple(lines), tuple(dict.fromkeys(unit.pk for unit, _ in units)))
    return found


def is_anyone_late(movement: Movement, on: date) -> bool:
    """Whether a letter would name somebody. One query, and one for the reviews where they were not read with it."""
    if movement.state != "launched":
        return False
    late, *others = (calls.select_related(None).order_by() for *_, calls, _ in _calls(movement, on))
    for calls in others:
        late = late | calls
    return late.exists()
