"""The question a browser answers by reckoning, so that programmes do not flood open forms: no puzzle, no picture, nobody
else's server.

Protocol: ALTCHA, proof of work with a key derivation; a challenge is signed, ends after :data:`MINUTES`, is meant for one
kind of form and is taken once.
"""

from datetime import timedelta
from typing import Any

import altcha
from django import forms
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

ALGORITHM = "PBKDF2/SHA-256"
# A browser tries 256 keys on average: about half a second on an office computer, two on an old telephone.
COST = 1_000
MINUTES = 30
LONGEST = 4_000  # signs of an answer
_SALT = "captcha:"


def _key() -> str:
    return _SALT + settings.SECRET_KEY


def challenge(purpose: str) -> dict[str, Any]:
    """A new challenge for the forms of ``purpose``, as the widget reads it."""
    # real time, not that of a practice province: it is about the patience of machines
    ends = timezone.now() + timedelta(minutes=MINUTES)
    made = altcha.create_challenge(ALGORITHM, COST, expires_at=ends, data={"for": purpose}, hmac_secret=_key())
    return made.to_dict()


def trouble(answer: str, purpose: str) -> str:
    """Why an answer is not taken, "" when it is; what is taken once is not taken again."""
    if not answer:
        return _NOT_MARKED
    if len(answer) > LONGEST:
        return _AGAIN
    try:
        payload = altcha.Payload.from_base64(answer)
        result = altcha.verify_solution(payload, _key())
        signature, data = payload.challenge.signature, payload.challenge.parameters.data or {}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _AGAIN
    if result.expired:
        return f"Đã quá {MINUTES} phút từ lúc máy kiểm tra. Mời đánh dấu lại rồi gửi; nội dung đã viết vẫn còn."
    if not result.verified or data.get("for") != purpose:
        return _AGAIN
    if not cache.add(f"captcha:{signature}", 1, timeout=MINUTES * 60 + 60):
        return "Lần kiểm tra này đã dùng rồi. Mời đánh dấu lại rồi gửi; nội dung đã viết vẫn còn."
    return ""


_NOT_MARKED = "Hãy đánh dấu “Tôi không phải là robot” và chờ máy kiểm tra xong rồi gửi."
_AGAIN = "Máy chưa kiểm tra được. Mời đánh dấu lại rồi gửi; nội dung đã viết vẫn còn."


class CaptchaWidget(forms.Widget):
    template_name = "components/captcha.html"

    def __init__(self, purpose: str):
        super().__init__()
        self.purpose = purpose

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """By the templates of the house: the renderer of forms knows only those of packages. Never with an old answer."""
        context = self.get_context(name, "", attrs)
        context["challenge"] = f"{reverse('portal:captcha')}?cho={self.purpose}"
        return mark_safe(render_to_string(self.template_name, context))  # noqa: S308 — made by a template


class CaptchaField(forms.CharField):
    """The field of a form open to everybody. Put it last: an answer is used up when the form is checked, so a form whose
    other fields are wrong asks anew (:meth:`CaptchaMixin.clean`)."""

    def __init__(self, purpose: str):
        super().__init__(
            label="Kiểm tra chống gửi tự động",
            widget=CaptchaWidget(purpose),
            error_messages={"required": _NOT_MARKED},
        )
        self.purpose = purpose


class CaptchaMixin(forms.Form):
    """Checks the field ``captcha`` once everything else is right."""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        field = self.fields["captcha"]
        if not self.errors and isinstance(field, CaptchaField):
            answer = (self.cleaned_data if cleaned is None else cleaned).pop("captcha", "")
            if why := trouble(answer, field.purpose):
                raise ValidationError({"captcha": why})
        return cleaned
