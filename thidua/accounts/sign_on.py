"""Where django-allauth meets this house: its words in Vietnamese, its changes in the audit, its doors closed.

allauth brings the ceremonies (codes, passkeys, sign-on by OpenID Connect); what may be done, what is written down and
what a person reads is said here. It has no Vietnamese catalogue, so every sentence it could say is listed.
"""

import base64
import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.shortcuts import render
from django.urls import reverse

from thidua.accounts import actions, queries, sessions
from thidua.accounts.models import User
from thidua.shared import clock

NOT_HERE = "Việc này không có trong hệ thống. Hãy gặp cán bộ quản trị tài khoản của đơn vị."
WRONG_CODE = "Mã không đúng, đã dùng rồi hoặc đã hết hạn. Hãy chờ mã mới trên điện thoại rồi nhập lại."
TOO_MANY = "Đã nhập sai quá nhiều lần. Mời thử lại sau 5 phút, hoặc gặp cán bộ quản trị tài khoản của đơn vị."

# The sentences allauth shows after a change, by the name of its own template.
TOLD = {
    "mfa/messages/totp_activated.txt": "Đã bật mã xác thực trên điện thoại.",
    "mfa/messages/totp_deactivated.txt": "Đã tắt mã xác thực trên điện thoại.",
    "mfa/messages/webauthn_added.txt": "Đã thêm khóa truy cập.",
    "mfa/messages/webauthn_removed.txt": "Đã gỡ khóa truy cập.",
    "mfa/messages/recovery_codes_generated.txt": "Đã tạo mã dự phòng.",
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = dict.fromkeys(DefaultAccountAdapter.error_messages, NOT_HERE) | {
        "account_inactive": "Tài khoản này đã ngừng hoạt động. Mời liên hệ cán bộ quản trị.",
        "enter_current_password": "Hãy nhập mật khẩu đang dùng.",
        "incorrect_code": WRONG_CODE,
        "incorrect_password": "Mật khẩu không đúng.",
        "invalid_login": "Không đăng nhập được. Mời làm lại từ đầu.",
        "invalid_or_expired_key": "Mã không đúng hoặc đã hết hạn.",
        "rate_limited": TOO_MANY,
        "too_many_login_attempts": TOO_MANY,
        "select_only_one": "Chỉ chọn một.",
        "username_password_mismatch": "Tên đăng nhập hoặc mật khẩu không đúng.",
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def get_client_ip(self, request) -> str:
        return queries.address_of(request)

    def login(self, request, user) -> None:
        """Every way in but the practice province's ends here: the new session notes how, from where and on what."""
        methods = [record["method"] for record in request.session.get("account_authentication_methods", [])]
        super().login(request, user)
        begin_session(request, user, "+".join(dict.fromkeys(methods)))

    def add_message(
        self, request, level, message_template=None, message_context=None, extra_tags="", message=None
    ) -> None:
        said = TOLD.get(message_template or "", message)
        if said:
            messages.add_message(request, level, said, extra_tags=extra_tags)

    def send_notification_mail(self, template_prefix, user, context=None, email=None) -> None:
        """No mail: the pages of factors write the audit and queue a letter within the transaction of the change."""

    def respond_user_inactive(self, request, user):
        return refused(request, self.error_messages["account_inactive"], 403)

    def get_reauthentication_methods(self, user) -> list[dict]:
        words = {
            "reauthenticate": "Dùng mật khẩu",
            "mfa_reauthenticate": "Dùng mã xác thực hoặc mã dự phòng",
            "mfa_reauthenticate:webauthn": "Dùng khóa truy cập",
        }
        return [each | {"description": words[each["id"]]} for each in super().get_reauthentication_methods(user)]


def begin_session(request, user: User, method: str) -> None:
    """What the list of sessions shows, and whether this person still owes a second factor."""
    browser = "".join(sign for sign in request.headers.get("User-Agent", "") if sign.isprintable())
    request.session[sessions.BEGAN] = time.time()
    request.session[sessions.ADDRESS] = queries.address_of(request)
    request.session[sessions.BROWSER] = browser[:300]
    request.session[sessions.METHOD] = method
    if queries.must_have_second_factor(user, clock.today()) and not queries.has_second_factor(user):
        request.session["owes_factor"] = True


class FactorAdapter(DefaultMFAAdapter):
    error_messages = {
        "add_email_blocked": "Tài khoản có bảo vệ hai lớp không đổi được thư điện tử ở đây.",
        "cannot_delete_authenticator": "Vai trò của bạn cần đăng nhập hai lớp. Hãy thêm một cách khác trước khi tắt cách này.",
        "cannot_generate_recovery_codes": "Chỉ tạo được mã dự phòng khi đã bật đăng nhập hai lớp.",
        "incorrect_code": WRONG_CODE,
        "unverified_email": "Chưa bật được đăng nhập hai lớp.",
    }

    def get_totp_label(self, user) -> str:
        return user.username

    def _get_user_identifier(self, user) -> str:
        return user.username

    def _get_site_name(self) -> str:
        return settings.AGENCY_NAME

    def get_public_key_credential_user_entity(self, user) -> dict:
        return super().get_public_key_credential_user_entity(user) | {"display_name": user.display_name}

    def generate_authenticator_name(self, user, type) -> str:
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return "Khóa chính" if count == 0 else "Khóa dự phòng" if count == 1 else f"Khóa số {count + 1}"

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as error:
            raise ImproperlyConfigured("SECRET_KEY changed: put the old one into SECRET_KEY_FALLBACKS") from error

    def can_delete_authenticator(self, authenticator) -> bool:
        """The last factor of somebody whose role needs one stays."""
        user = authenticator.user
        others = Authenticator.objects.filter(user_id=user.pk).exclude(pk=authenticator.pk)
        has_other = others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
        return has_other or not queries.must_have_second_factor(user, clock.today())


def _cipher() -> MultiFernet:
    """Encrypts the seeds of codes in the database; older keys still read."""
    keys = [str(settings.SECRET_KEY), *(str(key) for key in settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"thidua.accounts.second-factor").derive(key.encode())
    return base64.urlsafe_b64encode(made)


class SignOnAdapter(DefaultSocialAccountAdapter):
    """Nobody gets an account by signing on: the subject is known, or an officer approved the number beforehand."""

    error_messages = {
        "email_taken": "Không tự liên kết tài khoản theo thư điện tử.",
        "invalid_token": "Dịch vụ định danh trả lời không hợp lệ.",
        "no_password": "Tài khoản chưa có mật khẩu.",
        "no_verified_email": "Tài khoản chưa có thư điện tử.",
        "disconnect_last": "Không gỡ được liên kết cuối cùng.",
        "connected_other": "Định danh này đã gắn với một tài khoản khác.",
    }

    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False

    def pre_social_login(self, request, sociallogin) -> None:
        if sociallogin.is_existing:
            return
        number = sociallogin.identity_number
        user = queries.user_by_identity_number(number) if number else None
        if user is None or not user.is_active:
            raise ImmediateHttpResponse(refused(request, UNKNOWN, 403))
        # the first sign-on with an approved number: from now on the subject itself is known
        actions.link_identity(user=user, subject=sociallogin.account.uid, by=user, at=clock.now())
        sociallogin.lookup()

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None) -> None:
        # some services leave out the state when the person says no; saying so opens nothing
        cancelled = request.GET.get("error") == "access_denied"
        raise ImmediateHttpResponse(refused(request, CANCELLED if cancelled else INVALID, 401))


UNKNOWN = (
    "Định danh này chưa được gắn với tài khoản nào trong hệ thống. "
    "Hãy gặp cán bộ quản trị tài khoản của đơn vị để được gắn, hoặc đăng nhập bằng mật khẩu."
)
INVALID = "Dịch vụ định danh trả lời không hợp lệ hoặc đã quá hạn, nên chưa đăng nhập được. Mời làm lại từ đầu."
CANCELLED = "Bạn đã dừng việc đăng nhập ở dịch vụ định danh."


def refused(request, reason: str, status: int):
    """The page that says why sign-on did not work and leads back."""
    words = {"reason": reason, "name": settings.OIDC_NAME, "back": reverse("accounts:sign-in")}
    return render(request or context.request, "accounts/sign_on_refused.html", words, status=status)
