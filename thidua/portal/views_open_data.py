"""Open data: what the files hold, the files themselves as they stand now, their schemas."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import condition, require_safe

from thidua.honours.queries import years
from thidua.portal import open_data
from thidua.portal.queries_honours import public_honours
from thidua.portal.versions import version
from thidua.portal.views import public


@login_not_required  # public reading
def about(request: HttpRequest) -> HttpResponse:
    """The files, their columns, how they are kept up to date."""
    return render(
        request, "portal/open_data.html", public(request, fields=open_data.FIELDS, years=years(public_honours()))
    )


def _year(request: HttpRequest) -> int | None:
    """The award year that is asked for; 404 for what is no year."""
    asked = request.GET.get("nam", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) == 4):
        raise Http404("Năm gồm bốn chữ số.")
    return int(asked)


def _mark(request: HttpRequest) -> str:
    return f'W/"{open_data.FORMAT}-{version()}-{request.GET.get("nam", "")[:4]}"'


def _file(parts: Iterator[str], content_type: str, name: str) -> HttpResponseBase:
    answer = StreamingHttpResponse(parts, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    # The same for everybody and for any programme; asked again each time, sent again only when something changed.
    answer["Cache-Control"] = "public, no-cache"
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _name(year: int | None, suffix: str) -> str:
    return f"vinh-danh-{year}.{suffix}" if year else f"vinh-danh.{suffix}"


@login_not_required  # the published decisions as data
@require_safe
@condition(etag_func=_mark)
def honours_csv(request: HttpRequest) -> HttpResponseBase:
    year = _year(request)
    return _file(open_data.csv_parts(year), "text/csv; charset=utf-8; header=present", _name(year, "csv"))


@login_not_required  # the published decisions as data
@require_safe
@condition(etag_func=_mark)
def honours_json(request: HttpRequest) -> HttpResponseBase:
    year = _year(request)
    schema = request.build_absolute_uri(reverse("portal:honours-json-schema"))
    return _file(open_data.json_parts(year, schema), "application/json", _name(year, "json"))


@login_not_required  # what the columns mean
@require_safe
def table_schema(request: HttpRequest) -> HttpResponse:
    return JsonResponse(open_data.table_schema(), json_dumps_params={"ensure_ascii": False, "indent": 1})


@login_not_required  # what the columns mean
@require_safe
def json_schema(request: HttpRequest) -> HttpResponse:
    told = open_data.json_schema(request.build_absolute_uri(request.path))
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False, "indent": 1})
