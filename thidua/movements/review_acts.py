"""The acts of a review, and the letter to those who are late, as the pages of a movement show them."""

from datetime import date

from django.urls import reverse

from thidua.movements import permissions
from thidua.movements.lateness import is_anyone_late
from thidua.movements.models import Movement, MovementReview
from thidua.shared.ui import Action, guarded


def review_acts(me, movement: Movement, on: date) -> list[Action]:
    """Mid-term and final review of a launched movement; an open one leads to its page. One query, none where the
    reviews were fetched before."""
    opened = next((review for review in movement.reviews.all() if review.closed_at is None), None)
    if opened is not None:
        label = f"Đợt {opened.get_kind_display().lower()} đang mở"
        return [Action(label, reverse("movements:review", args=[opened.pk]), kind="primary", icon="chart")]
    address = reverse("movements:review-new", args=[movement.pk])
    return [
        guarded(
            kind.label,
            f"{address}?loai={kind.value}",
            permissions.check_can_open_review,
            me,
            movement,
            on,
            icon="chart",
        )
        for kind in MovementReview.Kind
    ]


def reminder_act(me, movement: Movement, on: date, late: int | None = None) -> list[Action]:
    """The letter to the units past their day, for those who may write it; nothing while nobody is late. ``late``: how many
    have not answered in time, where the page has counted them; then only reports to an overdue review are asked about."""
    act = guarded(
        "Lập công văn đôn đốc", reverse("movements:remind", args=[movement.pk]), permissions.check_can_remind,
        me, movement, on, icon="mail",
    )  # fmt: skip
    if act.refused:
        return []
    is_due = any(review.closed_at is None and review.due_on < on for review in movement.reviews.all())
    somebody = bool(late) or ((late is None or is_due) and is_anyone_late(movement, on))
    return [act] if somebody else []
