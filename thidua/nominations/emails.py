"""Letters of dossiers: one function each, (subject, text)."""

from datetime import date

from thidua.nominations.models import Nomination
from thidua.shared.letters import LetterKind, letter

ARRIVAL = LetterKind("nominations.arrival", "Hồ sơ gửi đến, hồ sơ rút", "Hồ sơ đề nghị")
ANSWER = LetterKind(
    "nominations.answer", "Trả lời về hồ sơ đã gửi: tiếp nhận, trả lại, thẩm định", "Hồ sơ đề nghị", is_legal=True
)


@letter(ARRIVAL)
def dossier_sent(nomination: Nomination, lines: int) -> tuple[str, str]:
    return (
        f"Hồ sơ mới: {nomination.title} – {nomination.unit.name}",
        f"{nomination.unit.name} gửi hồ sơ “{nomination.title}” với {lines} cá nhân, tập thể.\n"
        "Mời mở mục Hồ sơ để tiếp nhận và thẩm định.",
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
