"""Who may run a ballot and who may vote."""

from collections.abc import Sequence
from datetime import date

from thidua.ballots.models import Ballot, BallotTrustee, BallotVoter
from thidua.shared.denied import Denied
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role

Role = RoleGrant.Role
RUNS = (Role.COUNCIL_SECRETARY, Role.COUNCIL_CHAIR, Role.OFFICER)
PHRASE_LENGTH = 12

_CLOSED = {
    "prepared": "Cuộc bỏ phiếu chưa mở.",
    "closed": "Hòm phiếu đã đóng, không nhận thêm phiếu.",
    "counted": "Cuộc bỏ phiếu đã kiểm phiếu, không nhận thêm phiếu.",
    "cancelled": "Cuộc bỏ phiếu đã hủy.",
}


_VOTED = {
    "online": "Phiếu của bạn đã ở trong hòm. Mỗi người bỏ một phiếu và không sửa lại được.",
    "paper": "Bạn đã nhận phiếu giấy nên không bỏ phiếu trên hệ thống nữa.",
    "written": "Ý kiến bằng văn bản của bạn đã được ghi nhận nên bạn không bỏ phiếu trên hệ thống nữa.",
}
MOST_TRUSTEES = 9


def check_can_prepare(user, unit: Unit, on: date) -> None:
    check_has_role(user, RUNS, unit, on, "chuẩn bị cuộc bỏ phiếu")


def check_can_run(user, ballot: Ballot, on: date, to_do: str) -> None:
    """A trustee of the ballot, or who runs ballots in its unit. Running gives no sight of any vote."""
    if not ballot.trustees.filter(user=user).exists():
        check_has_role(user, RUNS, ballot.unit, on, to_do)


def check_can_strike(user, ballot: Ballot, on: date) -> None:
    """Who runs ballots of the unit, or its head, who changes councils."""
    check_has_role(user, (*RUNS, Role.HEAD), ballot.unit, on, "đưa người ra khỏi danh sách bỏ phiếu")


def check_can_cancel(user, ballot: Ballot, on: date) -> None:
    check_has_role(user, RUNS, ballot.unit, on, "hủy cuộc bỏ phiếu")


def check_can_cast(user, ballot: Ballot) -> None:
    """Listed, not yet voted, and the box open."""
    row = BallotVoter.objects.filter(ballot=ballot, user=user).first()
    if row is None:
        raise Denied("Bạn không có trong danh sách bỏ phiếu.")
    if row.struck_at is not None:
        raise Denied("Bạn đã được đưa ra khỏi danh sách bỏ phiếu. Hãy hỏi thư ký.")
    if reason := _CLOSED.get(ballot.state):
        raise Denied(reason)
    if row.has_voted:
        raise Denied(_VOTED[row.way])


def check_phrases(phrases: Sequence[str]) -> None:
    """The two phrases a box is locked with: long enough and different."""
    if any(len(phrase) < PHRASE_LENGTH for phrase in phrases):
        raise Denied(f"Mật khẩu mở hòm phiếu cần ít nhất {PHRASE_LENGTH} ký tự.")
    if len(set(phrases)) != len(phrases):
        raise Denied("Hai người giữ hòm phiếu phải đặt hai mật khẩu khác nhau.")


def check_circle(mode: str, trustees: Sequence, needed: int) -> None:
    """Who keeps the box: in a room exactly two, otherwise two to nine, of whom at least two open it."""
    if mode not in Ballot.Mode.values:
        raise Denied("Cách bỏ phiếu đã chọn không có trong danh sách.")
    different = len({trustee.pk for trustee in trustees}) == len(trustees)
    if mode == Ballot.Mode.ROOM and (len(trustees) != 2 or not different):
        raise Denied("Hòm phiếu cần đúng hai người giữ khác nhau.")
    if not different or not 2 <= len(trustees) <= MOST_TRUSTEES:
        raise Denied(f"Hòm phiếu cần từ hai đến {MOST_TRUSTEES} người giữ khác nhau.")
    if not 2 <= needed <= len(trustees):
        raise Denied("Số người giữ hòm cùng mở kết quả phải từ hai đến tổng số người giữ hòm.")


def trustee_row(user, ballot: Ballot) -> BallotTrustee:
    """The account's own place among the trustees of an encrypted ballot; Denied for anybody else."""
    row = ballot.trustees.filter(user=user).first()
    if row is None:
        raise Denied("Bạn không phải người giữ hòm phiếu này.")
    if ballot.mode != Ballot.Mode.ENCRYPTED:
        raise Denied("Hòm phiếu này được khóa bằng mật khẩu, không dùng mã giữ hòm.")
    return row


def check_can_see_opinions(user, ballot: Ballot, on: date) -> None:
    check_can_run(user, ballot, on, "xem ý kiến bằng văn bản")
