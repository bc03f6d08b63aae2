"""Letters of this stage: one function each, subject and body."""

from datetime import date

from thidua.decisions.models import Decision
from thidua.shared.letters import LetterKind, letter
from thidua.units.models import Unit

WORK = LetterKind("decisions.work", "Quyết định chờ ký, chờ cấp số, rút dự thảo", "Quyết định")
ISSUED = LetterKind("decisions.issued", "Quyết định đã ban hành", "Quyết định", is_legal=True)


@letter(WORK)
def decision_waits_for_signature(decision: Decision) -> tuple[str, str]:
    return (
        f"Chờ ký: {decision.title}",
        f"Dự thảo quyết định “{decision.title}” đã sẵn sàng để ký.\n\nMở tại mục Quyết định trên hệ thống.",
    )


@letter(WORK)
def decision_waits_for_number(decision: Decision) -> tuple[str, str]:
    return (
        f"Chờ cấp số: {decision.title}",
        f"Quyết định “{decision.title}” đã được {decision.signer_title} {decision.signer_name} ký.\n\n"
        "Mời cấp số và ban hành tại mục Quyết định trên hệ thống.",
    )


@letter(ISSUED)
def decision_issued(decision: Decision) -> tuple[str, str]:
    return (
        f"Quyết định số {decision.number_text}: {decision.title}",
        f"Quyết định số {decision.number_text} ngày {decision.decided_on:%d/%m/%Y} của {decision.unit.agency_name} "
        f"({decision.title}) đã được ban hành. Trong danh sách có cá nhân hoặc tập thể thuộc đơn vị.\n\n"
        "Xem danh sách và tải văn bản tại mục Quyết định trên hệ thống.",
    )


@letter(WORK)
def decision_withdrawn(decision: Decision) -> tuple[str, str]:
    return (
        f"Đã rút dự thảo: {decision.title}",
        f"Dự thảo quyết định “{decision.title}” đã được rút lại.\n\nLý do: {decision.withdrawn_reason}",
    )


@letter(WORK)
def decision_waits_for_certificate(decision: Decision) -> tuple[str, str]:
    return (
        f"Chờ ký số: {decision.number_text}",
        f"Văn bản số {decision.number_text} “{decision.title}” đã được cấp số và chờ chữ ký số của "
        f"{decision.signer_title} {decision.signer_name}.\n\nMở tại mục Quyết định trên hệ thống.",
    )


@letter(WORK)
def decision_waits_for_seal(decision: Decision) -> tuple[str, str]:
    return (
        f"Chờ ký số của cơ quan: {decision.number_text}",
        f"{decision.signer_title} {decision.signer_name} đã ký số văn bản số {decision.number_text} “{decision.title}”."
        "\n\nMời ký số của cơ quan để ban hành, tại mục Quyết định trên hệ thống.",
    )


@letter(ISSUED)
def copy_delivered(decision: Decision, unit: Unit) -> tuple[str, str]:
    return (
        f"Văn bản số {decision.number_text}: {decision.title}",
        f"{decision.unit.agency_name} gửi {unit.agency_name} văn bản số {decision.number_text} ngày "
        f"{decision.decided_on:%d/%m/%Y} ({decision.title}).\n\nMời mở văn bản tại mục Quyết định và xác nhận đã nhận.",
    )


@letter(ISSUED)
def receipt_reminded(decision: Decision, number_text: str, until: date) -> tuple[str, str]:
    return (
        f"Công văn đôn đốc số {number_text}",
        f"{decision.unit.agency_name} đề nghị đơn vị xác nhận đã nhận văn bản số {decision.number_text} "
        f"({decision.title}) trước ngày {until:%d/%m/%Y}.\n\nMở văn bản ở mục Quyết định để xác nhận; công văn ở trang "
        "Nơi nhận của văn bản.",
    )
