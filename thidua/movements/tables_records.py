"""Lists of documents, days, reports and proposals."""

from collections.abc import Callable
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse

from thidua.movements.models import CommendationProposal, MovementReview, SteeringDocument, TraditionalDay
from thidua.movements.queries_reviews import figures_of
from thidua.shared.columns import Column, Filter
from thidua.shared.tables import Table
from thidua.shared.wording import vi_date, vi_number


class DocumentTable(Table):
    """The register of steering documents of one movement; ``refused`` says why the account withdraws none, "" when it may."""

    caption = "Sổ văn bản chỉ đạo, hướng dẫn, đôn đốc"
    export_name = "van-ban-chi-dao"
    noun = "văn bản"
    search_fields = ("summary_fold",)
    plain_search_fields = ("number_text",)
    search_label = "Tìm theo trích yếu, cơ quan, số"
    default_sort = "-dated"
    columns = (
        Column(
            "number_text",
            "Số, ký hiệu",
            sort="number_text",
            primary=True,
            nowrap=True,
            link=lambda d: reverse("movements:reminder-file", args=[d.pk]) if d.has_file else "",
        ),
        Column("dated", "Ngày", sort="dated", format=vi_date),
        Column("get_kind_display", "Loại", sort="kind"),
        Column("issuer", "Cơ quan ban hành", sort="issuer"),
        Column("summary", "Trích yếu"),
        Column("sent_to", "Gửi đến"),
        Column(
            "state",
            "Tình trạng",
            value=lambda d: f"Đã rút: {d.withdrawn_reason}" if d.withdrawn_at else "",
        ),
        Column(
            "act",
            "Việc",
            value=lambda d: "" if d.withdrawn_at else d.refused or "Rút văn bản",
            link=lambda d: "" if d.withdrawn_at or d.refused else reverse("movements:document-withdraw", args=[d.pk]),
            export=False,
        ),
    )
    empty_title = "Chưa có văn bản nào"
    empty_text = (
        "Văn bản chỉ đạo, hướng dẫn, đôn đốc, kiểm tra của phong trào được ghi ở đây: số, ngày, cơ quan, nơi nhận."
    )

    def __init__(self, *args: Any, refused: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.refused = refused

    def dressed(self, record: Any) -> Any:
        record.refused = self.refused
        return record


def document_filters() -> list[Filter]:
    return [Filter("kind", "Loại", list(SteeringDocument.Kind.choices))]


class DayTable(Table):
    """Days that units have entered; ``why_not`` says why the account does not end one, "" when it may."""

    caption = "Ngày do đơn vị ghi"
    export_name = "ngay-truyen-thong"
    noun = "ngày"
    search_fields = ("name_fold",)
    default_sort = "when"
    columns = (
        Column("name", "Tên ngày", sort="name_fold", primary=True),
        Column("when", "Ngày", sort=("month", "day"), value=lambda d: f"{d.day:02d}/{d.month:02d}"),
        Column("since_year", "Từ năm", sort="since_year", format=lambda year: str(year or "")),
        Column("unit.name", "Đơn vị", sort="unit__code"),
        Column("basis", "Căn cứ"),
        Column(
            "act",
            "Việc",
            value=lambda d: d.why_not(d) or "Bỏ",
            link=lambda d: "" if d.why_not(d) else reverse("movements:day-end", args=[d.pk]),
            export=False,
        ),
    )
    empty_title = "Chưa có ngày nào do đơn vị ghi"
    empty_text = "Ngày truyền thống của ngành, ngày thành lập của đơn vị được ghi ở đây để lịch phong trào nhắc tới."

    def __init__(self, *args: Any, why_not: Callable[[TraditionalDay], str], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.why_not = why_not

    def dressed(self, record: Any) -> Any:
        record.why_not = self.why_not  # asked where it is shown: a download of thousands of days does not ask
        return record


class ReportTable(Table):
    """Units with what they have reported to one review; needs ``calls_with_reports``."""

    caption = "Kết quả từng đơn vị"
    export_name = "ket-qua-phong-trao"
    noun = "đơn vị"
    search_fields = ("unit__name_fold",)
    search_label = "Tìm theo tên đơn vị (không cần gõ dấu)"
    default_sort = "unit.name"
    columns = (
        Column("unit.name", "Đơn vị", sort="unit__code", primary=True),
        Column(
            "state",
            "Tình trạng",
            value=lambda call: {"done": "Đã báo cáo", "late": "Quá hạn", "pending": "Chưa báo cáo"}[call.state],
            badge=lambda call: call.state,
        ),
        Column("reported_at", "Ngày báo cáo", sort="reported_at", format=vi_date),
        Column("figures", "Kết quả chỉ tiêu"),
    )

    def __init__(self, *args, review: MovementReview, on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.review, self.on = review, on

    @cached_property
    def records(self) -> list[Any]:
        """With the figures of the page, fetched at once."""
        found = super().records
        figures = figures_of(self.review, [call.unit_id for call in found])
        for call in found:
            call.figures = self._written(figures.get(call.unit_id, []))
        return found

    @staticmethod
    def _written(results: list) -> str:
        return "; ".join(
            f"{r.target.name}: {vi_number(r.value)} {r.target.unit_of_measure}"
            + (f" (lưu ý: {r.doubt} Đơn vị giải thích: {r.note})" if r.doubt else "")
            for r in results
        )

    def _all_records(self):
        calls = [self.dressed(call) for call in self.queryset]
        figures = figures_of(self.review, [call.unit_id for call in calls])
        for call in calls:
            call.figures = self._written(figures.get(call.unit_id, []))
            yield call

    def dressed(self, record: Any) -> Any:
        record.state = "done" if record.reported_at else ("late" if self.review.due_on < self.on else "pending")
        record.figures = ""
        return record


class ProposalTable(Table):
    """Who is proposed to be commended within a movement."""

    caption = "Đề xuất khen thưởng trong phong trào"
    export_name = "de-xuat-khen-thuong"
    noun = "trường hợp"
    search_fields = ("unit__name_fold",)
    search_label = "Tìm theo tên đơn vị (không cần gõ dấu)"
    default_sort = "unit.name"
    columns = (
        Column("who", "Tập thể, cá nhân", primary=True, value=lambda p: str(p.person) if p.person else p.unit.name),
        Column("unit.name", "Đơn vị", sort="unit__code"),
        Column("achievement", "Thành tích"),
        Column("state", "Tình trạng", value=lambda p: f"Đã rút: {p.withdrawn_reason}" if p.withdrawn_at else "Đề xuất"),
        Column(
            "act",
            "Việc",
            value=lambda p: "" if p.withdrawn_at or p.review.state != "open" else "Rút đề xuất",
            link=lambda p: _withdraw_link(p),
            export=False,
        ),
    )
    empty_title = "Chưa có đề xuất nào"
    empty_text = "Đơn vị đề xuất tập thể, cá nhân tiêu biểu của mình trong đợt sơ kết, tổng kết."


def _withdraw_link(proposal: CommendationProposal) -> str:
    if proposal.withdrawn_at or proposal.review.state != "open":
        return ""
    return reverse("movements:proposal-withdraw", args=[proposal.pk])
