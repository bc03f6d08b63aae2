"""allauth's forms of the second factor in this house's words and looks."""

from collections.abc import Callable
from typing import Any

from allauth.account.forms import ReauthenticateForm as PasswordReauthenticateForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm, DeactivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.cache import cache

from thidua.shared.forms import BaseForm, TextField

# Longer than a code can be valid with its tolerance of one step on each side.
CODE_LIFE = 120


def _code(label: str, help_text: str) -> forms.CharField:
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
    return forms.CharField(
        label=label, help_text=help_text, max_length=20, widget=forms.TextInput(attrs=attributes), strip=True
    )


class _UsedOnce(forms.Form):
    """A code is taken once in all the time it could be valid, whichever process sees it."""

    user: object

    def clean_code(self) -> str:
        code = super().clean_code()  # type: ignore[misc]
        digits = "".join(sign for sign in code if sign.isalnum())
        if not cache.add(f"code-used:{self.user.pk}:{digits}", "1", timeout=CODE_LIFE):  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        return code


_HELP = "Sáu chữ số trong ứng dụng trên điện thoại, hoặc một mã dự phòng tám chữ số."


class CodeForm(BaseForm, _UsedOnce, AuthenticateForm):
    trouble_title = "Chưa xác nhận được: mời nhập lại"
    code = _code("Mã xác thực", _HELP)


class CodeAgainForm(BaseForm, _UsedOnce, ReauthenticateForm):
    trouble_title = "Chưa xác nhận được: mời nhập lại"
    code = _code("Mã xác thực", _HELP)


class TurnOnCodesForm(BaseForm, _UsedOnce, ActivateTOTPForm):
    code = _code("Mã trên điện thoại", "Sáu chữ số ứng dụng hiện ra sau khi quét.")


class TurnOffCodesForm(BaseForm, DeactivateTOTPForm):
    pass


class NewRecoveryCodesForm(BaseForm, GenerateRecoveryCodesForm):
    pass


class CredentialField(forms.JSONField):
    """What a browser says of a passkey: a few thousand signs of JSON, not deep."""

    widget = forms.HiddenInput
    longest = 20_000
    default_error_messages = {
        "invalid": "Chưa nhận được khóa truy cập. Mời thử lại.",
        "required": "Chưa nhận được khóa truy cập. Mời thử lại.",
    }

    def to_python(self, value: Any) -> Any:
        try:
            if isinstance(value, str) and len(value) > self.longest:
                raise ValueError
            return super().to_python(value)
        except (RecursionError, ValueError) as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class _Hostile(forms.Form):
    """What a browser sends as a passkey passes through three parsers, each with errors of its own: whatever goes wrong
    in them is a wrong key, never an error of the server."""

    credential = CredentialField()

    def clean_credential(self) -> Any:
        read = getattr(super(), "clean_credential", None)
        return self.cleaned_data["credential"] if read is None else self._tried(read)

    def clean(self) -> Any:
        return self._tried(super().clean)

    @staticmethod
    def _tried(read: Callable[[], Any]) -> Any:
        try:
            return read()
        except forms.ValidationError:
            raise
        except Exception as error:
            raise get_adapter().validation_error("incorrect_code") from error


class KeyForm(BaseForm, _Hostile, AuthenticateWebAuthnForm):
    trouble_title = "Chưa xác nhận được: mời nhập lại"
    pass


class KeyAgainForm(BaseForm, _Hostile, ReauthenticateWebAuthnForm):
    trouble_title = "Chưa xác nhận được: mời nhập lại"
    pass


class KeySignInForm(BaseForm, _Hostile, LoginWebAuthnForm):
    trouble_title = "Chưa xác nhận được: mời nhập lại"
    pass


class AddKeyForm(BaseForm, _Hostile, AddWebAuthnForm):
    name = TextField(
        label="Tên khóa", max_length=60, required=False, help_text="Để nhận ra khóa, ví dụ “Máy ở cơ quan”."
    )
    passwordless = forms.BooleanField(
        label="Dùng khóa này để đăng nhập không cần mật khẩu (máy phải có vân tay, khuôn mặt hoặc mã PIN)",
        required=False,
        initial=True,
    )


class RenameKeyForm(BaseForm, EditWebAuthnForm):
    name = TextField(label="Tên khóa", max_length=60)


class PasswordAgainForm(BaseForm, PasswordReauthenticateForm):
    trouble_title = "Chưa xác nhận được: mời nhập lại"
    password = forms.CharField(
        label="Mật khẩu",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
