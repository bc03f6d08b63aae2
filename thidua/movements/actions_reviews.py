"""Reviewing a movement: opened, reported to by the units, closed with its paper (requirement M3)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction

from paperwork.blocks import PaperError
from thidua.movements import actions, emails
from thidua.movements.content import LONGEST, amount
from thidua.movements.models import (
    CommendationProposal,
    Movement,
    MovementReview,
    MovementTarget,
    UnitReport,
    UnitResult,
)
from thidua.movements.permissions import (
    check_can_close_review,
    check_can_open_review,
    check_can_prepare_review,
    check_can_report,
)
from thidua.movements.queries import officers_called
from thidua.movements.queries_reviews import doubt_about, earlier_figures, places_of
from thidua.movements.review_papers import render_review
from thidua.papers.actions import keep_paper, next_number, number_text
from thidua.people.models import Person
from thidua.people.queries import people_of
from thidua.shared import audit, outbox
from thidua.shared.actions_rows import strike
from thidua.shared.denied import Denied, Stale
from thidua.shared.gate import pass_gate, stamp, touch
from thidua.shared.text import nfc, nfc_lines
from thidua.units.models import Unit

REVIEW_TEXTS = {
    "assessment": "Đánh giá chung",
    "shortcomings": "Hạn chế, nguyên nhân",
    "lessons": "Bài học kinh nghiệm",
    "directions": "Phương hướng, nhiệm vụ tiếp theo",
}
LATEST_DUE = timedelta(days=366)
MOST_PROPOSALS = 50


class WrongFigure(Denied):
    """A figure that cannot stand as it is; ``target`` is its primary key."""

    def __init__(self, target: MovementTarget, reason: str):
        super().__init__(f"{target.name}: {reason}")
        self.target, self.plain = target.pk, reason


@transaction.atomic
def open_review(*, movement: Movement, kind: str, due_on: date, by, at: datetime) -> MovementReview:
    """Begin a mid-term or the final review: the units the movement reached are asked to report until ``due_on``."""
    check_can_open_review(by, movement, at.date())
    if kind not in MovementReview.Kind.values:
        raise Denied("Mời chọn sơ kết hoặc tổng kết.")
    if not at.date() <= due_on <= at.date() + LATEST_DUE:
        raise Denied("Hạn báo cáo phải từ hôm nay trở đi và trong vòng một năm.")
    try:
        with transaction.atomic():
            review = MovementReview.objects.create(
                movement=movement, kind=kind, due_on=due_on, **stamp("opened", by=by, at=at)
            )
    except IntegrityError as error:
        raise Stale() from error
    audit.record("movement_review_opened", review, by=by, at=at, detail={"movement": movement.pk, "kind": kind})
    outbox.queue(officers_called(movement, at.date()), *emails.review_opened(review), by=by, at=at)
    return review


@transaction.atomic
def write_review(*, review: MovementReview, by, at: datetime, **texts: str) -> MovementReview:
    """Write named parts of the report: assessment, shortcomings, lessons, directions; paragraphs on lines."""
    check_can_prepare_review(by, review, at.date())
    if unknown := set(texts) - set(REVIEW_TEXTS):
        raise TypeError(f"a review has no {sorted(unknown)}")
    fields = {name: nfc_lines(text or "") for name, text in texts.items()}
    for name, text in fields.items():
        if len(text) > LONGEST:
            raise Denied(f"{REVIEW_TEXTS[name]} dài quá {LONGEST:,} ký tự.".replace(",", "."))
    touch(review, **fields)
    audit.record("movement_review_written", review, by=by, at=at, detail={"parts": sorted(fields)})
    return review


def _place(review: MovementReview, unit: Unit) -> Unit:
    """The called unit in whose name this one reports."""
    places = places_of(review, [unit])
    if not places:
        raise Denied(f"Phong trào “{review.movement.title}” không phát động đến {unit.name}.")
    return places[0][1]


@transaction.atomic
def send_report(
    *,
    review: MovementReview,
    unit: Unit,
    text: str,
    figures: Iterable[tuple[MovementTarget, Decimal, str]] = (),
    by,
    at: datetime,
) -> UnitReport:
    """A unit reports, or reports anew, until the whole is closed. ``figures``: (target, value, note).

    A figure that looks wrong is kept only with a note that explains it. Raises :class:`WrongFigure`.
    """
    check_can_report(by, review, unit, at.date())
    place = _place(review, unit)
    text = nfc_lines(text)
    if len(text) > LONGEST:
        raise Denied(f"Báo cáo dài quá {LONGEST:,} ký tự.".replace(",", "."))
    results = _results_of(review, place, figures)
    if not text and not results:
        raise Denied("Mời ghi kết quả: ít nhất một chỉ tiêu hoặc phần lời.")
    report, _ = UnitReport.objects.update_or_create(
        review=review, unit=place, defaults={"text": text, **stamp("sent", by=by, at=at)}
    )
    report.results.all().delete()  # the audit keeps that it was sent before; the last word counts
    for result in results:
        result.report = report
    UnitResult.objects.bulk_create(results)
    doubted = sum(1 for result in results if result.doubt)
    detail = {"review": review.pk, "unit": place.pk, "figures": len(results), "doubted": doubted}
    audit.record("movement_report_sent", report, by=by, at=at, detail=detail)
    return report


def _results_of(
    review: MovementReview, unit: Unit, figures: Iterable[tuple[MovementTarget, Decimal, str]]
) -> list[UnitResult]:
    earlier = earlier_figures(review, unit)
    found, seen = [], set()
    for target, given, said in figures:
        if target.movement_id != review.movement_id or target.pk in seen:
            raise WrongFigure(target, "không phải chỉ tiêu của phong trào này, hoặc ghi hai lần.")
        seen.add(target.pk)
        value, note = amount(given), nfc(said or "")
        if value is None:
            raise WrongFigure(target, "kết quả phải là một số từ 0 trở lên, nhiều nhất bốn chữ số thập phân.")
        if len(note) > 300:
            raise WrongFigure(target, "ghi chú dài quá 300 ký tự.")
        doubt = doubt_about(target, value, earlier.get(target.pk))
        if doubt and not note:
            raise WrongFigure(target, f"{doubt} Nếu đúng, mời giải thích ở ô ghi chú.")
        found.append(UnitResult(target=target, value=value, note=note, doubt=doubt))
    return found


@transaction.atomic
def propose_commendation(
    *, review: MovementReview, unit: Unit, person: Person | None = None, achievement: str, by, at: datetime
) -> CommendationProposal:
    """A unit names a person of its own, or itself (``person`` None), to be commended within the movement."""
    check_can_report(by, review, unit, at.date())
    place = _place(review, unit)
    achievement = nfc_lines(achievement)
    if not achievement:
        raise Denied("Mời ghi thành tích trong phong trào.")
    if len(achievement) > LONGEST:
        raise Denied(f"Thành tích dài quá {LONGEST:,} ký tự.".replace(",", "."))
    if person is not None and not people_of(unit, at.date()).filter(pk=person.pk).exists():
        raise Denied("Chỉ đề xuất được người đang công tác tại đơn vị.")
    present = CommendationProposal.objects.filter(review=review, unit=place, withdrawn_at=None)
    if present.count() >= MOST_PROPOSALS:
        raise Denied(f"Một đơn vị đề xuất nhiều nhất {MOST_PROPOSALS} trường hợp.")
    try:
        with transaction.atomic():
            proposal = CommendationProposal.objects.create(
                review=review, unit=place, person=person, achievement=achievement, **stamp("proposed", by=by, at=at)
            )
    except IntegrityError as error:
        raise Denied("Trường hợp này đã được đề xuất trong phong trào.") from error
    audit.record("commendation_proposed", proposal, by=by, at=at, detail={"review": review.pk, "unit": place.pk})
    return proposal


@transaction.atomic
def withdraw_proposal(*, proposal: CommendationProposal, reason: str, by, at: datetime) -> CommendationProposal:
    """The unit takes its own proposal back, or the reviewing unit strikes it, with the reason."""
    try:
        check_can_report(by, proposal.review, proposal.unit, at.date())
    except Denied:
        check_can_prepare_review(by, proposal.review, at.date())
    strike(proposal, "withdrawn", reason=reason, by=by, at=at)
    audit.record("commendation_proposal_withdrawn", proposal, by=by, at=at)
    return proposal


@transaction.atomic
def close_review(*, review: MovementReview, by, at: datetime) -> MovementReview:
    """Issue the report of the review as a numbered paper; the final one sums the movement up. Units are told."""
    check_can_close_review(by, review, at.date())
    movement = review.movement
    number = next_number(movement.unit, "BC", at.year)
    try:
        content = render_review(review, number=number, signer_name=by.display_name, dated=at.date())
    except PaperError as error:
        raise Denied(f"Chưa in được báo cáo: {error}") from error
    paper = keep_paper(
        kind="movement_review",
        title=f"Báo cáo {review.get_kind_display().lower()} phong trào thi đua “{movement.title}”"[:300],
        unit=movement.unit,
        content=content,
        issued_on=at.date(),
        number=number,
        number_text=number_text(number, "BC", movement.unit),
        is_public=False,  # it names people who are only proposed
        by=by,
        at=at,
    )
    pass_gate(review, "close", paper=paper, **stamp("closed", by=by, at=at))
    audit.record("movement_review_closed", review, by=by, at=at, detail={"paper": paper.pk})
    outbox.queue(officers_called(movement, at.date()), *emails.review_closed(review), by=by, at=at)
    if review.kind == MovementReview.Kind.FINAL:
        actions.sum_up_movement(movement=movement, summary=review.assessment, by=by, at=at)
    return review
