"""Lists of pledges, of registered titles."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from rulebook.lifecycles import LIFECYCLES
from thidua.pledges.models import Pledge, RegistrationSheet
from thidua.pledges.outlook import LABELS, award_name
from thidua.shared.columns import Column, Filter
from thidua.shared.tables import Table
from thidua.shared.wording import vi_date

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
        Column("signed_at", "Ngày ký đủ", sort="signed_at", format=vi_date),
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


def _signed(side: str) -> Callable[[Any], str]:
    def words(call: Any) -> str:
        found = call.on_board[side]
        return f"{found.signer.display_name}, {vi_date(found.signed_at)}" if found else "Chưa ký"

    return words


class BoardTable(Table):
    """Who has signed. The view gives each call of the page ``on_board``, its row of ``queries.board_of``."""

    caption = "Ai đã ký giao ước"
    noun = "đơn vị"
    page_size = 100  # a province fits on one page, so that all can be signed together
    search_fields = ("unit__name_fold",)
    search_label = "Tìm theo tên đơn vị (không cần gõ dấu)"
    default_sort = "unit.name"
    columns = (
        Column(
            "unit.name",
            "Đơn vị",
            sort="unit__code",
            primary=True,
            link=lambda c: reverse("pledges:detail", args=[c.on_board["pledge"].pk]) if c.on_board["pledge"] else "",
        ),
        Column(
            "state",
            "Giao ước",
            value=lambda c: c.on_board["pledge"].state_label if c.on_board["pledge"] else "Chưa lập",
            badge=lambda c: c.on_board["pledge"].state if c.on_board["pledge"] else "pending",
        ),
        Column("member", "Đơn vị ký", value=_signed("member")),
        Column("superior", "Cấp trên ký", value=_signed("superior")),
    )
    empty_title = "Phong trào chưa phát động đến đơn vị nào"


class SheetTable(Table):
    """Which unit has sent how many titles. The view gives each unit of the page its ``sheet`` (or None)."""

    caption = "Bản đăng ký của các đơn vị"
    noun = "đơn vị"
    page_size = 100
    search_fields = ("name_fold",)
    search_label = "Tìm theo tên đơn vị (không cần gõ dấu)"
    default_sort = "name"
    columns = (
        Column(
            "name",
            "Đơn vị",
            sort="code",
            primary=True,
            link=lambda u: reverse("pledges:registration", args=[u.sheet.pk]) if u.sheet else "",
        ),
        Column("titles", "Danh hiệu", numeric=True, value=lambda u: u.sheet.titles or None if u.sheet else None),
        Column(
            "state",
            "Tình trạng",
            value=lambda u: u.sheet.state_label if u.sheet else "Chưa lập",
            badge=lambda u: u.sheet.state if u.sheet else "pending",
        ),
    )
    empty_title = "Không có đơn vị nào trong phạm vi của bạn"


def sheet_filter(year: int) -> Filter:
    """Units by the state of their sheet of a year; "none": not made yet."""

    def narrow(units, state: str):
        sheets = RegistrationSheet.objects.filter(unit=OuterRef("pk"), year=year)
        return units.filter(~Exists(sheets) if state == "none" else Exists(sheets.filter(state=state)))

    states = LIFECYCLES[RegistrationSheet.LIFECYCLE].states
    return Filter("state", "Tình trạng", [("none", "Chưa lập"), *states.items()], apply=narrow)


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
