"""Pages of movements."""

from datetime import date

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.movements import actions, permissions
from thidua.movements.forms import AnswerForm, EditMovementForm, MovementForm, ReasonForm, SummaryForm
from thidua.movements.models import Movement
from thidua.movements.queries import (
    CONTENT,
    READINESS_CITATION,
    calls_visible_to,
    movements_open_to,
    readiness,
    visible_to,
    with_answers,
)
from thidua.movements.tables import CallTable, MovementTable, filters_of
from thidua.shared import clock
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, attempt
from thidua.shared.gate import check_fresh
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, guarded
from thidua.shared.wording import vi_date, vi_datetime
from thidua.units.models import RoleGrant
from thidua.units.queries import unit_ids_visible_to, units_with_own_role

# Movements that answer this one are named on its page up to so many; the list of movements has them all.
MOST_CHILDREN = 20
_TEXTS = ("objective", "scope", "subjects", "content", "criteria", "measures")


def _movement(request: HttpRequest, pk: int) -> Movement:
    return get_object_or_404(visible_to(request.user, clock.today()).select_related("plan"), pk=pk)


def _crumbs(*steps: Crumb) -> list[Crumb]:
    return [Crumb("Phong trào", reverse("movements:list")), *steps]


def _own_units(request: HttpRequest) -> list:
    return units_with_own_role(request.user, [RoleGrant.Role.OFFICER], clock.today())


def _check_has_units(units: list) -> None:
    if not units:
        raise Denied(f"Để soạn phong trào thi đua cần vai trò “{RoleGrant.Role.OFFICER.label}” của đơn vị phát động.")


def movement_list(request: HttpRequest) -> HttpResponseBase:
    rows = visible_to(request.user, clock.today())
    units = _own_units(request)
    new = guarded("Soạn phong trào", reverse("movements:new"), _check_has_units, units, kind="primary", icon="plus")
    table = MovementTable(with_answers(rows), request, filters=filters_of(rows), empty_action=None)
    return table_page(request, table, "movements/list.html", {"actions": [new]})


def detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    movement, on, me = _movement(request, pk), clock.today(), request.user
    calls = calls_visible_to(me, on).filter(movement=movement)
    reached = calls.aggregate(called=Count("pk"), answered=Count("answered_at"))
    own = {unit.pk for unit in units_with_own_role(me, [RoleGrant.Role.OFFICER, RoleGrant.Role.HEAD], on)}
    facts: list[tuple[str, ...]] = [
        ("Đơn vị phát động", movement.unit.name),
        ("Năm thi đua", str(movement.year)),
        ("Hình thức", movement.get_kind_display()),
    ]
    if movement.starts_on and movement.ends_on:
        facts.append(("Thời gian", f"{vi_date(movement.starts_on)} – {vi_date(movement.ends_on)}"))
    if movement.budget_vnd is not None:
        facts.append(("Kinh phí", f"{movement.budget_vnd:,} đồng".replace(",", ".")))
    if movement.parent:
        facts.append(("Hưởng ứng", movement.parent.title, reverse("movements:detail", args=[movement.parent.pk])))
    if movement.plan:
        facts.append(("Kế hoạch", f"Số {movement.plan.number_text}", reverse("papers:open", args=[movement.plan.pk])))
    if movement.launched_at:
        facts.append(("Phát động lúc", vi_datetime(movement.launched_at)))
    context = {
        "movement": movement,
        "crumbs": _crumbs(Crumb(movement.title)),
        "facts": facts,
        "parts": [
            (label, getattr(movement, name)) for name, label in CONTENT if name in _TEXTS and getattr(movement, name)
        ],
        "readiness": readiness(movement) if movement.state == "draft" else [],
        "citation": READINESS_CITATION,
        "reached": reached,
        "mine": calls.filter(unit__in=own, answered_at=None).order_by("unit__code") if own else [],
        "children": visible_to(me, on).filter(parent=movement).order_by("unit__code")[: MOST_CHILDREN + 1],
        "most_children": MOST_CHILDREN,
        "may_pledge": bool(own) and movement.state == "launched" and calls.filter(unit__in=own).exists(),
        "actions": _acts(request, movement, on),
    }
    return table_page(request, CallTable(calls, request, total=reached["called"]), "movements/detail.html", context)


def _acts(request: HttpRequest, movement: Movement, on: date) -> list[Action]:
    """The acts of those who work for the launching unit; to the units it reached they are no matter at all."""
    acts, sees = _all_acts(request, movement, on), unit_ids_visible_to(request.user, on)
    return acts if movement.unit_id in sees else [act for act in acts if not act.refused]


