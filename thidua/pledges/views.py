"""Pages of pledges. The signing board stands in ``views_board``, registration in ``views_registration``."""

from datetime import date

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from thidua.movements.models import Movement
from thidua.movements.queries import has_movement_open_to, movements_open_to
from thidua.movements.queries import visible_to as movements_visible_to
from thidua.papers.views import file_response
from thidua.pledges import actions, permissions, queries
from thidua.pledges.achievement import achievement, entries, forecast, is_met, last_value, quarter_of
from thidua.pledges.forms import EditPledgeForm, PledgeForm, QuarterForm, ReasonForm, targets_formset
from thidua.pledges.models import Pledge
from thidua.pledges.outlook import award_name
from thidua.pledges.permissions_signing import check_can_prepare
from thidua.pledges.tables import PledgeTable, pledge_filters
from thidua.pledges.targets import WrongTarget
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt, reason_against
from thidua.shared.gate import check_fresh
from thidua.shared.tables import table_page
from thidua.shared.text import fold
from thidua.shared.ui import Action, Crumb, Signature, Tile, guarded
from thidua.shared.wording import vi_date
from thidua.units.models import RoleGrant
from thidua.units.queries import units_with_own_role

Role = RoleGrant.Role


def crumbs(*steps: Crumb) -> list[Crumb]:
    return [Crumb("Đăng ký, giao ước", reverse("pledges:list")), *steps]


def _pledge(request: HttpRequest, pk: int) -> Pledge:
    return get_object_or_404(queries.in_full(queries.visible_to(request.user, clock.today())), pk=pk)


def _own_units(request: HttpRequest) -> list:
    return units_with_own_role(request.user, [Role.OFFICER], clock.today())


def _check_may_start(units: list, has_movement: bool) -> None:
    if not units:
        raise Denied(f"Để soạn giao ước thi đua cần vai trò “{Role.OFFICER.label}” của đơn vị ký.")
    if not has_movement:
        raise Denied("Chưa có phong trào nào phát động đến đơn vị.")


def pledge_list(request: HttpRequest) -> HttpResponseBase:
    rows = queries.visible_to(request.user, clock.today())
    units = _own_units(request)
    acts = [
        guarded(
            "Lập giao ước",
            reverse("pledges:new"),
            _check_may_start,
            units,
            has_movement_open_to(units),
            kind="primary",
            icon="plus",
        ),
        Action("Đăng ký danh hiệu", reverse("pledges:registrations"), icon="star"),
    ]
    boards = movements_visible_to(request.user, clock.today()).filter(state="launched").order_by("-year", "-pk")[:5]
    table = PledgeTable(rows, request, filters=pledge_filters(rows))
    return table_page(request, table, "pledges/list.html", {"actions": acts, "boards": boards})


def _target_rows(pledge: Pledge) -> list[dict]:
    rows = []
    for target in pledge.targets.all():
        by_quarter = {entry.quarter: entry for entry in entries(target)}
        rows.append(
            {
                "target": target,
                "quarters": [(quarter, by_quarter.get(quarter)) for quarter in (1, 2, 3, 4)],
                "value": last_value(target),
                "percent": achievement(target),
                "bar": min(achievement(target) or 0, 100),
                "is_met": is_met(target),
                "forecast": forecast(target),
                "due_quarter": quarter_of(target.due_on),
            }
        )
    return rows


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    pledge, on = _pledge(request, pk), clock.today()
    rows = _target_rows(pledge)
    signed = {signature.side: signature for signature in pledge.signatures.all()}
    places = []
    for side, unit in (("superior", pledge.superior), ("member", pledge.unit)):
        found = signed.get(side)
        places.append(
            Signature(
                unit.name,
                f"{found.signer_title} {found.signer.display_name}" if found else "",
                vi_date(found.signed_at) if found else "",
                found.get_way_display() if found else "",
            )
        )
    met = sum(row["is_met"] for row in rows)
    context = {
        "pledge": pledge,
        "crumbs": crumbs(Crumb(pledge.unit.name)),
        "rows": rows,
        "signatures": places,
        "facts": _facts(pledge),
        "tiles": [
            Tile("Chỉ tiêu", str(len(rows))),
            Tile("Đã đạt", f"{met}/{len(rows)}", tone="met" if met == len(rows) else "look"),
            Tile("Chưa có kết quả", str(sum(row["value"] is None for row in rows)), tone="quiet"),
        ],
        "actions": _acts(request, pledge, on),
        "quarters": _quarters(request, pledge, on),
        "titles": [
            (line.person or line.unit, award_name(line.award_code))
            for line in queries.registered_titles(pledge.unit, pledge.year).filter(person=None)
        ],
    }
    return render(request, "pledges/detail.html", context)


