"""Lists of seasons."""

from django.urls import reverse

from rulebook.lifecycles import LIFECYCLES
from thidua.scoring.models import Season
from thidua.shared.columns import Column, Filter
from thidua.shared.tables import Table


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


def filters_of(seasons) -> list[Filter]:
    """By year and state; the years are those that occur. One query."""
    years = sorted(set(seasons.order_by().values_list("year", flat=True).distinct()), reverse=True)
    return [
        Filter("year", "Năm", [(year, str(year)) for year in years]),
        Filter("state", "Tình trạng", list(LIFECYCLES[Season.LIFECYCLE].states.items())),
    ]
