"""Pages of movements."""

from datetime import date

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from rulebook.rules import rule_on
from thidua.honours.bases import said_left_out
from thidua.movements import actions, permissions
from thidua.movements.content import DATES, LONG, WrongRow
from thidua.movements.days import days_between
from thidua.movements.doubts import DoubtfulGoals, of_goal
from thidua.movements.forms import (
    AnswerForm,
    EditMovementForm,
    MovementForm,
    ReasonForm,
    VersionForm,
    targets_formset,
)
from thidua.movements.models import CALL_STATES, Movement
from thidua.movements.national import NationalMovement, movement_named, national_movements
from thidua.movements.overlaps import overlaps_of
from thidua.movements.queries import (
    calls_visible_to,
    movements_open_to,
    numbers_of,
    own_lines,
    visible_to,
    with_answers,
)
from thidua.movements.readiness import law_is_read, readiness
from thidua.movements.review_acts import reminder_act, review_acts
from thidua.movements.tables import CallTable, MovementTable, call_filters, filters_of
from thidua.shared import clock
from thidua.shared.certain import certain
from thidua.shared.denied import Denied, attempt
from thidua.shared.forms import posted
from thidua.shared.gate import check_fresh
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Tile, guarded
from thidua.shared.wording import money, vi_date, vi_datetime
from thidua.units.models import RoleGrant
from thidua.units.queries import said_without_receiver, unit_ids_visible_to, units_with_own_role

# Movements that answer this one are named on its page up to so many; the list of movements has them all.
MOST_CHILDREN = 20
_CALL_TONES = {"joined": "met", "child": "met", "waiting": "look", "late": "caution"}


def movement_of(request: HttpRequest, pk: int) -> Movement:
    return get_object_or_404(visible_to(request.user, clock.today()).select_related("plan"), pk=pk)


def crumbs_of(*steps: Crumb) -> list[Crumb]:
    return [Crumb("Phong trào", reverse("movements:list")), *steps]


def _own_units(request: HttpRequest) -> list:
    return units_with_own_role(request.user, [RoleGrant.Role.OFFICER], clock.today())


def _check_has_units(units: list) -> None:
    if not units:
        raise Denied(f"Để soạn phong trào thi đua cần vai trò “{RoleGrant.Role.OFFICER.label}” của đơn vị phát động.")


def movement_list(request: HttpRequest) -> HttpResponseBase:
    on = clock.today()
    rows = visible_to(request.user, on)
    units = _own_units(request)
    new = guarded("Soạn phong trào", reverse("movements:new"), _check_has_units, units, kind="primary", icon="plus")
    more = [
        Action("Lịch phong trào", reverse("movements:calendar"), icon="calendar"),
        Action("Ngày kỷ niệm, truyền thống", reverse("movements:days"), icon="star"),
    ]
    table = MovementTable(with_answers(rows, on), request, filters=filters_of(rows), empty_action=None)
    return table_page(request, table, "movements/list.html", {"actions": [new, *more]})


def _facts(movement: Movement) -> list[tuple[str, ...]]:
    facts: list[tuple[str, ...]] = [
        ("Đơn vị phát động", movement.unit.name),
        ("Phạm vi tổ chức", movement.level),
        ("Năm thi đua", str(movement.year)),
        ("Hình thức", movement.get_kind_display()),
    ]
    if movement.starts_on and movement.ends_on:
        facts.append(("Thời gian", f"{vi_date(movement.starts_on)} – {vi_date(movement.ends_on)}"))
    for name, label in (("midterm_on", "Sơ kết dự kiến"), ("answer_by", "Hạn trả lời")):
        if getattr(movement, name):
            facts.append((label, vi_date(getattr(movement, name))))
    if movement.budget_vnd is not None:
        facts.append(("Kinh phí", money(movement.budget_vnd)))
    if movement.parent:
        facts.append(("Hưởng ứng", movement.parent.title, reverse("movements:detail", args=[movement.parent.pk])))
    national = movement_named(movement.national)
    if national is not None:
        facts.append(("Hưởng ứng phong trào toàn quốc", f"{national.title} ({national.basis})"))
    if movement.plan:
        facts.append(("Kế hoạch", f"Số {movement.plan.number_text}", reverse("papers:open", args=[movement.plan.pk])))
    if movement.launched_at:
        facts.append(("Phát động lúc", vi_datetime(movement.launched_at)))
    return facts


def _parts(movement: Movement) -> list[tuple[str, str]]:
    texts = [(label, getattr(movement, name)) for name, label in LONG.items()]
    return [(label, text) for label, text in texts if text]


