"""Drafting, launching, answering, summing up, withdrawing a movement."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from paperwork.blocks import PaperError
from thidua.movements import emails
from thidua.movements.models import Movement, MovementCall
from thidua.movements.papers import render_plan
from thidua.movements.permissions import (
    check_can_answer,
    check_can_draft,
    check_can_edit,
    check_can_launch,
    check_can_sum_up,
    check_can_withdraw,
)
from thidua.movements.queries import officers_of, units_reached_by
from thidua.papers.actions import keep_paper, next_number, number_text
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import fold, nfc, nfc_lines
from thidua.units.models import Unit

_SHORT = {"title", "slogan"}
_LONG = {"objective", "scope", "subjects", "content", "criteria", "measures"}
_OTHER = {"kind", "starts_on", "ends_on", "budget_vnd", "parent"}


def _clean(unit: Unit, content: dict[str, Any]) -> dict[str, Any]:
    """Named fields in canonical form; TypeError for a name a movement does not have."""
    if unknown := set(content) - _SHORT - _LONG - _OTHER:
        raise TypeError(f"a movement has no {sorted(unknown)}")
    fields = {name: value for name, value in content.items() if name in _OTHER}
    fields |= {name: nfc(content[name] or "") for name in _SHORT & set(content)}
    fields |= {name: nfc_lines(content[name] or "") for name in _LONG & set(content)}
    if "title" in fields:
        if not fields["title"]:
            raise Denied("Phong trào phải có tên.")
        fields["title_fold"] = fold(fields["title"])
    kind = fields.get("kind")
    if kind is not None and kind not in Movement.Kind.values:
        raise Denied("Hình thức thi đua phải là thường xuyên hoặc theo chuyên đề.")
    parent = fields.get("parent")
    if parent is not None:
        if parent.state != "launched":
            raise Denied("Chỉ hưởng ứng được phong trào cấp trên đang thực hiện.")
        if not MovementCall.objects.filter(movement=parent, unit=unit).exists():
            raise Denied(f"Phong trào “{parent.title}” không phát động đến {unit.name}.")
    return fields


def _check_dates(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise Denied("Ngày kết thúc phải sau ngày bắt đầu.")


@transaction.atomic
def draft_movement(*, unit: Unit, year: int, by, at: datetime, **content: Any) -> Movement:
    """Start a movement of ``unit``. ``content``: title (needed), kind, slogan, objective, scope, subjects, content,
    criteria, measures, starts_on, ends_on, budget_vnd, parent (the movement of a level above that this one answers).
    """
    check_can_draft(by, unit, at.date())
    content.setdefault("title", "")
    fields = _clean(unit, content)
    _check_dates(fields.get("starts_on"), fields.get("ends_on"))
    movement = Movement.objects.create(unit=unit, year=year, **stamp("drafted", by=by, at=at), **fields)
    audit.record("movement_drafted", movement, by=by, at=at, detail={"unit": unit.pk, "year": year})
    return movement


@transaction.atomic
def edit_movement(*, movement: Movement, by, at: datetime, **content: Any) -> Movement:
    """Change named parts of a draft."""
    check_can_edit(by, movement, at.date())
    fields = _clean(movement.unit, content)
    _check_dates(fields.get("starts_on", movement.starts_on), fields.get("ends_on", movement.ends_on))
    changed = sorted(name for name in fields if getattr(movement, name) != fields[name] and name != "title_fold")
    touch(movement, **fields)
    audit.record("movement_edited", movement, by=by, at=at, detail={"changed": changed})
    return movement


@transaction.atomic
def launch_movement(*, movement: Movement, by, at: datetime) -> Movement:
    """Launch: the numbered plan is issued, every active unit below is called, their officers get a letter."""
    check_can_launch(by, movement, at.date())
    unit = movement.unit
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
    pass_gate(movement, "launch", plan=plan, **stamp("launched", by=by, at=at))
    reached = units_reached_by(movement, at.date())
    MovementCall.objects.bulk_create([MovementCall(movement=movement, unit=each) for each in reached], batch_size=500)
    audit.record("movement_launched", movement, by=by, at=at, detail={"plan": plan.pk, "units": len(reached)})
    outbox.queue(officers_of(reached, at.date()), *emails.launched(movement), by=by, at=at)
    return movement


@transaction.atomic
def answer_call(*, call: MovementCall, answer: str, by, at: datetime) -> MovementCall:
    """A unit says how it takes part; once."""
    check_can_answer(by, call, at.date())
    answer = nfc_lines(answer)
    if not answer:
        raise Denied("Mời ghi nội dung trả lời.")
    fields = {"answer": answer, **stamp("answered", by=by, at=at)}
    if not MovementCall.objects.filter(pk=call.pk, answered_at__isnull=True).update(**fields):
        raise Stale()
    for name, value in fields.items():
        setattr(call, name, value)
    audit.record("movement_answered", call.movement, by=by, at=at, detail={"unit": call.unit_id})
    outbox.queue(officers_of([call.movement.unit], at.date()), *emails.answered(call), by=by, at=at)
    return call


@transaction.atomic
def sum_up_movement(*, movement: Movement, summary: str, by, at: datetime) -> Movement:
    """Close a movement with what it achieved; the units it called are told."""
    check_can_sum_up(by, movement, at.date())
    summary = nfc_lines(summary)
    if not summary:
        raise Denied("Mời ghi nội dung tổng kết.")
    pass_gate(movement, "sum_up", summary=summary, **stamp("summed_up", by=by, at=at))
    audit.record("movement_summed_up", movement, by=by, at=at)
    called = Unit.objects.filter(movement_calls__movement=movement).values_list("pk", flat=True)
    outbox.queue(officers_of(called, at.date()), *emails.summed_up(movement), by=by, at=at)
    return movement


@transaction.atomic
def withdraw_movement(*, movement: Movement, reason: str, by, at: datetime) -> Movement:
    """Take a movement back, with the reason; units already called are told."""
    check_can_withdraw(by, movement, at.date())
    reason = nfc(reason)
    if not reason:
        raise Denied("Mời ghi lý do rút phong trào.")
    if len(reason) > 300:
        raise Denied("Lý do rút phong trào dài quá 300 ký tự.")
    pass_gate(movement, "withdraw", withdrawn_reason=reason, **stamp("withdrawn", by=by, at=at))
    audit.record("movement_withdrawn", movement, by=by, at=at)
    called = Unit.objects.filter(movement_calls__movement=movement).values_list("pk", flat=True)
    outbox.queue(officers_of(called, at.date()), *emails.withdrawn(movement, reason), by=by, at=at)
    return movement
