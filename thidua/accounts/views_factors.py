"""allauth's ceremonies that change a second factor, each one act: the change, its audit and its letter, or nothing."""

from typing import Any

from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from thidua.accounts import actions
from thidua.accounts.queries import signed_in
from thidua.accounts.sign_on import FactorAdapter
from thidua.shared import clock
from thidua.shared.denied import Denied


class _Noted:
    """``act`` names the change in the audit, ``sentence`` in the letter ("Tài khoản … đã …")."""

    act = ""
    sentence = ""
    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        user, key = signed_in(self.request), self.request.session.session_key
        with transaction.atomic():
            answer = super().form_valid(form)  # type: ignore[misc]
            actions.note_changed_factor(
                user=user, act=self.act, sentence=self.sentence, keep=key, by=user, at=clock.now()
            )
        return answer


class TurnOnCodes(_Noted, ActivateTOTPView):
    act, sentence = "second_factor_added", "đã bật mã xác thực trên điện thoại"


class TurnOffCodes(_Noted, DeactivateTOTPView):
    act, sentence = "second_factor_removed", "đã tắt mã xác thực trên điện thoại"


class AddKey(_Noted, AddWebAuthnView):
    act, sentence = "second_factor_added", "đã thêm một khóa truy cập"


class RemoveKey(_Noted, RemoveWebAuthnView):
    """The last factor of somebody whose role needs one stays."""

    act, sentence = "second_factor_removed", "đã gỡ một khóa truy cập"

    def form_valid(self, form: Any) -> HttpResponse:
        if not FactorAdapter().can_delete_authenticator(self.get_object()):
            raise Denied(str(FactorAdapter.error_messages["cannot_delete_authenticator"]))
        return super().form_valid(form)


class NewRecoveryCodes(_Noted, GenerateRecoveryCodesView):
    act, sentence = "recovery_codes_made", "đã tạo bộ mã dự phòng mới"
