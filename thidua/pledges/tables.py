"""Lists of pledges, of registered titles."""

from django.urls import reverse

from rulebook.lifecycles import LIFECYCLES
from thidua.pledges.models import Pledge
from thidua.pledges.outlook import LABELS, award_name
from thidua.shared.tables import Column, Filter, Table

# How an outlook is drawn: possible, out of reach, not known.
_OUTLOOK_BADGES = {"possible": "done", "not_possible": "failed", "unknown": "pending"}


class PledgeTable(Table):
    caption = "Giao ước thi đua"
    export_name = "giao-uoc"
    noun = "giao ước"
    search_fields = ("unit__name_fold",)
    default_sort = "unit.name"
    columns = (
        Column(
            "unit.name",
            "Đơn vị",
            sort=("unit__code",),
            primary=True,
            link=lambda p: reverse("pledges:detail", args=[p.pk]),
        ),
        Column("superior.name", "Cấp trên", sort="superior__name_fold"),
        Column("movement.title", "Phong trào", sort="movement__title_fold"),
        Column("year", "Năm", sort="year", format=str),
        Column("signed_at", "Ngày ký đủ", sort="signed_at"),
        Column("state_label", "Tình trạng", sort="state", badge=lambda p: p.state),
    )
    empty_title = "Chưa có giao ước nào"
    empty_text = "Giao ước được lập trong một phong trào đã phát động đến đơn vị."


class LineTable(Table):
    caption = "Danh hiệu, hình thức khen thưởng đăng ký"
    export_name = "dang-ky-thi-dua"
    noun = "dòng"
    search_fields = ("person__name_fold",)
    search_label = "Tìm theo tên cá nhân (không cần gõ dấu)"
    columns = (
        Column(
            "recipient",
            "Cá nhân, tập thể",
            sort=("person__name_key", "unit__code"),
            primary=True,
            value=lambda line: str(line.person or line.unit),
        ),
        Column("award", "Đăng ký", sort="award_code", value=lambda line: award_name(line.award_code)),
        Column(
            "outlook",
            "Đối chiếu quy định",
            sort="outlook",
            value=lambda line: LABELS.get(line.outlook, ""),
            badge=lambda line: _OUTLOOK_BADGES.get(line.outlook, "pending"),
        ),
        Column("outlook_note", "Lý do"),
    )
    empty_title = "Chưa có dòng nào"
    empty_text = "Thêm cá nhân, tập thể và danh hiệu phấn đấu trong năm."


def pledge_filters(pledges) -> list[Filter]:
    """By year and state. One query."""
    years = sorted(set(pledges.order_by().values_list("year", flat=True).distinct()), reverse=True)
    return [
        Filter("year", "Năm", [(year, str(year)) for year in years]),
        Filter("state", "Tình trạng", list(LIFECYCLES[Pledge.LIFECYCLE].states.items())),
    ]


def line_filters(lines) -> list[Filter]:
    """By award and outlook. One query."""
    codes = sorted(set(lines.order_by().values_list("award_code", flat=True).distinct()))
    return [
        Filter("award_code", "Đăng ký", [(code, award_name(code)) for code in codes]),
        Filter("outlook", "Đối chiếu quy định", list(LABELS.items())),
    ]
