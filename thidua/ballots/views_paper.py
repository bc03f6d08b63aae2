"""Pages for paper ballots, written opinions and people who left: who has none yet, the hand count, the signed paper."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.ballots import actions_keys, actions_paper, permissions, queries
from thidua.ballots.forms import OpinionForm, PaperCountForm, StrikeForm
from thidua.ballots.models import BallotVoter
from thidua.ballots.pages import CHOICE_WORDS, ballot_of, crumbs_of
from thidua.ballots.warnings import secrecy_warnings
from thidua.shared import clock
from thidua.shared.denied import Denied
from thidua.shared.ui import Tile


def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who may still take a paper ballot, how many are out, what the hand counts say."""
    ballot = ballot_of(request, pk)
    permissions.check_can_run(request.user, ballot, clock.today(), "xem phiếu giấy")
    seen = queries.turnout(ballot)
    waiting = ballot.voters.filter(has_voted=False, struck_at=None) if ballot.state == "open" else ballot.voters.none()
    entries = queries.paper_entries(ballot)
    context = {
        "ballot": ballot,
        "waiting": waiting.select_related("user").order_by("user__display_name"),
        "tiles": [
            Tile("Phiếu giấy đã phát", str(ballot.voters.filter(way=BallotVoter.Way.PAPER).count()), tone="look"),
            Tile("Ý kiến bằng văn bản", str(seen.written), tone="look"),
            Tile("Người đã nhập kết quả", str(len(entries)), note="Cần hai người nhập giống nhau"),
        ],
        "entries": entries,
        "differs": queries.entries_differ(ballot) if ballot.state in ("open", "closed") else "",
        "opinions": ballot.opinions.select_related("user", "recorded_by").order_by("pk"),
        "warnings": secrecy_warnings(ballot, clock.today()),
        "can_enter": ballot.state in ("open", "closed"),
        "crumbs": crumbs_of(ballot, "Phiếu giấy, ý kiến bằng văn bản"),
    }
    return render(request, "ballots/papers.html", context)


def _voter(ballot, request: HttpRequest) -> BallotVoter:
    asked = request.POST.get("voter") or request.GET.get("voter") or ""
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 12 else 0
    return get_object_or_404(ballot.voters.select_related("user"), pk=number)


@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = ballot_of(request, pk)
    permissions.check_can_run(request.user, ballot, clock.today(), "phát phiếu giấy")
    row = _voter(ballot, request)
    actions_paper.issue_paper(ballot=ballot, voter=row.user, by=request.user, at=clock.now())
    messages.success(request, f"Đã ghi: {row.user.display_name} nhận phiếu giấy.")
    return redirect("ballots:papers", pk=ballot.pk)


def enter(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = ballot_of(request, pk)
    permissions.check_can_run(request.user, ballot, clock.today(), "nhập kết quả phiếu giấy")
    issued = ballot.voters.filter(way=BallotVoter.Way.PAPER).count()
    form = PaperCountForm(
        request.POST if request.method == "POST" else None, items=queries.voted_items(ballot), issued=issued
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions_paper.enter_paper_count(ballot=ballot, **form.entry, by=request.user, at=clock.now())
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, "Đã nhập kết quả phiếu giấy.")
            if differs := queries.entries_differ(ballot):
                messages.warning(request, differs)
            return redirect("ballots:papers", pk=ballot.pk)
    return _form_page(request, ballot, form, "Nhập kết quả phiếu giấy", "Lưu kết quả")


def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """One absent member's signed opinion, item by item."""
    ballot = ballot_of(request, pk)
    permissions.check_can_run(request.user, ballot, clock.today(), "ghi ý kiến bằng văn bản")
    row = _voter(ballot, request)
    form = OpinionForm(
        request.POST if request.method == "POST" else None, items=queries.voted_items(ballot), words=CHOICE_WORDS
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions_paper.record_opinion(
                ballot=ballot,
                voter=row.user,
                choices=form.choices,
                reference=form.cleaned_data["reference"],
                by=request.user,
                at=clock.now(),
            )
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, f"Đã ghi ý kiến bằng văn bản của {row.user.display_name}.")
            return redirect("ballots:papers", pk=ballot.pk)
    title = f"Ý kiến bằng văn bản của {row.user.display_name}"
    return _form_page(request, ballot, form, title, "Ghi ý kiến", action=f"?voter={row.pk}")


def strike(request: HttpRequest, pk: int) -> HttpResponse:
    ballot = ballot_of(request, pk)
    permissions.check_can_prepare(request.user, ballot.unit, clock.today())
    row = _voter(ballot, request)
    form = StrikeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions_keys.strike_voter(ballot=ballot, voter=row.user, reason=reason, by=request.user, at=clock.now())
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, f"Đã đưa {row.user.display_name} ra khỏi danh sách bỏ phiếu.")
            return redirect("ballots:papers", pk=ballot.pk)
    title = f"Đưa {row.user.display_name} ra khỏi danh sách"
    return _form_page(request, ballot, form, title, "Đưa ra khỏi danh sách", action=f"?voter={row.pk}")


def _form_page(request: HttpRequest, ballot, form, title: str, submit: str, action: str = "") -> HttpResponse:
    context = {
        "ballot": ballot,
        "form": form,
        "title": title,
        "submit": submit,
        "action": action,
        "crumbs": crumbs_of(ballot, title),
        "back": reverse("ballots:papers", args=[ballot.pk]),
    }
    return render(request, "ballots/form.html", context, status=422 if form.is_bound else 200)
