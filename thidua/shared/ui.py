"""What components are told: small plain records, and the one list of words, icons and tones for states and outcomes.

Nothing here knows a stage: a screen fills these and hands them to templates/components/.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from rulebook.lifecycles import LIFECYCLES
from thidua.shared.denied import reason_against

# Outcomes of conditions and verdicts (codes of rulebook.verdict), never by colour alone: word and icon stand beside it.
OUTCOMES: dict[str, dict[str, str]] = {
    "met": {"word": "Đạt", "icon": "check", "tone": "met"},
    "not_met": {"word": "Chưa đạt", "icon": "cross", "tone": "error"},
    "needs_evidence": {"word": "Thiếu minh chứng", "icon": "paperclip", "tone": "caution"},
    "needs_judgement": {"word": "Cần người xem xét", "icon": "look", "tone": "look"},
    "not_needed": {"word": "Không cần xét", "icon": "minus", "tone": "quiet"},
    "not_covered": {"word": "Chưa có dữ liệu luật", "icon": "question", "tone": "quiet"},
    "may_be_proposed": {"word": "Có thể đề xét", "icon": "check", "tone": "met"},
    "may_not": {"word": "Chưa đủ điều kiện", "icon": "cross", "tone": "error"},
    "human_must_look": {"word": "Cần người xem xét", "icon": "look", "tone": "look"},
}

# How each state of rulebook.lifecycles is drawn. The words stand in the life-cycle table or at the model's field; the
# words here only serve states that no life-cycle has.
STATES: dict[str, dict[str, str]] = {
    "looked_at": {"word": "Đã có người xem xét", "icon": "people", "tone": "met"},
    "draft": {"word": "Đang soạn", "icon": "edit", "tone": "quiet"},
    "prepared": {"word": "Chuẩn bị", "icon": "calendar", "tone": "quiet"},
    "planned": {"word": "Đã lên lịch", "icon": "calendar", "tone": "quiet"},
    "pending": {"word": "Đang chờ", "icon": "clock", "tone": "quiet"},
    "launched": {"word": "Đã phát động", "icon": "flag", "tone": "met"},
    "summed_up": {"word": "Đã tổng kết", "icon": "chart", "tone": "met"},
    "negotiating": {"word": "Đang thương thảo", "icon": "people", "tone": "look"},
    "proposed": {"word": "Chờ ký", "icon": "pen", "tone": "look"},
    "signed": {"word": "Đã ký", "icon": "pen", "tone": "met"},
    "complete": {"word": "Đủ chữ ký", "icon": "pen", "tone": "met"},
    "settled": {"word": "Đã tổng kết", "icon": "chart", "tone": "met"},
    "sent": {"word": "Đã gửi", "icon": "send", "tone": "look"},
    "returned": {"word": "Trả lại để sửa", "icon": "history", "tone": "caution"},
    "accepted": {"word": "Đã tiếp nhận", "icon": "check", "tone": "met"},
    "received": {"word": "Đang thẩm định", "icon": "look", "tone": "look"},
    "appraised": {"word": "Đã thẩm định", "icon": "check", "tone": "met"},
    "asked": {"word": "Chờ đơn vị trả lời", "icon": "mail", "tone": "caution"},
    "forwarded": {"word": "Đã trình cấp trên", "icon": "send", "tone": "look"},
    "joined": {"word": "Đã ghép vào hồ sơ khác", "icon": "link", "tone": "quiet"},
    "frozen": {"word": "Đã khóa", "icon": "lock", "tone": "met"},
    "self_scoring": {"word": "Tự chấm điểm", "icon": "edit", "tone": "look"},
    "verifying": {"word": "Thẩm định điểm", "icon": "look", "tone": "look"},
    "verified": {"word": "Đã thẩm định", "icon": "check", "tone": "met"},
    "meeting": {"word": "Họp cụm, khối", "icon": "people", "tone": "look"},
    "ranked": {"word": "Đã xếp hạng", "icon": "medal", "tone": "met"},
    "confirmed": {"word": "Đã công nhận", "icon": "seal", "tone": "met"},
    "in_council": {"word": "Trình Hội đồng", "icon": "people", "tone": "look"},
    "concluded": {"word": "Hội đồng đã kết luận", "icon": "scale", "tone": "met"},
    "decided": {"word": "Đã có quyết định", "icon": "seal", "tone": "met"},
    "open": {"word": "Đang mở", "icon": "clock", "tone": "look"},
    "paused": {"word": "Tạm hoãn", "icon": "clock", "tone": "caution"},
    "counted": {"word": "Đã kiểm phiếu", "icon": "ballot", "tone": "met"},
    "closed": {"word": "Đã kết thúc", "icon": "lock", "tone": "quiet"},
    "issued": {"word": "Đã ban hành", "icon": "seal", "tone": "met"},
    "held": {"word": "Đã tổ chức", "icon": "check", "tone": "met"},
    "published": {"word": "Đã đăng", "icon": "news", "tone": "met"},
    "not_needed": {"word": "Không phải làm", "icon": "minus", "tone": "quiet"},
    "included": {"word": "Đưa vào danh sách", "icon": "check", "tone": "met"},
    "excluded": {"word": "Không đưa vào danh sách", "icon": "minus", "tone": "quiet"},
    "passed": {"word": "Được thông qua", "icon": "check", "tone": "met"},
    "failed": {"word": "Không được thông qua", "icon": "cross", "tone": "error"},
    "withdrawn": {"word": "Đã rút", "icon": "minus", "tone": "quiet"},
    "cancelled": {"word": "Đã hủy", "icon": "minus", "tone": "quiet"},
    "revoked": {"word": "Đã thu hồi", "icon": "cross", "tone": "error"},
    "late": {"word": "Quá hạn", "icon": "alert", "tone": "caution"},
    "done": {"word": "Hoàn thành", "icon": "check", "tone": "met"},
    "law_known": {"word": "Đã có tiêu chuẩn", "icon": "check", "tone": "met"},
    "law_unknown": {"word": "Chưa có dữ liệu tiêu chuẩn", "icon": "question", "tone": "quiet"},
    # how far a value of the law has been read (rulebook.citations.Status)
    "status_verified": {"word": "Đã đối chiếu văn bản", "icon": "check", "tone": "met"},
    "status_verified_partial": {"word": "Mới đối chiếu một phần", "icon": "check", "tone": "look"},
    "status_memory_high": {"word": "Chưa đối chiếu văn bản gốc, tin cậy cao", "icon": "history", "tone": "quiet"},
    "status_memory_medium": {"word": "Chưa đối chiếu văn bản gốc, tin cậy vừa", "icon": "alert", "tone": "caution"},
    "status_memory_low": {"word": "Chưa đối chiếu văn bản gốc, tin cậy thấp", "icon": "alert", "tone": "caution"},
    "status_draft": {"word": "Theo dự thảo, chưa ban hành", "icon": "alert", "tone": "caution"},
    "status_local_default": {"word": "Quy định địa phương", "icon": "alert", "tone": "caution"},
    "status_unknown": {"word": "Chưa biết nội dung", "icon": "question", "tone": "caution"},
    "status_outdated": {"word": "Theo văn bản trước khi sửa đổi", "icon": "alert", "tone": "caution"},
    # signed files that came back (thidua.signing)
    "flagged": {"word": "Chờ văn thư xác nhận", "icon": "look", "tone": "caution"},
    "refused": {"word": "Không nhận", "icon": "cross", "tone": "error"},
    # sheets of marks, objections, members that left (thidua.scoring)
    "given": {"word": "Đã chấm", "icon": "check", "tone": "met"},
    "set_aside": {"word": "Không dùng nữa", "icon": "minus", "tone": "quiet"},
    "objection_open": {"word": "Chờ trả lời", "icon": "clock", "tone": "look"},
    "upheld": {"word": "Đã sửa điểm", "icon": "edit", "tone": "met"},
    "objection_refused": {"word": "Giữ nguyên điểm", "icon": "check", "tone": "quiet"},
    # initiatives (thidua.records)
    "submitted": {"word": "Đã nộp đơn", "icon": "send", "tone": "look"},
    "recognised": {"word": "Đã công nhận", "icon": "seal", "tone": "met"},
    # what follows from a revoked honour, extracts of the register (thidua.honours)
    "follow_up_open": {"word": "Chưa làm", "icon": "clock", "tone": "caution"},
    "follow_up_done": {"word": "Hoàn thành", "icon": "check", "tone": "met"},
    "follow_up_not_needed": {"word": "Không phải làm", "icon": "minus", "tone": "quiet"},
    "extract_asked": {"word": "Chờ cấp", "icon": "clock", "tone": "look"},
    "extract_issued": {"word": "Đã cấp", "icon": "seal", "tone": "met"},
    "extract_refused": {"word": "Không cấp", "icon": "cross", "tone": "quiet"},
    # decisions on their way out, copies, packages of the document exchange (thidua.decisions, thidua.exchange)
    "numbered": {"word": "Đã cấp số, chờ ký số", "icon": "pen", "tone": "look"},
    "listed": {"word": "Chờ gửi", "icon": "clock", "tone": "quiet"},
    "delivered": {"word": "Đã gửi, chờ nhận", "icon": "send", "tone": "look"},
    "acknowledged": {"word": "Đã nhận", "icon": "check", "tone": "met"},
    "package_made": {"word": "Đã lập, chờ gửi", "icon": "clock", "tone": "quiet"},
    "handed_over": {"word": "Đã chuyển đi", "icon": "send", "tone": "met"},
    "arrived": {"word": "Mới đến", "icon": "mail", "tone": "look"},
    "taken": {"word": "Đã tiếp nhận", "icon": "check", "tone": "met"},
    # background jobs (thidua.shared.jobs) and the stages of an import
    "job_waiting": {"word": "Đang chờ đến lượt", "icon": "clock", "tone": "quiet"},
    "job_running": {"word": "Đang làm", "icon": "clock", "tone": "look"},
    "job_done": {"word": "Đã xong", "icon": "check", "tone": "met"},
    "job_failed": {"word": "Không làm được", "icon": "error", "tone": "error"},
    "job_cancelled": {"word": "Đã dừng", "icon": "minus", "tone": "quiet"},
    "uploaded": {"word": "Chọn bảng", "icon": "edit", "tone": "quiet"},
    "shaped": {"word": "Ghép cột", "icon": "edit", "tone": "quiet"},
    "checking": {"word": "Đang kiểm tra", "icon": "clock", "tone": "look"},
    "checked": {"word": "Chờ ghi", "icon": "look", "tone": "look"},
    "running": {"word": "Đang ghi", "icon": "clock", "tone": "look"},
    "written": {"word": "Đã ghi", "icon": "check", "tone": "met"},
    "undoing": {"word": "Đang hoàn tác", "icon": "clock", "tone": "look"},
    "undone": {"word": "Đã hoàn tác", "icon": "history", "tone": "caution"},
    "discarded": {"word": "Đã bỏ", "icon": "minus", "tone": "quiet"},
    # old decisions on their way into the register, and their lines (thidua.imports)
    "reading": {"word": "Đang đọc", "icon": "clock", "tone": "look"},
    "unread": {"word": "Không đọc được", "icon": "error", "tone": "error"},
    "head": {"word": "Xem phần đầu", "icon": "look", "tone": "look"},
    "matching": {"word": "Đang đối chiếu", "icon": "clock", "tone": "look"},
    "lines": {"word": "Xác nhận từng dòng", "icon": "look", "tone": "look"},
    "line_proposed": {"word": "Chưa xác nhận", "icon": "clock", "tone": "quiet"},
    "line_confirmed": {"word": "Đã xác nhận", "icon": "check", "tone": "met"},
    "dropped": {"word": "Đã bỏ", "icon": "minus", "tone": "quiet"},
    # how sure a field of such a line is
    "sure_clear": {"word": "Rõ", "icon": "check", "tone": "met"},
    "sure_guessed": {"word": "Suy ra", "icon": "edit", "tone": "quiet"},
    "sure_doubt": {"word": "Cần xem", "icon": "look", "tone": "caution"},
    # print runs and sheets of certificates (thidua.rewards)
    "made": {"word": "Đã có tệp in", "icon": "print", "tone": "met"},
    "stopped": {"word": "Đã dừng", "icon": "minus", "tone": "caution"},
    "printed": {"word": "Đang dùng", "icon": "check", "tone": "met"},
    "spoiled": {"word": "Hỏng", "icon": "cross", "tone": "quiet"},
    "replaced": {"word": "Đã thay bằng tờ khác", "icon": "history", "tone": "caution"},
    # bonus money, exchange and re-issue, ceremonies, stock (thidua.rewards); states whose words differ elsewhere
    "approved": {"word": "Đã duyệt chi", "icon": "seal", "tone": "met"},
    "granted": {"word": "Đồng ý, chờ trao", "icon": "check", "tone": "met"},
    "unpaid": {"word": "Chưa chi", "icon": "clock", "tone": "quiet"},
    "paid": {"word": "Đã chi", "icon": "check", "tone": "met"},
    "not_collected": {"word": "Chưa đến nhận", "icon": "clock", "tone": "caution"},
    "recovered": {"word": "Đã thu hồi", "icon": "history", "tone": "quiet"},
    "to_recover": {"word": "Phải thu hồi", "icon": "alert", "tone": "error"},
    "nothing_due": {"word": "Không chi", "icon": "minus", "tone": "quiet"},
    "person_must_say": {"word": "Cần cán bộ xác định", "icon": "look", "tone": "caution"},
    "low": {"word": "Sắp hết", "icon": "alert", "tone": "caution"},
    "enough": {"word": "Đủ dùng", "icon": "check", "tone": "met"},
    # letters of the outbox (life-cycle "letter"); three of its states mean other things elsewhere
    "look": {"word": "Chờ xem trước", "icon": "look", "tone": "look"},
    "waiting": {"word": "Chờ gửi", "icon": "clock", "tone": "quiet"},
    "letter_held": {"word": "Tạm giữ", "icon": "lock", "tone": "caution"},
    "sending": {"word": "Đang gửi", "icon": "clock", "tone": "look"},
    "letter_sent": {"word": "Đã gửi", "icon": "check", "tone": "met"},
    "inside": {"word": "Chỉ trên hệ thống", "icon": "home", "tone": "met"},
    "letter_failed": {"word": "Gửi lỗi", "icon": "error", "tone": "error"},
    # what readers send to the portal (life-cycles "comment" and "message")
    "comment_waiting": {"word": "Chờ duyệt", "icon": "clock", "tone": "look"},
    "comment_published": {"word": "Đã đăng", "icon": "check", "tone": "met"},
    "comment_refused": {"word": "Không đăng", "icon": "minus", "tone": "quiet"},
    # articles and exemplars of the portal (life-cycles "article" and "exemplar")
    "scheduled": {"word": "Hẹn giờ đăng", "icon": "clock", "tone": "look"},
    "spotted": {"word": "Mới phát hiện", "icon": "look", "tone": "look"},
    "exemplar_verified": {"word": "Đã xác minh", "icon": "check", "tone": "gold"},
    "told": {"word": "Đã nêu gương", "icon": "star", "tone": "met"},
    "copied": {"word": "Đã nhân rộng", "icon": "people", "tone": "met"},
    "exemplar_dropped": {"word": "Không nêu gương", "icon": "minus", "tone": "quiet"},
    "consent_ended": {"word": "Rút lại đồng ý", "icon": "lock", "tone": "quiet"},
    "new": {"word": "Chờ trả lời", "icon": "mail", "tone": "look"},
    "answered": {"word": "Đã trả lời", "icon": "check", "tone": "met"},
    "message_set_aside": {"word": "Không trả lời", "icon": "minus", "tone": "quiet"},
    # two days of the law side by side (rulebook.comparison.ChangeKind)
    "change_added": {"word": "Thêm mới", "icon": "plus", "tone": "met"},
    "change_removed": {"word": "Không còn", "icon": "minus", "tone": "error"},
    "change_changed": {"word": "Thay đổi", "icon": "edit", "tone": "caution"},
    "change_around": {"word": "Đổi căn cứ", "icon": "link", "tone": "look"},
    "change_silent": {"word": "Chưa biết", "icon": "question", "tone": "gold"},
    "change_only_before": {"word": "Chỉ có ở ngày trước", "icon": "minus", "tone": "quiet"},
    "change_only_after": {"word": "Chỉ có ở ngày sau", "icon": "plus", "tone": "look"},
    "change_same": {"word": "Giữ nguyên", "icon": "check", "tone": "quiet"},
}

# How the states of a letter are drawn.
LETTER_STATES = {code: code for code in LIFECYCLES["letter"].states} | {
    code.removeprefix("letter_"): code for code in STATES if code.startswith("letter_")
}


@dataclass(frozen=True)
class Action:
    """One act of an action bar.

    ``method`` "post" makes a form of its own with CSRF token and the ``hidden`` (name, value) pairs; ``refused`` is the
    reason why it cannot be done now: the button is shown grey with the reason as text beneath. ``confirm`` is the
    sentence a dialog asks before it posts.
    ``kind``: primary, secondary, quiet, grave (revoke, withdraw).
    """

    label: str
    url: str = ""
    method: str = "get"
    icon: str = ""
    kind: str = "secondary"
    refused: str = ""
    confirm: str = ""
    hidden: Sequence[tuple[str, str]] = ()
    id: str = ""
    new_tab: bool = False


def guarded(label: str, url: str, check: Callable[..., object], *args: object, **options: Any) -> Action:
    """An act whose grey button says why: ``guarded("Gửi hồ sơ", url, check_can_submit, user, dossier, method="post")``.

    The same check function that stops the act fills the reason.
    """
    return Action(label=label, url=url, refused=reason_against(check, *args), **options)


@dataclass(frozen=True)
class Crumb:
    """One step of the breadcrumbs; the last one has no address."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class NavItem:
    """One entry of the main navigation; ``count`` > 0 shows how many things wait there."""

    label: str
    url: str
    current: bool = False
    count: int = 0


