"""Screens of changing units: each form is looked at before it is done; what was done can be read and undone."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from thidua.shared import clock
from thidua.shared.denied import attempt, reason_against
from thidua.shared.tables import table_page
from thidua.shared.ui import Crumb, guarded
from thidua.shared.wording import vi_date, vi_datetime
from thidua.units import actions_reorganisation as acts
from thidua.units import permissions
from thidua.units.forms import AbolishForm, BasisForm, MergeForm, MoveForm, RenameForm, SplitForm, UndoForm
from thidua.units.models import Reorganisation, RoleGrant, Unit
from thidua.units.picture import share_text
from thidua.units.queries import with_words
from thidua.units.tables import ACT_FILTER, ReorganisationTable
from thidua.units.views import crumbs, one_unit, to_unit

MOST_SIBLINGS = 400


def _siblings(unit: Unit) -> list[Unit]:
    """The living units beside one, those of its kind first: what it may be merged with."""
    rows = Unit.objects.without_tree_fields().filter(parent=unit.parent_id, valid_to=None).exclude(pk=unit.pk)
    is_section = unit.kind == Unit.Kind.SECTION
    rows = rows.filter(kind=Unit.Kind.SECTION) if is_section else rows.exclude(kind=Unit.Kind.SECTION)
    same_kind = Case(When(kind=unit.kind, then=0), default=1)
    return list(rows.order_by(same_kind, "name_fold", "code")[:MOST_SIBLINGS])


def _two_steps(
    request: HttpRequest,
    unit: Unit,
    form: BasisForm,
    act: Callable[..., Reorganisation],
    *,
    title: str,
    lead: str,
    done: str,
) -> HttpResponse:
    """A form, what it would do, and the deed. The look ahead does the act and takes it back, so it tells every refusal."""
    rehearsal = None
    if request.method == "POST" and form.is_valid():
        arguments = {**form.arguments(), "by": request.user, "at": clock.now()}  # type: ignore[attr-defined]
        if request.POST.get("step") == "do":
            made = attempt(form, act, **arguments)
            if made:
                messages.success(request, done)
                return redirect("units:reorganisation", made.pk)
        else:
            rehearsal = attempt(form, acts.rehearse, of=act, **arguments)
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "unit": unit,
        "rehearsal": rehearsal,
        "doubts": form.doubts() if rehearsal else [],
        "keeps_people": act is acts.rename_unit,
        "passed": [(row, share_text(row)) for row in rehearsal.successions] if rehearsal else [],
        "back": reverse("units:detail", args=[unit.pk]),
        "crumbs": crumbs(to_unit(unit), Crumb(title)),
    }
    status = 422 if form.is_bound and rehearsal is None else 200
    return render(request, "units/change.html", context, status=status)


def _posted(request: HttpRequest):
    return request.POST if request.method == "POST" else None


def merge(request: HttpRequest, pk: int) -> HttpResponse:
    unit = one_unit(pk)
    permissions.check_can_restructure(request.user, unit, clock.today())
    form = MergeForm(_posted(request), unit=unit, siblings=_siblings(unit))
    return _two_steps(
        request, unit, form, acts.merge_units, title="Sáp nhập với đơn vị khác", done="Đã ghi nhận việc sáp nhập.",
        lead="Các đơn vị cũ kết thúc; đơn vị mới (hoặc đơn vị tiếp nhận) kế thừa. Khen thưởng đã ghi giữ tên đơn vị khi đó.",
    )  # fmt: skip


def split(request: HttpRequest, pk: int) -> HttpResponse:
    unit = one_unit(pk)
    permissions.check_can_restructure(request.user, unit, clock.today())
    form = SplitForm(_posted(request), unit=unit, siblings=_siblings(unit))
    return _two_steps(
        request, unit, form, acts.split_unit, title="Chia, tách", done="Đã ghi nhận việc chia, tách đơn vị.",
        lead=f"{unit.name} kết thúc; mỗi phần thành đơn vị mới hoặc giao cho đơn vị đang có. Phần đầu là kế thừa chính: "
        "nhận các đơn vị trực thuộc và vai trò.",
    )  # fmt: skip


def rename(request: HttpRequest, pk: int) -> HttpResponse:
    unit = one_unit(pk)
    permissions.check_can_change(request.user, unit, clock.today())
    form = RenameForm(_posted(request), unit=unit)
    return _two_steps(
        request, unit, form, acts.rename_unit, title="Đổi tên, loại hình", done="Đã ghi nhận việc đổi tên.",
        lead="Đơn vị mang tên mới từ ngày có hiệu lực; cán bộ, đơn vị trực thuộc và mọi vai trò đi theo.",
    )  # fmt: skip


def abolish(request: HttpRequest, pk: int) -> HttpResponse:
    unit = one_unit(pk)
    permissions.check_can_restructure(request.user, unit, clock.today())
    form = AbolishForm(_posted(request), unit=unit)
    return _two_steps(
        request, unit, form, acts.abolish_unit, title="Giải thể", done="Đã ghi nhận việc giải thể.",
        lead=f"{unit.name} kết thúc, vai trò của các tài khoản ở đó kết thúc.",
    )  # fmt: skip


def move(request: HttpRequest, pk: int) -> HttpResponse:
    unit = one_unit(pk)
    permissions.check_can_restructure(request.user, unit, clock.today())
    form = MoveForm(_posted(request), unit=unit)
    return _two_steps(
        request, unit, form, acts.move_unit, title="Chuyển cấp trên", done="Đã ghi nhận cấp trên mới.",
        lead=f"{unit.name} vẫn là đơn vị đó, chỉ đổi nơi trực thuộc từ ngày có hiệu lực.",
    )  # fmt: skip


def reorganisation_list(request: HttpRequest) -> HttpResponseBase:
    rows = Reorganisation.objects.select_related("under", "done_by")
    table = ReorganisationTable(rows, request, filters=[ACT_FILTER])
    return table_page(request, table, "units/reorganisations.html", {"crumbs": crumbs(Crumb("Các lần sắp xếp"))})


def reorganisation(request: HttpRequest, pk: int) -> HttpResponse:
    """What one act did, by what paper, and whether it can still be undone."""
    act = get_object_or_404(Reorganisation.objects.select_related("under", "done_by", "undone_by"), pk=pk)
    rows = list(act.successions.select_related("old", "new").order_by("new__code", "old_code"))
    plain = Unit.objects.without_tree_fields()
    ended = plain.filter(pk__in=act.moved.get("ended", []))
    [act] = with_words([act])
    heirless = ended.exclude(pk__in=[row.old_id for row in rows]).order_by("code")
    children = plain.filter(pk__in=[child for child, _ in act.moved.get("children", [])]).order_by("code")
    facts = [
        ("Hình thức", act.get_kind_display()),
        ("Có hiệu lực từ ngày", vi_date(act.on)),
        ("Căn cứ", act.legal_basis),
        ("Ghi chú", act.note),
        ("Thuộc", act.under.shown_name, reverse("units:detail", args=[act.under.pk])),
        ("Người ghi", f"{act.done_by.display_name}, {vi_datetime(act.done_at)}"),
        ("Vai trò kết thúc", str(len(act.moved.get("grants_ended", [])))),
        ("Vai trò tiếp tục ở đơn vị nhận", str(len(act.moved.get("grants_opened", [])))),
        ("Chức vụ cán bộ đã chuyển theo", str(len(act.moved.get("posts", [])))),
        ("Đơn vị nạp vào danh mục", str(len(act.moved.get("loaded", [])))),
    ]
    facts = [fact for fact in facts if fact[1] != "0"]
    if act.undone_by and act.undone_at:
        facts.append(("Đã hủy", f"{act.undone_by.display_name}, {vi_datetime(act.undone_at)}: {act.undone_reason}"))
    context = {
        "act": act,
        "facts": facts,
        "passed": [(row, share_text(row)) for row in rows],
        "heirless": heirless,
        "children": children,
        "is_rename": act.kind == Reorganisation.Kind.RENAME,
        "moved_posts": len(act.moved.get("posts", [])),
        "actions": []
        if act.undone_at
        else [
            guarded(
                "Hủy lần sắp xếp này", reverse("units:undo", args=[pk]), permissions.check_can_undo, request.user, act,
                clock.today(), kind="grave",
            )
        ],
        "crumbs": crumbs(Crumb("Các lần sắp xếp", reverse("units:reorganisations")), Crumb(str(act))),
    }  # fmt: skip
    return render(request, "units/reorganisation.html", context)


def _undoing(act: Reorganisation) -> list[tuple]:
    """What undoing would do, in words."""
    moved = act.moved
    loaded = set(moved.get("loaded", []))
    back, away = len(set(moved.get("ended", [])) - loaded), len(loaded | set(moved.get("started", [])))
    lines = [
        ("Hoạt động trở lại", f"{back} đơn vị" if back else ""),
        ("Ra khỏi danh mục", f"{away} đơn vị" if away else ""),
        ("Về cấp trên cũ", f"{len(moved.get('children', []))} đơn vị" if moved.get("children") else ""),
        ("Chức vụ về đơn vị cũ", f"{len(moved.get('posts', []))} chức vụ" if moved.get("posts") else ""),
        (
            "Vai trò trở lại như trước",
            f"{len(moved.get('grants_ended', []))} vai trò" if moved.get("grants_ended") else "",
        ),
    ]
    return [line for line in lines if line[1]]


def undo(request: HttpRequest, pk: int) -> HttpResponse:
    act = get_object_or_404(Reorganisation.objects.select_related("under"), pk=pk)
    permissions.check_has_role(
        request.user, [RoleGrant.Role.OFFICER], act.under, clock.today(), "hủy việc sắp xếp đơn vị"
    )
    if refused := reason_against(permissions.check_can_undo, request.user, act, clock.today()):
        # the page of the act says what stands in the way and what can be done about it
        messages.error(request, refused)
        return redirect("units:reorganisation", pk)
    form = UndoForm(_posted(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = attempt(
            form, acts.undo_reorganisation, reorganisation=act, reason=reason, by=request.user, at=clock.now()
        )
        if done:
            words = "các đơn vị đã nạp được đưa ra khỏi danh mục" if act.is_load else "đơn vị cũ hoạt động trở lại"
            messages.success(request, f"Đã hủy lần sắp xếp: {words}.")
            return redirect("units:reorganisation", pk)
    [act] = with_words([act])
    context = {
        "form": form,
        "title": "Hủy lần sắp xếp",
        "kicker": f"{act}: {act.told}",  # type: ignore[attr-defined]
        "facts": _undoing(act),
        "lead": "Chỉ hủy được khi chưa có việc gì dựa trên đơn vị mới. Lần sắp xếp vẫn được lưu cùng lý do hủy.",
        "submit_label": "Hủy lần sắp xếp",
        "back": reverse("units:reorganisation", args=[pk]),
        "crumbs": crumbs(Crumb("Các lần sắp xếp", reverse("units:reorganisations")), Crumb("Hủy")),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)
