"""Lists of what the law of another day, or of its own day, makes of dossiers and honours."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from thidua.honours.models import Honour
from thidua.law.queries import award_name, in_use
from thidua.nominations.impact import ImpactRow
from thidua.nominations.legality import Audited
from thidua.nominations.models import NominationLine
from thidua.shared.columns import Column
from thidua.shared.tables import Table
from thidua.shared.wording import vi_date

Outcome = NominationLine.Outcome


class ImpactTable(Table):
    """Lines whose outcome another law would change; ``found`` {line: ImpactRow}. Needs ``select_related`` of the subject
    and of the dossier with its unit."""

    caption = "Trường hợp đổi kết quả"
    export_name = "tac-dong-doi-quy-dinh"
    noun = "trường hợp"
    search_fields = ("person__name_fold", "unit__name_fold")
    empty_title = "Không trường hợp nào đổi kết quả"
    empty_text = "Các hồ sơ đang giải quyết giữ nguyên kết quả theo quy định của ngày đã chọn."
    columns = (
        Column(
            "subject",
            "Cá nhân, tập thể",
            primary=True,
            value=lambda line: str(line.person or line.unit),
            link=lambda line: line.differences_url,
        ),
        Column("nomination.title", "Hồ sơ", sort="nomination__title"),
        Column("nomination.unit.name", "Đơn vị đề nghị", sort="nomination__unit__name_fold"),
        Column("now", "Hiện nay", value=lambda line: line.tried.outcome_now, format=lambda o: Outcome(o).label,
               badge=lambda line: line.tried.outcome_now),
        Column("then", "Theo ngày đã chọn", value=lambda line: line.tried.outcome_then, format=lambda o: Outcome(o).label,
               badge=lambda line: line.tried.outcome_then),
        Column("differing", "Điều kiện làm đổi kết quả", value=lambda line: in_use("; ".join(line.tried.differing))),
    )  # fmt: skip

    def __init__(self, *args: Any, found: Mapping[int, ImpactRow], day: str, **options: Any):
        super().__init__(*args, **options)
        self.found, self.day = found, day

    def dressed(self, record: Any) -> Any:
        record.tried = self.found[record.pk]
        record.differences_url = f"{reverse('nominations:impact-line', args=[record.pk])}?ngay={self.day}"
        return record


class LegalityTable(Table):
    """Entries of the register judged again; ``found`` {entry: Audited}. Needs ``select_related("of_unit")`` and ``rank``."""

    caption = "Khen thưởng đối chiếu với quy định"
    export_name = "doi-chieu-so-vang"
    noun = "khen thưởng"
    search_fields = ("recipient_fold", "of_unit__name_fold")
    plain_search_fields = ("decision_number",)
    search_label = "Tìm theo tên người, tập thể, đơn vị, số quyết định"
    default_sort = "outcome"
    empty_title = "Không có khen thưởng nào của năm này"
    columns = (
        Column("recipient_name", "Người, tập thể được khen", sort="recipient_fold", primary=True,
               link=lambda h: reverse("legality:line", args=[h.audited.root])),
        Column("of_unit.name", "Đơn vị", sort="of_unit__name_fold"),
        Column("award_code", "Danh hiệu, hình thức", sort="award_code", format=award_name),
        Column("decided_on", "Quyết định", sort=("decided_on", "-ordinal"), export=False,
               value=lambda h: f"{h.decision_number} ngày {vi_date(h.decided_on)}"),
        Column("number", "Số quyết định", value=lambda h: h.decision_number, shown=False),
        Column("day", "Ngày quyết định", value=lambda h: h.decided_on, shown=False),
        Column("law_on", "Quy định ngày", value=lambda h: h.audited.law_on, shown=False),
        Column("outcome", "Kết quả", sort=("rank", "recipient_fold"), value=lambda h: h.audited.outcome_vi,
               badge=lambda h: h.audited.outcome),
        Column("reason", "Vì sao", value=lambda h: h.audited.reason_vi),
    )  # fmt: skip

    def __init__(self, *args: Any, found: Mapping[int, Audited], **options: Any):
        super().__init__(*args, **options)
        self.found = found

    def dressed(self, record: Honour) -> Any:
        record.audited = self.found[record.pk]  # type: ignore[attr-defined]
        return record