def _pieces(movement: Movement, on: date) -> list[dict]:
    """The readiness list: each piece with the address of its field on the page that edits it."""
    edit = reverse("movements:edit", args=[movement.pk])
    return [
        {
            "label": each.label,
            "is_there": each.is_there and not each.wrong,
            "citation": each.wrong or each.citation,
            "state": "cần sửa" if each.wrong else "đã có" if each.is_there else "còn thiếu",
            "url": f"{edit}#id_{each.field}",
        }
        for each in readiness(movement, on)
    ]


def detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    movement, on, me = movement_of(request, pk), clock.today(), request.user
    draft, launched = movement.state == "draft", movement.launched_at is not None
    calls = calls_visible_to(me, on).filter(movement=movement).select_related("child")
    reached = numbers_of(calls, on) if launched else {"called": 0}
    mine = _own_calls(calls, me, on) if movement.state == "launched" else []
    prefetch_related_objects([movement], "reviews")
    tiles = [
        Tile(label, str(reached[state]), "đơn vị", tone=_CALL_TONES[state], url=f"?tinh-trang={state}#danh-sach")
        for state, label in CALL_STATES.items()
        if reached["called"]
    ]
    pieces = _pieces(movement, on) if draft else []
    days = days_between(movement.unit, movement.starts_on, movement.ends_on) if draft else []
    context = {
        "movement": movement,
        "crumbs": crumbs_of(Crumb(movement.title)),
        "facts": _facts(movement),
        "parts": _parts(movement),
        "targets": movement.targets.all(),
        "readiness": pieces,
        "ready": all(piece["is_there"] for piece in pieces),
        "law_is_read": law_is_read(on),
        "left_out": said_left_out(movement.unit, on) if draft else "",
        "overlaps": overlaps_of(movement, me, on) if draft else [],
        "days": days,
        "midterm_advised": _midterm_advised(movement, on) if draft else "",
        "reviews": movement.reviews.all(),
        "reached": reached,
        "tiles": tiles,
        "mine": [call for call in mine if call.answered_at is None],
        "children": visible_to(me, on).filter(parent=movement).order_by("unit__code")[: MOST_CHILDREN + 1],
        "most_children": MOST_CHILDREN,
        "may_pledge": bool(mine),
        "actions": _acts(request, movement, on, reached.get("late")),
    }
    table = CallTable(calls, request, total=reached["called"], filters=call_filters(on), on=on)
    return table_page(request, table, "movements/detail.html", context)


def _own_calls(calls, me, on: date) -> list:
    """Calls to the units the person itself acts for, or to those they took over, each with how it stands. Two queries."""
    own = units_with_own_role(me, [RoleGrant.Role.OFFICER, RoleGrant.Role.HEAD], on)
    if not own:
        return []
    lines = set().union(*own_lines(unit.pk for unit in own).values())
    found = list(calls.filter(unit__in=lines).order_by("unit__code"))
    for call in found:
        call.state = call.state_on(on)
    return found


def _midterm_advised(movement: Movement, on: date) -> str:
    """Long movements have a mid-term review; told where the rule is known, and with how well it is known."""
    rule = rule_on("movement_reviews", on)
    if rule is None or movement.midterm_on or not (movement.starts_on and movement.ends_on):
        return ""
    years = rule.parameters.get("midterm_from_years")
    if not isinstance(years, int) or movement.ends_on.year - movement.starts_on.year < years:
        return ""
    sure = "" if rule.decides_on(on) else " Quy định này chưa đối chiếu đủ văn bản, cần người xem xét."
    return f"Phong trào từ {years} năm trở lên có sơ kết giữa kỳ: mời ghi ngày sơ kết dự kiến.{sure}"


def _acts(request: HttpRequest, movement: Movement, on: date, late: int | None) -> list[Action]:
    """The acts of those who work for the launching unit; to the units it reached they are no matter at all."""
    acts, sees = _all_acts(request, movement, on, late), unit_ids_visible_to(request.user, on)
    return acts if movement.unit_id in sees else [act for act in acts if not act.refused]


