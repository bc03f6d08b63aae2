"""Letters of this stage: (subject, body)."""

from datetime import date

from thidua.movements.models import Movement, MovementCall, MovementReview
from thidua.shared.letters import LetterKind, letter

MOVEMENT = LetterKind("movements.movement", "Phong trào được phát động, tổng kết, rút", "Phong trào")
ANSWER = LetterKind("movements.answer", "Trả lời của đơn vị cấp dưới", "Phong trào")
REVIEW = LetterKind("movements.review", "Sơ kết, tổng kết phong trào: đề nghị báo cáo, kết quả", "Phong trào")


@letter(MOVEMENT)
def launched(movement: Movement) -> tuple[str, str]:
    until = f" đến ngày {movement.ends_on:%d/%m/%Y}" if movement.ends_on else ""
    return (
        f"Phong trào thi đua mới: {movement.title}",
        f"{movement.unit.name} đã phát động phong trào “{movement.title}”, thực hiện từ ngày "
        f"{movement.starts_on:%d/%m/%Y}{until}.\n"
        "Mời đơn vị đọc kế hoạch, hưởng ứng hoặc phát động phong trào của đơn vị, và đăng ký giao ước thi đua."
        + (f"\nHạn trả lời: ngày {movement.answer_by:%d/%m/%Y}." if movement.answer_by else ""),
    )


@letter(ANSWER)
def answered(call: MovementCall) -> tuple[str, str]:
    if call.child is not None:
        return (
            f"{call.unit.name} đã trả lời phong trào {call.movement.title}",
            f"{call.unit.name} hưởng ứng phong trào “{call.movement.title}” bằng phong trào “{call.child.title}”, "
            f"kế hoạch số {call.child.plan.number_text if call.child.plan else ''}.",
        )
    return (
        f"{call.unit.name} đã trả lời phong trào {call.movement.title}",
        f"{call.unit.name} trả lời phong trào “{call.movement.title}”:\n{call.answer}"
        + (f"\nKế hoạch:\n{call.plan}" if call.plan else ""),
    )


@letter(MOVEMENT)
def withdrawn(movement: Movement, reason: str) -> tuple[str, str]:
    return (
        f"Rút phong trào thi đua: {movement.title}",
        f"{movement.unit.name} đã rút phong trào “{movement.title}”. Lý do: {reason}",
    )


@letter(MOVEMENT)
def summed_up(movement: Movement) -> tuple[str, str]:
    return (
        f"Tổng kết phong trào: {movement.title}",
        f"{movement.unit.name} đã tổng kết phong trào “{movement.title}”.\n{movement.summary}",
    )


@letter(MOVEMENT)
def reminded(movement: Movement, what: str, number_text: str, until: date) -> tuple[str, str]:
    return (
        f"Công văn đôn đốc số {number_text}",
        f"{movement.unit.name} đề nghị đơn vị {what} trước ngày {until:%d/%m/%Y}. Công văn ở mục “Văn bản chỉ đạo” của "
        "phong trào.",
    )


@letter(REVIEW)
def review_opened(review: MovementReview) -> tuple[str, str]:
    kind = review.get_kind_display().lower()
    return (
        f"Báo cáo {kind} phong trào: {review.movement.title}",
        f"{review.movement.unit.name} {kind} phong trào “{review.movement.title}”. Mời đơn vị báo cáo kết quả, đề xuất "
        f"tập thể, cá nhân tiêu biểu trước ngày {review.due_on:%d/%m/%Y}.",
    )


@letter(REVIEW)
def review_closed(review: MovementReview) -> tuple[str, str]:
    kind = review.get_kind_display()
    number = review.paper.number_text if review.paper else ""
    return (
        f"{kind} phong trào: {review.movement.title}",
        f"{review.movement.unit.name} đã ban hành báo cáo {kind.lower()} số {number} của phong trào “{review.movement.title}”.",
    )