@dataclass(frozen=True)
class Stage:
    """One stage of the year: ``state`` is done, current or next; ``when`` a short word such as "tháng 3"."""

    label: str
    state: str = "next"
    url: str = ""
    when: str = ""


@dataclass(frozen=True)
class Tile:
    """One figure of the tiles; ``tone`` met, caution, error, look, quiet, gold; ``url`` opens what stands behind it."""

    label: str
    figure: str
    unit: str = ""
    note: str = ""
    tone: str = "gold"
    url: str = ""


@dataclass(frozen=True)
class Event:
    """One line of a history: a sentence, when, by whom, a reason."""

    what: str
    when: str = ""
    by: str = ""
    note: str = ""
    tone: str = "gold"
    url: str = ""


@dataclass(frozen=True)
class Signature:
    """One place of a signing board; ``signed_on`` empty while the signature is missing."""

    party: str
    signer: str = ""
    signed_on: str = ""
    note: str = ""


DEEPEST = 5  # of the indentations of a verdict card; what lies deeper is drawn there


@dataclass(frozen=True)
class Condition:
    """One condition of a verdict card; ``outcome`` is a key of OUTCOMES, ``depth`` 1 for a condition that is no part of
    another one, at most :data:`DEEPEST`."""

    label: str
    outcome: str
    fact: str = ""
    missing: str = ""
    article: str = ""
    article_url: str = ""
    depth: int = 1


@dataclass(frozen=True)
class VerdictCard:
    """A verdict ready for the card: whose, which award, outcome, conditions, on what day and data it was judged."""

    title: str
    outcome: str
    conditions: Sequence[Condition] = ()
    subject: str = ""
    rule_date: str = ""
    data_version: str = ""
    advice: str = ""