def _all_acts(request: HttpRequest, movement: Movement, on: date, late: int | None) -> list[Action]:
    me = request.user

    def url(name: str) -> str:
        return reverse(f"movements:{name}", args=[movement.pk])

    version = (("version", str(movement.version)),)
    documents = guarded(
        "Văn bản chỉ đạo",
        url("documents"),
        lambda: None,
        icon="paperclip",
        kind="quiet" if movement.state == "draft" else "secondary",
    )
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
                confirm=_launch_question(movement),
            ),
            guarded("Sửa", url("edit"), permissions.check_can_edit, me, movement, on, icon="edit"),
            guarded("Chỉ tiêu", url("targets"), permissions.check_can_edit, me, movement, on, icon="chart"),
            guarded("Rút", url("withdraw"), permissions.check_can_withdraw, me, movement, on, kind="quiet"),
        ]
    if movement.state == "launched":
        return [
            *review_acts(me, movement, on),
            *reminder_act(me, movement, on, late),
            documents,
            guarded("Rút", url("withdraw"), permissions.check_can_withdraw, me, movement, on, kind="quiet"),
        ]
    return [documents]


def _launch_question(movement: Movement) -> str:
    """What the head is asked before the launch: the goals that look wrong are named once more."""
    asked = "Phát động phong trào? Kế hoạch được cấp số và gửi đến mọi đơn vị trực thuộc; sau đó không sửa được."
    doubts = [f"{each.name}: {' '.join(words)}" for each in movement.targets.all() if (words := of_goal(each))]
    return f"{asked} Xin xem lại chỉ tiêu: {' '.join(doubts)}" if doubts else asked


def form_page(request: HttpRequest, form, title: str, submit: str, back: str, **more) -> HttpResponse:
    context = {"form": form, "title": title, "submit_label": submit, "back": back, "kicker": "Phong trào", **more}
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def national_for(year: int, kept: str = "") -> list[NationalMovement]:
    """Nationwide movements that run in the year or ended shortly before; the one already chosen stays."""
    return [m for m in national_movements() if m.ends_on is None or m.ends_on.year >= year - 1 or m.key == kept]


def new(request: HttpRequest) -> HttpResponse:
    units, today = _own_units(request), clock.today()
    _check_has_units(units)
    start = {"year": today.year, "parent": request.GET.get("parent", ""), "national": request.GET.get("national", "")}
    form = MovementForm(
        posted(request),
        units=units,
        parents=movements_open_to(units),
        national=national_for(today.year),
        on=today,
        initial=start,
    )
    if request.method == "POST" and form.is_valid():
        movement = attempt(form, actions.draft_movement, **form.cleaned_data, by=request.user, at=clock.now())
        if movement:
            messages.success(request, f"Đã lưu dự thảo “{movement.title}”.")
            return redirect("movements:detail", movement.pk)
    return form_page(
        request,
        form,
        "Soạn phong trào",
        "Lưu dự thảo",
        reverse("movements:list"),
        crumbs=crumbs_of(Crumb("Soạn phong trào")),
    )


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    movement, today = movement_of(request, pk), clock.today()
    permissions.check_can_edit(request.user, movement, today)
    back = reverse("movements:detail", args=[pk])
    names = ("title", "slogan", "kind", *LONG, *DATES, "budget_vnd", "national")
    start = {name: getattr(movement, name) for name in names} | {"parent": str(movement.parent_id or "")}
    form = EditMovementForm(
        posted(request),
        units=[movement.unit],
        parents=movements_open_to([movement.unit]),
        national=national_for(movement.year, movement.national),
        on=today,
        year=movement.year,
        initial=start,
        thing_version=movement.version,
        thing_name="phong trào",
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, actions.edit_movement, movement=movement, **given, by=request.user, at=clock.now()):
            messages.success(request, "Đã lưu dự thảo.")
            return redirect(back)
    steps = crumbs_of(Crumb(movement.title, back), Crumb("Sửa"))
    return form_page(request, form, "Sửa dự thảo", "Lưu dự thảo", back, crumbs=steps)


