"""Screens of digital badges, and the public addresses that machines check them by."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from paperwork.credentials import did_document, sign_status_list
from thidua.decisions.queries import issued
from thidua.honours.codes import BadCode, read_code
from thidua.rewards import actions_badges as actions
from thidua.rewards import queries_badges as queries
from thidua.rewards.models_badges import StatusList
from thidua.rewards.screens import room
from thidua.rewards.tables_badges import BadgeTable
from thidua.shared import clock
from thidua.shared.tables import table_page
from thidua.shared.ui import guarded
from thidua.shared.wording import vi_date
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import unit_ids_visible_to, units_with_own_role

GOOD_FOR = timedelta(days=7)  # of a status list: an older copy is refused by who checks


def badges(request: HttpRequest) -> HttpResponseBase:
    today, me = clock.today(), request.user
    waiting = [
        {
            "decision": decision,
            "action": guarded(
                "Ký huy hiệu số", reverse("rewards:badge-issue", args=[decision.pk]), actions.check_can_badge, me,
                decision.unit, today, method="post", kind="primary",
            ),
        }
        for decision in queries.decisions_without_badges(me, today)[:20]
    ]  # fmt: skip
    acts = [
        guarded(
            f"Thay khóa ký của {unit.name}", reverse("rewards:badge-rotate", args=[unit.pk]), actions.check_can_badge, me,
            unit, today, method="post", kind="quiet",
            confirm="Khóa mới ký từ nay; huy hiệu đã ký bằng khóa cũ vẫn kiểm tra được.",
        )
        for unit in units_with_own_role(me, [RoleGrant.Role.CLERK], today)[:3]
    ]  # fmt: skip
    context = room("badges") | {"waiting": waiting, "actions": acts}
    return table_page(request, BadgeTable(queries.visible_to(me, today), request), "rewards/badges.html", context)


@require_POST
def badge_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """``pk`` is the decision."""
    decision = get_object_or_404(issued(), pk=pk, unit__in=unit_ids_visible_to(request.user, clock.today()))
    number = actions.issue_badges(decision=decision, by=request.user, at=clock.now())
    messages.success(request, f"Đã ký {number} huy hiệu số; trang kiểm tra của từng khen thưởng có nút tải.")
    return redirect("rewards:badges")


@require_POST
def badge_rotate(request: HttpRequest, pk: int) -> HttpResponse:
    seen = unit_ids_visible_to(request.user, clock.today())
    actions.rotate_key(unit=get_object_or_404(Unit, pk=pk, pk__in=seen), by=request.user, at=clock.now())
    messages.success(request, "Đã thay khóa ký huy hiệu số.")
    return redirect("rewards:badges")


# ── for everybody, machines first ──


def _issuing(pk: int) -> Unit:
    return get_object_or_404(Unit.objects.without_tree_fields().filter(issuer_keys__isnull=False).distinct(), pk=pk)


@login_not_required  # who issued a badge is public
def badge_issuer(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _issuing(pk)
    keys = [
        (f"Khóa {key.name}", f"{key.public_hex} ({'đang ký' if key.replaced_at is None else f'thay ngày {vi_date(key.replaced_at)}'})")
        for key in queries.keys_of(unit)
    ]  # fmt: skip
    rows = [("Cơ quan", unit.agency_name), ("Mã định danh", queries.issuer_of(unit)), *keys]
    return render(request, "rewards/issuer.html", {"unit": unit, "rows": rows})


@login_not_required  # the public keys
def badge_did(request: HttpRequest, pk: int) -> HttpResponse:
    unit = _issuing(pk)
    keys = [(key.name, bytes.fromhex(key.public_hex)) for key in queries.keys_of(unit)]
    return _open(JsonResponse(did_document(queries.issuer_of(unit), keys)))


@login_not_required  # who checks a badge asks here whether it was revoked
def badge_status(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    status_list = get_object_or_404(StatusList.objects.select_related("unit"), unit=pk, number=number)
    key = queries.keys_of(status_list.unit)[0]
    issuer, now = queries.issuer_of(status_list.unit), clock.now()
    token = sign_status_list(
        queries.address("rewards:badge-status", pk, number), issuer, queries.revoked_bits(status_list), at=now,
        until=now + GOOD_FOR, seed=actions.seed_of(key), kid=f"{issuer}#{key.name}",
    )  # fmt: skip
    answer = _open(HttpResponse(token, content_type="application/vc+jwt"))
    answer["Cache-Control"] = "public, max-age=300"
    return answer


@login_not_required  # holds what the published decision says
def badge_json(request: HttpRequest, code: str) -> HttpResponse:
    """The credential of an honour by its check code, as a file for wallets and for who checks it."""
    try:
        found = queries.badge_of(read_code(code[:100]))
    except BadCode:
        found = None
    if found is None:
        return HttpResponse("Không có huy hiệu số mang mã này.", status=404, content_type="text/plain; charset=utf-8")
    answer = _open(HttpResponse(found.token, content_type="application/vc+jwt"))
    answer["Content-Disposition"] = f'attachment; filename="huy-hieu-{found.honour.check_code}.jwt"'
    return answer


def _open(answer: HttpResponse) -> HttpResponse:
    """Anybody's page may read it: nothing here depends on who asks."""
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
