"""Lists of scoring tables."""

from django.urls import reverse

from rulebook.lifecycles import LIFECYCLES
from thidua.rubrics.models import RubricRecord
from thidua.shared.columns import Column, Filter
from thidua.shared.tables import Table


class RubricTable(Table):
    """Rows with ``unit`` selected and ``clusters`` prefetched."""

    caption = "Các bảng tiêu chí"
    export_name = "bang-tieu-chi"
    noun = "bảng tiêu chí"
    search_fields = ("title_fold",)
    default_sort = "-year"
    columns = (
        Column("title", "Bảng tiêu chí", sort="title_fold", primary=True,
               link=lambda r: reverse("rubrics:detail", args=[r.pk])),
        Column("year", "Năm", sort=("year", "edition"), numeric=True, format=str),
        Column("edition", "Bản", numeric=True),
        Column("unit.name", "Đơn vị ban hành", sort="unit__name"),
        Column("clusters", "Dùng cho", value=lambda r: served(r)),
        Column("state_label", "Tình trạng", sort="state", badge=lambda r: r.state),
    )  # fmt: skip
    empty_title = "Chưa có bảng tiêu chí nào"
    empty_text = "Lập từ bảng có sẵn, từ tệp bảng tính, hoặc soạn mới; bảng đã khóa dùng để mở mùa chấm điểm."


def served(record: RubricRecord) -> str:
    """The clusters a table is for, in words."""
    return ", ".join(cluster.name for cluster in record.clusters.all()) or "Mọi cụm, khối"


def filters_of(seen) -> list[Filter]:
    """By year and state; the years are those that occur. One query."""
    years = sorted(set(seen.order_by().values_list("year", flat=True).distinct()), reverse=True)
    return [
        Filter("year", "Năm", [(year, str(year)) for year in years]),
        Filter("state", "Tình trạng", list(LIFECYCLES[RubricRecord.LIFECYCLE].states.items())),
    ]
