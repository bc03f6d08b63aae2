"""The secretary's desk of a session: what is prepared, who answered, who read; opening, votes, closing, papers."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST

from paperwork.blocks import PaperError
from paperwork.papers.council_minutes import council_minutes_docx
from paperwork.papers.count_sheet import count_sheet_docx
from paperwork.papers.decision import decision_docx, render_decision
from paperwork.papers.nomination_list import nomination_list_docx, render_nomination_list
from thidua.accounts.queries import signed_in
from thidua.ballots.queries import needs_phrases, turnout
from thidua.councils import actions, actions_initiatives, actions_members, actions_room, forms, papers, queries
from thidua.councils import permissions as may
from thidua.councils.models import AgendaItem, CouncilMember, CouncilSession
from thidua.councils.models_sessions import MemberOpinion, Question, Recusal, SessionPaper
from thidua.councils.rules import Rulebook, quorum_needed, rulebook_of
from thidua.councils.tables import AgendaTable
from thidua.councils.views import crumbs_of, file_answer, one_form
from thidua.law.queries import award_name
from thidua.papers.permissions import check_can_open_paper
from thidua.papers.views import file_response
from thidua.shared import clock
from thidua.shared.certain import certain
from thidua.shared.columns import Filter
from thidua.shared.denied import Denied, attempt, reason_against
from thidua.shared.forms import posted
from thidua.shared.gate import check_fresh
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Tile, guarded
from thidua.shared.wording import vi_date

Way = AgendaItem.Way
Stage = AgendaItem.Stage
_KEPT = {"giay-moi": "invitation", "bien-ban": "minutes", "kiem-phieu": "count_sheet", "danh-sach": "proposed_list"}


def session_of(request: HttpRequest, pk: int) -> CouncilSession:
    rows = queries.visible_to(request.user, clock.today())
    rows = rows.select_related(
        "council__unit__parent", "ballot", "minutes", "count_sheet", "invitation", "proposed_list", "presider__user",
        "current",
    )  # fmt: skip
    return get_object_or_404(rows, pk=pk)


def serves(user, session: CouncilSession) -> bool:
    """Whether the account works at the secretary's desk of the session, or presides over it."""
    if not reason_against(may.check_is_secretary, user, session.council, clock.today(), "xem"):
        return True
    presider = queries.presider_of(session)
    return presider is not None and presider.user_id == user.pk


def detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    session, me = session_of(request, pk), signed_in(request)
    filters = [Filter("way", "Cách quyết định", Way.choices), Filter("stage", "Tình trạng", Stage.choices)]
    table = AgendaTable(queries.agenda_of(session), request, filters=filters)
    attendance = {row.member_id: row for row in session.attendance.all()}
    seats = queries.seats_of(session)
    rules = rulebook_of(session.council, queries.award_codes(session), session.held_on)
    total = session.total_members or len(seats)
    desk = serves(me, session)
    context = {
        "session": session,
        "heading": heading(session),
        "lead": _lead(session),
        "crumbs": crumbs_of(session.council, session),
        "actions": _acts(request, session, seats),
        "more": _more(me, session),
        "seats": _seat_rows(session, seats, attendance, desk),
        "has_begun": bool(attendance),
        "present": sum(row.is_present for row in attendance.values()),
        "total": total,
        "quorum": quorum_needed(total, rules.awards.values(), rules.own),
        "quorum_note": next((rule.quorum_note for rule in rules.awards.values() if rule and rule.quorum), ""),
        "rules": _rule_rows(session, rules, total),
        "ballot": session.ballot,
        "seen": turnout(session.ballot) if session.ballot else None,
        "warnings": _warnings(session, rules, total),
        "tiles": _tiles(session),
        "handouts": queries.standing_papers(session),
        "questions": session.questions.select_related("item", "asked_by", "answered_by"),
        "events": session.events.select_related("noted_by", "minutes"),
        "recusals": _recusals(session) if desk else [],
        "desk": desk and session.state in may.LIVE,
        "kept": _kept_papers(session),
        "drafts": _drafts(session),
    }
    return table_page(request, table, "councils/detail.html", context)


