"""Lists of dossiers and of their lines."""

from django.urls import reverse

from thidua.law.queries import award_name
from thidua.nominations.facts import short_reason
from thidua.nominations.models import NominationLine
from thidua.shared.tables import Column, Table
from thidua.shared.wording import vi_date

Outcome = NominationLine.Outcome


class NominationTable(Table):
    caption = "Hồ sơ đề nghị khen thưởng"
    export_name = "ho-so-de-nghi"
    noun = "hồ sơ"
    search_fields = ("unit__name_fold",)
    search_label = "Tìm theo tên đơn vị (không cần gõ dấu)"
    empty_title = "Chưa có hồ sơ nào"
    columns = (
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
    )


class LineTable(Table):
    """The lines of one dossier; drawn by nominations/lines.html, which opens the verdict of a line in place."""

    caption = "Danh sách đề nghị"
    export_name = "danh-sach-de-nghi"
    noun = "trường hợp"
    search_fields = ("person__name_fold", "unit__name_fold")
    empty_title = "Hồ sơ chưa có ai"
    empty_text = "Chọn người hoặc tập thể từ danh sách của đơn vị."
    columns = (
        Column("ordinal", "TT", sort="ordinal", numeric=True),
        Column("subject", "Cá nhân, tập thể", primary=True, value=lambda line: str(line.person or line.unit)),
        Column("get_outcome_display", "Đối chiếu pháp luật", sort="outcome", badge=lambda line: line.outcome),
        Column("summary", "Lý do ngắn", format=short_reason),
        Column("get_appraisal_display", "Thẩm định", sort="appraisal", badge=lambda line: line.appraisal),
        Column("appraisal_reason", "Lý do thẩm định"),
        Column("get_result_display", "Hội đồng", badge=lambda line: line.result),
    )
