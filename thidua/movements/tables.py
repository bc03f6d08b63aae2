"""The list of movements."""

from django.urls import reverse

from rulebook.lifecycles import LIFECYCLES
from thidua.movements.models import Movement
from thidua.shared.columns import Column, Filter
from thidua.shared.tables import Table
from thidua.shared.wording import vi_date


class CallTable(Table):
    """The units a movement has reached; needs ``select_related("unit")``."""

    caption = "Trả lời của các đơn vị"
    noun = "đơn vị"
    search_fields = ("unit__name_fold",)
    search_label = "Tìm theo tên đơn vị (không cần gõ dấu)"
    default_sort = "unit.name"
    columns = (
        Column("unit.name", "Đơn vị", sort="unit__code", primary=True),
        Column(
            "is_answered",
            "Tình trạng",
            value=lambda call: "Đã trả lời" if call.answered_at else "Chưa trả lời",
            badge=lambda call: "done" if call.answered_at else "pending",
        ),
        Column("answered_at", "Ngày", sort="answered_at", format=vi_date),
        Column("answer", "Trả lời"),
    )


class MovementTable(Table):
    caption = "Phong trào thi đua"
    export_name = "phong-trao"
    noun = "phong trào"
    search_fields = ("title_fold",)
    default_sort = "-year"
    columns = (
        Column(
            "title",
            "Phong trào",
            sort="title_fold",
            primary=True,
            link=lambda m: reverse("movements:detail", args=[m.pk]),
        ),
        Column("unit.name", "Đơn vị phát động", sort="unit__name_fold"),
        Column("year", "Năm", sort="year", format=str),
        Column("get_kind_display", "Hình thức"),
        Column("starts_on", "Từ ngày", sort="starts_on"),
        Column("answers", "Đã trả lời", value=lambda m: f"{m.answered}/{m.called}" if m.called else ""),
        Column("state_label", "Tình trạng", sort="state", badge=lambda m: m.state),
    )
    empty_title = "Chưa có phong trào nào"
    empty_text = "Phong trào do cấp trên phát động, hoặc do đơn vị bạn soạn, sẽ hiện ở đây."


def filters_of(movements) -> list[Filter]:
    """By year and state; the years are those that occur. One query."""
    years = sorted(set(movements.order_by().values_list("year", flat=True).distinct()), reverse=True)
    return [
        Filter("year", "Năm", [(year, str(year)) for year in years]),
        Filter("state", "Tình trạng", list(LIFECYCLES[Movement.LIFECYCLE].states.items())),
    ]
