"""The lists of this stage."""

from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse

from rulebook.lifecycles import LIFECYCLES
from thidua.movements.models import CALL_STATES, Movement, MovementCall
from thidua.movements.overlaps import overlaps_among
from thidua.movements.queries import heirs_on_the_day, in_call_state
from thidua.shared.columns import Column, Filter
from thidua.shared.tables import Table
from thidua.shared.wording import vi_date

SHORT_ANSWER = 60
_BADGES = {"joined": "done", "child": "launched", "waiting": "pending", "late": "late"}


def _short(text: str) -> str:
    """The beginning of an answer: the whole stands on its own page and in the files."""
    line = " ".join(text.split())
    return line if len(line) <= SHORT_ANSWER else line[: SHORT_ANSWER - 1].rstrip() + "…"


def _answer_link(call: MovementCall) -> str:
    if call.child_id:
        return reverse("movements:detail", args=[call.child_id])
    return reverse("movements:call", args=[call.pk]) if call.answered_at else ""


class CallTable(Table):
    """The units a movement has reached and how each stands on the day; needs ``select_related("unit", "child")``."""

    caption = "Trả lời của các đơn vị"
    export_name = "tra-loi-phong-trao"
    noun = "đơn vị"
    search_fields = ("unit__name_fold",)
    search_label = "Tìm theo tên đơn vị (không cần gõ dấu)"
    default_sort = "shown_name"
    columns = (
        Column("shown_name", "Đơn vị", sort="unit__code", primary=True),
        Column(
            "state",
            "Tình trạng",
            value=lambda call: CALL_STATES[call.state],
            badge=lambda call: _BADGES[call.state],
        ),
        Column("due_on", "Hạn trả lời", sort="due_on", format=vi_date),
        Column("answered_at", "Ngày trả lời", sort="answered_at", format=vi_date),
        Column(
            "how",
            "Trả lời",
            value=lambda call: _short(call.child.title if call.child else call.answer),
            link=lambda call: _answer_link(call),
            export=False,
        ),
        Column("answer", "Nội dung hưởng ứng", shown=False),
        Column("plan", "Kế hoạch của đơn vị", shown=False),
        Column("child.title", "Phong trào của đơn vị", shown=False),
    )

    def __init__(self, *args, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    @cached_property
    def records(self) -> list[Any]:
        """With the name of the heir where a unit was merged or renamed meanwhile."""
        found = super().records
        heirs = heirs_on_the_day(found, self.on)
        for call in found:
            heir = heirs.get(call.unit_id)
            call.shown_name = f"{call.unit.name} (nay là {heir.name})" if heir else call.unit.name
        return found

    def dressed(self, record: Any) -> Any:
        record.state = record.state_on(self.on)
        record.shown_name = record.unit.name
        return record


def call_filters(on: date) -> list[Filter]:
    """By how a task stands on the day."""
    return [
        Filter(
            "tinh-trang",
            "Tình trạng",
            list(CALL_STATES.items()),
            apply=lambda rows, state: in_call_state(rows, state, on),
        )
    ]


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
        Column("ends_on", "Đến ngày", sort="ends_on"),
        Column("answers", "Đã trả lời", value=lambda m: f"{m.answered}/{m.called}" if m.called else ""),
        Column("late", "Quá hạn", value=lambda m: m.late or "", numeric=True),
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


class CalendarTable(Table):
    """The twin of the drawn calendar: the same movements as rows."""

    caption = "Lịch phong trào thi đua"
    hide_caption = True
    export_name = "lich-phong-trao"
    noun = "phong trào"
    search_fields = ("title_fold",)
    default_sort = "starts_on"
    columns = (
        Column(
            "title",
            "Phong trào",
            sort="title_fold",
            primary=True,
            link=lambda m: reverse("movements:detail", args=[m.pk]),
        ),
        Column("unit.name", "Đơn vị phát động", sort="unit__name_fold"),
        Column("starts_on", "Từ ngày", sort="starts_on"),
        Column("ends_on", "Đến ngày", sort="ends_on"),
        Column("subjects", "Đối tượng"),
        Column("overlap", "Trùng thời gian với"),
        Column("state_label", "Tình trạng", sort="state", badge=lambda m: m.state),
    )
    empty_title = "Không có phong trào nào trong năm này"
    empty_text = "Chọn năm khác, hoặc soạn phong trào với ngày bắt đầu và ngày kết thúc."

    @cached_property
    def records(self) -> list[Any]:
        found = super().records
        self.meeting = overlaps_among(found)
        for movement in found:
            movement.overlap = "; ".join(other.title for other in self.meeting[movement.pk][:5])
        return found

    meeting: dict[int, list[Movement]] = {}  # {movement: those of this page it meets}, once ``records`` were read

    def dressed(self, record: Any) -> Any:
        record.overlap = ""
        return record


def calendar_filters() -> list[Filter]:
    return [
        Filter("kind", "Hình thức", list(Movement.Kind.choices)),
        Filter(
            "state",
            "Tình trạng",
            [row for row in LIFECYCLES[Movement.LIFECYCLE].states.items() if row[0] != "withdrawn"],
        ),
    ]
