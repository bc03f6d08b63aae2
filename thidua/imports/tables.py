"""The history of imports, and the pages of a preview."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from thidua.imports.models import Import
from thidua.imports.shapes import kinds
from thidua.shared.columns import Column
from thidua.shared.tables import Table
from thidua.shared.wording import vi_number


def _titles() -> dict[str, str]:
    return {kind.code: kind.title for kind in kinds()}


def _result(imported: Import) -> str:
    counts = imported.counts
    if not counts:
        return ""
    words = (("new", "mới"), ("changed", "thay đổi"), ("same", "giữ nguyên"), ("refused", "từ chối"))
    return ", ".join(f"{vi_number(counts[key])} {word}" for key, word in words if counts.get(key))


class ImportTable(Table):
    caption = "Các lượt nhập dữ liệu"
    noun = "lượt nhập"
    default_sort = "-uploaded_at"
    plain_search_fields = ("file_name",)
    search_label = "Tìm theo tên tệp"
    export_name = "luot-nhap"
    columns = (
        Column("file_name", "Tệp", primary=True, link=lambda i: reverse("imports:detail", args=[i.pk])),
        Column("kind", "Loại dữ liệu", format=lambda code: _titles().get(code, code)),
        Column("unit.name", "Đơn vị"),
        Column("uploaded_at", "Tải lên lúc", sort="id", nowrap=True),
        Column("uploaded_by.display_name", "Người nhập"),
        Column("state_label", "Tình trạng", badge=lambda i: i.state),
        Column("result", "Kết quả", value=_result),
    )
    empty_title = "Chưa có lượt nhập nào"
    empty_text = "Bấm “Nhập từ bảng tính” để đưa đơn vị, cán bộ, xếp loại, sáng kiến, khen thưởng cũ vào hệ thống."


@dataclass
class Pager:
    """The pages of a preview, as components/paging.html reads them."""

    path: str
    query: dict[str, Any]
    page_number: int
    page_count: int
    count_text: str
    caption: str = "kết quả kiểm tra"
    id: str = "ket-qua"
    exportable: bool = False

    def _url(self, page: int) -> str:
        return f"{self.path}?{urlencode(self.query | {'page': page})}#ket-qua"

    @property
    def pages(self) -> list[dict[str, Any]]:
        if self.page_count <= 1:
            return []
        here, last = self.page_number, self.page_count
        links: list[dict[str, Any]] = []
        before = 0
        for number in sorted({1, last, *range(max(1, here - 2), min(last, here + 2) + 1)}):
            if number - before > 1:
                links.append({"text": "…"})
            at = {"text": str(number)}
            links.append(
                at | ({"here": True} if number == here else {"url": self._url(number), "aria": f"Trang {number}"})
            )
            before = number
        return links
