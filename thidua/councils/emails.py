"""Letters of councils: one function each, (subject, text)."""

from thidua.councils.models import Council, CouncilSession
from thidua.nominations.models import Nomination
from thidua.shared.letters import LetterKind, letter

SESSION = LetterKind("councils.session", "Tham gia Hội đồng, giấy mời họp", "Hội đồng, phiếu kín", is_legal=True)
RESULT = LetterKind("councils.result", "Kết luận của Hội đồng về hồ sơ", "Hội đồng, phiếu kín", is_legal=True)


@letter(SESSION)
def seat_given(council: Council) -> tuple[str, str]:
    return (
        f"Tham gia {council.name}",
        f"Bạn là thành viên của {council.name} từ ngày {council.established_on:%d/%m/%Y} ({council.legal_basis}).",
    )


@letter(SESSION)
def session_called(session: CouncilSession, items: int) -> tuple[str, str]:
    return (
        f"Mời họp {session.council.name} ngày {session.held_on:%d/%m/%Y}",
        f"Kính mời dự phiên họp xét khen thưởng năm {session.year}, ngày {session.held_on:%d/%m/%Y} tại {session.place}. "
        f"Chương trình có {items} trường hợp; tài liệu ở mục Hội đồng.",
    )


@letter(RESULT)
def council_concluded(session: CouncilSession, nomination: Nomination, passed: int, failed: int) -> tuple[str, str]:
    return (
        f"Kết luận của Hội đồng: {nomination.title}",
        f"{session.council.name}, phiên ngày {session.held_on:%d/%m/%Y}, đã kết luận hồ sơ “{nomination.title}” của "
        f"{nomination.unit.name}: {passed} trường hợp được thông qua, {failed} trường hợp không được thông qua.",
    )
