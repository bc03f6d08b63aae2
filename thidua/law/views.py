"""The reading room of the law: open to all, readable without scripts, nothing of any person in it."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from rulebook import book as law
from rulebook.award import Award, Regime
from rulebook.book import Book
from rulebook.casebook import cases_of
from rulebook.comparison import ChangeKind, Comparison, days_of_change
from rulebook.comparison import compare as compare_award
from rulebook.comparison import compare_all as compare_book
from rulebook.stocktake import Counts, take_stock
from thidua.law import cases as worked
from thidua.law.forms import DayForm, TwoDaysForm
from thidua.law.queries import award_name
from thidua.law.reading import AwardPage, award_url, cases_url, compare_url, parts_of, summary_vi
from thidua.law.search import find
from thidua.law.tables import (
    AWARD_FILTERS,
    AwardTable,
    Listed,
    ListedStock,
    OpenTable,
    StockTable,
    open_filter,
    regime_filter,
)
from thidua.shared import clock
from thidua.shared.context import public_nav
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Tile
from thidua.shared.wording import vi_number

_TABS: tuple[tuple[str, str, set[str]], ...] = (
    ("law:list", "Danh hiệu, hình thức", {"award", "cases", "case", "compare"}),
    ("law:compare-all", "So sánh hai ngày", set()),
    ("law:instruments", "Văn bản", {"sources"}),
    ("law:stocktake", "Kiểm kê dữ liệu", {"open"}),
)
_ROOM = "Tra cứu luật"


def room(request: HttpRequest, book: Book, **context: Any) -> dict[str, Any]:
    """What every page of the room needs: the frame of those who are signed in or of the public, tabs, the data."""
    match = request.resolver_match
    here = match.url_name if match else ""
    frame: dict[str, Any] = {"frame": "base.html"}
    if not request.user.is_authenticated:
        frame = {"frame": "public_base.html", "public_nav": public_nav("law:list"), "nav": []}
    tabs = [
        {"label": label, "url": reverse(name), "current": name == f"law:{here}" or here in within}
        for name, label, within in _TABS
    ]
    return {**frame, "tabs": tabs, "data_version": book.data_version, **context}


def _crumbs(*steps: Crumb) -> list[Crumb]:
    return [Crumb(_ROOM, reverse("law:list")), *steps]


def _stands(regime: Regime, day: date) -> date:
    """``day``, or the nearest day of the regime."""
    last = regime.valid_to or date.max
    return min(max(day, regime.valid_from), last)


@login_not_required  # public reading
def award_list(request: HttpRequest) -> HttpResponseBase:
    book = law.load_book()
    form = DayForm(request.GET, book=book, default=clock.today())
    context = room(
        request,
        book,
        form=form,
        regimes=[(regime.code, regime.name_vi) for regime in book.regimes],
        boundaries=_boundaries(book),
        kept=[
            (name, request.GET[name]) for name in ("q", "loai", "cap", "nhan", "tieu-chuan") if request.GET.get(name)
        ],
    )
    if not form.is_valid():
        return render(request, "law/list.html", context, status=422)
    asked = form.cleaned_data["ngay"]
    regimes = {regime.code: regime for regime in book.regimes}
    chosen = request.GET.get("che-do", "")
    regime = regimes.get(chosen) or book.regime_on(asked)
    day = _stands(regime, asked)
    rows = _listed(book, regime, day, request.GET.get("q", ""), asks_day=day != clock.today())
    table = AwardTable(rows, request, filters=AWARD_FILTERS, kept=("ngay", "che-do"))
    unknown = book.unknown_from(day)
    context |= {
        "chosen": chosen if chosen in regimes else "",
        "regime": regime,
        "day": day,
        "moved": day != asked,
        "known": sum(1 for row in rows if row.known),
        "total": len(rows),
        "unknown": unknown,
    }
    return table_page(request, table, "law/list.html", context)


def _listed(book: Book, regime: Regime, day: date, asked: str, *, asks_day: bool) -> list[Listed]:
    words = asked.replace("\0", "").strip()[:120]
    return [
        Listed(
            award,
            regime.code,
            day,
            book.is_known(award, day),
            award_name(award.code),
            asks_day,
            find(book, regime.code, award, words) if words else None,
        )
        for award in book.awards_of(regime.code)
    ]


def _boundaries(book: Book) -> list[dict[str, Any]]:
    """The days on which the law changed, newest first, with the address of the list on that day."""
    return [
        {
            "day": each.day,
            "name": each.name_vi,
            "known": each.known,
            "url": f"{reverse('law:list')}?ngay={each.day.isoformat()}",
        }
        for each in reversed(book.boundaries)
    ]


def _no_such_award(request: HttpRequest, book: Book, code: str) -> HttpResponse:
    return render(request, "law/unknown.html", room(request, book, code=code, crumbs=_crumbs(Crumb(code))), status=404)


@login_not_required  # public reading
def award(request: HttpRequest, award: str) -> HttpResponse:
    """One award on a day: its standard, who decides, how it is voted, what it brings, how it changed."""
    book, code = law.load_book(), award
    if code not in book.codes():
        return _no_such_award(request, book, code)
    form = DayForm(request.GET, book=book, default=clock.today())
    context = room(request, book, form=form, code=code, crumbs=_crumbs(Crumb(award_name(code))))
    if not form.is_valid():
        return render(request, "law/award.html", context | {"name": award_name(code)}, status=422)
    day = form.cleaned_data["ngay"]
    edition = book.award(code, day)
    regime = _regime_of(book, edition)
    page = AwardPage(book, regime.code, edition, day)
    existing = edition.first_day <= day <= edition.last_day
    context |= {
        "page": page,
        "name": page.name,
        "day": day,
        "regime": regime,
        "existing": existing,
        "renamed": edition.code != code,
        "unknown": book.unknown_from(day),
        "first_day": edition.first_day,
        "last_day": edition.last_day,
        "actions": [
            Action("So sánh hai ngày", _usual_comparison(book, edition, day), icon="history"),
            Action(f"Ví dụ ({len(page.cases)})", cases_url(edition.code, day), icon="scale", kind="quiet"),
        ],
    }
    return render(request, "law/award.html", context)


def _regime_of(book: Book, edition: Award) -> Regime:
    return next(regime for regime in book.regimes if any(each is edition for each in book.awards_of(regime.code)))


def _usual_comparison(book: Book, edition: Award, day: date) -> str:
    """The address of the last change before ``day`` whose text is known, else of the day and the one before."""
    known = [
        turn
        for turn, found in days_of_change(book, edition.code)
        if turn <= day and all(change.kind is not ChangeKind.SILENT for change in found.changes)
    ]
    turn = known[-1] if known else max(day, book.regimes[0].valid_from + timedelta(days=1))
    return compare_url(edition.code, turn - timedelta(days=1), turn)


@login_not_required  # public reading
def compare(request: HttpRequest, award: str) -> HttpResponse:
    """An award on two days, side by side."""
    book, code = law.load_book(), award
    if code not in book.codes():
        return _no_such_award(request, book, code)
    today = clock.today()
    form = TwoDaysForm(request.GET, book=book, default=(_last_known_turn(book, today) - timedelta(days=1), today))
    name = award_name(code)
    context = room(
        request,
        book,
        form=form,
        name=name,
        back=award_url(code),
        crumbs=_crumbs(Crumb(name, award_url(code)), Crumb("So sánh hai ngày")),
    )
    if not form.is_valid():
        return render(request, "law/compare.html", context, status=422)
    one, other = form.cleaned_data["tu"], form.cleaned_data["den"]
    found = compare_award(book, code, one, other)
    context |= {
        "one": one,
        "other": other,
        "found": found,
        "parts": parts_of(found),
        "summary": summary_vi(found),
        "tiles": _tiles(found),
        "unknown": book.unknown_from(other),
        "turns": [
            (day, compare_url(code, day - timedelta(days=1), day))
            for day, _ in reversed(days_of_change(book, code))
            if day > book.regimes[0].valid_from
        ],
        "one_url": award_url(code, one),
        "other_url": award_url(code, other),
    }
    return render(request, "law/compare.html", context)


def _last_known_turn(book: Book, today: date) -> date:
    known = [each.day for each in book.boundaries if each.known and each.day <= today]
    return max(known[-1] if known else today, book.regimes[0].valid_from + timedelta(days=1))


def _tiles(found: Comparison) -> list[Tile]:
    said = (
        (ChangeKind.ADDED, "thêm mới", "met"),
        (ChangeKind.REMOVED, "không còn", "error"),
        (ChangeKind.CHANGED, "thay đổi", "caution"),
        (ChangeKind.SILENT, "chưa biết", "look"),
        (ChangeKind.SAME, "giữ nguyên", "quiet"),
    )
    return [Tile(label, vi_number(found.count(kind)), tone=tone) for kind, label, tone in said]


@login_not_required  # public reading
def compare_all(request: HttpRequest) -> HttpResponse:
    """Which awards differ between two days."""
    book, today = law.load_book(), clock.today()
    turn = _last_known_turn(book, today)
    form = TwoDaysForm(request.GET, book=book, default=(turn - timedelta(days=1), turn))
    context = room(request, book, form=form, crumbs=_crumbs(Crumb("So sánh hai ngày")))
    context["turns"] = [
        (each.day, each.name_vi, compare_url("", each.day - timedelta(days=1), each.day))
        for each in reversed(book.boundaries)
        if each.day > book.regimes[0].valid_from
    ]
    if not form.is_valid():
        return render(request, "law/compare_all.html", context, status=422)
    one, other = form.cleaned_data["tu"], form.cleaned_data["den"]
    groups: dict[str, list[tuple[str, str, str]]] = {"substance": [], "around": [], "new": [], "gone": [], "same": []}
    for code, found in compare_book(book, one, other):
        groups[_group_of(found)].append((award_name(code), summary_vi(found), compare_url(code, one, other)))
    context |= {
        "one": one,
        "other": other,
        "groups": [
            (title, state, sorted(groups[key]))
            for key, title, state in (
                ("substance", "Thay đổi nội dung", "change_changed"),
                ("new", "Chỉ có ở ngày sau", "change_added"),
                ("gone", "Chỉ có ở ngày trước", "change_removed"),
                ("around", "Chỉ đổi căn cứ pháp lý, ghi chú", "change_silent"),
                ("same", "Giữ nguyên", "change_same"),
            )
            if groups[key]
        ],
        "unknown": book.unknown_from(other),
    }
    return render(request, "law/compare_all.html", context)


def _group_of(found: Comparison) -> str:
    if found.before is None:
        return "new"
    if found.after is None:
        return "gone"
    return "substance" if found.of_substance else "around" if found.differs else "same"


@login_not_required  # public reading
def cases(request: HttpRequest, award: str) -> HttpResponse:
    """The worked examples of an award, of all conditions or of one."""
    book, code = law.load_book(), award
    if code not in book.codes():
        return _no_such_award(request, book, code)
    form = DayForm(request.GET, book=book, default=clock.today())
    name = award_name(code)
    crumbs = _crumbs(Crumb(name, award_url(code)), Crumb("Ví dụ"))
    context = room(request, book, form=form, name=name, crumbs=crumbs)
    if not form.is_valid():
        return render(request, "law/cases.html", context, status=422)
    day = form.cleaned_data["ngay"]
    condition = request.GET.get("dieu-kien", "")
    groups = []
    for regime in book.regimes:
        found = worked.examples(cases_of(regime.code, code), book, condition)
        if found:
            groups.append((regime, found))
    edition = book.award(code, day)
    texts = {node.code: node.text_vi for version in edition.versions for node in law.leaves(version.conditions)}
    context |= {
        "groups": groups,
        "condition": texts.get(condition, condition),
        "all_url": cases_url(code, day),
        "back": award_url(code, day),
    }
    return render(request, "law/cases.html", context)


@login_not_required  # public reading
def case(request: HttpRequest, award: str, regime: str, case: str) -> HttpResponse:
    """One worked example, judged now."""
    book, code = law.load_book(), award
    if code not in book.codes():
        return _no_such_award(request, book, code)
    every = worked.examples(cases_of(regime, code), book)
    place = next((number for number, each in enumerate(every) if each.case.slug == case), None)
    if place is None:
        crumbs = _crumbs(Crumb(award_name(code), award_url(code)), Crumb("Ví dụ"))
        return render(request, "law/unknown.html", room(request, book, code=case, crumbs=crumbs), status=404)
    shown = every[place]
    context = room(
        request,
        book,
        name=award_name(code),
        example=shown,
        facts=worked.facts_of_case(shown.case, book),
        base_note=worked.base_note(shown.case),
        judged=worked.judged(shown.case, book),
        law_url=award_url(code, shown.case.day),
        before=every[place - 1] if place else None,
        after=every[place + 1] if place + 1 < len(every) else None,
        crumbs=_crumbs(
            Crumb(award_name(code), award_url(code, shown.case.day)),
            Crumb("Ví dụ", cases_url(code, shown.case.day)),
            Crumb(shown.title),
        ),
    )
    return render(request, "law/case.html", context)


@login_not_required  # public reading
def instruments(request: HttpRequest) -> HttpResponse:
    """The laws, decrees and circulars the data cites."""
    book = law.load_book()
    cited: dict[str, int] = {}
    for value in _cited_values(book):
        for cite in (value.cite, *value.also_cite):
            cited[cite.instrument] = cited.get(cite.instrument, 0) + 1
    rows = sorted(book.instruments.items(), key=lambda pair: pair[1].valid_from or date.min, reverse=True)
    context = room(
        request,
        book,
        rows=[(instrument, f"status_{instrument.status.value}", cited.get(code, 0)) for code, instrument in rows],
        crumbs=_crumbs(Crumb("Văn bản")),
    )
    return render(request, "law/instruments.html", context)


def _cited_values(book: Book):
    for regime in book.regimes:
        for each in book.awards_of(regime.code):
            yield each
            yield from (*each.authorities, *each.proposers, *each.votes, *each.bonuses)
            yield from (*each.ratios, *each.dossiers, *each.items)
            for version in each.versions:
                yield from law.leaves(version.conditions)


@login_not_required  # public reading
def sources(request: HttpRequest) -> HttpResponse:
    """What was really read, by whom published."""
    book = law.load_book()
    used: dict[str, int] = {}
    for value in _cited_values(book):
        for source in value.sources:
            used[source.url] = used.get(source.url, 0) + 1
    context = room(
        request,
        book,
        rows=[(code, source, used.get(source.url, 0)) for code, source in book.sources.items()],
        crumbs=_crumbs(Crumb("Văn bản", reverse("law:instruments")), Crumb("Nguồn đã đọc")),
    )
    return render(request, "law/sources.html", context)


@login_not_required  # public reading
def stocktake(request: HttpRequest) -> HttpResponseBase:
    """How much is verified, how much is memory, what is open."""
    book = law.load_book()
    stock = take_stock(book)
    names = {regime.code: regime.name_vi for regime in book.regimes}
    rows = [ListedStock(each, names[each.regime]) for each in stock.awards]
    table = StockTable(rows, request, filters=[regime_filter(names.items())])
    context = room(
        request,
        book,
        whole=_stock_tiles(stock.whole),
        regimes=[(regime.name_vi, stock.of_regime(regime.code), regime.note_vi) for regime in book.regimes],
        open_url=reverse("law:open"),
        crumbs=_crumbs(Crumb("Kiểm kê dữ liệu")),
    )
    return table_page(request, table, "law/stocktake.html", context)


def _stock_tiles(counts: Counts) -> list[Tile]:
    return [
        Tile("nội dung có căn cứ", vi_number(counts.total)),
        Tile("đã đối chiếu văn bản", vi_number(counts.verified), tone="met"),
        Tile("chưa đọc lại", vi_number(counts.memory), tone="quiet"),
        Tile("không tự kết luận", vi_number(counts.undecided), note="cần người xem xét", tone="caution"),
        Tile("còn mở", vi_number(counts.open), note="dữ liệu chưa có", tone="look", url=reverse("law:open")),
    ]


@login_not_required  # public reading
def open_values(request: HttpRequest) -> HttpResponseBase:
    """Every value the data does not hold."""
    book = law.load_book()
    values = take_stock(book).open
    names = [(regime.code, regime.name_vi) for regime in book.regimes]
    table = OpenTable(values, request, filters=[regime_filter(names), open_filter(values)])
    crumbs = _crumbs(Crumb("Kiểm kê dữ liệu", reverse("law:stocktake")), Crumb("Nội dung còn mở"))
    return table_page(request, table, "law/open.html", room(request, book, crumbs=crumbs))
