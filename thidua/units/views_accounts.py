"""Accounts within an officer's reach."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from thidua.accounts import queries as sign_in
from thidua.accounts.fresh import fresh
from thidua.accounts.models import User
from thidua.accounts.queries import signed_in
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.text import fold
from thidua.shared.ui import Action, Crumb, Event, guarded
from thidua.shared.wording import vi_date, vi_datetime
from thidua.units import actions_accounts as actions
from thidua.units.forms_accounts import IdentityForm, LinkPersonForm, OpenAccountForm, ReasonForm, person_told
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions_accounts import (
    check_administers_any,
    check_can_administer,
    check_can_close,
    check_can_end,
)
from thidua.units.queries import unit_ids_with_roles
from thidua.units.queries_accounts import acts_on, administered_accounts, administered_ids, history_of
from thidua.units.tables_accounts import AccountTable, role_of

Role = RoleGrant.Role
# Acts of the audit in words; what is not listed is shown by its code.
ACTS = {
    "account_opened": "Mở tài khoản",
    "account_person_linked": "Gắn với hồ sơ cán bộ",
    "account_closed": "Đóng tài khoản",
    "account_reopened": "Mở lại tài khoản",
    "account_unlocked": "Mở khóa đăng nhập",
    "one_time_code_issued": "Cấp mã một lần",
    "password_set_with_code": "Đặt mật khẩu bằng mã một lần",
    "password_changed": "Đổi mật khẩu",
    "second_factor_added": "Bật lớp xác thực thứ hai",
    "second_factor_removed": "Tắt một lớp xác thực thứ hai",
    "second_factors_removed": "Cán bộ quản trị gỡ lớp xác thực thứ hai",
    "recovery_codes_made": "Tạo mã dự phòng",
    "session_ended": "Kết thúc một phiên đăng nhập",
    "sessions_ended": "Kết thúc các phiên đăng nhập",
    "identity_linked": "Gắn định danh",
    "identity_unlinked": "Gỡ định danh",
    "identity_number_approved": "Duyệt số định danh",
    "role_granted": "Giao vai trò",
    "role_ended": "Kết thúc vai trò",
    "role_delegated": "Nhận ủy quyền",
    "delegation_ended": "Ủy quyền kết thúc",
    "staff_session_begun": "Phiên kỹ thuật bắt đầu",
    "staff_session_ended": "Phiên kỹ thuật kết thúc",
    "demo_person_named": "Đưa vào danh sách người diễn tập",
}


def crumbs(*steps: Crumb) -> list[Crumb]:
    return [Crumb("Tài khoản", reverse("accounts-admin:list")), *steps]


def units_to_choose(user: User):
    """Units that exist today within reach, by code."""
    return Unit.objects.filter(pk__in=administered_ids(user, clock.today()), valid_to__isnull=True).order_by("code")


def account_within_reach(request: HttpRequest, pk: int) -> User:
    """The account, or 404: what lies outside one's reach is not even named."""
    user = signed_in(request)
    return get_object_or_404(administered_accounts(user, clock.today()), pk=pk)


def account_list(request: HttpRequest) -> HttpResponseBase:
    user, on = signed_in(request), clock.today()
    if not unit_ids_with_roles(user, on, [Role.OFFICER]):
        return redirect("accounts-admin:mine")
    check_administers_any(user, on)
    table = AccountTable(administered_accounts(user, on), request, filters=AccountTable.filters_for())
    acts = [
        Action("Mở tài khoản", reverse("accounts-admin:open"), icon="plus", kind="primary"),
        Action("Vai trò theo đơn vị", reverse("accounts-admin:unit-roles"), icon="people"),
    ]
    return table_page(request, table, "units/accounts.html", {"actions": acts})


