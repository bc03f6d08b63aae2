"""Letters of councils: one function each, (subject, text)."""

from datetime import date

from thidua.councils.models import Council, CouncilMember, CouncilSession, Substitution
from thidua.councils.models_sessions import Question
from thidua.nominations.models import Nomination
from thidua.shared.letters import LetterKind, letter
from thidua.shared.wording import vi_date

SESSION = LetterKind("councils.session", "Tham gia Hội đồng, giấy mời họp", "Hội đồng, phiếu kín", is_legal=True)
RESULT = LetterKind("councils.result", "Kết luận của Hội đồng về hồ sơ", "Hội đồng, phiếu kín", is_legal=True)
QUESTION = LetterKind("councils.question", "Câu hỏi, trả lời trước phiên họp Hội đồng", "Hội đồng, phiếu kín")


@letter(SESSION)
def seat_given(council: Council) -> tuple[str, str]:
    return (
        f"Tham gia {council.name}",
        f"Bạn là thành viên của {council.name} từ ngày {council.established_on:%d/%m/%Y} ({council.legal_basis}).",
    )


@letter(SESSION)
def seat_changed(member: CouncilMember, document: str) -> tuple[str, str]:
    if member.ends_on is not None:
        return (
            f"Thôi tham gia {member.council.name}",
            f"Bạn thôi là {member.get_role_display()} của {member.council.name} sau ngày {vi_date(member.ends_on)} ({document}).",
        )
    return (
        f"Tham gia {member.council.name}",
        f"Bạn là {member.get_role_display()} của {member.council.name} từ ngày {vi_date(member.starts_on)} ({document}).",
    )


@letter(SESSION)
def stands_in(substitution: Substitution) -> tuple[str, str]:
    council, member = substitution.member.council, substitution.member.user.display_name
    return (
        f"Thay {member} ở {council.name}",
        f"Từ ngày {vi_date(substitution.starts_on)} đến ngày {vi_date(substitution.ends_on)} bạn ngồi thay {member} ở "
        f"{council.name} ({substitution.document}).",
    )


@letter(SESSION)
def session_called(session: CouncilSession, items: int) -> tuple[str, str]:
    if session.is_written:
        return (
            f"Xin ý kiến bằng văn bản: {session.council.name}",
            f"{session.council.name} xin ý kiến bằng văn bản về {items} trường hợp, gửi trước hết ngày "
            f"{vi_date(session.replies_until)}. Phiếu mở ngày {vi_date(session.held_on)}; tài liệu ở mục Hội đồng.",
        )
    return (
        f"Mời họp {session.council.name} ngày {session.held_on:%d/%m/%Y}",
        f"Kính mời dự phiên họp xét khen thưởng năm {session.year}, ngày {session.held_on:%d/%m/%Y} tại {session.place}. "
        f"Chương trình có {items} trường hợp; tài liệu ở mục Hội đồng.",
    )


@letter(SESSION)
def opinions_asked(session: CouncilSession, items: int) -> tuple[str, str]:
    return (
        f"Mời gửi ý kiến: {session.council.name}",
        f"Phiếu xin ý kiến về {items} trường hợp đã mở. Mời gửi ý kiến trước hết ngày {vi_date(session.replies_until)}.",
    )


@letter(SESSION)
def session_moved(session: CouncilSession, reason: str) -> tuple[str, str]:
    return (
        f"Đổi lịch họp {session.council.name}",
        f"Phiên họp chuyển sang ngày {vi_date(session.held_on)} tại {session.place}. Lý do: {reason}.",
    )


@letter(SESSION)
def session_cancelled(session: CouncilSession, reason: str) -> tuple[str, str]:
    return (
        f"Hủy phiên họp {session.council.name} ngày {vi_date(session.held_on)}",
        f"Phiên họp ngày {vi_date(session.held_on)} không tổ chức. Lý do: {reason}.",
    )


@letter(SESSION)
def session_paused(session: CouncilSession, continues_on: date, reason: str) -> tuple[str, str]:
    return (
        f"Tạm hoãn phiên họp {session.council.name}",
        f"Phiên họp ngày {vi_date(session.held_on)} tạm hoãn, họp tiếp ngày {vi_date(continues_on)}. Lý do: {reason}. "
        "Những gì đã ghi được giữ nguyên.",
    )


@letter(SESSION)
def session_reopened(session: CouncilSession, reason: str) -> tuple[str, str]:
    return (
        f"Mở lại phiên họp {session.council.name} ngày {vi_date(session.held_on)}",
        f"Chủ tịch Hội đồng mở lại phiên họp; kết quả đã ghi tạm thôi hiệu lực đến khi kết luận lại. Lý do: {reason}.",
    )


@letter(QUESTION)
def question_asked(question: Question) -> tuple[str, str]:
    session = question.session
    return (
        f"Câu hỏi trước phiên họp ngày {vi_date(session.held_on)}",
        f"Một thành viên {session.council.name} hỏi: “{question.text}”. Mời trả lời ở trang phiên họp.",
    )


@letter(QUESTION)
def question_answered(question: Question) -> tuple[str, str]:
    return (
        f"Trả lời câu hỏi về phiên họp ngày {vi_date(question.session.held_on)}",
        f"Câu hỏi “{question.text}” được trả lời: {question.answer}",
    )


@letter(RESULT)
def council_concluded(session: CouncilSession, nomination: Nomination, passed: int, failed: int) -> tuple[str, str]:
    return (
        f"Kết luận của Hội đồng: {nomination.title}",
        f"{session.council.name}, phiên ngày {session.held_on:%d/%m/%Y}, đã kết luận hồ sơ “{nomination.title}” của "
        f"{nomination.unit.name}: {passed} trường hợp được thông qua, {failed} trường hợp không được thông qua.",
    )
