"""The cross-check plan confirmed, replaced; the sheets that follow from it (requirement S4)."""

from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction

from rulebook.checkplan import Plan
from thidua.scoring import emails, permissions, planning, queries
from thidua.scoring.actions_sheets import BATCH, set_aside
from thidua.scoring.models import Season
from thidua.scoring.models_marks import CheckPlan, MarkSheet
from thidua.scoring.queries_marks import plan_of
from thidua.shared import audit, outbox
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import stamp, touch
from thidua.shared.text import nfc


@transaction.atomic
def confirm_plan(*, season: Season, question: planning.Question, digest: str, by, at: datetime) -> CheckPlan:
    """Put the previewed plan in force and hand out its sheets. ``digest`` is that of the preview: the plan is drawn again
    and must be the same, so that what people saw is what holds. Refused with the proof where no plan exists."""
    permissions.check_can_set_up(by, season, at.date(), "lập kế hoạch kiểm tra chéo")
    if plan_of(season) is not None:
        raise Denied("Mùa chấm điểm đã có kế hoạch kiểm tra chéo; muốn lập lại phải bỏ kế hoạch cũ kèm lý do.")
    drawn = planning.answer(season, question)
    if not isinstance(drawn, Plan):
        raise Denied(drawn.reason_vi)
    if planning.digest_of(question, drawn) != digest:
        raise Stale("Thành viên hoặc bảng tiêu chí vừa thay đổi nên kế hoạch khác bản xem trước. Hãy xem lại.")
    earlier = planning.earlier_of(season)
    touch(season)
    try:
        with transaction.atomic():
            plan = CheckPlan.objects.create(
                season=season,
                per_unit=question.per_unit,
                double_percent=question.double_percent,
                seed=question.seed,
                bans=[
                    {"checker": one, "checked": two, "reason": reason, "both_ways": both}
                    for one, two, reason, both in question.bans
                ],
                earlier=asdict(earlier) if earlier else {},
                relax=list(question.relax),
                parts=list(question.parts),
                is_split=question.is_split,
                plan=drawn.to_dict(),
                digest=digest,
                **stamp("confirmed", by=by, at=at),
            )
    except IntegrityError:
        raise Stale() from None
    cards = {card.unit.code: card for card in season.scorecards.select_related("unit")}
    MarkSheet.objects.bulk_create(
        (
            MarkSheet(
                card=cards[checked],
                unit=cards[checker].unit,
                role=MarkSheet.Role.CHECK,
                ordinal=ordinal,
                codes=codes,
                plan=plan,
                state="open",
                **stamp("assigned", by=by, at=at),
            )
            for checker, checked, ordinal, codes in planning.tasks(season, drawn, question.parts)
        ),
        batch_size=BATCH,
    )
    audit.record("check_plan_confirmed", season, by=by, at=at, detail={"digest": digest, "seed": question.seed})
    people = queries.people_of_members(season, at.date())
    outbox.queue(people, *emails.checks_are_assigned(season), by=by, at=at)
    return plan


@transaction.atomic
def replace_plan(*, plan: CheckPlan, reason: str, by, at: datetime) -> None:
    """Put a plan out of force with a reason, while none of its sheets has been given; a new one may then be drawn."""
    season = plan.season
    permissions.check_can_set_up(by, season, at.date(), "bỏ kế hoạch kiểm tra chéo")
    reason = nfc(reason)
    if not reason:
        raise Denied("Hãy ghi lý do bỏ kế hoạch.")
    sheets = list(plan.sheets.exclude(state="set_aside"))
    if given := sum(sheet.state == "given" for sheet in sheets):
        raise Denied(f"Đã có {given} phiếu kiểm tra chéo được gửi; không bỏ kế hoạch được nữa.")
    fields = {"replaced_reason": reason[:300], **stamp("replaced", by=by, at=at)}
    if CheckPlan.objects.filter(pk=plan.pk, replaced_at=None).update(**fields) != 1:
        raise Stale()
    for sheet in sheets:
        set_aside(sheet, f"Bỏ kế hoạch kiểm tra chéo: {reason}", by=by, at=at)
    audit.record("check_plan_replaced", season, by=by, at=at, detail={"digest": plan.digest, "reason": reason[:300]})