def heading(session: CouncilSession) -> str:
    if session.is_written:
        return f"Xin ý kiến bằng văn bản, từ ngày {vi_date(session.held_on)}"
    return f"Phiên họp ngày {vi_date(session.held_on)}"


def _lead(session: CouncilSession) -> str:
    begins = f"{session.begins:%H:%M}, " if session.begins else ""
    ends = f" Hạn gửi ý kiến: hết ngày {vi_date(session.replies_until)}." if session.replies_until else ""
    goes_on = f" Họp tiếp ngày {vi_date(session.continues_on)}." if session.continues_on else ""
    return f"{begins}{session.place}. Xét khen thưởng năm {session.year}.{ends}{goes_on}"


def _seat_rows(session, seats, attendance, desk: bool) -> list[dict[str, Any]]:
    """Who sits, how; at the desk also what they answered, read and wrote."""
    replies = {reply.member_id: reply for reply in session.replies.all()} if desk else {}
    read: dict[int, int] = {}
    wrote: set[int] = set()
    if desk:
        rows = session.handouts.filter(withdrawn_at=None).values_list("readings__user").annotate(n=Count("pk"))
        read = {user: number for user, number in rows if user}
        wrote = set(
            MemberOpinion.objects.filter(item__session=session, set_aside_at=None).values_list("member", flat=True)
        )
    papers_total = session.handouts.filter(withdrawn_at=None).count() if desk else 0
    return [
        {
            "seat": seat,
            "row": attendance.get(seat.member.pk),
            "reply": replies.get(seat.member.pk),
            "read": read.get(seat.user.pk, 0),
            "papers": papers_total,
            "wrote": seat.member.pk in wrote,
        }
        for seat in seats
    ]


def _rule_rows(session: CouncilSession, rules: Rulebook, total: int) -> list[tuple]:
    """(award or kind, votes needed of the whole membership with the article)."""
    kinds = {item.award_code or item.kind: item for item in queries.agenda_of(session)[:2000]}
    rows = []
    for key in sorted(kinds, key=queries.award_place):
        item, rule = kinds[key], rules.of(kinds[key])
        name = award_name(key) if item.award_code else item.get_kind_display()
        rows.append((name, rule.words(total) if rule and total else "Chưa có quy định đã đối chiếu"))
    return rows


def _warnings(session: CouncilSession, rules: Rulebook, total: int) -> list[str]:
    if session.ballot is None:
        return []
    found = [rule.must_reveal(total) for rule in rules.awards.values() if rule and rule.needs_ballot]
    aside: dict[int, int] = {}
    for item_pk in Recusal.objects.filter(item__session=session, taken_back_at=None).values_list("item", flat=True):
        aside[item_pk] = aside.get(item_pk, 0) + 1
    for item in queries.in_full(session.agenda.filter(pk__in=aside))[:20]:
        rule, may_vote = rules.of(item), total - aside[item.pk]
        if rule and may_vote < rule.needed(total):
            found.append(
                f"Mục {item.ordinal}: {aside[item.pk]} thành viên không biểu quyết, còn {may_vote} người, cần "
                f"{rule.needed(total)} phiếu đồng ý: không thể đạt."
            )
    return list(dict.fromkeys(text for text in found if text))


def _recusals(session: CouncilSession) -> list[Recusal]:
    rows = Recusal.objects.filter(item__session=session, taken_back_at=None)
    return list(
        rows.select_related(
            "item__line__person", "item__line__unit", "item__line__outsider", "item__standing__unit", "member__user"
        )
    )


def _tiles(session: CouncilSession) -> list[Tile]:
    way = session.agenda.aggregate(
        items=Count("pk"),
        ballot=Count("pk", filter=Q(way=Way.BALLOT)),
        passed=Count("pk", filter=Q(has_passed=True)),
        failed=Count("pk", filter=Q(has_passed=False)),
        deferred=Count("pk", filter=Q(stage=Stage.DEFERRED)),
    )
    rest = "Ý kiến bằng văn bản" if session.is_written else "Thống nhất bằng biên bản"
    tiles = [
        Tile("Trường hợp", str(way["items"]), tone="quiet"),
        Tile("Bỏ phiếu kín", str(way["ballot"]), tone="look"),
        Tile(rest, str(way["items"] - way["ballot"]), tone="look"),
    ]
    if session.state == "closed":
        tiles += [
            Tile("Được thông qua", str(way["passed"]), tone="met"),
            Tile("Không được thông qua", str(way["failed"]), tone="caution"),
        ]
    if way["deferred"]:
        tiles.append(Tile("Để lại phiên sau", str(way["deferred"]), tone="quiet"))
    return tiles


