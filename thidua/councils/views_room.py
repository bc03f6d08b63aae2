"""The room: one screen for everybody, the chair's controls, the tracker on each phone."""

import json
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.ballots.queries import Turnout, turnout
from thidua.councils import actions_room, queries
from thidua.councils import permissions as may
from thidua.councils.models import AgendaItem, CouncilSession
from thidua.councils.papers import described
from thidua.councils.rules import rulebook_of
from thidua.councils.tables import award_words
from thidua.councils.views import crumbs_of
from thidua.councils.views_session import check_version, session_of
from thidua.law.cards import verdict_card
from thidua.law.queries import award_name
from thidua.shared import clock
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, reason_against

Stage = AgendaItem.Stage


def room_mark(session: CouncilSession, seen: Turnout | None, *more: object) -> str:
    """Changes whenever a screen of the room would; holds nothing of any vote."""
    parts = [session.pk, session.version, session.state, seen.cast if seen else "", *more]
    return sha256(json.dumps([str(part) for part in parts]).encode()).hexdigest()[:24]


def live_answer(request: HttpRequest, mark: str, whole: str, part: str, context: dict[str, Any]) -> HttpResponse:
    """The whole page, or for the page that asks again its part; 304 while nothing changed. Reload works as well."""
    tag = f'"{mark}"'
    asks = request.headers.get("HX-Request") == "true"
    if asks and request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag, "Cache-Control": "no-store"})
    context |= {"headers": json.dumps({"If-None-Match": tag}), "now": clock.now()}
    answer = render(request, part if asks else whole, context)
    answer["ETag"], answer["Cache-Control"] = tag, "no-store"
    return answer


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The screen for everybody in the room: one item at a time, large; it follows the chair, or stays where ``muc`` says.
    No votes before the chair closes."""
    session = session_of(request, pk)
    total = session.agenda.count()
    asked = request.GET.get("muc", "")
    follows = not asked and session.current_id is not None
    place = min(max(int(asked), 1), total) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    rows = session.agenda.select_related(
        "nomination__unit",
        "line__person",
        "line__unit",
        "line__outsider",
        "standing__unit",
        "standing__season__cluster",
        "person",
        "unit",
    )
    item = get_object_or_404(rows, pk=session.current_id) if follows else get_object_or_404(rows, ordinal=place)
    seen = turnout(session.ballot) if session.ballot else None
    context: dict[str, Any] = {"session": session, "seen": seen, "total": total, "follows": follows or not asked}
    context |= _item_context(session, item)
    context |= {
        "place": item.ordinal,
        "before": item.ordinal - 1 if item.ordinal > 1 else None,
        "after": item.ordinal + 1 if item.ordinal < total else None,
        "address": reverse("councils:show", args=[pk]) + ("" if not asked else f"?muc={place}"),
        "done": session.agenda.exclude(stage__in=[Stage.WAITING, Stage.OPEN]).count(),
    }
    mark = room_mark(session, seen, item.pk)
    return live_answer(request, mark, "councils/show.html", "councils/_show.html", context)


def _item_context(session: CouncilSession, item: AgendaItem) -> dict[str, Any]:
    name, post = described([item], session.held_on)[item.pk]
    award = award_name(item.award_code) if item.award_code else item.get_kind_display()
    verdict = None
    if item.line is not None and item.line.verdict is not None:
        verdict = verdict_card(certain(item.line.verdict), award, item.subject)
    rule = rulebook_of(session.council, [item.award_code], session.held_on).of(item)
    total = session.total_members or len(queries.seats_of(session))
    aside = item.recusals.filter(taken_back_at=None).count()
    return {
        "item": item,
        "name": name,
        "post": post,
        "award": award,
        "year": item.nomination.year if item.nomination is not None else session.year,
        "verdict": verdict,
        "needed": rule.needed(total) if rule and total else None,
        "members_total": total,
        "may_vote": total - aside,
        "aside": aside,
    }


def control(request: HttpRequest, pk: int) -> HttpResponse:
    """What the chair, or the secretary at the chair's word, does: show, finish, defer, next; on a phone as well."""
    session = session_of(request, pk)
    may.check_runs_room(request.user, session, clock.today())
    items = list(queries.agenda_of(session))
    current = next((item for item in items if item.pk == session.current_id), None)
    upcoming = next_item(items, current)
    named = described(items, session.held_on)
    context = {
        "session": session,
        "agenda": [(item, named[item.pk][1], award_words(item)) for item in items],
        "current_post": named[current.pk][1] if current else "",
        "current_award": award_words(current) if current else "",
        "current": current,
        "upcoming": upcoming,
        "seen": turnout(session.ballot) if session.ballot else None,
        "present": session.attendance.filter(is_present=True).count(),
        "done": sum(item.stage in (Stage.DISCUSSED, Stage.DEFERRED) for item in items),
        "close_refused": reason_against(may.check_can_close, request.user, session, clock.today()),
        "pause_refused": reason_against(may.check_can_pause, request.user, session, clock.today()),
        "crumbs": crumbs_of(session.council, session, "Điều khiển"),
    }
    return render(request, "councils/control.html", context)


def next_item(items: list[AgendaItem], current: AgendaItem | None) -> AgendaItem | None:
    """The first item after the current one that waits; at the end, any that was passed over."""
    waits = [item for item in items if item.stage in (Stage.WAITING, Stage.OPEN) and item != current]
    after = [item for item in waits if current is None or item.ordinal > current.ordinal]
    return next(iter(after), next(iter(waits), None))


@require_POST
def act(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """One act of the controls on one item."""
    session = session_of(request, pk)
    check_version(request, session)
    found = get_object_or_404(session.agenda, pk=item)
    given: dict[str, Any] = {"session": session, "item": found, "by": request.user, "at": clock.now()}
    wish = request.POST.get("viec", "")
    if wish == "chieu":
        actions_room.show_item(**given)
    elif wish in ("xong", "xong-tiep"):
        actions_room.finish_discussion(discussion=request.POST.get("discussion", ""), **given)
        upcoming = next_item(list(queries.agenda_of(session)), found)
        if wish == "xong-tiep" and upcoming is not None:
            actions_room.show_item(**{**given, "item": upcoming})
    elif wish == "de-lai":
        actions_room.defer_item(reason=request.POST.get("reason", ""), **given)
        messages.success(request, f"Mục {found.ordinal} để lại phiên sau.")
    elif wish == "dua-lai":
        actions_room.take_up_again(**given)
        messages.success(request, f"Mục {found.ordinal} trở lại chương trình.")
    else:
        raise Denied("Không rõ việc cần làm với mục này.")
    return redirect("councils:control", pk)
