"""What is looked after on every page: when a session was last used, and a second factor that is still owed."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from thidua.accounts import actions, queries

# A row is touched at most this often, so that reading pages does not write each time.
EVERY = timedelta(minutes=5)
# What somebody may do before the factor is there: make one, prove who it is, leave.
OPEN_BEFORE_FACTOR = ("accounts:sign-out", "accounts:password", "account_reauthenticate", "accounts:letters")


class SessionMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seen = getattr(request.session, "last_seen_at", None)
        if request.user.is_authenticated and seen and timezone.now() - seen > EVERY:
            actions.touch_session(key=request.session.session_key or "", at=timezone.now())
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if not request.user.is_authenticated or not request.session.get("owes_factor"):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name.startswith("mfa_") or name in OPEN_BEFORE_FACTOR:
            return None
        if queries.has_second_factor(request.user):
            del request.session["owes_factor"]
            return None
        messages.warning(
            request, "Vai trò của bạn cần đăng nhập hai lớp. Hãy bật một cách dưới đây rồi mới làm việc tiếp."
        )
        return redirect("mfa_index")
