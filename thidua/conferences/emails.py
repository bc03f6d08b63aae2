"""Letters of this stage: (subject, body)."""

from thidua.conferences.models import Conference, Participation
from thidua.shared.letters import LetterKind, letter

INVITATION = LetterKind("conferences.invitation", "Giấy mời dự hội nghị", "Hội nghị")
ANSWER = LetterKind("conferences.answer", "Trả lời giấy mời dự hội nghị", "Hội nghị")
MINUTES = LetterKind("conferences.minutes", "Biên bản, thông báo kết luận hội nghị", "Hội nghị")


def _when(conference: Conference) -> str:
    return f"{conference.begins:%H:%M} ngày {conference.held_on:%d/%m/%Y}, tại {conference.place}"


@letter(INVITATION)
def invitation(conference: Conference) -> tuple[str, str]:
    number = f" số {conference.invitation.number_text}" if conference.invitation else ""
    return (
        f"Giấy mời: {conference.title}",
        f"{conference.unit.name} trân trọng mời đơn vị dự {conference.title}, {_when(conference)}.\n"
        f"Giấy mời{number} có trong mục Hội nghị; mời đơn vị trả lời: sẽ dự, cử người dự thay, hoặc vắng có lý do.",
    )


@letter(INVITATION)
def moved(conference: Conference, reason: str) -> tuple[str, str]:
    return (
        f"Thay đổi: {conference.title}",
        f"{conference.title} nay họp lúc {_when(conference)}.\nLý do thay đổi: {reason}\nMã điểm danh trên giấy mời cũ "
        "không dùng được nữa; mời tải lại giấy mời.",
    )


@letter(INVITATION)
def cancelled(conference: Conference) -> tuple[str, str]:
    return (f"Hủy: {conference.title}", f"{conference.title} được hủy. Lý do: {conference.cancelled_reason}")


@letter(ANSWER)
def answered(row: Participation) -> tuple[str, str]:
    note = f": {row.answer_note}" if row.answer_note else ""
    return (
        f"Trả lời giấy mời: {row.conference.title}"[:200],
        f"{row.name} trả lời giấy mời dự {row.conference.title}: {row.get_answer_display()}{note}.",
    )


@letter(MINUTES)
def recorded(conference: Conference) -> tuple[str, str]:
    return (
        f"Biên bản: {conference.title}",
        f"Biên bản {conference.title} ngày {conference.held_on:%d/%m/%Y} đã lập.\n{conference.conclusion}",
    )


@letter(MINUTES)
def concluded(conference: Conference) -> tuple[str, str]:
    number = conference.notice.number_text if conference.notice else ""
    return (
        f"Thông báo kết luận: {conference.title}"[:200],
        f"Thông báo số {number} về kết luận {conference.title} đã ban hành; mời đơn vị xem trong mục Hội nghị.",
    )
