"""Trying a ratio on a list before it is sent, with the names behind every figure."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst

from rulebook.ratios import BASES_VI, ratios_of
from thidua.law.queries import award_name, the_book
from thidua.nominations import ratios
from thidua.nominations.forms import RatioForm
from thidua.nominations.views import crumbs_of, nomination_or_404
from thidua.shared import clock


def ratio(request: HttpRequest, pk: int) -> HttpResponse:
    """``?percent=15&base=members`` tries a ratio; nothing is stored."""
    nomination = nomination_or_404(request, pk)
    on = nomination.rule_date or clock.today()
    found = ratios.figures(nomination, clock.today())
    form = RatioForm(request.GET if "percent" in request.GET else None, initial={"percent": 15})
    tried = None
    if form.is_bound and form.is_valid():
        tried = ratios.tried(found, form.cleaned_data["percent"], form.cleaned_data["base"])
    context = {
        "nomination": nomination,
        "award": award_name(nomination.award_code),
        "crumbs": crumbs_of(nomination, "Thử tỷ lệ"),
        "form": form,
        "tried": tried,
        "checks": ratios.legal_checks(nomination, found, on),
        "open_ratios": [each for each in ratios_of(nomination.award_code, on, the_book()) if each.percent is None],
        "proposed": found.proposed,
        "bases": [(capfirst(BASES_VI[key]), people) for key, people in found.bases.items()],
    }
    return render(request, "nominations/ratio.html", context, status=422 if form.errors else 200)
