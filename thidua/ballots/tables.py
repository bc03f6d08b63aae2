"""Lists of ballots."""

from django.urls import reverse

from thidua.shared.columns import Column
from thidua.shared.tables import Table


class BallotTable(Table):
    """Rows come from ``queries.with_turnout``."""

    caption = "Các cuộc bỏ phiếu kín"
    noun = "cuộc bỏ phiếu"
    default_sort = "-id"
    columns = (
        Column("title", "Cuộc bỏ phiếu", primary=True, link=lambda b: reverse("ballots:detail", args=[b.pk])),
        Column("unit.name", "Đơn vị", sort="unit__name"),
        Column("voted", "Đã bỏ phiếu", numeric=True, value=lambda b: f"{b.voted}/{b.listed}"),
        Column("opened_at", "Mở hòm", sort="opened_at"),
        Column("state_label", "Tình trạng", sort="state", badge=lambda b: b.state),
        Column("id", "Số", sort="id", numeric=True),
    )
    empty_title = "Chưa có cuộc bỏ phiếu nào"
    empty_text = "Cuộc bỏ phiếu kín được chuẩn bị trong phiên họp Hội đồng hoặc cuộc họp cụm, khối."
