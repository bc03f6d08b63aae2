"""Screens of the tree of units: browsing, one unit, entering and correcting."""

import hashlib
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from thidua.shared import clock
from thidua.shared.denied import Denied, attempt, reason_against
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, guarded
from thidua.shared.wording import vi_date, vi_number
from thidua.units import actions, gazetteer, lineage, permissions, tree
from thidua.units.actions_editing import correct_unit, edit_signature
from thidua.units.actions_loading import load_province, rehearse_load
from thidua.units.forms import CorrectForm, DayForm, EnterForm, LoadForm, SignatureForm
from thidua.units.models import Unit
from thidua.units.picture import draw, life_of, share_text
from thidua.units.tables import KIND_FILTER, ChildTable, FoundTable

# A level with more units than this is shown in parts.
MOST_SHOWN = 100


def crumbs(*steps: Crumb) -> list[Crumb]:
    return [Crumb("Đơn vị", reverse("units:tree")), *steps]


def to_unit(unit: Unit) -> Crumb:
    return Crumb(unit.shown_name, reverse("units:detail", args=[unit.pk]))


def one_unit(pk: int) -> Unit:
    return get_object_or_404(Unit.objects.select_related("parent"), pk=pk)


def _day(request: HttpRequest) -> tuple[DayForm, date]:
    asked = request.GET.get("ngay", "")
    form = DayForm({"ngay": asked} if asked else None)
    return form, form.day()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _query(on: date, **more: object) -> str:
    """The query string of a page of the tree; the present day is left out."""
    given = {"ngay": vi_date(on) if on != clock.today() else "", **more}
    query = urlencode({name: value for name, value in given.items() if value})
    return f"?{query}" if query else ""


def _level(parent: Unit | None, on: date, start: int = 0) -> dict:
    """One level of the tree: its units with the number below each, and where it goes on. One query."""
    rows = tree.children_on(parent, on) if parent is not None else tree.roots_on(on)
    is_top = parent is not None and parent.parent_id is None and parent.kind == Unit.Kind.PROVINCE
    rows = tree.by_block(rows) if is_top else rows
    units = list(tree.with_child_counts(rows, on)[start : start + MOST_SHOWN + 1])
    more = len(units) > MOST_SHOWN
    for unit in units:
        unit.block = tree.BLOCK_OF.get(unit.kind, "") if is_top else ""
    return {"parent": parent, "units": units[:MOST_SHOWN], "next": start + MOST_SHOWN if more else 0}


def _opened(level: dict, path: list[Unit], on: date) -> dict:
    """The level with the unit of ``path`` that stands on it opened, and so on down. One query a level."""
    for unit in level["units"]:
        if path and unit.pk == path[0].pk:
            unit.level = _opened(_level(unit, on), path[1:], on)
    return level


def tree_page(request: HttpRequest) -> HttpResponseBase:
    """The tree as of a day: the first two levels, and the way to the unit that ``mo`` names; or what a search finds."""
    form, on = _day(request)
    text = request.GET.get("q", "").replace("\0", "").strip()[:120]
    root = tree.roots_on(on)[:1]
    context = {
        "day_form": form,
        "on": on,
        "is_today": on == clock.today(),
        "day_query": _query(on),
        "q": text,
        "actions": _tree_actions(request),
        "crumbs": [],
    }
    if text:
        table = FoundTable(tree.search(text, on), request, kept=("q", "ngay"))
        context["gone"] = tree.gone_by_name(text, on)
        return table_page(request, table, "units/found.html", context)
    wanted = _number(request.GET.get("mo", ""))
    path = list(root)
    if wanted:
        unit = get_object_or_404(tree.units_on(on), pk=wanted)
        path = [*tree.path_on(unit, on), unit]
    start = _number(request.GET.get("tu", ""))
    level = _opened(_level(None, on), path, on)
    if wanted and start:
        path[-1].level = _level(path[-1], on, start)
        _put(level, path[-1])
    return render(request, "units/tree.html", context | {"level": level, "opened": wanted})


def _put(level: dict, opened: Unit) -> None:
    """Show the asked part of a long level in place of its first."""
    for unit in level["units"]:
        if unit.pk == opened.pk:
            unit.level = opened.level
        elif hasattr(unit, "level"):
            _put(unit.level, opened)


def branch(request: HttpRequest, pk: int) -> HttpResponse:
    """One node of the tree, opened or closed again, for HTMX; without it the same address is a page of the tree."""
    _, on = _day(request)
    unit = get_object_or_404(tree.with_child_counts(tree.units_on(on), on), pk=pk)
    closes = request.GET.get("dong") == "1"
    if not getattr(request, "htmx", False):
        above = tree.parent_on(unit, on) if closes else unit
        return redirect(f"{reverse('units:tree')}{_query(on, mo=above.pk if above else '')}#u-{pk}")
    if not closes:
        unit.level = _level(unit, on, _number(request.GET.get("tu", "")))
    answer = render(request, "units/_node.html", {"unit": unit, "day_query": _query(on), "on": on})
    answer["Vary"] = "HX-Request"
    return answer


