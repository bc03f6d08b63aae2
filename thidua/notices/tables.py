"""Lists of the desk of notices: dispatches, letters of one, the daily round."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from rulebook.lifecycles import LIFECYCLES
from thidua.notices.queries import counts_of, units_of, with_letters
from thidua.notices.wording import masked
from thidua.shared import clock
from thidua.shared.columns import Column, Filter
from thidua.shared.jobs.kinds import daily_works
from thidua.shared.letters import kind_of, kinds
from thidua.shared.tables import Table
from thidua.shared.ui import LETTER_STATES
from thidua.shared.wording import vi_date, vi_datetime, vi_number

STATES = LIFECYCLES["letter"].states
# Which state of its letters stands for a dispatch: what asks for a person first.
_PRESSING = ("failed", "look", "held", "sending", "waiting", "sent", "inside", "cancelled")


def pressing(counts: dict[str, int]) -> str:
    """The state of a dispatch: the one that asks most for a person; "" without letters."""
    return next((state for state in _PRESSING if counts.get(state)), "")


def tally(counts: dict[str, int]) -> str:
    """ "3.498 đã gửi · 2 gửi lỗi"."""
    parts = [f"{vi_number(counts[state])} {STATES[state].lower()}" for state in _PRESSING if counts.get(state)]
    return " · ".join(parts)


class DispatchTable(Table):
    caption = "Thông báo"
    noun = "thông báo"
    search_fields = ("title_fold", "unit__name_fold")
    search_label = "Tìm theo tiêu đề hoặc đơn vị gửi (không cần gõ dấu)"
    default_sort = "-queued_at"
    export_name = "hop-thu-di"
    columns = (
        Column("title", "Thông báo", primary=True, link=lambda d: reverse("notices:dispatch", args=[d.pk])),
        Column("kind", "Loại", value=lambda d: kind_of(d.kind).label),
        Column("unit.name", "Đơn vị gửi", sort="unit__name_fold"),
        Column("queued_at", "Lập lúc", sort=("queued_at", "id"), format=vi_datetime),
        Column(
            "state",
            "Tình trạng",
            value=lambda d: STATES.get(pressing(d.counts), ""),
            badge=lambda d: LETTER_STATES.get(pressing(d.counts), ""),
        ),
        Column("counts", "Thư", value=lambda d: tally(d.counts)),
    )
    empty_title = "Chưa có thông báo nào"
    empty_text = "Khi có phong trào, giao ước, hồ sơ mới, thông báo của hệ thống đến từng người hiện ở đây."

    @cached_property
    def records(self) -> list[Any]:
        rows = super().records
        return self._counted(rows, [row.pk for row in rows]) if rows else []

    def _all_records(self) -> Iterable[Any]:
        return self._counted(super()._all_records(), self.queryset.order_by().values("pk"))

    @staticmethod
    def _counted(rows: Iterable[Any], dispatches: Any) -> list[Any]:
        counts = counts_of(dispatches)
        found = []
        for row in rows:
            row.counts = counts.get(row.pk, {})
            found.append(row)
        return found

    @staticmethod
    def filters_for(own: list[tuple[int, str]]) -> list[Filter]:
        """``own``: (key, name) of the units in which the person holds the desk."""
        keys = [pk for pk, _ in own]

        def of_unit(rows: QuerySet, value: str) -> QuerySet:
            return rows.exclude(unit__in=keys) if value == "duoi" else rows.filter(unit=int(value))

        return [
            Filter("tinh-trang", "Tình trạng", list(STATES.items()), apply=with_letters),
            Filter("loai", "Loại", [(kind.code, kind.label) for kind in kinds()], field="kind"),
            Filter("don-vi", "Đơn vị gửi", [*own, ("duoi", "Các đơn vị cấp dưới")], apply=of_unit),
            Filter("tu", "Thời gian", [(code, label) for code, label, _ in _TIMES], apply=_since),
        ]


_TIMES = (("0", "Hôm nay", 0), ("7", "7 ngày qua", 7), ("30", "30 ngày qua", 30), ("365", "12 tháng qua", 365))


def _since(rows: QuerySet, value: str) -> QuerySet:
    return rows.filter(queued_at__gte=clock.at_hour(clock.today() - timedelta(days=int(value)), 0))


class LetterTable(Table):
    caption = "Người nhận"
    noun = "người nhận"
    search_fields = ("to__name_fold",)
    default_sort = "to"
    columns = (
        Column("to", "Người nhận", sort="to__name_fold", primary=True, value=lambda letter: letter.to.display_name,
               link=lambda letter: reverse("notices:letter", args=[letter.pk])),
        Column("office", "Đơn vị", value=lambda letter: letter.office),
        Column("email", "Địa chỉ thư", value=lambda letter: masked(letter.to.email) or "không có", nowrap=True),
        Column("state_label", "Tình trạng", badge=lambda letter: LETTER_STATES[letter.state]),
        Column("sent_at", "Gửi lúc", sort="sent_at", format=vi_datetime),
        Column("attempts", "Số lần gửi", numeric=True, value=lambda letter: letter.attempts or None),
        Column("failed_reason", "Máy chủ thư trả lời"),
    )  # fmt: skip

    @cached_property
    def records(self) -> list[Any]:
        rows = super().records
        places = units_of({row.to_id for row in rows}, clock.today()) if rows else {}
        for row in rows:
            row.office = places.get(row.to_id, "")
        return rows


class RoundTable(Table):
    caption = "Việc hằng ngày"
    noun = "lượt"
    default_sort = "-day"
    columns = (
        Column("name", "Việc", primary=True, value=lambda r: r.job.title),
        Column("day", "Ngày", sort=("day", "name"), format=vi_date),
        Column("state", "Kết quả", value=lambda r: r.job.get_state_display(), badge=lambda r: f"job_{r.job.state}"),
        Column("started_at", "Bắt đầu", value=lambda r: r.job.started_at, format=vi_datetime),
        Column("finished_at", "Kết thúc", value=lambda r: r.job.finished_at, format=vi_datetime),
        Column("attempt", "Số lần làm", numeric=True, value=lambda r: r.job.attempt),
        Column("sentence", "Ghi chú", value=lambda r: r.job.sentence),
    )
    empty_title = "Chưa có lượt nào"
    empty_text = "Tiến trình việc chạy nền (manage.py worker) làm các việc này mỗi ngày một lần."


def next_works(today: date, done: set[str]) -> list[tuple[str, str]]:
    """(title, when) of what the round still has to do today."""
    return [(work.title, f"từ {work.hour} giờ") for work in daily_works() if work.name not in done]
