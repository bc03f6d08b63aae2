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
from thidua.decisions.permissions import (
    DRAFTERS,
    check_can_acknowledge,
    check_can_attach_scan,
    check_can_change_lines,
    check_can_draft,
    check_can_edit,
    check_can_issue,
    check_can_number,
    check_can_publish,
    check_can_sign,
    check_can_withdraw,
    check_can_write_later,
)
from thidua.decisions.tables import ChangeTable, DecisionTable, LineTable
from thidua.decisions.texts import case_label, cause_of_annulment
from thidua.law.queries import award_name
from thidua.shared import clock
from thidua.shared.columns import Filter
from thidua.shared.denied import reason_against
from thidua.shared.gate import check_fresh
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Event, guarded
from thidua.shared.wording import vi_date, vi_datetime
from thidua.units.queries import unit_ids_visible_to, units_with_own_role

MOST_SHOWN = 5


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
    kinds = Filter("kind", "Loại văn bản", list(Decision.Kind.choices))
    acts = [
        Action("Sổ văn bản đi", reverse("papers:series"), icon="book"),
        Action("Gói tin liên thông", reverse("exchange:list"), icon="mail"),
    ]
    if units_with_own_role(request.user, DRAFTERS, today):
        acts.insert(0, Action("Lập không qua Hội đồng", reverse("decisions:alone"), icon="plus"))
    return table_page(
        request, DecisionTable(seen, request, filters=[states, kinds]), "decisions/list.html",
        {"sessions": sessions, "actions": acts},
    )  # fmt: skip


def crumbs(*more: Crumb) -> list[Crumb]:
    return [Crumb("Quyết định", reverse("decisions:list")), *more]


def visible(request: HttpRequest, pk: int) -> "queries.CountedDecision":
    seen = queries.visible_to(request.user, clock.today())
    people = ("drafted_by", "signed_by", "numbered_by", "issued_by", "published_by", "withdrawn_by")
    return get_object_or_404(seen.select_related("refers_to__unit", "signing", "scan", *people), pk=pk)


def decision_detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    decision = visible(request, pk)
    is_award = decision.kind == Decision.Kind.AWARD
    table = (
        LineTable(decision.lines.select_related("of_unit"), request)
        if is_award
        else ChangeTable(decision.changes.select_related("line"), request)
    )
    shown, more = _few(_actions(request, decision))
    seal = f"Số {decision.number_text} ngày {vi_date(decision.decided_on)}" if decision.number_text else "Chưa cấp số"
    return table_page(
        request,
        table,
        "decisions/detail.html",
        {
            "decision": decision,
            "rows": [
                ("Số, ngày", seal),
                ("Loại văn bản", decision.get_kind_display()),
                ("Cấp quyết định", decision.unit.agency_name),
                ("Danh hiệu, hình thức", award_name(decision.award_code)),
                ("Năm", str(decision.year)),
                *([("Số được khen", str(decision.line_count))] if is_award else []),
                ("Người ký", f"{decision.signer_title} {decision.signer_name}".strip()),
                ("Theo đề nghị của", decision.proposal.removeprefix("Theo đề nghị của ")),
                *_more_rows(decision),
            ],
            "later": _later(decision),
            "waiting": _waiting_copies(request, decision),
            "bases": [basis.removeprefix("Căn cứ ") for basis in decision.bases],
            "events": _events(decision),
            "actions": shown,
            "more": more,
            "crumbs": [Crumb("Quyết định", reverse("decisions:list")), Crumb(decision.number_text or decision.title)],
        },
    )


def _more_rows(decision: Decision) -> list[tuple]:
    """What only some papers have: the case without a council, the reason, the original, the public page."""
    rows: list[tuple] = []
    if decision.alone_basis:
        rows.append(("Trường hợp", case_label(decision.alone_case)))
        rows.append(("Không qua Hội đồng theo", decision.alone_basis))
    if decision.refers_to is not None:
        url = reverse("decisions:detail", args=[decision.refers_to.pk])
        rows.append(("Về quyết định", f"{decision.refers_to.number_text}: {decision.refers_to.title}", url))
        if (cause := cause_of_annulment(decision)) is not None:
            rows.append(("Trường hợp hủy bỏ", f"{cause.label_vi} – {cause.basis_vi}"))
        rows.append(("Lý do", decision.reason))
    if decision.state == "issued":
        public = (
            f"Từ {vi_date(decision.published_at)}" if decision.published_at else f"Không: {decision.withheld_reason}"
        )
        rows.append(("Công khai", public))
        rows.append(
            ("Cách ký", "Ký số" if decision.signing_id and not decision.scan_id else "Ký và đóng dấu trên giấy")
        )
    return rows


