"""Signing in and out, a person's letters, password, factors and sessions."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from requests import RequestException

from thidua.accounts import actions, queries
from thidua.accounts.forms import CodePasswordForm, PasswordForm, SignInForm
from thidua.accounts.models import Session, User
from thidua.accounts.oidc import CheckedAdapter
from thidua.accounts.queries import PROVIDER, signed_in
from thidua.accounts.sign_on import INVALID, begin_session, refused
from thidua.shared import clock
from thidua.shared.denied import attempt
from thidua.shared.forms import posted


@method_decorator(login_not_required, name="dispatch")
@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form) -> HttpResponse:
        """The password is right; allauth goes on with what else the account asks for."""
        user = form.get_user()
        ways = Login(user=user, redirect_url=self.get_success_url())
        return perform_password_login(self.request, {"username": user.get_username()}, ways)

    def get_context_data(self, **kwargs):
        people = queries.demo_people(clock.today()) if settings.DEMO else []
        service = settings.OIDC_NAME if settings.OIDC_SERVER else ""
        return super().get_context_data(**kwargs) | {"demo_people": people, "sign_on_name": service}


@login_not_required  # the door of the practice province; closed in any other installation
@require_POST
def sign_in_as_demo(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    user = get_object_or_404(User, username=request.POST.get("username", ""), is_demo=True, is_active=True)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    begin_session(request, user, "demo")
    return redirect("home")


@login_not_required  # leads to the identity service; who comes back must be known
@require_POST
def sign_on(request: HttpRequest) -> HttpResponse:
    return _with_service(OAuth2LoginView, request)


@login_not_required
@never_cache
def sign_on_back(request: HttpRequest) -> HttpResponse:
    return _with_service(OAuth2CallbackView, request)


def _with_service(view, request: HttpRequest) -> HttpResponse:
    if not settings.OIDC_SERVER:
        raise Http404
    try:
        return view.adapter_view(CheckedAdapter(request, PROVIDER))(request)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    except (OAuth2Error, RequestException, KeyError):
        # the service cannot be reached, or does not say where its doors are
        return refused(request, INVALID, 401)


@login_not_required  # for who has no password yet or lost it; the code is the key
@sensitive_post_parameters()
@never_cache
def use_code(request: HttpRequest) -> HttpResponse:
    form = CodePasswordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if attempt(
            form,
            actions.use_code,
            username=data["username"],
            code=data["code"],
            new_password=data["new"],
            at=clock.now(),
        ):
            messages.success(request, "Đã đặt mật khẩu. Mời đăng nhập bằng mật khẩu mới.")
            return redirect("accounts:sign-in")
    return render(request, "accounts/use_code.html", {"form": form}, status=422 if form.is_bound else 200)


@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = PasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        new = form.cleaned_data["new"]
        actions.change_password(user=user, new_password=new, by=user, at=clock.now(), keep=request.session.session_key)
        update_session_auth_hash(request, user)
        messages.success(request, "Đã đổi mật khẩu. Các phiên đăng nhập khác của bạn đã kết thúc.")
        return redirect("home")
    context = {"form": form, "back": reverse("home")}
    return render(request, "accounts/password.html", context, status=422 if form.is_bound else 200)


def factors(request: HttpRequest) -> HttpResponse:
    """Everything about one's own sign-in on one page: password, second factors, identity service."""
    user = signed_in(request)
    mine = list(Authenticator.objects.filter(user=user).order_by("created_at"))
    recovery = next((each for each in mine if each.type == Authenticator.Type.RECOVERY_CODES), None)
    context = {
        "totp": next((each for each in mine if each.type == Authenticator.Type.TOTP), None),
        "keys": [(each, each.wrap()) for each in mine if each.type == Authenticator.Type.WEBAUTHN],
        "recovery": recovery,
        "codes_left": len(recovery.wrap().get_unused_codes()) if recovery else 0,
        "is_needed": queries.must_have_second_factor(user, clock.today()),
        "is_on": any(each.type != Authenticator.Type.RECOVERY_CODES for each in mine),
        "identity": queries.identity_of(user),
        "sign_on_name": settings.OIDC_NAME if settings.OIDC_SERVER else "",
        "has_password": user.has_usable_password(),
    }
    return render(request, "accounts/factors.html", context)


def sessions(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    here = request.session.session_key
    rows = [
        {
            "row": row,
            "is_here": row.session_key == here,
            "browser": queries.browser_name(row.browser),
            "method": queries.method_name(row.method),
            # the key itself never reaches a page: who reads it could use it
            "mark": queries.keyed("session", row.session_key)[:32],
        }
        for row in queries.sessions_of(user)
    ]
    return render(request, "accounts/sessions.html", {"rows": rows, "others": sum(not row["is_here"] for row in rows)})


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    mark = request.POST.get("mark", "")
    keys = Session.objects.filter(user=user).values_list("session_key", flat=True)
    key = next((key for key in keys if queries.keyed("session", key)[:32] == mark), "")
    actions.end_session(user=user, key=key, by=user, at=clock.now())
    messages.success(request, "Đã kết thúc phiên đăng nhập.")
    return redirect("accounts:sessions")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    count = actions.end_other_sessions(user=user, keep=request.session.session_key, by=user, at=clock.now())
    messages.success(request, f"Đã kết thúc {count} phiên đăng nhập khác.")
    return redirect("accounts:sessions")
