"""Lists of decisions and of their recipients."""

from django.urls import reverse

from thidua.decisions.models import Decision
from thidua.decisions.texts import about
from thidua.law.queries import award_name
from thidua.shared.columns import Column
from thidua.shared.tables import Table


def _number(decision: Decision) -> str:
    return decision.number_text or "Chưa cấp số"


class DecisionTable(Table):
    """Needs ``line_count`` and ``select_related("unit")``."""

    caption = "Quyết định khen thưởng"
    export_name = "quyet-dinh"
    noun = "quyết định"
    plain_search_fields = ("number_text", "title")
    search_label = "Tìm theo số, trích yếu"
    default_sort = "-id"
    empty_title = "Chưa có quyết định nào"
    empty_text = "Dự thảo quyết định được lập từ kết quả phiên họp Hội đồng đã kết thúc."
    columns = (
        Column(
            "title", "Trích yếu", value=about, sort="title", primary=True,
            link=lambda d: reverse("decisions:detail", args=[d.pk]),
        ),
        Column("id", "Số", sort="id", value=_number, nowrap=True),
        Column("decided_on", "Ngày", sort="decided_on"),
        Column("unit.name", "Cấp quyết định", sort="unit__name_fold"),
        # On the screen the summary says both; files are sorted and counted by them.
        Column("get_kind_display", "Loại", shown=False),
        Column("award_code", "Danh hiệu, hình thức", format=award_name, shown=False),
        Column("line_count", "Số được khen", sort="line_count", numeric=True),
        Column("state_label", "Tình trạng", sort="state", badge=lambda d: d.state),
    )  # fmt: skip


class LineTable(Table):
    """Recipients of one decision; needs ``select_related("of_unit")``."""

    caption = "Danh sách được khen thưởng"
    export_name = "danh-sach-khen-thuong"
    noun = "người, tập thể"
    search_fields = ("of_unit__name_fold",)
    plain_search_fields = ("recipient_name",)
    search_label = "Tìm theo tên, đơn vị"
    default_sort = "ordinal"
    columns = (
        Column("ordinal", "STT", sort="ordinal", numeric=True),
        Column("recipient_name", "Người, tập thể được khen", sort="recipient_name", primary=True),
        Column("recipient_detail", "Chức vụ, đơn vị"),
        Column("ground", "Thành tích"),
    )


class ChangeTable(Table):
    """What a later paper says of lines of the original; needs ``select_related("line")``."""

    caption = "Nội dung về từng người, tập thể"
    noun = "người, tập thể"
    plain_search_fields = ("line__recipient_name",)
    search_label = "Tìm theo tên"
    default_sort = "line.ordinal"
    empty_title = "Văn bản này không nói về riêng ai"
    columns = (
        Column("line.ordinal", "STT", sort="line__ordinal", numeric=True),
        Column("line.recipient_name", "Người, tập thể", sort="line__recipient_name", primary=True),
        Column("is_taken_back", "Hủy bỏ", format=lambda yes: "Hủy bỏ" if yes else "Không"),
        Column("recipient_name", "Tên ghi lại là"),
        Column("recipient_detail", "Chức vụ, đơn vị ghi lại là"),
    )
