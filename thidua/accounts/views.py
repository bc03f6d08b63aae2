"""Sign-in, a person's letters and password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from thidua.accounts import queries
from thidua.accounts.actions import change_password
from thidua.accounts.forms import PasswordForm, SignInForm
from thidua.accounts.models import User
from thidua.accounts.queries import signed_in
from thidua.shared import clock
from thidua.shared.models import Letter


@method_decorator(login_not_required, name="dispatch")
@method_decorator(sensitive_post_parameters("password"), name="dispatch")
class SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        people = queries.demo_people(clock.today()) if settings.DEMO else []
        return super().get_context_data(**kwargs) | {"demo_people": people}


@login_not_required  # the door of the practice province; closed in any other installation
@require_POST
def sign_in_as_demo(request: HttpRequest) -> HttpResponse:
    if not settings.DEMO:
        raise Http404
    user = get_object_or_404(User, username=request.POST.get("username", ""), is_demo=True, is_active=True)
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("home")


def letters(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/letters.html", {"letters": Letter.objects.filter(to=signed_in(request))[:100]})


@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    form = PasswordForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        new = form.cleaned_data["new"]
        change_password(user=user, new_password=new, by=user, at=clock.now())
        update_session_auth_hash(request, user)
        messages.success(request, "Đã đổi mật khẩu. Các phiên đăng nhập khác của bạn đã kết thúc.")
        return redirect("home")
    context = {"form": form, "back": reverse("home")}
    return render(request, "accounts/password.html", context, status=422 if form.is_bound else 200)
