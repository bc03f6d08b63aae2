"""Who may do what with a movement. Each check refuses with the reason that the grey button shows."""

from datetime import date

from thidua.movements.models import Movement, MovementCall, MovementReview, SteeringDocument, TraditionalDay
from thidua.movements.readiness import citation_of, missing, past_days
from thidua.shared.denied import Denied
from thidua.shared.gate import check_gate
from thidua.units.models import RoleGrant, Unit
from thidua.units.permissions import check_has_role

Role = RoleGrant.Role


def check_can_draft(user, unit: Unit, on: date) -> None:
    check_has_role(user, [Role.OFFICER], unit, on, "soạn phong trào thi đua")


def check_can_edit(user, movement: Movement, on: date) -> None:
    """What was launched stands as it was launched."""
    check_can_draft(user, movement.unit, on)
    if movement.state != "draft":
        raise Denied("Chỉ sửa được phong trào khi còn là dự thảo.")


def check_can_launch(user, movement: Movement, on: date) -> None:
    """A launch is an act of the head (Luật TĐKT 2022, Điều 18), and needs what the law asks a movement to have (Điều 17)."""
    try:
        check_has_role(user, [Role.HEAD], movement.unit, on, "phát động phong trào")
    except Denied as denied:
        cited = citation_of("who_launches", on)
        raise Denied(f"{denied.reason.rstrip('.')} ({cited})." if cited else denied.reason) from denied
    check_gate(movement, "launch")
    if lacking := missing(movement, on):
        labels, cited = ", ".join(piece.label for piece in lacking).lower(), lacking[0].citation
        raise Denied(f"Chưa phát động được, còn thiếu: {labels}" + (f" ({cited})." if cited else "."))
    for reason in past_days(movement, on).values():
        raise Denied(reason)


def check_can_answer(user, call: MovementCall, on: date) -> None:
    check_has_role(user, [Role.OFFICER, Role.HEAD], call.unit, on, "trả lời phong trào")
    if call.movement.state != "launched":
        raise Denied("Chỉ trả lời được phong trào đang thực hiện.")
    if call.answered_at is not None:
        raise Denied("Đơn vị đã trả lời phong trào này.")


def check_can_sum_up(user, movement: Movement, on: date) -> None:
    check_has_role(user, [Role.OFFICER, Role.HEAD], movement.unit, on, "tổng kết phong trào")
    check_gate(movement, "sum_up")


def check_can_withdraw(user, movement: Movement, on: date) -> None:
    """What a head launched only a head takes back."""
    check_has_role(user, [Role.HEAD], movement.unit, on, "rút phong trào")
    check_gate(movement, "withdraw")


def check_can_enter_document(user, movement: Movement, on: date) -> None:
    """The register of steering documents goes on until the movement is summed up."""
    check_has_role(user, [Role.OFFICER, Role.CLERK], movement.unit, on, "ghi văn bản chỉ đạo")
    if movement.state not in ("draft", "launched"):
        raise Denied("Phong trào đã kết thúc: sổ văn bản chỉ đạo không ghi thêm được.")


def check_can_remind(user, movement: Movement, on: date) -> None:
    """The letter to those who are late stands in the register of the movement; whether anyone is late the act looks up."""
    check_has_role(user, [Role.OFFICER, Role.CLERK], movement.unit, on, "lập công văn đôn đốc")
    if movement.state != "launched":
        raise Denied("Chỉ đôn đốc được phong trào đang thực hiện.")


def check_can_withdraw_document(user, document: SteeringDocument, on: date) -> None:
    check_can_enter_document(user, document.movement, on)
    if document.withdrawn_at is not None:
        raise Denied("Dòng này đã được rút.")


def check_can_open_review(user, movement: Movement, on: date) -> None:
    """One review at a time; a mid-term and a final one."""
    check_has_role(user, [Role.OFFICER], movement.unit, on, "sơ kết, tổng kết phong trào")
    check_gate(movement, "sum_up")
    if any(review.closed_at is None for review in movement.reviews.all()):
        raise Denied("Đợt sơ kết, tổng kết trước chưa xong: ban hành báo cáo của đợt đó trước.")


def check_can_prepare_review(user, review: MovementReview, on: date) -> None:
    check_has_role(user, [Role.OFFICER], review.movement.unit, on, "lập báo cáo sơ kết, tổng kết")
    if review.state != "open":
        raise Denied("Báo cáo đã ban hành, không sửa được.")


def check_can_close_review(user, review: MovementReview, on: date) -> None:
    """The head signs the report; it needs an assessment and the lessons drawn (seed 0.4)."""
    check_has_role(user, [Role.HEAD], review.movement.unit, on, "ban hành báo cáo sơ kết, tổng kết")
    check_gate(review, "close")
    lacking = [
        label
        for label, text in (("đánh giá chung", review.assessment), ("bài học kinh nghiệm", review.lessons))
        if not text.strip()
    ]
    if lacking:
        raise Denied(f"Chưa ban hành được báo cáo, còn thiếu: {', '.join(lacking)}.")


def check_can_report(user, review: MovementReview, unit: Unit, on: date) -> None:
    """A unit reports for itself until the report of the whole is issued."""
    check_has_role(user, [Role.OFFICER, Role.HEAD], unit, on, "báo cáo kết quả phong trào")
    if review.state != "open":
        raise Denied("Báo cáo chung đã ban hành, không nhận thêm kết quả.")


def check_can_enter_day(user, unit: Unit, on: date) -> None:
    check_has_role(user, [Role.OFFICER], unit, on, "ghi ngày kỷ niệm, ngày truyền thống")


def check_can_end_day(user, day: TraditionalDay, on: date) -> None:
    check_can_enter_day(user, day.unit, on)
    if day.ended_at is not None:
        raise Denied("Ngày này đã được bỏ khỏi danh mục.")
