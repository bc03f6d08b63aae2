"""Lists of seasons."""

from django.urls import reverse

from thidua.shared.tables import Column, Table


class SeasonTable(Table):
    """Rows come from ``queries.seasons_with_counts``."""

    caption = "Các mùa chấm điểm"
    noun = "mùa chấm điểm"
    default_sort = "-year"
    columns = (
        Column(
            "cluster.name",
            "Cụm, khối",
            sort="cluster__code",
            primary=True,
            link=lambda s: reverse("scoring:detail", args=[s.pk]),
        ),
        Column("year", "Năm", sort="year", numeric=True, format=str),
        Column("sent", "Đã gửi", numeric=True, value=lambda s: f"{s.sent}/{s.members}"),
        Column("verified", "Đã thẩm định", numeric=True, value=lambda s: f"{s.verified}/{s.members}"),
        Column("state_label", "Tình trạng", sort="state", badge=lambda s: s.state),
    )
    empty_title = "Chưa có mùa chấm điểm nào"
    empty_text = "Mùa chấm điểm mở khi cụm, khối đã có thành viên và bảng tiêu chí của năm."
