"""A review as its report: what the system holds, and the words of the officer."""

from datetime import date

from django.db.models import Count

from paperwork.blocks import Distribution, Reference
from paperwork.papers.movement_review import (
    Commended,
    MovementReviewPaper,
    Steered,
    TargetLine,
    UnitLine,
    render_review_paper,
)
from thidua.movements.models import MovementReview, SteeringDocument, UnitReport
from thidua.movements.queries import numbers_of
from thidua.movements.queries_reviews import figures_of, proposals_of, sums_of
from thidua.papers.letterhead import issuer_of, signer_of, symbol_of
from thidua.shared.text import paragraphs
from thidua.shared.wording import vi_date


def paper_of(review: MovementReview, *, number: int | None, signer_name: str, dated: date) -> MovementReviewPaper:
    """The report as it stands on a day; ``number`` None leaves its place blank. Eight queries."""
    movement, kind = review.movement, review.get_kind_display()
    unit = movement.unit
    reports = list(UnitReport.objects.filter(review=review).select_related("unit").order_by("unit__code"))
    figures = figures_of(review, [report.unit_id for report in reports])
    targets = sums_of(review)
    return MovementReviewPaper(
        issuer=issuer_of(unit),
        reference=Reference(number, symbol_of("BC", unit), dated),
        summary=f"{kind} phong trào thi đua “{movement.title}”",
        signer=signer_of(unit, signer_name),
        distribution=Distribution(("Các đơn vị trong phạm vi phong trào",)),
        opening=_opening(review),
        steering=_steering(review, dated),
        documents=tuple(
            Steered(document.number_text, document.dated, document.issuer, document.summary)
            for document in SteeringDocument.objects.filter(movement=movement, withdrawn_at=None).order_by(
                "dated", "pk"
            )
        ),
        targets=tuple(
            TargetLine(
                each.target.name, each.target.unit_of_measure, each.target.goal, each.reported, each.met, each.together
            )
            for each in targets
        ),
        assessment=paragraphs(review.assessment),
        shortcomings=paragraphs(review.shortcomings),
        lessons=paragraphs(review.lessons),
        directions=paragraphs(review.directions),
        commended=tuple(
            Commended(str(p.person) if p.person else p.unit.name, p.unit.name if p.person else "", p.achievement)
            for p in proposals_of(review)
        ),
        units=tuple(
            UnitLine(
                report.unit.name,
                tuple(
                    (r.target.name, r.value, r.target.unit_of_measure, r.note) for r in figures.get(report.unit_id, [])
                ),
                paragraphs(report.text),
            )
            for report in reports
        ),
    )


def _opening(review: MovementReview) -> str:
    movement = review.movement
    plan = (
        f"Thực hiện Kế hoạch số {movement.plan.number_text} ngày {vi_date(movement.plan.issued_on)}"
        if movement.plan
        else ""
    )
    subject = f"{movement.unit.agency_name} báo cáo kết quả {review.get_kind_display().lower()} phong trào thi đua"
    return f"{plan}, {subject} “{movement.title}” như sau:" if plan else f"{subject} “{movement.title}” như sau:"


def _steering(review: MovementReview, on: date) -> tuple[str, ...]:
    movement = review.movement
    numbers = numbers_of(movement.calls.all(), on)
    reported = review.reports.aggregate(sent=Count("pk"))["sent"]
    lines = []
    if numbers["called"]:
        lines.append(
            f"Phong trào được phát động đến {numbers['called']:02d} đơn vị; {numbers['joined']:02d} đơn vị có kế hoạch hưởng ứng, "
            f"{numbers['child']:02d} đơn vị phát động phong trào riêng, {numbers['waiting'] + numbers['late']:02d} đơn vị chưa trả lời."
        )
        lines.append(f"Có {reported:02d}/{numbers['called']:02d} đơn vị báo cáo kết quả.")
    lines += [f"- {line.lstrip('-+• ')}" for line in paragraphs(movement.coordinators)]
    return tuple(lines)


def render_review(review: MovementReview, *, number: int, signer_name: str, dated: date) -> bytes:
    """PDF bytes. Raises ``paperwork.blocks.PaperError`` for text that cannot be printed."""
    return render_review_paper(paper_of(review, number=number, signer_name=signer_name, dated=dated))
