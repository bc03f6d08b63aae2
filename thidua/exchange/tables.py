"""The list of packages."""

from django.urls import reverse

from thidua.exchange.models import ExchangePackage
from thidua.shared.columns import Column, Filter
from thidua.shared.tables import Table


class PackageTable(Table):
    """Needs ``select_related("unit")``."""

    caption = "Gói tin liên thông"
    export_name = "goi-tin"
    noun = "gói tin"
    plain_search_fields = ("number_text", "subject", "other_name")
    search_label = "Tìm theo số, trích yếu, cơ quan"
    default_sort = "-made_at"
    empty_title = "Chưa có gói tin nào"
    empty_text = "Gói tin đi lập từ trang của văn bản đã ban hành; gói tin đến do văn thư đưa vào đây."
    columns = (
        Column(
            "subject", "Trích yếu", sort="subject", primary=True, link=lambda p: reverse("exchange:detail", args=[p.pk])
        ),
        Column("number_text", "Số", sort="number_text", nowrap=True),
        Column("get_direction_display", "Chiều", sort="direction"),
        Column("other_name", "Cơ quan bên kia", sort="other_name"),
        Column("unit.name", "Đơn vị", sort="unit__name_fold"),
        Column("made_at", "Lúc", sort="made_at"),
        Column(
            "state_label", "Tình trạng", sort="state", badge=lambda p: "package_made" if p.state == "made" else p.state
        ),
    )


FILTERS = [Filter("direction", "Chiều", list(ExchangePackage.Direction.choices))]
