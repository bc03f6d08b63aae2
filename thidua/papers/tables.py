"""The list of number series."""

from django.urls import reverse

from thidua.papers.actions import SYMBOLS
from thidua.papers.models import NumberSeries
from thidua.papers.queries import series_text
from thidua.shared.columns import Column
from thidua.shared.tables import Table


def kind_name(series: NumberSeries) -> str:
    """ "Kế hoạch"; of a kind outside the list its symbol."""
    return SYMBOLS.get(series.symbol, series.symbol)


def _name(series: NumberSeries) -> str:
    return f"{kind_name(series)} ({series_text(series.symbol, series.unit)})"


class SeriesTable(Table):
    """Needs ``select_related("unit")``."""

    caption = "Sổ văn bản đi theo cơ quan, loại và năm"
    noun = "sổ"
    search_fields = ("unit__name_fold",)
    search_label = "Tìm theo cơ quan (không cần gõ dấu)"
    default_sort = "-year"
    empty_title = "Chưa có sổ nào"
    empty_text = "Sổ mở khi văn bản đầu tiên của năm được cấp số, hoặc khi văn thư tiếp nối sổ giấy."
    columns = (
        Column(
            "symbol", "Loại văn bản", value=_name, sort="symbol", primary=True,
            link=lambda s: reverse("papers:book", args=[s.pk]),
        ),
        Column("unit.name", "Cơ quan", sort="unit__name_fold"),
        Column("year", "Năm", sort="year", format=str),
        Column("first", "Từ số", numeric=True),
        Column("last", "Đến số", sort="last", numeric=True),
    )  # fmt: skip
