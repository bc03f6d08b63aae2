"""Readers' comments, polls, messages and the count of readers: open to all, nothing of who reads is asked for."""

import secrets
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from thidua.accounts.queries import address_of
from thidua.portal import actions_counts, queries, queries_voices
from thidua.portal import actions_voices as acts
from thidua.portal.captcha import challenge
from thidua.portal.forms_voices import PURPOSES, CodeForm, CommentForm, MessageForm, VoteForm
from thidua.portal.models_voices import Poll
from thidua.portal.views import public
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt
from thidua.shared.forms import posted
from thidua.shared.wording import vi_number
from thidua.units.models import Unit

DEVICE = "thiet-bi"  # the cookie that says this browser has voted; no other page reads it
_YEAR = 365 * 24 * 3600
# Programmes that read for search engines and previews; they are welcome and are not counted.
_ROBOTS = (
    "bot",
    "crawl",
    "spider",
    "slurp",
    "preview",
    "headless",
    "curl",
    "wget",
    "python",
    "monitor",
    "facebookexternal",
)


@login_not_required  # the question a browser answers by reckoning
@never_cache
@require_GET
def captcha(request: HttpRequest) -> HttpResponse:
    purpose = request.GET.get("cho", "")
    if purpose not in PURPOSES:
        return JsonResponse({"error": "cho"}, status=404)
    return JsonResponse(challenge(purpose))


# ── comments ──


@login_not_required  # anybody may write; an editor decides
@never_cache
def comment(request: HttpRequest, slug: str) -> HttpResponse:
    """The form for a comment on one article; thanks once it is sent."""
    article = get_object_or_404(queries.published(), slug=slug, takes_comments=True)
    here = reverse("portal:comment", args=[slug])
    form = CommentForm(posted(request))
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        source = acts.source_of(address_of(request), at)
        if attempt(form, acts.send_comment, article=article, source=source, at=at, **form.cleaned_data):
            return redirect(f"{here}?da-gui=1")
    context = public(request, article=article, form=form, is_sent="da-gui" in request.GET)
    return render(request, "portal/comment.html", context, status=422 if form.is_bound else 200)


# ── polls ──


def _shown_poll(pk: int) -> Poll:
    return get_object_or_404(Poll.objects.exclude(state="draft"), pk=pk)


@login_not_required  # public reading
def polls(request: HttpRequest) -> HttpResponse:
    """The questions asked on the portal, the newest first, with their results."""
    rows = list(Poll.objects.exclude(state="draft").order_by("-opened_at")[:30])
    today = clock.today()
    shown = [{"poll": poll, "is_open": is_open(poll, today)} for poll in rows]
    return render(request, "portal/polls.html", public(request, rows=shown))


def is_open(poll: Poll, today) -> bool:
    return poll.state == "open" and today <= poll.closes_on


@login_not_required  # public reading and voting
@never_cache
def poll(request: HttpRequest, pk: int) -> HttpResponse:
    """One question: choices while it is open and this browser has not voted, the result always."""
    found = _shown_poll(pk)
    may_vote = is_open(found, clock.today())
    form = VoteForm(posted(request), poll=found)
    here = reverse("portal:poll", args=[pk])
    device = _device(request)
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        source = acts.source_of(address_of(request), at)
        choice = form.cleaned_data["choice"]
        mark = device or secrets.token_urlsafe(24)
        try:
            acts.vote_in_poll(poll=found, choice=choice, device=mark, source=source, at=at)
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            answer = redirect(f"{here}?da-gui=1")
            answer.set_signed_cookie(
                DEVICE, mark, max_age=_YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
            )
            return answer
    shares = queries_voices.shares_of(found)
    context = public(
        request,
        poll=found,
        form=form,
        shares=shares,
        total=sum(share.votes for share in shares),
        may_vote=may_vote and not (device and _has_voted(found, device)),
        is_open=may_vote,
        is_sent="da-gui" in request.GET,
    )
    status = 422 if form.is_bound else 200
    return render(request, "portal/poll.html", context, status=status)


def _device(request: HttpRequest) -> str:
    return request.get_signed_cookie(DEVICE, default="", max_age=_YEAR) or ""


def _has_voted(found: Poll, device: str) -> bool:
    return found.votes.filter(device=acts.keyed("poll", f"{found.pk} {device}")).exists()


# ── messages ──


def _office() -> Unit:
    """Who answers what is written on the portal: the unit at the top."""
    return get_object_or_404(Unit.objects.without_tree_fields().filter(parent=None).order_by("pk")[:1])


@login_not_required  # anybody may write to the office
@never_cache
def message(request: HttpRequest) -> HttpResponse:
    """Write to the office. The answer page shows the code once; it is written nowhere else."""
    initial = {"page": request.GET.get("trang", "")[:300], "subject": request.GET.get("viec", "")}
    form = MessageForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        source = acts.source_of(address_of(request), at)
        sent = attempt(form, acts.send_message, unit=_office(), source=source, at=at, **form.cleaned_data)
        if sent:
            return render(request, "portal/message_sent.html", public(request, code=sent[1]))
    return render(request, "portal/message.html", public(request, form=form), status=422 if form.is_bound else 200)


@login_not_required  # the writer reads the answer with the code
@never_cache
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Posted, so that the code stands in no address, history or log."""
    form = CodeForm(request.POST)
    found = queries_voices.message_of_code(form.cleaned_data["ma"]) if form.is_valid() else None
    if form.is_valid() and found is None:
        form.add_error("ma", "Không có thư nào mang mã này. Mời xem lại từng chữ, từng số.")
    context = public(request, form=form, found=found)
    return render(request, "portal/message_answer.html", context, status=200 if found else 422)


@login_not_required  # where the code is typed
def answers(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/message_answer.html", public(request, form=CodeForm(), found=None))


# ── readers ──


@login_not_required  # counts a view; asks for nothing and sets no cookie
@csrf_exempt  # pages are the same for everybody and carry no token; only this site itself is believed
@never_cache
def readers(request: HttpRequest) -> HttpResponse:
    """GET: the figures as a page. POST: a page was opened by a person; answers the figures of now."""
    at = clock.now()
    if request.method != "POST":
        seen = queries_voices.readers(at)
        rows = (("Đang xem", seen.now), ("Hôm nay", seen.today), ("Tổng số lượt người đọc", seen.total))
        facts = [(label, vi_number(number)) for label, number in rows]
        return render(request, "portal/readers.html", public(request, facts=facts))
    if not _is_ours(request):
        return JsonResponse({"error": "origin"}, status=403)
    slug = request.POST.get("bai", "")[:120]
    article = queries.published().filter(slug=slug).first() if slug else None
    agent = request.META.get("HTTP_USER_AGENT", "")
    if agent and not any(robot in agent.lower() for robot in _ROBOTS):
        actions_counts.count_view(mark=actions_counts.mark_of(address_of(request), agent, at), article=article, at=at)
    now = queries_voices.readers(at)
    found = {"now": now.now, "today": now.today, "total": now.total}
    return JsonResponse(found | ({"views": queries_voices.views_of(article)} if article else {}))


def _is_ours(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site asks."""
    site = request.META.get("HTTP_SEC_FETCH_SITE")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.META.get("HTTP_ORIGIN", "")).netloc == request.get_host()


@login_not_required  # a list that only the reader's own device knows
def saved(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/saved.html", public(request))
