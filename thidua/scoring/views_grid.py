"""The grid: unit × criterion, saved cell by cell (requirement S6)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from thidua.scoring.views import crumbs, season_of


def grid(request: HttpRequest, pk: int) -> HttpResponse:
    season = season_of(request, pk)
    return render(request, "scoring/grid.html", {"season": season, "crumbs": crumbs(season, "Lưới điểm")})
