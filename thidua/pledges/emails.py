"""Letters of this stage: (subject, body)."""

from thidua.pledges.changes import title_of
from thidua.pledges.models import JointPledge, Pledge, PledgeChange, RegistrationSheet
from thidua.shared.letters import LetterKind, letter
from thidua.shared.wording import vi_date
from thidua.signing.models import SignedFile

SIGNING = LetterKind("pledges.signing", "Giao ước chờ ký, chữ ký không còn hiệu lực", "Đăng ký, giao ước")
PLEDGE = LetterKind("pledges.pledge", "Giao ước đã ký, đã rút", "Đăng ký, giao ước")
TALKS = LetterKind("pledges.talks", "Giao ước: đề nghị sửa và trả lời", "Đăng ký, giao ước")
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


@letter(SIGNING)
def said_to_have_signed(pledge: Pledge, file: SignedFile) -> tuple[str, str]:
    waits = (
        f" Chữ ký này chưa được tính: chờ văn thư của {file.place.unit.name} xác nhận."
        if file.outcome == SignedFile.Outcome.FLAGGED
        else ""
    )
    return (
        f"Ghi nhận bạn đã ký bản giấy: giao ước của {pledge.unit.name}",
        f"{file.received_by.display_name} tải lên bản quét giao ước thi đua năm {pledge.year} giữa {pledge.superior.name} "
        f"và {pledge.unit.name}, ghi bạn đã ký ngày {vi_date(file.signed_on)}.{waits} Nếu bạn không ký, hãy báo ngay văn "
        "thư của đơn vị.",
    )


@letter(SIGNING)
def scan_to_confirm(pledge: Pledge, file: SignedFile) -> tuple[str, str]:
    return (
        f"Chữ ký trên bản giấy chờ xác nhận: giao ước của {pledge.unit.name}",
        f"{file.received_by.display_name} tải lên bản quét giao ước thi đua năm {pledge.year} của {pledge.unit.name} và "
        f"ghi {file.signer.display_name} đã ký cho {file.place.unit.name}. Mời đối chiếu bản giấy rồi xác nhận hoặc từ "
        "chối ở trang “Ký số, ký giấy” của giao ước.",
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


@letter(TALKS)
def offered(pledge: Pledge) -> tuple[str, str]:
    return (
        f"Góp ý giao ước thi đua: {pledge.unit.name}",
        f"{pledge.unit.name} gửi dự thảo giao ước thi đua năm {pledge.year} để {pledge.superior.name} góp ý. Mỗi đề nghị "
        "sửa được ghi kèm nội dung cũ, mới và chờ bên kia trả lời.",
    )


@letter(TALKS)
def change_proposed(change: PledgeChange) -> tuple[str, str]:
    pledge = change.pledge
    kind = "Đề nghị lập phụ lục" if change.is_supplement else "Đề nghị sửa dự thảo"
    return (
        f"{kind} giao ước: {pledge.unit.name}"[:200],
        f"{kind} giao ước thi đua năm {pledge.year} giữa {pledge.superior.name} và {pledge.unit.name}. "
        f"{title_of(change)}. Lý do: {change.reason}",
    )


@letter(TALKS)
def change_answered(change: PledgeChange) -> tuple[str, str]:
    pledge = change.pledge
    why = f" Lý do: {change.answer_reason}" if change.answer_reason else ""
    return (
        f"{change.get_answer_display()}: đề nghị số {change.ordinal}, giao ước của {pledge.unit.name}"[:200],
        f"{title_of(change)}. Bên kia trả lời: {change.get_answer_display().lower()}.{why}",
    )


@letter(SIGNING)
def joint_proposed(joint: JointPledge) -> tuple[str, str]:
    return (
        f"Giao ước chung chờ ký: {joint.cluster.name}",
        f"Giao ước thi đua chung năm {joint.year} của {joint.cluster.name} đang chờ thủ trưởng các đơn vị thành viên ký.",
    )


@letter(SIGNING)
def joint_taken_back(joint: JointPledge) -> tuple[str, str]:
    return (
        f"Chữ ký không còn hiệu lực: giao ước chung của {joint.cluster.name}",
        f"Giao ước thi đua chung năm {joint.year} của {joint.cluster.name} được lấy lại để sửa. Chữ ký của bạn trên bản "
        "cũ không còn hiệu lực; bản mới sẽ được trình ký lại.",
    )
