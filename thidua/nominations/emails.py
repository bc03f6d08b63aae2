"""Letters of dossiers: one function each, (subject, text)."""

from datetime import date

from thidua.nominations.models import Nomination
from thidua.nominations.models_desk import AskRound, DossierHold
from thidua.shared.letters import LetterKind, letter
from thidua.shared.wording import vi_date

ARRIVAL = LetterKind("nominations.arrival", "Hồ sơ gửi đến, hồ sơ rút", "Hồ sơ đề nghị")
ANSWER = LetterKind(
    "nominations.answer", "Trả lời về hồ sơ đã gửi: tiếp nhận, trả lại, thẩm định", "Hồ sơ đề nghị", is_legal=True
)
QUESTION = LetterKind("nominations.question", "Hỏi, trả lời theo từng trường hợp", "Hồ sơ đề nghị", is_legal=True)


@letter(ARRIVAL)
def dossier_sent(nomination: Nomination, lines: int) -> tuple[str, str]:
    return (
        f"Hồ sơ mới: {nomination.title} – {nomination.unit.name}",
        (
            f"Hồ sơ “{nomination.title}” với {lines} cá nhân, tập thể chờ thẩm định tại {nomination.unit.name}.\n"
            if nomination.is_own_appraisal
            else f"{nomination.unit.name} gửi hồ sơ “{nomination.title}” với {lines} cá nhân, tập thể.\n"
        )
        + "Mời mở mục Hồ sơ để tiếp nhận và thẩm định.",
    )


@letter(ANSWER)
def dossier_received(nomination: Nomination) -> tuple[str, str]:
    return (
        f"Đã tiếp nhận: {nomination.title}",
        f"{nomination.to_unit.name} đã tiếp nhận hồ sơ “{nomination.title}” của {nomination.unit.name} "
        f"ngày {nomination.rule_date:%d/%m/%Y}. Quy định có hiệu lực ngày này được dùng để xét.",
    )


@letter(ANSWER)
def rule_date_changed(nomination: Nomination, before: date, changed: int) -> tuple[str, str]:
    return (
        f"Đổi ngày áp dụng quy định: {nomination.title}",
        f"{nomination.to_unit.name} xét lại hồ sơ “{nomination.title}” của {nomination.unit.name} theo quy định có hiệu lực "
        f"ngày {nomination.rule_date:%d/%m/%Y}, thay cho ngày {before:%d/%m/%Y}; {changed} trường hợp đổi kết quả.\n"
        f"Lý do: {nomination.rule_date_reason}",
    )


@letter(ANSWER)
def dossier_returned(nomination: Nomination) -> tuple[str, str]:
    return (
        f"Trả lại để sửa: {nomination.title}",
        f"{nomination.to_unit.name} trả lại hồ sơ “{nomination.title}”.\nLý do: {nomination.returned_reason}\n"
        "Mời sửa rồi gửi lại.",
    )


@letter(ANSWER)
def dossier_appraised(nomination: Nomination, included: int, excluded: int) -> tuple[str, str]:
    return (
        f"Đã thẩm định: {nomination.title}",
        f"Hồ sơ “{nomination.title}” của {nomination.unit.name} đã thẩm định xong: {included} trường hợp đưa vào danh "
        f"sách, {excluded} trường hợp không đưa vào. Lý do của từng trường hợp có trong hồ sơ.",
    )


@letter(ARRIVAL)
def dossier_withdrawn(nomination: Nomination) -> tuple[str, str]:
    return (
        f"Đã rút: {nomination.title}",
        f"{nomination.unit.name} rút hồ sơ “{nomination.title}”.\nLý do: {nomination.withdrawn_reason}",
    )


@letter(ARRIVAL)
def dossier_recalled(nomination: Nomination, reason: str) -> tuple[str, str]:
    return (
        f"Rút lại để sửa: {nomination.title}",
        f"{nomination.unit.name} rút lại hồ sơ “{nomination.title}” để sửa rồi gửi lại.\nLý do: {reason}",
    )


