"""Lists of dossiers and of their lines."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.urls import reverse

from thidua.law.queries import award_name
from thidua.nominations.desk import clock_of, rules_of
from thidua.nominations.facts import short_reason
from thidua.nominations.models import NominationLine
from thidua.nominations.models_desk import DeskRules
from thidua.shared.columns import Column
from thidua.shared.tables import Table
from thidua.shared.wording import vi_date

Outcome = NominationLine.Outcome


class NominationTable(Table):
    caption = "Hồ sơ đề nghị khen thưởng"
    export_name = "ho-so-de-nghi"
    noun = "hồ sơ"
    search_fields = ("unit__name_fold",)
    search_label = "Tìm theo tên đơn vị (không cần gõ dấu)"
    empty_title = "Chưa có hồ sơ nào"
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "award_code",
            "Danh hiệu, hình thức",
            sort="award_code",
            primary=True,
            format=award_name,
            link=lambda n: reverse("nominations:detail", args=[n.pk]),
        ),
        Column("year", "Năm", sort="year", format=str),
        Column("unit.name", "Đơn vị đề nghị", sort="unit__name_fold"),
        Column("to_unit.name", "Nơi xét", sort="to_unit__name_fold"),
        Column("total", "Số trường hợp", numeric=True, sort="total"),
        Column("human", "Cần xem xét", numeric=True, sort="human"),
        Column("sent_at", "Ngày gửi", sort="sent_at", format=vi_date),
        Column("state_label", "Tình trạng", badge=lambda n: n.state),
        Column("is_held", "Tạm dừng", format=lambda held: "Có tạm dừng" if held else ""),
    )


class DeskTable(NominationTable):
    """The appraisers' queue, each dossier with the clock of its step; the oldest first. ``on`` is today."""

    caption = "Hồ sơ trên bàn thẩm định"
    export_name = "ban-tham-dinh"
    default_sort = "sent_at"
    on: date
    columns = (
        Column(
            "award_code",
            "Danh hiệu, hình thức",
            sort="award_code",
            primary=True,
            format=award_name,
            link=lambda n: reverse("nominations:detail", args=[n.pk]),
        ),
        Column("unit.name", "Đơn vị đề nghị", sort="unit__name_fold"),
        Column("to_unit.name", "Nơi xét", sort="to_unit__name_fold"),
        Column("total", "Số trường hợp", numeric=True, sort="total"),
        Column("waiting", "Chờ thẩm định", numeric=True, sort="waiting"),
        Column("sent_at", "Ngày gửi", sort="sent_at", format=vi_date),
        Column("clock", "Thời hạn", value=lambda n: n.clock.told_vi if n.clock else ""),
        Column("assigned_to.display_name", "Người thẩm định", sort="assigned_to__display_name"),
        Column("state_label", "Tình trạng", badge=lambda n: n.state),
        Column("is_held", "Tạm dừng", format=lambda held: "Có tạm dừng" if held else ""),
    )

    @cached_property
    def _rules(self) -> dict[int, DeskRules]:
        return rules_of(self.source.order_by().values("to_unit_id"))

    def dressed(self, record: Any) -> Any:
        record.clock = clock_of(record, self.on, self._rules.get(record.to_unit_id))
        return record


class LineTable(Table):
    """The lines of one dossier; drawn by nominations/lines.html, which opens the verdict of a line in place."""

    caption = "Danh sách đề nghị"
    export_name = "danh-sach-de-nghi"
    noun = "trường hợp"
    search_fields = ("person__name_fold", "unit__name_fold", "outsider__name_fold")
    empty_title = "Hồ sơ chưa có ai"
    empty_text = "Chọn người hoặc tập thể từ danh sách của đơn vị."
    # {line: outcome} as judged for this page, of a dossier that has no frozen verdicts yet; empty: the frozen ones.
    judged_today: Mapping[int, str] = {}
    columns = (
        Column("ordinal", "TT", sort="ordinal", numeric=True),
        Column("subject", "Cá nhân, tập thể", primary=True, value=lambda line: str(line.subject)),
        Column("get_outcome_display", "Đối chiếu pháp luật", sort="outcome", badge=lambda line: line.outcome),
        Column("summary", "Lý do ngắn", format=short_reason),
        Column("get_appraisal_display", "Thẩm định", sort="appraisal", badge=lambda line: line.appraisal),
        Column("appraisal_reason", "Lý do thẩm định"),
        Column("get_result_display", "Hội đồng", badge=lambda line: line.result),
    )

    def dressed(self, record: Any) -> Any:
        record.outcome = self.judged_today.get(record.pk, record.outcome)
        return record


class PlannedPeopleTable(Table):
    caption = "Cá nhân có thể xem lộ trình"
    noun = "người"
    search_fields = ("name_fold",)
    default_sort = "name"
    empty_title = "Không có ai để xem"
    empty_text = "Danh sách gồm những người thuộc đơn vị bạn phụ trách."
    columns = (
        Column(
            "name",
            "Họ và tên",
            sort=("name_key", "pk"),
            primary=True,
            value=lambda person: person.full_name,
            link=lambda person: reverse("nominations:roadmap-person", args=[person.pk]),
        ),
        Column("get_subject_display", "Đối tượng", sort="subject"),
        Column("recruited_on", "Tuyển dụng", sort="recruited_on", format=vi_date),
    )


class PlannedUnitsTable(Table):
    caption = "Tập thể có thể xem lộ trình"
    noun = "đơn vị"
    search_fields = ("name_fold",)
    default_sort = "name"
    empty_title = "Không có đơn vị nào để xem"
    empty_text = "Danh sách gồm những đơn vị bạn phụ trách."
    columns = (
        Column(
            "name",
            "Đơn vị",
            sort="name_fold",
            primary=True,
            link=lambda unit: reverse("nominations:roadmap-unit", args=[unit.pk]),
        ),
        Column("get_kind_display", "Loại", sort="kind"),
    )
