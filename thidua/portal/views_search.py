"""Search over everything the portal publishes."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from thidua.law.queries import award_name
from thidua.portal.queries_search import articles_in_order, find
from thidua.portal.views import public
from thidua.shared.tables import LONGEST_SEARCH

_PAGE = 20


@login_not_required  # public reading
def search(request: HttpRequest) -> HttpResponse:
    """Articles and honours that hold every word typed, with or without diacritics."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]
    found = find(text)
    page = Paginator(found.articles, _PAGE).get_page(request.GET.get("trang"))
    answer = render(
        request,
        "portal/search.html",
        public(
            request,
            q=text,
            found=found,
            page=page,
            articles=articles_in_order(list(page.object_list)) if found.articles else [],
            honours=[(entry, award_name(entry.award_code)) for entry in found.honours],
        ),
    )
    answer["X-Robots-Tag"] = "noindex"
    return answer
