"""What movements have due: answers to a launched movement, reports to a review, summing up one whose time is over."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.timezone import localtime

from thidua.movements.models import Movement, MovementCall, MovementReview, UnitReport
from thidua.notices.reminders import FURTHEST, LATEST, Due, holders, house_deadline, provide
from thidua.shared.certain import certain
from thidua.units.models import RoleGrant

Role = RoleGrant.Role


@provide("movements.answer")
def answers(on: date) -> Iterator[Due]:
    """Units that a running movement called and that have not answered. Two queries."""
    open_calls = MovementCall.objects.filter(movement__state="launched", answered_at=None, unit__valid_to=None)
    since = on - timedelta(days=LATEST + 60)
    calls = list(open_calls.filter(movement__launched_at__date__gte=since).select_related("movement", "unit"))
    officers = holders([Role.OFFICER], {call.unit_id for call in calls}, on)
    for call in calls:
        due_on = call.due_on or house_deadline("answer_movement", localtime(certain(call.movement.launched_at)).date())
        what = f"{call.unit.name} trả lời phong trào “{call.movement.title}”"
        url = reverse("movements:detail", args=[call.movement_id])
        for user in officers.get(call.unit_id, ()):
            yield Due(user, call.unit_id, what, due_on, url)


@provide("movements.report")
def reports(on: date) -> Iterator[Due]:
    """Units that a movement reached and that have not reported to its open review. Three queries."""
    reviews = {each.pk: each for each in MovementReview.objects.filter(closed_at=None).select_related("movement")}
    sent = set(UnitReport.objects.filter(review_id__in=reviews).values_list("review_id", "unit_id"))
    reached = MovementCall.objects.filter(movement__reviews__in=reviews, unit__valid_to=None).select_related("unit")
    open_of = {each.movement_id: each for each in reviews.values()}
    late = [(open_of[call.movement_id], call.unit) for call in reached]
    officers = holders([Role.OFFICER], {unit.pk for _, unit in late}, on)
    for review, unit in late:
        if (review.pk, unit.pk) in sent:
            continue
        what = f"{unit.name} báo cáo {review.get_kind_display().lower()} phong trào “{review.movement.title}”"
        url = reverse("movements:detail", args=[review.movement_id])
        for user in officers.get(unit.pk, ()):
            yield Due(user, unit.pk, what, review.due_on, url)


@provide("movements.sum_up")
def summaries(on: date) -> Iterator[Due]:
    """Movements that end soon or have ended and are not summed up. Two queries."""
    ending = on + timedelta(days=FURTHEST)
    rows = Movement.objects.filter(state="launched", ends_on__lte=ending, ends_on__gte=on - timedelta(days=LATEST))
    movements = list(rows)
    officers = holders([Role.OFFICER], {movement.unit_id for movement in movements}, on)
    for movement in movements:
        what = f"Tổng kết phong trào “{movement.title}” khi hết thời gian thực hiện"
        url = reverse("movements:detail", args=[movement.pk])
        for user in officers.get(movement.unit_id, ()):
            yield Due(user, movement.unit_id, what, certain(movement.ends_on), url)
