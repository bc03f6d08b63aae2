"""The book of numbers: series, every number of one, what clerks note in it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from thidua.accounts.queries import signed_in
from thidua.papers import actions, queries
from thidua.papers.forms_book import NoteForm, TakeOverForm
from thidua.papers.models import NumberSeries
from thidua.papers.permissions import check_can_keep_book
from thidua.papers.tables import SeriesTable, kind_name
from thidua.shared import clock
from thidua.shared.denied import Denied, attempt
from thidua.shared.forms import posted
from thidua.shared.tables import table_page
from thidua.shared.ui import Action, Crumb, Tile, guarded
from thidua.units.models import RoleGrant, Unit
from thidua.units.queries import units_with_own_role

PER_PAGE = 50
_BOOKS = "Sổ văn bản đi"


def series_list(request: HttpRequest) -> HttpResponseBase:
    me, on = signed_in(request), clock.today()
    acts = []
    if units_with_own_role(me, [RoleGrant.Role.CLERK], on):
        acts = [Action("Tiếp nối sổ giấy", reverse("papers:take-over"), icon="plus")]
    table = SeriesTable(queries.series_visible_to(me, on), request)
    crumbs = [Crumb("Quyết định", reverse("decisions:list")), Crumb(_BOOKS)]
    return table_page(request, table, "papers/series.html", {"actions": acts, "crumbs": crumbs})


def _series(request: HttpRequest, pk: int) -> NumberSeries:
    return get_object_or_404(queries.series_visible_to(signed_in(request), clock.today()), pk=pk)


def _crumbs(*more: Crumb) -> list[Crumb]:
    return [Crumb("Quyết định", reverse("decisions:list")), Crumb(_BOOKS, reverse("papers:series")), *more]


def book(request: HttpRequest, pk: int) -> HttpResponse:
    """Every number, the latest first, and how many there are of each state."""
    series = _series(request, pk)
    lines = queries.book_of(series)
    counts = {
        state: sum(line.state == state for line in lines)
        for state in ("issued", "paper", "reserved", "void", "missing")
    }
    title = f"{kind_name(series)} ({queries.series_text(series.symbol, series.unit)}) năm {series.year}"
    note_url = reverse("papers:note", args=[pk])
    context = {
        "series": series,
        "title": title,
        "page": Paginator(lines[::-1], PER_PAGE).get_page(request.GET.get("page")),
        "tiles": [
            Tile("số ban hành trên hệ thống", str(counts["issued"])),
            Tile("số dùng trên giấy", str(counts["paper"])),
            Tile("số để dành", str(counts["reserved"])),
            Tile("số không dùng", str(counts["void"])),
            Tile("số chưa rõ", str(counts["missing"]), tone="caution" if counts["missing"] else ""),
        ],
        "actions": [
            guarded(
                "Ghi số dùng trên giấy, để dành", note_url, check_can_keep_book, request.user, series.unit, clock.today(),
                icon="edit",
            )
        ],
        "crumbs": _crumbs(Crumb(title)),
    }  # fmt: skip
    return render(request, "papers/book.html", context)


def note(request: HttpRequest, pk: int) -> HttpResponse:
    me, series = signed_in(request), _series(request, pk)
    check_can_keep_book(me, series.unit, clock.today())
    form = NoteForm(posted(request))
    back = reverse("papers:book", args=[pk])
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given["first"], given["last"] = int(given["first"]), int(given["last"] or given["first"])
        if count := attempt(form, actions.note_numbers, series=series, by=me, at=clock.now(), **given):
            messages.success(request, f"Đã ghi {count} số vào sổ.")
            return redirect(back)
    context = {
        "title": "Ghi số ngoài hệ thống",
        "kicker": f"{queries.series_text(series.symbol, series.unit)} năm {series.year}",
        "lead": f"Sổ đã dùng đến số {series.last}. Số đã ghi không xóa, không sửa được.",
        "form": form,
        "submit_label": "Ghi vào sổ",
        "back": back,
        "crumbs": _crumbs(Crumb("Ghi số")),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)


def take_over(request: HttpRequest) -> HttpResponse:
    """Go on from a book kept on paper."""
    me, on = signed_in(request), clock.today()
    own = units_with_own_role(me, [RoleGrant.Role.CLERK], on)
    if not own:
        raise Denied("Để ghi Sổ văn bản đi cần vai trò “Văn thư” của cơ quan.")
    form = TakeOverForm(
        posted(request), units=Unit.objects.filter(pk__in=[unit.pk for unit in own]), initial={"year": on.year}
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given["first"], given["year"] = int(given["first"]), int(given["year"])
        series = attempt(form, actions.take_over_series, by=me, at=clock.now(), **given)
        if series is not None:
            messages.success(request, f"Số kế tiếp là {series.first}.")
            return redirect("papers:book", pk=series.pk)
    context = {
        "title": "Tiếp nối sổ giấy",
        "kicker": _BOOKS,
        "lead": "Khi cơ quan đã cấp số trên giấy trong năm trước khi dùng hệ thống.",
        "form": form,
        "submit_label": "Tiếp nối",
        "back": reverse("papers:series"),
        "crumbs": _crumbs(Crumb("Tiếp nối sổ giấy")),
    }
    return render(request, "components/form_page.html", context, status=422 if form.is_bound else 200)
