"""The list of printed batches."""

from django.urls import reverse

from thidua.shared.columns import Column
from thidua.shared.tables import Table


class BatchTable(Table):
    """Needs ``select_related("decision__unit", "paper", "printed_by")``."""

    caption = "Giấy khen, bằng khen đã in"
    noun = "đợt in"
    plain_search_fields = ("decision__number_text", "decision__title")
    search_label = "Tìm theo số, trích yếu quyết định"
    default_sort = "-printed_at"
    empty_title = "Chưa in đợt nào"
    empty_text = "Giấy khen, bằng khen được in từ quyết định đã ban hành."
    columns = (
        Column(
            "decision.title",
            "Quyết định",
            sort="decision__title",
            primary=True,
            link=lambda b: reverse("rewards:detail", args=[b.decision_id]),
        ),
        Column("decision.number_text", "Số", nowrap=True),
        Column("decision.unit.name", "Cấp quyết định", sort="decision__unit__name_fold"),
        Column("count", "Số tờ", sort="count", numeric=True),
        Column("printed_at", "In lúc", sort="printed_at"),
        Column("printed_by.display_name", "Người in"),
    )
