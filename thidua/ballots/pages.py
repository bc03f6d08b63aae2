"""What all pages of a ballot share: finding the ballot, the way back, the words of a choice."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from thidua.ballots import queries
from thidua.ballots.models import Ballot
from thidua.shared import clock
from thidua.shared.ui import Crumb

CHOICE_WORDS = {"yes": "Đồng ý", "no": "Không đồng ý", "blank": "Không có ý kiến"}


def ballot_of(request: HttpRequest, pk: int) -> Ballot:
    return get_object_or_404(queries.visible_to(request.user, clock.today()).select_related("unit"), pk=pk)


def crumbs_of(ballot: Ballot, *more: str) -> list[Crumb]:
    crumbs = [Crumb("Phiếu kín", reverse("ballots:list"))]
    if not more:
        return [*crumbs, Crumb(ballot.title)]
    # The title names the council and its session in full: too long a step on a phone.
    return [*crumbs, Crumb("Cuộc bỏ phiếu", reverse("ballots:detail", args=[ballot.pk])), *(Crumb(m) for m in more)]