def _facts(pledge: Pledge) -> list[tuple]:
    facts: list[tuple] = [
        ("Phong trào", pledge.movement.title, reverse("movements:detail", args=[pledge.movement_id])),
        ("Cấp trên", pledge.superior.name),
        ("Đơn vị", pledge.unit.name),
        ("Năm", str(pledge.year)),
    ]
    if pledge.paper_id:
        facts.append(("Bản giao ước", "Mở bản đã ký (PDF)", reverse("pledges:paper", args=[pledge.pk])))
    return facts


def _quarters(request: HttpRequest, pledge: Pledge, on: date) -> list[Action]:
    if pledge.state != "signed":
        return []
    last = 4 if on.year > pledge.year else quarter_of(on) if on.year == pledge.year else 0
    refused = reason_against(permissions.check_can_enter_progress, request.user, pledge, on)
    return [
        Action(f"Nhập quý {quarter}", reverse("pledges:quarter", args=[pledge.pk, quarter]), refused=refused)
        for quarter in range(1, last + 1)
    ]


def _acts(request: HttpRequest, pledge: Pledge, on: date) -> list[Action]:
    me = request.user

    def act(label: str, name: str, check, **options) -> Action:
        return guarded(label, reverse(f"pledges:{name}", args=[pledge.pk]), check, me, pledge, on, **options)

    posted = {"method": "post", "hidden": (("version", str(pledge.version)),)}
    if pledge.state == "draft":
        return [
            act(
                "Trình ký",
                "propose",
                permissions.check_can_propose,
                kind="primary",
                icon="send",
                confirm="Trình thủ trưởng hai bên ký? Sau đó muốn sửa phải lấy lại.",
                **posted,
            ),
            act("Sửa", "edit", permissions.check_can_edit, icon="edit"),
            act("Rút", "withdraw", permissions.check_can_withdraw, kind="quiet"),
        ]
    if pledge.state == "proposed":
        seen = (("version", str(pledge.version)), ("text_hash", queries.text_hash(pledge)))
        return [
            act(
                "Ký giao ước",
                "sign",
                permissions.check_can_sign,
                kind="primary",
                icon="pen",
                method="post",
                hidden=seen,
                confirm=f"Ký giao ước thi đua năm {pledge.year} giữa {pledge.superior.name} và {pledge.unit.name}?",
            ),
            *views_of_paper(me, pledge, on),
            act(
                "Lấy lại để sửa",
                "take-back",
                permissions.check_can_take_back,
                confirm="Lấy lại giao ước? Chữ ký đã có sẽ không còn hiệu lực, người ký được báo.",
                **posted,
            ),
            act("Rút", "withdraw", permissions.check_can_withdraw, kind="quiet"),
        ]
    if pledge.state == "signed":
        return [
            *views_of_paper(me, pledge, on),
            act(
                "Tổng kết giao ước",
                "settle",
                permissions.check_can_settle,
                icon="chart",
                confirm="Tổng kết giao ước? Sau đó không nhập hay sửa kết quả được nữa.",
                **posted,
            ),
        ]
    return []


