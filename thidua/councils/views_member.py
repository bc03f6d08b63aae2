"""A member's own pages, made for a phone: where I sit, what a session asks of me, and where it stands."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from thidua.accounts.queries import signed_in
from thidua.ballots.models import BallotVoter
from thidua.ballots.queries import keeper_work, turnout
from thidua.councils import actions_members, forms, forms_members, queries
from thidua.councils import permissions as may
from thidua.councils.models import AgendaItem, CouncilMember, CouncilSession
from thidua.councils.models_sessions import MemberOpinion, PaperReading, Recusal
from thidua.councils.papers import described
from thidua.councils.queries import Seat
from thidua.councils.tables import SessionTable, award_words
from thidua.councils.views import crumbs_of, one_form
from thidua.councils.views_room import live_answer, room_mark
from thidua.councils.views_session import heading, session_of
from thidua.law.queries import award_name
from thidua.shared import clock
from thidua.shared.denied import attempt
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, guarded
from thidua.shared.wording import vi_date

Stage = AgendaItem.Stage


def my_seats(request: HttpRequest) -> HttpResponseBase:
    """A member's own page: what waits for me, where I sit."""
    on, me = clock.today(), signed_in(request)
    sits = CouncilMember.objects.filter(user=me, ends_on__isnull=True).select_related("council")
    table = SessionTable(
        queries.with_counts(queries.visible_to(me, on).filter(council__in=sits.values("council"))), request
    )
    waiting = [
        Action(
            f"Bỏ phiếu: phiên ngày {vi_date(b.session.held_on)}",
            reverse("ballots:vote", args=[b.pk]),
            kind="primary",
            icon="ballot",
        )
        for b in queries.ballots_waiting_for(me)
    ] + [
        Action(
            f"Giữ hòm phiếu: {'tạo khóa' if row.ballot.state == 'prepared' else 'mở kết quả'}, {row.ballot.title}",
            reverse("ballots:keeper", args=[row.ballot_id]),
            kind="primary",
            icon="lock",
        )
        for row in keeper_work(me)
    ]
    crumbs = [Crumb("Hội đồng", reverse("councils:list")), Crumb("Việc của thành viên")]
    context = {"seats": sits, "waiting": waiting, "sessions": queries.invited_to(me, on)[:20], "crumbs": crumbs}
    return table_page(request, table, "councils/my_seats.html", context)


def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """My part in a session, and a tracker that follows the room. Works by reload without scripts."""
    session, me = session_of(request, pk), signed_in(request)
    mine = may.check_sits(me, session, "xem phần của thành viên")
    seen = turnout(session.ballot) if session.ballot else None
    row = session.attendance.filter(member=mine.member).first()
    context = {
        "session": session,
        "heading": heading(session),
        "mine": mine,
        "row": row,
        "address": reverse("councils:seat", args=[pk]),
        "crumbs": crumbs_of(session.council, session, "Phần của tôi"),
        **_tracker(session, mine, me),
        "seen": seen,
    }
    mark = room_mark(session, seen, row.mode if row else "", context["has_voted"], session.questions.count())
    if request.headers.get("HX-Request") != "true":
        context |= _rest_of_page(session, mine, me)
    return live_answer(request, mark, "councils/seat.html", "councils/_tracker.html", context)


def _tracker(session: CouncilSession, mine: Seat, me) -> dict[str, Any]:
    """Where the room is, and what it asks of me now."""
    items = list(queries.agenda_of(session))
    aside = set(
        Recusal.objects.filter(item__session=session, member=mine.member, taken_back_at=None).values_list(
            "item", flat=True
        )
    )
    current = next((item for item in items if item.pk == session.current_id), None)
    name, post = described([current], session.held_on)[current.pk] if current else ("", "")
    voter = session.ballot.voters.filter(user=me).first() if session.ballot else None
    return {
        "agenda": items,
        "current": current,
        "name": name,
        "post": post,
        "award": (award_name(current.award_code) if current.award_code else current.get_kind_display())
        if current
        else "",
        "aside": aside,
        "done": sum(item.stage in (Stage.DISCUSSED, Stage.DEFERRED) for item in items),
        "is_voter": voter is not None and voter.struck_at is None,
        "has_voted": bool(voter and voter.has_voted),
        "wrote": bool(voter and voter.way == BallotVoter.Way.WRITTEN),
        "vote_url": reverse("ballots:vote", args=[session.ballot.pk]) if session.ballot else "",
    }


def _rest_of_page(session: CouncilSession, mine: Seat, me) -> dict[str, Any]:
    on = clock.today()

    def url(name: str) -> str:
        return reverse(f"councils:{name}", args=[session.pk])

    handouts = list(queries.standing_papers(session))
    read = set(me_readings(me, handouts))
    return {
        "handouts": [(paper, paper.pk in read) for paper in handouts],
        "questions": session.questions.select_related("item", "asked_by"),
        "reply": session.replies.filter(member=mine.member).first(),
        "my_opinions": MemberOpinion.objects.filter(
            item__session=session, member=mine.member, set_aside_at=None
        ).count(),
        "actions": [
            guarded("Trả lời giấy mời", url("reply"), may.check_can_reply, me, session, icon="mail"),
            guarded("Gửi ý kiến bằng văn bản", url("opinion"), may.check_can_write, me, session, on, icon="pen"),
            guarded("Đặt câu hỏi", url("ask"), may.check_can_ask, me, session, icon="question"),
            guarded("Xin không biểu quyết", url("stand-aside"), may.check_can_recuse, me, session, mine.member, on),
        ],
    }


