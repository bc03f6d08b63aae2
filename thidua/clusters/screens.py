"""What the pages of one cluster share: finding it, its year, the line of its parts, a page that is one form."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from thidua.accounts.queries import signed_in
from thidua.clusters import queries
from thidua.shared import clock
from thidua.shared.denied import attempt
from thidua.shared.ui import Crumb, NavItem
from thidua.units.models import Cluster

PARTS = (
    ("year", "Tổng quan"),
    ("members", "Thành viên"),
    ("regulations", "Quy chế"),
    ("plan", "Kế hoạch"),
    ("gatherings", "Giao ban, giao lưu"),
    ("documents", "Văn bản"),
)


def crumbs(*steps: Crumb) -> list[Crumb]:
    return [Crumb("Cụm, khối", reverse("clusters:list")), *steps]


def cluster_of(request: HttpRequest, pk: int) -> Cluster:
    """The cluster, as far as the person may see it; else 404."""
    return get_object_or_404(queries.visible_to(signed_in(request), clock.today()), pk=pk)


def year_of(request: HttpRequest, pk: int, year: int) -> Cluster:
    """The cluster in a year the person sees; else 404. Who organises or heads it sees this year and the next also before
    they are formed."""
    user, on = signed_in(request), clock.today()
    cluster = cluster_of(request, pk)
    if year in queries.years_seen(user, cluster, on):
        return cluster
    if abs(year - on.year) <= 1 and queries.sees_all_years(user, cluster, on):
        return cluster
    raise Http404


def room(request: HttpRequest, cluster: Cluster, year: int, here: str, label: str = "") -> dict[str, Any]:
    """What every page of a cluster's year tells its template; ``here``: the open part, "" for a page below one."""
    seen = queries.years_seen(signed_in(request), cluster, clock.today())
    years = sorted({*seen, year}, reverse=True)
    there = here if here in dict(PARTS) else "year"
    home = Crumb(cluster.name, reverse("clusters:detail", args=[cluster.pk]))
    return {
        "cluster": cluster,
        "year": year,
        "parts": [
            NavItem(text, reverse(f"clusters:{name}", args=[cluster.pk, year]), name == here) for name, text in PARTS
        ],
        "years": [
            NavItem(str(each), reverse(f"clusters:{there}", args=[cluster.pk, each]), each == year) for each in years
        ]
        if len(years) > 1
        else [],
        "crumbs": crumbs(home, Crumb(label or f"{dict(PARTS).get(here, '')} {year}".strip())),
    }


def one_form(
    request: HttpRequest,
    cluster: Cluster,
    form,
    act: Callable[..., Any],
    given: Callable[[dict[str, Any]], dict[str, Any]],
    *,
    title: str,
    back: str,
    done: str,
    submit: str = "Lưu",
    facts: Sequence[tuple[str, ...]] = (),
    notices: Sequence[dict[str, Any]] = (),
    lead: str = "",
    template: str = "components/form_page.html",
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """A page that is one form: on POST the act with ``given(cleaned_data)``, by and at; a refusal stays with the form."""
    if request.method == "POST" and form.is_valid():
        attempt(form, act, **given(form.cleaned_data), by=signed_in(request), at=clock.now())
        if not form.errors:
            messages.success(request, done)
            return redirect(back)
    home = Crumb(cluster.name, reverse("clusters:detail", args=[cluster.pk]))
    context = {
        "form": form,
        "title": title,
        "kicker": cluster.name,
        "lead": lead,
        "back": back,
        "submit_label": submit,
        "facts": facts,
        "notices": notices,
        "crumbs": crumbs(home, Crumb(title)),
    }
    return render(request, template, context | (more or {}), status=422 if form.is_bound and form.errors else 200)


def files_of(request: HttpRequest):
    return request.FILES if request.method == "POST" else None
