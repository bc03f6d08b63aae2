"""A staff session: the technician's request is answered as if the other person had asked, for reading only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from thidua.accounts.models import User
from thidua.shared import behalf, clock
from thidua.shared.denied import Denied
from thidua.units.permissions_accounts import check_can_watch
from thidua.units.queries_accounts import open_staff_session

KEY = "staff_session"
END = "accounts-admin:staff-end"
# One's own sign-in, sessions and letters are nobody else's to see; a secret vote least of all.
CLOSED = ("accounts", "ballots")


class StaffSessionMiddleware:
    """Sets ``request.staff_session`` (or None) and, in a session, ``request.technician``."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.staff_session = None  # type: ignore[attr-defined]
        if not request.session.get(KEY) or not isinstance(request.user, User):
            return self.get_response(request)
        technician = request.user
        if request.path == reverse(END):
            return self.get_response(request)  # the technician's own act
        session = open_staff_session(technician.pk, clock.now())
        if session is None or session.pk != request.session[KEY] or not self._still_may(technician, session.user):
            del request.session[KEY]
            return self.get_response(request)
        request.staff_session = session  # type: ignore[attr-defined]
        request.technician = technician  # type: ignore[attr-defined]
        request.user = session.user
        token = behalf.watch()
        try:
            return self.get_response(request)
        finally:
            behalf.stop_watching(token)

    @staticmethod
    def _still_may(technician: User, account: User) -> bool:
        try:
            check_can_watch(technician, account, clock.today())
        except Denied:
            return False
        return True

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        if getattr(request, "staff_session", None) is None:
            return None
        match = request.resolver_match
        name = match.view_name if match else ""
        if request.method not in ("GET", "HEAD"):
            reason = "Phiên kỹ thuật chỉ để xem: không việc nào được thực hiện dưới tên người khác."
        elif name.split(":")[0] in CLOSED or name.startswith(("mfa_", "account_")):
            reason = "Trang này thuộc riêng người đó; phiên kỹ thuật không xem được."
        else:
            return None
        return render(request, "denied.html", {"reason": reason}, status=403)
