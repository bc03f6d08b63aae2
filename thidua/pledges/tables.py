"""Lists of pledges, of registered titles."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from rulebook.lifecycles import LIFECYCLES
from thidua.pledges.models import Deadline, Pledge, RegistrationSheet
from thidua.pledges.outlook import LABELS, award_name
from thidua.pledges.queries_registration import DUTY_BADGES, honour_of, late_in
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
    search_fields = ("person__name_fold", "unit__name_fold")
    search_label = "Tìm theo tên cá nhân, tập thể (không cần gõ dấu)"
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
        Column("remark", "Ý kiến cấp trên"),
        Column("reply", "Trả lời"),
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


class LibraryTable(Table):
    """Targets to use again."""

    caption = "Thư viện chỉ tiêu"
    export_name = "thu-vien-chi-tieu"
    noun = "chỉ tiêu"
    search_fields = ("name_fold",)
    default_sort = "-uses"
    columns = (
        Column(
            "name",
            "Chỉ tiêu",
            sort="name_fold",
            primary=True,
            link=lambda entry: reverse("pledges:library-edit", args=[entry.pk]),
        ),
        Column("unit_of_measure", "Đơn vị tính", sort="unit_of_measure"),
        Column("get_direction_display", "Phấn đấu", sort="direction"),
        Column("plan_reference", "Theo kế hoạch kinh tế – xã hội"),
        Column("criterion_code", "Mã tiêu chí"),
        Column("uses", "Số lần dùng", sort="uses", numeric=True),
        Column("unit.name", "Cơ quan", sort="unit__code"),
    )
    empty_title = "Thư viện chưa có chỉ tiêu nào"
    empty_text = "Chỉ tiêu của giao ước đã ký tự vào thư viện; cũng có thể thêm bằng tay."


def _recipient(line: Any) -> str:
    return str(line.person or line.unit)


def _outlook(line: Any) -> str:
    return LABELS.get(line.outlook, "")


def _achieved(line: Any) -> str:
    return f"Đạt: QĐ {honour_of(line)}" if line.achieved else "Chưa có quyết định"


class CompiledTable(Table):
    """Every registered title of the units below, of :func:`queries_registration.with_results`."""

    caption = "Tổng hợp đăng ký danh hiệu"
    export_name = "tong-hop-dang-ky"
    noun = "dòng"
    search_fields = ("person__name_fold", "unit__name_fold", "sheet__unit__name_fold")
    search_label = "Tìm theo cá nhân, tập thể, đơn vị (không cần gõ dấu)"
    default_sort = "sheet.unit.name"
    columns = (
        Column(
            "recipient", "Cá nhân, tập thể", sort=("person__name_key", "unit__code"), primary=True, value=_recipient
        ),
        Column(
            "sheet.unit.name",
            "Đơn vị",
            sort="sheet__unit__code",
            link=lambda line: reverse("pledges:registration", args=[line.sheet_id]),
        ),
        Column("award", "Đăng ký", sort="award_code", value=lambda line: award_name(line.award_code)),
        Column(
            "outlook",
            "Đối chiếu quy định",
            sort="outlook",
            value=_outlook,
            badge=lambda line: _OUTLOOK_BADGES.get(line.outlook, "pending"),
        ),
        Column("outlook_note", "Lý do"),
        Column("achieved", "Kết quả", value=_achieved, badge=lambda line: "done" if line.achieved else "pending"),
    )
    empty_title = "Chưa đơn vị nào gửi bản đăng ký"
    empty_text = "Dòng đăng ký hiện ở đây khi đơn vị gửi lên cấp trên."


def compiled_filters(codes: list[str]) -> list[Filter]:
    """By award and outlook; no query."""
    return [
        Filter("award_code", "Đăng ký", [(code, award_name(code)) for code in codes]),
        Filter("outlook", "Đối chiếu quy định", list(LABELS.items())),
        Filter(
            "achieved",
            "Kết quả",
            [("yes", "Đã có quyết định"), ("no", "Chưa có quyết định")],
            apply=lambda lines, value: lines.filter(achieved=value == "yes"),
        ),
    ]


class ResultTable(Table):
    """A sheet beside the register of honours."""

    caption = "Đăng ký và kết quả"
    export_name = "dang-ky-va-ket-qua"
    noun = "dòng"
    search_fields = ("person__name_fold", "unit__name_fold")
    columns = (
        Column("recipient", "Cá nhân, tập thể", primary=True, value=_recipient),
        Column("award", "Đăng ký", value=lambda line: award_name(line.award_code)),
        Column("achieved", "Kết quả", value=_achieved, badge=lambda line: "done" if line.achieved else "pending"),
        Column("missed_reason", "Lý do không đạt"),
        Column(
            "explain",
            "Ghi lý do",
            value=lambda line: "" if line.achieved else "Sửa lý do" if line.missed_reason else "Ghi lý do",
            link=lambda line: "" if line.achieved else reverse("pledges:line-missed", args=[line.sheet_id, line.pk]),
            export=False,
        ),
    )
    empty_title = "Bản đăng ký chưa có dòng nào"


def _duty_column(what: str, label: str) -> Column:
    return Column(
        what,
        label,
        value=lambda unit: unit.duties[what].words,
        badge=lambda unit: DUTY_BADGES.get(unit.duties[what].code, ""),
    )


class DutyTable(Table):
    """Who has handed in what. The view gives each unit of the page its ``duties``."""

    caption = "Ai còn thiếu gì"
    noun = "đơn vị"
    page_size = 50
    search_fields = ("name_fold",)
    search_label = "Tìm theo tên đơn vị (không cần gõ dấu)"
    default_sort = "name"
    columns = (
        Column("name", "Đơn vị", sort="code", primary=True),
        _duty_column("registration", "Bản đăng ký"),
        _duty_column("pledge", "Giao ước"),
        _duty_column("q1", "Quý 1"),
        _duty_column("q2", "Quý 2"),
        _duty_column("q3", "Quý 3"),
        _duty_column("q4", "Quý 4"),
    )
    empty_title = "Không có đơn vị nào trong phạm vi của bạn"


def duty_filter(year: int) -> Filter:
    """Units that have not handed in one thing yet."""
    choices = [(what, f"Thiếu: {label.lower()}") for what, label in Deadline.What.choices]
    return Filter("thieu", "Còn thiếu", choices, apply=lambda units, what: late_in(units, year, what))


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
