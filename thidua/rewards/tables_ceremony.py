"""Lists of ceremonies, of what is read at one, of exchange and re-issue."""

from django.urls import reverse

from thidua.law.queries import award_name
from thidua.rewards.models_ceremony import HandingLine
from thidua.shared.columns import Column
from thidua.shared.tables import Table

_HANDED = {"waiting": "pending", "handed": "done", "on_behalf": "done", "later": "late"}


class CeremonyListTable(Table):
    """Needs ``queries_ceremony.visible_to``."""

    caption = "Lễ trao"
    noun = "buổi lễ"
    plain_search_fields = ("title",)
    search_label = "Tìm theo tên buổi lễ"
    default_sort = "-held_on"
    empty_title = "Chưa có buổi lễ nào"
    empty_text = "Chọn các quyết định sẽ trao; hệ thống xếp thứ tự đọc."
    columns = (
        Column("title", "Buổi lễ", sort="title", primary=True, link=lambda c: reverse("rewards:ceremony", args=[c.pk])),
        Column("held_on", "Ngày", sort="held_on"),
        Column("place", "Địa điểm"),
        Column("unit.name", "Đơn vị", sort="unit__name_fold"),
        Column("line_count", "Số lượt", sort="line_count", numeric=True),
        Column("handed_count", "Đã trao", sort="handed_count", numeric=True),
    )


def _pile(line: HandingLine) -> str:
    if not line.is_printed:
        return "Chưa in"
    return "Đã in, đóng khung" if line.is_framed else "Đã in"


class ReadingTable(Table):
    """Needs ``queries_ceremony.lines_of``."""

    caption = "Thứ tự đọc"
    export_name = "thu-tu-doc"
    noun = "lượt"
    search_fields = ("honour__recipient_fold",)
    default_sort = "ordinal"
    columns = (
        Column("ordinal", "Lượt", sort="ordinal", numeric=True),
        Column(
            "spoken",
            "Tên để đọc",
            sort="honour__recipient_fold",
            primary=True,
            link=lambda line: reverse("rewards:reading", args=[line.handing_list_id, line.pk]),
        ),
        Column("spoken_title", "Chức vụ, đơn vị"),
        Column("award", "Khen thưởng", value=lambda line: award_name(line.honour.award_code)),
        Column("giver", "Người trao"),
        Column("get_presence_display", "Có mặt", sort="presence"),
        Column("pile", "Bằng, giấy", value=_pile),
        Column("get_handed_display", "Kết quả", sort="handed", badge=lambda line: _HANDED[line.handed]),
        Column("receiver", "Người nhận thay", shown=False),
    )


class ReissueTable(Table):
    """Needs ``queries_ceremony.reissues_visible_to``."""

    caption = "Đề nghị cấp đổi, cấp lại"
    export_name = "cap-doi-cap-lai"
    noun = "đề nghị"
    search_fields = ("honour__recipient_fold",)
    default_sort = "-received_on"
    empty_title = "Chưa có đề nghị nào"
    empty_text = "Đề nghị được tiếp nhận từ trang của từng khen thưởng trong danh sách dưới đây."
    columns = (
        Column("received_on", "Tiếp nhận", sort="received_on"),
        Column(
            "honour.recipient_name",
            "Người, tập thể được khen",
            sort="honour__recipient_fold",
            primary=True,
            link=lambda r: reverse("rewards:reissue", args=[r.pk]),
        ),
        Column("award", "Khen thưởng", value=lambda r: award_name(r.honour.award_code)),
        Column("honour.decision_number", "Quyết định", nowrap=True),
        Column("get_kind_display", "Loại", sort="kind"),
        Column("asker", "Người đề nghị"),
        Column("due_on", "Hạn trả lời", sort="due_on"),
        Column("state_label", "Tình trạng", sort="state", badge=lambda r: r.state),
    )
