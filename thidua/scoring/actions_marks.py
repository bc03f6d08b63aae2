"""Marks of lead departments and cross-checkers, and what is agreed where they differ (requirements S3, S4)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from thidua.scoring import emails, marking, permissions, queries
from thidua.scoring.actions import BATCH, change_verified, clean_rows
from thidua.scoring.actions_sheets import open_again
from thidua.scoring.models import Scorecard, ScoreChange, Season, SeasonDeadline
from thidua.scoring.models_marks import Mark, MarkSheet, Settlement
from thidua.scoring.queries_marks import differences_of
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate, pass_gate, stamp, touch
from thidua.shared.text import nfc

LEAST_REASON = 5


@transaction.atomic
def enter_marks(
    *, sheet: MarkSheet, rows: Iterable[tuple[str, Mapping[str, Any], str]], by, at: datetime
) -> list[Mark]:
    """Put down (criterion code, figures, comment) on an open sheet: all or nothing. A mark that differs from what the unit
    claimed needs a comment that says why. Nobody else sees it before the sheet is given. Returns what changed."""
    permissions.check_can_mark(by, sheet, at.date())
    card = sheet.card
    cleaned = clean_rows(card, rows)
    if strange := sorted(set(cleaned) - set(sheet.codes)):
        raise Denied(f"Phiếu chấm này không có mục “{strange[0]}”.")
    claims = {entry.criterion_code: entry for entry in card.entries.all()}
    items = queries.items_of(card.season)
    known = {mark.criterion_code: mark for mark in sheet.marks.all()}
    fresh, changed = [], []
    for code, (data, comment) in cleaned.items():
        claim = claims.get(code)
        if len(comment) < LEAST_REASON and (claim is None or claim.self_input != data):
            raise Denied(f"Mục {items[code].spoken}: chấm khác số đơn vị kê khai thì ghi rõ lý do.")
        mark = known.get(code)
        if mark is None:
            mark = known[code] = Mark(sheet=sheet, criterion_code=code, version=0)
            fresh.append(mark)
        elif (mark.input, mark.comment) == (data, comment) and not _was_asked_again(sheet, mark):
            continue
        else:
            changed.append(mark)
        mark.input, mark.comment, mark.version = data, comment, mark.version + 1
        mark.given_at, mark.given_by = at, by
    inputs = queries.inputs_of(claims.values(), False) | {code: mark.input for code, mark in known.items()}
    try:
        score = queries.score_of_inputs(card, inputs)
    except marking.BadFigure as error:
        raise Denied(str(error)) from error
    for mark in (*fresh, *changed):
        line = marking.line_of(score, items[mark.criterion_code])
        mark.points = line.points if line else None
    if fresh or changed:
        touch(sheet)
        Mark.objects.bulk_create(fresh, batch_size=BATCH)
        names = ["input", "points", "comment", "version", "given_at", "given_by"]
        Mark.objects.bulk_update(changed, names, batch_size=BATCH)
        codes = sorted(mark.criterion_code for mark in (*fresh, *changed))
        audit.record("marks_entered", sheet, by=by, at=at, detail={"criteria": codes[:40], "count": len(codes)})
    return [*fresh, *changed]


def _was_asked_again(sheet: MarkSheet, mark: Mark) -> bool:
    """Whether the mark is older than the request to mark anew: the same figures again are then a new statement."""
    return sheet.asked_again_at is not None and mark.given_at < sheet.asked_again_at


@transaction.atomic
def give_sheet(*, sheet: MarkSheet, by, at: datetime) -> None:
    """Hand in a sheet with a mark for every criterion. From here on it is read by those who may, and changed only when
    who leads asks again. Where the season says so a lead department's marks become the points that stand."""
    permissions.check_can_mark(by, sheet, at.date())
    check_gate(sheet, "give")
    season, card = sheet.card.season, sheet.card
    marks = {mark.criterion_code: mark for mark in sheet.marks.all()}
    if missing := [code for code in sheet.codes if code not in marks]:
        more = f" và {len(missing) - 8} mục nữa" if len(missing) > 8 else ""
        raise Denied(
            f"Chưa gửi được, còn chưa chấm mục {', '.join(queries.mention(season, code) for code in missing[:8])}{more}."
        )
    is_lead = sheet.role == MarkSheet.Role.LEAD
    step = SeasonDeadline.Step.LEAD if is_lead else SeasonDeadline.Step.CHECK
    late = queries.late_days(season, step, at.date())
    pass_gate(sheet, "give", late_days=late, **stamp("given", by=by, at=at))
    audit.record("marks_given", sheet, by=by, at=at, detail={"card": card.pk} | ({"late_days": late} if late else {}))
    if is_lead and season.mark_rule == Season.MarkRule.LEAD:
        inputs = {code: marks[code].input for code in sheet.codes}
        said = {code: f"{sheet.unit.name} chấm: {marks[code].comment or 'như đơn vị kê khai'}" for code in inputs}
        change_verified(card, inputs, said, by, at)


@transaction.atomic
def ask_again(*, sheet: MarkSheet, reason: str, by, at: datetime) -> None:
    """Give a sheet back to its unit to mark anew, with a reason; for who may verify the card."""
    permissions.check_can_verify(by, sheet.card, at.date(), "đề nghị chấm lại")
    permissions.check_can_see_marks(by, sheet.card, at.date())
    reason = nfc(reason)
    if not reason:
        raise Denied("Hãy ghi lý do đề nghị chấm lại.")
    if sheet.card.state != "sent":
        raise Denied(f"Bảng điểm đang ở bước “{sheet.card.state_label}”; hãy mở lại việc thẩm định trước.")
    open_again(sheet, reason, by=by, at=at)
    people = queries.people_of_members(sheet.card.season, at.date(), [sheet.unit_id])
    outbox.queue(people, *emails.sheet_is_asked_again(sheet), by=by, at=at)


@transaction.atomic
def settle(
    *, card: Scorecard, criterion_code: str, data: Mapping[str, Any], reason: str, by, at: datetime
) -> list[ScoreChange]:
    """Agree on one criterion on which marks differ: the figures that stand and why (requirement S4).

    May be the unit's claim, one of the marks or something between; the reason stands in the history either way. Returns
    the points that changed by it.
    """
    permissions.check_can_verify(by, card, at.date(), "thống nhất điểm")
    permissions.check_can_see_marks(by, card, at.date())
    if card.state != "sent":
        raise Denied(f"Chưa thống nhất được: bảng điểm đang ở bước “{card.state_label}”.")
    if not any(each.item.code == criterion_code for each in differences_of(card)):
        raise Denied("Mục này không có điểm khác nhau; muốn đổi điểm thì dùng “Sửa điểm”.")
    reason = nfc(reason)
    if len(reason) < LEAST_REASON:
        raise Denied("Hãy ghi lý do thống nhất.")
    data = clean_rows(card, [(criterion_code, data, "")])[criterion_code][0]
    changes = change_verified(card, {criterion_code: data}, {criterion_code: f"Thống nhất: {reason}"}, by, at)
    if not changes:
        touch(card)
    points = card.entries.get(criterion_code=criterion_code).verified_points
    Settlement.objects.create(
        card=card,
        criterion_code=criterion_code,
        input=data,
        points=points,
        reason=reason[:300],
        **stamp("settled", by=by, at=at),
    )
    audit.record("mark_settled", card, by=by, at=at, detail={"criterion": criterion_code, "changed": len(changes)})
    return changes
