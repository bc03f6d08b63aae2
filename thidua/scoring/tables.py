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


class SheetTable(Table):
    """Rows come from ``queries_marks.with_progress``."""

    caption = "Phiếu chấm của đơn vị"
    noun = "phiếu chấm"
    default_sort = "state_label"
    columns = (
        Column(
            "card.unit.name",
            "Chấm bảng điểm của",
            sort="card__unit__code",
            primary=True,
            link=lambda s: reverse("scoring:sheet", args=[s.pk]),
        ),
        Column("card.season.cluster.name", "Cụm, khối", sort="card__season__cluster__code"),
        Column("season_year", "Năm", sort="card__season__year", numeric=True, format=str),
        Column("role", "Việc", value=lambda s: s.get_role_display() + (" lần hai" if s.ordinal > 1 else "")),
        Column("marked", "Đã chấm", numeric=True, value=lambda s: f"{s.marked}/{len(s.codes)} mục"),
        Column("state_label", "Tình trạng", sort="-state", badge=lambda s: s.state),
    )
    empty_title = "Đơn vị chưa được giao chấm bảng điểm nào"
    empty_text = "Phiếu chấm có khi đơn vị được giao chủ trì chấm hoặc có tên trong kế hoạch kiểm tra chéo."


class ObjectionTable(Table):
    """Rows come from ``queries.objections_of``."""

    caption = "Kiến nghị về điểm"
    noun = "kiến nghị"
    default_sort = "-raised_at"
    columns = (
        Column(
            "card.unit.name",
            "Bảng điểm của",
            sort="card__unit__code",
            primary=True,
            link=lambda o: reverse("scoring:objection", args=[o.pk]),
        ),
        Column("criterion_code", "Mục", sort="criterion_code"),
        Column("unit.name", "Đơn vị kiến nghị", sort="unit__code"),
        Column("raised_at", "Gửi lúc", sort="raised_at"),
        Column("state_label", "Tình trạng", sort="state", badge=lambda o: o.badge),
    )
    empty_title = "Chưa có kiến nghị nào"
    empty_text = "Đơn vị thành viên gửi kiến nghị từ trang bảng điểm, khi đã có bảng xếp hạng và chưa công nhận."
