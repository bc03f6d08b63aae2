"""Letters of this stage: (subject, body)."""

from thidua.movements.models import Movement, MovementCall
from thidua.shared.letters import LetterKind, letter

MOVEMENT = LetterKind("movements.movement", "Phong trào được phát động, tổng kết, rút", "Phong trào")
ANSWER = LetterKind("movements.answer", "Trả lời của đơn vị cấp dưới", "Phong trào")


@letter(MOVEMENT)
def launched(movement: Movement) -> tuple[str, str]:
    until = f" đến ngày {movement.ends_on:%d/%m/%Y}" if movement.ends_on else ""
    return (
        f"Phong trào thi đua mới: {movement.title}",
        f"{movement.unit.name} đã phát động phong trào “{movement.title}”, thực hiện từ ngày "
        f"{movement.starts_on:%d/%m/%Y}{until}.\n"
        "Mời đơn vị đọc kế hoạch, trả lời và đăng ký giao ước thi đua.",
    )


@letter(ANSWER)
def answered(call: MovementCall) -> tuple[str, str]:
    return (
        f"{call.unit.name} đã trả lời phong trào {call.movement.title}",
        f"{call.unit.name} trả lời phong trào “{call.movement.title}”:\n{call.answer}",
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
