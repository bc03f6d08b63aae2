"""Pages on the general rules: by area and day, what the two laws differ in, what is not known."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from rulebook.rules import AREAS_VI, load_differences
from thidua.law.forms import DayForm
from thidua.law.frame import crumbs, room
from thidua.law.queries import award_name, the_book
from thidua.law.reading import compare_url
from thidua.law.rules import area_links, questions, rule_line, rules_found, rules_url
from thidua.law.tables import award_url
from thidua.shared import clock
from thidua.shared.ui import Crumb

_LONGEST = 120


@login_not_required  # public reading
def rules(request: HttpRequest) -> HttpResponse:
    """The rules of a day, of one area, or those in which words are found."""
    book = the_book()
    form = DayForm(request.GET, book=book, default=clock.today())
    asked = request.GET.get("q", "").replace("\0", "").strip()[:_LONGEST]
    area = next((each for each in AREAS_VI if each == request.GET.get("linh-vuc")), None)
    context = room(request, book, form=form, q=asked, area=area or "", crumbs=crumbs(Crumb("Quy định chung")))
    if not form.is_valid():
        return render(request, "law/rules.html", context, status=422)
    day = form.cleaned_data["ngay"]
    areas = area_links(day, area)
    if area is None and not asked and areas:
        area = areas[0].area
        areas = area_links(day, area)
    found = rules_found(day, area, asked)
    context |= {
        "day": day,
        "unknown": book.unknown_from(day),
        "areas": areas,
        "area_name": AREAS_VI[area] if area else "",
        "lines": [rule_line(rule, book, day) for rule in found],
        "clear_url": rules_url(day),
    }
    return render(request, "law/rules.html", context)


@login_not_required  # public reading
def differences(request: HttpRequest) -> HttpResponse:
    """What the law of 2022 changed, in words."""
    book = the_book()
    known = set(book.codes())
    turn = book.regimes[-1].valid_from
    rows = [
        {
            "difference": each,
            "state": f"status_{each.status.value}",
            "awards": [(award_name(code), award_url(code)) for code in each.awards if code in known],
            "compare": [compare_url(code, turn - timedelta(days=1), turn) for code in each.awards if code in known][:1],
        }
        for each in load_differences()
    ]
    steps = crumbs(Crumb("So sánh hai ngày", reverse("law:compare-all")), Crumb("Hai luật khác nhau ở đâu"))
    return render(request, "law/differences.html", room(request, book, rows=rows, crumbs=steps))


@login_not_required  # public reading
def open_questions(request: HttpRequest) -> HttpResponse:
    """What is not known, and which texts must not be used."""
    book = the_book()
    every = questions(book)
    steps = crumbs(Crumb("Kiểm kê dữ liệu", reverse("law:stocktake")), Crumb("Câu hỏi còn mở"))
    context = room(
        request,
        book,
        groups=[
            ("Chưa biết", [each for each in every if not each.is_warning]),
            ("Không được dùng", [each for each in every if each.is_warning]),
        ],
        crumbs=steps,
    )
    return render(request, "law/questions.html", context)
