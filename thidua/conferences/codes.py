"""Addresses in QR codes: signed, good for one conference, one purpose and one day, read without signing in.

``<conference>-<participation or 0>-<day>`` and a signature; participation 0 is the code at the door, behind which each
finds the own unit. Who holds the code may note an arrival on that day and nothing else.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from thidua.conferences.models import Conference

_SIGNER = Signer(salt="conferences.check-in")


@dataclass(frozen=True)
class Code:
    conference: int
    participation: int
    day: date


def code_for(conference: Conference, participation: int = 0) -> str:
    """The signed code for one participation, or for the door."""
    return _SIGNER.sign(f"{conference.pk}-{participation}-{conference.held_on:%Y%m%d}")


def address_for(conference: Conference, participation: int = 0) -> str:
    """The whole address, as a QR code carries it."""
    path = reverse("conferences:check-in", args=[code_for(conference, participation)])
    return settings.PUBLIC_URL.rstrip("/") + path


def is_of_this_machine(address: str) -> bool:
    """Whether only a browser on this very machine finds the address: a telephone would look for it on itself."""
    host = (urlsplit(address).hostname or "").rstrip(".")
    return host == "localhost" or host.endswith(".localhost") or host == "::1" or host.startswith("127.")


def read_code(text: str) -> Code | None:
    """What a code says; None for anything we did not sign."""
    try:
        conference, participation, day = _SIGNER.unsign(text).split("-")
        return Code(int(conference), int(participation), date.fromisoformat(day))
    except (BadSignature, ValueError):
        return None
