"""Who may run a ballot and who may vote."""

from collections.abc import Sequence
from datetime import date

from thidua.ballots.models import Ballot, BallotVoter
from thidua.shared.denied import Denied
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role

Role = RoleGrant.Role
RUNS = (Role.COUNCIL_SECRETARY, Role.COUNCIL_CHAIR, Role.OFFICER)
PHRASE_LENGTH = 12

_CLOSED = {
    "prepared": "Cuộc bỏ phiếu chưa mở.",
    "counted": "Cuộc bỏ phiếu đã kiểm phiếu, không nhận thêm phiếu.",
    "cancelled": "Cuộc bỏ phiếu đã hủy.",
}


def check_can_prepare(user, unit: Unit, on: date) -> None:
    check_has_role(user, RUNS, unit, on, "chuẩn bị cuộc bỏ phiếu")


def check_can_run(user, ballot: Ballot, on: date, to_do: str) -> None:
    """A trustee of the ballot, or who runs ballots in its unit. Running gives no sight of any vote."""
    if not ballot.trustees.filter(user=user).exists():
        check_has_role(user, RUNS, ballot.unit, on, to_do)


def check_can_cancel(user, ballot: Ballot, on: date) -> None:
    check_has_role(user, RUNS, ballot.unit, on, "hủy cuộc bỏ phiếu")


def check_can_cast(user, ballot: Ballot) -> None:
    """Listed, not yet voted, and the box open."""
    row = BallotVoter.objects.filter(ballot=ballot, user=user).first()
    if row is None:
        raise Denied("Bạn không có trong danh sách bỏ phiếu.")
    if reason := _CLOSED.get(ballot.state):
        raise Denied(reason)
    if row.has_voted:
        raise Denied("Phiếu của bạn đã ở trong hòm. Mỗi người bỏ một phiếu và không sửa lại được.")


def check_phrases(phrases: Sequence[str]) -> None:
    """The two phrases a box is locked with: long enough and different."""
    if any(len(phrase) < PHRASE_LENGTH for phrase in phrases):
        raise Denied(f"Mật khẩu mở hòm phiếu cần ít nhất {PHRASE_LENGTH} ký tự.")
    if len(set(phrases)) != len(phrases):
        raise Denied("Hai người giữ hòm phiếu phải đặt hai mật khẩu khác nhau.")
