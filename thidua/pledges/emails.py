"""Letters of this stage: (subject, body)."""

from thidua.pledges.models import Pledge, RegistrationSheet
from thidua.shared.letters import LetterKind, letter

SIGNING = LetterKind("pledges.signing", "Giao ước chờ ký, chữ ký không còn hiệu lực", "Đăng ký, giao ước")
PLEDGE = LetterKind("pledges.pledge", "Giao ước đã ký, đã rút", "Đăng ký, giao ước")
REGISTRATION = LetterKind("pledges.registration", "Bản đăng ký thi đua: gửi, trả lại, tiếp nhận", "Đăng ký, giao ước")


@letter(SIGNING)
def proposed(pledge: Pledge) -> tuple[str, str]:
    return (
        f"Giao ước thi đua chờ ký: {pledge.unit.name}",
        f"Giao ước thi đua năm {pledge.year} giữa {pledge.superior.name} và {pledge.unit.name} đang chờ ký.",
    )


@letter(SIGNING)
def taken_back(pledge: Pledge) -> tuple[str, str]:
    return (
        f"Chữ ký không còn hiệu lực: giao ước của {pledge.unit.name}",
        f"{pledge.unit.name} đã lấy lại giao ước thi đua năm {pledge.year} để sửa trước khi đủ hai bên ký. Chữ ký "
        "của bạn trên bản cũ không còn hiệu lực; bản mới sẽ được trình ký lại.",
    )


@letter(PLEDGE)
def signed(pledge: Pledge) -> tuple[str, str]:
    return (
        f"Giao ước thi đua đã ký: {pledge.unit.name}",
        f"Giao ước thi đua năm {pledge.year} giữa {pledge.superior.name} và {pledge.unit.name} đã đủ hai bên ký. "
        "Hằng quý, mời đơn vị nhập kết quả thực hiện từng chỉ tiêu.",
    )


@letter(PLEDGE)
def withdrawn(pledge: Pledge, reason: str) -> tuple[str, str]:
    return (
        f"Rút giao ước thi đua: {pledge.unit.name}",
        f"{pledge.unit.name} đã rút giao ước thi đua năm {pledge.year}. Lý do: {reason}",
    )


@letter(REGISTRATION)
def registration_sent(sheet: RegistrationSheet, titles: int) -> tuple[str, str]:
    return (
        f"Bản đăng ký thi đua năm {sheet.year}: {sheet.unit.name}",
        f"{sheet.unit.name} đã gửi bản đăng ký thi đua năm {sheet.year} với {titles} danh hiệu, hình thức khen thưởng.",
    )


@letter(REGISTRATION)
def registration_returned(sheet: RegistrationSheet, reason: str) -> tuple[str, str]:
    return (
        f"Bản đăng ký thi đua năm {sheet.year} bị trả lại",
        f"Bản đăng ký thi đua năm {sheet.year} của {sheet.unit.name} được trả lại để sửa. Lý do: {reason}",
    )


@letter(REGISTRATION)
def registration_accepted(sheet: RegistrationSheet) -> tuple[str, str]:
    return (
        f"Đã tiếp nhận bản đăng ký thi đua năm {sheet.year}",
        f"Bản đăng ký thi đua năm {sheet.year} của {sheet.unit.name} đã được tiếp nhận.",
    )


@letter(PLEDGE)
def signed_together(first: Pledge, number: int) -> tuple[str, str]:
    return (
        f"{number} giao ước thi đua đã ký với {first.superior.name}",
        f"{first.superior.name} đã ký giao ước thi đua năm {first.year} với {number} đơn vị; các giao ước này đã đủ "
        "hai bên ký. Hằng quý, mời đơn vị nhập kết quả thực hiện từng chỉ tiêu.",
    )
