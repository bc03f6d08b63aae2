"""Pages of mid-term and final reviews."""

from datetime import timedelta

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.movements import actions_reviews, permissions
from thidua.movements.actions_reviews import REVIEW_TEXTS, WrongFigure
from thidua.movements.forms import ReasonForm
from thidua.movements.forms_records import OpenReviewForm, ProposalForm, ReportForm, ReviewTextForm
from thidua.movements.models import CommendationProposal, MovementReview, UnitReport
from thidua.movements.queries_reviews import (
    calls_with_reports,
    places_of,
    proposals_visible_to,
    reviews_visible_to,
    sums_of,
)
from thidua.movements.tables_records import ProposalTable, ReportTable
from thidua.movements.views import crumbs_of, form_page, movement_of
from thidua.people.queries import people_of
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt
from thidua.shared.forms import posted
from thidua.shared.gate import check_fresh
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Tile, guarded
from thidua.shared.wording import vi_date
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import unit_ids_visible_to, units_with_own_role

USUAL_DAYS = 20  # for units to report


def _review(request: HttpRequest, pk: int) -> MovementReview:
    return get_object_or_404(reviews_visible_to(request.user, clock.today()), pk=pk)


def _crumbs(review: MovementReview, *steps: Crumb) -> list[Crumb]:
    movement = reverse("movements:detail", args=[review.movement_id])
    own = Crumb(review.get_kind_display(), reverse("movements:review", args=[review.pk]) if steps else "")
    return crumbs_of(Crumb(review.movement.title, movement), own, *steps)


def review_new(request: HttpRequest, pk: int) -> HttpResponse:
    movement, on = movement_of(request, pk), clock.today()
    permissions.check_can_open_review(request.user, movement, on)
    back = reverse("movements:detail", args=[pk])
    start = {"kind": request.GET.get("loai", "final"), "due_on": on + timedelta(days=USUAL_DAYS)}
    form = OpenReviewForm(posted(request), initial=start)
    if request.method == "POST" and form.is_valid():
        act = actions_reviews.open_review
        review = attempt(form, act, movement=movement, **form.cleaned_data, by=request.user, at=clock.now())
        if review:
            messages.success(request, f"Đã mở đợt {review.get_kind_display().lower()}; các đơn vị được mời báo cáo.")
            return redirect("movements:review", review.pk)
    steps = crumbs_of(Crumb(movement.title, back), Crumb("Sơ kết, tổng kết"))
    return form_page(request, form, "Mở đợt sơ kết, tổng kết", "Mở đợt", back, lead=movement.title, crumbs=steps)


def _own_places(request: HttpRequest, review: MovementReview) -> list[tuple[Unit, Unit]]:
    """(unit the person acts for, called unit it reports as) of those who may report to this review."""
    roles = [RoleGrant.Role.OFFICER, RoleGrant.Role.HEAD]
    return places_of(review, units_with_own_role(request.user, roles, clock.today()))


def review(request: HttpRequest, pk: int) -> HttpResponseBase:
    found, on, me = _review(request, pk), clock.today(), request.user
    calls = calls_with_reports(found, me, on)
    numbers = calls.aggregate(called=Count("pk"), reported=Count("reported_at"))
    called, reported = numbers["called"], numbers["reported"]
    places = _own_places(request, found) if found.state == "open" else []
    sums = sums_of(found)
    doubted = sum(each.doubted for each in sums)
    tiles = [
        Tile("Đã báo cáo", f"{reported}/{called}", "đơn vị", tone="met" if reported == called else "look"),
    ]
    if doubted:
        tiles.append(Tile("Số liệu cần xem lại", str(doubted), "kết quả", tone="caution"))
    context = {
        "review": found,
        "crumbs": _crumbs(found),
        "texts": [(label, getattr(found, name)) for name, label in REVIEW_TEXTS.items() if getattr(found, name)],
        "sums": sums,
        "tiles": tiles,
        "places": places,
        "actions": _acts(request, found),
        "facts": _facts(found),
    }
    return table_page(
        request, ReportTable(calls, request, total=called, review=found, on=on), "movements/review.html", context
    )


def _facts(found: MovementReview) -> list[tuple[str, ...]]:
    facts: list[tuple[str, ...]] = [
        ("Đơn vị", found.movement.unit.name),
        ("Mở ngày", vi_date(found.opened_at)),
        ("Hạn báo cáo", vi_date(found.due_on)),
    ]
    if found.paper:
        facts.append(("Báo cáo", f"Số {found.paper.number_text}", reverse("papers:open", args=[found.paper.pk])))
    return facts


def _acts(request: HttpRequest, found: MovementReview) -> list[Action]:
    me, on = request.user, clock.today()
    if found.state != "open":
        return []
    if found.movement.unit_id not in unit_ids_visible_to(me, on):
        return []  # to the units that report, the acts of the unit above are no matter
    return [
        guarded(
            "Ban hành báo cáo",
            reverse("movements:review-close", args=[found.pk]),
            permissions.check_can_close_review,
            me,
            found,
            on,
            method="post",
            kind="primary",
            icon="seal",
            hidden=(("version", str(found.version)),),
            confirm="Ban hành báo cáo? Báo cáo được cấp số; sau đó không nhận thêm kết quả và không sửa được.",
        ),
        guarded(
            "Viết đánh giá",
            reverse("movements:review-write", args=[found.pk]),
            permissions.check_can_prepare_review,
            me,
            found,
            on,
            icon="edit",
        ),
        Action("Đề xuất khen thưởng", reverse("movements:proposals", args=[found.pk]), icon="medal"),
    ]


