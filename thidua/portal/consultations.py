"""Lists of nominees open to the public's word (requirement N5): read and commented on without signing in."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from thidua.law.queries import award_name
from thidua.nominations import actions_consultation as acts
from thidua.nominations.forms_desk import CommentForm
from thidua.nominations.models import NominationLine
from thidua.nominations.models_consultation import Consultation
from thidua.nominations.papers import describe_subjects, for_what
from thidua.portal.views import public
from thidua.shared import clock
from thidua.shared.denied import attempt
from thidua.shared.forms import posted

PAGE, LINES = 20, 100
MOST_CHOICES = 300  # in a longer list a citizen writes the name


@login_not_required  # public reading
def consultations(request: HttpRequest) -> HttpResponse:
    """Open consultations first, then results and those that were cancelled: what was public leaves a trace."""
    rows = Consultation.objects.select_related("nomination__unit", "nomination__to_unit")
    page = Paginator(rows.order_by(Case(When(state="open", then=0), default=1), "-closes_on", "-pk"), PAGE).get_page(
        request.GET.get("trang")
    )
    today = clock.today()
    shown = [
        {"it": each, "award": award_name(each.nomination.award_code), "is_open": _is_open(each, today)} for each in page
    ]
    return render(request, "portal/consultations.html", public(request, page=page, rows=shown))


def _is_open(consultation: Consultation, today) -> bool:
    return consultation.state == "open" and today <= consultation.closes_on


@login_not_required  # public reading and writing; nothing of who writes is asked for
def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: name, post and unit of those proposed; a form while it is open; the summary afterwards.
    Of a cancelled one: since when, until when, why, and no names."""
    rows = Consultation.objects.select_related("nomination__unit", "nomination__to_unit")
    found = get_object_or_404(rows, pk=pk)
    nomination, today = found.nomination, clock.today()
    if found.state == "cancelled":  # the names go, that it was open and why it ended stays
        context = public(request, consultation=found, nomination=nomination, award=award_name(nomination.award_code))
        return render(request, "portal/consultation_cancelled.html", context)
    listed = nomination.lines.exclude(appraisal=NominationLine.Appraisal.EXCLUDED)
    listed = listed.select_related("person", "unit", "outsider").defer("verdict").order_by("ordinal")
    page = Paginator(listed, LINES).get_page(request.GET.get("trang"))
    lines = list(page)
    for line in lines:
        line.nomination = nomination
    described = describe_subjects(lines, today)
    form = None
    if _is_open(found, today):
        few = listed if page.paginator.count <= MOST_CHOICES else listed.none()
        form = CommentForm(posted(request), consultation=found, lines=few)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            if given.pop("website"):  # a programme filled the hidden box: it is thanked and nothing is kept
                return redirect(f"{reverse('portal:consultation', args=[pk])}?da-gui=1")
            at = clock.now()
            source = acts.source_of(request.META.get("REMOTE_ADDR", ""), at)
            sent = attempt(form, acts.send_comment, consultation=found, source=source, at=at, **given)
            if sent:
                return redirect(f"{reverse('portal:consultation', args=[pk])}?da-gui=1")
    context = public(
        request,
        consultation=found,
        nomination=nomination,
        award=award_name(nomination.award_code),
        for_what=for_what(nomination),
        # counted anew: a gap in the numbers of the dossier would tell that somebody was left out
        lines=[(place, *described[line.pk]) for place, line in enumerate(lines, page.start_index())],
        page=page,
        form=form,
        is_sent="da-gui" in request.GET,
    )
    return render(
        request, "portal/consultation.html", context, status=422 if form is not None and form.is_bound else 200
    )
