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
        f"Hòm phiếu “{ballot.title}” đã mở. Mời đồng chí vào mục Phiếu kín để bỏ phiếu.\n"
        "Phiếu được niêm phong ngay khi gửi; không ai xem được trước khi kiểm phiếu. "
        "Sau khi bỏ phiếu, đồng chí nhận một mã biên nhận để tự kiểm tra phiếu của mình trong danh sách công bố.",
    )


@letter(BALLOT)
def box_is_counted(ballot: Ballot) -> tuple[str, str]:
    return (
        f"Kết quả kiểm phiếu: {ballot.title}",
        f"Cuộc bỏ phiếu “{ballot.title}” đã kiểm phiếu. Đồng chí có thể xem kết quả, "
        "tìm mã biên nhận của mình và tự đếm lại trong mục Phiếu kín.",
    )


@letter(BALLOT)
def ballot_is_cancelled(ballot: Ballot) -> tuple[str, str]:
    return (
        f"Hủy cuộc bỏ phiếu: {ballot.title}",
        f"Cuộc bỏ phiếu “{ballot.title}” đã hủy. Lý do: {ballot.cancelled_reason}\nCác phiếu đã bỏ không được mở.",
    )
