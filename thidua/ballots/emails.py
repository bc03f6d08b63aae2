"""Letters of the ballot box."""

from thidua.ballots.models import Ballot
from thidua.shared.letters import LetterKind, letter

BALLOT = LetterKind(
    "ballots.ballot", "Phiếu kín: mời bỏ phiếu, kết quả, hủy", "Hội đồng, phiếu kín", is_legal=True, must_go=True
)


@letter(BALLOT)
def box_is_open(ballot: Ballot) -> tuple[str, str]:
    """(subject, body) to every voter."""
    return (
        f"Mời bỏ phiếu: {ballot.title}",
        f"Hòm phiếu “{ballot.title}” đã mở. Mời đồng chí vào Hội đồng › Phiếu kín để bỏ phiếu.\n"
        "Phiếu được niêm phong ngay khi gửi; không ai xem được trước khi kiểm phiếu. "
        "Sau khi bỏ phiếu, đồng chí nhận một mã biên nhận để tự kiểm tra phiếu của mình trong danh sách công bố.",
    )


@letter(BALLOT)
def key_is_asked(ballot: Ballot) -> tuple[str, str]:
    """(subject, body) to every trustee of an encrypted ballot."""
    return (
        f"Mời giữ hòm phiếu: {ballot.title}",
        f"Đồng chí là người giữ hòm phiếu “{ballot.title}”. Mời vào Hội đồng › Phiếu kín, mở trang Giữ hòm phiếu trên máy của mình, "
        "chép mã giữ hòm ra giấy và cùng những người giữ hòm khác tạo khóa trước khi mở hòm. "
        f"Sau khi đóng hòm cần {ballot.trustees_needed} người giữ hòm gõ mã để mở kết quả.",
    )


@letter(BALLOT)
def part_is_asked(ballot: Ballot) -> tuple[str, str]:
    """To every trustee of an encrypted ballot that has been closed."""
    return (
        f"Mời mở kết quả: {ballot.title}",
        f"Hòm phiếu “{ballot.title}” đã đóng. Mời đồng chí vào trang Giữ hòm phiếu, gõ mã đã chép ra giấy để mở phần của "
        f"mình; cần {ballot.trustees_needed} người giữ hòm.",
    )


@letter(BALLOT)
def box_is_closed(ballot: Ballot) -> tuple[str, str]:
    """To every voter of an encrypted ballot that has been closed."""
    return (
        f"Hòm phiếu đã đóng: {ballot.title}",
        f"Hòm phiếu “{ballot.title}” đã đóng. Mời đồng chí tìm biên nhận của mình trong danh sách ở Hội đồng › Phiếu kín; nếu thiếu, "
        "hãy báo ngay thư ký trước khi kiểm phiếu.",
    )


@letter(BALLOT)
def box_is_counted(ballot: Ballot) -> tuple[str, str]:
    return (
        f"Kết quả kiểm phiếu: {ballot.title}",
        f"Cuộc bỏ phiếu “{ballot.title}” đã kiểm phiếu. Đồng chí có thể xem kết quả, "
        "tìm mã biên nhận của mình và tự đếm lại ở Hội đồng › Phiếu kín.",
    )


@letter(BALLOT)
def ballot_is_cancelled(ballot: Ballot) -> tuple[str, str]:
    return (
        f"Hủy cuộc bỏ phiếu: {ballot.title}",
        f"Cuộc bỏ phiếu “{ballot.title}” đã hủy. Lý do: {ballot.cancelled_reason}\nCác phiếu đã bỏ không được mở.",
    )
