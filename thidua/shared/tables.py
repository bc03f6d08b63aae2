"""Lists: columns declared once, then filtered, sorted, paged and exported the same way everywhere.

A table costs two queries whatever its size (one count, one page) plus those of the queryset's own prefetches. Odd
parameters of the address never raise: an unknown column, page or choice falls back to the table's defaults.
"""

import math
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from operator import or_
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from thidua.shared.columns import Cell, Column, Filter, Row
from thidua.shared.exports import csv_response, xlsx_response
from thidua.shared.text import fold
from thidua.shared.ui import Action
from thidua.shared.wording import NOTHING, show

LONG = 70  # signs from which a cell is prose: on a phone it stands under its label
PAGE_SIZE = 50
EXPORT_CHUNK = 2_000  # rows of a download in memory at once
LONGEST_SEARCH = 120


class Table:
    """Subclass with ``columns``; build in the view with the queryset (already cut to what the person may see).

    Class attributes: ``columns``; ``search_fields`` (folded text fields, searched without diacritics, every word must
    be found); ``plain_search_fields`` (codes, numbers of papers: searched as typed); ``default_sort`` ("name" or
    "-date": a column key); ``filters``; ``caption`` (names the list for everybody); ``export_name`` (file name);
    ``phone`` "cards" or "scroll"; the words of the empty list.
    """

    columns: ClassVar[Sequence[Column]] = ()
    search_fields: ClassVar[Sequence[str]] = ()
    plain_search_fields: ClassVar[Sequence[str]] = ()
    search_label: ClassVar[str] = "Tìm theo tên (không cần gõ dấu)"
    default_sort: ClassVar[str] = ""
    page_size: ClassVar[int] = PAGE_SIZE
    caption: ClassVar[str] = "Danh sách"
    hide_caption: ClassVar[bool] = True
    export_name: ClassVar[str] = ""
    phone: ClassVar[str] = "cards"
    empty_title: ClassVar[str] = "Chưa có gì ở đây"
    empty_text: ClassVar[str] = ""
    noun: ClassVar[str] = "dòng"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """A default that names no column to sort by would silently leave the rows as they come."""
        super().__init_subclass__(**kwargs)
        key = cls.default_sort.removeprefix("-")
        if cls.columns and key and not any(column.key == key and column.sort_fields for column in cls.columns):
            raise TypeError(f"{cls.__name__} sorts by “{key}”, which is no column to sort by")

    def __init__(
        self,
        queryset: QuerySet,
        request: HttpRequest,
        *,
        id: str = "danh-sach",
        filters: Sequence[Filter] = (),
        empty_action: Action | None = None,
        kept: Iterable[str] = (),
        total: int | None = None,
    ):
        """``total``: how many rows there are without any filter, where the page has counted them already."""
        self.source = queryset
        self.params = request.GET
        self.path = request.path
        self.id = id
        self.filters = filters
        self.empty_action = empty_action
        self.kept = tuple(kept)
        self.total = total

    # ── what the address asks for, made safe ──

    @cached_property
    def search(self) -> str:
        return self.params.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH]

    @cached_property
    def chosen_filters(self) -> dict[str, str]:
        """Filters in force; a value that is not among the choices counts as none."""
        chosen = {}
        for each in self.filters:
            value = self.params.get(each.key, "")
            if value and value in {str(code) for code, _ in each.choices}:
                chosen[each.key] = value
        return chosen

    @cached_property
    def sort_param(self) -> str:
        """Column key, with "-" when descending; the default when the address asks for something unknown."""
        asked = self.params.get("sort", "")
        return asked if asked.removeprefix("-") in self._sortable else self.default_sort

    @cached_property
    def _sortable(self) -> dict[str, Column]:
        return {column.key: column for column in self.columns if column.sort_fields}

    @property
    def sort_key(self) -> str:
        return self.sort_param.removeprefix("-")

    # ── the rows ──

    @cached_property
    def queryset(self) -> QuerySet:
        """Everything that matches, in order, not cut into pages."""
        queryset = self.source
        for each in self.filters:
            if each.key in self.chosen_filters:
                queryset = each.narrow(queryset, self.chosen_filters[each.key])
        if self.search and self.searchable:
            queryset = queryset.filter(self.asked_for())
        column = self._sortable.get(self.sort_key)
        if column:
            sign = "-" if self.sort_param.startswith("-") else ""
            # the primary key last: equal rows keep one order, so that no row is lost or doubled between two pages
            queryset = queryset.order_by(*(_turned(name, sign) for name in column.sort_fields), "pk")
        elif not queryset.ordered:
            queryset = queryset.order_by("pk")
        return queryset

    def asked_for(self) -> Q:
        """What the search asks for; override where a row is also known by something that hangs on it."""
        words = fold(self.search).split()
        by_name = Q()
        for word in words:
            by_name &= _any([Q(**{f"{name}__contains": word}) for name in self.search_fields])
        by_code = _any([Q(**{f"{name}__icontains": self.search}) for name in self.plain_search_fields])
        # signs alone fold to nothing: then only the codes are searched, and without codes nothing is found
        if not (self.search_fields and words):
            by_name = Q(pk__in=[])
        return by_name | by_code if by_code else by_name

    @cached_property
    def count(self) -> int:
        if self.total is not None and not self.is_filtered:
            return self.total
        return self.queryset.order_by().count()

    @cached_property
    def page_count(self) -> int:
        return max(1, math.ceil(self.count / self.page_size))

    @cached_property
    def page_number(self) -> int:
        asked = self.params.get("page", "1")
        number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 1
        return min(max(number, 1), self.page_count)

    @cached_property
    def records(self) -> list[Any]:
        """The objects of this page."""
        if self.count == 0:
            return []
        start = (self.page_number - 1) * self.page_size
        return [self.dressed(record) for record in self.queryset[start : start + self.page_size]]

    def dressed(self, record: Any) -> Any:
        """The record as the columns read it: override to hang on it what was computed elsewhere."""
        return record

    @cached_property
    def rows(self) -> list[Row]:
        return [
            Row([self._cell(column, record) for column in self.columns if column.shown], self.row_css(record), record)
            for record in self.records
        ]

    def _cell(self, column: Column, record: Any) -> Cell:
        text = column.text(record)
        return Cell(
            text=text,
            label=column.label,
            url=(column.link(record) or "") if column.link else "",
            badge=(column.badge(record) or "") if column.badge else "",
            css=" ".join(
                css
                for css, is_so in (
                    ("num", column.numeric),
                    ("nowrap", column.nowrap),
                    ("is-blank", text in ("", NOTHING)),
                    ("is-long", len(text) > LONG),
                )
                if is_so
            ),
            numeric=column.numeric,
            primary=column.primary,
        )

    def row_css(self, record: Any) -> str:
        """A class for the whole row; "is-mine" marks the person's own unit. Override where it helps."""
        return ""

    # ── what the template reads ──

    @property
    def searchable(self) -> bool:
        return bool(self.search_fields or self.plain_search_fields)

    @property
    def exportable(self) -> bool:
        return bool(self.export_name)

    @property
    def is_filtered(self) -> bool:
        return bool((self.search and self.searchable) or self.chosen_filters)

    @property
    def has_tools(self) -> bool:
        """An empty list without any filter needs no filter row."""
        wanted = self.searchable or self.filters or self.exportable
        return bool(wanted and (self.is_filtered or self.count))

    @property
    def filter_fields(self) -> list[dict[str, Any]]:
        return [
            {
                "key": each.key,
                "label": each.label,
                "choices": [(str(code), label) for code, label in each.choices],
                "value": self.chosen_filters.get(each.key, ""),
            }
            for each in self.filters
        ]

    @property
    def kept_params(self) -> list[tuple[str, str]]:
        """Other parameters of the page's address that filtering must not lose (``kept``)."""
        return [(name, self.params[name]) for name in self.kept if self.params.get(name)]

    def url(self, **changes: str | int) -> str:
        """The address of this list with changes; empty values fall out."""
        present: dict[str, Any] = dict(self.kept_params)
        present |= {"q": self.search} if self.searchable else {}
        present |= self.chosen_filters
        if self.sort_param != self.default_sort:
            present["sort"] = self.sort_param
        present |= changes
        query = urlencode({key: value for key, value in present.items() if value not in ("", None)})
        return f"{self.path}?{query}" if query else self.path

    @property
    def clear_url(self) -> str:
        return f"{self.path}?{urlencode(self.kept_params)}" if self.kept_params else self.path

    @property
    def csv_url(self) -> str:
        return self.url(export="csv")

    @property
    def xlsx_url(self) -> str:
        return self.url(export="xlsx")

    @property
    def headers(self) -> list[dict[str, Any]]:
        heads = []
        for column in (each for each in self.columns if each.shown):
            here = column.key == self.sort_key and column.key in self._sortable
            down = self.sort_param.startswith("-")
            heads.append(
                {
                    "label": column.label,
                    "numeric": column.numeric,
                    "url": self.url(sort=f"{'-' if here and not down else ''}{column.key}")
                    if column.sort_fields
                    else "",
                    "aria_sort": ("descending" if down else "ascending") if here else "",
                }
            )
        return heads

    @property
    def count_text(self) -> str:
        total = show(self.count)
        if self.page_count == 1:
            return f"{total} {self.noun}"
        first = (self.page_number - 1) * self.page_size + 1
        last = min(self.page_number * self.page_size, self.count)
        return f"{show(first)}–{show(last)} trong {total} {self.noun}"

    @property
    def pages(self) -> list[dict[str, Any]]:
        """First, last, the neighbours of the present page, gaps between; nothing when all fits on one page."""
        if self.page_count == 1:
            return []
        here, last = self.page_number, self.page_count
        numbers = sorted({1, last, *range(max(1, here - 2), min(last, here + 2) + 1)})
        links: list[dict[str, Any]] = []
        before = 0
        for number in numbers:
            if number - before > 1:
                links.append({"text": "…"})
            if number == here:
                links.append({"text": str(number), "here": True})
            else:
                links.append({"text": str(number), "url": self.url(page=number), "aria": f"Trang {number}"})
            before = number
        return links

    # ── export ──

    def export(self, kind: str) -> HttpResponseBase:
        """The whole filtered list as a download; ``kind`` "csv" or "xlsx"."""
        columns = [column for column in self.columns if column.export]
        heads = [column.label for column in columns]
        lines = ([self._exported(column, record) for column in columns] for record in self._all_records())
        make = xlsx_response if kind == "xlsx" else csv_response
        return make(self.export_name or self.id, heads, lines)

    def _all_records(self) -> Iterable[Any]:
        return (self.dressed(record) for record in self.queryset.iterator(chunk_size=EXPORT_CHUNK))

    @staticmethod
    def _exported(column: Column, record: Any) -> Any:
        raw = column.raw(record)
        if column.badge or (column.format and not isinstance(raw, int | float | Decimal | date)):
            return column.text(record)
        return raw


def _any(conditions: list[Q]) -> Q:
    match = Q()
    for condition in conditions:
        match = or_(match, condition)
    return match


def _turned(name: str, sign: str) -> str:
    return name.removeprefix("-") if sign and name.startswith("-") else f"{sign}{name}"


def asks_for_rows(request: HttpRequest, table: Table) -> bool:
    """Whether HTMX asks for the table alone."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx and htmx.target == table.id and not htmx.history_restore_request)


def table_page(
    request: HttpRequest, table: Table, template: str, context: dict[str, Any] | None = None
) -> HttpResponseBase:
    """Answer for a page that shows one table: a download, the table alone for HTMX, else the whole page.

    The template finds the table as ``table`` and includes components/data_table.html.
    """
    kind = request.GET.get("export", "")
    if table.exportable and kind in {"csv", "xlsx"}:
        return table.export(kind)
    if asks_for_rows(request, table):
        answer = render(request, "components/data_table.html", {"table": table})
    else:
        answer = render(request, template, {**(context or {}), "table": table})
    answer["Vary"] = "HX-Request"
    return answer