@letter(ARRIVAL)
def dossier_assigned(nomination: Nomination) -> tuple[str, str]:
    return (
        f"Phân công thẩm định: {nomination.title}",
        f"Bạn được phân công thẩm định hồ sơ “{nomination.title}” của {nomination.unit.name}.",
    )


@letter(QUESTION)
def lines_asked(nomination: Nomination, asked: AskRound, count: int) -> tuple[str, str]:
    by_when = f" Hạn trả lời: {vi_date(asked.due_on)}." if asked.due_on else ""
    return (
        f"Cần trả lời {count} trường hợp: {nomination.title}",
        f"{nomination.to_unit.name} hỏi về {count} trường hợp trong hồ sơ “{nomination.title}”.{by_when}\n"
        "Mời mở hồ sơ, sửa hoặc bổ sung các trường hợp được hỏi rồi gửi trả lời.",
    )


@letter(QUESTION)
def lines_replied(nomination: Nomination, count: int, changed: int) -> tuple[str, str]:
    return (
        f"Đã trả lời: {nomination.title}",
        f"{nomination.unit.name} trả lời về {count} trường hợp trong hồ sơ “{nomination.title}”; {changed} trường hợp có "
        "sửa, bổ sung. Hồ sơ chỉ nêu những chỗ đã thay đổi.",
    )


@letter(ANSWER)
def dossier_held(nomination: Nomination, placed: DossierHold) -> tuple[str, str]:
    """Whom it is about and why stands in the dossier, not in a letter."""
    what = "một trường hợp trong hồ sơ" if placed.line_id else "hồ sơ"
    return (
        f"Tạm dừng: {nomination.title}",
        f"{nomination.to_unit.name} tạm dừng {what} “{nomination.title}” của {nomination.unit.name}."
        f"{' Lý do có trong hồ sơ.' if placed.is_told else ''}",
    )


@letter(ANSWER)
def hold_lifted(nomination: Nomination) -> tuple[str, str]:
    return (
        f"Bỏ tạm dừng: {nomination.title}",
        f"{nomination.to_unit.name} tiếp tục thẩm định hồ sơ “{nomination.title}” của {nomination.unit.name}.",
    )


@letter(ANSWER)
def dossier_split(nomination: Nomination, count: int, reason: str) -> tuple[str, str]:
    return (
        f"Tách hồ sơ: {nomination.title}",
        f"{nomination.to_unit.name} tách {count} trường hợp của hồ sơ “{nomination.title}” thành hồ sơ riêng.\n"
        f"Lý do: {reason}",
    )


@letter(ANSWER)
def dossier_joined(other: Nomination, into: Nomination, reason: str) -> tuple[str, str]:
    return (
        f"Ghép hồ sơ: {other.title}",
        f"{other.to_unit.name} ghép hồ sơ số {other.pk} vào hồ sơ số {into.pk} “{into.title}”.\nLý do: {reason}",
    )


@letter(ANSWER)
def dossier_forwarded(nomination: Nomination, count: int) -> tuple[str, str]:
    return (
        f"Đã trình cấp trên: {nomination.title}",
        f"{nomination.to_unit.name} đã trình Thủ tướng Chính phủ {count} trường hợp của hồ sơ “{nomination.title}”.",
    )


@letter(ANSWER)
def dossier_answered(nomination: Nomination, granted: int) -> tuple[str, str]:
    return (
        f"Kết quả của cấp trên: {nomination.title}",
        f"Hồ sơ “{nomination.title}” của {nomination.unit.name}: {granted} trường hợp được khen thưởng.",
    )


@letter(ANSWER)
def consultation_opened(nomination: Nomination, closes_on: date) -> tuple[str, str]:
    return (
        f"Lấy ý kiến công khai: {nomination.title}",
        f"Danh sách của hồ sơ “{nomination.title}” được đăng để lấy ý kiến đến hết ngày {vi_date(closes_on)}.",
    )


@letter(ANSWER)
def consultation_published(nomination: Nomination) -> tuple[str, str]:
    return (
        f"Kết quả lấy ý kiến: {nomination.title}",
        f"Đã công bố kết quả lấy ý kiến công khai về danh sách của hồ sơ “{nomination.title}”.",
    )
