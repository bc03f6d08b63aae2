"""What a password must not be: short, known to everybody, or like its owner. Nothing is asked of its kinds of signs.

OWASP ASVS 4.0.3, 2.1.1, 2.1.7, 2.1.9. Django's own sentences are partly English, hence ours.
"""

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    MinimumLengthValidator,
    UserAttributeSimilarityValidator,
)
from django.core.exceptions import ValidationError

from thidua.shared.text import fold

# Rows that fingers run along; a password that is nothing but a piece of one, there and back, is guessed first.
_ROWS = (
    "0123456789" * 3,
    "qwertyuiopasdfghjklzxcvbnm" * 2,
    "abcdefghijklmnopqrstuvwxyz" * 2,
    "qazwsxedcrfvtgbyhnujmik",
)
# Words that open Vietnamese lists of stolen passwords, and what everybody in this work would try first.
_WORDS = (
    "matkhau", "password", "anhyeuem", "emyeuanh", "vietnam", "khongbiet", "thiduakhenthuong", "khenthuong", "thidua",
    "admin", "quantri", "chuyenvien", "xinchao", "iloveyou", "saigon", "hanoi",
)  # fmt: skip
FEWEST_SIGNS = 5


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"Mật khẩu quá ngắn: cần ít nhất {self.min_length} ký tự."


class UnlikeTheOwner(UserAttributeSimilarityValidator):
    def __init__(self) -> None:
        super().__init__(user_attributes=("username", "display_name", "email"))

    def get_error_message(self) -> str:
        return "Mật khẩu quá giống tên đăng nhập, họ tên hoặc thư điện tử."


class NotCommon(CommonPasswordValidator):
    """Django's list of 20,000, and what such a list of long Vietnamese passwords would begin with."""

    def validate(self, password: str, user=None) -> None:
        super().validate(password, user)
        plain = fold(password).replace(" ", "")
        letters = "".join(sign for sign in plain if sign.isalpha())
        figures = "".join(sign for sign in plain if sign.isdigit())
        worn = (letters in _WORDS or len(letters) < 3) and (
            not figures or _runs(figures) or len(set(figures)) == 1 or figures[:2] in ("19", "20")
        )
        if len(set(plain)) < FEWEST_SIGNS or _runs(plain) or worn:
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def get_error_message(self) -> str:
        return "Mật khẩu này quá dễ đoán. Hãy dùng một câu dài chỉ bạn nghĩ ra."


def _runs(text: str) -> bool:
    """Whether the text is nothing but a piece of a row, forwards or backwards."""
    return any(text in row or text in row[::-1] for row in _ROWS)
