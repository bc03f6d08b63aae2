"""The library of targets of an agency, and pledges of a whole cluster."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.accounts.queries import signed_in
from thidua.movements.models import Movement
from thidua.movements.queries import visible_to as movements_visible_to
from thidua.pledges import actions, permissions, queries
from thidua.pledges.forms import JointForm, LibraryForm, targets_formset
from thidua.pledges.models import JointPledge, LibraryTarget
from thidua.pledges.queries import clusters_led
from thidua.pledges.tables import LibraryTable
from thidua.pledges.views import attempt_with_rows, rows_page
from thidua.pledges.views_parts import crumbs
from thidua.shared import clock
from thidua.shared.denied import Denied, Stale, attempt
from thidua.shared.forms import posted
from thidua.shared.gate import check_fresh
from thidua.shared.measures import COMMON
from thidua.shared.tables import table_page
from thidua.shared.ui import Crumb, guarded
from thidua.units.models import RoleGrant
from thidua.units.queries import units_with_own_role

Role = RoleGrant.Role


def _check_keeps_one(units: list) -> None:
    if not units:
        raise Denied(f"Để thêm chỉ tiêu vào thư viện cần vai trò “{Role.OFFICER.label}” của đơn vị.")


def library(request: HttpRequest) -> HttpResponseBase:
    """Targets that units may take into their pledges."""
    me, on = signed_in(request), clock.today()
    own = units_with_own_role(me, [Role.OFFICER], on)
    context = {
        "actions": [
            guarded("Thêm chỉ tiêu", reverse("pledges:library-new"), _check_keeps_one, own, kind="primary", icon="plus")
        ],
        "crumbs": crumbs(Crumb("Thư viện chỉ tiêu")),
    }
    return table_page(request, LibraryTable(queries.library_for(me, on), request), "pledges/library.html", context)


def _entry(request: HttpRequest, pk: int) -> LibraryTarget:
    return get_object_or_404(queries.library_for(signed_in(request), clock.today()), pk=pk)


def library_new(request: HttpRequest) -> HttpResponse:
    own = units_with_own_role(signed_in(request), [Role.OFFICER], clock.today())
    _check_keeps_one(own)
    form = LibraryForm(posted(request), thing_version="", thing_name="thư viện")
    return _library_page(request, form, None, own[0], "Thêm chỉ tiêu vào thư viện")


def library_edit(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _entry(request, pk)
    permissions.check_can_keep_library(signed_in(request), entry.unit, clock.today())
    names = ("name", "unit_of_measure", "direction", "criterion_code", "plan_reference")
    start = {name: getattr(entry, name) for name in names}
    form = LibraryForm(posted(request), initial=start, thing_version=entry.version, thing_name="chỉ tiêu")
    return _library_page(request, form, entry, entry.unit, "Sửa chỉ tiêu của thư viện")


def _library_page(request: HttpRequest, form: LibraryForm, entry, unit, title: str) -> HttpResponse:
    back = reverse("pledges:library")
    if request.method == "POST" and form.is_valid():
        fields = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        if attempt(
            form, actions.keep_in_library, unit=unit, entry=entry, by=signed_in(request), at=clock.now(), **fields
        ):
            messages.success(request, "Đã lưu chỉ tiêu vào thư viện.")
            return redirect(back)
    context = {
        "form": form,
        "measures": COMMON,
        "title": title,
        "kicker": unit.name,
        "lead": "Chỉ tiêu trong thư viện dùng lại được cho mọi đơn vị ký giao ước; giao ước đã ký không đổi theo.",
        "submit_label": "Lưu vào thư viện",
        "back": back,
        "crumbs": crumbs(Crumb("Thư viện chỉ tiêu", back), Crumb(title)),
    }
    return render(request, "pledges/change_form.html", context, status=422 if form.is_bound else 200)


@require_POST
def library_retire(request: HttpRequest, pk: int) -> HttpResponse:
    entry = _entry(request, pk)
    if request.POST.get("version") != str(entry.version):
        raise Stale()
    actions.retire_from_library(entry=entry, by=signed_in(request), at=clock.now())
    messages.success(request, f"Chỉ tiêu “{entry.name}” thôi dùng.")
    return redirect("pledges:library")


# ── Pledges of a whole cluster ──


def joint_new(request: HttpRequest) -> HttpResponse:
    me, on = signed_in(request), clock.today()
    clusters = clusters_led(me, on)
    if not clusters:
        raise Denied("Để lập giao ước chung cần là trưởng cụm, khối hoặc chuyên viên của đơn vị tổ chức cụm, khối.")
    movements = list(movements_visible_to(me, on).filter(state="launched").order_by("-year", "-pk")[:20])
    movement: Movement | None = next((m for m in movements if str(m.pk) == request.GET.get("movement")), None)
    title = "Lập giao ước chung của cụm, khối"
    if movement is None:
        if len(movements) == 1:
            return redirect(f"{reverse('pledges:joint-new')}?movement={movements[0].pk}")
        here = {"movements": movements, "address": reverse("pledges:joint-new"), "crumbs": crumbs(Crumb(title))}
        return render(request, "pledges/choose_movement.html", here)
    more, data = "more" in request.POST, posted(request)
    form = JointForm(data, clusters=clusters)
    rows = targets_formset(data, due_on=date(movement.year, 12, 31), more=more)
    if data is not None and not more and form.is_valid() & rows.is_valid():
        joint = attempt_with_rows(
            form, rows, actions.draft_joint, movement=movement, by=me, at=clock.now(), **form.cleaned_data
        )
        if joint:
            messages.success(request, "Đã lập giao ước chung; mỗi thành viên ghi mục tiêu của mình.")
            return redirect("pledges:joint", joint.pk)
    return rows_page(request, form, rows, movement, title, reverse("pledges:list"), more, [], [])


def _joint(request: HttpRequest, pk: int) -> JointPledge:
    seen = queries.visible_to(signed_in(request), clock.today()).filter(joint=pk).values("joint")
    joints = JointPledge.objects.select_related("cluster__organiser", "movement")
    return get_object_or_404(joints, pk__in=seen)


def joint(request: HttpRequest, pk: int) -> HttpResponse:
    """All members with their targets side by side, and who has signed."""
    found, me, on = _joint(request, pk), signed_in(request), clock.today()
    parts = queries.parts_of(found)
    state = parts[0].state if len({part.state for part in parts}) == 1 else "draft"
    versions = tuple(("part", f"{part.pk}:{part.version}") for part in parts)

    def act(label: str, name: str, check, **options):
        return guarded(
            label, reverse(f"pledges:{name}", args=[pk]), check, me, found, parts, on, method="post", hidden=versions,
            **options,
        )  # fmt: skip

    acts = []
    if state in ("draft", "negotiating") or len({part.state for part in parts}) > 1:
        acts.append(
            act("Trình ký giao ước chung", "joint-propose", permissions.check_can_propose_joint, kind="primary",
                icon="send", confirm=f"Trình thủ trưởng {len(parts)} đơn vị cùng ký?")
        )  # fmt: skip
    elif state == "proposed":
        acts.append(
            act("Lấy lại để sửa", "joint-take-back", permissions.check_can_take_back_joint,
                confirm="Lấy lại giao ước chung? Chữ ký đã có sẽ không còn hiệu lực.")
        )  # fmt: skip
    context = {
        "joint": found,
        "parts": parts,
        "state": state,
        "signed": sum(bool(part.signatures.all()) for part in parts),
        "actions": acts,
        "crumbs": crumbs(Crumb(found.cluster.name)),
    }
    return render(request, "pledges/joint.html", context)


def _check_parts(request: HttpRequest, found: JointPledge) -> None:
    shown = dict(item.split(":", 1) for item in request.POST.getlist("part") if item.count(":") == 1)
    for part in queries.parts_of(found):
        check_fresh(part, shown.get(str(part.pk), "-"))


@require_POST
def joint_propose(request: HttpRequest, pk: int) -> HttpResponse:
    found = _joint(request, pk)
    _check_parts(request, found)
    actions.propose_joint(joint=found, by=signed_in(request), at=clock.now())
    messages.success(request, "Đã trình thủ trưởng các đơn vị thành viên cùng ký.")
    return redirect("pledges:joint", pk)


@require_POST
def joint_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    found = _joint(request, pk)
    _check_parts(request, found)
    actions.take_back_joint(joint=found, by=signed_in(request), at=clock.now())
    messages.success(request, "Đã lấy lại giao ước chung để sửa.")
    return redirect("pledges:joint", pk)
