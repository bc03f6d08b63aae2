"""Results of a quarter and their evidence."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.pledges import actions, permissions, queries
from thidua.pledges.doubts import Doubtful
from thidua.pledges.forms import QuarterForm
from thidua.pledges.models import Evidence, Pledge
from thidua.pledges.queries_registration import deadlines_of, quarter_ends, quarters_asked
from thidua.pledges.views_parts import crumbs, files_of
from thidua.shared import clock
from thidua.shared.denied import Denied
from thidua.shared.ui import Crumb
from thidua.shared.uploads import TYPES


def _pledge(request: HttpRequest, pk: int) -> Pledge:
    return get_object_or_404(queries.in_full(queries.visible_to(signed_in(request), clock.today())), pk=pk)


def quarter(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Values, sources and files of one quarter for every target."""
    pledge, me, now = _pledge(request, pk), signed_in(request), clock.now()
    if number not in (1, 2, 3, 4):
        raise Http404
    permissions.check_can_enter_progress(me, pledge, clock.today())
    back, targets = reverse("pledges:detail", args=[pk]), list(pledge.targets.all())
    is_post = request.method == "POST"
    form = QuarterForm(
        request.POST if is_post else None,
        request.FILES if is_post else None,
        targets=targets,
        quarter=number,
        is_early=clock.today() <= quarter_ends(pledge.year, number),
        thing_version=pledge.version,
        thing_name="kết quả",
    )
    if is_post and form.is_valid() and (changed := _entered(form, pledge, number, me, now)) is not None:
        what = "kết quả, minh chứng" if form.proofs() else "kết quả"
        messages.success(
            request, f"Đã ghi {changed} {what} quý {number}." if changed else "Không có kết quả nào thay đổi."
        )
        return redirect(back)
    context = {
        "form": form,
        "pledge": pledge,
        "number": number,
        "number_text": f"{number} năm {pledge.year}",
        "due": deadlines_of(pledge.superior, pledge.year)[f"q{number}"],
        "is_early": number not in quarters_asked(pledge),
        "files": files_of(pledge, number),
        "back": back,
        "crumbs": crumbs(Crumb(pledge.unit.name, back), Crumb(f"Kết quả quý {number}")),
    }
    return render(request, "pledges/quarter.html", context, status=422 if form.is_bound else 200)


def _entered(form: QuarterForm, pledge: Pledge, number: int, by, at) -> int | None:
    try:
        return actions.enter_quarter(
            pledge=pledge,
            quarter=number,
            values=form.values(),
            confirmed=form.confirmed(),
            files=form.proofs(),
            is_early=form.cleaned_data.get("early", False),
            by=by,
            at=at,
        )
    except Doubtful as doubtful:
        form.doubt(doubtful.doubts)
        form.add_error(None, doubtful.reason)
    except Denied as denied:
        form.add_error(None, denied.reason)
    return None


def _file(request: HttpRequest, pk: int, file_pk: int) -> Evidence:
    pledge = _pledge(request, pk)
    files = Evidence.objects.select_related("target__pledge__unit")
    return get_object_or_404(files, pk=file_pk, target__pledge=pledge, removed_at=None)


def evidence(request: HttpRequest, pk: int, file_pk: int) -> FileResponse:
    """A file, for both sides of the pledge; always as a download, never shown as a page of ours."""
    found = _file(request, pk, file_pk)
    suffix = found.name[found.name.rfind(".") :].lower()
    answer = FileResponse(
        found.file.open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type=TYPES.get(suffix, "application/octet-stream"),
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
def remove_evidence(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    found = _file(request, pk, file_pk)
    actions.remove_evidence(evidence=found, by=signed_in(request), at=clock.now())
    messages.success(request, f"Đã gỡ tệp “{found.name}”.")
    return redirect("pledges:quarter", pk, found.quarter)
