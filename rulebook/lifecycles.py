"""One table per life-cycle. A state changes only by a move listed here; the diagrams are made from the table."""

from dataclasses import dataclass


class ImpossibleMove(ValueError):
    """The act is not possible in this state. The message is Vietnamese and may be shown."""


@dataclass(frozen=True)
class Move:
    """``act`` takes a thing from one state to another; ``who`` is the role that may do it."""

    act: str
    from_: str
    to: str
    who: str
    label_vi: str
    needs_reason: bool = False


@dataclass(frozen=True)
class Lifecycle:
    """States with their screen words, the first state, and every move there is."""

    name: str
    title_vi: str
    states: dict[str, str]
    start: str
    moves: tuple[Move, ...]

    def __post_init__(self) -> None:
        if self.start not in self.states:
            raise ValueError(f"{self.name}: the first state {self.start!r} is not listed")
        seen = set()
        for move in self.moves:
            for state in (move.from_, move.to):
                if state not in self.states:
                    raise ValueError(f"{self.name}: move {move.act} names the unknown state {state!r}")
            if (move.act, move.from_) in seen:
                raise ValueError(f"{self.name}: {move.act} leaves {move.from_} twice")
            seen.add((move.act, move.from_))

    def move(self, act: str, state: str) -> Move:
        """The move ``act`` makes from ``state``. Raises ``ImpossibleMove``."""
        for move in self.moves:
            if move.act == act and move.from_ == state:
                return move
        shown = self.states.get(state, state)
        label = next((move.label_vi for move in self.moves if move.act == act), act)
        raise ImpossibleMove(f"{self.title_vi} đang ở trạng thái “{shown}”, không thể {label[:1].lower() + label[1:]}.")

    def may(self, act: str, state: str) -> bool:
        return any(move.act == act and move.from_ == state for move in self.moves)

    def target(self, act: str, state: str) -> str:
        """The state after ``act``. Raises ``ImpossibleMove``."""
        return self.move(act, state).to

    def acts_from(self, state: str) -> tuple[Move, ...]:
        return tuple(move for move in self.moves if move.from_ == state)

    def mermaid(self) -> str:
        """The diagram as Mermaid text, the same for the same table."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.start}"]
        lines += [f"    {code} : {label}" for code, label in self.states.items()]
        lines += [f"    {move.from_} --> {move.to} : {move.label_vi}" for move in self.moves]
        ends = [state for state in self.states if not self.acts_from(state)]
        lines += [f"    {state} --> [*]" for state in ends]
        return "\n".join(lines) + "\n"


def _table(name: str, title_vi: str, states: dict[str, str], *moves: tuple) -> Lifecycle:
    return Lifecycle(name, title_vi, states, next(iter(states)), tuple(Move(*move) for move in moves))


_ALL = (
    _table(
        "movement",
        "Phong trào thi đua",
        {"draft": "Dự thảo", "launched": "Đã phát động", "summed_up": "Đã tổng kết", "withdrawn": "Đã rút"},
        ("launch", "draft", "launched", "launcher", "Phát động"),
        ("sum_up", "launched", "summed_up", "launcher", "Tổng kết"),
        ("withdraw", "draft", "withdrawn", "launcher", "Rút", True),
        ("withdraw", "launched", "withdrawn", "launcher", "Rút", True),
    ),
    _table(
        "registration",
        "Đăng ký thi đua",
        {"draft": "Dự thảo", "sent": "Đã gửi", "returned": "Bị trả lại", "accepted": "Đã tiếp nhận"},
        ("send", "draft", "sent", "unit_officer", "Gửi"),
        ("return", "sent", "returned", "emulation_officer", "Trả lại", True),
        ("send", "returned", "sent", "unit_officer", "Gửi lại"),
        ("accept", "sent", "accepted", "emulation_officer", "Tiếp nhận"),
    ),
    _table(
        "pledge",
        "Giao ước thi đua",
        {
            "draft": "Dự thảo",
            "proposed": "Đã đề xuất",
            "signed": "Đã ký",
            "settled": "Đã tổng kết",
            "withdrawn": "Đã rút",
        },
        ("propose", "draft", "proposed", "cluster_head", "Đề xuất"),
        ("revise", "proposed", "draft", "cluster_head", "Sửa lại", True),
        ("sign", "proposed", "signed", "unit_leader", "Ký giao ước"),
        ("settle", "signed", "settled", "cluster_head", "Tổng kết giao ước"),
        ("withdraw", "draft", "withdrawn", "cluster_head", "Rút", True),
        ("withdraw", "proposed", "withdrawn", "cluster_head", "Rút", True),
    ),
    _table(
        "season",
        "Kỳ chấm điểm",
        {
            "self_scoring": "Tự chấm điểm",
            "verifying": "Thẩm định điểm",
            "meeting": "Họp cụm, khối",
            "ranked": "Đã xếp hạng",
            "confirmed": "Đã xác nhận",
        },
        ("start_verification", "self_scoring", "verifying", "cluster_head", "Chuyển sang thẩm định"),
        ("open_meeting", "verifying", "meeting", "cluster_head", "Họp cụm, khối"),
        ("rank", "meeting", "ranked", "cluster_head", "Xếp hạng"),
        ("confirm", "ranked", "confirmed", "emulation_officer", "Xác nhận kết quả"),
        ("reopen", "ranked", "verifying", "emulation_officer", "Mở lại thẩm định", True),
    ),
    _table(
        "scorecard",
        "Phiếu chấm điểm",
        {"draft": "Dự thảo", "sent": "Đã gửi", "returned": "Bị trả lại", "verified": "Đã thẩm định"},
        ("send", "draft", "sent", "unit_officer", "Gửi"),
        ("return", "sent", "returned", "cluster_head", "Trả lại", True),
        ("send", "returned", "sent", "unit_officer", "Gửi lại"),
        ("verify", "sent", "verified", "cluster_head", "Thẩm định"),
        ("reopen", "verified", "sent", "emulation_officer", "Mở lại thẩm định", True),
    ),
    _table(
        "nomination",
        "Hồ sơ đề nghị",
        {
            "draft": "Dự thảo",
            "sent": "Đã gửi",
            "returned": "Bị trả lại",
            "received": "Đã tiếp nhận",
            "appraised": "Đã thẩm định",
            "in_council": "Đang xét ở hội đồng",
            "concluded": "Hội đồng đã kết luận",
            "decided": "Đã có quyết định",
            "withdrawn": "Đã rút",
        },
        ("send", "draft", "sent", "unit_officer", "Gửi"),
        ("send", "returned", "sent", "unit_officer", "Gửi lại"),
        ("return", "sent", "returned", "emulation_officer", "Trả lại", True),
        ("receive", "sent", "received", "emulation_officer", "Tiếp nhận"),
        ("return", "received", "returned", "emulation_officer", "Trả lại", True),
        ("appraise", "received", "appraised", "emulation_officer", "Thẩm định"),
        ("return", "appraised", "returned", "emulation_officer", "Trả lại", True),
        ("put_to_council", "appraised", "in_council", "council_secretary", "Trình hội đồng"),
        ("conclude", "in_council", "concluded", "council_chair", "Kết luận"),
        ("decide", "concluded", "decided", "decider", "Ghi nhận quyết định"),
        ("withdraw", "draft", "withdrawn", "unit_leader", "Rút hồ sơ", True),
        ("withdraw", "sent", "withdrawn", "unit_leader", "Rút hồ sơ", True),
        ("withdraw", "returned", "withdrawn", "unit_leader", "Rút hồ sơ", True),
        ("withdraw", "received", "withdrawn", "unit_leader", "Rút hồ sơ", True),
        ("withdraw", "appraised", "withdrawn", "unit_leader", "Rút hồ sơ", True),
    ),
    _table(
        "ballot",
        "Cuộc bỏ phiếu",
        {"prepared": "Đã chuẩn bị", "open": "Đang mở", "counted": "Đã kiểm phiếu", "cancelled": "Đã hủy"},
        ("open", "prepared", "open", "council_chair", "Mở bỏ phiếu"),
        ("count", "open", "counted", "counting_board", "Kiểm phiếu"),
        ("cancel", "prepared", "cancelled", "council_chair", "Hủy", True),
        ("cancel", "open", "cancelled", "council_chair", "Hủy", True),
    ),
    _table(
        "council_session",
        "Phiên họp hội đồng",
        {"prepared": "Đã chuẩn bị", "open": "Đang họp", "closed": "Đã kết thúc"},
        ("open", "prepared", "open", "council_chair", "Khai mạc"),
        ("close", "open", "closed", "council_chair", "Bế mạc"),
    ),
    _table(
        "decision",
        "Quyết định khen thưởng",
        {"draft": "Dự thảo", "signed": "Đã ký", "issued": "Đã ban hành", "withdrawn": "Đã thu hồi"},
        ("sign", "draft", "signed", "decider", "Ký"),
        ("issue", "signed", "issued", "clerk", "Ban hành"),
        ("withdraw", "draft", "withdrawn", "decider", "Rút", True),
        ("withdraw", "signed", "withdrawn", "decider", "Rút", True),
        ("withdraw", "issued", "withdrawn", "decider", "Thu hồi", True),
    ),
    _table(
        "conference",
        "Hội nghị",
        {"planned": "Đã lên kế hoạch", "held": "Đã tổ chức"},
        ("hold", "planned", "held", "organiser", "Ghi nhận đã tổ chức"),
    ),
    _table(
        "article",
        "Bài viết",
        {"draft": "Bản nháp", "published": "Đã đăng", "withdrawn": "Đã gỡ"},
        ("publish", "draft", "published", "editor", "Đăng"),
        ("withdraw", "draft", "withdrawn", "editor", "Hủy bản nháp", True),
        ("withdraw", "published", "withdrawn", "editor", "Gỡ bài", True),
    ),
)

LIFECYCLES: dict[str, Lifecycle] = {each.name: each for each in _ALL}