def me_readings(me, handouts) -> list[int]:
    rows = PaperReading.objects.filter(user=me, paper__in=[paper.pk for paper in handouts])
    return list(rows.values_list("paper", flat=True))


def _form(request: HttpRequest, session: CouncilSession, form, title: str) -> HttpResponse:
    crumbs = crumbs_of(session.council, session, title)
    return one_form(request, form, title, heading(session), crumbs, "seat", session.pk)


def reply(request: HttpRequest, pk: int) -> HttpResponse:
    session, me = session_of(request, pk), signed_in(request)
    mine = may.check_can_reply(me, session)
    old = session.replies.filter(member=mine.member).first()
    start = {"answer": old.answer, "reason": old.reason} if old else {}
    form = forms_members.ReplyForm(posted(request), initial=start)
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form, actions_members.reply_invitation, session=session, by=me, at=clock.now(), **form.cleaned_data
        )
        if done is not None:
            messages.success(request, f"Đã trả lời: {done.get_answer_display().lower()}.")
            return redirect("councils:seat", pk)
    return _form(request, session, form, "Trả lời giấy mời")


def ask(request: HttpRequest, pk: int) -> HttpResponse:
    session, me = session_of(request, pk), signed_in(request)
    may.check_can_ask(me, session)
    form = forms_members.AskForm(posted(request), items=queries.agenda_of(session))
    if request.method == "POST" and form.is_valid():
        done = attempt(form, actions_members.ask_question, session=session, by=me, at=clock.now(), **form.cleaned_data)
        if done is not None:
            messages.success(request, "Đã gửi câu hỏi đến thư ký.")
            return redirect("councils:seat", pk)
    return _form(request, session, form, "Đặt câu hỏi")


def stand_aside(request: HttpRequest, pk: int) -> HttpResponse:
    session, me = session_of(request, pk), signed_in(request)
    mine = may.check_sits(me, session, "xin không biểu quyết")
    may.check_can_recuse(me, session, mine.member, clock.today())
    form = forms_members.RecuseForm(posted(request), items=queries.agenda_of(session), members=None)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, actions_members.note_recusal, member=mine.member, by=me, at=clock.now(), **form.given)
        if done is not None:
            messages.success(request, f"Bạn không biểu quyết mục {done.item.ordinal}; biên bản ghi việc này.")
            return redirect("councils:seat", pk)
    return _form(request, session, form, "Xin không biểu quyết")


def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    """The form of a written opinion: every item, three choices, a reason where one wants to say it."""
    session, me = session_of(request, pk), signed_in(request)
    mine = may.check_can_write(me, session, clock.today())
    aside = Recusal.objects.filter(item__session=session, member=mine.member, taken_back_at=None).values("item")
    items = list(queries.agenda_of(session).exclude(stage=Stage.DEFERRED).exclude(pk__in=aside))
    kept = {
        each.item_id: each
        for each in MemberOpinion.objects.filter(item__session=session, member=mine.member, set_aside_at=None)
    }
    chosen = {pk: each.choice for pk, each in kept.items()}
    reasons = {pk: each.reason for pk, each in kept.items()}
    refused = ""
    if request.method == "POST":
        chosen = {item.pk: request.POST.get(f"muc-{item.pk}", "") for item in items}
        reasons = {item.pk: request.POST.get(f"ly-do-{item.pk}", "") for item in items}
        choices = {pk: choice for pk, choice in chosen.items() if choice}
        form = forms.WhyForm()  # only to carry a refusal
        form.cleaned_data = {}
        done = attempt(
            form, actions_members.give_opinion, session=session, choices=choices, reasons=reasons, by=me, at=clock.now()
        )
        if done:
            messages.success(
                request, f"Đã nhận ý kiến của bạn về {done} mục. Gửi lại trước hạn thì bản sau thay bản trước."
            )
            return redirect("councils:seat", pk)
        refused = "; ".join(str(error) for error in form.non_field_errors())
    named = described(items, session.held_on)
    rows = [
        {
            "name": f"muc-{item.pk}",
            "label": f"{item.ordinal}. {', '.join(part for part in named[item.pk] if part)} – " + award_words(item),
            "choices": MemberOpinion.Choice.choices,
            "chosen": chosen.get(item.pk, ""),
            "error": "Mời chọn một ý kiến cho mục này." if refused and not chosen.get(item.pk) else "",
            "reason_name": f"ly-do-{item.pk}",
            "reason": reasons.get(item.pk, ""),
            "detail": item.detail or (item.line.achievement if item.line is not None else ""),
        }
        for item in items
    ]
    context = {
        "session": session,
        "rows": rows,
        "refused": refused,
        "mine": mine,
        "crumbs": crumbs_of(session.council, session, "Ý kiến bằng văn bản"),
        "back": reverse("councils:seat", args=[pk]),
    }
    return render(request, "councils/opinion.html", context, status=422 if refused else 200)
