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
from thidua.pledges import actions, permissions, queries, queries_titles
from thidua.pledges.changes import KEYS
from thidua.pledges.forms import EditPledgeForm, PledgeForm, ReasonForm, targets_formset
from thidua.pledges.measures import COMMON
from thidua.pledges.models import Pledge
from thidua.pledges.outlook import award_name
from thidua.pledges.permissions_signing import check_can_prepare
from thidua.pledges.queries_registration import deadlines_of
from thidua.pledges.tables import PledgeTable, pledge_filters
from thidua.pledges.targets import WrongTarget
from thidua.pledges.views_parts import changes_of, crumbs, quarter_states, target_rows
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
        Action("Ai còn thiếu gì", reverse("pledges:duties"), icon="clock"),
        Action("Tổng hợp chỉ tiêu", reverse("pledges:shared"), icon="chart"),
        Action("Thư viện chỉ tiêu", reverse("pledges:library"), kind="quiet"),
    ]
    if queries.leads_a_cluster(request.user, clock.today()):
        acts.append(Action("Giao ước chung của cụm, khối", reverse("pledges:joint-new"), kind="quiet"))
    boards = movements_visible_to(request.user, clock.today()).filter(state="launched").order_by("-year", "-pk")[:5]
    table = PledgeTable(rows, request, filters=pledge_filters(rows))
    return table_page(request, table, "pledges/list.html", {"actions": acts, "boards": boards})


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    pledge, on = _pledge(request, pk), clock.today()
    may_ask = not reason_against(permissions.side_of_talks, request.user, pledge, on)
    rows = target_rows(pledge, may_ask)
    changes = changes_of(request, pledge, on)
    signed = {signature.side: signature for signature in pledge.signatures.all()}
    places = []
    sides = (("superior", pledge.superior), ("member", pledge.unit))
    for side, unit in sides if pledge.joint_id is None else sides[1:]:
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
        "changes": changes,
        "waiting": sum(row["change"].answer == "open" for row in changes),
        "asks": _asks(pledge) if may_ask else [],
        "signatures": places,
        "facts": _facts(pledge),
        "tiles": [
            Tile("Chỉ tiêu", str(len(rows))),
            Tile("Đã đạt", f"{met}/{len(rows)}", tone="met" if met == len(rows) else "look"),
            Tile("Chưa có kết quả", str(sum(not row["value"] for row in rows)), tone="quiet"),
        ],
        "actions": _acts(request, pledge, on),
        "quarters": _quarters(request, pledge, on),
        "titles": [
            (line.person or line.unit, award_name(line.award_code))
            for line in queries_titles.registered_titles(pledge.unit, pledge.year).filter(person=None)
        ],
    }
    return render(request, "pledges/detail.html", context)


def _asks(pledge: Pledge) -> list[Action]:
    return [
        Action("Đề nghị thêm chỉ tiêu", reverse("pledges:add-target", args=[pledge.pk]), icon="plus"),
        Action("Đề nghị sửa cam kết", reverse("pledges:change-commitments", args=[pledge.pk]), icon="edit"),
    ]


def _facts(pledge: Pledge) -> list[tuple]:
    facts: list[tuple] = [
        ("Phong trào", pledge.movement.title, reverse("movements:detail", args=[pledge.movement_id])),
        ("Cấp trên", pledge.superior.name),
        ("Đơn vị", pledge.unit.name),
        ("Năm", str(pledge.year)),
    ]
    if pledge.joint is not None:
        facts.append(("Giao ước chung", pledge.joint.cluster.name, reverse("pledges:joint", args=[pledge.joint_id])))
    if pledge.paper_id:
        facts.append(("Bản giao ước", "Mở bản đã ký (PDF)", reverse("pledges:paper", args=[pledge.pk])))
    return facts


def _quarters(request: HttpRequest, pledge: Pledge, on: date) -> list[dict]:
    """What each quarter stands at, with the way to enter it; [] before both sides have signed."""
    if pledge.state not in ("signed", "settled"):
        return []
    refused = reason_against(permissions.check_can_enter_progress, request.user, pledge, on)
    states = quarter_states(pledge, on, deadlines_of(pledge.superior, pledge.year))
    for each in states:
        number = each["number"]
        is_open = pledge.state == "signed" and each["code"] in ("open", "late", "done")
        each["url"] = reverse("pledges:quarter", args=[pledge.pk, number]) if is_open and not refused else ""
        each["badge"] = {"late": "late", "done": "done"}.get(each["code"], "pending")
    return states


