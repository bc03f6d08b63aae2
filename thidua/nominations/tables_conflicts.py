"""The list of noted kinship."""

from django.urls import reverse

from thidua.shared.columns import Column
from thidua.shared.tables import Table
from thidua.shared.wording import vi_date


class KinshipTable(Table):
    """Needs ``select_related("person", "relative", "noted_by")``. No export: these are family ties."""

    caption = "Quan hệ thân thích đã ghi"
    noun = "quan hệ"
    search_fields = ("person__name_fold", "relative__name_fold")
    search_label = "Tìm theo tên (không cần gõ dấu)"
    default_sort = "-noted_at"
    columns = (
        Column("person.full_name", "Người thứ nhất", sort="person__name_key", primary=True),
        Column("relative.full_name", "Người thứ hai", sort="relative__name_key"),
        Column("get_relation_display", "Quan hệ", sort="relation"),
        Column("noted_at", "Ghi ngày", sort="noted_at", format=vi_date),
        Column("noted_by.display_name", "Người ghi"),
        Column("withdrawn_reason", "Đã gỡ, lý do"),
        Column("act", "Việc", value=lambda row: "" if row.withdrawn_at else "Gỡ",
               link=lambda row: "" if row.withdrawn_at else reverse("nominations:kinship-withdraw", args=[row.pk])),
    )  # fmt: skip
    empty_title = "Chưa ghi quan hệ nào"
    empty_text = (
        "Ghi quan hệ thân thích giữa người xét và người được đề nghị để việc bỏ phiếu, thẩm định được khách quan."
    )
