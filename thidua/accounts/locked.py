"""The answer to somebody who is locked out after too many wrong passwords."""

from datetime import timedelta

from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def locked_out(request: HttpRequest, original_response=None, credentials=None) -> HttpResponse:
    """Says how long; the same for a name that exists and one that does not."""
    minutes = int((get_cool_off(request) or timedelta(minutes=15)).total_seconds() // 60)
    return render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)
