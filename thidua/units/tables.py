"""Lists about units."""

from functools import cached_property
from typing import Any

from django.urls import reverse

from thidua.shared.columns import Column, Filter
from thidua.shared.tables import Table
from thidua.shared.wording import vi_date
from thidua.units.models import Reorganisation, Unit
from thidua.units.queries import with_words


class ChildTable(Table):
    """The units directly below one on a day."""

    caption = "Đơn vị trực thuộc"
    export_name = "don-vi-truc-thuoc"
    noun = "đơn vị"
    search_fields = ("name_fold",)
    plain_search_fields = ("code",)
    search_label = "Tìm trong các đơn vị trực thuộc (không cần gõ dấu)"
    default_sort = "code"
    columns = (
        Column("name", "Tên", sort="name_fold", primary=True, link=lambda u: reverse("units:detail", args=[u.pk])),
        Column("code", "Mã", sort="code", nowrap=True),
        Column("get_kind_display", "Loại", sort="kind"),
        Column("valid_from", "Từ ngày", sort="valid_from", value=lambda u: u.valid_from if u.is_start_known else None),
        Column("valid_to", "Đến ngày", sort="valid_to", format=vi_date),
        Column("agency_name", "Cơ quan ban hành", shown=False),
        Column("symbol", "Ký hiệu", shown=False),
        Column("head_title", "Người đứng đầu", shown=False),
        Column("place", "Địa danh", shown=False),
    )
    empty_title = "Không có đơn vị trực thuộc"


class FoundTable(Table):
    """Units found by name or code; needs ``select_related("parent")``."""

    caption = "Đơn vị tìm thấy"
    noun = "đơn vị"
    default_sort = ""
    columns = (
        Column("name", "Tên", primary=True, link=lambda u: reverse("units:detail", args=[u.pk])),
        Column("parent.name", "Trực thuộc"),
        Column("code", "Mã", nowrap=True),
        Column("get_kind_display", "Loại"),
        Column("valid_from", "Từ ngày", value=lambda u: u.valid_from if u.is_start_known else None),
        Column("valid_to", "Đến ngày"),
    )
    empty_title = "Không tìm thấy đơn vị nào"
    empty_text = "Thử gõ ít chữ hơn (không cần gõ dấu), hoặc chọn ngày khác: đơn vị cũ chỉ có trước ngày sắp xếp."


class ReorganisationTable(Table):
    """Changes of units, newest first; needs ``select_related("under", "done_by")``."""

    caption = "Các lần sắp xếp đơn vị"
    export_name = "sap-xep-don-vi"
    noun = "lần sắp xếp"
    default_sort = "-on"
    columns = (
        Column(
            "on",
            "Có hiệu lực từ",
            sort=("on", "pk"),
            primary=True,
            link=lambda r: reverse("units:reorganisation", args=[r.pk]),
        ),
        Column("get_kind_display", "Hình thức", sort="kind"),
        Column("units", "Đơn vị", value=lambda r: r.told),
        Column("under.shown_name", "Thuộc", sort="under__name_fold"),
        Column("legal_basis", "Căn cứ"),
        Column("done_at", "Ngày ghi", sort="done_at", format=lambda at: vi_date(at.date())),
        Column(
            "state",
            "Tình trạng",
            value=lambda r: "Đã hủy" if r.undone_at else "Đã thực hiện",
            badge=lambda r: "cancelled" if r.undone_at else "done",
        ),
    )

    @cached_property
    def records(self) -> list[Any]:
        return with_words(super().records)

    def _all_records(self) -> list[Any]:
        return with_words(super()._all_records())

    empty_title = "Chưa có lần sắp xếp nào"
    empty_text = "Sáp nhập, chia tách, đổi tên, giải thể đơn vị được ghi ở đây, mỗi lần một văn bản làm căn cứ."


KIND_FILTER = Filter("kind", "Loại", [(kind.value, kind.label) for kind in Unit.Kind])
ACT_FILTER = Filter("kind", "Hình thức", [(kind.value, kind.label) for kind in Reorganisation.Kind])