def _all_acts(request: HttpRequest, movement: Movement, on: date) -> list[Action]:
    me = request.user

    def url(name: str) -> str:
        return reverse(f"movements:{name}", args=[movement.pk])

    version = (("version", str(movement.version)),)
    if movement.state == "draft":
        return [
            guarded(
                "Phát động",
                url("launch"),
                permissions.check_can_launch,
                me,
                movement,
                on,
                method="post",
                kind="primary",
                icon="flag",
                hidden=version,
                confirm="Phát động phong trào? Kế hoạch được cấp số và gửi đến mọi đơn vị trực thuộc; sau đó không sửa được.",
            ),
            guarded("Sửa", url("edit"), permissions.check_can_edit, me, movement, on, icon="edit"),
            guarded("Rút", url("withdraw"), permissions.check_can_withdraw, me, movement, on, kind="quiet"),
        ]
    if movement.state == "launched":
        return [
            guarded("Tổng kết", url("sum-up"), permissions.check_can_sum_up, me, movement, on, icon="chart"),
            guarded("Rút", url("withdraw"), permissions.check_can_withdraw, me, movement, on, kind="quiet"),
        ]
    return []


def _form(request: HttpRequest, form, title: str, submit: str, back: str, **more) -> HttpResponse:
    context = {"form": form, "title": title, "submit_label": submit, "back": back, "kicker": "Phong trào", **more}
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def new(request: HttpRequest) -> HttpResponse:
    units = _own_units(request)
    _check_has_units(units)
    open_to = movements_open_to(units)
    start = {"year": clock.today().year, "parent": request.GET.get("parent", "")}
    form = MovementForm(request.POST or None, units=units, parents=open_to, initial=start)
    if request.method == "POST" and form.is_valid():
        movement = attempt(form, actions.draft_movement, **form.cleaned_data, by=request.user, at=clock.now())
        if movement:
            messages.success(request, f"Đã lưu dự thảo “{movement.title}”.")
            return redirect("movements:detail", movement.pk)
    return _form(
        request,
        form,
        "Soạn phong trào",
        "Lưu dự thảo",
        reverse("movements:list"),
        crumbs=_crumbs(Crumb("Soạn phong trào")),
    )


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    movement = _movement(request, pk)
    permissions.check_can_edit(request.user, movement, clock.today())
    back = reverse("movements:detail", args=[pk])
    names = ("title", "slogan", "kind", *_TEXTS, "starts_on", "ends_on", "budget_vnd")
    start = {name: getattr(movement, name) for name in names} | {"parent": str(movement.parent_id or "")}
    form = EditMovementForm(
        request.POST or None,
        units=[movement.unit],
        parents=movements_open_to([movement.unit]),
        initial=start,
        thing_version=movement.version,
        thing_name="phong trào",
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, actions.edit_movement, movement=movement, **given, by=request.user, at=clock.now()):
            messages.success(request, "Đã lưu dự thảo.")
            return redirect(back)
    steps = _crumbs(Crumb(movement.title, back), Crumb("Sửa"))
    return _form(request, form, "Sửa dự thảo", "Lưu dự thảo", back, crumbs=steps)


@require_POST
def launch(request: HttpRequest, pk: int) -> HttpResponse:
    movement = _movement(request, pk)
    check_fresh(movement, request.POST.get("version"))
    actions.launch_movement(movement=movement, by=request.user, at=clock.now())
    messages.success(
        request,
        f"Đã phát động. Kế hoạch số {certain(movement.plan).number_text} đã gửi đến {movement.calls.count()} đơn vị.",
    )
    return redirect("movements:detail", pk)


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """``pk`` of the call."""
    on = clock.today()
    call = get_object_or_404(calls_visible_to(request.user, on), pk=pk)
    permissions.check_can_answer(request.user, call, on)
    back = reverse("movements:detail", args=[call.movement_id])
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if attempt(form, actions.answer_call, call=call, **form.cleaned_data, by=request.user, at=clock.now()):
            messages.success(request, f"Đã gửi trả lời của {call.unit.name}.")
            return redirect(back)
    steps = _crumbs(Crumb(call.movement.title, back), Crumb("Trả lời"))
    return _form(
        request,
        form,
        f"{call.unit.name} trả lời phong trào",
        "Gửi trả lời",
        back,
        lead=call.movement.title,
        crumbs=steps,
    )


def _with_text(
    request: HttpRequest, pk: int, form_class, check, act, title: str, submit: str, done: str
) -> HttpResponse:
    """A page that asks for one text and then does one act."""
    movement = _movement(request, pk)
    check(request.user, movement, clock.today())
    back = reverse("movements:detail", args=[pk])
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if attempt(form, act, movement=movement, **form.cleaned_data, by=request.user, at=clock.now()):
            messages.success(request, done)
            return redirect(back)
    steps = _crumbs(Crumb(movement.title, back), Crumb(title))
    return _form(request, form, title, submit, back, lead=movement.title, crumbs=steps)


def sum_up(request: HttpRequest, pk: int) -> HttpResponse:
    check, act = permissions.check_can_sum_up, actions.sum_up_movement
    return _with_text(
        request, pk, SummaryForm, check, act, "Tổng kết phong trào", "Tổng kết", "Đã tổng kết phong trào."
    )


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    check, act = permissions.check_can_withdraw, actions.withdraw_movement
    return _with_text(request, pk, ReasonForm, check, act, "Rút phong trào", "Rút phong trào", "Đã rút phong trào.")