def views_of_paper(me, pledge: Pledge, on: date) -> list[Action]:
    """The way to signing by certificate or on paper; the files, once there are any."""
    if pledge.signing_id is not None:
        words = "Ký số, ký giấy" if pledge.state == "proposed" else "Các tệp đã ký"
        return [Action(words, reverse("pledges:signing", args=[pledge.pk]), icon="seal")]
    if pledge.state != "proposed":
        return []
    return [
        guarded(
            "Phát hành bản chờ ký số, ký giấy",
            reverse("pledges:signing-prepare", args=[pledge.pk]),
            check_can_prepare,
            me,
            pledge,
            on,
            icon="seal",
            method="post",
            hidden=(("version", str(pledge.version)),),
            confirm="Phát hành bản PDF để hai bên ký số hoặc in ra ký? Tên người ký và ngày ghi theo hôm nay.",
        )
    ]


# ── Drafting ──


def new(request: HttpRequest) -> HttpResponse:
    units = _own_units(request)
    movements = movements_open_to(units)
    _check_may_start(units, bool(movements))
    movement = next((m for m in movements if str(m.pk) == request.GET.get("movement")), None)
    if movement is None:
        if len(movements) == 1:
            return redirect(f"{reverse('pledges:new')}?movement={movements[0].pk}")
        context = {"movements": movements, "crumbs": crumbs(Crumb("Lập giao ước"))}
        return render(request, "pledges/choose_movement.html", context)
    called = set(movement.calls.values_list("unit_id", flat=True))
    units = [unit for unit in units if unit.pk in called]
    more, data = "more" in request.POST, request.POST if request.method == "POST" else None
    start = queries.last_years_targets(units[0], movement.year) if len(units) == 1 else []
    due = (
        movement.ends_on if movement.ends_on and movement.ends_on.year == movement.year else date(movement.year, 12, 31)
    )
    form = PledgeForm(data, units=units)
    rows = targets_formset(data, due_on=due, initial=start, more=more)
    if data is not None and not more and form.is_valid() & rows.is_valid():
        pledge = _attempt_with_rows(
            form, rows, actions.draft_pledge, movement=movement, by=request.user, at=clock.now(), **form.cleaned_data
        )
        if pledge:
            messages.success(request, "Đã lưu bản soạn giao ước.")
            return redirect("pledges:detail", pledge.pk)
    return _rows_page(request, form, rows, movement, "Lập giao ước thi đua", reverse("pledges:list"), more, start)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    pledge = _pledge(request, pk)
    permissions.check_can_edit(request.user, pledge, clock.today())
    back = reverse("pledges:detail", args=[pk])
    more, data = "more" in request.POST, request.POST if request.method == "POST" else None
    names = ("name", "unit_of_measure", "baseline", "goal", "direction", "weight", "due_on", "criterion_code")
    start = [{name: getattr(target, name) for name in names} for target in pledge.targets.all()]
    form = EditPledgeForm(
        data,
        initial={"commitments": pledge.commitments},
        thing_version=pledge.version,
        thing_name="giao ước",
    )
    rows = targets_formset(data, due_on=date(pledge.year, 12, 31), initial=start, more=more)
    if data is not None and not more and form.is_valid() & rows.is_valid():
        commitments = form.cleaned_data["commitments"]
        if _attempt_with_rows(
            form, rows, actions.edit_pledge, pledge=pledge, commitments=commitments, by=request.user, at=clock.now()
        ):
            messages.success(request, "Đã lưu giao ước.")
            return redirect(back)
    return _rows_page(request, form, rows, pledge.movement, f"Sửa giao ước của {pledge.unit.name}", back, more, [])


def _attempt_with_rows(form, rows, act, **arguments):
    """As ``attempt``; a refusal about one row is shown in that row."""
    try:
        return act(targets=rows.rows(), **arguments)
    except WrongTarget as wrong:
        rows.kept_forms()[wrong.row].add_error(wrong.field, wrong.plain)
        form.add_error(None, wrong.reason)
    except Denied as denied:
        form.add_error(None, denied.reason)
    return None


