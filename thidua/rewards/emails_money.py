"""Letters about bonus lists."""

from thidua.rewards.models_money import BonusList
from thidua.shared.letters import LetterKind, letter

WORK = LetterKind("rewards.bonus", "Danh sách chi tiền thưởng chờ kiểm tra, chờ duyệt, trả lại", "Tiền thưởng")


@letter(WORK)
def bonus_waits_for_check(bonus_list: BonusList) -> tuple[str, str]:
    return (
        f"Chờ kiểm tra: tiền thưởng theo Quyết định số {bonus_list.decision.number_text}",
        f"Danh sách chi tiền thưởng theo Quyết định số {bonus_list.decision.number_text} đã lập xong.\n\n"
        "Mời kế toán kiểm tra tại mục Khen thưởng, phần Tiền thưởng.",
    )


@letter(WORK)
def bonus_waits_for_approval(bonus_list: BonusList) -> tuple[str, str]:
    return (
        f"Chờ duyệt chi: tiền thưởng theo Quyết định số {bonus_list.decision.number_text}",
        f"Kế toán đã kiểm tra danh sách chi tiền thưởng theo Quyết định số {bonus_list.decision.number_text}.\n\n"
        "Mời duyệt chi tại mục Khen thưởng, phần Tiền thưởng.",
    )


@letter(WORK)
def bonus_returned(bonus_list: BonusList) -> tuple[str, str]:
    return (
        f"Trả lại: tiền thưởng theo Quyết định số {bonus_list.decision.number_text}",
        f"Danh sách chi tiền thưởng theo Quyết định số {bonus_list.decision.number_text} được trả lại để sửa.\n\n"
        f"Lý do: {bonus_list.returned_reason}",
    )
