"""The demo day is read once a request; a refusal becomes a page or a message that says why."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from thidua.shared import clock, memo
from thidua.shared.denied import Denied


class ClockMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = clock.remember_for_request()
        answers = memo.begin() if request.method in ("GET", "HEAD") else None
        try:
            return self.get_response(request)
        finally:
            clock.forget(token)
            if answers is not None:
                memo.end(answers)


class DeniedMiddleware:
    """A refused POST returns to the page it came from with the reason on top; a refused page shows the reason."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Denied):
            return None
        back = request.headers.get("Referer", "")
        safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
        if request.method == "POST" and safe and not request.headers.get("HX-Request"):
            messages.error(request, exception.reason)
            return redirect(back)
        return render(request, "denied.html", {"reason": exception.reason}, status=403)
