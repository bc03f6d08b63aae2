"""Letters about one's own sign-in: (subject, body)."""

from thidua.accounts.models import User
from thidua.shared.letters import LetterKind, letter

SIGN_IN = LetterKind(
    "accounts.sign_in", "Thay đổi cách đăng nhập của bạn", "Tài khoản của bạn", is_legal=True, is_private=True
)


@letter(SIGN_IN)
def factor_changed(user: User, sentence: str) -> tuple[str, str]:
    return (
        "Thay đổi cách đăng nhập",
        f"Tài khoản “{user.username}” {sentence}. Các phiên đăng nhập khác đã kết thúc.\n\n"
        "Nếu không phải bạn làm việc này, hãy báo ngay cán bộ quản trị tài khoản của đơn vị.",
    )


@letter(SIGN_IN)
def factors_removed(user: User, by: User) -> tuple[str, str]:
    return (
        "Đã gỡ các cách xác thực lớp thứ hai",
        f"{by.display_name} đã gỡ các cách xác thực lớp thứ hai của tài khoản “{user.username}”. "
        "Hãy đăng nhập và bật lại.\n\nNếu bạn không đề nghị việc này, hãy báo ngay lãnh đạo đơn vị.",
    )


@letter(SIGN_IN)
def email_changed(user: User) -> tuple[str, str]:
    return (
        "Địa chỉ nhận thông báo",
        f"Từ nay thông báo của tài khoản “{user.username}” được gửi đến địa chỉ này. "
        "Nếu bạn không có tài khoản này, xin báo bộ phận thi đua, khen thưởng của đơn vị gửi.",
    )
