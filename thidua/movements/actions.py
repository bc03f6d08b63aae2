"""Drafting, launching, answering, summing up, withdrawing a movement."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from paperwork.blocks import PaperError
from thidua.movements import emails
from thidua.movements.content import DATES, check_dates, clean_content, targets_of
from thidua.movements.doubts import DoubtfulGoals, of_goal
from thidua.movements.models import Movement, MovementCall, MovementTarget
from thidua.movements.papers import render_plan
from thidua.movements.permissions import (
    check_can_answer,
    check_can_draft,
    check_can_edit,
    check_can_launch,
    check_can_sum_up,
    check_can_withdraw,
)
from thidua.movements.queries import call_of, issuing_unit, officers_called, officers_of, units_reached_by
from thidua.movements.readiness import past_answer_day
from thidua.papers.actions import keep_paper, next_number, number_text
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import nfc, nfc_lines
from thidua.units.models import Unit

# How long units have to answer where the movement names no day.
ANSWER_DAYS = 15
LONGEST_ANSWER = 10_000


@transaction.atomic
def draft_movement(*, unit: Unit, year: int, by, at: datetime, **content: Any) -> Movement:
    """Start a movement of ``unit``. ``content``: title (needed), kind, slogan, objective, scope, subjects, content,
    criteria, measures, steps, coordinators, linked, starts_on, ends_on, midterm_on, answer_by, budget_vnd, parent (the
    movement of a level above that this one answers), national (key of a nationwide movement that it answers).
    """
    check_can_draft(by, unit, at.date())
    content.setdefault("title", "")
    fields = clean_content(unit, content)
    check_dates(year, {name: fields.get(name) for name in DATES})
    _check_answer_day(fields, None, at)
    movement = Movement.objects.create(unit=unit, year=year, **stamp("drafted", by=by, at=at), **fields)
    audit.record("movement_drafted", movement, by=by, at=at, detail={"unit": unit.pk, "year": year})
    return movement


def _check_answer_day(fields: Mapping[str, Any], kept: date | None, at: datetime) -> None:
    """Units cannot answer by a day that is over; one that was still to come when it was set may stay in the draft."""
    day = fields.get("answer_by")
    if day is not None and day != kept and day < at.date():
        raise Denied(past_answer_day(day))


@transaction.atomic
def edit_movement(*, movement: Movement, by, at: datetime, **content: Any) -> Movement:
    """Change named parts of a draft."""
    check_can_edit(by, movement, at.date())
    fields = clean_content(movement.unit, content)
    check_dates(movement.year, {name: fields.get(name, getattr(movement, name)) for name in DATES})
    _check_answer_day(fields, movement.answer_by, at)
    changed = sorted(name for name in fields if getattr(movement, name) != fields[name] and name != "title_fold")
    touch(movement, **fields)
    audit.record("movement_edited", movement, by=by, at=at, detail={"changed": changed})
    return movement


@transaction.atomic
def set_targets(
    *, movement: Movement, rows: Iterable[Mapping[str, Any]], by, at: datetime, is_confirmed: bool = False
) -> list[MovementTarget]:
    """The criteria of a draft that are counted, all at once (seed 1.9): see :func:`content.targets_of` for a row.

    Goals that look wrong (``doubts.of_goal``) are refused as :class:`DoubtfulGoals` unless ``is_confirmed``.
    """
    check_can_edit(by, movement, at.date())
    targets = targets_of(rows)
    doubts = {row: words for row, target in enumerate(targets) if (words := of_goal(target))}
    if doubts and not is_confirmed:
        raise DoubtfulGoals(doubts)
    touch(movement)
    movement.targets.all().delete()  # rows of a draft: nothing legal yet
    for target in targets:
        target.movement = movement
    MovementTarget.objects.bulk_create(targets)
    detail: dict[str, Any] = {"targets": len(targets)}
    detail |= {"confirmed": [row + 1 for row in doubts]} if doubts else {}
    audit.record("movement_targets_set", movement, by=by, at=at, detail=detail)
    return targets


@transaction.atomic
def launch_movement(*, movement: Movement, by, at: datetime) -> Movement:
    """Launch: the numbered plan is issued, every active unit below gets the task to answer, their officers a letter.

    A draft of a unit that ended meanwhile is launched by its main heir. A movement that answers one from above is its
    unit's answer.
    """
    check_can_launch(by, movement, at.date())
    unit = issuing_unit(movement, at.date())
    if unit is None:
        raise Denied(f"{movement.unit.name} đã kết thúc hoạt động và không có đơn vị kế thừa: không phát động được.")
    if movement.parent is not None and movement.parent.state != "launched":
        raise Denied("Phong trào cấp trên mà đơn vị hưởng ứng không còn thực hiện: hãy sửa mục hưởng ứng.")
    drafted_by_unit = movement.unit_id
    movement.unit = unit
    number = next_number(unit, "KH", at.year)
    try:
        content = render_plan(movement, number=number, signer_name=by.display_name, dated=at.date())
    except PaperError as error:
        raise Denied(f"Chưa in được kế hoạch: {error}") from error
    plan = keep_paper(
        kind="launch_plan",
        title=f"Kế hoạch phát động phong trào thi đua “{movement.title}”"[:300],
        unit=unit,
        content=content,
        issued_on=at.date(),
        number=number,
        number_text=number_text(number, "KH", unit),
        is_public=True,
        by=by,
        at=at,
    )
    due_on = answer_day(movement, at.date())
    pass_gate(movement, "launch", unit=unit, plan=plan, answer_by=due_on, **stamp("launched", by=by, at=at))
    reached = units_reached_by(movement, at.date())
    MovementCall.objects.bulk_create(
        [MovementCall(movement=movement, unit=each, due_on=due_on) for each in reached], batch_size=500
    )
    detail = {"plan": plan.pk, "units": len(reached), "due_on": due_on.isoformat()}
    detail |= {"drafted_by_unit": drafted_by_unit} if drafted_by_unit != unit.pk else {}
    audit.record("movement_launched", movement, by=by, at=at, detail=detail)
    outbox.queue(officers_called(movement, at.date()), *emails.launched(movement), by=by, at=at)
    _answer_with(movement, by, at)
    return movement


def answer_day(movement: Movement, launched_on: date) -> date:
    """Until when units answer: the day the movement names, else fifteen days on, never after its end."""
    if movement.answer_by is not None:
        return movement.answer_by
    day = launched_on + timedelta(days=ANSWER_DAYS)
    return min(day, movement.ends_on) if movement.ends_on else day


def _answer_with(movement: Movement, by, at: datetime) -> None:
    """The launch of a movement that answers one from above is the answer of its unit, beside or instead of words."""
    call = call_of(movement.parent, movement.unit) if movement.parent else None
    if call is None or call.child_id is not None:
        return
    fields: dict[str, Any] = {"child": movement}
    if call.answered_at is None:
        fields |= stamp("answered", by=by, at=at)
    MovementCall.objects.filter(pk=call.pk).update(**fields)
    for name, value in fields.items():
        setattr(call, name, value)
    audit.record("movement_answered", call.movement, by=by, at=at, detail={"unit": call.unit_id, "child": movement.pk})
    outbox.queue(officers_of([call.movement.unit], at.date()), *emails.answered(call), by=by, at=at)


@transaction.atomic
def answer_call(*, call: MovementCall, answer: str, plan: str = "", by, at: datetime) -> MovementCall:
    """A unit joins in (hưởng ứng), once: in what way, and its ``plan``, one step a line."""
    check_can_answer(by, call, at.date())
    answer, plan = nfc_lines(answer), nfc_lines(plan)
    if not answer:
        raise Denied("Mời ghi nội dung trả lời.")
    if len(answer) > LONGEST_ANSWER or len(plan) > LONGEST_ANSWER:
        raise Denied(f"Nội dung trả lời dài quá {LONGEST_ANSWER:,} ký tự.".replace(",", "."))
    fields = {"answer": answer, "plan": plan, **stamp("answered", by=by, at=at)}
    if not MovementCall.objects.filter(pk=call.pk, answered_at__isnull=True).update(**fields):
        raise Stale()
    for name, value in fields.items():
        setattr(call, name, value)
    audit.record("movement_answered", call.movement, by=by, at=at, detail={"unit": call.unit_id})
    outbox.queue(officers_of([call.movement.unit], at.date()), *emails.answered(call), by=by, at=at)
    return call


@transaction.atomic
def sum_up_movement(*, movement: Movement, summary: str, by, at: datetime) -> Movement:
    """Close a movement with what it achieved; the units it called are told. The final review calls this."""
    check_can_sum_up(by, movement, at.date())
    summary = nfc_lines(summary)
    if not summary:
        raise Denied("Mời ghi nội dung tổng kết.")
    pass_gate(movement, "sum_up", summary=summary, **stamp("summed_up", by=by, at=at))
    audit.record("movement_summed_up", movement, by=by, at=at)
    outbox.queue(officers_called(movement, at.date()), *emails.summed_up(movement), by=by, at=at)
    return movement


@transaction.atomic
def withdraw_movement(*, movement: Movement, reason: str, by, at: datetime) -> Movement:
    """Take a movement back, with the reason; units already called are told. What it answered is open again."""
    check_can_withdraw(by, movement, at.date())
    reason = nfc(reason)
    if not reason:
        raise Denied("Mời ghi lý do rút phong trào.")
    if len(reason) > 300:
        raise Denied("Lý do rút phong trào dài quá 300 ký tự.")
    pass_gate(movement, "withdraw", withdrawn_reason=reason, **stamp("withdrawn", by=by, at=at))
    answered = MovementCall.objects.filter(child=movement)
    reopened = answered.filter(answer="").update(child=None, answered_at=None, answered_by=None)
    answered.update(child=None)  # words of joining in stand without the movement
    audit.record("movement_withdrawn", movement, by=by, at=at, detail={"reopened": reopened} if reopened else None)
    outbox.queue(officers_called(movement, at.date()), *emails.withdrawn(movement, reason), by=by, at=at)
    return movement