def _later(decision: Decision) -> list[dict]:
    """What came about this decision later, for the notice at the top."""
    return [
        {
            "what": f"{each.get_kind_display()} {each.number_text}".strip(),
            "state": each.state_label,
            "url": reverse("decisions:detail", args=[each.pk]),
        }
        for each in queries.later_papers(decision)
    ]


def _waiting_copies(request: HttpRequest, decision: Decision) -> list[Action]:
    """The copies this account's units have to acknowledge."""
    if decision.state != "issued":
        return []
    today = clock.today()
    mine = queries.copies_waiting(unit_ids_visible_to(request.user, today)).filter(decision=decision)[:20]
    return [
        Action(
            f"Xác nhận {copy.name} đã nhận văn bản", reverse("decisions:acknowledge", args=[decision.pk, copy.pk]),
            method="post", kind="primary", icon="check",
        )
        for copy in mine
        if not reason_against(check_can_acknowledge, request.user, copy, today)
    ]  # fmt: skip


def _events(decision: Decision) -> list[Event]:
    marks = [
        ("Lập dự thảo", decision.drafted_at, decision.drafted_by, "", "gold"),
        ("Ký", decision.signed_at, decision.signed_by, "", "gold"),
        ("Cấp số, chờ ký số", decision.numbered_at, decision.numbered_by, decision.number_text, "gold"),
        ("Ban hành", decision.issued_at, decision.issued_by, decision.number_text, "met"),
        ("Công khai", decision.published_at, decision.published_by, "", "met"),
        ("Rút dự thảo", decision.withdrawn_at, decision.withdrawn_by, decision.withdrawn_reason, "quiet"),
    ]
    return [
        Event(what=what, when=vi_datetime(at), by=by.display_name, note=note, tone=tone)
        for what, at, by, note, tone in marks
        if at
    ]


def _actions(request: HttpRequest, decision: "queries.CountedDecision") -> list[Action]:
    acts = {"issued": _after_issue, "withdrawn": _none, "numbered": _while_signing}.get(decision.state, _before_issue)
    return acts(request, decision)


def _few(acts: list[Action]) -> tuple[list[Action], list[Action]]:
    """What stands in the head of the page, and what is folded under it: the quiet ones, where there are many."""
    if len(acts) <= MOST_SHOWN:
        return acts, []
    return [act for act in acts if act.kind != "quiet"], [act for act in acts if act.kind == "quiet"]


def _none(request: HttpRequest, decision: "queries.CountedDecision") -> list[Action]:
    return []


def _after_issue(request: HttpRequest, decision: "queries.CountedDecision") -> list[Action]:
    pk, me, today = decision.pk, request.user, clock.today()
    shown = [Action("Xem văn bản (PDF)", reverse("papers:open", args=[decision.paper_id]), icon="download")]
    if decision.unit_id not in unit_ids_visible_to(me, today):
        return shown
    if decision.kind == Decision.Kind.AWARD:
        shown.append(Action("Giấy khen, tiền thưởng, lễ trao", reverse("rewards:detail", args=[pk]), icon="medal"))
    shown.append(Action("Nơi nhận, gửi, xác nhận", reverse("decisions:copies", args=[pk]), icon="send"))
    shown.append(Action("Lập gói tin liên thông", reverse("exchange:make", args=[pk]), icon="mail", kind="quiet"))
    shown.append(
        Action("Tải gói lưu trữ", reverse("exchange:archive", args=[pk]), method="post", icon="download", kind="quiet")
    )
    if decision.signing_id:
        shown.append(Action("Chữ ký số", reverse("decisions:signing", args=[pk]), icon="pen"))
    elif decision.scan_id:
        shown.append(Action("Bản quét", reverse("papers:open", args=[decision.scan_id]), icon="file"))
    else:
        url = reverse("decisions:scan", args=[pk])
        shown.append(guarded("Lưu bản quét", url, check_can_attach_scan, me, decision, today, icon="upload"))
    if decision.published_at:
        url = reverse("decisions:withhold", args=[pk])
        shown.append(guarded("Thôi công khai", url, check_can_publish, me, decision, today, kind="quiet"))
    else:
        shown.append(
            guarded(
                "Công khai", reverse("decisions:publish", args=[pk]), check_can_publish, me, decision, today,
                method="post", icon="news", hidden=[("version", str(decision.version))],
            )
        )  # fmt: skip
    if decision.kind == Decision.Kind.AWARD:
        url = reverse("decisions:later", args=[pk])
        shown.append(
            guarded("Đính chính, thu hồi, hủy bỏ", url, check_can_write_later, me, decision, today, kind="quiet")
        )
    return shown