def review_write(request: HttpRequest, pk: int) -> HttpResponse:
    found = _review(request, pk)
    permissions.check_can_prepare_review(request.user, found, clock.today())
    back = reverse("movements:review", args=[pk])
    start = {name: getattr(found, name) for name in REVIEW_TEXTS}
    form = ReviewTextForm(posted(request), initial=start, thing_version=found.version, thing_name="báo cáo")
    if request.method == "POST" and form.is_valid():
        texts = {name: form.cleaned_data[name] for name in REVIEW_TEXTS}
        if attempt(form, actions_reviews.write_review, review=found, **texts, by=request.user, at=clock.now()):
            messages.success(request, "Đã lưu đánh giá.")
            return redirect(back)
    steps = _crumbs(found, Crumb("Viết đánh giá"))
    return form_page(request, form, "Viết đánh giá", "Lưu", back, lead=found.movement.title, crumbs=steps)


@require_POST
def review_close(request: HttpRequest, pk: int) -> HttpResponse:
    found = _review(request, pk)
    check_fresh(found, request.POST.get("version"))
    closed = actions_reviews.close_review(review=found, by=request.user, at=clock.now())
    assert closed.paper is not None
    messages.success(request, f"Đã ban hành báo cáo số {closed.paper.number_text}.")
    return redirect("movements:review", pk)


def _place_or_refuse(request: HttpRequest, found: MovementReview, unit_pk: int) -> tuple[Unit, Unit]:
    for unit, place in _own_places(request, found):
        if unit.pk == unit_pk:
            return unit, place
    raise Denied("Chỉ chuyên viên hoặc thủ trưởng của đơn vị được phát động mới báo cáo được kết quả.")


def report(request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
    """One unit's figures and words; sent again until the whole is closed."""
    found = _review(request, pk)
    unit, place = _place_or_refuse(request, found, unit_pk)
    permissions.check_can_report(request.user, found, unit, clock.today())
    back = reverse("movements:review", args=[pk])
    known = UnitReport.objects.filter(review=found, unit=place).prefetch_related("results").first()
    form = ReportForm(posted(request), targets=list(found.movement.targets.all()), report=known)
    if request.method == "POST" and form.is_valid():
        try:
            actions_reviews.send_report(
                review=found,
                unit=unit,
                text=form.cleaned_data["text"],
                figures=form.figures(),
                by=request.user,
                at=clock.now(),
            )
        except WrongFigure as wrong:
            form.add_error(f"note-{wrong.target}", wrong.plain[0].upper() + wrong.plain[1:])
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, f"Đã gửi báo cáo của {place.name}.")
            return redirect(back)
    context = {
        "review": found,
        "unit": place,
        "form": form,
        "rows": form.rows(),
        "back": back,
        "crumbs": _crumbs(found, Crumb("Báo cáo kết quả")),
    }
    return render(request, "movements/report.html", context, status=422 if form.is_bound else 200)


def _proposals(request: HttpRequest, found: MovementReview):
    return proposals_visible_to(request.user, clock.today()).filter(review=found)


def proposals(request: HttpRequest, pk: int) -> HttpResponseBase:
    found = _review(request, pk)
    places = _own_places(request, found) if found.state == "open" else []
    acts = [
        Action(
            f"Đề xuất của {place.name}",
            reverse("movements:propose", args=[pk, unit.pk]),
            kind="primary",
            icon="plus",
        )
        for unit, place in places
    ]
    context = {"review": found, "actions": acts, "crumbs": _crumbs(found, Crumb("Đề xuất khen thưởng"))}
    return table_page(request, ProposalTable(_proposals(request, found), request), "movements/proposals.html", context)


def propose(request: HttpRequest, pk: int, unit_pk: int) -> HttpResponse:
    found = _review(request, pk)
    unit, place = _place_or_refuse(request, found, unit_pk)
    on = clock.today()
    permissions.check_can_report(request.user, found, unit, on)
    back = reverse("movements:proposals", args=[pk])
    form = ProposalForm(posted(request), unit=place, people=list(people_of(unit, on)))
    if request.method == "POST" and form.is_valid():
        act, words = actions_reviews.propose_commendation, form.cleaned_data["achievement"]
        given = {"review": found, "unit": unit, "person": form.person, "achievement": words}
        if attempt(form, act, **given, by=request.user, at=clock.now()):
            messages.success(request, "Đã đề xuất khen thưởng trong phong trào.")
            return redirect(back)
    steps = _crumbs(found, Crumb("Đề xuất khen thưởng", back), Crumb("Đề xuất"))
    return form_page(request, form, "Đề xuất khen thưởng", "Đề xuất", back, lead=found.movement.title, crumbs=steps)


def proposal_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """``pk`` of the proposal."""
    on = clock.today()
    proposal: CommendationProposal = get_object_or_404(proposals_visible_to(request.user, on), pk=pk)
    back = reverse("movements:proposals", args=[proposal.review_id])
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        act = actions_reviews.withdraw_proposal
        if attempt(form, act, proposal=proposal, **form.cleaned_data, by=request.user, at=clock.now()):
            messages.success(request, "Đã rút đề xuất.")
            return redirect(back)
    steps = _crumbs(proposal.review, Crumb("Đề xuất khen thưởng", back), Crumb("Rút"))
    lead = str(proposal.person) if proposal.person else proposal.unit.name
    return form_page(request, form, "Rút đề xuất", "Rút đề xuất", back, lead=lead, crumbs=steps)
