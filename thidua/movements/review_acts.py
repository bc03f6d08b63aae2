"""The acts of a review as the page of its movement and its own page show them."""

from datetime import date

from django.urls import reverse

from thidua.movements import permissions
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
