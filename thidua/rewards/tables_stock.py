"""Lists of the stock."""

from django.urls import reverse

from thidua.rewards.models_stock import StockItem
from thidua.shared.columns import Column
from thidua.shared.tables import Table


class StockTable(Table):
    """Needs ``queries_stock.visible_to``."""

    caption = "Hiện vật trong kho"
    export_name = "kho-hien-vat"
    noun = "loại hiện vật"
    search_fields = ("name_fold",)
    default_sort = "name"
    empty_title = "Kho chưa có hiện vật nào"
    empty_text = "Thêm từng loại phôi, khung, kỷ niệm chương rồi ghi lần nhập đầu tiên."
    columns = (
        Column("name", "Hiện vật", sort="name_fold", primary=True, link=lambda i: reverse("rewards:item", args=[i.pk])),
        Column("get_kind_display", "Loại", sort="kind"),
        Column("unit.name", "Đơn vị giữ", sort="unit__name_fold"),
        Column("on_shelf", "Trong kho", sort="on_shelf", numeric=True),
        Column("measure", "Đơn vị tính"),
        Column("low_level", "Báo khi còn", numeric=True),
        Column(
            "level",
            "Mức",
            value=lambda i: "Sắp hết" if i.is_low else "Đủ dùng",
            badge=lambda i: "low" if i.is_low else "enough",
        ),
    )


class MoveTable(Table):
    """Needs ``queries_stock.moves_of``."""

    caption = "Sổ kho"
    export_name = "so-kho"
    noun = "lần ghi"
    plain_search_fields = ("serials", "basis", "given_to")
    search_label = "Tìm theo số sê-ri, căn cứ, người nhận"
    default_sort = "-number"
    empty_title = "Chưa ghi lần nào"
    columns = (
        Column("happened_on", "Ngày", sort="happened_on"),
        Column("number", "Lần ghi", sort="number", numeric=True, shown=False),
        Column("get_kind_display", "Nội dung", sort="kind", primary=True),
        Column("quantity", "Số lượng", sort="quantity", numeric=True),
        Column("serials", "Số sê-ri"),
        Column("basis", "Căn cứ, lý do"),
        Column("given_to", "Người nhận"),
        Column(
            "minutes",
            "Biên bản",
            value=lambda m: m.minutes.number_text if m.minutes else "",
            link=lambda m: reverse("papers:open", args=[m.minutes_id]) if m.minutes_id else "",
        ),
        Column("shelf_after", "Còn trong kho", numeric=True),
        Column("recorded_by.display_name", "Người ghi"),
    )


def facts_of(item: StockItem) -> list[tuple[str, str]]:
    """What a form about an item shows above it."""
    return [("Hiện vật", item.name), ("Trong kho", f"{item.on_shelf} {item.measure}")]
