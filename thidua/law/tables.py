"""Lists of the reading room. Their rows are records of the book, not of the database."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from rulebook.award import KINDS_VI, LEVELS_VI, RECIPIENTS_VI, Award
from rulebook.stocktake import PARTS_VI, AwardStock, Value
from thidua.law.search import Found, excerpt
from thidua.shared.columns import Column, Filter
from thidua.shared.tables import Table
from thidua.shared.text import fold
from thidua.shared.wording import vi_date


@dataclass(frozen=True)
class RecordFilter(Filter):
    """``keeps(record, value)`` says whether a record stays."""

    keeps: Callable[[Any, str], bool] = lambda record, value: True


class RecordTable(Table):
    """A table over records in memory: the same filter row, sorting, paging and export, without a query.

    ``search`` finds words in the text of the columns; a subclass may know better (``matches``).
    """

    searched = True

    def __init__(self, records: Sequence[Any], request: HttpRequest, **options: Any):
        super().__init__(cast(Any, list(records)), request, **options)

    @property
    def searchable(self) -> bool:
        return self.searched

    def matches(self, record: Any) -> bool:
        words = fold(self.search).split()
        text = fold(" ".join(column.text(record) for column in self.columns))
        return bool(words) and all(word in text for word in words)

    def sort_value(self, record: Any, name: str) -> Any:
        found = record
        for part in name.split("."):
            found = getattr(found, part)
        return (0, found, "") if isinstance(found, int) else (1, 0, fold(str(found)))

    def _found(self) -> list[Any]:
        found = cast(list[Any], self.source)
        for each in self.filters:
            if each.key in self.chosen_filters and isinstance(each, RecordFilter):
                value = self.chosen_filters[each.key]
                found = [record for record in found if each.keeps(record, value)]
        if self.search and self.searchable:
            found = [record for record in found if self.matches(record)]
        column = self._sortable.get(self.sort_key)
        if column:
            found = sorted(
                found,
                key=lambda record: [self.sort_value(record, name) for name in column.sort_fields],
                reverse=self.sort_param.startswith("-"),
            )
        return found

    @property
    def count(self) -> int:
        return len(self._ordered)

    @property
    def _ordered(self) -> list[Any]:
        if "_kept_order" not in self.__dict__:
            self.__dict__["_kept_order"] = self._found()
        return self.__dict__["_kept_order"]

    @property
    def records(self) -> list[Any]:
        start = (self.page_number - 1) * self.page_size
        return self._ordered[start : start + self.page_size]

    def _all_records(self) -> Iterable[Any]:
        return self._ordered


@dataclass(frozen=True)
class Listed:
    """One award of the list on its day."""

    award: Award
    regime: str
    day: date
    known: bool
    name: str
    asks_day: bool = False  # whether the day stands in its address
    found: Found | None = None
    asked: str = ""

    @property
    def kind_rank(self) -> int:
        return list(KINDS_VI).index(self.award.kind)

    @property
    def level_rank(self) -> int:
        return list(LEVELS_VI).index(self.award.level)

    @property
    def order(self) -> tuple[int, int, int, str]:
        return (self.found.rank if self.found else 0, self.kind_rank, self.level_rank, fold(self.name))

    @property
    def found_vi(self) -> str:
        passage = self.found.passage if self.found else None
        if passage:
            return f"{excerpt(passage.text, self.asked)} ({passage.citation})"
        return "Tên" if self.found else ""

    @property
    def url(self) -> str:
        return award_url(self.award.code, self.day if self.asks_day else None)


def award_url(code: str, day: date | None = None) -> str:
    """The page of an award, on a day."""
    address = reverse("law:award", args=[code])
    return f"{address}?{urlencode({'ngay': day.isoformat()})}" if day else address


KNOWN_STATES: dict[bool, str] = {True: "law_known", False: "law_unknown"}
KNOWN_VI: dict[bool, str] = {True: "đã có tiêu chuẩn", False: "chưa có dữ liệu tiêu chuẩn"}
_FOUND = Column("found_vi", "Tìm thấy ở")


class AwardTable(RecordTable):
    """Awards on a day. The rows come searched, since words are also looked for in the conditions, and in order: the
    nearest find first, then the order of the law."""

    caption = "Danh hiệu thi đua, hình thức khen thưởng"
    export_name = "danh-hieu-hinh-thuc"
    noun = "danh hiệu, hình thức"
    search_label = "Tìm tên, chữ tắt, nội dung, điều khoản (không cần gõ dấu)"
    page_size = 60
    empty_title = "Chưa có danh hiệu, hình thức nào cho ngày này"
    columns = (
        Column("name", "Danh hiệu, hình thức", sort="name", primary=True, link=lambda r: r.url),
        Column("award.short_vi", "Viết tắt"),
        Column("kind", "Loại", sort=("kind_rank", "level_rank", "name"), value=lambda r: KINDS_VI[r.award.kind]),
        Column("level", "Cấp", sort=("level_rank", "name"), value=lambda r: LEVELS_VI[r.award.level]),
        Column("whom", "Ai được nhận", value=lambda r: "; ".join(RECIPIENTS_VI[k] for k in r.award.recipient_kinds)),
        Column("known", "Tiêu chuẩn", sort="known", badge=lambda r: KNOWN_STATES[r.known], format=KNOWN_VI.__getitem__),
    )

    def __init__(self, records: Sequence[Listed], request: HttpRequest, **options: Any):
        super().__init__(records, request, **options)
        if self.search:
            # an instance may show one column more than its class
            self.columns = (*AwardTable.columns[:1], _FOUND, *AwardTable.columns[2:])  # type: ignore[misc]

    def matches(self, record: Listed) -> bool:
        return record.found is not None


AWARD_FILTERS = [
    RecordFilter("loai", "Loại", list(KINDS_VI.items()), keeps=lambda r, v: r.award.kind == v),
    RecordFilter("cap", "Cấp", list(LEVELS_VI.items()), keeps=lambda r, v: r.award.level == v),
    RecordFilter("nhan", "Ai được nhận", list(RECIPIENTS_VI.items()), keeps=lambda r, v: v in r.award.recipient_kinds),
    RecordFilter(
        "tieu-chuan",
        "Tiêu chuẩn",
        [("co", KNOWN_VI[True]), ("chua", KNOWN_VI[False])],
        keeps=lambda r, v: r.known == (v == "co"),
    ),
]


def regime_filter(regimes: Iterable[tuple[str, str]]) -> RecordFilter:
    return RecordFilter("che-do", "Chế độ", list(regimes), keeps=lambda record, value: record.regime == value)


class StockTable(RecordTable):
    """How well each award is known."""

    caption = "Tình trạng dữ liệu của từng danh hiệu, hình thức"
    export_name = "kiem-ke-du-lieu-luat"
    noun = "danh hiệu, hình thức"
    page_size = 60
    default_sort = "name"
    columns = (
        Column(
            "name",
            "Danh hiệu, hình thức",
            sort="award.name_vi",
            primary=True,
            value=lambda s: s.award.name_vi,
            link=lambda s: award_url(s.award.code, min(s.award.last_day, date(2199, 12, 31))),
        ),
        Column("regime_vi", "Chế độ", nowrap=True, value=lambda s: s.regime_vi),
        Column("total", "Số nội dung", sort="counts.total", numeric=True, value=lambda s: s.counts.total),
        Column("verified", "Đã đối chiếu", sort="counts.verified", numeric=True, value=lambda s: s.counts.verified),
        Column("memory", "Chưa đối chiếu", sort="counts.memory", numeric=True, value=lambda s: s.counts.memory),
        Column("weak", "Không tự kết luận", sort="counts.undecided", numeric=True, value=lambda s: s.counts.undecided),
        Column("open", "Còn mở", sort="counts.open", numeric=True, value=lambda s: s.counts.open),
        Column(
            "known",
            "Tiêu chuẩn",
            badge=lambda s: KNOWN_STATES[s.known],
            format=KNOWN_VI.__getitem__,
            value=lambda s: s.known,
        ),
    )


@dataclass(frozen=True)
class ListedStock:
    stock: AwardStock
    regime_vi: str

    @property
    def award(self) -> Award:
        return self.stock.award

    @property
    def regime(self) -> str:
        return self.stock.regime

    @property
    def counts(self):
        return self.stock.counts

    @property
    def known(self) -> bool:
        return self.stock.known


class OpenTable(RecordTable):
    """Values the data does not hold."""

    caption = "Nội dung còn mở"
    export_name = "noi-dung-con-mo"
    noun = "nội dung"
    page_size = 50
    empty_title = "Không còn nội dung nào mở"
    columns = (
        Column(
            "award_vi",
            "Danh hiệu, hình thức",
            sort="award_vi",
            primary=True,
            link=lambda v: award_url(v.award, v.valid_from),
        ),
        Column("part", "Phần", format=PARTS_VI.__getitem__),
        Column("text_vi", "Nội dung"),
        Column("citation", "Căn cứ"),
        Column("valid_from", "Từ ngày", format=vi_date),
        Column("status", "Tình trạng", value=lambda v: v.status.label_vi),
    )


def open_filter(values: Iterable[Value]) -> RecordFilter:
    parts = dict.fromkeys(value.part for value in values)
    return RecordFilter("phan", "Phần", [(part, PARTS_VI[part]) for part in parts], keeps=lambda v, p: v.part == p)
