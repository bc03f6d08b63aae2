"""What happened to a dossier and who did it, as its page tells it. Reads only."""

from collections.abc import Sequence

from thidua.nominations.hands import same_hands
from thidua.nominations.models import Nomination
from thidua.nominations.models_consultation import Consultation
from thidua.nominations.models_desk import AskRound, DossierHold
from thidua.shared.ui import Event
from thidua.shared.wording import vi_date

# Steps of which a dossier keeps who took them.
STEPS = (
    "drafted", "sent", "returned", "received", "rule_date_changed", "appraised", "assigned", "concluded", "forwarded",
    "answered", "withdrawn",
)  # fmt: skip


def events_of(
    nomination: Nomination,
    rounds: Sequence[AskRound],
    holds: Sequence[DossierHold],
    consultations: Sequence[Consultation],
    reads_grounds: bool,
) -> list[Event]:
    """Newest first. ``reads_grounds``: whether the reader may know why something is on hold; that it is, and since when,
    everybody who reads the dossier may. ``line`` of the holds and whom it is about must be selected. One query once the
    appraisal is over."""
    kept = {
        "drafted": ("Lập hồ sơ", "", "quiet"),
        "sent": ("Gửi hồ sơ", "", "look"),
        "returned": ("Trả lại để sửa", nomination.returned_reason, "caution"),
        "received": ("Tiếp nhận", "", "look"),
        "rule_date_changed": ("Đổi ngày áp dụng quy định", nomination.rule_date_reason, "caution"),
        "appraised": ("Thẩm định xong", "", "met"),
        "assigned": ("Phân công thẩm định", "", "quiet"),
        "concluded": ("Hội đồng kết luận", "", "met"),
        "forwarded": ("Trình cấp trên", "", "look"),
        "answered": ("Ghi kết quả của cấp trên", "", "met"),
        "withdrawn": ("Rút hồ sơ", nomination.withdrawn_reason, "quiet"),
    }
    steps = [(getattr(nomination, f"{step}_at"), getattr(nomination, f"{step}_by"), *kept[step]) for step in STEPS]
    for asked in rounds:
        steps.append((asked.asked_at, asked.asked_by, f"Hỏi theo trường hợp, lần {asked.ordinal}", "", "caution"))
        steps.append((asked.answered_at, None, f"Đơn vị trả lời lần {asked.ordinal}", "", "look"))
    for placed in holds:
        whom = f": {placed.line.subject}" if placed.line is not None else " cả hồ sơ"
        reads = reads_grounds or placed.is_told
        why = f"{placed.get_ground_display()}. {placed.reason}" if reads else ""
        steps.append((placed.started_at, None, f"Tạm dừng{whom}", why, "error"))
        steps.append((placed.lifted_at, None, f"Bỏ tạm dừng{whom}", placed.lifted_reason if reads else "", "met"))
    for each in consultations:
        until = f"Đến hết ngày {vi_date(each.closes_on)}"
        steps.append((each.opened_at, each.opened_by, "Đăng danh sách lấy ý kiến công khai", until, "look"))
        steps.append((each.published_at, each.published_by, "Công bố kết quả lấy ý kiến", "", "met"))
        why = each.cancelled_reason
        steps.append((each.cancelled_at, each.cancelled_by, "Hủy đợt lấy ý kiến công khai", why, "caution"))
    done = sorted((step for step in steps if step[0]), key=lambda step: step[0])
    events = [
        Event(what, vi_date(at), by=by.display_name if by else "", note=note, tone=tone)
        for at, by, what, note, tone in reversed(done)
    ]
    hands = same_hands(nomination) if nomination.appraised_at else []
    return [*(Event("Một người làm nhiều bước", note=told, tone="caution") for told in hands), *events]