def _acts(request: HttpRequest, session: CouncilSession, seats) -> list[Action]:
    on, user = clock.today(), signed_in(request)

    def act(label, name, check, **options):
        return guarded(label, reverse(f"councils:{name}", args=[session.pk]), check, user, session, on, **options)

    sits = any(seat.user.pk == user.pk for seat in seats)
    mine = [Action("Phần của tôi", reverse("councils:seat", args=[session.pk]), icon="user")] if sits else []
    show = (
        []
        if session.is_written
        else [Action("Trình chiếu", reverse("councils:show", args=[session.pk]), icon="people")]
    )
    if session.state == "prepared":
        label = "Mở xin ý kiến" if session.is_written else "Khai mạc"
        return [act(label, "open", may.check_can_open, kind="primary", icon="people"), *mine, *show]
    if session.state == "cancelled":
        return []
    if session.state == "closed":
        return [*mine, *show]
    if session.state == "paused":
        return [
            act("Họp tiếp", "resume", may.check_can_resume, method="post", kind="primary", icon="people"),
            *mine,
            *show,
        ]
    acts = []
    if session.ballot is not None:
        if session.ballot.state == "cancelled":
            acts.append(act("Bỏ phiếu lại", "repeat", may.check_can_repeat_ballot, icon="ballot"))
        elif (
            session.ballot.state == "open"
            and session.ballot.voters.filter(user=user, has_voted=False, struck_at=None).exists()
        ):
            vote = reverse("ballots:vote", args=[session.ballot.pk])
            acts.append(Action("Bỏ phiếu", vote, kind="primary", icon="ballot"))
    if not session.is_written:
        acts.append(act("Điều khiển phiên họp", "control", may.check_runs_room, icon="edit"))
        acts.append(act("Ghi biểu quyết", "agree", may.check_can_record, icon="check"))
    return [*acts, *mine, *show, act("Kết thúc phiên họp", "close", may.check_can_close, icon="seal")]


def _more(user, session: CouncilSession) -> list[Action]:
    """What is done less often, under the table of seats."""
    on = clock.today()

    def act(label, name, check, **options):
        return guarded(label, reverse(f"councils:{name}", args=[session.pk]), check, user, session, on, **options)

    if reason_against(may.check_is_secretary, user, session.council, on, "xem") and not serves(user, session):
        return []
    found = []
    if session.state in may.LIVE:
        found.append(act("Thêm tài liệu", "paper-add", may.check_can_serve, icon="plus"))
        found.append(act("Ghi người không biểu quyết", "recuse", may.check_can_serve, icon="minus"))
    if session.state == "prepared":
        found += [
            act("Đổi lịch", "move", may.check_can_move, icon="calendar"),
            act("Hủy phiên họp", "cancel", may.check_can_cancel, kind="grave"),
        ]
        if not session.is_written:
            invite = act("Phát hành giấy mời", "invite", may.check_can_invite, method="post", icon="send")
            found.insert(0, invite)
    if session.state == "open" and not session.is_written:
        found.append(act("Điểm danh thêm", "attendance", may.check_can_note_attendance, icon="people"))
        found.append(act("Tạm hoãn", "pause", may.check_can_pause, kind="quiet", icon="clock"))
    if session.state == "closed":
        if queries.unanswered_initiatives(session).exists():
            found.append(
                act(
                    "Công nhận sáng kiến", "initiatives", may.check_can_answer_initiatives, kind="primary", icon="check"
                )
            )
        found.append(act("Mở lại phiên họp", "reopen", may.check_can_reopen, kind="grave"))
    return found


