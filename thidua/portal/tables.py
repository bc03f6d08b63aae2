"""The honour roll, the issued decisions, the editors' list."""

from django.urls import reverse

from thidua.decisions.models import Decision
from thidua.law.queries import award_name
from thidua.shared.columns import Column
from thidua.shared.tables import Table


class RollTable(Table):
    """Entries that hold today, with ``root_id``; the check codes stay off the public list."""

    caption = "Danh sách vinh danh"
    page_size = 25  # a phone is enough
    noun = "khen thưởng"
    search_fields = ("recipient_fold", "of_unit__name_fold")
    plain_search_fields = ("decision_number",)
    search_label = "Tên người, tập thể, đơn vị (không cần gõ dấu) hoặc số quyết định"
    default_sort = "-decided_on"
    empty_title = "Chưa có khen thưởng nào được công bố"
    columns = (
        Column(
            "recipient_name",
            "Người, tập thể được khen",
            sort="recipient_fold",
            primary=True,
            link=lambda h: reverse("portal:honour", args=[h.root_id]),
        ),
        Column("recipient_detail", "Chức vụ, đơn vị"),
        Column("award_code", "Danh hiệu, hình thức", sort="award_code", format=award_name),
        Column("year", "Năm", sort="year", numeric=True, format=str),
        Column("decision_number", "Số quyết định", nowrap=True),
        Column("decided_on", "Ngày", sort=("decided_on", "-ordinal")),
    )


def _paper(decision: Decision) -> str:
    return reverse("papers:open", args=[decision.paper_id]) if decision.paper_id else ""


def _standing(decision) -> str:
    """What later papers made of it. Needs the marks of ``decisions.queries.on_the_portal``."""
    if decision.kind != "award":
        return decision.get_kind_display()
    marks = (
        ("is_annulled", "Có hủy bỏ"),
        ("is_recalled", "Đã thu hồi văn bản"),
        ("is_corrected", "Có đính chính, sửa đổi"),
    )
    return "; ".join(words for mark, words in marks if getattr(decision, mark)) or "Còn hiệu lực"


class PublicDecisionTable(Table):
    caption = "Quyết định khen thưởng đã ban hành"
    page_size = 25
    noun = "quyết định"
    plain_search_fields = ("number_text", "title")
    search_label = "Tìm theo số, trích yếu"
    default_sort = "-decided_on"
    empty_title = "Chưa có quyết định nào được ban hành"
    columns = (
        Column("title", "Trích yếu", sort="title", primary=True, link=_paper),
        Column("number_text", "Số", nowrap=True, sort="number"),
        Column("decided_on", "Ngày", sort=("decided_on", "number")),
        Column("unit.name", "Cấp quyết định", sort="unit__name_fold"),
        Column("line_count", "Số được khen", sort="line_count", numeric=True),
        Column("standing", "Hiệu lực", value=_standing),
    )


class DeskTable(Table):
    caption = "Bài viết"
    noun = "bài"
    search_fields = ("title_fold",)
    search_label = "Tìm theo tiêu đề (không cần gõ dấu)"
    default_sort = "-drafted_at"
    empty_title = "Chưa có bài viết nào"
    columns = (
        Column(
            "title",
            "Tiêu đề",
            sort="title_fold",
            primary=True,
            link=lambda a: reverse("portal:desk-article", args=[a.pk]),
        ),
        Column("get_category_display", "Chuyên mục", sort="category"),
        Column("unit.name", "Đơn vị", sort="unit__name_fold"),
        Column("author_name", "Tác giả"),
        Column("drafted_at", "Soạn lúc", sort="drafted_at"),
        Column("published_at", "Đăng lúc", sort="published_at"),
        Column("state_label", "Tình trạng", sort="state", badge=lambda a: a.state),
    )
