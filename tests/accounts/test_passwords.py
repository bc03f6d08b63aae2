"""Which passwords are refused, and why; the rest is nobody's business."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from thidua.accounts.models import User

OWNER = User(username="halong.vanthu", display_name="Nguyễn Thị Bình")
EASY = "Mật khẩu này quá dễ đoán. Hãy dùng một câu dài chỉ bạn nghĩ ra."
OWN = "Mật khẩu quá giống tên đăng nhập, họ tên hoặc thư điện tử."


def told(password: str) -> list[str]:
    try:
        validate_password(password, OWNER)
    except ValidationError as error:
        return list(error.messages)
    return []


@pytest.mark.parametrize("password", [
    "123456789012", "098765432109", "qwertyuiopas", "aaaaaaaaaaaa", "abababababab", "matkhau12345", "Mật khẩu 12345",
    "vietnam20252025"[:11] + "5", "q1w2e3r4t5y6", "thiduakhenthuong", "abcdefghijkl", "anhyeuem1234", "1234567890ab",
])  # fmt: skip
def test_what_is_tried_first_is_refused(password):
    assert told(password) == [EASY]


@pytest.mark.parametrize(("password", "sentence"), [
    ("mười một ký"[:11], "Mật khẩu quá ngắn: cần ít nhất 12 ký tự."),
    ("halong.vanthu1", OWN),
    ("Nguyễn Thị Bình", OWN),
])  # fmt: skip
def test_what_is_short_or_like_its_owner_is_refused(password, sentence):
    assert told(password) == [sentence]


@pytest.mark.parametrize("password", [
    "mưa rơi trên mái ngói", "trau-an-co-duoi-ruong", "giacmokhongten", "🌧️ mưa rơi trên mái", "x" * 3 + "kdjfhgwo" * 20,
])  # fmt: skip
def test_no_kinds_of_signs_are_asked_for_and_any_script_is_welcome(password):
    assert told(password) == []
