"""The reading room of the law: open to all, readable without scripts, nothing of any person in it."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from rulebook.award import Award, Regime
from rulebook.book import Book
from rulebook.comparison import ChangeKind, days_of_change
from thidua.law.forms import DayForm
from thidua.law.frame import crumbs, no_such_award, room
from thidua.law.queries import award_name, the_book
from thidua.law.reading import AwardPage, cases_url, compare_url
from thidua.law.rules import questions_about
from thidua.law.search import find
from thidua.law.tables import (
    AWARD_FILTERS,
    AwardTable,
    Listed,
)
from thidua.shared import clock
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb


def _stands(regime: Regime, day: date) -> date:
    """``day``, or the nearest day of the regime."""
    last = regime.valid_to or date.max
    return min(max(day, regime.valid_from), last)


@login_not_required  # public reading
def award_list(request: HttpRequest) -> HttpResponseBase:
    book = the_book()
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
    rows = (
        Listed(
            award,
            regime.code,
            day,
            book.is_known(award, day),
            award_name(award.code),
            asks_day,
            find(book, regime.code, award, words) if words else None,
            words,
        )
        for award in book.awards_of(regime.code)
    )
    return sorted(rows, key=lambda row: row.order)


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


@login_not_required  # public reading
def award(request: HttpRequest, award: str) -> HttpResponse:
    """One award on a day: its standard, who decides, how it is voted, what it brings, how it changed."""
    book, code = the_book(), award
    if code not in book.codes():
        return no_such_award(request, book, code)
    form = DayForm(request.GET, book=book, default=clock.today())
    context = room(request, book, form=form, code=code, crumbs=crumbs(Crumb(award_name(code))))
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
        "questions": questions_about(edition.code, regime.code, book),
        "first_day": edition.first_day,
        "last_day": edition.last_day,
        "actions": [
            Action("So sánh với ngày khác", _usual_comparison(book, edition, day), icon="history"),
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
