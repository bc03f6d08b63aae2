"""The desk of a public consultation: opened, read, triaged, summed up. The public page: :mod:`thidua.portal`."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.nominations import actions_consultation as acts
from thidua.nominations import permissions as may
from thidua.nominations.forms import ReasonForm
from thidua.nominations.forms_desk import ConsultForm, SummaryForm, TriageForm
from thidua.nominations.models import Nomination
from thidua.nominations.models_consultation import Consultation, ConsultationComment
from thidua.nominations.views import crumbs_of, nomination_or_404
from thidua.shared import clock
from thidua.shared.denied import attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.ui import Crumb

PAGE = 50


def _open_one(request: HttpRequest, pk: int) -> tuple[Nomination, Consultation]:
    nomination = nomination_or_404(request, pk)
    may.check_can_triage(request.user, nomination, clock.today())
    return nomination, get_object_or_404(Consultation, nomination=nomination, state="open")


def consult(request: HttpRequest, pk: int) -> HttpResponse:
    """The consultation of a dossier, the newest first; opening one where none is open."""
    nomination, on = nomination_or_404(request, pk), clock.today()
    may.check_can_triage(request.user, nomination, on)
    rounds = nomination.consultations.all()
    present = rounds.filter(state="open").first()
    law = may.consultation_law(nomination.award_code, on)
    why_not = "" if present else reason_against(may.check_can_consult, request.user, nomination, on)
    start = {"days": law.days if law else None, "basis": ""}
    form = None if present or why_not else ConsultForm(posted(request), law=law, initial=start)
    if request.method == "POST" and form is not None and form.is_valid():
        opened = attempt(
            form, acts.open_consultation, nomination=nomination, by=request.user, at=clock.now(), **form.cleaned_data
        )
        if opened:
            messages.success(request, f"Đã đăng danh sách lấy ý kiến đến hết ngày {opened.closes_on:%d/%m/%Y}.")
            return redirect("nominations:consult", pk)
    shown = present or rounds.first()
    comments = ConsultationComment.objects.filter(consultation=shown).select_related(
        "line__person", "line__unit", "line__outsider", "triaged_by"
    )
    page = Paginator(comments.defer("line__verdict").order_by("pk"), PAGE).get_page(request.GET.get("page"))
    context = {
        "nomination": nomination,
        "consultation": shown,
        "present": present,
        "is_over": bool(present and on > present.closes_on),
        "law": law,
        "form": form,
        "why_not": why_not,
        "page": page,
        "triage": TriageForm(),
        "summary": SummaryForm() if present else None,
        "crumbs": crumbs_of(nomination, "Lấy ý kiến công khai"),
    }
    return render(
        request, "nominations/consult.html", context, status=422 if form is not None and form.is_bound else 200
    )


@require_POST
def triage(request: HttpRequest, pk: int, comment_pk: int) -> HttpResponse:
    """One comment of the consultation of dossier ``pk``."""
    nomination = nomination_or_404(request, pk)
    may.check_can_triage(request.user, nomination, clock.today())
    rows = ConsultationComment.objects.select_related("consultation__nomination__to_unit")
    comment = get_object_or_404(rows, pk=comment_pk, consultation__nomination=nomination)
    form = TriageForm(request.POST)
    if form.is_valid():
        acts.triage_comment(comment=comment, by=request.user, at=clock.now(), **form.cleaned_data)
        messages.success(request, "Đã phân loại ý kiến.")
    else:
        messages.error(request, "Hãy chọn một cách phân loại.")
    return redirect(f"{reverse('nominations:consult', args=[pk])}#y-kien-{comment_pk}")


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    nomination, consultation = _open_one(request, pk)
    form = SummaryForm(request.POST)
    summary = form.cleaned_data["summary"] if form.is_valid() else ""
    acts.publish_result(consultation=consultation, summary=summary, by=request.user, at=clock.now())
    messages.success(request, "Đã công bố kết quả lấy ý kiến.")
    return redirect("nominations:consult", nomination.pk)


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    nomination, consultation = _open_one(request, pk)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        acts.cancel_consultation(
            consultation=consultation, reason=form.cleaned_data["reason"], by=request.user, at=clock.now()
        )
        messages.success(request, "Đã hủy đợt lấy ý kiến.")
        return redirect("nominations:consult", pk)
    back = reverse("nominations:consult", args=[pk])
    context = {
        "title": "Hủy đợt lấy ý kiến",
        "kicker": nomination.title,
        "lead": may.what_cancelling_means(nomination, clock.today()),
        "form": form,
        "submit_label": "Hủy đợt lấy ý kiến",
        "back": back,
        "crumbs": [*crumbs_of(nomination), Crumb("Lấy ý kiến công khai", back), Crumb("Hủy")],
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)
