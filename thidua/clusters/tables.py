"""Lists of this stage."""

from collections.abc import Sequence
from typing import ClassVar

from django.db.models import Q
from django.urls import reverse

from thidua.clusters.models import ClusterDocument, Gathering, PlanItem
from thidua.clusters.queries import known_as
from thidua.shared.columns import Column, Filter
from thidua.shared.tables import Table
from thidua.shared.text import fold

_STATES = {"done": "Đang hoạt động", "pending": "Chưa lập danh sách", "closed": "Đã giải thể"}


def _state(cluster) -> str:
    if cluster.ended_at is not None:
        return "closed"
    return "done" if cluster.members else "pending"


class ClusterTable(Table):
    """The clusters a person sees, with members and head of one year; needs ``queries.numbered``."""

    caption = "Cụm, khối thi đua"
    export_name = "cum-khoi"
    noun = "cụm, khối"
    search_fields = ("name_fold",)
    plain_search_fields = ("code",)
    search_label = "Tìm theo tên, tên gọi khác (không cần gõ dấu), mã"
    default_sort = "code"
    columns = (
        Column(
            "name", "Cụm, khối", sort="name_fold", primary=True, link=lambda c: reverse("clusters:detail", args=[c.pk])
        ),
        Column("code", "Mã", sort="code", nowrap=True),
        Column("get_kind_display", "Loại hình", sort="kind"),
        Column("organiser.name", "Đơn vị tổ chức", sort="organiser__name_fold"),
        Column("head", "Trưởng", value=lambda c: c.head or "Chưa có"),
        Column("members", "Thành viên", sort="members", numeric=True),
        Column("state", "Tình trạng", value=lambda c: _STATES[_state(c)], badge=_state),
    )
    empty_title = "Chưa có cụm, khối thi đua nào"
    empty_text = "Cụm, khối mà đơn vị bạn tổ chức hoặc là thành viên sẽ hiện ở đây."

    def asked_for(self) -> Q:
        """By its other names too: one body is called Khối here and Cụm there (seed 4.29)."""
        words = fold(self.search).split()
        return super().asked_for() | Q(pk__in=known_as(words)) if words else super().asked_for()


def _open(name: str):
    return lambda row: reverse(f"clusters:{name}", args=[row.cluster_id, row.year, row.pk])


class DocumentTable(Table):
    """The papers of one year; needs ``select_related("added_by")``."""

    caption = "Văn bản"
    export_name = "van-ban-cum-khoi"
    noun = "văn bản"
    plain_search_fields = ("title", "number_text", "issuer")
    search_label = "Tìm theo tên, số, cơ quan ban hành"
    default_sort = "-dated"
    columns: ClassVar[Sequence[Column]] = (
        Column("title", "Tên, trích yếu", sort="title", primary=True),
        Column("get_kind_display", "Loại", sort="kind"),
        Column("number_text", "Số, ký hiệu", sort="number_text", nowrap=True),
        Column("dated", "Ngày", sort="dated"),
        Column("issuer", "Cơ quan ban hành", sort="issuer"),
        Column(
            "file", "Tệp", export=False, value=lambda d: "Tải về" if d.file_name and d.withdrawn_at is None else "",
            link=lambda d: _open("document-file")(d) if d.file_name and d.withdrawn_at is None else "",
        ),
        Column("withdrawn_reason", "Đã gỡ, lý do"),
    )  # fmt: skip
    empty_title = "Chưa có văn bản nào"
    empty_text = "Quyết định, kế hoạch, văn bản chỉ đạo, biên bản, báo cáo của năm được giữ ở đây."


class KeptDocumentTable(DocumentTable):
    """The same for whoever keeps the workspace: a paper can be taken down."""

    columns = (
        *DocumentTable.columns,
        Column(
            "act", "Việc", export=False, value=lambda d: "" if d.withdrawn_at else "Gỡ",
            link=lambda d: "" if d.withdrawn_at else _open("document-withdraw")(d),
        ),
    )  # fmt: skip


class GatheringTable(Table):
    """Briefings and exchanges of one year; needs ``select_related("host")`` and ``came``, ``invited``."""

    caption = "Giao ban, giao lưu"
    export_name = "giao-ban-giao-luu"
    noun = "buổi"
    plain_search_fields = ("title", "place")
    search_label = "Tìm theo tên, địa điểm"
    default_sort = "-held_on"
    columns = (
        Column("title", "Buổi họp, giao lưu", sort="title", primary=True, link=_open("gathering")),
        Column("held_on", "Ngày", sort="held_on"),
        Column("get_kind_display", "Loại", sort="kind"),
        Column("host.name", "Đăng cai"),
        Column("place", "Địa điểm"),
        Column("present", "Có mặt", value=lambda g: f"{g.came}/{g.invited}" if g.state == "held" else ""),
        Column("state_label", "Tình trạng", sort="state", badge=lambda g: g.state),
    )
    empty_title = "Chưa có buổi giao ban, giao lưu nào"
    empty_text = "Lịch giao ban, giao lưu và kết quả từng buổi được giữ ở đây."


DOCUMENT_FILTERS = (Filter("kind", "Loại", ClusterDocument.Kind.choices),)
GATHERING_FILTERS = (Filter("kind", "Loại", Gathering.Kind.choices),)
ITEM_KINDS = PlanItem.Kind.choices
