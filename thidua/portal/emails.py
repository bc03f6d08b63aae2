"""Letters of the portal: (subject, body)."""

from thidua.portal.models_voices import Message
from thidua.shared.letters import LetterKind, letter

MESSAGE = LetterKind("portal.message", "Thư bạn đọc gửi tới cơ quan", "Cổng thông tin")


@letter(MESSAGE)
def message_waits(message: Message) -> tuple[str, str]:
    """Says nothing of who wrote or what: that is read where rights are checked."""
    return (
        f"Thư bạn đọc chờ trả lời: {message.get_subject_display()}",
        "Có thư bạn đọc mới trên cổng thông tin. Mời mở mục Tin bài, Thư bạn đọc để đọc và trả lời.",
    )
