"""The news by month, and what search engines read of the portal."""

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from thidua.portal import queries
from thidua.portal.views import public
from thidua.shared.context import PUBLIC_PAGES

_PAGE = 30
_MOST_ADDRESSES = 50_000  # what one sitemap may hold
# Other pages that search engines may know; verification and search say themselves that they stay out.
_MORE_PAGES = ("portal:archive", "portal:communes", "portal:open-data", "portal:polls", "portal:english")
# Answers to what somebody asked, without an end of addresses. What is closed answers with the sign-in page anyway; what
# must not stand in any index says noindex itself, which only a robot that may open it can read.
_ROBOTS = (
    "User-agent: *",
    "Disallow: /tim-kiem/",
    "Disallow: /tai-khoan/",
    "Disallow: /kiem-tra-may/",
    "Disallow: /luot-doc/",
    "Disallow: /*?*sort=",
    "Disallow: /*?*q=",
)


@login_not_required  # public reading
def months(request: HttpRequest) -> HttpResponse:
    """Every month with published articles, the newest first, by year."""
    rows = queries.published().order_by().select_related(None).annotate(month=TruncMonth("published_at"))
    counted = rows.values("month").annotate(number=Count("pk")).order_by("-month")
    years: dict[int, list[tuple[int, int]]] = {}
    for row in counted:
        years.setdefault(row["month"].year, []).append((row["month"].month, row["number"]))
    return render(request, "portal/archive.html", public(request, years=list(years.items())))


@login_not_required  # public reading
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """What was published in one month, the newest first; 404 where nothing was."""
    if not 2000 <= year <= 2999 or not 1 <= month <= 12:
        raise Http404("Không có tháng này.")
    rows = queries.published().filter(published_at__year=year, published_at__month=month)
    page = Paginator(rows, _PAGE).get_page(request.GET.get("trang"))
    if not page.paginator.count:
        raise Http404("Tháng này không có tin nào.")
    return render(
        request, "portal/archive_month.html", public(request, heading=f"Tin tháng {month} năm {year}", page=page)
    )


@login_not_required  # for search engines
def sitemap(request: HttpRequest) -> HttpResponse:
    names = [*(name for name, _ in PUBLIC_PAGES if name != "portal:verify"), *_MORE_PAGES]
    pages: list[tuple[str, datetime | None]] = [(request.build_absolute_uri(reverse(name)), None) for name in names]
    for slug, published_at in queries.published().values_list("slug", "published_at")[: _MOST_ADDRESSES - len(names)]:
        pages.append((request.build_absolute_uri(reverse("portal:article", args=[slug])), published_at))
    return render(request, "portal/sitemap.xml", {"pages": pages}, content_type="application/xml")


@login_not_required  # for search engines
def robots(request: HttpRequest) -> HttpResponse:
    lines = [*_ROBOTS, "", f"Sitemap: {request.build_absolute_uri(reverse('portal:sitemap'))}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
