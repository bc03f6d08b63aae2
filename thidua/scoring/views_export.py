"""Pages for those who recompute a ranking themselves: what to do, the sealed file, the script."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from thidua.scoring.exports import signed_export
from thidua.scoring.models import Season
from thidua.scoring.views import crumbs, season_of
from thidua.shared.seal import public_keys
from thidua.shared.ui import Crumb


def _ranked(request: HttpRequest, pk: int) -> Season:
    season = season_of(request, pk)
    if season.state not in ("ranked", "confirmed"):
        raise Http404
    return season


def _name(season: Season) -> str:
    return f"cham-diem-{season.year}-{season.pk}.json"


def recompute(request: HttpRequest, pk: int) -> HttpResponse:
    """How anybody recomputes the ranking, with the key that the file is sealed with."""
    season = _ranked(request, pk)
    way = crumbs(season, Crumb("Bảng xếp hạng", reverse("scoring:ranking", args=[pk])), "Tự tính lại")
    context = {"season": season, "crumbs": way, "file": _name(season), "key": public_keys()[0]}
    return render(request, "scoring/recompute.html", context)


def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole season as sealed JSON once it is ranked; before that points are not for everybody."""
    season = _ranked(request, pk)
    answer = JsonResponse(signed_export(season), json_dumps_params={"ensure_ascii": False, "indent": 1})
    answer["Content-Disposition"] = f'attachment; filename="{_name(season)}"'
    return answer


def recompute_tool(request: HttpRequest) -> FileResponse:
    """The script that recomputes an exported season, with nothing but Python."""
    file = (settings.BASE_DIR / "tools" / "recompute_ranking.py").open("rb")
    kind = "text/x-python; charset=utf-8"
    return FileResponse(file, as_attachment=True, filename="recompute_ranking.py", content_type=kind)
