"""Screens of the decisions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from rulebook.lifecycles import LIFECYCLES
from thidua.councils.models import CouncilSession
from thidua.decisions import actions, queries
from thidua.decisions.forms import WithdrawForm
from thidua.decisions.models import Decision
from thidua.decisions.permissions import check_can_draft, check_can_issue, check_can_sign, check_can_withdraw
from thidua.decisions.tables import DecisionTable, LineTable
from thidua.law.queries import award_name
from thidua.shared import clock
from thidua.shared.columns import Filter
from thidua.shared.gate import check_fresh
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Event, guarded
from thidua.shared.wording import vi_date, vi_datetime
from thidua.units.queries import unit_ids_visible_to


def decision_list(request: HttpRequest) -> HttpResponseBase:
    today = clock.today()
    seen = queries.visible_to(request.user, today)
    states = Filter("state", "Tình trạng", list(LIFECYCLES["decision"].states.items()))
    sessions = [
        {
            "session": session,
            "action": guarded(
                "Dự thảo quyết định",
                reverse("decisions:draft", args=[session.pk]),
                check_can_draft,
                request.user,
                session,
                today,
                method="post",
                kind="primary",
            ),
        }
        for session in queries.sessions_to_decide(request.user, today)[:20]
    ]
    return table_page(
        request, DecisionTable(seen, request, filters=[states]), "decisions/list.html", {"sessions": sessions}
    )


def _visible(request: HttpRequest, pk: int) -> "queries.CountedDecision":
    seen = queries.visible_to(request.user, clock.today())
    return get_object_or_404(seen.select_related("drafted_by", "signed_by", "issued_by", "withdrawn_by"), pk=pk)


def decision_detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    decision = _visible(request, pk)
    table = LineTable(decision.lines.select_related("of_unit"), request)
    seal = f"Số {decision.number_text} ngày {vi_date(decision.decided_on)}" if decision.number_text else "Chưa cấp số"
    return table_page(
        request,
        table,
        "decisions/detail.html",
        {
            "decision": decision,
            "rows": [
                ("Số, ngày", seal),
                ("Cấp quyết định", decision.unit.agency_name),
                ("Danh hiệu, hình thức", award_name(decision.award_code)),
                ("Năm", str(decision.year)),
                ("Số được khen", str(decision.line_count)),
                ("Người ký", f"{decision.signer_title} {decision.signer_name}".strip()),
                ("Theo đề nghị của", decision.proposal.removeprefix("Theo đề nghị của ")),
            ],
            "bases": [basis.removeprefix("Căn cứ ") for basis in decision.bases],
            "events": _events(decision),
            "actions": _actions(request, decision),
            "crumbs": [Crumb("Quyết định", reverse("decisions:list")), Crumb(decision.number_text or decision.title)],
        },
    )


def _events(decision: Decision) -> list[Event]:
    marks = [
        ("Lập dự thảo", decision.drafted_at, decision.drafted_by, "", "gold"),
        ("Ký", decision.signed_at, decision.signed_by, "", "gold"),
        ("Cấp số, ban hành", decision.issued_at, decision.issued_by, decision.number_text, "met"),
        ("Rút dự thảo", decision.withdrawn_at, decision.withdrawn_by, decision.withdrawn_reason, "quiet"),
    ]
    return [
        Event(what=what, when=vi_datetime(at), by=by.display_name, note=note, tone=tone)
        for what, at, by, note, tone in marks
        if at
    ]


def _actions(request: HttpRequest, decision: "queries.CountedDecision") -> list[Action]:
    today, pk = clock.today(), decision.pk
    version = [("version", str(decision.version))]
    if decision.state == "issued":
        shown = [Action("Xem văn bản (PDF)", reverse("papers:open", args=[decision.paper_id]), icon="download")]
        if decision.unit_id in unit_ids_visible_to(request.user, today):
            shown.append(Action("Giấy khen, bằng khen", reverse("rewards:detail", args=[pk]), icon="medal"))
        return shown
    if decision.state == "withdrawn":
        return []
    sign = guarded(
        "Ký quyết định", reverse("decisions:sign", args=[pk]), check_can_sign, request.user, decision, today,
        method="post", kind="primary", icon="pen", hidden=version,
        confirm=f"Ký “{decision.title}” cho {decision.line_count} người, tập thể có tên trong danh sách?",
    )  # fmt: skip
    issue = guarded(
        "Cấp số, ban hành", reverse("decisions:issue", args=[pk]), check_can_issue, request.user, decision, today,
        method="post", kind="primary", icon="seal", hidden=version,
        confirm="Quyết định được cấp số kế tiếp, ghi vào sổ vàng và công bố. Việc này không rút lại được.",
    )  # fmt: skip
    withdraw = guarded(
        "Rút dự thảo", reverse("decisions:withdraw", args=[pk]), check_can_withdraw, request.user, decision, today,
        kind="quiet",
    )  # fmt: skip
    return [sign if decision.state == "draft" else issue, withdraw]


@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """``pk`` is the council session whose results become decisions."""
    units = unit_ids_visible_to(request.user, clock.today())
    session = get_object_or_404(
        CouncilSession.objects.select_related("council__unit", "minutes"), pk=pk, council__unit__in=units
    )
    drafted = actions.draft_decisions(session=session, by=request.user, at=clock.now())
    messages.success(request, f"Đã lập {len(drafted)} dự thảo quyết định, chờ ký.")
    return redirect("decisions:list")


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    decision = _visible(request, pk)
    check_fresh(decision, request.POST.get("version"))
    actions.sign_decision(decision=decision, by=request.user, at=clock.now())
    messages.success(request, "Đã ký quyết định. Văn thư được báo để cấp số.")
    return redirect("decisions:detail", pk=pk)


@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    decision = _visible(request, pk)
    check_fresh(decision, request.POST.get("version"))
    actions.issue_decision(decision=decision, by=request.user, at=clock.now())
    messages.success(request, f"Đã ban hành Quyết định số {decision.number_text} và ghi sổ vàng.")
    return redirect("decisions:detail", pk=pk)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    decision = _visible(request, pk)
    check_can_withdraw(request.user, decision, clock.today())
    form = WithdrawForm(request.POST or None, thing_version=decision.version, thing_name="dự thảo")
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.withdraw_decision(decision=decision, reason=reason, by=request.user, at=clock.now())
        messages.success(request, "Đã rút dự thảo. Kết quả của Hội đồng có thể đưa vào dự thảo mới.")
        return redirect("decisions:detail", pk=pk)
    context = {
        "decision": decision,
        "form": form,
        "back": reverse("decisions:detail", args=[pk]),
        "crumbs": [
            Crumb("Quyết định", reverse("decisions:list")),
            Crumb(decision.title, reverse("decisions:detail", args=[pk])),
            Crumb("Rút dự thảo"),
        ],
    }
    return render(request, "decisions/withdraw.html", context, status=422 if form.is_bound else 200)
