"""Running a session from the secretary's desk: opening, hands, closing, moving, pausing; who stands aside; answers."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.ballots.models import Ballot
from thidua.ballots.queries import is_ready, needs_phrases
from thidua.councils import (
    actions,
    actions_initiatives,
    actions_members,
    actions_prepare,
    actions_room,
    forms,
    forms_members,
    queries,
)
from thidua.councils import permissions as may
from thidua.councils.agenda import entitled_by_item, hands_erased, kin_proposals
from thidua.councils.closing import Gap, before_the_end, gaps
from thidua.councils.models import AgendaItem, CouncilMember, CouncilSession
from thidua.councils.models_sessions import Question, Recusal
from thidua.councils.rules import rulebook_of
from thidua.councils.views import crumbs_of, one_form
from thidua.councils.views_session import hands_to_count, reveal_warnings, session_of
from thidua.shared import clock
from thidua.shared.certain import certain
from thidua.shared.denied import Stale, attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.ui import Action

Way = AgendaItem.Way
Stage = AgendaItem.Stage


# ── opening, votes, closing ──


@never_cache
@sensitive_post_parameters()
@sensitive_variables("form")
def open_session(request: HttpRequest, pk: int) -> HttpResponse:
    session = session_of(request, pk)
    may.check_can_open(request.user, session, clock.today())
    waiting_box = session.ballot is not None and session.ballot.state == "prepared"
    trustees = forms.trustees_of(session) if session.ballot and waiting_box and needs_phrases(session.ballot) else []
    if session.is_written:
        form: Any = forms.SendOutForm(posted(request), trustees=trustees)
    else:
        said = {reply.member_id: reply for reply in session.replies.all()}
        form = forms.OpenForm(
            posted(request),
            members=queries.seats_on(session.council, session.held_on),
            seats=queries.seats_of(session),
            trustees=trustees,
            has_box=waiting_box,
            initial={
                "present": [pk for pk, reply in said.items() if reply.answer == "comes"],
                "online": [pk for pk, reply in said.items() if reply.answer == "online"],
            }
            | {f"reason_{pk}": reply.reason for pk, reply in said.items()},
        )
    if request.method == "POST" and form.is_valid():
        actions.open_session(
            session=session, pass_phrases=form.pass_phrases, by=request.user, at=clock.now(), **form.given
        )
        done = "Đã mở xin ý kiến và báo cho các thành viên." if session.is_written else "Đã khai mạc phiên họp"
        if not session.is_written:
            is_open = waiting_box and Ballot.objects.filter(pk=certain(session.ballot_id), state="open").exists()
            done += "; hòm phiếu đã mở." if is_open else "; hòm phiếu chưa mở." if waiting_box else "."
        messages.success(request, done)
        return redirect("councils:detail", pk)
    title = "Mở xin ý kiến" if session.is_written else "Khai mạc"
    crumbs = crumbs_of(session.council, session, title)
    template = "councils/form.html" if session.is_written else "councils/open.html"
    warnings = _before_the_box(session)
    return one_form(request, form, title, session.council.name, crumbs, "detail", pk, warnings, template)


def _before_the_box(session: CouncilSession) -> list[str]:
    """What whoever opens the session must know of its ballot first."""
    if session.ballot is None:
        return []
    rules = rulebook_of(session.council, queries.award_codes(session), session.held_on)
    found = reveal_warnings(session, rules, session.total_members or len(queries.seats_of(session)))
    if session.ballot.state == "prepared" and not needs_phrases(session.ballot) and not is_ready(session.ballot):
        found.append(
            "Hòm phiếu mã hóa chưa đủ khóa của người giữ hòm hoặc chưa in đủ thẻ: khai mạc được, nhưng hòm chỉ mở sau, ở "
            "trang của hòm phiếu."
        )
    return found


def agree(request: HttpRequest, pk: int) -> HttpResponse:
    session = session_of(request, pk)
    may.check_can_record(request.user, session, clock.today())
    present = session.attendance.filter(is_present=True).count()
    # No number is proposed: a vote that is typed already would be saved unread.
    start = {"items": f"item:{request.GET['muc']}"} if "muc" in request.GET else {}
    form = forms.AgreementForm(
        posted(request), agenda=list(queries.agenda_of(session)), entitled=entitled_by_item(session), initial=start
    )
    if request.method == "POST" and form.is_valid():
        count = actions.record_agreement(
            session=session,
            items=form.chosen,
            yes=form.cleaned_data["yes"],
            no=form.cleaned_data["no"],
            blank=form.cleaned_data["blank"] or 0,
            by=request.user,
            at=clock.now(),
        )
        blank = form.cleaned_data["blank"] or 0
        for item in session.agenda.filter(pk__in=[each.pk for each in form.chosen]).order_by("ordinal"):
            if item.blank is not None and item.blank > blank:
                aside, may_vote = item.blank - blank, present - (item.blank - blank)
                messages.info(
                    request,
                    f"Mục {item.ordinal}: {aside} người có mặt không được biểu quyết nên chỉ tính {may_vote} người, gồm {item.yes} "
                    f"đồng ý, {item.no} không đồng ý, {blank} không có ý kiến.",
                )
        messages.success(request, f"Đã ghi kết quả biểu quyết của {count} trường hợp.")
        return redirect("councils:detail", pk)
    crumbs = crumbs_of(session.council, session, "Ghi biểu quyết")
    kicker = f"{present} thành viên có mặt"
    return one_form(request, form, "Ghi biểu quyết", kicker, crumbs, "detail", pk, hands_to_count(session))


@never_cache
@sensitive_post_parameters()
@sensitive_variables("form")
def repeat(request: HttpRequest, pk: int) -> HttpResponse:
    session = session_of(request, pk)
    may.check_can_repeat_ballot(request.user, session, clock.today())
    in_room = session.ballot is not None and needs_phrases(session.ballot)
    form = forms.RepeatForm(posted(request), trustees=forms.trustees_of(session) if in_room else [])
    if request.method == "POST" and form.is_valid():
        ballot = actions_prepare.repeat_ballot(
            session=session, pass_phrases=form.pass_phrases, by=request.user, at=clock.now()
        )
        if in_room:
            messages.success(request, "Đã mở hòm phiếu mới.")
            return redirect("councils:detail", pk)
        messages.success(
            request, "Đã chuẩn bị hòm phiếu mới; hãy để những người giữ hòm tạo khóa, phát thẻ rồi mở hòm."
        )
        return redirect("ballots:detail", ballot.pk)
    crumbs = crumbs_of(session.council, session, "Bỏ phiếu lại")
    return one_form(request, form, "Bỏ phiếu lại", session.council.name, crumbs, "detail", pk, _before_the_box(session))


@never_cache
@sensitive_post_parameters()
@sensitive_variables("form")
def close(request: HttpRequest, pk: int) -> HttpResponse:
    session = session_of(request, pk)
    if session.state == "open" and (missing := gaps(session, clock.today())):
        return _not_yet(request, session, missing)
    may.check_can_close(request.user, session, clock.today())
    box = session.ballot
    # Where every item of the ballot was put off nothing is opened, and nobody is asked for a phrase.
    is_sealed = (
        box is not None
        and box.state in ("open", "closed")
        and needs_phrases(box)
        and queries.secret_items(session).exists()
    )
    trustees = forms.trustees_of(session) if is_sealed else []
    form = forms.CloseForm(posted(request), trustees=trustees)
    if request.method == "POST" and form.is_valid():
        actions.close_session(
            session=session,
            pass_phrases=form.pass_phrases,
            note=form.cleaned_data["note"],
            by=request.user,
            at=clock.now(),
        )
        messages.success(request, "Đã kết thúc phiên họp; biên bản đã lập.")
        return redirect("councils:detail", pk)
    crumbs = crumbs_of(session.council, session, "Kết thúc phiên họp")
    kicker = session.council.name
    warnings = before_the_end(session, signed_in(request), clock.now())
    return one_form(request, form, "Kết thúc phiên họp", kicker, crumbs, "detail", pk, warnings)


def _not_yet(request: HttpRequest, session: CouncilSession, missing: list[Gap]) -> HttpResponse:
    """The session cannot end yet: what is missing, each with the way to the page where it is done."""
    on = clock.today()
    box, mine = session.ballot_id, reverse("councils:detail", args=[session.pk])
    control = Action("Mở màn hình điều khiển", reverse("councils:control", args=[session.pk]), kind="secondary")
    to_box = [Action("Mở trang hòm phiếu", reverse("ballots:detail", args=[box]), kind="secondary")] if box else []
    ways: dict[str, list[Action]] = {
        "hands": [],
        "elsewhere": [control],
        "box_cancelled": [Action("Bỏ phiếu lại", reverse("councils:repeat", args=[session.pk]), kind="secondary")],
        "box_shut": to_box,
        "no_votes": [*to_box, control],
        "answers": [Action("Xem ai chưa gửi ý kiến", mine, kind="secondary")],
    }
    context = {
        "session": session,
        "gaps": [{"gap": gap, "ways": ways[gap.where]} for gap in missing],
        "missing": [item for gap in missing if gap.where == "hands" for item in gap.items],
        "why_not": reason_against(may.check_can_record, request.user, session, on),
        "crumbs": crumbs_of(session.council, session, "Kết thúc phiên họp"),
    }
    return render(request, "councils/unrecorded.html", context, status=403)


def act_form(request: HttpRequest, pk: int, title: str, make, act, done: str, check) -> HttpResponse:
    """A page of one form about a session: ``make`` gives the form, ``act`` runs on its data."""
    session = session_of(request, pk)
    check(request.user, session, clock.today())
    form = make(session)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, _true(act), session=session, **acting(request), **getattr(form, "given", form.cleaned_data))
    ):
        messages.success(request, done)
        return redirect("councils:detail", pk)
    return one_form(
        request, form, title, session.council.name, crumbs_of(session.council, session, title), "detail", pk
    )


def initiatives(request: HttpRequest, pk: int) -> HttpResponse:
    """The decision of the head on initiatives the council has heard."""
    session = session_of(request, pk)
    may.check_can_answer_initiatives(request.user, session, clock.today())
    form = forms.InitiativesForm(posted(request), items=queries.unanswered_initiatives(session))
    if request.method == "POST" and form.is_valid():
        count = attempt(form, actions_initiatives.answer_initiatives, session=session, **form.given, **acting(request))
        if count:
            messages.success(request, f"Đã ghi kết quả của {count} sáng kiến vào hồ sơ tác giả.")
            return redirect("councils:detail", pk)
    title = "Công nhận sáng kiến"
    return one_form(
        request, form, title, session.council.name, crumbs_of(session.council, session, title), "detail", pk
    )


def acting(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "at": clock.now()}


def _true(act):
    def run(**arguments) -> bool:
        act(**arguments)
        return True

    return run


def move(request: HttpRequest, pk: int) -> HttpResponse:
    def make(session: CouncilSession):
        names = ("held_on", "begins", "place", "replies_until")
        return forms.MoveForm(posted(request), initial={name: getattr(session, name) for name in names})

    return act_form(
        request, pk, "Đổi lịch", make, actions_room.move_session, "Đã đổi lịch và báo cho các thành viên.",
        may.check_can_move,
    )  # fmt: skip


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return act_form(
        request, pk, "Hủy phiên họp", lambda s: forms.WhyForm(posted(request)), actions_room.cancel_session,
        "Đã hủy phiên họp; hồ sơ trở lại chờ Hội đồng.", may.check_can_cancel,
    )  # fmt: skip


def pause(request: HttpRequest, pk: int) -> HttpResponse:
    return act_form(
        request, pk, "Tạm hoãn", lambda s: forms.PauseForm(posted(request)), actions_room.pause_session,
        "Đã tạm hoãn phiên họp; mọi nội dung đã ghi giữ nguyên.", may.check_can_pause,
    )  # fmt: skip


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    session = session_of(request, pk)
    actions_room.resume_session(session=session, **acting(request))
    messages.success(request, "Phiên họp tiếp tục từ chỗ đã dừng.")
    return redirect("councils:detail", pk)


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return act_form(
        request, pk, "Mở lại phiên họp", lambda s: forms.WhyForm(posted(request)), actions.reopen_session,
        "Đã mở lại phiên họp; kết quả trở lại trạng thái chờ.", may.check_can_reopen,
    )  # fmt: skip


@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    session = session_of(request, pk)
    paper = actions_room.issue_invitation(session=session, **acting(request))
    messages.success(request, f"Đã phát hành Giấy mời số {paper.number_text}.")
    return redirect("councils:detail", pk)


def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    def make(session: CouncilSession):
        members = CouncilMember.objects.filter(pk__in=session.attendance.filter(removed_by=None).values("member"))
        return forms_members.AttendanceForm(posted(request), members=members.select_related("user").order_by("pk"))

    return act_form(
        request, pk, "Điểm danh thêm", make, actions_room.note_attendance, "Đã ghi điểm danh.",
        may.check_can_note_attendance,
    )  # fmt: skip


def recuse(request: HttpRequest, pk: int) -> HttpResponse:
    def make(session: CouncilSession):
        seats = [seat.member.pk for seat in queries.seats_of(session)]
        members = CouncilMember.objects.filter(pk__in=seats).select_related("user").order_by("pk")
        return forms_members.RecuseForm(posted(request), items=queries.agenda_of(session), members=members)

    def act(*, session: CouncilSession, **given):
        return actions_members.note_recusal(**given)

    return act_form(
        request, pk, "Ghi người không biểu quyết", make, act, "Đã ghi; ngưỡng và số người biểu quyết tính lại.",
        may.check_can_serve,
    )  # fmt: skip


@require_POST
def kin(request: HttpRequest, pk: int) -> HttpResponse:
    """The secretary's answer to a proposal that a member stand aside for a relative."""
    session = session_of(request, pk)
    found = next(
        (
            each
            for each in kin_proposals(session, queries.seats_of(session))
            if [str(each.item.pk), str(each.seat.member.pk)] == [request.POST.get("item"), request.POST.get("member")]
        ),
        None,
    )
    may.check_can_serve(request.user, session, clock.today())
    if found is None:
        raise Stale("Đề xuất này vừa được trả lời. Mời tải lại trang.")
    given = {"item": found.item, "member": found.seat.member, **acting(request)}
    if request.POST.get("viec") == "bieu-quyet":
        actions_members.let_relative_vote(reason=request.POST.get("reason", ""), **given)
        messages.success(request, f"Đã ghi: {found.seat.name} vẫn biểu quyết mục {found.item.ordinal}.")
    else:
        # the page says beside the button which hands are taken back
        actions_members.note_recusal(ground=Recusal.Ground.RELATIVE, reason=found.reason, forget_hands=True, **given)
        messages.success(request, f"Đã ghi: {found.seat.name} không biểu quyết mục {found.item.ordinal}.")
    return redirect("councils:detail", pk)


@require_POST
def recuse_back(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    session = session_of(request, pk)
    recusal = get_object_or_404(
        Recusal.objects.select_related("item__session__council", "member", "item__line__person"),
        pk=row,
        item__session=session,
    )
    again = f" Mục {recusal.item.ordinal} phải ghi biểu quyết lại." if hands_erased(recusal.item) else ""
    actions_members.take_back_recusal(recusal=recusal, **acting(request))
    messages.success(request, f"Đã gỡ.{again}")
    return redirect("councils:detail", pk)


def answer(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    asked = get_object_or_404(
        Question.objects.select_related("session__council__unit", "asked_by"),
        pk=question,
        session=session_of(request, pk),
    )

    def act(*, session: CouncilSession, **given):
        return actions_members.answer_question(question=asked, **given)

    return act_form(
        request, pk, f"Trả lời: {asked.text[:80]}", lambda s: forms.AnswerForm(posted(request)), act, "Đã trả lời.",
        may.check_can_serve,
    )  # fmt: skip
