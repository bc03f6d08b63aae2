"""The letter as a message, and what a mail server answers in words an officer understands."""

import smtplib
import socket
import ssl
from dataclasses import dataclass
from email.utils import formataddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.message import sanitize_address
from django.core.validators import validate_email

from thidua.notices.wording import masked, text_of
from thidua.shared.models import Letter

_SLOW = "Máy chủ thư không trả lời trong {} giây."


@dataclass(frozen=True)
class Answer:
    """Why a letter did not leave. ``is_final``: trying this letter again changes nothing. ``is_server``: the server or the
    way to it is in trouble, which says nothing about the letter. ``is_cut``: the connection is gone."""

    words: str
    is_final: bool = False
    is_server: bool = False
    is_cut: bool = False


class BadAddress(ValueError):
    """No mail server could take this address; the message says why."""


def is_connected() -> bool:
    """Whether the installation has a mail server at all."""
    return not settings.EMAIL_BACKEND.endswith(".dummy.EmailBackend")


def address_for_server(address: str) -> str:
    """The address as servers read it: the domain in ASCII (``thiđua.vn`` as ``xn--thiua-7ya.vn``).

    Raises BadAddress: not an address, or signs outside ASCII before the @, which few servers take.
    """
    name, _, domain = address.rpartition("@")
    if not name.isascii():
        raise BadAddress("Phần trước dấu @ của địa chỉ có chữ không dùng được trong thư điện tử.")
    try:
        validate_email(address)
        return f"{name}@{domain.encode('idna').decode()}"
    except (ValidationError, UnicodeError):
        raise BadAddress("Địa chỉ thư điện tử viết sai.") from None


def message_of(letter: Letter, connection) -> EmailMessage:
    """The message; its Message-ID is that of the letter, so that a reader's server knows a second copy as such.

    Raises BadAddress.
    """
    to = address_for_server(letter.to.email)
    domain = sanitize_address(settings.DEFAULT_FROM_EMAIL, "utf-8").rpartition("@")[2].rstrip(">") or "localhost"
    return EmailMessage(
        letter.subject,
        text_of(letter),
        to=[formataddr((letter.to.display_name, to))],
        headers={"Message-ID": f"<{letter.key[:40]}@{domain}>", "Auto-Submitted": "auto-generated"},
        connection=connection,
    )


def explain(error: Exception, address: str = "") -> Answer:
    """What went wrong, in Vietnamese, with the server's own words behind. ``address`` never stands in them whole."""
    found = _explain(error)
    words = found.words.replace(address, masked(address)) if address else found.words
    return Answer(words[:500], found.is_final, found.is_server, found.is_cut)


def _explain(error: Exception) -> Answer:
    match error:
        case smtplib.SMTPRecipientsRefused():
            code, said = next(iter(error.recipients.values()), (0, b""))
            what = "Máy chủ thư không nhận người này" if code >= 500 else "Máy chủ thư tạm thời chưa nhận"
            return _answered(what, code, said)
        case smtplib.SMTPSenderRefused():
            return Answer(
                f"Máy chủ thư không nhận địa chỉ gửi của hệ thống ({error.smtp_code}): {_said(error.smtp_error)}",
                is_server=True,
            )
        case smtplib.SMTPAuthenticationError():
            return Answer(
                f"Máy chủ thư không nhận tên hoặc mật khẩu của hệ thống ({error.smtp_code}): {_said(error.smtp_error)}",
                is_server=True,
            )
        case smtplib.SMTPDataError():
            what = "Máy chủ thư từ chối bức thư" if error.smtp_code >= 500 else "Máy chủ thư tạm thời chưa nhận"
            return _answered(what, error.smtp_code, error.smtp_error)
        case smtplib.SMTPNotSupportedError():
            return Answer(f"Máy chủ thư thiếu tính năng cần dùng (mã hóa hoặc đăng nhập): {error}", is_server=True)
        case smtplib.SMTPServerDisconnected() if "timed out" in str(error):
            return Answer(_SLOW.format(settings.EMAIL_TIMEOUT), is_cut=True)
        case smtplib.SMTPServerDisconnected():
            return Answer("Máy chủ thư ngắt kết nối giữa chừng.", is_cut=True)
        case smtplib.SMTPResponseException():
            return Answer(f"Máy chủ thư không sẵn sàng ({error.smtp_code}): {_said(error.smtp_error)}", is_server=True)
        case ssl.SSLCertVerificationError():
            return Answer(
                f"Chứng thư của máy chủ thư không đáng tin: {error.verify_message}. Thư chưa gửi để khỏi lộ.",
                is_server=True,
            )
        case ssl.SSLError():
            return Answer(f"Không lập được kết nối mã hóa với máy chủ thư: {error.reason or error}", is_server=True)
        case TimeoutError():
            return Answer(_SLOW.format(settings.EMAIL_TIMEOUT), is_cut=True)
        case ConnectionRefusedError():
            return Answer("Không vào được máy chủ thư: cổng đóng.", is_server=True)
        case socket.gaierror():
            return Answer("Không tìm thấy máy chủ thư theo tên đã đặt.", is_server=True)
        case OSError():
            return Answer(f"Mất liên lạc với máy chủ thư: {error.strerror or error}", is_cut=True)
        case BadAddress():
            return Answer(str(error), is_final=True)
        case _:
            return Answer(f"Không lập được thư: {type(error).__name__}", is_final=True)


def _answered(what: str, code: int, said: bytes | str) -> Answer:
    """421 closes the line, whatever it was asked; 5xx is a no for ever, 4xx for now (RFC 5321, 4.2.1)."""
    return Answer(f"{what} ({code}): {_said(said)}", is_final=code >= 500, is_cut=code == 421)


def _said(answer: bytes | str) -> str:
    """The server's words on one line, of which nobody knows what they hold."""
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:300] or "không nói gì thêm"
