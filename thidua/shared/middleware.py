"""The demo day is read once a request; a refusal becomes a page or a message that says why."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from thidua.shared import behalf, clock, memo
from thidua.shared.denied import Denied


class ClockMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = clock.remember_for_request()
        behalf.note(None)
        answers = memo.begin() if request.method in ("GET", "HEAD") else None
        try:
            return self.get_response(request)
        finally:
            clock.forget(token)
            if answers is not None:
                memo.end(answers)


NOT_DONE = "Việc này chưa được thực hiện: nó chỉ bắt đầu khi bấm nút. Hãy quay lại trang trước và bấm lại nút."


class DeniedMiddleware:
    """A refused POST returns to the page it came from with the reason on top; a refused page shows the reason.

    Who signs in again after the session ended in the middle of an act arrives at the act's address without its form:
    the page then says that nothing was done and leads back.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET":
            back = request.path.rstrip("/").rpartition("/")[0] + "/"
            return render(request, "denied.html", {"reason": NOT_DONE, "back": back}, status=405)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Denied):
            return None
        back = request.headers.get("Referer", "")
        safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
        if request.method == "POST" and safe and not request.headers.get("HX-Request"):
            messages.error(request, exception.reason)
            return redirect(back)
        return render(request, "denied.html", {"reason": exception.reason}, status=403)
