"""Public pages kept as they were drawn, for readers who are nobody in particular, until something is published.

A page is kept under the number of the last act (:mod:`thidua.portal.versions`), so what is published, corrected or
withdrawn is seen or gone with the next reading, in every process. Only figures that no act makes (most read) may be
:data:`MINUTES` old. Kept is only what is the same for everybody: an answer to a reader without a session, that used no
form token and set no cookie. Each process keeps its own pages in memory.
"""

import hashlib
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from thidua.portal.versions import version
from thidua.shared import clock

MINUTES = 5
_LONGEST_ADDRESS = 300  # odd addresses without an end must not push the pages out that are read


def kept(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For a public page that is drawn from the database and the address alone. A kept page costs one query."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponseBase:
        if not _is_anybody(request):
            return view(request, *args, **kwargs)
        key = _key(request)
        page = caches["pages"].get(key)
        if page is None:
            fresh = view(request, *args, **kwargs)
            if not _is_for_anybody(request, fresh):
                return fresh
            assert isinstance(fresh, HttpResponse)
            headers = {name: value for name, value in fresh.items() if name not in ("Vary", "Set-Cookie")}
            page = fresh.content, headers | {"ETag": f'"{hashlib.sha256(fresh.content).hexdigest()[:32]}"'}
            caches["pages"].set(key, page, MINUTES * 60)
            drawn: HttpResponse = fresh
        else:
            drawn = HttpResponse(page[0])
        for name, value in page[1].items():
            drawn[name] = value
        drawn["Cache-Control"] = "private, no-cache"  # the reader's own browser may keep it and asks each time
        patch_vary_headers(drawn, ["Cookie", "HX-Request"])
        return get_conditional_response(request, etag=page[1]["ETag"], response=drawn) or drawn

    return answer


def _is_anybody(request: HttpRequest) -> bool:
    """Whether the answer cannot depend on who asks: no session, no message waiting, a plain reading."""
    cookies = {settings.SESSION_COOKIE_NAME, "messages"} & request.COOKIES.keys()
    plain = request.method in ("GET", "HEAD") and not request.headers.get("HX-Request")
    return plain and not cookies and len(request.get_full_path()) <= _LONGEST_ADDRESS


def _is_for_anybody(request: HttpRequest, answer: HttpResponseBase) -> bool:
    """Whether the page may be shown to others: whole, well, without a form token or a cookie of this reader."""
    used_token = request.META.get("CSRF_COOKIE_NEEDS_UPDATE", False)
    return isinstance(answer, HttpResponse) and answer.status_code == 200 and not used_token and not answer.cookies


def _key(request: HttpRequest) -> str:
    told = f"{request.scheme}://{request.get_host()}{request.get_full_path()} {clock.today()} {version()}"
    return hashlib.sha256(told.encode()).hexdigest()