def _rows_page(request, form, rows, movement: Movement, title: str, back: str, more: bool, start: list) -> HttpResponse:
    context = {
        "form": form,
        "rows": rows,
        "movement": movement,
        "title": title,
        "back": back,
        "show_errors": form.is_bound and not more,
        "from_last_year": bool(start),
        "crumbs": crumbs(Crumb(title)),
    }
    return render(request, "pledges/edit.html", context, status=422 if form.is_bound and not more else 200)


# ── Acts of one click ──


def _posted(request: HttpRequest, pk: int) -> Pledge:
    pledge = _pledge(request, pk)
    check_fresh(pledge, request.POST.get("version"))
    return pledge


def _done(request: HttpRequest, pledge: Pledge, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("pledges:detail", pledge.pk)


@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    pledge = actions.propose_pledge(pledge=_posted(request, pk), by=request.user, at=clock.now())
    return _done(request, pledge, "Đã trình thủ trưởng hai bên ký.")


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    pledge = actions.take_back_pledge(pledge=_posted(request, pk), by=request.user, at=clock.now())
    return _done(request, pledge, "Đã lấy lại giao ước để sửa.")


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    pledge = _posted(request, pk)
    actions.sign_pledge(pledge=pledge, by=request.user, at=clock.now(), seen_hash=request.POST.get("text_hash", ""))
    done = "Đã ký. Giao ước đã đủ hai bên ký." if pledge.state == "signed" else "Đã ký. Chờ bên kia ký."
    return _done(request, pledge, done)


@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    pledge = actions.settle_pledge(pledge=_posted(request, pk), by=request.user, at=clock.now())
    return _done(request, pledge, "Đã tổng kết giao ước.")


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    pledge = _pledge(request, pk)
    permissions.check_can_withdraw(request.user, pledge, clock.today())
    back, form = reverse("pledges:detail", args=[pk]), ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, actions.withdraw_pledge, pledge=pledge, **given, by=request.user, at=clock.now()):
            return _done(request, pledge, "Đã rút giao ước.")
    context = {
        "form": form,
        "title": f"Rút giao ước của {pledge.unit.name}",
        "kicker": "Giao ước thi đua",
        "lead": "Giao ước đã rút không lập lại được trong cùng phong trào.",
        "submit_label": "Rút giao ước",
        "back": back,
        "crumbs": crumbs(Crumb(pledge.unit.name, back), Crumb("Rút")),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def quarter(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Values of one quarter for every target."""
    pledge = _pledge(request, pk)
    if number not in (1, 2, 3, 4):
        raise Http404
    permissions.check_can_enter_progress(request.user, pledge, clock.today())
    back, targets = reverse("pledges:detail", args=[pk]), list(pledge.targets.all())
    form = QuarterForm(
        request.POST if request.method == "POST" else None,
        targets=targets,
        quarter=number,
        thing_version=pledge.version,
        thing_name="kết quả",
    )
    if request.method == "POST" and form.is_valid():
        values, now = form.values(), clock.now()
        changed = attempt(
            form, actions.enter_quarter, pledge=pledge, quarter=number, values=values, by=request.user, at=now
        )
        if changed is not None:
            messages.success(
                request, f"Đã ghi {changed} kết quả quý {number}." if changed else "Không có kết quả nào thay đổi."
            )
            return redirect(back)
    context = {
        "form": form,
        "pledge": pledge,
        "number": number,
        "number_text": f"{number} năm {pledge.year}",
        "back": back,
        "crumbs": crumbs(Crumb(pledge.unit.name, back), Crumb(f"Kết quả quý {number}")),
    }
    return render(request, "pledges/quarter.html", context, status=422 if form.is_bound else 200)


def paper(request: HttpRequest, pk: int) -> FileResponse:
    """The signed pledge, for both sides."""
    pledge = _pledge(request, pk)
    if pledge.paper is None:
        raise Http404
    stem = f"giao-uoc-{pledge.year}-{slugify(fold(pledge.unit.name))}"
    return file_response(pledge.paper, name=stem)


# ── The signing board of a movement ──