def _kept_papers(session: CouncilSession) -> list[tuple[str, str]]:
    """(name, address) of the issued papers, and of the Word files made from the same values."""
    pk, found = session.pk, []
    names = {
        "giay-moi": "Giấy mời", "bien-ban": "Biên bản họp", "kiem-phieu": "Biên bản kiểm phiếu",
        "danh-sach": "Danh sách đề nghị",
    }  # fmt: skip
    for key, field in _KEPT.items():
        paper = getattr(session, field)
        if paper is None:
            continue
        label = f"{names[key]} {paper.number_text}".strip()
        found.append((f"{label} (PDF)", reverse("councils:paper", args=[pk, key])))
        if key in ("bien-ban", "kiem-phieu"):
            found.append((f"{label} (Word)", reverse("councils:paper-docx", args=[pk, key])))
    return found


def _drafts(session: CouncilSession) -> list[tuple[str, str]]:
    if session.state != "closed":
        return []
    passed = session.agenda.filter(has_passed=True, kind=AgendaItem.Kind.AWARD)
    codes = sorted(set(passed.values_list("nomination__award_code", flat=True)), key=queries.award_place)
    found = []
    for suffix, word in (("pdf", "PDF"), ("docx", "Word")) if codes else ():
        found.append((f"Dự thảo tờ trình ({word})", reverse(f"councils:submission-{suffix}", args=[session.pk])))
    for code in codes:
        for suffix, word in (("pdf", "PDF"), ("docx", "Word")):
            label = f"Dự thảo quyết định {award_name(code)} ({word})"
            found.append((label, reverse(f"councils:award-{suffix}", args=[session.pk, code])))
    return found


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
            done += "; hòm phiếu đã mở." if waiting_box else "."
        messages.success(request, done)
        return redirect("councils:detail", pk)
    title = "Mở xin ý kiến" if session.is_written else "Khai mạc"
    return one_form(
        request, form, title, session.council.name, crumbs_of(session.council, session, title), "detail", pk
    )


def agree(request: HttpRequest, pk: int) -> HttpResponse:
    session = session_of(request, pk)
    may.check_can_record(request.user, session, clock.today())
    present = session.attendance.filter(is_present=True).count()
    form = forms.AgreementForm(
        posted(request), agenda=list(queries.agenda_of(session)), initial={"yes": present, "no": 0}
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
        messages.success(request, f"Đã ghi kết quả biểu quyết của {count} trường hợp.")
        return redirect("councils:detail", pk)
    crumbs = crumbs_of(session.council, session, "Ghi biểu quyết")
    return one_form(request, form, "Ghi biểu quyết", f"{present} thành viên có mặt", crumbs, "detail", pk)


@never_cache
@sensitive_post_parameters()
@sensitive_variables("form")
def repeat(request: HttpRequest, pk: int) -> HttpResponse:
    session = session_of(request, pk)
    may.check_can_repeat_ballot(request.user, session, clock.today())
    in_room = session.ballot is not None and needs_phrases(session.ballot)
    form = forms.RepeatForm(posted(request), trustees=forms.trustees_of(session) if in_room else [])
    if request.method == "POST" and form.is_valid():
        ballot = actions.repeat_ballot(session=session, pass_phrases=form.pass_phrases, by=request.user, at=clock.now())
        if in_room:
            messages.success(request, "Đã mở hòm phiếu mới.")
            return redirect("councils:detail", pk)
        messages.success(
            request, "Đã chuẩn bị hòm phiếu mới; hãy để những người giữ hòm tạo khóa, phát thẻ rồi mở hòm."
        )
        return redirect("ballots:detail", ballot.pk)
    crumbs = crumbs_of(session.council, session, "Bỏ phiếu lại")
    return one_form(request, form, "Bỏ phiếu lại", session.council.name, crumbs, "detail", pk)


@never_cache
@sensitive_post_parameters()
@sensitive_variables("form")
def close(request: HttpRequest, pk: int) -> HttpResponse:
    session = session_of(request, pk)
    may.check_can_close(request.user, session, clock.today())
    box = session.ballot
    is_sealed = box is not None and box.state in ("open", "closed") and needs_phrases(box)
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
    return one_form(request, form, "Kết thúc phiên họp", session.council.name, crumbs, "detail", pk)


def _act_form(request: HttpRequest, pk: int, title: str, make, act, done: str, check) -> HttpResponse:
    """A page of one form about a session: ``make`` gives the form, ``act`` runs on its data."""
    session = session_of(request, pk)
    check(request.user, session, clock.today())
    form = make(session)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, _true(act), session=session, **_by(request), **form.cleaned_data)
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
        count = attempt(form, actions_initiatives.answer_initiatives, session=session, **form.given, **_by(request))
        if count:
            messages.success(request, f"Đã ghi kết quả của {count} sáng kiến vào hồ sơ tác giả.")
            return redirect("councils:detail", pk)
    title = "Công nhận sáng kiến"
    return one_form(
        request, form, title, session.council.name, crumbs_of(session.council, session, title), "detail", pk
    )


