"""The ceremonies of django-allauth that a closed system needs, at Vietnamese addresses and with our own pages.

The names are allauth's: its views lead to one another by them. What is not listed here (sign-up, e-mail, reset by
e-mail, connecting other services) does not exist.
"""

from allauth.account.views import ReauthenticateView
from allauth.mfa.base import views as base
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.urls import path
from django.views.decorators.debug import sensitive_post_parameters

from thidua.accounts import views

_private = sensitive_post_parameters()

urlpatterns = [
    path("dang-nhap/", views.SignIn.as_view(), name="account_login"),
    path("dang-nhap/lop-hai/", _private(base.AuthenticateView.as_view(template_name="accounts/second_factor.html")), name="mfa_authenticate"),
    path("dang-nhap/khoa/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path("xac-nhan/", _private(ReauthenticateView.as_view(template_name="accounts/again_password.html")), name="account_reauthenticate"),
    path("xac-nhan/ma/", _private(base.ReauthenticateView.as_view(template_name="accounts/again_code.html")), name="mfa_reauthenticate"),
    path("xac-nhan/khoa/", webauthn.ReauthenticateWebAuthnView.as_view(template_name="accounts/again_key.html"), name="mfa_reauthenticate_webauthn"),
    path("bao-mat/", views.factors, name="mfa_index"),
    path("bao-mat/ma/bat/", totp.ActivateTOTPView.as_view(template_name="accounts/totp_on.html"), name="mfa_activate_totp"),
    path("bao-mat/ma/tat/", totp.DeactivateTOTPView.as_view(template_name="accounts/totp_off.html"), name="mfa_deactivate_totp"),
    path("bao-mat/ma-du-phong/", recovery.ViewRecoveryCodesView.as_view(template_name="accounts/recovery_codes.html"), name="mfa_view_recovery_codes"),
    path("bao-mat/ma-du-phong/tao/", recovery.GenerateRecoveryCodesView.as_view(template_name="accounts/recovery_new.html"), name="mfa_generate_recovery_codes"),
    path("bao-mat/khoa/", views.factors, name="mfa_list_webauthn"),
    path("bao-mat/khoa/them/", webauthn.AddWebAuthnView.as_view(template_name="accounts/key_add.html"), name="mfa_add_webauthn"),
    path("bao-mat/khoa/<int:pk>/doi-ten/", webauthn.EditWebAuthnView.as_view(template_name="accounts/key_rename.html"), name="mfa_edit_webauthn"),
    path("bao-mat/khoa/<int:pk>/go/", webauthn.RemoveWebAuthnView.as_view(template_name="accounts/key_remove.html"), name="mfa_remove_webauthn"),
]  # fmt: skip
