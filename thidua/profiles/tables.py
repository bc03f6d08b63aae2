"""Lists about one person."""

from thidua.people.actions_private import OPENABLE
from thidua.profiles.queries import EXPORTED
from thidua.shared.columns import Column
from thidua.shared.tables import Table
from thidua.shared.wording import vi_datetime


def _fields(event) -> str:
    names = ", ".join(OPENABLE.get(field, field) for field in event.detail.get("fields", []))
    return f"Trích xuất toàn bộ ({names})" if event.act == EXPORTED else names


class OpeningsTable(Table):
    """Who opened what, when, why; needs ``select_related("by")``."""

    caption = "Các lần mở thông tin riêng"
    export_name = "lan-mo-thong-tin-rieng"
    noun = "lần"
    default_sort = "-at"
    empty_title = "Chưa ai mở thông tin riêng"
    columns = (
        Column("at", "Lúc", sort="seq", primary=True, format=vi_datetime),
        Column("by.display_name", "Ai"),
        Column("fields", "Mục", value=_fields),
        Column("purpose", "Mục đích", value=lambda event: event.detail.get("purpose", "")),
    )
