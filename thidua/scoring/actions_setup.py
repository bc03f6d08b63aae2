"""Rules of a season: deadlines, who wins, who looks again, which criteria need a proof, who leads which criterion (S3)."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from itertools import pairwise

from django.db import transaction

from thidua.scoring import emails, permissions, queries
from thidua.scoring.actions_points import recompute_cards
from thidua.scoring.actions_sheets import hand_out_lead_sheets, set_aside, set_aside_of
from thidua.scoring.models import Scorecard, Season, SeasonDeadline
from thidua.scoring.models_marks import LeadDuty, MarkSheet
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import nfc
from thidua.units.models import Unit
from thidua.units.queries import in_force

Step = SeasonDeadline.Step


@transaction.atomic
def set_rules(
    *,
    season: Season,
    mark_rule: str,
    correction_route: str,
    evidence_codes: Collection[str],
    deadlines: Mapping[str, date],
    by,
    at: datetime,
) -> None:
    """Choose what marks of others do, who looks again, which criteria need a proof; and the last day of each step.

    ``deadlines``: {step: day}; a step that is left out has none. They follow one another.
    """
    permissions.check_can_set_up(by, season, at.date())
    if mark_rule not in Season.MarkRule or correction_route not in Season.Route:
        raise Denied("Quy định đã chọn không có trong danh sách.")
    if strange := sorted(set(evidence_codes) - set(queries.items_of(season))):
        raise Denied(f"Bảng tiêu chí không có mục “{strange[0]}”.")
    given = [(step, deadlines[step]) for step in Step if step in deadlines]
    for (before, first), (after, second) in pairwise(given):
        if second < first:
            raise Denied(f"Hạn “{Step(after).label}” không được trước hạn “{Step(before).label}”.")
    order = [code for code in queries.items_of(season) if code in set(evidence_codes)]
    touch(season, mark_rule=mark_rule, correction_route=correction_route, evidence_codes=order)
    known = {row.step: row for row in season.deadlines.all()}
    ended = [row.pk for step, row in known.items() if deadlines.get(Step(step)) != row.due_on]
    season.deadlines.filter(pk__in=ended).update(**stamp("ended", by=by, at=at))
    SeasonDeadline.objects.bulk_create(
        SeasonDeadline(season=season, step=step, due_on=due_on, **stamp("set", by=by, at=at))
        for step, due_on in given
        if step not in known or known[step].due_on != due_on
    )
    audit.record(
        "season_rules_set",
        season,
        by=by,
        at=at,
        detail={
            "mark_rule": str(mark_rule),
            "correction_route": str(correction_route),
            "evidence": order[:60],
            "deadlines": {step: day.isoformat() for step, day in given},
        },
    )


@transaction.atomic
def assign_leads(*, season: Season, leads: Mapping[str, Unit | None], by, at: datetime) -> int:
    """Say which department marks which criteria of every card ({criterion code: department, None: nobody}); criteria that
    are not named stay as they are. While cards are being verified the sheets follow at once. Returns how many duties
    changed."""
    permissions.check_can_set_up(by, season, at.date(), "giao đơn vị chủ trì chấm")
    items = queries.items_of(season)
    known = {duty.criterion_code: duty for duty in season.lead_duties.all()}
    changed, told = {}, {}
    for code, unit in leads.items():
        item = items.get(code)
        if item is None or item.part == "tie":
            raise Denied(f"Bảng tiêu chí không có mục “{code}” để giao chấm.")
        if unit is not None and not in_life(unit, at.date()):
            raise Denied(f"{unit.name} không còn hoạt động; hãy chọn đơn vị khác.")
        old = known.get(code)
        if (old.unit_id if old else None) == (unit.pk if unit else None):
            continue
        changed[code] = unit.code if unit else None
        if unit:
            told[unit.pk] = unit
    if not changed:
        return 0
    touch(season)
    season.lead_duties.filter(criterion_code__in=changed).update(**stamp("ended", by=by, at=at))
    LeadDuty.objects.bulk_create(
        LeadDuty(season=season, unit=unit, criterion_code=code, **stamp("set", by=by, at=at))
        for code, unit in leads.items()
        if code in changed and unit is not None
    )
    audit.record("leads_assigned", season, by=by, at=at, detail={"criteria": changed})
    if season.state == "verifying":
        hand_out_lead_sheets(season, by=by, at=at)
    if told:
        people = queries.people_of_members(season, at.date(), told)
        outbox.queue(people, *emails.leads_are_assigned(season), by=by, at=at)
    return len(changed)


def in_life(unit: Unit, on: date) -> bool:
    return Unit.objects.filter(in_force(on, "valid_from", "valid_to"), pk=unit.pk).exists()


@transaction.atomic
def close_card(*, card: Scorecard, reason: str, by, at: datetime) -> None:
    """A member leaves during the year: its card is kept with the reason and takes no part in the ranking.

    Sheets on it and sheets it had to give are set aside; where formulas compare units the others are recomputed.
    """
    season = card.season
    permissions.check_can_let_leave(by, season, at.date())
    if season.state not in ("self_scoring", "verifying", "meeting"):
        raise Denied(
            f"Mùa chấm điểm đang ở bước “{season.state_label}”; muốn đổi thành viên xếp hạng phải thẩm định lại trước."
        )
    reason = nfc(reason)
    if not reason:
        raise Denied("Hãy ghi lý do đơn vị thôi tham gia.")
    if season.scorecards.exclude(state="closed").count() == 1:
        raise Denied("Đây là đơn vị cuối cùng của mùa chấm điểm; không cho thôi tham gia được.")
    pass_gate(card, "close", closed_reason=reason[:300], **stamp("closed", by=by, at=at))
    why = f"{card.unit.name} thôi tham gia: {reason}"
    set_aside_of([card], why, by=by, at=at)
    for sheet in MarkSheet.objects.filter(card__season=season, unit=card.unit, role=MarkSheet.Role.CHECK, state="open"):
        set_aside(sheet, why, by=by, at=at)
    audit.record("scorecard_closed", card, by=by, at=at, detail={"reason": reason[:300]})
    recompute_cards(season, f"Tính lại vì {why}", by=by, at=at)
    outbox.queue(queries.people_of_members(season, at.date()), *emails.member_has_left(card), by=by, at=at)