def _by(request: HttpRequest) -> dict[str, Any]:
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

    return _act_form(
        request, pk, "Đổi lịch", make, actions_room.move_session, "Đã đổi lịch và báo cho các thành viên.",
        may.check_can_move,
    )  # fmt: skip


def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _act_form(
        request, pk, "Hủy phiên họp", lambda s: forms.WhyForm(posted(request)), actions_room.cancel_session,
        "Đã hủy phiên họp; hồ sơ trở lại chờ Hội đồng.", may.check_can_cancel,
    )  # fmt: skip


def pause(request: HttpRequest, pk: int) -> HttpResponse:
    return _act_form(
        request, pk, "Tạm hoãn", lambda s: forms.PauseForm(posted(request)), actions_room.pause_session,
        "Đã tạm hoãn phiên họp; mọi nội dung đã ghi giữ nguyên.", may.check_can_pause,
    )  # fmt: skip


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    session = session_of(request, pk)
    actions_room.resume_session(session=session, **_by(request))
    messages.success(request, "Phiên họp tiếp tục từ chỗ đã dừng.")
    return redirect("councils:detail", pk)


def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return _act_form(
        request, pk, "Mở lại phiên họp", lambda s: forms.WhyForm(posted(request)), actions.reopen_session,
        "Đã mở lại phiên họp; kết quả trở lại trạng thái chờ.", may.check_can_reopen,
    )  # fmt: skip


@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    session = session_of(request, pk)
    paper = actions_room.issue_invitation(session=session, **_by(request))
    messages.success(request, f"Đã phát hành Giấy mời số {paper.number_text}.")
    return redirect("councils:detail", pk)


def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    def make(session: CouncilSession):
        members = CouncilMember.objects.filter(pk__in=session.attendance.filter(removed_by=None).values("member"))
        return forms.AttendanceForm(posted(request), members=members.select_related("user").order_by("pk"))

    return _act_form(
        request, pk, "Điểm danh thêm", make, actions_room.note_attendance, "Đã ghi điểm danh.",
        may.check_can_note_attendance,
    )  # fmt: skip


def recuse(request: HttpRequest, pk: int) -> HttpResponse:
    def make(session: CouncilSession):
        seats = [seat.member.pk for seat in queries.seats_of(session)]
        members = CouncilMember.objects.filter(pk__in=seats).select_related("user").order_by("pk")
        return forms.RecuseForm(posted(request), items=queries.agenda_of(session), members=members)

    def act(*, session: CouncilSession, **given):
        return actions_members.note_recusal(**given)

    return _act_form(
        request, pk, "Ghi người không biểu quyết", make, act, "Đã ghi; ngưỡng và số người biểu quyết tính lại.",
        may.check_can_serve,
    )  # fmt: skip


