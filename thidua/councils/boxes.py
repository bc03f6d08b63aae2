"""How the box of a session is kept: encrypted on the members' devices wherever enough people can keep it, else in one room."""

from collections.abc import Sequence
from dataclasses import dataclass

from thidua.accounts.models import User
from thidua.ballots.models import Ballot
from thidua.councils.models import CouncilMember, CouncilSession
from thidua.councils.queries import Seat, seats_of
from thidua.shared.denied import Denied

Mode = Ballot.Mode
Role = CouncilMember.Role
# Three keep and two open: the result is there although one of them falls ill or loses the code.
KEEPERS, NEEDED = 3, 2
_ORDER = (Role.CHAIR, Role.SECRETARY, Role.STANDING_VICE, Role.VICE_CHAIR, Role.MEMBER)


@dataclass(frozen=True)
class Keeping:
    """A way of keeping a box: who, how many of them open it, and why it is not encrypted ("" where it is)."""

    mode: str
    keepers: tuple[User, ...]
    needed: int
    why: str = ""


def keeping_of(seats: Sequence[Seat]) -> Keeping:
    """What is proposed for a council of these seats. Three keep an encrypted box: chair, secretary, then vice chairs, then
    members, in the order of their appointment, with accounts that can sign in."""
    able = [seat for seat in seats if seat.user.is_active]
    able.sort(key=lambda seat: (_ORDER.index(Role(seat.member.role)), seat.member.pk))
    if len(able) >= KEEPERS:
        return Keeping(Mode.ENCRYPTED, tuple(seat.user for seat in able[:KEEPERS]), NEEDED)
    why = (
        f"Chưa mã hóa trên máy của thành viên được: cần {KEEPERS} người giữ hòm có tài khoản đang dùng (để một người vắng "
        f"hoặc mất mã vẫn kiểm phiếu được), Hội đồng mới có {len(able)}."
    )
    return Keeping(Mode.ROOM, in_a_room(seats), NEEDED, why)


def in_a_room(seats: Sequence[Seat]) -> tuple[User, ...]:
    """The two who keep a box in one room: chair and secretary."""
    return tuple(seat.user for seat in seats if seat.member.role in (Role.CHAIR, Role.SECRETARY))


def chosen_keeping(seats: Sequence[Seat], mode: str) -> Keeping:
    """What the secretary chose; "" is what is proposed. Denied for encrypted where too few people can keep the box."""
    proposed = keeping_of(seats)
    if mode and mode not in Mode.values:
        raise Denied("Cách bỏ phiếu đã chọn không có trong danh sách.")
    if mode == Mode.ENCRYPTED and proposed.mode != Mode.ENCRYPTED:
        raise Denied(proposed.why)
    if mode == Mode.ROOM and proposed.mode != Mode.ROOM:
        return Keeping(Mode.ROOM, in_a_room(seats), NEEDED)
    return proposed


def words_of(keeping: Keeping) -> str:
    """What the form says of the proposal."""
    if keeping.mode == Mode.ROOM:
        return keeping.why
    names = ", ".join(user.display_name for user in keeping.keepers)
    return f"Mặc định: mã hóa trên máy của thành viên. Người giữ hòm: {names}; {keeping.needed} người mở được kết quả."


def why_in_a_room(session: CouncilSession) -> str:
    """Why the box of the session is not encrypted; "" where it is or there is none."""
    if session.ballot is None or session.ballot.mode != Mode.ROOM:
        return ""
    return keeping_of(seats_of(session)).why or "Thư ký đã chọn bỏ phiếu tại một phòng cho phiên này."
