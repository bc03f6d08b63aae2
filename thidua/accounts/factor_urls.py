"""The ceremonies of django-allauth that a closed system needs, at Vietnamese addresses and with our own pages.

The names are allauth's: its views lead to one another by them. What is not listed here (sign-up, e-mail, reset by
e-mail, connecting other services) does not exist.
"""

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeAgainView
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.webauthn.views import EditWebAuthnView, LoginWebAuthnView, ReauthenticateWebAuthnView
from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from thidua.accounts import views
from thidua.accounts.fresh import fresh
from thidua.accounts.views_factors import AddKey, NewRecoveryCodes, RemoveKey, TurnOffCodes, TurnOnCodes


def page(kind, template: str):
    """The view of a ceremony on our page: kept by no cache, its fields in no error report."""
    return sensitive_post_parameters()(never_cache(kind.as_view(template_name=f"accounts/{template}.html")))


urlpatterns = [
    path("dang-nhap/", views.SignIn.as_view(), name="account_login"),
    path("dang-nhap/lop-hai/", page(AuthenticateView, "second_factor"), name="mfa_authenticate"),
    path("dang-nhap/khoa/", login_not_required(LoginWebAuthnView.as_view()), name="mfa_login_webauthn"),
    path("xac-nhan/", page(ReauthenticateView, "again_password"), name="account_reauthenticate"),
    path("xac-nhan/ma/", page(CodeAgainView, "again_code"), name="mfa_reauthenticate"),
    path("xac-nhan/khoa/", page(ReauthenticateWebAuthnView, "again_key"), name="mfa_reauthenticate_webauthn"),
    path("bao-mat/", views.factors, name="mfa_index"),
    path("bao-mat/ma/bat/", fresh(page(TurnOnCodes, "totp_on")), name="mfa_activate_totp"),
    path("bao-mat/ma/tat/", fresh(page(TurnOffCodes, "totp_off")), name="mfa_deactivate_totp"),
    path("bao-mat/ma-du-phong/", fresh(page(ViewRecoveryCodesView, "recovery_codes")), name="mfa_view_recovery_codes"),
    path("bao-mat/ma-du-phong/tao/", fresh(page(NewRecoveryCodes, "recovery_new")), name="mfa_generate_recovery_codes"),
    path("bao-mat/khoa/", views.factors, name="mfa_list_webauthn"),
    path("bao-mat/khoa/them/", fresh(page(AddKey, "key_add")), name="mfa_add_webauthn"),
    path("bao-mat/khoa/<int:pk>/doi-ten/", fresh(page(EditWebAuthnView, "key_rename")), name="mfa_edit_webauthn"),
    path("bao-mat/khoa/<int:pk>/go/", fresh(page(RemoveKey, "key_remove")), name="mfa_remove_webauthn"),
]
