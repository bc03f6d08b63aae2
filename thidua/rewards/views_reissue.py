"""Screens of exchange and re-issue."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from rulebook.lifecycles import LIFECYCLES
from thidua.honours.queries import visible_to as honours_visible_to
from thidua.law.queries import award_name
from thidua.rewards import actions_reissue as actions
from thidua.rewards import permissions_stock as rights
from thidua.rewards import queries_ceremony as queries
from thidua.rewards.forms_ceremony import FinishForm, GrantForm, RefuseForm, ReissueForm, WithdrawForm
from thidua.rewards.models_ceremony import ReissueRequest
from thidua.rewards.screens import one_form, room
from thidua.rewards.tables_ceremony import ReissueTable
from thidua.shared import clock
from thidua.shared.columns import Filter
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Event, guarded
from thidua.shared.wording import vi_date, vi_datetime

UNKNOWN_RULE = (
    "Hệ thống chưa có văn bản đang có hiệu lực quy định thủ tục cấp đổi, cấp lại giấy khen, bằng khen (với khen thưởng cấp "
    "nhà nước: Nghị định 152/2025/NĐ-CP, khoản 2 Điều 12 giao Thủ tướng Chính phủ). Mời làm theo văn bản của cơ quan."
)


def reissues(request: HttpRequest) -> HttpResponseBase:
    states = Filter("state", "Tình trạng", list(LIFECYCLES["reissue"].states.items()))
    table = ReissueTable(queries.reissues_visible_to(request.user, clock.today()), request, filters=[states])
    find = Action("Tìm khen thưởng trong sổ vàng", reverse("honours:list"), icon="search")
    context = room("reissues") | {
        "title": "Cấp đổi, cấp lại",
        "lead": "Bản hỏng được đổi, bản mất được cấp lại; khen thưởng không đổi, tờ mới mang mã kiểm tra mới. Mở khen thưởng trong sổ "
        "vàng rồi bấm “Tiếp nhận cấp đổi, cấp lại”.",
        "actions": [find],
    }
    return table_page(request, table, "rewards/part_list.html", context)


def reissue_receive(request: HttpRequest, pk: int) -> HttpResponse:
    """``pk`` is the honour."""
    today = clock.today()
    seen = honours_visible_to(request.user, today).select_related("issuer")
    honour = get_object_or_404(seen, pk=pk)
    rights.check_can_receive_reissue(request.user, honour, today)
    facts = [
        ("Người, tập thể", honour.recipient_name),
        ("Khen thưởng", award_name(honour.award_code)),
        ("Quyết định", f"Số {honour.decision_number} ngày {vi_date(honour.decided_on)}"),
        ("Số sổ vàng", str(honour.ordinal)),
        ("Thủ tục", UNKNOWN_RULE),
    ]
    start = {"received_on": today, "asker": honour.recipient_name}
    return one_form(
        request, ReissueForm(posted(request), initial=start), actions.receive_reissue,
        lambda data: data | {"honour": honour}, here="reissues", title="Tiếp nhận đề nghị cấp đổi, cấp lại", facts=facts,
        back=reverse("honours:detail", args=[pk]), done="Đã tiếp nhận.", submit="Tiếp nhận",
        to=lambda made: reverse("rewards:reissue", args=[made.pk]),
    )  # fmt: skip


def _visible(request: HttpRequest, pk: int) -> ReissueRequest:
    seen = queries.reissues_visible_to(request.user, clock.today())
    return get_object_or_404(seen.select_related("received_by", "answered_by", "done_by"), pk=pk)


def reissue(request: HttpRequest, pk: int) -> HttpResponse:
    asked, today, me = _visible(request, pk), clock.today(), request.user
    honour, new = asked.honour, queries.new_sheet(asked)

    def act(label: str, name: str, check: Callable, **options) -> Action:
        return guarded(label, reverse(f"rewards:{name}", args=[pk]), check, me, asked, today, **options)

    if new is None:
        check = rights.check_can_print_reissue
        printing = act("In tờ mới", "reissue-print", check, method="post", kind="primary", icon="print")
    else:
        printing = Action("Tờ mới", reverse("rewards:sheet", args=[new.pk]), icon="file")
    acts = {
        "received": [
            act("Đồng ý", "reissue-grant", rights.check_can_answer_reissue, kind="primary", icon="check"),
            act("Không đồng ý", "reissue-refuse", rights.check_can_answer_reissue),
            act("Người đề nghị rút", "reissue-withdraw", rights.check_can_withdraw_reissue, kind="quiet"),
        ],
        "granted": [
            printing,
            act("Ghi đã trao bản mới", "reissue-finish", rights.check_can_finish_reissue, kind="primary", icon="check"),
            act("Người đề nghị rút", "reissue-withdraw", rights.check_can_withdraw_reissue, kind="quiet"),
        ],
    }.get(asked.state, [])
    rows = [
        ("Khen thưởng", f"{award_name(honour.award_code)}, {honour.recipient_name}",
         reverse("honours:detail", args=[honour.pk])),
        ("Quyết định", f"Số {honour.decision_number} ngày {vi_date(honour.decided_on)}"),
        ("Loại", asked.get_kind_display()),
        ("Người đề nghị", f"{asked.asker} ({asked.asker_role})"),
        ("Lý do", asked.reason),
        ("Giấy tờ kèm theo", asked.papers),
        ("Nơi xác nhận", asked.confirmed_by or "–"),
        ("Hạn trả lời", f"{vi_date(asked.due_on)} ({asked.due_basis})" if asked.due_on else asked.due_basis),
        ("Văn bản trả lời", asked.answer_document or "–"),
    ]  # fmt: skip
    if asked.refused_reason:
        rows.append(("Lý do không đồng ý, rút", asked.refused_reason))
    if new is not None:
        rows.append(
            ("Tờ mới", f"Tờ số {new.serial}: {new.state_label.lower()}", reverse("rewards:sheet", args=[new.pk]))
        )
    if asked.state == "done":
        rows += [("Số phôi mới", asked.new_serial or "–"), ("Người nhận", asked.handed_to),
                 ("Bản cũ", "Đã thu lại" if asked.old_returned else "Không còn")]  # fmt: skip
    marks = [
        ("Tiếp nhận", asked.received_at, asked.received_by, "gold"),
        ("Trả lời", asked.answered_at, asked.answered_by, "gold"),
        ("Trao bản mới", asked.done_at, asked.done_by, "met"),
    ]
    events = [Event(what, vi_datetime(at), by.display_name, tone=tone) for what, at, by, tone in marks if at and by]
    context = room("reissues", Crumb(honour.recipient_name)) | {
        "asked": asked, "rows": rows, "events": events, "actions": acts,
    }  # fmt: skip
    return render(request, "rewards/reissue.html", context)


def _step(request: HttpRequest, pk: int, check: Callable, form_class: type, act: Callable, title: str, done: str):
    asked = _visible(request, pk)
    check(request.user, asked, clock.today())
    return one_form(
        request, form_class(posted(request)), act, lambda data: data | {"request": asked}, here="reissues", title=title,
        kicker=asked.honour.recipient_name, back=reverse("rewards:reissue", args=[pk]), done=done, submit=title,
    )  # fmt: skip


def reissue_grant(request: HttpRequest, pk: int) -> HttpResponse:
    act, done = actions.grant_reissue, "Đã đồng ý; in bản mới rồi ghi đã trao."
    return _step(request, pk, rights.check_can_answer_reissue, GrantForm, act, "Đồng ý", done)


def reissue_refuse(request: HttpRequest, pk: int) -> HttpResponse:
    act = actions.refuse_reissue
    return _step(request, pk, rights.check_can_answer_reissue, RefuseForm, act, "Không đồng ý", "Đã ghi trả lời.")


@require_POST
def reissue_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet that a granted request leads to is ordered."""
    new = actions.print_reissue(request=_visible(request, pk), by=request.user, at=clock.now())
    messages.success(request, f"Tờ số {new.serial} đang được in thay tờ cũ. In xong thì trao và ghi đã trao.")
    return redirect("rewards:reissue", pk=pk)


def reissue_finish(request: HttpRequest, pk: int) -> HttpResponse:
    act = actions.finish_reissue
    return _step(request, pk, rights.check_can_finish_reissue, FinishForm, act, "Ghi đã trao bản mới", "Đã ghi nhận.")


def reissue_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    act = actions.withdraw_reissue
    return _step(request, pk, rights.check_can_withdraw_reissue, WithdrawForm, act, "Rút đề nghị", "Đã ghi rút.")