def _while_signing(request: HttpRequest, decision: "queries.CountedDecision") -> list[Action]:
    url, today = reverse("decisions:signing", args=[decision.pk]), clock.today()
    withdraw = reverse("decisions:withdraw", args=[decision.pk])
    return [
        Action("Ký số", url, icon="pen", kind="primary"),
        guarded("Rút dự thảo", withdraw, check_can_withdraw, request.user, decision, today, kind="quiet"),
    ]


def _before_issue(request: HttpRequest, decision: "queries.CountedDecision") -> list[Action]:
    me, today, pk = request.user, clock.today(), decision.pk
    version = [("version", str(decision.version))]
    if decision.state == "draft":
        recipients = f"{decision.line_count} người, tập thể có tên trong danh sách"
        acts = [
            guarded(
                "Ký quyết định", reverse("decisions:sign", args=[pk]), check_can_sign, me, decision, today,
                method="post", kind="primary", icon="pen", hidden=version,
                confirm=f"Ký “{decision.title}” cho {recipients}?",
            ),
            guarded("Soạn văn bản", reverse("decisions:text", args=[pk]), check_can_edit, me, decision, today, icon="edit"),
        ]  # fmt: skip
        if decision.alone_basis:
            acts.append(
                guarded(
                    "Trình ký", reverse("decisions:submit", args=[pk]), check_can_edit, me, decision, today,
                    method="post", icon="send",
                )
            )  # fmt: skip
            url = reverse("decisions:recipients", args=[pk])
            acts.append(guarded("Danh sách", url, check_can_change_lines, me, decision, today, icon="people"))
    else:
        acts = [
            guarded(
                "Cấp số, ban hành", reverse("decisions:issue", args=[pk]), check_can_issue, me, decision, today,
                method="post", kind="primary", icon="seal", hidden=version,
                confirm="Văn bản được cấp số kế tiếp, ban hành bản giấy và ghi vào sổ vàng. Việc này không rút lại được.",
            ),
            guarded(
                "Ký số, số ghi tay, không công khai", reverse("decisions:number", args=[pk]), check_can_number, me,
                decision, today, icon="pen",
            ),
        ]  # fmt: skip
    acts += [
        Action("Xem dự thảo (PDF)", reverse("decisions:draft-pdf", args=[pk]), icon="file"),
        Action("Tải dự thảo (Word)", reverse("decisions:draft-docx", args=[pk]), icon="download", kind="quiet"),
        Action("Nơi nhận", reverse("decisions:copies", args=[pk]), icon="send", kind="quiet"),
        guarded(
            "Rút dự thảo",
            reverse("decisions:withdraw", args=[pk]),
            check_can_withdraw,
            me,
            decision,
            today,
            kind="quiet",
        ),
    ]
    return acts


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
    decision = visible(request, pk)
    check_fresh(decision, request.POST.get("version"))
    actions.sign_decision(decision=decision, by=request.user, at=clock.now())
    messages.success(request, "Đã ký quyết định. Văn thư được báo để cấp số.")
    return redirect("decisions:detail", pk=pk)


@require_POST
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    decision = visible(request, pk)
    check_fresh(decision, request.POST.get("version"))
    actions.issue_decision(decision=decision, by=request.user, at=clock.now())
    messages.success(request, f"Đã ban hành Quyết định số {decision.number_text} và ghi sổ vàng.")
    return redirect("decisions:detail", pk=pk)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    decision = visible(request, pk)
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
