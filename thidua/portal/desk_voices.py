"""The editors' desk for what readers say: comments to decide, polls, messages to answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from rulebook.lifecycles import LIFECYCLES
from thidua.portal import actions_voices as acts
from thidua.portal import queries, queries_voices
from thidua.portal.forms_voices import AnswerForm, PollForm, RefusalForm, RemovalAnswerForm
from thidua.portal.models_voices import Comment, Message, Poll
from thidua.portal.own_pages import address_of, page_named, where_mended
from thidua.portal.permissions import check_can_ask_readers, check_can_moderate, check_can_set_aside
from thidua.portal.tables import CommentTable, MessageTable, PollTable, message_badge
from thidua.shared import clock
from thidua.shared.columns import Filter
from thidua.shared.denied import Denied, attempt
from thidua.shared.forms import posted
from thidua.shared.gate import check_fresh
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, guarded
from thidua.shared.wording import vi_date, vi_datetime

_NO_EDITOR = "Việc này cần vai trò “Biên tập viên”."


def _states(cycle: str) -> Filter:
    return Filter("state", "Tình trạng", list(LIFECYCLES[cycle].states.items()))


def _crumbs(list_name: str, label: str, *last: Crumb) -> list[Crumb]:
    return [Crumb("Tin bài", reverse("portal:desk")), Crumb(label, reverse(list_name) if last else ""), *last]


def _version(thing) -> list[tuple[str, str]]:
    return [("version", str(thing.version))]


# ── comments ──


def comments(request: HttpRequest) -> HttpResponseBase:
    rows = queries_voices.comments_at_desk(request.user, clock.today())
    table = CommentTable(rows, request, filters=[_states("comment")])
    context = {"crumbs": _crumbs("portal:desk-comments", "Ý kiến bạn đọc"), "heading": "Ý kiến bạn đọc", "actions": []}
    return table_page(request, table, "portal/desk_list.html", context)


def _comment(request: HttpRequest, pk: int) -> Comment:
    return get_object_or_404(queries_voices.comments_at_desk(request.user, clock.today()), pk=pk)


def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """One comment with what speaks for a second look, and what can be done."""
    found, today = _comment(request, pk), clock.today()
    check = (check_can_moderate, request.user, found.article.unit, today)
    links = []
    if found.state != "published":
        links.append(
            guarded(
                "Đăng ý kiến", reverse("portal:publish-comment", args=[pk]), *check,
                method="post", kind="primary", icon="check", hidden=_version(found),
                confirm="Ý kiến hiện ngay dưới bài viết, với họ tên người gửi.",
            )
        )  # fmt: skip
    if found.state != "refused":
        label = "Không đăng" if found.state == "waiting" else "Gỡ ý kiến"
        links.append(guarded(label, reverse("portal:refuse-comment", args=[pk]), *check, kind="quiet"))
    if found.state == "published":
        links.append(guarded("Trả lời", reverse("portal:answer-comment", args=[pk]), *check, icon="edit"))
    facts = [
        ("Bài viết", found.article.title, reverse("portal:desk-article", args=[found.article_id])),
        ("Họ tên", found.name),
        ("Thư điện tử", found.email or "không ghi"),
        ("Gửi lúc", vi_datetime(found.sent_at)),
    ]
    if found.decided_at:
        facts.append(("Quyết định", f"{found.state_label}, {vi_datetime(found.decided_at)}, {found.decided_by}"))
    if found.decided_reason and found.state == "refused":
        facts.append(("Lý do", found.decided_reason))
    crumbs = _crumbs("portal:desk-comments", "Ý kiến bạn đọc", Crumb(found.title))
    context = {"comment": found, "actions": links, "facts": facts, "crumbs": crumbs}
    context["badge"] = f"comment_{found.state}"
    return render(request, "portal/desk_comment.html", context)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    found = _comment(request, pk)
    check_fresh(found, request.POST.get("version"))
    acts.publish_comment(comment=found, by=request.user, at=clock.now())
    messages.success(request, "Đã đăng ý kiến dưới bài viết.")
    return _next_comment(request)


def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    found = _comment(request, pk)
    check_can_moderate(request.user, found.article.unit, clock.today())
    form = RefusalForm(posted(request), thing_version=found.version, thing_name="ý kiến")
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, _done(acts.refuse_comment), comment=found, reason=reason, by=request.user, at=clock.now()):
            messages.success(request, "Đã ghi: không đăng ý kiến này.")
            return _next_comment(request)
    return _form_page(request, form, "Không đăng ý kiến", found.title, reverse("portal:desk-comment", args=[pk]))


def answer_comment(request: HttpRequest, pk: int) -> HttpResponse:
    found = _comment(request, pk)
    check_can_moderate(request.user, found.article.unit, clock.today())
    initial = {"answer": found.answer}
    form = AnswerForm(posted(request), thing_version=found.version, thing_name="ý kiến", initial=initial)
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data["answer"]
        if attempt(form, _done(acts.answer_comment), comment=found, answer=answer, by=request.user, at=clock.now()):
            messages.success(request, "Đã đăng câu trả lời dưới ý kiến.")
            return redirect("portal:desk-comment", pk=pk)
    return _form_page(request, form, "Trả lời ý kiến", found.title, reverse("portal:desk-comment", args=[pk]))


def _next_comment(request: HttpRequest) -> HttpResponse:
    """To the oldest comment that still waits, so that a queue is worked off without going back and forth."""
    rows = queries_voices.comments_at_desk(request.user, clock.today()).filter(state="waiting").order_by("pk")
    following = rows.first()
    return redirect("portal:desk-comment", pk=following.pk) if following else redirect("portal:desk-comments")


def _done(act):
    """``act`` for :func:`attempt`: an act that returns nothing has been done all the same."""

    def do(**given) -> bool:
        act(**given)
        return True

    return do


def _form_page(request: HttpRequest, form, heading: str, about: str, back: str) -> HttpResponse:
    crumbs = [Crumb("Tin bài", reverse("portal:desk")), Crumb(about, back), Crumb(heading)]
    context = {"form": form, "heading": heading, "back": back, "submit": "Lưu", "crumbs": crumbs}
    return render(request, "portal/edit.html", context, status=422 if form.is_bound else 200)


# ── polls ──


def polls(request: HttpRequest) -> HttpResponseBase:
    today = clock.today()
    table = PollTable(queries_voices.polls_at_desk(request.user, today), request, filters=[_states("poll")])
    is_editor = bool(queries.editors_unit_ids(request.user, today))
    new = Action("Soạn câu hỏi", reverse("portal:new-poll"), icon="plus", refused="" if is_editor else _NO_EDITOR)
    context = {"crumbs": _crumbs("portal:desk-polls", "Bình chọn"), "heading": "Bình chọn", "actions": [new]}
    return table_page(request, table, "portal/desk_list.html", context)


def new_poll(request: HttpRequest) -> HttpResponse:
    units = queries.units_edited(request.user, clock.today())
    if not units.exists():
        raise Denied(_NO_EDITOR)
    initial = {"choices": "Tốt\nKhá\nTrung bình\nKém", "question": ""}
    form = PollForm(posted(request), units=units, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"choices": form.cleaned_data["choices"].split("\n")}
        if made := attempt(form, acts.draft_poll, **given, by=request.user, at=clock.now()):
            messages.success(request, "Đã lưu câu hỏi. Câu hỏi chưa hiện trên cổng cho đến khi được đưa lên.")
            return redirect("portal:desk-poll", pk=made.pk)
    return _form_page(request, form, "Soạn câu hỏi", "Bình chọn", reverse("portal:desk-polls"))


def _poll(request: HttpRequest, pk: int) -> Poll:
    return get_object_or_404(queries_voices.polls_at_desk(request.user, clock.today()), pk=pk)


def poll(request: HttpRequest, pk: int) -> HttpResponse:
    found, today = _poll(request, pk), clock.today()
    check = (check_can_ask_readers, request.user, found.unit, today)
    links = []
    if found.state == "draft":
        links.append(
            guarded(
                "Đưa lên cổng", reverse("portal:open-poll", args=[pk]), *check,
                method="post", kind="primary", icon="send", hidden=_version(found),
                confirm="Từ lúc này câu hỏi và các lựa chọn không sửa được nữa.",
            )
        )  # fmt: skip
    else:
        links.append(Action("Xem trên cổng", reverse("portal:poll", args=[pk]), icon="link"))
    if found.state == "open":
        links.append(
            guarded(
                "Kết thúc", reverse("portal:close-poll", args=[pk]), *check,
                method="post", kind="quiet", hidden=_version(found), confirm="Không nhận thêm phiếu; kết quả vẫn xem được.",
            )
        )  # fmt: skip
    shares = queries_voices.shares_of(found)
    context = {
        "poll": found,
        "actions": links,
        "shares": shares,
        "total": sum(share.votes for share in shares),
        "facts": [("Đơn vị hỏi", found.unit.name), ("Hỏi đến hết ngày", vi_date(found.closes_on))],
        "crumbs": _crumbs("portal:desk-polls", "Bình chọn", Crumb(found.question)),
    }
    return render(request, "portal/desk_poll.html", context)


@require_POST
def open_poll(request: HttpRequest, pk: int) -> HttpResponse:
    found = _poll(request, pk)
    check_fresh(found, request.POST.get("version"))
    acts.open_poll(poll=found, by=request.user, at=clock.now())
    messages.success(request, "Câu hỏi đã hiện trên cổng thông tin.")
    return redirect("portal:desk-poll", pk=pk)


@require_POST
def close_poll(request: HttpRequest, pk: int) -> HttpResponse:
    found = _poll(request, pk)
    check_fresh(found, request.POST.get("version"))
    acts.close_poll(poll=found, by=request.user, at=clock.now())
    messages.success(request, "Đã kết thúc cuộc bình chọn.")
    return redirect("portal:desk-poll", pk=pk)


# ── messages ──


def messages_(request: HttpRequest) -> HttpResponseBase:
    rows = queries_voices.messages_at_desk(request.user, clock.today())
    subjects = Filter("subject", "Việc", list(Message.Subject.choices))
    table = MessageTable(rows, request, filters=[_states("message"), subjects])
    context = {"crumbs": _crumbs("portal:desk-messages", "Thư bạn đọc"), "heading": "Thư bạn đọc", "actions": []}
    return table_page(request, table, "portal/desk_list.html", context)


def _message(request: HttpRequest, pk: int) -> Message:
    return get_object_or_404(queries_voices.messages_at_desk(request.user, clock.today()), pk=pk)


def message(request: HttpRequest, pk: int) -> HttpResponse:
    found, today = _message(request, pk), clock.today()
    check = (check_can_ask_readers, request.user, found.unit, today)
    links = []
    if found.state == "new":
        links = [
            guarded(
                "Trả lời", reverse("portal:answer-message", args=[pk]), *check, kind="primary", icon="edit"
            ),
            guarded(
                "Không trả lời", reverse("portal:set-message-aside", args=[pk]), check_can_set_aside, request.user, found,
                today, kind="quiet",
            ),
        ]  # fmt: skip
    facts = [
        ("Người gửi", found.name),
        ("Cách liên hệ", found.contact or "không ghi: người gửi đọc câu trả lời bằng mã thư"),
        *_page_facts(request, found),
        ("Gửi lúc", vi_datetime(found.sent_at)),
    ]
    if found.outcome:
        facts.append(("Kết quả đề nghị", found.get_outcome_display()))
    if found.answered_at:
        facts.append((found.state_label, f"{vi_datetime(found.answered_at)}, {found.answered_by}"))
    crumbs = _crumbs("portal:desk-messages", "Thư bạn đọc", Crumb(found.get_subject_display()))
    context = {"message": found, "actions": links, "facts": facts, "crumbs": crumbs}
    context["badge"] = message_badge(found)
    return render(request, "portal/desk_message.html", context)


def _page_facts(request: HttpRequest, found: Message) -> list[tuple[str, ...]]:
    """The page the writer names, a link only when it is one of our own, and where what it tells is mended."""
    match = page_named(found.page, request.get_host()) if found.page else None
    if match is None:
        return [("Trang liên quan", found.page or "không ghi")]
    mended = where_mended(match, request.user, clock.today())
    return [("Trang liên quan", found.page, address_of(match)), *([("Nơi sửa hoặc gỡ", *mended)] if mended else [])]


def answer_message(request: HttpRequest, pk: int) -> HttpResponse:
    found = _message(request, pk)
    check_can_ask_readers(request.user, found.unit, clock.today())
    kind = RemovalAnswerForm if found.subject == Message.Subject.REMOVAL else AnswerForm
    form = kind(posted(request), thing_version=found.version, thing_name="thư")
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("answer", "outcome") if name in form.fields}
        if attempt(form, _done(acts.answer_message), message=found, **given, by=request.user, at=clock.now()):
            messages.success(request, "Đã ghi câu trả lời; người gửi đọc được bằng mã thư.")
            return redirect("portal:desk-message", pk=pk)
    back = reverse("portal:desk-message", args=[pk])
    return _form_page(request, form, "Trả lời thư", found.get_subject_display(), back)


def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    found = _message(request, pk)
    check_can_set_aside(request.user, found, clock.today())
    form = RefusalForm(posted(request), thing_version=found.version, thing_name="thư")
    form.fields["reason"].label = "Lý do không trả lời (người gửi đọc được)"
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, _done(acts.set_message_aside), message=found, reason=reason, by=request.user, at=clock.now()):
            messages.success(request, "Đã ghi: không trả lời thư này.")
            return redirect("portal:desk-messages")
    back = reverse("portal:desk-message", args=[pk])
    return _form_page(request, form, "Không trả lời", found.get_subject_display(), back)