def _tree_actions(request: HttpRequest) -> list[Action]:
    acts = [
        Action("Các lần sắp xếp", reverse("units:reorganisations"), icon="history"),
        Action("Tra cứu đơn vị cũ, mới", reverse("units:lookup"), icon="search"),
    ]
    root = Unit.objects.filter(parent=None, valid_to=None).first()
    if root is not None and not reason_against(permissions.check_can_load, request.user, root, clock.today()):
        acts.append(Action("Nạp đơn vị hành chính", reverse("units:load"), icon="download"))
    return acts


def detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One unit: facts, what it was and became, what stands below it."""
    unit = one_unit(pk)
    _, on = _day(request)
    if unit.valid_to is not None and not request.GET.get("ngay"):
        on = max(unit.valid_to, unit.valid_from)  # an ended unit is shown as on its last day
    family = lineage.family(unit)
    heirs = lineage.units_after(unit, clock.today()) if unit.valid_to is not None else []
    path = tree.path_on(unit, on)
    table = ChildTable(tree.children_on(unit, on), request, filters=[KIND_FILTER], kept=("ngay",))
    is_void = unit.valid_to is not None and unit.valid_to < unit.valid_from
    context = {
        "unit": unit,
        "on": on,
        "is_void": is_void,
        "facts": _facts(unit, path),
        "signature": [
            ("Cơ quan ban hành", unit.agency_name),
            ("Ký hiệu", unit.symbol),
            ("Người đứng đầu", unit.head_title),
            ("Địa danh", unit.place),
        ],
        "heirs": [(kin.unit, kin) for kin in heirs],
        "is_heirless": unit.valid_to is not None and not heirs and not is_void,
        "picture": draw(unit, family),
        "family": [(row, share_text(row)) for row in family],
        "actions": _unit_actions(request, unit),
        "crumbs": crumbs(*(to_unit(above) for above in path), Crumb(unit.shown_name)),
    }
    return table_page(request, table, "units/detail.html", context)


def _facts(unit: Unit, path: list[Unit]) -> list[tuple]:
    above = path[-1] if path else None
    return [
        ("Mã", unit.code),
        ("Loại", unit.get_kind_display()),
        ("Có hiệu lực", life_of(unit)),
        ("Trực thuộc", above.shown_name, reverse("units:detail", args=[above.pk]))
        if above
        else ("Trực thuộc", "Đơn vị gốc"),
    ]


def _unit_actions(request: HttpRequest, unit: Unit) -> list[Action]:
    me, today = request.user, clock.today()

    def act(label: str, name: str, check, **options) -> Action:
        return guarded(label, reverse(f"units:{name}", args=[unit.pk]), check, me, unit, today, **options)

    acts = [
        act("Nhập đơn vị trực thuộc", "new", permissions.check_can_enter, icon="plus"),
        act("Sửa thể thức ký", "signature", permissions.check_can_sign_edit, icon="pen"),
        act("Đính chính", "correct", permissions.check_can_correct, icon="edit"),
    ]
    if unit.valid_to is None:
        acts += [
            act("Đổi tên, loại hình", "rename", permissions.check_can_change, icon="swap"),
            act("Sáp nhập với đơn vị khác", "merge", permissions.check_can_restructure, icon="link"),
            act("Chia, tách", "split", permissions.check_can_restructure, icon="people"),
            act("Chuyển cấp trên", "move", permissions.check_can_restructure, icon="up"),
            act("Giải thể", "abolish", permissions.check_can_restructure, kind="grave"),
        ]
    # who may do nothing here is not shown eight grey buttons
    return [] if all(each.refused for each in acts) else acts


def form_page(request: HttpRequest, form, *, title: str, submit: str, unit: Unit, **more) -> HttpResponse:
    """A page that is one form about a unit."""
    context = {
        "form": form,
        "title": title,
        "kicker": unit.full_name,
        "submit_label": submit,
        "back": reverse("units:detail", args=[unit.pk]),
        "crumbs": crumbs(to_unit(unit), Crumb(title)),
        **more,
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def new(request: HttpRequest, pk: int) -> HttpResponse:
    parent = one_unit(pk)
    permissions.check_can_enter(request.user, parent, clock.today())
    form = EnterForm(request.POST if request.method == "POST" else None, parent=parent)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, actions.enter_units, parent=parent, units=[form.unit()], by=request.user, at=clock.now())
        if made:
            messages.success(request, f"Đã nhập {made[0].name}. Mời xem lại thể thức ký văn bản của đơn vị.")
            return redirect("units:detail", made[0].pk)
    return form_page(request, form, title="Nhập đơn vị trực thuộc", submit="Nhập đơn vị", unit=parent)


def _seen(unit: Unit) -> str:
    """What the page showed of a unit, as a version."""
    return "|".join(
        str(value)
        for value in (
            unit.name, unit.kind, unit.valid_from, unit.agency_name, unit.symbol, unit.head_title, unit.place,
        )
    )[:2000]  # fmt: skip


def _version(unit: Unit) -> str:
    return hashlib.sha256(_seen(unit).encode()).hexdigest()[:32]


def signature(request: HttpRequest, pk: int) -> HttpResponse:
    unit = one_unit(pk)
    permissions.check_can_sign_edit(request.user, unit, clock.today())
    present = {name: getattr(unit, name) for name in ("agency_name", "symbol", "head_title", "place")}
    form = SignatureForm(
        request.POST if request.method == "POST" else None, initial=present, thing_version=_version(unit),
        thing_name="đơn vị",
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        done = attempt(form, edit_signature, unit=unit, **form.fields_of_unit(), by=request.user, at=clock.now())
        if done:
            messages.success(request, "Đã lưu thể thức ký. Giấy tờ ban hành trước đây giữ nguyên.")
            return redirect("units:detail", unit.pk)
    lead = "Bốn mục này đứng trên giấy tờ đơn vị ban hành từ nay; giấy tờ đã ban hành không thay đổi."
    return form_page(request, form, title="Thể thức ký văn bản", submit="Lưu", unit=unit, lead=lead)


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    unit = one_unit(pk)
    permissions.check_can_correct(request.user, unit, clock.today())
    present = {"name": unit.name, "kind": unit.kind, "valid_from": unit.valid_from}
    form = CorrectForm(
        request.POST if request.method == "POST" else None, initial=present, thing_version=_version(unit),
        thing_name="đơn vị",
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        done = attempt(form, correct_unit, unit=unit, **form.fields_of_unit(), by=request.user, at=clock.now())
        if done:
            messages.success(request, "Đã đính chính; việc đính chính được ghi vào nhật ký.")
            return redirect("units:detail", unit.pk)
    lead = "Chỉ dùng khi nhập sai. Đơn vị đổi tên, đổi loại hình thật thì dùng “Đổi tên, loại hình” kèm văn bản."
    return form_page(request, form, title="Đính chính đơn vị", submit="Đính chính", unit=unit, lead=lead)


def load(request: HttpRequest) -> HttpResponse:
    """Load the real administrative units of a province below the root."""
    root = get_object_or_404(Unit, parent=None, valid_to=None)
    permissions.check_can_load(request.user, root, clock.today())
    form = LoadForm(request.POST if request.method == "POST" else None, root=root)
    if form.own is None:
        raise Denied(
            f"Không nhận ra {root.name} (mã {root.code}) là tỉnh nào trong danh mục; hãy đính chính tên, mã trước."
        )
    facts = []
    if request.method == "POST" and form.is_valid():
        doing = load_province if request.POST.get("step") == "do" else rehearse_load
        loaded = attempt(form, doing, **form.arguments(), by=request.user, at=clock.now())
        if loaded and doing is load_province:
            messages.success(
                request,
                f"Đã nạp {loaded.districts} đơn vị cấp huyện và {loaded.old} đơn vị cấp xã cũ, {loaded.new} đơn vị mới, "
                f"{loaded.successions} dòng kế thừa. Xem hoặc hủy ở “Các lần sắp xếp”.",
            )
            return redirect("units:tree")
        if loaded:
            facts = [
                ("Tỉnh, thành phố", f"{form.own.name} (mã {form.own.code})"),
                ("Đưa vào dưới", root.shown_name),
                ("Đơn vị cấp huyện cũ", vi_number(loaded.districts)),
                ("Đơn vị cấp xã cũ", vi_number(loaded.old)),
                ("Đơn vị mới", vi_number(loaded.new)),
                ("Dòng kế thừa", vi_number(loaded.successions)),
            ]
    lead = (
        f"Nạp xã, phường, đặc khu của {form.own.name} từ danh mục cả nước đi kèm hệ thống. Bấm “Xem trước” để biết sẽ nạp "
        "những gì; chưa ghi gì cho đến khi bấm “Nạp”."
    )
    more: dict[str, Any] = {"lead": lead, "back": reverse("units:tree")}
    if facts:
        more |= {"facts": facts, "submit_name": "step", "submit_value": "do"}
    context = {
        "form": form, "title": "Nạp đơn vị hành chính", "kicker": root.shown_name,
        "submit_label": "Nạp" if facts else "Xem trước", "crumbs": crumbs(Crumb("Nạp đơn vị hành chính")), **more,
    }  # fmt: skip
    status = 422 if form.is_bound and not facts else 200
    return render(request, "components/form_page.html", context, status=status)


@login_not_required  # public: an official list of the country, nothing of this installation
def lookup(request: HttpRequest) -> HttpResponse:
    """An old address and the unit of today, and back, over the whole country."""
    text = request.GET.get("q", "").replace("\0", "").strip()[:120]
    province = request.GET.get("tinh", "")
    codes = {place.code: place.name for place in gazetteer.new_provinces()}
    province = province if province in codes else ""
    found, understood = gazetteer.search_address(text, province=province) if text else ([], "")
    is_in = request.user.is_authenticated
    context = {
        "frame": "base.html" if is_in else "public_base.html",
        "q": text,
        "province": province,
        "provinces": sorted(codes.items()),
        "found": found,
        "understood": understood,
        "is_cut": len(found) == gazetteer.MOST_FOUND,
        "crumbs": crumbs(Crumb("Tra cứu đơn vị cũ, mới")) if is_in else [],
    }
    return render(request, "units/lookup.html", context)
