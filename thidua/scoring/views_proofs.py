"""Files and links that prove a criterion: added, read, taken away."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.scoring import actions_evidence, permissions, queries
from thidua.scoring.forms_marks import ProofForm
from thidua.scoring.models import ScoreEvidence
from thidua.scoring.views import crumbs
from thidua.scoring.views_card import card_of
from thidua.shared import clock
from thidua.shared.denied import Denied
from thidua.shared.ui import Crumb
from thidua.shared.uploads import TYPES


def proofs(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What proves one criterion of the own open card, and a form to add to it."""
    card = card_of(request, pk)
    permissions.check_can_enter(signed_in(request), card, clock.today(), "nộp minh chứng")
    permissions.check_card_is_open(card)
    item = queries.items_of(card.season).get(code)
    if item is None:
        raise Http404
    files = request.FILES if request.method == "POST" else None
    form = ProofForm(request.POST if request.method == "POST" else None, files)
    if form.is_bound and form.is_valid():
        user, at, cleaned = signed_in(request), clock.now(), form.cleaned_data
        try:
            if cleaned["file"]:
                actions_evidence.attach_file(card=card, criterion_code=code, upload=cleaned["file"], by=user, at=at)
            else:
                actions_evidence.attach_link(
                    card=card, criterion_code=code, url=cleaned["url"], name=cleaned["name"], by=user, at=at
                )
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, f"Đã thêm minh chứng cho mục {item.mention}.")
            return redirect("scoring:proofs", pk=card.pk, code=code)
    url = reverse("scoring:card", args=[card.pk])
    context = {
        "card": card,
        "item": item,
        "form": form,
        "proofs": queries.proofs_of(card).get(code, []),
        "needed": code in card.season.evidence_codes,
        "back": f"{url}#muc-{code}",
        "crumbs": crumbs(card.season, Crumb(card.unit.name, url), f"Minh chứng mục {item.mention}"),
    }
    return render(request, "scoring/proofs.html", context, status=422 if form.is_bound else 200)


def proof(request: HttpRequest, pk: int) -> FileResponse:
    """A file, for who may see the card or marks the criterion; always as a download, never shown as a page of ours."""
    found = get_object_or_404(
        ScoreEvidence.objects.select_related("card__season__cluster__organiser", "card__unit"),
        pk=pk,
        removed_at=None,
        card__season__in=queries.visible_to(signed_in(request), clock.today()),
    )
    if not found.file:
        raise Http404
    marks_it = found.card.mark_sheets.exclude(state="set_aside").filter(
        unit__in=queries.own_units(signed_in(request), clock.today())
    )
    if not any(found.criterion_code in sheet.codes for sheet in marks_it):
        permissions.check_can_see_card(signed_in(request), found.card, clock.today())
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
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    seen = queries.visible_to(signed_in(request), clock.today())
    rows = ScoreEvidence.objects.select_related("card__season__cluster__organiser", "card__unit")
    found = get_object_or_404(rows, pk=pk, removed_at=None, card__season__in=seen)
    actions_evidence.remove_evidence(proof=found, by=signed_in(request), at=clock.now())
    messages.success(request, f"Đã gỡ minh chứng “{found.name}”.")
    return redirect("scoring:proofs", pk=found.card_id, code=found.criterion_code)
