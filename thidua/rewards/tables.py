"""Lists of rewards: print runs, sheets, layouts."""

from django.urls import reverse

from thidua.decisions.texts import about
from thidua.law.queries import award_name
from thidua.rewards.models import PrintRun
from thidua.shared.columns import Column
from thidua.shared.tables import Table

# ── certificates on paper ──


class RunTable(Table):
    """Needs ``select_related("decision__unit", "requested_by")`` and ``printed``."""

    caption = "Các đợt in giấy khen, bằng khen"
    noun = "đợt in"
    plain_search_fields = ("decision__number_text", "decision__title")
    search_label = "Tìm theo số, trích yếu quyết định"
    default_sort = "-requested_at"
    empty_title = "Chưa in đợt nào"
    empty_text = "Giấy khen, bằng khen được in từ quyết định đã ban hành."
    columns = (
        Column(
            "decision.title",
            "Quyết định",
            value=lambda run: about(run.decision),
            sort="decision__title",
            primary=True,
            link=lambda run: reverse("rewards:detail", args=[run.decision_id]),
        ),
        Column("decision.number_text", "Số", nowrap=True),
        Column("decision.unit.name", "Cấp quyết định", sort="decision__unit__name_fold"),
        Column("get_why_display", "Việc"),
        Column("printed", "Đã in", numeric=True),
        Column("count", "Số tờ", sort="count", numeric=True),
        Column("state_label", "Tình trạng", badge=lambda run: run.state),
        Column("requested_at", "Yêu cầu lúc", sort="requested_at"),
        Column("requested_by.display_name", "Người in"),
    )


class SheetTable(Table):
    """Needs ``select_related("honour", "run", "part")``."""

    caption = "Từng tờ giấy"
    noun = "tờ"
    export_name = "to-giay-khen"
    search_fields = ("honour__recipient_fold",)
    plain_search_fields = ("check_code",)
    search_label = "Tìm theo tên (không cần gõ dấu), mã kiểm tra"
    default_sort = "ordinal"
    empty_title = "Chưa in tờ nào"
    empty_text = "Mỗi tờ hiện ở đây từ lúc được xếp hàng in."
    columns = (
        Column(
            "ordinal", "Số sổ vàng", numeric=True, sort=("honour__ordinal", "serial"), value=lambda c: c.honour.ordinal
        ),
        Column(
            "honour.recipient_name",
            "Người, tập thể",
            sort="honour__recipient_fold",
            primary=True,
            link=lambda copy: reverse("rewards:sheet", args=[copy.pk]),
        ),
        Column("serial", "Tờ số", numeric=True),
        Column("why", "Việc", value=lambda copy: PrintRun.Why(copy.run.why).label),
        Column("check_code", "Mã kiểm tra", nowrap=True),
        Column("part.number", "Tệp", numeric=True),
        Column("state_label", "Tình trạng", badge=lambda copy: copy.state),
    )


class LayoutTable(Table):
    """Needs ``select_related("unit", "made_by")``."""

    caption = "Mẫu in trên phôi"
    noun = "mẫu"
    default_sort = "unit"
    empty_title = "Chưa có mẫu in nào"
    empty_text = "Mẫu cho biết chữ nằm ở đâu trên phôi in sẵn của cơ quan, cho từng hình thức và loại đối tượng."
    columns = (
        Column(
            "award",
            "Danh hiệu, hình thức",
            sort="award_code",
            primary=True,
            value=lambda layout: award_name(layout.award_code),
            link=lambda layout: reverse(
                "rewards:layout", args=[layout.unit_id, layout.award_code, layout.recipient_kind]
            ),
        ),
        Column("get_recipient_kind_display", "Đối tượng"),
        Column("unit", "Cơ quan", sort="unit__name_fold", value=lambda layout: layout.unit.name),
        Column("page_name", "Khổ phôi", nowrap=True),
        Column("version", "Lần sửa", numeric=True),
        Column("made_at", "Lưu lúc", sort="made_at"),
        Column("made_by.display_name", "Người lưu"),
    )
