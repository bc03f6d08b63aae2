"""Every life-cycle of the work as one table: what is not listed here cannot happen.

The stages pass through :mod:`thidua.shared.gate`, which reads this table; docs/states.md is generated from it and
compared in ``make check``.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Move:
    """One act that leads from some states to one state; ``who`` is the role that usually performs it."""

    act: str
    from_: tuple[str, ...]
    to: str
    who: str
    label_vi: str


@dataclass(frozen=True)
class Lifecycle:
    """States with their Vietnamese labels, the states a thing may begin in (mostly one), the closed list of moves."""

    name: str
    title_vi: str
    states: dict[str, str]
    starts: tuple[str, ...]
    moves: tuple[Move, ...]

    def may(self, act: str, state: str) -> bool:
        """Whether ``act`` is possible from ``state``."""
        return any(move.act == act and state in move.from_ for move in self.moves)

    def target(self, act: str, state: str) -> str:
        """The state ``act`` leads to; KeyError when it is not possible."""
        for move in self.moves:
            if move.act == act and state in move.from_:
                return move.to
        raise KeyError(f"{self.name}: no move {act!r} from {state!r}")

    def acts(self, state: str) -> list[str]:
        """The acts possible from ``state``, in the order of the table."""
        return [move.act for move in self.moves if state in move.from_]

    def mermaid(self) -> str:
        """The state diagram as Mermaid text."""
        lines = ["stateDiagram-v2", *(f"    [*] --> {state}" for state in self.starts)]
        lines += [f"    {state} : {label}" for state, label in self.states.items()]
        lines += [f"    {source} --> {move.to} : {move.label_vi}" for move in self.moves for source in move.from_]
        return "\n".join(lines)


def _cycle(name: str, title_vi: str, states: dict[str, str], *moves: Move, starts: int = 1) -> Lifecycle:
    """``starts``: how many of the first states a thing may begin in."""
    for move in moves:
        unknown = {*move.from_, move.to} - set(states)
        if unknown:
            raise ValueError(f"{name}.{move.act} names unknown states {sorted(unknown)}")
    return Lifecycle(name, title_vi, states, tuple(states)[:starts], moves)


LIFECYCLES: dict[str, Lifecycle] = {
    cycle.name: cycle
    for cycle in (
        _cycle(
            "plan_item",
            "việc trong kế hoạch của cụm, khối",
            {"planned": "Chưa thực hiện", "done": "Đã thực hiện", "withdrawn": "Đã bỏ"},
            Move("do", ("planned",), "done", "cluster_head", "Ghi nhận đã thực hiện"),
            Move("reopen", ("done",), "planned", "cluster_head", "Ghi nhận lại"),
            Move("withdraw", ("planned",), "withdrawn", "cluster_head", "Bỏ khỏi kế hoạch"),
        ),
        _cycle(
            "gathering",
            "buổi giao ban, giao lưu",
            {"planned": "Đã lên lịch", "held": "Đã tổ chức", "cancelled": "Đã hủy"},
            Move("hold", ("planned",), "held", "cluster_head", "Ghi nhận đã tổ chức"),
            Move("cancel", ("planned",), "cancelled", "cluster_head", "Hủy"),
        ),
        _cycle(
            "movement",
            "phong trào",
            {"draft": "Dự thảo", "launched": "Đã phát động", "summed_up": "Đã tổng kết", "withdrawn": "Đã rút"},
            Move("launch", ("draft",), "launched", "head", "Phát động"),
            Move("sum_up", ("launched",), "summed_up", "officer", "Tổng kết"),
            Move("withdraw", ("draft", "launched"), "withdrawn", "head", "Rút lại"),
        ),
        _cycle(
            "movement_review",
            "đợt sơ kết, tổng kết phong trào",
            {"open": "Đang lấy kết quả", "closed": "Đã có báo cáo"},
            Move("close", ("open",), "closed", "head", "Ban hành báo cáo"),
        ),
        _cycle(
            "registration",
            "bản đăng ký thi đua",
            {"draft": "Đang lập", "sent": "Đã gửi", "returned": "Trả lại để sửa", "accepted": "Đã tiếp nhận"},
            Move("send", ("draft", "returned"), "sent", "officer", "Gửi"),
            Move("return", ("sent",), "returned", "officer", "Trả lại"),
            Move("accept", ("sent",), "accepted", "officer", "Tiếp nhận"),
        ),
        _cycle(
            "pledge",
            "giao ước thi đua",
            {
                "draft": "Đang soạn",
                "negotiating": "Đang thương thảo",
                "proposed": "Chờ ký",
                "signed": "Đã ký",
                "settled": "Đã tổng kết",
                "withdrawn": "Đã rút",
            },
            Move("offer", ("draft",), "negotiating", "officer", "Gửi bên kia góp ý"),
            Move("propose", ("draft", "negotiating"), "proposed", "officer", "Trình ký"),
            Move("take_back", ("proposed",), "draft", "officer", "Lấy lại để sửa"),
            Move("reopen", ("proposed",), "negotiating", "officer", "Lấy lại để thương thảo tiếp"),
            Move("sign", ("proposed",), "signed", "head", "Ký đủ hai bên"),
            Move("settle", ("signed",), "settled", "officer", "Tổng kết"),
            Move("withdraw", ("draft", "negotiating", "proposed"), "withdrawn", "head", "Rút lại"),
        ),
        _cycle(
            "signing",
            "việc lấy chữ ký",
            {"open": "Đang lấy chữ ký", "complete": "Đủ chữ ký", "closed": "Đã dừng"},
            Move("complete", ("open",), "complete", "head", "Ký đủ các bên"),
            Move("close", ("open",), "closed", "officer", "Dừng"),
        ),
        _cycle(
            "rubric",
            "bảng tiêu chí",
            {"draft": "Đang soạn", "frozen": "Đã khóa", "withdrawn": "Đã rút"},
            Move("freeze", ("draft",), "frozen", "officer", "Khóa bảng"),
            Move("withdraw", ("draft", "frozen"), "withdrawn", "officer", "Rút lại"),
        ),
        _cycle(
            "season",
            "mùa chấm điểm",
            {
                "self_scoring": "Tự chấm điểm",
                "verifying": "Thẩm định điểm",
                "meeting": "Họp cụm, khối",
                "ranked": "Đã xếp hạng",
                "confirmed": "Đã công nhận",
            },
            Move("start_verifying", ("self_scoring",), "verifying", "cluster_head", "Kết thúc tự chấm"),
            Move("call_meeting", ("verifying",), "meeting", "cluster_head", "Họp cụm, khối"),
            Move("rank", ("meeting",), "ranked", "cluster_head", "Xếp hạng"),
            Move("reopen", ("meeting", "ranked"), "verifying", "cluster_head", "Thẩm định lại"),
            Move("recall", ("ranked", "meeting"), "meeting", "cluster_head", "Sửa điểm theo kiến nghị, xếp hạng lại"),
            Move("confirm", ("ranked",), "confirmed", "appraiser", "Công nhận kết quả"),
        ),
        _cycle(
            "scorecard",
            "bảng điểm",
            {
                "draft": "Đang tự chấm",
                "sent": "Đã gửi",
                "returned": "Trả lại để sửa",
                "verified": "Đã thẩm định",
                "closed": "Thôi tham gia",
            },
            Move("send", ("draft", "returned"), "sent", "officer", "Gửi bảng điểm"),
            Move("return", ("sent",), "returned", "cluster_head", "Trả lại"),
            Move("verify", ("sent",), "verified", "cluster_head", "Thẩm định xong"),
            Move("reopen", ("verified",), "sent", "cluster_head", "Thẩm định lại"),
            Move("close", ("draft", "sent", "returned", "verified"), "closed", "officer", "Thôi tham gia"),
        ),
        _cycle(
            "mark_sheet",
            "phiếu chấm",
            {"open": "Đang chấm", "given": "Đã chấm", "set_aside": "Không dùng nữa"},
            Move("give", ("open",), "given", "officer", "Gửi phiếu chấm"),
            Move("ask_again", ("given",), "open", "cluster_head", "Đề nghị chấm lại"),
            Move("set_aside", ("open", "given"), "set_aside", "cluster_head", "Không dùng nữa"),
        ),
        _cycle(
            "objection",
            "kiến nghị",
            {"open": "Chờ trả lời", "upheld": "Đã sửa điểm", "refused": "Giữ nguyên điểm", "withdrawn": "Đã rút"},
            Move("uphold", ("open",), "upheld", "cluster_head", "Sửa điểm"),
            Move("refuse", ("open",), "refused", "cluster_head", "Giữ nguyên"),
            Move("withdraw", ("open",), "withdrawn", "officer", "Rút kiến nghị"),
        ),
        _cycle(
            "nomination",
            "hồ sơ đề nghị",
            {
                "draft": "Đang lập",
                "sent": "Đã gửi",
                "returned": "Trả lại để sửa",
                "received": "Đang thẩm định",
                "asked": "Chờ đơn vị trả lời",
                "appraised": "Đã thẩm định",
                "in_council": "Trình Hội đồng",
                "concluded": "Hội đồng đã kết luận",
                "forwarded": "Đã trình cấp trên",
                "decided": "Đã có quyết định",
                "joined": "Đã ghép vào hồ sơ khác",
                "withdrawn": "Đã rút",
            },
            Move("send", ("draft", "returned"), "sent", "officer", "Gửi hồ sơ"),
            Move("receive", ("sent",), "received", "appraiser", "Tiếp nhận"),
            Move("recall", ("sent",), "draft", "officer", "Rút lại để sửa"),
            Move("return", ("sent", "received", "asked"), "returned", "appraiser", "Trả lại"),
            Move("ask", ("received",), "asked", "appraiser", "Hỏi theo trường hợp"),
            Move("reply", ("asked",), "received", "officer", "Trả lời"),
            Move("join", ("received",), "joined", "appraiser", "Ghép vào hồ sơ khác"),
            Move("appraise", ("received",), "appraised", "appraiser", "Thẩm định xong"),
            Move("bring_to_council", ("appraised",), "in_council", "council_secretary", "Đưa ra Hội đồng"),
            Move("take_off_agenda", ("in_council",), "appraised", "council_secretary", "Rút khỏi chương trình họp"),
            Move("conclude", ("in_council",), "concluded", "council_chair", "Kết luận"),
            Move("reconsider", ("concluded",), "in_council", "council_chair", "Hội đồng xem lại"),
            Move("decide", ("concluded", "appraised"), "decided", "decider", "Ban hành quyết định"),
            Move("forward", ("concluded",), "forwarded", "head", "Trình cấp trên"),
            Move("answer", ("forwarded",), "decided", "officer", "Ghi kết quả của cấp trên"),
            Move("withdraw", ("draft", "sent", "returned", "received", "asked"), "withdrawn", "head", "Rút hồ sơ"),
        ),
        _cycle(
            "consultation",
            "đợt lấy ý kiến",
            {"open": "Đang lấy ý kiến", "published": "Đã công bố kết quả", "cancelled": "Đã hủy"},
            Move("publish", ("open",), "published", "appraiser", "Công bố kết quả"),
            Move("cancel", ("open",), "cancelled", "appraiser", "Hủy đợt lấy ý kiến"),
        ),
        _cycle(
            "ballot",
            "cuộc bỏ phiếu",
            {
                "prepared": "Chuẩn bị",
                "open": "Đang bỏ phiếu",
                "closed": "Đã đóng hòm, chờ kiểm phiếu",
                "counted": "Đã kiểm phiếu",
                "cancelled": "Đã hủy",
            },
            Move("open", ("prepared",), "open", "council_secretary", "Mở hòm phiếu"),
            Move("close", ("open",), "closed", "council_secretary", "Đóng hòm phiếu"),
            Move("count", ("open", "closed"), "counted", "council_chair", "Kiểm phiếu"),
            Move("cancel", ("prepared", "open", "closed"), "cancelled", "council_chair", "Hủy cuộc bỏ phiếu"),
        ),
        _cycle(
            "council_session",
            "phiên họp Hội đồng",
            {
                "prepared": "Chuẩn bị",
                "open": "Đang họp",
                "paused": "Tạm hoãn",
                "closed": "Đã kết thúc",
                "cancelled": "Đã hủy",
            },
            Move("open", ("prepared",), "open", "council_secretary", "Khai mạc"),
            Move("pause", ("open",), "paused", "council_chair", "Tạm hoãn"),
            Move("resume", ("paused",), "open", "council_chair", "Họp tiếp"),
            Move("close", ("open",), "closed", "council_chair", "Kết thúc phiên họp"),
            Move("reopen", ("closed",), "open", "council_chair", "Mở lại"),
            Move("cancel", ("prepared",), "cancelled", "council_secretary", "Hủy phiên họp"),
        ),
        _cycle(
            "decision",
            "quyết định",
            {
                "draft": "Dự thảo",
                "signed": "Đã ký",
                "numbered": "Đã cấp số, chờ ký số",
                "issued": "Đã ban hành",
                "withdrawn": "Đã rút",
            },
            Move("sign", ("draft",), "signed", "decider", "Ký"),
            Move("issue", ("signed",), "issued", "clerk", "Cấp số, ban hành"),
            Move("number", ("signed",), "numbered", "clerk", "Cấp số để ký số"),
            Move("finish", ("numbered",), "issued", "clerk", "Đủ chữ ký số, ban hành"),
            Move("withdraw", ("draft", "signed", "numbered"), "withdrawn", "decider", "Rút dự thảo"),
        ),
        _cycle(
            "decision_copy",
            "bản gửi nơi nhận",
            {"listed": "Chờ gửi", "delivered": "Đã gửi, chờ nhận", "acknowledged": "Đã nhận"},
            Move("deliver", ("listed",), "delivered", "clerk", "Gửi"),
            Move("acknowledge", ("delivered",), "acknowledged", "officer", "Xác nhận đã nhận"),
        ),
        _cycle(
            "exchange_package",
            "gói tin liên thông văn bản",
            {
                "made": "Đã lập, chờ gửi",
                "arrived": "Mới đến",
                "handed_over": "Đã chuyển đi",
                "taken": "Đã tiếp nhận",
                "refused": "Đã trả lại",
            },
            Move("hand_over", ("made",), "handed_over", "clerk", "Ghi nhận đã chuyển"),
            Move("take", ("arrived",), "taken", "clerk", "Tiếp nhận"),
            Move("refuse", ("arrived",), "refused", "clerk", "Trả lại"),
            starts=2,
        ),
        _cycle(
            "print_run",
            "đợt in giấy khen, bằng khen",
            {"waiting": "Đang in", "made": "Đã có tệp in", "stopped": "Đã dừng", "discarded": "Đã bỏ"},
            Move("finish", ("waiting",), "made", "worker", "Xong mọi tệp"),
            Move("rest", ("waiting",), "stopped", "worker", "Việc in bị dừng"),
            Move("resume", ("stopped",), "waiting", "clerk", "In tiếp"),
            Move("discard", ("made", "stopped"), "discarded", "clerk", "Bỏ đợt in"),
        ),
        _cycle(
            "certificate_copy",
            "tờ giấy khen, bằng khen",
            {
                "planned": "Chờ in",
                "printed": "Đang dùng",
                "spoiled": "Hỏng",
                "replaced": "Đã thay bằng tờ khác",
                "dropped": "Không in",
            },
            Move("print", ("planned",), "printed", "worker", "In"),
            Move("drop", ("planned",), "dropped", "worker", "Không in"),
            Move("spoil", ("printed",), "spoiled", "clerk", "Báo hỏng, in tờ khác"),
            Move("replace", ("printed",), "replaced", "clerk", "Cấp đổi, cấp lại"),
        ),
        _cycle(
            "bonus_list",
            "danh sách chi tiền thưởng",
            {
                "draft": "Đang lập",
                "checked": "Kế toán đã kiểm tra",
                "approved": "Đã duyệt chi",
                "withdrawn": "Đã rút",
            },
            Move("check", ("draft",), "checked", "accountant", "Kiểm tra xong"),
            Move("return", ("checked",), "draft", "decider", "Trả lại để sửa"),
            Move("approve", ("checked",), "approved", "decider", "Duyệt chi"),
            Move("withdraw", ("draft", "checked"), "withdrawn", "accountant", "Rút danh sách"),
        ),
        _cycle(
            "reissue",
            "đề nghị cấp đổi, cấp lại",
            {
                "received": "Đã tiếp nhận",
                "granted": "Đồng ý, chờ trao",
                "done": "Đã trao",
                "refused": "Không đồng ý",
                "withdrawn": "Đã rút",
            },
            Move("grant", ("received",), "granted", "decider", "Đồng ý cấp đổi, cấp lại"),
            Move("refuse", ("received",), "refused", "decider", "Không đồng ý"),
            Move("finish", ("granted",), "done", "clerk", "Đã trao bản mới"),
            Move("withdraw", ("received", "granted"), "withdrawn", "clerk", "Người đề nghị rút"),
        ),
        _cycle(
            "conference",
            "hội nghị",
            {"planned": "Đã lên lịch", "held": "Đã tổ chức", "cancelled": "Đã hủy"},
            Move("hold", ("planned",), "held", "officer", "Ghi nhận đã tổ chức"),
            Move("cancel", ("planned",), "cancelled", "officer", "Hủy hội nghị"),
        ),
        _cycle(
            "article",
            "bài viết",
            {"draft": "Bản nháp", "scheduled": "Hẹn giờ đăng", "published": "Đã đăng", "withdrawn": "Đã gỡ"},
            Move("schedule", ("draft",), "scheduled", "editor", "Hẹn giờ đăng"),
            Move("unschedule", ("scheduled",), "draft", "editor", "Bỏ hẹn giờ"),
            Move("publish", ("draft", "scheduled"), "published", "editor", "Đăng bài"),
            Move("withdraw", ("published",), "withdrawn", "editor", "Gỡ bài"),
        ),
        _cycle(
            "exemplar",
            "gương điển hình",
            {
                "spotted": "Mới phát hiện",
                "verified": "Đã xác minh",
                "told": "Đã nêu gương",
                "copied": "Đã nhân rộng",
                "dropped": "Không nêu gương",
                "consent_ended": "Rút lại đồng ý",
            },
            Move("verify", ("spotted",), "verified", "editor", "Xác minh"),
            Move("tell", ("verified",), "told", "editor", "Nêu gương"),
            Move("take_back", ("told",), "verified", "editor", "Gỡ bài nêu gương"),
            Move("copy", ("told", "copied"), "copied", "editor", "Ghi nơi học tập, nhân rộng"),
            Move("drop", ("spotted", "verified"), "dropped", "editor", "Không nêu gương"),
            Move("end_consent", ("verified", "told", "copied"), "consent_ended", "editor", "Ghi nhận rút lại đồng ý"),
        ),
        _cycle(
            "comment",
            "ý kiến bạn đọc",
            {"waiting": "Chờ duyệt", "published": "Đã đăng", "refused": "Không đăng"},
            Move("publish", ("waiting", "refused"), "published", "editor", "Đăng ý kiến"),
            Move("refuse", ("waiting",), "refused", "editor", "Không đăng"),
            Move("hide", ("published",), "refused", "editor", "Gỡ ý kiến"),
        ),
        _cycle(
            "poll",
            "câu hỏi bình chọn",
            {"draft": "Bản nháp", "open": "Đang hỏi", "closed": "Đã kết thúc"},
            Move("open", ("draft",), "open", "editor", "Đưa lên cổng"),
            Move("close", ("open",), "closed", "editor", "Kết thúc"),
        ),
        _cycle(
            "message",
            "thư bạn đọc",
            {"new": "Chờ trả lời", "answered": "Đã trả lời", "set_aside": "Không trả lời"},
            Move("answer", ("new",), "answered", "editor", "Trả lời"),
            Move("set_aside", ("new",), "set_aside", "editor", "Không trả lời"),
        ),
        _cycle(
            "follow_up",
            "việc phải làm sau khi hủy bỏ khen thưởng",
            {"open": "Chưa làm", "done": "Hoàn thành", "not_needed": "Không phải làm"},
            Move("do", ("open",), "done", "officer", "Ghi nhận đã làm"),
            Move("dispense", ("open",), "not_needed", "officer", "Ghi nhận không phải làm"),
            Move("reopen", ("done", "not_needed"), "open", "officer", "Mở lại"),
        ),
        _cycle(
            "extract",
            "yêu cầu trích lục khen thưởng",
            {"asked": "Chờ cấp", "issued": "Đã cấp", "refused": "Không cấp"},
            Move("issue", ("asked",), "issued", "clerk", "Cấp trích lục"),
            Move("refuse", ("asked",), "refused", "officer", "Từ chối"),
        ),
        _cycle(
            "letter",
            "thông báo",
            {
                "waiting": "Chờ gửi",
                "look": "Chờ xem trước",
                "held": "Tạm giữ",
                "sending": "Đang gửi",
                "sent": "Đã gửi",
                "inside": "Chỉ trên hệ thống",
                "failed": "Gửi lỗi",
                "cancelled": "Đã hủy",
            },
            Move("hold", ("waiting", "look"), "held", "officer", "Tạm giữ"),
            Move("release", ("look", "held"), "waiting", "officer", "Cho gửi"),
            Move("send_now", ("look", "held", "waiting", "failed"), "waiting", "officer", "Gửi ngay"),
            Move("cancel", ("look", "held", "waiting", "failed"), "cancelled", "officer", "Hủy, không gửi"),
            Move("claim", ("waiting",), "sending", "worker", "Bắt đầu gửi"),
            Move("keep_inside", ("waiting",), "inside", "worker", "Chỉ để đọc trên hệ thống"),
            Move("deliver", ("sending",), "sent", "worker", "Máy chủ thư đã nhận"),
            Move("postpone", ("sending",), "waiting", "worker", "Sẽ thử lại"),
            Move("give_up", ("sending",), "failed", "worker", "Thôi không thử nữa"),
            starts=2,
        ),
        _cycle(
            "import",
            "lượt nhập dữ liệu",
            {
                "uploaded": "Chọn bảng",
                "shaped": "Ghép cột",
                "checking": "Đang kiểm tra",
                "checked": "Chờ ghi",
                "running": "Đang ghi",
                "written": "Đã ghi",
                "undoing": "Đang hoàn tác",
                "undone": "Đã hoàn tác",
                "discarded": "Đã bỏ",
            },
            Move("choose", ("uploaded", "shaped", "checked"), "shaped", "officer", "Chọn bảng, dòng tiêu đề"),
            Move("check", ("shaped", "checked"), "checking", "officer", "Ghép cột và kiểm tra"),
            Move("end_check", ("checking",), "checked", "worker", "Kiểm tra xong"),
            Move("stop_check", ("checking",), "shaped", "worker", "Kiểm tra bị dừng"),
            Move("write", ("checked",), "running", "officer", "Ghi vào hệ thống"),
            Move("end_write", ("running",), "written", "worker", "Ghi xong"),
            Move("stop_write", ("running",), "checked", "worker", "Việc ghi bị dừng"),
            Move("undo", ("written",), "undoing", "officer", "Hoàn tác"),
            Move("end_undo", ("undoing",), "undone", "worker", "Hoàn tác xong"),
            Move("stop_undo", ("undoing",), "written", "worker", "Việc hoàn tác bị dừng"),
            Move("discard", ("uploaded", "shaped", "checked"), "discarded", "officer", "Bỏ lượt nhập"),
        ),
        _cycle(
            "old_decision",
            "quyết định cũ",
            {
                "reading": "Đang đọc",
                "unread": "Không đọc được",
                "head": "Xem phần đầu",
                "matching": "Đang đối chiếu",
                "lines": "Xác nhận từng dòng",
                "running": "Đang ghi",
                "written": "Đã ghi",
                "undoing": "Đang hoàn tác",
                "undone": "Đã hoàn tác",
                "discarded": "Đã bỏ",
            },
            Move("end_read", ("reading",), "head", "worker", "Đọc xong"),
            Move("stop_read", ("reading",), "unread", "worker", "Việc đọc bị dừng"),
            Move("read_again", ("unread",), "reading", "officer", "Đọc lại"),
            Move("confirm_head", ("head", "lines"), "matching", "officer", "Xác nhận phần đầu"),
            Move("end_match", ("matching",), "lines", "worker", "Đối chiếu xong"),
            Move("stop_match", ("matching",), "head", "worker", "Việc đối chiếu bị dừng"),
            Move("write", ("lines",), "running", "officer", "Ghi vào sổ vàng"),
            Move("end_write", ("running",), "written", "worker", "Ghi xong"),
            Move("stop_write", ("running",), "lines", "worker", "Việc ghi bị dừng"),
            Move("undo", ("written",), "undoing", "officer", "Hoàn tác"),
            Move("end_undo", ("undoing",), "undone", "worker", "Hoàn tác xong"),
            Move("stop_undo", ("undoing",), "written", "worker", "Việc hoàn tác bị dừng"),
            Move("discard", ("unread", "head", "lines"), "discarded", "officer", "Bỏ"),
        ),
        _cycle(
            "old_line",
            "dòng của quyết định cũ",
            {"proposed": "Chưa xác nhận", "confirmed": "Đã xác nhận", "dropped": "Đã bỏ"},
            Move("confirm", ("proposed",), "confirmed", "officer", "Xác nhận"),
            Move("drop", ("proposed", "confirmed"), "dropped", "officer", "Bỏ"),
            Move("reopen", ("confirmed", "dropped"), "proposed", "officer", "Xem lại"),
        ),
        _cycle(
            "initiative",
            "sáng kiến",
            {
                "draft": "Đang viết đơn",
                "recognised": "Đã công nhận",
                "submitted": "Đã nộp đơn",
                "returned": "Trả lại để bổ sung",
                "refused": "Không công nhận",
                "withdrawn": "Đã rút đơn",
                "revoked": "Đã hủy công nhận",
            },
            Move("submit", ("draft", "returned"), "submitted", "author", "Nộp đơn"),
            Move("return", ("submitted",), "returned", "officer", "Trả lại để bổ sung"),
            Move("recognise", ("submitted",), "recognised", "head", "Công nhận"),
            Move("refuse", ("submitted",), "refused", "head", "Không công nhận"),
            Move("withdraw", ("draft", "submitted", "returned"), "withdrawn", "author", "Rút đơn"),
            Move("revoke", ("recognised",), "revoked", "head", "Hủy công nhận"),
            starts=2,
        ),
    )
}
