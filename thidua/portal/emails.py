"""Letters of the portal: (subject, body)."""

from thidua.portal.models import Article
from thidua.portal.models_voices import Message
from thidua.shared.letters import LetterKind, letter

MESSAGE = LetterKind("portal.message", "Thư bạn đọc gửi tới cơ quan", "Cổng thông tin")

NOT_PUBLISHED = LetterKind("portal.not_published", "Bài hẹn giờ không đăng được", "Cổng thông tin")


@letter(MESSAGE)
def message_waits(message: Message) -> tuple[str, str]:
    """Says nothing of who wrote or what: that is read where rights are checked."""
    return (
        f"Thư bạn đọc chờ trả lời: {message.get_subject_display()}",
        "Có thư bạn đọc mới trên cổng thông tin. Mời mở mục Tin bài, Thư bạn đọc để đọc và trả lời.",
    )


@letter(NOT_PUBLISHED)
def not_published(article: Article, reason: str) -> tuple[str, str]:
    """A scheduled article is a draft again."""
    return (
        f"Bài hẹn giờ chưa đăng được: {article.title}"[:200],
        f"Đến giờ hẹn nhưng bài “{article.title}” chưa đăng được: {reason} Bài đã trở lại bản nháp; mời xem lại ở mục Tin bài.",
    )
