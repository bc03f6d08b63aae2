"""The list of old decisions that were handed in."""

from django.urls import reverse

from thidua.shared.columns import Column
from thidua.shared.tables import Table


class OldDecisionTable(Table):
    caption = "Các quyết định cũ đã tải lên"
    noun = "tệp"
    default_sort = "-uploaded_at"
    plain_search_fields = ("file_name", "number")
    search_label = "Tìm theo tên tệp, số quyết định"
    export_name = "quyet-dinh-cu"
    columns = (
        Column("file_name", "Tệp", primary=True, link=lambda d: reverse("imports:old-detail", args=[d.pk])),
        Column("number", "Số quyết định", nowrap=True),
        Column("decided_on", "Ngày quyết định", sort="decided_on", nowrap=True),
        Column("unit.name", "Đơn vị"),
        Column("uploaded_at", "Tải lên lúc", sort="id", nowrap=True),
        Column("uploaded_by.display_name", "Người nhập"),
        Column("state_label", "Tình trạng", badge=lambda d: d.state),
    )
    empty_title = "Chưa có quyết định cũ nào"
    empty_text = (
        "Bấm “Nhập quyết định cũ” để đưa quyết định khen thưởng những năm trước (Word, Excel, PDF) vào sổ vàng."
    )
