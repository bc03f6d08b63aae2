"""Letters about roles, delegations and staff sessions: (subject, body)."""

from datetime import date

from thidua.accounts.models import User
from thidua.shared.letters import LetterKind, letter
from thidua.shared.wording import vi_date, vi_datetime
from thidua.units.models import RoleGrant, StaffSession

ROLE = LetterKind("units.role", "Vai trò, ủy quyền của bạn", "Tài khoản của bạn", is_legal=True, is_private=True)
STAFF_SESSION = LetterKind(
    "units.staff_session", "Kỹ thuật viên xem màn hình của bạn", "Tài khoản của bạn", is_legal=True, is_private=True
)


@letter(ROLE)
def role_ended(grant: RoleGrant, last_day: date, reason: str) -> tuple[str, str]:
    return (
        "Vai trò của bạn kết thúc",
        f"Vai trò “{grant.get_role_display()}” của bạn ở {grant.place.name} kết thúc; ngày cuối còn hiệu lực là "
        f"{vi_date(last_day)}.\n\nLý do: {reason}",
    )


@letter(ROLE)
def role_given(grant: RoleGrant) -> tuple[str, str]:
    document = f", theo {grant.document}" if grant.document else ""
    return (
        "Bạn được giao vai trò",
        f"Bạn giữ vai trò “{grant.get_role_display()}” của {grant.place.name} từ ngày {vi_date(grant.starts_on)}{document}.",
    )


@letter(ROLE)
def role_delegated(delegation: RoleGrant, by: User) -> tuple[str, str]:
    return (
        "Bạn được ủy quyền",
        f"{by.display_name} ủy quyền cho bạn vai trò “{delegation.get_role_display()}” của {delegation.place.name} "
        f"từ {vi_date(delegation.starts_on)} đến hết {vi_date(delegation.ends_on)}, theo {delegation.document}.\n\n"
        "Những việc bạn làm với vai trò này được ghi là làm thay người ủy quyền. Bạn không được ủy quyền lại.",
    )


@letter(ROLE)
def delegation_revoked(delegation: RoleGrant, reason: str) -> tuple[str, str]:
    return (
        "Ủy quyền đã được thu hồi",
        f"Ủy quyền vai trò “{delegation.get_role_display()}” của {delegation.place.name} theo {delegation.document} "
        f"đã được thu hồi và không còn hiệu lực.\n\nLý do: {reason}",
    )


@letter(STAFF_SESSION)
def staff_session_begun(session: StaffSession, by: User) -> tuple[str, str]:
    return (
        "Kỹ thuật viên xem màn hình của bạn",
        f"{by.display_name} đã mở phiên kỹ thuật để xem các màn hình như bạn thấy, chỉ xem, không làm được việc gì "
        f"dưới tên bạn. Phiên tự kết thúc lúc {vi_datetime(session.ends_at)}.\n\nLý do: {session.reason}\n\n"
        "Nếu bạn không đề nghị hỗ trợ, hãy báo lãnh đạo đơn vị.",
    )
