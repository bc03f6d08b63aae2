"""Signing in, changing the password, setting one with a one-time code. Passwords are taken as typed: no cleaning, no trimming."""

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password

from thidua.accounts.queries import is_guessed_at, known_name
from thidua.shared.forms import BaseForm, TextField

GUESSED_AT = (
    "Tên đăng nhập này bị nhập sai quá nhiều lần từ nhiều máy, nên tạm khóa mật khẩu trong một giờ. "
    "Hãy dùng khóa truy cập, hoặc gặp cán bộ quản trị tài khoản của đơn vị."
)


WARNED_AT = 4  # tries left from which the person is told


class SignInForm(BaseForm, AuthenticationForm):
    trouble_title = "Chưa đăng nhập được: mời xem lại"
    error_messages = {
        "invalid_login": "Tên đăng nhập hoặc mật khẩu không đúng. Mật khẩu phân biệt chữ hoa, chữ thường; tên đăng nhập thì "
        "không.",
        "inactive": "Tài khoản này đã ngừng hoạt động. Mời liên hệ cán bộ quản trị.",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Tên đăng nhập"
        self.fields["password"].label = "Mật khẩu"

    def clean_username(self) -> str:
        return known_name(self.cleaned_data["username"])

    def get_invalid_login_error(self) -> forms.ValidationError:
        """Says so before the door closes; the same for a name that exists and one that does not."""
        failures = AxesProxyHandler.get_failures(self.request, {"username": self.cleaned_data["username"]})
        left = settings.AXES_FAILURE_LIMIT - failures
        sentence = self.error_messages["invalid_login"]
        if 0 < left <= WARNED_AT:
            minutes = int(settings.AXES_COOLOFF_TIME * 60)
            sentence += f" Còn {left} lần thử; sau đó tạm khóa đăng nhập {minutes} phút."
        return forms.ValidationError(sentence, code="invalid_login")

    def clean(self):
        if is_guessed_at(self.cleaned_data.get("username", "")):
            raise forms.ValidationError(GUESSED_AT)
        return super().clean()


def _password(label: str, complete: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=200,
        help_text=help_text,
        widget=forms.PasswordInput(attrs={"autocomplete": complete}),
    )


class _NewTwice(BaseForm):
    """The new password twice; nothing is asked of its kinds of signs, pasting is welcome (ASVS 2.1)."""

    new = _password("Mật khẩu mới", "new-password", "Ít nhất 12 ký tự.")
    again = _password("Nhập lại mật khẩu mới", "new-password")

    def clean_again(self) -> str:
        again = self.cleaned_data["again"]
        if "new" in self.cleaned_data and again != self.cleaned_data["new"]:
            raise forms.ValidationError("Hai lần nhập mật khẩu mới không giống nhau.")
        return again


class CodePasswordForm(_NewTwice):
    """User name, one-time code, new password twice."""

    trouble_title = "Chưa đặt được mật khẩu: mời xem lại"

    field_order = ("username", "code", "new", "again")
    username = TextField(label="Tên đăng nhập", max_length=60, widget=forms.TextInput({"autocomplete": "username"}))
    code = TextField(
        label="Mã một lần",
        max_length=30,
        help_text="Mã cán bộ quản trị đưa cho bạn, ví dụ BCDF-GHJK-2345.",
        widget=forms.TextInput({"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )

    def clean_username(self) -> str:
        return known_name(self.cleaned_data["username"])

    def clean_new(self) -> str:
        new = self.cleaned_data["new"]
        validate_password(new)
        return new


class PasswordForm(_NewTwice):
    """Old password, new one twice."""

    field_order = ("old", "new", "again")
    old = _password("Mật khẩu đang dùng", "current-password")

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_old(self) -> str:
        old = self.cleaned_data["old"]
        if not self.user.check_password(old):
            raise forms.ValidationError("Mật khẩu đang dùng không đúng.")
        return old

    def clean_new(self) -> str:
        new = self.cleaned_data["new"]
        validate_password(new, self.user)
        return new
