"""The honour roll, the issued decisions, the editors' list."""

from django.db.models import Q
from django.urls import reverse

from thidua.decisions.models import Decision
from thidua.law.queries import award_name
from thidua.portal.models_voices import Message
from thidua.portal.queries_search import by_words
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
        Column(
            "recipient_detail",
            "Chức vụ, đơn vị",
            link=lambda h: reverse("portal:unit", args=[h.of_unit_id]) if h.of_unit_id else "",
        ),
        Column("award_code", "Danh hiệu, hình thức", sort="award_code", format=award_name),
        Column("year", "Năm", sort="year", numeric=True, format=str),
        Column("decision_number", "Số quyết định", nowrap=True),
        Column("decided_on", "Ngày", sort=("decided_on", "-ordinal")),
    )

    def asked_for(self) -> Q:
        """By the index of words, which holds the numbers of decisions as well."""
        return by_words(self.search)


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
        Column("unit.name", "Cơ quan quyết định", sort="unit__name_fold"),
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
        Column("category_name", "Chuyên mục", sort="name_of_category"),
        Column("unit.name", "Đơn vị", sort="unit__name_fold"),
        Column("author_name", "Tác giả"),
        Column("drafted_at", "Soạn lúc", sort="drafted_at"),
        Column("published_at", "Đăng lúc", sort="published_at"),
        Column("state_label", "Tình trạng", sort="state", badge=lambda a: a.state),
    )


class CommentTable(Table):
    caption = "Ý kiến bạn đọc"
    noun = "ý kiến"
    plain_search_fields = ("title", "name", "text")
    search_label = "Tìm theo tiêu đề, tên, nội dung"
    default_sort = "state_label"
    empty_title = "Chưa có ý kiến nào"
    columns = (
        Column("title", "Tiêu đề", primary=True, link=lambda c: reverse("portal:desk-comment", args=[c.pk])),
        Column("name", "Người gửi"),
        Column("article.title", "Bài viết"),
        Column("doubts", "Cần để ý", format=lambda found: "; ".join(found) or "—"),
        Column("sent_at", "Gửi lúc", sort="sent_at"),
        # what waits comes first, then the newest
        Column("state_label", "Tình trạng", sort=("-state", "-sent_at"), badge=lambda c: f"comment_{c.state}"),
    )


class PollTable(Table):
    caption = "Câu hỏi bình chọn"
    noun = "câu hỏi"
    plain_search_fields = ("question",)
    search_label = "Tìm theo câu hỏi"
    default_sort = "-drafted_at"
    empty_title = "Chưa có câu hỏi nào"
    columns = (
        Column("question", "Câu hỏi", primary=True, link=lambda p: reverse("portal:desk-poll", args=[p.pk])),
        Column("unit.name", "Đơn vị", sort="unit__name_fold"),
        Column("vote_count", "Số phiếu", sort="vote_count", numeric=True),
        Column("closes_on", "Đến hết ngày", sort="closes_on"),
        Column("drafted_at", "Soạn lúc", sort="drafted_at"),
        Column("state_label", "Tình trạng", sort="state", badge=lambda p: p.state),
    )


def message_badge(message: Message) -> str:
    """How the state is drawn: "set_aside" means something else at a sheet of marks."""
    return "message_set_aside" if message.state == "set_aside" else message.state


class MessageTable(Table):
    caption = "Thư bạn đọc"
    noun = "thư"
    plain_search_fields = ("name", "text")
    search_label = "Tìm theo người gửi, nội dung"
    default_sort = "-sent_at"
    empty_title = "Chưa có thư nào"
    columns = (
        Column(
            "get_subject_display",
            "Việc",
            sort="subject",
            primary=True,
            link=lambda m: reverse("portal:desk-message", args=[m.pk]),
        ),
        Column("name", "Người gửi"),
        Column("sent_at", "Gửi lúc", sort="sent_at"),
        Column("get_outcome_display", "Kết quả đề nghị", format=lambda outcome: outcome or "—"),
        Column("state_label", "Tình trạng", sort="state", badge=message_badge),
    )


class TextTable(Table):
    caption = "Các bản đã lưu"
    noun = "bản"
    default_sort = "-number"
    empty_title = "Chưa có bản lưu nào"
    columns = (
        Column(
            "number",
            "Bản",
            sort="number",
            primary=True,
            format=lambda number: f"Bản {number}",
            link=lambda r: reverse("portal:text", args=[r.article_id, r.number]),
        ),
        Column("title", "Tiêu đề"),
        Column("saved_at", "Lưu lúc", sort="saved_at"),
        Column("saved_by.display_name", "Người lưu"),
        Column("taken_back", "Ghi chú", format=lambda number: f"Lấy lại bản {number}" if number else "—"),
    )


class ExemplarTable(Table):
    caption = "Gương điển hình"
    noun = "gương"
    search_fields = ("name_fold",)
    search_label = "Tìm theo tên (không cần gõ dấu)"
    default_sort = "-spotted_at"
    empty_title = "Chưa ghi nhận gương nào"
    columns = (
        Column(
            "name", "Tên", sort="name_fold", primary=True, link=lambda e: reverse("portal:desk-exemplar", args=[e.pk])
        ),
        Column("detail", "Chức vụ, đơn vị, nơi ở"),
        Column("get_kind_display", "Đối tượng"),
        Column("unit.name", "Đơn vị ghi nhận", sort="unit__name_fold"),
        Column("spotted_at", "Ghi nhận", sort="spotted_at"),
        Column("state_label", "Tình trạng", sort="state", badge=lambda e: e.badge),
    )
