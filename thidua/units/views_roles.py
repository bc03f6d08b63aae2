"""Roles: granting and ending them, who holds what on a day, one's own with delegations, and staff sessions."""

from datetime import date

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from thidua.accounts.fresh import fresh
from thidua.accounts.queries import signed_in
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt
from thidua.shared.forms import DateField, posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, guarded
from thidua.shared.wording import vi_date
from thidua.units import actions_accounts as actions
from thidua.units.forms_accounts import DelegateForm, EndRoleForm, GrantForm, ReasonForm, StaffSessionForm
from thidua.units.middleware import KEY
from thidua.units.models import RoleGrant, StaffSession, Unit
from thidua.units.permissions_accounts import (
    check_can_administer,
    check_can_delegate,
    check_can_end,
    check_can_revoke,
    check_is_operator,
)
from thidua.units.queries import grants_of, unit_ids_visible_to
from thidua.units.queries_accounts import (
    OPERATOR_MINUTES,
    account_named,
    administered_ids,
    delegations_by,
    roles_in,
)
from thidua.units.tables_accounts import StaffSessionTable, UnitRoleTable, role_of
from thidua.units.views_accounts import account_within_reach, crumbs, units_to_choose

Role = RoleGrant.Role


def _page(request: HttpRequest, form, title: str, submit: str, back: str, **more) -> HttpResponse:
    context = {"title": title, "form": form, "submit_label": submit, "back": back, **more}
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


@fresh
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    user, on = signed_in(request), clock.today()
    found = account_within_reach(request, pk)
    check_can_administer(user, found, on, "giao vai trò")
    units = units_to_choose(user)
    form = GrantForm(posted(request), units=units, at_root=units.filter(parent__isnull=True).exists())
    back = reverse("accounts-admin:detail", args=[found.pk])
    if request.method == "POST" and form.is_valid():
        if attempt(form, actions.grant_role, user=found, by=user, at=clock.now(), **form.cleaned_data):
            messages.success(request, f"Đã giao vai trò cho {found.display_name}.")
            return redirect(back)
    return _page(
        request,
        form,
        "Giao vai trò",
        "Giao vai trò",
        back,
        kicker=f"{found.display_name} ({found.username})",
        lead="Vai trò chỉ có hiệu lực trong những ngày ghi ở đây.",
        crumbs=crumbs(Crumb(found.display_name, back), Crumb("Giao vai trò")),
    )


def end(request: HttpRequest, pk: int) -> HttpResponse:
    user, on = signed_in(request), clock.today()
    held = get_object_or_404(RoleGrant.objects.select_related("unit", "cluster__organiser", "user"), pk=pk)
    found = account_within_reach(request, held.user_id)
    check_can_end(user, held, on)
    form = EndRoleForm(posted(request))
    back = reverse("accounts-admin:detail", args=[found.pk])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.end_role(
                grant=held, last_day=data["last_day"], reason=data["reason"], by=user, at=clock.now()
            )  # fmt: skip
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, "Đã ghi ngày kết thúc vai trò.")
            return redirect(back)
    return _page(
        request,
        form,
        "Kết thúc vai trò",
        "Kết thúc vai trò",
        back,
        kicker=f"{found.display_name} ({found.username})",
        facts=[("Vai trò", role_of(held)), ("Ở", held.place.name), ("Từ ngày", vi_date(held.starts_on))],
        crumbs=crumbs(Crumb(found.display_name, back), Crumb("Kết thúc vai trò")),
    )


def unit_roles(request: HttpRequest) -> HttpResponseBase:
    """Who holds what in one unit on one day; the units one may see."""
    user, today = signed_in(request), clock.today()
    seen = unit_ids_visible_to(user, today)
    units = Unit.objects.filter(pk__in=seen)
    asked = request.GET.get("don-vi", "")
    chosen = units.filter(pk=int(asked)).first() if asked.isascii() and asked.isdigit() and len(asked) < 12 else None
    if chosen is None:
        own = [each.unit_id for each in grants_of(user, today) if each.unit_id]
        chosen = units.filter(pk__in=own).order_by("code").first()
    day, error = _day_of(request, today)
    rows = roles_in(chosen, day) if chosen is not None else RoleGrant.objects.none()
    table = UnitRoleTable(rows, request, kept=("don-vi", "ngay"))
    context = {
        "unit": chosen,
        "units": [(str(each.pk), each.full_name) for each in units.select_related("parent").order_by("code")[:500]],
        "chosen": str(chosen.pk) if chosen is not None else "",
        "day": request.GET.get("ngay", "") if error else vi_date(day),
        "error": error,
        "crumbs": crumbs(Crumb("Vai trò theo đơn vị")),
    }
    return table_page(request, table, "units/unit_roles.html", context)


def _day_of(request: HttpRequest, today: date) -> tuple[date, str]:
    """The day asked for, or today with what is wrong with it."""
    asked = request.GET.get("ngay", "")
    if not asked:
        return today, ""
    try:
        return DateField().clean(asked), ""
    except Exception as error:
        if not hasattr(error, "messages"):
            raise
        return today, " ".join(error.messages)


