"""What one telephone has noted at the door, remembered in a signed cookie of its own: no account, no session.

``<conference>-<participation>-<microseconds since 1970>`` of each arrival, divided by full stops.
"""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from thidua.conferences.models import Conference

_COOKIE, _SALT, _HOURS, _MOST = "diem-danh", "conferences.phone", 16, 20
_START = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)

Noted = tuple[int, int, datetime]  # conference, participation, moment


def _all(request: HttpRequest) -> list[Noted]:
    text = request.get_signed_cookie(_COOKIE, default="", salt=_SALT, max_age=_HOURS * 3600) or ""
    found = []
    for part in text.split(".") if text else []:
        conference, row, moment = (int(each) for each in part.split("-"))  # we signed it
        found.append((conference, row, _START + moment * _TICK))
    return found


def noted_by(request: HttpRequest, conference: Conference) -> dict[int, datetime]:
    """{participation: when} this telephone noted at the conference."""
    return {row: moment for where, row, moment in _all(request) if where == conference.pk}


def _keep(request: HttpRequest, response: HttpResponse, noted: list[Noted]) -> None:
    text = ".".join(f"{where}-{row}-{(moment - _START) // _TICK}" for where, row, moment in noted[-_MOST:])
    response.set_signed_cookie(
        _COOKIE, text, salt=_SALT, max_age=_HOURS * 3600, path="/hoi-nghi/diem-danh/", httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def remember(request: HttpRequest, response: HttpResponse, conference: Conference, row: int, moment: datetime) -> None:
    _keep(request, response, [*_all(request), (conference.pk, row, moment)])


def forget(request: HttpRequest, response: HttpResponse, conference: Conference, row: int) -> None:
    _keep(request, response, [each for each in _all(request) if each[:2] != (conference.pk, row)])
