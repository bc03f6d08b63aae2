"""Sensitive acts ask again who one is: by password, code or key, within the last quarter of an hour (ASVS 3.7.1)."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from thidua.accounts.queries import has_second_factor, signed_in
from thidua.accounts.sessions import METHOD
from thidua.shared.denied import Denied

OLD = (
    "Việc này cần bạn vừa mới đăng nhập. Hãy đăng xuất, đăng nhập lại rồi làm ngay, "
    "hoặc đặt mật khẩu, bật lớp xác thực thứ hai để xác nhận tại chỗ."
)


def fresh(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For views of sensitive acts. Who has neither password nor factor (the identity service alone) must have signed in
    a moment ago, since there is nothing to ask for; who came in by the card of a practice province is not asked."""
    asking = reauthentication_required(view)

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = signed_in(request)
        by_card = settings.DEMO and request.session.get(METHOD) == "demo"
        if not by_card and not user.has_usable_password() and not has_second_factor(user):
            began = getattr(request.session, "began_at", None)
            if began is None or timezone.now() - began > timedelta(seconds=settings.ACCOUNT_REAUTHENTICATION_TIMEOUT):
                raise Denied(OLD)
        return asking(request, *args, **kwargs)

    return answer
