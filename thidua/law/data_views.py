"""What the data rests on and how well it is known: instruments, sources, the stocktake."""

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from rulebook.award import Regime
from rulebook.book import Book, leaves
from rulebook.rules import AREAS_VI
from rulebook.stocktake import Counts, take_stock
from thidua.law.basis import link_to
from thidua.law.frame import crumbs, room
from thidua.law.queries import the_book
from thidua.law.tables import (
    ListedStock,
    OpenTable,
    StockTable,
    open_filter,
    regime_filter,
)
from thidua.shared.tables import table_page
from thidua.shared.ui import Crumb, Tile
from thidua.shared.wording import vi_number


@login_not_required  # public reading
def instruments(request: HttpRequest) -> HttpResponse:
    """The laws, decrees and circulars the data cites."""
    book = the_book()
    cited: dict[str, int] = {}
    for value in _cited_values(book):
        for cite in (value.cite, *value.also_cite):
            cited[cite.instrument] = cited.get(cite.instrument, 0) + 1
    rows = sorted(book.instruments.items(), key=lambda pair: pair[1].valid_from or date.min, reverse=True)
    context = room(
        request,
        book,
        rows=[
            (each, f"status_{each.status.value}", cited.get(code, 0), link_to(each.label_vi, each.url, book))
            for code, each in rows
        ],
        crumbs=crumbs(Crumb("Văn bản")),
    )
    return render(request, "law/instruments.html", context)


def _cited_values(book: Book):
    for regime in book.regimes:
        for each in book.awards_of(regime.code):
            yield each
            yield from (*each.authorities, *each.proposers, *each.votes, *each.bonuses)
            yield from (*each.ratios, *each.dossiers, *each.items)
            for version in each.versions:
                yield from leaves(version.conditions)


@login_not_required  # public reading
def sources(request: HttpRequest) -> HttpResponse:
    """What was really read, by whom published."""
    book = the_book()
    used: dict[str, int] = {}
    for value in _cited_values(book):
        for source in value.sources:
            used[source.url] = used.get(source.url, 0) + 1
    context = room(
        request,
        book,
        rows=[(code, source, used.get(source.url, 0)) for code, source in book.sources.items()],
        crumbs=crumbs(Crumb("Văn bản", reverse("law:instruments")), Crumb("Nguồn đã đọc")),
    )
    return render(request, "law/sources.html", context)


@login_not_required  # public reading
def stocktake(request: HttpRequest) -> HttpResponseBase:
    """How much is verified, how much is memory, what is open."""
    book = the_book()
    stock = take_stock(book)
    names = {regime.code: _years(regime) for regime in book.regimes}
    rows = [ListedStock(each, names[each.regime]) for each in stock.awards]
    table = StockTable(rows, request, filters=[regime_filter(names.items())])
    context = room(
        request,
        book,
        whole=_stock_tiles(stock.whole),
        regimes=[(regime.name_vi, stock.of_regime(regime.code), regime.note_vi) for regime in book.regimes],
        rules=[(names[each.regime], AREAS_VI[each.area], each.counts) for each in stock.rules],
        questions=len(stock.questions),
        open_url=reverse("law:open"),
        crumbs=crumbs(Crumb("Kiểm kê dữ liệu")),
    )
    return table_page(request, table, "law/stocktake.html", context)


def _years(regime: Regime) -> str:
    """2004–2023: the regime in a narrow column."""
    return f"{regime.valid_from.year}–{regime.valid_to.year if regime.valid_to else 'nay'}"


def _stock_tiles(counts: Counts) -> list[Tile]:
    """The whole, the four parts that add up to it, and what lies across them."""
    return [
        Tile("nội dung có căn cứ", vi_number(counts.total)),
        Tile("đã đối chiếu văn bản", vi_number(counts.verified), tone="met"),
        Tile("chưa đối chiếu văn bản gốc", vi_number(counts.memory), tone="quiet"),
        Tile("dự thảo, quy định địa phương", vi_number(counts.other), tone="quiet"),
        Tile("chưa biết nội dung", vi_number(counts.unknown), tone="gold"),
        Tile(
            "không tự kết luận",
            vi_number(counts.undecided),
            note="trong các số trên, cần người xem xét",
            tone="caution",
        ),
        Tile(
            "còn mở",
            vi_number(counts.open),
            note="trong các số trên, dữ liệu chưa có",
            tone="look",
            url=reverse("law:open"),
        ),
    ]


@login_not_required  # public reading
def open_values(request: HttpRequest) -> HttpResponseBase:
    """Every value the data does not hold."""
    book = the_book()
    values = take_stock(book).open
    names = [(regime.code, regime.name_vi) for regime in book.regimes]
    table = OpenTable(values, request, filters=[regime_filter(names), open_filter(values)])
    steps = crumbs(Crumb("Kiểm kê dữ liệu", reverse("law:stocktake")), Crumb("Nội dung còn mở"))
    return table_page(request, table, "law/open.html", room(request, book, crumbs=steps))