def mine(request: HttpRequest) -> HttpResponse:
    """One's own roles today, what was delegated to one, what one has delegated."""
    user, on = signed_in(request), clock.today()
    held_now = grants_of(user, on)
    rows = []
    for held in held_now:
        address = reverse("accounts-admin:delegate", args=[held.pk])
        act = guarded("Ủy quyền", address, check_can_delegate, user, held, on, kind="secondary")
        until = f" đến hết {vi_date(held.ends_on)}" if held.ends_on else ""
        rows.append(
            {"grant": held, "role": role_of(held), "span": f"từ {vi_date(held.starts_on)}{until}", "delegate": act}
        )
    given = [
        {
            "grant": delegation,
            "revoke": Action("Thu hồi", reverse("accounts-admin:revoke", args=[delegation.pk]), kind="grave"),
        }
        for delegation in delegations_by(user, on)
    ]
    context = {
        "roles": rows,
        "given": given,
        "is_officer": any(held.role == Role.OFFICER for held in held_now),
        "is_operator": any(held.role == Role.OPERATOR for held in held_now),
    }
    return render(request, "units/my_roles.html", context)


def delegate(request: HttpRequest, pk: int) -> HttpResponse:
    user, on = signed_in(request), clock.today()
    held = get_object_or_404(RoleGrant.objects.select_related("unit"), pk=pk, user=user)
    check_can_delegate(user, held, on)
    form = DelegateForm(posted(request), grant=held, on=on)
    if request.method == "POST" and form.is_valid():
        if attempt(form, actions.delegate_role, grant=held, by=user, at=clock.now(), **form.cleaned_data):
            messages.success(request, "Đã ủy quyền. Người được ủy quyền nhận được thư.")
            return redirect("accounts-admin:mine")
    return _page(
        request,
        form,
        "Ủy quyền",
        "Ủy quyền",
        reverse("accounts-admin:mine"),
        kicker=f"{held.get_role_display()} – {held.place.name}",
        lead=(
            "Bằng văn bản, có thời hạn; người được ủy quyền không được ủy quyền lại "
            "(Nghị định 30/2020/NĐ-CP, Điều 13). Việc họ làm được ghi là làm thay bạn."
        ),
        crumbs=[Crumb("Vai trò của tôi", reverse("accounts-admin:mine")), Crumb("Ủy quyền")],
    )


def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    user, on = signed_in(request), clock.today()
    rows = RoleGrant.objects.select_related("user", "unit", "delegated_from__user")
    delegation = get_object_or_404(rows, Q(delegated_from__user=user) | Q(unit__in=administered_ids(user, on)), pk=pk,
                                   delegated_from__isnull=False)  # fmt: skip
    check_can_revoke(user, delegation, on)
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.revoke_delegation(
                delegation=delegation, reason=form.cleaned_data["reason"], by=user, at=clock.now()
            )  # fmt: skip
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, "Đã thu hồi ủy quyền.")
            return redirect("accounts-admin:mine")
    return _page(
        request,
        form,
        "Thu hồi ủy quyền",
        "Thu hồi",
        reverse("accounts-admin:mine"),
        facts=[
            ("Người được ủy quyền", delegation.user.display_name),
            ("Vai trò", str(delegation.get_role_display())),
            ("Văn bản", delegation.document),
        ],
        crumbs=[Crumb("Vai trò của tôi", reverse("accounts-admin:mine")), Crumb("Thu hồi ủy quyền")],
    )


def staff(request: HttpRequest) -> HttpResponseBase:
    """Every staff session there was: for technicians and auditors."""
    user, on = signed_in(request), clock.today()
    rows = StaffSession.objects.select_related("user", "began_by")
    if not any(each.role == Role.AUDITOR for each in grants_of(user, on)):
        check_is_operator(user, on)
        rows = rows.filter(began_by=user)
    begin = guarded("Mở phiên kỹ thuật", reverse("accounts-admin:staff-begin"), check_is_operator, user, on,
                    kind="primary", icon="look")  # fmt: skip
    table = StaffSessionTable(rows, request)
    context = {"actions": [begin], "crumbs": [Crumb("Phiên kỹ thuật")], "minutes": OPERATOR_MINUTES}
    return table_page(request, table, "units/staff.html", context)


@fresh
def staff_begin(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    check_is_operator(user, clock.today())
    form = StaffSessionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        found = account_named(form.cleaned_data["username"])
        if found is None:
            form.add_error("username", "Không có tài khoản nào mang tên này.")
        else:
            session = attempt(
                form,
                actions.begin_staff_session,
                account=found,
                reason=form.cleaned_data["reason"],
                by=user,
                at=clock.now(),
            )
            if session:
                request.session[KEY] = session.pk
                return redirect("home")
    return _page(
        request,
        form,
        "Mở phiên kỹ thuật",
        "Bắt đầu xem",
        reverse("accounts-admin:staff"),
        lead=(
            f"Bạn sẽ thấy các màn hình như người đó thấy, chỉ để xem, trong {OPERATOR_MINUTES} phút. "
            "Việc này được ghi nhật ký và người đó nhận được thư."
        ),
        crumbs=[Crumb("Phiên kỹ thuật", reverse("accounts-admin:staff")), Crumb("Mở phiên kỹ thuật")],
    )


@require_POST
def staff_end(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    session = StaffSession.objects.filter(pk=request.session.pop(KEY, None) or 0).select_related("user").first()
    if session is not None and session.ended_at is None:
        actions.end_staff_session(session=session, by=user, at=clock.now())
    messages.success(request, "Phiên kỹ thuật đã kết thúc.")
    return redirect("accounts-admin:staff")
