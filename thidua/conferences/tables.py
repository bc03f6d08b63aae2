"""The list of conferences."""

from django.urls import reverse

from rulebook.lifecycles import LIFECYCLES
from thidua.conferences.models import Conference, Participation
from thidua.shared.columns import Column, Filter
from thidua.shared.tables import Table


class ConferenceTable(Table):
    caption = "Hội nghị"
    export_name = "hoi-nghi"
    noun = "hội nghị"
    plain_search_fields = ("title", "place")
    search_label = "Tìm theo tên, địa điểm"
    default_sort = "-held_on"
    columns = (
        Column(
            "title", "Hội nghị", sort="title", primary=True, link=lambda c: reverse("conferences:detail", args=[c.pk])
        ),
        Column("held_on", "Ngày", sort="held_on"),
        Column("unit.name", "Đơn vị tổ chức", sort="unit__name_fold"),
        Column("cluster.name", "Cụm, khối"),
        Column("get_kind_display", "Loại", sort="kind"),
        Column("present", "Có mặt", value=lambda c: f"{c.came}/{c.invited}" if c.state == "held" else ""),
        Column("state_label", "Tình trạng", sort="state", badge=lambda c: c.state),
    )
    empty_title = "Chưa có hội nghị nào"
    empty_text = "Hội nghị do đơn vị bạn tổ chức hoặc được mời dự sẽ hiện ở đây."


def _attendance(row: Participation) -> str:
    if row.came:
        return "done"
    return "withdrawn" if row.conference.state == "held" else "pending"


class GuestTable(Table):
    """The invited units of one conference; needs ``select_related("unit", "conference")``."""

    caption = "Đơn vị được mời"
    noun = "đơn vị"
    search_fields = ("unit__name_fold",)
    search_label = "Tìm theo tên đơn vị (không cần gõ dấu)"
    default_sort = "unit.name"
    columns = (
        Column("unit.name", "Đơn vị", sort="unit__code", primary=True),
        Column(
            "came",
            "Tham dự",
            sort="came",
            value=lambda row: {"done": "Có mặt", "withdrawn": "Vắng", "pending": "Đã mời"}[_attendance(row)],
            badge=_attendance,
        ),
        Column("representative", "Đại diện"),
    )


FILTERS = (
    Filter("kind", "Loại", Conference.Kind.choices),
    Filter("state", "Tình trạng", list(LIFECYCLES[Conference.LIFECYCLE].states.items())),
)