def targets(request: HttpRequest, pk: int) -> HttpResponse:
    """The criteria that are counted, tied to the targets of the socio-economic plan."""
    movement = movement_of(request, pk)
    permissions.check_can_edit(request.user, movement, clock.today())
    back = reverse("movements:detail", args=[pk])
    fields = ("name", "unit_of_measure", "goal", "direction", "source")
    kept = [{name: getattr(target, name) for name in fields} for target in movement.targets.all()]
    more = "more" in request.POST
    rows = targets_formset(posted(request), initial=kept, more=more)
    is_doubted = bool(request.POST.get("sure"))
    fresh = VersionForm(posted(request), thing_version=movement.version, thing_name="phong trào")
    if request.method == "POST" and not more and all([fresh.is_valid(), rows.is_valid()]):
        try:
            actions.set_targets(
                movement=movement, rows=rows.rows(), is_confirmed=fresh.cleaned_data["sure"], by=request.user,
                at=clock.now(),
            )  # fmt: skip
        except DoubtfulGoals as doubtful:
            is_doubted = True
            for row, words in doubtful.doubts.items():
                rows.kept_forms()[row].add_error("goal", " ".join(words))
            fresh.add_error(None, doubtful.reason)
        except WrongRow as wrong:
            rows.kept_forms()[wrong.row].add_error(wrong.field, wrong.plain[0].upper() + wrong.plain[1:])
        except Denied as denied:
            fresh.add_error(None, denied.reason)
        else:
            messages.success(request, "Đã lưu chỉ tiêu.")
            return redirect(back)
    context = {
        "movement": movement,
        "rows": rows,
        "form": fresh,
        "is_doubted": is_doubted,
        "back": back,
        "show_errors": request.method == "POST" and not more,
        "crumbs": crumbs_of(Crumb(movement.title, back), Crumb("Chỉ tiêu")),
    }
    refused = request.method == "POST" and not more
    return render(request, "movements/targets.html", context, status=422 if refused else 200)


@require_POST
def launch(request: HttpRequest, pk: int) -> HttpResponse:
    movement = movement_of(request, pk)
    check_fresh(movement, request.POST.get("version"))
    actions.launch_movement(movement=movement, by=request.user, at=clock.now())
    called = [call.unit for call in movement.calls.select_related("unit").order_by("unit__code")]
    missing = said_without_receiver(called, [RoleGrant.Role.OFFICER], clock.today())
    number = certain(movement.plan).number_text
    messages.success(request, f"Đã phát động. Kế hoạch số {number} đã gửi đến {len(called)} đơn vị. {missing}".strip())
    return redirect("movements:detail", pk)


def call(request: HttpRequest, pk: int) -> HttpResponse:
    """What one unit answered, in full; ``pk`` of the call."""
    on = clock.today()
    found = get_object_or_404(calls_visible_to(request.user, on).select_related("child"), pk=pk)
    movement = reverse("movements:detail", args=[found.movement_id])
    facts: list[tuple[str, ...]] = [
        ("Tình trạng", CALL_STATES[found.state_on(on)]),
        ("Hạn trả lời", vi_date(found.due_on)),
        ("Trả lời lúc", vi_datetime(found.answered_at)),
    ]
    if found.child:
        facts.append(("Phong trào của đơn vị", found.child.title, reverse("movements:detail", args=[found.child.pk])))
    context = {
        "call": found,
        "facts": facts,
        "crumbs": crumbs_of(Crumb(found.movement.title, movement), Crumb("Trả lời")),
    }
    return render(request, "movements/call.html", context)


def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """``pk`` of the call."""
    on = clock.today()
    call = get_object_or_404(calls_visible_to(request.user, on), pk=pk)
    permissions.check_can_answer(request.user, call, on)
    back = reverse("movements:detail", args=[call.movement_id])
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if attempt(form, actions.answer_call, call=call, **form.cleaned_data, by=request.user, at=clock.now()):
            messages.success(request, f"Đã gửi trả lời của {call.unit.name}.")
            return redirect(back)
    steps = crumbs_of(Crumb(call.movement.title, back), Crumb("Trả lời"))
    return form_page(
        request,
        form,
        f"{call.unit.name} trả lời phong trào",
        "Gửi trả lời",
        back,
        lead=call.movement.title,
        crumbs=steps,
        facts=[("Đơn vị phát động", call.movement.unit.name), ("Hạn trả lời", vi_date(call.due_on))],
    )


def _with_text(
    request: HttpRequest, pk: int, form_class, check, act, title: str, submit: str, done: str
) -> HttpResponse:
    """A page that asks for one text and then does one act."""
    movement = movement_of(request, pk)
    check(request.user, movement, clock.today())
    back = reverse("movements:detail", args=[pk])
    form = form_class(posted(request))
    if request.method == "POST" and form.is_valid():
        if attempt(form, act, movement=movement, **form.cleaned_data, by=request.user, at=clock.now()):
            messages.success(request, done)
            return redirect(back)
    steps = crumbs_of(Crumb(movement.title, back), Crumb(title))
    return form_page(request, form, title, submit, back, lead=movement.title, crumbs=steps)


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    check, act = permissions.check_can_withdraw, actions.withdraw_movement
    return _with_text(request, pk, ReasonForm, check, act, "Rút phong trào", "Rút phong trào", "Đã rút phong trào.")