@require_POST
def recuse_back(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    session = session_of(request, pk)
    recusal = get_object_or_404(
        Recusal.objects.select_related("item__session__council", "member"), pk=row, item__session=session
    )
    actions_members.take_back_recusal(recusal=recusal, **_by(request))
    messages.success(request, "Đã gỡ.")
    return redirect("councils:detail", pk)


# ── papers ──


def paper_add(request: HttpRequest, pk: int) -> HttpResponse:
    def make(session: CouncilSession):
        return forms.PaperForm(posted(request), request.FILES or None)

    def act(*, file, **given):
        return actions_members.add_session_paper(upload=file, **given)

    return _act_form(
        request, pk, "Thêm tài liệu", make, act, "Đã gửi tài liệu đến các thành viên.", may.check_can_serve
    )


def _handout(request: HttpRequest, pk: int, paper: int) -> SessionPaper:
    session = session_of(request, pk)
    found = get_object_or_404(SessionPaper, pk=paper, session=session, withdrawn_at=None)
    found.session = session
    return found


def paper_withdraw(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    handout = _handout(request, pk, paper)

    def act(*, session: CouncilSession, **given):
        return actions_members.withdraw_session_paper(paper=handout, **given)

    return _act_form(
        request, pk, f"Gỡ tài liệu “{handout.title}”", lambda s: forms.WhyForm(posted(request)), act, "Đã gỡ tài liệu.",
        may.check_can_serve,
    )  # fmt: skip


@require_POST
def handout(request: HttpRequest, pk: int, paper: int) -> FileResponse:
    """The file; the first opening by a member is its receipt, hence a POST."""
    found = _handout(request, pk, paper)
    actions_members.note_reading(paper=found, **_by(request))
    return FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )


def answer(request: HttpRequest, pk: int, question: int) -> HttpResponse:
    asked = get_object_or_404(
        Question.objects.select_related("session__council__unit", "asked_by"),
        pk=question,
        session=session_of(request, pk),
    )

    def act(*, session: CouncilSession, **given):
        return actions_members.answer_question(question=asked, **given)

    return _act_form(
        request, pk, f"Trả lời: {asked.text[:80]}", lambda s: forms.AnswerForm(posted(request)), act, "Đã trả lời.",
        may.check_can_serve,
    )  # fmt: skip


def kept_paper(request: HttpRequest, pk: int, key: str) -> FileResponse:
    """An issued paper of the session: for who works for the unit and for the members."""
    session = session_of(request, pk)
    paper = getattr(session, _KEPT.get(key, ""), None)
    if paper is None:
        raise Http404
    if not any(seat.user.pk == signed_in(request).pk for seat in queries.seats_of(session)):
        check_can_open_paper(request.user, paper, clock.today())
    return file_response(paper)


def kept_paper_docx(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Minutes or count sheet as Word, from the frozen votes, with the number of the issued paper."""
    session = session_of(request, pk)
    paper = getattr(session, _KEPT.get(key, ""), None)
    if paper is None or session.closed_at is None or key not in ("bien-ban", "kiem-phieu"):
        raise Http404
    items = list(queries.agenda_of(session))
    number = certain(paper.number)
    if key == "bien-ban":
        values: Any = papers.minutes_values(session, items, number=number, ended_at=session.closed_at)
        return _made(lambda at: council_minutes_docx(values, created_at=at), f"bien-ban-{pk}.docx")
    values = papers.count_sheet_values(session, items, number=number, dated=paper.issued_on)
    return _made(lambda at: count_sheet_docx(values, created_at=at), f"kiem-phieu-{pk}.docx")


def _made(make, name: str) -> HttpResponse:
    try:
        content = make(clock.now())
    except PaperError as error:
        raise Denied(str(error)) from error
    return file_answer(content, name)


def _closed(request: HttpRequest, pk: int) -> tuple[CouncilSession, list[AgendaItem]]:
    session = session_of(request, pk)
    if session.state != "closed":
        raise Denied("Phiên họp chưa kết thúc nên chưa có kết quả để dự thảo.")
    return session, list(queries.agenda_of(session))


def submission(request: HttpRequest, pk: int, suffix: str) -> HttpResponse:
    session, items = _closed(request, pk)
    values = papers.submission_values(session, items, clock.today())
    make = render_nomination_list if suffix == "pdf" else nomination_list_docx
    return _made(lambda at: make(values, created_at=at), f"du-thao-to-trinh-{pk}.{suffix}")


def award_decision(request: HttpRequest, pk: int, code: str, suffix: str) -> HttpResponse:
    session, items = _closed(request, pk)
    if not any(item.has_passed and item.award_code == code for item in items):
        raise Http404
    values = papers.decision_values(session, items, code, clock.today())
    make = render_decision if suffix == "pdf" else decision_docx
    return _made(lambda at: make(values, created_at=at), f"du-thao-quyet-dinh-{pk}.{suffix}")


def check_version(request: HttpRequest, session: CouncilSession) -> None:
    """Two people at the controls at once: the second one hears that the page is old."""
    check_fresh(session, request.POST.get("version"))
