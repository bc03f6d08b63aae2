"""Letters about people on the way: (subject, body). Nothing that belongs under lock stands in a letter."""

from thidua.people.models import Transfer
from thidua.shared.letters import LetterKind, letter
from thidua.shared.wording import vi_date

TRANSFER = LetterKind("people.transfer", "Cán bộ chuyển đơn vị: chờ tiếp nhận, kết quả", "Cán bộ")


@letter(TRANSFER)
def transfer_sent(transfer: Transfer) -> tuple[str, str]:
    return (
        f"Chờ tiếp nhận cán bộ: {transfer.person.full_name}",
        f"{transfer.post.unit.name} chuyển {transfer.person.full_name} ({transfer.post.title}) đến {transfer.to_unit.name} "
        f"từ ngày {vi_date(transfer.on)}. Mời đơn vị tiếp nhận và ghi chức vụ ở mục Cán bộ, Chuyển đơn vị đang chờ.",
    )


@letter(TRANSFER)
def transfer_answered(transfer: Transfer, reason: str = "") -> tuple[str, str]:
    name = transfer.person.full_name
    if transfer.accepted_at is not None:
        return (
            f"Đã tiếp nhận cán bộ: {name}",
            f"{transfer.to_unit.name} đã tiếp nhận {name} từ ngày {vi_date(transfer.on)}.",
        )
    words = transfer.get_closed_as_display()
    return f"{words}: {name}", f"Việc chuyển {name} đến {transfer.to_unit.name}: {words.lower()}. Lý do: {reason}"
