"""Screens of bonus lists."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from rulebook.lifecycles import LIFECYCLES
from thidua.decisions.queries import issued
from thidua.rewards import actions_bonus as actions
from thidua.rewards import actions_payments as payments
from thidua.rewards import permissions_money as rights
from thidua.rewards import queries_bonus as queries
from thidua.rewards.forms_bonus import NotCollectedForm, PayForm, ReasonForm, RecoverForm, SetBonusForm, TakeBackForm
from thidua.rewards.models_money import BonusPayment
from thidua.rewards.papers_money import render_receipt
from thidua.rewards.queries_fund import balance_of, law_of_fund
from thidua.rewards.screens import one_form, room
from thidua.rewards.tables_money import RECIPIENTS, BonusLineTable, BonusListTable, how
from thidua.shared import clock
from thidua.shared.columns import Filter
from thidua.shared.denied import Denied
from thidua.shared.forms import posted
from thidua.shared.gate import check_fresh
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Event, Tile, guarded
from thidua.shared.wording import money, vi_date, vi_datetime, vi_number
from thidua.units.queries import unit_ids_visible_to

State = queries.LINE_STATES
MOST_LINES = 500  # that one page offers to choose from


def bonus_lists(request: HttpRequest) -> HttpResponseBase:
    today = clock.today()
    states = Filter("state", "Tình trạng", list(LIFECYCLES["bonus_list"].states.items()))
    table = BonusListTable(queries.visible_to(request.user, today), request, filters=[states])
    waiting = [
        {
            "decision": decision,
            "action": guarded(
                "Lập danh sách chi", reverse("rewards:bonus-draft", args=[decision.pk]), rights.check_can_draft_bonus,
                request.user, decision, today, method="post", kind="primary",
            ),
        }
        for decision in queries.decisions_without_list(request.user, today)[:20]
    ]  # fmt: skip
    back = list(queries.to_recover(request.user, today)[:20])
    return table_page(request, table, "rewards/bonuses.html", room("bonuses") | {"waiting": waiting, "recover": back})


@require_POST
def bonus_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """``pk`` is the decision."""
    decision = get_object_or_404(issued(), pk=pk, unit__in=unit_ids_visible_to(request.user, clock.today()))
    bonus_list = actions.draft_bonus_list(decision=decision, by=request.user, at=clock.now())
    messages.success(request, "Đã lập danh sách chi tiền thưởng theo mức của ngày quyết định.")
    return redirect("rewards:bonus", pk=bonus_list.pk)


def _visible(request: HttpRequest, pk: int) -> "queries.CountedList":
    seen = queries.visible_to(request.user, clock.today())
    return get_object_or_404(seen.select_related("drafted_by", "checked_by", "approved_by", "withdrawn_by"), pk=pk)


def bonus(request: HttpRequest, pk: int) -> HttpResponseBase:
    bonus_list = _visible(request, pk)
    states = Filter("line_state", "Tình trạng chi", list(State.items()))
    table = BonusLineTable(queries.lines_of(bonus_list), request, filters=[states])
    sums = queries.sums_by_state(bonus_list)
    rule = law_of_fund(bonus_list.decision.decided_on or clock.today())
    payer = f"{bonus_list.unit.agency_name}, từ Quỹ thi đua, khen thưởng"
    rows: list[tuple[str, ...]] = [
        ("Quyết định", bonus_list.decision.title, reverse("decisions:detail", args=[bonus_list.decision_id])),
        ("Số, ngày", f"{bonus_list.decision.number_text} ngày {vi_date(bonus_list.decision.decided_on)}"),
        ("Ai chi", payer),
        ("Vì sao", f"{rule.text_vi} ({rule.cite.label_vi}; {rule.status.label_vi.lower()})" if rule else "chưa rõ"),
        ("Tổng tiền", money(bonus_list.total or 0)),
    ]
    tiles = [
        Tile(label, money(sums[state][1]), note=f"{sums[state][0]} dòng", url=f"?line_state={state}")
        for state, label in State.items()
        if state in sums
    ]
    context = room("bonuses", Crumb(bonus_list.decision.number_text)) | {
        "bonus_list": bonus_list,
        "rows": rows,
        "tiles": tiles,
        "events": _events(bonus_list),
        "actions": _actions(request, bonus_list),
    }
    return table_page(request, table, "rewards/bonus.html", context)


def _events(bonus_list) -> list[Event]:
    marks = [
        ("Lập danh sách", bonus_list.drafted_at, bonus_list.drafted_by, "", "gold"),
        ("Kế toán kiểm tra", bonus_list.checked_at, bonus_list.checked_by, "", "gold"),
        ("Duyệt chi", bonus_list.approved_at, bonus_list.approved_by, "", "met"),
        ("Rút", bonus_list.withdrawn_at, bonus_list.withdrawn_by, bonus_list.withdrawn_reason, "quiet"),
    ]
    events = [Event(what, vi_datetime(at), by.display_name, note, tone) for what, at, by, note, tone in marks if at]
    if bonus_list.state == "draft" and bonus_list.returned_reason:
        events.append(Event("Đã được trả lại để sửa", note=bonus_list.returned_reason, tone="caution"))
    return events


def _actions(request: HttpRequest, bonus_list) -> list[Action]:
    today, me, pk = clock.today(), request.user, bonus_list.pk
    version: dict[str, Any] = {"hidden": [("version", str(bonus_list.version))], "method": "post"}

    def act(label: str, name: str, check, **options) -> Action:
        return guarded(label, reverse(f"rewards:{name}", args=[pk]), check, me, bonus_list, today, **options)

    withdraw = act("Rút danh sách", "bonus-withdraw", rights.check_can_withdraw_bonus, kind="quiet")
    if bonus_list.state == "draft":
        set_it = act("Xác định mức thưởng", "bonus-set", rights.check_can_set_bonus, icon="edit")
        check = act(
            "Kiểm tra xong", "bonus-check", rights.check_can_check_bonus, kind="primary", icon="check", **version
        )
        return [check, set_it, withdraw]
    if bonus_list.state == "checked":
        return [
            act(
                "Duyệt chi", "bonus-approve", rights.check_can_approve_bonus, kind="primary", icon="seal", **version,
                confirm=f"Duyệt chi {money(bonus_list.total or 0)}? Danh sách sau khi duyệt không sửa được.",
            ),
            act("Trả lại để sửa", "bonus-return", rights.check_can_return_bonus),
            withdraw,
        ]  # fmt: skip
    if bonus_list.state == "approved":
        return [
            act("Ghi nhận chi", "bonus-pay", rights.check_can_pay, kind="primary", icon="check"),
            act("Ghi chưa đến nhận", "bonus-uncollected", rights.check_can_pay),
            Action("Danh sách ký nhận (PDF)", reverse("papers:open", args=[bonus_list.paper_id]), icon="download"),
        ]
    return []


@require_POST
def bonus_check(request: HttpRequest, pk: int) -> HttpResponse:
    bonus_list = _visible(request, pk)
    check_fresh(bonus_list, request.POST.get("version"))
    actions.check_bonus_list(bonus_list=bonus_list, by=request.user, at=clock.now())
    messages.success(request, "Đã kiểm tra. Người duyệt chi được báo.")
    return redirect("rewards:bonus", pk=pk)


@require_POST
def bonus_approve(request: HttpRequest, pk: int) -> HttpResponse:
    bonus_list = _visible(request, pk)
    check_fresh(bonus_list, request.POST.get("version"))
    actions.approve_bonus_list(bonus_list=bonus_list, by=request.user, at=clock.now())
    messages.success(request, "Đã duyệt chi. Danh sách ký nhận đã sẵn sàng để in.")
    return redirect("rewards:bonus", pk=pk)


def _with_reason(request: HttpRequest, pk: int, check, act, title: str, done: str) -> HttpResponse:
    bonus_list = _visible(request, pk)
    check(request.user, bonus_list, clock.today())
    form = ReasonForm(posted(request), thing_version=bonus_list.version, thing_name="danh sách")
    return one_form(
        request, form, act, lambda data: {"bonus_list": bonus_list, "reason": data["reason"]}, here="bonuses",
        title=title, kicker=str(bonus_list), back=reverse("rewards:bonus", args=[pk]), done=done, submit=title,
    )  # fmt: skip


def bonus_return(request: HttpRequest, pk: int) -> HttpResponse:
    act = actions.return_bonus_list
    return _with_reason(request, pk, rights.check_can_return_bonus, act, "Trả lại để sửa", "Đã trả lại danh sách.")


def bonus_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    act = actions.withdraw_bonus_list
    return _with_reason(request, pk, rights.check_can_withdraw_bonus, act, "Rút danh sách", "Đã rút danh sách.")


def _offered(lines, states: tuple[str, ...]) -> list[tuple[int, str]]:
    chosen = lines.filter(line_state__in=states)[:MOST_LINES]
    return [(line.pk, f"{line.ordinal}. {line.name} – {money(line.owed)}") for line in chosen]


def bonus_set(request: HttpRequest, pk: int) -> HttpResponse:
    """The lines nobody knows stand first and are ticked."""
    bonus_list = _visible(request, pk)
    rights.check_can_set_bonus(request.user, bonus_list, clock.today())
    lines = queries.lines_of(bonus_list)
    asked = list(lines.filter(line_state=queries.MUST_SAY)[:MOST_LINES])
    others = [] if asked else list(lines[:MOST_LINES])
    offered = [
        (
            line.pk,
            f"{line.ordinal}. {line.name} ({RECIPIENTS.get(line.recipient, '').lower()}): {line.doubt or how(line)}",
        )
        for line in asked or others
    ]
    form = SetBonusForm(
        posted(request), lines=offered, thing_version=bonus_list.version, thing_name="danh sách",
        initial={"lines": [pk for pk, _ in offered] if asked else []},
    )  # fmt: skip
    return one_form(
        request, form, actions.set_bonus,
        lambda data: {"bonus_list": bonus_list, "lines": [int(n) for n in data["lines"]]}
        | {name: data[name] for name in ("amount_vnd", "reason", "basis")},
        here="bonuses", title="Xác định mức thưởng", kicker=str(bonus_list),
        lead="Chỉ dùng khi dữ liệu luật chưa đủ để tính, hoặc có quy định riêng. Lý do và căn cứ hiện bên cạnh số tiền.",
        back=reverse("rewards:bonus", args=[pk]), done="Đã ghi mức thưởng.", submit="Ghi mức thưởng",
    )  # fmt: skip


def bonus_pay(request: HttpRequest, pk: int) -> HttpResponse:
    bonus_list = _visible(request, pk)
    today = clock.today()
    rights.check_can_pay(request.user, bonus_list, today)
    offered = _offered(queries.lines_of(bonus_list), (queries.UNPAID, queries.NOT_COLLECTED))
    if not offered:
        raise Denied("Không còn dòng nào chờ chi trong danh sách này.")
    wanted = request.GET.get("dong", "")
    ticked = [line for line, _ in offered if not wanted or str(line) == wanted]
    form = PayForm(posted(request), lines=offered, initial={"on": today, "lines": ticked})
    return one_form(
        request, form, payments.pay_lines,
        lambda data: data | {"bonus_list": bonus_list, "lines": [int(n) for n in data["lines"]]},
        here="bonuses", title="Ghi nhận chi", kicker=str(bonus_list),
        facts=[(f"Số dư quỹ năm {today.year}", money(balance_of(bonus_list.unit, today.year)))],
        back=reverse("rewards:bonus", args=[pk]), done="Đã ghi nhận chi và ghi sổ quỹ.", submit="Ghi nhận chi",
    )  # fmt: skip


def bonus_uncollected(request: HttpRequest, pk: int) -> HttpResponse:
    bonus_list = _visible(request, pk)
    rights.check_can_pay(request.user, bonus_list, clock.today())
    offered = _offered(queries.lines_of(bonus_list), (queries.UNPAID,))
    if not offered:
        raise Denied("Không còn dòng nào chưa chi trong danh sách này.")
    form = NotCollectedForm(posted(request), lines=offered)
    return one_form(
        request, form, payments.note_not_collected,
        lambda data: data | {"bonus_list": bonus_list, "lines": [int(n) for n in data["lines"]]},
        here="bonuses", title="Ghi chưa đến nhận", kicker=str(bonus_list),
        back=reverse("rewards:bonus", args=[pk]), done="Đã ghi nhận.", submit="Ghi nhận",
    )  # fmt: skip


def _line(request: HttpRequest, pk: int, line_pk: int):
    bonus_list = _visible(request, pk)
    return bonus_list, get_object_or_404(queries.lines_of(bonus_list), pk=line_pk)


def bonus_line(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    """One recipient: how the amount came about, what became of it."""
    bonus_list, line = _line(request, pk, line_pk)
    today, me = clock.today(), request.user

    def act(label: str, name: str, **options) -> Action:
        address = reverse(f"rewards:{name}", args=[pk, line_pk])
        return guarded(label, address, rights.check_can_pay, me, bonus_list, today, **options)

    shown: list[Action] = []
    if bonus_list.state == "approved":
        if line.line_state in (queries.UNPAID, queries.NOT_COLLECTED):
            pay = f"{reverse('rewards:bonus-pay', args=[pk])}?dong={line.pk}"
            shown.append(guarded("Ghi nhận chi", pay, rights.check_can_pay, me, bonus_list, today, kind="primary"))
        if line.line_state == queries.TO_RECOVER:
            shown.append(act("Ghi thu hồi", "bonus-recover", kind="primary"))
        if line.line_state in (queries.PAID, queries.TO_RECOVER):
            shown.append(act("Hủy ghi nhận chi", "bonus-take-back", kind="quiet"))
        if line.owed:
            receipt = reverse("rewards:bonus-receipt", args=[pk, line_pk])
            shown.append(Action("Giấy nhận tiền (PDF)", receipt, icon="download"))
    rows = [
        ("Người, tập thể", line.name, reverse("honours:detail", args=[line.honour_id])),
        ("Chức vụ, đơn vị", line.detail),
        ("Đối tượng", RECIPIENTS.get(line.recipient, line.recipient)),
        ("Hệ số", "chưa có trong dữ liệu" if line.coefficient is None else vi_number(line.coefficient)),
        ("Lương cơ sở", money(line.base_salary_vnd)),
        ("Luật cho biết", money(line.reckoned_vnd) if line.reckoned_vnd is not None else "Cần cán bộ xác định"),
        ("Được chi", money(line.owed) if line.owed is not None else "Cần cán bộ xác định"),
        ("Ai chi", f"{bonus_list.unit.agency_name}, từ Quỹ thi đua, khen thưởng"),
    ]
    if line.set_at:
        rows += [
            ("Cán bộ xác định", f"{line.set_reason} Căn cứ: {line.set_basis}"),
            ("Người xác định", str(line.set_by)),
        ]
    events = [
        Event(
            f"{payment.get_kind_display()} {money(payment.amount_vnd) if payment.amount_vnd else ''}".strip(),
            vi_date(payment.happened_on),
            payment.recorded_by.display_name,
            ", ".join(
                filter(None, [payment.receipt and f"chứng từ {payment.receipt}", payment.receiver, payment.note])
            ),
            "met" if payment.kind in BonusPayment.PAID else "quiet",
        )
        for payment in line.payments.select_related("recorded_by").order_by("-serial")
    ]
    home = Crumb(bonus_list.decision.number_text, reverse("rewards:bonus", args=[pk]))
    context = room("bonuses", home, Crumb(line.name)) | {
        "line": line, "rows": rows, "events": events, "actions": shown, "state_label": State[line.line_state],
    }  # fmt: skip
    return render(request, "rewards/bonus_line.html", context)


def bonus_receipt(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    bonus_list, line = _line(request, pk, line_pk)
    if bonus_list.state != "approved" or not line.owed:
        raise Denied("Chỉ in giấy nhận tiền cho dòng được chi của danh sách đã duyệt.")
    answer = HttpResponse(render_receipt(line, on=clock.today()), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="giay-nhan-tien-{line.ordinal}.pdf"'
    return answer


def bonus_recover(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    bonus_list, line = _line(request, pk, line_pk)
    rights.check_can_pay(request.user, bonus_list, clock.today())
    return one_form(
        request, RecoverForm(posted(request), initial={"on": clock.today()}), payments.recover_bonus,
        lambda data: data | {"bonus_list": bonus_list, "line": line.pk}, here="bonuses", title="Ghi thu hồi tiền thưởng",
        kicker=line.name, facts=[("Số tiền đã chi", money(payments.chosen_amount(line)))],
        back=reverse("rewards:bonus-line", args=[pk, line_pk]), done="Đã ghi thu hồi vào sổ quỹ.", submit="Ghi thu hồi",
    )  # fmt: skip


def bonus_take_back(request: HttpRequest, pk: int, line_pk: int) -> HttpResponse:
    bonus_list, line = _line(request, pk, line_pk)
    rights.check_can_pay(request.user, bonus_list, clock.today())
    return one_form(
        request, TakeBackForm(posted(request)), payments.take_back_payment,
        lambda data: data | {"bonus_list": bonus_list, "line": line.pk}, here="bonuses", title="Hủy ghi nhận chi",
        kicker=line.name, back=reverse("rewards:bonus-line", args=[pk, line_pk]),
        done="Đã hủy ghi nhận chi; tiền trở lại sổ quỹ.", submit="Hủy ghi nhận chi",
    )  # fmt: skip
