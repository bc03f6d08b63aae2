"""Objections of members after the ranking is published, and what becomes of them (requirement S3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from thidua.scoring import emails, permissions, queries
from thidua.scoring.actions_points import change_verified, clean_rows, recompute_cards
from thidua.scoring.models import Objection, Scorecard, ScoreChange, SeasonDeadline
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate, pass_gate, stamp
from thidua.shared.text import nfc
from thidua.units.queries import grants_of


@transaction.atomic
def raise_objection(*, card: Scorecard, criterion_code: str, reason: str, by, at: datetime) -> Objection:
    """A member asks to look again at one criterion of a card, its own or another's. Late ones are taken and marked."""
    unit = permissions.check_can_object(by, card, at.date())
    if criterion_code not in queries.items_of(card.season):
        raise Denied(f"Bảng tiêu chí không có mục “{criterion_code}”.")
    reason = nfc(reason)
    if len(reason) < 10:
        raise Denied("Hãy ghi rõ lý do kiến nghị (ít nhất 10 ký tự).")
    entry = card.entries.filter(criterion_code=criterion_code).first()
    try:
        with transaction.atomic():
            objection = Objection.objects.create(
                card=card,
                unit_id=unit,
                criterion_code=criterion_code,
                reason=reason[:1000],
                old_points=entry.verified_points if entry else None,
                late_days=queries.late_days(card.season, SeasonDeadline.Step.OBJECTION, at.date()),
                **stamp("raised", by=by, at=at),
            )
    except IntegrityError:
        raise Denied("Đơn vị đã có kiến nghị về mục này đang chờ trả lời.") from None
    audit.record("objection_raised", objection, by=by, at=at, detail={"card": card.pk, "criterion": criterion_code})
    outbox.queue(queries.leaders_of(card.season, at.date()), *emails.objection_is_raised(objection), by=by, at=at)
    return objection


@transaction.atomic
def withdraw_objection(*, objection: Objection, by, at: datetime) -> None:
    """Take it back; it stays readable."""
    if not any(g.unit_id == objection.unit_id and g.role in ("officer", "head") for g in grants_of(by, at.date())):
        raise Denied(f"Chỉ {objection.unit.name} được rút kiến nghị của mình.")
    pass_gate(objection, "withdraw", **stamp("withdrawn", by=by, at=at))
    audit.record("objection_withdrawn", objection, by=by, at=at)


@transaction.atomic
def answer_objection(
    *, objection: Objection, answer: str, by, at: datetime, data: Mapping[str, Any] | None = None
) -> list[ScoreChange]:
    """Answer an objection with a reason. ``data``: the corrected figures, none where the points stay.

    A correction takes the ranking back to the meeting, which ranks anew; the published ranking stays in its paper.
    Returns the points that changed on the card.
    """
    permissions.check_can_answer(by, objection, at.date())
    check_gate(objection, "refuse")
    answer = nfc(answer)
    if len(answer) < 10:
        raise Denied("Hãy ghi rõ lý do trả lời (ít nhất 10 ký tự).")
    card, code = objection.card, objection.criterion_code
    season, changes = card.season, []
    if data is not None:
        data = clean_rows(card, [(code, data, "")])[code][0]
        changes = change_verified(
            card, {code: data}, {code: f"Theo kiến nghị của {objection.unit.name}: {answer}"}, by, at
        )
        if not changes:
            raise Denied("Số liệu mới giống số liệu đang có; nếu giữ nguyên điểm thì trả lời không sửa.")
        recompute_cards(
            season, f"Tính lại sau khi sửa mục {queries.mention(season, code)} của {card.unit.name}", by=by, at=at
        )
    entry = card.entries.filter(criterion_code=code).first()
    fields = {"answer": answer[:1000], "new_points": entry.verified_points if entry else None}
    pass_gate(objection, "refuse" if data is None else "uphold", **fields, **stamp("answered", by=by, at=at))
    audit.record("objection_answered", objection, by=by, at=at, detail={"card": card.pk, "changed": len(changes)})
    if data is not None:
        pass_gate(season, "recall", ranked_at=None, ranked_by=None)
        audit.record("ranking_recalled", season, by=by, at=at, detail={"objection": objection.pk})
    people = queries.people_of_members(season, at.date(), {objection.unit_id, card.unit_id})
    outbox.queue(people, *emails.objection_is_answered(objection), by=by, at=at)
    return changes
