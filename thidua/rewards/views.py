"""Screens of the certificates."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.decisions.models import Decision
from thidua.decisions.queries import issued
from thidua.honours.queries import lines_of_decision
from thidua.rewards import queries
from thidua.rewards.actions import print_certificates
from thidua.rewards.permissions import check_can_print
from thidua.rewards.screens import parts
from thidua.rewards.tables import BatchTable
from thidua.shared import clock
from thidua.shared.certain import certain
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, guarded
from thidua.shared.wording import vi_date, vi_datetime
from thidua.units.queries import unit_ids_visible_to


def batch_list(request: HttpRequest) -> HttpResponseBase:
    today = clock.today()
    waiting = queries.decisions_to_print(request.user, today)[:20]
    return table_page(
        request,
        BatchTable(queries.visible_to(request.user, today), request),
        "rewards/list.html",
        {"waiting": waiting, "parts": parts("list")},
    )


def _visible(request: HttpRequest, pk: int) -> Decision:
    """An issued decision of a unit whose affairs the account may see."""
    return get_object_or_404(issued(), pk=pk, unit__in=unit_ids_visible_to(request.user, clock.today()))


def batch_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificates of decision ``pk``: printed already, or to be printed."""
    decision = _visible(request, pk)
    batch = queries.visible_to(request.user, clock.today()).filter(decision=decision).first()
    if batch is None:
        action = guarded(
            "In giấy khen, bằng khen",
            reverse("rewards:print", args=[pk]),
            check_can_print,
            request.user,
            decision,
            clock.today(),
            method="post",
            kind="primary",
            icon="print",
        )
    else:
        action = Action(
            "Tải tệp in (PDF)", reverse("papers:open", args=[batch.paper_id]), icon="download", kind="primary"
        )
    rows = [
        ("Quyết định", f"Số {decision.number_text} ngày {vi_date(decision.decided_on)}",
         reverse("decisions:detail", args=[pk])),
        ("Cấp quyết định", decision.unit.agency_name),
        ("Số tờ", str(batch.count if batch else _still_valid(decision))),
    ]  # fmt: skip
    if batch:
        rows += [("In lúc", vi_datetime(batch.printed_at)), ("Người in", batch.printed_by.display_name)]
    return render(
        request,
        "rewards/detail.html",
        {
            "decision": decision,
            "batch": batch,
            "rows": rows,
            "actions": [action],
            "crumbs": [Crumb("Giấy khen, bằng khen", reverse("rewards:list")), Crumb(decision.number_text)],
        },
    )


def _still_valid(decision: Decision) -> int:
    return lines_of_decision(decision.unit, decision.number_text, certain(decision.decided_on)).count()


@require_POST
def print_batch(request: HttpRequest, pk: int) -> HttpResponse:
    decision = _visible(request, pk)
    batch = print_certificates(decision=decision, by=request.user, at=clock.now())
    messages.success(request, f"Đã in {batch.count} tờ vào một tệp. Mời tải về và in trên giấy.")
    return redirect("rewards:detail", pk=pk)