@never_cache
@fresh
def open_account(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    check_administers_any(user, clock.today())
    form = OpenAccountForm(posted(request), units=units_to_choose(user))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done = attempt(
            form,
            actions.open_account_with_code,
            username=data["username"],
            display_name=data["display_name"],
            person=data["person"],
            is_person_confirmed=data["is_right_person"],
            under=data["unit"],
            by=user,
            at=clock.now(),
        )
        if done:
            return _show_code(request, *done)
    context = {
        "title": "Mở tài khoản",
        "lead": "Sau khi mở, hệ thống hiện một mã dùng một lần. Đưa mã tận tay người dùng: họ tự đặt mật khẩu bằng mã đó.",
        "form": form,
        "submit_label": "Mở tài khoản",
        "back": reverse("accounts-admin:list"),
        "crumbs": crumbs(Crumb("Mở tài khoản")),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def _show_code(request: HttpRequest, account: User, code: str) -> HttpResponse:
    """The only moment at which the code can be read."""
    context = {
        "account": account,
        "code": code,
        "hours": 72,
        "address": request.build_absolute_uri(reverse("accounts:use-code")),
        "back": reverse("accounts-admin:detail", args=[account.pk]),
        "crumbs": crumbs(Crumb(account.display_name, reverse("accounts-admin:detail", args=[account.pk]))),
    }
    return render(request, "units/account_code.html", context)


def account(request: HttpRequest, pk: int) -> HttpResponse:
    user, on = signed_in(request), clock.today()
    found = account_within_reach(request, pk)

    def act(label: str, name: str, to_do: str, **options) -> Action:
        address = reverse(f"accounts-admin:{name}", args=[found.pk])
        return guarded(label, address, check_can_administer, user, found, on, to_do, **options)

    identity = sign_in.identity_of(found)
    is_locked = sign_in.is_locked(found)
    acts = [
        act("Giao vai trò", "grant", "giao vai trò", icon="plus", kind="primary"),
        act("Cấp mã một lần", "code", "cấp mã", method="post", icon="mail",
            confirm="Mật khẩu đang dùng sẽ mất hiệu lực và các phiên đăng nhập kết thúc. Cấp mã mới?"),
        act("Gắn với cán bộ", "person", "gắn tài khoản với cán bộ", icon="people"),
        *([act("Mở khóa đăng nhập", "unlock", "mở khóa", method="post", icon="lock")] if is_locked else []),
        act("Kết thúc mọi phiên", "sessions", "kết thúc phiên đăng nhập", method="post", icon="exit",
            confirm="Người này sẽ phải đăng nhập lại trên mọi máy."),
        *([act("Gỡ lớp xác thực thứ hai", "factors", "gỡ lớp xác thực thứ hai", method="post", icon="trash",
            kind="grave", confirm="Chỉ gỡ khi đã gặp đúng người và chắc chắn họ mất điện thoại hoặc khóa.")]
          if sign_in.has_second_factor(found) else []),
        *([act("Gỡ định danh" if identity else "Gắn định danh", "unlink" if identity else "identity", "gắn định danh",
               method="post" if identity else "get", icon="link",
               confirm="Người này sẽ không đăng nhập qua dịch vụ định danh được nữa." if identity else "")]
          if settings.OIDC_SERVER else []),
    ]  # fmt: skip
    if found.is_active:
        close = reverse("accounts-admin:close", args=[found.pk])
        acts.append(guarded("Đóng tài khoản", close, check_can_close, user, found, on, kind="grave", icon="cross"))
    else:
        acts.append(act("Mở lại tài khoản", "reopen", "mở lại tài khoản", method="post", icon="history"))
    context = {
        "account": found,
        "facts": _facts(found, identity, is_locked),
        "actions": acts,
        "roles": [_role_row(user, grant, on) for grant in history_of(found)[:100]],
        "events": [
            Event(ACTS.get(event.act, event.act), vi_datetime(event.at), str(event.by or ""), _note(event.detail))
            for event in acts_on(found)
        ],
        "crumbs": crumbs(Crumb(found.display_name)),
    }
    return render(request, "units/account.html", context)


def _person_fact(found: User) -> tuple:
    """Whose account it is: the rule that nobody judges their own affairs rests on it."""
    if found.person is None:
        return ("Cán bộ", "Chưa gắn với hồ sơ cán bộ nào")
    told = person_told(found.person)
    if fold(found.person.full_name) != fold(found.display_name):
        told += ", khác tên tài khoản: mời đối chiếu"
    return ("Cán bộ", told, reverse("profiles:person", args=[found.person.pk]))


@fresh
def link_person(request: HttpRequest, pk: int) -> HttpResponse:
    user, on = signed_in(request), clock.today()
    found = account_within_reach(request, pk)
    check_can_administer(user, found, on, "gắn tài khoản với cán bộ")
    form = LinkPersonForm(posted(request), units=administered_ids(user, on), account=found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.link_person(
                account=found, person=data["person"], reason=data["reason"], by=user, at=clock.now(),
                is_person_confirmed=data["is_right_person"],
            )  # fmt: skip
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, "Đã ghi tài khoản này là của ai.")
            return redirect("accounts-admin:detail", pk=pk)
    lead = "Hệ thống dựa vào đây để không ai tự xét việc của mình. Lịch sử giữ lại người được gắn trước đó."
    return _form_page(request, found, form, "Gắn với cán bộ", "Gắn với cán bộ", lead)


def _facts(found: User, identity: str, is_locked: bool) -> list[tuple]:
    factors = "Đã bật" if sign_in.has_second_factor(found) else "Chưa bật"
    if sign_in.must_have_second_factor(found, clock.today()):
        factors += " (vai trò bắt buộc)"
    facts: list[tuple] = [
        ("Tên đăng nhập", found.username),
        _person_fact(found),
        ("Đơn vị quản lý", found.office.name if found.office else ""),
        ("Đăng nhập gần nhất", vi_datetime(found.last_login)),
        ("Mật khẩu", "Đã đặt" if found.has_usable_password() else "Chưa đặt"),
        ("Đăng nhập hai lớp", factors),
        ("Phiên đang mở", str(len(sign_in.sessions_of(found)))),
    ]
    if settings.OIDC_SERVER:
        words = {"linked": "Đã gắn", "approved": "Đã duyệt số, chờ đăng nhập lần đầu", "": "Chưa gắn"}
        facts.append((settings.OIDC_NAME, words[identity]))
    if is_locked:
        facts.append(("Đăng nhập", "Đang tạm khóa vì nhập sai mật khẩu nhiều lần"))
    if not found.is_active:
        facts.append(("Đã đóng", f"{vi_datetime(found.closed_at)}: {found.closed_reason}"))
    return facts


def _note(detail: dict) -> str:
    role = detail.get("role")
    return str(Role(role).label) if role in Role.values else ""


def _role_row(user: User, grant: RoleGrant, on) -> dict:
    held = grant.starts_on <= on and (grant.ends_on is None or grant.ends_on >= on)
    over = grant.ends_on is not None and grant.ends_on < on
    address = reverse("accounts-admin:end-role", args=[grant.pk])
    return {
        "grant": grant,
        "role": role_of(grant),
        "state": "done" if held else "closed" if over else "pending",
        "state_label": "Đang giữ" if held else "Đã kết thúc" if over else "Chưa bắt đầu",
        "span": f"từ {vi_date(grant.starts_on)}" + (f" đến hết {vi_date(grant.ends_on)}" if grant.ends_on else ""),
        "end": None
        if over
        else guarded("Kết thúc", address, check_can_end, user, grant, on, kind="quiet")
        if grant.delegated_from_id is None
        else None,
    }


@never_cache
@require_POST
@fresh
def issue_code(request: HttpRequest, pk: int) -> HttpResponse:
    found = account_within_reach(request, pk)
    code = actions.issue_code(account=found, by=signed_in(request), at=clock.now())
    return _show_code(request, found, code)


@require_POST
@fresh
def remove_factors(request: HttpRequest, pk: int) -> HttpResponse:
    found = account_within_reach(request, pk)
    actions.remove_factors(account=found, by=signed_in(request), at=clock.now())
    messages.success(request, "Đã gỡ lớp xác thực thứ hai. Người này bật lại ở lần đăng nhập sau.")
    return redirect("accounts-admin:detail", pk=pk)


@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    found = account_within_reach(request, pk)
    actions.unlock_account(account=found, by=signed_in(request), at=clock.now())
    messages.success(request, "Đã mở khóa đăng nhập.")
    return redirect("accounts-admin:detail", pk=pk)


@require_POST
def end_sessions(request: HttpRequest, pk: int) -> HttpResponse:
    found = account_within_reach(request, pk)
    count = actions.end_sessions_of(account=found, by=signed_in(request), at=clock.now())
    messages.success(request, f"Đã kết thúc {count} phiên đăng nhập.")
    return redirect("accounts-admin:detail", pk=pk)


def close_account(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    found = account_within_reach(request, pk)
    check_can_close(user, found, clock.today())
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_account(account=found, reason=form.cleaned_data["reason"], by=user, at=clock.now())
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, f"Đã đóng tài khoản {found.username}.")
            return redirect("accounts-admin:detail", pk=pk)
    return _form_page(request, found, form, "Đóng tài khoản", "Đóng tài khoản",
                      "Người này không đăng nhập được nữa; các ủy quyền liên quan kết thúc. Lịch sử được giữ nguyên.")  # fmt: skip


def _form_page(request: HttpRequest, found: User, form, title: str, submit: str, lead: str) -> HttpResponse:
    back = reverse("accounts-admin:detail", args=[found.pk])
    context = {
        "title": title,
        "kicker": f"{found.display_name} ({found.username})",
        "lead": lead,
        "form": form,
        "submit_label": submit,
        "back": back,
        "crumbs": crumbs(Crumb(found.display_name, back), Crumb(title)),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


@require_POST
@fresh
def reopen_account(request: HttpRequest, pk: int) -> HttpResponse:
    found = account_within_reach(request, pk)
    actions.reopen_account(account=found, by=signed_in(request), at=clock.now())
    messages.success(request, f"Đã mở lại tài khoản {found.username}.")
    return redirect("accounts-admin:detail", pk=pk)


@fresh
def identity(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    found = account_within_reach(request, pk)
    check_can_administer(user, found, clock.today(), "gắn định danh")
    form = IdentityForm(posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.register_identity(
                account=found, subject=data["subject"], number=data["number"], by=user, at=clock.now()
            )
        except Denied as denied:
            form.add_error(None, denied.reason)
        else:
            messages.success(request, "Đã gắn định danh.")
            return redirect("accounts-admin:detail", pk=pk)
    lead = f"Người này sẽ đăng nhập được bằng {settings.OIDC_NAME}. Chỉ nhập khi đã đối chiếu giấy tờ của đúng người."
    return _form_page(request, found, form, "Gắn định danh", "Gắn định danh", lead)


@require_POST
@fresh
def unlink_identity(request: HttpRequest, pk: int) -> HttpResponse:
    found = account_within_reach(request, pk)
    actions.unlink_identity(account=found, by=signed_in(request), at=clock.now())
    messages.success(request, "Đã gỡ định danh.")
    return redirect("accounts-admin:detail", pk=pk)
