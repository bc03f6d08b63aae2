"""Reading reviews: who reported, what the figures come to, what looks wrong, who is proposed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Avg, Count, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum

from thidua.movements.models import (
    CommendationProposal,
    Movement,
    MovementCall,
    MovementReview,
    MovementTarget,
    UnitReport,
    UnitResult,
)
from thidua.movements.queries import own_line, own_lines, visible_to
from thidua.shared.wording import vi_number
from thidua.units.models import Unit
from thidua.units.queries import unit_ids_visible_to

# A figure ten times as large or as small as it should be is most often one in another unit of measure (seed 4.26).
FAR = 10


def reviews_visible_to(user, on: date) -> QuerySet[MovementReview]:
    """Reviews of the movements a person may see."""
    return MovementReview.objects.filter(movement__in=visible_to(user, on).values("pk")).select_related(
        "movement", "movement__unit", "paper", "closed_by"
    )


def calls_with_reports(review: MovementReview, user, on: date) -> QuerySet[MovementCall]:
    """The units the movement reached, those the person may see, each with ``reported_at`` (None: not yet)."""
    units = unit_ids_visible_to(user, on)
    sent = UnitReport.objects.filter(review=review, unit=OuterRef("unit")).values("sent_at")[:1]
    calls = MovementCall.objects.filter(movement=review.movement_id).select_related("unit")
    if review.movement.unit_id not in units:
        calls = calls.filter(unit__in=units)
    return calls.annotate(reported_at=Subquery(sent))


def places_of(review: MovementReview, units: Iterable[Unit]) -> list[tuple[Unit, Unit]]:
    """(unit, called unit in whose name it reports) for those the movement reached, in the order given: the unit itself, or
    one it took over. Two queries."""
    wanted = list(units)
    if not wanted:
        return []
    lines = own_lines(unit.pk for unit in wanted)
    calls = MovementCall.objects.filter(movement=review.movement_id, unit__in=set().union(*lines.values()))
    called = {call.unit_id: call.unit for call in calls.select_related("unit").order_by("pk")}
    found = []
    for unit in wanted:
        heirlooms = [pk for pk in called if pk in lines[unit.pk]]
        if heirlooms:
            found.append((unit, called[min(heirlooms, key=lambda pk, own=unit.pk: pk != own)]))  # type: ignore[misc]
    return found


@dataclass(frozen=True)
class TargetSum:
    """What the units reported for one target: how many, how many reached the goal, and the figures together.

    ``total`` is None where adding up makes no sense (shares in percent).
    """

    target: MovementTarget
    reported: int
    met: int
    least: Decimal | None
    most: Decimal | None
    mean: Decimal | None
    total: Decimal | None
    doubted: int

    @property
    def together(self) -> str:
        """The sum, or the mean of shares, with the unit of measure, for a cell."""
        if not self.reported:
            return ""
        if self.total is None:
            return f"bình quân {vi_number(self.mean, 2)} {self.target.unit_of_measure}"
        return f"{vi_number(self.total)} {self.target.unit_of_measure}"

    @property
    def span(self) -> str:
        return f"{vi_number(self.least)} – {vi_number(self.most)}" if self.reported else ""


def is_share(target: MovementTarget) -> bool:
    """Whether figures of this target are shares, which do not add up."""
    measure = target.unit_of_measure.lower()
    return "%" in measure or "phần trăm" in measure or "tỷ lệ" in measure


def sums_of(review: MovementReview) -> list[TargetSum]:
    """One per target, in order. One query whatever the number of units."""
    here = Q(results__report__review=review)
    reached = Q(direction="more", results__value__gte=F("goal")) | Q(direction="less", results__value__lte=F("goal"))
    targets = MovementTarget.objects.filter(movement=review.movement_id).annotate(
        n_reported=Count("results", filter=here),
        n_met=Count("results", filter=here & reached),
        least=Min("results__value", filter=here),
        most=Max("results__value", filter=here),
        mean=Avg("results__value", filter=here),
        total=Sum("results__value", filter=here),
        n_doubted=Count("results", filter=here & ~Q(results__doubt="")),
    )
    return [
        TargetSum(
            each,
            each.n_reported,
            each.n_met,
            each.least,
            each.most,
            each.mean,
            None if is_share(each) else each.total,
            each.n_doubted,
        )
        for each in targets.order_by("ordinal")
    ]


def figures_of(review: MovementReview, units: Iterable[int]) -> dict[int, list[UnitResult]]:
    """{unit: its figures by target} for the units of one page. One query."""
    found: dict[int, list[UnitResult]] = {}
    rows = UnitResult.objects.filter(report__review=review, report__unit__in=list(units))
    for result in rows.select_related("target", "report").order_by("target__ordinal"):
        found.setdefault(result.report.unit_id, []).append(result)
    return found


def earlier_figures(review: MovementReview, unit: Unit) -> dict[int, Decimal]:
    """{target: what the unit, or one it took over, reported to an earlier review of the movement}, the latest."""
    rows = UnitResult.objects.filter(
        report__review__movement=review.movement_id,
        report__review__opened_at__lt=review.opened_at,
        report__unit__in=own_line(unit),
    ).order_by("report__review__opened_at")
    return {row.target_id: row.value for row in rows}


def doubt_about(target: MovementTarget, value: Decimal, earlier: Decimal | None) -> str:
    """Why a figure looks wrong, in one sentence; "" where nothing does (seed 4.5). It may still be right: the unit says so."""
    measure = target.unit_of_measure
    if "%" in measure and value > 100:
        return f"{vi_number(value)} % là quá 100 %."
    if target.goal and value >= FAR * target.goal:
        return f"Gấp hơn {FAR} lần mục tiêu {vi_number(target.goal)} {measure}: có nhầm đơn vị tính không?"
    if target.direction == "more" and 0 < value * FAR <= target.goal:
        return f"Chưa bằng một phần {FAR} mục tiêu {vi_number(target.goal)} {measure}: có nhầm đơn vị tính không?"
    if earlier and (value >= FAR * earlier or value * FAR <= earlier):
        return f"Chênh quá {FAR} lần so với kỳ trước ({vi_number(earlier)} {measure})."
    return ""


def proposals_of(review: MovementReview) -> QuerySet[CommendationProposal]:
    """Who stands proposed at a review, by unit; those taken back are left out."""
    return CommendationProposal.objects.filter(review=review, withdrawn_at=None).select_related("unit", "person")


def commendation_proposals(movement: Movement) -> QuerySet[CommendationProposal]:
    """Everybody proposed to be commended within a movement, over its reviews: what dossiers may be started from."""
    proposals = CommendationProposal.objects.filter(review__movement=movement, withdrawn_at=None)
    return proposals.select_related("unit", "person", "review").order_by("unit__code", "pk")


def proposals_visible_to(user, on: date) -> QuerySet[CommendationProposal]:
    """Proposals of the units a person may see, and all of the movements of these units."""
    units = unit_ids_visible_to(user, on)
    mine = Q(unit__in=units) | Q(review__movement__unit__in=units)
    return CommendationProposal.objects.filter(mine).select_related("unit", "person", "review__movement__unit")
