"""Two days of the law side by side: one award, or the whole book."""

from datetime import date, timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rulebook.book import Book
from rulebook.comparison import ChangeKind, Comparison, days_of_change
from rulebook.comparison import compare as compare_award
from rulebook.comparison import compare_all as compare_book
from thidua.law.forms import TwoDaysForm
from thidua.law.frame import crumbs, no_such_award, room
from thidua.law.queries import award_name, the_book
from thidua.law.reading import award_url, compare_url, only_less_known, parts_of, standard_unknown, summary_vi
from thidua.law.rules import rule_changes
from thidua.shared import clock
from thidua.shared.ui import Crumb, Tile
from thidua.shared.wording import vi_number


@login_not_required  # public reading
def compare(request: HttpRequest, award: str) -> HttpResponse:
    """An award on two days, side by side."""
    book, code = the_book(), award
    if code not in book.codes():
        return no_such_award(request, book, code)
    today = clock.today()
    form = TwoDaysForm(request.GET, book=book, default=(_last_known_turn(book, today) - timedelta(days=1), today))
    name = award_name(code)
    context = room(
        request,
        book,
        form=form,
        name=name,
        back=award_url(code),
        crumbs=crumbs(Crumb(name, award_url(code)), Crumb("So sánh hai ngày")),
    )
    if not form.is_valid():
        return render(request, "law/compare.html", context, status=422)
    one, other = form.cleaned_data["tu"], form.cleaned_data["den"]
    found = compare_award(book, code, one, other)
    only_differing = request.GET.get("chi") == "khac"
    context |= {
        "one": one,
        "other": other,
        "found": found,
        "parts": parts_of(found, only_differing),
        "only_differing": only_differing,
        "all_url": compare_url(code, one, other),
        "kept": [("chi", "khac")] if only_differing else [],
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
    real = sum(1 for change in found.changes if change.kind is ChangeKind.CHANGED and change.of_substance)
    said = (
        ("thêm mới", found.count(ChangeKind.ADDED), "met"),
        ("không còn", found.count(ChangeKind.REMOVED), "error"),
        ("thay đổi nội dung", real, "caution"),
        ("chỉ đổi căn cứ, ghi chú", found.count(ChangeKind.CHANGED) - real, "look"),
        ("chưa biết", found.count(ChangeKind.SILENT), "gold"),
        ("giữ nguyên", found.count(ChangeKind.SAME), "quiet"),
    )
    return [Tile(label, vi_number(number), tone=tone) for label, number, tone in said]


@login_not_required  # public reading
def compare_all(request: HttpRequest) -> HttpResponse:
    """Which awards differ between two days."""
    book, today = the_book(), clock.today()
    turn = _last_known_turn(book, today)
    form = TwoDaysForm(request.GET, book=book, default=(turn - timedelta(days=1), turn))
    context = room(request, book, form=form, crumbs=crumbs(Crumb("So sánh hai ngày")))
    context["turns"] = [
        (each.day, each.name_vi, compare_url("", each.day - timedelta(days=1), each.day))
        for each in reversed(book.boundaries)
        if each.day > book.regimes[0].valid_from
    ]
    if not form.is_valid():
        return render(request, "law/compare_all.html", context, status=422)
    one, other = form.cleaned_data["tu"], form.cleaned_data["den"]
    groups: dict[str, list[tuple[str, str, str]]] = {key: [] for key in (*(key for key, _, _ in _GROUPS), "less_known")}
    for code, found in compare_book(book, one, other):
        groups[_group_of(found)].append((award_name(code), summary_vi(found), compare_url(code, one, other)))
    context |= {
        "one": one,
        "other": other,
        "groups": [(title, state, sorted(groups[key])) for key, title, state in _GROUPS if groups[key]],
        "less_known": sorted(groups["less_known"]),
        "rules": rule_changes(one, other),
        "unknown": book.unknown_from(other),
    }
    return render(request, "law/compare_all.html", context)


_GROUPS = (
    ("substance", "Thay đổi nội dung", "change_changed"),
    ("new", "Chỉ có ở ngày sau", "change_only_after"),
    ("gone", "Chỉ có ở ngày trước", "change_only_before"),
    ("unknown", "Chưa biết tiêu chuẩn của một trong hai ngày", "change_silent"),
    ("around", "Chỉ đổi căn cứ pháp lý, ghi chú", "change_around"),
    ("same", "Giữ nguyên", "change_same"),
)


def _group_of(found: Comparison) -> str:
    if found.before is None:
        return "new"
    if found.after is None:
        return "gone"
    if standard_unknown(found):
        return "unknown"
    if only_less_known(found):
        return "less_known"
    return "substance" if found.of_substance else "around" if found.differs else "same"