def _acts(request: HttpRequest, pledge: Pledge, on: date) -> list[Action]:
    me = request.user

    def act(label: str, name: str, check, **options) -> Action:
        return guarded(label, reverse(f"pledges:{name}", args=[pledge.pk]), check, me, pledge, on, **options)

    posted = {"method": "post", "hidden": (("version", str(pledge.version)),)}
    if pledge.state in ("draft", "negotiating"):
        is_draft = pledge.state == "draft"
        acts = [
            act(
                "Trình ký",
                "propose",
                permissions.check_can_propose,
                kind="primary",
                icon="send",
                confirm="Trình thủ trưởng hai bên ký? Sau đó muốn sửa phải lấy lại.",
                **posted,
            )
        ]
        if is_draft:
            acts.append(act("Sửa", "edit", permissions.check_can_edit, icon="edit"))
            sure = f"Gửi {pledge.superior.name} góp ý? Từ đó mỗi thay đổi phải được bên kia đồng ý."
            acts.append(act("Gửi góp ý", "offer", permissions.check_can_offer, icon="people", confirm=sure, **posted))
        # An empty draft has nothing to withdraw: it is simply written on.
        if pledge.joint_id is None and (pledge.targets.all() or pledge.commitments):
            acts.append(act("Rút", "withdraw", permissions.check_can_withdraw, kind="quiet"))
        return acts
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
        context = {"movements": movements, "address": reverse("pledges:new"), "crumbs": crumbs(Crumb("Lập giao ước"))}
        return render(request, "pledges/choose_movement.html", context)
    called = set(movement.calls.values_list("unit_id", flat=True))
    units = [unit for unit in units if unit.pk in called]
    more, data = "more" in request.POST, request.POST if request.method == "POST" else None
    due = (
        movement.ends_on if movement.ends_on and movement.ends_on.year == movement.year else date(movement.year, 12, 31)
    )
    start = queries.targets_to_start_from(movement, units[0] if len(units) == 1 else None, due)
    form = PledgeForm(data, units=units)
    shelf = list(queries.library_of(movement))
    rows = targets_formset(data, due_on=due, initial=start, more=more, picked=_picked(request, shelf))
    if data is not None and not more and form.is_valid() & rows.is_valid():
        pledge = attempt_with_rows(
            form, rows, actions.draft_pledge, movement=movement, by=request.user, at=clock.now(), **form.cleaned_data
        )
        if pledge:
            messages.success(request, "Đã lưu bản soạn giao ước.")
            return redirect("pledges:detail", pledge.pk)
    return rows_page(request, form, rows, movement, "Lập giao ước thi đua", reverse("pledges:list"), more, start, shelf)


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    pledge = _pledge(request, pk)
    permissions.check_can_edit(request.user, pledge, clock.today())
    back = reverse("pledges:detail", args=[pk])
    more, data = "more" in request.POST, request.POST if request.method == "POST" else None
    start = [
        {name: getattr(target, name) for name in KEYS if name != "goal" or target.direction != "done"}
        for target in pledge.targets.all()
    ]
    form = EditPledgeForm(
        data,
        initial={"commitments": pledge.commitments},
        thing_version=pledge.version,
        thing_name="giao ước",
    )
    shelf = list(queries.library_of(pledge.movement))
    due = date(pledge.year, 12, 31)
    rows = targets_formset(data, due_on=due, initial=start, more=more, picked=_picked(request, shelf))
    if data is not None and not more and form.is_valid() & rows.is_valid():
        commitments = form.cleaned_data["commitments"]
        if attempt_with_rows(
            form, rows, actions.edit_pledge, pledge=pledge, commitments=commitments, by=request.user, at=clock.now()
        ):
            messages.success(request, "Đã lưu giao ước.")
            return redirect(back)
    title = f"Sửa giao ước của {pledge.unit.name}"
    return rows_page(request, form, rows, pledge.movement, title, back, more, [], shelf)


def _picked(request: HttpRequest, shelf: list) -> list:
    """What was ticked in the library on this press."""
    wanted = set(request.POST.getlist("thu-vien"))
    return [entry for entry in shelf if str(entry.pk) in wanted]


def attempt_with_rows(form, rows, act, **arguments):
    """As ``attempt``; a refusal about one row is shown in that row."""
    try:
        return act(targets=rows.rows(), **arguments)
    except WrongTarget as wrong:
        rows.kept_forms()[wrong.row].add_error(wrong.field, wrong.plain)
        form.add_error(None, wrong.reason)
    except Denied as denied:
        form.add_error(None, denied.reason)
    return None


def rows_page(
    request, form, rows, movement: Movement, title: str, back: str, more: bool, start: list, shelf: list
) -> HttpResponse:
    """The page on which targets are written in rows; ``shelf``: the library to pick from."""
    context = {
        "form": form,
        "rows": rows,
        "movement": movement,
        "title": title,
        "back": back,
        "show_errors": form.is_bound and not more,
        "drafted": bool(start),
        "shelf": shelf,
        "measures": COMMON,
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


def paper(request: HttpRequest, pk: int) -> FileResponse:
    """The signed pledge, for both sides."""
    pledge = _pledge(request, pk)
    if pledge.paper is None:
        raise Http404
    stem = f"giao-uoc-{pledge.year}-{slugify(fold(pledge.unit.name))}"
    return file_response(pledge.paper, name=stem)
